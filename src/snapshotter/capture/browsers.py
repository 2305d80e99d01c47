"""Finding, starting and installing the Chromium that captures pages.

Nothing here drives a browser: :func:`find_browser` only looks at files, :func:`start` runs one for
``about:blank``, :func:`install_browser` makes one available.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from snapshotter.errors import BrowserMissing

BROWSER_VARIABLE = "SNAPSHOTTER_BROWSER"
Kind = Literal["headless-shell", "chromium"]

_ON_PATH: tuple[tuple[str, Kind], ...] = (
    ("chromium", "chromium"),
    ("chromium-browser", "chromium"),
    ("google-chrome", "chromium"),
    ("google-chrome-stable", "chromium"),
    ("chromium-headless-shell", "headless-shell"),
    ("chrome-headless-shell", "headless-shell"),
)
_USUAL_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "{PROGRAMFILES}/Google/Chrome/Application/chrome.exe",
    "{PROGRAMFILES(X86)}/Google/Chrome/Application/chrome.exe",
    "{LOCALAPPDATA}/Google/Chrome/Application/chrome.exe",
    "{LOCALAPPDATA}/Chromium/Application/chrome.exe",
)
_PLAYWRIGHT_FOLDERS: tuple[tuple[str, Kind], ...] = (
    ("chromium", "chromium"),
    ("chromium-headless-shell", "headless-shell"),
)
_PLAYWRIGHT_EXECUTABLES: Mapping[Kind, tuple[str, ...]] = {
    "headless-shell": ("chrome-*/chrome-headless-shell", "chrome-*/headless_shell", "chrome-*/*shell.exe"),
    "chromium": ("chrome-*/chrome", "chrome-*/*.app/Contents/MacOS/*", "chrome-*/chrome.exe"),
}
_DOWNLOAD_TIMEOUT_S = 600.0
_CONNECTION_TIMEOUT_MS = "15000"
_APT_TIMEOUT_S = 900.0
_START_TIMEOUT_S = 60.0
_LARGEST_COMPLAINT_CHARS = 20_000


@dataclass(frozen=True, slots=True)
class Browser:
    """An executable Chromium."""

    path: Path
    kind: Kind
    """``headless-shell`` has no window at all; ``chromium`` is started with ``--headless``."""
    origin: str
    """Where it comes from: ``SNAPSHOTTER_BROWSER``, ``setting``, ``playwright``, ``system``."""
    version: str | None = None
    """As it says itself; None until it was asked, see :func:`browser_version`."""


@dataclass(frozen=True, slots=True)
class Started:
    """What came of starting a browser for ``about:blank``."""

    ok: bool
    detail: str
    """Its version, or the last line of what it complained of."""
    said: str = field(default="", compare=False)
    """All that it complained of."""


@dataclass(frozen=True, slots=True)
class Installation:
    """What :func:`install_browser` did."""

    browser: Browser | None
    """Usable, it was started; None when nothing helped."""
    steps: tuple[str, ...]
    """What was tried and what came of it, one sentence each."""


NO_SANDBOX = "Chromium runs without its sandbox, as it does for root"
AS_ANOTHER_USER = "run snapshotter as an ordinary user, for pages are made by strangers"
SANDBOX_MEND = (
    "Let users make namespaces (sysctl -w kernel.apparmor_restrict_unprivileged_userns=0, or"
    " kernel.unprivileged_userns_clone=1), or install the setuid helper (apt-get install chromium-sandbox)."
)
"""What a person can do where the kernel gives Chromium no sandbox."""

Run = Callable[[Sequence[str], float, Mapping[str, str]], "subprocess.CompletedProcess[str]"]
"""Runs a command with a bound in seconds and an environment; never raises for a failing one."""


def find_browser(setting: str = "auto", environ: Mapping[str, str] | None = None) -> Browser:
    """The browser that ``[capture] browser`` asks for.  Starts nothing; costs a few file look-ups.

    ``auto``: ``SNAPSHOTTER_BROWSER``, Playwright's own Chromium when downloaded, ``chromium`` or
    ``google-chrome`` on PATH, the usual places of macOS and Windows, and a headless shell only when
    there is nothing else: it tells every server that it is headless.  ``chromium`` and
    ``headless-shell`` take the first of that kind; anything else is a path.  Raises :class:`BrowserMissing`.
    """
    environ = os.environ if environ is None else environ
    if setting not in ("auto", "chromium", "headless-shell"):
        return _at_path(Path(setting).expanduser(), "setting")
    if environ.get(BROWSER_VARIABLE):
        return _at_path(Path(environ[BROWSER_VARIABLE]).expanduser(), BROWSER_VARIABLE)
    for browser in candidates(environ):
        if setting in ("auto", browser.kind):
            return browser
    wanted = "Chromium" if setting == "auto" else f"Chromium of the kind {setting!r}"
    raise BrowserMissing(f"no {wanted} on this machine", hint="Run: snapshotter doctor --mend")


def candidates(environ: Mapping[str, str]) -> Iterator[Browser]:
    """Every installed Chromium that is found without being named, the preferred ones first."""
    found = list(_installed(environ))
    yield from (browser for browser in found if browser.kind == "chromium")
    yield from (browser for browser in found if browser.kind == "headless-shell")


def _installed(environ: Mapping[str, str]) -> Iterator[Browser]:
    yield from _of_playwright(environ)
    for name, kind in _ON_PATH:
        found = shutil.which(name, path=environ.get("PATH"))
        if found:
            yield Browser(Path(found), kind, "system")
    for place in _USUAL_PLACES:
        path = _expanded(place, environ)
        if path is not None and _executable(path):
            yield Browser(path, "chromium", "system")


def browser_version(browser: Browser) -> str | None:
    """What ``--version`` says, e.g. ``Chromium 150.0.7871.100``; None when it does not say."""
    result = _run([str(browser.path), "--version"], _START_TIMEOUT_S, os.environ)
    lines = result.stdout.strip().splitlines()
    return lines[-1].strip() if result.returncode == 0 and lines else None


def start(browser: Browser, run: Run | None = None) -> Started:
    """Start it for ``about:blank`` with a profile that is thrown away, and see whether a page comes."""
    with tempfile.TemporaryDirectory(prefix="snapshotter-start-", ignore_cleanup_errors=True) as profile:
        command = [str(browser.path), "--headless", "--disable-gpu", f"--user-data-dir={profile}"]
        command += [*sandbox_arguments(), "--dump-dom", "about:blank"]
        result = (run or _run)(command, _START_TIMEOUT_S, os.environ)
    if result.returncode == 0 and "<html" in result.stdout:
        return Started(True, browser_version(browser) or "started")
    said = result.stderr[-_LARGEST_COMPLAINT_CHARS:]
    return Started(False, _last_line(result) or f"exit code {result.returncode}", said)


def lacks_sandbox(said: str) -> bool:
    """Whether a browser that did not start says that it is for want of a sandbox: it never goes without
    one by itself."""
    return "No usable sandbox" in said or "sandboxing failed" in said


def sandbox_arguments() -> tuple[str, ...]:
    """Chromium refuses to run as root with its sandbox on."""
    return ("--no-sandbox",) if running_as_root() else ()


def running_as_root() -> bool:
    """Always False where there is no such user."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def install_browser(environ: Mapping[str, str] | None = None, run: Run | None = None) -> Installation:
    """Make a browser available that really starts, and say what was done.

    In this order: Playwright's own (downloaded unless it is here), an installed Chrome or Chromium,
    Debian's ``chromium`` by apt when root.  Each attempt is bounded in time.  Idempotent.
    """
    environ, run = (os.environ if environ is None else environ), run or _run
    steps: list[str] = []
    for attempt in (_use_named, _use_playwright, _download_playwright, _use_system, _install_with_apt):
        browser = attempt(environ, run, steps)
        if browser is not None:
            return Installation(browser, tuple(steps))
    steps.append(f"No browser could be made available.  Run: {install_command()}")
    return Installation(None, tuple(steps))


