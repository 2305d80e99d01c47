"""All of the conformance data on addresses: what it demands, and by which rule some of it is no demand on us.

``test_urls.py`` holds the current data of the URL Standard; here are urlcanon's sets, which are older
or speak another dialect.  Every exclusion is a rule with its reason; none is a list of cases.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from snapshotter import urls
from snapshotter.errors import UrlError

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "urls"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the conformance data is not here")

SPECIAL = ("http", "https", "ftp", "ws", "wss")


def load(name):
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def attempt(href, base=None):
    try:
        return urls.parse(href, urls.parse(base, with_login=True) if base else None, with_login=True)
    except UrlError:
        return None


def test_urlcanon_parses_as_the_url_standard_did():
    """The same data of 2017; where the standard has changed its mind since, today's data decides."""
    today = {case["input"] for case in load("urltestdata.json") if isinstance(case, dict)}
    checked = 0
    for case in load("urlcanon/urltestdata.json"):
        if not isinstance(case, dict):
            continue
        base = None if case["base"] == "about:blank" else case["base"]
        got = attempt(case["input"], base)
        # Control characters in the host of an unknown scheme are refused since 2019.
        controls = not case["input"].startswith(SPECIAL) and re.search(r"[\x00-\x1f]", case["input"])
        if got != case.get("href"):
            assert case["input"] in today or controls, case
        else:
            checked += 1
    assert checked >= 420


def test_supplemental_whatwg():
    checked = 0
    for href, expected in load("urlcanon/supplemental_whatwg.json").items():
        got = attempt(href)
        if got is None:
            # "This library accepts all input, but WHATWG returns failure for some" (urlcanon's notes).
            continue
        if "://0.0.0.0/" in expected and "%2e" in href:
            # Google Safe Browsing takes a host of dots for 0.0.0.0; the standard does not.
            assert set(urls.hostname(got)) == {"."}
            continue
        # Spaces in fragments are encoded since 2017.
        before, mark, after = expected.partition("#")
        assert got == before + mark + after.replace(" ", "%20")
        checked += 1
    assert checked >= 85


def test_path_dots():
    checked = 0
    for scheme, cases in (("http", "special"), ("foo", "nonspecial")):
        for path, expected in load("urlcanon/path_dots.json")[cases].items():
            if scheme == "http" and "\\" in path:
                continue  # urlcanon keeps them; they are slashes to the standard, as the next test has it
            if path.startswith("\\"):
                continue  # it would belong to the host, where it is refused
            assert attempt(f"{scheme}://h.example{path}") == f"{scheme}://h.example{expected}"
            checked += 1
    assert checked > 700


def test_path_dots_between_backslashes():
    checked = 0
    for path in load("urlcanon/path_dots.json")["special"]:
        if "\\" in path:
            same = attempt(f"http://h.example{path}")
            assert same == attempt(f"http://h.example{path.replace(chr(92), '/')}")
            checked += 1
    assert checked >= 15


def test_funky_ipv4():
    checked = 0
    for host, expected in load("urlcanon/funky_ipv4.json").items():
        got = attempt(f"http://{host}/")
        if expected is not None:
            assert urls.hostname(got) == expected
        else:
            # No address of four numbers: refused, or just a name.
            assert got is None or not re.fullmatch(r"[\d.]+", urls.hostname(got))
        checked += 1
    assert checked >= 40


def test_parsing_finds_the_same_parts():
    """urlcanon takes addresses apart as they are written; host, port and fragment must be the same."""
    checked = 0
    for href, parts in load("urlcanon/parsing.json").items():
        got = attempt(href)
        if got is None or urls.scheme(got) not in ("http", "https"):
            continue
        assert urls.hostname(got) == urls.hostname(urls.parse(f"http://{parts['host']}/"))
        assert (urls.fragment(got) or "") == parts["fragment"]
        if parts["port"]:
            assert urls.port(got) == int(parts["port"])
        checked += 1
    assert checked >= 40


def test_keys_are_idempotent():
    accepted = [url for href in load("urlcanon/idempotence.json") if (url := attempt(href))]
    assert len(accepted) >= 20
    for url in accepted:
        assert attempt(url) == url
        assert urls.surt(attempt(url)) == urls.surt(url)


