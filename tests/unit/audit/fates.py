"""What becomes of real pages, with the answer that is right: by the article that Readability found, not by us."""

# ruff: noqa: E501

from __future__ import annotations

import copy
import gzip
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from bs4 import BeautifulSoup, Comment, NavigableString, Tag

from tests.unit.cited.quoting import DISTORTIONS, PAGES, plain, rendered

SILENT = ("script", "style", "noscript", "template", "title", "textarea", "svg", "head", "iframe")
FOREIGN = [
    "government",
    "perhaps",
    "really",
    "window",
    "against",
    "harbour",
    "seldom",
    "purple",
    "engine",
    "statement",
]
SPAM = """<html lang="id"><head><title>Situs Slot Gacor Online Terpercaya 2026</title></head><body><h1>Slot Gacor
Maxwin Hari Ini</h1><p>Selamat datang di situs judi slot online terpercaya dengan casino live, poker, togel dan
sportsbook terlengkap. Daftar sekarang dan dapatkan bonus jackpot untuk pemain baru yang bermain slot setiap hari.</p>
<p>Bandar taruhan resmi kami menyediakan baccarat, roulette dan slot gacor dengan jackpot terbesar untuk anda.</p>
</body></html>"""
PILLS = """<html lang="en"><head><title>Buy Viagra Online Without Prescription | Cheap Cialis</title></head><body>
<h1>Canadian Pharmacy</h1><p>Buy cheap Viagra, Cialis and Levitra online from a trusted pharmacy with worldwide
delivery. Generic sildenafil and tadalafil are shipped within two days and no prescription is needed at our pharmacy
for viagra orders.</p><p>Order Kamagra now and save: cialis 20mg, viagra 100mg, tramadol and xanax in stock.</p></body></html>"""


@dataclass
class RealPage:
    name: str
    source: str
    article: str
    """Words of the article that Readability found, plain."""

    @cached_property
    def soup(self) -> BeautifulSoup:
        return BeautifulSoup(self.source, "lxml")

    def fresh(self) -> BeautifulSoup:
        return copy.copy(self.soup)

    @cached_property
    def seen(self) -> str:
        return seen(self.html)

    @cached_property
    def html(self) -> str:
        return str(self.soup)


@dataclass
class Case:
    """A page then and now, and what is right to say of it."""

    page: str
    fate: str
    expected: str
    then: str
    now: str
    quote: str | None = None
    state: str | None = None


def real_pages(every: int = 1) -> list[RealPage]:
    found = []
    for path in sorted(PAGES.glob("*/source.html.gz"))[::every]:
        source = gzip.decompress(path.read_bytes()).decode("utf-8", "replace")
        expected = gzip.decompress((path.parent / "expected.html.gz").read_bytes()).decode("utf-8", "replace")
        article = plain(BeautifulSoup(expected, "lxml").get_text(" "))
        page = RealPage(path.parent.name, source, article)
        if len(paragraphs(page, page.soup)) >= 5 and "lorem ipsum" not in article:
            found.append(page)
    return found


def paragraphs(page: RealPage, soup: BeautifulSoup) -> list[Tag]:
    """Paragraphs of the article."""
    found = []
    for each in soup.find_all("p"):
        words = plain(each.get_text(" "))
        if len(words.split()) >= 12 and words in page.article:
            found.append(each)
    return found


def sentences(paragraph: Tag) -> list[str]:
    text = " ".join(paragraph.get_text().split())
    return [each for each in re.findall(r"[^.!?]{20,500}[.!?]", text) if len(each.split()) >= 6]


def seen(html: str) -> str:
    return plain(rendered(html))


def set_text(paragraph: Tag, text: str) -> None:
    paragraph.clear()
    paragraph.append(NavigableString(text))


def noise(page: RealPage, chance: random.Random, others: list[RealPage]) -> BeautifulSoup:
    """What no reader sees."""
    soup = page.fresh()
    body = soup.body or soup
    for each in body.find_all(True)[::7]:
        each["data-n"] = f"{chance.random():.9f}"
    body.append(Comment(f"generated in {chance.random():.3f} s"))
    script = soup.new_tag("script", nonce=str(chance.random()))
    script.string = f"window.token = '{chance.random()}'"
    body.append(script)
    return soup


