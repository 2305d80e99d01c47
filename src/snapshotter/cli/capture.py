"""``snapshotter capture``: single pages, no post."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from snapshotter.cli.exit_codes import ExitCode
from snapshotter.cli.invocation import current, declare
from snapshotter.cli.options import capture_options, network_options, with_options
from snapshotter.cli.output import emit, emit_json, printable

if TYPE_CHECKING:
    from snapshotter.model.snapshot import Snapshot


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
    with view(invocation) as progress:
        snapshots = run(
            wiring.capture(urls, home=home, settings=settings, refresh=refresh, watch=progress.watch)
        )
    for url, snapshot in zip(urls, snapshots, strict=True):
        print_snapshot(url, snapshot, as_json=invocation.json)
    return exit_code(snapshots)


def print_snapshot(url: str, snapshot: Snapshot, *, as_json: bool) -> None:
    """One line, for people or for machines."""
    if as_json:
        from snapshotter.manifest import snapshot_to_json

        emit_json(snapshot_to_json(snapshot))
        return
    place = f"{snapshot.warc.file} {snapshot.warc.offset}" if snapshot.warc else "-"
    reason = f"  ({snapshot.reason.code}: {snapshot.reason.message})" if snapshot.reason else ""
    emit(printable(f"{snapshot.outcome}  {snapshot.id}  {url}  {place}{reason}"))


def exit_code(snapshots: Iterable[Snapshot]) -> ExitCode:
    """3 unless all of them are captured whole."""
    from snapshotter.model.capture import Outcome

    whole = all(snapshot.outcome is Outcome.CAPTURED for snapshot in snapshots)
    return ExitCode.DONE if whole else ExitCode.PARTIAL
