"""Start-up: help imports click and little else."""

from __future__ import annotations

import subprocess
import sys

import pytest

from snapshotter.cli.main import COMMANDS, program

HEAVY = (
    "asyncio",
    "httpx",
    "playwright",
    "rich",
    "warcio",
    "peewee",
    "bs4",
    "lxml",
    "cryptography",
    "ada_url",
)


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["archive", "--help"]])
def test_help_imports_nothing_heavy(arguments):
    script = (
        "import sys, atexit\n"
        f"atexit.register(lambda: sys.stderr.write(' '.join(m for m in {HEAVY!r} if m in sys.modules)))\n"
        "from snapshotter.cli.main import main\n"
        "main()\n"
    )
    command = [sys.executable, "-c", script, *arguments]
    result = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert result.returncode == 0
    assert result.stdout != ""
    assert result.stderr == ""


@pytest.mark.parametrize("name", COMMANDS)
def test_the_line_in_the_list_is_the_first_of_the_commands_own_help(name):
    found = program.get_command(None, name)
    assert found is not None
    assert found.name == name
    assert found.help.splitlines()[0] == COMMANDS[name][1]


def test_the_package_runs_as_a_module():
    command = [sys.executable, "-m", "snapshotter", "--version"]
    result = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert result.stdout.startswith("snapshotter ")
