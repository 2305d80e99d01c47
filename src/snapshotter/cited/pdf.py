"""Cited PDF files: what they say of themselves, and their text (:mod:`snapshotter.cited.pdfium`)."""

from __future__ import annotations

from typing import Any

from snapshotter.cited import authors, languages
from snapshotter.model.capture import PageFacts
from snapshotter.pagemeta import tree
from snapshotter.pagemeta.apart import asked
from snapshotter.pagemeta.dates import normalised
from snapshotter.pagemeta.pdf import date_of, is_program_title

_READER = "snapshotter.cited.pdfium"
_XMP_BYTES = 1 << 20


def read_pdf(data: bytes) -> tuple[PageFacts, str | None]:
    """What a PDF says of itself, and its words, a line each as they are set, pages after another.

    Title, authors, date and language are those of its information dictionary, else of its metadata
    (ISO 32000-1, 14.3).  The words are None, and the facts few, for a file that is broken, has a password,
    or would take more memory or time than is good; of very long ones they are those of the beginning.
    """
    found = asked(_READER, data)
    said = _metadata(data)
    return _facts(found or {}, said), found["text"] if found is not None else None


def pdf_text(data: bytes) -> str | None:
    """The words alone, as :func:`read_pdf` has them."""
    found = asked(_READER, data)
    return found["text"] if found is not None else None


def _facts(found: dict[str, Any], said: dict[str, list[str]]) -> PageFacts:
    info: dict[str, str] = found.get("info", {})
    language = found.get("language", "")
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
