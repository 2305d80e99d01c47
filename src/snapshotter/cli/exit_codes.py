"""Exit codes: what a script may rely on.  Errors carry their own (:mod:`snapshotter.errors`)."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """All exit codes of the program."""

    DONE = 0
    UNEXPECTED = 1
    """A bug; the path of a log with the traceback is printed."""
    USAGE = 2
    PARTIAL = 3
    """Some of the citations that were asked for are not, or not wholly, captured."""
    INVALID = 4
    """Configuration or manifest invalid, or the machine lacks something."""
    INTEGRITY = 5
    LOCKED = 6
    NETWORK_DOWN = 7
    LOST_OR_CHANGED = 10
    """The audit found citations that are lost or changed, by the policy."""
    INTERRUPTED = 130
    """128 and SIGINT's number, as shells have it."""
