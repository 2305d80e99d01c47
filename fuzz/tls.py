"""TLS as the recorder reads it: :mod:`snapshotter.capture.tls`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from random import Random

from fuzz.mutations import mutated
from fuzz.talk import Talk, heard, talk_mutated, talk_swollen, written
from fuzz.target import Target

_CLIENT, _SERVER, _KEYS, _CLIENT_SEALED, _SERVER_SEALED = range(5)
_SPEAKERS = 5
_SIDES = {_CLIENT: "client", _SERVER: "server", _CLIENT_SEALED: "client", _SERVER_SEALED: "server"}
_SECRET = bytes(range(32))
_RANDOM = bytes(32)
_WATCHED = ("capture/tls",)


class _Seal:
    """Protects what one side says, as a peer with the secret would (RFC 8446, section 5.2)."""

    def __init__(self) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        from snapshotter.capture.tls.protection import hkdf_expand_label

        self._aead = AESGCM(hkdf_expand_label("sha256", _SECRET, b"key", 16))
        self._iv = int.from_bytes(hkdf_expand_label("sha256", _SECRET, b"iv", 12), "big")
        self._sequence = 0

    def record(self, inner: bytes) -> bytes:
        inner = inner[:16384]
        header = b"\x17\x03\x03" + (len(inner) + 16).to_bytes(2, "big")
        nonce = (self._iv ^ self._sequence).to_bytes(12, "big")
        self._sequence += 1
        return header + self._aead.encrypt(nonce, inner, header)


def read(data: bytes) -> int:
    """A connection; what is said by the sealed speakers is protected first, under a secret that is logged.

    Nothing may be raised; what is kept for lack of a secret is bounded by what came.
    """
    from snapshotter.capture.tls.keylog import KeyLog
    from snapshotter.capture.tls.session import TlsSession

    keys, plain = KeyLog(), []
    session = TlsSession(keys, lambda side, content: plain.append(len(content)))
    seals = {_CLIENT_SEALED: _Seal(), _SERVER_SEALED: _Seal()}
    fed = 0
    for who, piece in heard(data, _SPEAKERS):
        if who == _KEYS:
            keys.feed(piece)
            continue
        wire = seals[who].record(piece) if who in seals else piece
        fed += len(wire)
        session.feed(_SIDES[who], wire)
        assert session.unopened_bytes <= fed, "more is kept than came"
    session.close()
    assert session.error is None or session.unopened_bytes == 0, "bytes are kept after an error"
    assert sum(plain) <= fed, "more plaintext than ciphertext"
    return sum(plain) + sum(map(len, session.certificates))


@cache
def _recorded() -> tuple[bytes, ...]:
    """Real connections of OpenSSL, with their key logs."""
    from tests.unit.capture.handshakes import PING, PONG, record

    talk = [("client", PING), ("server", PONG)]
    made = [
        record(talk, version="TLSv1_3", alpn=["http/1.1"]),
        record(talk, version="TLSv1_2"),
        record(talk, version="TLSv1_2", ciphers="ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0"),
        record(talk, version="TLSv1_3", resume=True),
        record(talk, version="TLSv1_3", curve="secp384r1"),
    ]
    return tuple(
        written(
            [(_KEYS, each.key_log), *((0 if side == "client" else 1, data) for side, data in each.flights)]
        )
        for each in made
    )


def _handshake(kind: int, body: bytes) -> bytes:
    return bytes([kind]) + len(body).to_bytes(3, "big") + body


def _vector(size: int, data: bytes) -> bytes:
    return len(data).to_bytes(size, "big") + data


def _sealed() -> Iterator[bytes]:
    """A TLS 1.3 connection whose protected part is written by hand."""
    import zlib

    extensions = (
        b"\0\x2b\0\x03\x02\x03\x04"
        + b"\0\x2a\0\0"
        + b"\0\0"
        + _vector(2, _vector(2, b"\0" + _vector(2, b"a.test")))
    )
    hello = (
        b"\x03\x03" + _RANDOM + b"\0" + _vector(2, b"\x13\x01") + _vector(1, b"\0") + _vector(2, extensions)
    )
    answer = b"\x03\x03" + bytes([7] * 32) + b"\0\x13\x01\0" + _vector(2, b"\0\x2b\0\x02\x03\x04")
    labels = (
        "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
        "SERVER_HANDSHAKE_TRAFFIC_SECRET",
        "CLIENT_EARLY_TRAFFIC_SECRET",
    )
    log = "".join(f"{label} {_RANDOM.hex()} {_SECRET.hex()}\n" for label in labels).encode()
    encrypted = _handshake(
        8, _vector(2, b"\0\x10" + _vector(2, _vector(2, _vector(1, b"h2"))) + b"\0\x2a\0\0")
    )
    chain = b"\0" + _vector(3, _vector(3, b"leaf" * 20) + b"\0\0" + _vector(3, b"root") + b"\0\0")
    packed = b"\0\1" + len(chain).to_bytes(3, "big") + _vector(3, zlib.compress(chain))
    start: Talk = [(_KEYS, log), (_CLIENT, b"\x16\x03\x01" + _vector(2, _handshake(1, hello)))]
    start.append((_SERVER, b"\x16\x03\x03" + _vector(2, _handshake(2, answer))))
    for certificate in (_handshake(11, chain), _handshake(25, packed)):
        said: Talk = [(_SERVER_SEALED, encrypted + b"\x16"), (_SERVER_SEALED, certificate + b"\x16")]
        said += [(_CLIENT_SEALED, b"early\x17"), (_CLIENT_SEALED, _handshake(5, b"") + b"\x16")]
        said += [(_SERVER_SEALED, b"\1\0\x15"), (_SERVER_SEALED, _handshake(24, b"\0") + b"\x16")]
        yield written([*start, *said])


def _mutate(data: bytes, source: Random) -> bytes:
    """The talk; or within a piece record by record, with lengths that agree."""
    talk = heard(data, _SPEAKERS)
    plain = [at for at, (who, _) in enumerate(talk) if who in (_CLIENT, _SERVER)]
    if not plain or source.random() < 0.4:
        return talk_mutated(
            data, source, _SPEAKERS, (b"\x16\x03\x03", b"\x17\x03\x03", b"\x14\x03\x03\0\1\1")
        )
    at = source.choice(plain)
    who, said = talk[at]
    records = list(_records(said))
    place = source.randrange(len(records)) if records else 0
    if records and source.random() < 0.8:
        header, body = records[place][:5], records[place][5:]
        changed = _message_mutated(body, source) if header[:1] == b"\x16" else mutated(body, source)
        records[place] = header[:3] + _vector(2, changed[:16000])
    elif records:
        records.insert(source.randint(0, len(records)), records[place])
    talk[at] = (who, b"".join(records))
    return written(talk)


def _records(data: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(data):
        size = 5 + int.from_bytes(data[at + 3 : at + 5], "big")
        yield data[at : at + size]
        at += size


def _message_mutated(body: bytes, source: Random) -> bytes:
    changed = mutated(body[4:], source)
    if source.random() < 0.8:
        return body[:1] + len(changed).to_bytes(4, "big")[1:] + changed
    return mutated(body, source)


def _swell(data: bytes, source: Random) -> bytes:
    return talk_swollen(data, source, _SPEAKERS)


def targets() -> Iterator[Target]:
    shared = {
        "group": "tls",
        "watched": _WATCHED,
        "read": read,
        "mutate": _mutate,
        "swell": _swell,
        "allowed": (),
    }
    yield Target(name="tls", seeds=_recorded, **shared)
    yield Target(name="tls-sealed", seeds=_sealed, **shared)
