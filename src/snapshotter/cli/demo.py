"""``snapshotter demo``: a tour on a small web that the program serves itself."""

from __future__ import annotations

from pathlib import Path

from snapshotter.cli.exit_codes import ExitCode
from snapshotter.cli.invocation import current, declare
from snapshotter.cli.output import say


@declare("demo")
def command() -> int:
    """A tour on a small web that the program serves itself.

    Archives a post and what it cites, all from loopback, into --home or else a new temporary
    folder, which stays for you to look at.  Some of the cited pages are broken on purpose, so they
    do not make the exit code; that nothing at all was captured does (3).
    """
    from snapshotter import wiring
    from snapshotter.cli.archive import report
    from snapshotter.cli.progress import view
    from snapshotter.cli.running import run

    invocation = current()
    settings = invocation.settings()
    home = invocation.archive_home() if invocation.home else _new_folder()
    if not invocation.quiet and not invocation.json:
        say(f"The archive of the tour: {home}")
    with view(invocation) as progress:
        summary = run(wiring.demo(home=home, settings=settings, watch=progress.watch))
    report(summary, invocation, asked=len(summary.posts) + len(summary.failures))
    return ExitCode.DONE if any(post.captured for post in summary.posts) else ExitCode.PARTIAL


def _new_folder() -> Path:
    import tempfile

    return Path(tempfile.mkdtemp(prefix="snapshotter-demo-"))
