"""Every recorded address and when it was recorded, straight from the indexes below ``warcs/index``.

The index files are sorted by bytes and searched in place, so nothing is loaded and a fresh look costs a
handful of page faults a file.  A WARC that has no index yet, because somebody is writing it, is walked
from where the last walk ended.
"""

from __future__ import annotations

import json
import mmap
from bisect import bisect_left, insort
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Lock

from snapshotter.digests import Digest
from snapshotter.model.capture import RecordLocation
from snapshotter.timestamps import parse
from snapshotter.urls import Url, without_fragment
from snapshotter.viewer.stamps import Stamp, stamps
from snapshotter.warc.cdxj import lines, url_key
from snapshotter.warc.drafts import PAGE_INFO
from snapshotter.warc.members import walk
from snapshotter.warc.openfile import OPEN_SUFFIX
from snapshotter.warc.pageinfo import is_page_info
from snapshotter.warc.placed import Placed
from snapshotter.warc.reader import warc_files

_PAGE_INFO = PAGE_INFO.encode()
_ENDING = ".cdxj"
MAX_LINES = 20_000
"""Of one address; what a page asked for more often than that is no page."""


@dataclass(frozen=True, slots=True)
class IndexLine:
    """One recorded answer, or the closing record of a capture."""

    url: Url
    """``WARC-Target-URI`` of its record."""
    digits: str
    """``WARC-Date`` to the second, 14 digits."""
    status: int | None
    media_type: str | None
    """``warc/revisit`` for a record that refers to another one's payload."""
    location: RecordLocation

    @property
    def moment(self) -> datetime:
        return parse(self.digits)

    @property
    def is_redirect(self) -> bool:
        return self.status is not None and 300 <= self.status < 400 and self.status != 304


@dataclass(slots=True)
class _Walked:
    """The index of a WARC that has none on disk."""

    path: Path
    offset: int = 0
    found: list[bytes] = field(default_factory=list)

    def catch_up(self) -> None:
        """Take in the captures that were finished since; one that is being written comes later."""
        is_open = self.path.name.endswith(OPEN_SUFFIX)
        name = self.path.name.removesuffix(OPEN_SUFFIX)
        pending: list[Placed] = []
        for member in walk(self.path, self.offset):
            if member.problem is None:
                pending.append(member.placed(name))
                if is_page_info(pending[-1]):
                    self._take(pending, member.offset + member.length)
            elif is_open:
                return
        if not is_open:
            self._take(pending, self.path.stat().st_size)

    def _take(self, pending: list[Placed], end: int) -> None:
        for line in lines(pending):
            insort(self.found, line.encode())
        pending.clear()
        self.offset = end


