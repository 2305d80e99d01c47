"""The warm browser: one Chromium, a fresh and empty context for every page."""

from __future__ import annotations

import asyncio
import os
import re
import socket
import sys
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from weakref import WeakKeyDictionary

from snapshotter.capture import browsers, process_memory
from snapshotter.capture.memory_limit import MemoryLimit
from snapshotter.capture.watchdog import Watchdog
from snapshotter.errors import BrowserCrashed
from snapshotter.scratch import ScratchFolder

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, HttpCredentials, Playwright, StorageState

    from snapshotter.capture.profile import State
    from snapshotter.urls import Login

_LAUNCH_TIMEOUT_S = 60.0
_CONTEXT_TIMEOUT_S = 60.0
_CLOSE_TIMEOUT_S = 15.0
_CLOSE_CONTEXT_S = 10.0
_STARTING: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()
"""A lock belongs to the loop that has waited for it."""
_LONGEST_FOLDER = 104 - len("/org.chromium.Chromium.xxxxxx/SingletonSocket\0")
_LOOK_S = 5.0
"""Between two looks at the browser's memory: each takes some milliseconds."""

_ARGUMENTS = (
    "--disable-quic",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    # The tunnel resolves names.  Nothing else may, or names would leak past it.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--dns-prefetch-disable",
    "--disable-domain-reliability",
    # Pages show robots other things than readers, and what readers see is to be kept.
    "--disable-blink-features=AutomationControlled",
    "--no-pings",
    # What loads on sight is asked for at once: not all of it would be seen.
    "--disable-lazy-loading",
)
_WITHOUT = (
    # As Playwright has it; a second list replaces the first.
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "TcpPortRandomizationWin",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
    # Asks Google about every form, through the page's own proxy.
    "AutofillServerCommunication",
    # A process that is started for a page that may come; here every page has a context of its own.
    "SpareRendererForSitePerProcess",
)
_INSECURE = ("--ignore-certificate-errors",)
"""Besides the context's own setting: with that alone no page with a certificate to be ignored gets a
service worker."""
_PLATFORMS = {
    "darwin": "Macintosh; Intel Mac OS X 10_15_7",
    "win32": "Windows NT 10.0; Win64; x64",
}


@dataclass(frozen=True, slots=True)
class BrowserOptions:
    """How the browser is started and what its pages look like."""

    browser: browsers.Browser
    key_log: Path | None
    """Where it writes its TLS secrets; None where nobody reads them."""
    user_agent: str = ""
    """Empty: Chrome's own, without the word "Headless"."""
    insecure: bool = False
    viewport: tuple[int, int] = (1280, 900)
    pages_per_browser: int = 50
    window: bool = False
    """Show it: a person is to use it."""
    browser_max_bytes: int = 0
    """Memory of the browser with all its processes; 0 means no limit."""
    process_max_bytes: int = 0
    """Memory of one process that shows pages, which is killed beyond it; 0 means no limit."""
    arguments: tuple[str, ...] = ()
    """Further ones of its command line; first one that no other browser has."""


