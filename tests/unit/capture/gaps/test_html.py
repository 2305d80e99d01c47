"""What documents refer to."""

from __future__ import annotations

import time

import pytest

from snapshotter.capture.gaps.html import mentions_in_html
from snapshotter.capture.gaps.reference import Use, ranked, resolved, wire_url
from snapshotter.capture.gaps.references import of_document
from snapshotter.capture.gaps.srcset import addresses
from snapshotter.urls import Url

HERE = Url("https://a.test/dir/page")


def found(html: str) -> list[tuple[str, str, str]]:
    return [(each.href, each.kind, each.use.name) for each in mentions_in_html(html).mentions]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<img src="a.png">', [("a.png", "image", "SEEN")]),
        ('<img srcset="a.png 1x, b.png 2x">', [("a.png", "image", "SEEN"), ("b.png", "image", "SEEN")]),
        ('<input type="IMAGE" src="a.png"><input src="b.png">', [("a.png", "image", "SEEN")]),
        ('<table background="a.gif"></table>', [("a.gif", "image", "SEEN")]),
        ('<p style="background: url(&quot;a.png&quot;)">', [("a.png", "image", "SEEN")]),
        ("<style>p { background: url(a.png) }</style>", [("a.png", "image", "SEEN")]),
        ('<video poster="p.jpg" src="v.mp4"></video>',
         [("v.mp4", "media", "MEDIA"), ("p.jpg", "image", "SEEN")]),
        ('<audio><source src="a.ogg"><track src="a.vtt"></audio>',
         [("a.ogg", "media", "MEDIA"), ("a.vtt", "track", "MEDIA")]),
        ('<video src="v.m3u8?x=1"></video>', [("v.m3u8?x=1", "playlist", "MEDIA")]),
        ('<video><source src="v" type="application/dash+xml"></video>', [("v", "playlist", "MEDIA")]),
        ('<iframe src="f.html"></iframe><embed src="e">',
         [("f.html", "document", "MEDIA"), ("e", "document", "MEDIA")]),
        ('<object data="o.svg"></object>', [("o.svg", "image", "SEEN")]),
        ('<object data="o" type="video/mp4"></object>', [("o", "media", "MEDIA")]),
        ('<script src="s.js"></script>', [("s.js", "script", "SEEN")]),
        ('<script nomodule src="s.js"></script>', [("s.js", "script", "ALTERNATE")]),
        ('<script type="text/plain" src="s.js"></script>', []),
        ('<link rel="alternate stylesheet" href="s.css" disabled>', [("s.css", "style", "SHEET")]),
        ('<link rel="shortcut icon" href="i.ico">', [("i.ico", "icon", "ALTERNATE")]),
        ('<link rel="preload" as="font" href="f.woff2" crossorigin>', [("f.woff2", "font", "SEEN")]),
        ('<link rel="preload" as="image" imagesrcset="a.png 1x">', [("a.png", "image", "SEEN")]),
        ('<link rel="modulepreload" href="m.js">', [("m.js", "script", "SEEN")]),
        ('<link rel="prefetch" href="next">', [("next", "data", "MENTION")]),
        ('<link rel="manifest" href="m.json">', [("m.json", "manifest", "ALTERNATE")]),
        ('<link rel="canonical" href="x"><link rel="alternate" type="application/rss+xml" href="y">', []),
        ('<meta property="og:image" content="/o.png"><meta name="image" content="no">',
         [("/o.png", "meta-image", "MENTION")]),
        ('<noscript><p><img src="a.png"></p></noscript>', [("a.png", "image", "ALTERNATE")]),
        ('<noscript><link rel="stylesheet" href="a.css"></noscript>', [("a.css", "style", "ALTERNATE")]),
        ('<noscript><img src="a.gif" width="1" height="1"><iframe src="f"></iframe></noscript>', []),
        ('<template><img src="a.png"></template>', []),
        ('<svg><image xlink:href="a.png"/><use href="s.svg#i"/></svg>',
         [("a.png", "image", "SEEN"), ("s.svg#i", "image", "SEEN")]),
        ('<svg><rect fill="url(g.svg#x)"/><filter><feImage href="f.png"/></filter></svg>',
         [("g.svg#x", "image", "SEEN"), ("f.png", "image", "SEEN")]),
        ('<a href="x.png">', []),
        ('<iframe srcdoc="&lt;img src=a.png&gt;"></iframe>', [("a.png", "image", "SEEN")]),
    ],
)  # fmt: skip
def test_elements(html, expected):
    assert found(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<img data-src="/image?id=4">', ["/image?id=4"]),
        ('<div data-bg="/a.jpg">', ["/a.jpg"]),
        ("<div data-background-image=\"url('/a.jpg')\">", ["/a.jpg"]),
        ('<img data-srcset="a.jpg 1x, b 2x">', ["a.jpg", "b"]),
        ('<div data-srcset="a.jpg 1x, b 2x">', ["a.jpg"]),
        ('<video data-src="/a.mp4">', ["/a.mp4"]),
        ('<div data-src="/page">', []),
        ('<div data-bg="dark">', []),
        ('<img data-src="true">', []),
        ('<div data-img=\'{"src": "a.png"}\'>', []),
        ('<div data-share="/a.png">', []),
        ('<img data-src="{{ item.image }}.png">', []),
    ],
)
def test_lazy_attributes(html, expected):
    assert [each.href for each in mentions_in_html(html).mentions] == expected


