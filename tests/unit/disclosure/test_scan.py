"""Keys and tokens are found where they are, and seldom where they are not."""

from __future__ import annotations

import gzip
import time
from pathlib import Path

import pytest

from snapshotter.disclosure.scan import scan

DATA = Path(__file__).resolve().parents[3].parent / "shared" / "data"
JWT = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.SflKxwRJSMeKKF2QT4fwpMeJf36POk6y"
PEM = "-----BEGIN {}PRIVATE KEY-----\n" + 2 * (
    "MIIEpAIBAAKCAQEA0Z3VS5JJcds3xfn/ygWyF8PbnGy0AHB7MhgwMbRvI0MBZhpI\n"
)
# put together here, so that no other program takes this file for one that has secrets in it
KEYS = {
    "key.aws": "AKIA" + "IOSFODNN7RXAMPLQ",
    "key.github": "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a",
    "key.gitlab": "glpat-" + "9sKq2LwX7pRt4vYb8nZc",
    "key.slack": "xoxb-" + "123456789012-1234567890123-AbCdEfGhIjKlMnOpQrStUvWx",
    "key.google": "AIza" + "SyD-9tSrke72PouQMnMX-a7eZSW0jkFMBWY",
    "key.stripe": "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc",
    "key.openai": "sk-" + "abcDEF123456ghiJKL78" + "T3BlbkFJ" + "abcDEF123456ghiJKL78",
    "key.npm": "npm_" + "9sKq2LwX7pRt4vYb8nZc9sKq2LwX7pRt4vYb",
    "token.jwt": JWT,
    "key.private": PEM.format("RSA "),
    "url.password": "https://curator:hunter22@db.corp.net/",
    "key.named": 'client_secret: "3f8a9c0d1e2b4a5968778695a4b3c2d1"',
}


def codes(text):
    return [hit.code for hit in scan(text.encode())]


@pytest.mark.parametrize(("code", "text"), KEYS.items())
def test_each_kind_is_found_once_and_not_shown(code, text):
    (hit,) = scan(f"<p>words before {text} and after</p>".encode())
    assert hit.code == code
    assert text not in hit.excerpt
    assert len(hit.excerpt.partition("…")[0]) <= 4


def test_where_names_are_written_otherwise():
    value = "3f8a9c0d1e2b4a5968778695a4b3c2d1"
    for written in (f'"apiKey":"{value}"', f"API-KEY = '{value}'", f'\\"access_token\\":\\"{value}\\"'):
        assert codes(written) == ["key.named"]


def test_forms_that_came_filled_in():
    assert codes('<input name=p type="password" value="hunter22">') == ["form.password"]
    assert codes("<INPUT value=ann@corp.net type=email>") == ["form.email"]
    assert codes('<input type=password><input type=email value=""><input type=text value="a@b.cd">') == []


@pytest.mark.parametrize(
    "text",
    [
        "https://user:password@host.example/ and git clone https://user:pass@git.example/x",
        'api_key = "YOUR_API_KEY_GOES_HERE_1234567"',
        'password: "correct horse battery staple"',
        "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
        "AKIA and ghp_short and xoxb-no",
        "https://a.example/@user and mailto:me@a.example",
        '"csrfToken":"3f8a9c0d1e2b4a5968778695a4b3c2d1"',
    ],
)
def test_what_only_looks_like_one(text):
    assert codes(text) == []


@pytest.mark.skipif(not (DATA / "links").is_dir(), reason="the pages are not here")
def test_false_alarms_are_rare():
    """Pages with something that is found, of all pages: what is found there are true keys, meant for all."""
    pages = [path for part in ("posts", "links") for path in (DATA / part).rglob("*") if path.is_file()]
    found = 0
    for path in pages:
        data = path.read_bytes()
        found += any(scan(gzip.decompress(data) if path.suffix == ".gz" else data))
    assert len(pages) > 250
    assert found / len(pages) < 1 / 50


@pytest.mark.parametrize(
    "piece",
    ["eyJ", ".eyJaaaaaaaaaaa", "<input ", "@", "://", "api_key=", "-----BEGIN ", "sk-", "token:", 'passwd="'],
)
def test_no_text_takes_more_than_its_size_in_steps(piece):
    """Linear, it takes a fraction of a second of CPU time; going back over it would take minutes."""
    begun = time.process_time()
    list(scan((piece * (300_000 // len(piece))).encode()))
    assert time.process_time() - begun < 30
