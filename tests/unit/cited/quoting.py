"""Quotations as posts make them of the words of real pages: faithful, distorted, and false ones."""

import gzip
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

PAGES = Path(__file__).resolve().parents[4] / "shared" / "data" / "links" / "readability"
SILENT_TEXT = "script style noscript template title head textarea select svg iframe -comment -doctype"
SILENT = frozenset(SILENT_TEXT.split())
INLINE_TEXT = """
    a abbr b bdi bdo big cite code del dfn em font i ins kbd mark q s samp small span strike strong sub sup
    time tt u var -text wbr
"""
INLINE = frozenset(INLINE_TEXT.split())
SENTENCE = re.compile(r"[^.!?。！？\n]{15,600}[.!?。！？]")
OCR = (("rn", "m"), ("l", "1"), ("cl", "d"), ("e", "c"), ("h", "b"), ("o", "0"), ("u", "n"), ("i", "l"))


@dataclass(frozen=True)
class Case:
    """A quotation, the text it is looked for in, and whether it is there."""

    kind: str
    quote: str
    text: str
    there: bool
    passage: str = ""


def rendered(html: str) -> str:
    """About what ``innerText`` gives: blocks on lines of their own, white space collapsed."""
    root = LexborHTMLParser(html).body
    pieces: list[str] = []
    pending: list[LexborNode | str] = [root] if root is not None else []
    while pending:
        node = pending.pop()
        if isinstance(node, str):
            pieces.append(node)
        elif node.is_text_node:
            pieces.append(re.sub(r"[ \t\n\r\f]+", " ", node.text_content or ""))
        elif (tag := node.tag or "") not in SILENT:
            edge = "" if tag in INLINE else "\n"
            pending.append(edge)
            pending.extend(reversed(list(node.iter(include_text=True))))
            pending.append(edge)
    return re.sub(r" *\n[ \n]*", "\n", "".join(pieces)).strip()


def page_texts() -> Iterator[tuple[str, str]]:
    """Name and text of each page."""
    for path in sorted(PAGES.glob("*/source.html.gz")):
        text = rendered(gzip.decompress(path.read_bytes()).decode("utf-8", "replace"))
        if len(text) > 1500:
            yield path.parent.name, text


def sentences(text: str) -> list[str]:
    return [found[0].strip() for found in SENTENCE.finditer(text) if len(found[0].split()) >= 4]


def plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def typographic(words: str, chance: random.Random) -> str:
    if '"' in words or "'" in words:
        return re.sub(r"'", "’", re.sub(r'"([^"]*)"', r"“\1”", words)).replace(" - ", " — ")
    straight = {
        "“": '"',
        "”": '"',
        "’": "'",
        "‘": "'",
        "—": chance.choice(("--", " - ")),
        "–": "-",
        "…": "...",
    }
    return "“" + re.sub(r"[“”’‘—–…]", lambda found: straight[found[0]], words) + "”"


def recased(words: str, chance: random.Random) -> str:
    return chance.choice((words.upper(), words.lower(), words[0].swapcase() + words[1:]))


