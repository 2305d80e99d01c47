"""The torture page's quiet parts: pictures, sounds, styles, programs, frames."""

from __future__ import annotations

import base64
import functools
import gzip
import hashlib
import struct
from pathlib import Path

from snapshotter.demo.answers import media
from snapshotter.demo.artwork import palette_png
from snapshotter.demo.messages import Field, Response, Route, always, typed
from snapshotter.demo.publishers import page_bytes
from tests.museum.exhibits import tone_wav
from tests.museum.replay_torture.fonts import truetype

PAGES = Path(__file__).parent / "pages"
HTML = b"text/html; charset=utf-8"
JS = b"text/javascript; charset=utf-8"
CSS = b"text/css; charset=utf-8"
JSON = b"application/json"
TEXT = b"text/plain; charset=utf-8"
SHARED: Field = (b"access-control-allow-origin", b"*")
COLOURS = {"red": "c03030", "green": "308040", "blue": "3050b0", "grey": "808890"}
_WASM_ADD = bytes.fromhex(
    "0061736d0100000001070160027f7f017f030201000707010361646400000a09010700200020016a0b"
)
_DRAWING = (
    b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="120"'
    b' height="80"><rect width="120" height="80" fill="#e8d8a0"/><circle cx="60" cy="40" r="30"'
    b' fill="#3050b0"/></svg>\n'
)
_SPRITE = (
    b'<svg xmlns="http://www.w3.org/2000/svg"><symbol id="box"><rect width="80" height="50"'
    b' fill="#308040"/></symbol></svg>\n'
)


@functools.cache
def flat_png(width: int, height: int, colour: str) -> bytes:
    """One colour, ``rrggbb``."""
    return palette_png(width, height, [colour], (b"\0" + bytes(width)) * height)


def picture(name: str, width: int = 100, height: int = 70, *fields: Field) -> Response:
    return typed(b"image/png", flat_png(width, height, COLOURS[name]), fields=fields)


def file(name: str, media_type: bytes, *fields: Field) -> Response:
    return typed(media_type, (PAGES / name).read_bytes(), fields=fields)


def script(text: str, *fields: Field) -> Response:
    return typed(JS, text.encode(), fields=fields)


def digest(data: bytes) -> str:
    """A value for ``integrity`` (Subresource Integrity, section 3.1)."""
    return "sha384-" + base64.b64encode(hashlib.sha384(data).digest()).decode()


def wasm() -> Response:
    return typed(b"application/wasm", _WASM_ADD, fields=(SHARED,))


def drawing() -> Response:
    return typed(b"image/svg+xml", _DRAWING)


def sprite() -> Response:
    return typed(b"image/svg+xml", _SPRITE)


def font(advance: int, *fields: Field) -> Response:
    return typed(b"font/ttf", truetype(advance), fields=fields)


def style(text: str, coding: str = "", *fields: Field) -> Response:
    coded = ((b"content-encoding", coding.encode()),) if coding else ()
    return typed(CSS, _encoded(text.encode(), coding), fields=(*coded, *fields))


def _encoded(data: bytes, coding: str) -> bytes:
    if coding == "br":
        import brotlicffi

        return bytes(brotlicffi.compress(data))
    if coding == "zstd":
        import zstandard

        return zstandard.ZstdCompressor().compress(data)
    return gzip.compress(data, mtime=0) if coding == "gzip" else data


@functools.cache
def silence_wav(seconds: int = 150, rate: int = 8000) -> bytes:
    """Long enough that a browser asks for its end by itself."""
    size = seconds * rate
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, rate, rate, 1, 8)
    return (
        b"RIFF"
        + struct.pack("<I", 36 + size)
        + b"WAVE"
        + form
        + struct.pack("<4sI", b"data", size)
        + b"\x80" * size
    )


def sounds_and_films() -> dict[str, Route]:
    return {
        "/media/tone.wav": media(b"audio/wav", tone_wav()),
        "/media/long.wav": media(b"audio/wav", silence_wav()),
        "/media/harbour.webm": media(b"video/webm", page_bytes("harbour.webm")),
    }


