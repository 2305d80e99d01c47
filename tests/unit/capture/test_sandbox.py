"""Chromium's sandbox: on, unless we are root; and never off in silence."""

from __future__ import annotations

import subprocess
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from snapshotter.capture import browser, browsers
from snapshotter.cli import checks
from snapshotter.model.events import Notice
from snapshotter.settings import Settings
from snapshotter.wiring.outside import Outside

NONE_USABLE = (
    "[1:1:FATAL:content/browser/zygote_host/zygote_host_impl_linux.cc:132] No usable sandbox! If you are"
    " running on Ubuntu 23.10+ or another Linux distro that has disabled unprivileged user namespaces, see"
)
FOUND = browsers.Browser(Path("/usr/bin/chromium"), "chromium", "system")


@pytest.fixture
def as_root(monkeypatch):
    def choose(is_root: bool) -> None:
        monkeypatch.setattr(browsers, "running_as_root", lambda: is_root)
        monkeypatch.setattr(browsers, "find_browser", lambda *_: FOUND)

    return choose


@pytest.mark.parametrize(("is_root", "told"), [(True, 1), (False, 0)])
def test_root_is_told_once_a_run(as_root, is_root, told):
    as_root(is_root)
    events: list = []
    outside = Outside(Settings(), None, AsyncExitStack(), watch=events.append)
    assert [outside._found_browser() for _ in range(3)] == [FOUND] * 3
    assert len(events) == told
    assert all(isinstance(event, Notice) and "without its sandbox" in event.message for event in events)


@pytest.mark.parametrize(("is_root", "arguments"), [(True, ("--no-sandbox",)), (False, ())])
def test_it_is_off_for_root_alone(as_root, is_root, arguments):
    as_root(is_root)
    assert browsers.sandbox_arguments() == arguments


def test_where_the_kernel_gives_none_it_is_said_so_and_the_browser_stays_away():
    error = browser._does_not_start(FOUND.path, f"BrowserType.launch: closed\nBrowser logs:\n{NONE_USABLE}")
    assert "no sandbox" in error.message
    assert "namespaces" in error.hint


def test_any_other_trouble_is_told_as_it_was():
    error = browser._does_not_start(FOUND.path, "Executable is broken\nlogs")
    assert error.message == f"{FOUND.path} does not start: Executable is broken"


def test_doctor_tells_of_it_too(as_root, monkeypatch):
    as_root(False)

    def run(command, *_):
        return subprocess.CompletedProcess(command, 133, "", f"{NONE_USABLE}\nTrace/breakpoint trap\n")

    monkeypatch.setattr(browsers, "_run", run)
    found = checks._browser(Settings())
    assert not found.ok
    assert found.mend == browsers.SANDBOX_MEND


def test_doctor_says_that_root_has_none(as_root):
    as_root(True)
    assert checks._sandbox().found.startswith("off")
    as_root(False)
    assert checks._sandbox().found == "on"
