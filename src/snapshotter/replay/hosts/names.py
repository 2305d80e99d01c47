"""The names under which archived origins are replayed: ``www.example.org.<snapshot>.localhost``.

Browsers lead every name under ``localhost`` to the own machine (RFC 6761, section 6.3) and take it for
a secure context, and what follows the snapshot's label is one *site* to them.  So the origins of a
snapshot keep what they were to each other: other origins, subdomains of one domain, cookies between them.
Nothing is shared with another snapshot.

An https origin on its usual port keeps its host as it is.  All else is marked in its first label::

    https://www.example.org         www.example.org
    http://www.example.org          http--www.example.org
    https://example.org:8443        https-8443--example.org
    https://[2001:db8::1]           ipv6--2001-0db8-0000-0000-0000-0000-0000-0001
    what no name can be made of     hash--<32 letters and digits of its SHA-256>

A name of the last kind says nothing by itself: a table of the snapshot's origins does.
"""

from __future__ import annotations

import hashlib
import ipaddress
import re
from base64 import b32encode
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from snapshotter import urls
from snapshotter.urls import Url

SUFFIX = "localhost"
LABEL_DIGITS = 12
_SCHEMES: Mapping[str, Literal["http", "https"]] = {
    "http": "http",
    "ws": "http",
    "https": "https",
    "wss": "https",
}
_DEFAULT_PORTS = {"http": 80, "https": 443}
_MARK = re.compile(r"(https?)(?:-([1-9]\d{0,4}))?--")
_RESERVED = re.compile(r"https?(?:-\d+)?--|ipv6--|hash--")
_IPV6 = re.compile(r"ipv6--([0-9a-f]{4}(?:-[0-9a-f]{4}){7})")
_HOST_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_HEX = re.compile(r"[0-9a-f]{32}")
_LONGEST_LABEL, _LONGEST_NAME = 63, 190
"""A name has at most 253 characters (RFC 1035, section 2.3.4), the snapshot's part included."""


class Origin(NamedTuple):
    """An archived origin; that of a web socket is the one of its page."""

    scheme: Literal["http", "https"]
    host: str
    """Lower case, ASCII; an IPv6 address without brackets."""
    port: int

    @property
    def netloc(self) -> str:
        """As in an address: with brackets, and without the port if it is the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.netloc}"

    @property
    def twin(self) -> Origin | None:
        """The same host under the other scheme; None where the port is not the usual one."""
        if self.port != _DEFAULT_PORTS[self.scheme]:
            return None
        other: Literal["http", "https"] = "http" if self.scheme == "https" else "https"
        return Origin(other, self.host, _DEFAULT_PORTS[other])


def origin_of(url: Url) -> Origin | None:
    """Of an http(s) or ws(s) address; None of others."""
    scheme = _SCHEMES.get(urls.scheme(url))
    host, port = urls.hostname(url), urls.port(url)
    return Origin(scheme, host, port) if scheme and host and port is not None else None


def origin_from(scheme: str, host: str, port: int | None = None) -> Origin:
    """An origin as a text spells it: any letter case, web socket schemes, the port only if unusual."""
    plain = _SCHEMES[scheme.lower()]
    bare = host.lower().removeprefix("[").removesuffix("]")
    return Origin(plain, bare, _DEFAULT_PORTS[plain] if port is None else port)


def snapshot_label(snapshot_id: str, digits: int = LABEL_DIGITS) -> str:
    """The part of a name that stands for the snapshot: the first digits of its id.

    48 bits tell the snapshots of an archive apart; whoever finds two that begin alike asks for more
    ``digits`` (at most 32).  An id that is no UUID is hashed.
    """
    plain = snapshot_id.lower().removeprefix("urn:uuid:").replace("-", "")
    whole = plain if _HEX.fullmatch(plain) else hashlib.sha256(snapshot_id.encode()).hexdigest()
    return whole[: max(LABEL_DIGITS, min(digits, 32))]


def name_of(origin: Origin) -> str:
    """The host part of the replayed origin's name."""
    mark, host = _mark(origin), origin.host
    if ":" in host:
        host = "ipv6--" + ipaddress.IPv6Address(host).exploded.replace(":", "-")
    elif not _is_plain(host):
        return _hashed(origin)
    first = f"{mark}{host}".partition(".")[0]
    return f"{mark}{host}" if len(first) <= _LONGEST_LABEL else _hashed(origin)


