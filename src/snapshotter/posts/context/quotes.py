"""The words that a post quotes, tied to the citation that they are from.

Block quotations are settled first (:mod:`snapshotter.posts.context.blockquotes`).  Words in quotation
marks belong to the citation of their sentence, the nearest by its clauses where there are several, or
to the one before in the paragraph whose speaker goes on.  A title, and a word or two in marks that
nobody is said to have said, are not quotations.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Container, Sequence
from functools import cached_property
from urllib.parse import unquote

from snapshotter.patterns import Pattern
from snapshotter.posts.context.blockquotes import BlockQuotations, Span, cleaned
from snapshotter.posts.context.marks import Quotation, opens_beyond, quotations
from snapshotter.posts.context.passages import Passages
from snapshotter.posts.context.speech import CALLED, SAID, SAYS_AFTER
from snapshotter.posts.context.spoken import is_speech
from snapshotter.posts.context.standing import Place, beginning_in

MAX_CHARS = 4000
"""Of a quotation; no more of it is kept."""
_MAX_BLOCK = 100_000
_MAX_RUN = 8
_MOST_BESIDE = 20
"""Citations of its sentence on either side of a quotation that are weighed: farther ones cost more."""
_WORD = Pattern(r"[^\W_]+(?:[-'’.][^\W_]+)*")
_SPEAKER_GOES_ON = Pattern(
    r"(?:\b(?:he|she|they|it|we|er|sie|es|il|elle|ils|elles|on|él|ella|ellos|lui|lei|ele|ela|hij|zij|ze"
    r"|han|hon|hun|он|она|они"
    r"|the\s(?:paper|report|article|author|authors|study|post|piece|letter|statement|document|newspaper"
    r"|magazine|researchers?|memo)"
    r"|[Dd](?:er|ie|as)\s(?:Autor|Autorin|Artikel|Bericht|Zeitung|Blatt)|l[’']auteure?|l[’']article"
    r"|le\s(?:journal|texte|rapport))\b)",
    re.IGNORECASE,
)
_CLAUSE = Pattern(
    r"[;:—–]|,\s(?:and|but|while|whereas|und|aber|während|et|mais|tandis|y|pero|ma|mentre|maar|terwijl)\s"
    r"|\s(?:while|whereas|but)\s"
)
_CLAUSE_COST = 60
_RUN_UP_CHARS = 120
_SOURCE_BEHIND = Pattern(r"[.,]?\s*(?:[—–(\[]|-\s)")
_SOURCE_CHARS = 120
_POINTS_BACK = Pattern(
    r"\s*(?:So|That|This|Thus|These|Those|With|Such|As|Here|It|Das|So|Dies|C[’']est|Ainsi|Voilà|Así|Eso"
    r"|Così|Dat|Zo|Так|Это)\b"
)
_FULL_NAME = Pattern(
    r"\b[A-ZÀ-ÖØ-ÞА-ЯŁŚŻČŠŽ][\w’'-]+\s(?:[A-Z]\.\s|[a-z]{2,3}\s){0,2}[A-ZÀ-ÖØ-ÞА-ЯŁŚŻČŠŽ][\w’'-]+"
)
_ANOTHER = Pattern(r"(?:The|Its|Their|Der|Die|Das|Le|La|Les|El|Los|Las|Il|I|Lo|Gli|De|Het)\s[^\W\d_]")
"""A sentence that begins with somebody or something definite, who may well be another speaker."""
_VERB_BEHIND = Pattern(r".?(?:,[”»“\"’]|[”»“\"’]\s?,)\s?(?:[—–-]\s)?[a-zà-ÿа-яα-ω]")
_SAID_WORD = Pattern(rf"\b{SAID}\b")
_OPENED = Pattern(r"\s*[“\"„«»]")


def quotes_of(
    passages: Passages, places: Sequence[Place], titled: Container[int] = ()
) -> dict[int, list[str]]:
    """The quoted words of each citation, by its key, in the order of the text.

    ``places`` come in order; the anchors of those in ``titled`` are titles, whose marks quote nothing.
    """
    found = _Quotes(passages, places, titled)
    found.settle_blocks()
    found.settle_paragraphs()
    return {key: [words for _, words in sorted(quotes)] for key, quotes in found.words.items()}


def directives(fragment: str | None) -> list[str]:
    """The words that a text directive points at (URL Fragment Text Directives, 3.3)."""
    _, mark, directive = (fragment or "").partition(":~:")
    if not mark:
        return []
    found = []
    for part in directive.split("&"):
        name, _, value = part.partition("=")
        parts = [
            unquote(piece)
            for piece in value.split(",")
            if piece and not piece.endswith("-") and not piece.startswith("-")
        ]
        if name == "text" and 1 <= len(parts) <= 2:
            found.append(" … ".join(" ".join(piece.split()) for piece in parts))
    return [words for words in found if words]


class _Quotes:
    """The quotations of one post while their owners are looked for."""

    def __init__(self, passages: Passages, places: Sequence[Place], titled: Container[int]) -> None:
        self._passages, self._text, self._titled = passages, passages.text, titled
        self._places = [place for place in places if place.start < place.end]
        self._blocks = BlockQuotations(passages, self._places)
        self._used = -1
        """Quotations up to here have been settled."""
        self.words: dict[int, list[tuple[int, str]]] = {}

    def settle_blocks(self) -> None:
        for owner, start, words in self._blocks.settled():
            self._give(owner, start, words)

    def settle_paragraphs(self) -> None:
        by_block: dict[int, list[Place]] = {}
        for place in self._places:
            if not place.quoting and not _within(place.start, self._blocks.spans):
                by_block.setdefault(self._passages.block_of(place.start), []).append(place)
        for number, places in by_block.items():
            self._settle_paragraph(number, places)

    def _settle_paragraph(self, number: int, places: Sequence[Place]) -> None:
        home = self._passages.span_of(number)
        waiting: list[Quotation] = []
        for quote in self._said_in(number, home, places):
            owner = self._owner_of(quote, self._frame(number, quote), places, home)
            if owner is None:
                waiting.append(quote)
                continue
            if owner.start >= quote.end and waiting and quote.start - waiting[0].end < _RUN_UP_CHARS:
                for earlier in waiting:
                    self._give(owner, earlier.start, self._words_of(earlier))
            waiting = []
            self._give(owner, quote.start, self._words_of(quote))

    def _said_in(self, number: int, home: Span, places: Sequence[Place]) -> list[Quotation]:
        """What is quoted in a paragraph, or in those that its quotations run through."""
        if home[1] - home[0] > _MAX_BLOCK:
            return []
        marked = [Quotation(a, b, ((a, b),)) for a, b in self._blocks.inline if home[0] <= a < home[1]]
        found = [*quotations(self._text, self._run(home)), *marked]
        said = []
        for quote in sorted(found):
            if quote.end <= home[0] or quote.start < self._used or quote.start >= home[1]:
                continue
            if quote.end > home[1]:
                self._used = quote.end
            if is_speech(self._text, quote, places, self._titled):
                said.append(quote)
        return said

    def _give(self, place: Place, start: int, words: str) -> None:
        words = words[:MAX_CHARS]
        given = self.words.setdefault(place.key, [])
        if words and words not in (other for _, other in given):
            given.append((start, words))

    def _words_of(self, quote: Quotation) -> str:
        return cleaned(" ".join(self._text[start:end] for start, end in quote.spans))

    def _run(self, home: Span) -> list[Span]:
        """The paragraphs that the quotations of one may run through."""
        run = [home]
        while len(run) < _MAX_RUN and (before := self._passages.previous_block(run[0][0])):
            if not self._goes_on(before, run[0]):
                break
            run.insert(0, before)
        while len(run) < _MAX_RUN and (behind := self._passages.next_block(run[-1][1])):
            if not self._goes_on(run[-1], behind):
                break
            run.append(behind)
        return run

    def _goes_on(self, paragraph: Span, following: Span) -> bool:
        """Whether a paragraph opens the quotation again that the one before leaves open."""
        return bool(_OPENED.match(self._text, *following)) and opens_beyond(self._text, *paragraph)

    def _frame(self, number: int, quote: Quotation) -> tuple[int, int]:
        """From the beginning of the sentence that a quotation begins in to the end of its last one."""
        start, end = self._passages.sentences_at(number, quote.start, quote.end)
        if quote.end > end:
            last = self._passages.block_of(quote.end - 1)
            end = self._passages.sentences_at(last, self._passages.span_of(last)[0], quote.end)[1]
        return start, end

    def _owner_of(self, quote: Quotation, frame: Span, places: Sequence[Place], home: Span) -> Place | None:
        beside = beginning_in(places, *frame)
        if beside:
            at = bisect_right(beside, quote.start, key=lambda place: place.start)
            near = beside[max(at - _MOST_BESIDE, 0) : at + _MOST_BESIDE]
            return min(near, key=lambda place: self._cost(quote, place))
        behind = _SOURCE_BEHIND.match(self._text, quote.end, home[1])
        near = beginning_in(places, quote.end, quote.end + _SOURCE_CHARS)
        if behind and near:
            return near[0]
        earlier = [place for place in beginning_in(places, home[0], quote.start) if place.end <= quote.start]
        if earlier:
            return earlier[-1] if self._speaker_goes_on(quote, frame, home) else None
        points_back = _POINTS_BACK.match(self._text, frame[1], home[1])
        return next(iter(beginning_in(places, frame[1], home[1])), None) if points_back else None

    def _cost(self, quote: Quotation, place: Place) -> float:
        if quote.start <= place.start and place.end <= quote.end:
            return -1.0
        first, last = (place.end, quote.start) if place.end <= quote.start else (quote.end, place.start)
        clauses = bisect_right(self._clauses, last - 1) - bisect_right(self._clauses, first - 1)
        return max(0, last - first) + _CLAUSE_COST * max(0, clauses)

    @cached_property
    def _clauses(self) -> list[int]:
        """Where clauses end, found once: a sentence may have thousands of quotations and citations."""
        return [found.start() for found in _CLAUSE.finditer(self._text)]

    def _speaker_goes_on(self, quote: Quotation, frame: Span, home: Span) -> bool:
        """Whether a sentence without a citation goes on with what the one before it cites."""
        around = self._text[frame[0] : quote.start] + " " + self._text[quote.end : frame[1]]
        if not _WORD.search(around) or _SPEAKER_GOES_ON.search(around):
            return True
        if quote.start - frame[0] > 2 and _ANOTHER.match(self._text, frame[0]):
            return False
        earlier = self._text[home[0] : frame[0]]
        names = _FULL_NAME.findall(around)
        if names:
            return any(name.split()[-1] in earlier for name in names)
        leads = quote.start - frame[0] <= 2 and _VERB_BEHIND.match(self._text, quote.end - 2) is not None
        return (
            leads
            or SAYS_AFTER.match(self._text, quote.end) is not None
            or _says(self._text[frame[0] : quote.start], around)
        )


def _says(before: str, around: str) -> bool:
    return CALLED.search(before) is not None or _SAID_WORD.search(around) is not None


def _within(at: int, spans: Sequence[Span]) -> bool:
    number = bisect_right(spans, at, key=lambda span: span[0]) - 1
    return number >= 0 and at < spans[number][1]
