"""Running the program as users do: in a process of its own, on a loopback web."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import async_playwright

from snapshotter.capture.browsers import find_browser, running_as_root
from snapshotter.errors import BrowserMissing

LIMIT_S = 150


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


@dataclass(frozen=True)
class Program:
    home: Path
    proofs: bool = False
    """Whether captures are proved, as they are for users: a second visit of every page."""

    def command(self, *arguments: str) -> list[str]:
        unproved = not self.proofs and arguments[:1] in (("archive",), ("capture",))
        more = ["--no-proof"] if unproved else []
        return [sys.executable, "-m", "snapshotter", "--home", str(self.home), *arguments, *more]

    async def __call__(self, *arguments: str) -> Ran:
        process = await asyncio.create_subprocess_exec(
            *self.command(*arguments),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            stdin=asyncio.subprocess.DEVNULL,
            env={**os.environ, "NO_COLOR": "1"},
        )
        out, err = await asyncio.wait_for(process.communicate(), LIMIT_S)
        assert process.returncode is not None
        return Ran(process.returncode, out.decode(), err.decode())


@pytest.fixture(scope="session")
def browser() -> Path:
    try:
        return find_browser().path
    except BrowserMissing as missing:
        pytest.skip(f"no browser: {missing}")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium(browser):
    """One browser for a module whose tests share a loop; each opens a context of its own."""
    async with async_playwright() as playwright:
        arguments = ["--no-sandbox"] if running_as_root() else []
        launched = await playwright.chromium.launch(executable_path=browser, args=arguments)
        yield launched
        await launched.close()


@pytest.fixture
def program(tmp_path, browser) -> Program:
    return Program(tmp_path / "home")


@pytest.fixture
def proving(tmp_path, browser) -> Program:
    """The program as it is by default."""
    return Program(tmp_path / "home", proofs=True)


def going_to(connect_to: Sequence[str]) -> list[str]:
    """Options that lead the names of a loopback web to its ports."""
    return [part for entry in connect_to for part in ("--connect-to", entry)]


WARCIO = "import sys; sys.modules['brotli'] = None; from warcio.cli import main; main()"
"""warcio 1.8 cannot use the package ``brotli`` (its decompressor takes no attributes) and ends in a
traceback on any Brotli body when it is installed.  Here it is, because FastWARC needs it."""


def checked_by_others(path: Path) -> list[str]:
    """Complaints of warcio and FastWARC about a WARC file."""
    complaints = []
    for command in (
        [sys.executable, "-c", WARCIO, "check", str(path)],
        [sys.executable, "-c", WARCIO, "index", str(path)],
        [sys.executable, "-m", "fastwarc.cli", "check", str(path)],
    ):
        done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_S, check=False)
        if done.returncode:
            complaints.append(f"{command[2:4]}: {done.stdout[-500:]} {done.stderr[-500:]}")
    return complaints
