"""Record protection: the cipher suites that Chromium and Python offer, and how a record is opened.

Sources: RFC 8446 sections 5.2 and 7 (TLS 1.3), RFC 5246 section 6 (TLS 1.2), RFC 5288 (GCM),
RFC 5289 (CBC with SHA-2), RFC 7366 (encrypt-then-MAC), RFC 7905 (ChaCha20-Poly1305).
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
_BLOCK_BYTES = 16


class Undecryptable(Exception):
    """These bytes are not TLS that the known secrets open; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Suite:
    """A cipher suite: what it takes to open its records."""

    name: str
    hash: Literal["sha256", "sha384"]
    """Of the key derivation."""
    key_bytes: int
    cipher: Literal["gcm", "chacha", "cbc"]
    mac: Literal["sha1", "sha256", "sha384"] = "sha1"
    """Of the records of a CBC suite."""


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
    # Python's ssl offers these besides.
    0xC023: Suite("ECDHE-ECDSA-AES128-SHA256", "sha256", 16, "cbc", "sha256"),
    0xC024: Suite("ECDHE-ECDSA-AES256-SHA384", "sha384", 32, "cbc", "sha384"),
    0xC027: Suite("ECDHE-RSA-AES128-SHA256", "sha256", 16, "cbc", "sha256"),
    0xC028: Suite("ECDHE-RSA-AES256-SHA384", "sha384", 32, "cbc", "sha384"),
    0x0067: Suite("DHE-RSA-AES128-SHA256", "sha256", 16, "cbc", "sha256"),
    0x006B: Suite("DHE-RSA-AES256-SHA256", "sha256", 32, "cbc", "sha256"),
    0x009E: Suite("DHE-RSA-AES128-GCM-SHA256", "sha256", 16, "gcm"),
    0x009F: Suite("DHE-RSA-AES256-GCM-SHA384", "sha384", 32, "gcm"),
    0xCCAA: Suite("DHE-RSA-CHACHA20-POLY1305", "sha256", 32, "chacha"),
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
    """One direction of TLS 1.2 with AES-CBC: MAC then encrypt, or encrypt then MAC (RFC 7366)."""

    def __init__(self, suite: Suite, key: bytes, mac_key: bytes, mac_last: bool) -> None:
        self._key = key
        self._mac_key = mac_key
        self._mac = suite.mac
        self._mac_last = mac_last
        self._sequence = 0

    def open(self, header: bytes, fragment: memoryview) -> tuple[int, bytes]:
        if not self._mac_last:
            plaintext, mac = self._split(self._decrypted(bytes(fragment)))
            self._check(header, plaintext, mac)
        else:
            size = hashlib.new(self._mac).digest_size
            sealed, mac = bytes(fragment[:-size]), bytes(fragment[-size:])
            self._check(header, sealed, mac)
            plaintext = self._unpadded(self._decrypted(sealed))
        self._sequence += 1
        return header[0], plaintext

    def _decrypted(self, sealed: bytes) -> bytes:
        if len(sealed) < 2 * _BLOCK_BYTES or len(sealed) % _BLOCK_BYTES:
            raise Undecryptable(f"record {self._sequence}: {len(sealed)} bytes are no CBC record")
        iv = sealed[:_BLOCK_BYTES]
        decryptor = Cipher(algorithms.AES(self._key), modes.CBC(iv)).decryptor()
        return decryptor.update(sealed[_BLOCK_BYTES:]) + decryptor.finalize()

    def _unpadded(self, padded: bytes) -> bytes:
        length = len(padded) - 1 - padded[-1]
        if length < 0:
            raise Undecryptable(f"record {self._sequence} has impossible padding")
        return padded[:length]

    def _split(self, padded: bytes) -> tuple[bytes, bytes]:
        """Plaintext and its MAC."""
        size = hashlib.new(self._mac).digest_size
        content = self._unpadded(padded)
        if len(content) < size:
            raise Undecryptable(f"record {self._sequence} has impossible padding")
        return content[:-size], content[-size:]

    def _check(self, header: bytes, covered: bytes, mac: bytes) -> None:
        said = struct.pack(">Q", self._sequence) + header[:3] + struct.pack(">H", len(covered)) + covered
        if not hmac.compare_digest(hmac.digest(self._mac_key, said, self._mac), mac):
            raise Undecryptable(f"record {self._sequence} fails authentication")


def tls12_protections(
    suite: Suite, master_secret: bytes, randoms: tuple[bytes, bytes], mac_last: bool = False
) -> tuple[Protection, Protection]:
    """Client's and server's protection from the key block (RFC 5246, section 6.3).

    ``randoms`` are the client's and the server's; ``mac_last`` says that encrypt-then-MAC was agreed on.
    """
    mac = hashlib.new(suite.mac).digest_size if suite.cipher == "cbc" else 0
    iv = {"gcm": 4, "chacha": 12, "cbc": 0}[suite.cipher]
    sizes = (mac, mac, suite.key_bytes, suite.key_bytes, iv, iv)
    client_random, server_random = randoms
    block = prf12(suite.hash, master_secret, b"key expansion", server_random + client_random, sum(sizes))
    parts, start = [], 0
    for size in sizes:
        parts.append(block[start : start + size])
        start += size
    client_mac, server_mac, client_key, server_key, client_iv, server_iv = parts
    if suite.cipher == "cbc":
        client = Tls12Cbc(suite, client_key, client_mac, mac_last)
        return client, Tls12Cbc(suite, server_key, server_mac, mac_last)
    return Tls12Aead(suite, client_key, client_iv), Tls12Aead(suite, server_key, server_iv)
