"""What cited pages say of themselves, however they say it."""

from __future__ import annotations

import gzip
import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snapshotter.cited import languages
from snapshotter.cited.authors import byline, names
from snapshotter.cited.facts import facts_of
from snapshotter.model.capture import PageFacts
from snapshotter.urls import Url
from tests.unit.cited import quoting

URL = Url("https://www.journal-of-tides.example/a/1?x=2")


def of(html: str | None, *fields: tuple[str, str]) -> PageFacts:
    return facts_of(html, URL, fields)


def ld(*objects: dict) -> str:
    return f'<script type="application/ld+json">{json.dumps(list(objects))}</script>'


def test_a_page_that_says_everything():
    facts = of(
        """<html lang=en_gb><head><title>Neap tides | Journal of Tides</title>
        <meta property=og:title content="Neap tides | Journal of Tides">
        <meta property=og:site_name content="Journal of Tides">
        <meta name=description content=" About  them. ">
        <meta name=citation_title content="Neap tides: an account">
        <meta name=citation_author content="Lee, Ann"><meta name=citation_author content="Ray, Bob">
        <meta name=citation_publication_date content="2016/3/10">
        <meta property=article:modified_time content="2019-01-01">
        <link rel=canonical href="/a/1"><link rel="license" href="//creativecommons.org/licenses/by/4.0/">"""
    )
    assert facts == PageFacts(
        title="Neap tides: an account",
        language="en-GB",
        authors=("Ann Lee", "Bob Ray"),
        published="2016-03-10",
        site_name="Journal of Tides",
        canonical=Url("https://www.journal-of-tides.example/a/1"),
        licence="https://creativecommons.org/licenses/by/4.0/",
        description="About them.",
    )


@pytest.mark.parametrize(
    "html", [None, "", "   ", "<p>words", "\x00<<<", "<html lang>", "<title></title><h1></h1>"]
)
def test_a_page_that_says_nothing(html):
    assert of(html) == PageFacts()


@pytest.mark.parametrize(
    ("html", "title"),
    [
        ("<title> A\n title </title>", "A title"),
        ("<title>A title | Journal of Tides</title>", "A title"),
        ("<title>A title | Another Journal</title>", "A title | Another Journal"),
        ("<meta property=og:site_name content=Tides><title>A title - Tides</title>", "A title"),
        ("<meta property=og:site_name content=Tides><title>Tides: A title</title>", "A title"),
        ("<title>A title - journal-of-tides.example</title>", "A title"),
        ("<title>A title — Some Other Name</title><h1>A title</h1>", "A title"),
        (
            "<meta property=og:title content='A — B | Tides'><meta property=og:site_name content=Tides>",
            "A — B",
        ),
        (
            "<meta property=og:site_name content=Tides><meta property=og:title content=Tides><h1>Neap</h1>",
            "Neap",
        ),
        ("<title>Tides</title><h1>Neap tides</h1>", "Neap tides"),
        (
            "<title>Neap tides in spring again | T</title><h1>Menu and more</h1>",
            "Neap tides in spring again | T",
        ),
        ("<svg><title>icon</title></svg><h1>A <b>heading</b></h1>", "A heading"),
        ("<title>Q&amp;amp;A</title>", "Q&A"),
        (ld({"@type": "NewsArticle", "headline": "From JSON"}) + "<title>Else</title>", "From JSON"),
        (ld({"@type": "Organization", "name": "Tides"}) + "<title>Own</title>", "Own"),
        ("<meta name=dc.title content='By Dublin'>", "By Dublin"),
    ],
)
def test_titles(html, title):
    assert of(html).title == title


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("en", "en"),
        ("EN-us", "en-US"),
        ("de_AT.UTF-8", "de-AT"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("es-419", "es-419"),
        ("iw", "he"),
        ("eng", "en"),
        ("Deutsch", "de"),
        ("sl-rozaj-biske", "sl-rozaj-biske"),
        ("x-default", None),
        ("und", None),
        ("en, fr", None),
        ("", None),
        ("<script>", None),
        ("klingonese-long", None),
    ],
)
def test_languages(written, tag):
    assert languages.tag(written) == tag


@pytest.mark.parametrize(
    ("html", "fields", "language"),
    [
        ("<html lang=fr><meta property=og:locale content=de_DE>", (), "fr"),
        ("<html lang=''><meta http-equiv=content-language content=it>", (), "it"),
        ("<html>", (("Content-Language", "nl"),), "nl"),
        ("<meta property=og:locale content=pt_BR>", (), "pt-BR"),
        (
            ld({"@type": "Article", "inLanguage": {"@type": "Language", "name": "x", "alternateName": "sv"}}),
            (),
            "sv",
        ),
    ],
)
def test_where_languages_stand(html, fields, language):
    assert of(html, *fields).language == language


