"""What a run shows while it works: a live view on a terminal, plain lines elsewhere, or nothing.

All of it goes to stderr.  The three views share one form: a context manager with ``watch``, which
the workflow calls from its event loop, so it must be cheap and must never raise.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self

from snapshotter.cli.output import printable, say, shorten
from snapshotter.cli.sources import failure_line
from snapshotter.model.capture import Outcome
from snapshotter.model.events import (
    CaptureFinished,
    CaptureProgress,
    CaptureStarted,
    Event,
    Notice,
    PageAudited,
    Paused,
    PostFinished,
    PostRead,
    Resumed,
    SourceFailed,
)
from snapshotter.sizes import readable_size

if TYPE_CHECKING:
    from rich.console import RenderableType

    from snapshotter.cli.invocation import Invocation
    from snapshotter.workflows.tally import RunTally

_COLOURS = {
    Outcome.CAPTURED: "green",
    Outcome.PARTIAL: "yellow",
    Outcome.FAILED: "red",
    Outcome.SKIPPED: "dim",
}
_ROWS = 12
"""Running captures shown at once; more would push the lines above off a small terminal."""


class View(Protocol):
    """A context manager around a run."""

    def watch(self, event: Event) -> None: ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def view(invocation: Invocation) -> View:
    """The view that fits: none for ``-q``, pauses alone for ``--json``, live on a terminal, else lines."""
    if invocation.quiet:
        return Silent()
    if invocation.json and not invocation.verbose:
        return Pauses()
    if invocation.json or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        return PlainLines()
    return LiveView(no_color=invocation.no_color or bool(os.environ.get("NO_COLOR")))


class _Unframed:
    """Needs nothing put up before it shows something, and nothing taken down after."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None


class Silent(_Unframed):
    """Shows nothing."""

    def watch(self, event: Event) -> None:
        return None


class Pauses(Silent):
    """For programs: what waits for a person, as JSON; the rest is in the document at the end."""

    def watch(self, event: Event) -> None:
        if isinstance(event, (Paused, Resumed)):
            import json

            kind = "paused" if isinstance(event, Paused) else "resumed"
            _say_quietly(json.dumps({"message_type": kind, "message": event.message}))


class PlainLines(Silent):
    """One line for every finished citation, for logs and pipes."""

    def watch(self, event: Event) -> None:
        line = line_of(event)
        if line:
            _say_quietly(line)


def line_of(event: Event) -> str:
    """The one line that an event is worth; empty for none."""
    match event:
        case PostRead():
            counts = f"{event.citations} citations, {event.to_capture} to capture"
            return f"read      {printable(event.source)}: {counts}"
        case CaptureFinished():
            return _finished_line(event)
        case PageAudited():
            return _audited_line(event)
        case Notice() | Paused() | Resumed():
            return _note(event)
        case _:
            return _source_line(event)


def _source_line(event: Event) -> str:
    if isinstance(event, SourceFailed):
        return f"failed    {failure_line(event)}"
    return f"written   {printable(event.manifest)}" if isinstance(event, PostFinished) else ""


def _note(event: Notice | Paused | Resumed) -> str:
    if isinstance(event, Paused):
        return printable(f"{event.message}  (looks again by itself; stops after {event.wait_s:g} s)")
    return f"note      {printable(event.message)}"


def _audited_line(event: PageAudited) -> str:
    audit = event.audit
    status = "---" if audit.status is None else str(audit.status)
    standing = "" if audit.verdict.confirmed else "  (seen, not yet confirmed)"
    return printable(f"{audit.verdict.audit_class:<16} {status}  {event.url}{standing}")


def _finished_line(event: CaptureFinished) -> str:
    status = "---" if event.status is None else str(event.status)
    size, count = readable_size(event.size_bytes), f"{event.requests} req"
    reason = f"  ({event.reason.code}: {event.reason.message})" if event.reason else ""
    measured = f"{event.outcome:<9} {status} {size:>8} {count:>8} {event.elapsed_s:6.1f} s"
    proof = f"  [{event.proof.grade}]" if event.proof is not None else ""
    return printable(f"{measured}  {event.url}{reason}{proof}")


@dataclass(slots=True)
class Running:
    """A capture that is under way, as last heard of."""

    since: float
    """``time.monotonic`` seconds."""
    state: str = "queued"
    size_bytes: int = 0
    requests: int = 0


@dataclass(slots=True)
class Tally:
    """What is under way and what is done."""

    running: dict[str, Running] = field(default_factory=dict)
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    expected: int = 0

    def note(self, event: Event, now: float) -> None:
        """Take an event in; ``now`` in seconds of a monotonic clock."""
        match event:
            case PostRead():
                self.expected += event.to_capture
            case CaptureStarted():
                self.running[event.url] = Running(now)
            case CaptureProgress():
                running = self.running.setdefault(event.url, Running(now - event.elapsed_s))
                running.state = event.state
                running.size_bytes, running.requests = event.size_bytes, event.requests
            case CaptureFinished():
                self.running.pop(event.url, None)
                self.outcomes[event.outcome] += 1
            case _:
                pass

    @property
    def finished(self) -> int:
        return self.outcomes.total()


