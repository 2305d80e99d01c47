"""One GET and where it leads: redirects followed hop by hop, each through the address guard."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from snapshotter import urls
from snapshotter.audit.probe.cookies import Cookies
from snapshotter.audit.probe.line import Line
from snapshotter.audit.probe.manners import Manners
from snapshotter.audit.probe.opening import NotOpened
from snapshotter.audit.probe.place import Place, place_of, target_of
from snapshotter.audit.probe.pool import Pool
from snapshotter.audit.probe.trail import Trail
from snapshotter.capture.main_exchange import redirect_target
from snapshotter.capture.wire import heads
from snapshotter.errors import CaptureError, CaptureTimeout, UrlError
from snapshotter.model.exchange import Exchange
from snapshotter.urls import Url

MAX_REDIRECTS = 10
_REDIRECTS = {301, 302, 303, 307, 308}


@dataclass(frozen=True, slots=True)
class Ending:
    """How a chain of requests ended."""

    error: CaptureError | None = None
    is_late: bool = False
    """Time was up."""


async def follow(
    url: Url,
    pool: Pool,
    manners: Manners,
    trail: Trail,
    *,
    limit_s: float,
    conditions: bytes = b"",
    max_redirects: int = MAX_REDIRECTS,
) -> Ending:
    """GET ``url`` and where it leads, within ``limit_s``; all that comes is in ``trail``.

    ``conditions`` go with the first request alone: they are about that address.
    """
    chain = _Chain(pool, manners, trail, max_redirects)
    try:
        async with asyncio.timeout(limit_s):
            return await chain.follow(url, conditions)
    except TimeoutError:
        late = CaptureTimeout(f"{chain.here} did not answer within {limit_s:g} s")
        return Ending(late, is_late=True)
    except NotOpened as failed:
        trail.connections.append(failed.facts)
        return Ending(failed.error)
    except UrlError as error:
        return Ending(CaptureError(error.message, code="capture.redirect" if trail.exchanges else error.code))


class _Chain:
    def __init__(self, pool: Pool, manners: Manners, trail: Trail, max_redirects: int) -> None:
        self.here = Url("")
        self._pool = pool
        self._manners = manners
        self._trail = trail
        self._max_redirects = max_redirects
        self._cookies: Cookies | None = None

    async def follow(self, url: Url, conditions: bytes) -> Ending:
        self.here, asked = url, set[tuple[Url, str | None]]()
        for _ in range(self._max_redirects + 1):
            place, target = place_of(self.here), target_of(self.here)
            exchange = await self._ask(place, target, conditions)
            if exchange is None or exchange.response is None:
                return Ending(_no_answer(self.here))
            following = self._following(exchange, place, target)
            if following is None:
                return Ending()
            step = (following, self._cookie(place_of(following), target_of(following)))
            if step in asked:
                return Ending(
                    CaptureError(f"the redirects run in a circle: {following}", code="http.redirect")
                )
            asked.add(step)
            self.here, conditions = following, b""
        return Ending(CaptureError(f"more than {self._max_redirects} redirects", code="http.redirect"))

    async def _ask(self, place: Place, target: bytes, conditions: bytes) -> Exchange | None:
        request = self._request(place, target, conditions)
        line = self._pool.take(place)
        if line is not None:
            exchange = await self._over(line, request)
            if exchange is not None:
                return exchange
        return await self._over(await self._pool.open(place, self._trail.hear), request)

    async def _over(self, line: Line, request: bytes) -> Exchange | None:
        """The exchange; None where a kept line turned out to be closed (RFC 9112, section 9.3.1)."""
        url, was_kept = _on_wire(self.here), line.answers > 0
        answered = False
        try:
            draft = await line.ask(request, url)
            answered = True
        finally:
            if not answered:
                self._trail.add(line, self._manners.destination(line.place))
        if was_kept and draft.response is None and line.heard_nothing:
            return None
        exchange = self._trail.add(line, self._manners.destination(line.place))
        self._pool.give_back(line)
        return exchange

    def _request(self, place: Place, target: bytes, conditions: bytes) -> bytes:
        cookie = self._cookie(place, target)
        return b"".join(
            (
                b"GET %b HTTP/1.1\r\nHost: %b\r\n" % (target, place.authority.encode("ascii", "replace")),
                self._manners.of(place),
                conditions,
                b"Cookie: %b\r\n" % cookie.encode("latin-1", "replace") if cookie else b"",
                b"\r\n",
            )
        )

    def _cookie(self, place: Place, target: bytes) -> str | None:
        return self._cookies.field(place, _path(target)) if self._cookies is not None else None

    def _following(self, exchange: Exchange, place: Place, target: bytes) -> Url | None:
        """Where a redirect leads; takes its cookies along.  Raises :class:`UrlError`."""
        if exchange.status not in _REDIRECTS or not exchange.location or exchange.response is None:
            return None
        _, _, lines = exchange.response.head.partition(b"\n")
        for value in heads.values(heads.fields_of(lines), b"set-cookie"):
            self._cookies = self._cookies or Cookies()
            self._cookies.take(value.decode("latin-1"), place, _path(target))
        following = urls.without_fragment(redirect_target(exchange.location, exchange.url))
        place_of(following)
        return following


def _path(target: bytes) -> str:
    return target.partition(b"?")[0].decode("ascii")


def _on_wire(url: Url) -> Url:
    """Without the credentials that an address may carry: no request shows them."""
    scheme, _, rest = url.partition("://")
    authority, slash, path = rest.partition("/")
    return Url(f"{scheme}://{authority.rpartition('@')[2]}{slash}{path}") if "@" in authority else url


def _no_answer(url: Url) -> CaptureError:
    return CaptureError(f"{url} closed the connection without an answer", code="capture.no-answer")
