"""``pages/pages.jsonl``: the cited pages, and nothing that merely was part of one."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from snapshotter.errors import ArchiveError
from snapshotter.model.capture import Outcome, StoredCapture
from snapshotter.timestamps import iso
from snapshotter.wacz.records import Shown
from snapshotter.warc.reader import read_record, warc_path

PATH = "pages/pages.jsonl"
MAX_TEXT_LENGTH = 20_000
"""Of a page's text; a longer one stays in its record alone."""
MAX_ALL_TEXT_LENGTH = 800_000
"""Viewers read no more than a mebibyte of the list for their full-text search."""


@dataclass(frozen=True, slots=True)
class Page:
    """A line of the list."""

    capture: StoredCapture
    shown: Shown
    text: str | None


def pages(home: Path, captures: Iterable[StoredCapture], shown: dict[str, Shown]) -> list[Page]:
    """Those that show the cited page; the text is there while all of it is small."""
    room = MAX_ALL_TEXT_LENGTH
    found = []
    for capture in captures:
        if capture.id not in shown or capture.outcome not in (Outcome.CAPTURED, Outcome.PARTIAL):
            continue
        text = _text(home, capture)
        if text is not None and len(text) > min(room, MAX_TEXT_LENGTH):
            text = None
        room -= len(text or "")
        found.append(Page(capture, shown[capture.id], text))
    return found


def encode(pages: Iterable[Page]) -> bytes:
    """JSON lines, a header first (``json-pages-1.0``)."""
    pages = list(pages)
    head = {
        "format": "json-pages-1.0",
        "id": "pages",
        "title": "All Pages",
        "hasText": any(p.text for p in pages),
    }
    return b"".join(_line(each) for each in (head, *map(_document, pages)))


def _line(document: dict[str, object]) -> bytes:
    return json.dumps(document, ensure_ascii=True).encode() + b"\n"


def _document(page: Page) -> dict[str, object]:
    capture = page.capture
    document: dict[str, object] = {
        "id": capture.id,
        "url": page.shown.url,
        "ts": iso(page.shown.moment),
        "title": capture.title or page.shown.url,
        "status": capture.status,
        "size": capture.size_bytes,
        "cited": capture.url,
        "outcome": str(capture.outcome),
    }
    return document | ({"text": page.text} if page.text else {})


def _text(home: Path, capture: StoredCapture) -> str | None:
    place = capture.artefacts.get("text")
    if place is None:
        return None
    try:
        block = read_record(warc_path(home, place.file), place.offset).block_bytes()
    except ArchiveError:
        return None
    return block.decode("utf-8", "replace")