def cut(words: str, chance: random.Random) -> str:
    parts = words.split()
    if len(parts) < 6:
        return words
    first = chance.randrange(0, len(parts) // 3)
    last = chance.randrange(len(parts) * 2 // 3, len(parts)) + 1
    ends = chance.choice((("", ""), ("...", "..."), ("… ", " …"), ("[...] ", ""), ("", ",")))
    return ends[0] + " ".join(parts[first:last]) + ends[1]


def omitted(words: str, chance: random.Random) -> str:
    parts = words.split()
    if len(parts) < 8:
        return words
    first = chance.randrange(3, len(parts) - 4)
    last = min(len(parts) - 3, first + chance.randrange(1, 12))
    mark = chance.choice((" ... ", " … ", " [...] ", " […] ", "... ", " (...) ", " . . . "))
    return " ".join(parts[:first]) + mark + " ".join(parts[max(first + 1, last) :])


def bracketed(words: str, chance: random.Random) -> str:
    parts = words.split()
    if len(parts) < 7:
        return f"[{words[0].swapcase()}]{words[1:]}"
    at = chance.randrange(1, len(parts) - 1)
    put = chance.choice(("[the company]", "[sic]", "[in other words]", f"[{parts[at]}]"))
    kept = parts[at + 1 :] if put != "[sic]" else parts[at:]
    return " ".join([*parts[:at], put, *kept])


def wrapped(words: str, chance: random.Random) -> str:
    space = chance.choice(("\n> ", "\u00a0", "  ", "\n", "\u2009"))
    parts = words.split(" ")
    step = chance.randrange(2, 9)
    return "".join(part + (space if index % step == 0 else " ") for index, part in enumerate(parts)).strip()


def reworded(words: str, chance: random.Random) -> str:
    parts = words.split()
    if len(parts) < 9:
        return words
    at = chance.randrange(1, len(parts) - 1)
    parts[at] = chance.choice(("really", "government", "always", "it", "perhaps", "different"))
    return " ".join(parts)


def dropped(words: str, chance: random.Random) -> str:
    parts = words.split()
    if len(parts) < 10:
        return words
    at = chance.randrange(1, len(parts) - 2)
    del parts[at : at + chance.randrange(1, 3)]
    return " ".join(parts)


def slipped(words: str, chance: random.Random) -> str:
    for _ in range(max(1, len(words) // 50)):
        wrong, right = chance.choice(OCR)
        places = [found.start() for found in re.finditer(wrong, words)]
        if places:
            at = chance.choice(places)
            words = words[:at] + right + words[at + len(wrong) :]
    return words


DISTORTIONS: dict[str, Callable[[str, random.Random], str]] = {
    "faithful": lambda words, chance: words,
    "typographic": typographic,
    "recased": recased,
    "cut": cut,
    "omitted": omitted,
    "bracketed": bracketed,
    "wrapped": wrapped,
    "reworded": reworded,
    "dropped": dropped,
    "slipped": slipped,
}


def hyphenated(text: str, sentence: str, chance: random.Random) -> str:
    """The page as a typesetter breaks its lines."""
    long = list(re.finditer(r"[a-z]{7,}", sentence))
    if not long:
        return text
    word = chance.choice(long)
    at = word.start() + len(word[0]) // 2
    return text.replace(
        sentence, sentence[:at] + chance.choice(("-\n", "\u00ad", "\u00ad\n")) + sentence[at:]
    )


def shuffled(words: str, chance: random.Random) -> str:
    parts = words.split()
    chance.shuffle(parts)
    return " ".join(parts)


def spliced(words: str, other: str) -> str:
    """Half of a sentence, and as much of another one behind it."""
    half = words.rfind(" ", 0, len(words) // 2 + 1)
    rest = other.find(" ", max(0, len(other) - (len(words) - half)))
    return words[:half] + other[rest:]


def cases(seed: int, a_page: int) -> Iterator[Case]:
    """``a_page`` faithful or distorted quotations of every page, and as many that are not there."""
    chance = random.Random(seed)
    pages = list(page_texts())
    said = {name: sentences(text) for name, text in pages}
    for name, text in pages:
        if len(said[name]) < 10:
            continue
        for _ in range(a_page):
            sentence = chance.choice(said[name])
            kind = chance.choice(list(DISTORTIONS))
            yield Case(kind, DISTORTIONS[kind](sentence, chance), text, True, sentence)
        sentence = chance.choice(said[name])
        yield Case("hyphenated", sentence, hyphenated(text, sentence, chance), True, sentence)
        for case in _false(name, text, said, a_page, chance):
            if plain(case.quote) not in plain(case.text):
                yield case


def _false(
    name: str, text: str, said: dict[str, list[str]], count: int, chance: random.Random
) -> Iterator[Case]:
    others = [each for each in said if each != name and len(said[each]) >= 10]
    for _ in range(count):
        sentence = chance.choice(said[name])
        foreign = chance.choice(said[chance.choice(others)])
        parts = foreign.split()
        yield Case("foreign", foreign, text, False)
        at = chance.randrange(0, max(1, len(parts) - 4))
        yield Case("foreign-short", " ".join(parts[at : at + chance.randrange(3, 6)]), text, False)
        without = text.replace(sentence, "")
        if not _double(sentence, without):
            yield Case("removed", sentence, without, False)
        if len(sentence.split()) >= 8:
            yield Case("shuffled", shuffled(sentence, chance), text, False)
        if len(sentence.split()) >= 8 and len(foreign) >= len(sentence) // 2:
            yield Case("spliced", spliced(sentence, foreign), text, False)


def _double(sentence: str, text: str) -> bool:
    """Whether a page says nearly the same once more (a teaser, a row of a table), so that it is there."""
    words = plain(sentence).split()
    runs = [" ".join(words[at : at + 3]) for at in range(max(1, len(words) - 2))]
    said = plain(text)
    return sum(run in said for run in runs) > len(runs) / 2
