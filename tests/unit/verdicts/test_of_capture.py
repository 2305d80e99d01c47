"""What a capture holds of its page."""

from __future__ import annotations

import gzip
from dataclasses import replace

import pytest

from snapshotter.model.capture import Shape
from snapshotter.model.quote import QuoteMatch
from snapshotter.verdicts.evidence import MAX_BODY_BYTES
from snapshotter.verdicts.judging import judge
from snapshotter.verdicts.of_capture import evidence_of
from tests.builders import PAGE, capture, exchange, failed, message, response_head

WORDS = b"<title>Bridges</title><p>" + b"The council met for the third time this month to talk. " * 20


def test_the_page_as_it_came_and_as_it_was_shown():
    shape = Shape(headings=("Bridges",), words=200)
    known = evidence_of(
        capture(exchange(body=WORDS), shape=shape), quotes=(QuoteMatch("x", False, 0.0, None),)
    )
    assert (known.asked, known.final_url, known.status, known.media_type) == (PAGE, PAGE, 200, "text/html")
    assert known.body == WORDS
    assert known.values("content-type") == ("text/html",)
    assert known.title == "A title – with “quotes”"
    assert known.text == "What the page says: été, 日本語."
    assert known.shape == shape
    assert known.quotes[0].text == "x"
    assert known.hops == ()


def test_codings_are_undone():
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(WORDS), WORDS)
    for fields, raw in (
        (("Content-Encoding: gzip",), gzip.compress(WORDS)),
        (("Transfer-Encoding: chunked",), chunked),
    ):
        answer = message(response_head("200 OK", *fields), raw)
        assert evidence_of(capture(exchange(response=answer))).body == WORDS


def test_a_body_in_a_coding_that_is_not_known_is_not_at_hand():
    answer = message(response_head("200 OK", "Content-Encoding: dcz"), b"\x28\xb5\x2f\xfd" + b"\0" * 90)
    known = evidence_of(capture(exchange(response=answer)))
    assert known.body is None
    assert judge(known).page_class != "garbled"


def test_only_the_start_of_a_long_body_is_looked_at():
    known = evidence_of(capture(exchange(body=b"x" * (MAX_BODY_BYTES + 5))))
    assert len(known.body or b"") == MAX_BODY_BYTES


def test_redirects_are_hops():
    first = exchange(
        "https://cited.example/old",
        seed=1,
        head=response_head("302 Found", "Location: /new"),
        status=302,
        location="/new",
    )
    second = exchange("https://cited.example/new", seed=2)
    taken = capture(first, second, main_exchange_id=second.id, final_url=second.url, url=first.url)
    known = evidence_of(taken)
    assert [(hop.url, hop.status) for hop in known.hops] == [("https://cited.example/old", 302)]
    assert (known.asked, known.final_url) == (first.url, second.url)


def test_a_loop_of_redirects_ends():
    here = exchange("https://cited.example/a", seed=1, status=302, location="/b")
    there = exchange("https://cited.example/b", seed=2, status=302, location="/a")
    known = evidence_of(capture(here, there, main_exchange_id=None))
    assert len(known.hops) == 2


def test_the_probe_is_read_at_the_end_of_its_redirects():
    page = exchange("https://cited.example/d/item", seed=1)
    asked = exchange("https://cited.example/d/ghost", seed=2, status=301, location="/d/")
    end = exchange("https://cited.example/d/", seed=3, body=WORDS)
    known = evidence_of(capture(page, asked, end, probe_exchange_id=asked.id))
    assert known.probe is not None
    assert (known.probe.url, known.probe.final_url, known.probe.status) == (asked.url, end.url, 200)
    assert known.probe.body == WORDS


def test_nothing_came():
    known = evidence_of(failed())
    assert (known.status, known.body, known.final_url) == (None, None, None)
    assert judge(known).rule == "status.no-response"


@pytest.mark.parametrize("location", ["http://[", "", None])
def test_a_location_that_leads_nowhere_is_no_hop(location):
    odd = exchange(seed=1, status=302, location=location)
    assert evidence_of(replace(capture(odd), main_exchange_id=None)).hops == ()
