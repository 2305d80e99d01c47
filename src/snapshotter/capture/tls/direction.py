"""One direction of a TLS connection: what has come and is not read yet, and what is known of it."""

from __future__ import annotations

from collections import deque
from typing import Literal

from snapshotter.capture.tls.protection import Protection

Side = Literal["client", "server"]
HEADER_BYTES = 5
"""Of a record (RFC 8446, section 5.1)."""


class Direction:
    """What is known of one direction."""

    def __init__(self, side: Side) -> None:
        self.side = side
        self.buffer = bytearray()
        self.handshake = bytearray()
        self.protection: Protection | None = None
        self.epoch: Literal["early", "handshake", "application"] = "handshake"
        self.encrypted = False
        self.closed_cleanly = False
        """A close_notify alert was seen: what came before is complete."""
        self._fed = self._read = 0
        self._turns: deque[tuple[int, int]] = deque()
        """How far the bytes of each turn reach, oldest first."""

    def take(self, data: bytes, turn: int) -> None:
        """Bytes that arrived in this turn; a turn is a run of bytes of one side."""
        self.buffer += data
        self._fed += len(data)
        if self._turns and self._turns[-1][1] == turn:
            self._turns.pop()
        self._turns.append((self._fed, turn))

    def drop(self, count: int) -> None:
        """The first bytes have been read."""
        del self.buffer[:count]
        self._read += count

    def turn_at(self, offset: int) -> int:
        """The turn in which the bytes of the buffer up to ``offset`` were all here; ask in order."""
        while self._turns[0][0] < self._read + offset:
            self._turns.popleft()
        return self._turns[0][1]

    @property
    def first_record_bytes(self) -> int:
        """The size of the record at the start of the buffer, header included."""
        return HEADER_BYTES + int.from_bytes(self.buffer[3:5], "big")

    @property
    def is_stuck(self) -> bool:
        """A whole record lies here whose secret has not come."""
        waits = self.encrypted and self.protection is None
        return waits and len(self.buffer) >= self.first_record_bytes
