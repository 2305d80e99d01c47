"""Queries of bodies, held against what pywb 2.10.0 and warcio.js 2.4.11 (in wabac.js) made of the same
requests; ``queries_seen.json`` has their answers."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snapshotter.urls import Url, surt
from snapshotter.wacz.queries import MAX_QUERY_LENGTH, of_pywb, of_wabac, with_query

SEEN = json.loads((Path(__file__).parent / "queries_seen.json").read_text())
MEDIA_TYPES = [
    *{case["media_type"] for case in SEEN},
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=--",
    "application/x-amf",
]
NAMES = [f"{number}-{case['media_type'][:30]}" for number, case in enumerate(SEEN)]


@pytest.mark.parametrize("case", SEEN, ids=NAMES)
def test_as_pywb_has_it(case):
    body = base64.b64decode(case["body_base64"])
    query = of_pywb("POST", case["media_type"], body)
    assert query == case["pywb"]
    assert surt(Url(with_query("https://e.example/p", "POST", query))) == case["pywb_key"]


@pytest.mark.parametrize("case", SEEN, ids=NAMES)
def test_as_wabac_has_it(case):
    assert of_wabac("POST", case["media_type"], base64.b64decode(case["body_base64"])) == case["wabac"]


@given(st.sampled_from(MEDIA_TYPES), st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_no_body_is_too_strange(media_type, body):
    for query in (of_pywb, of_wabac):
        made = query("POST", media_type, body)
        assert len(made) <= MAX_QUERY_LENGTH
        surt(Url(with_query("https://e.example/p", "POST", made)))


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("application/json", b"[" * 200_000),
        ("application/json", b'{"a":' * 200_000),
        ("multipart/form-data; boundary=-", b"-" * 2_000_000),
        ("multipart/form-data; boundary=b", b'name="' * 300_000),
        ("application/x-www-form-urlencoded", b"%" * 2_000_000),
    ],
    ids=["brackets", "nesting", "dashes", "names", "percents"],
)
@pytest.mark.timeout(10)
def test_hostile_bodies_take_no_time(media_type, body):
    for query in (of_pywb, of_wabac):
        assert len(query("POST", media_type, body)) <= MAX_QUERY_LENGTH


@pytest.mark.parametrize("method", ["GET", "DELETE", "PATCH", "OPTIONS", "HEAD"])
def test_other_methods_have_no_query(method):
    assert of_pywb(method, "application/json", b'{"a":1}') == ""
    assert of_wabac(method, "application/json", b'{"a":1}') == ""


def test_the_query_joins_one_that_is_there():
    assert (
        with_query("https://e.example/p?x=1", "PUT", "a=1") == "https://e.example/p?x=1&__wb_method=PUT&a=1"
    )
    assert with_query("https://e.example/p", "HEAD", "") == "https://e.example/p?__wb_method=HEAD"
