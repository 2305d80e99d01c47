"""What goes from a page's static copy, what comes into it, and what it costs."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snapshotter.cited.markup import End, Tag, Text, tokens
from snapshotter.cited.static_copy import POLICY, static_copy
from snapshotter.urls import Url

BASE = Url("https://a.example/dir/page?q=1#part")
PIXEL = ("image/png", b"PNG")
DATA = "data:image/png;base64,UE5H"
RECORDED: dict[str, tuple[str, bytes]] = {
    "https://a.example/dir/i.png": PIXEL,
    "https://a.example/big.png": ("image/png", b"x" * 5000),
    "https://a.example/s.css": (
        "text/css",
        b"@import 'dir/t.css' layer(l) supports(display: grid) print; a{b:url(dir/i.png)}",
    ),
    "https://a.example/dir/t.css": (
        "text/css; charset=utf-8",
        "p::before{content:'é'} @import 't.css';".encode(),
    ),
    "https://a.example/latin.css": (
        "text/css; charset=iso-8859-1",
        "p::before{content:'é'}".encode("latin-1"),
    ),
    "https://a.example/bomb.css": ("text/css", b"@import 'bomb2.css';" * 30),
    "https://a.example/bomb2.css": ("text/css", b"@import 'bomb3.css';" * 30),
    "https://a.example/bomb3.css": ("text/css", b"@import 'bomb4.css';" * 30),
    "https://a.example/bomb4.css": ("text/css", b"a{b:c}" * 1000),
    "https://a.example/frame": (
        "text/html",
        b"<p onclick=x()>in it<script>x()</script><iframe src=frame></iframe>",
    ),
    "https://a.example/doc.pdf": ("application/pdf", b"%PDF"),
    "https://a.example/sprite.svg": (
        "image/svg+xml",
        b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><symbol id='s' viewBox='0 0 1 1'>"
        b"<script>x()</script><path onload='x()' d='M0 0'/></symbol>"
        b"<symbol id='loop'><use href='#loop'/></symbol></svg>",
    ),
}


def copy(dom: str, **limits: int) -> str:
    return static_copy(dom, BASE, RECORDED.get, **limits).decode()


def body(dom: str) -> str:
    """What becomes of a piece of a page, without the head that every copy gets."""
    whole = copy(f"<html><head></head><body>{dom}</body></html>")
    return whole.partition("<body>")[2].rpartition("</body>")[0] if "</body>" in whole else ""


def test_the_frame_of_a_copy():
    text = copy("<!DOCTYPE html><html lang=en><head><title>T</title></head><body>x</body></html>")
    assert text == (
        "<!DOCTYPE html><!-- Static copy of https://a.example/dir/page?q=1:"
        " no scripts, no forms, no requests. -->\n"
        '<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" '
        f'content="{POLICY}"><link rel="canonical" href="https://a.example/dir/page?q=1"><title>T</title>'
        '<link rel="icon" href="data:,"></head><body>x</body></html>'
    )


@pytest.mark.parametrize(
    "dom", ["", "x", "<p>x", "<title>T</title>", "<body>x", "<html><p>x", "<!-- c --><br>"]
)
def test_every_copy_has_its_policy(dom):
    assert copy(dom).count(POLICY) == 1


@pytest.mark.parametrize(
    ("markup", "left"),
    [
        ("<script>alert('</p>')</script>a", "a"),
        ("<script src=x></script>a<SCRIPT>b</ScRiPt >c", "ac"),
        ("<svg><script href=x /><rect/></svg>", "<svg><rect/></svg>"),
        ("<noscript><img src=i.png></noscript>a", "a"),
        ("a<!-- <script> -->b<!-->c<!--- x --!>d", "abcd"),
        ("<p onclick='x()' ONLOAD=y class=c>a</p>", '<p class="c">a</p>'),
        ("<a href=' java\tscript:x()'>a</a>", '<a href="#">a</a>'),
        ("<a href='&#106;avascript:x()'>a</a>", '<a href="#">a</a>'),
        (
            "<form action=/x method=post><button formaction=y>b</button></form>",
            '<form method="post"><button>b</button></form>',
        ),
        ("<a ping=/p href=../x>a</a>", '<a href="https://a.example/x">a</a>'),
        ("<a href='#there'>a</a>", '<a href="#there">a</a>'),
        ("<a href='page?q=1#there'>a</a>", '<a href="#there">a</a>'),
        ("<link rel=preload href=x><link rel='prefetch' href=x><link rel=manifest href=x>", ""),
        ("<link rel=license href=/l>", '<link rel="license" href="https://a.example/l">'),
        (
            "<meta http-equiv=refresh content=0><meta charset=latin1><meta name=a content=b>",
            '<meta name="a" content="b">',
        ),
        ("<template><img src=x><template>y</template></template>a", "a"),
        (
            "<template shadowrootmode=open><b>x</b></template>",
            '<template shadowrootmode="open"><b>x</b></template>',
        ),
        ("<svg><a><animate attributeName=href to='javascript:x()'/></a></svg>", "<svg><a></a></svg>"),
        ("<img src=i.png loading=lazy crossorigin>", f'<img src="{DATA}">'),
        ("<img src=gone.png alt=a>", '<img alt="a">'),
        ("<img src='data:image/gif;base64,R0'>", '<img src="data:image/gif;base64,R0">'),
        ("<img src=x.png srcset='gone.png 3x, i.png 2x, x.png'>", f'<img srcset="{DATA} 2x">'),
        ("<img srcset='i.png 100w,/big.png 50w' sizes=50vw>", f'<img sizes="50vw" srcset="{DATA} 100w">'),
        (
            "<picture><source srcset=gone.png media=print><source srcset=i.png></picture>",
            f'<picture><source srcset="{DATA}"></picture>',
        ),
        (
            "<video poster=i.png src=gone.mp4 autoplay controls></video>",
            f'<video controls poster="{DATA}"></video>',
        ),
        ("<p style='background:url(i.png)'>a</p>", f'<p style="background:url(&quot;{DATA}&quot;)">a</p>'),
        (
            "<style>a{b:url( 'i.png' )} c{d:url(gone.png)} e{f:url(#g)}</style>",
            f'<style>a{{b:url("{DATA}")}} c{{d:url("data:,")}} e{{f:url(#g)}}</style>',
        ),
        (
            "<style>a{content:'url(i.png)'} /* url(x) */ @namespace s url(http://n);</style>",
            "<style>a{content:'url(i.png)'}  @namespace s url(http://n);</style>",
        ),
        (
            "<style type=text/x-template>url(i.png)</style>",
            '<style type="text/x-template">url(i.png)</style>',
        ),
        ("<textarea><script>x</script></textarea>", "<textarea><script>x</script></textarea>"),
        ("<svg><image xlink:href=i.png /></svg>", f'<svg><image xlink:href="{DATA}"/></svg>'),
        ("<svg><use href='#a'/></svg>", '<svg><use href="#a"/></svg>'),
        ("<object data=i.png width=3>no<object>y</object></object>a", f'<img width="3" src="{DATA}">a'),
        ("<object data=/doc.pdf><p>fallback</p></object>", "<p>fallback</p>"),
        ("1 < 2 & <3", "1 &lt; 2 & &lt;3"),
        ('<p title="unended>a', ""),
    ],
)
def test_what_becomes_of_elements(markup, left):
    assert body(markup) == left


def test_the_base_is_heeded_and_goes():
    text = copy("<head><base href=/dir/><base href=/other/></head><img src=i.png><a href='#x'>a</a>")
    assert "<base" not in text
    assert DATA in text
    assert 'href="https://a.example/dir/#x"' in text


def test_style_sheets_come_in_with_what_they_import():
    text = body("<link rel=stylesheet href=/s.css media=screen><link rel='alternate stylesheet' href=/s.css>")
    assert text == (
        '<style media="screen">@layer l {\n@supports (display: grid) {\n@media print {\n'
        f"p::before{{content:'é'}} \n}}\n}}\n}}\n a{{b:url(\"{DATA}\")}}</style>"
    )
    assert "content:'é'" in body("<link rel=stylesheet href=/latin.css>")


def test_a_style_sheet_cannot_end_its_element():
    RECORDED["https://a.example/end.css"] = ("text/css", b"a{content:'</style><script>x()</script>'}")
    assert "</style><script" not in body("<link rel=stylesheet href=/end.css>")


def test_drawings_from_other_files():
    drawn = body("<svg><use href=/sprite.svg#s width=5 /></svg>")
    assert drawn == '<svg><svg viewbox="0 0 1 1" width="5" height="100%"><path d="M0 0"></path></svg></svg>'
    assert "<use" in body("<svg><use href=/sprite.svg#none /></svg>")
    assert body("<svg><use href=/sprite.svg#loop></use></svg>").count("<svg") <= 5


def test_frames_become_copies_or_say_what_they_were():
    there = body("<iframe src=/frame onload=x() width=5></iframe>")
    assert there.startswith('<iframe width="5" sandbox="" srcdoc="')
    assert "in it" in there
    assert "x()" not in there
    gone = body("<iframe src=//b.example/ad></iframe>")
    assert "Not in this copy: https://b.example/ad" in gone
    assert " src=" not in gone
    inline = body("<iframe srcdoc='<p onclick=x()>a</p>'></iframe>")
    assert "&lt;p&gt;a&lt;/p&gt;" in inline
    assert body("<iframe src=about:blank></iframe>") == "<iframe></iframe>"


def test_what_is_too_large_is_named():
    text = copy("<img src=/big.png><img src=i.png><img src=gone--.png>", max_resource_bytes=1000)
    note = text[: text.index("-->")]
    assert "https://a.example/big.png (too large: 5,000 bytes)" in note
    assert "gone" in note
    assert "--" not in note[4:]
    assert DATA in text
    assert len(copy("<img src=/big.png>" * 100, max_total_bytes=50_000)) < 60_000


def test_a_bomb_of_imports_ends():
    before = time.process_time()
    text = copy("<link rel=stylesheet href=/bomb.css>" * 20, max_total_bytes=500_000)
    assert len(text) < 1_000_000
    assert time.process_time() - before < 3.0


@pytest.mark.parametrize(
    "dom",
    [
        "<" * 300_000,
        "<a " + "b " * 200_000,
        "<a b='" * 50_000,
        "<!--" * 100_000,
        "<script>" * 50_000,
        "<style>" + "url(" * 100_000,
        "<style>" + "image-set(" * 50_000,
        "<style>" + "@import " * 50_000,
        "<style>" + "/*" * 100_000,
        "<style>" + "image-set(" + "a" * 200_000,
        "<p style='" + "\\" * 100_000 + "'>",
        "<img srcset='" + "a," * 100_000 + "'>",
        "<img srcset='a " + "(" * 100_000 + "'>",
        "<svg><use href=/sprite.svg#loop></use></svg>" * 300,
        "</p>" * 100_000,
        "<title>" * 50_000,
    ],
)
def test_hostile_markup_takes_no_longer(dom):
    before = time.process_time()
    static_copy(dom, BASE, RECORDED.get)
    assert time.process_time() - before < 3.0


@given(st.text(alphabet="<>/=\"'! -abonsript:&;()\n\t", max_size=200))
def test_nothing_that_runs_comes_through(markup):
    for token in tokens(copy(f"<html><head></head><body>{markup}</body></html>")):
        if isinstance(token, Tag):
            assert token.name != "script"
            assert not any(name.startswith("on") for name in token.attributes)
            assert not any("javascript:" in (value or "").lower() for value in token.attributes.values())


def test_tokens():
    found = list(tokens('<P Class="a&amp;b" x=1 x=2 y>t</p ><title>a<b</title><svg/>'))
    assert found == [
        Tag("p", {"class": "a&b", "x": "1", "y": None}),
        Text("t"),
        End("p"),
        Tag("title", {}, content="a<b"),
        Tag("svg", {}, empty=True),
    ]


def test_a_large_page_is_quick():
    page = (
        "<html><head></head><body>"
        + '<div class="a b" id=x><p>Words of it <a href="/y?z=1&amp;u=2">l</a></p></div>\n' * 20_000
    )
    before = time.process_time()
    text = copy(page)
    assert time.process_time() - before < 4.0
    assert len(re.findall("https://a.example/y", text)) == 20_000
