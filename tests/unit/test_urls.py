"""Addresses against the conformance data of the URL Standard, and the keys against Wayback-style indexes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snapshotter import urls
from snapshotter.errors import UrlError

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
needs_data = pytest.mark.skipif(not (DATA / "urls").is_dir(), reason="the conformance data is not here")


def load(name):
    path = DATA / "urls" / name
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else []


def cases(name):
    return [case for case in load(name) if isinstance(case, dict)]


def attempt(href, base=None):
    try:
        return urls.parse(href, urls.parse(base) if base else None)
    except UrlError:
        return None


def without_login(case):
    """The address that is expected, but for user name and password."""
    user, password = case.get("username", ""), case.get("password", "")
    shown = f"//{user}{':' if password else ''}{password}@"
    return case["href"].replace(shown, "//", 1) if user or password else case.get("href")


@needs_data
def test_parse_agrees_with_the_url_standard():
    wrong = [
        (case["input"], case.get("base"), got)
        for case in cases("urltestdata.json")
        if (got := attempt(case["input"], case.get("base"))) != without_login(case)
    ]
    assert len(cases("urltestdata.json")) > 500
    assert wrong == []


@needs_data
@pytest.mark.parametrize("name", ["toascii.json", "IdnaTestV2.json"])
def test_parse_agrees_with_domain_to_ascii(name):
    wrong = []
    for case in cases(name):
        # A host parser decodes and delimits first; what those steps take away is no question of IDNA.
        if not case["input"] or set(case["input"]) & set("%:/?#@[]\\\t\r\n"):
            continue
        got = attempt(f"https://{case['input']}/x")
        if (urls.hostname(got) if got else None) != case["output"]:
            wrong.append((case["input"], case["output"], got))
    assert len(cases(name)) > 50
    assert wrong == []


@needs_data
def test_queries_are_percent_encoded_as_utf8():
    """The standard's other encodings are for documents in them; an address reaches us as text."""
    checked = 0
    for case in cases("percent-encoding.json"):
        expected = case["output"].get("utf-8")
        if expected is not None:
            assert urls.parse(f"https://example.org/?{case['input']}").endswith(f"?{expected}")
            checked += 1
    assert checked >= 4


@needs_data
def test_surt_agrees_with_the_wayback_canonicaliser():
    expected = load("urlcanon/surt.json")["defaultIASurt"]
    # An empty address is refused here, and ``filedesc`` records are of the ARC format.
    known = {href: key for href, key in expected.items() if href and not href.startswith("filedesc:")}
    assert {href: urls.surt(urls.parse(href)) for href in known} == known


@needs_data
def test_surt_agrees_with_indexes_that_others_wrote():
    lines = (DATA / "warc/js-wacz/fixtures/cdxj/valid.cdxj").read_text(encoding="utf-8").splitlines()
    entries = [line.split(" ", 2) for line in lines if line[:1] not in ("", "!")]
    assert entries
    for key, _, fields in entries:
        assert urls.surt(urls.parse(json.loads(fields)["url"])) == key


@pytest.mark.parametrize(
    ("href", "complaint"),
    [
        ("", "empty"),
        ("example.org/a", "no scheme"),
        ("//example.org/a", "no scheme"),
        ("https://", "no host"),
        ("https:///", "no host"),
        ("https://example.org:99999/", "'99999' is not a port"),
        ("https://example.org:http/", "'http' is not a port"),
        ("https://exa mple.org/", "'exa mple.org' is not a host name"),
        ("https://[::1/", "'[::1' is not a host name"),
        ("https://256.256.256.256/", "'256.256.256.256' is not a host name"),
    ],
)
def test_refusals_name_what_is_wrong(href, complaint):
    with pytest.raises(UrlError) as refusal:
        urls.parse(href)
    assert complaint in refusal.value.message
    assert refusal.value.hint


def test_a_refusal_shows_no_more_than_a_line_of_a_long_address():
    with pytest.raises(UrlError) as refusal:
        urls.parse("https://a b/" + "x" * 10_000)
    assert len(refusal.value.message) < 400


@pytest.mark.parametrize(
    ("href", "parts"),
    [
        ("HTTPS://User@Example.ORG/a#b", ("https", "example.org", 443, "https://example.org", "b")),
        ("http://[2001:DB8::1]:8080/", ("http", "2001:db8::1", 8080, "http://[2001:db8::1]:8080", None)),
        ("http://0x7f.1/#", ("http", "127.0.0.1", 80, "http://127.0.0.1", "")),
        ("mailto:a@example.org", ("mailto", "", None, "null", None)),
        ("ws://bücher.example/", ("ws", "xn--bcher-kva.example", 80, "ws://xn--bcher-kva.example", None)),
    ],
)
def test_parts(href, parts):
    url = urls.parse(href)
    taken = (urls.scheme(url), urls.hostname(url), urls.port(url), urls.origin(url), urls.fragment(url))
    assert taken == parts


def test_without_fragment():
    assert urls.without_fragment(urls.parse("https://example.org/a?b#c#d")) == "https://example.org/a?b"


