"""The passive TLS reader, against Python's own TLS."""

from __future__ import annotations

import random
import ssl
import zlib

import brotlicffi
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from snapshotter.capture.tls import handshake as hs
from snapshotter.capture.tls import keylog
from snapshotter.capture.tls.keylog import KeyLog
from snapshotter.capture.tls.protection import SUITES, Undecryptable
from snapshotter.capture.tls.session import MAX_UNOPENED_BYTES, TlsSession
from snapshotter.demo.certificates import TlsOptions
from tests.unit.capture.handshakes import HOST, OFFERED, PING, PONG, Reading, Recorded, read, record, records

TALK = [("client", PING), ("server", PONG), ("client", PING * 2), ("server", PONG * 3)]
NOISE = random.Random(5).randbytes(300_000)
TLS12_SUITES = sorted(
    suite.name for code, suite in SUITES.items() if code >> 8 != 0x13 and not suite.name.startswith("DHE")
)
BOUNDED = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="module", params=["TLSv1_3", "TLSv1_2"])
def recorded(request) -> Recorded:
    return record(TALK, version=request.param, alpn=["http/1.1"])


def without(key_log: bytes, label: bytes) -> bytes:
    return b"".join(line for line in key_log.splitlines(True) if not line.startswith(label + b" "))


def secrets_kept(keys: KeyLog) -> int:
    return len(keys._secrets) + len(keys._waiting)


def test_both_sides_are_read_in_order(recorded):
    reading = read(recorded)
    reading.session.close()
    assert reading.order == recorded.said
    assert reading.session.error is None
    assert reading.session.unopened_bytes == 0


def test_the_evidence_of_who_was_there(recorded):
    session = read(recorded).session
    assert session.server_name == HOST
    assert session.alpn == "http/1.1"
    assert session.certificates[0] == recorded.certificate
    assert len(session.certificates) == 2
    assert session.version_name in ("tls/1.2", "tls/1.3")
    assert session.suite_name in OFFERED


@pytest.mark.parametrize("suite", TLS12_SUITES)
def test_every_suite_of_tls12(suite):
    key = "ec" if "ECDSA" in suite else "rsa"
    options = TlsOptions(ciphers=f"{suite}:@SECLEVEL=0", key=key)
    got = record(TALK, options=options, ciphers=f"{suite}:@SECLEVEL=0", version="TLSv1_2")
    reading = read(got)
    reading.session.close()
    assert reading.session.suite_name == suite
    assert reading.order == got.said
    assert reading.session.error is None


def test_whatever_python_offers_can_be_opened():
    codes = {cipher["id"] & 0xFFFF for cipher in ssl.create_default_context().get_ciphers()}
    assert codes <= set(SUITES)


def test_hello_retry_request():
    got = record(TALK, version="TLSv1_3", curve="secp384r1")
    assert hs.HELLO_RETRY_RANDOM in b"".join(data for _, data in got.flights)
    reading = read(got)
    assert reading.order == got.said


@pytest.mark.parametrize("version", ["TLSv1_3", "TLSv1_2"])
def test_a_resumed_connection_shows_no_certificate(version):
    got = record(TALK, version=version, resume=True)
    assert got.resumed
    reading = read(got)
    reading.session.close()
    assert reading.order == got.said
    assert reading.session.certificates == ()
    assert reading.session.error is None


@pytest.mark.parametrize("version", ["TLSv1_3", "TLSv1_2"])
def test_large_transfers_both_ways(version):
    talk = [("client", NOISE), ("server", NOISE * 3)]
    got = record(talk, version=version)
    reading = read(got)
    assert reading.spoken("client") == NOISE
    assert reading.spoken("server") == NOISE * 3


@BOUNDED
@given(data=st.data())
def test_cut_anywhere(recorded, data):
    reading = Reading()
    reading.keys.feed(recorded.key_log)
    for side, flight in recorded.flights:
        cuts = data.draw(st.lists(st.integers(0, len(flight)), max_size=6).map(sorted))
        for start, end in zip([0, *cuts], [*cuts, len(flight)], strict=True):
            reading.session.feed(side, flight[start:end])
    assert reading.order == recorded.said


