"""``snapshotter capture``: single pages, no post."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from snapshotter.cli.exit_codes import ExitCode
from snapshotter.cli.invocation import current, declare
from snapshotter.cli.options import capture_options, network_options, with_options
from snapshotter.cli.output import emit, emit_json, printable, say

if TYPE_CHECKING:
    from snapshotter.model.events import CaptureFinished, Event
    from snapshotter.model.snapshot import Snapshot
    from snapshotter.ports import Watch


@declare("capture")
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
@click.option("--refresh", is_flag=True, help="Capture again what was captured lately.")
@capture_options
@network_options
def command(urls: tuple[str, ...], refresh: bool, **options: Any) -> int:
    """Capture single pages, without a post.

    With --json one snapshot a line, in the order of URL.  Exits with 3 when some pages were not,
    or not wholly, captured.
    """
    from snapshotter import wiring
    from snapshotter.cli.progress import view
    from snapshotter.cli.running import run

    invocation = current()
    settings = with_options(invocation, options)
    home = invocation.archive_home()
    stored: dict[str, CaptureFinished] = {}
    with view(invocation) as progress:
        watch = _noting(stored, progress.watch)
        snapshots = run(wiring.capture(urls, home=home, settings=settings, refresh=refresh, watch=watch))
    for url, snapshot in zip(urls, snapshots, strict=True):
        print_snapshot(url, snapshot, stored.get(snapshot.id), as_json=invocation.json)
    if not invocation.json and not invocation.quiet:
        say(_storage_line(stored.values()))
    return exit_code(snapshots)


def _noting(stored: dict[str, CaptureFinished], watch: Watch) -> Watch:
    """``watch``, and the end of every capture noted by its id."""
    from snapshotter.model.events import CaptureFinished

    def noting(event: Event) -> None:
        if isinstance(event, CaptureFinished):
            stored[event.id] = event
        watch(event)

    return noting


def _storage_line(finished: Iterable[CaptureFinished]) -> str:
    from snapshotter.cli.progress import storage_line
    from snapshotter.workflows.tally import RunTally

    tally = RunTally()
    for event in finished:
        tally.note(event)
    return storage_line(tally)


def print_snapshot(
    url: str, snapshot: Snapshot, event: CaptureFinished | None = None, *, as_json: bool
) -> None:
    """One line, for people or for machines."""
    if as_json:
        from snapshotter.manifest import snapshot_to_json

        added = (event.stored_bytes, event.saved_bytes) if event is not None else (0, 0)
        emit_json({**snapshot_to_json(snapshot), "stored_bytes": added[0], "saved_bytes": added[1]})
        return
    place = f"{snapshot.warc.file} {snapshot.warc.offset}" if snapshot.warc else "-"
    reason = f"  ({snapshot.reason.code}: {snapshot.reason.message})" if snapshot.reason else ""
    emit(printable(f"{snapshot.outcome}  {snapshot.id}  {url}  {place}{reason}"))


def exit_code(snapshots: Iterable[Snapshot]) -> ExitCode:
    """3 unless all of them are captured whole."""
    from snapshotter.model.capture import Outcome

    whole = all(snapshot.outcome is Outcome.CAPTURED for snapshot in snapshots)
    return ExitCode.DONE if whole else ExitCode.PARTIAL
