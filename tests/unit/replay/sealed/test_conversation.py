"""The origin's side of a web socket, played from its record."""

from __future__ import annotations

import asyncio

from snapshotter.model.replay import Frame
from snapshotter.replay.sealed.sockets import Conversation

LIMIT_S = 5
CLOSE, MASKED_CLOSE = b"\x88\x00", b"\x88\x80\x00\x00\x00\x00"


class Writer:
    def __init__(self):
        self.written = b""

    def write(self, data):
        self.written += data

    async def drain(self):
        await asyncio.sleep(0)


async def test_nothing_is_said_once_it_is_closed():
    """Of an origin that went on talking nobody heard a word at capture either."""
    frames = (
        Frame("origin", "close", b"", 0.1),
        Frame("origin", "text", b"and another thing", 0.2),
        Frame("origin", "close", b"", 0.3),
    )
    reader, writer = asyncio.StreamReader(), Writer()
    reader.feed_data(MASKED_CLOSE)
    await asyncio.wait_for(Conversation(reader, writer, frames).hold(), LIMIT_S)
    assert writer.written == CLOSE
