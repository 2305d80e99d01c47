"""``snapshotter unlock``: forget the lock of a run that died on another machine."""

from __future__ import annotations

from dataclasses import asdict

import click

from snapshotter.cli.exit_codes import ExitCode
from snapshotter.cli.invocation import current, declare
from snapshotter.cli.output import emit, emit_json, printable


@declare("unlock")
@click.option("--host", metavar="NAME", help="The machine whose run is dead, as the refusal names it.")
def command(host: str | None) -> int:
    """Forget the lock of a run that died on another machine.

    Seldom needed: a lock goes with its process, and what a killed run left is taken over by the next one.
    Only on a disk that several machines share, locks may not reach from one to the other; there the
    machine must be named.  The lock of a run that is alive here is never broken; exits with 6 then.
    """
    from snapshotter.wiring.stores import unlock

    invocation = current()
    broken = unlock(invocation.archive_home(), host)
    if invocation.json:
        emit_json({"schema_version": 1, "broken": asdict(broken) if broken is not None else None})
    else:
        emit(printable(f"forgotten: {broken}") if broken is not None else "nobody holds the archive")
    return ExitCode.DONE