class RecordIndex:
    """All indexes of an archive home as one.  Thread-safe; sees what other runs add."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._folder = home / "warcs" / "index"
        self._walked: dict[str, _Walked] = {}
        self._closing: dict[str, tuple[Stamp, list[IndexLine]]] = {}
        self._lock = Lock()

    def answers(self, url: Url) -> list[IndexLine]:
        """The recorded answers to a GET of this address, oldest first.

        As in every Wayback, ``http`` and ``https``, with and without ``www``, are one address; redirects
        between such twins are left out, since they would lead in a circle.
        """
        wanted = without_fragment(url)
        found = [line for line in self._lines(_prefix(wanted)) if line.url.startswith("http")]
        kept = [line for line in found if line.url == wanted or not line.is_redirect]
        return sorted(kept, key=lambda line: (line.digits, line.url != wanted, line.is_redirect))

    def captures(self, url: Url) -> list[IndexLine]:
        """The closing records of the captures of exactly this address, oldest first."""
        wanted = Url(PAGE_INFO + without_fragment(url))
        found = [line for line in self._lines(_prefix(wanted)) if line.url == wanted]
        return sorted(found, key=lambda line: line.digits)

    def all_captures(self) -> list[IndexLine]:
        """The closing records of all captures, newest first; a file is read again only when it changes."""
        indexes = stamps(self._folder, _ENDING)
        with self._lock:
            held = {name: kept for name, kept in self._closing.items() if kept[0] == indexes.get(name)}
        for name, now in indexes.items():
            if name not in held:
                held[name] = now, _closing(_search_file(self._folder / name, _PAGE_INFO))
        with self._lock:
            self._closing = held
        lines = [line for _, kept in held.values() for line in kept]
        for walked in self._unindexed(indexes):
            lines += _closing(_search_list(walked, _PAGE_INFO))
        return sorted(lines, key=lambda line: (line.digits, line.url), reverse=True)

    def resource(self, address: Url) -> IndexLine | None:
        """The first record of an address that is none of the web, as a certificate chain's."""
        return next(iter(self._lines(_prefix(address))), None)

    def near(self, url: Url, count: int = 8) -> list[Url]:
        """Addresses that stand about this one in the index: of its folder, or its host."""
        key = _prefix(without_fragment(url))[:-1]
        found: dict[Url, None] = {}
        while not found and b"/" in key:
            key = key[: key.rstrip(b"/").rfind(b"/") + 1] or key.partition(b"/")[0]
            for line in self._lines(key, limit=count * 25):
                if line.url.startswith("http") and line.media_type in ("text/html", "warc/revisit", None):
                    found.setdefault(line.url)
        return list(found)[:count]

    def _lines(self, prefix: bytes, limit: int = MAX_LINES) -> list[IndexLine]:
        found: list[IndexLine] = []
        for raw in self._raw(prefix):
            line = _parsed(raw)
            if line is not None:
                found.append(line)
            if len(found) >= limit:
                break
        return found

    def _raw(self, prefix: bytes) -> Iterator[bytes]:
        indexes = stamps(self._folder, _ENDING)
        for name in indexes:
            yield from _search_file(self._folder / name, prefix)
        for walked in self._unindexed(indexes):
            yield from _search_list(walked, prefix)

    def _unindexed(self, indexes: Collection[str]) -> list[list[bytes]]:
        files = {path.name: path for path in warc_files(self._home)}
        without = {
            name: path
            for name, path in files.items()
            if f"{name.removesuffix(OPEN_SUFFIX)}{_ENDING}" not in indexes
        }
        with self._lock:
            self._walked = {name: self._walked.get(name) or _Walked(path) for name, path in without.items()}
            for walked in self._walked.values():
                try:
                    if walked.path.stat().st_size > walked.offset:
                        walked.catch_up()
                except FileNotFoundError:  # it was closed meanwhile; its index is there by the next look
                    continue
            return [list(walked.found) for walked in self._walked.values()]


def _closing(found: Iterator[bytes]) -> list[IndexLine]:
    return [line for raw in found if (line := _parsed(raw)) is not None]


def _prefix(url: Url) -> bytes:
    return url_key(url).encode() + b" "


def _search_file(path: Path, prefix: bytes) -> Iterator[bytes]:
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            at = _first(data, prefix)
            while at < len(data):
                end = _line_end(data, at)
                line = data[at:end]
                if not line.startswith(prefix):
                    return
                yield line
                at = end + 1
    except (FileNotFoundError, ValueError):  # gone, or empty: mmap refuses it
        return


def _first(data: mmap.mmap, prefix: bytes) -> int:
    """Where the first line that is not below ``prefix`` begins."""
    low, high = 0, len(data)
    while low < high:
        middle = (low + high) // 2
        start = data.rfind(b"\n", low, middle) + 1 or low
        end = _line_end(data, middle)
        if data[start:end] < prefix:
            low = end + 1
        else:
            high = start
    return low


def _line_end(data: mmap.mmap, at: int) -> int:
    end = data.find(b"\n", at)
    return end if end >= 0 else len(data)


def _search_list(found: list[bytes], prefix: bytes) -> Iterator[bytes]:
    for line in found[bisect_left(found, prefix) :]:
        if not line.startswith(prefix):
            return
        yield line


def _parsed(raw: bytes) -> IndexLine | None:
    """A line of ours or of another tool; None when it is not one."""
    try:
        _, digits, document = raw.decode("utf-8", "replace").split(" ", 2)
        about = json.loads(document)
        parse(digits[:14])
        at = RecordLocation(
            str(about["filename"]),
            int(about["offset"]),
            int(about["length"]),
            Digest(str(about.get("recordDigest") or "")),
        )
        status = about.get("status")
        known = int(status) if status is not None and str(status).isdigit() else None
        if about.get("method", "GET") != "GET":
            return None
        return IndexLine(Url(about["url"]), digits[:14], known, about.get("mime"), at)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        return None
