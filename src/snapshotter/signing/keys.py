"""Keys to sign with, and signatures: ECDSA over P-384 with SHA-256.

A signature is the two numbers one after the other (IEEE P1363), a public key its SubjectPublicKeyInfo in
DER (RFC 5480), both in base 64: the forms of WACZ, which a browser's WebCrypto reads as well.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from snapshotter.durable import write_atomically
from snapshotter.errors import ConfigError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

KEY_NAME = "snapshotter/signing-key.pem"
_NUMBER_BYTES = 48
"""Of a P-384 signature's two numbers."""


@dataclass(frozen=True, slots=True)
class Signer:
    """A key to sign with."""

    key: EllipticCurvePrivateKey
    was_made: bool
    """Whether there was none before."""

    @property
    def public_key(self) -> str:
        """Base 64 of its SubjectPublicKeyInfo: what readers hold the key of a signature against."""
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        der = self.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return base64.b64encode(der).decode()

    def sign(self, text: str) -> str:
        """The signature of a text."""
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
        from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

        numbers = decode_dss_signature(self.key.sign(text.encode(), ECDSA(hashes.SHA256())))
        return base64.b64encode(
            b"".join(number.to_bytes(_NUMBER_BYTES, "big") for number in numbers)
        ).decode()


def default_key(environ: Mapping[str, str] = os.environ) -> Path:
    """Where the key to sign with lies: not in the archive home, which people publish."""
    folder = environ.get("XDG_CONFIG_HOME") or Path(environ.get("HOME", "~")).expanduser() / ".config"
    return Path(folder) / KEY_NAME


def signer(path: Path) -> Signer:
    """The private key in ``path`` (PEM); where there is no file, a new one that only its owner can read.

    Raises :class:`ConfigError` for a file that is no such key, or cannot be read or made.
    """
    try:
        if path.exists():
            return Signer(_loaded(path.read_bytes(), path), was_made=False)
        return Signer(_made(path), was_made=True)
    except OSError as trouble:
        raise _unusable(path, trouble) from trouble


def is_signature(signature: str, public_key: str, text: str) -> bool:
    """Whether this key has signed this text; False also for what is no key or no signature."""
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP384R1, EllipticCurvePublicKey
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        key = load_der_public_key(base64.b64decode(public_key, validate=True))
        raw = base64.b64decode(signature, validate=True)
    except (ValueError, UnsupportedAlgorithm):
        return False
    if not isinstance(key, EllipticCurvePublicKey) or not isinstance(key.curve, SECP384R1):
        return False
    if len(raw) != 2 * _NUMBER_BYTES:
        return False
    first, second = (int.from_bytes(half, "big") for half in (raw[:_NUMBER_BYTES], raw[_NUMBER_BYTES:]))
    try:
        key.verify(encode_dss_signature(first, second), text.encode(), ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def _loaded(data: bytes, path: Path) -> EllipticCurvePrivateKey:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ec import SECP384R1, EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(data, None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as trouble:
        raise _unusable(path, trouble) from trouble
    if not isinstance(key, EllipticCurvePrivateKey) or not isinstance(key.curve, SECP384R1):
        raise _unusable(path, "another kind of key")
    return key


def _made(path: Path) -> EllipticCurvePrivateKey:
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = ec.generate_private_key(ec.SECP384R1())
    data = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_atomically(path, data, mode=0o600)  # half a key would be in the way of every later one
    return key


def _unusable(path: Path, trouble: object) -> ConfigError:
    return ConfigError(
        f"{path}: not a key to sign with: {trouble}; expected an ECDSA key over P-384, PEM, no passphrase",
        code="config.signing-key",
        hint="name another file with --key; one that does not exist yet is made",
    )
