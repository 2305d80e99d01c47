"""Single GETs with their redirects, each in its own manner, as captures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from snapshotter import timestamps
from snapshotter.audit.probe.fetched import fetched
from snapshotter.audit.probe.following import follow
from snapshotter.audit.probe.manners import browser_manners, own_manners
from snapshotter.audit.probe.opening import Opening, TlsContexts, WayOut
from snapshotter.audit.probe.options import LadderOptions
from snapshotter.audit.probe.pool import Pool
from snapshotter.audit.probe.trail import Trail
from snapshotter.capture.spool import Room
from snapshotter.errors import WriteFailed
from snapshotter.model.attempt import AddressFamily
from snapshotter.model.audit import Way
from snapshotter.model.capture import Capture
from snapshotter.model.exchange import Exchange, Held, Message
from snapshotter.urls import Url

PROBE_BYTES = 128 << 10
"""Of the answer to an address that cannot exist so much is kept."""
_PROBE_S = 15.0
_PROBE_REDIRECTS = 5


class Connects(WayOut, Protocol):
    """:class:`snapshotter.capture.connector.Connector`."""

    def over(self, family: AddressFamily | None) -> Connects: ...


class Fetcher:
    """Asks under our own name over connections that are kept, and like a browser over fresh ones."""

    def __init__(self, connector: Connects, options: LadderOptions) -> None:
        self._connector = connector
        self._options = options
        self._contexts = TlsContexts(insecure=options.insecure, ca_bundle=options.ca_bundle)
        self._room = Room(options.folder, options.memory_bytes)
        self._own = own_manners(options.user_agent)
        self._browser = browser_manners(options.browser_user_agent)
        self._pool = Pool(self._opening(connector))

    async def fetch(self, url: Url, trail: Trail, conditions: bytes = b"") -> Capture:
        """The way ``get``."""
        began, options = timestamps.now(), self._options
        ending = await follow(
            url, self._pool, self._own, trail, limit_s=options.timeout_s, conditions=conditions
        )
        self._require_room()
        return fetched(url, trail, ending, began, user_agent=options.user_agent, asked_if=bool(conditions))

    async def fetch_as_browser(
        self, url: Url, way: Way, family: AddressFamily | None, trail: Trail
    ) -> Capture:
        """The ways ``as-browser`` and ``other-way``; the latter over ``family`` where there is a choice."""
        began, options = timestamps.now(), self._options
        other = way == "other-way"
        connector = self._connector.over(family) if other else self._connector
        pool = Pool(self._opening(connector, other=other))
        try:
            ending = await follow(url, pool, self._browser, trail, limit_s=options.timeout_s)
        finally:
            await pool.close()
        self._require_room()
        return fetched(url, trail, ending, began, user_agent=options.browser_user_agent)

    async def ask_in_doubt(self, url: Url) -> Sequence[Exchange]:
        """What comes for an address that cannot exist, with its redirects; held in memory."""
        trail, pool = Trail(), Pool(self._opening(self._connector, max_body_bytes=PROBE_BYTES))
        limit_s = min(_PROBE_S, self._options.timeout_s)
        try:
            await follow(url, pool, self._own, trail, limit_s=limit_s, max_redirects=_PROBE_REDIRECTS)
            self._require_room()
            return list(map(_held, trail.exchanges))
        finally:
            trail.release()
            await pool.close()

    async def close(self) -> None:
        """Close the connections that wait for another request."""
        await self._pool.close()

    def _opening(self, connector: WayOut, *, other: bool = False, max_body_bytes: int = 0) -> Opening:
        options = self._options
        return Opening(
            connector,
            self._contexts,
            other=other,
            timeout_s=options.connect_timeout_s,
            room=self._room,
            max_body_bytes=max_body_bytes or options.max_body_bytes,
        )

    def _require_room(self) -> None:
        """Raises :class:`WriteFailed` when bodies could not be kept: what was seen is worth nothing."""
        failure, self._room.failure = self._room.failure, None
        if failure is not None:
            raise WriteFailed(
                f"{self._room.folder}: a body could not be kept: {failure.strerror or failure}",
                hint=f"make room on the disk of {self._room.folder}, then run the same command again",
            ) from failure


def _held(exchange: Exchange) -> Exchange:
    response = exchange.response
    return replace(
        exchange,
        request=_message_held(exchange.request),
        response=_message_held(response) if response is not None else None,
    )


def _message_held(message: Message) -> Message:
    return replace(message, body=Held(b"".join(message.body.chunks())))