def furniture(page: RealPage, chance: random.Random, others: list[RealPage]) -> BeautifulSoup:
    """Blocks outside of the article get other words, as boxes with the latest news do."""
    soup = page.fresh()
    words = chance.choice(others).article.split()
    for each in soup.find_all(("aside", "nav", "footer", "li", "span", "time", "a")):
        said = plain(each.get_text(" "))
        if each.find(True) or not said or said in page.article or chance.random() < 0.5:
            continue
        at = chance.randrange(max(1, len(words) - 12))
        set_text(each, " ".join(words[at : at + max(1, len(said.split()))]))
    return soup


def company(page: RealPage, chance: random.Random, others: list[RealPage]) -> BeautifulSoup:
    """Advertisements between the paragraphs, a comment thread, related articles, another date."""
    soup = page.fresh()
    words = chance.choice(others).article.split()
    for each in paragraphs(page, soup)[::4]:
        box = soup.new_tag("div", attrs={"class": chance.choice(("ad-slot", "promo", "related-box", "x7"))})
        at = chance.randrange(max(1, len(words) - 30))
        box.string = " ".join(words[at : at + 25])
        each.insert_after(box)
    thread = soup.new_tag("section", id="comments")
    for _ in range(8):
        comment = soup.new_tag("p")
        at = chance.randrange(max(1, len(words) - 40))
        comment.string = " ".join(words[at : at + 35]) + "."
        thread.append(comment)
    (soup.body or soup).append(thread)
    for text in soup.find_all(string=re.compile(r"\b(20\d\d|\d+ comments?)\b")):
        inside = isinstance(text.parent, Tag) and (text.parent.name in SILENT or plain(text) in page.article)
        if not inside and len(text.split()) < 8:
            text.replace_with(NavigableString(re.sub(r"\d", lambda d: str((int(d[0]) + 1) % 10), str(text))))
    return soup


def dressed(page: RealPage, chance: random.Random, others: list[RealPage]) -> BeautifulSoup:
    """The article in another site's dress."""
    soup = page.fresh()
    kept = paragraphs(page, soup)
    lists = "".join(f"<li><a href='/{n}'>{word}</a></li>" for n, word in enumerate(FOREIGN))
    inner = "".join(str(each) for each in kept)
    whole = [plain(each.get_text(" ")) for each in kept]
    if len(" ".join(whole).split()) < 0.97 * len(page.article.split()):
        return soup
    title = str(soup.title or "")
    return BeautifulSoup(
        f"<html><head>{title}</head><body><nav><ul>{lists}</ul></nav><main>{inner}</main></body></html>",
        "lxml",
    )


def longest_gone(page: RealPage, chance: random.Random, others: list[RealPage]) -> BeautifulSoup:
    soup = page.fresh()
    max(paragraphs(page, soup), key=lambda each: len(each.get_text())).decompose()
    return soup


