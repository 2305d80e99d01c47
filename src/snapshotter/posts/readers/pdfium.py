"""Reads a post's PDF.  Run as a program by :func:`snapshotter.pagemeta.apart.asked`: a file of some kilobytes
can make PDFium take all memory there is.
"""

from __future__ import annotations

from typing import Any

from snapshotter.pagemeta.apart import serve


def read(data: bytes) -> dict[str, Any]:
    """``html``, ``info`` and ``length`` of the document, or why there is none: ``trouble``."""
    import pypdfium2

    from snapshotter.posts.readers import pdf_pages, pdf_text

    try:
        with pdf_pages.opened(data) as document:
            pages = list(document.pages())
            return {"html": pdf_text.html(pages), "info": document.info, "length": document.length}
    except pypdfium2.PdfiumError as trouble:
        return {"trouble": str(trouble)}


if __name__ == "__main__":
    serve(read)
