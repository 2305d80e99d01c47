"""One command that meets a disk without room at one moment, and is run again when there is some."""

from __future__ import annotations

import errno

from tests.crash.faults import Fault
from tests.crash.moments import Moment as Shortage
from tests.crash.moments import Result, Subject, fresh, settled_in_time
from tests.crash.soundness import acknowledged, complaints

ENOSPC, EDQUOT, EROFS = str(errno.ENOSPC), str(errno.EDQUOT), str(errno.EROFS)
REFUSALS = frozenset((4, 5))
"""Exit codes that a disk may be the reason of: of the archive, and of a manifest."""


def refused(subject: Subject, shortage: Shortage, over: bytes | None = None) -> Result:
    """Let writing fail from this moment on (or once), look at what is told and left, and run it again."""
    with fresh(subject, over) as stage:
        arguments = subject.arguments(stage)
        environment = Fault(shortage.at, shortage.act).environment([stage.home, stage.output])
        first = stage.run(*arguments, environment=environment)
        found = []
        if first.code not in REFUSALS | subject.codes or "Traceback" in first.err or "a bug" in first.err:
            found.append(f"ended with {first.code}: {first.err[-2000:]}")
        if first.code in REFUSALS and not _says_why(first.err):
            found.append(f"does not say what the disk refused: {first.err[-1000:]}")
        before = acknowledged(stage.home, first.err)
        again = stage.run(*arguments)
        if again.code not in subject.codes:
            found.append(f"the run after it ended with {again.code}: {again.err[-2000:]}")
        else:
            found += complaints(stage, before, marks=[first.mark, again.mark])
            found += settled_in_time(stage, arguments, subject)
        return Result(shortage, first.code in REFUSALS, len(before.pages), found)


def _says_why(said: str) -> bool:
    return any(
        words in said for words in ("No space left", "Disk quota", "disk is full", "read-only", "I/O error")
    )