def half(page: RealPage, chance: random.Random, others: list[RealPage]) -> BeautifulSoup:
    soup = page.fresh()
    kept = paragraphs(page, soup)
    for each in kept[len(kept) // 2 :]:
        each.decompose()
    return soup


def rewritten(page: RealPage, chance: random.Random, others: list[RealPage]) -> BeautifulSoup:
    """A third of the paragraphs says something else."""
    soup = page.fresh()
    other = chance.choice(others)
    source = [each.get_text() for each in paragraphs(other, other.soup)]
    kept = paragraphs(page, soup)
    for each in chance.sample(kept, max(2, len(kept) // 3)):
        set_text(each, chance.choice(source))
    return soup


def same_subject(page: RealPage, chance: random.Random, others: list[RealPage]) -> BeautifulSoup:
    """Every paragraph is cut to every third word, and put together anew: the same subject in other words."""
    soup = page.fresh()
    for each in paragraphs(page, soup):
        words = each.get_text().split()
        set_text(each, f"{' '.join(words[::3])}. {' '.join(words[1::3])}.")
    return soup


COSMETIC = (furniture, company, dressed)
DRIFTED = (longest_gone, half, rewritten, same_subject)


def quote_of(sentence: str, chance: random.Random) -> str:
    """5 to 40 words of it."""
    words = sentence.split()
    size = min(len(words), chance.randrange(5, 41))
    at = chance.randrange(len(words) - size + 1)
    return " ".join(words[at : at + size])


def reworded(words: str, chance: random.Random) -> str:
    parts = words.split()
    for _ in range(chance.randrange(1, 4 if len(parts) > 10 else 3 if len(parts) > 7 else 2)):
        at = chance.randrange(len(parts))
        if chance.random() < 0.4:
            del parts[at]
        else:
            parts[at] = chance.choice(FOREIGN)
    return " ".join(parts)


TYPOGRAPHIES = ("faithful", "typographic", "wrapped", "cut", "omitted", "bracketed")
"""The last ones leave out words, of which those may be that change."""


def passage_cases(page: RealPage, chance: random.Random, others: list[RealPage]) -> Iterator[Case]:
    for kind in ("there", "reworded", "sentence-gone", "passage-gone", "paragraph-gone", "replaced"):
        background = chance.choice((None, company, furniture))
        soup = background(page, chance, others) if background else page.fresh()
        kept = [each for each in paragraphs(page, soup) if sentences(each)]
        paragraph = chance.choice(kept)
        sentence = chance.choice(sentences(paragraph))
        quote = quote_of(sentence, chance)
        if plain(soup.get_text(" ")).count(plain(quote)) != 1:
            continue
        text = " ".join(paragraph.get_text().split())
        if kind == "reworded":
            changed = reworded(quote, chance)
            if plain(changed) == plain(quote):
                continue
            set_text(paragraph, text.replace(quote, changed))
        elif kind == "sentence-gone":
            set_text(paragraph, text.replace(sentence, ""))
        elif kind == "passage-gone":
            set_text(paragraph, text.replace(quote, ""))
        elif kind == "paragraph-gone":
            paragraph.decompose()
        elif kind == "replaced":
            other = chance.choice(others)
            foreign = [each for each in paragraphs(other, other.soup) if sentences(each)]
            set_text(paragraph, text.replace(sentence, chance.choice(sentences(chance.choice(foreign)))))
        same = seen(str(soup)) == page.seen
        expected = {"there": "unchanged" if same else "cosmetic", "reworded": "drifted"}.get(
            kind, "passage-missing"
        )
        state = {"there": "there", "reworded": "reworded"}.get(kind, "gone")
        faithful = TYPOGRAPHIES if kind != "reworded" else TYPOGRAPHIES[:3]
        said = DISTORTIONS[chance.choice(faithful)](quote, chance)
        yield Case(page.name, f"quote-{kind}", expected, page.html, str(soup), said, state)


def cases(seed: int, pages: list[RealPage], rounds: int = 2) -> Iterator[Case]:
    chance = random.Random(seed)
    for page in pages:
        others = [each for each in pages if each.name.split("-")[0] != page.name.split("-")[0]]
        yield Case(page.name, "noise", "unchanged", page.html, str(noise(page, chance, others)))
        fates: list[tuple[str, Callable[..., BeautifulSoup]]] = [("cosmetic", each) for each in COSMETIC]
        fates += [("drifted", each) for each in DRIFTED]
        for expected, fate in fates:
            now = str(fate(page, chance, others))
            if seen(now) == page.seen:
                continue
            yield Case(page.name, fate.__name__, expected, page.html, now)
        yield Case(page.name, "other-page", "hijacked", page.html, chance.choice(others).html)
        yield Case(page.name, "spam", "hijacked", page.html, chance.choice((SPAM, PILLS)))
        for _ in range(rounds):
            yield from passage_cases(page, chance, others)
