"""The writer of a chain.  Every line is on the disk before what it announces."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import chain
from pathlib import Path
from threading import RLock
from uuid import uuid4

from snapshotter import digests
from snapshotter.chain import lists
from snapshotter.chain.entries import (
    MAX_LINE_BYTES,
    Begin,
    Closed,
    Entry,
    Event,
    Noted,
    Written,
    can_be_entered,
    decode,
    encode,
)
from snapshotter.chain.reading import Chain, chain_path, read, tail
from snapshotter.digests import Digest
from snapshotter.durable import finish, make_folder, replacing, waiting
from snapshotter.errors import ChainBroken
from snapshotter.model.growth import ClosedWarc
from snapshotter.timestamps import now


class ChainLog:
    """:class:`snapshotter.ports.GrowthLog` on ``warcs/chain.jsonl``.

    Only for the holder of the archive's lock.  Thread-safe.  It begins with the first entry; before that
    nothing is written.  What has a name that no entry can have is not entered, which ``verify`` tells.
    ``mended`` says what was put right when it was opened.
    """

    def __init__(self, home: Path, clock: Callable[[], datetime] = now) -> None:
        """Read the end of the chain.  Raises :class:`ChainBroken` where nothing can be added to it."""
        self._home = home
        self._path = chain_path(home)
        self._clock = clock
        self._lock = RLock()
        self.mended: str | None = None
        self.entries = 0
        self.head: Digest | None = None
        """SHA-256 of the last line."""
        self._size_bytes = 0
        self._last: Entry | None = None
        self._open()

    @property
    def exists(self) -> bool:
        """Whether it has begun."""
        return self.entries > 0

    def warc_closed(self, warc: ClosedWarc, *, adopted: bool = False) -> None:
        """Write the list of the file's records, then its entry; a second time does no harm."""
        root = lists.root_of(warc.records)
        lists.write(self._home / "warcs", warc.name, warc.records)
        closed = Closed(
            warc.name, warc.size_bytes, warc.digest, warc.index_digest, len(warc.records), root, adopted
        )
        with self._lock:
            if can_be_entered(closed) and (self._last is None or self._last.event != closed):
                self._append(closed)

    def manifest_written(
        self, slug: str, digest: Digest | None, was: Digest | None, *, adopted: bool = False
    ) -> None:
        """Enter what a manifest is about to be."""
        written = Written(slug, digest, was, adopted)
        if can_be_entered(written):
            self._append(written)

    def noted(self, text: str) -> None:
        """Enter a checkpoint."""
        self._append(Noted(text))

    @property
    def id(self) -> str:
        """The chain's.  Only of one that exists."""
        try:
            with self._path.open("rb") as file:
                event = decode(file.readline(MAX_LINE_BYTES)).event
            if not isinstance(event, Begin):
                raise ValueError("it begins no chain")
        except ValueError as trouble:
            raise _broken(f"{self._path}: its first line is not one of ours: {trouble}") from trouble
        return event.id

    @property
    def last_head(self) -> Digest:
        """The digest of its last line.  Only of one that exists."""
        assert self.head is not None
        return self.head

    def whole(self) -> Chain:
        """All of it, read again."""
        return read(self._path) if self.exists else Chain()

    def begin(self, found: Iterable[Event] = ()) -> None:
        """Write the first entry, if there is none yet, and ``found`` after it, in one step."""
        with self._lock:
            if self.exists:
                return
            make_folder(self._path.parent)
            begun = False
            try:
                with replacing(self._path) as file:
                    for event in chain((Begin(str(uuid4())),), filter(can_be_entered, found)):
                        file.write(self._next(event))
                begun = True
            finally:
                if not begun:  # the disk was full: another try begins it from its first line
                    self.entries, self.head, self._size_bytes, self._last = 0, None, 0, None

    def _open(self) -> None:
        try:
            found = tail(self._path)
            torn = self._path.stat().st_size - found.size_bytes
        except FileNotFoundError:
            return
        except ValueError as trouble:
            raise _broken(f"{self._path}: its last line is not one of ours: {trouble}") from trouble
        self.entries, self.head, self._size_bytes = found.entries, found.head, found.size_bytes
        self._last = found.last
        if torn:
            self._cut()
            self.mended = f"a torn line at the end of the chain was taken out ({torn} bytes)"
        self._finish_announced()

    def _finish_announced(self) -> None:
        """The last entry may announce a manifest that is still waiting beside its place."""
        event = self._last.event if self._last is not None else None
        if isinstance(event, Written) and event.digest is not None and is_waiting(self._home, event):
            finish(manifest_path(self._home, event.slug))
            self.mended = f"the manifest {event.slug} was announced and not yet in its place; now it is"

    def _append(self, event: Event) -> None:
        with self._lock:
            self.begin()
            self._write(event)

    def _write(self, event: Event) -> None:
        line = encode(self.entries, self.head, self._clock(), event)
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CLOEXEC)
        try:
            size, written, done = self._size_bytes, 0, False
            try:
                while written < len(line):
                    written += os.pwrite(descriptor, line[written:], size + written)
                os.fsync(descriptor)
                self._went_on(line, event)
                done = True
            finally:
                if not done:  # whatever stopped it, the next line begins where this one did
                    os.ftruncate(descriptor, size)
        finally:
            os.close(descriptor)

    def _next(self, event: Event) -> bytes:
        line = encode(self.entries, self.head, self._clock(), event)
        self._went_on(line, event)
        return line

    def _went_on(self, line: bytes, event: Event) -> None:
        self._last = Entry(self.entries, self.head, event)
        self.entries += 1
        self.head = digests.of_bytes(line)
        self._size_bytes += len(line)

    def _cut(self) -> None:
        with self._path.open("r+b") as file:
            file.truncate(self._size_bytes)
            os.fsync(file.fileno())


def _broken(message: str) -> ChainBroken:
    hint = (
        "bring it back: snapshotter restore --from COPY; without one move the file aside: a new chain begins"
    )
    return ChainBroken(message, hint=hint)


def manifest_path(home: Path, slug: str) -> Path:
    """Where a manifest lies."""
    return home / "warcs" / "manifests" / f"{slug}.json"


def digest_of_manifest(home: Path, slug: str) -> Digest | None:
    """SHA-256 of a manifest's file; None where there is none."""
    return _digest_of(manifest_path(home, slug))


def is_waiting(home: Path, written: Written) -> bool:
    """Whether a manifest was announced, and a run was killed before it was in its place."""
    path = manifest_path(home, written.slug)
    return _digest_of(waiting(path)) == written.digest != _digest_of(path)


def _digest_of(path: Path) -> Digest | None:
    try:
        return digests.of_bytes(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return None
