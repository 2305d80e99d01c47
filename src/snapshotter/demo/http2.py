"""HTTP/2 (RFC 9113) over the ``h2`` state machine: one task a stream, under both flow-control windows."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from snapshotter.demo.http1 import BODILESS, http1_head
from snapshotter.demo.ledger import Ledger, OpenExchange, Peer
from snapshotter.demo.messages import Field, Request, Response, Route

if TYPE_CHECKING:
    from h2.connection import H2Connection

_READ_BYTES = 65_536


async def serve_http2(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    peer: Peer,
    route: Route,
    ledger: Ledger,
) -> None:
    """Answer the streams of one connection until it ends."""
    connection = _Connection(reader, writer, peer, route, ledger)
    try:
        await connection.run()
    finally:
        await connection.stop()


@dataclass(slots=True)
class _Stream:
    fields: tuple[Field, ...]
    body: bytearray = field(default_factory=bytearray)
    task: asyncio.Task[None] | None = None


class _ClientReset(ConnectionError):
    """The client has reset the stream that is being written."""


class _Connection:
    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        peer: Peer,
        route: Route,
        ledger: Ledger,
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._peer = peer
        self._route = route
        self._ledger = ledger
        self._h2 = _new_state_machine()
        self._streams: dict[int, _Stream] = {}
        self._window_opened = asyncio.Event()
        self._ended = False
        self._handlers = self._event_handlers()

    async def run(self) -> None:
        from h2.exceptions import ProtocolError

        self._h2.initiate_connection()
        await self._flush()
        while not self._ended and (data := await self._reader.read(_READ_BYTES)):
            try:
                events = self._h2.receive_data(data)
            except ProtocolError:
                self._ended = True
                events = []
            for event in events:
                self._handlers.get(type(event), _ignore)(event)
            await self._flush()
        self._ended = True

    async def stop(self) -> None:
        """End every stream that is still being answered."""
        tasks = [stream.task for stream in self._streams.values() if stream.task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _event_handlers(self) -> dict[type, Callable[[Any], None]]:
        from h2 import events

        return {
            events.RequestReceived: self._on_request,
            events.DataReceived: self._on_data,
            events.StreamEnded: self._on_end,
            events.StreamReset: self._on_reset,
            events.WindowUpdated: self._on_window,
            events.RemoteSettingsChanged: self._on_window,
            events.ConnectionTerminated: self._on_goaway,
        }

    def _on_request(self, event: Any) -> None:
        self._streams[event.stream_id] = _Stream(_plain_fields(event.headers))

    def _on_data(self, event: Any) -> None:
        self._streams[event.stream_id].body += event.data
        self._h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)

    def _on_end(self, event: Any) -> None:
        stream = self._streams[event.stream_id]
        stream.task = asyncio.create_task(self._exchange(event.stream_id, stream))

    def _on_reset(self, event: Any) -> None:
        stream = self._streams.pop(event.stream_id, None)
        if stream is not None and stream.task is not None:
            stream.task.cancel()
        self._window_opened.set()

    def _on_window(self, _event: Any) -> None:
        self._window_opened.set()

    def _on_goaway(self, _event: Any) -> None:
        self._ended = True

    async def _exchange(self, stream_id: int, stream: _Stream) -> None:
        entry = self._ledger.open(self._peer, "h2", _request(stream, self._peer))
        entry.request_fields = stream.fields
        entry.request_body.add(bytes(stream.body))
        try:
            await self._answer(stream_id, entry)
        except asyncio.CancelledError:
            entry.ending = "origin" if stream_id in self._streams and not self._ended else "client"
            raise
        except ConnectionError:
            entry.ending = "client"
        finally:
            self._streams.pop(stream_id, None)
            self._ledger.close(entry)

    async def _answer(self, stream_id: int, entry: OpenExchange) -> None:
        response = await self._route(entry.request)
        for status, fields in response.interim:
            entry.interim.append(http1_head(status, fields, b""))
            await self._send_headers(stream_id, _with_status(status, fields), end=False)
        bodiless = _is_bodiless(response, entry.request.method)
        entry.status = response.status
        entry.response_fields = _response_fields(response)
        await self._send_headers(stream_id, entry.response_fields, end=bodiless)
        if not bodiless:
            await self._send_body(stream_id, entry, response)
        entry.ending = "origin" if response.cut else "complete"

    async def _send_headers(self, stream_id: int, fields: tuple[Field, ...], *, end: bool) -> None:
        self._require_open(stream_id)
        self._h2.send_headers(stream_id, list(fields), end_stream=end)
        await self._flush()

    async def _send_body(self, stream_id: int, entry: OpenExchange, response: Response) -> None:
        async for piece in response.pieces():
            await self._send_piece(stream_id, entry, piece)
        self._require_open(stream_id)
        if response.cut:
            from h2.errors import ErrorCodes

            self._h2.reset_stream(stream_id, ErrorCodes.INTERNAL_ERROR)
        elif response.trailers:
            entry.trailers = response.trailers
            self._h2.send_headers(stream_id, list(response.trailers), end_stream=True)
        else:
            self._h2.end_stream(stream_id)
        await self._flush()

    async def _send_piece(self, stream_id: int, entry: OpenExchange, piece: bytes) -> None:
        while piece:
            room = await self._room(stream_id)
            self._h2.send_data(stream_id, piece[:room])
            entry.response_body.add(piece[:room])
            piece = piece[room:]
            await self._flush()

    async def _room(self, stream_id: int) -> int:
        """How many bytes may be sent now (RFC 9113, section 5.2); waits until there are some."""
        while True:
            self._require_open(stream_id)
            window = self._h2.local_flow_control_window(stream_id)
            if window > 0:
                return min(window, self._h2.max_outbound_frame_size)
            self._window_opened.clear()
            await self._window_opened.wait()

    def _require_open(self, stream_id: int) -> None:
        if stream_id not in self._streams:
            raise _ClientReset(f"stream {stream_id} was reset")

    async def _flush(self) -> None:
        data = self._h2.data_to_send()
        if data:
            self._writer.write(data)
        await self._writer.drain()


def _new_state_machine() -> H2Connection:
    from h2.config import H2Configuration
    from h2.connection import H2Connection

    config = H2Configuration(
        client_side=False,
        header_encoding=None,
        validate_inbound_headers=False,
        normalize_inbound_headers=False,
        validate_outbound_headers=False,
        normalize_outbound_headers=False,
    )
    return H2Connection(config)


def _request(stream: _Stream, peer: Peer) -> Request:
    pseudo = {name: value.decode("latin-1") for name, value in stream.fields if name.startswith(b":")}
    fields = tuple(item for item in stream.fields if not item[0].startswith(b":"))
    authority = pseudo.get(b":authority", "")
    method, target = pseudo[b":method"], pseudo.get(b":path", "")
    return Request("h2", peer.scheme, authority, method, target, fields, bytes(stream.body))


def _response_fields(response: Response) -> tuple[Field, ...]:
    fields = tuple((name.lower(), value) for name, value in response.fields)
    length = response.declared_length
    if response.framing == "length" and length is not None and response.status not in BODILESS:
        fields = (*fields, (b"content-length", b"%d" % length))
    return _with_status(response.status, fields)


def _with_status(status: int, fields: tuple[Field, ...]) -> tuple[Field, ...]:
    return ((b":status", b"%d" % status), *fields)


def _is_bodiless(response: Response, method: str) -> bool:
    nothing = response.body == b"" and not response.trailers and not response.cut
    return method == "HEAD" or response.status in BODILESS or nothing


def _plain_fields(headers: Any) -> tuple[Field, ...]:
    return tuple((bytes(name), bytes(value)) for name, value in headers)


def _ignore(_event: Any) -> None:
    """Events that ask nothing of us: settings acknowledged, priorities, pings."""
