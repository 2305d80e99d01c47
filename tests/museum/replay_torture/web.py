"""The three sites of the torture page on loopback, and two hosts of which nothing answers."""

from __future__ import annotations

import base64
import socket
from collections.abc import Mapping
from typing import Any

from snapshotter.demo.messages import Request, Response, Route, always, redirect, typed
from snapshotter.demo.origin import LOOPBACK, LoopbackWeb, Origin
from tests.museum.replay_torture import answers, sockets, things
from tests.museum.replay_torture.things import CSS, HTML, JS, JSON, SHARED, TEXT

WWW, STATIC, CDN = "www.torture.test", "static.torture.test", "cdn.torture-assets.test"
PLAIN = "plain.torture.test"
DEAD = ("dead.torture.test", "leak.torture.test")
"""Nobody listens there."""
TORTURE_URL = f"https://{WWW}/torture.html"
PLAIN_URL = f"http://{PLAIN}/plain.html"
BENCH_URL = f"https://{WWW}/bench.html"
PAGE_URLS = (TORTURE_URL, PLAIN_URL)
BENCH_PARTS = 80
_COOKIES = (
    b"page=p1; Path=/",
    b"hidden=h1; Path=/; HttpOnly",
    b"domain=d1; Path=/; Domain=torture.test",
    b"path=x1; Path=/frame/",
    b"secure=s1; Path=/; Secure; SameSite=None",
    b"far=f1; Path=/; Domain=elsewhere.test",
)


class TortureWeb(LoopbackWeb):
    """The origins of the torture page; an async context manager.

    ``port_name`` is how the encrypted sites speak: ``tls-h1`` or ``tls-h2``.
    """

    def __init__(self, port_name: str = "tls-h2") -> None:
        routes = {WWW: www(), STATIC: www(), CDN: cdn(), PLAIN: plain()}
        super().__init__(Origin(routes))
        self._port_name = port_name
        self._closed = closed_port()

    @property
    def connect_to(self) -> tuple[str, ...]:
        """Entries in curl's form that lead every name here."""
        _, port = self._closed.getsockname()
        dead = (f"{host}:{scheme}:{LOOPBACK}:{port}" for host in DEAD for scheme in (80, 443))
        encrypted = self._origin.connect_to([WWW, STATIC, CDN, PLAIN], self._port_name)
        return (*encrypted, *self._origin.connect_to([PLAIN], "h1"), *dead)

    async def __aexit__(self, *trouble: Any) -> None:
        await super().__aexit__(*trouble)
        self._closed.close()


def closed_port() -> socket.socket:
    """A port that is taken, so that nobody else listens there."""
    taken = socket.socket()
    taken.bind((LOOPBACK, 0))
    return taken


def www() -> dict[str, Route]:
    """The page's own site."""
    fixed = {**_texts(), **_scripts(), **_styles(), **_pictures(), **_redirects()}
    return {
        **{path: always(answer) for path, answer in fixed.items()},
        **_asked(),
        **things.frames(),
        **things.sounds_and_films(),
        **_bench(),
        "/torture.html": always(_torture_page()),
    }


def plain() -> dict[str, Route]:
    """The site without encryption; its name answers on the encrypted port as well."""
    shared_text = typed(TEXT, b"the twin\n", fields=(SHARED,))
    return {
        **www(),
        "/plain.html": always(things.file("plain.html", HTML, (b"set-cookie", b"plain=1; Path=/"))),
        "/style/plain.css": always(things.style("h1 { color: #803060 }\n")),
        "/cors/twin.txt": always(shared_text),
        "/cors/mixed.txt": always(shared_text),
        "/img/upgraded.png": always(things.picture("grey", 33, 22)),
        "/redirect/up": always(redirect(302, f"https://{CDN}/cors/open.json?up")),
    }


