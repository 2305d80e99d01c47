"""The stand-in: an empty page at the cited page's own address, whose elements load what is missing.

It is made of nothing that was sent: the browser asks for the page, and is handed an empty document
here.  So its requests have the page's cookies, referrer, connections and fingerprint, and what the
page's own elements would ask (``Accept``, ``Sec-Fetch-*``); but neither the page nor its service
worker sees them, and its content security policy does not stop them.  What must not be shown or run
is preloaded (HTML, section 4.6.7.17), the rest read by ``fetch`` and thrown away.
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, partial
from importlib import resources
from typing import TYPE_CHECKING, Any, Literal, Protocol

from snapshotter.capture.gaps.reference import Cors, Kind
from snapshotter.urls import Url

if TYPE_CHECKING:
    from playwright.async_api import CDPSession, Page

Result = Literal["loaded", "refused", "late", "unasked", ""]
"""How a request ended for the browser; ``unasked``: its host had been late too often, empty: its turn did
not come."""

_GRACE_S = 2.0
_OPEN_S = 10.0
_CLOSE_S = 3.0
_PRELOADED: dict[Kind, str] = {
    "style": "style",
    "script": "script",
    "image": "image",
    "icon": "image",
    "meta-image": "image",
    "font": "font",
}
"""The rest is fetched: Chromium preloads neither audio and video nor documents."""
_REASONS = {
    "mixed-content": "mixed-content",
    "net::ERR_BLOCKED_BY_CLIENT": "blocked",
    "net::ERR_BLOCKED_BY_ADMINISTRATOR": "blocked",
    "net::ERR_BLOCKED_BY_ORB": "wrong-type",
    "net::ERR_TOO_MANY_REDIRECTS": "redirect-loop",
}


@dataclass(frozen=True, slots=True)
class Job:
    """One address to be loaded as one kind of thing."""

    url: Url
    kind: Kind
    cors: Cors = ""


class Loader(Protocol):
    """Loads addresses in a page's session; the recorder sees what comes of it."""

    async def load(self, jobs: Sequence[Job], limit_s: float) -> list[Result]:
        """Load all, in this order, and say how each ended for the browser.  Never raises for trouble."""
        ...

    async def load_unchecked(self, url: Url, limit_s: float) -> bool:
        """Load one that the browser would refuse to show to the page (other origin, other type)."""
        ...

    def failure(self, url: Url) -> str | None:
        """Why the browser gave this address up, as far as it told."""
        ...


