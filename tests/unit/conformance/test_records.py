"""Files of records read from their first byte to their last, whatever they hold."""

from __future__ import annotations

import gzip
import io
import random
import tracemalloc
import zlib
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from snapshotter.conformance import graph, heads, opened, warc
from snapshotter.conformance.checking import MOST_FAULTS, check
from snapshotter.conformance.codes import CODES
from snapshotter.conformance.heads import Heads
from snapshotter.conformance.warc import Total, check_records
from snapshotter.model.fixity import Fault
from snapshotter.warc import fixity
from snapshotter.warc.archive import WarcArchive
from tests.builders import NoDigests, capture, exchange
from tests.conformance import records as r

BODY = b"<!doctype html><title>A page</title>" + b"<p>words that can be told apart " * 400


def found(data):
    return [each for each in check_records(io.BytesIO(data)) if isinstance(each, Fault)]


def codes(data, severity="error"):
    return [each.code for each in found(data) if each.severity == severity]


def whole(*more):
    return (r.warcinfo(), *r.capture(), *more)


def own(home, *captures):
    archive = WarcArchive(home, NoDigests())
    for each in captures or (capture(exchange(body=BODY)),):
        archive.append(each)
    archive.close()
    (path,) = (home / "warcs").glob("*.warc.gz")
    return path


def test_what_we_write_keeps_to_the_letter(tmp_path):
    path = own(tmp_path, capture(exchange(body=BODY)), capture(exchange(seed=1), seed=1))
    heard = []
    report = check(path, path.name, heard.append, strict=True)
    assert report.faults == ()
    assert report.records > 6
    assert sum(heard) == report.size_bytes > len(BODY)


def test_a_damaged_member_costs_no_other_record(tmp_path):
    path = own(tmp_path)
    count = check(path, path.name).records
    places = sorted(fixity.places(path)[0].items())
    at, place = places[1]
    data = bytearray(path.read_bytes())
    data[at + place.length // 2] ^= 0xFF
    path.write_bytes(data)
    report = check(path, path.name)
    assert report.records >= count - 2
    errors = [(fault.code, fault.offset) for fault in report.faults if fault.severity == "error"]
    assert errors
    assert set(errors) <= {("record.damaged", at), ("record.torn", at), ("record.digest", at)}


def test_a_changed_byte_is_a_digest_that_does_not_hold():
    answer = r.response()
    data = r.packed(r.warcinfo(), answer.having(block=answer.block.replace(b"Words", b"Worms")))
    assert codes(data) == ["record.digest", "record.payload-digest"]
    assert "expected sha1:" in found(data)[0].message


def test_strict_takes_a_should_for_a_shall(tmp_path):
    path = tmp_path / "a.warc.gz"
    path.write_bytes(r.packed(*whole(r.resource(url="https://cited.example/{a}|b"))))
    assert check(path, "a").faults == ()
    report = check(path, "a", strict=True)
    assert [(fault.code, fault.severity) for fault in report.faults] == [("uri.characters", "error")]
    assert not report.is_valid


def test_errors_are_told_before_warnings_that_repeat_themselves(tmp_path):
    path = tmp_path / "a.warc"
    wordy = r.resource(10, b"x").having(without=("Content-Type", "WARC-Block-Digest"))
    records = [wordy.having(("WARC-Record-ID", r.record_id(number))) for number in range(100, 300)]
    path.write_bytes(r.plain(*whole(*records, r.resource(400).having(("WARC-Block-Digest", r.sha1(b"y"))))))
    faults = check(path, "a").faults
    assert faults[-2].code == "record.digest"
    assert faults[-1].message == "and 150 more of these"
    path.write_bytes(r.plain(*[wordy] * (MOST_FAULTS + 100)))
    assert len(check(path, "a").faults) == MOST_FAULTS + 1


def test_whole_records_are_shown_with_their_places():
    answer, request = r.capture()
    for data in (r.packed(r.warcinfo(), answer, request), r.plain(r.warcinfo(), answer, request)):
        seen = []
        *_, total = check_records(io.BytesIO(data), seen=seen.append)
        assert isinstance(total, Total)
        assert total.records == len(seen) == 3
        assert seen[0].offset == 0
        for one, following in pairwise(seen):
            assert one.offset + one.length == following.offset
        assert seen[-1].offset + seen[-1].length == len(data)
        assert (seen[1].kind, seen[1].target, seen[1].status) == ("response", r.URL, "200")


@pytest.mark.parametrize("pack", [r.packed, r.plain, r.zstandard_frames])
def test_a_record_is_the_same_in_pieces_as_whole(pack, monkeypatch):
    body = random.Random(4).randbytes(300_000)
    chunked = r.http("200 OK", "Transfer-Encoding: chunked", body=r.chunked(body[:999], body[999:]))
    answers = [r.response(2, r.http(body=body)), r.response(4, chunked), r.response(6, chunked[:-5])]
    wrong = r.response(8, r.http(body=body)).having(("WARC-Payload-Digest", r.sha1(b"")))
    data = pack(*answers, wrong)
    once = found(data)
    assert [each.code for each in once] == ["http.chunks-open", "record.payload-digest"]
    monkeypatch.setattr(warc, "_WHOLE_BYTES", 1000)
    monkeypatch.setattr(warc, "START_BYTES", 1000)
    monkeypatch.setattr(opened, "PIECE_BYTES", 777)
    assert found(data) == once


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 600), st.integers(0, 255))
def test_a_known_shape_hides_nothing(at, byte):
    """A header that was changed is read by its shape as it is read field by field."""
    header = r.response(7).header()
    at %= len(header)
    changed = header[:at] + bytes((byte,)) + header[at + 1 :]
    learned = Heads()
    learned.read(r.response(2).header(), 0)
    assert learned._shapes
    by_shape, by_field = learned.read(changed, 0), Heads().read(changed, 0)
    if by_field is None:
        assert by_shape is None
        return
    assert by_shape is not None
    names = set(heads.Head.__slots__) - {"others"}
    for name in names:
        assert getattr(by_shape[0], name) == getattr(by_field[0], name), name
    assert by_shape[1] == by_field[1]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_bytes_are_read_without_an_exception(data):
    sound = data.draw(st.sampled_from([r.packed(*whole()), r.plain(*whole()), r.zstandard_frames(*whole())]))
    broken = bytearray(sound)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(broken) - 1))
        if data.draw(st.booleans()):
            broken[at] ^= data.draw(st.integers(1, 255))
        else:
            del broken[at : at + data.draw(st.integers(1, 200))]
        broken = broken or bytearray(b"x")
    assert isinstance(list(check_records(io.BytesIO(bytes(broken))))[-1], Total)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2000), st.integers(1, 255))
