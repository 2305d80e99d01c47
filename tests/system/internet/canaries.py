"""Canaries: whatever is sent to an address that no page has any business with is seen.

A packet socket sees every connection that is tried and every datagram, on all ports of all interfaces;
listeners answer on the usual ports, so that what is tried goes on as it would outside.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import struct
import threading
from dataclasses import dataclass

PORTS = (21, 22, 80, 443, 631, 2375, 3000, 5432, 6379, 8000, 8080, 8443, 9200, 9222, 11211, 55555)
ADDRESSES = (
    "127.0.0.1", "127.255.255.254", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254",
    "::1", "fd00::1", "fe80::1", "fd00:ec2::254",
)  # fmt: skip
OWN_PORTS = range(40000, 50000)
"""What the kernel gives out: our own tunnels listen there, on 127.0.0.1."""
FREEBIND = 15
_ALL_PROTOCOLS, _OUTGOING = 0x0003, 4
_IPV4, _IPV6, _TCP, _UDP = 0x0800, 0x86DD, 6, 17
_SYN, _ACK = 0x02, 0x10


@dataclass(frozen=True, slots=True)
class Arrival:
    """A connection that was tried, or a datagram."""

    protocol: str
    address: str
    port: int
    source: str
    source_port: int


def parsed(frame: bytes, protocol: int) -> Arrival | None:
    """What an IP packet begins; None for one that begins nothing."""
    if protocol == _IPV4:
        kind, rest, ends = frame[9], frame[(frame[0] & 15) * 4 :], (frame[12:16], frame[16:20])
    elif protocol == _IPV6:
        kind, rest, ends = frame[6], frame[40:], (frame[8:24], frame[24:40])
    else:
        return None
    if kind not in (_TCP, _UDP) or len(rest) < 8:
        return None
    if kind == _TCP and (len(rest) < 14 or rest[13] & (_SYN | _ACK) != _SYN):
        return None
    source_port, port = struct.unpack_from("!HH", rest)
    source, to = (str(ipaddress.ip_address(end)) for end in ends)
    return Arrival("tcp" if kind == _TCP else "udp", to, port, source, source_port)


class Sniffer:
    """Every connection tried and every datagram sent in this namespace."""

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(_ALL_PROTOCOLS))
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
        self._socket.settimeout(0.2)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self.arrivals: list[Arrival] = []

    def __enter__(self) -> Sniffer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join(5)
        self._socket.close()

    def _listen(self) -> None:
        while not self._over.is_set():
            try:
                frame, (_, protocol, kind, *_rest) = self._socket.recvfrom(200)
            except TimeoutError:
                continue
            if kind == _OUTGOING and (found := parsed(frame, protocol)) is not None:
                self.arrivals.append(found)


class Canaries:
    """Listeners that answer; an async context manager.  ``accepted`` counts."""

    def __init__(self) -> None:
        self.accepted = 0
        self.heard: list[str] = []
        self._servers: list[asyncio.Server] = []

    async def __aenter__(self) -> Canaries:
        for address in ADDRESSES:
            for port in PORTS:
                self._servers.append(await asyncio.start_server(self._accept, sock=bound(address, port)))
        return self

    async def __aexit__(self, *_: object) -> None:
        for server in self._servers:
            server.close()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepted += 1
        place = len(self.heard)
        self.heard.append("(nothing)")
        try:
            async with asyncio.timeout(2):
                first = await reader.read(2048)
            self.heard[place] = first.split(b"\r\n")[0].decode("latin-1")[:100]
            writer.write(_ANSWER)
        except (TimeoutError, OSError):
            return
        finally:
            writer.close()


_ANSWER = (
    b"HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nContent-Type: text/html\r\n"
    b"Content-Length: 6\r\nConnection: close\r\n\r\nsecret"
)


def bound(address: str, port: int) -> socket.socket:
    """A socket at an address that no interface need have."""
    version = ipaddress.ip_address(address).version
    made = socket.socket(socket.AF_INET6 if version == 6 else socket.AF_INET)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.setsockopt(socket.IPPROTO_IP, FREEBIND, 1)
    scope = socket.if_nametoindex("lo") if address.startswith("fe80") else 0
    made.bind((address, port, 0, scope) if version == 6 else (address, port))
    return made