class WarmBrowser:
    """Gives out contexts; replaces the browser when it dies, hangs, has shown enough pages or has grown
    too large.  Of the last two it ends once its pages are done.

    A context's traffic goes to the proxy it was opened with.  The browser's own goes nowhere: its
    proxy is a port of ours that nobody listens on.
    """

    def __init__(
        self,
        options: BrowserOptions,
        *,
        measure: Callable[[int], int | None] = process_memory.tree_bytes,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._options = options
        self._measure = measure
        self._clock = clock
        self._pid: int | None = None
        self._pids: set[int] = set()
        self._next_look = 0.0
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None
        self._version = browsers.browser_version(options.browser) or ""
        self._pages = 0
        self._retired: list[Browser] = []
        self._closing: set[asyncio.Future[None]] = set()
        """Contexts of browsers that are too busy to be waited for."""
        self._lock = asyncio.Lock()
        self._dead_end = _dead_end()
        self._folder: ScratchFolder | None = None
        """For temporary files of Chromium and its driver: killed, they leave some behind."""
        self._watchdog: Watchdog | None = None
        self.memory = MemoryLimit(options.process_max_bytes)
        self.replaced = 0
        """How often the browser had to be replaced because it crashed or hung."""

    @property
    def software(self) -> str:
        """Product and version, as in ``Chromium 150.0.7871.100``."""
        match = re.search(r"[A-Za-z][\w ]*? ?\d+(\.\d+)+|\d+(\.\d+)+", self._version)
        found = match.group(0) if match else "unknown version"
        return found if found[0].isalpha() else f"Chromium {found}"

    @property
    def user_agent(self) -> str:
        """What pages are told: Chrome's reduced user agent for this platform."""
        if self._options.user_agent:
            return self._options.user_agent
        major = re.search(r"(\d+)\.\d+\.\d+", self._version)
        platform = _PLATFORMS.get(sys.platform, "X11; Linux x86_64")
        return (
            f"Mozilla/5.0 ({platform}) AppleWebKit/537.36 (KHTML, like Gecko) "
            f"Chrome/{major.group(1) if major else '150'}.0.0.0 Safari/537.36"
        )

    async def context(
        self,
        proxy: str,
        *,
        state: State | None = None,
        viewport: tuple[int, int] | None = None,
        login: tuple[str, Login] | None = None,
    ) -> BrowserContext:
        """A new context behind ``proxy``, empty or with the login that ``state`` holds.

        ``viewport`` is width and height in CSS pixels; that of the options unless given.  ``login`` is
        given to an origin that asks for one, and to no other.
        Raises :class:`BrowserCrashed`.
        """
        from playwright.async_api import Error

        async with self._lock:
            browser = await self._ready()
            self._pages += 1
            width, height = viewport or self._options.viewport
            opening = browser.new_context(
                proxy={"server": proxy, "bypass": "<-loopback>"},
                viewport={"width": width, "height": height},
                ignore_https_errors=self._options.insecure,
                accept_downloads=True,
                storage_state=cast("StorageState | None", state),
                http_credentials=_credentials(*login) if login is not None else None,
            )
            try:
                return await asyncio.wait_for(opening, _CONTEXT_TIMEOUT_S)
            except (Error, TimeoutError) as error:
                await self._discard(browser)
                why = error.message if isinstance(error, Error) else f"not within {_CONTEXT_TIMEOUT_S:g} s"
                raise BrowserCrashed(f"the browser gave no context: {why}") from error

    async def give_back(self, context: BrowserContext) -> None:
        """Close the context; a browser that does not do so in time is replaced."""
        if not await closed(context.close(), _CLOSE_CONTEXT_S):
            await self.replace(context)

    async def retire(self, context: BrowserContext) -> None:
        """The context's browser is too busy for new pages: it ends once its pages are done.

        Nobody waits for it to close the context.
        """
        async with self._lock:
            if self._browser is not None and context.browser is self._browser:
                self._retired.append(self._browser)
                self._browser = None
        closing = asyncio.ensure_future(self.give_back(context))
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)

    async def replace(self, context: BrowserContext) -> None:
        """The context's browser hangs or has crashed: end it.  The next page gets a new one."""
        browser = context.browser
        if browser is not None:
            async with self._lock:
                await self._discard(browser)

    async def close(self) -> None:
        """End the browser and the driver.  Idempotent."""
        await self.memory.close()
        for closing in tuple(self._closing):
            closing.cancel()
        if self._browser is not None:
            await closed(self._browser.close())
            self._browser = None
        for browser in self._retired:
            await closed(browser.close())
        self._retired.clear()
        if self._playwright is not None:
            await closed(self._playwright.stop())
            self._playwright = None
        self._dead_end.close()
        if self._watchdog is not None:
            await self._watchdog.close()
            self._watchdog = None
        if self._folder is not None:
            await asyncio.to_thread(self._folder.close)
            self._folder = None

    async def _ready(self) -> Browser:
        if self._browser is not None and not self._browser.is_connected():
            self.replaced += 1
            self._browser = None
        if self._browser is not None and (self._has_shown_enough() or await self._is_too_large()):
            self._retired.append(self._browser)
            self._browser = None
        for browser in [each for each in self._retired if not each.contexts]:
            self._retired.remove(browser)
            await closed(browser.close())
        if self._browser is None:
            self._browser = await self._launch()
            self._pages = 0
            await self._find_process()
        return self._browser

    def _has_shown_enough(self) -> bool:
        return self._pages >= self._options.pages_per_browser

    async def _is_too_large(self) -> bool:
        """Looked at every few seconds at most; what cannot be measured is not too large."""
        if self._pid is None or self._clock() < self._next_look:
            return False
        size_bytes = await asyncio.to_thread(self._measure, self._pid)
        self._next_look = self._clock() + _LOOK_S
        return size_bytes is not None and size_bytes > self._options.browser_max_bytes

    async def _find_process(self) -> None:
        """The new browser's process: Playwright does not tell which it is, what only we gave it does."""
        self._pid, self._next_look = None, self._clock() + _LOOK_S
        argument = next(iter(self._own_arguments), None)
        if self._options.browser_max_bytes and argument is not None:
            known = frozenset(self._pids)
            self._pid = await asyncio.to_thread(process_memory.find_process, argument, known)
        if self._pid is not None:
            self._pids.add(self._pid)

    @property
    def _own_arguments(self) -> tuple[str, ...]:
        """What this browser is given besides, first what no other has."""
        key_log = self._options.key_log
        logging = (f"--ssl-key-log-file={key_log}",) if key_log is not None else ()
        return (*logging, *self._options.arguments)

    async def _launch(self) -> Browser:
        from playwright.async_api import Error, async_playwright

        folder = await self._watched_folder()
        self.memory.start(folder)
        if self._playwright is None:
            self._playwright = await _started(async_playwright().start(), folder)
        options = self._options
        try:
            return await self._playwright.chromium.launch(
                executable_path=options.browser.path,
                headless=not options.window,
                args=[
                    *_ARGUMENTS,
                    f"--disable-features={','.join(_WITHOUT)}",
                    *self._own_arguments,
                    *(_INSECURE if options.insecure else ()),
                    f"--user-agent={self.user_agent}",
                ],
                proxy={"server": f"socks5://127.0.0.1:{self._dead_end.getsockname()[1]}"},
                chromium_sandbox=not browsers.running_as_root(),
                timeout=_LAUNCH_TIMEOUT_S * 1000,
                env=environment(folder),
                artifacts_dir=folder / "artifacts",
                handle_sigint=False,
            )
        except Error as error:
            raise _does_not_start(options.browser.path, error.message) from error

    async def _watched_folder(self) -> Path:
        """For all that driver and browser put down; it stands in the browser's command line."""
        if self._folder is None:
            await asyncio.to_thread(self._watch_a_folder)
        assert self._folder is not None
        return self._folder.path

    def _watch_a_folder(self) -> None:
        """In one go, also when nobody waits for it any more: a watchdog that is dropped ends the browsers
        of its folder."""
        folder = ScratchFolder("browser")
        self._watchdog, self._folder = Watchdog(folder.path), folder

    async def _discard(self, browser: Browser) -> None:
        if browser is self._browser:
            self._browser = None
            self.replaced += 1
        if browser in self._retired:
            self._retired.remove(browser)
        await closed(browser.close())


