"""Time-stamp authorities, asked over HTTP (RFC 3161, section 3.4)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from snapshotter.wiring.outside import SOFTWARE

if TYPE_CHECKING:
    from snapshotter.capture.connector import Connector
    from snapshotter.errors import CaptureError
    from snapshotter.ports import Watch
    from snapshotter.settings import Settings


class Authority:
    """One of them, through the address guard and the ways out of the settings."""

    def __init__(self, settings: Settings, address: str, watch: Watch) -> None:
        self._settings = settings
        self._address = address
        self._watch = watch

    async def stamp(self, data: bytes) -> bytes:
        """The authority's reply for these bytes, as it came.

        Raises :class:`StampRefused`, and :class:`CaptureError` where it cannot be reached.
        """
        from snapshotter.model.events import Notice
        from snapshotter.signing import time_stamps

        asked = time_stamps.query(data)
        reply = await self._reply(asked.der)
        if time_stamps.accepted(reply, data, asked) is None:
            told = "its answer is not in strict DER; it is kept as it came, and not checked"
            self._watch(Notice(f"{self._address}: {told}"))
        return reply

    async def _reply(self, query: bytes) -> bytes:
        from snapshotter import urls
        from snapshotter.errors import StampRefused
        from snapshotter.http.client import ClientOptions, HttpClient
        from snapshotter.signing.time_stamps import MAX_REPLY_BYTES, REQUEST_TYPE

        url = urls.parse(self._address)
        network = self._settings.network
        async with _tunnel(self._connector()) as proxy:
            client = HttpClient(
                ClientOptions(
                    proxy=proxy,
                    user_agent=network.user_agent or SOFTWARE,
                    insecure=network.insecure,
                    ca_bundle=network.ca_bundle,
                    stall_s=network.timeout_s,
                    accept_encoding="identity",
                )
            )
            try:
                async with client.post(url, query, REQUEST_TYPE) as response:
                    reply = await response.content(MAX_REPLY_BYTES)
                    if response.status != 200:
                        raise StampRefused(
                            f"{url}: the authority answered {response.status}, expected 200",
                            hint="check the address, or ask another authority",
                        )
                    return reply
            finally:
                await client.close()

    def _connector(self) -> Connector:
        from snapshotter.capture.connector import Connector, ConnectTo

        network = self._settings.network
        return Connector(
            connect_to=[ConnectTo.parse(entry) for entry in network.connect_to],
            allow_private=network.allow_private,
            proxy=network.proxy,
            timeout_s=network.connect_timeout_s,
        )


@asynccontextmanager
async def _tunnel(connector: Connector) -> AsyncIterator[str]:
    """A way out for as long as it takes, past the address guard.  What it refused is the better reason."""
    from snapshotter.capture.tunnel import Tunnel
    from snapshotter.errors import CaptureError

    refusals: list[CaptureError] = []
    tunnel = Tunnel(connector, lambda host, port: _Unheard(refusals))
    await tunnel.start()
    try:
        yield f"socks5://127.0.0.1:{tunnel.port}"
    except CaptureError as error:
        raise (refusals[-1] if refusals else error) from error
    finally:
        await tunnel.stop()


class _Unheard:
    """A tap that listens to nothing but trouble."""

    def __init__(self, refusals: list[CaptureError]) -> None:
        self._refusals = refusals

    def connected(self, ip: str | None) -> None:
        return None

    def failed(self, error: CaptureError) -> None:
        self._refusals.append(error)

    def feed(self, side: str, data: bytes) -> None:
        return None

    def rest_s(self, size_bytes: int) -> float:
        return 0.0

    def closed(self, by: str) -> None:
        return None
