"""One streaming GET for what is no page: PDF, images, feeds, media.

The first bytes decide, never a HEAD: if they are HTML, or the origin refuses us, the browser is the
better visitor.  The bytes themselves are taken by the recorder whose tunnel the client uses.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from snapshotter import urls
from snapshotter.capture.main_exchange import redirect_target
from snapshotter.errors import CaptureError, CaptureTimeout, UrlError
from snapshotter.http.client import HttpClient, Response, authorization
from snapshotter.urls import Login, Url

_FILE_SUFFIX = re.compile(
    r"\.(pdf|epub|mobi|djvu|ps|eps|docx?|xlsx?|pptx?|od[tsp]|rtf|csv|tsv|txt|json|jsonl|xml|rss|atom|ics|vcf|bib"
    r"|jpe?g|jpe|png|gif|webp|avif|jxl|svgz?|tiff?|bmp|ico"
    r"|mp3|m4a|ogg|oga|opus|wav|flac|aac|mp4|m4v|webm|ogv|mov|avi|mkv|mpe?g"
    r"|zip|gz|tgz|bz2|xz|zst|7z|rar|tar|dmg|iso|exe|msi|deb|rpm|apk|jar|whl|bin|woff2?|ttf|otf)$",
    re.IGNORECASE,
)
_REFUSED = {401, 403, 406, 429, 503}
_MAX_REDIRECTS = 20
_MAX_REDIRECT_BYTES = 1 << 20
_SNIFF_BYTES = 1024
_HTML_START = re.compile(
    rb"\s*(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body|script|title|meta)\b", re.IGNORECASE | re.DOTALL
)
_SLOW_BYTES_S = 64 << 10
_PATIENCE = 10
"""A download that keeps flowing may take so many times the wall clock of a page."""


def looks_like_file(url: Url) -> bool:
    """Whether the address names a file rather than a page; only a guess, and only of the first way."""
    return _FILE_SUFFIX.search(urlsplit(url).path) is not None


@dataclass(frozen=True, slots=True)
class Download:
    """How the GET ended."""

    result: Literal["complete", "is-html", "refused", "out-of-time", "failed"]
    final_url: Url
    status: int | None = None
    error: CaptureError | None = None


async def download(
    client: HttpClient, url: Url, timeout_s: float, say: Callable[[str], None], login: Login | None = None
) -> Download:
    """GET ``url``, follow redirects, read to the end; constant memory.

    ``login`` is shown to the address's own origin.  ``timeout_s`` bounds a slow origin; one that keeps
    sending may take ten times as long.
    """
    say("downloading")
    deadline = _Deadline(timeout_s)
    here, status = url, None
    try:
        async with asyncio.timeout(timeout_s) as until_answered:
            for _ in range(_MAX_REDIRECTS):
                shown = login if urls.origin(here) == urls.origin(url) else None
                async with client.get(here, authorization(shown)) as response:
                    status = response.status
                    following = _redirect(response)
                    if following is None:
                        until_answered.reschedule(None)
                        return await _take(response, here, deadline)
                    await _drain(response)
                    here = following
    except TimeoutError:
        late = CaptureTimeout(f"{here} did not answer within {timeout_s:g} s")
        return Download("failed", here, status, late)
    except UrlError as error:
        return Download("failed", here, status, CaptureError(str(error), code="capture.redirect"))
    except CaptureError as error:
        return Download("failed", here, status, error)
    endless = CaptureError(f"more than {_MAX_REDIRECTS} redirects", code="capture.redirect")
    return Download("failed", here, status, endless)


async def _take(response: Response, url: Url, deadline: _Deadline) -> Download:
    if response.status in _REFUSED:
        return Download("refused", url, response.status)
    start, decided = b"", False
    async for piece in response.chunks():
        if not decided:
            start += piece[:_SNIFF_BYTES]
            if _is_html(response, start):
                return Download("is-html", url, response.status)
            decided = len(start) >= _SNIFF_BYTES
        if deadline.is_over(len(piece)):
            return Download("out-of-time", url, response.status)
    if _is_html(response, start):
        return Download("is-html", url, response.status)
    return Download("complete", url, response.status)


async def _drain(response: Response) -> None:
    """Read the body of a redirect, so that it is recorded whole, unless it is too long to be one.

    One that breaks off is followed all the same, as browsers do.
    """
    size = 0
    try:
        async for piece in response.chunks():
            size += len(piece)
            if size > _MAX_REDIRECT_BYTES:
                return
    except CaptureError:
        return


def _is_html(response: Response, start: bytes) -> bool:
    declared = (response.field("content-type") or "").partition(";")[0].strip().lower()
    if declared in ("text/html", "application/xhtml+xml"):
        return True
    coded = response.field("content-encoding") not in (None, "", "identity")
    return not declared and not coded and _HTML_START.match(start) is not None


def _redirect(response: Response) -> Url | None:
    location = response.field("location")
    if response.status not in (301, 302, 303, 307, 308) or not location:
        return None
    following = redirect_target(location, response.url)
    if urls.scheme(following) not in ("http", "https"):
        raise UrlError(f"a redirect to {following}")
    return following


class _Deadline:
    """Wall clock for what trickles, patience for what flows."""

    def __init__(self, timeout_s: float) -> None:
        self._begun = time.monotonic()
        self._timeout_s = timeout_s
        self._size = 0

    def is_over(self, size_bytes: int) -> bool:
        self._size += size_bytes
        elapsed = time.monotonic() - self._begun
        if elapsed <= self._timeout_s:
            return False
        return self._size < elapsed * _SLOW_BYTES_S or elapsed > self._timeout_s * _PATIENCE
