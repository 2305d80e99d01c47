"""Posts of every format: :mod:`snapshotter.posts`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from random import Random

from fuzz.material import own_warc, real
from fuzz.mutations import json_mutated, mutated, swollen, through_zip
from fuzz.target import Target
from fuzz.wacz import json_swollen
from snapshotter.errors import PostError

_FORMS = Path(__file__).resolve().parents[1] / "tests" / "system" / "forms"
_WATCHED = ("posts", "pagemeta")
_MOST_FOUND = 20_000
_PAGES = ("html", "text", "medium")
_MARKUPS = ("markdown", "rst", "asciidoc", "org")
_FEEDS = ("rss", "atom", "json-feed", "sitemap", "wxr", "wp-json", "blogger", "ghost", "substack", "tumblr")
_LISTS = (
    "bookmarks", "bookmarks-json", "bookmarks-csv", "bookmarks-xml", "bookmarks-plist",
    "bibtex", "csl-json", "ris", "endnote-xml",
)  # fmt: skip
_MAIL = ("email", "mbox")
_PACKED = ("docx", "odt", "epub", "wacz")
_WORDS = {
    "posts-pages": (
        b'<a href="https://a.example/">', b"<blockquote cite=", b"<base href=", b"<article>", b"<!--", b"-->", b"<svg>",
        b"<table><tr><td>", b"<script type=application/ld+json>", b"<template>", b"<iframe src=", b"srcset=", b"&#x80;",
        b"https://web.archive.org/web/2016/http://", b"\xe2\x80\x9c", b"\xe2\x80\x9d", b"Reuters reported", b"<p>",
        b'<meta property="og:url" content="', b'<link rel=canonical href="', b"10.1000/182", b"<font>", b"<nav>",
    ),
    "posts-markups": (
        b"[a](http://b)", b"[a]: http://b\n", b"```\n", b"---\n", b"> ", b"`a <http://b>`_", b".. _a: http://b\n",
        b".. include:: ", b"|a|", b"::\n\n", b"link:http://b[c]", b"|===\n", b"include::", b"{attr}", b":attr: x\n",
        b"#+BEGIN_SRC\n", b"[[http://b][c]]", b"{{< figure src=", b"<http://a>", b"![a](b)", b"[^1]: ", b"{% link",
        b"====\n", b"* ", b"  - ", b"[fn:1]", b"xref:a[b]", b"ifdef::a[]\n", b"$$", b"****", b"____",
    ),
    "posts-feeds": (
        b"<item>", b"<entry>", b"<link href=", b"<content:encoded><![CDATA[", b"]]>", b"<loc>", b"<pubDate>", b"<enclosure",
        b'<!DOCTYPE a [<!ENTITY b "c">]>', b"&b;", b'"items": [', b'"content_html": "', b'"content": {"rendered": "',
        b"xml:base=", b"<?xml version='1.0' encoding='utf-16'?>", b"<wp:", b"xmlns:x=",
    ),
    "posts-lists": (
        b"<DT><A HREF=", b"<DL><p>", b"@article{a,", b"url = {", b"@string{", b"@preamble{", b"\\url{", b"TY  - JOUR\n",
        b"UR  - ", b"ER  - \n", b"<key>", b"<dict>", b"<plist>", b'"children": [', b'"DOI": "', b"date-parts", b'","',
        b"crossref = {", b"\\'{e}", b"bplist00", b"mozLz40\0", b"<record>", b"<electronic-resource-num>",
    ),
    "posts-mail": (
        b"\r\nFrom x@y Thu Mar 10 10:00:00 2016\r\n", b"Content-Type: multipart/mixed; boundary=b\r\n", b"--b\r\n", b"--b--",
        b"Content-Transfer-Encoding: quoted-printable", b"Content-Transfer-Encoding: base64", b"=?utf-8?q?=E9?=",
        b"Content-Type: message/rfc822", b"Content-Type: text/html; charset=", b"format=flowed", b"> ", b"-- \r\n",
    ),
}  # fmt: skip
_SUFFIXES = {
    "html": (".html", ".htm"), "text": (".txt",), "markdown": (".md", ".markdown"), "rst": (".rst",),
    "asciidoc": (".adoc",), "org": (".org",), "rss": (".rss", ".xml"), "atom": (".atom", "atom10.xml"),
    "json-feed": ("micro.json",), "wp-json": ("api.json",), "ghost": ("ghost.json",), "tumblr": ("tumblr.xml",),
    "wxr": ("wordpress.rss", "sample.xml"), "bibtex": (".bib",), "csl-json": (".csl.json",), "ris": (".ris",),
    "bookmarks": (".htm",), "bookmarks-json": ("firefox-bookmarks.json", "chrome-bookmarks", "v1.json"),
    "bookmarks-csv": (".csv",), "email": (".eml",), "mbox": (".mbox",), "docx": (".docx",), "odt": (".odt",),
    "epub": (".epub",), "wacz": (".wacz",), "pdf": (".pdf",), "warc": (".warc", ".warc.gz", ".arc"),
}  # fmt: skip
_MADE = {
    "sitemap": b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>http://a.example/</loc>'
    b"<lastmod>2016-03-10</lastmod></url></urlset>",
    "blogger": b'<feed xmlns="http://www.w3.org/2005/Atom"><generator>Blogger</generator><entry><title>T</title>'
    b'<category scheme="http://schemas.google.com/g/2005#kind" term="http://schemas.google.com/blogger/2008/kind#post"/>'
    b'<content type="html">&lt;a href="http://a.example/"&gt;a&lt;/a&gt;</content></entry></feed>',
    "substack": b"post_id,post_date,is_published,title\n1.a,2016-03-10T10:00:00Z,true,T\n",
    "medium": b'<article class="h-entry"><header><h1 class="p-name">T</h1></header><section class="e-content">'
    b'<p><a href="http://a.example/">a</a></p></section><footer><a class="p-canonical" href="http://b.example/">b</a>',
    "bookmarks-xml": b'<posts user="a"><post href="http://a.example/" description="A" tag="x" time="2016-03-10T10:00:00Z"/></posts>',
    "bookmarks-plist": b'<plist version="1.0"><dict><key>Children</key><array><dict><key>URLString</key>'
    b"<string>http://a.example/</string><key>WebBookmarkType</key><string>WebBookmarkTypeLeaf</string></dict></array></dict></plist>",
    "endnote-xml": b"<xml><records><record><titles><title>T</title></titles><urls><related-urls><url>http://a.example/</url>"
    b"</related-urls></urls><dates><year>2016</year></dates></record></records></xml>",
    "wp-json": b'[{"id":1,"date":"2016-03-10T10:00:00","link":"http://b.example/1","title":{"rendered":"T"},'
    b'"content":{"rendered":"<a href=\\"http://a.example/\\">a</a>"}}]',
}


def read(formats: tuple[str, ...], data: bytes) -> int:
    """The first byte says which format, the rest is a post of it; every citation that is found counts."""
    from snapshotter.model.post import CitedPost, PostSource
    from snapshotter.posts.extract import extract_all

    if not data:
        return 0
    source = PostSource("post", data[1:], format=formats[data[0] % len(formats)])
    size = 0
    for found in islice(extract_all(source), _MOST_FOUND):
        size += 1
        if isinstance(found, CitedPost):
            size += sum(len(each.href) + len(each.sentence or "") for each in found.citations)
            size += sum(len(each.sentence or "") for each in found.unlinked)
    return size


def read_unknown(data: bytes) -> int:
    """A source of whatever format, which its content decides."""
    from snapshotter.model.post import PostSource
    from snapshotter.posts.extract import extract_all

    return sum(1 for _ in islice(extract_all(PostSource("-", data)), _MOST_FOUND))


def _seeds(formats: tuple[str, ...], most: int = 8) -> Iterator[bytes]:
    for number, format in enumerate(formats):
        for data in islice(_of_format(format), most):
            yield bytes([number]) + data


def _of_format(format: str) -> Iterator[bytes]:
    suffixes = _SUFFIXES.get(format, ())
    if format in _MADE:
        yield _MADE[format]
    if suffixes:
        found = sorted(path for path in _FORMS.rglob("*") if path.name.endswith(suffixes))
        yield from (data for path in found if len(data := path.read_bytes()) < 32_000)
        yield from real(*suffixes, most=6)
    if format == "warc":
        yield own_warc()


def _pdf() -> Iterator[bytes]:
    from tests.unit.posts.test_pdf import Pdf

    pdf = Pdf(info="/Title (T) /CreationDate (D:20160310120000+01'00')", compress=False)
    pdf.page(
        (72, 700, 12, "See the pier (https://a.example/pier)"),
        links=[((72, 690, 200, 712), "https://a.example/1")],
    )
    yield b"\0" + pdf.data()
    yield b"\0" + Pdf(compress=True).page((72, 700, 12, "*A title"), (72, 650, 12, "Words.")).data()
    yield from _seeds(("pdf",))


def _all() -> Iterable[bytes]:
    for formats in (_PAGES, _MARKUPS, _FEEDS, _LISTS, _MAIL, _PACKED):
        yield from (data[1:] for data in _seeds(formats, 2))


def _mutate(words: tuple[bytes, ...], data: bytes, source: Random) -> bytes:
    first, rest = data[:1] or b"\0", data[1:]
    if rest.lstrip()[:1] in (b"{", b"[") and source.random() < 0.7:
        return first + json_mutated(rest, source)
    return first + mutated(rest, source, words)


def _mutate_packed(data: bytes, source: Random) -> bytes:
    words = (
        *_WORDS["posts-pages"],
        b"<w:p>",
        b"<w:hyperlink r:id=",
        b"<text:a xlink:href=",
        b"<w:instrText>",
        b'"rId1"',
    )
    return data[:1] + through_zip(data[1:], lambda name, content: mutated(content, source, words), source)


def _swell(data: bytes, source: Random) -> bytes:
    first, rest = data[:1], data[1:]
    if rest.lstrip()[:1] in (b"{", b"["):
        return first + json_swollen(rest, source)
    return first + swollen(rest, source, 200_000)


def _swell_packed(data: bytes, source: Random) -> bytes:
    return data[:1] + through_zip(data[1:], lambda name, content: swollen(content, source, 200_000), source)


def _target(name: str, formats: tuple[str, ...], **more: object) -> Target:
    words = _WORDS.get(name, ())
    return Target(
        **{  # type: ignore[arg-type]
            "name": name, "group": "extractors", "watched": _WATCHED, "read": partial(read, formats),
            "seeds": partial(_seeds, formats), "mutate": partial(_mutate, words), "swell": _swell,
            "allowed": (PostError,), "words": words, "limit_s": 20.0, **more,
        }
    )  # fmt: skip


def targets() -> Iterator[Target]:
    yield _target("posts-pages", _PAGES)
    yield _target("posts-markups", _MARKUPS)
    yield _target("posts-feeds", _FEEDS)
    yield _target("posts-lists", _LISTS)
    yield _target("posts-mail", _MAIL)
    yield _target("posts-packed", _PACKED, mutate=_mutate_packed, swell=_swell_packed, max_bytes=64 * 1024)
    yield _target("posts-pdf", ("pdf",), seeds=_pdf)
    yield _target("posts-warc", ("warc",))
    yield _target("posts-unknown", ("html",), read=read_unknown, seeds=_all)
