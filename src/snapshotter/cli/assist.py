"""``snapshotter assist``: a person passes the wall, the capture goes on."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from snapshotter.cli.exit_codes import ExitCode
from snapshotter.cli.invocation import Invocation, current, declare
from snapshotter.cli.options import assist_options, network_options, with_options
from snapshotter.cli.output import emit_json, printable, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from snapshotter.cli.progress import Silent
    from snapshotter.errors import GivenUp
    from snapshotter.model.snapshot import Snapshot

_READ_BYTES = 4096


@declare("assist")
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
@click.option(
    "--profile",
    type=click.Path(dir_okay=False, resolve_path=True, path_type=Path),
    metavar="FILE",
    help="Save cookies and storage here, for --profile of later captures; begin with it if it is there.",
)
@assist_options
@network_options
def command(urls: tuple[str, ...], profile: Path | None, **options: Any) -> int:
    """Pass a page's wall yourself in a window; then it is captured.

    Opens each URL in a browser that you see.  Accept, log in or answer as you would anywhere, then
    press Enter here: the page in the window is captured as it then stands.  Close its tab to give it
    up.  Exits with 3 when some pages were given up, or not wholly captured.
    """
    from snapshotter import wiring
    from snapshotter.cli.running import run

    invocation = current()
    settings = with_options(invocation, options)
    results = run(
        wiring.assist(
            urls,
            home=invocation.archive_home(),
            settings=settings,
            profile=profile,
            person=person,
            watch=_lines(invocation).watch,
        )
    )
    return _report(urls, results, as_json=invocation.json)


async def person(address: str) -> bool:
    """Whoever sits at the terminal: True when they press Enter, False at the end of input (Ctrl-D)."""
    say(f"In the window: {printable(address)}")
    say("Do there what it asks for, then press Enter here.  Close the tab to give it up.")
    return await _line_came(sys.stdin.fileno())


async def _line_came(descriptor: int) -> bool:
    """Wait for input without a thread, which could not be told to stop when the tab is closed."""
    import asyncio
    import os

    loop = asyncio.get_running_loop()
    readable = asyncio.Event()
    try:
        loop.add_reader(descriptor, readable.set)
    except (PermissionError, OSError, NotImplementedError):
        from snapshotter.errors import UsageError

        hint = "Run it in a terminal, without < and without &."
        raise UsageError("assist waits for Enter, and nobody can press it here", hint=hint) from None
    try:
        await readable.wait()
    finally:
        loop.remove_reader(descriptor)
    return bool(os.read(descriptor, _READ_BYTES))


def _lines(invocation: Invocation) -> Silent:
    """No live view: it would write over the question."""
    from snapshotter.cli.progress import PlainLines, Silent

    return Silent() if invocation.quiet else PlainLines()


def _report(urls: Sequence[str], results: Sequence[Snapshot | GivenUp], *, as_json: bool) -> int:
    from snapshotter.cli.capture import exit_code, print_snapshot
    from snapshotter.errors import GivenUp

    for url, result in zip(urls, results, strict=True):
        if not isinstance(result, GivenUp):
            print_snapshot(url, result, as_json=as_json)
        elif as_json:
            emit_json({"url": url, "error": result.code, "message": result.message})
        else:
            say(f"snapshotter: {printable(result.message)}")
    snapshots = [result for result in results if not isinstance(result, GivenUp)]
    return exit_code(snapshots) if len(snapshots) == len(results) else ExitCode.PARTIAL
