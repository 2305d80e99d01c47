"""Addresses in CSS, and what only looks like one."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snapshotter.capture.gaps.css import SheetCache, mentions_in_css
from snapshotter.capture.gaps.reference import Use


def hrefs(text: str) -> list[str]:
    return [each.href for each in mentions_in_css(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a { background: url(x.png) }", ["x.png"]),
        ("a { background: URL( 'x y.png' ) }", ["x y.png"]),
        ('a { background: url("x.png" ) no-repeat, url(y.png) }', ["x.png", "y.png"]),
        (r"a { background: url(x\).png) }", ["x).png"]),
        (r"a { background: url(\78 .png) }", ["x.png"]),
        (r'a { background: url("\000078.png") }', ["x.png"]),
        (r"a { background: u\72l(x.png) }", ["x.png"]),
        (r"a { background: \75 rl(x.png) }", ["x.png"]),
        ('a { background: url("one\\\ntwo.png") }', ["onetwo.png"]),
        ("a { background: url(x.png", ["x.png"]),
        ("a { background: url('x.png", ["x.png"]),
        ("a { background: url() }", []),
        ("a { --icon: url(x.svg) }", ["x.svg"]),
        ("a { filter: url(f.svg#blur); clip-path: url(#here) }", ["f.svg#blur", "#here"]),
        ("@media print { a { cursor: url(x.cur), auto } }", ["x.cur"]),
        ("@supports (a: b) { a { mask: url(m.svg) } }", ["m.svg"]),
        ("a { content: src('x.png') }", ["x.png"]),
        # bad ones are dropped, and what follows them is not
        ('a { background: url(x"y.png); } b { background: url(z.png) }', ["z.png"]),
        ("a { background: url(x (y).png); } b { background: url(z.png) }", ["z.png"]),
        ("a { content: 'unclosed\n } b { background: url(z.png) }", ["z.png"]),
        # no addresses
        ("/* url(x.png) */ a { content: 'url(x.png)' }", []),
        ("/* unclosed url(x.png)", []),
        ('a::after { content: "/*" } b { background: url(x.png) } c::after { content: "*/" }', ["x.png"]),
        ("a { background: my-url(x.png); b: hurl(y.png) }", []),
        (r".a\:url(x) .md\:flex { }", []),
        (r"a { content: \"; background: url(x.png) }", ["x.png"]),
        ("@namespace svg url(http://www.w3.org/2000/svg); @namespace 'http://x/'; a { }", []),
        ('@charset "utf-8"; a { behavior: url(x.htc); -moz-binding: url(y.xml) }', []),
    ],
)
def test_addresses(text, expected):
    assert hrefs(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        '@import "x.css";',
        "@import url(x.css);",
        "@IMPORT/**/url( 'x.css' )layer(base) supports(display: grid) screen;",
        "@import 'x.css' print",
        "@charset 'x'; @import\n\t'x.css';",
    ],
)
def test_imports(text):
    (only,) = mentions_in_css(text)
    assert (only.href, only.kind, only.use) == ("x.css", "style", Use.SHEET)


def test_import_is_a_word():
    assert hrefs("@imported 'x.css'; @import-x 'y.css'; @import ;") == []


def test_image_sets_are_one_choice():
    text = """a { background: image-set("1.png" 1x, url(2.png) 2x, "3.avif" type("image/avif") 3x) }
              b { background: -webkit-image-set(url("4.png") 1x) } c { background: url(5.png) }"""
    found = mentions_in_css(text)
    assert [each.href for each in found] == ["1.png", "2.png", "3.avif", "4.png", "5.png"]
    assert len({each.choice for each in found[:3]}) == 1
    assert len({each.choice for each in found}) == 3
    assert found[4].choice == ""


def test_font_faces():
    text = """@font-face { font-family: "a } url(no)"; src: url(old.eot); src: local("x"),
                url("new.woff2") format("woff2"), url(new.woff) format("woff"), url(old.svg#a) }
              @font-face { src: url(cyrillic.woff2); unicode-range: U+400-4FF }
              a { background: url(x.png) }"""
    found = mentions_in_css(text)
    assert [(each.href, each.kind, each.use.name) for each in found] == [
        ("old.eot", "font", "ALTERNATE"),
        ("new.woff2", "font", "FONT"),
        ("new.woff", "font", "FONT"),
        ("old.svg#a", "font", "ALTERNATE"),
        ("cyrillic.woff2", "font", "ALTERNATE"),
        ("x.png", "image", "SEEN"),
    ]
    assert len({each.choice for each in found[:4]}) == 1
    assert {each.cors for each in found[:5]} == {"anonymous"}


def test_unclosed_blocks_end_with_the_text():
    assert hrefs("@font-face { src: url(x.woff2)") == ["x.woff2"]
    assert hrefs("a { background: image-set('x.png' 1x") == ["x.png"]
    assert hrefs("@font-face") == hrefs("a { background: image-set(") == hrefs("@import") == []


@pytest.mark.parametrize(
    "text",
    [
        "url(" + " " * 200_000 + "x y",
        "url(" * 50_000,
        "url('" * 50_000,
        "image-set(" * 50_000,
        "@import /*" * 30_000,
        "@import/**/" * 30_000,
        "@font-face{" * 30_000,
        "\\" * 300_000,
        r"\41 " * 80_000,
        "a\\b" * 80_000 + "(",
        '"' * 300_001,
        "url(" + "\\a" * 150_000,
        "/*/" * 100_000,
    ],
)
def test_hostile_sheets_take_no_time(text):
    begun = time.process_time()
    mentions_in_css(text)
    assert time.process_time() - begun < 1.0


@given(st.text(alphabet="url()'\"\\/*@import-set{}; \nfont-face\u00e9x", max_size=80))
def test_any_text_is_read_to_its_end(text):
    for each in mentions_in_css(text + "\n*/'\n\"\n)}}}} ;a{background:url(last.png)}"):
        assert isinstance(each.href, str)


def test_the_cache_reads_a_sheet_once():
    cache, read = SheetCache(sheets=1), []

    def text(href):
        read.append(href)
        return f"a {{ background: url({href}) }}"

    for digest, href in (("1", "x"), ("1", "x"), ("2", "y"), ("1", "x")):
        assert [each.href for each in cache.mentions(digest, lambda: text(href))] == [href]  # noqa: B023
    assert read == ["x", "y", "x"]
