"""What mends posts: the adapters of ``robustify`` and ``references``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from snapshotter.repair.references.reference import Reference
    from snapshotter.workflows.repair_posts import PostFiles, Repaired, RepairWishes


def robustify(name: str, *, home: Path, wishes: RepairWishes) -> Repaired:
    """What a post's source would be with archived copies beside its links.  Writes nothing."""
    from snapshotter.workflows.repair_posts import RepairPost

    return RepairPost(_files(home)).run(name, wishes)


def references(name: str, *, home: Path, base: str | None) -> tuple[Reference, ...]:
    """What a post cites, as entries of a reference list, each page once."""
    from snapshotter.repair.references.reference import references_of

    return references_of(_files(home).manifest(name), base)


def rendered(format: str, found: Sequence[Reference]) -> bytes:
    """The reference list in a format of :data:`snapshotter.repair.references.FORMATS`, in UTF-8."""
    from snapshotter.repair.references import render

    return render(format, found).encode("utf-8", "replace")


def written(path: Path, data: bytes) -> None:
    """Put a reference list at ``path`` in one step.  Raises :class:`PostError`."""
    from snapshotter.workflows.repair_posts import write

    write(path, data)


def _files(home: Path) -> PostFiles:
    from snapshotter.manifest.store import ManifestFiles
    from snapshotter.workflows.repair_posts import PostFiles

    return PostFiles(ManifestFiles(home), home)
