"""``snapshotter replay``: the reading room."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from snapshotter.cli.exit_codes import ExitCode
from snapshotter.cli.invocation import current, declare
from snapshotter.cli.output import emit_json, printable, say

if TYPE_CHECKING:
    from snapshotter.cli.invocation import Invocation
    from snapshotter.wiring.reading_room import OpenRoom


@declare("replay")
@click.argument("name", metavar="[POST or URL]", required=False)
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="A free one by default.")
@click.option("--no-open", is_flag=True, help="Do not open a browser.")
@click.option(
    "--path", "by_path", is_flag=True, help="For browsers that do not know *.localhost: one origin, by path."
)
@click.option("--exact", is_flag=True, help="Open a sealed browser at the original addresses instead.")
def command(name: str | None, port: int, no_open: bool, by_path: bool, exact: bool) -> int:
    """Read the archive in your own browser.

    Serves it on this machine alone until Ctrl-C, and opens it at a post (its slug, path or address),
    a snapshot (its id), an archived address, or the list of posts.  It can run while another run
    archives; what is new appears.
    """
    from snapshotter.wiring.reading_room import opened_room

    invocation = current()
    with opened_room(invocation.archive_home(), invocation.settings(), by_path=by_path) as room:
        asked = room.find(name)
        if exact:
            return _exact(invocation, room, asked.snapshot_id)
        return _serve(invocation, room, asked.path, port, opens=not no_open and not invocation.json)


def _serve(invocation: Invocation, room: OpenRoom, path: str, port: int, *, opens: bool) -> int:
    """Until told to stop, which is how it ends well."""
    from snapshotter.cli.running import run

    def ready(number: int) -> None:
        address = f"http://localhost:{number}{path}"
        if invocation.json:
            emit_json({"url": f"http://127.0.0.1:{number}/", "page": address})
        elif not invocation.quiet:
            say(f"Reading room: {address}")
            say("Ctrl-C closes it.")
        if opens:
            _open(address)

    try:
        run(room.serve(port, ready))
    except KeyboardInterrupt:
        if not invocation.quiet and not invocation.json:
            say("Closed.")
    return ExitCode.DONE


def _open(address: str) -> None:
    """In the reader's browser; in a thread, for some browsers keep who opens them waiting."""
    import threading
    import webbrowser

    threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()


def _exact(invocation: Invocation, room: OpenRoom, snapshot_id: str | None) -> int:
    """A window of its own, until it is closed; Ctrl-C closes it as well."""
    from snapshotter.cli.running import run
    from snapshotter.errors import UsageError
    from snapshotter.wiring.proofs import open_exact

    stored = room.room.holdings.stored(snapshot_id) if snapshot_id is not None else None
    if stored is None:
        raise UsageError(
            "--exact shows one snapshot, and a post has many",
            code="replay.no-snapshot",
            hint="name a snapshot's id or an archived address; `snapshotter replay` shows the ids",
        )
    talks = not invocation.quiet and not invocation.json
    if talks:
        say(printable(f"Opening {stored.url} as it was; close the window, or press Ctrl-C."))
    try:
        run(open_exact(invocation.archive_home(), invocation.settings(), stored))
    except KeyboardInterrupt:
        if talks:
            say("Closed.")
    return ExitCode.DONE
