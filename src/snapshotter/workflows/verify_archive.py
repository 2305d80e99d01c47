"""``verify``: every stored byte read again; records, indexes and manifests held against each other."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from snapshotter.conformance.checking import check
from snapshotter.conformance.codes import FRAMING
from snapshotter.errors import ManifestError, UsageError
from snapshotter.model.capture import RecordLocation
from snapshotter.model.fixity import Fault, FileReport
from snapshotter.model.snapshot import Manifest, Snapshot
from snapshotter.timestamps import iso
from snapshotter.warc import fixity
from snapshotter.warc.fixity import Place
from snapshotter.warc.openfile import OPEN_SUFFIX
from snapshotter.workflows.verify_chain import RESTORE, HeldChain, HeldFile

if TYPE_CHECKING:
    from snapshotter.chain.verified import VerifiedFiles
    from snapshotter.ports import ManifestStore
    from snapshotter.workflows.damage import DamageByCitation

Told = Callable[[str, int, int], None]
"""Which file is being read, how many bytes of its records were read, and of how many its disk has."""
DAMAGE = ("record.digest", "record.payload-digest")
"""Findings that mean that the bytes of a record are not what was written, whole as it is."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What is to be verified."""

    own: tuple[Path, ...]
    """Files of the archive home, in the order of their names."""
    others: tuple[tuple[str, Path], ...] = ()
    """Any other files, by the names that they were given with."""
    posts: tuple[str, ...] = ()
    """Slugs of the posts whose manifests are held against the records."""
    whole: bool = False
    """Everything that the archive home has."""


