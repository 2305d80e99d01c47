"""Reports on an archive home: manifests, and small pictures out of the WARCs that are there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from snapshotter.model.capture import RecordLocation
    from snapshotter.workflows.report_posts import ReportPosts


def report(home: Path, posts: Sequence[str], *, policy: str | None = None, thumbnails: bool) -> ReportPosts:
    """A report that can be written, on the posts that are named or on all.

    Nothing is locked, nothing but manifests and thumbnails is read, and no network is used.
    Raises :class:`UsageError` for a name that is no post's, or a policy that is none.
    """
    from snapshotter import timestamps
    from snapshotter.audit.policy import DEFAULT, Policy, offends
    from snapshotter.manifest.store import ManifestFiles
    from snapshotter.report.looks import picture_of_check
    from snapshotter.workflows.report_posts import ReportPosts, slugs_of

    manifests = ManifestFiles(home)
    parsed = Policy.parse(DEFAULT if policy is None else policy)
    return ReportPosts(
        manifests=manifests,
        slugs=slugs_of(posts, manifests),
        offends=lambda audit: offends(audit, parsed),
        policy=str(parsed),
        name=home.resolve().name or "Archive",
        now=timestamps.now(),
        then_picture=partial(_picture, home) if thumbnails else None,
        now_picture=partial(picture_of_check, home) if thumbnails else None,
    )


def write(path: Path, lines: Iterable[str]) -> None:
    """Replace ``path`` when all lines are there, each with a line feed.  Raises :class:`UsageError`."""
    from snapshotter import durable
    from snapshotter.errors import UsageError

    try:
        with durable.replacing(path) as file:
            for line in lines:
                file.write(f"{line}\n".encode("utf-8", "replace"))
    except OSError as trouble:
        raise UsageError(
            f"{path} cannot be written: {trouble.strerror or trouble}",
            hint="Name a file in a folder that exists and can be written with -o.",
        ) from trouble


def _picture(home: Path, location: RecordLocation) -> bytes | None:
    """None where the WARC is not here, as in a repository of manifests alone, or is damaged."""
    from snapshotter.errors import ArchiveError
    from snapshotter.warc.reader import read_record, warc_path

    try:
        return read_record(warc_path(home, location.file), location.offset).block_bytes()
    except (ArchiveError, OSError):
        return None
