"""Which cookies of a redirect go where."""

from __future__ import annotations

import pytest

from snapshotter.audit.probe.cookies import Cookies
from snapshotter.audit.probe.place import Place

SITE = Place("https", "www.site.example", 443)


@pytest.mark.parametrize(
    ("field", "place", "path", "sent"),
    [
        ("a=1", SITE, "/x/z", "a=1"),
        ("a=1", SITE, "/y", None),
        ("a=1; Path=/", SITE, "/y", "a=1"),
        ("a=1; Path=/x/y", SITE, "/x/yz", None),
        ("a=1; Path=/; Domain=site.example", Place("https", "other.site.example", 443), "/", "a=1"),
        ("a=1; Path=/; Domain=.site.example", Place("https", "site.example", 443), "/", "a=1"),
        ("a=1; Path=/", Place("https", "site.example", 443), "/", None),
        ("a=1; Path=/; Domain=example", SITE, "/", None),
        ("a=1; Path=/; Domain=other.example", SITE, "/", None),
        ("a=1; Path=/; Secure", Place("http", "www.site.example", 80), "/", None),
        ("a=1; Path=/; Secure", SITE, "/", "a=1"),
        ("no pair", SITE, "/x/", None),
        ("=1; Path=/", SITE, "/", None),
        ("a=1\r\nX: y; Path=/", SITE, "/", None),
        ("a=" + "1" * 5000, SITE, "/x/", None),
        ("a=1; Path=/; Max-Age=0", SITE, "/", None),
    ],
)
def test_a_cookie_goes_to_its_site_and_no_other(field, place, path, sent):
    cookies = Cookies()
    cookies.take(field, SITE, "/x/y")
    assert cookies.field(place, path) == sent


def test_a_cookie_is_replaced_and_taken_away():
    cookies = Cookies()
    for field in ("a=1; Path=/", "b=2; Path=/", "a=3; Path=/", "b=; Path=/; Max-Age=-1"):
        cookies.take(field, SITE, "/")
    assert cookies.field(SITE, "/") == "a=3"


def test_no_site_fills_the_memory():
    cookies = Cookies()
    for number in range(1000):
        cookies.take(f"c{number}=1; Path=/", SITE, "/")
    assert cookies.field(SITE, "/").count("=") == 50
