"""Block quotations, and the one citation that each of them is from.

It is the one that its ``cite`` attribute or its attribution line names, else the one that introduces it,
else one inside it, else the nearest before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from snapshotter.patterns import Pattern
from snapshotter.posts.context import titles
from snapshotter.posts.context.passages import Passages
from snapshotter.posts.context.standing import Place, beginning_in

Span = tuple[int, int]

_ATTRIBUTION_LINE = Pattern(
    r"\s*(?:[—–―~]|--?\s|\((?!\d)|(?:source|via|from|quelle|aus|fuente|fonte|bron|источник)\b\s?:?)",
    re.IGNORECASE,
)
_LINE_CHARS = 240
_LINE_WITHIN = Pattern(r"[.!?”\"»…]\s*([—–]\s?[^\n.!?]{2,160}|--\s?[^\n.!?]{2,160})$")
_SAYS_WHOSE = Pattern(
    r"\s*(?:So|Thus|That|Those|With (?:these|those)|Thus|So|Das|Dies|Ainsi|C[’']est|Así|Esto|Così|Dit|Zo"
    r"|Так)(?:[’']s\b|\b[^.]{0,12}"
    r"\b(?:begin|begins|began|opens|wrote|writes|said|says|was|were|is|from|words|lines|end|ends|ended"
    r"|concludes?|schrieb|schreibt|sagte"
    r"|begann|écrit|écrivait|dit|commence|escribe|escribió|dijo|empieza|scrive|scriveva|schreef|schrijft"
    r"|писал|пишет)\b)"
)
_BLOCKS_BACK = 3
_PULL_CHARS, _PULL_QUOTES = 12, 60
_EMAIL_MARK = Pattern(r"(?m)^\s*>+ ?")


class BlockQuotations:
    """The block quotations of one post while their owners are looked for."""

    def __init__(self, passages: Passages, places: Sequence[Place]) -> None:
        self._passages, self._text, self._places = passages, passages.text, places
        marked = _outermost(passages.quoted)
        self.spans = [span for span in marked if passages.is_block(*span)]
        whole = set(self.spans)
        self.inline = [span for span in marked if span not in whole]
        """What is marked as quoted inside a line."""
        self._owners: dict[int, Place] = {}
        """By where a block quotation ends."""

    def settled(self) -> Iterator[tuple[Place, int, str]]:
        """Each citation with the words quoted from it and where they begin."""
        whole = set(self.spans)
        for place in self._places:
            if place.quoting and (place.start, place.end) not in whole:
                yield place, place.start, cleaned(self._text[place.start : place.end])
        for span in self.spans:
            body, line = self._without_line(*span)
            words = cleaned(_EMAIL_MARK.sub("", self._text[slice(*body)]))
            owner = self._owner(span, line)
            if owner is not None and not self._is_pull_quote(span, words):
                self._owners[span[1]] = owner
                yield owner, span[0], words

    def _owner(self, span: Span, line: Span | None) -> Place | None:
        inside = beginning_in(self._places, *span)
        for place in inside:
            if place.quoting and (place.start, place.end) == span:
                return place
        inside = [place for place in inside if not place.quoting]
        if line is not None and inside and inside[-1].start >= line[0]:
            return next(place for place in inside if place.start >= line[0])
        before = self._before(span)
        return (
            self._behind(span)
            or self._introducing(span)
            or self._pointing_back(span)
            or _of_those_inside(inside, before, span)
            or before
        )

    def _without_line(self, start: int, end: int) -> tuple[Span, Span | None]:
        """A block quotation's words, and the line at its end that says whose they are."""
        shown = self._text[start:end].rstrip()
        at = shown.rfind("\n") + 1
        last = shown[at:]
        if (
            at
            and len(last) <= _LINE_CHARS
            and (_ATTRIBUTION_LINE.match(last) or self._is_linked(start + at, start + len(shown)))
        ):
            return (start, start + at), (start + at, end)
        found = _LINE_WITHIN.search(shown, max(0, len(shown) - _LINE_CHARS))
        if found and beginning_in(self._places, start + found.start(1), end):
            return (start, start + found.start(1)), (start + found.start(1), end)
        return (start, end), None

    def _is_linked(self, start: int, end: int) -> bool:
        linked = sum(
            min(place.end, end) - place.start
            for place in beginning_in(self._places, start, end)
            if not place.quoting
        )
        return linked > 0.6 * (end - start) and end - start < _LINE_CHARS and self._text[end - 1] not in ".!?"

    def _behind(self, span: Span) -> Place | None:
        block = self._passages.next_block(span[1])
        if (
            block is None
            or block[1] - block[0] > _LINE_CHARS
            or not _ATTRIBUTION_LINE.match(self._text, *block)
        ):
            return None
        return next((place for place in beginning_in(self._places, *block) if not place.quoting), None)

    def _introducing(self, span: Span) -> Place | None:
        """The citation of the paragraph before, when that announces what follows."""
        block = self._passages.previous_block(span[0])
        if block is None or not self._text[block[0] : block[1]].rstrip().endswith((":", "：")):
            return None
        places = [place for place in beginning_in(self._places, *block) if not place.quoting]
        return places[-1] if places else None

    def _pointing_back(self, span: Span) -> Place | None:
        """The citation of the paragraph behind, when that begins by saying whose words these were."""
        block = self._passages.next_block(span[1])
        if block is None or not _SAYS_WHOSE.match(self._text, *block):
            return None
        sentence = self._passages.sentences(self._passages.block_of(block[0]))[0]
        return next((place for place in beginning_in(self._places, *sentence) if not place.quoting), None)

    def _before(self, span: Span) -> Place | None:
        """The nearest citation in the paragraphs before, or that of the block quotation there."""
        at = span[0]
        for _ in range(_BLOCKS_BACK):
            block = self._passages.previous_block(at)
            if block is None:
                return None
            at = block[0]
            owner = next(
                (self._owners[end] for end in range(block[1] - 1, block[1] + 2) if end in self._owners), None
            )
            places = [place for place in beginning_in(self._places, *block) if not place.quoting]
            if owner or places:
                return owner or places[-1]
            if not self._text[block[0] : block[1]].rstrip().endswith((":", "：")):
                return None
        return None

    def _is_pull_quote(self, span: Span, words: str) -> bool:
        """Whether the post says the same words itself: it shows off its own."""
        if len(words) < _PULL_CHARS or len(self.spans) > _PULL_QUOTES:
            return False
        at = self._text.find(words)
        while span[0] <= at < span[1]:
            at = self._text.find(words, span[1])
        return at >= 0


def cleaned(text: str) -> str:
    """Quoted words on one line, without the marks around them."""
    text = " ".join(text.split())
    if len(text) > 1 and text[0] in '“"„«»‘「『' and titles.cleaned(text) != text:
        text = titles.cleaned(text)
    return text.strip()


def _outermost(spans: Sequence[Span]) -> list[Span]:
    found: list[Span] = []
    for start, end in sorted(set(spans), key=lambda span: (span[0], -span[1])):
        if start < end and (not found or end > found[-1][1]):
            found.append((start, end))
    return found


def _of_those_inside(inside: Sequence[Place], before: Place | None, span: Span) -> Place | None:
    """The citation inside a block quotation that it is from: hardly one that its own words run through."""
    if not inside:
        return None
    closes = span[1] - inside[-1].end <= 3
    if closes or before is None:
        return inside[-1] if closes else inside[0]
    return None if inside[-1].end - inside[0].start < 0.6 * (span[1] - span[0]) else inside[0]
