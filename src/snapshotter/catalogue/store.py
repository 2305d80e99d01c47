"""The catalogue in SQL: SQLite below ``warcs/`` by default, PostgreSQL by URL."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import Any, NamedTuple

from snapshotter import durable
from snapshotter.catalogue.hosts import SqlHosts
from snapshotter.catalogue.rows import (
    capture_of,
    capture_row,
    payload_location,
    payload_of,
    payload_row,
    proof_columns,
)
from snapshotter.catalogue.tables import SCHEMA_VERSION, Tables, tables
from snapshotter.digests import Digest
from snapshotter.errors import ArchiveError
from snapshotter.model.audit import StoredCheck
from snapshotter.model.capture import (
    Extent,
    RecordLocation,
    StoredCapture,
    StoredPayload,
    StoredProof,
    proved,
)
from snapshotter.urls import Url, without_fragment

READ_ROWS = 500
WRITE_ROWS = 500
OPEN_SUFFIX = ".open"
REFUSED = "try again; if it stays so, run `snapshotter reindex`: nothing is lost by it"
UNSOUND = "see whether the quota is used up, or the disk fails, then run it again: nothing is lost"
_SQLITE_IOERR = 10
"""https://www.sqlite.org/rescode.html#ioerr; of what the disk refuses, SQLite tells only that it is full."""
FULL = "make room on the disk, or raise the quota, then run it again: nothing is lost"


class StoredAudit(NamedTuple):
    """One audit of a citation, as its manifest has it."""

    citation: str
    checked_at: str
    verdict: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sources:
    """What a catalogue is rebuilt from: the readers of the files that are the truth."""

    stored: Callable[[Path], Iterable[StoredCapture | StoredProof | StoredCheck]]
    """The captures, proofs and checks of one WARC file, open or closed, with their payloads."""
    audits: Callable[[Path], Iterable[tuple[str, str, Mapping[str, Any]]]]
    """The audits in the manifests of an archive home: citation, ``checked_at``, the whole audit."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What a rebuild found."""

    warcs: int
    captures: int
    payloads: int
    audits: int


def _portions(payloads: Iterable[StoredPayload]) -> Iterator[list[dict[str, Any]]]:
    """Rows of the table ``digest``, the oldest of each digest and address, so many at a time as a
    statement takes."""
    oldest: dict[tuple[str, str], dict[str, Any]] = {}
    for row in sorted(map(payload_row, payloads), key=lambda row: (row["date"], row["record_id"])):
        oldest.setdefault((row["payload_digest"], row["url"]), row)
    rows = list(oldest.values())
    for start in range(0, len(rows), WRITE_ROWS):
        yield rows[start : start + WRITE_ROWS]


