"""``snapshotter checkpoint``: a small text that fixes the whole archive's state."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from snapshotter.cli.exit_codes import ExitCode
from snapshotter.cli.invocation import Invocation, current, declare
from snapshotter.cli.options import network_options, with_options
from snapshotter.cli.output import emit, emit_json, printable, say

if TYPE_CHECKING:
    from snapshotter.settings import Settings
    from snapshotter.wiring.checkpoints import Made

_PATH = click.Path(path_type=Path)


@declare("checkpoint")
@click.option("--sign", is_flag=True, help="Sign it with a key of yours; the first time one is made.")
@click.option("--key", type=_PATH, metavar="FILE", help="The key for --sign; made if it is not there.")
@click.option("--time-stamp", metavar="URL", help="Have it stamped by this authority (RFC 3161).")
@click.option("-o", "--output", type=_PATH, metavar="FILE", help="Write it to a file as well.")
@click.option("--take-edited", is_flag=True, help="Enter manifests that you changed by hand as they are.")
@network_options
def command(sign: bool, key: Path | None, time_stamp: str | None, **options: Any) -> int:
    """Print a small text that fixes the whole archive as it is now.

    Whoever has it can tell later whether anything that was in the archive was changed, replaced or taken
    out: snapshotter verify --checkpoint FILE.  Publish it where your readers trust you, on your own site.
    """
    from snapshotter.cli.progress import view
    from snapshotter.cli.running import run
    from snapshotter.wiring import checkpoints

    invocation = current()
    output, take_edited = options.pop("output"), options.pop("take_edited")
    settings = _settings(with_options(invocation, options), sign=sign, key=key, time_stamp=time_stamp)
    if key and not settings.fixity.sign:
        raise click.UsageError("--key is for --sign.")
    with view(invocation) as progress:
        made = run(
            checkpoints.checkpoint(
                invocation.archive_home(),
                settings,
                take_edited=take_edited,
                output=output,
                watch=progress.watch,
            )
        )
    _report(made, invocation)
    return ExitCode.DONE


def _settings(settings: Settings, *, sign: bool, key: Path | None, time_stamp: str | None) -> Settings:
    from snapshotter.settings import with_overrides

    overrides = {
        "fixity.sign": sign or None,
        "fixity.key": str(key) if key else None,
        "fixity.time_stamp": time_stamp,
    }
    return with_overrides(settings, overrides)


def _report(made: Made, invocation: Invocation) -> None:
    checkpoint = made.checkpoint
    if invocation.json:
        emit_json(
            {
                "schema_version": 1,
                "archive": checkpoint.chain,
                "entries": checkpoint.entries,
                "head": checkpoint.head,
                "text": checkpoint.text,
                "public_key": checkpoint.key,
                "time_stamped": checkpoint.time_stamp is not None,
                "edited": list(made.edited),
                "taken_in": made.taken_in,
            }
        )
        return
    emit(checkpoint.text.rstrip("\n"))
    if not invocation.quiet:
        _talk(made)


def _talk(made: Made) -> None:
    for slug in made.edited:
        done = (
            "entered as it is" if made.taken_in else "not as the chain says; --take-edited enters it as it is"
        )
        say(printable(f"note      the manifest {slug} was changed outside of the program: {done}"))
    if made.key_was_made:
        say("A new key was made; keep it, and keep it to yourself.")
    if made.checkpoint.key is not None:
        say(
            "Publish the text, and once the key, on your own site: https://YOUR-SITE/.well-known/wacz-keys.txt"
        )