@dataclass(slots=True)
class VerifyArchive:
    """The use case.  Changes nothing but the notes of what was found sound, and needs no lock."""

    manifests: ManifestStore
    told: Told = lambda _file, _done, _size: None
    chain: HeldChain | None = None
    """What the home is held against as a whole; other files are not."""
    damage: DamageByCitation | None = None
    """Is told of damaged records."""
    sound: VerifiedFiles | None = None
    """Is told of files that are sound."""
    not_since: datetime | None = None
    """Files that were found sound since then are not read."""
    strict: bool = False
    """Take every *should* of the standards for a *shall*."""
    skipped: int = 0
    """How many files were not read."""
    held: set[str] = field(default_factory=set)
    """Digests of the payloads that are in the archive, once it was read."""

    def run(self, scope: Scope) -> Iterator[FileReport]:
        """A report of the chain, then for every file, then for every manifest.  Blocking."""
        located = _Located(held=self.held)
        unreadable = {slug: fault for slug in scope.posts if (fault := self._located(slug, located))}
        if self.chain is not None and (scope.whole or scope.posts) and (report := self.chain.report()):
            yield report
        for path in scope.own:
            yield self._own(path, located)
        for name, path in scope.others:
            yield self._check(path, name)
        for slug in scope.posts:
            yield self._of_post(slug, located, unreadable.get(slug))
        yield from self._rest(scope, located)

    def _located(self, slug: str, located: _Located) -> Fault | None:
        """Note the places that a manifest names; or why it cannot be read."""
        try:
            manifest = self.manifests.load(slug)
        except ManifestError as trouble:
            return Fault(trouble.code, "error", None, trouble.message, trouble.hint)
        if manifest is not None:
            located.note(manifest)
        return None

    def _of_post(self, slug: str, located: _Located, unreadable: Fault | None) -> FileReport:
        report = located.report(slug)
        more = [unreadable] if unreadable is not None else []
        if self.chain is not None:
            more += self.chain.of_manifest(slug)
        return replace(report, faults=(*more, *report.faults)[: fixity.MOST_FAULTS])

    def _rest(self, scope: Scope, located: _Located) -> Iterator[FileReport]:
        for file in located.by_file:
            self._gone(file, "manifest.missing-record")
        if scope.whole and self.chain is not None:
            names = [path.name for path in scope.own]
            for report in self.chain.gone(names, scope.posts):
                self._gone(report.file, "chain.missing-file")
                yield report
        if scope.whole and not self.skipped and (lost := tuple(located.without_original())):
            yield FileReport("warcs", lost)

    def _gone(self, file: str, code: str) -> None:
        if self.damage is not None:
            self.damage.note_gone(file, code)

    def _own(self, path: Path, located: _Located) -> FileReport:
        try:
            return self._held(path, located)
        except FileNotFoundError:
            if not path.name.endswith(OPEN_SUFFIX):
                raise
            # the run that was writing it has closed it meanwhile
            return self._own(path.with_name(path.name.removesuffix(OPEN_SUFFIX)), located)
        except OSError as trouble:
            return self._unreadable(path, located, trouble)

    def _unreadable(self, path: Path, located: _Located, trouble: OSError) -> FileReport:
        """Of a file that its disk does not give out, which must not keep the others from being read."""
        name = path.name.removesuffix(OPEN_SUFFIX)
        self.skipped += 1
        located.skip(name, {})
        self._gone(name, "file.unreadable")
        words = f"it cannot be read: {trouble.strerror or trouble}"
        return FileReport(path.name, (Fault("file.unreadable", "error", None, words, RESTORE),))

    def _held(self, path: Path, located: _Located) -> FileReport:
        about = path.stat()
        if (since := self._sound_since(path)) is not None:
            self.skipped += 1
            placed = self.chain.listed(path) if self.chain is not None else {}
            (located.hold if placed else located.skip)(path.name, placed)
            remark = f"found sound {iso(since)}, and not read again"
            return FileReport(path.name, remarks=(remark,))
        report = self._check(path, path.name)
        if not self.strict:
            report = _as_recorded(report)
        placed, damaged = fixity.places(path)
        located.hold(path.name.removesuffix(OPEN_SUFFIX), placed)
        told = {fault.offset for fault in report.faults if _tells_damage(fault)}
        faults = [*report.faults, *(fault for fault in damaged if fault.offset not in told)]
        if path.name.endswith(OPEN_SUFFIX):
            words = "not closed yet: a run writes it, or one was killed, and the next run will close it"
            faults = [Fault("file.open", "warning", None, words), *map(_unless_torn, faults)]
        else:
            faults += self._against_others(path, placed, faults)
        report = replace(report, faults=tuple(faults[: fixity.MOST_FAULTS]))
        self._note(path, about, report)
        return report

    def _against_others(self, path: Path, placed: Mapping[int, Place], told: Sequence[Fault]) -> list[Fault]:
        """What index and chain say of a closed file, each damaged record told once."""
        held = self.chain.of_warc(path, placed) if self.chain is not None else HeldFile((), None)
        damaged = {fault.offset: fault.code for fault in told if fault.severity == "error"}
        faults = list(held.faults)
        changed: dict[int | None, str] = {}
        for each in held.changed or ():
            if len(each.offsets) > 1 or each.offsets[0] not in damaged:
                faults.append(each.fault)
            changed |= {offset: damaged.get(offset, each.fault.code) for offset in each.offsets}
        index = [fault for fault in fixity.check_index(path, placed) if fault.offset not in changed]
        if held.changed is None:  # nothing tells how the records were but they themselves, and the index
            gone = {fault.offset: fault.code for fault in index if fault.offset not in placed}
            changed = gone | {at: code for at, code in damaged.items() if code in DAMAGE or at not in placed}
        self._tell_damaged(path, changed)
        return faults + index

    def _tell_damaged(self, path: Path, changed: Mapping[int | None, str]) -> None:
        for offset, code in changed.items():
            if self.damage is not None and offset is not None:
                self.damage.note(path.name, offset, code)

    def _sound_since(self, path: Path) -> datetime | None:
        if self.sound is None or self.not_since is None or path.name.endswith(OPEN_SUFFIX):
            return None
        when = self.sound.when(path)
        return when if when is not None and when >= self.not_since else None

    def _note(self, path: Path, about: os.stat_result, report: FileReport) -> None:
        if self.sound is not None and report.is_valid and not path.name.endswith(OPEN_SUFFIX):
            self.sound.note(path, about)

    def _check(self, path: Path, name: str) -> FileReport:
        size, done = path.stat().st_size, 0

        def tell(read: int) -> None:
            nonlocal done
            done += read
            self.told(name, done, size)

        tell(0)
        return check(path, name, tell, strict=self.strict)


def scope_of(names: Sequence[str], manifests: ManifestStore, home_files: Sequence[Path]) -> Scope:
    """What ``names`` mean: posts of the archive home by their slugs, or files; nothing means all.

    Raises :class:`UsageError` for a name that is neither.
    """
    slugs = tuple(manifests.slugs())
    if not names:
        return Scope(tuple(home_files), (), slugs, whole=True)
    posts = tuple(dict.fromkeys(name for name in names if name in slugs))
    others = tuple((name, Path(name)) for name in dict.fromkeys(names) if name not in slugs)
    for name, path in others:
        if not path.is_file():
            raise UsageError(
                f"{name!r} is neither a file nor a post of this archive home",
                hint="Give a WARC or WACZ file, or a slug as `snapshotter list` shows it.",
            )
    files = {at.file for slug in posts for _, at in places_of(_loaded(manifests, slug))}
    own = tuple(path for path in home_files if path.name.removesuffix(OPEN_SUFFIX) in files)
    return Scope(own, others, posts)


