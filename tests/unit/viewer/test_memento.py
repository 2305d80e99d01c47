"""Memento (RFC 7089) without a server: dates, addresses, links and lists."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snapshotter.digests import Digest
from snapshotter.errors import UrlError
from snapshotter.model.capture import RecordLocation
from snapshotter.timestamps import http_date
from snapshotter.viewer import memento
from snapshotter.viewer.memento import Addresses
from snapshotter.viewer.records import IndexLine

URL = "https://cited.example/a?b=1&c=%2F"
AT = Addresses("http://localhost:8080", URL)
PLACE = RecordLocation("a.warc.gz", 0, 10, Digest("sha256:00"))


def line(digits, url=URL, status=200):
    return IndexLine(url, digits, status, "text/html", PLACE)


LINES = [line("20160310120000"), line("20170310120000"), line("20180310120000")]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("https://a.example/x?q=1&r=%2F#f", "https://a.example/x?q=1&r=%2F"),
        ("http:/a.example/x", "http://a.example/x"),
        ("https:///a.example/x", "https://a.example/x"),
        ("a.example/x", "http://a.example/x"),
        ("a.example:8080/x", "http://a.example:8080/x"),
        ("HTTPS://A.example", "https://a.example/"),
        ("https://a.example/a%2Fb//c", "https://a.example/a%2Fb//c"),
    ],
)
def test_the_original_address_is_read_from_a_path(written, expected):
    assert memento.original(written) == expected


@pytest.mark.parametrize(
    "written", ["", "javascript:alert(1)", "ftp://a.example/", "data:text/html,x", "http://"]
)
def test_what_is_no_web_address_is_refused(written):
    with pytest.raises(UrlError):
        memento.original(written)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Thu, 10 Mar 2016 12:00:00 GMT", datetime(2016, 3, 10, 12, tzinfo=UTC)),
        ("10 mar 2016 12:00:00 GMT", datetime(2016, 3, 10, 12, tzinfo=UTC)),
        (" Tue, 1 Mar 2016 00:00:59 GMT ", datetime(2016, 3, 1, 0, 0, 59, tzinfo=UTC)),
    ],
)
def test_accept_datetime_is_an_http_date(value, expected):
    assert memento.moment_of_field(value) == expected


@pytest.mark.parametrize(
    "value",
    ["", "yesterday", "2016-03-10", "Thu, 99 Mar 2016 12:00:00 GMT", "Thu, 10 Xyz 2016 12:00:00 GMT",
     "Thu, 10 Mar 2016 25:00:00 GMT", "Thu, 10 Mar 2016 12:00:00 CET"],
)  # fmt: skip
def test_another_accept_datetime_is_a_bad_request(value):
    with pytest.raises(ValueError, match=r"date|hour|day"):
        memento.moment_of_field(value)


@given(st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1)))
def test_dates_survive_being_written(moment):
    moment = moment.replace(microsecond=0, tzinfo=UTC)
    assert memento.moment_of_field(http_date(moment)) == moment


def test_fewer_digits_name_the_earliest_moment():
    assert memento.moment_of_digits("2016") == datetime(2016, 1, 1, tzinfo=UTC)
    assert memento.moment_of_digits("2016031012") == datetime(2016, 3, 10, 12, tzinfo=UTC)
    for wrong in ("201", "20161332", "abcd"):
        with pytest.raises(ValueError, match=r"."):
            memento.moment_of_digits(wrong)


def test_the_nearest_memento_is_chosen():
    assert memento.nearest(LINES, datetime(2016, 12, 1, tzinfo=UTC), URL) is LINES[1]
    assert memento.nearest(LINES, datetime(1999, 1, 1, tzinfo=UTC), URL) is LINES[0]
    assert memento.nearest(LINES, None, URL) is LINES[2]
    assert memento.nearest([], None, URL) is None


def test_of_two_as_near_it_is_the_address_itself_and_no_redirect():
    twin = line("20160310120000", "http://cited.example/a?b=1&c=%2F")
    redirect = line("20160310120000", status=302)
    moment = datetime(2016, 3, 10, 12, tzinfo=UTC)
    assert memento.nearest([twin, redirect, LINES[0]], moment, URL) is LINES[0]
    assert memento.nearest([twin, LINES[0]], None, twin.url) is twin


def test_links_name_the_neighbours():
    links = memento.links(AT, LINES, LINES[1])
    assert f'<{URL}>; rel="original"' in links
    assert f'<http://localhost:8080/timegate/{URL}>; rel="timegate"' in links
    assert 'rel="timemap"; type="application/link-format"' in links
    assert f'/web/20160310120000/{URL}>; rel="first prev memento"; datetime="Thu, 10 Mar 2016' in links
    assert f'/web/20170310120000/{URL}>; rel="memento"' in links
    assert f'/web/20180310120000/{URL}>; rel="last next memento"' in links


def test_addresses_of_other_tools_end_no_link_and_no_line():
    odd = line("20160310120000", 'http://cited.example/ä b">\r\nX: y')
    links = memento.links(AT, [odd], odd)
    assert links.isascii()
    assert "\n" not in links
    assert links.count("<") == links.count(">") == 4


def test_a_page_at_such_an_address_has_links_too():
    at = Addresses("http://localhost:8080", 'http://cited.example/€ "x">')
    links = memento.links(at, LINES, LINES[0])
    assert links.isascii()
    assert links.count("<") == links.count(">") == 6
    assert json.loads(memento.json_timemap(at, LINES))["timegate_uri"].isascii()


def test_a_memento_that_stands_alone_is_first_and_last():
    assert 'rel="first last memento"' in memento.links(AT, LINES[:1], LINES[0])


def test_the_timemap_lists_all_mementos_once():
    text = memento.link_timemap(AT, [*LINES, LINES[1]])
    entries = re.findall(r'<([^>]*)>; rel="([^"]*)"', text)
    assert [relation for _, relation in entries] == [
        "original", "self", "timegate", "first memento", "memento", "last memento",
    ]  # fmt: skip
    assert 'from="Thu, 10 Mar 2016 12:00:00 GMT"; until="Sat, 10 Mar 2018 12:00:00 GMT"' in text
    assert text.count(",\n") == len(entries) - 1


def test_the_timemap_in_json_has_the_keys_of_aggregators():
    document = json.loads(memento.json_timemap(AT, LINES))
    assert document["original_uri"] == URL
    assert document["mementos"]["first"] == document["mementos"]["list"][0]
    assert document["mementos"]["last"]["datetime"] == "2018-03-10T12:00:00Z"
    assert document["timegate_uri"].endswith(f"/timegate/{URL}")


def test_a_huge_timemap_is_an_index_of_timemaps(monkeypatch):
    monkeypatch.setattr(memento, "PAGE_MEMENTOS", 2)
    index = memento.link_timemap(AT, LINES)
    assert index.count('rel="timemap"') == 2
    assert "memento" not in index
    assert 'rel="last memento"' in memento.link_timemap(AT, LINES, 2)
    assert "timemap/link/2/" in memento.link_timemap(AT, LINES, 2)
    assert len(json.loads(memento.json_timemap(AT, LINES))["timemap_index"]) == 2
    assert memento.is_page(LINES, 2)
    assert not memento.is_page(LINES, 3)
