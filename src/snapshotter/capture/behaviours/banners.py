"""Refusing consent, and closing what lies over a page, for its reading view.

Runs on a loaded page after it was pictured as it arrived.  Consent is refused where a button for it is
found, also on a second layer; it is never given: a banner that cannot be refused is hidden.  Newsletters,
surveys and the like are closed by their own buttons, else hidden.  Walls (log in, subscribe, prove your
age) are at most closed by their own button, never hidden: verdicts judge them.

What looks and acts is JavaScript in an isolated world of ours (DevTools ``Page.createIsolatedWorld``), so
that a page's changed prototypes cannot lie to it and its scripts do not see it.  While buttons are pressed
the page cannot be left: navigations and forms are cancelled there, popups are closed.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from snapshotter.capture.behaviours.banner_rules import BannerRules, UserRule, load_rules
from snapshotter.model.capture import Intervention

if TYPE_CHECKING:
    from playwright.async_api import CDPSession, Frame, Page

__all__ = ["BannerRules", "clear_banners", "load_rules"]

_log = logging.getLogger(__name__)

_WORLD = "reading-view"
_MAX_PASSES = 10
_MAX_FRAMES = 3
_MAX_FRAME_DEPTH = 3
_AFTERWARDS_MS = 700
"""After something was done, so long the next overlay is waited for."""
_MAX_INTERVENTIONS = 60
_DETACH_S = 1.0


async def clear_banners(page: Page, rules: BannerRules, *, limit_s: float) -> list[Intervention]:
    """Free ``page`` of what lies over it, within ``limit_s`` seconds; what was done, in its order.

    Never raises for what the page does: when it crashes, closes, leaves or takes too long, what was
    done until then is returned.
    """
    from playwright.async_api import Error

    clearing = _Clearing(page, rules, time.monotonic() + limit_s)
    try:
        async with asyncio.timeout(limit_s), clearing.watched():
            await clearing.run()
    except (TimeoutError, Error, _Gone) as error:
        _log.debug("banners of %s: ended early: %r", page.url, error)
    finally:
        await clearing.close()
    return clearing.done[:_MAX_INTERVENTIONS]


class _Gone(Exception):
    """The document that we worked in is no more, or its script failed."""


@dataclass(slots=True)
class _World:
    """Our script in one frame."""

    session: CDPSession
    frame_id: str
    context_id: int
    url: str
    inside: bool
    """Of a frame, not the page itself."""

    async def call(self, expression: str) -> Any:
        """The JSON value of a call of our script.  Raises :class:`_Gone`."""
        found = await self._evaluate(expression, by_value=True)
        return found.get("value")

    async def handle(self, expression: str) -> str:
        """The DevTools id of the object that the call returns."""
        return str((await self._evaluate(expression, by_value=False))["objectId"])

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
            thrown = answer["exceptionDetails"].get("exception", {})
            raise _Gone(str(thrown.get("description", answer["exceptionDetails"].get("text")))[:500])
        result: dict[str, Any] = answer["result"]
        return result


class _Clearing:
    """One page being cleared."""

    def __init__(self, page: Page, rules: BannerRules, deadline: float) -> None:
        self._page = page
        self._rules = rules
        self._deadline = deadline
        self._sessions: dict[str, CDPSession] = {}
        """By the id of the topmost frame that each speaks for; the page's own under ``""``."""
        self._worlds: dict[str, _World] = {}
        self._popups: list[asyncio.Task[None]] = []
        self.done: list[Intervention] = []

    @contextlib.asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """Popups that our clicks open are closed meanwhile."""
        self._page.on("popup", self._close_popup)
        try:
            yield
        finally:
            self._page.remove_listener("popup", self._close_popup)

    async def run(self) -> None:
        session, frame = await self._main()
        world = await _isolated(session, frame, inside=False)
        own = any(rule.applies_to(world.url) for rule in self._rules.own)
        if not own and not await world.call(self._rules.survey):
            return
        main = await self._install(world)
        await self._obey(main)
        await self._clear(main, depth=0)
        self._note(main, await main.call("page.finish()"))

    async def close(self) -> None:
        """Let go of the sessions; of a crashed page they do not answer, and need not."""
        from playwright.async_api import Error

        for session in self._sessions.values():
            with contextlib.suppress(Error, TimeoutError):
                await asyncio.wait_for(session.detach(), _DETACH_S)
        if self._popups:
            await asyncio.wait(self._popups, timeout=_DETACH_S)

    async def _clear(self, world: _World, *, depth: int) -> bool:
        """Passes in a frame and in those that lie over it, until there is nothing more to do."""
        acted = False
        for _ in range(_MAX_PASSES):
            found = await world.call("page.pass()")
            self._note(world, found["did"])
            progress = bool(found["did"])
            if depth < _MAX_FRAME_DEPTH:
                progress |= await self._overlay_frames(world, found["frames"], depth + 1)
            if not progress and found["closed"]:
                progress = await self._open_hosts(world, found["closed"])
                if progress:
                    continue
            if not progress and depth == 0:
                for index in range(min(found["wide"], _MAX_FRAMES)):
                    progress |= await self._wide_frame(world, index)
            acted |= progress
            wait_ms = _AFTERWARDS_MS if progress else found["expect"]
            if wait_ms <= 0 or not await self._comes(world, wait_ms):
                break
        return acted

    async def _comes(self, world: _World, wait_ms: float) -> bool:
        left_ms = (self._deadline - time.monotonic()) * 1000
        return bool(await world.call(f"page.watch({int(max(min(wait_ms, left_ms), 0))})"))

    async def _overlay_frames(self, world: _World, count: int, depth: int) -> bool:
        """Frames that are overlays: what they ask is answered in them, else they are hidden."""
        progress = False
        for index in range(min(count, _MAX_FRAMES)):
            inner = await self._world_in(world, f"page.frameAt({index})")
            topic, answered = None, False
            if inner is not None:
                with _suppressed():
                    found = await inner.call("page.passAsOverlay()")
                    self._note(inner, found["did"])
                    topic, answered = found["topic"], bool(found["did"])
                    if topic is None and depth < _MAX_FRAME_DEPTH:
                        answered = await self._clear(inner, depth=depth)
            opened = answered and self.done[-1].kind == "consent-settings"
            state = json.dumps("open" if opened else answered)
            hidden = await world.call(f"page.afterFrame({index}, {json.dumps(topic)}, {state})")
            self._note(world, hidden)
            progress |= answered or bool(hidden)
        return progress

    async def _wide_frame(self, world: _World, index: int) -> bool:
        inner = await self._world_in(world, f"page.wideAt({index})")
        if inner is None:
            return False
        acted = False
        with _suppressed():
            await self._obey(inner)
            acted = await self._clear(inner, depth=_MAX_FRAME_DEPTH - 1)
            if acted:
                self._note(inner, await inner.call("page.finish()"))
        return acted

    async def _open_hosts(self, world: _World, count: int) -> bool:
        """Closed shadow roots that show something: handed to our script, which cannot see them itself."""
        opened = False
        for index in range(min(count, _MAX_FRAMES)):
            host = await world.handle(f"page.hostAt({index})")
            node = (await world.session.send("DOM.describeNode", {"objectId": host, "pierce": True}))["node"]
            for root in node.get("shadowRoots", []):
                if root.get("shadowRootType") != "closed":
                    continue
                inside = {"backendNodeId": root["backendNodeId"], "executionContextId": world.context_id}
                resolved = await world.session.send("DOM.resolveNode", inside)
                await world.session.send(
                    "Runtime.callFunctionOn",
                    {
                        "functionDeclaration": f"function () {{ page.openHost({index}, this); }}",
                        "objectId": resolved["object"]["objectId"],
                    },
                )
                opened = True
        return opened

    async def _obey(self, world: _World) -> None:
        rules = [rule for rule in self._rules.own if rule.applies_to(world.url)]
        if not rules:
            return
        found = await world.call(f"page.obey({json.dumps([_as_json(rule) for rule in rules])})")
        self._note(world, found["did"])
        for selector in found["invalid"]:
            _log.warning("banner rules: %r is no CSS selector to the browser", selector)

    def _note(self, world: _World, did: list[dict[str, str]]) -> None:
        for each in did:
            target = f"frame {world.url[:200]} {each['target']}" if world.inside else each["target"]
            self.done.append(Intervention(each["kind"], target, each["text"], each["rule"]))

    def _close_popup(self, popup: Page) -> None:
        async def close() -> None:
            from playwright.async_api import Error

            with contextlib.suppress(Error):
                await popup.close()

        self._popups.append(asyncio.ensure_future(close()))

    async def _main(self) -> tuple[CDPSession, dict[str, Any]]:
        session = await self._page.context.new_cdp_session(self._page)
        self._sessions[""] = session
        return session, (await session.send("Page.getFrameTree"))["frameTree"]["frame"]

    async def _install(self, world: _World) -> _World:
        await world.call(f"globalThis.page = {self._rules.script}; 0")
        self._worlds[world.frame_id] = world
        return world

    async def _world_in(self, outer: _World, expression: str) -> _World | None:
        """Our script in the document of the iframe element that ``expression`` gives."""
        element = await outer.handle(expression)
        node = (await outer.session.send("DOM.describeNode", {"objectId": element}))["node"]
        frame_id = node.get("frameId")
        if frame_id is None:
            return None
        found = await self._frame(frame_id)
        if found is None:
            return None
        session, frame = found
        known = self._worlds.get(frame_id)
        if known is not None and known.url == frame["url"]:
            return known
        world: _World | None = None
        with _suppressed():
            world = await self._install(await _isolated(session, frame, inside=True))
        return world

    async def _frame(self, frame_id: str) -> tuple[CDPSession, dict[str, Any]] | None:
        """The session that speaks for a frame: the page's, or one of its own in another process."""
        for session in list(self._sessions.values()):
            found = await _in_tree(session, frame_id)
            if found is not None:
                return session, found
        for frame in self._page.frames[1:50]:
            opened = await self._session_of(frame)
            found = await _in_tree(opened, frame_id) if opened is not None else None
            if opened is not None and found is not None:
                return opened, found
        return None

    async def _session_of(self, frame: Frame) -> CDPSession | None:
        from playwright.async_api import Error

        try:
            session = await self._page.context.new_cdp_session(frame)
        except Error:
            return None  # it lives in its parent's process and has no session of its own
        root = (await session.send("Page.getFrameTree"))["frameTree"]["frame"]["id"]
        if root in self._sessions:
            await session.detach()
            return None
        self._sessions[root] = session
        return session


@contextlib.contextmanager
def _suppressed() -> Iterator[None]:
    """A frame may go at any moment, with its session; the page goes on."""
    from playwright.async_api import Error

    try:
        yield
    except (Error, _Gone) as error:
        _log.debug("banners: a frame is gone: %r", error)


async def _isolated(session: CDPSession, frame: dict[str, Any], *, inside: bool) -> _World:
    asked = {"frameId": frame["id"], "worldName": _WORLD}
    created = await session.send("Page.createIsolatedWorld", asked)
    return _World(session, frame["id"], created["executionContextId"], frame["url"], inside)


async def _in_tree(session: CDPSession, frame_id: str) -> dict[str, Any] | None:
    trees = [(await session.send("Page.getFrameTree"))["frameTree"]]
    while trees:
        tree = trees.pop()
        if tree["frame"]["id"] == frame_id:
            frame: dict[str, Any] = tree["frame"]
            return frame
        trees.extend(tree.get("childFrames", []))
    return None


def _as_json(rule: UserRule) -> dict[str, Any]:
    return {
        "click": list(rule.click),
        "hide": list(rule.hide),
        "remove": list(rule.remove),
        "wait_ms": rule.wait_s * 1000,
        "name": rule.name,
    }
