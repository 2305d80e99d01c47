"""``snapshotter references``: the reference list of a post."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from snapshotter.cli.exit_codes import ExitCode
from snapshotter.cli.invocation import current, declare
from snapshotter.cli.output import emit_json, say
from snapshotter.cli.robustify import address_template, show_bytes

_FORMATS = ("html", "md", "csl-json", "bibtex", "ris")


@declare("references")
@click.argument("post", metavar="POST")
@click.option("--format", "format_name", type=click.Choice(_FORMATS), default="html", help="[html]")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write it there.")
@click.option(
    "--base",
    metavar="TEMPLATE",
    help="Where you publish your snapshots: https://archive.example/web/{timestamp}/{url}",
)
def command(post: str, format_name: str, output: Path | None, base: str | None) -> int:
    """Write the reference list of a post, for readers or for other programs.

    POST is a slug as list shows it, the post's address, or its file.  Each cited page is listed once,
    with what it says of itself (authors, title, site, date), when it was captured, and where an archived
    copy can be opened.
    """
    from snapshotter.wiring import repairs

    invocation = current()
    found = repairs.references(post, home=invocation.archive_home(), base=address_template(base))
    if invocation.json:
        emit_json({"schema_version": 1, "references": [asdict(each) for each in found]})
        return ExitCode.DONE
    data = repairs.rendered(format_name, found)
    if output is None:
        show_bytes(data)
        return ExitCode.DONE
    repairs.written(output, data)
    if not invocation.quiet:
        say(f"{output}: {len(found)} references")
    return ExitCode.DONE
