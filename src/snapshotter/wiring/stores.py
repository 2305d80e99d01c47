"""The stores of an archive home, opened for writing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from snapshotter.wiring.outside import SOFTWARE

if TYPE_CHECKING:
    from snapshotter.catalogue import Sources, SqlCatalogue
    from snapshotter.chain.log import ChainLog
    from snapshotter.manifest.store import ManifestFiles
    from snapshotter.model.capture import StoredCapture
    from snapshotter.model.quote import QuoteMatch
    from snapshotter.ports import Watch
    from snapshotter.settings import Settings
    from snapshotter.warc.archive import WarcArchive
    from snapshotter.warc.lock import Owner
    from snapshotter.warc.recovery import Recovered
    from snapshotter.warc.space import ArchiveSpace
    from snapshotter.workflows.archive_posts import Passages

_SPOOL_PREFIX = ".spool-"


@dataclass(slots=True)
class Stores:
    home: Path
    archive: WarcArchive
    manifests: ManifestFiles
    catalogue: SqlCatalogue
    folder: Path
    """For bodies on their way; on the archive's own disk, gone with the run."""
    space: ArchiveSpace


@asynccontextmanager
async def opened_stores(home: Path, settings: Settings, watch: Watch, command: str) -> AsyncIterator[Stores]:
    """The archive's stores for writing, under its lock, which names ``command``; torn files of an earlier
    run are mended first.

    Raises :class:`Locked`, and :class:`WriteFailed` where nothing can be written, before anything is done.
    """
    import shutil

    from snapshotter.catalogue import open_catalogue
    from snapshotter.manifest.store import ManifestFiles
    from snapshotter.model.events import Notice
    from snapshotter.warc.archive import WarcArchive
    from snapshotter.warc.lock import archive_lock
    from snapshotter.warc.space import ArchiveSpace

    with archive_lock(home, command) as killed:
        growth = opened_growth(home, lambda told: watch(Notice(told)))
        for recovered in _recovered(home, growth, killed):
            watch(Notice(f"{recovered.file}: {recovered.records} records of an interrupted run recovered"))
        catalogue = open_catalogue(home, settings.archive.catalogue_url or None, sources=sources())
        if catalogue.rebuilt:
            watch(Notice(f"the catalogue was rebuilt: {catalogue.rebuilt}"))
        folder = _new_spool(home / "warcs")
        store = WarcArchive(
            home,
            catalogue,
            max_file_bytes=settings.archive.max_file_bytes,
            software=SOFTWARE,
            redact=settings.archive.redact,
            growth=growth,
        )
        limits = settings.archive
        space = ArchiveSpace(home, max_bytes=limits.max_bytes, min_free_bytes=limits.min_free_bytes)
        before = growth.entries
        try:
            yield Stores(home, store, ManifestFiles(home, growth), catalogue, folder, space)
        finally:
            shutil.rmtree(folder, ignore_errors=True)  # first: it may be what fills the disk
            try:
                store.close()
            finally:
                catalogue.close()
        if settings.fixity.checkpoint and growth.entries > before:
            await _checkpoint(growth, settings, home, watch)


async def _checkpoint(growth: ChainLog, settings: Settings, home: Path, watch: Watch) -> None:
    """At the end of a run, which has done its work whatever becomes of this."""
    from snapshotter.errors import SnapshotterError
    from snapshotter.model.events import Notice
    from snapshotter.wiring.checkpoints import make

    try:
        made = await make(growth, settings, home, watch)
    except SnapshotterError as trouble:
        watch(Notice(f"no checkpoint was made: {trouble.message}"))
    else:
        watch(Notice(f"checkpoint over {made.entries} entries: {made.head}"))


def opened_growth(home: Path, tell: Callable[[str], None], *, again: bool = False) -> ChainLog:
    """The chain for writing, what was left half done mended, and what is older than it entered.

    ``again``: look at files again that were found damaged before.  Only for the holder of the archive's
    lock.  Raises :class:`ChainBroken` and :class:`WriteFailed`.
    """
    from snapshotter.chain.log import ChainLog
    from snapshotter.workflows.adopting import AdoptFiles

    with write_errors(home / "warcs"):
        growth = ChainLog(home)
        if growth.mended:
            tell(growth.mended)
        for told in AdoptFiles(home, growth, again).run():
            tell(told)
    return growth


def unlock(home: Path, host: str | None) -> Owner | None:
    """Forget the lock of a run that is dead; returns whose it was.  Raises :class:`Locked`."""
    from snapshotter.warc.lock import break_lock

    return break_lock(home, host)


def _recovered(home: Path, growth: ChainLog, killed: Owner | None) -> list[Recovered]:
    from snapshotter.warc.recovery import recover

    with write_errors(home / "warcs"):
        return recover(home, growth, killed=killed)


def _new_spool(warcs: Path) -> Path:
    """A folder for bodies on their way; those of dead runs go."""
    import shutil
    from tempfile import mkdtemp

    with write_errors(warcs):
        for stale in warcs.glob(f"{_SPOOL_PREFIX}*"):
            shutil.rmtree(stale, ignore_errors=True)
        return Path(mkdtemp(prefix=_SPOOL_PREFIX, dir=warcs))


@contextmanager
def write_errors(folder: Path) -> Iterator[None]:
    """What the disk of an archive refuses, as :class:`WriteFailed`."""
    from snapshotter.errors import WriteFailed

    try:
        yield
    except OSError as trouble:
        raise WriteFailed(
            f"{trouble.filename or folder}: {trouble.strerror or trouble}",
            hint=f"make room on the disk and make sure that {folder} can be written, then run it again",
        ) from trouble


def sources() -> Sources:
    """What the catalogue is rebuilt from."""
    from snapshotter.catalogue import Sources
    from snapshotter.manifest.store import audits
    from snapshotter.warc.reader import stored_in

    return Sources(stored=stored_in, audits=audits)


def passages(home: Path) -> Passages:
    """Looks for quotes in the stored text of a snapshot."""
    from snapshotter.cited.passages import find_quotes
    from snapshotter.warc.reader import read_record, warc_path

    def found(quotes: Sequence[str], stored: StoredCapture) -> tuple[QuoteMatch, ...]:
        place = stored.artefacts["text"]
        text = read_record(warc_path(home, place.file), place.offset).block_bytes()
        return find_quotes(quotes, text.decode("utf-8", "replace"))

    return found
