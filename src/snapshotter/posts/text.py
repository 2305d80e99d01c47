"""Reading plain text: paragraphs, a title, perhaps a date, and the addresses that stand in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from snapshotter.posts.addresses import addresses_in
from snapshotter.posts.citations import Mention
from snapshotter.posts.dates import is_date_line, normalised
from snapshotter.posts.passages import Passages
from snapshotter.posts.regions import Placement

_PARAGRAPH_END = re.compile(r"\n[ \t]*\n\s*")
_BODY = Placement("body", 0.9)
_GUESSED = Placement("body", 0.5)
"""For an address whose scheme had to be supplied."""
_DATE_LINES = 5
_TITLE_CHARS = 300


class PlainText:
    """A text that was read."""

    def __init__(self, text: str) -> None:
        self.passages = Passages()
        for paragraph in _PARAGRAPH_END.split(text.replace("\r\n", "\n").replace("\r", "\n")):
            self.passages.add(paragraph, verbatim=True)
            self.passages.break_block()
        lines = (line.strip() for line in self.passages.text[:20_000].splitlines())
        self._lines = [line for line in lines if line]

    def mentions(self) -> Iterator[Mention]:
        """The addresses in the text, in order."""
        for address in addresses_in(self.passages.text):
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
