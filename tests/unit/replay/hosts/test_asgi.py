"""What goes out is what a server can write."""

from __future__ import annotations

from snapshotter.replay.hosts import asgi


async def test_fields_that_no_server_writes_do_no_harm():
    sent = []

    async def send(message):
        sent.append(message)

    await asgi.start(send, 200, ((b"Link", b" <a>; rel=x"), (b"X", b"a\0b\x01\r\nc\t"), (b"Y", b"\xe9")))

    assert sent[0]["headers"] == [(b"Link", b"<a>; rel=x"), (b"X", b"a b   c"), (b"Y", b"\xe9")]
