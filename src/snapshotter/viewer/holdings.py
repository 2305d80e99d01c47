"""What is kept of single snapshots: their pictures, texts, records and the story of their capture."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

from snapshotter import urls
from snapshotter.digests import Digest
from snapshotter.errors import ArchiveError, UrlError
from snapshotter.model.capture import RecordLocation, StoredCapture
from snapshotter.timestamps import parse
from snapshotter.urls import Url
from snapshotter.viewer.records import IndexLine, RecordIndex
from snapshotter.viewer.shelves import Place, Shelves
from snapshotter.warc.drafts import chain_address
from snapshotter.warc.reader import Record, page_info, read_record, read_whole, warc_path

HELD_BRIEFS = 4_096
MAX_TIMELINE = 200
"""Snapshots of one address that are shown; the newest count."""


class Captures(Protocol):
    """The part of the catalogue that is read here."""

    def capture(self, capture_id: str) -> StoredCapture | None:
        """The capture with this id."""
        ...

    def locate(self, payload_digest: Digest) -> RecordLocation | None:
        """Where the whole response with this payload lies."""
        ...


@dataclass(frozen=True, slots=True)
class Brief:
    """One snapshot on a time line."""

    id: str
    captured_at: datetime
    outcome: str
    page_class: str | None
    grade: str | None = None
    url: Url | None = None
    title: str | None = None
    has_thumbnail: bool = False


class Holdings:
    """Reads single things of an archive home; every read is one record.  Thread-safe.

    What is asked for and damaged raises :class:`CorruptRecord`.
    """

    def __init__(self, home: Path, captures: Captures, index: RecordIndex, shelves: Shelves) -> None:
        self._home = home
        self._captures = captures
        self._index = index
        self._shelves = shelves
        self._briefs: OrderedDict[tuple[str, int], Brief | None] = OrderedDict()
        self._lock = Lock()

    def stored(self, snapshot_id: str) -> StoredCapture | None:
        """The capture behind a snapshot; None for one that never was."""
        return self._captures.capture(snapshot_id)

    def story(self, stored: StoredCapture) -> Mapping[str, Any]:
        """The document of its closing record: requests, connections, findings and all."""
        return page_info(self._home, stored.page_info)

    def record(self, location: RecordLocation) -> Record:
        return read_record(warc_path(self._home, location.file), location.offset)

    def payload_record(self, location: RecordLocation) -> Record:
        """The record that holds the payload of the one at ``location``: a revisit's is another."""
        return read_whole(self._home, location, self._captures)

    def artefact(self, stored: StoredCapture, key: str) -> Record | None:
        """The record of a picture, text or other thing that was made of the page."""
        location = stored.artefacts.get(key)
        return self.record(location) if location is not None else None

    def text(self, stored: StoredCapture) -> str | None:
        """What the page said, as it was stored."""
        record = self.artefact(stored, "text")
        return record.block_bytes().decode("utf-8", "replace") if record is not None else None

    def chain(self, digest: str) -> bytes | None:
        """A certificate chain as PEM, by the digest that a connection names; None when it is not here."""
        line = self._index.resource(chain_address(Digest(digest)))
        return self.record(line.location).block_bytes() if line is not None else None

    def page_of(self, line: IndexLine) -> tuple[Record, StoredCapture | None]:
        """A record of the index, and the capture that it belongs to."""
        record = self.record(line.location)
        page_id = record.header.get("WARC-Page-ID")
        return record, self.stored(page_id) if page_id else None

    def timeline(self, url: Url) -> list[Brief]:
        """All snapshots of a page, oldest first, in whatever address it was cited."""
        found: dict[str, Brief] = {}
        for line in self._index.captures(url)[-MAX_TIMELINE:]:
            brief = self.brief(line)
            if brief is not None:
                found[brief.id] = brief
        for place in self.places(url):
            card = place.snapshot
            found[card.id] = Brief(card.id, card.captured_at, card.outcome, card.page_class, card.grade)
        return sorted(found.values(), key=lambda brief: (brief.captured_at, brief.id))[-MAX_TIMELINE:]

    def places(self, url: Url) -> list[Place]:
        """The citations of a page, whatever its address was dressed in."""
        try:
            return self._shelves.of_page(urls.page_key(url))
        except UrlError:
            return []

    def brief(self, line: IndexLine) -> Brief | None:
        """The snapshot that a closing record tells of; read once, for it never changes."""
        key = line.location.file, line.location.offset
        with self._lock:
            if key in self._briefs:
                return self._briefs[key]
        brief = self._read_brief(line)
        with self._lock:
            self._briefs[key] = brief
            while len(self._briefs) > HELD_BRIEFS:
                self._briefs.popitem(last=False)
        return brief

    def _read_brief(self, line: IndexLine) -> Brief | None:
        try:
            told = page_info(self._home, line.location)
            verdict = told.get("verdict") or {}
            return Brief(
                id=str(told["id"]),
                captured_at=parse(told["started_at"]),
                outcome=str(told["outcome"]),
                page_class=verdict.get("class"),
                url=Url(str(told["url"])),
                title=told.get("title"),
                has_thumbnail="thumbnail" in (told.get("artefacts") or {}),
            )
        except (ArchiveError, KeyError, ValueError, AttributeError, TypeError):
            return None  # damaged, or another tool's: `verify` says so
