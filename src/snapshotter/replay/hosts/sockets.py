"""Web sockets of a page in the reader's browser: the recorded conversation again."""

from __future__ import annotations

from collections.abc import Sequence

from snapshotter.model.replay import Frame
from snapshotter.replay.hosts.asgi import Call, Receive, Send
from snapshotter.replay.hosts.names import Origin
from snapshotter.replay.hosts.stage import Stage
from snapshotter.replay.transcript import Transcript


async def converse(stage: Stage, origin: Origin, target: str, call: Call) -> None:
    """Accept where a handshake is recorded, and say what was said; refuse otherwise."""
    scope, receive, send = call
    await receive()
    request = stage.request("GET", origin, target, tuple(scope["headers"]), b"")
    answer = stage.find(request, is_navigation=False)
    if answer.status != 101 or answer.exchange is None:
        await send({"type": "websocket.close", "code": 1008})
        return
    recorded = {name.lower(): value.decode("latin-1") for name, value in answer.fields}
    chosen = recorded.get(b"sec-websocket-protocol")
    offered = chosen if chosen in scope.get("subprotocols", ()) else None
    await send({"type": "websocket.accept", "subprotocol": offered, "headers": []})
    await _speak(stage, Transcript(answer.exchange.websocket or ()), receive, send)


async def _speak(stage: Stage, transcript: Transcript, receive: Receive, send: Send) -> None:
    open_ = await _say(transcript.opening(), send)
    while (message := await receive())["type"] == "websocket.receive":
        text = message.get("text")
        data = text.encode() if text is not None else message.get("bytes") or b""
        kind = "text" if text is not None else "binary"
        frames = transcript.heard(kind, stage.restored(data))
        open_ = open_ and await _say(frames, send)


async def _say(frames: Sequence[Frame], send: Send) -> bool:
    """Whether the conversation goes on."""
    for frame in frames:
        if frame.kind == "close":
            code = int.from_bytes(frame.data[:2], "big") or 1000
            reason = frame.data[2:].decode("utf-8", "replace")
            await send({"type": "websocket.close", "code": code, "reason": reason})
            return False
        if frame.kind == "text":
            await send({"type": "websocket.send", "text": frame.data.decode("utf-8", "replace")})
        else:
            await send({"type": "websocket.send", "bytes": frame.data})
    return True
