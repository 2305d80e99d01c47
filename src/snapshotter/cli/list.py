"""``snapshotter list``: the posts of an archive."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from snapshotter.cli.exit_codes import ExitCode
from snapshotter.cli.invocation import current, declare
from snapshotter.cli.output import emit, emit_json, printable, say

if TYPE_CHECKING:
    from snapshotter.model.snapshot import Manifest


@declare("list")
def command() -> int:
    """List the posts of this archive.

    With how many of the citations of each are captured, by the newest snapshot.
    """
    from snapshotter import wiring

    invocation = current()
    manifests = wiring.list_posts(invocation.archive_home(), invocation.settings())
    rows = [_row(manifest) for manifest in manifests]
    if invocation.json:
        emit_json({"schema_version": 1, "posts": rows})
        return ExitCode.DONE
    for row in rows:
        counts = f"{row['captured']:>5} of {row['citations']:>5} captured"
        emit(printable(f"{counts}  {row['slug']}  {row['title'] or row['uri'] or row['source']}"))
    if not rows and not invocation.quiet:
        say(printable(f"There is no post at {invocation.archive_home()}."))
        say("Pages that no post cites are in the reading room: snapshotter replay")
    return ExitCode.DONE


def _row(manifest: Manifest) -> dict[str, Any]:
    """A citation counts by its newest snapshot."""
    post = manifest.post
    counts = Counter(entry.snapshots[-1].outcome.value for entry in manifest.entries if entry.snapshots)
    described = {"slug": manifest.slug, "title": post.title, "uri": post.uri, "source": post.source}
    outcomes = {name: counts[name] for name in ("captured", "partial", "failed", "skipped")}
    return described | {"published": post.published, "citations": len(manifest.entries)} | outcomes
