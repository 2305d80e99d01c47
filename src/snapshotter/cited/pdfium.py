"""What PDFium reads in a PDF.  Run as a program by :func:`snapshotter.pagemeta.apart.asked`: a file of some
kilobytes can make it take all memory there is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from snapshotter.pagemeta.apart import serve

MAX_PAGES = 2_000
MAX_CHARS = 5_000_000
_LANGUAGE_UNITS = 64


def read(data: bytes) -> dict[str, Any] | None:
    """``info``: the information dictionary, ``language`` of the catalogue, ``text``: the words.

    None when it cannot be read.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return None
    try:
        return {
            "info": document.get_metadata_dict(skip_empty=True),
            "language": _language(document),
            "text": "\n".join(_pages(document)),
        }
    finally:
        document.close()


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


def _language(document: Any) -> str:
    import pypdfium2.raw as pdfium

    read_language = getattr(pdfium, "FPDFCatalog_GetLanguage", None)
    if read_language is None:
        return ""
    import ctypes

    units = (ctypes.c_ushort * _LANGUAGE_UNITS)()
    written = min(read_language(document.raw, units, ctypes.sizeof(units)), ctypes.sizeof(units))
    return bytes(units)[:written].decode("utf-16-le", "replace").rstrip("\0")


if __name__ == "__main__":
    serve(read)
