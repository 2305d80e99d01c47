"""Archived addresses under one path."""

from __future__ import annotations

import pytest

from snapshotter.replay.hosts.names import Origin
from snapshotter.replay.hosts.paths import PathNames, PathRestoration, Recent, label_of, place_of
from snapshotter.replay.hosts.substitution import Substitution
from snapshotter.urls import Url

LABEL, PORT = "0123456789ab", 8080
NEWS, API = Origin("https", "news.example", 443), Origin("http", "::1", 8443)
NAMES = PathNames(LABEL, PORT, [NEWS, API])
SUBSTITUTION = Substitution(NAMES.known, NAMES.authority)
RESTORATION = PathRestoration(NAMES)
WAY = f"/replay-path/{LABEL}"


@pytest.mark.parametrize(
    ("text", "replayed"),
    [
        ("https://news.example/a", f"http://127.0.0.1:{PORT}{WAY}/https/news.example/a"),
        ("wss://news.example/a", f"ws://127.0.0.1:{PORT}{WAY}/https/news.example/a"),
        ("http://[::1]:8443/a", f"http://127.0.0.1:{PORT}{WAY}/http/[::1]:8443/a"),
        (
            r'"https:\/\/news.example\/a"',
            rf'"http:\/\/127.0.0.1:{PORT}\/replay-path\/{LABEL}\/https\/news.example\/a"',
        ),
        (
            "u=https%3A%2F%2Fnews.example%2F",
            f"u=http%3A%2F%2F127.0.0.1%3A{PORT}%2Freplay-path%2F{LABEL}%2Fhttps%2Fnews.example%2F",
        ),
    ],
)
def test_there_and_back(text, replayed):
    assert SUBSTITUTION.applied(text.encode(), "https").decode() == replayed
    assert RESTORATION.text(replayed) == text


def test_places():
    place = place_of(f"{WAY}/https/news.example:8443/a?b=/c")
    assert place == (LABEL, Origin("https", "news.example", 8443), "/a?b=/c")
    assert place_of(f"{WAY}/https/news.example?x") == (LABEL, NEWS, "/?x")
    assert place_of(f"{WAY}/https/news.example") == (LABEL, NEWS, "/")
    assert place_of(f"{WAY}/http/[::1]:8443/") == (LABEL, API, "/")
    for other in (
        f"{WAY}/ftp/a/",
        f"{WAY}/https/a:99999/",
        f"{WAY}/https/a%2f/",
        "/replay-path/x/https/a/",
        "/a",
    ):
        assert place_of(other) is None
    assert label_of(f"{WAY}/-/blocked") == LABEL
    assert label_of("/web/") is None


def test_addresses():
    assert NAMES.mapped(Url("https://news.example/a?b#c")) == f"http://{NAMES.authority(NEWS)}/a?b#c"
    assert NAMES.mapped(Url("mailto:a@b.example")) == "mailto:a@b.example"


def test_what_begins_at_the_root_is_led_on():
    recent = Recent()
    assert recent.led_on("/b") is None
    recent.show(LABEL, NEWS, {"https://news.example/b?c"}.__contains__)
    recent.show(LABEL, API, set().__contains__)
    assert recent.led_on("/b?c") == f"{WAY}/https/news.example/b?c"
    assert recent.led_on("/other") == f"{WAY}/http/[::1]:8443/other"
    for number in range(30):
        recent.show(LABEL, Origin("https", f"{number}.example", 443), lambda _: False)
    assert recent.led_on("/b?c") == f"{WAY}/https/29.example/b?c"
