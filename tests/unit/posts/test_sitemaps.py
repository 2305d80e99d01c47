"""Sitemaps: XML, indexes, news, text, gzip, and what passes for them."""

from __future__ import annotations

import gzip

import pytest

from snapshotter.errors import PostError
from snapshotter.model.post import Elsewhere, SourceFailed
from tests.unit.posts.catalogue_reading import parts

NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def urlset(body, attributes=NAMESPACE):
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {attributes}>{body}</urlset>'


@pytest.mark.parametrize(
    "attributes", [NAMESPACE, "", 'xmlns="http://wrong.example/"', NAMESPACE.replace("0.9", "0.84")]
)
def test_addresses_and_dates(attributes):
    body = (
        "<url><loc> http://a.example/?x&amp;y </loc><lastmod>2005-01-02</lastmod></url>"
        "<url><lastmod>2004-12-23T18:00:15+00:00</lastmod><loc><![CDATA[http://a.example/2]]></loc></url>"
        "<url><loc>http://a.example/3?a&b=1</loc><lastmod>soon</lastmod></url>"
    )
    assert parts(urlset(body, attributes), "sitemap") == [
        Elsewhere("http://a.example/?x&y", "2005-01-02"),
        Elsewhere("http://a.example/2", "2004-12-23T18:00:15Z"),
        Elsewhere("http://a.example/3?a&b=1", None),
    ]


def test_only_the_pages_themselves_are_listed():
    body = (
        "<url><loc>http://a.example/</loc><image:image><image:loc>http://a.example/i.jpg</image:loc></image:image>"
        "<video:video><video:content_loc>http://a.example/v.mp4</video:content_loc></video:video>"
        '<xhtml:link rel="alternate" hreflang="de" href="http://a.example/de"/></url>'
    )
    assert parts(urlset(body), "sitemap") == [Elsewhere("http://a.example/", None)]


def test_news_are_dated_by_their_publication():
    namespaces = f'{NAMESPACE} xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    body = (
        "<url><loc>http://a.example/</loc><lastmod>2020-02-02</lastmod><news:news>"
        "<news:publication_date>2008-12-23</news:publication_date><news:title>T</news:title></news:news></url>"
    )
    assert parts(urlset(body, namespaces), "sitemap") == [Elsewhere("http://a.example/", "2008-12-23")]


def test_an_index_names_other_sitemaps():
    data = f"<sitemapindex {NAMESPACE}><sitemap><loc>http://a.example/1.xml.gz</loc></sitemap></sitemapindex>"
    assert parts(data, "sitemap") == [Elsewhere("http://a.example/1.xml.gz", None)]


def test_text_and_gzip():
    expected = [
        Elsewhere("http://a.example/1", None),
        Elsewhere("http://a.example/ü".replace("ü", "%C3%BC"), None),
    ]
    text = "\ufeffhttp://a.example/1\r\n\r\nhttp://a.example/ü".encode()
    assert parts(text, "sitemap") == expected
    assert parts(gzip.compress(text[:30]) + gzip.compress(text[30:]), "sitemap") == expected
    packed = gzip.compress(urlset("<url><loc>http://a.example/1</loc></url>" * 2000).encode())
    assert len(parts(packed, "sitemap")) == 2000
    assert len(parts(packed[: len(packed) // 2], "sitemap")) > 100


def test_what_is_no_address_fails_in_its_place():
    found = parts(urlset("<url><loc>/a</loc></url><url/><url><loc>http://a.example/</loc></url>"), "sitemap")
    assert [type(part) for part in found] == [SourceFailed, SourceFailed, Elsewhere]
    assert "'/a' is no address" in found[0].message
    relative = parts(urlset("<url><loc>/a</loc></url>"), "sitemap", base="http://a.example/sitemap.xml")
    assert relative == [Elsewhere("http://a.example/a", None)]


@pytest.mark.parametrize(
    "data", [urlset(""), "<html><body>Not found</body></html>", b"\x1f\x8b not gzip at all", ""]
)
def test_what_is_no_sitemap_is_said_to_be_none(data):
    with pytest.raises(PostError) as refusal:
        parts(data, "sitemap")
    assert refusal.value.hint
    assert refusal.value.code in ("post.none", "post.damaged", "post.unreadable")


def test_a_gzip_bomb_is_stopped(monkeypatch):
    monkeypatch.setattr("snapshotter.posts.streams.pieces.MAX_UNPACKED_BYTES", 1_000_000)
    with pytest.raises(PostError, match="more than 1000000 bytes"):
        parts(gzip.compress(b"<urlset>" + b" " * 5_000_000), "sitemap")