def install_command() -> str:
    """The command that a person can run to get a browser."""
    if _on_debian():
        return "apt-get install -y chromium" if running_as_root() else "sudo apt-get install -y chromium"
    return f"{sys.executable} -m playwright install chromium"


def _on_debian() -> bool:
    return Path("/etc/debian_version").exists()


def _use_named(environ: Mapping[str, str], run: Run, steps: list[str]) -> Browser | None:
    named = environ.get(BROWSER_VARIABLE)
    if not named:
        return None
    return _first_usable([_at_path(Path(named).expanduser(), BROWSER_VARIABLE)], run, steps)


def _use_playwright(environ: Mapping[str, str], run: Run, steps: list[str]) -> Browser | None:
    return _first_usable(_of_playwright(environ), run, steps)


def _download_playwright(environ: Mapping[str, str], run: Run, steps: list[str]) -> Browser | None:
    """Downloads Playwright's own; takes it away again if it cannot start (libraries missing)."""
    if next(_of_playwright(environ), None) is not None:
        return None
    bounded = {**environ, "PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT": _CONNECTION_TIMEOUT_MS}
    playwright = [sys.executable, "-m", "playwright"]
    result = run([*playwright, "install", "chromium"], _DOWNLOAD_TIMEOUT_S, bounded)
    if result.returncode != 0:
        steps.append("Playwright's Chromium could not be downloaded.")
        return None
    steps.append("Playwright's Chromium was downloaded.")
    browser = _first_usable(_of_playwright(environ), run, steps)
    if browser is None:
        run([*playwright, "uninstall"], _START_TIMEOUT_S, environ)
        steps.append("Playwright's Chromium was removed again.")
    return browser


