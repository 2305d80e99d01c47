"""The recorder of one capture: everything that passes its tunnel, as exchanges."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from snapshotter.capture.connector import Connector
from snapshotter.capture.spool import MessageSpool, Room
from snapshotter.capture.tap import ConnectionTap
from snapshotter.capture.tls.keylog import KeyLog
from snapshotter.capture.tunnel import Tunnel
from snapshotter.capture.wire import heads
from snapshotter.capture.wire.draft import Draft
from snapshotter.errors import CaptureError
from snapshotter.model.capture import Connection, Finding, RequestOutcome
from snapshotter.model.exchange import Exchange, Truncation
from snapshotter.urls import Url

_POLL_S = 0.05
_LATE_SECRET_S = 2.0
"""How long a closed connection waits for secrets that are still in the pipe."""
_STREAM_AFTER_S = 5.0
"""A response of unknown length that lasts longer is taken for a stream."""
_STALLED_AFTER_S = 15.0
_STREAM_TYPES = {"text/event-stream", "multipart/x-mixed-replace"}


@dataclass(frozen=True, slots=True)
class UnderWay:
    """An answer that has not ended: a stream, or one that the browser does not read on for now."""

    url: Url
    media_type: str | None
    size_bytes: int | None
    """Of the whole file, as the response tells; None when it does not."""


class Recorder:
    """Listens on a port of its own; whoever uses it as a SOCKS5 proxy is recorded.

    ``folder`` takes the bodies that are too large for memory.
    """

    def __init__(self, connector: Connector, keys: KeyLog, folder: Path, max_body_bytes: int) -> None:
        self.keys = keys
        self.tunnel = Tunnel(connector, self._new_tap)
        self.exchanges: list[Exchange] = []
        self.connections: list[Connection] = []
        self.findings: list[Finding] = []
        self.size_bytes = 0
        self.stopping = False
        """Set before the browser is sent away: what is cut from now on was cut by us."""
        self._room = Room(folder)
        self._max_body_bytes = max_body_bytes
        self._spools: list[MessageSpool] = []
        self._open: dict[str, _Open] = {}
        self._taps: set[ConnectionTap] = set()
        self._errors: dict[tuple[str, int], CaptureError] = {}
        self._last_event = time.monotonic()

    @property
    def proxy(self) -> str:
        return f"socks5://127.0.0.1:{self.tunnel.port}"

    @property
    def requests(self) -> int:
        """Requests seen so far, finished or not."""
        return len(self.exchanges) + len(self._open)

    @property
    def under_way(self) -> list[UnderWay]:
        """What has been asked for and whose answer has not ended."""
        return [_under_way(each.draft) for each in self._open.values()]

    async def start(self) -> None:
        await self.tunnel.start()

    async def stop(self) -> None:
        """End every connection and wait for the secrets that are on their way."""
        self.stopping = True
        await self.tunnel.stop()
        deadline = time.monotonic() + _LATE_SECRET_S
        while self._taps and time.monotonic() < deadline:
            await asyncio.sleep(_POLL_S)
            self._finish_taps(tap for tap in list(self._taps) if not tap.waits_for_secret)
        self._finish_taps(list(self._taps))
        self.exchanges.sort(key=lambda exchange: exchange.started_at)

    def release(self) -> None:
        """Free every body."""
        for spool in self._spools:
            spool.body.release()
        self._spools.clear()

    def connection_error(self, host: str, port: int) -> CaptureError | None:
        """Why a connection to this place failed, if one did."""
        return self._errors.get((host, port))

    def last_connection_error(self) -> CaptureError | None:
        """The newest of all."""
        return next(reversed(self._errors.values()), None)

    @property
    def has_streams(self) -> bool:
        """Whether a response is under way whose end is not to be waited for."""
        now = time.monotonic()
        return any(each.is_stream(now) for each in self._open.values())

    async def quiet(self, idle_s: float) -> None:
        """Return once the wire has been quiet for ``idle_s``: nothing begins, nothing is awaited.

        Streams (event streams, web sockets, responses without end) and stalled responses do not
        count.  Bound it with a deadline: a busy page is never quiet.
        """
        while True:
            now = time.monotonic()
            if now - self._last_event >= idle_s and all(o.is_stream(now) for o in self._open.values()):
                return
            await asyncio.sleep(_POLL_S)

    # snapshotter.capture.tap.Sink

    def spool(self, head: bytes) -> MessageSpool:
        spool = MessageSpool(self._room, head, self._max_body_bytes)
        self._spools.append(spool)
        return spool

    def begun(self, draft: Draft, tap: ConnectionTap) -> None:
        self._last_event = time.monotonic()
        self._open[draft.id] = _Open(draft)

    def ended(self, draft: Draft, tap: ConnectionTap) -> None:
        self._last_event = time.monotonic()
        self._open.pop(draft.id, None)
        self.exchanges.append(_exchange(draft, tap, self.stopping))
        if draft.malformed:
            self._find("http.malformed", "warning", f"{draft.url}: {draft.malformed}", tap)

    def stray(self, what: str, tap: ConnectionTap) -> None:
        self._find("http.stray-bytes", "warning", what, tap)

    def touched(self, size_bytes: int) -> None:
        self.size_bytes += size_bytes

    def connection_over(self, tap: ConnectionTap) -> None:
        if tap.waits_for_secret and not self.stopping:
            asyncio.get_running_loop().call_later(_POLL_S, self._finish_if_ready, tap, _LATE_SECRET_S)
        elif not tap.waits_for_secret:
            self._finish_taps([tap])

    # inside

    def _new_tap(self, host: str, port: int) -> ConnectionTap:
        tap = ConnectionTap(host, port, self)
        self._taps.add(tap)
        return tap

    def _finish_if_ready(self, tap: ConnectionTap, left_s: float) -> None:
        if tap.waits_for_secret and left_s > 0:
            asyncio.get_running_loop().call_later(_POLL_S, self._finish_if_ready, tap, left_s - _POLL_S)
        else:
            self._finish_taps([tap])

    def _finish_taps(self, taps: Iterable[ConnectionTap]) -> None:
        for tap in taps:
            if tap not in self._taps:
                continue
            self._taps.discard(tap)
            tap.finish()
            self.connections.append(tap.facts())
            if tap.error is not None:
                self._errors[(tap.host, tap.port)] = tap.error
            if tap.tls_error is not None:
                self._find("tls.undecryptable", "error", f"{tap.host}:{tap.port}: {tap.tls_error}", tap)

    def _find(
        self, code: str, severity: Literal["warning", "error"], message: str, tap: ConnectionTap
    ) -> None:
        detail: dict[str, str | int] = {"connection": tap.id, "host": tap.host, "port": tap.port}
        self.findings.append(Finding(code, severity, message, detail))


class _Open:
    """An exchange that is not over, and since when nothing has come of it."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self._begun = self._changed = time.monotonic()
        self._size = 0

    def is_stream(self, now: float) -> bool:
        """Whether waiting for its end makes no sense."""
        draft = self.draft
        size = draft.request.size_bytes + (draft.response.size_bytes if draft.response else 0)
        if size != self._size:
            self._size, self._changed = size, now
        if draft.abandoned or draft.websocket is not None or now - self._changed > _STALLED_AFTER_S:
            return True
        if draft.response is None or draft.expected_bytes is not None:
            return False
        return heads.media_type(draft.response_fields) in _STREAM_TYPES or now - self._begun > _STREAM_AFTER_S


