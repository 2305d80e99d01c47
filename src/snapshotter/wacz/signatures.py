"""Anonymous signatures of WACZ files (WACZ Signing and Verification 0.1.0, "Anonymous Signature").

ECDSA over P-384 with SHA-256; what is signed is the *text* of the hash of ``datapackage.json``,
``sha256:`` and 64 hex digits; the signature is the two numbers one after the other (IEEE P1363), the key
SubjectPublicKeyInfo in DER, both in base 64.  A signature says who packed the file, never that the
sites said what is in it.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from snapshotter.durable import write_atomically
from snapshotter.errors import ConfigError
from snapshotter.timestamps import iso

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.x509 import Certificate

VERSION = "0.1.0"
"""Of the specification."""
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
        """Base 64 of its SubjectPublicKeyInfo: what readers hold the ``publicKey`` of a file against."""
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        der = self.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return base64.b64encode(der).decode()

    def sign(self, digest: str, created: datetime, software: str) -> dict[str, str]:
        """``signedData`` for a ``datapackage.json`` with this hash."""
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
        from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

        numbers = decode_dss_signature(self.key.sign(digest.encode(), ECDSA(hashes.SHA256())))
        signature = b"".join(number.to_bytes(_NUMBER_BYTES, "big") for number in numbers)
        return {
            "hash": digest,
            "created": iso(created),
            "software": software,
            "version": VERSION,
            "signature": base64.b64encode(signature).decode(),
            "publicKey": self.public_key,
        }


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


def is_signed(signed: Mapping[str, Any], digest: str) -> bool:
    """Whether ``signedData`` is a valid anonymous signature of this hash."""
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP384R1, EllipticCurvePublicKey
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        key = load_der_public_key(base64.b64decode(str(signed.get("publicKey")), validate=True))
        raw = base64.b64decode(str(signed.get("signature")), validate=True)
    except (ValueError, UnsupportedAlgorithm):
        return False
    if not isinstance(key, EllipticCurvePublicKey) or not isinstance(key.curve, SECP384R1):
        return False
    if len(raw) != 2 * _NUMBER_BYTES or signed.get("hash") != digest:
        return False
    first, second = (int.from_bytes(half, "big") for half in (raw[:_NUMBER_BYTES], raw[_NUMBER_BYTES:]))
    try:
        key.verify(encode_dss_signature(first, second), digest.encode(), ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def is_signed_as_domain(signed: Mapping[str, Any], digest: str) -> bool:
    """Whether ``signedData`` is a signature of this hash by the certificate of its domain that it brings
    along ("Domain-Ownership Identity").  Who issued that certificate, and for when, is not looked at.
    """
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
    from cryptography.x509 import InvalidVersion, load_pem_x509_certificates

    try:
        leaf = load_pem_x509_certificates(str(signed.get("domainCert")).encode())[0]
        key = leaf.public_key()
        raw = base64.b64decode(str(signed.get("signature")), validate=True)
    except (ValueError, InvalidVersion, UnsupportedAlgorithm):
        return False
    if signed.get("hash") != digest or not isinstance(key, EllipticCurvePublicKey):
        return False
    if str(signed.get("domain")) not in _names(leaf):
        return False
    try:
        key.verify(raw, digest.encode(), ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def _names(certificate: Certificate) -> set[str]:
    from cryptography.x509 import (
        DNSName,
        DuplicateExtension,
        ExtensionNotFound,
        SubjectAlternativeName,
        UnsupportedGeneralNameType,
    )
    from cryptography.x509.oid import NameOID

    names = {str(name.value) for name in certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)}
    try:
        alternative = certificate.extensions.get_extension_for_class(SubjectAlternativeName).value
    except (ExtensionNotFound, DuplicateExtension, UnsupportedGeneralNameType, ValueError):
        return names
    return names | set(alternative.get_values_for_type(DNSName))


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
