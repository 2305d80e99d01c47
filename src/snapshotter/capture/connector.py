"""The one place from which connections leave: names are resolved here, and addresses vetted."""

from __future__ import annotations

import asyncio
import copy
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from snapshotter import guard
from snapshotter.errors import (
    AddressRefused,
    CaptureError,
    CaptureTimeout,
    ConfigError,
    ConnectError,
    DnsError,
)
from snapshotter.model.attempt import AddressFamily
from snapshotter.model.audit import NameAnswer

_HAPPY_EYEBALLS_S = 0.25
Heard = Callable[[NameAnswer], None]
_SAYS_NO_SUCH_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}


@dataclass(frozen=True, slots=True)
class ConnectTo:
    """One ``--connect-to HOST1:PORT1:HOST2:PORT2`` (as curl's); empty parts match or keep any."""

    host: str
    port: int | None
    target_host: str
    target_port: int | None

    @classmethod
    def parse(cls, text: str) -> ConnectTo:
        """Raises :class:`ConfigError` for anything but four parts; IPv6 goes in brackets."""
        parts = _split(text)
        if len(parts) != 4 or not (_is_port(parts[1]) and _is_port(parts[3])):
            raise ConfigError(
                f"--connect-to {text!r}: expected HOST1:PORT1:HOST2:PORT2",
                hint="leave a part empty for any host or port: --connect-to ::127.0.0.1:8080",
                code="config.connect-to",
            )
        host, port, target, target_port = parts
        return cls(host.lower(), _number(port), target, _number(target_port))

    def matches(self, host: str, port: int) -> bool:
        return self.host in ("", host.lower()) and self.port in (None, port)


def _number(port: str) -> int | None:
    return int(port) if port else None


def _is_port(part: str) -> bool:
    """Whether it is a port number or, for any port, nothing."""
    return not part or (part.isascii() and part.isdigit() and 0 < int(part[:6]) < 65536)


def _split(text: str) -> list[str]:
    parts, current, depth = [], "", 0
    for char in text:
        depth += (char == "[") - (char == "]")
        if char == ":" and depth == 0:
            parts.append(current)
            current = ""
        elif char not in "[]":
            current += char
    return [*parts, current]


