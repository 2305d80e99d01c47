"""TLS connections in memory: the ciphertext of both sides as it passed, and the client's key log."""

from __future__ import annotations

import contextlib
import ssl
import tempfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from snapshotter.capture.tls.keylog import KeyLog
from snapshotter.capture.tls.session import TlsSession
from snapshotter.demo.certificates import CertificateAuthority, TlsOptions

HOST = "secret.test"
PING, PONG = b"GET / HTTP/1.1\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n"
OFFERED = {cipher["name"] for cipher in ssl.create_default_context().get_ciphers()}


@cache
def authority() -> CertificateAuthority:
    return CertificateAuthority([HOST])


@dataclass
class Recorded:
    """What passed: ``(side, ciphertext)``, the key log, and what each side really said."""

    flights: list[tuple[str, bytes]]
    key_log: bytes
    said: list[tuple[str, bytes]]
    certificate: bytes
    session: ssl.SSLSession | None
    resumed: bool

    def spoken(self, side: str) -> bytes:
        return b"".join(data for who, data in self.said if who == side)


class Wire:
    """A client and a server in memory; what one writes is the next thing the other reads."""

    def __init__(self, client: ssl.SSLContext, server: ssl.SSLContext, session: ssl.SSLSession | None = None):
        self.flights: list[tuple[str, bytes]] = []
        self.said: list[tuple[str, bytes]] = []
        self._to = {"client": ssl.MemoryBIO(), "server": ssl.MemoryBIO()}
        self._from = {"client": ssl.MemoryBIO(), "server": ssl.MemoryBIO()}
        self.client = client.wrap_bio(
            self._to["client"], self._from["client"], server_hostname=HOST, session=session
        )
        self.server = server.wrap_bio(self._to["server"], self._from["server"], server_side=True)

    def carry(self) -> None:
        for side, other in (("client", "server"), ("server", "client")):
            data = self._from[side].read()
            if data:
                self.flights.append((side, data))
                self._to[other].write(data)

    def shake_hands(self) -> None:
        left = {self.client, self.server}
        while left:
            for end in list(left):
                try:
                    end.do_handshake()
                    left.discard(end)
                except ssl.SSLWantReadError:
                    pass
                self.carry()

    def say(self, side: str, data: bytes) -> None:
        speaker, listener = (self.client, self.server) if side == "client" else (self.server, self.client)
        speaker.write(data)
        self.said.append((side, data))
        self.carry()
        heard = b""
        while len(heard) < len(data):
            heard += listener.read(1 << 16)
        self.carry()

    def take_tickets(self) -> None:
        try:
            self.client.read(1)
        except ssl.SSLWantReadError:
            self.carry()

    def hang_up(self) -> None:
        for end in (self.server, self.client, self.server):
            with contextlib.suppress(ssl.SSLError):
                end.unwrap()
            self.carry()


def client_context(folder: Path, *, ciphers: str | None = None, version: str | None = None) -> ssl.SSLContext:
    context = authority().client_context()
    context.keylog_filename = str(folder / "keys")
    if ciphers is not None:
        context.set_ciphers(ciphers)
    if version is not None:
        context.minimum_version = context.maximum_version = getattr(ssl.TLSVersion, version)
    return context


def record(
    talk: list[tuple[str, bytes]],
    *,
    options: TlsOptions | None = None,
    ciphers: str | None = None,
    version: str | None = None,
    curve: str | None = None,
    alpn: list[str] | None = None,
    clean: bool = True,
    resume: bool = False,
) -> Recorded:
    """Have a conversation over TLS; with ``resume`` it is the second one of the two."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        server = authority().server_context(options or TlsOptions(ciphers=ciphers))
        if curve is not None:
            server.set_ecdh_curve(curve)
        client = client_context(folder, ciphers=ciphers, version=version)
        if alpn:
            client.set_alpn_protocols(alpn)
        wire = Wire(client, server)
        wire.shake_hands()
        if resume:
            wire.take_tickets()
            wire.hang_up()
            (folder / "keys").write_bytes(b"")
            wire = Wire(client, server, wire.client.session)
            wire.shake_hands()
        for side, data in talk:
            wire.say(side, data)
        if clean:
            wire.hang_up()
        return Recorded(
            wire.flights,
            (folder / "keys").read_bytes(),
            wire.said,
            wire.client.getpeercert(binary_form=True) or b"",
            wire.client.session,
            bool(wire.client.session_reused),
        )


@dataclass
class Reading:
    """A :class:`TlsSession` and what came out of it."""

    keys: KeyLog = field(default_factory=KeyLog)
    heard: list[tuple[str, bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.session = TlsSession(self.keys, lambda side, data: self.heard.append((side, data)))

    def feed(self, recorded: Recorded) -> Reading:
        for side, data in recorded.flights:
            self.session.feed(side, data)
        return self

    def spoken(self, side: str) -> bytes:
        return b"".join(data for who, data in self.heard if who == side)

    @property
    def order(self) -> list[tuple[str, bytes]]:
        """What was heard, runs of one side put together."""
        turns: list[tuple[str, bytes]] = []
        for side, data in self.heard:
            if turns and turns[-1][0] == side:
                turns[-1] = (side, turns[-1][1] + data)
            else:
                turns.append((side, data))
        return turns


def read(recorded: Recorded) -> Reading:
    """Read it with all secrets known beforehand."""
    reading = Reading()
    reading.keys.feed(recorded.key_log)
    return reading.feed(recorded)


def records(data: bytes) -> list[bytes]:
    """Ciphertext cut at its record boundaries."""
    found, at = [], 0
    while at < len(data):
        end = at + 5 + int.from_bytes(data[at + 3 : at + 5], "big")
        found.append(data[at:end])
        at = end
    return found
