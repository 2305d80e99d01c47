"""Refusing consent, and closing what lies over a page, for its reading view.

Runs on a loaded page after it was pictured as it arrived.  Consent is refused where a button for it is
found, also on a second layer; it is never given: a banner that cannot be refused is hidden.  Newsletters,
surveys and the like are closed by their own buttons, else hidden.  Walls (log in, subscribe, prove your
age) are at most closed by their own button, never hidden: verdicts judge them.

What looks and acts is JavaScript in isolated worlds (``isolated.py``).  While buttons are pressed the page
cannot be left: navigations and forms are cancelled there, and popups are closed here.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from snapshotter.capture.behaviours.banner_rules import BannerRules, UserRule, load_rules
from snapshotter.capture.behaviours.isolated import Gone, World, Worlds
from snapshotter.model.capture import Intervention

if TYPE_CHECKING:
    from playwright.async_api import Page

__all__ = ["BannerRules", "clear_banners", "load_rules"]

_log = logging.getLogger(__name__)

_MAX_PASSES = 10
_MAX_FRAMES = 3
_MAX_FRAME_DEPTH = 3
_FRAME_ATTEMPTS = 3
_FRAME_PAUSE_S = 0.2
_AFTERWARDS_MS = 700
"""After something was done, so long the next overlay is waited for."""
_MAX_INTERVENTIONS = 60
_CLOSE_S = 1.0


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
    except (TimeoutError, Error, Gone) as error:
        _log.debug("banners of %s: ended early: %r", page.url, error)
    finally:
        await clearing.close()
    return clearing.done[:_MAX_INTERVENTIONS]


class _Clearing:
    """One page being cleared."""

    def __init__(self, page: Page, rules: BannerRules, deadline: float) -> None:
        self._page = page
        self._rules = rules
        self._deadline = deadline
        self._worlds = Worlds(page)
        self._installed: set[int] = set()
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
        main = await self._worlds.main()
        own = any(self._rules_for(frame.url) for frame in self._page.frames)
        if not own and not await main.call(self._rules.survey):
            return
        await self._install(main)
        if own:
            await self._obey_everywhere(main)
        await self._clear(main, depth=0)
        self._note(main, await main.call("page.finish()"))

    async def close(self) -> None:
        await self._worlds.close()
        if self._popups:
            await asyncio.wait(self._popups, timeout=_CLOSE_S)

    async def _clear(self, world: World, *, depth: int) -> bool:
        """Passes in a frame and in those that lie over it, until there is nothing more to do."""
        acted = False
        for _ in range(_MAX_PASSES):
            found = await world.call("page.pass()")
            self._note(world, found["did"])
            progress = bool(found["did"])
            if depth < _MAX_FRAME_DEPTH:
                progress |= await self._overlay_frames(world, found["frames"], depth + 1)
            if not progress and found["held"]:
                continue
            if not progress and found["closed"] and await self._open_hosts(world, found["closed"]):
                continue
            if not progress and depth == 0:
                progress = await self._wide_frames(world, found["wide"])
            acted |= progress
            wait_ms = _AFTERWARDS_MS if progress else found["expect"]
            if wait_ms <= 0 or not await self._comes(world, wait_ms):
                break
        return acted

    async def _comes(self, world: World, wait_ms: float) -> bool:
        left_ms = (self._deadline - time.monotonic()) * 1000
        return bool(await world.call(f"page.watch({int(max(min(wait_ms, left_ms), 0))})"))

    async def _overlay_frames(self, world: World, count: int, depth: int) -> bool:
        """Frames that are overlays: what they ask is answered in them, else they are hidden."""
        progress = False
        for index in range(min(count, _MAX_FRAMES)):
            before = len(self.done)
            topic, answered = await self._answer(world, index, depth)
            answered |= len(self.done) > before  # and then its frame went, which is what was wanted
            opened = answered and self.done[-1].kind == "consent-settings"
            state = json.dumps("open" if opened else answered)
            hidden = await world.call(f"page.afterFrame({index}, {json.dumps(topic)}, {state})")
            if hidden:
                self._unanswered(before)
            self._note(world, hidden)
            progress |= answered or bool(hidden)
        return progress

    async def _answer(self, world: World, index: int, depth: int) -> tuple[str | None, bool]:
        """What an overlay's frame is about, and whether something was done in it.

        A frame that has just been put there may change its document under us: asked again, then.
        """
        patient = bool(await world.call(f"page.speaks({index})"))
        for _ in range(_FRAME_ATTEMPTS if patient else 1):
            answer = await self._answer_once(world, index, depth, patient=patient)
            if answer is not None:
                return answer
            await asyncio.sleep(_FRAME_PAUSE_S if patient else 0)
        return None, False

    async def _answer_once(
        self, world: World, index: int, depth: int, *, patient: bool
    ) -> tuple[str | None, bool] | None:
        from playwright.async_api import Error

        try:
            inner = await self._worlds.of_element(world, f"page.frameAt({index})")
            if inner is None:
                return None
            await self._install(inner)
            found = await inner.call(f"page.passAsOverlay({json.dumps(patient)})")
            self._note(inner, found["did"])
            if found["topic"] is None and depth < _MAX_FRAME_DEPTH:
                return None, await self._clear(inner, depth=depth)
            return found["topic"], bool(found["did"])
        except (Error, Gone) as error:
            _log.debug("banners of %s: a frame is gone: %r", self._page.url, error)
            return None

    async def _wide_frames(self, world: World, count: int) -> bool:
        """Frames that are most of the window are treated like the page."""
        from playwright.async_api import Error

        acted = False
        for index in range(min(count, _MAX_FRAMES)):
            try:
                inner = await self._worlds.of_element(world, f"page.wideAt({index})")
                if inner is not None:
                    await self._install(inner)
                    acted |= await self._clear(inner, depth=_MAX_FRAME_DEPTH - 1)
                    self._note(inner, await inner.call("page.finish()"))
            except (Error, Gone) as error:
                _log.debug("banners of %s: a frame is gone: %r", self._page.url, error)
        return acted

    async def _open_hosts(self, world: World, count: int) -> bool:
        """Closed shadow roots that show something: handed to our script, which cannot see them itself."""
        opened = False
        for index in range(min(count, _MAX_FRAMES)):
            for root in (await world.node(f"page.hostAt({index})")).get("shadowRoots", []):
                if root.get("shadowRootType") != "closed":
                    continue
                inside = {"backendNodeId": root["backendNodeId"], "executionContextId": world.context_id}
                resolved = (await world.session.send("DOM.resolveNode", inside))["object"]
                hand_over = {
                    "functionDeclaration": f"function () {{ page.openHost({index}, this); }}",
                    "objectId": resolved["objectId"],
                }
                await world.session.send("Runtime.callFunctionOn", hand_over)
                opened = True
        return opened

    async def _install(self, world: World) -> None:
        """Our script, once in each world."""
        if world.context_id not in self._installed or not await world.call("'page' in globalThis"):
            await world.call(f"globalThis.page = {self._rules.script}; 0")
            self._installed.add(world.context_id)

    def _rules_for(self, url: str) -> list[UserRule]:
        return [rule for rule in self._rules.own if rule.applies_to(url)]

    async def _obey_everywhere(self, main: World) -> None:
        """The user's rules: on the page, and in frames whose host a rule names."""
        from playwright.async_api import Error

        await self._obey(main)
        named = [rule for rule in self._rules.own if rule.host]
        frames = await self._worlds.of_addresses(lambda url: any(rule.applies_to(url) for rule in named))
        for world in frames:
            try:
                await self._install(world)
                await self._obey(world)
            except (Error, Gone) as error:
                _log.debug("banners of %s: a frame is gone: %r", self._page.url, error)

    async def _obey(self, world: World) -> None:
        rules = [_as_json(rule) for rule in self._rules_for(world.url)]
        if not rules:
            return
        found = await world.call(f"page.obey({json.dumps(rules)})")
        self._note(world, found["did"])
        for selector in found["invalid"]:
            _log.warning("banner rules: %r is no CSS selector to the browser", selector)

    def _note(self, world: World, did: list[dict[str, str]]) -> None:
        for each in did:
            target = f"frame {world.url[:200]} {each['target']}" if world.inside else each["target"]
            self.done.append(Intervention(each["kind"], target, each["text"], each["rule"]))

    def _unanswered(self, since: int) -> None:
        """What was pressed in a frame that stayed over the page refused nothing, as far as we can see."""
        for index, each in enumerate(self.done[since:], since):
            if each.kind == "consent-refused":
                self.done[index] = replace(each, kind="consent-unanswered")

    def _close_popup(self, popup: Page) -> None:
        async def close() -> None:
            from playwright.async_api import Error

            with contextlib.suppress(Error):
                await popup.close()

        self._popups.append(asyncio.ensure_future(close()))


def _as_json(rule: UserRule) -> dict[str, Any]:
    return {
        "click": list(rule.click),
        "hide": list(rule.hide),
        "remove": list(rule.remove),
        "wait_ms": rule.wait_s * 1000,
        "name": rule.name,
    }
