"""A capture with every shape of HTTP message that a WARC reader may stumble over."""

from __future__ import annotations

import gzip
import random
import zlib
from datetime import timedelta

from snapshotter.model.capture import Capture, Connection, Finding
from snapshotter.model.exchange import Exchange, WebSocketTraffic
from tests.builders import PAGE, START, capture, exchange, response_head

TEXT = b"<p>A paragraph that is long enough to be worth a revisit record.</p>\n" * 40
NOISE = random.Random(7).randbytes(200_000)
CERTIFICATE = b"\x30\x82\x01\x0a" + random.Random(8).randbytes(266)


def chunked(data: bytes, size: int = 700) -> bytes:
    """HTTP/1.1 chunked framing (RFC 9112, section 7.1)."""
    pieces = [data[start : start + size] for start in range(0, len(data), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def at(path: str, **more) -> Exchange:
    url = f"https://cited.example/{path}"
    number = more.pop("number", len(path))
    return exchange(url, seed=path, at=START + timedelta(milliseconds=number), **more)


def answer(
    path: str, status: str, *fields: str, body: bytes = b"", media_type: str | None = "text/html", **more
):
    return at(
        path,
        head=response_head(status, *fields, media_type=media_type),
        body=body,
        status=int(status[:3]),
        media_type=media_type,
        **more,
    )


def exchanges() -> tuple[Exchange, ...]:
    packed = gzip.compress(TEXT, mtime=0)
    return (
        exchange(PAGE, body=TEXT),
        at("h2", protocol="h2", head=b"HTTP/1.1 200\r\ncontent-type: text/html\r\n\r\n", body=TEXT[:600]),
        answer("chunked", "200 OK", "Transfer-Encoding: chunked", body=chunked(TEXT)),
        answer("gzip", "200 OK", "Content-Encoding: gzip", f"Content-Length: {len(packed)}", body=packed),
        answer(
            "gzip-chunked",
            "200 OK",
            "Transfer-Encoding: chunked",
            "Content-Encoding: gzip",
            body=chunked(packed, 90),
        ),
        answer("empty", "200 OK", "Content-Length: 0"),
        answer("head", "200 OK", "Content-Length: 5000", method="HEAD"),
        answer("no-content", "204 No Content", media_type=None),
        answer("not-modified", "304 Not Modified", 'ETag: "x"', media_type=None),
        answer("moved", "302 Found", "Location: /gzip", "Set-Cookie: secret=abc", media_type=None),
        answer("truncated", "200 OK", "Content-Length: 99999", body=TEXT, truncated="disconnect"),
        answer("again", "200 OK", "X-Other: head", body=TEXT),
        answer("noise", "200 OK", body=NOISE, media_type="image/jpeg"),
        answer("noise-again", "206 Partial Content", body=NOISE, media_type="image/jpeg"),
        at(
            "old",
            protocol="http/0.9",
            tls=None,
            head=b"",
            body=b"<html>a: b\nfrom 1991\n\n</html>",
            media_type=None,
        ),
        at("bytes", head=b"HTTP/1.1 200 \xc3\x96k\xff\r\nX-Name: caf\xe9\r\nX-Name: two\r\n\r\n", body=b"x"),
        at("folded", head=b"HTTP/1.1 200 OK\r\nX-Long: one\r\n\t two\r\nX-Long: three\r\n\r\n", body=b"y"),
        at("bare-newlines", head=b"HTTP/1.0 200 OK\nContent-Type: text/plain\n\n", body=b"z"),
        answer(
            "form",
            "200 OK",
            body=b'{"ok":true}',
            media_type="application/json",
            method="POST",
            request_head=b"POST /form HTTP/1.1\r\nhost: cited.example\r\n"
            b"content-type: application/x-www-form-urlencoded\r\ncontent-length: 7\r\n\r\n",
            request_body=b"a=1&b=2",
        ),
        at("silent", answered=False),
        answer(
            "socket",
            "101 Switching Protocols",
            "Upgrade: websocket",
            media_type=None,
            websocket=WebSocketTraffic(12, 3456),
        ),
        answer(
            "early",
            "200 OK",
            body=zlib.compress(TEXT),
            interim=(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n",),
            trailers=((b"grpc-status", b"0"),),
        ),
    )


def awkward_capture() -> Capture:
    return capture(
        *exchanges(),
        seed="awkward",
        url=f"{PAGE}#part",
        connections=(
            Connection("1", "cited.example", 443, "192.0.2.7", "tls/1.3", certificates=(CERTIFICATE,)),
            Connection("2", "cited.example", 80, "192.0.2.7"),
        ),
        findings=(Finding("scroll.budget", "info", "stopped", {"screens": 3}),),
    )
