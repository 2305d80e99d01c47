"""What a proof of a capture has missed, fetched after all.

Each by one GET of our own, as gap filling fetches large files: with the referrer and the fields that the
page's element would send, the cookies of the login, and through a tunnel that records it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from snapshotter import urls
from snapshotter.capture.gaps.whole import ClientFor, fetch, site_fields
from snapshotter.errors import UrlError
from snapshotter.model.proof import ReplayMiss
from snapshotter.urls import Url

MOST = 50
"""So many are fetched for one page."""
_AT_ONCE = 4
_LEAST_S = 0.1
_ANY = "*/*"
_DOCUMENT = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8"
_ACCEPT: Mapping[str, str] = MappingProxyType(
    {
        "image": "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8",
        "style": "text/css,*/*;q=0.1",
        "document": _DOCUMENT,
        "iframe": _DOCUMENT,
        "frame": _DOCUMENT,
    }
)
"""As Chromium sends it, by destination."""
_MODE: Mapping[str, str] = MappingProxyType(
    {"document": "navigate", "iframe": "navigate", "frame": "navigate", "font": "cors", "empty": "cors"}
)


def wanted(misses: Sequence[ReplayMiss]) -> list[ReplayMiss]:
    """Those that a GET of ours can fetch: no other method, nothing that the capture knows to be missing."""
    found = {each.url: each for each in misses if each.method == "GET" and not each.known}
    return [each for each in found.values() if _is_web(each.url)][:MOST]


async def fetch_missed(
    misses: Sequence[ReplayMiss], referrer: Url, client_for: ClientFor, *, max_bytes: int, limit_s: float
) -> None:
    """GET all of them, a few at a time, within ``limit_s``.  What comes is the recorder's."""
    deadline = time.monotonic() + limit_s
    turn = asyncio.Semaphore(_AT_ONCE)

    async def one(miss: ReplayMiss) -> None:
        async with turn:
            left_s = deadline - time.monotonic()
            if left_s > _LEAST_S:
                await _fetch(miss, referrer, client_for, max_bytes, left_s)

    await asyncio.gather(*(one(miss) for miss in misses))


async def _fetch(
    miss: ReplayMiss, referrer: Url, client_for: ClientFor, max_bytes: int, limit_s: float
) -> None:
    async def fields_for(url: Url) -> Mapping[str, str]:
        destination = miss.destination or "empty"
        return {
            "Accept": _ACCEPT.get(destination, _ANY),
            "Sec-Fetch-Dest": destination,
            "Sec-Fetch-Mode": _MODE.get(destination, "no-cors"),
            **site_fields(url, referrer),
        }

    await fetch(miss.url, fields_for, client_for, max_bytes=max_bytes, limit_s=limit_s)


def _is_web(url: Url) -> bool:
    try:
        return urls.scheme(url) in ("http", "https")
    except UrlError:
        return False
