"""What a page brings along: dialogs, pop-up windows, scripts that never end.

Each is answered so that the page can be captured: dialogs are dismissed (leaving is allowed), a few
windows are let be for what they load and the rest is closed, and a script that keeps the page from
answering is stopped.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from snapshotter.model.capture import Finding

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, CDPSession, Dialog, Page

_DIALOGS_BEFORE_STOP = 10
_POPUPS_KEPT = 3
_ANSWER_S = 3.0
_WAY_S = 6.0
_LENIENCE = 3.0
"""A page gets longer to answer by so many times what the way to the browser and back takes."""


class Company:
    """Watches over one page of a context."""

    def __init__(self, context: BrowserContext) -> None:
        self._context = context
        self.expects_own = False
        """Whether the next page that opens is one of ours."""
        self._page: Page | None = None
        self._session: CDPSession | None = None
        self._dialogs = self._popups = self._stopped = 0
        self._tasks: set[asyncio.Task[None]] = set()
        context.on("page", self._popup)

    def watch(self, page: Page, session: CDPSession) -> None:
        """From now on ``page`` is the page, and every other a pop-up."""
        self._page, self._session = page, session
        page.on("dialog", self._dialog)

    def findings(self) -> list[Finding]:
        """What a reader should know of it."""
        found = []
        if self._dialogs:
            found.append(_finding("page.dialogs", f"{self._dialogs} dialogs were dismissed", self._dialogs))
        if self._popups:
            found.append(_finding("page.popups", f"the page opened {self._popups} windows", self._popups))
        if self._stopped:
            words = "a script that kept the page from answering was stopped"
            found.append(Finding("page.script-stopped", "warning", words, {"count": self._stopped}))
        return found

    async def answers(self, limit_s: float = _ANSWER_S) -> bool:
        """Whether the page answers at all; if need be after its script was stopped for good."""
        if await self._echo(limit_s):
            return True
        self._stopped += 1
        await self._send("Runtime.terminateExecution")
        if await self._echo(limit_s):
            return True
        await self._send("Emulation.setScriptExecutionDisabled", {"value": True})
        await self._send("Runtime.terminateExecution")
        return await self._echo(limit_s)

    async def silence(self) -> None:
        """No more scripts on this page: it will not come to rest otherwise."""
        self._stopped += 1
        await self._send("Emulation.setScriptExecutionDisabled", {"value": True})

    async def _echo(self, limit_s: float) -> bool:
        """Whether the page answers.  What keeps us or the browser busy, as a flood on another page or a
        loaded machine does, is not laid to its charge: its time begins when the browser has answered, and
        where not even that comes there is nothing to be said of the page."""
        from playwright.async_api import Error

        if self._session is None:
            return False
        asking = self._session.send("Runtime.evaluate", {"expression": "1", "returnByValue": True})
        asked = asyncio.ensure_future(asking)
        try:
            way_s = await self._way_s(self._session)
            if way_s is None:
                return True
            await asyncio.wait_for(asked, limit_s + _LENIENCE * way_s)
        except TimeoutError:
            return False
        except Error:
            return True  # it answers, if only with an error
        finally:
            asked.cancel()
        return True

    async def _way_s(self, session: CDPSession) -> float | None:
        """How long an answer of the browser takes that needs nothing of the page; None where none comes."""
        from playwright.async_api import Error

        began = time.monotonic()
        try:
            await asyncio.wait_for(session.send("Browser.getVersion"), _WAY_S)
        except TimeoutError:
            return None
        except Error:
            return 0.0  # the page is gone: asking it will tell
        return time.monotonic() - began

    async def _send(self, method: str, parameters: dict[str, object] | None = None) -> None:
        from playwright.async_api import Error

        if self._session is None:
            return
        try:
            await asyncio.wait_for(self._session.send(method, parameters or {}), _ANSWER_S)
        except (TimeoutError, Error):
            return

    def _dialog(self, dialog: Dialog) -> None:
        self._dialogs += 1
        leaving = dialog.type == "beforeunload"
        self._soon(self._answer(dialog, accept=leaving))
        if self._dialogs == _DIALOGS_BEFORE_STOP:
            self._soon(self._send("Runtime.terminateExecution"))
            self._soon(self.silence())

    async def _answer(self, dialog: Dialog, *, accept: bool) -> None:
        from playwright.async_api import Error

        try:
            await (dialog.accept() if accept else dialog.dismiss())
        except Error:
            return  # it went with its page

    def _popup(self, page: Page) -> None:
        if self._page is None or page is self._page or self.expects_own:
            return
        self._popups += 1
        page.on("dialog", lambda dialog: self._soon(self._answer(dialog, accept=True)))
        if self._popups > _POPUPS_KEPT:
            self._soon(self._close(page))

    async def _close(self, page: Page) -> None:
        from playwright.async_api import Error

        try:
            await asyncio.wait_for(page.close(), _ANSWER_S)
        except (TimeoutError, Error):
            return

    def _soon(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _finding(code: str, message: str, count: int) -> Finding:
    return Finding(code, "info", message, {"count": count})