class StandIn:
    """:class:`Loader` by a second page of the same context.  An async context manager."""

    def __init__(
        self,
        page: Page,
        url: Url,
        headers: Mapping[str, str],
        *,
        at_once: int,
        each_s: float,
        takes_over: bool = False,
    ) -> None:
        """``takes_over``: leave ``page`` for it, instead of opening a second one."""
        self._context = page.context
        self._page: Page | None = page if takes_over else None
        self._is_ours = not takes_over
        self._url = url
        self._headers = {"Content-Type": "text/html", "Cache-Control": "no-store", **headers}
        self._at_once = at_once
        self._each_s = each_s
        self._session: CDPSession | None = None
        self._frame_id = ""
        self._urls: dict[str, str] = {}
        self._failures: dict[str, str] = {}

    async def __aenter__(self) -> StandIn:
        """Raises ``playwright.async_api.Error`` or ``TimeoutError`` when the browser gives no page."""
        try:
            async with asyncio.timeout(_OPEN_S):
                await self._open()
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *trouble: object) -> None:
        from playwright.async_api import Error

        if self._page is not None and self._is_ours:
            try:
                await asyncio.wait_for(self._page.close(), _CLOSE_S)
            except (Error, TimeoutError):
                return  # it goes with its context

    async def _open(self) -> None:
        if self._page is None:
            self._page = await self._context.new_page()
        self._session = session = await self._context.new_cdp_session(self._page)
        session.on("Network.requestWillBeSent", self._sent)
        session.on("Network.loadingFailed", self._failed)
        await session.send("Network.enable", {"maxTotalBufferSize": 0, "maxResourceBufferSize": 0})
        await session.send("Network.setBypassServiceWorker", {"bypass": True})
        tree = await session.send("Page.getFrameTree")
        self._frame_id = tree["frameTree"]["frame"]["id"]
        asked: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        session.on("Fetch.requestPaused", partial(self._paused, session, asked))
        pattern = {"urlPattern": "*", "resourceType": "Document"}
        await session.send("Fetch.enable", {"patterns": [pattern]})
        going = asyncio.ensure_future(self._page.goto(self._url, wait_until="load"))
        try:
            waiting: set[asyncio.Future[Any]] = {asked, going}
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            if asked.done():
                await session.send("Fetch.fulfillRequest", self._empty_document(asked.result()))
            await going
        finally:
            going.cancel()
        await session.send("Fetch.disable")

    async def _paused(self, session: CDPSession, asked: asyncio.Future[str], event: dict[str, Any]) -> None:
        """Ours is kept waiting for its answer; what a page that is being left still frames goes on."""
        from playwright.async_api import Error

        if event["frameId"] == self._frame_id and not asked.done():
            asked.set_result(event["requestId"])
            return
        with suppress(Error):  # it may be gone with its page
            await session.send("Fetch.continueRequest", {"requestId": event["requestId"]})

    def _empty_document(self, request_id: str) -> dict[str, Any]:
        """An icon of its own, so that the browser asks for none."""
        body = b'<!doctype html><link rel="icon" href="data:,">'
        headers = [{"name": name, "value": value} for name, value in self._headers.items()]
        return {
            "requestId": request_id,
            "responseCode": 200,
            "responseHeaders": headers,
            "body": base64.b64encode(body).decode(),
        }

    async def load(self, jobs: Sequence[Job], limit_s: float) -> list[Result]:
        from playwright.async_api import Error

        assert self._page is not None
        asked = {
            "jobs": [
                {"url": job.url, "as": _PRELOADED.get(job.kind, "fetch"), "cors": job.cors} for job in jobs
            ],
            "atOnce": self._at_once,
            "eachMs": self._each_s * 1000,
            "deadlineMs": limit_s * 1000,
        }
        try:
            async with asyncio.timeout(limit_s + _GRACE_S):
                results: list[Result] = await self._page.evaluate(_script(), asked)
                return results
        except (Error, TimeoutError):
            return [""] * len(jobs)

    async def load_unchecked(self, url: Url, limit_s: float) -> bool:
        from playwright.async_api import Error

        assert self._session is not None
        options = {"disableCache": True, "includeCredentials": True}
        asked = {"frameId": self._frame_id, "url": url, "options": options}
        try:
            async with asyncio.timeout(limit_s):
                answer = await self._session.send("Network.loadNetworkResource", asked)
                if stream := answer["resource"].get("stream"):
                    await self._session.send("IO.close", {"handle": stream})
        except (Error, TimeoutError):
            return False
        return bool(answer["resource"]["success"])

    def failure(self, url: Url) -> str | None:
        return self._failures.get(url)

    def _sent(self, event: dict[str, Any]) -> None:
        """The address as we asked for it: the first of a chain of redirects."""
        self._urls.setdefault(event["requestId"], event["request"]["url"])

    def _failed(self, event: dict[str, Any]) -> None:
        url = self._urls.get(event["requestId"])
        why = event.get("blockedReason") or event.get("errorText") or ""
        if url is not None and why != "net::ERR_ABORTED":
            self._failures[url] = _REASONS.get(why, "cors" if event.get("corsErrorStatus") else why)


@cache
def _script() -> str:
    return resources.files(__package__).joinpath("standin.js").read_text(encoding="utf-8")
