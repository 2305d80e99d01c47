"""Addresses in running text, and the punctuation that is none of theirs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snapshotter.posts.addresses import addresses_in, refanged, trimmed


def found(text):
    return [(address.written, address.target, address.kind) for address in addresses_in(text)]


def targets(text):
    return [address.target for address in addresses_in(text)]


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("See http://a.example/x.", "http://a.example/x"),
        ("See http://a.example/x, and", "http://a.example/x"),
        ("Really, http://a.example/x?!", "http://a.example/x"),
        ("(http://a.example/x)", "http://a.example/x"),
        ("(see http://a.example/x_(y))", "http://a.example/x_(y)"),
        ("http://a.example/x_(y)", "http://a.example/x_(y)"),
        ("[http://a.example/x]", "http://a.example/x"),
        ("“http://a.example/x”", "http://a.example/x"),
        ("«http://a.example/x»", "http://a.example/x"),
        ("'http://a.example/x'", "http://a.example/x"),
        ("<http://a.example/x>", "http://a.example/x"),
        ("<URL:http://a.example/long/\n  path>", "http://a.example/long/path"),
        ("*http://a.example/x*", "http://a.example/x"),
        ("http://a.example/x…", "http://a.example/x"),
        ("请看http://a.example/x。谢谢", "http://a.example/x"),
        ("http://a.example/?q=a,b;c", "http://a.example/?q=a,b;c"),
        ("http://a.example/x#y.", "http://a.example/x#y"),
        ("HTTPS://A.example/", "HTTPS://A.example/"),
        ("http://[::1]:80/x", "http://[::1]:80/x"),
        ("http://bücher.example/ü", "http://bücher.example/ü"),
        ("www.example.org.", "http://www.example.org"),
        ("www.example.org/a)", "http://www.example.org/a"),
        ("hxxps://evil[.]example/a", "https://evil.example/a"),
        ("hxxp[:]//evil[.]example", "http://evil.example"),
        ("ftp://files.example/a", "ftp://files.example/a"),
        ("doi:10.1000/182.", "https://doi.org/10.1000/182"),
        ("DOI: 10.1016/S0140-6736(20)30183-5, in", "https://doi.org/10.1016/S0140-6736(20)30183-5"),
        ("(10.1000/xyz123)", "https://doi.org/10.1000/xyz123"),
        ("dx.doi.org/10.1000/182", "https://doi.org/10.1000/182"),
        ("arXiv:2101.00001v2", "https://arxiv.org/abs/2101.00001v2"),
        ("arXiv:hep-th/9901001", "https://arxiv.org/abs/hep-th/9901001"),
        ("http://web.example/web/2016/http://a.example/", "http://web.example/web/2016/http://a.example/"),
    ],
)
def test_one_address(text, target):
    assert targets(text) == [target]


@pytest.mark.parametrize(
    "text",
    [
        "http://",
        "https:// nothing",
        "www.",
        "www.nodots",
        "awww.example.org is no host of its own",
        "me@www.example.org",
        "version 10.1 of 2016/03",
        "1010.1000/x",
        "example.org",
        "mailto:a@example.org",
    ],
)
def test_no_address(text):
    assert targets(text) == []


def test_addresses_keep_their_places():
    text = "One http://a.example/1, two (www.b.example), three doi:10.1000/182."
    for address in addresses_in(text):
        assert text[address.start : address.end] == address.written
    assert [address.kind for address in addresses_in(text)] == ["bare", "bare", "doi"]


def test_a_doi_in_a_web_address_is_not_found_twice():
    assert found("https://doi.org/10.1000/182") == [
        ("https://doi.org/10.1000/182", "https://doi.org/10.1000/182", "bare")
    ]


@given(st.text(max_size=200))
def test_places_are_ordered_and_inside_the_text(text):
    end = 0
    for address in addresses_in(text):
        assert end <= address.start < address.end <= len(text)
        end = address.end


@given(st.text(alphabet="ab()[].,'", max_size=60))
def test_trimming_only_takes_from_the_end_and_is_done_at_once(text):
    assert text.startswith(trimmed(text))
    assert trimmed(trimmed(text)) == trimmed(text)


def test_refanging_leaves_the_path_alone():
    assert refanged("hxxp://a[.]example/x[.]y") == "http://a.example/x[.]y"
