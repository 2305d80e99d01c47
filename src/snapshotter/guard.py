"""The address guard: which IP addresses a capture may connect to.

A cited page is a stranger's: without the guard it could make us fetch and archive what only this
machine or its network can see.  The check is on the resolved address, at the moment of
connecting, so neither DNS nor redirects nor odd spellings get around it.  Where somebody else resolves
names (a proxy), only what stands in the name itself can be looked at.

Source: IANA special-purpose address registries (RFC 6890), as Python's ``ipaddress`` knows them.
"""

from __future__ import annotations

import ipaddress
import socket
import unicodedata
from urllib.parse import unquote

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_SITE_LOCAL = ipaddress.IPv6Network("fec0::/10")
_IPV4_COMPATIBLE = ipaddress.IPv6Network("::/96")
_SHARED = ipaddress.IPv4Network("100.64.0.0/10")
_NOT_GLOBAL = tuple(
    ipaddress.ip_network(block)
    for block in ("192.0.0.0/24", "192.88.99.0/24", "64:ff9b:1::/48", "3fff::/20", "5f00::/16")
)
"""Not for the world: protocol assignments (RFC 6890), 6to4 relays (RFC 7526: whoever is nearest), local
NAT64 (RFC 8215), documentation (RFC 9637), segment routing (RFC 9602).  Not every Python knows them."""
_OF_THE_CLOUD = ipaddress.IPv4Address("168.63.129.16")
"""Azure's machines reach their host there: public by its number alone.  Other clouds' are link-local,
shared or unique local addresses."""
_ISATAP = 0x00005EFE
"""Begins an interface identifier that ends in an IPv4 address (RFC 5214, section 6.1)."""
_UNIVERSAL_AND_GROUP_BITS = 0x03000000
_LOCAL_NAMES = ("localhost", "localdomain", "localhost6", "local", "internal", "home.arpa", "lan", "intranet")
"""Last labels of names that never lead out (RFC 6761, 6762, 8375, ICANN's ``internal``), and of some that
people and routers give out."""
_DOTS = str.maketrans("\u3002\uff0e\uff61", "...")


def refusal(address: str) -> str | None:
    """Why this IP address must not be connected to, or None if it may be.

    Raises ``ValueError`` when ``address`` is no IP address.
    """
    return _refusal(ipaddress.ip_address(address.partition("%")[0]))


def literal_refusal(host: str) -> str | None:
    """The same for a host name, by what it says itself: an IP address however it is written, or a name
    of the machine or its network.  Any other name has to be resolved to know."""
    name = _plain(host)
    if name == "localhost" or name.endswith(".localhost"):
        return "a loopback name"
    if name.startswith("[") or ":" in name:
        return _refusal_of_literal(name.strip("[]"))
    return _refusal_of_literal(_as_ipv4(name) or name)


def local_name_refusal(host: str) -> str | None:
    """Why a name must not be handed to somebody else's resolver: it is none of the public DNS.

    ``None`` for IP addresses, and for all names that might be somebody's.
    """
    name = _plain(host)
    if name.startswith("[") or ":" in name or _as_ipv4(name):
        return None
    local = any(name == label or name.endswith(f".{label}") for label in _LOCAL_NAMES)
    return "a name of a local network" if local or "." not in name else None


def _refusal_of_literal(text: str) -> str | None:
    try:
        return refusal(text)
    except ValueError:
        return None


def _plain(host: str) -> str:
    """As a browser would read it: percent signs, full-width letters and other full stops undone."""
    name = host if host.startswith("[") or ":" in host else unquote(host)
    return unicodedata.normalize("NFKC", name.translate(_DOTS)).lower().rstrip(".")


def _as_ipv4(name: str) -> str | None:
    """The address that ``inet_aton`` makes of ``127.1``, ``0x7f000001``, ``017700000001``, ``2130706433``."""
    if not name or any(char not in "0123456789abcdefx." for char in name):
        return None
    try:
        return socket.inet_ntoa(socket.inet_aton(name))
    except OSError:
        return None


def _refusal(address: Address) -> str | None:
    if isinstance(address, ipaddress.IPv6Address) and (inner := _of_isatap(address)) is not None:
        return "an ISATAP address" if _refusal(inner) else _refusal_itself(address)
    return _refusal_itself(address)


def _refusal_itself(address: Address) -> str | None:
    shared = address in (_SHARED if address.version == 4 else _SITE_LOCAL)
    for holds, why in (
        (address.is_loopback, "a loopback address"),
        (address.is_unspecified, "the unspecified address"),
        (address.is_link_local, "a link-local address"),
        (address.is_multicast, "a multicast address"),
        (address.is_private or shared, "a private address"),
        (address.is_reserved and address not in _NAT64, "a reserved address"),
        (not address.is_global and address not in _NAT64, "a special-purpose address"),
        (any(address in block for block in _NOT_GLOBAL), "a special-purpose address"),
        (address == _OF_THE_CLOUD, "an address of the cloud's own"),
    ):
        if holds and not _carries_ipv4(address):
            return why
    embedded = _embedded(address)
    return _refusal(embedded) if embedded is not None else None


def _carries_ipv4(address: Address) -> bool:
    return _embedded(address) is not None


def _of_isatap(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address at the end of an ISATAP address, whose prefix may be anybody's."""
    begins = (int(address) >> 32) & 0xFFFFFFFF & ~_UNIVERSAL_AND_GROUP_BITS
    return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if begins == _ISATAP else None


def _embedded(address: Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address leads to (mapped, 6to4, Teredo, NAT64, compatible)."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if address in _NAT64 or (address in _IPV4_COMPATIBLE and int(address) > 0xFFFF):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None
