"""The source of a post as text that can be changed at places and is otherwise the same bytes again."""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from snapshotter.errors import PostError
from snapshotter.pagemeta.encoding import wide_encoding

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Change(NamedTuple):
    """``text`` instead of what stands at ``start``..``end``; an insertion where both are the same."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class SourceText:
    """A file as text.  All that is ever written into it is ASCII.

    Every encoding that posts are in has ASCII in its place, so that a file which is neither UTF-8 nor
    UTF-16 can be read as Latin-1: its own letters come out wrong, and go back as they were.
    """

    text: str
    encoding: str
    mark: bytes = b""
    """The byte order mark."""

    @property
    def data(self) -> bytes:
        return self.mark + self.text.encode(self.encoding)

    def changed(self, changes: Iterable[Change]) -> SourceText:
        """The source with these changes, which do not overlap."""
        return SourceText(applied(self.text, changes), self.encoding, self.mark)


def source_text(data: bytes, name: str) -> SourceText:
    """Raises :class:`PostError` for UTF-16 or UTF-32 that is broken: its bytes would not come back."""
    mark, encoding = next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), (b"", None))
    encoding = encoding or wide_encoding(data)
    body = data[len(mark) :]
    for each in (encoding,) if encoding and encoding != "utf-8" else ("utf-8", "latin-1"):
        try:
            return SourceText(body.decode(each), each, mark)
        except UnicodeDecodeError:
            continue
    raise PostError(
        f"{name}: it looks like {encoding}, and is not valid {encoding}",
        hint="save it again in UTF-8, then archive it again",
        code="repair.encoding",
    )


def applied(text: str, changes: Iterable[Change]) -> str:
    """``text`` with changes at its places; of those at one place, in the order given."""
    written, at = [], 0
    for change in sorted(changes, key=lambda each: each.start):
        written += [text[at : change.start], change.text]
        at = change.end
    return "".join([*written, text[at:]])
