"""Damage told by citation: whose page, picture or sub-resource a damaged record was."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from snapshotter.model.damage import Damage
from snapshotter.model.snapshot import CitationEntry, Manifest, Snapshot
from snapshotter.warc.drafts import ARTEFACTS, CERTIFICATE_CHAIN
from snapshotter.warc.openfile import OPEN_SUFFIX
from snapshotter.warc.owners import owners
from snapshotter.warc.reader import warc_path

Place = tuple[str, int | None]
"""File and offset; no offset stands for all of a file that is gone."""


@dataclass(frozen=True, slots=True)
class _Lost:
    """A damaged record, as the index has it."""

    place: Place
    code: str
    what: str = "request"
    """Requests stand in no index."""
    target: str = ""


@dataclass(slots=True)
class DamageByCitation:
    """Takes damaged records; then says which citations they are of.

    Memory grows with the damage alone: indexes and manifests are read line by line and one by one, and
    nothing is read as long as nothing is damaged.
    """

    home: Path
    _damaged: dict[str, dict[int, str]] = field(default_factory=dict)
    """File -> offset -> code of the finding."""
    _gone: dict[str, str] = field(default_factory=dict)
    """Files of which nothing is left, and the code."""

    def note(self, file: str, offset: int, code: str) -> None:
        """A record is damaged; the first code that is given for it is kept."""
        self._damaged.setdefault(file, {}).setdefault(offset, code)

    def note_gone(self, file: str, code: str) -> None:
        """A file is not there any more."""
        self._gone.setdefault(file, code)

    def told(self, manifests: Callable[[], Iterable[Manifest]], held: Set[str]) -> Iterator[Damage]:
        """All citations that are hit; ``held`` are the digests of payloads that are still there.

        ``manifests`` are read once or twice, and not at all where nothing is damaged.
        """
        if not self._damaged and not self._gone:
            return
        by_place, lost_payloads = self._described(held)
        self._depending(by_place, lost_payloads)
        by_capture = self._owned(by_place, manifests)
        for manifest in manifests():
            for entry in manifest.entries:
                yield from self._of_entry(manifest.slug, entry, by_place, by_capture)

    def _described(self, held: Set[str]) -> tuple[dict[Place, list[_Lost]], dict[str, _Lost]]:
        """What the damaged records were, and the payloads that are in no other record."""
        by_place: dict[Place, list[_Lost]] = {}
        lost_payloads: dict[str, _Lost] = {}
        for file in (*self._damaged, *self._gone):
            damaged = self._damaged.get(file, {})
            for line in _lines(self.home, file):
                offset = int(line["offset"])
                if file not in self._gone and offset not in damaged:
                    continue
                place = (file, None) if file in self._gone else (file, offset)
                code = self._gone.get(file) or damaged[offset]
                lost = _Lost(place, code, _what(line), str(line.get("url")))
                by_place[(file, offset)] = [lost]
                digest = line.get("digest")
                if line.get("mime") != "warc/revisit" and isinstance(digest, str) and digest not in held:
                    lost_payloads[digest] = lost
            for offset, code in damaged.items():
                by_place.setdefault((file, offset), [_Lost((file, offset), code)])
        return by_place, lost_payloads

    def _depending(self, by_place: dict[Place, list[_Lost]], lost: dict[str, _Lost]) -> None:
        """Adds the revisits, in any file, of payloads that are lost."""
        if not lost:
            return
        for path in sorted((self.home / "warcs" / "index").glob("*.cdxj")):
            file = path.name.removesuffix(".cdxj")
            for line in _lines(self.home, file, only=b"warc/revisit"):
                original = lost.get(str(line.get("digest")))
                if original is not None:
                    by_place.setdefault((file, int(line["offset"])), []).append(original)

    def _owned(
        self, by_place: dict[Place, list[_Lost]], manifests: Callable[[], Iterable[Manifest]]
    ) -> dict[str, list[_Lost]]:
        """What is lost of each capture."""
        offsets: dict[str, list[int]] = defaultdict(list)
        for file, offset in by_place:
            if offset and file not in self._gone:  # the first record of a file is no capture's
                offsets[file].append(offset)
        found: dict[str, list[_Lost]] = defaultdict(list)
        alone: dict[str, list[int]] = {}
        for file, wanted in offsets.items():
            path = warc_path(self.home, file)
            owned = owners(path, wanted) if path.exists() else {}
            for offset, pages in owned.items():
                for page in pages:
                    found[page] += by_place[(file, offset)]
            if len(owned) < len(wanted):
                alone[file] = sorted(set(wanted) - owned.keys())
        if alone:
            spans = _spans(manifests(), by_place, alone.keys())
            for file, lone in alone.items():
                for offset in lone:
                    for page in _near(spans[file], offset):
                        found[page] += by_place[(file, offset)]
        return found

    def _of_entry(
        self,
        slug: str,
        entry: CitationEntry,
        by_place: dict[Place, list[_Lost]],
        by_capture: dict[str, list[_Lost]],
    ) -> Iterator[Damage]:
        url, told = entry.citation.url or entry.citation.href, set()
        for snapshot, what, lost in self._hits(entry, by_place, by_capture):
            if (snapshot, lost.place) not in told:
                told.add((snapshot, lost.place))
                yield Damage(
                    slug, entry.citation.id, str(url), snapshot, what, *lost.place, lost.code, lost.target
                )

    def _hits(
        self,
        entry: CitationEntry,
        by_place: dict[Place, list[_Lost]],
        by_capture: dict[str, list[_Lost]],
    ) -> Iterator[tuple[str, str, _Lost]]:
        """Snapshot, what of it, and the damage; what a manifest names itself comes first."""
        for snapshot in entry.snapshots:
            for what, place in _places(snapshot):
                for lost in self._at(place, by_place):
                    yield snapshot.id, what, lost
            for lost in by_capture.get(snapshot.id, ()):
                yield snapshot.id, lost.what, lost
        for place in _audited(entry):
            for lost in self._at(place, by_place):
                yield "", "audit", lost

    def _at(self, place: tuple[str, int], by_place: dict[Place, list[_Lost]]) -> list[_Lost]:
        file = place[0]
        if file in self._gone:
            return [_Lost((file, None), self._gone[file])]
        return by_place.get(place, [])


def _places(snapshot: Snapshot) -> Iterator[tuple[str, tuple[str, int]]]:
    if snapshot.warc is not None:
        yield "page", (snapshot.warc.file, snapshot.warc.offset)
    for name, at in snapshot.artefacts.items():
        yield name, (at.file, at.offset)


_Span = tuple[int, int, str]
"""First and last place of a snapshot in a file, and its id."""


def _spans(
    manifests: Iterable[Manifest], by_place: Mapping[Place, object], files: Collection[str]
) -> dict[str, list[_Span]]:
    """Where in each file the damaged snapshots lie, as far as manifests name their places."""
    spans: dict[str, list[_Span]] = {file: [] for file in files}
    for manifest in manifests:
        for snapshot in (each for entry in manifest.entries for each in entry.snapshots):
            places = [place for _, place in _places(snapshot) if place in by_place and place[0] in spans]
            for file in {file for file, _ in places}:
                within = [offset for of, offset in places if of == file]
                spans[file].append((min(within), max(within), snapshot.id))
    return {file: sorted(found) for file, found in spans.items()}


def _near(spans: Sequence[_Span], offset: int) -> set[str]:
    """The snapshots that a record may belong to which has nothing whole near it: captures lie in one piece
    each, so it is the one around it, or else the one before or the one after."""
    around = {page for first, last, page in spans if first <= offset <= last}
    if around:
        return around
    before = [page for _, last, page in spans if last < offset][-1:]
    after = [page for first, _, page in spans if first > offset][:1]
    return {*before, *after}


def _audited(entry: CitationEntry) -> Iterator[tuple[str, int]]:
    audits = dict(entry.extra).get("audits")
    for audit in audits if isinstance(audits, list) else ():
        at = audit.get("warc") if isinstance(audit, dict) else None
        if isinstance(at, dict) and isinstance(at.get("offset"), int):
            yield str(at.get("file")), at["offset"]


def _what(line: dict[str, Any]) -> str:
    url = str(line.get("url"))
    if url.startswith(CERTIFICATE_CHAIN):
        return "certificate"
    if url.startswith(("http:", "https:")):
        return "sub-resource"
    return next((name for name, start in ARTEFACTS.items() if url.startswith(start)), "metadata")


def _lines(home: Path, file: str, only: bytes = b"") -> Iterator[dict[str, Any]]:
    """What an index says of the records of a file; a line that cannot be read is passed over.

    Manifests that somebody sent name files as they like: no such name leads out of ``warcs/``.
    """
    name = warc_path(home, file).name.removesuffix(OPEN_SUFFIX)
    path = home / "warcs" / "index" / f"{name}.cdxj"
    if not path.exists():
        return
    with path.open("rb") as lines:
        for line in lines:
            if only in line and (found := _read(line)) is not None:
                yield found


def _read(line: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(line.split(b" ", 2)[2])
        int(found["offset"])
    except (IndexError, KeyError, TypeError, ValueError, OverflowError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
