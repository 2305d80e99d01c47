"""An archive home held against its chain: what was written, and nothing else, and all of it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from snapshotter import digests
from snapshotter.chain import lists
from snapshotter.chain.checkpoints import Checkpoint, found_in
from snapshotter.chain.entries import Closed
from snapshotter.chain.log import digest_of_manifest, is_waiting
from snapshotter.chain.reading import FILE, Chain, chain_path, read
from snapshotter.model.capture import RecordLocation
from snapshotter.model.fixity import Fault, FileReport
from snapshotter.signing.keys import is_signature
from snapshotter.timestamps import iso
from snapshotter.warc.fixity import Place
from snapshotter.warc.reader import warc_path

if TYPE_CHECKING:
    from cryptography.x509 import Certificate


RESTORE = "put it back from a copy or an export: snapshotter restore --from COPY"
_TAKEN_IN = "if you changed it: snapshotter checkpoint --take-edited; if not: snapshotter restore --manifests"


@dataclass(frozen=True, slots=True)
class Trust:
    """What the caller knows from elsewhere."""

    checkpoints: tuple[tuple[str, Checkpoint], ...] = ()
    """By the names that they were given with."""
    keys: tuple[str, ...] = ()
    """Public keys whose signatures count; any, when there are none."""
    authorities: Sequence[Certificate] = ()
    """Certificates of time-stamp authorities."""


@dataclass(frozen=True, slots=True)
class Changed:
    """Records, one after the other, that are not as the chain says."""

    offsets: tuple[int, ...]
    fault: Fault


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A file held against the chain."""

    faults: tuple[Fault, ...]
    """Of the file as a whole."""
    changed: tuple[Changed, ...] | None
    """Its damaged records, all of them; None where nothing tells how they were."""


