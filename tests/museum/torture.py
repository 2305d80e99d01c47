"""The museum's origins: the torture page over three protocols, and single rooms."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import AsyncIterator
from urllib.parse import parse_qs

from snapshotter.demo.certificates import TlsOptions
from snapshotter.demo.messages import Request, Response, Route, always, html
from snapshotter.demo.origin import PORTS, LoopbackWeb, Origin
from snapshotter.demo.papers import zip_size, zip_stream
from tests.museum.exhibits import quiet_routes
from tests.museum.oddities import odd_routes

HOSTS = {"h1": "h1.museum.test", "tls-h1": "tls1.museum.test", "tls-h2": "h2.museum.test"}
"""Port name -> host name; ``other-`` before a name is a second host on the same port."""
TLS_12_HOST = "tls12.museum.test"
"""TLS 1.2 alone, with a CBC cipher and an RSA key."""
_TLS_12 = TlsOptions(
    alpn=("http/1.1",),
    minimum=ssl.TLSVersion.TLSv1_2,
    maximum=ssl.TLSVersion.TLSv1_2,
    ciphers="ECDHE-RSA-AES128-SHA",
    key="rsa",
)
_DONE = re.compile(r"done (\d+)")
_DRIP_S = 0.2


class Museum(LoopbackWeb):
    """The origins of the museum; an async context manager.

    ``bases`` are the torture page's three origins (``bases["tls-h2"] + "/torture.html"``); the
    other rooms are listed in :data:`ROOMS` and answer on each of them.  ``connect_to`` leads the
    names to the loopback ports in curl's form, ``resolver_rules`` in Chromium's.
    """

    def __init__(self) -> None:
        names = [*HOSTS.values(), *(f"other-{host}" for host in HOSTS.values()), TLS_12_HOST]
        routes = {name: museum_routes() for name in names}
        super().__init__(Origin(routes, ports={**PORTS, "tls-12": _TLS_12}))

    @property
    def bases(self) -> dict[str, str]:
        """Port name -> origin."""
        return {name: f"{'http' if name == 'h1' else 'https'}://{host}" for name, host in HOSTS.items()}

    @property
    def connect_to(self) -> tuple[str, ...]:
        entries = [
            self._origin.connect_to([host, f"other-{host}"], port_name) for port_name, host in HOSTS.items()
        ]
        tls_12 = self._origin.connect_to([TLS_12_HOST], "tls-12")
        return tuple(entry for group in (*entries, tls_12) for entry in group)

    @property
    def resolver_rules(self) -> str:
        """The value of Chromium's ``--host-resolver-rules``: these names here, no other anywhere."""
        return resolver_rules(self.connect_to)

    @property
    def ports(self) -> dict[str, int]:
        return self._origin.ports

    @property
    def under_way(self) -> int:
        return self._origin.under_way


def resolver_rules(connect_to: tuple[str, ...]) -> str:
    """``--connect-to`` entries as Chromium's ``--host-resolver-rules``."""
    split = (entry.split(":") for entry in connect_to)
    rules = [f"MAP {host}:{port} {target}:{target_port}" for host, port, target, target_port in split]
    return ", ".join([*rules, "MAP * ~NOTFOUND", "EXCLUDE 127.0.0.1"])


def steps_done(title: str) -> int | None:
    """How many steps a finished torture page counts in its title; None while it runs."""
    found = _DONE.fullmatch(title)
    return int(found[1]) if found else None


def museum_routes() -> dict[str, Route]:
    """The rooms and the torture page's resources."""
    return {**odd_routes(), **quiet_routes(), **ROOMS}


async def _endless_html(_request: Request) -> Response:
    async def stream() -> AsyncIterator[bytes]:
        yield b"<!doctype html><title>endless</title><h1>Endless</h1>\n"
        while True:
            yield b"<p>And another paragraph.\n"
            await asyncio.sleep(_DRIP_S)

    return Response(fields=((b"content-type", b"text/html"),), body=stream, framing="chunked")


async def _silent(_request: Request) -> Response:
    await asyncio.Event().wait()
    return Response()


async def _stalled(_request: Request) -> Response:
    async def stream() -> AsyncIterator[bytes]:
        yield b"<!doctype html><title>stalled</title><h1>Stalled</h1>"
        await asyncio.Event().wait()

    return Response(fields=((b"content-type", b"text/html"),), body=stream, framing="chunked")


async def _large(request: Request) -> Response:
    """``?bytes=N``: a ZIP around N bytes, made while it is sent."""
    size = int(parse_qs(request.query).get("bytes", ["3000000"])[0])
    fields = (
        (b"content-type", b"application/zip"),
        (b"content-disposition", b'attachment; filename="large.zip"'),
    )
    return Response(fields=fields, body=lambda: zip_stream(size), length=zip_size(size))


_HANG = (
    "<!doctype html><title>hang</title><h1>Hangs</h1>"
    "<script>setTimeout(() => { while (true); }, 50);</script>"
)
_EXHAUST = (
    "<!doctype html><title>exhaust</title><h1>Eats memory</h1><script>setTimeout(() => { const kept = [];"
    " while (true) kept.push(new Array(1e6).fill(kept.length + 0.5)); }, 50);</script>"
)
_DIALOG = (
    "<!doctype html><title>dialog</title><p>Talks."
    "<script>alert('one'); onbeforeunload = () => 'stay';</script>"
)
_NEVER_LOADED = "<!doctype html><title>never loaded</title><h1>Loads for ever</h1><img src='/endless' alt=''>"

ROOMS: dict[str, Route] = {
    "/": always(html("<!doctype html><title>Museum</title><h1>Museum</h1>\n")),
    "/endless.html": _endless_html,
    "/silent.html": _silent,
    "/stalled.html": _stalled,
    "/hang.html": always(html(_HANG)),
    "/exhaust.html": always(html(_EXHAUST)),
    "/dialog.html": always(html(_DIALOG)),
    "/never-loaded.html": always(html(_NEVER_LOADED)),
    "/large.zip": _large,
    "/http-0.9": always(
        Response(body=b"<!doctype html><h1>No head</h1>\n", head=b"", framing="verbatim", close=True)
    ),
}
"""Single pages: endless, silent (no answer), stalled (half an answer), hanging and memory-eating
scripts, dialogs, a page whose load event never comes, ``/large.zip?bytes=N``, an HTTP/0.9 answer.
``/slow.html?s=SECONDS``, ``/redirect/loop``, ``/download.bin`` and ``/status/404`` serve as rooms too."""