def cdn() -> dict[str, Route]:
    """The site that others load from."""
    fixed = {
        "/cors/open.json": typed(JSON, b'{"open": true}', fields=(SHARED,)),
        "/cors/star.json": typed(JSON, b"{}", fields=(SHARED,)),
        "/cors/closed.json": typed(JSON, b'{"closed": true}'),
        "/cors/built.txt": typed(TEXT, b"built\n", fields=(SHARED,)),
        "/cors/via-config.txt": typed(TEXT, b"via config\n", fields=(SHARED,)),
        "/cors/exposed.json": typed(
            JSON,
            b"{}",
            fields=(
                SHARED,
                (b"access-control-expose-headers", b"x-shown"),
                (b"x-shown", b"1"),
                (b"x-hidden", b"2"),
            ),
        ),
        "/modules/remote.js": things.script("export const name = 'remote';\n", SHARED),
        "/modules/parts/first.js": things.script("export const part = 'first';\n", SHARED),
        "/script/throws.js": things.script("throw new RangeError('told only to some');\n", SHARED),
        "/script/pinned-far.js": things.script(_PINNED_FAR, SHARED),
        "/worker/classic.js": things.script("postMessage('far');\n"),
        "/worker/shared-part.js": things.script("self.part = 'far part';\n"),
        "/wasm/add.wasm": things.wasm(),
        "/style/far.css": things.style("#css-far { color: rgb(40, 50, 60) }\n"),
        "/style/chain.css": things.style('@import "zstd.css";\n#css-br { color: rgb(20, 120, 20) }\n', "br"),
        "/style/zstd.css": things.style("#css-zstd { color: rgb(120, 20, 20) }\n", "zstd"),
        "/font/far.ttf": things.font(2000, SHARED),
        "/font/closed.ttf": things.font(900),
        "/img/green.png": things.picture("green", 100, 70, SHARED),
        "/img/blue.png": things.picture("blue"),
        "/img/closed.png": things.picture("grey"),
        "/img/set-2x.png": things.picture("red", 200, 140),
        "/img/wide.png": things.picture("blue", 160, 100),
        "/img/by-data.png": things.picture("green", 50, 35),
        "/img/poster.png": things.picture("grey", 160, 90),
        "/img/tile.png": things.picture("blue", 10, 10),
        "/img/red.png": things.picture("red", 30, 20),
    }
    return {
        **{path: always(answer) for path, answer in fixed.items()},
        **things.frames(),
        **_bench(),
        "/cors/credentials.json": answers.shared(always(typed(JSON, b'{"credentials": true}'))),
        "/cors/preflight": answers.preflighted,
        "/cors/no-preflight": answers.no_preflight,
        "/data/referer": answers.shared(answers.field_echo("referer")),
        "/data/origin": answers.shared(answers.field_echo("origin")),
        "/post/json": answers.shared(_preflighted_post),
        "/events/open": answers.events,
        "/cookie/set": answers.cookie_set(b"fetched-far=1; Path=/; Secure; SameSite=None"),
        "/cookie/echo": answers.shared(answers.cookie_echo),
    }


async def _preflighted_post(request: Request) -> Response:
    if request.method == "OPTIONS":
        return Response(204, ((b"access-control-allow-headers", b"content-type"),))
    return await answers.said(request)


_PINNED = "window.__sriRight = 'ran'; window.__sriAgain = 'ran';\n"
_PINNED_FAR = "window.__sriCross = 'ran';\n"
_PINNED_ADDRESSES = f"window.__sriAddresses = 'https://{CDN}/x'.length > 0 ? 'ran' : '';\n"


def _torture_page() -> Response:
    text = (things.PAGES / "torture.html").read_text()
    text = text.replace("ADDRESSES_PINNED", things.digest(_PINNED_ADDRESSES.encode()))
    text = text.replace("FAR_PINNED", things.digest(_PINNED_FAR.encode()))
    text = text.replace("PINNED", things.digest(_PINNED.encode()))
    data = base64.b64encode(things.flat_png(12, 9, things.COLOURS["red"])).decode()
    fields = (
        *((b"set-cookie", cookie) for cookie in _COOKIES),
        (b"last-modified", b"Thu, 10 Mar 2016 12:00:00 GMT"),
        (b"server-timing", b"db;dur=5, cache;desc=hit"),
    )
    return typed(HTML, text.replace("DATA_IMAGE", f"data:image/png;base64,{data}").encode(), fields=fields)


