"""Posts whose links were lost: every line may be a source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from snapshotter.model.citation import Attribution, UnlinkedCitation
from snapshotter.model.post import Post
from snapshotter.pagemeta.people import is_person
from snapshotter.pagemeta.whens import When
from snapshotter.patterns import Pattern
from snapshotter.posts.context import bibliography, publishers, titles
from snapshotter.posts.context.attribution import date_of, spoken
from snapshotter.posts.context.claims import Claim, claims_in
from snapshotter.posts.context.credible import counts
from snapshotter.posts.context.grammar import Token, tagged
from snapshotter.posts.context.passages import Passages
from snapshotter.posts.context.sentences import split

MAX_CHARS = 400_000
"""Of a text; what comes behind is not searched."""
_LINE_CHARS = 6000
_ITEM_CHARS = 260
_TITLED = frozenset(("report-for", "report-of", "dated", "report-in", "line"))
"""Behind which the title may follow at once."""
REFERENCES = Pattern(
    r"[^\w\n]{0,6}(?:references?|sources?|bibliography|works\scited|literature(?:\scited)?|footnotes"
    r"|endnotes|notes|further\sreading|quellen(?:verzeichnis)?"
    r"|literatur(?:verzeichnis)?|einzelnachweise|belege|références|bibliographie|notes\set\sréférences"
    r"|referencias|fuentes|bibliografía"
    r"|bibliografia|fonti|riferimenti|referências|fontes|bronnen|literatuur|källor|referenser|kilder"
    r"|bibliografie|литература|источники)[^\w\n]{0,6}",
    re.IGNORECASE,
)
_ROUND_UP = Pattern(
    r"\W*(?:see\salso|links?(?:\sof\sthe\s(?:day|week))?|further\sreading|more\sreading|elsewhere"
    r"|worth\s(?:reading|a\sread)|recommended(?:\sreading)?"
    r"|(?:this\sweek[’']s\s)?reading(?:\slist)?|around\sthe\sweb|what\s(?:i(?:[’']m|\sam)|we(?:[’']re"
    r"|\sare))\sreading|lesetipps?|zum\sweiterlesen|siehe\sauch"
    r"|links\sder\swoche|à\slire|lire\saussi|voir\saussi|lectures?|enlaces|lecturas|ver\stambién"
    r"|da\sleggere|leestips|zie\sook)\W*",
    re.IGNORECASE,
)
_BULLET = Pattern(r"\s*(?:(?:[>*•·–—‣▪-]|\d{1,3}[.)])\s+)?")
_ITEM = Pattern(
    r"(?P<ti>\S.{8,200}?)\s*(?:[(\[](?P<in>[^()\[\]]{2,70})[)\]]|(?:\s[–—|-]|,)\s(?P<on>[^–—"
    r"|]{2,70}))\.?\s*$",
    re.DOTALL,
)
_OF_ONE = Pattern(
    r"(?:[RV][^:;.]*?|^[^:;.RN]{0,5})[fva]:?t?k?(?P<pu>[PN])R?[:]$|^[>-]?t?(?P<pu2>P)R{0,2}[:]$"
)
_BEHIND = Pattern(r"[\s\u00a0]*(?:[,:–—-][\s\u00a0]*)?(?P<ti>[“\"„«‘]?\S.*)$", re.DOTALL)
_TITLE_STOPS = Pattern(r"\s\((?=.{20,}\)\s*$)|;\s|(?<=[a-zß-ÿ\d”\"»)])\.\s*$|\s\[")
_FINAL_STOP = Pattern(r"(?<![.A-Z])(?<!\.[A-Z])[^\W_.]\.$|\s[A-Z]{2,}\.$")
_IN_BRACKETS = Pattern(r"\((?P<ti>[^()]{16,200})\)\W*$")
_STATEMENT = Pattern(r"[a-zß-ÿ)\d”\"»]\.\s*$")
_ONLY_SOURCE = Pattern(r"(?:(?P<au>N)[,(/-])?[vf]?:?t?k?(?P<pu>[PN])(?:[,(]?[iuf]?t?(?P<d>[DY])\)?)?\.?")
_CLAUSE_BEHIND = Pattern(r",\s(?=[a-z])")
_VERB_FIRST = Pattern(r"(?:He|She|They|It|I|We|You|This|That|There)\s[a-z]")


class Line(NamedTuple):
    start: int
    end: int


class _Named(NamedTuple):
    publisher: str | None
    author: str | None
    date: str | None

    def with_title(self, title: str) -> Attribution:
        return Attribution(self.publisher, self.author, title, self.date)


class LostLinks:
    """A post whose links were lost: every line may be a source."""

    def __init__(self, post: Post, passages: Passages) -> None:
        self._published = post.published
        self._passages, self._text = passages, passages.text
        self._lines: list[Line] = []
        self._section = ""
        """``references`` or ``round-up`` below a heading that says so."""
        self._from: tuple[Claim, str] | None = None
        """The one publisher that the items of a list are all from."""

    def read(self) -> Iterator[UnlinkedCitation]:
        self._lines = list(lines_of(self._passages))
        for at, line in enumerate(self._lines):
            shown = self._text[line.start : line.end]
            if not self._is_heading(shown):
                yield from self._of_line(at, line, shown)

    def _is_heading(self, shown: str) -> bool:
        """Notes what a heading says of the lines below it; a heading is no source itself."""
        if len(shown) < 60 and REFERENCES.fullmatch(shown):
            self._section, self._from = "references", None
            return True
        if len(shown) < 60 and _ROUND_UP.fullmatch(shown):
            self._section, self._from = "round-up", None
            return True
        return False

    def _of_line(self, at: int, line: Line, shown: str) -> Iterator[UnlinkedCitation]:
        entry = bibliography.parse(shown, in_list=self._section == "references")
        if entry is not None and (entry.publisher or self._section == "references"):
            yield source(entry, shown)
            return
        if self._from is not None and self._is_title(shown):
            yield self._listed(shown)
            return
        self._from = self._opens_list(line, shown)
        if self._from is not None:
            return
        item = self._item(line, shown)
        if item is not None:
            yield item
            return
        found = [*self._of_sentences(at, line)]
        yield from found
        if not found and self._section == "round-up" and self._is_title(shown):
            yield source(Attribution(title=_title_in(shown)), shown)
        elif not found and not self._is_title(shown):
            self._section = "" if len(shown) > _ITEM_CHARS else self._section

    def _is_title(self, shown: str) -> bool:
        shown = shown[_bullet(shown) :]
        whole = (
            len(shown) <= _ITEM_CHARS
            and not _STATEMENT.search(shown)
            and not shown.rstrip().endswith((":", ","))
        )
        return whole and titles.is_title(titles.headline(_title_in(shown)), whole=True, introduced=True)

    def _opens_list(self, line: Line, shown: str) -> tuple[Claim, str] | None:
        """``all from X:`` before a list of titles."""
        if len(shown) > 160 or not shown.rstrip().endswith(":"):
            return None
        read = tagged(self._text, line.start, line.end)
        found = _OF_ONE.search(read.letters)
        if found is None:
            return None
        at = found.start("pu") if found["pu"] else found.start("pu2")
        entry = read.tokens[at].what
        publication = entry.publication if isinstance(entry, publishers.Entry) else None
        dates = [token.what for letter, token in zip(read.letters, read.tokens, strict=True) if letter == "D"]
        when = dates[0] if dates and not isinstance(dates[0], publishers.Entry) else None
        token = read.tokens[at]
        if publication is None and is_person(self._text[token.start : token.end]):
            return None
        claim = Claim("list", token.start, token.end, token, publication, False, None, when, None, None, True)
        return claim, self._text[token.start : token.end]

    def _listed(self, shown: str) -> UnlinkedCitation:
        claim = self._from[0] if self._from else None
        publisher = spoken(self._text, claim) if claim else None
        date = date_of(self._text, claim, self._published) if claim else None
        return source(Attribution(publisher, None, _title_in(shown[_bullet(shown) :]), date), shown)

    def _item(self, line: Line, shown: str) -> UnlinkedCitation | None:
        """``Title (Publisher, date)``, ``Title – Publisher``, ``Publisher: Title``."""
        if len(shown) > _ITEM_CHARS:
            return None
        offset = line.start + _bullet(shown)
        found = _ITEM.match(self._text, offset, line.end)
        if found:
            group = "in" if found["in"] else "on"
            title = found["ti"]
            if titles.is_title(titles.cleaned(title), whole=True, introduced=False) and not _STATEMENT.search(
                title
            ):
                named = self._named(
                    *found.span(group), comma=group == "on" and self._text[found.end("ti")] == ","
                )
                if named is not None:
                    return source(named.with_title(titles.headline(title)), shown)
        return self._led(offset, line, shown)

    def _named(self, start: int, end: int, *, comma: bool) -> _Named | None:
        """A publisher, perhaps with an author before and a date behind, and nothing else."""
        read = tagged(self._text, start, end)
        found = _ONLY_SOURCE.fullmatch(read.letters)
        if found is None:
            return None
        token = read.tokens[found.start("pu")]
        name = self._text[token.start : token.end]
        known = isinstance(token.what, publishers.Entry)
        weak = isinstance(token.what, publishers.Entry) and token.what.weak
        dated = found["d"] is not None
        if not known and not (publishers.sounds_like_one(name) or (dated and not is_person(name))):
            return None
        if comma and weak and not dated:
            return None
        author = read.tokens[found.start("au")] if found["au"] else None
        date = read.tokens[found.start("d")] if dated else None
        claim = _claim_of(token, author, date)
        return _Named(
            spoken(self._text, claim),
            self._text[author.start : author.end] if author else None,
            date_of(self._text, claim, self._published),
        )

    def _led(self, offset: int, line: Line, shown: str) -> UnlinkedCitation | None:
        colon = re.compile(r"[^:]{2,50}:\s").match(self._text, offset, line.end)
        if colon is None:
            return None
        named = self._named(offset, colon.end() - 2, comma=False)
        title = self._text[colon.end() : line.end]
        if (
            named is None
            or not titles.is_title(titles.cleaned(title), whole=True, introduced=True)
            or _STATEMENT.search(title)
        ):
            return None
        return source(named.with_title(titles.headline(title)), shown)

    def _of_sentences(self, at: int, line: Line) -> Iterator[UnlinkedCitation]:
        text = self._text[line.start : min(line.end, line.start + _LINE_CHARS)]
        skip = _bullet(text)
        for start, end in split(text[skip:]):
            a, b = line.start + skip + start, line.start + skip + end
            yield from self._of_sentence(a, b, at)

    def _of_sentence(self, start: int, end: int, at: int) -> Iterator[UnlinkedCitation]:
        named: set[str] = set()
        for claim in claims_in(tagged(self._text, start, end), self._text):
            publisher = spoken(self._text, claim)
            if publisher is None or publisher in named or not self._counts(claim, start, end):
                continue
            named.add(publisher)
            author = self._text[claim.author.start : claim.author.end] if claim.author else None
            title = self._title_of(claim, start, end, at)
            if claim.pattern == "dated" and title is None:
                continue
            date = date_of(self._text, claim, self._published)
            yield source(Attribution(publisher, author, title, date), self._text[start:end])

    def _counts(self, claim: Claim, start: int, end: int) -> bool:
        return counts(self._text, claim, start, end)

    def _title_of(self, claim: Claim, start: int, end: int, at: int) -> str | None:
        if claim.title is not None:
            return titles.cleaned(self._text[claim.title.start : claim.title.end])
        if claim.pattern in _TITLED:
            behind = _BEHIND.match(self._text, claim.end, end)
            title = _title_in(behind["ti"]) if behind else ""
            if (clause := _CLAUSE_BEHIND.search(title)) and titles.in_title_case(
                title[: clause.start()].split()
            ):
                title = title[: clause.start()]
            if titles.is_title(title, whole=True, introduced=True) and not _VERB_FIRST.match(title):
                return title
        bracketed = _IN_BRACKETS.search(self._text, claim.end, end)
        if bracketed and titles.is_title(bracketed["ti"], whole=True, introduced=True):
            return titles.headline(bracketed["ti"])
        return self._title_below(end, at)

    def _title_below(self, end: int, at: int) -> str | None:
        """The title on the next line, when this one ends with a colon."""
        line = self._lines[at]
        if self._text[line.end - 1 : line.end] != ":" or end != line.end or at + 1 >= len(self._lines):
            return None
        below = self._text[self._lines[at + 1].start : self._lines[at + 1].end]
        return _title_in(below) if self._is_title(below) else None


def _claim_of(publisher: Token, author: Token | None, date: Token | None) -> Claim:
    entry = publisher.what if isinstance(publisher.what, publishers.Entry) else None
    when = date.what if date and isinstance(date.what, When) else None
    year = date if when is None else None
    publication = entry.publication if entry else None
    return Claim(
        "item", publisher.start, publisher.end, publisher, publication, False, author, when, year, None, True
    )


def lines_of(passages: Passages) -> Iterator[Line]:
    """The lines of a text that are not empty."""
    at = 0
    for shown in passages.text[:MAX_CHARS].split("\n"):
        if shown and not shown.isspace() and passages.is_body(at + len(shown) - 1):
            yield Line(at + len(shown) - len(shown.lstrip()), at + len(shown.rstrip()))
        at += len(shown) + 1


def _bullet(shown: str) -> int:
    found = _BULLET.match(shown)
    return found.end() if found else 0


def _title_in(shown: str) -> str:
    """The title at the start of a line, without remarks behind it."""
    shown = " ".join(shown[_bullet(shown) :].split())
    stop = _TITLE_STOPS.search(shown)
    title = titles.headline(shown[: stop.start()] if stop else shown)
    return title[:-1] if _FINAL_STOP.search(title) else title


def source(named: Attribution, shown: str) -> UnlinkedCitation:
    sentence = " ".join(shown.split())
    return UnlinkedCitation(
        named.publisher, named.author, named.title, named.date, sentence[_bullet(sentence) :]
    )
