"""A request for a page that cannot exist: what a host says when it has nothing.

Some answer 200 to everything.  A page that looks like the answer to nonsense is not the cited page.
"""

from __future__ import annotations

import asyncio

from snapshotter.capture.main_exchange import redirect_target
from snapshotter.errors import CaptureError, UrlError
from snapshotter.http.client import HttpClient, Response
from snapshotter.urls import Url

_MAX_BYTES = 512 << 10
_MAX_REDIRECTS = 5


async def ask(client: HttpClient, url: Url, limit_s: float) -> None:
    """GET ``url`` and where it leads; what comes is the recorder's.  No answer is an answer, too."""
    here = url
    try:
        async with asyncio.timeout(limit_s):
            for _ in range(_MAX_REDIRECTS):
                async with client.get(here) as response:
                    await _read(response)
                    location = response.field("location")
                if not location or not 300 <= response.status < 400:
                    return
                here = redirect_target(location, response.url)
    except (CaptureError, UrlError, TimeoutError):
        return


async def _read(response: Response) -> None:
    size = 0
    async for piece in response.chunks():
        size += len(piece)
        if size > _MAX_BYTES:
            return
