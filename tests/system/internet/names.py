"""The resolver of the private internet (RFC 1035): what is not named otherwise is on one public address."""

from __future__ import annotations

import asyncio
import ipaddress
import itertools
import struct
from collections import Counter

from tests.system.internet.addresses import ALIAS, EVIL, MIXED, PUBLIC, REBOUND

_A, _CNAME, _AAAA = 1, 5, 28
_MIXED = (PUBLIC, "127.0.0.1", "10.0.0.1")


class Names(asyncio.DatagramProtocol):
    """Answers over UDP; ``asked`` counts what for."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self._turns, self._rebounds = itertools.count(), itertools.count()
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        name, end = _name(data, 12)
        kind = struct.unpack_from("!H", data, end)[0]
        self.asked[name] += 1
        records = list(self._records(name, kind))
        head = data[:2] + struct.pack("!HHHHH", 0x8580, 1, len(records), 0, 0)
        answer = head + data[12 : end + 4] + b"".join(records)
        assert self._transport is not None
        self._transport.sendto(answer, addr)

    def _records(self, name: str, kind: int):
        if name == ALIAS:
            target = f"at-7f000001.{EVIL}"
            yield _record(_CNAME, _written(target))
            if kind == _A:
                yield _record(_A, bytes([127, 0, 0, 1]), _written(target))
            return
        for address in self._addresses(name, kind):
            yield _record(kind, ipaddress.ip_address(address).packed)

    def _addresses(self, name: str, kind: int) -> list[str]:
        if name.endswith(EVIL) and name.startswith("at-"):
            packed = bytes.fromhex(name[3:].partition(".")[0])
            return [str(ipaddress.ip_address(packed))] if len(packed) == {_A: 4, _AAAA: 16}.get(kind) else []
        if kind != _A:
            return []
        if name == REBOUND:
            return ["127.0.0.1" if next(self._rebounds) % 2 else PUBLIC]
        if name == MIXED:
            turn = next(self._turns) % len(_MIXED)
            return [*_MIXED[turn:], *_MIXED[:turn]]
        return [PUBLIC] if name.endswith(".example") else []


def _name(data: bytes, at: int) -> tuple[str, int]:
    labels = []
    while size := data[at]:
        labels.append(data[at + 1 : at + 1 + size].decode("latin-1").lower())
        at += size + 1
    return ".".join(labels), at + 1


def _written(name: str) -> bytes:
    return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".")) + b"\0"


def _record(kind: int, data: bytes, owner: bytes = b"\xc0\x0c") -> bytes:
    return owner + struct.pack("!HHIH", kind, 1, 0, len(data)) + data
