"""One of several tries at a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

AddressFamily = Literal["ipv4", "ipv6"]


@dataclass(frozen=True, slots=True)
class Attempt:
    """Which try it is, and what is to be done otherwise than before."""

    number: int = 1
    address_family: AddressFamily | None = None
    """Reach hosts over this one where they have addresses of both; None: whichever answers."""


FIRST_ATTEMPT = Attempt()


def family_of(ip: str | None) -> AddressFamily | None:
    """The family of an address as text; None for none."""
    if ip is None:
        return None
    return "ipv6" if ":" in ip else "ipv4"


def other_family(family: AddressFamily | None) -> AddressFamily | None:
    if family is None:
        return None
    return "ipv4" if family == "ipv6" else "ipv6"
