"""Origins to names and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snapshotter.replay.hosts.names import (
    Names,
    Origin,
    name_of,
    origin_from,
    origin_named,
    origin_of,
    snapshot_label,
)
from snapshotter.urls import Url, parse

READABLE = [
    ("https://www.example.org/", "www.example.org"),
    ("wss://www.example.org/", "www.example.org"),
    ("http://www.example.org/", "http--www.example.org"),
    ("https://example.org:8443/", "https-8443--example.org"),
    ("http://example.org:443/", "http-443--example.org"),
    ("https://xn--mnchen-3ya.de/", "xn--mnchen-3ya.de"),
    ("http://xn--mnchen-3ya.de/", "http--xn--mnchen-3ya.de"),
    ("https://192.0.2.1/", "192.0.2.1"),
    ("https://my_host.example/", "my_host.example"),
    ("https://intranet/", "intranet"),
    ("http://[2001:db8::1]:8080/", "http-8080--ipv6--2001-0db8-0000-0000-0000-0000-0000-0001"),
]
HASHED = [
    "https://example.org./",
    "https://" + "a" * 63 + "." + "b" * 63 + "." + "c" * 63 + ".org/",
    "http://" + "a" * 60 + ".org/",
    "https://http--example.org/",
    "https://http-80--example.org/",
    "https://ipv6--a.example/",
    "https://hash--a.example/",
    "https://-a.example/",
    "https://a-.example/",
    "https://a..example/",
    "https://a$b.example/",
]


@pytest.mark.parametrize(("url", "name"), READABLE)
def test_readable(url, name):
    origin = origin_of(parse(url))
    assert name_of(origin) == name
    assert origin_named(name) == origin


@pytest.mark.parametrize("url", HASHED)
def test_no_name_can_be_made_of_it(url):
    origin = origin_of(parse(url))
    name = name_of(origin)
    assert name.startswith("hash--")
    assert len(name) <= 63
    assert origin_named(name) is None
    assert Names("0" * 12, 80, [origin]).origin(name) == origin
    assert Names("0" * 12, 80, []).origin(name) is None


LABELS = st.text("abcdefghijklmnopqrstuvwxyz0123456789-_", min_size=1, max_size=70)
HOSTS = st.lists(LABELS, min_size=1, max_size=5).map(".".join) | st.ip_addresses(v=4).map(str)
MARKED = st.sampled_from(("", "http--", "https-8443--", "ipv6--", "hash--", "xn--")).flatmap(
    lambda mark: HOSTS.map(lambda host: mark + host)
)
ORIGINS = st.builds(Origin, st.sampled_from(("http", "https")), MARKED, st.sampled_from((80, 443, 1, 65535)))


@given(st.lists(ORIGINS, max_size=4), st.lists(st.ip_addresses(v=6), max_size=2))
def test_no_two_origins_share_a_name(origins, addresses):
    for address in addresses:
        host = parse(f"http://[{address}]/")
        origins = [*origins, origin_of(host)]
    names = Names("0" * 12, 65535, origins)
    for origin in names.known:
        name = name_of(origin)
        assert names.origin(name) == origin
        assert all(1 <= len(label) <= 63 for label in name.split("."))
        assert len(f"{name}.{'f' * 32}.localhost") <= 253


@given(st.text("abchtpsivx60-.:", max_size=40))
def test_a_name_stands_for_what_it_is_made_of_or_for_nothing(name):
    origin = origin_named(name)
    assert origin is None or name_of(origin) == name


def test_twins_are_known():
    names = Names("0" * 12, 80, [Origin("https", "a.example", 443), Origin("https", "b.example", 8443)])
    assert Origin("http", "a.example", 80) in names.known
    assert len(names.known) == 3


def test_addresses():
    names = Names("0123456789ab", 8080, [Origin("https", "a.example", 443)])
    mapped = names.mapped(Url("https://a.example/p?q=https://a.example/#f"))
    assert mapped == "http://a.example.0123456789ab.localhost:8080/p?q=https://a.example/#f"
    assert names.mapped(Url("wss://a.example")) == "ws://a.example.0123456789ab.localhost:8080"
    assert names.mapped(Url("mailto:a@b.example")) == "mailto:a@b.example"
    assert names.hosted("A.example.0123456789ab.localhost") == Origin("https", "a.example", 443)
    assert names.hosted("a.example.ba9876543210.localhost") is None
    assert names.hosted("0123456789ab.localhost") is None


def test_origins_as_texts_spell_them():
    assert origin_from("HTTPS", "A.Example") == Origin("https", "a.example", 443)
    assert str(origin_from("ws", "[::1]", 81)) == "http://[::1]:81"
    assert origin_of(Url("mailto:a@b.example")) is None


def test_labels_of_snapshots():
    assert snapshot_label("1b4e28ba-2fa1-41d2-883f-0016d3cca427") == "1b4e28ba2fa1"
    assert snapshot_label("urn:uuid:1B4E28BA-2FA1-41D2-883F-0016D3CCA427", 16) == "1b4e28ba2fa141d2"
    assert snapshot_label("not a uuid") != snapshot_label("not a uuid either")
    assert len(snapshot_label("x", 99)) == 32
