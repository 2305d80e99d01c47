"""The one certificate under which every archived origin speaks.

Chromium that is told its key (``--ignore-certificate-errors-spki-list``) takes it for any name, as if
nothing were wrong: service workers and HSTS work, and certificates of others are checked as ever.
"""

from __future__ import annotations

import base64
import datetime
import hashlib
import os
import ssl
import tempfile
from dataclasses import dataclass
from functools import cache

_LIFETIME = datetime.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class _Identity:
    spki_sha256: str
    context: ssl.SSLContext


def pinned_key() -> str:
    """Base64 of the SHA-256 of its SubjectPublicKeyInfo, as the flag wants it.  Lasts as the process does."""
    return _identity().spki_sha256


def server_context() -> ssl.SSLContext:
    """TLS of every origin."""
    return _identity().context


@cache
def _identity() -> _Identity:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "snapshotter replay")])
    start = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number())
    certificate = (
        builder.not_valid_before(start).not_valid_after(start + _LIFETIME).sign(key, hashes.SHA256())
    )
    spki = key.public_key().public_bytes(form.Encoding.DER, form.PublicFormat.SubjectPublicKeyInfo)
    secret = key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_alpn_protocols(["http/1.1"])
    _load(context, secret + certificate.public_bytes(form.Encoding.PEM))
    return _Identity(base64.b64encode(hashlib.sha256(spki).digest()).decode(), context)


def _load(context: ssl.SSLContext, pem: bytes) -> None:
    """``ssl`` reads keys from files alone: one of our own that is gone at once."""
    with tempfile.NamedTemporaryFile(suffix=".pem") as file:  # mode 0600
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
        context.load_cert_chain(file.name)
