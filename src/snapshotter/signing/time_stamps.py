"""Time stamps of an authority (RFC 3161) over any bytes.

The reply is kept as it came, so that ``openssl ts -verify -data FILE -in REPLY`` can read it too.
The library takes strict DER only: an authority whose certificates are out of order (DER orders a SET, and
not all do) is believed later, by other tools, or not at all; its reply is kept all the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from snapshotter.errors import ConfigError, StampRefused

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

REQUEST_TYPE = "application/timestamp-query"
REPLY_TYPE = "application/timestamp-reply"
MAX_REPLY_BYTES = 256 * 1024
_GRANTED = (0, 1)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a reply says."""

    moment: datetime
    authority: str
    """Subject of the certificate that signed, RFC 4514."""
    is_trusted: bool
    """Whether that certificate leads to one that the caller trusts."""


@dataclass(frozen=True, slots=True)
class Query:
    """A request on its way."""

    der: bytes
    nonce: int


def query(data: bytes) -> Query:
    """The request for a stamp on ``data``: its SHA-256, a nonce, and the wish for certificates.

    Raises :class:`ConfigError` when the library is not installed.
    """
    library = _library()
    built = library.TimestampRequestBuilder(data, library.HashAlgorithm.SHA256).build()
    return Query(built.as_bytes(), built.nonce)


def accepted(reply: bytes, data: bytes, asked: Query) -> Stamp | None:
    """What the authority granted; None for a reply that cannot be read, which proves nothing here.

    Raises :class:`StampRefused` when it refused, or stamped something else.
    """
    response = _read(reply)
    if response is None:
        return None
    if response.status not in _GRANTED:
        raise _refused(
            f"it answered with status {response.status} {' '.join(response.status_string)}".strip()
        )
    if response.tst_info.nonce != asked.nonce:
        raise _refused("its answer is one to another request")
    stamp = stamp_of(reply, data)
    if stamp is None:
        raise _refused("its signature does not hold, or is over other bytes")
    return stamp


def stamp_of(reply: bytes, data: bytes, roots: Sequence[Certificate] = ()) -> Stamp | None:
    """What a stored reply says of ``data``; None when it is not a valid stamp of it.

    Without ``roots`` the signature is checked against the certificates that came with it: that tells
    a damaged stamp from a sound one, and nothing about who made it.
    """
    library = _library()
    response = _read(reply)
    if response is None or response.status not in _GRANTED:
        return None
    if response.tst_info.message_imprint.message != hashlib.sha256(data).digest():
        return None
    trusted = bool(roots) and _holds(library, response, data, roots)
    if not trusted and not _holds(library, response, data, _embedded(response)):
        return None
    return Stamp(response.tst_info.gen_time, _signed_by(response), trusted)


def is_readable(reply: bytes) -> bool:
    """Whether it is a reply in strict DER."""
    return _read(reply) is not None


def _holds(library: Any, response: Any, data: bytes, roots: Sequence[Certificate]) -> bool:
    if not roots:
        return False
    builder = library.VerifierBuilder(roots=list(roots))
    try:
        return bool(builder.build().verify_message(response, data))
    except (library.VerificationError, ValueError):
        return False


def _embedded(response: Any) -> list[Certificate]:
    from cryptography.x509 import InvalidVersion, load_der_x509_certificate

    try:
        return [load_der_x509_certificate(der) for der in response.signed_data.certificates]
    except (ValueError, InvalidVersion):
        return []


def _signed_by(response: Any) -> str:
    signers = [(signer.issuer, signer.serial_number) for signer in response.signed_data.signer_infos]
    for certificate in _embedded(response):
        if (certificate.issuer, certificate.serial_number) in signers:
            return certificate.subject.rfc4514_string()
    return ""


def _read(reply: bytes) -> Any:
    try:
        response = _library().decode_timestamp_response(reply)
        if response.status in _GRANTED:
            response.tst_info, response.signed_data  # noqa: B018  # both are parsed when they are asked for
    except ValueError:
        return None
    return response


def _library() -> Any:
    try:
        import rfc3161_client
    except ImportError as trouble:
        raise ConfigError(
            "time stamps need the library rfc3161-client",
            code="config.no-timestamp-library",
            hint="install it: pip install 'snapshotter[timestamp]'",
        ) from trouble
    return rfc3161_client


def _refused(message: str) -> StampRefused:
    return StampRefused(
        f"the time-stamp authority gave no stamp: {message}",
        hint="ask another authority with --time-stamp URL",
    )