def origin_named(name: str) -> Origin | None:
    """What :func:`name_of` made ``name`` of; None for hashes and for what it never makes."""
    marked = _MARK.match(name)
    scheme = _SCHEMES[marked[1]] if marked else "https"
    port = int(marked[2]) if marked and marked[2] else _DEFAULT_PORTS[scheme]
    host = _host(name[marked.end() :] if marked else name)
    if host is None or port > 65535:
        return None
    origin = Origin(scheme, host, port)
    return origin if name_of(origin) == name else None


def _host(name: str) -> str | None:
    address = _IPV6.fullmatch(name)
    if address is not None:
        literal = address[1].replace("-", ":")
        return urls.hostname(urls.parse(f"http://[{literal}]/"))
    return name if _is_plain(name) else None


def _mark(origin: Origin) -> str:
    if origin.port != _DEFAULT_PORTS[origin.scheme]:
        return f"{origin.scheme}-{origin.port}--"
    return "" if origin.scheme == "https" else "http--"


def _is_plain(host: str) -> bool:
    """Whether ``host`` can stand as it is: names that end in a dot, or look marked, cannot."""
    if len(host) > _LONGEST_NAME or _RESERVED.match(host):
        return False
    return all(_HOST_LABEL.fullmatch(label) for label in host.split("."))


def _hashed(origin: Origin) -> str:
    digest = hashlib.sha256(str(origin).encode()).digest()[:20]
    return f"hash--{b32encode(digest).decode().lower()}"


class Names:
    """The names of one snapshot's origins, on one port of this machine."""

    def __init__(self, label: str, port: int, known: Iterable[Origin]) -> None:
        self.label = label
        self.port = port
        self.site = f"{label}.{SUFFIX}"
        """The snapshot's own name, of which those of its origins are subdomains."""
        self.known = with_twins(known)
        """The origins that were asked for something, each under both schemes."""
        self._hashes = {name: each for each in self.known if (name := name_of(each)).startswith("hash--")}

    def authority(self, origin: Origin) -> str:
        """``www.example.org.<snapshot>.localhost:<port>``."""
        return f"{name_of(origin)}.{self.site}:{self.port}"

    def origin(self, name: str) -> Origin | None:
        """The origin that the host part of a name stands for."""
        return origin_named(name) or self._hashes.get(name)

    def hosted(self, host: str) -> Origin | None:
        """The origin that a whole name (without port) stands for; None if it is not of this snapshot."""
        name = host.lower().removesuffix(f".{self.site}")
        return self.origin(name) if len(name) < len(host) else None

    def mapped(self, url: Url) -> str:
        """Where the archived address is replayed, fragment included; addresses of other schemes stay."""
        origin = origin_of(url)
        if origin is None:
            return url
        scheme = "ws" if url.startswith("ws") else "http"
        return f"{scheme}://{self.authority(origin)}{behind_authority(url)}"


def behind_authority(url: Url) -> str:
    """Path, query and fragment of an address of the web, as they are written."""
    rest = url[url.index("//") + 2 :]
    cut = next((at for at, sign in enumerate(rest) if sign in "/?#"), len(rest))
    return rest[cut:]


def with_twins(known: Iterable[Origin]) -> frozenset[Origin]:
    """The origins, each under both schemes where it has its usual port."""
    origins = set(known)
    return frozenset(origins | {each.twin for each in origins if each.twin is not None})
