"""The few shapes of ASGI 3 that are spoken here, and bodies of requests in bounded room."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, NamedTuple

from snapshotter.replay.messages import Fields

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


class Call(NamedTuple):
    """What ASGI calls an application with."""

    scope: Scope
    receive: Receive
    send: Send


MAX_BODY_BYTES = 16 << 20
_CONTROLS = re.compile(rb"[\0-\x08\x0a-\x1f\x7f]")


def field(scope: Scope, name: bytes) -> str:
    """The one value of a field; empty when there is none, or more than one."""
    given = [value for key, value in scope["headers"] if key == name]
    return given[0].decode("latin-1") if len(given) == 1 else ""


async def body(receive: Receive) -> bytes | None:
    """The request's; None when it is longer than :data:`MAX_BODY_BYTES`, or the browser has gone."""
    pieces: list[bytes] = []
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            return None
        pieces.append(message.get("body", b""))
        size += len(pieces[-1])
        if size > MAX_BODY_BYTES:
            return None
        more = message.get("more_body", False)
    return b"".join(pieces)


async def start(send: Send, status: int, fields: Fields) -> None:
    """What was recorded may hold what no server writes: control characters, spaces at the ends."""
    headers = [(name, _CONTROLS.sub(b" ", value).strip(b" \t")) for name, value in fields]
    await send({"type": "http.response.start", "status": status, "headers": headers})


async def piece(send: Send, data: bytes, *, more: bool = False) -> None:
    await send({"type": "http.response.body", "body": data, "more_body": more})


async def say(send: Send, status: int, text: str, fields: Fields = ()) -> None:
    """A short answer of our own."""
    data = text.encode()
    own = ((b"Content-Type", b"text/plain; charset=utf-8"), (b"Content-Length", b"%d" % len(data)))
    await start(send, status, (*own, *fields))
    await piece(send, data)


async def left(receive: Receive) -> None:
    """Returns when the browser has gone."""
    while (await receive())["type"] not in ("http.disconnect", "websocket.disconnect"):
        pass