@pytest.mark.parametrize(
    ("href", "key"),
    [
        ("https://www.Example.com:443/A/B/?b=2&a=1#f", "com,example)/a/b?a=1&b=2"),
        ("http://www12.example.com:8080/", "com,example:8080)/"),
        ("http://www2example.com/", "com,www2example)/"),
        ("http://user:pass@example.com/", "com,example)/"),
        ("http://127.0.0.1:80/x", "127.0.0.1)/x"),
        ("http://[::1]:8080/x", "[::1]:8080)/x"),
        ("http://example.com/a//b/%2e%2e/c?", "com,example)/a/c"),
        ("http://example.com/%25%32%35", "com,example)/%25"),
        ("http://example.com/a;jsessionid=0123456789abcdef0123456789ABCDEF", "com,example)/a"),
        ("https://example.com/ü", "com,example)/%c3%bc"),
        ("mailto:a@example.org", "mailto:a@example.org"),
    ],
)
def test_surt(href, key):
    assert urls.surt(urls.parse(href)) == key


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("utm_source=a&id=7&UTM_Medium=b", "?id=7"),
        ("fbclid=1&gclid=2&gclsrc=3&dclid=4&msclkid=5", ""),
        ("mc_cid=1&mc_eid=2&igshid=3&ref_src=4&_hsenc=5&_hsmi=6&mkt_tok=7&yclid=8", ""),
        ("u%74m_campaign=x&q=1", "?q=1"),
        ("ref=1&source=rss&futm_x=2", "?futm_x=2&ref=1&source=rss"),
        ("srsltid=1&gad_campaignid=2&ttclid=3&__cft__[0]=4&__tn__=5&mibextid=6&wprov=sfla1", ""),
        ("matomo_campaign=1&piwik_kwd=2&at_medium=3&WT.mc_id=4&ns_mchannel=5&xtor=6", ""),
        ("amp;utm_source=a&amp;id=7", "?amp;id=7"),
        (
            "id=1&p=2&v=3&cid=4&tag=5&si=6&t=7&s=8&feature=9",
            "?cid=4&feature=9&id=1&p=2&s=8&si=6&t=7&tag=5&v=3",
        ),
        ("&&b=1&a=&", "?a=&b=1"),
        ("PHPSESSID=1&CFID=2&CFTOKEN=3&ASPSESSIONIDABC=4&x=5", "?x=5"),
    ],
)
def test_page_key_forgets_tracking_and_nothing_else(query, kept):
    assert urls.page_key(urls.parse(f"https://example.org/a?{query}#f")) == f"org,example)/a{kept}"


@pytest.mark.parametrize(
    ("href", "key"),
    [
        ("https://www.youtube.com/watch?v=a&si=b&t=3", "com,youtube)/watch?t=3&v=a"),
        ("https://youtu.be/a?si=b", "be,youtu)/a"),
        ("https://x.com/a/status/1?s=20&t=b", "com,x)/a/status/1"),
        ("https://notx.com/a?s=20", "com,notx)/a?s=20"),
        ("https://m.facebook.com/a?fref=b&id=1", "com,facebook,m)/a?id=1"),
        ("https://example.org/#!/a", "org,example)/#!/a"),
        ("https://example.org/#/a:~:text=b", "org,example)/#/a"),
        ("https://example.org/#a", "org,example)/"),
        ("https://example.org/#:~:text=a", "org,example)/"),
        ("https://m.example.org/amp/a", "org,example,m)/amp/a"),
        ("HTTP://WWW.Example.ORG:80/A/?B=1&a=2", "org,example)/a?a=2&b=1"),
    ],
)
def test_page_key_of_single_sites_and_applications(href, key):
    assert urls.page_key(urls.parse(href)) == key


def test_towers_of_percent_signs_come_down_quickly():
    url = urls.parse("http://example.com/" + "%" + "25" * 200_000)
    assert urls.surt(url) == "com,example)/%25"


hosts = st.sampled_from(
    ["example.org", "WWW.Example.com", "127.0.0.1", "[::1]", "bücher.example", "a.b.co.uk."]
)
tails = st.text(alphabet=st.characters(codec="utf-8"), max_size=40)
web_addresses = st.builds(
    "{}://{}{}/{}".format, st.sampled_from(["http", "https"]), hosts, st.sampled_from(["", ":8080"]), tails
)


@given(web_addresses)
def test_parse_is_idempotent(href):
    url = urls.parse(href)
    assert urls.parse(url) == url


@given(web_addresses)
def test_keys_exist_for_every_web_address_and_survive_parsing_again(href):
    url = urls.parse(href)
    assert urls.surt(urls.parse(url)) == urls.surt(url)
    assert urls.page_key(urls.parse(url)) == urls.page_key(url)
    assert ")/" in urls.surt(url)
    assert "#" not in urls.surt(url)


@given(web_addresses)
def test_fragments_never_change_a_key(href):
    url = urls.parse(href)
    assert urls.surt(urls.without_fragment(url)) == urls.surt(url)


@given(st.text(max_size=60))
def test_parse_returns_or_explains(text):
    try:
        url = urls.parse(text)
    except UrlError as refusal:
        hint = refusal.hint
    else:
        hint = urls.parse(url) == url
    assert hint
