"""Certificate chains in words, also those that no authority would sign."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from snapshotter.viewer.certificates import certificates_of

START = datetime(2026, 3, 1, tzinfo=UTC)
NAMES = x509.SubjectAlternativeName([x509.DNSName("cited.example"), x509.DNSName("www.cited.example")])


def certificate(*extensions):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "cited.example")])
    made = x509.CertificateBuilder(name, name, key.public_key(), 7, START, START + timedelta(days=90))
    for each in extensions:
        made = made.add_extension(each, critical=False)
    return made.sign(key, SHA256())


def test_a_chain_is_read_leaf_first():
    pem = b"".join(each.public_bytes(Encoding.PEM) for each in (certificate(NAMES), certificate()))
    leaf, above = certificates_of(pem)
    assert leaf.subject == "CN=cited.example"
    assert leaf.names == ("cited.example", "www.cited.example")
    assert leaf.not_after == START + timedelta(days=90)
    assert len(leaf.fingerprint) == 64
    assert above.names == ()


def test_what_is_no_chain_has_no_certificates():
    assert certificates_of(b"") == []
    assert certificates_of(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n") == []


def test_an_extension_that_stands_there_twice_says_nothing():
    """RFC 5280, section 4.2 forbids it; whoever signs for himself can do it all the same."""
    one, other = (x509.ObjectIdentifier(f"1.3.6.1.4.1.99999.{number}") for number in (1, 2))
    made = certificate(NAMES, *(x509.UnrecognizedExtension(oid, b"x") for oid in (one, other)))
    first, second = (b"\x86\x8d\x1f" + bytes([number]) for number in (1, 2))
    der = made.public_bytes(Encoding.DER)
    assert (der.count(first), der.count(second)) == (1, 1)
    twice = x509.load_der_x509_certificate(der.replace(second, first))
    (found,) = certificates_of(twice.public_bytes(Encoding.PEM))
    assert found.names == ()
    assert found.subject == "CN=cited.example"


def test_a_version_that_there_is_not_says_nothing():
    der = certificate().public_bytes(Encoding.DER)
    eighth = der.replace(b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x07", 1)
    assert eighth != der
    assert certificates_of(ssl.DER_cert_to_PEM_cert(eighth).encode()) == []
