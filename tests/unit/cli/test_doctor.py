"""What a machine lacks: finding, starting and installing a browser, and the checks around it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from importlib import metadata
from pathlib import Path

import pytest

from snapshotter.capture import browsers
from snapshotter.cli import checks
from snapshotter.errors import BrowserMissing
from snapshotter.settings import Settings, with_overrides


def executable(path: Path, script: str = "exit 0") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


WORKS = 'case "$*" in *--version*) echo "Chromium 1.2.3";; *) echo "<html></html>";; esac'
BROKEN = "echo 'libnss3.so: cannot open shared object file' >&2; exit 127"


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """An environment with no browser at all, and nowhere else to look."""
    monkeypatch.setattr(browsers, "_USUAL_PLACES", ("{APPLICATIONS}/Chrome",))
    return {
        "PATH": str(tmp_path / "bin"),
        "HOME": str(tmp_path),
        "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path / "pw"),
    }


def playwright_folder(machine, name: str) -> Path:
    folders = {kind: folder for folder, kind in browsers._playwright_folders(machine)}
    return folders[name]


def download(machine, script: str = WORKS) -> Path:
    """As ``playwright install`` leaves it."""
    folder = playwright_folder(machine, "headless-shell")
    path = executable(folder / "chrome-headless-shell-linux64" / "chrome-headless-shell", script)
    (folder / "INSTALLATION_COMPLETE").touch()
    return path


class Shell:
    """Runs browsers for real, and notes every other command, whose effect is a function."""

    def __init__(self, **effects):
        self.commands: list[str] = []
        self.effects = effects

    def __call__(self, command, timeout_s, environ):
        assert timeout_s > 0
        if Path(command[0]).is_file() and "--headless" in command:
            return browsers._run(command, timeout_s, environ)
        self.commands.append(" ".join(command))
        for word, effect in self.effects.items():
            if word in command:
                return subprocess.CompletedProcess(command, effect() or 0, "", "")
        return subprocess.CompletedProcess(command, 1, "", "no network")


def test_nothing_is_found(machine):
    with pytest.raises(BrowserMissing) as caught:
        browsers.find_browser("auto", machine)
    assert caught.value.hint == "Run: snapshotter doctor --mend"


def test_the_order_of_auto(machine, tmp_path):
    found = []
    for make in (
        lambda: executable(tmp_path / "bin" / "chromium-headless-shell"),
        lambda: download(machine),
        lambda: executable(tmp_path / "apps" / "Chrome"),
        lambda: executable(tmp_path / "bin" / "google-chrome"),
        lambda: executable(tmp_path / "bin" / "chromium"),
    ):
        path = make()
        browser = browsers.find_browser("auto", machine | {"APPLICATIONS": str(tmp_path / "apps")})
        assert browser.path == path
        found.append((browser.kind, browser.origin))
    assert found == [
        ("headless-shell", "system"),
        ("headless-shell", "playwright"),
        ("chromium", "system"),
        ("chromium", "system"),
        ("chromium", "system"),
    ]
    named = executable(tmp_path / "mine" / "chrome")
    browser = browsers.find_browser("auto", machine | {"SNAPSHOTTER_BROWSER": str(named)})
    assert (browser.path, browser.origin) == (named, "SNAPSHOTTER_BROWSER")


def test_a_download_that_was_cut_short_does_not_count(machine):
    path = download(machine)
    (path.parents[1] / "INSTALLATION_COMPLETE").unlink()
    with pytest.raises(BrowserMissing):
        browsers.find_browser("auto", machine)


def test_a_kind_takes_the_first_of_that_kind(machine, tmp_path):
    shell = executable(tmp_path / "bin" / "chromium-headless-shell")
    chromium = executable(tmp_path / "bin" / "chromium")
    assert browsers.find_browser("chromium", machine).path == chromium
    assert browsers.find_browser("headless-shell", machine).path == shell
    chromium.unlink()
    with pytest.raises(BrowserMissing, match="'chromium'"):
        browsers.find_browser("chromium", machine)


def test_a_path_must_be_executable(machine, tmp_path):
    path = executable(tmp_path / "my-headless-shell")
    assert browsers.find_browser(str(path), machine).kind == "headless-shell"
    path.chmod(0o644)
    with pytest.raises(BrowserMissing, match="my-headless-shell"):
        browsers.find_browser(str(path), machine)


def test_starting(tmp_path):
    works = browsers.Browser(executable(tmp_path / "works", WORKS), "chromium", "setting")
    assert browsers.start(works) == browsers.Started(True, "Chromium 1.2.3")
    broken = browsers.Browser(executable(tmp_path / "broken", BROKEN), "chromium", "setting")
    assert browsers.start(broken) == browsers.Started(False, "libnss3.so: cannot open shared object file")
    assert browsers.browser_version(broken) is None


def test_installing_when_playwrights_own_is_here(machine):
    path = download(machine)
    shell = Shell()
    assert browsers.install_browser(machine, shell).browser.path == path
    assert shell.commands == []


def test_installing_downloads_even_when_a_chromium_is_installed(machine, tmp_path):
    executable(tmp_path / "bin" / "chromium", WORKS)
    shell = Shell(install=lambda: download(machine) and 0)
    installation = browsers.install_browser(machine, shell)
    assert installation.browser.origin == "playwright"
    assert len(shell.commands) == 1
    assert shell.commands[0].endswith("-m playwright install chromium")


def test_installing_offline_takes_the_installed_one(machine, tmp_path):
    path = executable(tmp_path / "bin" / "chromium", WORKS)
    installation = browsers.install_browser(machine, Shell())
    assert installation.browser.path == path
    assert installation.steps[0].startswith("Playwright's Chromium could not be downloaded")


def test_a_download_that_cannot_start_is_taken_away(machine, tmp_path):
    path = executable(tmp_path / "bin" / "chromium", WORKS)
    remove = lambda: shutil.rmtree(machine["PLAYWRIGHT_BROWSERS_PATH"])  # noqa: E731
    shell = Shell(install=lambda: download(machine, BROKEN) and 0, uninstall=remove)
    installation = browsers.install_browser(machine, shell)
    assert installation.browser.path == path
    assert any("libnss3.so" in step for step in installation.steps)
    assert browsers.find_browser("auto", machine).path == path


def test_installing_with_apt_as_root_on_debian(machine, tmp_path, monkeypatch):
    monkeypatch.setattr(browsers, "running_as_root", lambda: True)
    monkeypatch.setattr(browsers, "_on_debian", lambda: True)
    monkeypatch.setattr(browsers.shutil, "which", lambda name, path=None: _which(name, path))
    shell = Shell(**{"apt-get": lambda: executable(tmp_path / "bin" / "chromium", WORKS) and 0})
    installation = browsers.install_browser(machine, shell)
    assert installation.browser.path == tmp_path / "bin" / "chromium"
    assert "apt-get install -y --no-install-recommends chromium" in shell.commands


def _which(name, path):
    return f"/usr/bin/{name}" if name == "apt-get" else _WHICH(name, path=path)


_WHICH = shutil.which


def test_when_nothing_helps_the_command_is_named(machine, monkeypatch):
    monkeypatch.setattr(browsers, "running_as_root", lambda: False)
    installation = browsers.install_browser(machine, Shell())
    assert installation.browser is None
    assert browsers.install_command() in installation.steps[-1]


@pytest.fixture
def by_name(tmp_path, monkeypatch):
    """All checks of a machine whose browser and libraries are what the test says."""
    monkeypatch.setattr(metadata, "requires", lambda _: ["click>=8", "pytest>=9 ; extra == 'dev'"])

    def examine(script: str = WORKS, home: Path | None = None):
        path = executable(tmp_path / "chrome", script)
        settings = with_overrides(Settings(), {"capture.browser": str(path)})
        return {check.name: check for check in checks.examine(settings, home or tmp_path / "new" / "home")}

    return examine


def test_a_machine_that_has_everything(by_name):
    found = by_name()
    assert [name for name, check in found.items() if not check.ok and name != "fonts"] == []
    assert "Chromium 1.2.3" in found["browser"].found
    assert found["libraries"].found.startswith("click ")
    assert "pytest" not in found["libraries"].found


def test_a_browser_that_does_not_start(by_name):
    check = by_name(BROKEN)["browser"]
    assert not check.ok
    assert "libnss3.so" in check.found
    assert "chromium" in check.mend


def test_a_missing_library(by_name, monkeypatch):
    monkeypatch.setattr(metadata, "requires", lambda _: ["nonesuch[x]>=1; python_version > '3'"])
    assert by_name()["libraries"] == checks.Check(
        "libraries", False, "missing: nonesuch", "pip install nonesuch"
    )


def test_a_home_that_is_a_file(by_name, tmp_path):
    file = tmp_path / "file"
    file.touch()
    check = by_name(home=file)["archive home"]
    assert not check.ok
    assert check.mend == "Name another folder with --home."


def test_a_full_disk(by_name, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 9, 1))
    assert not by_name()["disk space"].ok


def test_no_named_pipes(by_name, monkeypatch):
    def refuse(path):
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "mkfifo", refuse)
    check = by_name()["named pipes"]
    assert (check.ok, check.mend) == (False, "Point TMPDIR to a local file system.")


def test_the_command(invoke, tmp_path, monkeypatch):
    answer = (checks.Check("a", True, "fine"), checks.Check("b", False, "gone", "mend it"))
    monkeypatch.setattr(checks, "examine", lambda settings, home: answer)
    result = invoke("doctor")
    assert result.exit_code == 4
    assert result.stdout.split() == ["ok", "a", "fine", "MISSING", "b", "gone", "mend:", "mend", "it"]
    document = json.loads(invoke("doctor", "--json").stdout)
    assert document["checks"][1] == {"name": "b", "ok": False, "found": "gone", "mend": "mend it"}
    monkeypatch.setattr(checks, "examine", lambda settings, home: answer[:1])
    assert invoke("doctor").exit_code == 0


def test_mending_says_what_it_did(invoke, monkeypatch):
    monkeypatch.setattr(browsers, "install_browser", lambda: browsers.Installation(None, ("It was tried.",)))
    monkeypatch.setattr(checks, "examine", lambda settings, home: ())
    result = invoke("doctor", "--mend")
    assert (result.exit_code, result.stderr) == (0, "It was tried.\n")


@pytest.mark.browser
def test_the_browser_of_this_machine_starts():
    try:
        browser = browsers.find_browser()
    except BrowserMissing as error:
        pytest.skip(error.message)
    started = browsers.start(browser)
    assert started.ok, started.detail
    assert "Chrom" in started.detail
