"""What a capture holds already: by address, the best answer, and whether it is whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal

from snapshotter.capture.gaps import content
from snapshotter.capture.main_exchange import redirect_target
from snapshotter.capture.wire import heads
from snapshotter.errors import UrlError
from snapshotter.model.exchange import Exchange
from snapshotter.urls import Url

State = Literal["whole", "parts", "broken", "too-large", "refused", "absent"]
"""``parts``: only ranges of it; ``broken``: it was cut, ``too-large``: by ``max_body_bytes``; ``refused``:
the origin answered otherwise."""

_MAX_REDIRECTS = 20
_REDIRECTS = {301, 302, 303, 307, 308}
_CONTENT_RANGE = re.compile(r"bytes[ \t]+(\d{1,18})-(\d{1,18})/(\d{1,18})")
_RANK: dict[State, int] = {"whole": 3, "parts": 2, "refused": 1, "broken": 1, "too-large": 1, "absent": 0}


class Recorded:
    """An index over the exchanges of one capture; it grows with them."""

    def __init__(self) -> None:
        self._best: dict[Url, Exchange] = {}
        self._ranges: dict[Url, list[Exchange]] = {}
        self._taken: set[str] = set()
        self._answering: set[str] = set()

    def add(self, exchanges: Iterable[Exchange]) -> list[Exchange]:
        """Take in what is new among ``exchanges``; returns it."""
        new = [each for each in exchanges if each.id not in self._taken]
        for exchange in new:
            self._taken.add(exchange.id)
            if exchange.method == "GET":
                self._add(exchange)
        return new

    def find(self, url: Url) -> Exchange | None:
        """The best answer that asking for ``url`` gave in the end, its redirects followed.

        An address that the browser turned from http into https is found under the latter.
        """
        for _ in range(_MAX_REDIRECTS):
            found = self._best.get(url) or self._best.get(_upgraded(url))
            if found is None or found.status not in _REDIRECTS or not found.location:
                return found
            following = _target(found)
            if following is None or following == url:
                return found
            url = following
        return None

    def state(self, url: Url) -> State:
        """How much of ``url`` there is."""
        found = self.find(url)
        if found is None:
            return "absent"
        return "whole" if self.missing_bytes(found.url) == 0 else _state(found)

    def partial(self) -> list[Exchange]:
        """Audio and video of which the browser took only ranges, or a beginning: one exchange of each."""
        parts = [each for each in self._best.values() if _state(each) in ("parts", "broken")]
        return [each for each in parts if _is_media(each) and self.state(each.url) != "whole"]

    def missing_bytes(self, url: Url) -> int | None:
        """How many bytes of a file lie in none of its recorded ranges; None when there are none."""
        parts = self._ranges.get(url)
        if not parts:
            return None
        total = max(_range(part)[2] for part in parts)
        here = covered = 0
        for start, end, size in sorted(_range(part) for part in parts):
            if size == total and end > here:
                covered += end - max(start, here)
                here = end
        return total - covered

    def size_bytes(self, url: Url) -> int | None:
        """The size of a whole file, as its ranges or its cut answer tell."""
        parts = self._ranges.get(url)
        if parts:
            return max(_range(part)[2] for part in parts)
        found = self._best.get(url)
        if found is None or found.response is None:
            return None
        return heads.content_length(heads.fields_of(found.response.head.partition(b"\n")[2]))

    def has_answered(self, origin: str) -> bool:
        """Whether anything has come from ``scheme://host:port``."""
        return origin in self._answering

    def _add(self, exchange: Exchange) -> None:
        url = exchange.url
        if exchange.response is not None:
            self._answering.add(_origin(url))
        if exchange.status == 206 and exchange.response is not None and _range(exchange)[2]:
            self._ranges.setdefault(url, []).append(exchange)
        known = self._best.get(url)
        if known is None or _RANK[_state(exchange)] >= _RANK[_state(known)]:
            self._best[url] = exchange


def _state(exchange: Exchange) -> State:
    if exchange.response is None or exchange.status is None:
        return "absent"
    if exchange.status == 206:
        return "parts"
    if not 200 <= exchange.status < 300 and exchange.status != 304:
        return "refused"
    if exchange.truncated:
        return "too-large" if exchange.truncated == "length" else "broken"
    return "whole"


def _range(exchange: Exchange) -> tuple[int, int, int]:
    """First byte, the one behind the last that came, and size of the file; zeros when not told."""
    match = _CONTENT_RANGE.match(content.field(exchange, "content-range"))
    if match is None or exchange.response is None:
        return 0, 0, 0
    start, last, total = (int(part) for part in match.groups())
    if not exchange.truncated:
        return start, min(last + 1, total), total
    came = 0 if content.field(exchange, "transfer-encoding") else exchange.response.body.size_bytes
    return start, min(start + came, last + 1, total), total


def _is_media(exchange: Exchange) -> bool:
    return (exchange.media_type or "").startswith(("video/", "audio/")) or exchange.destination in (
        "video",
        "audio",
    )


def _upgraded(url: Url) -> Url:
    return Url("https" + url.removeprefix("http")) if url.startswith("http:") else url


def _origin(url: Url) -> str:
    return "/".join(url.split("/", 3)[:3])


def _target(exchange: Exchange) -> Url | None:
    try:
        target = redirect_target(exchange.location or "", exchange.url)
    except UrlError:
        return None
    return Url(target.partition("#")[0])


def in_order(exchanges: Iterable[Exchange]) -> Sequence[Exchange]:
    """By the time of their requests."""
    return sorted(exchanges, key=lambda exchange: exchange.started_at)
