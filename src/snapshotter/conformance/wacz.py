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
from snapshotter.conformance.warc import LOSSES, Tell, Total, check_records
from snapshotter.model.fixity import Fault
from snapshotter.warc.containers import UNREADABLE, is_folder

_ARCHIVE, _INDEXES, _PAGES = "archive/", "indexes/", "pages/"
_MAIN_PAGES = "pages/pages.jsonl"
_GZIP = b"\x1f\x8b"
_FUZZY = "fuzzy.json"
_WARCS = (".warc", ".warc.gz", ".warc.zst", ".arc", ".arc.gz")
_LINES = (".cdx", ".cdxj", ".cdx.gz", ".cdxj.gz")
_BELONG = {_ARCHIVE: _WARCS, _INDEXES: (*_LINES, ".idx"), _PAGES: (".jsonl", ".jsonl.gz")}
_PACKED = (".gz", ".zst")
_STORED = {_ARCHIVE: _WARCS, _INDEXES: (".gz",)}
_MOST_PAGES = 100_000
"""That are held against the index; the rest is looked at by itself."""


def check(path: Path, tell: Tell = lambda _: None) -> Iterator[Fault | Total]:
    """What is wrong with a WACZ, which is read whole; last, how much that was and who vouches for it.

    No exception for what the file holds.  Raises ``OSError`` when it cannot be read.
    """
    reading = _Reading(path, tell)
    yield from limited(reading.faults())
    yield Total(reading.records, reading.size_bytes, tuple(reading.remarks))


@dataclass(slots=True)
class _Pages:
    """The pages that are listed, while they wait for a line of an index each: some 200 bytes a page."""

    main: tuple[str | None, str | None] = (None, None)
    """Address and time of the page to begin with."""
    _waiting: dict[bytes, str] = field(default_factory=dict)
    _has_main: bool = False
    _has_moment: bool = False

    def listed(self, url: str, moment: str) -> None:
        """A page of the list."""
        if len(self._waiting) < _MOST_PAGES:
            self._waiting.setdefault(_short(url), url[:200])
        self._note(url, _digits(moment))

    def captured(self, url: str, digits: str) -> None:
        """A line of an index."""
        if self._waiting:
            self._waiting.pop(_short(url), None)
        self._note(url, digits[:14])

    def _note(self, url: str, digits: str) -> None:
        main, moment = self.main
        if main is not None and url == main:
            self._has_main = True
            self._has_moment = self._has_moment or moment is None or digits == _digits(moment)

    def faults(self) -> Iterator[Fault]:
        """Once all indexes have been read."""
        if self._waiting:
            first = next(iter(self._waiting.values()))
            yield fault("pages.unheld", f"{len(self._waiting)} pages, the first of them {first}")
        url, moment = self.main
        if url is not None and not self._has_main:
            yield fault("wacz.main-page", f"{url[:200]} is neither among the pages nor in the index")
        elif url is not None and not self._has_moment:
            yield fault("wacz.main-page-date", f"{url[:200]} was not captured at {str(moment)[:40]}")


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
    _pages: _Pages = field(default_factory=_Pages)

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
            self._pages.main = self._package.main_page
            yield from self._listed_pages(container, infos)
            yield from self._indexes(container, infos)
            yield from self._pages.faults()
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
                    code = "wacz.compressed-again" if name.lower().endswith(_PACKED) else "wacz.compressed"
                    yield fault(code, f"{name} is compressed in the ZIP, expected STORED")

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
            is_gzip = file.read(len(_GZIP)) == _GZIP
            if is_gzip != name.lower().endswith(".gz") and not name.lower().endswith(".zst"):
                yield fault("wacz.warc-name", f"{name} is {'' if is_gzip else 'no '}gzip")
            file.seek(0)
            for found in check_records(file, self.tell, seen=records.take):
                if isinstance(found, Total):
                    self.records += found.records
                    self.size_bytes += found.size_bytes
                    continue
                records.is_whole = records.is_whole and found.code not in LOSSES
                yield replace(found, message=f"{name}: {found.message}")

    def _indexes(self, container: zipfile.ZipFile, infos: dict[str, zipfile.ZipInfo]) -> Iterator[Fault]:
        lines = 0
        for name in _files(infos, _INDEXES, _LINES):
            seen = cdxj.Seen(pages=self._pages.captured)
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
                    yield from pages.check(file, pages.Listed(page=self._pages.listed), f"{name}, ")
            except UNREADABLE as trouble:
                yield fault("pages.damaged", f"{name} cannot be read: {trouble}")

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


def _short(url: str) -> bytes:
    plain = url.partition("#")[0]
    return blake2b(plain.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _digits(moment: str) -> str:
    """The first 14 digits of a time, whatever marks stand between them."""
    return "".join(each for each in moment if each.isdigit())[:14]
