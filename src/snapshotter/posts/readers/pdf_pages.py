"""The pages of a PDF: their lines, and the addresses that their annotations lead to (ISO 32000-1, 12.5
and 12.6.4.7).  The one module of posts that speaks pypdfium2.
"""

from __future__ import annotations

import ctypes
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

_URI_ACTION, _LAUNCH_ACTION = 3, 4
_MAX_URI_BYTES = 64 * 1024
_SLACK = 1.0
"""How far, in points, a word may stick out of the rectangle that is drawn around it."""
_MAX_LINKS = 20_000
"""Of one page; what claims more is made to do harm."""
_BOLD = 600
_HEADING_CHARS = 200
"""Of longer lines nobody asks whether they are bold."""
_LINE_END = "\r\n"


class Box(NamedTuple):
    """A rectangle in points, the origin at the bottom left."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def middle(self) -> float:
        return (self.bottom + self.top) / 2

    def holds(self, other: Box) -> bool:
        """Whether the middle of ``other`` lies within."""
        across = (other.left + other.right) / 2
        return (
            self.left - _SLACK <= across <= self.right + _SLACK
            and self.bottom - _SLACK <= other.middle <= self.top + _SLACK
        )


class Run(NamedTuple):
    """Words of a line, and the address that they are a link to."""

    text: str
    uri: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text, as it is printed."""

    runs: tuple[Run, ...]
    box: Box
    size: float
    bold: bool

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Page:
    """A page in reading order."""

    number: int
    height: float
    bottom: float
    lines: tuple[Line, ...]
    wordless: tuple[str, ...]
    """Addresses of links over pictures, and over nothing."""


class Document:
    """An open PDF."""

    def __init__(self, handle: Any) -> None:
        self._handle = handle
        self.info: dict[str, str] = handle.get_metadata_dict(skip_empty=True)
        self.length = len(handle)

    def pages(self) -> Iterator[Page]:
        """Its pages; those that cannot be read are left out."""
        import pypdfium2

        for number in range(self.length):
            try:
                page = self._handle[number]
            except pypdfium2.PdfiumError:
                continue
            try:
                yield _read(self._handle, page, number + 1)
            except pypdfium2.PdfiumError:
                continue
            finally:
                page.close()


@contextmanager
def opened(data: bytes) -> Iterator[Document]:
    """The document in ``data``.  Raises ``PdfiumError`` for one that is damaged or has a password."""
    import pypdfium2

    handle = pypdfium2.PdfDocument(data)
    try:
        yield Document(handle)
    finally:
        handle.close()


def _read(document: Any, page: Any, number: int) -> Page:
    text_page = page.get_textpage()
    try:
        links = list(_links(document, page))
        reading = _Reading(text_page)
        spans = {index: reading.span(box, uri) for index, (box, uri) in enumerate(links)}
        lines = tuple(line for line in reading.lines() if line.text.strip())
        worded = {links[index][1] for index, found in spans.items() if found}
        wordless = dict.fromkeys(uri for _, uri in links if uri not in worded)
        _, bottom, _, top = page.get_mediabox()
        return Page(number, abs(top - bottom), min(top, bottom), lines, tuple(wordless))
    finally:
        text_page.close()


