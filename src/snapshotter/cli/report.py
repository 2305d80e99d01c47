"""``snapshotter report``: what has become of the cited pages, for people and for programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from snapshotter.cli.exit_codes import ExitCode
from snapshotter.cli.invocation import Invocation, current, declare
from snapshotter.cli.output import emit, emit_json, printable, say

if TYPE_CHECKING:
    from snapshotter.workflows.report_posts import Format, ReportPosts

_FORMATS = ("html", "md", "json", "csv", "junit", "badge", "badge-json")
_BY_ENDING: dict[str, Format] = {
    ".html": "html",
    ".htm": "html",
    ".md": "md",
    ".markdown": "md",
    ".json": "json",
    ".csv": "csv",
    ".xml": "junit",
    ".svg": "badge",
}


@declare("report")
@click.argument("posts", metavar="[POST]...", nargs=-1)
@click.option(
    "--format", type=click.Choice(_FORMATS), help="What to write [by the ending of FILE, else html]."
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Not to stdout."
)
@click.option("--no-thumbnails", is_flag=True, help="HTML without pictures.")
@click.option(
    "--check", is_flag=True, help="Tell the citations that fail by the policy; exit with 10 if any."
)
@click.option(
    "--fail-on", metavar="POLICY", help="What fails: lost, changed, a class, confirmed:... [lost,changed]."
)
def command(
    posts: tuple[str, ...],
    *,
    format: Format | None,
    output: Path | None,
    no_thumbnails: bool,
    check: bool,
    fail_on: str | None,
) -> int:
    """Tell what has become of the cited pages, as the audits found.

    Reads manifests alone, and small pictures where the WARCs are here; uses no network.  POST is a
    slug as list shows it, or the post's address; without one, all posts.  HTML is one file for people
    that asks for nothing from outside.  With --check a line tells each citation that fails by the
    policy, and the exit code is 10 if there is one; a report is written beside it only when --format
    or -o asks for it.
    """
    from snapshotter.wiring import reports

    invocation = current()
    wanted = _format(invocation, format, output)
    made = reports.report(invocation.archive_home(), posts, policy=fail_on, thumbnails=not no_thumbnails)
    asked = format is not None or output is not None or (invocation.json and not check)
    if check and not asked:
        made.check()
    elif output is not None:
        reports.write(output, made.lines(wanted))
        _say_written(invocation, made, output)
    else:
        for line in made.lines(wanted):
            if not emit(line):
                return ExitCode.DONE
    if not check:
        return ExitCode.DONE
    _tell(invocation, made, on_stdout=not asked or output is not None)
    return ExitCode.LOST_OR_CHANGED if made.failing else ExitCode.DONE


def _format(invocation: Invocation, format: Format | None, output: Path | None) -> Format:
    if format is not None:
        return format
    if output is not None and output.suffix.lower() in _BY_ENDING:
        return _BY_ENDING[output.suffix.lower()]
    return "json" if invocation.json else "html"


def _tell(invocation: Invocation, made: ReportPosts, *, on_stdout: bool) -> None:
    """The citations that fail, a line each; on stderr where stdout has the report."""
    if invocation.json and on_stdout:
        emit_json({"schema_version": 1, "policy": made.policy, "failing": made.failing})
        return
    for line in made.failing:
        if not (emit if on_stdout else say)(printable(line)):
            return
    if not invocation.quiet:
        count = made.tally.all
        unaudited = f"; {count.of('unaudited')} were never audited" if count.of("unaudited") else ""
        say(f"{len(made.failing)} of {count.total} citations fail by the policy {made.policy!r}{unaudited}")


def _say_written(invocation: Invocation, made: ReportPosts, output: Path) -> None:
    if not invocation.quiet:
        say(printable(f"{made.tally.all.total} citations of {len(made.tally.posts)} posts: {output}"))
