"""The address guard: which IP addresses a capture may connect to.

A cited page is a stranger's: without the guard it could make us fetch and archive what only this
machine or its network can see.  The check is on the resolved address, at the moment of
connecting, so neither DNS nor redirects nor odd spellings get around it.

Source: IANA special-purpose address registries (RFC 6890), as Python's ``ipaddress`` knows them.
"""

from __future__ import annotations

import ipaddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_SITE_LOCAL = ipaddress.IPv6Network("fec0::/10")
_IPV4_COMPATIBLE = ipaddress.IPv6Network("::/96")
_SHARED = ipaddress.IPv4Network("100.64.0.0/10")
_NOT_GLOBAL = tuple(
    ipaddress.ip_network(block) for block in ("192.0.0.0/24", "64:ff9b:1::/48", "3fff::/20", "5f00::/16")
)
"""Not for the world: protocol assignments (RFC 6890), local NAT64 (RFC 8215), documentation (RFC 9637),
segment routing (RFC 9602).  Not every Python knows them."""


def refusal(address: str) -> str | None:
    """Why this IP address must not be connected to, or None if it may be.

    Raises ``ValueError`` when ``address`` is no IP address.
    """
    return _refusal(ipaddress.ip_address(address.partition("%")[0]))


def literal_refusal(host: str) -> str | None:
    """The same for a host name: only IP addresses and ``localhost`` are refused by name."""
    if host.rstrip(".").lower() == "localhost" or host.rstrip(".").lower().endswith(".localhost"):
        return "a loopback name"
    try:
        return refusal(host.strip("[]"))
    except ValueError:
        return None


def _refusal(address: Address) -> str | None:
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
    ):
        if holds and not _carries_ipv4(address):
            return why
    embedded = _embedded(address)
    return _refusal(embedded) if embedded is not None else None


def _carries_ipv4(address: Address) -> bool:
    return _embedded(address) is not None


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