class Connector:
    """Opens TCP connections for tunnels.

    ``connect_to`` entries lead names elsewhere, and their targets count as allowed: the user named
    them.  Everything else must resolve to public addresses unless ``allow_private``.  Behind ``proxy`` names
    are resolved over there: only addresses and names that say themselves that they are private are refused.
    """

    def __init__(
        self,
        *,
        connect_to: Iterable[ConnectTo] = (),
        allow_private: bool = False,
        proxy: str = "",
        timeout_s: float = 20.0,
    ) -> None:
        self._connect_to = tuple(connect_to)
        self._allow_private = allow_private
        self._proxy = proxy
        self._timeout_s = timeout_s
        self._family: AddressFamily | None = None

    def over(self, family: AddressFamily | None) -> Connector:
        """The same, but of a name with addresses of both families only those of ``family`` are used."""
        other = copy.copy(self)
        other._family = family
        return other

    async def connect(
        self, host: str, port: int, heard: Heard | None = None
    ) -> tuple[socket.socket, str | None]:
        """A connected socket and the peer's IP address (None behind a proxy).

        ``heard`` is told what the resolver says of the name; behind a proxy nobody asks it.
        Raises :class:`DnsError`, :class:`AddressRefused`, :class:`CaptureTimeout` or
        :class:`ConnectError`; retries nothing but the other addresses of the name.
        """
        try:
            async with asyncio.timeout(self._timeout_s):
                return await self._connect(host, port, heard)
        except TimeoutError as error:
            raise CaptureTimeout(f"{host}:{port} did not answer within {self._timeout_s:g} s") from error

    async def _connect(self, host: str, port: int, heard: Heard | None) -> tuple[socket.socket, str | None]:
        named = next((entry for entry in self._connect_to if entry.matches(host, port)), None)
        if not self._allow_private and not (named and named.host) and (why := guard.literal_refusal(host)):
            raise AddressRefused(f"{host} is {why}", hint="--allow-private lets captures connect to it")
        target_host, target_port = host, port
        if named is not None:
            target_host, target_port = named.target_host or host, named.target_port or port
        consented = self._allow_private or (named is not None and bool(named.target_host))
        if self._proxy:
            if not consented and (why := guard.local_name_refusal(target_host)):
                raise AddressRefused(f"{host} is {why}", hint="--allow-private lets the proxy look for it")
            return await self._through_proxy(target_host, target_port), None
        found = await _resolve(target_host, target_port, host, heard)
        addresses = self._vetted(host, found, consented)
        return await _open(host, target_port, _of_family(addresses, self._family))

    def _vetted(self, host: str, found: list[_AddrInfo], consented: bool) -> list[_AddrInfo]:
        if consented:
            return found
        allowed = [info for info in found if guard.refusal(str(info[4][0])) is None]
        if not allowed:
            first = str(found[0][4][0])
            raise AddressRefused(
                f"{host} resolves to {first}, {guard.refusal(first)}",
                hint="--allow-private lets captures connect to it",
            )
        return allowed

    async def _through_proxy(self, host: str, port: int) -> socket.socket:
        from python_socks import ProxyConnectionError, ProxyError, ProxyTimeoutError
        from python_socks.async_.asyncio import Proxy

        try:
            proxied: socket.socket = await Proxy.from_url(self._proxy).connect(host, port)
        except (ProxyError, ProxyConnectionError, ProxyTimeoutError, OSError) as error:
            raise ConnectError(f"the proxy did not lead to {host}:{port}: {error}") from error
        except ValueError:  # its words would show the password
            raise ConnectError("[network] proxy is no address of a proxy") from None
        return proxied


_AddrInfo = tuple[int, int, int, str, tuple[str, int] | tuple[str, int, int, int]]


def _of_family(addresses: list[_AddrInfo], family: AddressFamily | None) -> list[_AddrInfo]:
    """Those of one family; all of them when there are none, for to be reached counts for more."""
    if family is None:
        return addresses
    wanted = socket.AF_INET6 if family == "ipv6" else socket.AF_INET
    return [info for info in addresses if info[0] == wanted] or addresses


async def _resolve(host: str, port: int, asked: str, heard: Heard | None) -> list[_AddrInfo]:
    """Addresses of ``host``, which stands for the name ``asked``."""
    tell = heard or _nobody
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        gone = error.errno in _SAYS_NO_SUCH_NAME
        tell(NameAnswer(asked, error="dns.not-found" if gone else "dns.temporary"))
        what = "has no address" if gone else f"could not be looked up ({error.strerror})"
        raise DnsError(f"the name {host} {what}") from error
    except ValueError as error:  # not IDNA, or with a NUL in it
        tell(NameAnswer(asked, error="dns.no-name"))
        raise DnsError(f"{host!r} is no host name") from error
    tell(NameAnswer(asked, tuple(dict.fromkeys(str(info[4][0]) for info in found))))
    return found  # type: ignore[return-value]


def _nobody(answer: NameAnswer) -> None:
    """Hears it."""


async def _open(host: str, port: int, addresses: list[_AddrInfo]) -> tuple[socket.socket, str]:
    import aiohappyeyeballs

    try:
        opened = await aiohappyeyeballs.start_connection(addresses, happy_eyeballs_delay=_HAPPY_EYEBALLS_S)
    except OSError as error:
        raise _connect_error(host, port, error) from error
    try:
        return opened, str(opened.getpeername()[0])
    except OSError as error:  # it was reset at once
        opened.close()
        raise _connect_error(host, port, error) from error


def _connect_error(host: str, port: int, error: OSError) -> CaptureError:
    return ConnectError(f"{host}:{port} cannot be reached: {error.strerror or error}")
