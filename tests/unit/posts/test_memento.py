"""Addresses of archived copies, as the archives write them."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snapshotter import urls
from snapshotter.errors import UrlError
from snapshotter.posts.address.memento import memento_of

DATA = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "memento"
TODAY = date(2026, 3, 10)
A = "http://a.example/x"


def memento(href):
    return memento_of(urls.parse(href), TODAY)


@pytest.mark.parametrize(
    ("copy", "datetime"),
    [
        ("https://web.archive.org/web/20160310120000/{}", "20160310120000"),
        *[
            (f"https://web.archive.org/web/20160310120000{mark}_/{{}}", "20160310120000")
            for mark in ("id", "if", "im", "js", "cs", "oe", "re", "fw", "mp")
        ],
        ("http://web.archive.org/web/201603/{}", "201603"),
        ("https://web.archive.org/web/2016*/{}", "2016"),
        ("https://web.archive.org/web/*/{}", None),
        ("https://web.archive.org/web/{}", None),
        ("https://web.archive.org/{}", None),
        ("https://web.archive.org/web/2/{}", None),
        ("https://web.archive.org/web/timemap/link/{}", None),
        ("https://web.archive.org/20160310120000/{}", "20160310120000"),
        ("https://web-beta.archive.org/web/20160310120000/{}", "20160310120000"),
        ("https://wayback.archive.org/web/20160310120000/{}", "20160310120000"),
        ("https://archive.org/web/20160310120000/{}", "20160310120000"),
        ("https://archive.org/wayback/20160310120000/{}", "20160310120000"),
        ("http://liveweb.archive.org/{}", None),
        *[
            (f"https://archive.{ending}/20160310120000/{{}}", "20160310120000")
            for ending in ("today", "ph", "is", "li", "vn", "fo", "md")
        ],
        ("https://archive.ph/2016.03.10-120000/{}", "20160310120000"),
        ("https://archive.ph/o/AbC12/{}", None),
        ("https://archive.ph/newest/{}", None),
        ("https://wayback.archive-it.org/3649/20160310120000/{}", "20160310120000"),
        ("https://wayback.archive-it.org/2001/20160310120000/{}", "20160310120000"),
        ("https://wayback.archive-it.org/all/20160310120000mp_/{}", "20160310120000"),
        ("https://wayback.archive-it.org/org-12/*/{}", None),
        ("https://arquivo.pt/wayback/20160310120000/{}", "20160310120000"),
        ("https://arquivo.pt/noFrame/replay/20160310120000/{}", "20160310120000"),
        ("https://webarchive.loc.gov/all/20160310120000/{}", "20160310120000"),
        ("https://webarchive.loc.gov/lcwa0003/20160310120000/{}", "20160310120000"),
        ("https://www.webarchive.org.uk/wayback/archive/20160310120000/{}", "20160310120000"),
        ("https://www.webarchive.org.uk/wayback/en/archive/20160310120000mp_/{}", "20160310120000"),
        ("https://webarchive.nationalarchives.gov.uk/ukgwa/20160310120000/{}", "20160310120000"),
        ("https://webarchive.nationalarchives.gov.uk/20160310120000/{}", "20160310120000"),
        ("https://webarchive.nationalarchives.gov.uk/+/{}", None),
        ("https://webarchive.parliament.uk/20160310120000/{}", "20160310120000"),
        ("https://wayback.vefsafn.is/wayback/20160310120000/{}", "20160310120000"),
        ("https://vefsafn.is/is/20160310120000/{}", "20160310120000"),
        ("https://swap.stanford.edu/was/20160310120000/{}", "20160310120000"),
        ("https://haw.nsk.hr/wayback/20160310120000/{}", "20160310120000"),
        ("https://www.padi.cat:8080/wayback/20160310120000/{}", "20160310120000"),
        ("https://veebiarhiiv.digar.ee/a/20160310120000/{}", "20160310120000"),
        ("https://webarchive.nla.gov.au/awa/20160310120000/{}", "20160310120000"),
        ("https://pandora.nla.gov.au/pan/12345/20160310-1200/a.example/x", "201603101200"),
        ("https://webarchive.bac-lac.gc.ca:8080/wayback/20160310120000/{}", "20160310120000"),
        ("https://www.collectionscanada.gc.ca/webarchives/20160310120000/{}", "20160310120000"),
        ("https://www.archiefweb.eu/archives/archiefweb/20160310120000/{}", "20160310120000"),
        ("https://collection.europarchive.org/ea/20160310120000/{}", "20160310120000"),
        ("https://perma-archives.org/warc/20160310120000/{}", "20160310120000"),
        ("http://www.webcitation.org/query?url=http%3A%2F%2Fa.example%2Fx&date=2016-03-10", "20160310"),
        ("http://www.webcitation.org/5kbAUIXb6?url=http%3A%2F%2Fa.example%2Fx", "20091017190017"),
        ("https://archive.wikiwix.com/cache/?url=http%3A%2F%2Fa.example%2Fx", None),
        ("https://archive.wikiwix.com/cache/20160310120000/{}", "20160310120000"),
        ("https://ghostarchive.org/archive/20160310/{}", "20160310"),
        ("http://www.freezepage.com/1457611200ABC?url=http%3A%2F%2Fa.example%2Fx", None),
        ("https://timetravel.mementoweb.org/memento/20160310/{}", "20160310"),
        ("https://timetravel.mementoweb.org/list/20160310120000/{}", "20160310120000"),
        ("https://timetravel.mementoweb.org/api/json/2016/{}", "2016"),
        ("http://mementoarchive.lanl.gov/dbpedia/memento/20160310120000/{}", "20160310120000"),
        ("https://conifer.rhizome.org/u/coll/20160310120000/{}", "20160310120000"),
        ("https://webrecorder.io/u/coll/20160310120000$br:chrome:76/{}", "20160310120000"),
        (
            "https://replayweb.page/?source=https%3A%2F%2Fs.example%2Fx.wacz"
            "#view=pages&url=http%3A%2F%2Fa.example%2Fx&ts=20160310120000",
            "20160310120000",
        ),
        ("https://webcache.googleusercontent.com/search?q=cache:AbCdEfGhIjKl:a.example/x+words&hl=en", None),
        ("https://www.google.de/search?q=cache:http://a.example/x", None),
        ("https://megalodon.jp/2016-0310-2100-00/a.example/x", "20160310120000"),
        ("https://pywb.example/coll/20160310120000/{}", "20160310120000"),
        ("http://127.0.0.1:8080/web/20160310120000id_/{}", "20160310120000"),
    ],
)  # fmt: skip
def test_services(copy, datetime):
    href = copy.format(A)
    found = memento(href)
    assert found is not None
    assert (found.archive, found.original, found.datetime) == (urls.hostname(urls.parse(href)), A, datetime)


@pytest.mark.parametrize(
    "rest",
    ["a.example/x", "http:/a.example/x", "http%3A%2F%2Fa.example%2Fx", "HTTP://A.example:80/x"],
)
def test_originals_as_they_are_written(rest):
    assert memento(f"https://web.archive.org/web/20160310120000/{rest}").original == A


def test_query_and_fragment_belong_to_the_original():
    found = memento("https://web.archive.org/web/2016/http://a.example/?b=http://c.example/#d")
    assert found.original == "http://a.example/?b=http://c.example/#d"


def test_a_video_of_ghostarchive_is_youtubes():
    for href in ("youtube/20211205/dQw4w9WgXcQ", "dQw4w9WgXcQ"):
        found = memento(f"https://ghostarchive.org/varchive/{href}")
        assert found.original == "https://www.youtube.com/watch?v=dQw4w9WgXcQ"


def test_an_archive_of_an_archive_shows_the_words_of_the_inner_date():
    inner = "http://archive.is/20150101000000/http://a.example/x"
    found = memento(f"https://web.archive.org/web/20160310120000/{inner}")
    assert (found.archive, found.original, found.datetime) == ("web.archive.org", A, "20150101000000")
    dateless = memento(
        "https://web.archive.org/web/20160310120000/https://archive.ph/o/AbC12/http://a.example/x"
    )
    assert dateless.datetime == "20160310120000"


@pytest.mark.parametrize(
    "href",
    [
        "https://web.archive.org/",
        "https://web.archive.org/web/20160310120000/",
        "https://web.archive.org/save/http://a.example/x",
        "https://web.archive.org/cdx/search/cdx?url=a.example",
        "https://archive.org/details/20160310120000/a.example",
        "https://archive.org/wayback/available?url=a.example",
        "https://web.archive.org/web/19951231235959/http://a.example/x",
        "https://web.archive.org/web/20260312000000/http://a.example/x",
        "https://web.archive.org/web/20161310120000/http://a.example/x",
        "https://web.archive.org/web/20160230120000/http://a.example/x",
        "https://web.archive.org/web/20160310250000/http://a.example/x",
        "https://archive.ph/AbC12",
        "https://archive.ph/?run=1&url=http://a.example/x",
        "https://perma.cc/AB12-CD34",
        "http://www.webcitation.org/5kbAUIXb6",
        "https://cc.bingj.com/cache.aspx?q=x&d=1",
        "http://pandora.nla.gov.au/pan/12345/20160310-1200/index.html",
        "https://www.google.com/search?q=cache",
        "https://blog.example/2016/03/10/http://a.example/x",
        "https://pywb.example/coll/20161310120000/http://a.example/x",
        "https://pywb.example/coll/20160310120000/a.example/x",
        "https://pywb.example/20160310120000/http://a.example/x",
        "https://blog.example/web/2016/http://a.example/x",
        "mailto:web@archive.org",
    ],
)
def test_no_copies(href):
    assert memento(href) is None


def test_tomorrow_is_somewhere_today_already():
    assert memento("https://web.archive.org/web/20260311000000/http://a.example/x") is not None


@pytest.mark.skipif(not DATA.is_dir(), reason="the recorded answers of archives are not here")
def test_real_addresses_of_the_wayback_machine():
    recorded = "\n".join(
        file.read_text(encoding="utf-8", errors="replace") for file in sorted(DATA.rglob("*.yaml"))
    )
    found = set(re.findall(r"https?://web\.archive\.org/web/[^\s\"'<>\\]+", recorded))
    assert len(found) > 100
    stamped = re.compile(r"https?://web\.archive\.org/web/(\d{14})(?:id_)?/(.+)")
    for href in found:
        expected = stamped.fullmatch(href)
        copy = memento(href)
        assert copy is not None, href
        if expected:
            assert (copy.datetime, copy.original) == (expected[1], urls.parse(expected[2]))


@pytest.mark.skipif(not DATA.is_dir(), reason="the recorded answers of archives are not here")
def test_index_lines_and_copies_name_the_same_page():
    lines = re.compile(r"([\w,-]+\)/\S*) (\d{14}) (https?://\S+) [\w/.+-]+ [\d-]+ [A-Z2-7]{32}")
    rows = re.compile(r'\["([\w,-]+\)/[^"]*)","(\d{14})","(https?://[^"]+)"')
    entries = set()
    for file in DATA.rglob("*"):
        if file.suffix in (".yaml", ".txt", ".jsonl"):
            recorded = file.read_text(encoding="utf-8", errors="replace").replace('\\"', '"')
            entries |= {*lines.findall(recorded), *rows.findall(recorded)}
    impossible = {stamp for _, stamp, _ in entries if "00" in (stamp[4:6], stamp[6:8])}
    assert len(entries) > 20
    for key, stamp, original in entries:
        copy = memento(f"https://web.archive.org/web/{stamp}/{original}")
        if stamp in impossible:
            assert copy is None
        else:
            assert (copy.datetime, urls.surt(copy.original)) == (stamp, key)


hosts = st.sampled_from(
    ["web.archive.org", "archive.ph", "wayback.archive-it.org", "x.example", "www.webcitation.org"]
)
rests = st.text(alphabet="/0123456789.*:-_$%?=&#abhptuz", max_size=60)


@given(hosts, rests)
def test_any_path_is_read(host, rest):
    try:
        url = urls.parse(f"https://{host}/{rest}")
    except UrlError:
        return
    found = memento_of(url, TODAY)
    assert found is None or urls.parse(found.original) == found.original


def test_long_paths_take_no_time():
    for rest in ("web/" * 20_000, "2016/" * 20_000, "web/2016/" + "a." * 50_000, "http:/" * 20_000):
        assert json.dumps(memento(f"https://web.archive.org/{rest}") is None)
