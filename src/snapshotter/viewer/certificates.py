"""Who was at the other end: the certificate chain of a connection, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography import x509


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a certificate says of itself."""

    subject: str
    issuer: str
    names: tuple[str, ...]
    """Of its subjectAltName (RFC 5280, section 4.2.1.6): what browsers compare the host with."""
    not_before: datetime
    not_after: datetime
    fingerprint: str
    """SHA-256 of the DER, hex."""


def certificates_of(pem: bytes) -> list[Certificate]:
    """The certificates of a PEM chain, leaf first; none when it cannot be read."""
    from cryptography import x509

    try:
        return [_certificate(each) for each in x509.load_pem_x509_certificates(pem)]
    except (ValueError, x509.InvalidVersion):
        return []


def _certificate(certificate: x509.Certificate) -> Certificate:
    from cryptography.hazmat.primitives.hashes import SHA256

    return Certificate(
        subject=certificate.subject.rfc4514_string(),
        issuer=certificate.issuer.rfc4514_string(),
        names=_names(certificate),
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
        fingerprint=certificate.fingerprint(SHA256()).hex(),
    )


def _names(certificate: x509.Certificate) -> tuple[str, ...]:
    from cryptography import x509

    try:
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except (x509.ExtensionNotFound, x509.DuplicateExtension, x509.UnsupportedGeneralNameType, ValueError):
        return ()
    return tuple(found.value.get_values_for_type(x509.DNSName))