def test_byte_by_byte(recorded):
    reading = Reading()
    reading.keys.feed(recorded.key_log)
    for side, flight in recorded.flights:
        for byte in flight:
            reading.session.feed(side, bytes([byte]))
    assert reading.order == recorded.said


@BOUNDED
@given(data=st.data())
def test_secrets_that_come_late_change_nothing(recorded, data):
    """Each line of the log comes at a moment of its own; also the order of what was said is kept."""
    lines = recorded.key_log.splitlines(True)
    places = data.draw(
        st.lists(st.integers(0, len(recorded.flights)), min_size=len(lines), max_size=len(lines))
    )
    reading = Reading()
    for number in range(len(recorded.flights) + 1):
        for place, line in zip(places, lines, strict=True):
            if place == number:
                reading.keys.feed(line)
        if number < len(recorded.flights):
            reading.session.feed(*recorded.flights[number])
    assert reading.order == recorded.said
    assert not reading.session.waits_for_secret
    assert reading.session.unopened_bytes == 0


def test_the_key_log_itself_cut_anywhere(recorded):
    reading = Reading().feed(recorded)
    assert reading.heard == []
    for byte in recorded.key_log:
        reading.keys.feed(bytes([byte]))
    assert reading.order == recorded.said


@pytest.mark.parametrize(
    ("version", "label"),
    [
        ("TLSv1_2", b"CLIENT_RANDOM"),
        ("TLSv1_3", b"CLIENT_TRAFFIC_SECRET_0"),
        ("TLSv1_3", b"SERVER_TRAFFIC_SECRET_0"),
        ("TLSv1_3", b"CLIENT_HANDSHAKE_TRAFFIC_SECRET"),
        ("TLSv1_3", b"SERVER_HANDSHAKE_TRAFFIC_SECRET"),
    ],
)
def test_a_missing_secret_is_an_error_and_no_silence(version, label):
    got = record(TALK, version=version)
    reading = Reading()
    reading.keys.feed(without(got.key_log, label))
    reading.feed(got)
    assert reading.session.waits_for_secret
    assert reading.session.error is None
    reading.session.close()
    assert reading.session.error is not None
    assert "no secret" in reading.session.error
    hidden = ("client", "server") if version == "TLSv1_2" else (label.split(b"_")[0].decode().lower(),)
    for side in hidden:
        assert reading.spoken(side) == b""


@pytest.mark.parametrize("version", ["TLSv1_3", "TLSv1_2"])
@pytest.mark.parametrize("side", ["client", "server"])
def test_a_changed_byte_is_an_error(version, side):
    got = record(TALK, version=version)
    place = max(i for i, (who, data) in enumerate(got.flights) if who == side and len(data) > 60)
    data = bytearray(got.flights[place][1])
    data[-1] ^= 1
    got.flights[place] = (side, bytes(data))
    reading = read(got)
    assert "fails authentication" in (reading.session.error or "")
    assert not reading.session.waits_for_secret
    assert reading.session.unopened_bytes == 0


def test_after_an_error_nothing_is_read_any_more(recorded):
    reading = Reading()
    reading.session.feed("client", b"not TLS at all")
    assert "no TLS record" in (reading.session.error or "")
    reading.feed(recorded)
    reading.keys.feed(recorded.key_log)
    assert reading.heard == []
    assert reading.session.unopened_bytes == 0


@pytest.mark.parametrize("version", ["TLSv1_3", "TLSv1_2"])
@pytest.mark.parametrize("clean", [True, False])
def test_an_announced_end_is_told_from_a_cut(version, clean):
    got = record(TALK, version=version, clean=clean)
    session = read(got).session
    assert session.closed_cleanly("server") is clean


