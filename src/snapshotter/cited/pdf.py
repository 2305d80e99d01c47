"""Cited PDF files: what they say of themselves, and their text.

PDFium takes one thread at a time (:data:`snapshotter.pagemeta.pdf.ONE_AT_A_TIME`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from snapshotter.cited import authors, languages
from snapshotter.model.capture import PageFacts
from snapshotter.pagemeta import tree
from snapshotter.pagemeta.dates import normalised
from snapshotter.pagemeta.pdf import ONE_AT_A_TIME, date_of, is_program_title

MAX_PAGES = 2_000
MAX_CHARS = 5_000_000
_XMP_BYTES = 1 << 20
_LANGUAGE_UNITS = 64


def facts_of_pdf(data: bytes) -> PageFacts:
    """Title, authors, date and language of a PDF: of its information dictionary, else of its metadata
    (ISO 32000-1, 14.3).  Empty for one that is broken or has a password."""
    info: dict[str, str] = {}
    language = ""
    with _opened(data) as document:
        if document is not None:
            info = document.get_metadata_dict(skip_empty=True)
            language = _language(document)
    said = _metadata(data)
    named = (text for text in (info.get("Title", ""), *said.get("title", ())) if not is_program_title(text))
    made = date_of(info.get("CreationDate", "")) or _first_date(said.get("createdate", []))
    return PageFacts(
        title=next((" ".join(text.split()) for text in named if text.strip()), None),
        language=next(filter(None, map(languages.tag, [language, *said.get("language", [])])), None),
        authors=authors.names(
            [info["Author"]] if info.get("Author", "").strip() else said.get("creator", [])
        ),
        published=made[:10] if made else None,
        description=next(iter(said.get("description", [])), info.get("Subject")) or None,
    )


def pdf_text(data: bytes) -> str | None:
    """The words of a PDF, a line each as they are set, pages after another; None when it cannot be read.

    At most :data:`MAX_PAGES` and :data:`MAX_CHARS`; a page that is broken is left out.
    """
    with _opened(data) as document:
        return "\n".join(_pages(document)) if document is not None else None


def _pages(document: Any) -> Iterator[str]:
    import pypdfium2

    room = MAX_CHARS
    for number in range(min(len(document), MAX_PAGES)):
        try:
            page = document[number]
            try:
                text = page.get_textpage().get_text_range()
            finally:
                page.close()
        except pypdfium2.PdfiumError:
            continue
        # PDFium gives U+FFFE for a hyphen at the end of a line
        text = text.replace("\ufffe", "-\n").replace("\r\n", "\n").replace("\x00", "")
        yield text[:room]
        room -= len(text)
        if room <= 0:
            return


@contextmanager
def _opened(data: bytes) -> Iterator[Any]:
    import pypdfium2

    with ONE_AT_A_TIME:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError:
            yield None
            return
        try:
            yield document
        finally:
            document.close()


def _language(document: Any) -> str:
    import pypdfium2.raw as pdfium

    read = getattr(pdfium, "FPDFCatalog_GetLanguage", None)
    if read is None:
        return ""
    import ctypes

    units = (ctypes.c_ushort * _LANGUAGE_UNITS)()
    written = min(read(document.raw, units, ctypes.sizeof(units)), ctypes.sizeof(units))
    return bytes(units)[:written].decode("utf-16-le", "replace").rstrip("\0")


def _metadata(data: bytes) -> dict[str, list[str]]:
    """The last XMP packet that lies open in the file, by the local names of its properties."""
    end = data.rfind(b"</x:xmpmeta>")
    start = data.rfind(b"<x:xmpmeta", max(0, end - _XMP_BYTES), end) if end >= 0 else -1
    root = tree.parse(data[start:end].decode("utf-8", "replace")) if start >= 0 else None
    found: dict[str, list[str]] = {}
    for node, entered in tree.walk(root) if root is not None else ():
        if not entered or node.is_text_node:
            continue
        for name, value in node.attributes.items():
            if value and ":" in name and name.startswith(("dc:", "xmp:")):
                found.setdefault(name.partition(":")[2], []).append(value)
        prefix, _, local = (node.tag or "").rpartition(":")
        if prefix in ("dc", "xmp"):
            below = [item for item in node.css("*") if (item.tag or "").endswith(":li")]
            items = [item.text() for item in below] or [node.text()]
            found.setdefault(local, []).extend(text for item in items if (text := " ".join(item.split())))
    return found


def _first_date(written: list[str]) -> str | None:
    return next(filter(None, map(normalised, written)), None)
