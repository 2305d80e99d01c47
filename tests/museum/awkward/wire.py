"""Pages that come over a winding wire: redirects with cookies, codings and framings in turn."""

from __future__ import annotations

from collections.abc import Iterator

from snapshotter.demo.messages import Field, Request, Response, Route, always, redirect, typed
from tests.museum.awkward.exhibit import Exhibit, exhibit, host_of
from tests.museum.furniture import CSS, HTML, JS, document, photo, prose
from tests.museum.oddities import compressed

_PNG = b"image/png"
_PICTURES = 9


def exhibits() -> Iterator[Exhibit]:
    yield _ways_round()
    yield _codings("https", ("gzip", "br", "zstd"))
    yield _codings("http", ("gzip", "deflate"))


def _ways_round() -> Exhibit:
    """302 to another host, 301 back to the page; each sets a cookie, and the pictures want both."""
    host = host_of("redirects")
    pictures = "".join(f'<img loading="lazy" src="/guarded/{n}-200x120.png" alt="">' for n in range(8))
    page = document("At the end of the way", prose("way", 6) + pictures)
    files = {
        "/": _sent_on(302, f"https://gate.{host}/pass", f"first=1; Domain={host}"),
        "/page/": _only_with(b"first=1", always(typed(HTML, page.encode()))),
        **{f"/guarded/{n}-200x120.png": _only_with(b"second=2", _picture(f"guarded {n}")) for n in range(8)},
    }
    gate = {"/pass": _sent_on(301, f"https://{host}/page/", f"second=2; Domain={host}")}
    return exhibit("unused", "", name="redirects", files=files, others={"gate": gate})


def _sent_on(status: int, location: str, cookie: str) -> Route:
    answer = redirect(status, location)
    set_cookie: Field = (b"set-cookie", f"{cookie}; Path=/; Secure; SameSite=None".encode())
    return always(Response(status, (*answer.fields, set_cookie), answer.body))


def _only_with(cookie: bytes, route: Route) -> Route:
    async def guarded(request: Request) -> Response:
        # HTTP/2 may bring every cookie in a field of its own (RFC 9113, section 8.2.3).
        if any(cookie in value for name, value in request.fields if name.lower() == b"cookie"):
            return await route(request)
        return typed(b"text/plain", b"Not without the cookie.\n", status=403)

    return guarded


def _picture(seed: str) -> Route:
    return always(typed(_PNG, photo(seed, 200, 120)))


def _codings(scheme: str, codings: tuple[str, ...]) -> Exhibit:
    """Every coding in every framing; pieces of one byte, of odd sizes, and without a length."""
    files: dict[str, Route] = {}
    links = []
    for number, coding in enumerate((*codings, "")):
        for framing in ("length", "chunked", "close"):
            sheet, script = f"/{coding or 'plain'}-{framing}.css", f"/{coding or 'plain'}-{framing}.js"
            style = f".s{number} {{ background: url(/{coding or 'plain'}-{framing}.png) }} /* {'x' * 2000} */"
            files[sheet] = _coded(CSS, style.encode(), coding, framing)
            files[script] = _coded(
                JS, f"window['{coding}{framing}'] = {number};\n".encode() * 50, coding, framing
            )
            links.append(f'<link rel="stylesheet" href="{sheet}"><script src="{script}" defer></script>')
    body = "".join(f'<div class="s{number}">{prose(f"coded {number}", 4)}</div>' for number in range(4))
    body += "".join(f'<img loading="lazy" src="/framed/{n}.png" alt="">' for n in range(_PICTURES))
    for number in range(_PICTURES):
        framing = ("length", "chunked", "close")[number % 3]
        files[f"/framed/{number}.png"] = _coded(
            _PNG, photo(f"framed {number}", 90, 60), "", framing, 700 + number
        )
    return exhibit(
        "In all codings", body, name=f"codings-{scheme}", head="".join(links), scheme=scheme, files=files
    )


def _coded(media_type: bytes, body: bytes, coding: str, framing: str, piece_bytes: int = 997) -> Route:
    data = compressed(coding, body) if coding else body
    fields: tuple[Field, ...] = ((b"content-type", media_type), (b"cache-control", b"max-age=60"))
    if coding:
        fields = (*fields, (b"content-encoding", coding.encode()))
    return always(Response(fields=fields, body=data, framing=framing, piece_bytes=piece_bytes))  # type: ignore[arg-type]
