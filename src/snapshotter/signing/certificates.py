"""Certificates: signatures by that of a domain, and those that are trusted."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from snapshotter.errors import ConfigError

if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from cryptography.x509.verification import Store


def is_signature_of_domain(signature: str, chain_pem: str, domain: str, text: str) -> bool:
    """Whether the first certificate of a chain is of this domain and its key has signed this text.

    Who issued that certificate, and for when, is not looked at.
    """
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
    from cryptography.x509 import InvalidVersion, load_pem_x509_certificates

    try:
        leaf = load_pem_x509_certificates(chain_pem.encode())[0]
        key = leaf.public_key()
        raw = base64.b64decode(signature, validate=True)
        names = _names(leaf)
    except (ValueError, InvalidVersion, UnsupportedAlgorithm):
        return False
    if not isinstance(key, EllipticCurvePublicKey) or domain not in names:
        return False
    try:
        key.verify(raw, text.encode(), ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def is_issued_publicly(chain_pem: str, domain: str, moment: datetime) -> bool:
    """Whether an authority that browsers trust today had issued the first certificate of a chain to this
    domain, and it was valid at that moment (RFC 5280, section 6; the roots are those of ``certifi``).
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.x509 import (
        DNSName,
        DuplicateExtension,
        InvalidVersion,
        UnsupportedGeneralNameType,
        load_pem_x509_certificates,
    )
    from cryptography.x509.verification import PolicyBuilder, VerificationError

    try:
        leaf, *others = load_pem_x509_certificates(chain_pem.encode())
        policy = PolicyBuilder().store(_public_roots()).time(moment.astimezone(UTC).replace(tzinfo=None))
        policy.build_server_verifier(DNSName(domain)).verify(leaf, others)
    except (
        VerificationError,
        ValueError,
        UnsupportedGeneralNameType,
        DuplicateExtension,
        InvalidVersion,
        UnsupportedAlgorithm,
    ):
        return False
    return True


@cache
def _public_roots() -> Store:
    import warnings

    import certifi
    from cryptography.utils import CryptographyDeprecationWarning
    from cryptography.x509 import load_pem_x509_certificates
    from cryptography.x509.verification import Store

    with warnings.catch_warnings():
        # some of these roots are older than the rules for serial numbers
        warnings.simplefilter("ignore", CryptographyDeprecationWarning)
        return Store(load_pem_x509_certificates(Path(certifi.where()).read_bytes()))


def certificates(path: Path) -> list[Certificate]:
    """The certificates in a PEM file.  Raises :class:`ConfigError` for a file that holds none."""
    from cryptography.x509 import InvalidVersion, load_pem_x509_certificates

    try:
        return load_pem_x509_certificates(path.read_bytes())
    except (OSError, ValueError, InvalidVersion) as trouble:
        raise ConfigError(
            f"{path}: no certificates in PEM: {trouble}",
            hint="name a file with the certificate of the authority",
            code="config.certificates",
        ) from trouble


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
