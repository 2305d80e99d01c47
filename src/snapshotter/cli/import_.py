"""``snapshotter import``: archives of other tools."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from snapshotter.cli.exit_codes import ExitCode
from snapshotter.cli.invocation import current, declare
from snapshotter.cli.output import emit, emit_json, printable, say
from snapshotter.sizes import readable_size

if TYPE_CHECKING:
    from snapshotter.cli.invocation import Invocation
    from snapshotter.model.events import Event
    from snapshotter.workflows.import_archives import ImportedFile

_METER_S = 0.2
_MOST_LOSSES = 10


@declare("import")
@click.argument(
    "files", nargs=-1, required=True, metavar="FILE...", type=click.Path(exists=True, path_type=Path)
)
@click.option(
    "--attach/--no-attach",
    default=True,
    help="Give the pages to the citations of posts that have no snapshot of them yet (default).",
)
def command(files: tuple[Path, ...], attach: bool) -> int:
    """Take in WARC, ARC, WACZ and HAR files of other tools.

    Every page becomes a snapshot of this archive, with its parts as they were recorded.  A FILE may be
    a folder of such files.  What is damaged is told, and the rest is taken; what is there already is not
    taken again.  Exits with 3 when something was lost, with 5 when nothing could be read.
    """
    from snapshotter.cli.running import run
    from snapshotter.wiring.transfer_in import import_files

    invocation = current()
    talk = _Talk(invocation)
    work = import_files(
        files,
        home=invocation.archive_home(),
        settings=invocation.settings(),
        attach=attach,
        watch=talk.watch,
        progress=talk.progress,
    )
    imported = run(work)
    talk.clear()
    if invocation.json:
        emit_json({"schema_version": 1, "files": [_plain(each) for each in imported]})
    else:
        for each in imported:
            _tell(each, quiet=invocation.quiet)
    return exit_code(imported)


def exit_code(imported: Sequence[ImportedFile]) -> ExitCode:
    """5 when no file gave anything, 3 when something of any was lost."""
    if not any(each.lost for each in imported):
        return ExitCode.DONE
    return ExitCode.INTEGRITY if all(each.is_unreadable for each in imported) else ExitCode.PARTIAL


def _plain(imported: ImportedFile) -> dict[str, Any]:
    return {
        "file": imported.file,
        "pages": imported.pages,
        "records": imported.records,
        "already": imported.already,
        "attached": imported.attached,
        "lost": [
            {"offset": loss.offset, "message": loss.message, "records": loss.records}
            for loss in imported.lost
        ],
        "left_out": dict(imported.left_out),
        "snapshots": list(imported.snapshots),
    }


def _tell(imported: ImportedFile, *, quiet: bool) -> None:
    counts = [f"{imported.pages} pages", f"{imported.records} records"]
    counts += [f"{imported.already} already there"] if imported.already else []
    counts += [f"{imported.attached} citations supplied"] if imported.attached else []
    lost = sum(loss.records for loss in imported.lost)
    counts += [f"{lost} lost"] if lost else []
    emit(printable(f"{imported.file}: {', '.join(counts)}"))
    for loss in imported.lost[:_MOST_LOSSES]:
        say(printable(f"{imported.file}, offset {loss.offset}: {loss.message}"))
    if len(imported.lost) > _MOST_LOSSES:
        say(f"  and {len(imported.lost) - _MOST_LOSSES} more; --json lists them all")
    if imported.left_out and not quiet:
        kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(imported.left_out.items()))
        say(printable(f"{imported.file}: of no page, and not taken: {kinds}"))


class _Talk:
    """A line for every page, and on a terminal how far the file is read."""

    def __init__(self, invocation: Invocation) -> None:
        self._lines = not invocation.quiet and (not invocation.json or bool(invocation.verbose))
        self._meter = not invocation.quiet and not invocation.json and sys.stderr.isatty()
        self._told_s = 0.0
        self._shown = False

    def watch(self, event: Event) -> None:
        from snapshotter.cli.progress import line_of

        line = line_of(event)
        if line and self._lines:
            self.clear()
            say(line)

    def progress(self, file: str, done: int, size: int) -> None:
        now = time.monotonic()
        if self._meter and now - self._told_s >= _METER_S:
            self._told_s, self._shown = now, True
            share = min(done * 100 // max(size, 1), 100)
            sys.stderr.write(f"\r{printable(file)[:60]}: {share:3d} %, {readable_size(done)}\x1b[K")
            sys.stderr.flush()

    def clear(self) -> None:
        if self._shown:
            self._shown = False
            sys.stderr.write("\r\x1b[K")
