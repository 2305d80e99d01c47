"""Worlds of our own in the frames of a page: scripts there see the document, the page does not see them.

Playwright evaluates in the page's own world, where prototypes may have been changed.  DevTools gives a frame
another world with clean ones (``Page.createIsolatedWorld``).  Frames of other sites live in other processes
and are spoken to through sessions of their own.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.async_api import CDPSession, Frame, Page

_WORLD = "reading-view"
_MAX_FRAMES = 50
_DETACH_S = 1.0


class Gone(Exception):
    """The document that we worked in is no more, or our script failed in it."""


@dataclass(frozen=True, slots=True)
class World:
    """Where our script runs: an isolated world of one frame's document."""

    session: CDPSession
    frame_id: str
    context_id: int
    url: str
    """Of the frame, without fragment."""
    inside: bool
    """Of a frame, not the page itself."""

    async def call(self, expression: str) -> Any:
        """The JSON value of an expression, awaited where it is a promise.

        Raises :class:`Gone`, and Playwright's ``Error`` when the document or the page goes meanwhile.
        """
        return (await self._evaluate(expression, by_value=True)).get("value")

    async def handle(self, expression: str) -> str:
        """The DevTools id of the object that the expression is.  Raises as :meth:`call` does."""
        found = await self._evaluate(expression, by_value=False)
        if "objectId" not in found:
            raise Gone(f"{expression} is no object")
        return str(found["objectId"])

    async def node(self, expression: str) -> dict[str, Any]:
        """What DevTools tells of the element that the expression is, its shadow roots included."""
        asked = {"objectId": await self.handle(expression), "pierce": True}
        node: dict[str, Any] = (await self.session.send("DOM.describeNode", asked))["node"]
        return node

    async def _evaluate(self, expression: str, *, by_value: bool) -> dict[str, Any]:
        answer = await self.session.send(
            "Runtime.evaluate",
            {
                "expression": expression,
                "contextId": self.context_id,
                "awaitPromise": True,
                "returnByValue": by_value,
                "silent": True,
            },
        )
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise Gone(str(details.get("exception", {}).get("description", details.get("text")))[:500])
        result: dict[str, Any] = answer["result"]
        return result


class Worlds:
    """The worlds of one page, made as they are asked for."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._sessions: dict[str, CDPSession] = {}
        """By the id of the topmost frame that each speaks for."""

    async def main(self) -> World:
        """Of the page itself."""
        session = await self._page.context.new_cdp_session(self._page)
        frame = (await session.send("Page.getFrameTree"))["frameTree"]["frame"]
        self._sessions[frame["id"]] = session
        return await _created(session, frame, inside=False)

    async def of_element(self, outer: World, expression: str) -> World | None:
        """Of the document in the iframe element that ``expression`` is; None when it has none."""
        frame_id = (await outer.node(expression)).get("frameId")
        for session in list(self._sessions.values()):
            for frame in await _frames_of(session):
                if frame["id"] == frame_id:
                    return await _created(session, frame, inside=True)
        for candidate in self._page.frames[1:_MAX_FRAMES]:
            opened = await self._opened(candidate)
            for frame in [] if opened is None else await _frames_of(opened):
                if opened is not None and frame["id"] == frame_id:
                    return await _created(opened, frame, inside=True)
        return None

    async def of_addresses(self, wanted: Callable[[str], bool]) -> list[World]:
        """Of every frame, the page excepted, whose address is ``wanted``."""
        for candidate in self._page.frames[1:_MAX_FRAMES]:
            if wanted(candidate.url):
                await self._opened(candidate)
        return [
            await _created(session, frame, inside=True)
            for main, session in self._sessions.items()
            for frame in await _frames_of(session)
            if wanted(frame["url"]) and not (frame["id"] == main == next(iter(self._sessions)))
        ]

    async def close(self) -> None:
        """Let go of the sessions; those of a crashed page do not answer, and need not."""
        from playwright.async_api import Error

        for session in self._sessions.values():
            with contextlib.suppress(Error, TimeoutError):
                await asyncio.wait_for(session.detach(), _DETACH_S)

    async def _opened(self, frame: Frame) -> CDPSession | None:
        """A session for a frame in another process; None where it has none or it is known."""
        from playwright.async_api import Error

        try:
            session = await self._page.context.new_cdp_session(frame)
            top = (await session.send("Page.getFrameTree"))["frameTree"]["frame"]["id"]
        except Error:
            return None  # it lives in its parent's process, or is gone
        if top in self._sessions:
            await session.detach()
            return None
        self._sessions[top] = session
        return session


async def _created(session: CDPSession, frame: dict[str, Any], *, inside: bool) -> World:
    """The frame's world; the same again as long as the frame keeps its document."""
    asked = {"frameId": frame["id"], "worldName": _WORLD}
    created = await session.send("Page.createIsolatedWorld", asked)
    return World(session, frame["id"], created["executionContextId"], frame["url"], inside)


async def _frames_of(session: CDPSession) -> list[dict[str, Any]]:
    """The frames that a session speaks for, as DevTools describes them; none when it is gone."""
    from playwright.async_api import Error

    try:
        trees = [(await session.send("Page.getFrameTree"))["frameTree"]]
    except Error:
        return []
    found = []
    while trees:
        tree = trees.pop()
        found.append(tree["frame"])
        trees.extend(tree.get("childFrames", []))
    return found
