"""Recorded bodies under the snapshot's names."""

from __future__ import annotations

import base64
import gzip
import hashlib

import pytest

from snapshotter.model.exchange import Held
from snapshotter.replay.hosts.bodies import BodyReplay, prelude, told_by
from snapshotter.replay.hosts.kinds import kind_of
from snapshotter.replay.hosts.names import Names, Origin
from snapshotter.replay.hosts.substitution import Substitution
from tests.recordings import material, recorded

NEWS = Origin("https", "news.example", 443)
NAMES = Names("0123456789ab", 8080, [NEWS])
HERE = f"http://{NAMES.authority(NEWS)}"
THERE = "https://news.example"


def pinned(data: bytes, bits: str = "384") -> str:
    return f"sha{bits}-" + base64.b64encode(hashlib.new(f"sha{bits}", data).digest()).decode()


def replayed(exchange, *others, kind="code", page=False):
    replay = BodyReplay(material(exchange, *others), Substitution(NAMES.known, NAMES.authority))
    return replay.of(exchange, exchange.body, told_by(exchange), kind, page=page)


def web(body, media_type="text/html", *more):
    data = body if isinstance(body, bytes) else body.encode()
    return recorded(body=data, fields=(("Content-Type", media_type), *more))


def test_words_stay_and_addresses_do_not():
    body = replayed(web(f"<a href='{THERE}/a'>{THERE}/a</a>"), kind="html")
    assert body.data.decode() == f"<a href='{HERE}/a'>{THERE}/a</a>"


def test_a_page_begins_with_the_prelude():
    markup = f"<!doctype html><html><head><meta charset=big5><title>{THERE}</title>"
    body = replayed(web(markup), kind="html", page=True)
    assert body.data.startswith(b"<!doctype html><html><head>" + prelude() + b"<meta")
    assert body.charset == b"big5"
    assert body.data.endswith(f"<title>{THERE}</title>".encode())


def test_what_has_nothing_to_replace_is_not_changed():
    body = replayed(web("let a = 1;", "text/javascript"))
    assert not body.is_changed
    assert body.data == b"let a = 1;"


def test_content_codings_are_undone():
    packed = web(gzip.compress(f"@import '{THERE}/a.css'".encode()), "text/css", ("Content-Encoding", "gzip"))
    assert replayed(packed).data == f"@import '{HERE}/a.css'".encode()


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_wide_letters(codec):
    mark = "\ufeff".encode(codec)
    script = f"x = '{THERE}/é'"
    body = replayed(web(mark + script.encode(codec), "text/javascript"))
    assert body.data == mark + script.replace(THERE, HERE).encode(codec)


def test_damaged_wide_letters_stay():
    damaged = "\ufeff".encode("utf-16-le") + f"'{THERE}/'".encode("utf-16-le") + b"\x00\xd8x"
    assert not replayed(web(damaged, "text/javascript")).is_changed


@pytest.mark.parametrize("bits", ["256", "384", "512"])
def test_digests_are_those_of_what_is_replayed(bits):
    source = f"fetch('{THERE}/data')".encode()
    page = web(f'<script src=a.js integrity="{pinned(source, bits)} {pinned(b"other", bits)}">')
    body = replayed(page, web(source, "text/javascript"), kind="html")
    new = pinned(source.replace(THERE.encode(), HERE.encode()), bits)
    assert body.data.decode() == f'<script src=a.js integrity="{new} {pinned(b"other", bits)}">'


def fetching(number: int) -> bytes:
    return f"fetch('{THERE}/{number}')".encode()


def test_digests_in_scripts_of_scripts_with_digests():
    inner = next(each for each in map(fetching, range(100)) if "/" in pinned(each, "512"))
    escaped = pinned(inner, "512").replace("/", r"\/")
    outer = f'load("{THERE}\\/inner.js", "{escaped}")'.encode()
    page = web(f'<script integrity="{pinned(outer)}">')
    others = (web(inner, "text/javascript"), web(outer, "text/javascript"))
    new_inner = inner.replace(THERE.encode(), HERE.encode())
    new_outer = outer.replace(THERE.encode(), HERE.encode()).replace(
        escaped.encode(), pinned(new_inner, "512").replace("/", r"\/").encode()
    )
    assert replayed(page, *others, kind="html").data.decode() == f'<script integrity="{pinned(new_outer)}">'


def test_digests_of_what_does_not_change_stay():
    page = web(f'<script integrity="{pinned(b"let a")}">')
    assert not replayed(page, web(b"let a", "text/javascript"), kind="html").is_changed


def test_policies_and_hints_of_the_page_are_taken_away():
    markup = f'<meta http-equiv="content-security-policy" content="x"><link rel=preconnect href="{THERE}">'
    body = replayed(web(markup), kind="html")
    assert body.data == b'<meta http-equiv="recorded-policy" content="x"><link rel=preconnect href="data:,">'


def test_links_to_unknown_hosts_stay_in_the_replay():
    body = replayed(web('<a href="http://else.example:81/x"><img src="http://else.example/y">'), kind="html")
    name = "http-81--else.example.0123456789ab.localhost:8080"
    assert body.data.decode() == f'<a href="http://{name}/x"><img src="http://else.example/y">'


def test_too_long_a_body_is_not_looked_through(monkeypatch):
    monkeypatch.setattr("snapshotter.replay.hosts.bodies.MAX_TEXT_BYTES", 10)
    assert replayed(web(f"'{THERE}/'", "text/javascript")) is None


def test_cached_bodies_are_bounded(monkeypatch):
    monkeypatch.setattr("snapshotter.replay.hosts.bodies.MAX_CACHED_BYTES", 100)
    exchanges = [web(f"'{THERE}/{number}'", "text/javascript") for number in range(9)]
    replay = BodyReplay(material(*exchanges), Substitution(NAMES.known, NAMES.authority))
    for each in exchanges * 2:
        body = replay.of(each, Held(b"".join(each.body.chunks())), told_by(each), "code", page=False)
        assert HERE.encode() in body.data


@pytest.mark.parametrize(
    ("media_type", "destination", "head", "kind"),
    [
        ("text/html", "document", b"", "html"),
        ("application/xhtml+xml", "", b"", "html"),
        ("image/svg+xml", "image", b"", "markup"),
        ("text/javascript", "empty", b"", "code"),
        ("application/ld+json", "", b"", "code"),
        ("application/octet-stream", "script", b"", "code"),
        ("application/vnd.apple.mpegurl", "video", b"", "code"),
        ("application/dash+xml", "empty", b"", "code"),
        ("text/plain", "document", b'{"a": 1}', "none"),
        ("text/plain", "empty", b' {"a": 1}', "code"),
        ("text/plain", "empty", b"words", "none"),
        ("", "document", b"\n<!DOCTYPE HTML>", "html"),
        ("", "image", b"\x89PNG", "none"),
        ("image/png", "image", b"", "none"),
        ("font/woff2", "font", b"", "none"),
        ("application/wasm", "empty", b"", "none"),
        ("video/mp4", "video", b"", "none"),
    ],
)
def test_kinds(media_type, destination, head, kind):
    assert kind_of(media_type, destination, head) == kind
