"""Where a request goes, and what of an address goes over the wire."""

from __future__ import annotations

from typing import NamedTuple

from snapshotter import urls
from snapshotter.errors import UrlError
from snapshotter.urls import Url

_DEFAULT_PORTS = {"http": 80, "https": 443}


class Place(NamedTuple):
    """What a connection leads to."""

    scheme: str
    host: str
    port: int

    @property
    def is_secure(self) -> bool:
        return self.scheme == "https"

    @property
    def authority(self) -> str:
        """As the ``Host`` field has it: the scheme's own port is left out (RFC 9110, section 7.2)."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{self.authority}"


def place_of(url: Url) -> Place:
    """Raises :class:`UrlError` for what is not on the web."""
    scheme, host, port = urls.scheme(url), urls.hostname(url), urls.port(url)
    if scheme not in _DEFAULT_PORTS or not host or not port:
        raise UrlError(
            f"{url[:200]}: nothing that can be asked for, expected http:// or https://", code="url.scheme"
        )
    return Place(scheme, host, port)


def target_of(url: Url) -> bytes:
    """Path and query, as the request line has them (RFC 9112, section 3.2.1).

    Raises :class:`UrlError` for signs that no serialised address has: they would end the line.
    """
    _, _, rest = url.partition("#")[0].partition("://")
    target = rest[len(rest.partition("/")[0].partition("?")[0]) :]
    if not target.isascii() or not target.isprintable() or " " in target:
        raise UrlError(f"{url[:200]!r} is not written as the URL Standard serialises addresses")
    return target.encode("ascii") if target.startswith("/") else b"/" + target.encode("ascii")