def test_a_record_cut_off_by_the_end_is_no_error(recorded):
    *before, (side, last) = [flight for flight in recorded.flights if flight[0] == "server"]
    assert len(records(last)) >= 1
    reading = Reading()
    reading.keys.feed(recorded.key_log)
    cut = recorded.flights[:-3]
    for who, data in cut:
        reading.session.feed(who, data)
    reading.session.feed(side, last[: len(records(last)[0]) - 3])
    reading.session.close()
    assert before
    assert reading.session.error is None


def test_a_handshake_that_the_client_gave_up_is_no_error():
    """It logs no secret, since it trusts nobody yet, and has asked for nothing."""
    got = record([], version="TLSv1_3")
    reading = Reading()
    for side, data in got.flights:
        if side == "server":
            reading.session.feed("server", data)
            break
        reading.session.feed("client", data)
    reading.session.close()
    assert reading.session.error is None
    assert reading.heard == []


def test_secrets_are_forgotten_after_the_end(recorded):
    reading = read(recorded)
    assert secrets_kept(reading.keys) == 1
    reading.session.close()
    assert secrets_kept(reading.keys) == 0


def test_the_key_log_does_not_grow_with_handshakes_of_others():
    keys = KeyLog()
    for number in range(keylog.MAX_HANDSHAKES + 500):
        keys.feed(b"CLIENT_RANDOM %064x %096x\n" % (number, 7))
    assert len(keys._secrets) == keylog.MAX_HANDSHAKES
    assert keys.secret(bytes.fromhex(f"{number:064x}"), "CLIENT_RANDOM") is not None


@pytest.mark.parametrize(
    "line", [b"# a comment\n", b"\n", b"CLIENT_RANDOM zz 00\n", b"A B\n", b"A 00 11 22\n", b"\xff 00 11\n"]
)
def test_lines_that_are_no_secrets_are_passed_over(line):
    keys = KeyLog()
    keys.feed(line + b"CLIENT_RANDOM 0a 0b\r\n")
    assert keys.secret(b"\x0a", "CLIENT_RANDOM") == b"\x0b"
    assert len(keys._secrets) == 1


def test_a_line_without_end_takes_no_memory():
    keys = KeyLog()
    for _ in range(100):
        keys.feed(b"x" * 5000)
    assert len(keys._tail) <= keylog.MAX_LINE_BYTES


def test_ciphertext_without_a_secret_does_not_grow_without_bound():
    got = record([("client", PING), ("server", NOISE)], version="TLSv1_3")
    reading = Reading().feed(got)
    pieces = (piece for side, data in got.flights if side == "server" for piece in records(data))
    record_of_data = max(pieces, key=len)
    fed = 0
    while reading.session.error is None:
        reading.session.feed("server", record_of_data)
        fed += len(record_of_data)
        assert fed <= MAX_UNOPENED_BYTES + (1 << 20)
    assert "no secret came" in reading.session.error
    assert reading.session.unopened_bytes == 0


