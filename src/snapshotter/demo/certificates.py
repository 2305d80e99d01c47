"""A throw-away certificate authority, made at start and never written to disk for longer than a call."""

from __future__ import annotations

import base64
import datetime
import hashlib
import os
import ssl
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

_LIFETIME = datetime.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class TlsOptions:
    """How one port speaks TLS.  ``ciphers`` is OpenSSL's list, for TLS 1.2 and below."""

    alpn: tuple[str, ...] = ("h2", "http/1.1")
    minimum: ssl.TLSVersion = ssl.TLSVersion.TLSv1_2
    maximum: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3
    ciphers: str | None = None
    key: Literal["ec", "rsa"] = "ec"


class CertificateAuthority:
    """Signs one leaf of each key type for a fixed set of host names (``*.`` wildcards allowed)."""

    def __init__(self, host_names: Sequence[str]) -> None:
        self._host_names = tuple(host_names)
        self._key = _new_key("ec")
        self._certificate = _ca_certificate(self._key)
        self._leaves: dict[str, tuple[bytes, bytes]] = {}

    @property
    def pem(self) -> bytes:
        """The authority's own certificate: what a client must trust."""
        from cryptography.hazmat.primitives.serialization import Encoding

        return self._certificate.public_bytes(Encoding.PEM)

    @property
    def spki_sha256(self) -> str:
        """The authority's key, as Chromium's ``--ignore-certificate-errors-spki-list`` wants it."""
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        spki = self._key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return base64.b64encode(hashlib.sha256(spki).digest()).decode()

    def server_context(self, options: TlsOptions) -> ssl.SSLContext:
        """A server's context with a leaf and its chain."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = options.minimum
        context.maximum_version = options.maximum
        context.set_alpn_protocols(list(options.alpn))
        if options.ciphers is not None:
            context.set_ciphers(options.ciphers)
        _load(context, *self._leaf(options.key))
        return context

    def client_context(self) -> ssl.SSLContext:
        """A client's context that trusts this authority alone."""
        return ssl.create_default_context(cadata=self.pem.decode())

    def _leaf(self, key_type: Literal["ec", "rsa"]) -> tuple[bytes, bytes]:
        """Private key and chain in PEM."""
        if key_type not in self._leaves:
            self._leaves[key_type] = self._sign(_new_key(key_type))
        return self._leaves[key_type]

    def _sign(self, key: EllipticCurvePrivateKey | RSAPrivateKey) -> tuple[bytes, bytes]:
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives import serialization as form
        from cryptography.x509.oid import ExtendedKeyUsageOID

        issuer = self._certificate.subject
        names = x509.SubjectAlternativeName([x509.DNSName(name) for name in self._host_names])
        builder = _builder(_name("Snapshotter demo web"), issuer, key).add_extension(names, critical=False)
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
        issuer_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        builder = builder.add_extension(usage, critical=False).add_extension(issuer_id, critical=False)
        certificate = builder.sign(self._key, hashes.SHA256())
        secret = key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())
        return secret, certificate.public_bytes(form.Encoding.PEM) + self.pem


def _new_key(key_type: Literal["ec", "rsa"]) -> EllipticCurvePrivateKey | RSAPrivateKey:
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    if key_type == "rsa":
        return rsa.generate_private_key(public_exponent=65_537, key_size=2048)
    return ec.generate_private_key(ec.SECP256R1())


def _name(common_name: str) -> x509.Name:
    from cryptography import x509

    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, common_name)])


def _builder(
    subject: x509.Name, issuer: x509.Name, key: EllipticCurvePrivateKey | RSAPrivateKey
) -> x509.CertificateBuilder:
    from cryptography import x509

    start = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer)
    builder = builder.public_key(key.public_key()).serial_number(x509.random_serial_number())
    return builder.not_valid_before(start).not_valid_after(start + _LIFETIME)


def _ca_certificate(key: EllipticCurvePrivateKey | RSAPrivateKey) -> x509.Certificate:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    name = _name("Snapshotter demo web, throw-away authority")
    basic = x509.BasicConstraints(ca=True, path_length=0)
    own_id = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    builder = _builder(name, name, key).add_extension(basic, critical=True)
    builder = builder.add_extension(usage, critical=True).add_extension(own_id, critical=False)
    return builder.sign(key, hashes.SHA256())


def _load(context: ssl.SSLContext, key_pem: bytes, chain_pem: bytes) -> None:
    """``ssl`` reads keys from files alone: a private temporary one that is removed at once."""
    handle, name = tempfile.mkstemp(suffix=".pem")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(key_pem + chain_pem)
        context.load_cert_chain(name)
    finally:
        Path(name).unlink()
