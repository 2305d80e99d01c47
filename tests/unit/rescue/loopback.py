"""A loopback server over TLS under the names of the Internet Archive, and the way to it."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from snapshotter.capture.connector import Connector, ConnectTo
from snapshotter.capture.keylog_pipe import KeyLogPipe
from snapshotter.demo.certificates import CertificateAuthority, TlsOptions
from snapshotter.rescue.pace import Paces
from snapshotter.rescue.session import WayOut

NAMES = ("web.archive.org", "archive.org", "memento.example")


@dataclass(frozen=True)
class Asked:
    method: str
    url: str
    fields: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Said:
    status: int = 200
    fields: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


Answering = Callable[[Asked], Said]


@dataclass
class Served:
    """A running server, and what it was asked."""

    port: int
    ca_bundle: Path
    log: list[Asked] = field(default_factory=list)

    @property
    def connect_to(self) -> list[str]:
        return [f"{name}:443:127.0.0.1:{self.port}" for name in NAMES]

    def asked(self, part: str) -> list[str]:
        return [each.url for each in self.log if part in each.url]


@contextmanager
def serving(answering: Answering, folder: Path) -> Iterator[Served]:
    authority = CertificateAuthority(NAMES)
    bundle = folder / "authority.pem"
    bundle.write_bytes(authority.pem)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_):
            return None

        def do_GET(self):
            self._answer(b"")

        def do_POST(self):
            self._answer(self.rfile.read(int(self.headers.get("Content-Length", "0"))))

        def _answer(self, body):
            fields = {name.lower(): value for name, value in self.headers.items()}
            asked = Asked(self.command, f"https://{fields['host']}{self.path}", fields, body)
            served.log.append(asked)
            try:
                said = answering(asked)
            except ConnectionResetError:
                self.close_connection = True
                return
            self.send_response_only(said.status)
            for name, value in said.fields:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(said.body)))
            self.end_headers()
            self.wfile.write(said.body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    context = authority.server_context(TlsOptions(alpn=("http/1.1",)))
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    served = Served(server.server_port, bundle)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        thread.join(timeout=10)
        server.server_close()


@dataclass
class Time:
    """A clock that goes on when somebody sleeps."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    async def sleep(self, wait_s: float) -> None:
        self.slept.append(wait_s)
        self.now += wait_s


@asynccontextmanager
async def way_to(served: Served, folder: Path, time: Time | None = None) -> AsyncIterator[WayOut]:
    time = time or Time()
    pipe = KeyLogPipe()
    try:
        yield WayOut(
            connector=Connector(connect_to=[ConnectTo.parse(each) for each in served.connect_to]),
            pipe=pipe,
            folder=folder,
            paces=Paces(1.0, time, time.sleep),
            user_agent="snapshotter/test",
            ca_bundle=str(served.ca_bundle),
            timeout_s=10.0,
        )
    finally:
        pipe.close()