def _use_system(environ: Mapping[str, str], run: Run, steps: list[str]) -> Browser | None:
    return _first_usable((each for each in candidates(environ) if each.origin == "system"), run, steps)


def _install_with_apt(environ: Mapping[str, str], run: Run, steps: list[str]) -> Browser | None:
    if not (running_as_root() and _on_debian() and shutil.which("apt-get")):
        return None
    quiet = {**environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "--no-install-recommends", "chromium"]
    result = run(install, _APT_TIMEOUT_S, quiet)
    if result.returncode != 0:
        run(["apt-get", "update"], _APT_TIMEOUT_S, quiet)
        result = run(install, _APT_TIMEOUT_S, quiet)
    steps.append("Ran: " + " ".join(install) + ("" if result.returncode == 0 else f": {_last_line(result)}"))
    return _use_system(environ, run, steps)


def _first_usable(browsers: Iterator[Browser] | list[Browser], run: Run, steps: list[str]) -> Browser | None:
    for browser in browsers:
        started = start(browser, run)
        if started.ok:
            steps.append(f"{browser.path} starts ({started.detail}).")
            return browser
        steps.append(f"{browser.path} does not start: {started.detail}")
    return None


def _of_playwright(environ: Mapping[str, str]) -> Iterator[Browser]:
    """What ``playwright install`` left, for exactly the revision that this Playwright drives."""
    for folder, kind in _playwright_folders(environ):
        if not (folder / "INSTALLATION_COMPLETE").exists():
            continue
        for pattern in _PLAYWRIGHT_EXECUTABLES[kind]:
            for path in sorted(folder.glob(pattern)):
                if _executable(path):
                    yield Browser(path, kind, "playwright")


def _playwright_folders(environ: Mapping[str, str]) -> Iterator[tuple[Path, Kind]]:
    spec = find_spec("playwright")
    if spec is None or spec.origin is None:
        return
    package = Path(spec.origin).parent / "driver" / "package"
    try:
        described = json.loads((package / "browsers.json").read_text(encoding="utf-8"))["browsers"]
    except (OSError, ValueError, KeyError):
        return
    revisions = {entry["name"]: entry["revision"] for entry in described}
    for name, kind in _PLAYWRIGHT_FOLDERS:
        if name in revisions:
            folder = f"{name.replace('-', '_')}-{revisions[name]}"
            yield _playwright_registry(package, environ) / folder, kind


def _playwright_registry(package: Path, environ: Mapping[str, str]) -> Path:
    """Where Playwright keeps its downloads, by its own rules."""
    named = environ.get("PLAYWRIGHT_BROWSERS_PATH")
    if named == "0":
        return package / ".local-browsers"
    if named:
        return Path(named)
    home = Path(environ["HOME"]) if environ.get("HOME") else Path.home()
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "ms-playwright"
    if sys.platform == "win32":
        return Path(environ.get("LOCALAPPDATA", home / "AppData" / "Local")) / "ms-playwright"
    return Path(environ.get("XDG_CACHE_HOME") or home / ".cache") / "ms-playwright"


def _at_path(path: Path, origin: str) -> Browser:
    if not _executable(path):
        hint = 'Name an executable Chromium, or take what is found: [capture] browser = "auto".'
        raise BrowserMissing(f"{origin} names {path}, which is no executable file", hint=hint)
    shell = "headless-shell" in path.name or "headless_shell" in path.name
    return Browser(path, "headless-shell" if shell else "chromium", origin)


def _expanded(place: str, environ: Mapping[str, str]) -> Path | None:
    if not place.startswith("{"):
        return Path(place)
    variable, _, rest = place[1:].partition("}")
    return Path(environ[variable] + rest) if environ.get(variable) else None


def _executable(path: Path) -> bool:
    return path.is_file() and os.access(path, os.X_OK)


def _run(
    command: Sequence[str], timeout_s: float, environ: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            command,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout_s,
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return subprocess.CompletedProcess(list(command), 127, "", str(error))


def _last_line(result: subprocess.CompletedProcess[str]) -> str:
    lines = [line for line in (result.stderr + result.stdout).splitlines() if line.strip()]
    return lines[-1].strip() if lines else ""
