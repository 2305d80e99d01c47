"""The Wayback Machine's own answers, as others have recorded them, through the real tunnel."""

from __future__ import annotations

import pytest

from snapshotter.errors import RateLimited, Refused
from snapshotter.rescue import wayback
from snapshotter.rescue.fetching import NotAMemento, fetch
from snapshotter.rescue.mementos import candidate
from snapshotter.rescue.rebuild import exchange_of
from snapshotter.rescue.session import Session
from snapshotter.urls import Url
from snapshotter.warc import bodies
from tests.unit.rescue.cassettes import Cassette
from tests.unit.rescue.loopback import Said, Time, serving, way_to

CAPTURE = "00000000-0000-4000-8000-000000000001"


async def fetched(cassette, asked, tmp_path, time=None):
    with serving(cassette, tmp_path) as served:
        async with way_to(served, tmp_path, time) as way, Session(way) as session:
            found = await fetch(candidate(Url(asked)), session)
            await session.finish()
            return found, session.exchanges


async def test_a_memento_is_put_together_from_what_the_archive_says(tmp_path):
    cassette = Cassette("test_get_memento")
    asked = "https://web.archive.org/web/20171124151315id_/https://www.fws.gov/birds/"
    found, exchanges = await fetched(cassette, asked, tmp_path)
    exchange = exchange_of(found.page, CAPTURE)
    message = bodies.parse(exchange.response.head + b"".join(exchange.response.body.chunks()))
    assert exchange.url == "https://www.fws.gov/birds/"
    assert exchange.started_at.isoformat() == "2017-11-24T15:13:15+00:00"
    assert exchange.protocol is None
    assert not exchange.request.head
    assert message.fields == {
        "date": "Fri, 24 Nov 2017 15:13:14 GMT",
        "strict-transport-security": "max-age=31536000; includeSubDomains; preload",
        "content-type": "text/html",
    }
    assert b"<title>" in message.raw  # the coding was the archive's own, and is undone
    assert [each.url for each in exchanges] == [asked]
    assert exchanges[0].ip == "127.0.0.1"
    assert exchanges[0].tls
    assert b"memento-datetime" in exchanges[0].response.head.lower()


async def test_recorded_redirects_are_followed_as_mementos(tmp_path):
    asked = "https://web.archive.org/web/20200201020357id_/http://epa.gov/climatechange"
    found, exchanges = await fetched(
        Cassette("test_get_memento_follows_historical_redirects"), asked, tmp_path
    )
    assert [(hop.url, hop.answer.status) for hop in found.hops] == [
        ("https://www.epa.gov/climatechange", 301),
        ("https://www.epa.gov/sites/production/files/signpost/cc.html", 200),
    ]
    assert [hop.moment.strftime("%H%M%S") for hop in found.hops] == ["023757", "024405"]
    assert len(exchanges) == 4  # two of them the archive's own redirects
    assert [note[:40] for note in found.notes] == [
        "of https://www.epa.gov/climatechange the",
        "of https://www.epa.gov/sites/production/",
    ]
    first = exchange_of(found.first, CAPTURE)
    assert first.location == "https://www.epa.gov/sites/production/files/signpost/cc.html"
    assert b"Content-Length: 267\r\n" in first.response.head


@pytest.mark.parametrize(
    ("name", "asked", "end"),
    [
        (
            "test_get_memento_with_schemeless_redirects",
            "20201102232816id_/https://www.census.gov/geography/gss-initiative.html",
            ("https://www.census.gov/geo/gssi/", 404),
        ),
        (
            "test_get_memento_with_path_based_redirects",
            "20201027215555id_/https://www.whitehouse.gov/administration/eop/ostp/about/student/faqs",
            ("https://www.whitehouse.gov/ostp/about/student/faqs", 404),
        ),
        (
            "test_get_memento_works_on_archived_rate_limit_responses",
            None,
            (None, 429),
        ),
    ],
)
async def test_what_was_recorded_is_no_word_of_the_archive(name, asked, end, tmp_path):
    cassette, time = Cassette(name), Time()
    asked = f"https://web.archive.org/web/{asked}" if asked else cassette.addresses[0]
    found, _ = await fetched(cassette, asked, tmp_path, time)
    assert found.page.answer.status == end[1]
    assert found.page.url == (end[0] or found.page.url)
    assert not [wait_s for wait_s in time.slept if wait_s > 1]


async def test_redirects_in_a_circle_are_no_memento(tmp_path):
    cassette = Cassette("test_get_memento_raises_for_mementos_that_redirect_in_a_loop")
    with pytest.raises(NotAMemento, match="circle"):
        await fetched(cassette, cassette.addresses[0], tmp_path)


async def test_a_capture_that_is_not_there_is_no_memento(tmp_path):
    cassette = Cassette("test_get_memento_raises_no_memento_error")
    with pytest.raises(NotAMemento, match="404"):
        await fetched(cassette, cassette.addresses[0], tmp_path)


async def test_a_blocked_page_that_comes_as_200_is_refused(tmp_path):
    cassette = Cassette("test_get_memento_raises_blocked_error")
    with pytest.raises(Refused):
        await fetched(cassette, cassette.addresses[0], tmp_path)


async def test_a_blocked_index_is_refused(tmp_path):
    cassette = Cassette("test_search_raises_for_blocked_urls")
    with serving(cassette, tmp_path) as served:
        async with way_to(served, tmp_path) as way, Session(way) as session:
            with pytest.raises(Refused, match="Blocked Site Error"):
                await session.ask(Url(cassette.addresses[0]), "index")


@pytest.mark.parametrize("name", ["test_search", "test_search_with_date"])
async def test_the_index_is_read_as_text_too(name, tmp_path):
    cassette = Cassette(name)
    with serving(cassette, tmp_path) as served:
        async with way_to(served, tmp_path) as way, Session(way) as session:
            answer = await session.ask(Url(cassette.addresses[0]), "index")
            found, _ = wayback.rows(answer.text())
    assert found
    assert all(each.original.startswith("http") and each.digest for each in found)


async def test_a_limit_is_waited_for_and_then_told(tmp_path):
    time = Time()
    with serving(lambda _: Said(429, (), b"slow down"), tmp_path) as served:
        async with way_to(served, tmp_path, time) as way, Session(way) as session:
            with pytest.raises(RateLimited) as caught:
                await session.ask(Url("https://web.archive.org/cdx/search/cdx?url=x"), "index")
    assert caught.value.retry_after_s == 60.0
    assert len(served.log) == 3
    assert sum(time.slept) >= 120


async def test_a_long_pause_is_left_for_another_run(tmp_path):
    with serving(lambda _: Said(429, (("Retry-After", "3600"),)), tmp_path) as served:
        async with way_to(served, tmp_path) as way, Session(way) as session:
            with pytest.raises(RateLimited) as caught:
                await session.ask(Url("https://web.archive.org/web/2016id_/http://x.example/"), "memento")
    assert caught.value.retry_after_s == 3600.0
    assert len(served.log) == 1


async def test_a_dropped_connection_is_tried_again_where_the_archive_was_there_before(tmp_path):
    url, time = Url("https://web.archive.org/web/20160101000000id_/http://x.example/"), Time()
    said = iter([Said(404), None, Said(404)])

    def answering(_):
        answer = next(said)
        if answer is None:
            raise ConnectionResetError
        return answer

    with serving(answering, tmp_path) as served:
        async with way_to(served, tmp_path, time) as way, Session(way) as session:
            assert (await session.ask(url, "memento")).status == 404
            assert (await session.ask(url, "memento")).status == 404
    assert len(served.log) == 3
    assert sum(time.slept) >= 5
