"""Which addresses a capture may connect to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snapshotter import guard, urls

REFUSED = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "100.127.255.255",
    "127.0.0.1",
    "127.1.2.3",
    "127.255.255.254",
    "169.254.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.0.8",
    "192.0.0.170",
    "192.0.0.200",
    "192.0.2.1",
    "192.168.0.1",
    "192.168.255.255",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "febf::1",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
    "100::1",
    "2001:db8::1",
    "2001:10::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:a9fe:a9fe",
    "::ffff:100.64.0.1",
    "::127.0.0.1",
    "::10.0.0.1",
    "::ffff:0:127.0.0.1",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "2002:c0a8:101::",
    "2002:a9fe:a9fe::",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001::f5ff:fffe",
    "64:ff9b::127.0.0.1",
    "64:ff9b::10.0.0.1",
    "64:ff9b::169.254.169.254",
    "64:ff9b::100.64.0.1",
    "64:ff9b:1::8.8.8.8",
    "64:ff9b:1:a00:0:100:808:808",
    "3fff::1",
    "3fff:fff::1",
    "5f00::1",
    "192.88.99.1",
    "168.63.129.16",
    "::ffff:168.63.129.16",
    "2a00:1450::5efe:127.0.0.1",
    "2a00:1450::200:5efe:192.168.1.1",
    "2a00:1450::300:5efe:169.254.169.254",
    "fe80::5efe:8.8.8.8",
]
ALLOWED = [
    "1.1.1.1",
    "8.8.8.8",
    "9.255.255.255",
    "11.0.0.0",
    "45.45.45.45",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.1",
    "169.253.255.255",
    "172.15.255.255",
    "172.32.0.0",
    "192.167.255.255",
    "192.169.0.0",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "2606:4700::1111",
    "2001:4860:4860::8888",
    "2a00:1450:4001:81b::200e",
    "::ffff:8.8.8.8",
    "2002:808:808::",
    "64:ff9b::8.8.8.8",
    "2a00:1450::5efe:8.8.8.8",
    "168.63.129.15",
    "192.88.98.1",
]


@pytest.mark.parametrize("address", REFUSED)
def test_refused(address):
    assert guard.refusal(address)
    assert guard.literal_refusal(address)
    if ":" in address:
        assert guard.literal_refusal(f"[{address}]")


@pytest.mark.parametrize("address", ALLOWED)
def test_allowed(address):
    assert guard.refusal(address) is None
    assert guard.literal_refusal(address) is None


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST", "localhost.", "a.localhost", "a.b.LocalHost.", "x.localhost"]
)
def test_loopback_names(host):
    assert guard.literal_refusal(host) == "a loopback name"


@pytest.mark.parametrize(
    "host", ["cited.test", "localhost.example", "notlocalhost", "10.example", "127.0.0.1.nip.example"]
)
def test_other_names_wait_for_their_address(host):
    assert guard.literal_refusal(host) is None


@pytest.mark.parametrize(
    "href",
    [
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7f.1/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://127.0.0.1./",
        "http://0/",
        "http://3232235777/",
        "http://0xa9fea9fe/",
        "http://0251.0376.0251.0376/",
        "http://[::1]/",
        "http://[0:0:0:0:0:0:0:1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::7f00:1]/",
        "http://%31%32%37.0.0.1/",
        "http://１２７.0.0.1/",
        "http://user:pw@127.0.0.1:80/",
        "http://LOCALHOST/",
        "http://127。0。0。1/",
        "http://ⓛocalhost/",
        "http://localhost%2e/",
    ],
)
def test_odd_spellings_as_addresses_are_read(href):
    assert guard.literal_refusal(urls.hostname(urls.parse(href)))


@pytest.mark.parametrize(
    "host",
    [
        "2130706433",
        "0x7f000001",
        "0x7F.1",
        "0177.0.0.1",
        "017700000001",
        "127.1",
        "127.0.0.1.",
        "192.168.257",
        "0xA9FEA9FE",
        "%31%32%37.0.0.1",
        "１２７.0.0.1",
        "127。0。0。1",
        "①⑦②.16.0.1",
        "[::1]",
        "::FFFF:127.0.0.1",
        "localhost%2e",
        "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ",
    ],
)
def test_odd_spellings_are_read_where_nobody_resolves_them(host):
    assert guard.literal_refusal(host)


@pytest.mark.parametrize(
    ("host", "is_local"),
    [
        ("printer.local", True),
        ("metadata.google.internal", True),
        ("router.home.arpa", True),
        ("intranet", True),
        ("LOCALHOST.LOCALDOMAIN.", True),
        ("nas.lan", True),
        ("local.example", False),
        ("internal.example.com", False),
        ("8.8.8.8", False),
        ("134744072", False),
        ("2001:4860:4860::8888", False),
        ("deadbeef.example", False),
    ],
)
def test_names_of_local_networks(host, is_local):
    assert bool(guard.local_name_refusal(host)) is is_local


def test_what_is_no_address_is_said_so():
    with pytest.raises(ValueError, match=r"cited\.test"):
        guard.refusal("cited.test")


@given(st.ip_addresses(v=4))
def test_an_address_is_no_better_inside_another(address):
    """However an IPv6 address carries it."""
    number = int(address)
    for carrier in (
        f"::ffff:{address}",
        f"64:ff9b::{address}",
        f"2002:{number >> 16:x}:{number & 0xFFFF:x}::",
    ):
        assert (guard.refusal(carrier) is None) == (guard.refusal(str(address)) is None)


@given(st.ip_addresses())
def test_nothing_that_the_registries_keep_from_the_world_is_allowed(address):
    if guard.refusal(str(address)) is None and guard._embedded(address) is None:
        assert address.is_global
        assert not address.is_multicast