class SqlCatalogue:
    """:class:`snapshotter.ports.Catalogue` and :class:`snapshotter.ports.DigestIndex` in one.

    One connection, used by one thread at a time.  ``rebuilt`` says why the catalogue was made anew
    when it was opened; None when it was there.  Every method raises :class:`ArchiveError` when the
    database refuses.
    """

    def __init__(self, database: Any, home: Path) -> None:
        self._database = database
        self._warcs = home / "warcs"
        self._home = home
        self._tables: Tables = tables(database)
        self._lock = RLock()
        self._closed = False
        self.hosts = SqlHosts(self._transaction)
        """Their pace, as :class:`snapshotter.ports.HostMemory`."""
        self.rebuilt: str | None = None

    def commit(self, stored: StoredCapture) -> None:
        """One transaction for the capture and its payloads; a second call changes nothing, unless the
        capture was proved meanwhile."""
        with self._transaction() as table:
            self._insert(table, stored)
            if stored.additions:
                self._update(table, stored)
            self._note_places(table, [stored.page_info, *stored.additions])

    def commit_checks(self, checks: Iterable[StoredCheck]) -> None:
        """One transaction for the payloads of checks: later revisit records may refer to them."""
        checks = list(checks)
        with self._transaction() as table:
            for rows in _portions(payload for stored in checks for payload in stored.payloads):
                self._insert_payloads(table.digest, rows)
            self._note_places(table, [stored.location for stored in checks])

    def find(self, payload_digest: Digest, url: Url | None = None) -> StoredPayload | None:
        """The oldest whole record with this payload; with ``url``, of this address alone."""
        row = self._payload(payload_digest, url)
        return payload_of(row) if row else None

    def locate(self, payload_digest: Digest) -> RecordLocation | None:
        """Where the oldest whole record with this payload lies."""
        row = self._payload(payload_digest)
        return payload_location(row) if row else None

    def latest(self, url: Url) -> StoredCapture | None:
        """The newest capture of exactly this address, fragment ignored, whatever its outcome."""
        with self._session() as table:
            capture = table.capture
            query = capture.select().where(capture.page == without_fragment(url))
            row = query.order_by(capture.captured_at.desc(), capture.id.desc()).dicts().first()
        return capture_of(row) if row else None

    def capture(self, capture_id: str) -> StoredCapture | None:
        """The capture with this id."""
        with self._session() as table:
            capture = table.capture
            row = capture.select().where(capture.id == capture_id).dicts().first()
        return capture_of(row) if row else None

    def captures(self) -> Iterator[StoredCapture]:
        """All captures, oldest first; read in portions, so that others may commit meanwhile."""
        after = ("", "")
        while rows := self._portion(after):
            yield from (capture_of(row) for row in rows)
            after = (rows[-1]["captured_at"], rows[-1]["id"])

    def add_audit(self, audit: StoredAudit) -> None:
        """Note an audit that a manifest holds."""
        with self._transaction() as table:
            table.audit.insert(**_audit_row(audit)).execute()

    def audits(self, citation: str) -> list[StoredAudit]:
        """The audits of a citation, oldest first."""
        with self._session() as table:
            audit = table.audit
            query = audit.select().where(audit.citation == citation).order_by(audit.checked_at)
            rows = list(query.dicts())
        return [StoredAudit(row["citation"], row["checked_at"], json.loads(row["verdict"])) for row in rows]

    def rebuild(self, sources: Sources) -> Counts:
        """Drop everything and read it again from the WARCs and manifests, in one transaction.

        The pace of hosts is in no file, and forgotten: they are met as if for the first time.
        """
        with self._transaction() as table:
            self._database.drop_tables(table.all(), safe=True)
            self._database.create_tables(table.all())
            table.meta.insert(name="schema_version", value=str(SCHEMA_VERSION)).execute()
            sizes = self._sizes()
            self._take_in(table, sources, sizes)
            for audit in sources.audits(self._home):
                table.audit.insert(**_audit_row(StoredAudit(*audit))).execute()
            self._note_files(table, sizes)
            return self._counts(table)

    def is_behind(self) -> bool:
        """Whether files hold what was not committed, or are gone."""
        return self._noted() != {_name(path): size for path, size in self._sizes().items()}

    def copy_to(self, other: SqlCatalogue) -> None:
        """Put all that is in this one, as it is at this moment, into an empty one.  SQLite alone."""
        with self._session():
            self._database.connection().backup(other._database.connection())

    def catch_up(self, sources: Sources) -> str | None:
        """Take in what was written to WARCs and not committed, as by a run that was killed.

        Only files whose size is not as noted are read.  Returns why that does not do and a rebuild is
        called for; None when all is well.
        """
        with self._transaction() as table:
            noted, sizes = self._noted(), self._sizes()
            if gone := sorted(noted.keys() - {_name(path) for path in sizes}):
                return f"WARC files that it knew are gone: {', '.join(gone)}"
            grown = [path for path, size in sizes.items() if noted.get(_name(path)) != size]
            self._take_in(table, sources, grown)
            self._note_files(table, sizes)
        return None

    def damage(self, *, thorough: bool) -> str | None:
        """What SQLite itself says is wrong with its file; None when nothing is."""
        if not thorough:
            return None
        with self._session():
            (said,) = self._database.execute_sql("PRAGMA quick_check(1)").fetchone()
        return None if said == "ok" else f"the catalogue was damaged ({said})"

    def is_empty(self) -> bool:
        """Whether there is no table: whoever made the file was stopped there."""
        with self._session():
            return not self._database.get_tables()

    def schema_version(self) -> str | None:
        """The version that the tables were made by; None when there are none."""
        with self._session() as table:
            if not self._database.table_exists("meta"):
                return None
            meta = table.meta
            row = meta.select().where(meta.name == "schema_version").dicts().first()
        return row["value"] if row else None

    def close(self) -> None:
        """Note which files are closed by now, and let go of the database.  Idempotent.

        How much of them was committed is noted by every commit: what a run could not commit is taken in
        by the next.
        """
        with self._lock:
            if self._closed:
                return
            try:
                with self._transaction() as table:
                    for path in self._files():
                        sealed, name = path.name == _name(path), _name(path)
                        table.warc.update(sealed=sealed).where(table.warc.file == name).execute()
            finally:
                self.release()

    def release(self) -> None:
        """Let go of the database without touching it."""
        self._closed = True
        self._database.close()

    @contextmanager
    def _session(self) -> Iterator[Tables]:
        from peewee import PeeweeException

        try:
            with self._lock:
                yield self._tables
        except PeeweeException as trouble:
            first = _first(trouble)
            raise ArchiveError(
                f"the catalogue of {self._home} refused: {first}",
                code="catalogue.failed",
                hint=_hint(first),
            ) from trouble

    @contextmanager
    def _transaction(self) -> Iterator[Tables]:
        with self._session() as table, self._database.atomic():
            yield table

    def _take_in(self, table: Tables, sources: Sources, files: Iterable[Path]) -> None:
        """What files hold; proofs last, for their captures may lie in any of them."""
        added: list[StoredProof] = []
        for path in files:
            for stored in sources.stored(path):
                if isinstance(stored, StoredCapture):
                    self._insert(table, stored)
                elif isinstance(stored, StoredCheck):
                    self._insert_check(table, stored)
                else:
                    added.append(stored)
        for proof in sorted(added, key=lambda each: each.extent):
            self._add_proof(table, proof)

    def _add_proof(self, table: Tables, added: StoredProof) -> None:
        for rows in _portions(added.payloads):
            self._insert_payloads(table.digest, rows)
        capture = table.capture
        row = capture.select().where(capture.id == added.capture_id).dicts().first()
        if row is not None:
            self._update(table, proved(capture_of(row), added))

    def _update(self, table: Tables, stored: StoredCapture) -> None:
        capture = table.capture
        capture.update(**proof_columns(stored)).where(capture.id == stored.id).execute()

    def _insert(self, table: Tables, stored: StoredCapture) -> None:
        table.capture.insert(**capture_row(stored)).on_conflict_ignore().execute()
        for rows in _portions(stored.payloads):
            self._insert_payloads(table.digest, rows)

    def _insert_check(self, table: Tables, stored: StoredCheck) -> None:
        for rows in _portions(stored.payloads):
            self._insert_payloads(table.digest, rows)

    def _insert_payloads(self, digest: Any, rows: list[dict[str, Any]]) -> None:
        """The oldest record wins, in whatever order captures are committed or read again."""
        from peewee import EXCLUDED

        older = (digest.date > EXCLUDED.date) | (
            (digest.date == EXCLUDED.date) & (digest.record_id > EXCLUDED.record_id)
        )
        fields = [getattr(digest, name) for name in rows[0] if name not in ("payload_digest", "url")]
        digest.insert_many(rows).on_conflict(
            conflict_target=[digest.payload_digest, digest.url], preserve=fields, where=older
        ).execute()

    def _payload(self, payload_digest: Digest, url: Url | None = None) -> dict[str, Any] | None:
        with self._session() as table:
            digest = table.digest
            query = digest.select().where(digest.payload_digest == payload_digest)
            if url is not None:
                query = query.where(digest.url == url)
            row: dict[str, Any] | None = query.order_by(digest.date, digest.record_id).dicts().first()
        return row

    def _portion(self, after: tuple[str, str]) -> list[dict[str, Any]]:
        with self._session() as table:
            capture = table.capture
            date, capture_id = after
            newer = (capture.captured_at > date) | ((capture.captured_at == date) & (capture.id > capture_id))
            query = capture.select().where(newer).order_by(capture.captured_at, capture.id)
            return list(query.limit(READ_ROWS).dicts())

    def _note_places(self, table: Tables, places: Iterable[Extent | RecordLocation]) -> None:
        """Files reach to the end of what was committed of them."""
        ends: dict[str, int] = {}
        for place in places:
            ends[place.file] = max(ends.get(place.file, 0), place.offset + place.length)
        for file, end in ends.items():
            table.warc.insert(file=file, size_bytes=end, sealed=False).on_conflict(
                conflict_target=[table.warc.file],
                update={"size_bytes": end},
                where=table.warc.size_bytes < end,
            ).execute()

    def _note_files(self, table: Tables, sizes: Mapping[Path, int]) -> None:
        """``sizes`` from before they were read: what has come since is still to be read."""
        table.warc.delete().execute()
        for path, size in sizes.items():
            sealed = path.name == _name(path)
            table.warc.insert(file=_name(path), size_bytes=size, sealed=sealed).execute()

    def _noted(self) -> dict[str, int]:
        with self._session() as table:
            return {row["file"]: row["size_bytes"] for row in table.warc.select().dicts()}

    def _sizes(self) -> dict[Path, int]:
        return {path: path.stat().st_size for path in self._files()}

    def _files(self) -> list[Path]:
        return sorted([*self._warcs.glob("*.warc.gz"), *self._warcs.glob(f"*.warc.gz{OPEN_SUFFIX}")])

    def _counts(self, table: Tables) -> Counts:
        counted = (table.warc, table.capture, table.digest, table.audit)
        return Counts(*(one.select().count() for one in counted))


def _name(path: Path) -> str:
    return path.name.removesuffix(OPEN_SUFFIX)


def _first(trouble: BaseException) -> BaseException:
    """What came before the trouble: a transaction cannot be taken back that the disk has ended."""
    earlier = trouble.__cause__ or trouble.__context__
    return trouble if earlier is None else _first(earlier)


def _hint(trouble: BaseException) -> str:
    if durable.is_full(trouble):
        return FULL
    return UNSOUND if getattr(trouble, "sqlite_errorcode", 0) & 0xFF == _SQLITE_IOERR else REFUSED


def _audit_row(audit: StoredAudit) -> dict[str, str]:
    verdict = json.dumps(audit.verdict, ensure_ascii=False, sort_keys=True)
    return {"citation": audit.citation, "checked_at": audit.checked_at, "verdict": verdict}
