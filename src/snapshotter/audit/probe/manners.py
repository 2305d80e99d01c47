"""How a request presents itself: under our own name, or with the header fields of Chrome."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass

from snapshotter.audit.probe.place import Place
from snapshotter.http.client import ACCEPT_ENCODING, NAVIGATION_ACCEPT
from snapshotter.model.audit import Validators

_CHROME_ACCEPT = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,"
    "application/signed-exchange;v=b3;q=0.7"
)
_LANGUAGE = "en-US,en;q=0.9"
_PLATFORMS = {"darwin": "macOS", "win32": "Windows"}
_LARGEST_VALIDATOR = 1000


@dataclass(frozen=True, slots=True)
class Manners:
    """The header fields of a request after its ``Host``, ready to be sent."""

    secure: bytes
    plain: bytes
    """Chrome says less of itself where the connection is in the clear."""
    is_browser: bool = False

    def of(self, place: Place) -> bytes:
        return self.secure if place.is_secure else self.plain

    def destination(self, place: Place) -> str | None:
        """``Sec-Fetch-Dest`` as it is sent."""
        return "document" if self.is_browser and place.is_secure else None


def own_manners(user_agent: str) -> Manners:
    """A plain client that says who it is."""
    lines = _lines(
        ("User-Agent", user_agent),
        ("Accept", NAVIGATION_ACCEPT),
        ("Accept-Encoding", ACCEPT_ENCODING),
        ("Accept-Language", _LANGUAGE),
    )
    return Manners(lines, lines)


def browser_manners(user_agent: str) -> Manners:
    """A person who types the address into Chrome: its fields in its order.

    Client hints and fetch metadata go over secure connections alone (W3C Secure Contexts; Fetch Metadata,
    section 2).
    """
    agent = ("User-Agent", user_agent)
    first = (("Connection", "keep-alive"),)
    upgrade = ("Upgrade-Insecure-Requests", "1")
    accept = ("Accept", _CHROME_ACCEPT)
    last = (("Accept-Encoding", ACCEPT_ENCODING), ("Accept-Language", _LANGUAGE))
    fetch = (
        ("Sec-Fetch-Site", "none"),
        ("Sec-Fetch-Mode", "navigate"),
        ("Sec-Fetch-User", "?1"),
        ("Sec-Fetch-Dest", "document"),
    )
    return Manners(
        secure=_lines(*first, *_client_hints(user_agent), upgrade, agent, accept, *fetch, *last),
        plain=_lines(*first, upgrade, agent, accept, *last),
        is_browser=True,
    )


def _client_hints(user_agent: str) -> tuple[tuple[str, str], ...]:
    version = re.search(r"Chrome/(\d+)", user_agent)
    if version is None:
        return ()
    brands = f'"Chromium";v="{version[1]}", "Not)A;Brand";v="24", "Google Chrome";v="{version[1]}"'
    platform = _PLATFORMS.get(sys.platform, "Linux")
    return (("sec-ch-ua", brands), ("sec-ch-ua-mobile", "?0"), ("sec-ch-ua-platform", f'"{platform}"'))


def conditions(validators: Validators) -> bytes:
    """The fields of a conditional request (RFC 9110, section 13.1); empty when there is nothing to go by.

    An entity tag decides alone, as it would at the origin: a date says little of a page that another
    one has replaced.
    """
    if validators.etag and _is_sendable(validators.etag):
        return _lines(("If-None-Match", validators.etag))
    if validators.last_modified and _is_sendable(validators.last_modified):
        return _lines(("If-Modified-Since", validators.last_modified))
    return b""


def _is_sendable(value: str) -> bool:
    return len(value) <= _LARGEST_VALIDATOR and value.isascii() and value.isprintable()


def _lines(*fields: tuple[str, str]) -> bytes:
    return b"".join(f"{name}: {_one_line(value)}\r\n".encode("latin-1", "replace") for name, value in fields)


def _one_line(value: str) -> str:
    return "".join(char for char in value if char.isprintable())
