"""``snapshotter export``: snapshots as files that need nothing else."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any

import click

from snapshotter.cli.exit_codes import ExitCode
from snapshotter.cli.invocation import Invocation, current, declare
from snapshotter.cli.options import network_options, with_options
from snapshotter.cli.output import emit, emit_json, printable, say
from snapshotter.sizes import readable_size

if TYPE_CHECKING:
    from snapshotter.signing.keys import Signer
    from snapshotter.wiring.transfer_out import ExportResult, ExportWishes
    from snapshotter.workflows.export_posts import Exported

_PATH = click.Path(path_type=Path)
_OWN = (
    *("output", "everything", "sign", "key", "created", "time_stamp", "timemaps", "base_url", "memento"),
    "strict_secrets",
)
_SECRETS_SHOWN = 20
_IN_MEMENTOS = ("base", "ts", "url", "wacz")


@declare("export")
@click.argument("posts", metavar="[POST]...", nargs=-1)
@click.option("-o", "--output", type=_PATH, metavar="PATH", help="The WACZ file, or DIR/ for several.")
@click.option("--all", "everything", is_flag=True, help="Every post and page of the archive home.")
@click.option("--sign", is_flag=True, help="Sign it with a key of yours; the first time one is made.")
@click.option("--key", type=_PATH, metavar="FILE", help="The key for --sign; made if it is not there.")
@click.option("--created", metavar="TIME", help="When it is signed, as 2026-03-01T12:00:00Z [now].")
@click.option("--time-stamp", metavar="URL", help="Have it stamped by this authority (RFC 3161).")
@click.option("--timemaps", type=_PATH, metavar="DIR", help="Write TimeMaps, to be published as files.")
@click.option("--base-url", metavar="URL", help="The address at which DIR of --timemaps will be.")
@click.option("--memento", metavar="TEXT", help="A memento's address [{base}/web/{ts}/{url}]; {wacz} too.")
@click.option("--strict-secrets", is_flag=True, help="Write no file in which something looks like a secret.")
@network_options
def command(posts: tuple[str, ...], **options: Any) -> int:
    """Write the snapshots of posts as WACZ files that need nothing else.

    POST is a slug as list shows it, or the post's address.  One POST goes into one file, SLUG.wacz
    without -o.  Several go into a folder, a file each, with an index.json over them that viewers open
    as one collection.  With --all, -o names a file for everything, or a folder.

    The same archive gives the same bytes, unless it is signed or stamped.  What looks like a key, a token
    or a login in it is told: look at it before you hand the file on.  Exits with 5 when damaged records
    had to be left out, and when --strict-secrets kept a file from being written.
    """
    from snapshotter.cli.progress import view
    from snapshotter.cli.running import run
    from snapshotter.wiring import transfer_out

    invocation = current()
    given = {name: options.pop(name) for name in _OWN}
    settings = with_options(invocation, options)
    wishes = _wishes(posts, given)
    with view(invocation) as progress:
        result = run(transfer_out.export(invocation.archive_home(), settings, wishes, progress.watch))
    _report(result, wishes, invocation)
    damaged = any(file.left_out for file in result.files)
    return ExitCode.INTEGRITY if damaged else ExitCode.DONE


def _wishes(posts: tuple[str, ...], given: dict[str, Any]) -> ExportWishes:
    """What the options come to.  Raises a usage error for those that make no sense together."""
    from snapshotter.wiring.transfer_out import ExportWishes, signer

    if bool(posts) == given["everything"]:
        raise click.UsageError("Give POSTs, or --all for everything.")
    if given["timemaps"] is not None and not given["base_url"]:
        raise click.UsageError("--timemaps needs --base-url: TimeMaps name their own addresses.")
    if (given["key"] or given["created"]) and not given["sign"]:
        raise click.UsageError("--key and --created are for --sign.")
    output, into_folder = _output(posts, given)
    created = _moment(given["created"]) if given["sign"] else None
    return ExportWishes(
        posts=posts,
        everything=given["everything"],
        output=output,
        into_folder=into_folder,
        signer=signer(given["key"]) if given["sign"] else None,
        created=created,
        time_stamp=given["time_stamp"],
        timemaps=given["timemaps"],
        base_url=(given["base_url"] or "").rstrip("/"),
        memento=_template(given["memento"]),
        strict_secrets=given["strict_secrets"],
    )


def _output(posts: tuple[str, ...], given: dict[str, Any]) -> tuple[Path | None, bool]:
    output: Path | None = given["output"]
    if output is None:
        if len(posts) != 1 and given["timemaps"] is None:
            raise click.UsageError("Several posts need -o DIR/, --all needs -o FILE.wacz or -o DIR/.")
        return None, False
    if str(output) == "-":
        raise click.UsageError("A WACZ cannot go to standard output: give a file with -o.")
    into_folder = output.is_dir() or output.suffix.lower() != ".wacz"
    if not into_folder and len(posts) > 1:
        raise click.UsageError(f"{len(posts)} posts need a folder, got the file {output}: give -o DIR/.")
    return output, into_folder


def _moment(text: str | None) -> datetime:
    from snapshotter import timestamps

    try:
        return timestamps.parse(text) if text else timestamps.now()
    except ValueError as trouble:
        raise click.UsageError(
            f"--created {text!r}: expected a time such as 2026-03-01T12:00:00Z"
        ) from trouble


def _template(text: str | None) -> str | None:
    if text is None:
        return None
    known = "{base}, {ts}, {url} and {wacz}"
    try:
        for _, name, form, conversion in Formatter().parse(text):
            if name is not None and (name not in _IN_MEMENTOS or form or conversion):
                raise ValueError(f"{{{name}}}")
    except ValueError as trouble:
        raise click.UsageError(f"--memento {text!r}: expected {known} in it, got {trouble}") from trouble
    return text


def _warn(file: Exported) -> None:
    """What the file would give away, most of it once."""
    found = file.disclosures
    if not found:
        return
    say(printable(f"{file.path}: {len(found)} things in it look like secrets; look before you hand it on:"))
    for each in found[:_SECRETS_SHOWN]:
        times = f" ({each.times} times)" if each.times > 1 else ""
        say(printable(f"  {each.code}: {each.what} {each.excerpt}{times}, {each.part} of {each.url}"))
    if len(found) > _SECRETS_SHOWN:
        say(f"  and {len(found) - _SECRETS_SHOWN} more; --json tells all")


def _report(result: ExportResult, wishes: ExportWishes, invocation: Invocation) -> None:
    for file in result.files:
        _warn(file)
    if invocation.json:
        emit_json(_document(result, wishes.signer))
        return
    for file in result.files:
        emit(printable(_line(file)))
    if result.index is not None:
        emit(printable(f"{result.index}  the index over {len(result.files)} files"))
    if wishes.timemaps is not None:
        emit(printable(f"{wishes.timemaps}  {len(result.timemaps)} files of TimeMaps"))
    if wishes.signer is not None and not invocation.quiet:
        _tell_key(wishes.signer)


def _line(file: Exported) -> str:
    resolved = f", {len(file.resolved)} from revisits" if file.resolved else ""
    left_out = f"; {len(file.left_out)} left out" if file.left_out else ""
    counts = f"{file.pages} pages, {file.records} records{resolved}{left_out}"
    return f"{file.path}  {counts}, {readable_size(file.size_bytes)}"


def _tell_key(signer: Signer) -> None:
    """How readers can know whose signature it is."""
    if signer.was_made:
        say("A new key was made; keep it, and keep it to yourself.")
    say(f"Signed with the public key {signer.public_key}")
    say("Publish that line at https://YOUR-SITE/.well-known/wacz-keys.txt, so that readers know it is yours.")


def _document(result: ExportResult, signer: Signer | None) -> dict[str, Any]:
    return {
        "schema_version": 1,
        "files": [_file_document(file) for file in result.files],
        "index": str(result.index) if result.index is not None else None,
        "timemaps": [str(path) for path in result.timemaps],
        "public_key": signer.public_key if signer is not None else None,
    }


def _file_document(file: Exported) -> dict[str, Any]:
    return {
        "file": str(file.path),
        "posts": list(file.posts),
        "pages": file.pages,
        "records": file.records,
        "bytes": file.size_bytes,
        "hash": file.digest,
        "resolved_revisits": len(file.resolved),
        "left_out": [
            {"file": each.file, "offset": each.offset, "message": each.message} for each in file.left_out
        ],
        "disclosures": [asdict(each) for each in file.disclosures],
    }