class TestFuzz:
    """Nothing on the wire can make the reader raise or grow."""

    @settings(max_examples=80, deadline=None)
    @given(st.lists(st.tuples(st.sampled_from(["client", "server"]), st.binary(max_size=300)), max_size=12))
    def test_arbitrary_bytes(self, feeds):
        reading = Reading()
        for side, data in feeds:
            reading.session.feed(side, data)
        reading.session.close()
        assert reading.heard == [] or reading.session.error is None
        assert reading.session.unopened_bytes <= sum(len(data) for _, data in feeds)
        assert secrets_kept(reading.keys) == 0

    @settings(max_examples=60, deadline=None)
    @given(data=st.data())
    def test_real_connections_with_changed_bytes(self, recorded, data):
        flights = [(side, bytearray(flight)) for side, flight in recorded.flights]
        for _ in range(data.draw(st.integers(1, 4))):
            _, flight = flights[data.draw(st.integers(0, len(flights) - 1))]
            flight[data.draw(st.integers(0, len(flight) - 1))] = data.draw(st.integers(0, 255))
        reading = Reading()
        reading.keys.feed(recorded.key_log)
        for side, flight in flights:
            reading.session.feed(side, bytes(flight))
        reading.session.close()
        for side in ("client", "server"):
            assert recorded.spoken(side).startswith(reading.spoken(side))

    @settings(max_examples=60, deadline=None)
    @given(
        st.lists(
            st.tuples(st.sampled_from(["client", "server"]), st.integers(20, 23), st.binary(max_size=80))
        )
    )
    def test_well_framed_nonsense(self, feeds):
        session = TlsSession(KeyLog(), lambda side, data: None)
        for side, kind, body in feeds:
            session.feed(side, bytes([kind, 3, 3]) + len(body).to_bytes(2, "big") + body)
        session.close()
        assert session.unopened_bytes <= sum(len(body) + 5 for _, _, body in feeds)

    @settings(max_examples=80, deadline=None)
    @given(st.sampled_from([1, 2, 8, 11, 25]), st.binary(max_size=200))
    def test_handshake_messages_of_nonsense(self, kind, body):
        message = bytes([kind]) + len(body).to_bytes(3, "big") + body
        session = TlsSession(KeyLog(), lambda side, data: None)
        for side in ("client", "server"):
            session.feed(side, b"\x16\x03\x03" + len(message).to_bytes(2, "big") + message)
        session.close()
        assert session.certificates == () or kind in (11, 25)


def compressed(algorithm: int, packed: bytes, size: int) -> bytes:
    return algorithm.to_bytes(2, "big") + size.to_bytes(3, "big") + len(packed).to_bytes(3, "big") + packed


def certificate_message(*chain: bytes) -> bytes:
    entries = b"".join(len(der).to_bytes(3, "big") + der + b"\0\0" for der in chain)
    return b"\0" + len(entries).to_bytes(3, "big") + entries


class TestCompressedCertificates:
    """RFC 8879."""

    PACKERS = ((1, zlib.compress), (2, brotlicffi.compress))

    @pytest.mark.parametrize(("algorithm", "pack"), PACKERS)
    def test_read_like_plain_ones(self, algorithm, pack):
        message = certificate_message(b"leaf" * 300, b"root" * 200)
        body = hs.decompressed_certificate(compressed(algorithm, pack(message), len(message)))
        assert hs.certificate_chain(body, hs.TLS13) == (b"leaf" * 300, b"root" * 200)

    @pytest.mark.parametrize(("algorithm", "pack"), PACKERS)
    def test_a_bomb_is_not_unpacked(self, algorithm, pack):
        packed = pack(bytes(10_000_000))
        assert len(packed) < 20_000
        with pytest.raises(Undecryptable):
            hs.decompressed_certificate(compressed(algorithm, packed, 1000))
        with pytest.raises(Undecryptable, match="10000000 bytes"):
            hs.decompressed_certificate(compressed(algorithm, packed, 10_000_000))

    @pytest.mark.parametrize(("algorithm", "pack"), PACKERS)
    @pytest.mark.parametrize("off_by", [-1, 1])
    def test_a_wrong_size_is_refused(self, algorithm, pack, off_by):
        message = certificate_message(b"leaf")
        with pytest.raises(Undecryptable):
            hs.decompressed_certificate(compressed(algorithm, pack(message), len(message) + off_by))

    @pytest.mark.parametrize("algorithm", [1, 2, 3, 99])
    def test_what_cannot_be_unpacked_is_refused(self, algorithm):
        with pytest.raises(Undecryptable):
            hs.decompressed_certificate(compressed(algorithm, b"\x13\x37nonsense", 100))

    @pytest.mark.parametrize(("algorithm", "pack"), PACKERS)
    def test_a_cut_one_is_refused(self, algorithm, pack):
        message = certificate_message(random.Random(1).randbytes(500))
        with pytest.raises(Undecryptable):
            hs.decompressed_certificate(compressed(algorithm, pack(message)[:-20], len(message)))
