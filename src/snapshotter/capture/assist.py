"""A person passes what stands before a page (consent, login, challenge) in a window; the capture goes on.

No wall is climbed here: whoever sits before the window does what any visitor would.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from snapshotter.capture.browsers import Browser
from snapshotter.capture.profile import load_profile, save_profile
from snapshotter.errors import BrowserMissing, ConfigError, GivenUp

if TYPE_CHECKING:
    from playwright.async_api import Page

Person = Callable[[str], Awaitable[bool]]
"""Asked with the address in the window; True once they are through, False when they give up."""

_DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY")
_COOKIES = (
    "take the cookies of the browser in which you are logged in: snapshotter capture URL --cookies FILE"
)


class Assistance:
    """The hook of a visit between arriving and settling.

    The person has all the time they need.  When they are through, the logins that the window has by
    then are saved to ``profile``, if one is named.
    """

    def __init__(self, person: Person, profile: Path | None = None) -> None:
        self._person = person
        self._profile = profile

    async def __call__(self, page: Page) -> None:
        """Return when the person is through.

        Raises :class:`GivenUp` when they say so or close the window, and :class:`ConfigError` when the
        profile cannot be written.
        """
        if not await self._is_through(page):
            raise GivenUp(
                f"{page.url}: given up, so nothing was captured", hint="The same command asks again."
            )
        if self._profile is not None:
            await save_profile(page.context, self._profile)

    async def _is_through(self, page: Page) -> bool:
        leaving = asyncio.ensure_future(_gone(page).wait())
        asking = asyncio.ensure_future(self._person(page.url))
        try:
            await asyncio.wait({leaving, asking}, return_when=asyncio.FIRST_COMPLETED)
            return asking.done() and asking.result() and not leaving.done() and not page.is_closed()
        finally:
            leaving.cancel()
            asking.cancel()


def _gone(page: Page) -> asyncio.Event:
    """Set when there is nothing left to see to: the tab was closed or crashed, or the browser ended."""
    gone = asyncio.Event()
    page.on("close", lambda _: gone.set())
    page.on("crash", lambda _: gone.set())
    browser = page.context.browser
    if browser is not None:
        browser.on("disconnected", lambda _: gone.set())
    if page.is_closed() or (browser is not None and not browser.is_connected()):
        gone.set()
    return gone


def require_window(
    browser: Browser, environ: Mapping[str, str], platform: str = sys.platform, *, otherwise: str = _COOKIES
) -> None:
    """Raises :class:`BrowserMissing` when no window can be shown; ``otherwise`` is what to do instead."""
    if browser.kind == "headless-shell":
        raise BrowserMissing(
            f"{browser.path} is a Chromium without windows",
            hint='Install Chromium or Chrome, and set [capture] browser = "chromium".',
            code="browser.no-window",
        )
    if platform.startswith("linux") and not any(environ.get(name) for name in _DISPLAYS):
        raise BrowserMissing(
            "there is no display to show a window on",
            hint=f"Run it where you see windows (over SSH: ssh -X), or {otherwise}",
            code="browser.no-window",
        )


def usable_profile(path: Path | None) -> str:
    """The profile to begin with; empty where there is none yet, or none that still holds."""
    if path is None or not path.exists():
        return ""
    try:
        load_profile(path)
    except ConfigError:
        return ""
    return str(path)
