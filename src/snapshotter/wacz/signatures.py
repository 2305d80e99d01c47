"""Signatures of WACZ files (WACZ Signing and Verification 0.1.0).

What is signed is the *text* of the hash of ``datapackage.json``, ``sha256:`` and 64 hex digits.  A
signature says who packed the file, never that the sites said what is in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from snapshotter.signing.certificates import is_issued_publicly, is_signature_of_domain
from snapshotter.signing.keys import Signer, is_signature
from snapshotter.timestamps import iso, parse

VERSION = "0.1.0"
"""Of the specification."""


def signed_data(signer: Signer, digest: str, created: datetime, software: str) -> dict[str, str]:
    """``signedData`` for a ``datapackage.json`` with this hash ("Anonymous Signature")."""
    return {
        "hash": digest,
        "created": iso(created),
        "software": software,
        "version": VERSION,
        "signature": signer.sign(digest),
        "publicKey": signer.public_key,
    }


def is_signed(signed: Mapping[str, Any], digest: str) -> bool:
    """Whether ``signedData`` is a valid anonymous signature of this hash."""
    return signed.get("hash") == digest and is_signature(
        str(signed.get("signature")), str(signed.get("publicKey")), digest
    )


def is_domain_proven(signed: Mapping[str, Any]) -> bool:
    """Whether a public authority had given the domain's certificate, and it was valid when it is said to
    have signed; that time itself is the signer's word."""
    try:
        created = parse(str(signed.get("created")))
    except ValueError:
        return False
    return is_issued_publicly(str(signed.get("domainCert")), str(signed.get("domain")), created)


def is_signed_as_domain(signed: Mapping[str, Any], digest: str) -> bool:
    """Whether ``signedData`` is a signature of this hash by the certificate of its domain that it brings
    along ("Domain-Ownership Identity").  Who issued that certificate, and for when, is not looked at.
    """
    return signed.get("hash") == digest and is_signature_of_domain(
        str(signed.get("signature")), str(signed.get("domainCert")), str(signed.get("domain")), digest
    )
