"""Progress: which view is taken, what it says, and that it never raises."""

from __future__ import annotations

import io
import sys
from dataclasses import replace

import pytest

from snapshotter.cli import progress
from snapshotter.cli.invocation import Invocation
from snapshotter.model.capture import Outcome, Reason
from snapshotter.model.events import (
    CaptureFinished,
    CaptureProgress,
    CaptureStarted,
    Notice,
    PostFinished,
    PostRead,
    SourceFailed,
)
from snapshotter.workflows.tally import RunTally

URL = "https://cited.example/" + "long/" * 40 + "end.html"
EVENTS = (
    PostRead("p.html", "a-post", 3, 2),
    CaptureStarted(URL),
    CaptureProgress(URL, "loading", 1_500_000, 12, 1.0),
    Notice("recovered a torn file"),
    CaptureFinished(URL, Outcome.FAILED, Reason("capture.timeout", "60 s\x1b[2J"), None, 1_500_000, 12, 60.0),
    CaptureFinished("https://other.example/", Outcome.CAPTURED, None, 200, 800, 1, 0.5),
    SourceFailed("none.html", "post.unreadable", "no such file"),
    PostFinished("a-post", "warcs/manifests/a-post.json", 3, 1, 0, 1, 1),
)


class Terminal(io.StringIO):
    def isatty(self):
        return True


class Gone(io.StringIO):
    """A terminal whose window was closed."""

    def isatty(self):
        return True

    def write(self, text):
        raise OSError(5, "Input/output error")


@pytest.fixture
def on_terminal(monkeypatch):
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("NO_COLOR", raising=False)

    def take() -> Terminal:
        """Only now: what a fixture sets, pytest's own capture puts back before the test."""
        monkeypatch.setattr(sys, "stderr", Terminal())
        return sys.stderr

    return take


def test_the_view_that_fits(on_terminal, monkeypatch):
    on_terminal()
    assert type(progress.view(Invocation())) is progress.LiveView
    assert type(progress.view(Invocation(quiet=True))) is progress.Silent
    assert type(progress.view(Invocation(json=True))) is progress.Pauses
    assert type(progress.view(Invocation(json=True, verbose=1))) is progress.PlainLines
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    assert type(progress.view(Invocation())) is progress.PlainLines


def test_plain_lines(capsys):
    with progress.PlainLines() as view:
        for event in EVENTS:
            view.watch(event)
    captured = capsys.readouterr()
    assert captured.out == ""
    lines = captured.err.splitlines()
    assert [line.split()[0] for line in lines] == ["read", "note", "failed", "captured", "failed", "written"]
    assert lines[0] == "read      p.html: 3 citations, 2 to capture"
    assert "capture.timeout: 60 s" in lines[2]
    assert "\x1b" not in captured.err
    assert lines[3].split()[1:] == ["200", "800", "B", "1", "req", "0.5", "s", "https://other.example/"]


def test_plain_lines_outlive_a_closed_stderr(monkeypatch):
    monkeypatch.setattr(sys, "stderr", Gone())
    with progress.PlainLines() as view:
        view.watch(EVENTS[0])
    closed = io.StringIO()
    closed.close()
    monkeypatch.setattr(sys, "stderr", closed)
    view.watch(EVENTS[0])


def test_the_live_view_shows_what_runs_and_what_is_done(on_terminal):
    terminal = on_terminal()
    view = progress.LiveView(no_color=False)
    view.watch(EVENTS[0])
    for event in EVENTS[1:3]:
        view.watch(event)
    view._console.print(view._render())
    running, bar = terminal.getvalue().splitlines()[-2:]
    assert "loading" in running
    assert "1.5 MB" in running
    assert "12 req" in running
    assert "cited.example/long" in running
    assert "end.html" in running
    assert len(running) <= 80
    assert "0/2" in bar
    for event in EVENTS[3:]:
        view.watch(event)
    view._console.print(view._render())
    assert "2/2" in terminal.getvalue()
    assert "1 captured  1 failed" in terminal.getvalue()
    assert "\x1b[31mfailed" in terminal.getvalue()
    assert "\x1b[2J" not in terminal.getvalue()


def test_no_colours(on_terminal, monkeypatch):
    terminal = on_terminal()
    monkeypatch.setenv("NO_COLOR", "1")
    view = progress.view(Invocation())
    for event in EVENTS:
        view.watch(event)
    assert "failed" in terminal.getvalue()
    assert "\x1b[3" not in terminal.getvalue()


def test_the_live_view_starts_and_stops(on_terminal):
    terminal = on_terminal()
    with progress.view(Invocation()) as view:
        for event in EVENTS:
            view.watch(event)
    assert "captured" in terminal.getvalue()
    assert not view._live.is_started


def test_more_captures_than_rows_are_counted(on_terminal):
    terminal = on_terminal()
    view = progress.LiveView(no_color=True)
    for number in range(30):
        view.watch(CaptureStarted(f"https://cited.example/{number}"))
    view._console.print(view._render())
    assert "... and 18 more" in terminal.getvalue()


def test_the_final_table():
    tally = tally_of(*(event for event in EVENTS if isinstance(event, CaptureFinished)))
    lines = progress.final_table(tally)
    assert [line.split() for line in lines[:2]] == [["1", "captured"], ["1", "failed"]]
    assert lines[2].split()[:3] == ["failed", URL, "capture.timeout:"]
    assert lines[3:] == ["stored    0 B"]


def tally_of(*finished):
    tally = RunTally()
    for event in finished:
        tally.note(event)
    return tally


def test_what_was_not_stored_again_is_told():
    first = CaptureFinished(URL, Outcome.CAPTURED, None, 200, 9, 1, 1.0, stored_bytes=1_200_000)
    again = replace(first, stored_bytes=20_000, saved_bytes=4_100_000, deduplicated=12)
    assert progress.final_table(tally_of(first, again))[-1] == (
        "stored    1.2 MB; 4.1 MB in 12 responses and pictures were in the archive already"
    )


def test_a_table_of_a_million_troubles_has_an_end():
    failed = CaptureFinished(URL, Outcome.FAILED, Reason("capture.dns", "gone"), None, 0, 0, 1.0)
    tally = tally_of(*[failed] * 1007)
    lines = progress.final_table(tally)
    assert len(lines) == 1 + 1000 + 2
    assert "... and 7 more" in lines[-2]


def test_nothing_captured_needs_no_table():
    assert progress.final_table(RunTally()) == []
