"""What comes in from other archives: the adapters of ``import``."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from snapshotter.wiring.stores import opened_stores, passages

if TYPE_CHECKING:
    from snapshotter.digests import Digest
    from snapshotter.imports.seen import Preserved
    from snapshotter.ports import Watch
    from snapshotter.settings import Settings
    from snapshotter.warc.reader import PayloadLocator
    from snapshotter.workflows.import_archives import ImportedFile, Progress


async def import_files(
    names: Sequence[Path], *, home: Path, settings: Settings, attach: bool, watch: Watch, progress: Progress
) -> tuple[ImportedFile, ...]:
    """Import files and the archives in folders, under the archive's lock."""
    from snapshotter.workflows.examine import ExamineCaptures
    from snapshotter.workflows.import_archives import ImportArchives
    from snapshotter.workflows.room import Room

    async with opened_stores(home, settings, watch, "import") as stores:
        use_case = ImportArchives(
            archive=stores.archive,
            catalogue=stores.catalogue,
            known=stores.catalogue,
            examine=ExamineCaptures(),
            folder=stores.folder,
            room=Room(stores.space, watch, settings.archive.disk_wait_s),
            watch=watch,
            preserved=partial(_preserved, home, stores.catalogue),
            manifests=stores.manifests if attach else None,
            passages=passages(home),
            progress=progress,
        )
        return await use_case.run(names)


def _preserved(home: Path, payloads: PayloadLocator, digest: Digest) -> Preserved | None:
    """A payload that the archive has; None also where its record is damaged."""
    from snapshotter.errors import CorruptRecord
    from snapshotter.imports.seen import Preserved
    from snapshotter.warc.exchanges import RecordPayload
    from snapshotter.warc.reader import read_record, warc_path

    location = payloads.locate(digest)
    if location is None:
        return None
    try:
        record = read_record(warc_path(home, location.file), location.offset)
    except CorruptRecord:
        return None
    size = record.block_size_bytes - len(record.http_head)
    media_type = record.header.get("Content-Type") or ""
    return Preserved(RecordPayload(home, location, size, payloads), media_type)
