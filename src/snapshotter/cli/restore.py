"""``snapshotter restore``: what is damaged or missing, put back from copies."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from snapshotter.cli.exit_codes import ExitCode
from snapshotter.cli.invocation import Invocation, current, declare
from snapshotter.cli.output import emit, emit_json, printable, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from snapshotter.workflows.restoring import Outcome

_WHAT = {
    "chain": "the chain is whole again",
    "file": "the whole file, {records} records",
    "records": "{records} records",
    "list": "the list of its records",
    "index": "its index",
    "manifest": "as the chain says",
}


@declare("restore")
@click.option(
    "--from",
    "copies",
    multiple=True,
    required=True,
    type=click.Path(exists=True, path_type=Path),
    metavar="COPY",
    help="A copy of the archive home or of its warcs/, a WACZ, or a WARC. Repeatable.",
)
@click.option("--manifests", is_flag=True, help="Put back manifests that were changed by hand as well.")
@click.option("--dry-run", is_flag=True, help="Say what would be put back, and write nothing.")
def command(copies: tuple[Path, ...], manifests: bool, dry_run: bool) -> int:
    """Put back what is damaged or missing, byte for byte, from copies and exports.

    The chain says what every file and every record was; only bytes that are exactly those are taken, from
    whichever copy has them, whole files or single records.  What was there is kept beside it until the new
    file has been read again.  Nothing else is touched.  Exits with 5 when something could not be mended.
    """
    from snapshotter.wiring import restoration

    invocation = current()
    watch = _Watching(invocation)
    wishes = restoration.RestoreWishes(copies, manifests=manifests, rehearse=dry_run)
    watching = restoration.Watching(watch.looking, watch.done)
    outcomes = restoration.restore(invocation.archive_home(), invocation.settings(), wishes, watching)
    unmended = any(_kind(each) == "unmended" for each in outcomes)
    if invocation.json:
        emit_json(_document(outcomes, dry_run=dry_run))
    elif not invocation.quiet:
        _conclude(outcomes, dry_run=dry_run)
    return ExitCode.INTEGRITY if unmended else ExitCode.DONE


class _Watching:
    """Tells what is looked at, and what came of it."""

    def __init__(self, invocation: Invocation) -> None:
        self._json = invocation.json
        self._quiet = invocation.quiet

    def looking(self, file: str) -> None:
        if not self._json and not self._quiet:
            say(printable(f"reading   {file}"))

    def done(self, outcome: Outcome) -> None:
        if not self._json:
            emit(printable(_line(outcome)))


def _line(outcome: Outcome) -> str:
    from snapshotter.workflows.restoring import Restored

    if isinstance(outcome, Restored):
        return f"restored  {outcome.file}: {_WHAT[outcome.what].format(records=outcome.records)}"
    word = "damaged" if _kind(outcome) == "unmended" else "left"
    return f"{word:<9} {outcome.file}: {outcome.message}"


def _kind(outcome: Outcome) -> str:
    from snapshotter.workflows.restoring import Restored, Unmended

    if isinstance(outcome, Restored):
        return "restored"
    return "unmended" if isinstance(outcome, Unmended) else "left_alone"


def _conclude(outcomes: Sequence[Outcome], *, dry_run: bool) -> None:
    kinds = [_kind(each) for each in outcomes]
    if not outcomes:
        say("nothing is damaged")
        return
    would = "would be put back" if dry_run else "put back"
    say(f"{kinds.count('restored')} {would}, {kinds.count('unmended')} could not be mended")


def _document(outcomes: Sequence[Outcome], *, dry_run: bool) -> dict[str, Any]:
    from dataclasses import asdict

    found: dict[str, Any] = {"schema_version": 1, "dry_run": dry_run}
    for kind in ("restored", "unmended", "left_alone"):
        found[kind] = [asdict(each) for each in outcomes if _kind(each) == kind]
    return found
