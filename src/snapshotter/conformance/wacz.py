"""A WACZ held against its standards: the ZIP, its documents, its records, indexes and pages.

WACZ 1.1.1, 1.0.0 and the draft of 1.2.0.  Nothing is unpacked to the disk; memory is bounded whatever the
file holds.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import blake2b
from pathlib import Path

from snapshotter.conformance import cdxj, idx, pages, wacz_package, wacz_zip
from snapshotter.conformance.companions import unlisted
from snapshotter.conformance.located import Open, Records
from snapshotter.conformance.wacz_package import Package
from snapshotter.conformance.wacz_rules import fault, limited
from snapshotter.conformance.wacz_zip import open_part
from snapshotter.conformance.warc import Tell, Total, check_records
from snapshotter.model.fixity import Fault
from snapshotter.warc.containers import UNREADABLE, is_folder

_ARCHIVE, _INDEXES, _PAGES = "archive/", "indexes/", "pages/"
_MAIN_PAGES = "pages/pages.jsonl"
_FUZZY = "fuzzy.json"
_WARCS = (".warc", ".warc.gz", ".warc.zst", ".arc", ".arc.gz")
_LINES = (".cdx", ".cdxj", ".cdx.gz", ".cdxj.gz")
_BELONG = {_ARCHIVE: _WARCS, _INDEXES: (*_LINES, ".idx"), _PAGES: (".jsonl", ".jsonl.gz")}
_STORED = {_ARCHIVE: _WARCS, _INDEXES: (".gz",)}
_MOST_ADDRESSES = 2_000_000


def check(path: Path, tell: Tell = lambda _: None) -> Iterator[Fault | Total]:
    """What is wrong with a WACZ, which is read whole; last, how much that was and who vouches for it.

    No exception for what the file holds.  Raises ``OSError`` when it cannot be read.
    """
    reading = _Reading(path, tell)
    yield from limited(reading.faults())
    yield Total(reading.records, reading.size_bytes, tuple(reading.remarks))


@dataclass(slots=True)
class _Addresses:
    """The addresses of captures, and of pages that wait for theirs: 16 bytes each."""

    known: set[bytes] = field(default_factory=set)
    moments: set[bytes] = field(default_factory=set)

    def take(self, url: str, digits: str) -> None:
        if len(self.known) < _MOST_ADDRESSES:
            self.known.add(_short(url))
            self.moments.add(_short(url, digits[:14]))

    def have(self, url: str) -> bool:
        return _short(url) in self.known or len(self.known) >= _MOST_ADDRESSES

    def have_at(self, url: str, moment: str) -> bool:
        return _short(url, _digits(moment)) in self.moments or len(self.known) >= _MOST_ADDRESSES


@dataclass(slots=True)
class _Reading:
    """One WACZ while it is read."""

    path: Path
    tell: Tell
    records: int = 0
    size_bytes: int = 0
    remarks: list[str] = field(default_factory=list)
    _package: Package = field(default_factory=Package)
    _located: dict[str, Records] = field(default_factory=dict)
    _captures: _Addresses = field(default_factory=_Addresses)
    _pages: _Addresses = field(default_factory=_Addresses)
    _unheld: list[str] = field(default_factory=list)
    _unheld_count: int = 0

    def faults(self) -> Iterator[Fault]:
        if not self.path.name.lower().endswith(".wacz"):
            yield fault("wacz.extension", f"expected a name that ends with .wacz, got {self.path.name!r}")
        if why := wacz_zip.too_large(self.path):
            yield fault("wacz.unreadable", f"the container cannot be read: {why}")
            return
        try:
            with zipfile.ZipFile(self.path) as container:
                yield from self._container(container)
        except UNREADABLE as trouble:
            yield fault("wacz.unreadable", f"the container cannot be read: {trouble}")

    def _container(self, container: zipfile.ZipFile) -> Iterator[Fault]:
        yield from wacz_zip.soundness(self.path, container)
        # of files with one name the last counts, as for every reader that goes by names
        infos = {info.filename: info for info in container.infolist() if not is_folder(info)}
        yield from wacz_package.read(container, self._package)
        yield from wacz_package.listing(self._package, infos.keys())
        yield from wacz_package.contents(container, self._package, infos)
        for each in wacz_package.vouched(container, self._package):
            if isinstance(each, Fault):
                yield each
            else:
                self.remarks.append(each)
        if not self._package.is_several:
            yield from self._layout(infos)
            yield from self._archive(container, infos)
            yield from self._indexes(container, infos)
            yield from self._listed_pages(container, infos)
            yield from self._main_page()
        if _FUZZY in infos and not _is_json(wacz_package.document(container, _FUZZY)):
            yield fault("wacz.fuzzy", f"{_FUZZY} is no JSON")

    def _layout(self, infos: dict[str, zipfile.ZipInfo]) -> Iterator[Fault]:
        if not _files(infos, _ARCHIVE, _WARCS):
            yield fault("wacz.no-archive", "no file archive/*.warc.gz")
        if not _files(infos, _INDEXES, _LINES):
            yield fault("wacz.no-index", "no file indexes/*.cdx.gz")
        if _MAIN_PAGES not in infos:
            yield fault("wacz.no-pages", f"no file {_MAIN_PAGES}")
        for folder, ends in _BELONG.items():
            for name in infos:
                if name.startswith(folder) and not name.lower().endswith(ends):
                    yield fault("wacz.stray", f"{name} does not belong in {folder}")
        for folder, ends in _STORED.items():
            for name in _files(infos, folder, ends):
                if infos[name].compress_type != zipfile.ZIP_STORED:
                    yield fault("wacz.compressed", f"{name} is compressed in the ZIP, expected STORED")

    def _archive(self, container: zipfile.ZipFile, infos: dict[str, zipfile.ZipInfo]) -> Iterator[Fault]:
        for name in _files(infos, _ARCHIVE, _WARCS):
            records = Records(self._opener(container, infos[name]))
            self._located[name.removeprefix(_ARCHIVE)] = records
            try:
                yield from self._records(records, name)
            except UNREADABLE as trouble:
                records.is_whole = False
                yield fault("zip.damaged", f"{name} cannot be read: {trouble}")

    def _records(self, records: Records, name: str) -> Iterator[Fault]:
        with records.opener() as file:
            for found in check_records(file, self.tell, seen=records.take):
                if isinstance(found, Total):
                    self.records += found.records
                    self.size_bytes += found.size_bytes
                    continue
                records.is_whole = records.is_whole and found.severity != "error"
                yield replace(found, message=f"{name}: {found.message}")

    def _indexes(self, container: zipfile.ZipFile, infos: dict[str, zipfile.ZipInfo]) -> Iterator[Fault]:
        lines = 0
        for name in _files(infos, _INDEXES, _LINES):
            seen = cdxj.Seen(pages=self._captures.take)
            try:
                with self._opener(container, infos[name])() as file:
                    yield from cdxj.check(file, seen, self._find, f"{name}, ")
            except UNREADABLE as trouble:
                yield fault("index.damaged", f"{name} cannot be read: {trouble}")
            lines += seen.lines
            if name.endswith(".gz") and name.removesuffix(".gz").rpartition(".")[0] + ".idx" not in infos:
                yield fault("idx.missing", f"{name} has no .idx")
        for name in _files(infos, _INDEXES, (".idx",)):
            yield from self._leads(container, infos, name)
        yield from self._unlisted(lines)

    def _leads(
        self, container: zipfile.ZipFile, infos: dict[str, zipfile.ZipInfo], name: str
    ) -> Iterator[Fault]:
        packed = infos.get(f"{name.removesuffix('.idx')}.cdx.gz") or infos.get(
            f"{name.removesuffix('.idx')}.cdxj.gz"
        )
        is_stored = packed is not None and packed.compress_type == zipfile.ZIP_STORED
        blocks = self._opener(container, packed) if packed is not None and is_stored else None
        try:
            with self._opener(container, infos[name])() as file:
                yield from idx.check(file, blocks, f"{name}, ")
        except UNREADABLE as trouble:
            yield fault("idx.line", f"{name} cannot be read: {trouble}")

    def _unlisted(self, lines: int) -> Iterator[Fault]:
        for name, records in self._located.items():
            yield from unlisted(records, name, lines)

    def _find(self, name: str) -> Records | None:
        return self._located.get(name.removeprefix(_ARCHIVE))

    def _listed_pages(self, container: zipfile.ZipFile, infos: dict[str, zipfile.ZipInfo]) -> Iterator[Fault]:
        for name in _files(infos, _PAGES, (".jsonl", ".jsonl.gz")):
            try:
                with self._opener(container, infos[name])() as file:
                    yield from pages.check(file, pages.Listed(page=self._page), f"{name}, ")
            except UNREADABLE as trouble:
                yield fault("pages.damaged", f"{name} cannot be read: {trouble}")
        if self._unheld_count:
            words = f"{self._unheld_count} pages, the first of them {self._unheld[0][:200]}"
            yield fault("pages.unheld", words)

    def _page(self, url: str, moment: str) -> None:
        self._pages.take(url, _digits(moment))
        if not self._captures.have(url):
            self._unheld_count += 1
            if not self._unheld:
                self._unheld.append(url)

    def _main_page(self) -> Iterator[Fault]:
        url, moment = self._package.main_page
        if url is None:
            return
        if not self._captures.have(url) and not self._pages.have(url):
            yield fault("wacz.main-page", f"{url[:200]} is neither among the pages nor in the index")
        elif moment and not self._captures.have_at(url, moment) and not self._pages.have_at(url, moment):
            yield fault("wacz.main-page-date", f"{url[:200]} was not captured at {moment[:40]}")

    def _opener(self, container: zipfile.ZipFile, info: zipfile.ZipInfo) -> Open:
        return partial(open_part, self.path, container, info)


def _files(infos: dict[str, zipfile.ZipInfo], folder: str, ends: tuple[str, ...]) -> list[str]:
    return [name for name in infos if name.startswith(folder) and name.lower().endswith(ends)]


def _is_json(data: bytes | None) -> bool:
    try:
        json.loads(data or b"")
    except (ValueError, RecursionError):
        return False
    return True


def _short(url: str, digits: str = "") -> bytes:
    plain = url.partition("#")[0]
    return blake2b(f"{plain} {digits}".encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _digits(moment: str) -> str:
    """The first 14 digits of a time, whatever marks stand between them."""
    return "".join(each for each in moment if each.isdigit())[:14]