def readable(manifests: ManifestStore) -> Iterator[Manifest]:
    """All manifests that can be read."""
    for slug in manifests.slugs():
        if (manifest := _loaded(manifests, slug)) is not None:
            yield manifest


def _loaded(manifests: ManifestStore, slug: str) -> Manifest | None:
    """A manifest that cannot be read is told when it is its turn."""
    try:
        return manifests.load(slug)
    except ManifestError:
        return None


@dataclass(slots=True)
class _Located:
    """What manifests say of where records are, held against files as they are read."""

    by_file: dict[str, list[tuple[str, str, RecordLocation]]] = field(default_factory=dict)
    """File -> slug, what it is, and where."""
    faults: dict[str, list[Fault]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)
    """Digests of the payloads that are in the archive."""
    referred: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Digests that revisits refer to, and where the first of these is."""

    def note(self, manifest: Manifest) -> None:
        """What a manifest says."""
        for what, at in places_of(manifest):
            self.by_file.setdefault(at.file, []).append((manifest.slug, what, at))
            self.counts[manifest.slug] = self.counts.get(manifest.slug, 0) + 1

    def skip(self, file: str, _: Mapping[int, Place]) -> None:
        """A file is there, was not read, and nothing tells where its records are."""
        self.by_file.pop(file, None)

    def hold(self, file: str, placed: Mapping[int, Place]) -> None:
        for offset, place in placed.items():
            if place.holds:
                self.held.add(place.holds)
            if place.refers_to:
                self.referred.setdefault(place.refers_to, (file, offset))
        for slug, what, at in self.by_file.pop(file, ()):
            wrong = _wrong(placed.get(at.offset), at)
            if wrong:
                self.faults.setdefault(slug, []).append(_lost(what, at, wrong))

    def without_original(self) -> Iterator[Fault]:
        """Revisits of payloads that are nowhere, once all files have been read."""
        for digest, (file, offset) in self.referred.items():
            if digest not in self.held:
                words = (
                    f"{file}, offset {offset}: no record holds the payload {digest} that this one refers to"
                )
                yield Fault("revisit.no-original", "error", offset, words)

    def report(self, slug: str) -> FileReport:
        """Of a manifest, once all files have been read: what points to no file is told as well."""
        missing = [
            _lost(what, at, "there is no such file")
            for places in self.by_file.values()
            for owner, what, at in places
            if owner == slug
        ]
        faults = (*self.faults.get(slug, ()), *missing)[: fixity.MOST_FAULTS]
        return FileReport(f"warcs/manifests/{slug}.json", tuple(faults), self.counts.get(slug, 0))


def places_of(manifest: Manifest | None) -> Iterator[tuple[str, RecordLocation]]:
    """Every place that a manifest names, and of what."""
    for entry in manifest.entries if manifest is not None else ():
        for snapshot in entry.snapshots:
            yield from _of_snapshot(snapshot)


def _of_snapshot(snapshot: Snapshot) -> Iterator[tuple[str, RecordLocation]]:
    if snapshot.warc is not None:
        yield f"snapshot {snapshot.id}", snapshot.warc
    for name, at in snapshot.artefacts.items():
        yield f"{name} of snapshot {snapshot.id}", at


def _wrong(place: Place | None, at: RecordLocation) -> str:
    if place is None:
        return "there is no whole record"
    if (place.length, place.digest) != (at.length, at.digest):
        return f"expected {at.length} bytes with {at.digest}, got {place.length} with {place.digest}"
    return ""


def _lost(what: str, at: RecordLocation, wrong: str) -> Fault:
    code = "manifest.mismatch" if wrong.startswith("expected") else "manifest.missing-record"
    return Fault(code, "error", at.offset, f"{what}: {at.file}, offset {at.offset}: {wrong}")


def _tells_damage(fault: Fault) -> bool:
    """Zeros between records may be a tool's; in a file of ours they are in a record's place."""
    return fault.severity == "error" and fault.code != "file.padding"


def _as_recorded(report: FileReport) -> FileReport:
    """What a server has sent against the rules of HTTP is no damage where the bytes of the wire are kept."""
    faults = tuple(
        replace(fault, severity="warning") if fault.code in FRAMING else fault for fault in report.faults
    )
    return replace(report, faults=faults)


def _unless_torn(fault: Fault) -> Fault:
    """The end of a file that is being written is torn by nature, and its first record may be to come."""
    is_early = fault.code in ("record.torn", "file.empty")
    return replace(fault, severity="warning") if is_early else fault
