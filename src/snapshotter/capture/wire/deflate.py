"""``permessage-deflate`` (RFC 7692), the reading side of it."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Literal

_NAME = "permessage-deflate"
_TAIL = b"\x00\x00\xff\xff"
"""What a sender takes off the end of every message (section 7.2.1)."""
_WINDOW_BYTES = 32 << 10
_MOST_ENDS = 1000
"""Each final block begins the stream again, which costs as much as the message is long."""
_RAW = -zlib.MAX_WBITS
"""The largest window reads what was written with any smaller one: ``max_window_bits`` needs no thought."""


class Unreadable(Exception):
    """A message that is no DEFLATE."""


class TooLarge(Exception):
    """A message that grows past what is kept."""


@dataclass(frozen=True, slots=True)
class Deflate:
    """What the two sides have agreed on."""

    client_takeover: bool = True
    """Whether the client's messages refer to its earlier ones."""
    server_takeover: bool = True

    def inflater(self, side: Literal["client", "server"]) -> Inflater:
        return Inflater(self.client_takeover if side == "client" else self.server_takeover)


def agreed(extensions: str) -> Deflate | None:
    """What ``Sec-WebSocket-Extensions`` of the answer says (section 7.1); None: messages come as they are."""
    for extension in extensions.split(","):
        name, *parameters = (part.strip().lower() for part in extension.split(";"))
        if name == _NAME:
            return Deflate(
                client_takeover="client_no_context_takeover" not in parameters,
                server_takeover="server_no_context_takeover" not in parameters,
            )
    return None


class Inflater:
    """Takes the messages of one side in their order."""

    def __init__(self, takeover: bool) -> None:
        self._takeover = takeover
        self._inflate = zlib.decompressobj(_RAW)
        self._window = b""
        self._ends = 0
        """Final blocks in the message that is being read."""

    def message(self, data: bytes, most_bytes: int) -> bytes:
        """The message.  Raises :class:`Unreadable`, and :class:`TooLarge` past ``most_bytes``."""
        found = bytearray()
        rest = data + _TAIL
        self._ends = 0
        try:
            while rest:
                found += self._inflate.decompress(rest, most_bytes + 1 - len(found))
                if len(found) > most_bytes:
                    raise TooLarge
                rest = self._inflate.unconsumed_tail or self._begin_again(bytes(found))
        except zlib.error as error:
            raise Unreadable(str(error)) from error
        self._remember(bytes(found))
        return bytes(found)

    def _begin_again(self, found: bytes) -> bytes:
        """A block marked as the last one ends the stream, not the message (section 7.2.3.4)."""
        if not self._inflate.eof:
            return b""
        self._ends += 1
        if self._ends > _MOST_ENDS:
            raise Unreadable(f"more than {_MOST_ENDS} final blocks in one message")
        rest = self._inflate.unused_data
        window = (self._window + found)[-_WINDOW_BYTES:]
        self._inflate = zlib.decompressobj(_RAW, window) if window else zlib.decompressobj(_RAW)
        return rest if rest != _TAIL else b""

    def _remember(self, found: bytes) -> None:
        if self._takeover:
            self._window = (self._window + found)[-_WINDOW_BYTES:]
        else:
            self._inflate = zlib.decompressobj(_RAW)