@dataclass(slots=True)
class HeldChain:
    """A chain, and the home that it is of."""

    home: Path
    trust: Trust = field(default_factory=Trust)
    _chain: Chain | None = None

    @property
    def chain(self) -> Chain:
        """As it was when it was first asked for; empty where there is none."""
        if self._chain is None:
            self._chain = self._read()
        return self._chain

    def report(self) -> FileReport | None:
        """Of the chain itself; None where nobody has ever begun one and nothing is expected of it."""
        path = chain_path(self.home)
        if not path.exists():
            fault = self._missing()
            return FileReport(f"warcs/{FILE}", (fault,)) if fault else None
        chain = self.chain
        noted, remarks = self._noted()
        faults = (*chain.faults, *noted, *self._known())
        size = path.stat().st_size
        return FileReport(f"warcs/{FILE}", faults, chain.entries, size, tuple(remarks))

    def of_warc(self, path: Path, placed: Mapping[int, Place]) -> HeldFile:
        """A closed WARC whose whole records lie at ``placed``, held against what was written."""
        closed = self._closed(path.name)
        if closed is None:
            words = "not in the chain yet: nothing vouches that it is what was written"
            fault = Fault("chain.unlisted", "warning", None, words, "the next run that writes enters it")
            return HeldFile((fault,) if self.chain.id is not None else (), None)
        faults = list(_index(path, closed))
        if (size := path.stat().st_size) != closed.size_bytes:
            words = f"it has {size} bytes, the chain says {closed.size_bytes}"
            faults.insert(0, Fault("chain.changed-file", "error", None, words, RESTORE))
        records = lists.vouched(path.parent, path.name, closed.root)
        if records is None:
            return HeldFile((*_without_list(path, closed), *faults), None)
        return HeldFile(tuple(faults), tuple(_changed(records, placed)))

    def listed(self, path: Path) -> Mapping[int, Place]:
        """Where the records of a file lie, by its list; empty where nothing vouches for that."""
        closed = self._closed(path.name)
        records = lists.vouched(path.parent, path.name, closed.root) if closed is not None else None
        return {each.offset: Place(each.length, each.digest, is_indexed=False) for each in records or ()}

    def of_manifest(self, slug: str) -> Iterator[Fault]:
        """What is wrong with a manifest.  One that a person has changed is legal, and seen."""
        for again in (False, True):
            if again and not self._grown():
                break
            faults = list(self._of_manifest(slug))
            if not faults:
                return
        yield from faults

    def gone(self, warcs: Sequence[str], slugs: Sequence[str]) -> Iterator[FileReport]:
        """What the chain has and the home has not."""
        there = set(warcs)
        for name in self.chain.warcs:
            if name not in there and not warc_path(self.home, name).exists():
                fault = Fault(
                    "chain.missing-file", "error", None, "the chain has it, and it is gone", RESTORE
                )
                yield FileReport(name, (fault,))
        known = set(slugs)
        for slug, written in self.chain.manifests.items():
            if slug not in known and written.digest is not None and (faults := tuple(self.of_manifest(slug))):
                yield FileReport(f"warcs/manifests/{slug}.json", faults)

    def _read(self) -> Chain:
        try:
            return read(chain_path(self.home), [each.entries for _, each in self.trust.checkpoints])
        except FileNotFoundError:
            return Chain()

    def _grown(self) -> bool:
        """Whether a run has written to it since; it is then read again."""
        try:
            size = chain_path(self.home).stat().st_size
        except FileNotFoundError:
            return False
        if size <= self.chain.size_bytes:
            return False
        self._chain = self._read()
        return True

    def _closed(self, name: str) -> Closed | None:
        if name not in self.chain.warcs:
            self._grown()
        return self.chain.warcs.get(name)

    def _missing(self) -> Fault | None:
        warcs = self.home / "warcs"
        expected = self.trust.checkpoints or self.trust.keys or any(warcs.glob(f"index/*{lists.SUFFIX}"))
        if expected:
            words = "the chain is gone: nothing vouches for what is here"
            return Fault("chain.missing", "error", None, words, RESTORE)
        if any(warcs.glob("*.warc.gz")):
            words = "this archive is older than its chain: nothing vouches for what is here"
            return Fault("chain.missing", "warning", None, words, "the next run that writes begins one")
        return None

    def _of_manifest(self, slug: str) -> Iterator[Fault]:
        written = self.chain.manifests.get(slug)
        there = digest_of_manifest(self.home, slug)
        if written is None:
            if self.chain.id is not None:
                words = "not in the chain: it was put here by something else"
                yield Fault("chain.unlisted", "warning", None, words, _TAKEN_IN)
        elif there == written.digest:
            return
        elif is_waiting(self.home, written):
            words = (
                "the chain announces it, and it is not yet in its place: a run is writing it, or was killed"
            )
            yield Fault("chain.unwritten", "warning", None, words, "the next run that writes puts it there")
        elif there is None:
            words = f"the chain has it with {written.digest}, and it is gone"
            hint = "put it back: snapshotter restore --from COPY; or snapshotter checkpoint --take-edited"
            yield Fault("chain.missing-manifest", "error", None, words, hint)
        else:
            words = f"it was changed outside of the program: it is {there}, the chain says {written.digest}"
            yield Fault("chain.manifest-changed", "warning", None, words, _TAKEN_IN)

    def _noted(self) -> tuple[list[Fault], list[str]]:
        """What the checkpoints in the chain amount to: faults, and remarks on who vouches for what."""
        faults: list[Fault] = []
        signed: Counter[str] = Counter()
        newest: dict[str, Checkpoint] = {}
        remarks: list[str] = []
        for entry, noted in self.chain.checkpoints:
            where = f"the checkpoint in entry {entry.number}"
            try:
                checkpoint = found_in(noted.text)
            except ValueError as trouble:
                faults.append(Fault("chain.checkpoint", "error", None, f"{where}: {trouble}"))
                continue
            here = (checkpoint.chain, checkpoint.entries, checkpoint.head)
            if here != (self.chain.id, entry.number, entry.previous):
                words = f"{where} is of another state than the one that it follows"
                faults.append(Fault("chain.checkpoint", "error", None, words))
            faults += _vouching(where, checkpoint, self.trust, remarks)
            if checkpoint.key is not None:
                signed[checkpoint.key] += 1
                newest[checkpoint.key] = checkpoint
        for key, count in signed.items():
            last = newest[key]
            remarks.append(
                f"{count} checkpoints are signed with the key {key}, the last at {iso(last.at)} over "
                f"{last.entries} entries: hold it against the key that its owner has published"
            )
        faults += _untrusted(newest, self.trust)
        return faults, remarks

    def _known(self) -> Iterator[Fault]:
        """The chain against checkpoints that were kept elsewhere."""
        for name, checkpoint in self.trust.checkpoints:
            yield from _vouching(name, checkpoint, self.trust, [])
            if checkpoint.chain != self.chain.id:
                words = f"{name} is of the chain {checkpoint.chain}, this one is {self.chain.id}"
                yield Fault("chain.other", "error", None, words, RESTORE)
            elif self.chain.heads.get(checkpoint.entries) != checkpoint.head:
                got = self.chain.heads.get(checkpoint.entries)
                words = (
                    f"{name} knows {checkpoint.entries} entries up to {checkpoint.head}; "
                    + (f"here they end with {got}" if got else f"there are {self.chain.entries} here")
                    + ": the chain was put back or written anew"
                )
                yield Fault("chain.rolled-back", "error", None, words, RESTORE)


