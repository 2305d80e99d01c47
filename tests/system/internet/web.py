"""The web of the private internet: hostile pages at one public address, on ports 80 and 443."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from urllib.parse import unquote

from snapshotter.demo.certificates import TlsOptions
from snapshotter.demo.messages import Request, Response, always, html, redirect, typed
from snapshotter.demo.origin import ANY, Origin
from tests.museum.hostile_replay import pages
from tests.system.internet.addresses import HOSTS, PUBLIC, REBOUND
from tests.system.internet.canaries import bound

FORMS_HOST = "forms.example"
LEAK_HOST = "leaks.example"
ARCHIVE_HOST = "memento.example"
HOP_HOST = "hop.example"
PORT = 8080
"""The canary's that pages ask for."""
LEAKING = Path(pages.__file__).with_name("leaking.js")
FORMS = Path(__file__).with_name("forms.js")
WORDS = "<p>" + "Nothing here is out of the ordinary, and the words go on for as long as words do. " * 8


class PublicOrigin(Origin):
    """An origin at its public address and usual ports."""

    async def _listen(self, options):
        port = 80 if options is None else 443
        tls = None if options is None else self.authority.server_context(options)
        server = await asyncio.start_server(self._accept, sock=bound(PUBLIC, port), ssl=tls)
        self._servers.append(server)
        return port


def origin() -> PublicOrigin:
    names = [FORMS_HOST, LEAK_HOST, ARCHIVE_HOST, HOP_HOST, "*.example", "*.evil.example", "*.hop.example"]
    return PublicOrigin(
        routes(), ports={"h1": None, "tls": TlsOptions(alpn=("http/1.1",))}, certificate_names=names
    )


def routes():
    return {
        FORMS_HOST: {
            "/": always(html(_page("Forms", "<script src=/some.js></script>"))),
            "/every-way": always(html(_page("Forms", "<script src=/all.js></script>"))),
            "/some.js": always(typed(b"text/javascript", _forms_script("false"))),
            "/all.js": always(typed(b"text/javascript", _forms_script("true"))),
            "/style.css": always(typed(b"text/css", _style())),
            "/list.m3u8": always(typed(b"application/vnd.apple.mpegurl", _playlist())),
            "/hop": _hop,
            "/hops": _hops,
        },
        LEAK_HOST: pages.routes(f"http://127.0.0.1:{PORT}")
        | {"/": _leaks(f"http://127.0.0.1:{PORT}"), "/rebound": _leaks(f"http://{REBOUND}:{PORT}")},
        ARCHIVE_HOST: {ANY: _memento},
        ANY: {"/": always(html(_page("A page", ""))), "/hop": _hop, "/rebound": _to_itself},
    }


def _page(title: str, body: str, head: str = "") -> str:
    return f"<!doctype html><meta charset=utf-8><title>{title}</title>{head}<h1>{title}</h1>{WORDS}{body}"


def _leaks(leak: str):
    begin = (
        "for (const run of Object.values(channels)) try { Promise.resolve(run()).catch(() => 0) } catch {}"
    )
    script = f'const LEAK = "{leak}", TAG = "page";\n{LEAKING.read_text()}\n{begin}'
    static = "".join(
        f'<link rel={rel} href="{leak}/{rel}">' for rel in ("preconnect", "dns-prefetch", "icon")
    )
    fields = (
        (b"link", f"<{leak}>; rel=preconnect, <{leak}/field>; rel=preload; as=image".encode()),
        (b"nel", b'{"report_to": "l", "max_age": 9, "success_fraction": 1}'),
        (b"report-to", f'{{"group": "l", "max_age": 9, "endpoints": [{{"url": "{leak}/nel"}}]}}'.encode()),
        (b"alt-svc", b'h3="127.0.0.1:443"; ma=99, h2="127.0.0.1:8443"; ma=99, h2=":8443"'),
        (b"source-map", f"{leak}/map".encode()),
    )
    return always(html(_page("Leaks", f"<script>{script}</script>", static), fields=fields))


def _forms_script(every_way: str) -> bytes:
    known = f"const HOSTS = {json.dumps(HOSTS)}, PORT = {PORT}, EVERY_WAY = {every_way};\n"
    return (known + FORMS.read_text()).encode()


def _style() -> bytes:
    rules = (f".f{n} {{ background: url(http://{host}:{PORT}/css) }}" for n, host in enumerate(HOSTS))
    return "\n".join(rules).encode()


def _playlist() -> bytes:
    parts = "".join(f"#EXTINF:4,\nhttp://{host}:{PORT}/part.ts\n" for host in HOSTS[:8])
    return f"#EXTM3U\n#EXT-X-TARGETDURATION:4\n{parts}#EXT-X-ENDLIST\n".encode()


async def _hop(request: Request) -> Response:
    """Redirects to the address in the query, in the way that stands before it."""
    status, _, target = unquote(request.query).partition(",")
    return redirect(int(status), target.encode().decode("latin-1"))


async def _hops(request: Request) -> Response:
    """Five public hops, then the address in the query."""
    left, _, target = unquote(request.query).partition(",")
    if left == "0":
        return redirect(307, target.encode().decode("latin-1"))
    return redirect(302, f"/hops?{int(left) - 1},{target.encode().decode('latin-1')}")


async def _to_itself(request: Request) -> Response:
    return redirect(302, f"http://{request.host}:{PORT}/")


async def _memento(request: Request) -> Response:
    """A public archive that leads elsewhere."""
    base, target = f"http://{ARCHIVE_HOST}", request.target.partition("/link/")[2]
    if "/timemap/" in request.path:
        lines = [
            f'<{target}>; rel="original"',
            f'<{base}/20200101000000/{target}>; rel="memento"; datetime="Wed, 01 Jan 2020 00:00:00 GMT"',
            f'<http://127.0.0.1:{PORT}/20190101000000/{target}>; rel="memento"; '
            'datetime="Tue, 01 Jan 2019 00:00:00 GMT"',
            f'<http://{REBOUND}:{PORT}/timemap/link/{target}>; rel="timemap"; type="application/link-format"',
        ]
        return typed(b"application/link-format", ",\n".join(lines).encode())
    return redirect(302, f"http://127.0.0.1:{PORT}/memento")


def post() -> str:
    """Cites every form, outright and over redirects, and the pages above."""
    cited = [f"http://{host}:{PORT}/cited" for host in HOSTS]
    cited.append(f"http://{REBOUND}/rebound")
    for number, status in enumerate((301, 302, 303, 307, 308)):
        cited.append(f"http://n{number}.hop.example/hop?{status},http://{HOSTS[number]}:{PORT}/hop")
    return _page("Post", "".join(f'<p>As <a href="{url}">it says</a>, so it is.</p>' for url in cited))
