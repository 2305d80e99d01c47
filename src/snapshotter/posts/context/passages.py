"""The text of a post in blocks, and the context of a place in it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from snapshotter.model.citation import Region
from snapshotter.posts.context.sentences import split

CONTEXT_CHARS = 32
"""How much text a quote selector carries on either side (Web Annotation Data Model, 4.2.4)."""
EXACT_CHARS = 1000
"""How much of a very long quotation a quote selector carries."""
SENTENCE_CHARS = 1200
"""Longer sentences are cut around the citation."""

_SPACE = re.compile(r"[ \t\n\r\f\v\u00a0]+")


class Passages:
    """Text that grows block by block; places in it are offsets that stay valid."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._starts = [0]
        self._last = "\n"
        self._whole: str | None = None
        self._sentences: dict[int, list[tuple[int, int]]] = {}
        self.length = 0
        self.quoted: list[tuple[int, int]] = []
        """What the post's markup says is quoted (``blockquote``, ``q``), outermost last."""
        self._quotes_open: list[int] = []
        self._regions: list[tuple[int, Region]] = []

    def add(self, text: str, *, verbatim: bool = False) -> None:
        """Append to the current block; runs of white space become one space unless ``verbatim``."""
        if not verbatim:
            text = _SPACE.sub(" ", text)
            text = text[1:] if text.startswith(" ") and self._last in " \n" else text
        if text:
            self._append(text)

    def break_line(self) -> None:
        """A forced line break; two of them end the block."""
        if self._last == "\n":
            self.break_block()
        else:
            self._append("\n")

    def break_block(self) -> None:
        """What follows is another paragraph."""
        if self._last != "\n":
            self._append("\n")
        self._starts.append(self.length)

    def begin_quote(self) -> None:
        """What follows, up to :meth:`end_quote`, is somebody else's words.  They may nest."""
        self._quotes_open.append(self.length)

    def end_quote(self) -> None:
        self.quoted.append((self._quotes_open.pop(), self.length))

    def enter(self, region: Region) -> None:
        """What follows is in that part of the page; a text of which nothing is told is all body."""
        if not self._regions or self._regions[-1][1] != region:
            self._regions.append((self.length, region))

    def lay_out(self, regions: Iterable[tuple[int, Region]]) -> None:
        """Tells the regions of the whole text at once: where each begins, in order."""
        self._regions = list(regions)

    def is_body(self, at: int) -> bool:
        """Whether a place is in the post itself."""
        number = bisect_right(self._regions, at, key=lambda known: known[0]) - 1
        return number < 0 or self._regions[number][1] == "body"

    @property
    def block(self) -> int:
        """The number of the current block."""
        return len(self._starts) - 1

    @property
    def count(self) -> int:
        """How many blocks there are, empty ones too."""
        return len(self._starts)

    def block_of(self, at: int) -> int:
        """The number of the block that a place is in."""
        return bisect_right(self._starts, at) - 1

    def span_of(self, block: int) -> tuple[int, int]:
        """Where a block begins and ends, its line break included."""
        end = self._starts[block + 1] if block + 1 < len(self._starts) else self.length
        return self._starts[block], end

    def is_block(self, start: int, end: int) -> bool:
        """Whether a stretch of text is made of whole blocks."""
        begins = start == self._starts[self.block_of(start)]
        return begins and (end >= self.length or "\n" in self.text[end - 1 : end + 1])

    def previous_block(self, at: int) -> tuple[int, int] | None:
        """The last block with text that ends at ``at`` or before."""
        number = self.block_of(at) - 1
        while number >= 0 and not self.text[slice(*self.span_of(number))].strip():
            number -= 1
        return self.span_of(number) if number >= 0 else None

    def next_block(self, at: int) -> tuple[int, int] | None:
        """The first block with text that begins at ``at`` or later."""
        for number in range(bisect_left(self._starts, at), len(self._starts)):
            start, end = self.span_of(number)
            if self.text[start:end].strip():
                return start, end
        return None

    def sentences(self, block: int) -> list[tuple[int, int]]:
        """The sentences of a block."""
        return self._spans(block)

    def sentences_at(self, block: int, start: int, end: int) -> tuple[int, int]:
        """The stretch of whole sentences of a block that two places lie in."""
        spans = [span for span in self._spans(block) if span[0] < end and start < span[1]]
        return (spans[0][0], spans[-1][1]) if spans else (start, end)

    @property
    def text(self) -> str:
        """All of it; call it once the text has stopped growing."""
        if self._whole is None:
            self._whole = "".join(self._parts)
        return self._whole

    def clean(self, start: int, end: int) -> str:
        """The text between two places, on one line."""
        return " ".join(self.text[start:end].split())

    def context(self, start: int, end: int) -> tuple[str, str, str]:
        """``prefix, exact, suffix`` of the text between two places."""
        start, end = self._trimmed(start, end)
        prefix = self.text[max(0, start - CONTEXT_CHARS) : start]
        return prefix, self.text[start : min(end, start + EXACT_CHARS)], self.text[end : end + CONTEXT_CHARS]

    def sentence(self, start: int, end: int, block: int) -> str:
        """The sentence or sentences that the two places lie in.

        ``block`` counts where there is no text between them, as for an image.
        """
        start, end = self._trimmed(start, end)
        spans = self._spans(bisect_right(self._starts, start) - 1 if start < end else block)
        if not spans:
            return ""
        at = max(0, bisect_right(spans, start, key=lambda span: span[0]) - 1)
        first, last = spans[at]
        while at + 1 < len(spans) and spans[at + 1][0] < end:
            at += 1
            last = spans[at][1]
        if last - first > SENTENCE_CHARS:
            half = SENTENCE_CHARS // 2
            first, last = max(first, start - half), min(last, start + half)
        return self.clean(first, last)

    def _spans(self, block: int) -> list[tuple[int, int]]:
        if block not in self._sentences:
            start = self._starts[block]
            end = self._starts[block + 1] if block + 1 < len(self._starts) else self.length
            self._sentences[block] = [(start + a, start + b) for a, b in split(self.text[start:end])]
        return self._sentences[block]

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self.length += len(text)
        self._last = text[-1]

    def _trimmed(self, start: int, end: int) -> tuple[int, int]:
        text = self.text
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        return start, end