def test_what_one_inflater_doubts_the_other_decides(at, flip):
    data = bytearray(r.packed(*whole()))
    data[at % len(data)] ^= flip
    quick = found(bytes(data))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opened, "_makers", lambda: (zlib.decompressobj, (zlib.error,)))
        assert found(bytes(data)) == quick


def peak_of(make):
    """The most that a check of a file takes, beyond the file."""
    data = make()
    tracemalloc.start()
    kinds = codes(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak, kinds


def zeros(count):
    deflate = zlib.compressobj(9, wbits=31)
    piece = bytes(1_000_000)
    return b"".join(deflate.compress(piece) for _ in range(count)) + deflate.flush()


HOSTILE = {
    "header-of-words": (lambda: b"WARC/1.1\r\n" + b"X: " + b"y" * 5_000_000, ["header.unending"]),
    "many-fields": (
        lambda: gzip.compress(b"WARC/1.1\r\n" + b"A: b\r\n" * 10_000 + b"\r\n" * 3, 1),
        ["header.grammar", "field.missing", "field.missing", "field.missing", "field.missing"],
    ),
    "zeros-in-a-member": (lambda: zeros(30), ["file.padding", "file.empty"]),
    "zeros-without-end": (lambda: zeros(30), ["file.bomb"]),
    "length-of-31-digits": (
        lambda: r.packed(r.resource().having(length="1" + "0" * 30)),
        ["record.length"],
    ),
    "tiny-members": (
        lambda: gzip.compress(b"\r\n") * 5_000,
        [*["record.extra-lines"] * 5_000, "file.empty"],
    ),
    "magics": (lambda: b"\x1f\x8b\x08" * 300_000, ["record.torn"]),
    "chunks-of-one": (
        lambda: r.plain(
            r.response(2, r.http("200 OK", "Transfer-Encoding: chunked", body=b"1\r\nx\r\n" * 50_000))
        ),
        [],
    ),
    "line-of-a-chunk": (
        lambda: r.plain(r.response(2, r.http("200 OK", "Transfer-Encoding: chunked", body=b"1" * 2_000_000))),
        ["http.chunks"],
    ),
    "arc-line": (lambda: b"filedesc://a 127.0.0.1 " + b"1 " * 1_000_000, ["arc.header"]),
    "nothing-but-line-ends": (lambda: b"\r\n" * 2_000_000, ["record.extra-lines", "file.empty"]),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_take_little_memory(name, monkeypatch):
    if name == "zeros-without-end":
        monkeypatch.setattr(opened, "BOMB_BYTES", 20_000_000)
    make, expected = HOSTILE[name]
    peak, kinds = peak_of(make)
    assert kinds == expected
    assert peak < 60_000_000


def test_ids_are_not_remembered_without_end(monkeypatch):
    monkeypatch.setattr(graph, "MOST_IDS", 3)
    data = r.plain(*(r.resource(number) for number in (1, 2, 3, 4, 4, 5)))
    assert [each.code for each in found(data)] == ["file.not-compared"]


def test_records_of_one_capture_share_their_date():
    answer, request = r.capture()
    later = request.having(("WARC-Date", "2016-03-10T12:00:09Z"))
    for order in ((answer, later), (later, answer)):
        data = r.packed(r.warcinfo(), *order)
        assert codes(data, "warning") == ["date.event"]


def test_an_excerpt_may_lack_the_other_record():
    _, request = r.capture()
    assert codes(r.packed(request)) == []
    assert codes(r.packed(request), "warning") == ["event.elsewhere"]
    assert codes(r.packed(r.warcinfo(), request)) == ["event.dangling"]


@pytest.mark.parametrize("coding", ["raw", "dechunked", "decoded", "none"])
def test_readings_of_a_payload(coding):
    coded = gzip.compress(r.HTML)
    body = r.chunked(coded)
    block = r.http("200 OK", "Content-Encoding: gzip", "Transfer-Encoding: chunked", body=body)
    payload = {"raw": body, "dechunked": coded, "decoded": r.HTML, "none": b"?"}[coding]
    data = r.packed(r.response(2, block).having(("WARC-Payload-Digest", r.sha1(payload))))
    assert codes(data) == (["record.payload-digest"] if coding == "none" else [])


def test_a_member_torn_anywhere_is_told():
    data = r.packed(*whole())
    for size in range(2, len(data)):
        kinds = codes(data[:size])
        if data[:size] not in (r.packed(r.warcinfo()), r.packed(*whole()[:2])):
            assert "record.torn" in kinds, size


def test_every_code_says_where_it_is_written_and_what_to_do():
    for row in CODES.values():
        assert row.section
        assert row.meaning
        assert row.hint
