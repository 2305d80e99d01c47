"""Opening a catalogue: made when missing, made anew when it cannot be used.  It is a cache."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from snapshotter.catalogue.store import Counts, Sources, SqlCatalogue
from snapshotter.catalogue.tables import SCHEMA_VERSION
from snapshotter.errors import ArchiveError, ConfigError

FILE = "catalogue.sqlite"
BUSY_TIMEOUT_MS = 30_000
CHECKED_BYTES = 50_000_000
"""A larger file is not checked page by page when it is opened: that would take seconds."""


def open_catalogue(home: Path, url: str | None = None, *, sources: Sources) -> SqlCatalogue:
    """The catalogue of an archive home, in step with its WARC files.

    ``url`` names a PostgreSQL database (``postgresql://user@host/name``); without one it is
    ``warcs/catalogue.sqlite``.  One that is missing, damaged or of another version is rebuilt from
    ``sources``, and ``rebuilt`` of the result says why.  Raises :class:`ConfigError` for a URL that
    cannot be used and :class:`ArchiveError` when the database is busy or refuses.
    """
    catalogue, trouble = _opened(home, url)
    trouble = trouble or catalogue.catch_up(sources)
    if trouble is not None:
        found = catalogue.rebuild(sources)
        new_home = trouble == MISSING and not (found.captures or found.audits)
        catalogue.rebuilt = None if new_home else trouble
    return catalogue


def open_for_reading(home: Path, url: str | None = None, *, sources: Sources) -> SqlCatalogue:
    """The catalogue for who only reads: beside a run that writes, and where nothing can be written.

    Nothing of the archive is changed.  A file that is not in step with the WARCs is completed in memory, and
    one that is missing or cannot be used is made there.  A server's is brought in step as by
    :func:`open_catalogue`, and raises as that does.
    """
    if url and not url.startswith("sqlite"):
        return open_catalogue(home, url, sources=sources)
    path = _path(home, url)
    for _ in range(_TRIES):
        try:
            return _read(home, path, sources)
        except FileNotFoundError:
            continue  # a run has just closed the file that was about to be read
    return _read(home, path, sources)


def reindex(home: Path, url: str | None = None, *, sources: Sources) -> Counts:
    """Rebuild the catalogue from WARCs and manifests alone; says what was found."""
    catalogue, _ = _opened(home, url)
    try:
        return catalogue.rebuild(sources)
    finally:
        catalogue.release()


MISSING = "there was no catalogue"
_TRIES = 5


def _read(home: Path, path: Path, sources: Sources) -> SqlCatalogue:
    standing = _standing(home, path)
    if standing is not None and not standing.is_behind():
        return standing
    with ExitStack() as unless_done, ExitStack() as afterwards:
        made = _in_memory(home)
        unless_done.callback(made.release)
        if standing is not None:
            afterwards.callback(standing.release)
            standing.copy_to(made)
        if standing is None or made.catch_up(sources) is not None:
            made.rebuild(sources)
        unless_done.pop_all()
        return made


def _standing(home: Path, path: Path) -> SqlCatalogue | None:
    """The file as it is, if it can be used.

    Where the folder cannot be written, SQLite opens it only on the promise that nobody else writes it, and
    then not with a log beside it that was not taken in.
    """
    if not path.exists():
        return None
    log = path.with_name(f"{path.name}-wal")
    promised = not (log.exists() and log.stat().st_size)
    for database in (_file(path), *([_unchanging(path)] if promised else [])):
        catalogue = SqlCatalogue(database, home)
        try:
            if _damage(catalogue, path) is None:
                return catalogue
        except ArchiveError:
            pass
        catalogue.release()
    return None


def _opened(home: Path, url: str | None) -> tuple[SqlCatalogue, str | None]:
    """A catalogue, and why it must be rebuilt."""
    if url and not url.startswith("sqlite"):
        catalogue = SqlCatalogue(_server(url), home)
        return catalogue, _version_trouble(catalogue)
    path = _path(home, url)
    path.parent.mkdir(parents=True, exist_ok=True)
    existed = path.exists()
    catalogue = SqlCatalogue(_file(path), home)
    trouble = _damage(catalogue, path) if existed else MISSING
    if trouble and existed and not (trouble == MISSING and catalogue.is_empty()):
        catalogue.release()
        aside = _move_aside(path)
        catalogue = SqlCatalogue(_file(path), home)
        trouble = f"{trouble}; the old file is now {aside.name}"
    return catalogue, trouble


def _path(home: Path, url: str | None) -> Path:
    return Path(url.partition("///")[2]) if url else home / "warcs" / FILE


def _unchanging(path: Path) -> Any:
    """https://www.sqlite.org/uri.html#uriimmutable"""
    from peewee import SqliteDatabase

    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    return SqliteDatabase(address, uri=True, thread_safe=False, check_same_thread=False)


def _in_memory(home: Path) -> SqlCatalogue:
    from peewee import SqliteDatabase

    return SqlCatalogue(SqliteDatabase(":memory:", thread_safe=False, check_same_thread=False), home)


def _file(path: Path) -> Any:
    from peewee import SqliteDatabase

    pragmas = {"journal_mode": "wal", "synchronous": "normal", "busy_timeout": BUSY_TIMEOUT_MS}
    return SqliteDatabase(str(path), pragmas=pragmas, thread_safe=False, check_same_thread=False)


def _server(url: str) -> Any:
    from importlib.util import find_spec

    from peewee import ImproperlyConfigured, OperationalError

    named = f"the catalogue at {_host(url)}"
    try:
        from playhouse.db_url import connect

        prefer_psycopg3 = find_spec("psycopg") is not None
        database = connect(url, thread_safe=False, prefer_psycopg3=prefer_psycopg3)
        database.connect()
    except (RuntimeError, ImportError, ImproperlyConfigured) as trouble:  # an unknown scheme, or no driver
        hint = "use postgresql://user@host/name and install a driver: pip install 'psycopg[binary]'"
        raise ConfigError(f"{named} cannot be used: {trouble}", hint=hint) from trouble
    except OperationalError as trouble:
        hint = "start the server, or leave catalogue_url empty to use a file"
        raise ConfigError(f"{named} does not answer: {trouble}", hint=hint) from trouble
    return database


def _host(url: str) -> str:
    """Of a database's address.  Raises :class:`ConfigError`, which shows none of it: it holds a password."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # read, for that is when a wrong one is found out
        return parts.hostname or "the local server"
    except ValueError:
        hint = "write a : / ? # or @ in user name or password as %3A %2F %3F %23 %40"
        raise ConfigError("archive.catalogue_url is no address of a database", hint=hint) from None


def _damage(catalogue: SqlCatalogue, path: Path) -> str | None:
    from peewee import OperationalError, PeeweeException

    try:
        return catalogue.damage(thorough=path.stat().st_size <= CHECKED_BYTES) or _version_trouble(catalogue)
    except ArchiveError as refused:
        cause = refused.__cause__
        if isinstance(cause, PeeweeException) and not isinstance(cause, OperationalError):
            return f"the catalogue was damaged ({cause})"
        raise


def _version_trouble(catalogue: SqlCatalogue) -> str | None:
    version = catalogue.schema_version()
    if version is None:
        return MISSING
    if version != str(SCHEMA_VERSION):
        return f"the catalogue was made by another version (schema {version}, now {SCHEMA_VERSION})"
    return None


def _move_aside(path: Path) -> Path:
    """Keep the unusable file next to the new one; its write-ahead log goes with it."""
    aside = path.with_name(f"{path.name}.unusable")
    for suffix in ("", "-wal", "-shm"):
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.replace(aside.with_name(aside.name + suffix))
    return aside
