"""A page and a text of traps: every hard way to cite, and much that is no citation."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from snapshotter import urls
from snapshotter.model.post import PostSource
from snapshotter.posts.extract import extract
from snapshotter.urls import Url

TRAPS = Path(__file__).parent / "traps"
POST = Url("https://blog.example/2016/03/traps")


def trap(name):
    gold = json.loads((TRAPS / name).with_suffix(".json").read_text(encoding="utf-8"))
    source = PostSource(name, (TRAPS / name).read_bytes(), base_url=POST)
    return gold, extract(source).citations


@pytest.mark.parametrize(("name", "least"), [("page.html", 97), ("text.txt", 81)])
def test_every_citation_is_found_and_labelled(name, least):
    gold, citations = trap(name)
    found = {(c.url, c.kind, c.region) for c in citations}
    wanted = [(case["url"], case["kind"], case["region"]) for case in gold["citations"]]
    assert len(wanted) >= least
    assert [want for want in wanted if want not in found] == []


@pytest.mark.parametrize("name", ["page.html", "text.txt"])
def test_nothing_else_is_body(name):
    gold, citations = trap(name)
    wanted = {case["url"] for case in gold["citations"]}
    assert [c.url for c in citations if c.region == "body" and c.url not in wanted] == []


@pytest.mark.parametrize("name", ["page.html", "text.txt"])
def test_what_is_no_link_is_not_listed(name):
    gold, citations = trap(name)
    everything = " ".join(c.url or "" for c in citations)
    assert [host for host in gold["absent"] if host in everything] == []


def test_noise_is_listed_where_it_stands():
    gold, citations = trap("page.html")
    assert len(gold["noise"]) >= 28
    for noise in gold["noise"]:
        regions = {c.region for c in citations if c.url and urls.hostname(c.url) == noise["host"]}
        assert regions == {noise["region"]}, noise


def test_the_order_is_that_of_the_document():
    for name in ("page.html", "text.txt"):
        gold, citations = trap(name)
        first = {}
        for citation in citations:
            first.setdefault(citation.url, citation.ordinal)
        ordinals = [first[case["url"]] for case in gold["citations"]]
        assert ordinals == sorted(ordinals)


def test_a_place_cited_twice_is_two_citations_of_one_page():
    _, citations = trap("page.html")
    twice = [c for c in citations if c.url == "https://c24.example/twice"]
    assert len(twice) == 2
    assert len({c.id for c in twice}) == 2
    assert len({c.page_key for c in twice}) == 1


def test_redirectors_and_archives_are_seen_through():
    _, citations = trap("page.html")
    services = Counter(c.redirector.service for c in citations if c.redirector)
    assert services == Counter(
        ["www.google.com"] * 2
        + ["l.facebook.com", "nam02.safelinks.protection.outlook.com", "c46-example.cdn.ampproject.org"]
    )
    originals = [c.memento.original for c in citations if c.memento]
    assert originals == ["http://c47.example/gone", "https://c48.example/gone"]


def test_text_without_a_scheme_is_less_sure():
    _, citations = trap("text.txt")
    sure = {c.region_confidence for c in citations if c.href.startswith("http")}
    guessed = {c.region_confidence for c in citations if c.href.startswith(("www.", "c38.info", "bbc.co.uk"))}
    assert max(guessed) < min(sure)
