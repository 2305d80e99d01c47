"""Recorded header fields under the snapshot's names."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from snapshotter.replay.hosts.fields import FieldReplay, charset_named
from snapshotter.replay.hosts.names import Names, Origin
from snapshotter.replay.hosts.substitution import Substitution

WWW, TOP = Origin("https", "www.news.example", 443), Origin("https", "news.example", 443)
PLAIN = Origin("http", "news.example", 80)
NAMES = Names("0123456789ab", 8080, [WWW, TOP])
HERE = "0123456789ab.localhost:8080"
FIELDS = FieldReplay(NAMES, Substitution(NAMES.known, NAMES.authority), datetime(2024, 5, 1, tzinfo=UTC))


def replayed(name: str, value: str, origin: Origin = WWW) -> str | None:
    found = dict(FIELDS.of(((name.encode(), value.encode()),), origin))
    return found[name.encode()].decode() if found else None


@pytest.mark.parametrize(
    ("name", "value", "as_replayed"),
    [
        ("Location", "https://news.example/b", f"http://news.example.{HERE}/b"),
        ("Location", "/b", "/b"),
        ("Location", "//news.example/", f"//news.example.{HERE}/"),
        ("Location", "https://elsewhere.example/b", f"http://elsewhere.example.{HERE}/b"),
        ("Refresh", "5; url=http://elsewhere.example/", f"5; url=http://http--elsewhere.example.{HERE}/"),
        ("Content-Location", "https://news.example/c", f"http://news.example.{HERE}/c"),
        ("SourceMap", "https://news.example/m", f"http://news.example.{HERE}/m"),
        ("Access-Control-Allow-Origin", "*", "*"),
        ("access-control-allow-origin", "null", "null"),
        ("Access-Control-Allow-Origin", "https://www.news.example", f"http://www.news.example.{HERE}"),
        ("Access-Control-Allow-Origin", "https://other.example", "https://other.example"),
        (
            "Link",
            "<https://news.example/a.js>; rel=preload",
            f"<http://news.example.{HERE}/a.js>; rel=preload",
        ),
        ("Link", "<https://x.example>; rel=preconnect", None),
        ("Link", '<a>; rel="dns-prefetch", <b>; rel=next', "<b>; rel=next"),
        ("X-Own", "https://news.example/", "https://news.example/"),
        ("ETag", '"a"', '"a"'),
        *(
            (each, "x", None)
            for each in (
                "Content-Security-Policy",
                "X-Frame-Options",
                "Strict-Transport-Security",
                "Cross-Origin-Opener-Policy",
                "Cross-Origin-Embedder-Policy",
                "Clear-Site-Data",
                "Alt-Svc",
                "NEL",
                "Report-To",
                "Cache-Control",
                "Origin-Trial",
            )
        ),
    ],
)
def test_fields(name, value, as_replayed):
    assert replayed(name, value) == as_replayed


@pytest.mark.parametrize(
    ("cookie", "as_replayed"),
    [
        ("a=1", "a=1"),
        ("a=1; Secure; SameSite=None; HttpOnly; Path=/x", "a=1; Secure; SameSite=None; HttpOnly; Path=/x"),
        ("a=b=c; Domain=.news.example", "a=b=c; Domain=news.example.0123456789ab.localhost"),
        ("a=1; domain=WWW.news.example", "a=1; Domain=www.news.example.0123456789ab.localhost"),
        ("a=1; Domain=other.example", "a=1; Domain=other.example"),
        ("a=1; Expires=Thu, 01 May 2025 00:00:00 GMT", "a=1"),
        ("a=1; Max-Age=3600", "a=1"),
        ("a=; Max-Age=0", "a=; Max-Age=0"),
        ("a=; Max-Age=-1", "a=; Max-Age=-1"),
        ("a=; Expires=Thu, 01-Jan-1970 00:00:00 GMT", "a=; Expires=Thu, 01-Jan-1970 00:00:00 GMT"),
        ("a=; Expires=nonsense", "a="),
        ("domain=x; Secure", "domain=x; Secure"),
    ],
)
def test_cookies(cookie, as_replayed):
    assert replayed("Set-Cookie", cookie) == as_replayed


def test_a_domain_that_the_name_is_not_in_is_left_out():
    assert replayed("Set-Cookie", "a=1; Domain=news.example", PLAIN) == "a=1"


def test_the_encoding_that_the_page_said():
    fields = [(b"Content-Type", b"text/html"), (b"X", b"y")]
    assert charset_named(fields, b"big5") == [(b"Content-Type", b"text/html; charset=big5"), (b"X", b"y")]
    told = [(b"content-type", b"text/html; Charset=utf-8")]
    assert charset_named(told, b"big5") == told