def _texts() -> dict[str, Response]:
    words = ("plain", "absolute", "without-scheme", "xhr", "sync", "for-blob", "busted", "in-worker")
    texts = {f"/data/{word}.txt": typed(TEXT, f"{word}\n".encode()) for word in words}
    fields = (
        (b"x-one", b"1"),
        (b"x-two", b"a"),
        (b"X-Two", b"b"),
        (b"etag", b'"e"'),
        (b"content-language", b"en"),
        (b"last-modified", b"Thu, 10 Mar 2016 12:00:00 GMT"),
    )
    escaped = f"https://{CDN}/cors/via-config.txt".replace("/", r"\/")
    return texts | {
        "/data/fields.txt": typed(TEXT, b"fields\n", fields=fields),
        "/data/xhr.json": typed(JSON, '{"a": [1, "é"]}'.encode()),
        "/data/config.json": typed(JSON, b'{"endpoint": "%s"}' % escaped.encode()),
        "/data/fragment.html": typed(HTML, b"<a href='//cdn.torture-assets.test/x'>x</a>"),
        "/data/feed.xml": typed(b"application/xml", f"<rss><link>https://{WWW}/feed</link></rss>".encode()),
        "/data/binary": typed(b"application/octet-stream", bytes(range(256)) * 9),
        "/status/204": Response(204),
        "/status/404": answers.as_text("not here\n", status=404),
        "/status/410": answers.as_json({"gone": True}, status=410),
        "/status/500": answers.as_text("broken\n", status=500),
        "/service/passed.txt": typed(TEXT, b"passed\n"),
        "/service/cached.txt": typed(TEXT, b"cached\n"),
        "/service/page.html": things.file("service-page.html", HTML),
        "/service/worker.js": things.file("service-worker.js", JS),
        "/wasm/add.wasm": things.wasm(),
    }


def _scripts() -> dict[str, Response]:
    own = {f"/{name}.js": things.file(f"{name}.js", JS) for name in _OWN_SCRIPTS}
    texts = {
        "/modules/static.js": 'import { name } from "./named.js";\nwindow.__moduleStatic = name;\n',
        "/modules/named.js": "export const name = 'named';\n",
        "/modules/kit.js": 'export { name as kit } from "/modules/named.js";\n',
        "/modules/dynamic.js": "export default 'dynamic';\nexport const where = import.meta.url;\n"
        "export const resolved = import.meta.resolve('torture-kit');\n",
        "/modules/waiting.js": "export const waited = await (await fetch('/data/in-worker.txt')).text();\n",
        "/script/ordered.js": "window.__order.push(document.currentScript.src.split('?')[1]);\n",
        "/script/by-element.js": "window.__byElement = 'ran';\n",
        "/script/current.js": "window.__currentScript = document.currentScript.src;\n",
        "/script/pinned.js": _PINNED,
        "/script/pinned-wrong.js": "window.__sriWrong = 'ran';\n",
        "/script/pinned-addresses.js": _PINNED_ADDRESSES,
        "/script/written.js": "window.__writtenScript = 'ran';\n",
        "/script/allowed.js": "seen.push('allowed');\n",
        "/script/refused.js": "seen.push('refused');\n",
        "/worker/classic.js": f"importScripts('/worker/part.js', 'https://{CDN}/worker/shared-part.js');\n"
        "fetch('/data/in-worker.txt').then((a) => a.text()).then((t) => postMessage([near, part, t]));\n",
        "/worker/part.js": "self.near = 'near part';\n",
        "/worker/module.js": 'import { name } from "/modules/named.js";\n'
        f'import {{ part }} from "https://{CDN}/modules/parts/first.js";\npostMessage([name, part]);\n',
        "/worker/shared.js": "onconnect = ({ ports }) => fetch('/data/in-worker.txt?shared')"
        ".then((a) => a.text()).then((t) => ports[0].postMessage(t));\n",
        "/worker/location.js": "postMessage([self.location.href, self.origin, isSecureContext]);\n",
        "/worker/nesting.js": "const inner = new Worker('/worker/location.js?inner');\n"
        "inner.onmessage = ({ data }) => postMessage(['nested', data[0]]);\n",
        "/worker/sync.js": "const r = new XMLHttpRequest();\n"
        "r.open('GET', '/data/in-worker.txt?sync', false);\nr.send(); postMessage(r.responseText);\n",
        "/worker/canvas.js": "const c = new OffscreenCanvas(2, 2).getContext('2d');\n"
        "c.fillStyle = '#102030';\nc.fillRect(0, 0, 2, 2);\n"
        "postMessage([...c.getImageData(0, 0, 1, 1).data]);\n",
    }
    return (
        own
        | {path: things.script(text) for path, text in texts.items()}
        | {
            "/modules/data.json": typed(JSON, b'{"answer": 42}'),
            "/modules/sheet.css": typed(CSS, b".from-module { color: red }\n"),
            "/modules/wrong-type.js": typed(TEXT, b"export default 1;\n"),
            "/script/not-js.js": typed(TEXT, b"x", fields=((b"x-content-type-options", b"nosniff"),)),
        }
    )