def _under_way(draft: Draft) -> UnderWay:
    media_type = heads.media_type(draft.response_fields)
    if draft.status == 206:
        total = (heads.value(draft.response_fields, b"content-range") or "").rpartition("/")[2]
        size = int(total[:18]) if total.isascii() and total.isdigit() else None
        return UnderWay(Url(draft.url), media_type, size)
    return UnderWay(Url(draft.url), media_type, draft.expected_bytes)


def _exchange(draft: Draft, tap: ConnectionTap, stopping: bool) -> Exchange:
    response = draft.response.message() if draft.response else None
    destination = heads.value(draft.request_fields, b"sec-fetch-dest")
    return Exchange(
        id=draft.id,
        url=Url(draft.url),
        method=draft.method,
        protocol=draft.protocol,
        tls=tap.tls_version,
        ip=tap.ip,
        connection_id=tap.id,
        started_at=draft.started_at,
        request=draft.request.message(),
        response=response,
        status=draft.status,
        media_type=heads.media_type(draft.response_fields),
        destination=destination,
        truncated=_truncation(draft, stopping),
        interim=tuple(draft.interim),
        trailers=tuple(draft.trailers),
        websocket=draft.websocket,
        location=heads.value(draft.response_fields, b"location"),
        retry_after=heads.value(draft.response_fields, b"retry-after"),
    )


def _truncation(draft: Draft, stopping: bool) -> Truncation | None:
    if draft.response is not None and draft.response.cut:
        return "length"
    if draft.cut == "server":
        return "disconnect"
    if draft.cut == "client":
        return "time" if stopping else "unspecified"
    return None


def request_outcome(exchange: Exchange) -> RequestOutcome:
    """The exchange's line in the list of requests."""
    if exchange.response is None:
        outcome: Literal["complete", "truncated", "no-response"] = "no-response"
    else:
        outcome = "truncated" if exchange.truncated else "complete"
    return RequestOutcome(
        url=exchange.url,
        method=exchange.method,
        status=exchange.status,
        outcome=outcome,
        destination=exchange.destination,
        size_bytes=exchange.response.body.size_bytes if exchange.response else 0,
        record_id=f"urn:uuid:{exchange.id}",
        error=exchange.truncated,
    )
