"""Sources that could not be read: how they are told, and the exit code they make."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from snapshotter.cli.exit_codes import ExitCode
from snapshotter.cli.output import printable
from snapshotter.errors import SnapshotterError
from snapshotter.model.post import SourceFailed


def failure_to_json(failure: SourceFailed) -> dict[str, Any]:
    """The document that stands in the place of the post's."""
    return {"source": failure.source, "error": failure.error, "message": failure.message}


def failure_line(failure: SourceFailed) -> str:
    """For people: what could not be read, said once, and why."""
    message = failure.message
    return printable(message if message.startswith(failure.source) else f"{failure.source}: {message}")


def conclude(failures: Sequence[SourceFailed], posts: int) -> ExitCode:
    """Done, or partial when something could not be read.  Raises the first error when no post was."""
    if not failures:
        return ExitCode.DONE
    if posts:
        return ExitCode.PARTIAL
    first, many = failures[0], len(failures)
    message = first.message if many == 1 else f"none of {many} could be read; the first: {first.message}"
    error = SnapshotterError(message, hint=first.hint, code=first.error)
    error.exit_code = exit_code_of(first.error)
    raise error


def exit_code_of(code: str) -> int:
    """Of an error known by its code: that of its class, else of its family (``post.*``), else 1."""
    classes = list(_tree(SnapshotterError))
    exact = (each.exit_code for each in classes if each.code == code)
    family = (each.exit_code for each in classes if each.code.partition(".")[0] == code.partition(".")[0])
    return next(exact, next(family, int(ExitCode.UNEXPECTED)))


def _tree(root: type[SnapshotterError]) -> Iterator[type[SnapshotterError]]:
    yield root
    for child in root.__subclasses__():
        yield from _tree(child)
