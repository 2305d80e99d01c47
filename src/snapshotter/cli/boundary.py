"""The one error boundary: whatever went wrong becomes words, a machine's document and an exit code."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import click
from click.exceptions import Exit, NoArgsIsHelpError

from snapshotter.cli.exit_codes import ExitCode


def guarded(work: Callable[[], object], arguments: Sequence[str]) -> int:
    """Run ``work``, tell what went wrong, and return the exit code (``work``'s own when it is an int)."""
    as_json = _asks_for_json(arguments)
    try:
        result = work()
    except (click.ClickException, click.Abort, Exit) as error:
        return _of_click(error, as_json)
    except KeyboardInterrupt:
        return _interrupted(as_json)
    except Exception as error:  # the only place that may catch everything
        return _of_program(error, as_json)
    return result if isinstance(result, int) else int(ExitCode.DONE)


def _asks_for_json(arguments: Sequence[str]) -> bool:
    """Seen before the arguments are understood: a usage error is told in JSON too."""
    options = arguments[: arguments.index("--")] if "--" in arguments else arguments
    return "--json" in options


def _of_click(error: click.ClickException | click.Abort | Exit, as_json: bool) -> int:
    """What click raises: a usage error, an answered ``--help``, an abort at a prompt."""
    if isinstance(error, Exit):
        return error.exit_code
    if isinstance(error, click.Abort):
        return _interrupted(as_json)
    if isinstance(error, NoArgsIsHelpError):
        error.show()
        return ExitCode.USAGE
    context = error.ctx if isinstance(error, click.UsageError) else None
    path = context.command_path if context is not None else "snapshotter"
    return _tell(ExitCode.USAGE, "usage.invalid", error.format_message(), f"See: {path} --help", as_json)


def _interrupted(as_json: bool) -> int:
    hint = "What was captured is kept; the same command goes on where this one stopped."
    return _tell(ExitCode.INTERRUPTED, "interrupted", "interrupted", hint, as_json)


def _of_program(error: Exception, as_json: bool) -> int:
    from snapshotter.errors import SnapshotterError

    if isinstance(error, SnapshotterError):
        return _tell(error.exit_code, error.code, error.message, error.hint, as_json)
    message = f"{type(error).__name__}: {error}"
    hint = f"This is a bug; its traceback is in {_write_log(error)}"
    return _tell(ExitCode.UNEXPECTED, "unexpected", message, hint, as_json)


def _write_log(error: Exception) -> str:
    """The traceback, and what is needed to make sense of it: it is made to be shown to others.

    No arguments, they may hold secrets; and nothing of whose machine it is.
    """
    import os
    import platform
    import tempfile
    import traceback

    from snapshotter import __version__

    descriptor, path = tempfile.mkstemp(prefix="snapshotter-", suffix=".log", text=True)
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as log:
        log.write(f"snapshotter {__version__}, Python {platform.python_version()}, {platform.system()}\n\n")
        log.write(_impersonal("".join(traceback.format_exception(error))))
    return path


def _impersonal(text: str) -> str:
    """Without passwords of addresses, and without where on this machine anything lies."""
    import os
    import sys
    import tempfile
    from pathlib import Path

    from snapshotter.urls import without_logins

    text = without_logins(text)
    folders = {str(Path(__file__).parents[2]): "...", sys.prefix: "...", sys.base_prefix: "..."}
    folders |= {os.getcwd(): ".", tempfile.gettempdir(): "(tmp)", os.path.expanduser("~"): "~"}
    for folder in sorted(folders, key=len, reverse=True):
        if len(folder) > 1:
            text = text.replace(folder, folders[folder])
    return text


def _tell(exit_code: int, code: str, message: str, hint: str, as_json: bool) -> int:
    from snapshotter.cli.output import printable, say

    def harmless(text: str) -> str:
        return "\n".join(map(printable, text.split("\n")))

    if as_json:
        import json

        document = {"message_type": "exit_error", "code": int(exit_code), "error": code}
        say(json.dumps(document | {"message": message, "hint": hint}))
    else:
        say(f"snapshotter: {harmless(message)}")
        if hint:
            say(f"  {harmless(hint)}")
    return int(exit_code)
