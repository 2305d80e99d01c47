"""The ``openssl`` program on both ends of a loopback relay that keeps what passes."""

from __future__ import annotations

import asyncio
import contextlib
import re
from pathlib import Path

PATIENCE_S = 20


class Program:
    """``openssl s_client`` or ``s_server``; what it prints can be waited for."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._printed = b""
        self._at = 0

    @classmethod
    async def start(cls, *arguments: str) -> Program:
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            "openssl", *arguments, stdin=pipe, stdout=pipe, stderr=asyncio.subprocess.STDOUT
        )
        return cls(process)

    async def says(self, text: str) -> str:
        """Wait until it has printed something that matches, after what was last waited for."""
        async with asyncio.timeout(PATIENCE_S):
            while not (found := re.search(text.encode(), self._printed[self._at :])):
                piece = await self._process.stdout.read(1 << 16)
                assert piece, f"no {text!r} in {self._printed!r}"
                self._printed += piece
        self._at += found.end()
        return found[0].decode()

    async def type(self, line: str) -> None:
        self._process.stdin.write(line.encode() + b"\n")
        await self._process.stdin.drain()

    async def end(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._process.communicate()


class Relay:
    """Passes bytes on to a port, and keeps them in the order in which they came."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.flights: list[tuple[str, bytes]] = []
        self._over = asyncio.Event()
        self._passed = asyncio.Condition()

    async def __aenter__(self) -> Relay:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        await self._server.wait_closed()

    async def finished(self) -> None:
        async with asyncio.timeout(PATIENCE_S):
            await self._over.wait()

    async def passes(self, side: str, more_than: int) -> None:
        """Wait until more than so many pieces of one side have come."""
        async with asyncio.timeout(PATIENCE_S), self._passed:
            await self._passed.wait_for(lambda: self.pieces(side) > more_than)

    def pieces(self, side: str) -> int:
        return sum(who == side for who, _ in self.flights)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        theirs, ours = await asyncio.open_connection("127.0.0.1", self._port)
        upwards = asyncio.create_task(self._pass("client", reader, ours))
        await self._pass("server", theirs, writer)
        await upwards
        self._over.set()

    async def _pass(self, side: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(1 << 16):
                self.flights.append((side, data))
                async with self._passed:
                    self._passed.notify_all()
                writer.write(data)
                await writer.drain()
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


class Conversation:
    """A server, a relay and a client that logs its secrets."""

    def __init__(self, folder: Path, certificate: Path) -> None:
        self._folder = folder
        self._certificate = certificate
        self.key_log = folder / "keys"

    @contextlib.asynccontextmanager
    async def server(self, *options: str):
        key = str(self._certificate)
        program = await Program.start(
            "s_server", "-accept", "127.0.0.1:0", "-key", key, "-cert", key, *options
        )
        try:
            port = int((await program.says(r"ACCEPT 127.0.0.1:\d+\r?\n")).split(":")[1])
            async with Relay(port) as relay:
                yield program, relay
        finally:
            await program.end()

    @contextlib.asynccontextmanager
    async def client(self, relay: Relay, *options: str):
        self.key_log.write_bytes(b"")
        program = await Program.start(
            "s_client",
            "-connect",
            f"127.0.0.1:{relay.port}",
            "-servername",
            "secret.test",
            "-keylogfile",
            str(self.key_log),
            *options,
        )
        try:
            yield program
        finally:
            await program.end()
            await relay.finished()
