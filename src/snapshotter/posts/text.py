"""Reading plain text: paragraphs, a title, perhaps a date, and the addresses that stand in it.

Line breaks that a text was wrapped with mean nothing; those that its author made end a line of a list or
a verse.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from snapshotter.pagemeta.dates import is_date_line, normalised
from snapshotter.posts.address.addresses import addresses_in
from snapshotter.posts.citations import Mention
from snapshotter.posts.context.passages import Passages
from snapshotter.posts.page.regions import Placement

_PARAGRAPH_END = re.compile(r"\n[ \t]*\n\s*")
_BODY = Placement("body", 0.9)
_GUESSED = Placement("body", 0.5)
"""For an address whose scheme had to be supplied."""
_DATE_LINES = 5
_TITLE_CHARS = 300
_WIDEST = 130
"""Characters in the longest line of a text that was wrapped."""
_ENDED_SHARE = 0.6
"""Of lines that end with a full stop: where there are more, each line is an entry of its own."""
_NARROWEST = 40
"""Of the widths that texts are wrapped to; shorter lines tell by their words."""
_RAGGED = 3
_QUOTED_LINE = re.compile(r"\s*>")
_ITEM = re.compile(r"\s*(?:[-*•–>]\s|\d{1,3}[.)]\s|\[\d+\])")


class PlainText:
    """A text that was read."""

    def __init__(self, text: str) -> None:
        self.passages = Passages()
        self._written: list[str] = []
        """The paragraphs with every line break, for addresses that are broken over lines."""
        for paragraph in _PARAGRAPH_END.split(text.replace("\r\n", "\n").replace("\r", "\n")):
            self._add(paragraph)
        lines = (line.strip() for line in self.passages.text[:20_000].splitlines())
        self._lines = [line for line in lines if line]

    def mentions(self) -> Iterator[Mention]:
        """The addresses in the text, in order."""
        for address in addresses_in("".join(self._written)):
            guessed = address.kind == "bare" and address.target == f"http://{address.written}"
            yield Mention(
                href=address.written,
                target=address.target,
                kind=address.kind,
                placement=_GUESSED if guessed else _BODY,
                start=address.start,
                end=address.end,
                block=0,
            )

    def title(self) -> str | None:
        """The first line that is not just a date."""
        first = next((line for line in self._lines if not is_date_line(line)), None)
        return first[:_TITLE_CHARS] if first else None

    def published(self) -> str | None:
        """The date of a line near the top that is nothing but a date, or is labelled as one."""
        for line in self._lines[:_DATE_LINES]:
            found = normalised(
                re.sub(r"^(?:date|published|posted(?: on)?):?\s+", "", line, flags=re.IGNORECASE)
            )
            if found:
                return found
        return None

    def _add(self, paragraph: str) -> None:
        quoted = _is_quoted(paragraph)
        if quoted:
            self.passages.begin_quote()
        before = self.passages.length
        self.passages.add(_unwrapped(paragraph), verbatim=True)
        self._written.append(paragraph)
        if quoted:
            self.passages.end_quote()
        at = before + len(paragraph)
        self.passages.break_block()
        self._written.append("\n" * (self.passages.length - at))


def _is_quoted(paragraph: str) -> bool:
    """Whether it is quoted as in a mail: several lines, each behind a ``>``; one is an item of a list."""
    lines = paragraph.splitlines()
    return len(lines) > 1 and all(map(_QUOTED_LINE.match, lines))


def _unwrapped(paragraph: str) -> str:
    """The paragraph with spaces for the line breaks that it was wrapped with."""
    if "\n" not in paragraph:
        return paragraph
    lines = paragraph.split("\n")
    width = max(map(len, lines))
    if width > _WIDEST:
        return paragraph
    entries = sum(map(_is_ended, lines)) > _ENDED_SHARE * len(lines)
    joined = [lines[0]]
    for line, following in pairwise(lines):
        wrapped = _was_wrapped(line, following, width) and not (entries and _is_ended(line))
        joined += [" " if wrapped else "\n", following]
    return "".join(joined)


def _is_ended(line: str) -> bool:
    return line.rstrip().endswith((".", "!", "?"))


def _was_wrapped(line: str, following: str, width: int) -> bool:
    """Whether the first word of the next line would not have fitted on this one."""
    if _ITEM.match(following):
        return False
    word = following.split(None, 1)[0] if following.strip() else ""
    if width < _NARROWEST:
        return word[:1].islower() or line.rstrip().endswith((",", ";", "-"))
    return len(line.rstrip()) + 1 + len(word) > width - _RAGGED
