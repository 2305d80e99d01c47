"""Who is at the other end of a loopback connection: the user that owns its socket.

A tunnel listens on loopback, where every user of the machine can connect; Chromium's SOCKS5 has no
passwords.  The kernel knows whose socket it is: one question over netlink (sock_diag(7)), or, where a
sandbox keeps us from that, its table of connections (proc(5), ``/proc/net/tcp``).
"""

from __future__ import annotations

import os
import socket
import struct
import sys
from functools import cache
from pathlib import Path

_SOCK_DIAG = 4
"""``NETLINK_SOCK_DIAG``"""
_BY_FAMILY, _REQUEST = 20, 1
_NOWHERE = b"\xff" * 8
"""``INET_DIAG_NOCOOKIE``"""
_HEAD, _SOCKET_ID, _QUESTION = struct.Struct("=IHHII"), struct.Struct("!HH16s16s"), struct.Struct("=BBBxI")
_STATE_AT, _UID_AT = _HEAD.size + 1, _HEAD.size + 64
"""Of ``idiag_state`` and ``idiag_uid`` in ``struct inet_diag_msg``: before the latter are 4 bytes, the
socket's id (48) and three counters (12)."""
_ESTABLISHED = 1
"""Of a socket that its owner has closed the kernel says that it is root's, whoever that was."""
_TABLE = Path("/proc/net/tcp")

Endpoint = tuple[str, int]
"""IPv4 address and port."""


def is_ours(peer: Endpoint, own: Endpoint) -> bool:
    """Whether the socket at ``peer``, connected to ``own``, is open and this user's.

    Where the kernel does not tell (other systems than Linux, some sandboxes), it is taken for ours.
    """
    return not _kernel_tells() or owner_of(peer, own) == os.geteuid()


def owner_of(peer: Endpoint, own: Endpoint) -> int | None:
    """User id of the socket at ``peer`` that is connected to ``own``; None when there is no open one."""
    try:
        return _asked(peer, own)
    except OSError:
        return _looked_up(peer, own)


@cache
def _kernel_tells() -> bool:
    """Whether it knows a connection of our own for ours."""
    if sys.platform != "linux":
        return False
    with socket.create_server(("127.0.0.1", 0)) as listening:
        own = listening.getsockname()
        with socket.create_connection(own) as connected:
            return owner_of(connected.getsockname(), own) == os.geteuid()


def _asked(peer: Endpoint, own: Endpoint) -> int | None:
    """Raises ``OSError`` where netlink may not be used."""
    identity = _SOCKET_ID.pack(peer[1], own[1], _packed(peer[0]), _packed(own[0])) + bytes(4) + _NOWHERE
    question = _QUESTION.pack(socket.AF_INET, socket.IPPROTO_TCP, 0, 0xFFFFFFFF) + identity
    head = _HEAD.pack(_HEAD.size + len(question), _BY_FAMILY, _REQUEST, 1, 0)
    with socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM, _SOCK_DIAG) as kernel:
        kernel.settimeout(1.0)
        kernel.sendto(head + question, (0, 0))
        answer = kernel.recv(4096)
    if _HEAD.unpack_from(answer)[1] != _BY_FAMILY or answer[_STATE_AT] != _ESTABLISHED:
        return None
    return int(struct.unpack_from("=I", answer, _UID_AT)[0])


def _packed(address: str) -> bytes:
    return socket.inet_aton(address).ljust(16, b"\0")


def _looked_up(peer: Endpoint, own: Endpoint) -> int | None:
    wanted = [_written(peer), _written(own), f"{_ESTABLISHED:02X}"]
    try:
        with _TABLE.open() as lines:
            found = next((columns for line in lines if (columns := line.split())[1:4] == wanted), None)
    except OSError:
        return None
    return int(found[7]) if found is not None else None


def _written(end: Endpoint) -> str:
    """As the table has it: the address as the machine's own number, both in hexadecimal."""
    (number,) = struct.unpack("=I", socket.inet_aton(end[0]))
    return f"{number:08X}:{end[1]:04X}"