@pytest.mark.parametrize(
    ("html", "authors"),
    [
        ("<meta name=author content='By Ann Lee'>", ("Ann Lee",)),
        ("<meta name=author content='Ann Lee'><meta name=author content='Bob Ray'>", ("Ann Lee", "Bob Ray")),
        ("<meta name=author content='Ann Lee, Bob Ray and Cy Dee'>", ("Ann Lee", "Bob Ray", "Cy Dee")),
        ("<meta name=author content='Ann Lee; Bob Ray'>", ("Ann Lee", "Bob Ray")),
        (
            "<meta name=author content='Food and Agriculture Organization'>",
            ("Food and Agriculture Organization",),
        ),
        ("<meta name=author content='Ann Lee (ann@x.example)'>", ("Ann Lee",)),
        ("<meta name=author content='ann@x.example'>", ()),
        (
            "<meta property=article:author content='https://facebook.example/ann'><p class=byline>By Ann Lee",
            ("Ann Lee",),
        ),
        ("<meta name=citation_author content='van der Berg, Jan'>", ("Jan van der Berg",)),
        ("<meta name=citation_authors content='Lee, Ann; Ray, Bob'>", ("Ann Lee", "Bob Ray")),
        ("<meta name=citation_author content='García Márquez, Gabriel'>", ("Gabriel García Márquez",)),
        ("<meta name=author content='Ann Lee, Berlin'>", ("Ann Lee",)),
        ("<meta name=dc.creator content='Ann Lee'>", ("Ann Lee",)),
        (
            ld({"@type": "Article", "author": [{"@type": "Person", "name": "Ann Lee"}, "Bob Ray"]}),
            ("Ann Lee", "Bob Ray"),
        ),
        (
            ld(
                {"@type": "Article", "author": {"@id": "#ann"}},
                {"@type": "Person", "@id": "#ann", "name": "Ann Lee"},
            ),
            ("Ann Lee",),
        ),
        (ld({"@type": "Article", "author": {"@type": "Organization", "name": "Reuters"}}), ("Reuters",)),
        (
            ld(
                {
                    "@type": "Article",
                    "headline": "x",
                    "author": {"name": "Ann Lee"},
                    "comment": [{"author": {"name": "Troll"}}],
                }
            ),
            ("Ann Lee",),
        ),
        ("<a rel=author href=/a>Richard (R.J.) Eskow</a>", ("Richard (R.J.) Eskow",)),
        ("<span itemprop=author itemscope><a itemprop=name>Ann Lee</a></span>", ("Ann Lee",)),
        ("<p class=byline>By Ann Lee and Bob Ray, March 10, 2016</p>", ("Ann Lee", "Bob Ray")),
        ("<p class=author>Von Ann Lee, Berlin</p>", ("Ann Lee",)),
        ("<p class=byline>5 minutes ago</p>", ()),
        (
            "<div class=teaser><p class=byline>By Cy Dee</p></div><h1>T</h1><p class=byline>By Ann Lee",
            ("Ann Lee",),
        ),
        ("<p class=byline>By Cy Dee</p><h1>T</h1><p class=byline>By Ann Lee", ("Ann Lee",)),
        ("<div id=comments><a rel=author>Troll</a></div>", ()),
        ("<meta name=author content=admin>", ()),
    ],
)
def test_authors(html, authors):
    assert of(html).authors == authors


def test_names_are_named_once_and_bylines_must_look_like_it():
    assert names(["Ann Lee", "by ann lee", "Bob Ray"]) == ("Ann Lee", "Bob Ray")
    assert byline("Read more") == ()
    assert byline("By Ann Lee | Staff Writer | ann@x.example") == ("Ann Lee",)


@pytest.mark.parametrize(
    ("html", "published"),
    [
        ("<meta property=article:published_time content=2016-03-10T23:30:00-05:00>", "2016-03-10"),
        ("<meta property=article:modified_time content=2016-03-10>", None),
        ("<meta name=citation_publication_date content=2016/03>", "2016-03"),
        ("<meta name=citation_date content=2016>", "2016"),
        ("<meta name=dc.date content=20160310>", "2016-03-10"),
        ("<meta name=DC.date.issued content='March 10, 2016'>", "2016-03-10"),
        ("<meta name=date content=soon><time datetime=2016-03-10>", "2016-03-10"),
        (
            ld({"@type": "Article", "datePublished": "2016-03-10T08:00:00Z", "dateModified": "2020-01-01"}),
            "2016-03-10",
        ),
        (ld({"@type": "VideoObject", "uploadDate": "2016-03-10"}), "2016-03-10"),
        ("//<time datetime=2015-01-01>x</time><article><time datetime=2016-03-10>x", "2016-03-10"),
        ("<article><time class=updated datetime=2019-01-01></time><time datetime=2016-03-10>x", "2016-03-10"),
        ("<article>Updated: <time datetime=2019-01-01></time></article>", None),
        ("<div id=comments><time datetime=2017-01-01>x</time></div>", None),
        ("<article><time>10 March 2016</time>", "2016-03-10"),
        ("<abbr itemprop=datePublished title=2016-12-06T12:06:00-08:00>6.12.", "2016-12-06"),
        ("<span class='entry-date'>10. März 2016</span>", "2016-03-10"),
        ("<meta name=citation_publication_date content=2016/99>", None),
    ],
)
def test_dates(html, published):
    assert of(html).published == published


