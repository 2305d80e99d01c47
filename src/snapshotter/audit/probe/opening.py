"""Connections made: the address guard's way out, TLS, and who was at the other end."""

from __future__ import annotations

import asyncio
import socket
import ssl
import uuid
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import Any, Protocol

from snapshotter.audit.probe.line import Line
from snapshotter.audit.probe.place import Place
from snapshotter.capture.spool import Room
from snapshotter.errors import CaptureError, CaptureTimeout, ConnectError, TlsError
from snapshotter.http.client import ClientOptions, tls_context
from snapshotter.model.audit import NameAnswer
from snapshotter.model.capture import Connection

_VERSIONS = {"TLSv1.3": "tls/1.3", "TLSv1.2": "tls/1.2"}
_OTHER_ORDER = "ECDHE+CHACHA20:ECDHE+AES256:ECDHE+AES128:DHE+AESGCM:RSA+AESGCM:!aNULL:!MD5"
"""TLS 1.2 as neither OpenSSL nor Chrome orders it: some walls know clients by their order."""


class WayOut(Protocol):
    """:class:`snapshotter.capture.connector.Connector`."""

    async def connect(
        self, host: str, port: int, heard: Callable[[NameAnswer], None] | None = None
    ) -> tuple[socket.socket, str | None]: ...


class NotOpened(Exception):
    """No connection: why, and what is known of it all the same."""

    def __init__(self, error: CaptureError, facts: Connection) -> None:
        super().__init__(error.message)
        self.error = error
        self.facts = facts


class TlsContexts:
    """Shared by all connections; each is made when it is first needed, which costs more than a handshake."""

    def __init__(self, *, insecure: bool, ca_bundle: str) -> None:
        self._options = ClientOptions(proxy="", insecure=insecure, ca_bundle=ca_bundle)

    @cached_property
    def usual(self) -> ssl.SSLContext:
        return _http1(tls_context(self._options))

    @cached_property
    def other(self) -> ssl.SSLContext:
        """With another order of cipher suites."""
        context = _http1(tls_context(self._options))
        context.set_ciphers(_OTHER_ORDER)
        return context

    @cached_property
    def unverified(self) -> ssl.SSLContext:
        """Trusts anybody: to be shown a certificate, never to ask for anything."""
        context = _http1(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context


def _http1(context: ssl.SSLContext) -> ssl.SSLContext:
    context.set_alpn_protocols(["http/1.1"])
    return context


class Opening:
    """Opens lines one way: through ``way_out``, with one of the TLS contexts."""

    def __init__(
        self,
        way_out: WayOut,
        contexts: TlsContexts,
        *,
        other: bool = False,
        timeout_s: float,
        room: Room,
        max_body_bytes: int,
    ) -> None:
        self._way_out = way_out
        self._contexts = contexts
        self._is_other = other
        self._timeout_s = timeout_s
        self._room = room
        self._max_body_bytes = max_body_bytes

    async def open(self, place: Place, heard: Callable[[NameAnswer], None]) -> Line:
        """A line to ``place``.  Raises :class:`NotOpened`."""
        try:
            return await self._opened(place, heard)
        except CaptureError as error:
            facts = await self._shown(place) if isinstance(error, TlsError) else None
            raise NotOpened(error, facts or _failed(place, error)) from error

    async def _opened(
        self, place: Place, heard: Callable[[NameAnswer], None], context: ssl.SSLContext | None = None
    ) -> Line:
        names: list[NameAnswer] = []

        def hear(answer: NameAnswer) -> None:
            names.append(answer)
            heard(answer)

        opened, ip = await self._way_out.connect(place.host, place.port, hear)
        line = Line(place, ip, self._room, self._max_body_bytes)
        line.name = names[-1] if names else None
        talking = False
        try:
            await self._talking(opened, line, context)
            talking = True
        finally:
            if not talking:
                line.close()
                opened.close()
        return line

    async def _talking(self, opened: socket.socket, line: Line, context: ssl.SSLContext | None) -> None:
        loop, place = asyncio.get_running_loop(), line.place
        if not place.is_secure:
            await loop.create_connection(lambda: line, sock=opened)
            return
        try:
            transport, _ = await loop.create_connection(
                lambda: line,
                sock=opened,
                ssl=context or (self._contexts.other if self._is_other else self._contexts.usual),
                server_hostname=place.host.rstrip("."),
                ssl_handshake_timeout=self._timeout_s,
            )
        except (OSError, ValueError) as error:
            raise _tls_error(place, error, self._timeout_s) from error
        _learn(line, transport.get_extra_info("ssl_object"))

    async def _shown(self, place: Place) -> Connection | None:
        """The certificates of an origin that is not trusted: evidence, over which nothing is asked."""
        try:
            line = await self._opened(place, _nobody, self._contexts.unverified)
        except CaptureError:
            return None
        line.close()
        return replace(line.facts(), error="tls")


def _nobody(answer: NameAnswer) -> None:
    """Hears it."""


def _learn(line: Line, tls: Any) -> None:
    """What the handshake has shown.  OpenSSL's names of the suites."""
    suite = tls.cipher()
    line.tls = _VERSIONS.get(tls.version() or "", str(tls.version()).lower())
    line.cipher_suite = suite[0] if suite else None
    line.alpn = tls.selected_alpn_protocol()
    line.certificates = _chain(tls)


def _chain(tls: Any) -> tuple[bytes, ...]:
    """As the origin sent it, where this Python lets one see it; else its own certificate."""
    inner = tls if hasattr(tls, "get_unverified_chain") else getattr(tls, "_sslobj", None)
    if inner is not None and hasattr(inner, "get_unverified_chain"):
        return tuple(map(_der, inner.get_unverified_chain() or ()))
    leaf = tls.getpeercert(binary_form=True)
    return (leaf,) if leaf else ()


def _der(certificate: Any) -> bytes:
    """Python 3.13 gives bytes, older ones an object that has them in PEM."""
    if isinstance(certificate, bytes):
        return certificate
    return ssl.PEM_cert_to_DER_cert(certificate.public_bytes())


def _tls_error(place: Place, error: Exception, timeout_s: float) -> CaptureError:
    named = f"{place.host}:{place.port}"
    if isinstance(error, ssl.SSLCertVerificationError):
        return TlsError(f"{named}: {error.verify_message or error.reason}")
    if isinstance(error, ssl.SSLError):
        return TlsError(f"{named}: {error.reason or error}")
    if isinstance(error, ValueError):
        return TlsError(f"{named}: not a name that a certificate could have: {error}")
    if isinstance(error, ConnectionAbortedError):
        return CaptureTimeout(f"{named}: no TLS handshake within {timeout_s:g} s")
    return ConnectError(f"{named}: {error.strerror or error}" if isinstance(error, OSError) else named)


def _failed(place: Place, error: CaptureError) -> Connection:
    return Connection(
        id=str(uuid.uuid4()),
        host=place.host,
        port=place.port,
        ip=None,
        error=error.code.removeprefix("capture."),
    )
