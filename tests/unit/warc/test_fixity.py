"""Files of records read from their first byte to their last, and what is wrong with them told."""

from __future__ import annotations

import gzip
import json
import zipfile

import pytest

from snapshotter.warc import fixity
from snapshotter.warc.archive import WarcArchive
from tests.builders import NoDigests, capture, exchange

BODY = b"<!doctype html><title>A page</title>" + b"<p>words that can be told apart " * 400


def stored(home, *captures):
    archive = WarcArchive(home, NoDigests())
    kept = [archive.append(each) for each in captures or (capture(exchange(body=BODY)),)]
    archive.close()
    (path,) = (home / "warcs").glob("*.warc.gz")
    return path, kept


def codes(report):
    return [fault.code for fault in report.faults]


def test_what_we_write_is_sound(tmp_path):
    path, _ = stored(tmp_path, capture(exchange(body=BODY)), capture(exchange(seed=1), seed=1))
    heard = []
    report = fixity.check(path, path.name, heard.append)
    assert report.is_valid
    assert report.faults == ()
    assert report.records > 6
    assert sum(heard) == report.size_bytes > len(BODY)
    assert list(fixity.check_index(path, fixity.places(path)[0])) == []


def members(path):
    return sorted((offset, place.length) for offset, place in fixity.places(path)[0].items())


def rewritten(path, change):
    """The same file with one block changed, and compressed again: sound as gzip."""
    data = path.read_bytes()
    pieces = [gzip.decompress(data[at : at + size]) for at, size in members(path)]
    path.write_bytes(b"".join(map(gzip.compress, map(change, pieces))))


def test_a_changed_byte_is_a_digest_that_does_not_hold(tmp_path):
    path, _ = stored(tmp_path)
    rewritten(path, lambda piece: piece.replace(b"words that", b"other that", 1))
    report = fixity.check(path, path.name)
    assert not report.is_valid
    assert "record.digest" in codes(report)
    assert "expected sha256:" in report.faults[0].message


def test_a_file_that_ends_within_a_record_is_torn(tmp_path):
    path, _ = stored(tmp_path)
    path.write_bytes(path.read_bytes()[:-40])
    report = fixity.check(path, path.name)
    assert codes(report) == ["record.torn"]
    assert report.faults[0].offset == members(path)[-1][0] + members(path)[-1][1]


def test_a_damaged_member_costs_no_other_record(tmp_path):
    path, _ = stored(tmp_path)
    whole = fixity.check(path, path.name).records
    (at, size) = members(path)[1]
    data = bytearray(path.read_bytes())
    data[at + size // 2] ^= 0xFF
    path.write_bytes(data)
    report = fixity.check(path, path.name)
    assert report.records >= whole - 2
    assert set(codes(report)) <= {"record.damaged", "record.torn", "record.digest"}
    assert not report.is_valid


def test_zeros_in_place_of_a_record_are_damage(tmp_path):
    path, _ = stored(tmp_path)
    at, size = members(path)[1]
    data = bytearray(path.read_bytes())
    data[at : at + size] = bytes(size)
    path.write_bytes(data)
    _, faults = fixity.places(path)
    assert [(fault.code, fault.offset) for fault in faults] == [("record.damaged", at)]


def test_one_member_for_all_is_a_warning(tmp_path):
    path, _ = stored(tmp_path)
    other = tmp_path / "other.warc.gz"
    other.write_bytes(gzip.compress(gzip.decompress(path.read_bytes())))
    report = fixity.check(other, "other.warc.gz")
    assert (report.is_valid, codes(report)) == (True, ["file.members"])


def test_without_compression_and_in_a_container(tmp_path):
    path, _ = stored(tmp_path)
    plain = tmp_path / "plain.warc"
    plain.write_bytes(gzip.decompress(path.read_bytes()))
    packed = tmp_path / "packed.wacz"
    with zipfile.ZipFile(packed, "w") as container:
        container.write(path, "archive/data.warc.gz")
    counted = fixity.check(path, path.name)
    for other in (plain, packed):
        report = fixity.check(other, other.name)
        assert (report.faults, report.records) == ((), counted.records)


def test_a_damaged_container_is_told(tmp_path):
    packed = tmp_path / "packed.wacz"
    packed.write_bytes(b"PK\x03\x04" + bytes(200))
    assert codes(fixity.check(packed, "packed.wacz")) == ["file.damaged"]


def foreign(payload_digest, *, head=b"HTTP/1.1 200 OK\r\n\r\n", body=b"hello"):
    fields = [
        "WARC/1.0",
        "WARC-Type: response",
        "WARC-Target-URI: http://a.example/",
        "Content-Type: application/http",
        f"WARC-Payload-Digest: {payload_digest}",
        f"Content-Length: {len(head + body)}",
    ]
    return "\r\n".join([*fields, "", ""]).encode() + head + body + b"\r\n\r\n"


SHA1 = "sha1:VL2MMHO4YXUKFWV63YHTWSBM3GXKSQ2N"


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (foreign(SHA1), []),
        (foreign(SHA1.replace("2N", "2A")), ["record.payload-digest"]),
        (foreign("sha1:AAAA", head=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"), []),
        (foreign("md99:AAAA"), []),
    ],
)
def test_payload_digests_of_other_tools(tmp_path, record, expected):
    path = tmp_path / "other.warc"
    path.write_bytes(record)
    assert codes(fixity.check(path, "other.warc")) == expected


def test_an_index_that_is_not_that_of_its_file(tmp_path):
    path, _ = stored(tmp_path)
    index = path.parent / "index" / f"{path.name}.cdxj"
    lines = index.read_text().splitlines()
    document = json.loads(lines[0].split(" ", 2)[2])
    other = json.dumps({**document, "length": str(int(document["length"]) + 1)})
    index.write_text(
        "\n".join([lines[0].replace(json.dumps(document), other), *lines[2:], "not a line"]) + "\n"
    )
    found = list(fixity.check_index(path, fixity.places(path)[0]))
    assert [fault.code for fault in found] == ["index.mismatch", "index.mismatch", "index.missing-record"]
    index.unlink()
    assert [fault.code for fault in fixity.check_index(path, fixity.places(path)[0])] == ["index.missing"]


def test_an_empty_file_is_a_warning(tmp_path):
    path = tmp_path / "empty.warc.gz"
    path.write_bytes(b"")
    assert codes(fixity.check(path, "empty.warc.gz")) == ["file.empty"]


def test_damage_throughout_is_told_and_not_without_end(tmp_path, monkeypatch):
    monkeypatch.setattr(fixity, "MOST_FAULTS", 3)
    path = tmp_path / "other.warc"
    path.write_bytes(foreign("sha1:AAAA") * 9)
    assert len(fixity.check(path, "other.warc").faults) == 3
