"""A page whose scripts ask with POST in every way, as an archive; and a server of files that knows ranges."""

from __future__ import annotations

import json
import re
import struct
import threading
import zlib
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from snapshotter.model.capture import Artefact
from tests.builders import START, MemoryBytes, capture
from tests.unit.wacz.homes import SITE, got, posted

BINARY = bytes(range(200))
HTML = (Path(__file__).parent / "posting_page.html").read_bytes()
STYLE = b"body { font: 20px sans-serif; background: #eef6ee } h1 { color: #064 }"
_BOUNDARY = "----WebKitFormBoundaryRecordedThen"


def _multipart(**fields):
    parts = (
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    return f"{''.join(parts)}--{_BOUNDARY}--\r\n".encode()


_FORM, _JSON = "application/x-www-form-urlencoded;charset=UTF-8", "application/json"
_MULTIPART = f"multipart/form-data; boundary={_BOUNDARY}"
BODIES = {
    "json": (_JSON, b'{"id":7,"tags":["a","b"],"n":1,"ok":true}'),
    "json8": (_JSON, b'{"id":8}'),
    "graphql": (_JSON, b'{"query":"query { a(id: \\"x\\") { b } }","variables":{"id":"7"}}'),
    "form": (_FORM, b"q=caf%C3%A9+au+lait&x=1%262"),
    "form9": (_FORM, b"q=9"),
    "multipart": (_MULTIPART, _multipart(a="1", b="two words")),
    "multipart2": (_MULTIPART, _multipart(a="2", b="two words")),
    "text": ("text/plain;charset=UTF-8", b"just words"),
    "binary": ("application/octet-stream", BINARY),
}
"""What a browser sends for each kind."""


def png(width=200, height=80):
    """A picture in stripes of green."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(
        b"\0" + bytes((0, 90 + 3 * (x // 20 * 5), 60)[c] for x in range(width) for c in range(3))
        for _ in range(height)
    )
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def posting_page(seed="posting", at=START):
    """The capture of that page."""
    later = at + timedelta(seconds=2)
    answers = [
        posted(
            "/api",
            kind,
            sent,
            json.dumps({"kind": name}).encode(),
            seed=(seed, name),
            at=later + timedelta(seconds=n),
        )
        for n, (name, (kind, sent)) in enumerate(BODIES.items())
    ]
    thumbnail = Artefact("thumbnail", "image/png", MemoryBytes(png()))
    return capture(
        got("/page", HTML, seed=seed, at=at),
        got("/s.css", STYLE, seed=seed, at=later, media_type="text/css"),
        got("/p.png", png(), seed=seed, at=later, media_type="image/png"),
        *answers,
        seed=seed,
        title="Posts of every kind",
        text="Posts of every kind",
        artefacts=(thumbnail,),
    )


class _Ranges(SimpleHTTPRequestHandler):
    """Files with the one thing that viewers of WACZ need beyond them."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        return None

    def do_HEAD(self):
        self._answer(with_body=False)

    def do_GET(self):
        self._answer(with_body=True)

    def _answer(self, *, with_body):
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_response(404)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        data = path.read_bytes()
        asked = re.fullmatch(r"bytes=(\d*)-(\d*)", self.headers.get("Range", ""))
        self.send_response(206 if asked else 200)
        if asked:
            size, (first, last) = len(data), asked.groups()
            start = int(first) if first else size - int(last)
            end = min(int(last) + 1 if first and last else size, size)
            self.send_header("Content-Range", f"bytes {start}-{end - 1}/{size}")
            data = data[start:end]
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Accept-Ranges", "bytes")
        self.end_headers()
        if with_body:
            self.wfile.write(data)


@contextmanager
def files_of(folder):
    """The address of a server of the files in ``folder``."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Ranges, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(timeout=10)
        server.server_close()


__all__ = ["BODIES", "SITE", "files_of", "posting_page"]
