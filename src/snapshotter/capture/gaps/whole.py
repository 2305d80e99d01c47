"""A file of which the browser took only parts, or that no element loads, fetched whole by one GET.

Audio and video are large: they are asked for by a client of our own (through the same tunnel, with the
page's cookies, user agent and referrer), so that memory stays flat and nothing is decoded.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from snapshotter import urls
from snapshotter.capture.main_exchange import redirect_target
from snapshotter.errors import CaptureError, UrlError
from snapshotter.urls import Url

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext

    from snapshotter.http.client import HttpClient, Response

_MAX_REDIRECTS = 10
_REDIRECTS = (301, 302, 303, 307, 308)

ClientFor = Callable[[Mapping[str, str]], "HttpClient"]
"""A client that goes through the capture's tunnel, with these header fields besides its own."""
FieldsFor = Callable[[Url], Awaitable[Mapping[str, str]]]
"""The header fields of a request to an address."""


async def fetch_whole(
    url: Url, referrer: Url, context: BrowserContext, client_for: ClientFor, *, max_bytes: int, limit_s: float
) -> str:
    """GET ``url``; returns nothing when all of it has come, else why not, as in
    :class:`snapshotter.model.capture.Missing`.  What is larger than ``max_bytes`` is left when that shows.
    """
    from playwright.async_api import Error

    async def fields_for(here: Url) -> Mapping[str, str]:
        return await _fields(here, referrer, context)

    try:
        return await fetch(url, fields_for, client_for, max_bytes=max_bytes, limit_s=limit_s)
    except Error:
        return "failed"  # the context is gone, and its cookies with it


async def fetch(
    url: Url, fields_for: FieldsFor, client_for: ClientFor, *, max_bytes: int, limit_s: float
) -> str:
    """GET ``url`` and where it leads; returns nothing when all of it has come, else why not, as in
    :class:`snapshotter.model.capture.Missing`.  What is larger than ``max_bytes`` is left when that shows.
    """
    here = url
    try:
        async with asyncio.timeout(limit_s):
            for _ in range(_MAX_REDIRECTS):
                client = client_for(await fields_for(here))
                try:
                    async with client.get(here) as response:
                        following = _following(response)
                        if following is None:
                            return await _take(response, max_bytes)
                        async for _piece in response.chunks():
                            pass
                        here = following
                finally:
                    await client.close()
    except TimeoutError:
        return "timeout"
    except UrlError:
        return "redirect"
    except CaptureError as error:
        return error.code
    return "redirect-loop"


def site_fields(url: Url, referrer: Url) -> dict[str, str]:
    """What a request says of who asks: ``Sec-Fetch-Site`` and, unless it would leave TLS, ``Referer``."""
    same = urls.origin(url) == urls.origin(referrer)
    fields = {"Sec-Fetch-Site": "same-origin" if same else "cross-site"}
    if urls.scheme(referrer) == urls.scheme(url) or urls.scheme(url) == "https":
        fields["Referer"] = urls.without_fragment(referrer) if same else urls.origin(referrer) + "/"
    return fields


async def _take(response: Response, max_bytes: int) -> str:
    if not 200 <= response.status < 300:
        return f"http.{response.status}"
    declared = response.field("content-length") or ""
    if declared.isascii() and declared.isdigit() and int(declared[:18]) > max_bytes:
        return "too-large"
    size = 0
    async for piece in response.chunks():
        size += len(piece)
        if size > max_bytes:
            return "too-large"
    return ""


def _following(response: Response) -> Url | None:
    location = response.field("location")
    if response.status not in _REDIRECTS or not location:
        return None
    return urls.without_fragment(redirect_target(location, response.url))


async def _fields(url: Url, referrer: Url, context: BrowserContext) -> dict[str, str]:
    """What Chromium's media player would send (no ranges)."""
    fields = {
        "Accept": "*/*",
        "Accept-Encoding": "identity;q=1, *;q=0",
        "Sec-Fetch-Dest": "video",
        "Sec-Fetch-Mode": "no-cors",
        **site_fields(url, referrer),
    }
    cookies = await context.cookies([url])
    if cookies:
        fields["Cookie"] = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in cookies)
    return fields
