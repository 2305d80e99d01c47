"""Scripts of ours on a page, in a world of their own.

An isolated world shares the document with the page and nothing else: what the page has done to
``Array``, ``Promise`` or ``document.querySelector`` does not reach it, and it leaves no trace there.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.async_api import CDPSession

_NAME = "snapshotter"
_GONE = ("Cannot find context", "context was destroyed", "Inspected target navigated", "uniqueContextId")
_TRIES = 3


class ScriptFailed(Exception):
    """The script threw, or its document went away while it ran.  The message is the browser's."""


@cache
def script(path: Path) -> str:
    """A script of ours: one function expression."""
    return path.read_text("utf-8").strip().rstrip(";")


class World:
    """Our world in the main frame of a page; made anew whenever the document changes."""

    def __init__(self, session: CDPSession) -> None:
        self.session = session
        self._context: int | None = None
        self._frame: str | None = None

    async def call(self, function: str, argument: object = None) -> Any:
        """What ``function`` (source of a function of one argument) returns, awaited, as JSON.

        Raises :class:`ScriptFailed` and Playwright's ``Error``.
        """
        from playwright.async_api import Error

        for attempt in range(_TRIES):
            try:
                return await self._call(function, argument)
            except Error as error:
                if attempt == _TRIES - 1 or not any(words in error.message for words in _GONE):
                    raise
                self._context = None
        raise AssertionError("unreachable")

    async def _call(self, function: str, argument: object) -> Any:
        if self._context is None:
            self._context = await self._made()
        answer = await self.session.send(
            "Runtime.callFunctionOn",
            {
                "functionDeclaration": function,
                "arguments": [{"value": argument}],
                "executionContextId": self._context,
                "awaitPromise": True,
                "returnByValue": True,
            },
        )
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            thrown = details.get("exception", {}).get("description") or details.get("text", "")
            raise ScriptFailed(thrown.splitlines()[0] if thrown else "the script failed")
        return answer["result"].get("value")

    async def _made(self) -> int:
        if self._frame is None:
            tree = await self.session.send("Page.getFrameTree")
            self._frame = tree["frameTree"]["frame"]["id"]
        made = await self.session.send(
            "Page.createIsolatedWorld", {"frameId": self._frame, "worldName": _NAME}
        )
        context: int = made["executionContextId"]
        return context