class _Reading:
    """The text of a page in lines.  PDFium counts characters, and its text is in UTF-16."""

    def __init__(self, text_page: Any) -> None:
        import pypdfium2.raw

        self._raw = pypdfium2.raw
        self._handle = text_page.raw
        self._text = text_page.get_text_range() if text_page.count_chars() > 0 else ""
        wide = max(self._text, default="") > "\uffff"
        self._wide = [at for at, sign in enumerate(self._text) if sign > "\uffff"] if wide else []
        self._uris: dict[int, str] = {}
        """Which characters of the text are part of a link."""
        self._spans = list(self._line_spans())
        self._boxes = [self._box(start, end) for start, end in self._spans]

    def span(self, area: Box, uri: str) -> bool:
        """Note that what stands in ``area`` is a link; whether anything stands there."""
        found = False
        for (start, end), line in zip(self._spans, self._boxes, strict=True):
            if line.bottom > area.top or line.top < area.bottom:
                continue
            for at in range(start, end):
                box = self._char_box(at)
                if box is not None and area.holds(box) and not self._text[at].isspace():
                    self._uris.setdefault(at, uri)
                    found = True
        return found

    def lines(self) -> Iterator[Line]:
        for (start, end), box in zip(self._spans, self._boxes, strict=True):
            ends = (self._index(start), self._index(end - 1))
            bold = end - start < _HEADING_CHARS and all(map(self._is_bold, ends))
            # In the middle: a bullet or an initial at the beginning is larger than the rest.
            size = self._raw.FPDFText_GetFontSize(self._handle, self._index((start + end) // 2))
            # Some files set all text in size 1 and scale it.
            yield Line(tuple(self._runs(start, end)), box, size if size > 1.5 else box.top - box.bottom, bold)

    def _is_bold(self, index: int) -> bool:
        """By the weight that the file states, else by the name of the font."""
        if self._raw.FPDFText_GetFontWeight(self._handle, index) >= _BOLD:
            return True
        name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
        self._raw.FPDFText_GetFontInfo(self._handle, index, name, len(name), flags)
        return b"bold" in name.value.lower() or b"black" in name.value.lower()

    def _line_spans(self) -> Iterator[tuple[int, int]]:
        start = 0
        for line in self._text.split(_LINE_END):
            if line.strip():
                yield start, start + len(line)
            start += len(line) + len(_LINE_END)

    def _runs(self, start: int, end: int) -> Iterator[Run]:
        """The line cut where links begin and end; white space within a link belongs to it."""
        if not self._uris:
            yield Run(self._text[start:end], None)
            return
        began, uri = start, self._uris.get(start)
        for at in range(start + 1, end):
            here = self._uris.get(at)
            if here is None and uri is not None and self._text[at].isspace():
                following = next((i for i in range(at, end) if not self._text[i].isspace()), end)
                here = uri if self._uris.get(following) == uri else None
            if here != uri:
                yield Run(self._text[began:at], uri)
                began, uri = at, here
        yield Run(self._text[began:end], uri)

    def _index(self, at: int) -> int:
        """PDFium's number of a character of the text."""
        return int(
            self._raw.FPDFText_GetCharIndexFromTextIndex(self._handle, at + bisect_left(self._wide, at))
        )

    def _box(self, start: int, end: int) -> Box:
        first = max(0, self._index(start))
        count = self._raw.FPDFText_CountRects(self._handle, first, max(1, self._index(end - 1) - first + 1))
        boxes = [box for number in range(max(0, min(count, 500))) if (box := self._rect(number)) is not None]
        if not boxes:
            return Box(0, 0, 0, 0)
        return Box(
            min(box.left for box in boxes),
            min(box.bottom for box in boxes),
            max(box.right for box in boxes),
            max(box.top for box in boxes),
        )

    def _rect(self, number: int) -> Box | None:
        left, top, right, bottom = (ctypes.c_double() for _ in range(4))
        there = self._raw.FPDFText_GetRect(self._handle, number, left, top, right, bottom)
        return Box(left.value, bottom.value, right.value, top.value) if there else None

    def _char_box(self, at: int) -> Box | None:
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        there = self._raw.FPDFText_GetCharBox(self._handle, self._index(at), left, right, bottom, top)
        return Box(left.value, bottom.value, right.value, top.value) if there else None


def _links(document: Any, page: Any) -> Iterator[tuple[Box, str]]:
    """The rectangles of link annotations that lead out of the document."""
    from pypdfium2 import raw

    position = ctypes.c_int(0)
    link = raw.FPDF_LINK()
    for _ in range(_MAX_LINKS):
        if not raw.FPDFLink_Enumerate(page.raw, position, link):
            return
        uri = _uri(raw, document.raw, raw.FPDFLink_GetAction(link))
        if uri:
            for box in _areas(raw, link):
                yield box, uri


def _uri(raw: Any, document: Any, action: Any) -> str | None:
    kind = raw.FPDFAction_GetType(action) if action else 0
    if kind == _URI_ACTION:
        length = raw.FPDFAction_GetURIPath(document, action, None, 0)
        buffer = ctypes.create_string_buffer(min(length, _MAX_URI_BYTES))
        raw.FPDFAction_GetURIPath(document, action, buffer, len(buffer))
    elif kind == _LAUNCH_ACTION:
        length = raw.FPDFAction_GetFilePath(action, None, 0)
        buffer = ctypes.create_string_buffer(min(length, _MAX_URI_BYTES))
        raw.FPDFAction_GetFilePath(action, buffer, len(buffer))
    else:
        return None
    try:
        written = buffer.value.decode()
    except UnicodeDecodeError:
        written = buffer.value.decode("latin-1")
    return written.strip() if kind == _URI_ACTION or "://" in written else None


def _areas(raw: Any, link: Any) -> list[Box]:
    """One rectangle a line of words, where the annotation says so; else the one around all."""
    points = raw.FS_QUADPOINTSF()
    found = []
    for number in range(min(raw.FPDFLink_CountQuadPoints(link), 200)):
        if raw.FPDFLink_GetQuadPoints(link, number, points):
            across = (points.x1, points.x2, points.x3, points.x4)
            up = (points.y1, points.y2, points.y3, points.y4)
            found.append(Box(min(across), min(up), max(across), max(up)))
    if found:
        return found
    rectangle = raw.FS_RECTF()
    if not raw.FPDFLink_GetAnnotRect(link, rectangle):
        return [Box(0, 0, 0, 0)]
    low, high = sorted((rectangle.bottom, rectangle.top))
    left, right = sorted((rectangle.left, rectangle.right))
    return [Box(left, low, right, high)]
