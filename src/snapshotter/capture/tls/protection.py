"""Record protection: the cipher suites that Chromium offers, and how a record is opened.

Sources: RFC 8446 sections 5.2 and 7 (TLS 1.3), RFC 5246 section 6 (TLS 1.2), RFC 5288 (GCM),
RFC 7905 (ChaCha20-Poly1305).
"""

from __future__ import annotations

import hashlib
import hmac
import struct
from dataclasses import dataclass
from typing import Literal, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305

APPLICATION_DATA = 23
CBC_MAC_BYTES = 20


class Undecryptable(Exception):
    """These bytes are not TLS that the known secrets open; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Suite:
    """A cipher suite: what it takes to open its records."""

    name: str
    hash: Literal["sha256", "sha384"]
    key_bytes: int
    cipher: Literal["gcm", "chacha", "cbc"]


SUITES = {
    0x1301: Suite("TLS_AES_128_GCM_SHA256", "sha256", 16, "gcm"),
    0x1302: Suite("TLS_AES_256_GCM_SHA384", "sha384", 32, "gcm"),
    0x1303: Suite("TLS_CHACHA20_POLY1305_SHA256", "sha256", 32, "chacha"),
    0xC02B: Suite("ECDHE-ECDSA-AES128-GCM-SHA256", "sha256", 16, "gcm"),
    0xC02F: Suite("ECDHE-RSA-AES128-GCM-SHA256", "sha256", 16, "gcm"),
    0xC02C: Suite("ECDHE-ECDSA-AES256-GCM-SHA384", "sha384", 32, "gcm"),
    0xC030: Suite("ECDHE-RSA-AES256-GCM-SHA384", "sha384", 32, "gcm"),
    0xCCA8: Suite("ECDHE-RSA-CHACHA20-POLY1305", "sha256", 32, "chacha"),
    0xCCA9: Suite("ECDHE-ECDSA-CHACHA20-POLY1305", "sha256", 32, "chacha"),
    0x009C: Suite("AES128-GCM-SHA256", "sha256", 16, "gcm"),
    0x009D: Suite("AES256-GCM-SHA384", "sha384", 32, "gcm"),
    0xC009: Suite("ECDHE-ECDSA-AES128-SHA", "sha256", 16, "cbc"),
    0xC00A: Suite("ECDHE-ECDSA-AES256-SHA", "sha256", 32, "cbc"),
    0xC013: Suite("ECDHE-RSA-AES128-SHA", "sha256", 16, "cbc"),
    0xC014: Suite("ECDHE-RSA-AES256-SHA", "sha256", 32, "cbc"),
    0x002F: Suite("AES128-SHA", "sha256", 16, "cbc"),
    0x0035: Suite("AES256-SHA", "sha256", 32, "cbc"),
}


class Protection(Protocol):
    """Opens the records of one direction in order."""

    def open(self, header: bytes, fragment: memoryview) -> tuple[int, bytes]:
        """Content type and plaintext of a record; raises :class:`Undecryptable`."""
        ...


def hkdf_expand_label(hash_name: str, secret: bytes, label: bytes, length: int) -> bytes:
    """HKDF-Expand-Label with an empty context (RFC 8446, section 7.1)."""
    full = b"tls13 " + label
    info = struct.pack(">HB", length, len(full)) + full + b"\0"
    out = block = b""
    counter = 1
    while len(out) < length:
        block = hmac.digest(secret, block + info + bytes([counter]), hash_name)
        out += block
        counter += 1
    return out[:length]


def prf12(hash_name: str, secret: bytes, label: bytes, seed: bytes, length: int) -> bytes:
    """The TLS 1.2 pseudo-random function (RFC 5246, section 5)."""
    seed = label + seed
    out, a = b"", seed
    while len(out) < length:
        a = hmac.digest(secret, a, hash_name)
        out += hmac.digest(secret, a + seed, hash_name)
    return out[:length]


def _aead(suite: Suite, key: bytes) -> AESGCM | ChaCha20Poly1305:
    return ChaCha20Poly1305(key) if suite.cipher == "chacha" else AESGCM(key)


class Tls13Protection:
    """One direction, one key generation of TLS 1.3 (RFC 8446, section 5.2)."""

    def __init__(self, suite: Suite, secret: bytes) -> None:
        self._suite = suite
        self._secret = secret
        self._aead = _aead(suite, hkdf_expand_label(suite.hash, secret, b"key", suite.key_bytes))
        self._iv = int.from_bytes(hkdf_expand_label(suite.hash, secret, b"iv", 12), "big")
        self._sequence = 0

    def open(self, header: bytes, fragment: memoryview) -> tuple[int, bytes]:
        nonce = (self._iv ^ self._sequence).to_bytes(12, "big")
        try:
            inner = self._aead.decrypt(nonce, fragment, header)
        except InvalidTag as error:
            raise Undecryptable(f"record {self._sequence} fails authentication") from error
        self._sequence += 1
        if not inner or inner[-1] == 0:
            inner = inner.rstrip(b"\0")
        if not inner:
            raise Undecryptable("a record of padding alone")
        return inner[-1], inner[:-1]

    def next_generation(self) -> Tls13Protection:
        """The keys after a KeyUpdate (RFC 8446, section 7.2)."""
        size = hashlib.new(self._suite.hash).digest_size
        return Tls13Protection(
            self._suite, hkdf_expand_label(self._suite.hash, self._secret, b"traffic upd", size)
        )


class Tls12Aead:
    """One direction of TLS 1.2 with GCM (explicit nonce) or ChaCha20-Poly1305."""

    def __init__(self, suite: Suite, key: bytes, iv: bytes) -> None:
        self._explicit = suite.cipher == "gcm"
        self._aead = _aead(suite, key)
        self._iv = iv
        self._sequence = 0

    def open(self, header: bytes, fragment: memoryview) -> tuple[int, bytes]:
        sequence, self._sequence = self._sequence, self._sequence + 1
        if self._explicit:
            nonce, sealed = self._iv + bytes(fragment[:8]), fragment[8:]
        else:
            nonce = (int.from_bytes(self._iv, "big") ^ sequence).to_bytes(12, "big")
            sealed = fragment
        length = len(sealed) - 16
        if length < 0:
            raise Undecryptable(f"record {sequence} is shorter than its tag")
        associated = struct.pack(">Q", sequence) + header[:3] + struct.pack(">H", length)
        try:
            return header[0], self._aead.decrypt(nonce, sealed, associated)
        except (InvalidTag, ValueError) as error:
            raise Undecryptable(f"record {sequence} fails authentication") from error


class Tls12Cbc:
    """One direction of TLS 1.2 with AES-CBC and HMAC-SHA1, MAC then encrypt."""

    def __init__(self, key: bytes, mac_key: bytes) -> None:
        self._key = key
        self._mac_key = mac_key
        self._sequence = 0

    def open(self, header: bytes, fragment: memoryview) -> tuple[int, bytes]:
        sequence, self._sequence = self._sequence, self._sequence + 1
        if len(fragment) < 32 or len(fragment) % 16:
            raise Undecryptable(f"record {sequence}: {len(fragment)} bytes are no CBC record")
        decryptor = Cipher(algorithms.AES(self._key), modes.CBC(bytes(fragment[:16]))).decryptor()
        padded = decryptor.update(fragment[16:]) + decryptor.finalize()
        length = len(padded) - 1 - padded[-1] - CBC_MAC_BYTES
        if length < 0:
            raise Undecryptable(f"record {sequence} has impossible padding")
        plaintext, mac = padded[:length], padded[length : length + CBC_MAC_BYTES]
        covered = struct.pack(">Q", sequence) + header[:3] + struct.pack(">H", length) + plaintext
        if not hmac.compare_digest(hmac.digest(self._mac_key, covered, "sha1"), mac):
            raise Undecryptable(f"record {sequence} fails authentication")
        return header[0], plaintext


def tls12_protections(
    suite: Suite, master_secret: bytes, client_random: bytes, server_random: bytes
) -> tuple[Protection, Protection]:
    """Client's and server's protection from the key block (RFC 5246, section 6.3)."""
    mac = CBC_MAC_BYTES if suite.cipher == "cbc" else 0
    iv = {"gcm": 4, "chacha": 12, "cbc": 0}[suite.cipher]
    sizes = (mac, mac, suite.key_bytes, suite.key_bytes, iv, iv)
    block = prf12(suite.hash, master_secret, b"key expansion", server_random + client_random, sum(sizes))
    parts, start = [], 0
    for size in sizes:
        parts.append(block[start : start + size])
        start += size
    client_mac, server_mac, client_key, server_key, client_iv, server_iv = parts
    if suite.cipher == "cbc":
        return Tls12Cbc(client_key, client_mac), Tls12Cbc(server_key, server_mac)
    return Tls12Aead(suite, client_key, client_iv), Tls12Aead(suite, server_key, server_iv)
