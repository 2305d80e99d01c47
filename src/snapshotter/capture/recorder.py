"""The recorder of one capture: everything that passes its tunnel, as exchanges."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from snapshotter.capture.blocking import PageBlocking
from snapshotter.capture.connector import Connector
from snapshotter.capture.spool import MessageSpool, Room
from snapshotter.capture.tap import ConnectionTap
from snapshotter.capture.tls.keylog import KeyLog
from snapshotter.capture.tunnel import Tunnel
from snapshotter.capture.wire import heads
from snapshotter.capture.wire.draft import Draft
from snapshotter.errors import CaptureError, HostBlocked, WriteFailed
from snapshotter.model.capture import Connection, Finding, RequestOutcome
from snapshotter.model.exchange import Exchange, Truncation
from snapshotter.urls import Url

_POLL_S = 0.05
_LATE_SECRET_S = 2.0
"""How long a closed connection waits for secrets that are still in the pipe."""
_STREAM_AFTER_S = 5.0
"""A response of unknown length that lasts longer is taken for a stream."""
_STALLED_AFTER_S = 15.0
_LONG_POLL_AFTER_S = 5.0
"""A script's request that is not answered for so long waits for something to happen."""
_POLLS_AFTER = 40
"""A script that asks for one address more often than this asks for ever."""
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

    ``folder`` takes the bodies that are too large for memory.  ``blocking`` keeps the page from hosts.
    """

    def __init__(
        self,
        connector: Connector,
        keys: KeyLog,
        folder: Path,
        max_body_bytes: int,
        blocking: PageBlocking | None = None,
    ) -> None:
        self.keys = keys
        self.tunnel = Tunnel(connector, self._new_tap, self._refusal)
        self._blocking = blocking
        self.exchanges: list[Exchange] = []
        self.connections: list[Connection] = []
        self.findings: list[Finding] = list(blocking.findings) if blocking is not None else []
        self.size_bytes = 0
        self.stopping = False
        """Set before the browser is sent away: what is cut from now on was cut by us."""
        self.beside_the_page = False
        """Set while another program than the browser uses the port: a connection of it that cannot be
        read is told, and nothing of the page is missing for it."""
        self._beside: set[ConnectionTap] = set()
        self._room = Room(folder)
        self._max_body_bytes = max_body_bytes
        self._spools: list[MessageSpool] = []
        self._open: dict[str, _Open] = {}
        self._taps: set[ConnectionTap] = set()
        self._errors: dict[tuple[str, int], CaptureError] = {}
        self._ending: asyncio.Task[None] | None = None
        self._last_event = time.monotonic()
        self._asked: dict[str, int] = {}
        self.asked_for_service_worker = False
        """Whether the page has registered a service worker."""

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
        """End every connection and wait for the secrets that are on their way.

        Raises :class:`WriteFailed`, once, when what passed could not be kept: the disk is full, say.
        Nothing that was recorded says anything about the page then.
        """
        self.stopping = True
        await self.tunnel.stop()
        if self._ending is not None:
            await self._ending
        deadline = time.monotonic() + _LATE_SECRET_S
        while self._taps and time.monotonic() < deadline:
            await asyncio.sleep(_POLL_S)
            self._finish_taps(tap for tap in list(self._taps) if not tap.waits_for_secret)
        self._finish_taps(list(self._taps))
        self.exchanges.sort(key=lambda exchange: exchange.started_at)
        failure, self._room.failure = self._room.failure, None
        if failure is not None:
            raise _not_kept(failure, self._room.folder)

    def release(self) -> None:
        """Free every body."""
        for spool in self._spools:
            spool.body.release()
        self._spools.clear()

    def connection_error(self, host: str, port: int) -> CaptureError | None:
        """Why a connection to this place failed, if one did."""
        return self._errors.get((host, port))

    def last_connection_error(self) -> CaptureError | None:
        """The newest of all; that of a blocked host is no trouble of the page's."""
        errors = reversed(self._errors.values())
        return next((error for error in errors if not isinstance(error, HostBlocked)), None)

    @property
    def blocked_hosts(self) -> tuple[str, ...]:
        """Hosts that the block list kept the page from, so far; in order of the alphabet."""
        return tuple(sorted(self._blocking.hosts)) if self._blocking is not None else ()

    @property
    def in_flight(self) -> int:
        """Requests under way whose end is worth waiting for."""
        now = time.monotonic()
        return sum(not each.is_stream(now) for each in self._open.values())

    @property
    def awaits_resources(self) -> bool:
        """Whether something other than what scripts ask for is under way."""
        now = time.monotonic()
        return any(not each.is_script and not each.is_stream(now) for each in self._open.values())

    async def calm(self, most: int, limit_s: float) -> None:
        """Return once no more than ``most`` requests are under way, or after ``limit_s``."""
        end = time.monotonic() + limit_s
        while self.in_flight > most and time.monotonic() < end:
            await asyncio.sleep(_POLL_S / 2)

    async def settled(self, idle_s: float, limit_s: float) -> bool:
        """Whether the wire was :meth:`quiet` for ``idle_s`` within ``limit_s``."""
        try:
            await asyncio.wait_for(self.quiet(idle_s), limit_s)
        except TimeoutError:
            return False
        return True

    @property
    def has_streams(self) -> bool:
        """Whether a response is under way whose end is not to be waited for."""
        now = time.monotonic()
        return any(each.is_stream(now) for each in self._open.values())

    async def quiet(self, idle_s: float) -> None:
        """Return once the wire has been quiet for ``idle_s``: nothing begins, nothing is awaited.

        Streams (event streams, web sockets, responses without end), stalled responses, beacons and
        what scripts ask for over and over do not count.  Bound it with a deadline: a busy page is
        never quiet.
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
        if heads.value(draft.request_fields, b"service-worker") == "script":
            self.asked_for_service_worker = True
        opened = _Open(draft, is_repeated=self._is_repeated(draft))
        if not opened.is_background:
            self._last_event = time.monotonic()
        self._open[draft.id] = opened

    def ended(self, draft: Draft, tap: ConnectionTap) -> None:
        opened = self._open.pop(draft.id, None)
        if opened is None or not opened.is_background:
            self._last_event = time.monotonic()
        self.exchanges.append(_exchange(draft, tap, self.stopping))
        if draft.malformed:
            self._find("http.malformed", "warning", f"{draft.url}: {draft.malformed}", tap)
        if draft.websocket is not None and draft.websocket.problem:
            self._find("websocket.cut", "info", f"{draft.url}: {draft.websocket.problem}", tap)

    def stray(self, what: str, tap: ConnectionTap) -> None:
        self._find("http.stray-bytes", "warning", what, tap)

    def touched(self, size_bytes: int) -> None:
        self.size_bytes += size_bytes
        if self._room.failure is not None and self._ending is None:
            # There is no use in letting more come; the page ends here, and stop() says why.
            self._ending = asyncio.get_running_loop().create_task(self.tunnel.stop())

    def connection_over(self, tap: ConnectionTap) -> None:
        if tap.waits_for_secret and not self.stopping:
            asyncio.get_running_loop().call_later(_POLL_S, self._finish_if_ready, tap, _LATE_SECRET_S)
        elif not tap.waits_for_secret:
            self._finish_taps([tap])

    # inside

    def _refusal(self, host: str) -> CaptureError | None:
        return self._blocking.refusal(host, self._redirects()) if self._blocking is not None else None

    def _redirects(self) -> dict[Url, str]:
        """Where every redirect so far leads, those whose body is still coming included."""
        found = {exchange.url: exchange.location for exchange in self.exchanges}
        for each in self._open.values():
            found[Url(each.draft.url)] = heads.value(each.draft.response_fields, b"location")
        return {url: location for url, location in found.items() if location}

    def _is_repeated(self, draft: Draft) -> bool:
        """Whether a script has asked for the same so often that it will not stop: it polls."""
        if heads.value(draft.request_fields, b"sec-fetch-dest") != "empty":
            return False
        asked = f"{draft.method} {draft.url}"
        self._asked[asked] = self._asked.get(asked, 0) + 1
        return self._asked[asked] > _POLLS_AFTER

    def _new_tap(self, host: str, port: int) -> ConnectionTap:
        tap = ConnectionTap(host, port, self)
        self._taps.add(tap)
        if self.beside_the_page:
            self._beside.add(tap)
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
            if not isinstance(tap.error, HostBlocked):  # nobody was asked, not even for its address
                self.connections.append(tap.facts())
            if tap.error is not None:
                self._errors[(tap.host, tap.port)] = tap.error
            if tap.tls_error is not None:
                self._find_unreadable(tap, f"{tap.host}:{tap.port}: {tap.tls_error}")
            self._beside.discard(tap)

    def _find_unreadable(self, tap: ConnectionTap, message: str) -> None:
        if tap in self._beside:
            self._find("tls.undecryptable-beside", "info", message, tap)
        else:
            self._find("tls.undecryptable", "error", message, tap)

    def _find(
        self, code: str, severity: Literal["info", "warning", "error"], message: str, tap: ConnectionTap
    ) -> None:
        detail: dict[str, str | int] = {"connection": tap.id, "host": tap.host, "port": tap.port}
        self.findings.append(Finding(code, severity, message, detail))


class _Open:
    """An exchange that is not over, and since when nothing has come of it."""

    def __init__(self, draft: Draft, *, is_repeated: bool) -> None:
        self.draft = draft
        self.is_script = heads.value(draft.request_fields, b"sec-fetch-dest") == "empty"
        self.is_background = is_repeated or (self.is_script and _is_beacon(draft))
        """Nothing on the page waits for it."""
        self._begun = self._changed = time.monotonic()
        self._size = 0

    def is_stream(self, now: float) -> bool:
        """Whether waiting for its end makes no sense."""
        draft = self.draft
        size = draft.request.size_bytes + (draft.response.size_bytes if draft.response else 0)
        if size != self._size:
            self._size, self._changed = size, now
        if self.is_background or draft.abandoned or draft.websocket is not None:
            return True
        if now - self._changed > _STALLED_AFTER_S:
            return True
        if draft.response is None and self.is_script:
            return now - self._changed > _LONG_POLL_AFTER_S
        if draft.response is None or draft.expected_bytes is not None:
            return False
        return heads.media_type(draft.response_fields) in _STREAM_TYPES or now - self._begun > _STREAM_AFTER_S


def _is_beacon(draft: Draft) -> bool:
    """``sendBeacon``, ``<a ping>`` and reports: sent without anybody looking at the answer."""
    mode = heads.value(draft.request_fields, b"sec-fetch-mode")
    return draft.method == "POST" and mode == "no-cors"


def _not_kept(failure: OSError, folder: Path) -> WriteFailed:
    error = WriteFailed(
        f"{failure.filename or folder}: a body could not be kept: {failure.strerror or failure}",
        hint=f"make room on the disk of {folder}, then run the same command again",
    )
    error.__cause__ = failure
    return error


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
        websocket=draft.websocket.traffic() if draft.websocket is not None else None,
        location=heads.value(draft.response_fields, b"location"),
        retry_after=heads.value(draft.response_fields, b"retry-after"),
        waited_s=draft.response.begun_s - draft.request.begun_s if draft.response else None,
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
