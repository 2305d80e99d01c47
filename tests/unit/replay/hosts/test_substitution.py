"""Origins in texts, there and back."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snapshotter.replay.hosts.names import Names, origin_of
from snapshotter.replay.hosts.substitution import Restoration, Substitution
from snapshotter.urls import parse

KNOWN = (
    "https://www.example.org/",
    "https://example.org/",
    "https://example.org.au/",
    "https://api.example:8443/",
    "https://www.w3.org/",
    "https://xn--mnchen-3ya.de/",
    "https://[2001:db8::1]/",
    "https://192.0.2.1/",
    "https://dot.example./",
)
LABEL, PORT = "0123456789ab", 8080
NAMES = Names(LABEL, PORT, [origin_of(parse(each)) for each in KNOWN])
HERE = f"{LABEL}.localhost:{PORT}"
SUBSTITUTION = Substitution(NAMES.known, NAMES.authority)
RESTORATION = Restoration(NAMES)

THERE_AND_BACK = [
    ("https://www.example.org/a", f"http://www.example.org.{HERE}/a"),
    ("http://example.org?x", f"http://http--example.org.{HERE}?x"),
    ("wss://api.example:8443/s", f"ws://https-8443--api.example.{HERE}/s"),
    ("'//example.org/x'", f"'//example.org.{HERE}/x'"),
    (r'"https:\/\/example.org\/x"', rf'"http:\/\/example.org.{HERE}\/x"'),
    (r'"https:\\/\\/example.org\\/x"', rf'"http:\\/\\/example.org.{HERE}\\/x"'),
    (r"https:\u002F\u002Fexample.org\u002Fx", rf"http:\u002F\u002Fexample.org.{HERE}\u002Fx"),
    (r"https:\x2f\x2fexample.org", rf"http:\x2f\x2fexample.org.{HERE}"),
    (r"https\:\/\/example.org", rf"http\:\/\/example.org.{HERE}"),
    ("&#x2F;&#x2F;example.org&#x2F;", f"&#x2F;&#x2F;example.org.{HERE}&#x2F;"),
    (
        "u=https%3A%2F%2Fapi.example%3A8443%2Fa",
        f"u=http%3A%2F%2Fhttps-8443--api.example.{LABEL}.localhost%3A{PORT}%2Fa",
    ),
    (
        "u=https%253A%252F%252Fexample.org",
        f"u=http%253A%252F%252Fexample.org.{LABEL}.localhost%253A{PORT}",
    ),
    ("https://[2001:db8::1]/", f"http://ipv6--2001-0db8-0000-0000-0000-0000-0000-0001.{HERE}/"),
    ("https://192.0.2.1/", f"http://192.0.2.1.{HERE}/"),
    ("see https://example.org.", f"see http://example.org.{HERE}."),
    ("blob:https://example.org/1", f"blob:http://example.org.{HERE}/1"),
    ("https://web.example/2016/https://example.org/", f"https://web.example/2016/http://example.org.{HERE}/"),
]
STAY = [
    "https://example.org.evil/",
    "https://example.organic/",
    "https://example.org-evil.net/",
    "https://evil-example.org/",
    "https://example.org@evil.example/",
    "https://example.org:443@evil.example/",
    "https://user@example.org/",
    "https://example.org:8080/",
    "https://example.org:4433/",
    "ftp://example.org/",
    "example.org",
    "/ /example.org",
    'xmlns="http://www.w3.org/2000/svg"',
    r'"http:\/\/www.w3.org\/1999\/xhtml"',
    "https://other.example/",
]


@pytest.mark.parametrize(("text", "replayed"), THERE_AND_BACK)
def test_there_and_back(text, replayed):
    assert SUBSTITUTION.applied(text.encode(), "https") == replayed.encode()
    assert RESTORATION.applied(replayed.encode()) == text.encode()


@pytest.mark.parametrize("text", STAY)
def test_stays(text):
    data = text.encode()
    assert SUBSTITUTION.applied(data, "https") is data
    assert RESTORATION.applied(data) is data


def test_without_scheme_it_is_that_of_the_page():
    assert SUBSTITUTION.applied(b"//example.org/", "http") == f"//http--example.org.{HERE}/".encode()


def test_any_letter_case_and_the_usual_port():
    replaced = SUBSTITUTION.applied(b"HTTPS://Example.ORG:443/", "https")
    assert replaced == f"http://example.org.{HERE}/".encode()


def test_international_names_in_their_own_letters():
    replaced = SUBSTITUTION.applied("https://münchen.de/".encode(), "https")
    assert replaced == f"http://xn--mnchen-3ya.de.{HERE}/".encode()


def test_a_dot_at_the_end_is_another_origin():
    replaced = SUBSTITUTION.applied(b"https://dot.example./ https://dot.example/", "https")
    assert replaced.startswith(b"http://hash--")
    assert replaced.endswith(b" https://dot.example/")
    assert RESTORATION.applied(replaced) == b"https://dot.example./ https://dot.example/"


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        (f"host=www.example.org.{HERE}", "host=www.example.org"),
        (f"host=http--example.org.{LABEL}.localhost", "host=example.org"),
        (f"//example.org.{LABEL}.localhost%3A{PORT}", "//example.org"),
        (f"%2F%2Fexample.org.{LABEL}.localhost%3A{PORT}", "%2F%2Fexample.org"),
        (rf"a\nexample.org.{HERE}", r"a\nexample.org"),
        (f"http://unknown.example.{HERE}/", "https://unknown.example/"),
        (f"http://example.org.{LABEL}.localhost:80801/", "https://example.org:80801/"),
        (f".{HERE}", f".{HERE}"),
        (
            f"http://example.org.ffffffffffff.localhost:{PORT}/",
            f"http://example.org.ffffffffffff.localhost:{PORT}/",
        ),
    ],
)
def test_what_pages_send(sent, meant):
    assert RESTORATION.text(sent) == meant


PIECES = st.lists(
    st.sampled_from(
        (
            "https",
            "http",
            ":",
            "//",
            r"\/",
            "%2F",
            "%3A",
            "example.org",
            "www.",
            ".au",
            ":8443",
            "api.example",
        )
    )
    | st.sampled_from((f".{LABEL}.localhost", f":{PORT}", "\\", "u002f", '"', " ", "a", "@")),
    max_size=24,
)


@given(PIECES)
def test_never_fails_and_finds_nothing_left(pieces):
    text = "".join(pieces).encode()
    RESTORATION.applied(text)
    if b"localhost" not in text:
        once = SUBSTITUTION.applied(text, "https")
        assert SUBSTITUTION.applied(once, "https") == once


@pytest.mark.parametrize(
    "hostile",
    [
        b"/",
        b"\\",
        b"%25",
        b"https://",
        b"//example.or",
        b"//example.org/ ",
        f".{LABEL}.localhost".encode(),
        b"a.",
    ],
)
def test_time_grows_with_size_alone(hostile):
    def seconds(size: int) -> float:
        data = hostile * (size // len(hostile))
        best = []
        for _ in range(3):
            begun = time.process_time()
            SUBSTITUTION.applied(data, "https")
            RESTORATION.applied(data)
            best.append(time.process_time() - begun)
        return min(best)

    assert seconds(400_000) < 24 * seconds(50_000) + 0.05
