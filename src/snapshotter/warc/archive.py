"""The writer of an archive home's WARC files."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import TypeVar

from snapshotter import durable
from snapshotter.errors import SnapshotterError, WriteFailed
from snapshotter.model.audit import Check, StoredCheck
from snapshotter.model.capture import Capture, StoredCapture, StoredProof, proved
from snapshotter.model.proof import Proof
from snapshotter.ports import DigestIndex, GrowthLog
from snapshotter.timestamps import digits14, now
from snapshotter.warc import audits, drafts, proofs
from snapshotter.warc.dedup import Payloads
from snapshotter.warc.openfile import OpenFile
from snapshotter.warc.placed import Placed, Put
from snapshotter.warc.redacting import redacted
from snapshotter.warc.sequence import CaptureRecords

T = TypeVar("T")


class WarcArchive:
    """:class:`snapshotter.ports.Archive` on a folder: ``<home>/warcs``.

    ``digests`` answers for captures of earlier runs; those of this run are remembered here as well.
    With ``redact``, requests are stored without what their sender is known by.
    A file is closed after the capture that takes it over ``max_file_bytes``, and ``growth`` told.
    """

    def __init__(
        self,
        home: Path,
        digests: DigestIndex,
        *,
        max_file_bytes: int = 1_000_000_000,
        software: str = "snapshotter/0.1.0",
        operator: str | None = None,
        redact: bool = True,
        growth: GrowthLog | None = None,
    ) -> None:
        self._warcs = home / "warcs"
        self._max_file_bytes = max_file_bytes
        self._software = software
        self._operator = operator
        self._growth = growth
        self._payloads = Payloads(digests)
        self._kept: Callable[[Capture], Capture] = redacted if redact else lambda capture: capture
        self._run = secrets.token_hex(4)
        self._sequence = 1
        self._file: OpenFile | None = None
        self._unsealed: list[OpenFile] = []
        self._lock = Lock()

    def append(self, capture: Capture) -> StoredCapture:
        """Write all records of a capture in one run, fsync, and return where they lie.

        Raises :class:`WriteFailed`; the file is then as it was before.
        """
        kept = self._kept(capture)
        with self._lock, _write_errors(self._warcs):
            return self._append(lambda put: _written(CaptureRecords(kept, put, self._payloads)))

    def append_proof(
        self, stored: StoredCapture, proof: Proof, supplement: Capture | None = None
    ) -> StoredCapture:
        """Add a proof to a stored capture, and the exchanges of ``supplement``, which it called for.

        As :meth:`append`; returns the capture with both.
        """
        kept = self._kept(supplement) if supplement is not None else None
        with self._lock, _write_errors(self._warcs):
            added = self._append(lambda put: self._learnt(proofs.write(stored, proof, kept, put)))
        return proved(stored, added)

    def append_checks(self, checks: Sequence[tuple[Check, audits.Decisions]]) -> list[StoredCheck]:
        """Add checks of an audit with what was decided, all of them with one fsync.

        As :meth:`append`: all of them are stored, or none.
        """

        kept = [(self._kept_check(check), decided) for check, decided in checks]

        def written(put: Put) -> tuple[list[StoredCheck], list[Placed]]:
            done = [audits.write(check, decided, put, self._payloads) for check, decided in kept]
            return [stored for stored, _ in done], [record for _, records in done for record in records]

        with self._lock, _write_errors(self._warcs):
            return self._append(written)

    def close(self) -> None:
        """Seal the current file.  Idempotent."""
        with self._lock, _write_errors(self._warcs):
            if self._file is not None:
                self._unsealed.append(self._file)
                self._file = None
            while self._unsealed:
                self._unsealed[0].seal(self._growth)
                self._unsealed.pop(0)

    def _append(self, write: Callable[[Put], tuple[T, list[Placed]]]) -> T:
        """What ``write`` makes of the current file, fsynced; or the file as it was before."""
        file = self._current()
        start, kept = file.size_bytes, False
        try:
            stored, records = write(file.put)
            file.commit(records)
            self._payloads.keep()
            kept = True
        finally:
            if not kept:  # whatever stopped it, half a capture must not stay in the file
                self._payloads.forget()
                self._roll_back(file, start)
        if file.size_bytes >= self._max_file_bytes:
            self._file = None
            self._unsealed.append(file)
        self._seal_what_can_be()
        return stored

    def _kept_check(self, check: Check) -> Check:
        tries = (replace(each, capture=self._kept(each.capture)) for each in check.tries)
        return replace(check, tries=tuple(tries))

    def _learnt(self, written: tuple[StoredProof, list[Placed]]) -> tuple[StoredProof, list[Placed]]:
        for payload in written[0].payloads:
            self._payloads.learn(payload)
        return written

    def _current(self) -> OpenFile:
        if self._file is None:
            durable.make_folder(self._warcs)
            self._file = self._new_file()
        return self._file

    def _new_file(self) -> OpenFile:
        moment = now()
        name = f"snapshotter-{digits14(moment)}-{self._run}-{self._sequence:05d}.warc.gz"
        self._sequence += 1
        file = OpenFile(self._warcs, name)
        try:
            file.introduce(drafts.warcinfo(name, moment, software=self._software, operator=self._operator))
        except OSError:
            file.discard()
            raise
        return file

    def _roll_back(self, file: OpenFile, size_bytes: int) -> None:
        try:
            file.roll_back(size_bytes)
        finally:
            if not file.usable:
                file.abandon()
                self._file = None

    def _seal_what_can_be(self) -> None:
        """A capture that is on disk is stored, also when there is no room for an index: that can wait."""
        while self._unsealed:
            try:
                self._unsealed[0].seal(self._growth)
            except (OSError, SnapshotterError) as trouble:
                if not durable.is_full(trouble):
                    raise
                return
            self._unsealed.pop(0)


def _written(records: CaptureRecords) -> tuple[StoredCapture, list[Placed]]:
    return records.write(), records.placed


@contextmanager
def _write_errors(warcs: Path) -> Iterator[None]:
    try:
        yield
    except OSError as trouble:
        raise WriteFailed(
            f"{trouble.filename or warcs}: {trouble.strerror or trouble}",
            hint=f"make room on the disk and make sure that {warcs} can be written, then run it again",
        ) from trouble