def _does_not_start(path: Path, said: str) -> BrowserCrashed:
    if browsers.lacks_sandbox(said):
        return BrowserCrashed(f"{path} does not start: it gets no sandbox here", hint=browsers.SANDBOX_MEND)
    return BrowserCrashed(f"{path} does not start: {said.splitlines()[0]}", hint="Run: snapshotter doctor")


async def _started(starting: Coroutine[Any, Any, Playwright], folder: Path) -> Playwright:
    """The driver, which puts profiles where its environment says: that is ours, and there is no other way
    to tell it.  One at a time, so that what was there before is put back."""
    try:
        async with _STARTING.setdefault(asyncio.get_running_loop(), asyncio.Lock()):
            with _temporary_files_in(folder):
                return await asyncio.wait_for(starting, _LAUNCH_TIMEOUT_S)
    except TimeoutError as error:
        raise BrowserCrashed(
            f"the browser's driver did not start within {_LAUNCH_TIMEOUT_S:g} s",
            hint="Run: snapshotter doctor",
        ) from error


async def closed(closing: Coroutine[Any, Any, None], limit_s: float | None = None) -> bool:
    """Whether a browser, a context or the driver came to its end in time; those that are gone already did.

    What hangs is left to itself: the driver ends it with itself, and it ends with us.
    """
    from playwright.async_api import Error

    try:
        await asyncio.wait_for(closing, _CLOSE_TIMEOUT_S if limit_s is None else limit_s)
    except TimeoutError:
        return False
    except Error:
        return True
    return True


@contextmanager
def _temporary_files_in(folder: Path) -> Iterator[None]:
    before = os.environ.get("TMPDIR")
    os.environ["TMPDIR"] = str(folder)
    try:
        yield
    finally:
        if before is None:
            os.environ.pop("TMPDIR", None)
        else:
            os.environ["TMPDIR"] = before


def _dead_end() -> socket.socket:
    """A port that refuses every connection and that nobody else can take."""
    bound = socket.socket()
    bound.bind(("127.0.0.1", 0))
    return bound


_PASSED_ON = frozenset(
    (
        *("PATH", "HOME", "LANG", "LANGUAGE", "TZ", "TMPDIR", "TEMP", "TMP", "LD_LIBRARY_PATH"),
        *("DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "DBUS_SESSION_BUS_ADDRESS", "NO_COLOR"),
        *("SYSTEMROOT", "WINDIR", "COMSPEC", "PATHEXT", "SYSTEMDRIVE", "USERPROFILE", "APPDATA"),
        *("LOCALAPPDATA", "PROGRAMFILES", "PROGRAMFILES(X86)", "PROGRAMDATA"),
    )
)
_PASSED_ON_PREFIXES = ("LC_", "XDG_", "FONTCONFIG_", "LIBGL_", "MESA_")


def environment(folder: Path, environ: Mapping[str, str] = os.environ) -> dict[str, str | float | bool]:
    """What the browser gets of our environment: what it needs to start, to write in and to find fonts.

    All else may be a secret (keys of other services), and none of it is a web page's business.  Its
    temporary files go to ``folder``, but where that is too long: the socket among them has a path of 104
    bytes at most.
    """
    known: dict[str, str | float | bool] = {
        name: value
        for name, value in environ.items()
        if name.upper() in _PASSED_ON or name.upper().startswith(_PASSED_ON_PREFIXES)
    }
    return known if len(os.fsencode(folder)) > _LONGEST_FOLDER else known | {"TMPDIR": str(folder)}


def _credentials(origin: str, login: Login) -> HttpCredentials:
    return {"username": login.user, "password": login.password, "origin": origin}
