"""The way of a sealed page: a tunnel that ends, whatever the name, at one loopback port of ours."""

from __future__ import annotations

import asyncio
import time

from snapshotter.capture.connector import Connector, ConnectTo
from snapshotter.capture.tunnel import Side, Tunnel
from snapshotter.errors import CaptureError
from snapshotter.replay.proof.witness import Witness

_POLL_S = 0.05
_PATIENCE_S = 2.0
"""What is not answered by then is a message that calls for no answer: the archive answers at once."""


class SealedTraffic:
    """:class:`snapshotter.capture.traffic.Traffic` of a page that is answered out of the archive.

    Nothing is decrypted: that something is awaited shows in who spoke last on a connection.
    """

    def __init__(self, port: int, witness: Witness) -> None:
        to_origin = ConnectTo("", None, "127.0.0.1", port)
        connector = Connector(connect_to=[to_origin], allow_private=True)
        self._tunnel = Tunnel(connector, lambda host, port: _Line(self))
        self._witness = witness
        self._lines: set[_Line] = set()
        self._last = time.monotonic()
        self.stopping = False
        self.size_bytes = 0

    async def start(self) -> None:
        await self._tunnel.start()

    async def stop(self) -> None:
        """End every connection.  Idempotent."""
        await self._tunnel.stop()

    @property
    def proxy(self) -> str:
        return f"socks5://127.0.0.1:{self._tunnel.port}"

    @property
    def requests(self) -> int:
        return self._witness.requests

    @property
    def in_flight(self) -> int:
        now = time.monotonic()
        return sum(line.asked_at is not None and now - line.asked_at < _PATIENCE_S for line in self._lines)

    @property
    def awaits_resources(self) -> bool:
        return self.in_flight > 0

    @property
    def has_streams(self) -> bool:
        return self._witness.has_streams

    @property
    def asked_for_service_worker(self) -> bool:
        return self._witness.asked_for_service_worker

    async def calm(self, most: int, limit_s: float) -> None:
        end = time.monotonic() + limit_s
        while self.in_flight > most and time.monotonic() < end:
            await asyncio.sleep(_POLL_S / 2)

    async def settled(self, idle_s: float, limit_s: float) -> bool:
        end = time.monotonic() + limit_s
        while (now := time.monotonic()) < end:
            left_s = self._last + idle_s - now
            if left_s <= 0 and not self.in_flight:
                return True
            await asyncio.sleep(min(max(left_s, _POLL_S), end - now))
        return False

    # what the lines tell

    def passed(self, size_bytes: int) -> None:
        self.size_bytes += size_bytes
        self._last = time.monotonic()

    def enter(self, line: _Line) -> None:
        self._lines.add(line)
        self._last = time.monotonic()

    def leave(self, line: _Line) -> None:
        self._lines.discard(line)


class _Line:
    """One connection (:class:`snapshotter.capture.tunnel.Tap`)."""

    def __init__(self, traffic: SealedTraffic) -> None:
        self._traffic = traffic
        self.asked_at: float | None = None
        """When the page spoke, if it was the last to do so."""

    def connected(self, ip: str | None) -> None:
        self._traffic.enter(self)

    def failed(self, error: CaptureError) -> None:
        return None

    def feed(self, side: Side, data: bytes) -> None:
        self.asked_at = time.monotonic() if side == "client" else None
        self._traffic.passed(len(data))

    def rest_s(self, size_bytes: int) -> float:
        return 0.0

    def closed(self, by: Side) -> None:
        self._traffic.leave(self)
