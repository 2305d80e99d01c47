"""``snapshotter robustify``: archived copies beside the links of a post, in its own source."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from snapshotter.cli.exit_codes import ExitCode
from snapshotter.cli.invocation import Invocation, current, declare
from snapshotter.cli.output import emit, emit_json, printable, say

if TYPE_CHECKING:
    from snapshotter.repair.robust import Left
    from snapshotter.workflows.repair_posts import Repaired, RepairWishes

_PATH = click.Path(path_type=Path)
_FIELDS = ("timestamp", "url")


@declare("robustify")
@click.argument("post", metavar="POST")
@click.option("--in-place", is_flag=True, help="Change the file itself.")
@click.option("-o", "--output", type=_PATH, metavar="FILE", help="Write the changed post there.")
@click.option("--undo", is_flag=True, help="Take off again what robustify has added.")
@click.option(
    "--style",
    type=click.Choice(["attributes", "links"]),
    help="Robust Links attributes, or an (archived) link behind each [attributes in HTML, else links].",
)
@click.option(
    "--base",
    metavar="TEMPLATE",
    help="Where you publish your snapshots: https://archive.example/web/{timestamp}/{url}",
)
@click.option("--lost-only", is_flag=True, help="Only beside citations that the last audit found lost.")
def command(post: str, **given: Any) -> int:
    """Write archived copies beside the links of a post, into its own source.

    POST is the post's file (HTML, Markdown or reStructuredText), or its slug.  Without --in-place or -o
    nothing is written: the change is shown as a unified diff.  Nothing but the additions changes; a
    second run adds nothing, and --undo gives the file back byte for byte.

    Readers need a copy that they can open: one in a public archive (see rescue), or your own with --base.
    """
    from snapshotter.wiring import repairs
    from snapshotter.workflows.repair_posts import write

    invocation = current()
    output = _output(given)
    repaired = repairs.robustify(post, home=invocation.archive_home(), wishes=_wishes(given))
    target = repaired.path if given["in_place"] else output
    if target is not None and not (given["in_place"] and not repaired.robust.changed):
        write(target, repaired.robust.after, repaired.path)
    _report(repaired, target, invocation)
    return ExitCode.DONE


def _output(given: dict[str, Any]) -> Path | None:
    output: Path | None = given["output"]
    if output is not None and given["in_place"]:
        raise click.UsageError("--in-place and -o are two places: give one of them.")
    if given["undo"] and (given["style"] or given["base"] or given["lost_only"]):
        raise click.UsageError(
            "--undo takes off all additions: --style, --base and --lost-only are for adding."
        )
    return output


def _wishes(given: dict[str, Any]) -> RepairWishes:
    from snapshotter.workflows.repair_posts import RepairWishes

    return RepairWishes(given["undo"], given["style"], address_template(given["base"]), given["lost_only"])


def address_template(text: str | None) -> str | None:
    """``--base``.  Raises a usage error for one that is no address of a copy."""
    if text is None:
        return None
    if not text.startswith(("https://", "http://")) or any(f"{{{name}}}" not in text for name in _FIELDS):
        raise click.UsageError(
            f"--base {text!r}: expected an http(s) address with {{timestamp}} and {{url}} in it, "
            "as https://archive.example/web/{timestamp}/{url}"
        )
    return text


def _report(repaired: Repaired, target: Path | None, invocation: Invocation) -> None:
    if invocation.json:
        emit_json(_document(repaired, target))
        return
    robust = repaired.robust
    if target is None:
        from snapshotter.repair.difference import unified

        show_bytes(unified(robust.before, robust.after, str(repaired.path)))
    if invocation.quiet:
        return
    for each in repaired.left if invocation.verbose else ():
        say(printable(f"{_where(repaired, each)}: {each.why}"))
    for line in _summary(repaired, target):
        say(printable(line))


def show_bytes(data: bytes) -> None:
    """Data as it is, or on a terminal without what would control it."""
    import sys

    if sys.stdout.isatty():
        for line in data.decode("utf-8", "replace").splitlines():
            if not emit(printable(line.expandtabs())):
                return
        return
    stream = sys.stdout.buffer
    try:
        stream.write(data)
        stream.flush()
    except BrokenPipeError:
        return


def _summary(repaired: Repaired, target: Path | None) -> list[str]:
    robust = repaired.robust
    if repaired.slug is None:
        return [
            f"{target or repaired.path}: {'additions taken off' if robust.changed else 'nothing to take off'}"
        ]
    state = "" if robust.changed else "; nothing to change"
    lines = [f"{target or repaired.path}: {len(robust.marked)} links with an archived copy{state}"]
    counts = Counter(each.why for each in repaired.left)
    return lines + [f"{count} without: {why}" for why, count in counts.most_common()]


def _where(repaired: Repaired, left: Left) -> str:
    line = f"{repaired.path}:{left.line}: " if left.line is not None else ""
    return f"{line}{left.citation.url or left.citation.href}"


def _document(repaired: Repaired, target: Path | None) -> dict[str, Any]:
    from snapshotter.repair.difference import unified

    robust = repaired.robust
    return {
        "schema_version": 1,
        "post": repaired.slug,
        "source": str(repaired.path),
        "written": str(target) if target is not None else None,
        "changed": robust.changed,
        "marked": [{"id": each.id, "url": each.url} for each in robust.marked],
        "left": [
            {"id": each.citation.id, "url": each.citation.url, "line": each.line, "reason": each.why}
            for each in repaired.left
        ],
        "diff": unified(robust.before, robust.after, str(repaired.path)).decode("utf-8", "replace"),
    }
