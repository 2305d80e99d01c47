"""Single records, ours and other tools'."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from pathlib import Path

import pytest

from snapshotter import digests
from snapshotter.errors import CorruptRecord
from snapshotter.warc import reader
from snapshotter.warc.archive import WarcArchive
from snapshotter.warc.header import decode
from snapshotter.warc.members import walk
from tests.awkward import NOISE, TEXT
from tests.builders import PAGE, NoDigests, capture, exchange, message, response_head

SHARED = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "warc"


class NoPayloads:
    def locate(self, payload_digest):
        return None


def store(home, *captures):
    archive = WarcArchive(home, NoDigests())
    stored = [archive.append(one) for one in captures]
    archive.close()
    return stored


def test_a_large_block_is_streamed(tmp_path):
    body = NOISE * 60
    (stored,) = store(tmp_path, capture(exchange(PAGE, body=body)))
    record = reader.read_record(reader.warc_path(tmp_path, stored.main.file), stored.main.offset)

    assert record.block_size_bytes == len(body) + len(response_head()) > reader.HELD_BYTES
    assert record.http_head == response_head()
    assert max(map(len, record.payload())) <= reader.READ_BYTES
    assert digests.of_chunks(record.payload()) == digests.of_bytes(body)
    assert record.payload_bytes() == body


def test_a_head_longer_than_the_read_buffer(tmp_path):
    head = response_head("200 OK", *(f"X-{number}: {'v' * 1000}" for number in range(90)))
    (stored,) = store(tmp_path, capture(exchange(PAGE, response=message(head, TEXT))))
    record = reader.read_record(reader.warc_path(tmp_path, stored.main.file), stored.main.offset)

    assert record.http_head == head
    assert record.payload_bytes() == TEXT


def test_damage_is_an_error_with_its_place(tmp_path):
    (stored,) = store(tmp_path, capture(exchange(PAGE, body=NOISE)))
    path = reader.warc_path(tmp_path, stored.main.file)
    data = bytearray(path.read_bytes())
    data[stored.main.offset + 50_000] ^= 1
    path.write_bytes(data)

    with pytest.raises(CorruptRecord, match=r"the block has \d+ bytes, expected 200044") as caught:
        reader.read_record(path, stored.main.offset)
    assert (caught.value.path, caught.value.offset) == (path, stored.main.offset)
    assert caught.value.hint


def test_a_block_that_its_digest_denies(tmp_path):
    (stored,) = store(tmp_path, capture(exchange(PAGE, body=TEXT)))
    path = reader.warc_path(tmp_path, stored.main.file)
    data = path.read_bytes()
    start, end = stored.main.offset, stored.main.offset + stored.main.length
    forged = gzip.compress(gzip.decompress(data[start:end]).replace(b"worth", b"sworn"))
    path.write_bytes(data[:start] + forged + data[end:])

    with pytest.raises(CorruptRecord, match=r"\(sha256\), expected sha256:"):
        reader.read_record(path, start)


def test_a_torn_record_is_an_error(tmp_path):
    (stored,) = store(tmp_path, capture(exchange(PAGE, body=NOISE)))
    path = reader.warc_path(tmp_path, stored.main.file)
    path.write_bytes(path.read_bytes()[: stored.main.offset + 90_000])

    with pytest.raises(CorruptRecord, match=r"the block has \d+ bytes, expected"):
        reader.read_record(path, stored.main.offset)


@pytest.mark.parametrize(
    "data",
    [b"", b"nothing of the kind", gzip.compress(b"neither is this", mtime=0), gzip.compress(b"", mtime=0)],
)
def test_not_a_record(tmp_path, data):
    path = tmp_path / "x.warc.gz"
    path.write_bytes(data)

    with pytest.raises(CorruptRecord):
        reader.read_record(path, 0)


def test_a_missing_file(tmp_path):
    with pytest.raises(CorruptRecord, match="the file is missing"):
        reader.read_record(tmp_path / "gone.warc.gz", 0)


def test_a_revisit_without_its_payload(tmp_path):
    pages = (capture(exchange(PAGE, seed=seed, body=NOISE * 6), seed=seed) for seed in (1, 2))
    stored = store(tmp_path, *pages)

    with pytest.raises(CorruptRecord, match="is not known") as caught:
        reader.payload(tmp_path, stored[1].main, NoPayloads())
    assert "reindex" in caught.value.hint


def test_page_info_that_is_not_what_it_should_be(tmp_path):
    (stored,) = store(tmp_path, capture())
    path = reader.warc_path(tmp_path, stored.page_info.file)
    block = json.dumps({"id": "x"}).encode()
    header = decode(gzip.decompress(path.read_bytes()[stored.page_info.offset :]).partition(b"\r\n\r\n")[0])
    keep = {"WARC-Type", "WARC-Target-URI", "WARC-Page-ID", "WARC-Record-ID", "WARC-Date", "Content-Type"}
    fields = "".join(f"{name}: {value}\r\n" for name, value in header.fields if name in keep)
    forged = f"WARC/1.1\r\n{fields}Content-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n"
    path.write_bytes(path.read_bytes()[: stored.page_info.offset] + gzip.compress(forged))

    with pytest.raises(CorruptRecord, match="page info without what it must have"):
        list(reader.stored_captures(path))


def test_a_capture_without_its_closing_record_does_not_count(tmp_path):
    first, second = store(tmp_path, capture(seed=1), capture(seed=2))
    path = reader.warc_path(tmp_path, second.page_info.file)
    path.write_bytes(path.read_bytes()[: second.page_info.offset])

    assert list(reader.stored_captures(path)) == [first]


@pytest.mark.parametrize(
    "name",
    [
        "warcio/test/data/example.warc.gz",
        "warcio/test/data/example-resource.warc.gz",
        "warcio/test/data/example-wget-bad-target-uri.warc.gz",
        "warcio.js/test/data/example-url-agnostic-revisit.warc.gz",
        "cdxj-indexer/test/data/post-test.warc.gz",
        "cdxj-indexer/test/data/missing-http.warc.gz",
        "jwarc/test-resources/org/netpreserve/jwarc/cc.warc.gz",
        "gowarc/testdata/warcs/test.warc.gz",
    ],
)
def test_records_of_other_tools(name):
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{path} is not here")
    records = [reader.read_record(path, one.offset) for one in walk(path) if one.problem is None]

    assert records
    for record in records:
        assert len(record.block_bytes()) == record.block_size_bytes
        assert record.http_head + record.payload_bytes() == record.block_bytes()
        if record.kind == "response" and record.block_size_bytes:
            assert record.http_head.startswith(b"HTTP/")
    assert list(reader.stored_captures(path)) == []


def test_an_uncompressed_file():
    path = SHARED / "warcio/test/data/example.warc"
    if not path.exists():
        pytest.skip(f"{path} is not here")

    assert reader.read_record(path, 0).kind == "warcinfo"


@pytest.mark.parametrize("algorithm", ["md5", "sha1", "sha256", "sha-256", "sha512"])
@pytest.mark.parametrize(
    "written",
    [
        base64.b16encode,
        lambda raw: raw.hex().encode(),
        base64.b32encode,
        base64.b64encode,
        base64.urlsafe_b64encode,
    ],
)
def test_digest_labels_of_other_tools(algorithm, written):
    raw = hashlib.new(algorithm.replace("-", ""), b"0").digest()
    label = f"{algorithm}:{written(raw).decode()}"
    digest = digests.hash_for(label)
    digest.update(b"0")

    assert digests.agrees(label, digest)
    digest.update(b"1")
    assert not digests.agrees(label, digest)


def test_an_unknown_algorithm_is_not_an_error():
    assert digests.hash_for("blake9:abc") is None
    assert digests.hash_for("shake_128:abc") is None