_OWN_SCRIPTS = ("checks", "network", "scripts", "looks", "documents")


def _styles() -> dict[str, Response]:
    face = "@font-face { font-family: %s; src: url('%s') format('truetype') }\n"
    main = (
        f'@import "https://{CDN}/style/chain.css";\n@import "media.css" (min-width: 200px);\n'
        + face % ("Torture", "/font/torture.ttf")
        + face % ("Far", f"https://{CDN}/font/far.ttf")
        + ":root { --edge: rgb(9, 8, 7) }\n"
        "body { margin: 12px; font: 16px/1.3 sans-serif }\n"
        "#font { font: 40px Torture } #font-far { font: 40px Far }\n"
        "#css-main { color: rgb(60, 20, 80); border-top: 2px solid var(--edge);"
        f" background: #f4f0e6 url(https://{CDN}/img/tile.png) no-repeat 99% 50% }}\n"
        "#css-main::after { content: url('/img/dot.png') }\n"
        f".tiled {{ background: url(//{CDN}/img/tile.png) }}\n"
        ".masked { background: #803060; mask: url('/img/drawing.svg?mask') }\n"
    )
    return {
        "/style/main.css": things.style(main, "gzip"),
        "/style/media.css": things.style("#css-media { color: rgb(20, 20, 120) }\n", "gzip"),
        "/style/inline-imported.css": things.style("#written { color: rgb(70, 70, 70) }\n"),
        "/style/later.css": things.style("#css-later { color: rgb(5, 6, 7) }\n"),
        "/font/torture.ttf": things.font(1500),
    }


def _pictures() -> dict[str, Response]:
    sized = {
        "red": ("red", 100, 70),
        "blue": ("blue", 64, 48),
        "set-1x": ("red", 100, 70),
        "fallback": ("grey", 100, 70),
        "narrow": ("grey", 100, 70),
        "w80": ("green", 80, 56),
        "w800": ("green", 800, 560),
        "lazy": ("blue", 77, 55),
        "dot": ("red", 8, 8),
        "noscript": ("grey", 5, 5),
    }
    return {
        **{f"/img/{name}.png": things.picture(*how) for name, how in sized.items()},
        "/img/drawing.svg": things.drawing(),
        "/img/sprite.svg": things.sprite(),
        "/img/broken.png": typed(b"image/png", b"\x89PNG\r\n\x1a\nbroken"),
        "/img/without-type": Response(body=things.flat_png(21, 9, things.COLOURS["grey"])),
    }