def test_shadow_roots_to_any_sensible_depth():
    deep = '<img src="deep.png">'
    for _ in range(3):
        deep = (
            f'<x-y><template shadowrootmode="open"><style>p {{ color: red }}</style>{deep}</template></x-y>'
        )
    assert found(deep) == [("deep.png", "image", "SEEN")]
    for _ in range(60):
        deep = f'<x-y><template shadowrootmode="open">{deep}</template></x-y>'
    assert found(deep) == []


def test_text_that_is_no_unicode():
    assert found("<p>\ud800\x00<img src='a\udfff.png'>") == [("a?.png", "image", "SEEN")]


def test_what_the_head_says():
    told = mentions_in_html(
        '<base target="_top"><base href="/b/"><base href="/c/"><meta name="referrer" content="Origin ">'
        '<meta http-equiv="Content-Security-Policy" content="default-src *; Upgrade-Insecure-Requests">'
    )
    assert (told.base, told.referrer_policy, told.upgrades) == ("/b/", "origin", True)


def test_addresses_are_relative_to_the_base():
    references, _ = of_document('<base href="//b.test/x/"><img src="a.png"><img src="a.png#b">', HERE)
    assert [(each.url, each.referrer) for each in references][:1] == [("https://b.test/x/a.png", HERE)]
    assert {each.url for each in references} == {"https://b.test/x/a.png"}
    broken, _ = of_document('<base href="http://["><img src="a.png">', HERE)
    assert [each.url for each in broken] == ["https://a.test/dir/a.png"]


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        (" a b.png\n", "https://a.test/dir/a%20b.png"),
        ("//b.test/é", "https://b.test/%C3%A9"),
        ("https://user:word@b.test/@a", "https://b.test/@a"),
        ("x#y", "https://a.test/dir/x"),
        ("", None),
        ("#y", None),
        ("DATA:image/png,x", None),
        ("blob:https://a.test/1", None),
        ("about:blank", None),
        ("javascript:x", None),
        ("ftp://a.test/", None),
        ("http://[", None),
        ("/{{ x }}.png", None),
        ("x" * 9000, None),
    ],
)
def test_what_goes_over_the_wire(href, expected):
    assert wire_url(href, HERE) == expected


@pytest.mark.parametrize(
    ("srcset", "expected"),
    [
        ("a.png", ["a.png"]),
        ("a.png 1x, b.png 2x", ["a.png", "b.png"]),
        ("a.png, b.png 2x ,c.png", ["a.png", "b.png", "c.png"]),
        (",, a.png 100w,, b.png", ["a.png", "b.png"]),
        ("a,b.png 1x, c.png", ["a,b.png", "c.png"]),
        ("data:image/png;base64,AA== 1x, b.png 2x", ["data:image/png;base64,AA==", "b.png"]),
        ("a.png (1x, 2x), b.png", ["a.png", "b.png"]),
        ("a.png (1x", ["a.png"]),
        ("  ", []),
        (",", []),
    ],
)
def test_srcset(srcset, expected):
    assert addresses(srcset) == expected


def uses(html: str, *recorded: str) -> dict[str, str]:
    references, _ = of_document(html, HERE)
    names = {
        each.url: each.use.name for each in ranked(references, lambda url: url.rpartition("/")[2] in recorded)
    }
    return {url.rpartition("/")[2]: name for url, name in names.items()}


class TestChoices:
    """What stands for each other: the browser's choice keeps its use, the rest are alternates."""

    def test_the_first_when_none_was_taken(self):
        assert uses('<img src="a" srcset="b 1x, c 2x">') == {"a": "SEEN", "b": "ALTERNATE", "c": "ALTERNATE"}

    def test_the_one_that_was_taken(self):
        picture = '<picture><source srcset="a"><source srcset="b"><img src="c"></picture><img src="d">'
        assert uses(picture, "b") == {"a": "ALTERNATE", "b": "SEEN", "c": "ALTERNATE", "d": "SEEN"}

    def test_formats_of_a_film(self):
        film = (
            '<video poster="p"><source src="a.webm"><source src="a.mp4"></video><video src="b.mp4"></video>'
        )
        assert uses(film, "a.mp4") == {"p": "SEEN", "a.webm": "ALTERNATE", "a.mp4": "MEDIA", "b.mp4": "MEDIA"}

    def test_fonts(self):
        sheet = (
            "<style>@font-face { src: url(a.woff2), url(a.woff) } @font-face { src: url(b.woff2) }</style>"
        )
        assert uses(sheet) == {"a.woff2": "FONT", "a.woff": "ALTERNATE", "b.woff2": "FONT"}


def test_a_reference_is_of_no_more_use_than_what_refers_to_it():
    mentions = mentions_in_html('<img src="a.png"><meta property="og:image" content="/b.png">').mentions
    assert [each.use for each in resolved(mentions, HERE, HERE, use=Use.ALTERNATE)] == [
        Use.ALTERNATE,
        Use.MENTION,
    ]


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 100_000,
        "<img srcset='" + "," * 300_000 + "'>",
        "<img srcset='" + "a (" * 100_000 + "'>",
        "<img data-src='" + "./" * 300_000 + "'>",
        "<p data-" + "bg" * 100_000 + "=1>",
        "<p " + " data-bg" * 50_000 + ">",
        "<template shadowrootmode=open>" * 5_000,
        "<style>" + "url(" * 50_000,
        "<img src=" + "a" * 1_000_000 + ">",
        "".join(f"<img src={n}>" for n in range(30_000)),
    ],
    ids=range(10),
)
def test_hostile_documents_take_no_time(html):
    begun = time.process_time()
    assert len(mentions_in_html(html).mentions) <= 10_000
    assert time.process_time() - begun < 2.0
