"""Which exchange is the cited page."""

from __future__ import annotations

import pytest

from snapshotter.capture.main_exchange import main_exchange, redirect_chain, redirect_target
from snapshotter.urls import Url, parse
from tests.builders import exchange

A, B, C = "https://a.test/", "https://b.test/page", "https://c.test/end"


def visit(*steps, **common):
    """Exchanges in order: ``(url, status)`` or ``(url, status, more)``."""
    made = []
    for number, step in enumerate(steps):
        url, status, more = (*step, {})[:3]
        made.append(
            exchange(url, seed=number, status=status, answered=status is not None, **{**common, **more})
        )
    return made


def to(url: str, **more) -> dict:
    return {"location": url, **more}


SUBRESOURCE = {"destination": "image"}
CASES = {
    "the page itself": (visit((A, 200)), A, A, 0),
    "among others": (visit((A, 200), (B, 200, SUBRESOURCE)), A, A, 0),
    "the fragment is not on the wire": (visit((B, 200)), B + "#part", B + "#part", 0),
    "credentials are not on the wire": (visit((B, 200)), "https://me:secret@b.test/page", None, 0),
    "redirects": (
        visit((A, 301, to(B)), (B, 302, to("/end")), ("https://b.test/end", 200)),
        A,
        "https://b.test/end",
        2,
    ),
    "redirects, nobody looked": (visit((A, 301, to(B)), (B, 200)), A, None, 1),
    "a redirect with a fragment": (visit((A, 301, to(B + "#x")), (B, 200)), A, B + "#x", 1),
    "an image of the page's address": (visit((A, 200, SUBRESOURCE), (A, 200)), A, A, 1),
    "a challenge that was passed": (visit((A, 403), (A, 200)), A, A, 1),
    "a challenge that was not": (visit((A, 403)), A, A, 0),
    "a redirect to itself with a cookie": (visit((A, 302, to(A)), (A, 200)), A, A, 1),
    "a redirect loop": (
        visit((A, 302, to(B)), (B, 302, to(A)), (A, 302, to(B)), (B, 302, to(A))),
        A,
        None,
        3,
    ),
    "a redirect that leads nowhere": (visit((A, 302, to(B)), (B, None)), A, None, 1),
    "a redirect to what is no address": (visit((A, 302, to("http://")), (B, 200, SUBRESOURCE)), A, A, 0),
    "a status of a redirect without a target": (visit((A, 302)), A, A, 0),
    "not a redirect, in spite of a target": (visit((A, 201, to(B)), (B, 200)), A, A, 0),
    "http turned into https": (visit((A, 200)), "http://a.test/", A, 0),
    "http turned into https, nobody looked": (visit((A, 301, to(B)), (B, 200)), "http://a.test/", None, 1),
    "http answered": (visit(("http://a.test/", 301, to(A)), (A, 200)), "http://a.test/", A, 1),
    "a target turned into https": (visit((A, 301, to("http://b.test/page")), (B, 200)), A, None, 1),
    "401 then 200": (visit((A, 401), (A, 200)), A, A, 1),
    "401 twice": (visit((A, 401), (A, 401)), A, A, 1),
    "407 then 200": (visit((A, 407), (A, 200)), A, A, 1),
    "206 then 200": (visit((A, 206), (A, 200)), A, A, 1),
    "200 then 206": (visit((A, 200), (A, 206)), A, A, 0),
    "206 alone": (visit((A, 206), (A, 206)), A, A, 1),
    "304 then 200": (visit((A, 304), (A, 200)), A, A, 1),
    "cut then whole": (visit((A, 200, {"truncated": "disconnect"}), (A, 200)), A, A, 1),
    "no answer then one": (visit((A, None), (A, 200)), A, A, 1),
    "no answer": (visit((A, None)), A, None, 0),
    "moved on by a script": (visit((A, 200), (C, 200)), A, C, 1),
    "moved on, twice": (visit((A, 200), (C, 500), (C, 200)), A, C, 2),
    "moved on without a request": (visit((A, 200)), A, "https://a.test/app/route", 0),
    "moved on to what did not answer": (visit((A, 200), (C, None)), A, C, 0),
    "a page of the browser's own": (visit((A, None)), A, "chrome-error://chromewebdata/", 0),
    "in the clear nobody says what for": (
        visit(("http://a.test/", 200), ("http://a.test/i.png", 200), destination=None),
        "http://a.test/",
        "http://a.test/",
        0,
    ),
    "asked with another spelling": (visit((B, 200)), "https://b.test/other", None, 0),
    "a form": (visit((A, 200, {"method": "OPTIONS"}), (A, 200, {"method": "POST"})), A, A, 1),
    "a target in UTF-8": (visit((A, 302, to("/\xc3\xa9")), ("https://a.test/%C3%A9", 200)), A, None, 1),
    "a target in Latin-1": (visit((A, 302, to("/\xe9")), ("https://a.test/%E9", 200)), A, None, 1),
    "a target without a scheme": (visit((A, 302, to("//b.test/page")), (B, 200)), A, None, 1),
}


@pytest.mark.parametrize(("exchanges", "asked", "seen", "place"), CASES.values(), ids=CASES.keys())
def test_the_page(exchanges, asked, seen, place):
    found = main_exchange(exchanges, Url(asked), None if seen is None else Url(seen))
    assert found is exchanges[place]


def test_nothing_at_all():
    assert main_exchange([], Url(A), None) is None
    assert main_exchange(visit((B, 200, SUBRESOURCE)), Url(A), Url(A)) is None


def test_the_chain():
    steps = visit((A, 301, to(B)), (C, 200, SUBRESOURCE), (B, 302, to(C)), (C, 200))
    assert redirect_chain(steps, Url(A)) == [steps[0], steps[2], steps[3]]


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/plain", "https://a.test/plain"),
        ("?q=1", "https://a.test/?q=1"),
        ("/\xc3\xa9t\xc3\xa9", "https://a.test/%C3%A9t%C3%A9"),
        ("/caf\xe9", "https://a.test/caf%E9"),
        ("https://m\xc3\xbcnchen.test/", "https://xn--mnchen-3ya.test/"),
        (" /space ", "https://a.test/space"),
        ("/a%20b%C3%A9", "https://a.test/a%20b%C3%A9"),
    ],
)
def test_targets_keep_their_bytes(location, target):
    assert redirect_target(location, parse(A)) == target