def _without_list(path: Path, closed: Closed) -> Iterator[Fault]:
    words = f"index/{path.name}{lists.SUFFIX} is gone or not the one that the chain vouches for"
    yield Fault("chain.records", "error", None, words, RESTORE)
    with path.open("rb") as file:
        digest = digests.of_hash(hashlib.file_digest(file, "sha256"))
    if digest != closed.digest:
        words = f"the file is {digest}, the chain says {closed.digest}"
        yield Fault("chain.changed-file", "error", None, words, RESTORE)


def _changed(records: Sequence[RecordLocation], placed: Mapping[int, Place]) -> Iterator[Changed]:
    """What is not where the list has it: neighbours that are gone are told together."""
    gone: list[RecordLocation] = []
    for record in records:
        place = placed.get(record.offset)
        if place is None:
            gone.append(record)
            continue
        yield from _gone(gone)
        gone = []
        if (place.length, place.digest) != (record.length, record.digest):
            words = (
                f"the chain has a record of {record.length} bytes with {record.digest} here, "
                f"got {place.length} with {place.digest}"
            )
            fault = Fault("chain.changed-record", "error", record.offset, words, RESTORE)
            yield Changed((record.offset,), fault)
    yield from _gone(gone)


def _gone(records: Sequence[RecordLocation]) -> Iterator[Changed]:
    if not records:
        return
    first, last = records[0], records[-1]
    size = last.offset + last.length - first.offset
    what = (
        f"{len(records)} records of {size} bytes together"
        if len(records) > 1
        else f"a record of {size} bytes"
    )
    words = f"the chain has {what} here, and there is no whole one"
    fault = Fault("chain.changed-record", "error", first.offset, words, RESTORE)
    yield Changed(tuple(record.offset for record in records), fault)


def _index(path: Path, closed: Closed) -> Iterator[Fault]:
    index = path.parent / "index" / f"{path.name}.cdxj"
    if closed.index_digest is None or not index.exists():
        return
    with index.open("rb") as file:
        digest = digests.of_hash(hashlib.file_digest(file, "sha256"))
    if digest != closed.index_digest:
        words = f"index/{index.name} is {digest}, the chain says {closed.index_digest}"
        yield Fault("chain.index-changed", "error", None, words, RESTORE)


def _vouching(where: str, checkpoint: Checkpoint, trust: Trust, remarks: list[str]) -> Iterator[Fault]:
    """Whether signature and time stamp of a checkpoint hold."""
    if checkpoint.key is not None and not is_signature(
        checkpoint.signature or "", checkpoint.key, checkpoint.signed_text
    ):
        yield Fault("chain.signature", "error", None, f"{where}: the signature does not hold")
    if checkpoint.time_stamp is not None:
        yield from _stamped(where, checkpoint, trust, remarks)


def _stamped(where: str, checkpoint: Checkpoint, trust: Trust, remarks: list[str]) -> Iterator[Fault]:
    from snapshotter.errors import ConfigError
    from snapshotter.signing import time_stamps

    reply, data = checkpoint.time_stamp or b"", checkpoint.stamped_text.encode()
    try:
        stamp = time_stamps.stamp_of(reply, data, trust.authorities)
        readable = time_stamps.is_readable(reply)
    except ConfigError as trouble:
        words = f"{where}: the time stamp is not checked: {trouble.message}"
        yield Fault("chain.time-stamp-unread", "warning", None, words, trouble.hint)
        return
    if stamp is not None:
        known = "which is trusted" if stamp.is_trusted else "whose certificate is not checked"
        remarks.append(f"{where} was stamped {iso(stamp.moment)} by {stamp.authority}, {known}")
        if trust.authorities and not stamp.is_trusted:
            words = f"{where}: {stamp.authority} is none of the authorities that were named"
            yield Fault("chain.untrusted", "error", None, words)
    elif not readable:
        words = f"{where}: the time stamp is not in strict DER: try `openssl ts -verify`"
        yield Fault("chain.time-stamp-unread", "warning", None, words)
    else:
        words = f"{where}: the time stamp does not hold, or is of something else"
        yield Fault("chain.time-stamp", "error", None, words)


def _untrusted(newest: Mapping[str, Checkpoint], trust: Trust) -> Iterator[Fault]:
    if not trust.keys:
        return
    known = [key for _, each in trust.checkpoints if (key := each.key) is not None]
    if not any(key in trust.keys for key in (*newest, *known)):
        words = "no checkpoint is signed with a key that was named with --trust"
        yield Fault("chain.untrusted", "error", None, words, "snapshotter checkpoint --sign makes one")
    for key in newest:
        if key not in trust.keys:
            words = f"there are checkpoints signed with the key {key}, which was not named with --trust"
            yield Fault("chain.other-key", "warning", None, words)