@pytest.mark.parametrize(
    ("html", "fields", "canonical"),
    [
        ("<base href=https://b.example/dir/><link rel=canonical href=p>", (), "https://b.example/dir/p"),
        (
            "<link rel=canonical href='javascript:x'><meta property=og:url content=/og>",
            (),
            "https://www.journal-of-tides.example/og",
        ),
        ("", (("Link", '<https://c.example/p>; rel="canonical", </x>; rel=next'),), "https://c.example/p"),
        ("<link rel='alternate canonical' href='https://d.example/'>", (), "https://d.example/"),
    ],
)
def test_canonical(html, fields, canonical):
    assert of(html, *fields).canonical == canonical


@pytest.mark.parametrize(
    ("html", "licence"),
    [
        ("<a rel=license href=/terms>terms</a>", "https://www.journal-of-tides.example/terms"),
        (
            "<a rel=license href=#here>x</a><meta name=dc.rights content='All rights reserved'>",
            "All rights reserved",
        ),
        (ld({"@type": "Article", "license": {"@id": "https://l.example/1"}}), "https://l.example/1"),
        (
            "<p>Licensed under a <a href='https://creativecommons.org/licenses/by-sa/4.0/'>CC licence</a>",
            "https://creativecommons.org/licenses/by-sa/4.0/",
        ),
        (
            "<p>They looked at <a href='https://creativecommons.org/licenses/by/4.0/'>this text</a> in court",
            None,
        ),
        (
            "<a href='http://creativecommons.org/publicdomain/zero/1.0/'><img src=b.png></a>",
            "http://creativecommons.org/publicdomain/zero/1.0/",
        ),
    ],
)
def test_licences(html, licence):
    assert of(html).licence == licence


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 50_000,
        "<div class=byline>" * 20_000 + "By Ann Lee",
        "<meta name=author content='" + "a, " * 200_000 + "'>",
        "<meta name=author content='" + "a@" * 200_000 + "'>",
        "<p class=byline>By " + "Ann Lee and " * 50_000,
        "<title>" + "a - " * 100_000,
        ld(
            {"@type": "Article", "author": [{"@id": "#a"}] * 5000},
            {"@id": "#a", "name": {"@id": "#a"}, "x": 1},
        ),
        "<time>" * 20_000,
        "<link rel=canonical href='" + "/" * 500_000 + "'>",
    ],
)
def test_hostile_pages_take_no_longer(html):
    before = time.process_time()
    facts_of(html, URL, (("Link", "<a>; rel=" * 20_000), ("Link", "<" * 100_000)))
    assert time.process_time() - before < 3.0


@given(st.text(max_size=300), st.text(alphabet="<>=\"'abdehilmnopt -/", max_size=200))
def test_nothing_raises(text, markup):
    of(f'<meta name=author content="{text}"><time>{text}</time>{markup}<h1>{text}')
    of(
        ld(
            {"@type": text, "author": text, "license": [text], "datePublished": text},
            {"@type": "Article", "author": text},
        )
    )


REAL = {
    "ars-1": ("Dan Goodin", "2015-04-16", "en-US"),
    "lemonde-1": (None, "2015-05-04", "fr"),
    "nytimes-1": ("Jeffrey Gettleman", "2017-01-13", "en"),
    "salon-1": ("Richard (R.J.) Eskow", None, None),
    "wordpress": ("Sarah Gooding", "2017-03-09", "en-US"),
    "theverge": ("Alex Heath", "2023-06-07", "en"),
    "gitlab-blog": ("Dave Steer", "2024-06-25", "en-US"),
    "cnet-svg-classes": ("César Salza", "2017-12-01", "es"),
    "toc-missing": ("Haki Benita", "2020-09-21", "en"),
    "webmd-2": ("Kelli Miller", None, "en"),
}


@pytest.mark.skipif(not quoting.PAGES.exists(), reason=f"no real pages in {quoting.PAGES}")
@pytest.mark.parametrize("name", REAL)
def test_real_pages(name):
    html = gzip.decompress((quoting.PAGES / name / "source.html.gz").read_bytes()).decode()
    facts = of(html)
    assert (next(iter(facts.authors), None), facts.published, facts.language) == REAL[name]
    assert facts.title is not None