def frames() -> dict[str, Route]:
    """The pages in frames; each tells its parent one thing."""
    told = {
        "/frame/refreshed.html": ("refreshed", "location.pathname"),
        "/frame/refreshed-field.html": ("refreshed-field", "location.pathname"),
        "/frame/moved.html": ("moved", "[location.pathname, document.referrer]"),
        "/frame/cookies.html": ("cookies", "document.cookie.split('; ').filter((c) => /^domain=/.test(c))"),
        "/frame/facts.html": ("facts", "[document.referrer, self.origin, location.pathname]"),
        "/frame/ancestors.html": ("ancestors", "[...location.ancestorOrigins]"),
        "/frame/denied.html": ("denied", "'shown'"),
        "/frame/same-only.html": ("same-only", "'shown'"),
        "/frame/reaching.html": (
            "reaching",
            "(() => { try { return parent.document.title } catch (e) { return e.name } })()",
        ),
    }
    pages = {path: typed(HTML, _telling(kind, value).encode()) for path, (kind, value) in told.items()}
    pages["/frame/denied.html"] = _with(pages["/frame/denied.html"], b"x-frame-options", b"DENY")
    pages["/frame/same-only.html"] = _with(
        pages["/frame/same-only.html"], b"content-security-policy", b"frame-ancestors 'self'"
    )
    pages |= _lettered() | _policed() | _moving()
    return {path: always(page) for path, page in pages.items()}


def _telling(kind: str, value: str, before: str = "") -> str:
    call = f"parent.postMessage({{ kind: '{kind}' + location.search, value: {value} }}, '*')"
    told = f"<script>addEventListener('load', () => {call})</script>"
    return f"<!doctype html>{before}<title>{kind}</title>{told}\n"


def _with(response: Response, name: bytes, value: bytes) -> Response:
    return Response(response.status, (*response.fields, (name, value)), response.body)


def _lettered() -> dict[str, Response]:
    """Pages in other encodings than UTF-8, the last two told by the page itself or a mark."""
    value = "document.querySelector('p').textContent + ' ' + document.characterSet"
    words = {
        "/frame/1251.html": ("charset", "windows-1251", "Архив", b"text/html; charset=windows-1251", ""),
        "/frame/utf16.html": ("charset16", "utf-16", "Žluťoučký", b"text/html", ""),
        "/frame/sjis.html": ("charset-sjis", "shift_jis", "記録", b"text/html", "<meta charset=shift_jis>"),
    }
    return {
        path: typed(media_type, (_telling(kind, value, meta) + f"<p>{word}</p>").encode(coding))
        for path, (kind, coding, word, media_type, meta) in words.items()
    }


def _policed() -> dict[str, Response]:
    """Pages with a Content-Security-Policy of their own."""
    seen = "<script nonce=n>window.seen = []</script><script>seen.push('inline')</script>"
    more = "<script nonce=n src='/script/allowed.js'></script><script src='/script/refused.js'></script>"
    call = "parent.postMessage({ kind: 'KIND', value: seen }, '*')"
    told = f"<script nonce=n>addEventListener('load', () => {call})</script>"
    body = "<!doctype html>" + seen + more + told
    policy = b"default-src 'self'; script-src 'nonce-n'; style-src 'none'"
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy.decode()}">'
    return {
        "/frame/csp.html": _with(
            typed(HTML, body.replace("KIND", "csp").encode()), b"content-security-policy", policy
        ),
        "/frame/csp-meta.html": typed(HTML, (meta + body.replace("KIND", "csp-meta")).encode()),
    }


def _moving() -> dict[str, Response]:
    """Pages that lead on, and pages with another base."""
    base = "[document.querySelector('a').href, document.querySelector('img').naturalWidth]"
    inner = "<a href='link'>a</a><img src='red.png?based' alt=''>"
    far = "<base href='https://cdn.torture-assets.test/img/'>"
    return {
        "/frame/refresh.html": typed(
            HTML,
            b"<!doctype html><title>wait</title>"
            b"<meta http-equiv=refresh content='0; url=https://www.torture.test/frame/refreshed.html'>",
        ),
        "/frame/refresh-field.html": typed(
            HTML,
            b"<!doctype html><title>wait</title>",
            fields=((b"refresh", b"0;url=/frame/refreshed-field.html"),),
        ),
        "/frame/moving.html": typed(HTML, b"<!doctype html><script>location.replace('moved.html')</script>"),
        "/frame/base.html": typed(HTML, (_telling("base", base, "<base href='/img/'>") + inner).encode()),
        "/frame/far-base.html": typed(HTML, (_telling("far-base", base, far) + inner).encode()),
        "/frame/same.html": typed(
            HTML, b"<!doctype html><title>same</title><script>window.inside = 'inside'</script><p>Same"
        ),
        "/frame/shown.html": typed(
            HTML,
            b"<!doctype html><body style='margin:0;background:#e0e8d0'>"
            b"<img src='/img/green.png' alt='' width=50>",
        ),
        "/frame/other.html": file("other.html", HTML),
    }
