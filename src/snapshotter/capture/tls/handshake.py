"""Handshake messages, as far as a passive reader needs them.

Sources: RFC 8446 section 4, RFC 5246 section 7.4, RFC 8879 (compressed certificates),
RFC 7301 (ALPN), RFC 6066 (SNI), RFC 7366 (encrypt-then-MAC).
"""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass

from snapshotter.capture.tls.protection import Undecryptable

CLIENT_HELLO, SERVER_HELLO, END_OF_EARLY_DATA, ENCRYPTED_EXTENSIONS = 1, 2, 5, 8
CERTIFICATE, FINISHED, KEY_UPDATE, COMPRESSED_CERTIFICATE = 11, 20, 24, 25

TLS12, TLS13 = 0x0303, 0x0304
HELLO_RETRY_RANDOM = hashlib.sha256(b"HelloRetryRequest").digest()

_EXT_SERVER_NAME, _EXT_ALPN, _EXT_ENCRYPT_THEN_MAC = 0, 16, 22
_EXT_EARLY_DATA, _EXT_SUPPORTED_VERSIONS = 42, 43
_MAX_CERTIFICATE_BYTES = 1 << 20


class Cursor:
    """Reads fixed and length-prefixed fields; a short message raises :class:`Undecryptable`."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, count: int) -> bytes:
        piece = self._data[self._at : self._at + count]
        if len(piece) < count:
            raise Undecryptable(f"a handshake message ends after {len(self._data)} bytes")
        self._at += count
        return piece

    def number(self, count: int) -> int:
        return int.from_bytes(self.take(count), "big")

    def vector(self, prefix_bytes: int) -> bytes:
        return self.take(self.number(prefix_bytes))

    def __bool__(self) -> bool:
        return self._at < len(self._data)


@dataclass(frozen=True, slots=True)
class ClientHello:
    random: bytes
    server_name: str | None
    offers_early_data: bool


@dataclass(frozen=True, slots=True)
class ServerHello:
    random: bytes
    version: int
    suite: int
    alpn: str | None
    encrypts_then_macs: bool

    @property
    def is_retry(self) -> bool:
        """A HelloRetryRequest in disguise (RFC 8446, section 4.1.3)."""
        return self.random == HELLO_RETRY_RANDOM


def client_hello(body: bytes) -> ClientHello:
    cursor = Cursor(body)
    cursor.take(2)
    random = cursor.take(32)
    cursor.vector(1)
    cursor.vector(2)
    cursor.vector(1)
    extensions = _extensions(cursor)
    return ClientHello(random, _server_name(extensions.get(_EXT_SERVER_NAME)), _EXT_EARLY_DATA in extensions)


def server_hello(body: bytes) -> ServerHello:
    cursor = Cursor(body)
    version = cursor.number(2)
    random = cursor.take(32)
    cursor.vector(1)
    suite = cursor.number(2)
    cursor.take(1)
    extensions = _extensions(cursor)
    if selected := extensions.get(_EXT_SUPPORTED_VERSIONS):
        version = int.from_bytes(selected, "big")
    alpn = _alpn(extensions.get(_EXT_ALPN))
    return ServerHello(random, version, suite, alpn, _EXT_ENCRYPT_THEN_MAC in extensions)


def encrypted_extensions(body: bytes) -> tuple[str | None, bool]:
    """The protocol agreed on, and whether early data was accepted."""
    extensions = _extensions(Cursor(body))
    return _alpn(extensions.get(_EXT_ALPN)), _EXT_EARLY_DATA in extensions


def certificate_chain(body: bytes, version: int) -> tuple[bytes, ...]:
    """The DER certificates of a Certificate message, leaf first."""
    cursor = Cursor(body)
    if version == TLS13:
        cursor.vector(1)
    entries = Cursor(cursor.vector(3))
    chain = []
    while entries:
        chain.append(entries.vector(3))
        if version == TLS13:
            entries.vector(2)
    return tuple(chain)


def decompressed_certificate(body: bytes) -> bytes:
    """The Certificate message inside a CompressedCertificate (RFC 8879, section 4)."""
    cursor = Cursor(body)
    algorithm, size = cursor.number(2), cursor.number(3)
    packed = cursor.vector(3)
    if size > _MAX_CERTIFICATE_BYTES:
        raise Undecryptable(f"a compressed certificate of {size} bytes")
    if algorithm == 1:
        message = _zlib(packed, size)
    elif algorithm == 2:
        message = _brotli(packed, size)
    else:
        raise Undecryptable(f"certificate compression {algorithm}")
    if len(message) != size:
        raise Undecryptable(f"a compressed certificate of {len(message)} bytes says {size}")
    return message


def _zlib(packed: bytes, size: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, size + 1)
    except zlib.error as error:
        raise Undecryptable("a compressed certificate that is not zlib") from error


def _brotli(packed: bytes, size: int) -> bytes:
    import brotlicffi

    try:
        message: bytes = brotlicffi.Decompressor().process(packed, output_buffer_limit=size + 1)
    except brotlicffi.error as error:
        raise Undecryptable("a compressed certificate that is not Brotli") from error
    return message


def _extensions(cursor: Cursor) -> dict[int, bytes]:
    if not cursor:
        return {}
    block = Cursor(cursor.vector(2))
    found: dict[int, bytes] = {}
    while block:
        kind = block.number(2)
        found[kind] = block.vector(2)
    return found


def _server_name(extension: bytes | None) -> str | None:
    if not extension:
        return None
    names = Cursor(Cursor(extension).vector(2))
    names.take(1)
    return names.vector(2).decode("ascii", "replace")


def _alpn(extension: bytes | None) -> str | None:
    if not extension:
        return None
    return Cursor(Cursor(extension).vector(2)).vector(1).decode("ascii", "replace")
