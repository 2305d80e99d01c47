"""A server that says, to the byte, what it is told to, and remembers what it was asked."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from pathlib import Path

from snapshotter.audit.probe.ladder import LadderChecker
from snapshotter.audit.probe.options import LadderOptions
from snapshotter.capture.connector import Connector, ConnectTo
from snapshotter.model.audit import Check, Try, Validators
from snapshotter.urls import Url, parse

LIMIT_S = 10.0
Said = bytes | Callable[["Asked"], Awaitable[None]]
NOTHING = Validators()


class Asked:
    """One request, and the stream its answer goes to."""

    def __init__(self, head: bytes, writer: asyncio.StreamWriter, connection: int) -> None:
        self.head = head
        self.writer = writer
        self.connection = connection

    @property
    def target(self) -> str:
        return self.head.split(b" ")[1].decode()

    def field(self, name: str) -> str | None:
        wanted = name.lower().encode()
        for line in self.head.split(b"\r\n")[1:]:
            key, _, value = line.partition(b":")
            if key.lower() == wanted:
                return value.strip().decode()
        return None


class Server:
    """Answers by target; a target with a list is answered differently each time, the last for ever."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.answers: dict[str, Said | list[Said]] = {}
        self.asked: list[Asked] = []
        self.port = 0
        self.connections = 0
        self._tls = tls
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Server:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    def targets(self) -> list[str]:
        return [each.target for each in self.asked]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.connections += 1
        number = self.connections
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                asked = Asked(head, writer, number)
                self.asked.append(asked)
                await self._answer(asked)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self._tasks.discard(task)
            writer.transport.abort()

    async def _answer(self, asked: Asked) -> None:
        said = self.answers[asked.target]
        if isinstance(said, list):
            said = said.pop(0) if len(said) > 1 else said[0]
        if isinstance(said, bytes):
            asked.writer.write(said)
            await asked.writer.drain()
        else:
            await said(asked)


def ok(body: bytes = b"<!doctype html><title>t</title>", *fields: str) -> bytes:
    return answer("200 OK", body, "Content-Type: text/html", *fields)


def answer(status: str, body: bytes = b"", *fields: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", *fields, f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


def closing(data: bytes) -> Said:
    """Says this and hangs up."""

    async def say(asked: Asked) -> None:
        asked.writer.write(data)
        await asked.writer.drain()
        asked.writer.write_eof()
        raise ConnectionError

    return say


def resetting(data: bytes = b"") -> Said:
    """Says this and resets the connection."""

    async def say(asked: Asked) -> None:
        import socket
        import struct

        asked.writer.write(data)
        await asked.writer.drain()
        sock = asked.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise ConnectionError

    return say


def endless(data: bytes, piece: bytes, every_s: float = 0.0) -> Said:
    """Never stops."""

    async def say(asked: Asked) -> None:
        asked.writer.write(data)
        while True:
            asked.writer.write(piece)
            await asked.writer.drain()
            await asyncio.sleep(every_s)

    return say


class Checking:
    """A checker whose names all lead to one server; its pauses are noted and not kept."""

    def __init__(self, folder: Path, server: Server, *, capturer=None, doubt=None, **options) -> None:
        self.paused: list[float] = []
        self.server = server
        options = {"timeout_s": 5.0, "connect_timeout_s": 2.0} | options
        self.checker = LadderChecker(
            Connector(
                connect_to=[ConnectTo.parse(f":{port}:127.0.0.1:{server.port}") for port in (80, 443)],
                timeout_s=2.0,
            ),
            LadderOptions(folder, **options),
            capturer=capturer,
            doubt=doubt,
            sleep=self._pause,
        )

    async def _pause(self, seconds: float) -> None:
        self.paused.append(seconds)

    async def __aenter__(self) -> Checking:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.checker.close()

    async def __call__(
        self, url: str, validators: Validators = NOTHING, *, suffices: Callable[[Try], bool] | None = None
    ) -> Check:
        async def enough(made: Try) -> bool:
            return suffices(made) if suffices is not None else made.capture.outcome == "captured"

        return await asyncio.wait_for(self.checker.check(parse(url), validators, enough), LIMIT_S)


def body_of(check: Check) -> bytes:
    """The answer's body as it was on the wire."""
    main = next(each for each in check.answer.exchanges if each.id == check.answer.main_exchange_id)
    assert main.response is not None
    return b"".join(main.response.body.chunks())


def url(path: str = "/", host: str = "cited.example") -> Url:
    return Url(f"http://{host}{path}")
