"""One TLS connection, read passively.

Feed the ciphertext of both directions in the order it passed; plaintext comes out as soon as the
key log has the secrets.  TLS 1.2 and 1.3, resumption, HelloRetryRequest, early data, KeyUpdate,
renegotiation.
Whatever cannot be opened ends in :attr:`TlsSession.error`: it is never dropped in silence.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable
from typing import Literal

from snapshotter.capture.tls import handshake as hs
from snapshotter.capture.tls.direction import HEADER_BYTES, Direction, Side
from snapshotter.capture.tls.keylog import KeyLog
from snapshotter.capture.tls.protection import (
    SUITES,
    Protection,
    Suite,
    Tls13Protection,
    Undecryptable,
    tls12_protections,
)

_CHANGE_CIPHER_SPEC, _ALERT, _HANDSHAKE, _APPLICATION_DATA = 20, 21, 22, 23
_RECORD_TYPES = {_CHANGE_CIPHER_SPEC, _ALERT, _HANDSHAKE, _APPLICATION_DATA}
_MAX_FRAGMENT_BYTES = (1 << 14) + 2048
_MAX_HANDSHAKE_BYTES = 1 << 20
MAX_UNOPENED_BYTES = 32 << 20
"""Bytes kept while a secret is awaited."""


class TlsSession:
    """A passive reader of one TLS connection.

    ``plaintext`` is called with the side that spoke and application data, in the order in which the
    ciphertext arrived, also where the secret of one side came later than that of the other.
    """

    def __init__(self, keys: KeyLog, plaintext: Callable[[Side, bytes], None]) -> None:
        self._keys = keys
        self._plaintext = plaintext
        self._directions: dict[Side, Direction] = {
            "client": Direction("client"),
            "server": Direction("server"),
        }
        self._turn = 0
        self._spoke: Side | None = None
        self._unsaid: list[tuple[int, int, Side, bytes]] = []
        """Plaintext by turn, held back until everything before it is opened."""
        self._numbers = itertools.count()
        self._client_random: bytes | None = None
        self._server_random = b""
        self._mac_last = False
        self._randoms12 = (b"", b"")
        self._protections12: dict[Side, Protection] = {}
        self._suite: Suite | None = None
        self._early: Literal["none", "offered", "accepted", "rejected"] = "none"
        self.version: int | None = None
        self.alpn: str | None = None
        self.server_name: str | None = None
        self.certificates: tuple[bytes, ...] = ()
        self.error: str | None = None

    @property
    def suite_name(self) -> str | None:
        return self._suite.name if self._suite else None

    @property
    def version_name(self) -> str | None:
        """As ``WARC-Protocol`` writes it."""
        return {hs.TLS12: "tls/1.2", hs.TLS13: "tls/1.3"}.get(self.version or 0)

    @property
    def unopened_bytes(self) -> int:
        """What is kept because a secret has not come."""
        held = sum(len(content) for _, _, _, content in self._unsaid)
        return held + sum(len(d.buffer) for d in self._directions.values())

    def closed_cleanly(self, side: Side) -> bool:
        """Whether ``side`` announced the end of its data (close_notify)."""
        return self._directions[side].closed_cleanly

    def feed(self, side: Side, data: bytes) -> None:
        """Take ciphertext of one side."""
        if self.error is not None:
            return
        self._turn += side != self._spoke
        self._spoke = side
        self._directions[side].take(data, self._turn)
        self._pump()
        if self.unopened_bytes > MAX_UNOPENED_BYTES:
            self._fail(f"no secret came for {self.unopened_bytes} bytes")

    @property
    def waits_for_secret(self) -> bool:
        """Whole records lie here whose secret has not come."""
        return self.error is None and any(d.is_stuck for d in self._directions.values())

    def close(self) -> None:
        """The connection is over; whole records still unopened become an error.

        A record cut off by the end of the connection is not: that is how a transfer breaks off.  Nor
        is a handshake that the client gave up: it logs no secret, and it has not asked for anything.
        """
        if self.waits_for_secret and self._directions["client"].encrypted:
            sides = " and ".join(d.side for d in self._directions.values() if d.is_stuck)
            self._fail(f"the key log has no secret for the {sides} side ({self.unopened_bytes} bytes)")
        self._deliver()
        if self._client_random is not None:
            self._keys.forget(self._client_random)

    def _fail(self, why: str) -> None:
        self.error = why
        for direction in self._directions.values():
            direction.buffer.clear()
            direction.handshake.clear()
        self._deliver()

    def _deliver(self) -> None:
        """Hand on the plaintext that follows nothing unopened, records of one side together."""
        stuck = [d.turn_at(d.first_record_bytes) for d in self._directions.values() if d.is_stuck]
        run: list[bytes] = []
        speaker: Side = "client"
        while self._unsaid and not (stuck and self._unsaid[0][0] > min(stuck)):
            _, _, side, content = heapq.heappop(self._unsaid)
            if run and side != speaker:
                self._plaintext(speaker, b"".join(run))
                run = []
            speaker = side
            run.append(content)
        if run:
            self._plaintext(speaker, b"".join(run))

    def _pump(self) -> None:
        try:
            # What one side says can unlock the other, so each is read again after the other.
            for side in ("server", "client", "server", "client"):
                self._read(self._directions[side])
        except Undecryptable as error:
            self._fail(str(error))
        self._deliver()

    def _read(self, direction: Direction) -> None:
        buffer = direction.buffer
        at = 0
        try:
            while len(buffer) - at >= HEADER_BYTES:
                kind = buffer[at]
                length = int.from_bytes(buffer[at + 3 : at + 5], "big")
                if kind not in _RECORD_TYPES or length > _MAX_FRAGMENT_BYTES:
                    what = f"no TLS record (type {kind}, {length} bytes)"
                    raise Undecryptable(f"the {direction.side} side sent {what}")
                end = at + HEADER_BYTES + length
                if len(buffer) < end or not self._can_open(direction, kind):
                    return
                header = bytes(buffer[at : at + HEADER_BYTES])
                fragment = bytes(memoryview(buffer)[at + HEADER_BYTES : end])
                turn, at = direction.turn_at(end), end
                content = self._record(direction, header, fragment)
                if content:
                    heapq.heappush(self._unsaid, (turn, next(self._numbers), direction.side, content))
        finally:
            direction.drop(at)

    def _can_open(self, direction: Direction, kind: int) -> bool:
        """Whether the next record is in the clear, or its secret is there."""
        if not self._is_protected(direction, kind):
            return True
        direction.encrypted = True
        if direction.protection is None:
            direction.protection = self._derive(direction)
        if direction.protection is None and self._client_random is not None:
            self._keys.wait(self._client_random, self._pump)
        return direction.protection is not None

    def _is_protected(self, direction: Direction, kind: int) -> bool:
        if self.version == hs.TLS12:
            return direction.encrypted
        return kind == _APPLICATION_DATA

    def _derive(self, direction: Direction) -> Protection | None:
        if self._suite is None or self._client_random is None:
            return None
        if self.version == hs.TLS12:
            return self._derive12(direction)
        if direction.side == "client" and self._early == "offered":
            return None
        if direction.side == "client" and self._early == "accepted" and direction.epoch == "handshake":
            direction.epoch = "early"
            self._early = "none"
        secret = self._keys.secret(self._client_random, _label(direction))
        return Tls13Protection(self._suite, secret) if secret else None

    def _derive12(self, direction: Direction) -> Protection | None:
        assert self._suite is not None
        assert self._client_random is not None
        randoms = (self._client_random, self._server_random)
        if randoms != self._randoms12:
            if any(new == old for new, old in zip(randoms, self._randoms12, strict=True)):
                return None  # renegotiation: the other side's hello has not been read yet
            master = self._keys.secret(self._client_random, "CLIENT_RANDOM")
            if master is None:
                return None
            self._randoms12 = randoms
            pair = tls12_protections(self._suite, master, randoms, self._mac_last)
            self._protections12 = {"client": pair[0], "server": pair[1]}
            other = self._directions["server" if direction.side == "client" else "client"]
            if other.encrypted and other.protection is None:
                other.protection = self._protections12[other.side]
        return self._protections12[direction.side]

    def _record(self, direction: Direction, header: bytes, fragment: bytes) -> bytes:
        """Read a record and return the application data in it."""
        kind, content = header[0], fragment
        if direction.protection is not None and self._is_protected(direction, kind):
            try:
                kind, content = direction.protection.open(header, memoryview(fragment))
            except Undecryptable:
                if self._early == "rejected" and direction.side == "client":
                    return b""  # early data that the server refused; the client sends it again
                raise
            if self._early == "rejected" and direction.side == "client":
                self._early = "none"
        if kind == _APPLICATION_DATA:
            return content
        if kind == _HANDSHAKE:
            self._handshake_bytes(direction, content)
        elif kind == _ALERT:
            direction.closed_cleanly = direction.closed_cleanly or content[1:2] == b"\0"
        elif kind == _CHANGE_CIPHER_SPEC and self.version == hs.TLS12:
            direction.encrypted, direction.protection = True, None
        return b""

    def _handshake_bytes(self, direction: Direction, content: bytes) -> None:
        pending = direction.handshake
        pending += content
        while len(pending) >= 4:
            length = int.from_bytes(pending[1:4], "big")
            if length > _MAX_HANDSHAKE_BYTES:
                raise Undecryptable(f"a handshake message of {length} bytes")
            if len(pending) < 4 + length:
                return
            kind, body = pending[0], bytes(pending[4 : 4 + length])
            del pending[: 4 + length]
            self._message(direction, kind, body)

    def _message(self, direction: Direction, kind: int, body: bytes) -> None:
        if direction.side == "client":
            self._client_message(direction, kind, body)
        else:
            self._server_message(direction, kind, body)
        if kind == hs.FINISHED and self.version == hs.TLS13:
            direction.epoch = "application"
            direction.protection = None
        elif kind == hs.KEY_UPDATE and isinstance(direction.protection, Tls13Protection):
            direction.protection = direction.protection.next_generation()

    def _client_message(self, direction: Direction, kind: int, body: bytes) -> None:
        if kind == hs.CLIENT_HELLO:
            hello = hs.client_hello(body)
            if self._client_random is None:
                self._early = "offered" if hello.offers_early_data else "none"
            elif self._client_random != hello.random:
                self._keys.forget(self._client_random)  # renegotiation
            self._client_random = hello.random
            self.server_name = hello.server_name
        elif kind == hs.END_OF_EARLY_DATA:
            direction.epoch = "handshake"
            direction.protection = None

    def _server_message(self, direction: Direction, kind: int, body: bytes) -> None:
        if kind == hs.SERVER_HELLO:
            self._server_hello(hs.server_hello(body))
        elif kind == hs.ENCRYPTED_EXTENSIONS and self.version == hs.TLS13:
            self.alpn, accepted = hs.encrypted_extensions(body)
            if self._early == "offered":
                self._early = "accepted" if accepted else "rejected"
        elif kind == hs.CERTIFICATE:
            self.certificates = hs.certificate_chain(body, self.version or hs.TLS12)
        elif kind == hs.COMPRESSED_CERTIFICATE:
            self.certificates = hs.certificate_chain(hs.decompressed_certificate(body), hs.TLS13)

    def _server_hello(self, hello: hs.ServerHello) -> None:
        if hello.is_retry:
            if self._early == "offered":
                self._early = "rejected"
            return
        if hello.version not in (hs.TLS12, hs.TLS13):
            raise Undecryptable(f"TLS version {hello.version:#06x}")
        if hello.suite not in SUITES:
            raise Undecryptable(f"cipher suite {hello.suite:#06x}")
        self.version, self._suite = hello.version, SUITES[hello.suite]
        self._server_random, self._mac_last = hello.random, hello.encrypts_then_macs
        self.alpn = hello.alpn or self.alpn
        if self.version == hs.TLS12 and self._early == "offered":
            self._early = "none"


def _label(direction: Direction) -> str:
    side = direction.side.upper()
    if direction.epoch == "early":
        return "CLIENT_EARLY_TRAFFIC_SECRET"
    if direction.epoch == "handshake":
        return f"{side}_HANDSHAKE_TRAFFIC_SECRET"
    return f"{side}_TRAFFIC_SECRET_0"