def utf8(text):
    """The data writes bytes as Latin-1; None for bytes that are no text."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeEncodeError:
        return text
    except UnicodeDecodeError:
        return None


def test_semantically_equal_addresses_have_one_key():
    checked = 0
    for href, expected in load("urlcanon/semantic_precise.json").items():
        # Only web addresses have a canonical form in an index; others are their own key.
        text = utf8(href)
        got, same = attempt(text) if text is not None else None, attempt(expected)
        if got is None or same is None or urls.scheme(got) not in ("http", "https", "ftp"):
            continue
        if urls.hostname(same) == "0.0.0.0" and "%2e" in href:
            continue  # Google Safe Browsing's reading, see above
        assert urls.surt(got) == urls.surt(same), href
        checked += 1
    assert checked >= 140


@pytest.mark.parametrize(
    ("section", "address"),
    [
        ("Canonicalizer.DefaultIA", "{}"),
        ("Canonicalizer.IA", "{}"),
        ("google", "{}"),
        ("googleSupplementalFromSurt", "{}"),
        ("massageHost", "http://{}/"),
        ("stripPathSessionId", "http://h.example{}"),
        ("alphaRorderQuery", "http://h.example/?{}"),
    ],
)
def test_what_other_canonicalisers_hold_for_equal_has_one_key(section, address):
    checked = 0
    for href, expected in load("urlcanon/surt.json")[section].items():
        # Google's and Java's canonicalisers supply a scheme, and accept hosts that the standard refuses.
        got, same = attempt(address.format(href)), attempt(address.format(expected))
        if got is not None and same is not None:
            assert urls.surt(got) == urls.surt(same), href
            checked += 1
    assert checked >= 2


def test_escapes_are_undone_until_none_is_left():
    for escaped, plain in load("urlcanon/surt.json")["unescapeRepeatedly"].items():
        key = urls.surt(urls.parse(f"http://h.example/{escaped}"))
        # An index writes the one character that must not stand bare, the percent sign, as %25.
        assert key == f"example,h)/{plain.lower().replace('%', '%25')}"


def our_form(key):
    """Heritrix's SURT in the form of CDX indexes: no scheme, no comma before the port, no fragment."""
    key = key.partition("#")[0].removeprefix("http://(").replace(",:", ":").replace(",)", ")")
    host, _, rest = key.partition(")")
    return f"{host})/{rest.removeprefix('/')}"


@pytest.mark.parametrize("section", ["surt", "surtWithoutScheme", "surtWithoutTrailingComma"])
def test_surts_of_heritrix_differ_in_form_only(section):
    for href, key in load("urlcanon/ssurt.json")[section].items():
        url = urls.parse(href)
        if urls.hostname(url):
            assert urls.surt(url) == our_form(key)
        else:
            assert urls.surt(url) == key


def test_sortable_surts_of_urlcanon_differ_in_form_only():
    """``org,example,//81:http@user:/path``: the host as we have it, then what the others leave out."""
    for href, key in load("urlcanon/ssurt.json")["ssurt"].items():
        url = urls.parse(href)
        if urls.hostname(url):
            host, _, rest = key.partition(",//")
            assert urls.surt(url).partition(")")[0].partition(":")[0] == host
            assert urls.surt(url).partition(")")[2] == rest[rest.index("/") :].partition("#")[0]


def test_hosts_are_reversed_as_urlcanon_does():
    hosts = load("urlcanon/ssurt.json")
    for host, key in {**hosts["ssurtHost"], **hosts["reverseHost"]}.items():
        # No host, a comma in a host and 0x80 (which is 0.0.0.128) are no names to the standard; the
        # root's dot is dropped by every index, and kept by urlcanon as an empty label.
        if host and not set(host) & {","} and not host.startswith("0x") and not host.endswith("."):
            assert urls.surt(urls.parse(f"http://{host}/")) == f"{key.rstrip(',')})/"


def test_aggressively_equal_addresses_are_one_page():
    cases = load("urlcanon/aggressive.json")
    assert len(cases) >= 35
    for href, expected in cases.items():
        # urlcanon supplies the scheme; here that is done where addresses are found in text.
        written = href if "://" in href else f"http://{href}"
        assert urls.page_key(urls.parse(written)) == urls.page_key(urls.parse(expected)), href