def _redirects() -> dict[str, Response]:
    places = {
        "/redirect/to-cdn": (302, f"https://{CDN}/cors/open.json?redirected"),
        "/redirect/303": (303, "/data/xhr.json?seen"),
        "/redirect/307": (307, "/post/json?kept"),
        "/redirect/fragment": (302, "/data/plain.txt?fragment"),
        "/redirect/image": (302, f"https://{CDN}/img/green.png?redirected"),
        "/redirect/frame": (301, "/frame/facts.html?redirected"),
        "/redirect/loop": (302, "/redirect/loop"),
        "/redirect/chain/0": (307, "/data/plain.txt?chain"),
    }
    return {path: redirect(*place) for path, place in places.items()}


def _asked() -> dict[str, Route]:
    chains = {f"/redirect/chain/{number}": answers.chain for number in (1, 2, 3)}
    posts = {
        f"/post/{name}": answers.said for name in ("json", "form", "multipart", "binary", "text", "empty")
    }
    taken = {f"/post/{name}": answers.counted for name in ("random", "random-binary", "beacon")}
    return {
        **chains,
        **posts,
        **taken,
        "/post/which": answers.which,
        "/post/large": answers.large,
        "/post/gone": answers.gone,
        "/post/page": answers.page_of_form("posted"),
        "/frame/got.html": answers.page_of_form("got"),
        "/graphql": answers.graphql,
        "/data/echo-query": answers.query_echo,
        "/data/referer": answers.field_echo("referer"),
        "/data/etag.txt": answers.etagged,
        "/data/poll": answers.poll(),
        "/data/alphabet.txt": answers.alphabet,
        "/data/stream": answers.stream,
        "/data/never": answers.never,
        "/data/cut": answers.cut,
        "/events/open": answers.events,
        "/events/short": answers.short_events,
        "/cookie/echo": answers.cookie_echo,
        "/cookie/set": answers.cookie_set(b"fetched=f1; Path=/"),
        "/socket/echo": sockets.echoing,
        "/socket/pushed": sockets.pushing,
        "/socket/compressed": sockets.compressing,
        "/socket/closing": sockets.closing,
    }


def _bench() -> Mapping[str, Route]:
    """A page of eighty parts: scripts, styles, pictures and data, 1.5 MB together."""
    parts = range(BENCH_PARTS // 4)
    padding = "/* " + "a style is mostly like the next one " * 300 + "*/\n"
    tags = [f'<link rel="stylesheet" href="/bench/{n}.css">' for n in parts]
    tags += [f'<script src="https://{CDN}/bench/{n}.js"></script>' for n in parts]
    tags += [f'<img src="/bench/{n}.png" alt="" width="40" height="30">' for n in parts]
    fetches = (
        f"Promise.all([...Array({len(parts)}).keys()].map((n) => fetch(`/bench/${{n}}.json`)"
        ".then((a) => a.json()))).then((all) => { window.__bench = all.length; })"
    )
    page = (
        "<!doctype html><meta charset=utf-8><title>bench</title><link rel=icon href='data:,'><h1>Bench</h1>"
    )
    routes = {"/bench.html": typed(HTML, (page + "\n".join(tags) + f"<script>{fetches}</script>").encode())}
    for n in parts:
        routes[f"/bench/{n}.css"] = things.style(f".c{n} {{ color: #3050b0 }}\n{padding}", "gzip")
        routes[f"/bench/{n}.js"] = things.script(f"window.b{n} = {n};\n{padding * 2}")
        noise = base64.b64encode(bytes((n * i * 7919) % 251 for i in range(18_000))).decode()
        routes[f"/bench/{n}.png"] = typed(
            b"image/png", things.flat_png(40, 30, f"{n * 9:02x}6090") + bytes(20_000)
        )
        routes[f"/bench/{n}.json"] = typed(JSON, f'{{"n": {n}, "noise": "{noise}"}}'.encode())
    return {path: always(answer) for path, answer in routes.items()}
