"""Ways to write and to reach an address that a page must not lead us to."""

from __future__ import annotations

import ipaddress

PUBLIC = "45.45.45.45"
"""Where the whole web is."""
RESOLVER = "45.45.45.53"
EVIL = "evil.example"
"""Its zone answers with whatever address a name in it spells."""

SPELLED = (
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "127.255.255.254",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "0x7F.0x0.0x0.0x1",
    "0177.0.0.1",
    "017700000001",
    "127.0.0.1.",
    "0",
    "0.0.0.0",
    "0.0.0.1",
    "[::]",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::127.0.0.1]",
    "[::ffff:0:127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b:1::7f00:1]",
    "[2002:7f00:1::1]",
    "[2001::80ff:fffe]",
    "[fe80::1]",
    "[fe80::5efe:127.0.0.1]",
    "[2a00:45:1::5efe:127.0.0.1]",
    "[2a00:45:1::200:5efe:10.0.0.1]",
    "[fec0::1]",
    "[fd00::1]",
    "[ff02::1]",
    "[ff0e::1]",
    "%31%32%37.0.0.1",
    "１２７.0.0.1",
    "127。0。0。1",
    "①②⑦.0.0.1",
    "user:secret@127.0.0.1",
    "web.example@127.0.0.1",
    "web.example%40:80@127.0.0.1",
    "localhost",
    "LOCALHOST.",
    "a.localhost",
    "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ",
    "localhost%2e",
    "loc%61lhost",
    "loopback.machine",
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.254",
    "192.168.1.1",
    "192.168.257",
    "3232235777",
    "100.64.0.1",
    "169.254.169.254",
    "0xA9FEA9FE",
    "169.254.43518",
    "0251.0376.0251.0376",
    "192.0.0.192",
    "192.88.99.1",
    "198.18.0.1",
    "224.0.0.251",
    "240.0.0.1",
    "255.255.255.255",
)
"""Hosts of addresses, as a page may write them."""

RESOLVED = (
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",
    "10.0.0.1",
    "172.20.0.1",
    "192.168.1.1",
    "100.100.100.200",
    "169.254.169.254",
    "198.19.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::169.254.169.254",
    "2002:a00:1::1",
    "2a00:45:1::5efe:192.168.1.1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
)
"""Addresses that a name of :data:`EVIL` resolves to."""


def naming(address: str) -> str:
    """A name that resolves to ``address`` alone."""
    return f"at-{ipaddress.ip_address(address).packed.hex()}.{EVIL}"


REBOUND = f"rebound.{EVIL}"
"""Public the first time it is asked for, then loopback, in turn."""
MIXED = f"mixed.{EVIL}"
"""A public address and private ones, in an order that changes."""
ALIAS = f"alias.{EVIL}"
"""A CNAME of a name that resolves to loopback."""

HOSTS = (*SPELLED, *map(naming, RESOLVED), REBOUND, MIXED, ALIAS)
