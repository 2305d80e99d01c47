"""What a machine needs to capture pages, checked one by one, each with the command that mends it."""

from __future__ import annotations

import os
import platform
import re
import shutil
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from snapshotter.capture import browsers
from snapshotter.errors import BrowserMissing
from snapshotter.settings import Settings

_LEAST_FREE_BYTES = 1_000_000_000
_FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")
_FONT_SUFFIXES = frozenset({".ttf", ".otf", ".ttc", ".pfb", ".woff2"})


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    ok: bool
    found: str
    """What is there, in words."""
    mend: str = ""
    """The exact command, or the setting, that mends it; on an ``ok`` check it is advice."""


def examine(settings: Settings, home: Path) -> tuple[Check, ...]:
    """All checks.  Starts the browser once for ``about:blank``; touches no network."""
    return (
        _python(),
        _libraries(),
        _browser(settings),
        _sandbox(),
        _named_pipes(),
        _home(home),
        _disk_space(home),
        _fonts(),
    )


def _python() -> Check:
    found = f"{platform.python_version()} ({sys.executable})"
    ok = sys.version_info[:2] >= (3, 11)
    return Check("python", ok, found, "" if ok else "Install Python 3.11 or newer.")


def _libraries() -> Check:
    """Every library that the installed distribution asks for, with its version."""
    try:
        names = _required(metadata.requires("snapshotter") or ())
    except metadata.PackageNotFoundError:
        return Check("libraries", False, "snapshotter itself is not installed", "make setup")
    versions = {name: _version(name) for name in names}
    missing = sorted(name for name, version in versions.items() if version is None)
    if missing:
        return Check("libraries", False, "missing: " + ", ".join(missing), f"pip install {' '.join(missing)}")
    return Check(
        "libraries", True, ", ".join(f"{name} {version}" for name, version in sorted(versions.items()))
    )


def _required(requirements: Iterable[str]) -> list[str]:
    """Names out of requirement lines (PEP 508), those of extras left out."""
    lines = (line for line in requirements if "extra ==" not in line)
    return [found.group() for line in lines if (found := re.match(r"[A-Za-z0-9._-]+", line))]


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _browser(settings: Settings) -> Check:
    try:
        browser = browsers.find_browser(settings.capture.browser)
    except BrowserMissing as error:
        mend = browsers.install_command() if settings.capture.browser == "auto" else error.hint
        return Check("browser", False, error.message, mend)
    started = browsers.start(browser)
    found = f"{started.detail} ({browser.kind}, {browser.path}, from {browser.origin})"
    if not started.ok and browsers.lacks_sandbox(started.said):
        return Check("browser", False, found, browsers.SANDBOX_MEND)
    return Check("browser", started.ok, found, "" if started.ok else browsers.install_command())


def _sandbox() -> Check:
    if browsers.running_as_root():
        return Check(
            "sandbox", True, f"off: {browsers.NO_SANDBOX}", browsers.AS_ANOTHER_USER.capitalize() + "."
        )
    return Check("sandbox", True, "on")


def _named_pipes() -> Check:
    """The browser hands over its TLS keys through one."""
    mend = "Point TMPDIR to a local file system."
    if not hasattr(os, "mkfifo"):
        return Check("named pipes", False, f"none on {platform.system()}", "Use Linux, macOS or WSL.")
    with tempfile.TemporaryDirectory(prefix="snapshotter-pipe-") as folder:
        try:
            os.mkfifo(Path(folder) / "pipe")
        except OSError as error:
            return Check("named pipes", False, f"{folder}: {error.strerror}", mend)
    return Check("named pipes", True, f"work in {tempfile.gettempdir()}")


def _home(home: Path) -> Check:
    folder = _nearest_existing(home / "warcs")
    ok = folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)
    found = str(home) if ok else f"{folder} cannot be written"
    return Check("archive home", ok, found, "" if ok else "Name another folder with --home.")


def _disk_space(home: Path) -> Check:
    free = shutil.disk_usage(_nearest_existing(home)).free
    ok = free >= _LEAST_FREE_BYTES
    mend = "" if ok else "Free at least 1 GB, or name another folder with --home."
    return Check("disk space", ok, f"{free / 1e9:.1f} GB free", mend)


def _fonts() -> Check:
    """Without fonts a screenshot shows boxes; macOS and Windows always have them."""
    if sys.platform in ("darwin", "win32"):
        return Check("fonts", True, "those of the system")
    mend = "apt-get install -y fonts-dejavu-core fonts-noto-core fonts-noto-cjk"
    found = sum(1 for folder in _FONT_FOLDERS for _ in _font_files(Path(folder).expanduser()))
    if found == 0:
        return Check("fonts", False, "none: screenshots would show boxes for letters", mend)
    return Check("fonts", True, f"{found} font files")


def _font_files(folder: Path) -> Iterable[Path]:
    return (path for path in folder.rglob("*") if path.suffix.lower() in _FONT_SUFFIXES)


def _nearest_existing(path: Path) -> Path:
    return next(folder for folder in (path, *path.parents) if folder.exists())
