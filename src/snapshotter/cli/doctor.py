"""``snapshotter doctor``: what this machine lacks."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from snapshotter.cli.exit_codes import ExitCode
from snapshotter.cli.invocation import Invocation, current, declare
from snapshotter.cli.output import emit, emit_json, printable, say

if TYPE_CHECKING:
    from snapshotter.cli.checks import Check


@declare("doctor")
@click.option("--mend", is_flag=True, help="Make a browser available: download it, or install it with apt.")
def command(mend: bool) -> int:
    """Say what this machine lacks, and the command that mends it.

    --mend takes Playwright's own Chromium where it can be downloaded, else an installed Chrome or
    Chromium, else Debian's package when run as root, and says what it did.  Exits with 4 when
    something is still missing.
    """
    from snapshotter.cli.checks import examine

    invocation = current()
    settings, home = invocation.settings(), invocation.archive_home()
    if mend:
        _mend(invocation)
    checks = examine(settings, home)
    _print(checks, as_json=invocation.json)
    return ExitCode.DONE if all(check.ok for check in checks) else ExitCode.INVALID


def _mend(invocation: Invocation) -> None:
    from snapshotter.capture.browsers import install_browser

    for step in install_browser().steps:
        if not invocation.quiet and not invocation.json:
            say(printable(step))


def _print(checks: tuple[Check, ...], *, as_json: bool) -> None:
    if as_json:
        emit_json({"schema_version": 1, "checks": [asdict(check) for check in checks]})
        return
    for check in checks:
        emit(printable(f"{'ok' if check.ok else 'MISSING':<8} {check.name:<13} {check.found}"))
        if check.mend:
            emit(printable(f"{'':<8} {'':<13} {'advice' if check.ok else 'mend'}: {check.mend}"))