class LiveView(Silent):
    """A line for every running citation and a bar over all; what is finished scrolls above."""

    def __init__(self, *, no_color: bool, file: Any = None) -> None:
        from rich.console import Console
        from rich.live import Live

        self._tally = Tally()
        self._console = Console(file=file or sys.stderr, no_color=no_color, highlight=False, soft_wrap=True)
        self._live = Live(
            console=self._console, get_renderable=self._render, refresh_per_second=8, transient=True
        )

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()

    def watch(self, event: Event) -> None:
        from rich.text import Text

        self._tally.note(event, time.monotonic())
        line = line_of(event)
        if not line:
            return
        style = _COLOURS[event.outcome] if isinstance(event, CaptureFinished) else ""
        try:
            self._console.print(Text(line, style=style))
        except (OSError, ValueError):  # the terminal is gone; the run goes on
            return

    def _render(self) -> RenderableType:
        from rich.console import Group
        from rich.text import Text

        now, width = time.monotonic(), self._console.width
        rows = sorted(self._tally.running.items(), key=lambda item: item[1].since)
        lines = [Text(_running_line(url, row, now, width)) for url, row in rows[:_ROWS]]
        if len(rows) > _ROWS:
            lines.append(Text(f"... and {len(rows) - _ROWS} more"))
        return Group(*lines, self._bar(width))

    def _bar(self, width: int) -> RenderableType:
        from rich.progress_bar import ProgressBar
        from rich.table import Table

        tally = self._tally
        counts = "  ".join(f"{tally.outcomes[each]} {each}" for each in Outcome if tally.outcomes[each])
        grid = Table.grid(padding=(0, 2))
        bar = ProgressBar(
            total=max(tally.expected, tally.finished, 1), completed=tally.finished, width=width // 4
        )
        grid.add_row(bar, f"{tally.finished}/{max(tally.expected, tally.finished)}", counts)
        return grid


class ReadingBar(_Unframed):
    """How far many files have been read: a bar on a terminal, nothing elsewhere."""

    is_live = False

    def begin(self, size_bytes: int) -> None:
        """So much is to be read, or so much more."""

    def reading(self, file: str, done: int, size: int) -> None:
        """So much of a file's records was read; compressed ones have more than its disk has."""

    def finished(self) -> None:
        """The file that was read last is done."""


class LiveReadingBar(ReadingBar):
    """Bytes of all files, how fast, and how long it will still take."""

    is_live = True

    def __init__(self, *, no_color: bool, file: Any = None) -> None:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            DownloadColumn,
            Progress,
            TextColumn,
            TimeRemainingColumn,
            TransferSpeedColumn,
        )

        console = Console(file=file or sys.stderr, no_color=no_color, highlight=False, soft_wrap=True)
        self._progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            DownloadColumn(),
            TransferSpeedColumn(),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            redirect_stdout=sys.stdout.isatty(),  # lines of data then stand above the bar
            redirect_stderr=False,
        )
        self._task = self._progress.add_task("", total=None)
        self._total = self._before = self._size = 0

    @property
    def completed(self) -> float:
        """Bytes so far."""
        return self._progress.tasks[0].completed

    def begin(self, size_bytes: int) -> None:
        self._total += size_bytes
        self._progress.update(self._task, total=self._total)

    def reading(self, file: str, done: int, size: int) -> None:
        if not done:
            self._size = size
        described = shorten(printable(file), 32)
        self._progress.update(self._task, description=described, completed=self._before + min(done, size))

    def finished(self) -> None:
        self._before += self._size
        self._size = 0
        self._progress.update(self._task, completed=self._before)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()


def reading(invocation: Invocation) -> ReadingBar:
    """The bar that fits: one on a terminal, unless nothing is to be shown."""
    silent = invocation.quiet or invocation.json
    if silent or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        return ReadingBar()
    return LiveReadingBar(no_color=invocation.no_color or bool(os.environ.get("NO_COLOR")))


def _running_line(url: str, running: Running, now: float, width: int) -> str:
    size, count = readable_size(running.size_bytes), f"{running.requests} req"
    measured = f"{running.state:<11} {size:>8} {count:>8} {now - running.since:6.1f} s  "
    address = url.removeprefix("https://").removeprefix("http://")
    return measured + shorten(printable(address), max(width - len(measured) - 1, 20))


def final_table(tally: RunTally) -> list[str]:
    """How many of each outcome, every one that is not whole with its reason, and what was stored."""
    counts = tally.outcomes
    lines = [f"{counts[outcome]:>6}  {outcome}" for outcome in Outcome if counts[outcome]]
    for event in tally.troubles:
        reason = f"{event.reason.code}: {event.reason.message}" if event.reason else "no reason given"
        lines.append(printable(f"{event.outcome:>8}  {event.url}  {reason}"))
    if tally.untold:
        lines.append(f"          ... and {tally.untold} more; the manifests have them all")
    if tally.grades:
        lines.append(
            "proved    " + ", ".join(f"{count} {grade}" for grade, count in tally.grades.most_common())
        )
    return [*lines, storage_line(tally)] if counts.total() else lines


def storage_line(tally: RunTally) -> str:
    """What the run added to the archive, and what it did not have to."""
    stored = f"stored    {readable_size(tally.stored_bytes)}"
    if not tally.deduplicated:
        return stored
    saved = f"{readable_size(tally.saved_bytes)} in {tally.deduplicated} responses and pictures"
    return f"{stored}; {saved} were in the archive already"


def _say_quietly(line: str) -> None:
    try:
        say(line)
    except (OSError, ValueError):  # a closed stderr must not end a run
        return
