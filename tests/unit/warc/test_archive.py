"""What the archive writes, record by record."""

from __future__ import annotations

import gzip
import json
import os
import re
import time
import zlib
from dataclasses import replace
from datetime import timedelta

import pytest

from snapshotter import digests
from snapshotter.errors import WriteFailed
from snapshotter.model.capture import Outcome
from snapshotter.warc import reader
from snapshotter.warc.archive import WarcArchive
from snapshotter.warc.members import walk
from snapshotter.warc.recovery import recover
from tests.awkward import CERTIFICATE, NOISE, TEXT, awkward_capture, exchanges
from tests.builders import (
    PAGE,
    START,
    MemoryBytes,
    NoDigests,
    capture,
    exchange,
    failed,
    message,
    response_head,
)


@pytest.fixture
def archive(tmp_path):
    archive = WarcArchive(tmp_path, NoDigests())
    yield archive
    archive.close()


def only_file(home):
    (path,) = (home / "warcs").glob("*.warc.gz")
    return path


def records(home):
    return [
        reader.read_record(path, member.offset)
        for path in reader.warc_files(home)
        for member in walk(path)
        if member.problem is None
    ]


def record_at(home, location):
    return reader.read_record(reader.warc_path(home, location.file), location.offset)


def test_the_order_of_a_captures_records(tmp_path, archive):
    archive.append(capture(exchange(PAGE), exchange("https://cited.example/a.css", seed=1, answered=False)))

    kinds = [(record.kind, (record.target_uri or "").partition("cited")[0]) for record in records(tmp_path)]

    assert kinds == [
        ("warcinfo", ""),
        ("response", "https://"),
        ("request", "https://"),
        ("request", "https://"),
        ("resource", "urn:text:https://"),
        ("resource", "urn:fullPage:https://"),
        ("metadata", "urn:pageinfo:https://"),
    ]


def test_names_while_writing_and_after(tmp_path, archive):
    stored = archive.append(capture())

    assert re.fullmatch(r"snapshotter-\d{14}-[0-9a-f]{8}-00001\.warc\.gz", stored.page_info.file)
    assert [path.name for path in (tmp_path / "warcs").iterdir()] == [stored.page_info.file + ".open"]

    archive.close()
    archive.close()

    assert only_file(tmp_path).name == stored.page_info.file
    assert (tmp_path / "warcs/index" / f"{stored.page_info.file}.cdxj").is_file()


def test_blocks_are_the_recorded_bytes(tmp_path, archive):
    archive.append(awkward_capture())
    by_id = {record.header.record_id: record for record in records(tmp_path)}

    checked = 0
    for one in exchanges():
        record = by_id[f"urn:uuid:{one.id}"]
        if record.kind in ("response", "resource"):
            assert record.block_bytes() == one.response.head + one.response.body.data
            assert record.http_head == one.response.head
            checked += 1
    assert checked == 19


def test_fields_of_a_response_and_its_request(tmp_path, archive):
    page = exchange(f"{PAGE}#part", body=TEXT, protocol="h2")
    archive.append(capture(page, seed=5, url=f"{PAGE}#part"))
    info, response, request, *_ = records(tmp_path)

    header = response.header
    assert header.version == "WARC/1.1"
    assert header.record_id == f"urn:uuid:{page.id}"
    assert header.get("WARC-Target-URI") == PAGE
    assert header.get("WARC-Date") == "2026-03-01T12:30:45.123456Z"
    assert header.get("WARC-IP-Address") == "192.0.2.7"
    assert header.all("WARC-Protocol") == ("h2", "tls/1.3")
    assert header.get("WARC-Payload-Digest") == digests.of_bytes(TEXT)
    assert header.get("WARC-Block-Digest") == digests.of_bytes(response_head() + TEXT)
    assert header.get("Content-Type") == "application/http;msgtype=response"
    assert header.get("WARC-Warcinfo-ID") == f"<{info.header.record_id}>"
    assert request.header.get("WARC-Concurrent-To") == f"<urn:uuid:{page.id}>"
    assert request.header.get("WARC-Date") == header.get("WARC-Date")
    assert request.header.get("WARC-Page-ID") == header.get("WARC-Page-ID")
    assert request.header.get("WARC-Payload-Digest") is None


def test_warcinfo_says_what_but_not_where(tmp_path):
    archive = WarcArchive(tmp_path, NoDigests(), software="snapshotter/9.9", operator="A Blog\r\nx: y")
    archive.append(capture())
    archive.close()

    info = records(tmp_path)[0]
    block = info.block_bytes().decode()

    assert info.header.get("WARC-Filename") == only_file(tmp_path).name
    assert "software: snapshotter/9.9\r\n" in block
    assert "operator: A Blog x: y\r\n" in block
    assert "format: WARC File Format 1.1\r\n" in block
    for secret in (os.uname().nodename, str(tmp_path), os.environ.get("USER") or "no-such-user"):
        assert secret not in block


def test_http_0_9_is_a_resource_that_reads_back(tmp_path, archive):
    body = b"<html>a: b\nfrom 1991\n\n</html>"
    page = exchange(PAGE, head=b"", body=body, protocol="http/0.9", media_type=None)
    stored = archive.append(capture(page))

    record = record_at(tmp_path, stored.main)

    assert record.kind == "resource"
    assert record.header.get("Content-Type") == "application/octet-stream"
    assert record.payload_bytes() == body


def test_truncation_is_marked(tmp_path, archive):
    stored = archive.append(capture(exchange(PAGE, body=TEXT, truncated="length")))

    assert record_at(tmp_path, stored.main).header.get("WARC-Truncated") == "length"


def test_the_page_info_holds_what_no_other_record_can(tmp_path, archive):
    stored = archive.append(awkward_capture())

    document = reader.page_info(tmp_path, stored.page_info)
    by_id = {one["id"]: one for one in document["exchanges"]}
    early = next(one for one in exchanges() if one.interim)
    socket = next(one for one in exchanges() if one.websocket)

    assert document["schema_version"] == 1
    assert by_id[early.id]["interim"] == ["HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"]
    assert by_id[early.id]["trailers"] == [["grpc-status", "0"]]
    assert by_id[socket.id]["websocket"] == {"sent_bytes": 12, "received_bytes": 3456}
    assert document["findings"] == [
        {"code": "scroll.budget", "severity": "info", "message": "stopped", "detail": {"screens": 3}}
    ]
    assert [connection["chain"] is None for connection in document["connections"]] == [False, True]
    assert len(document["requests"]) == len(exchanges())


def test_a_certificate_chain_is_stored_once(tmp_path, archive):
    archive.append(awkward_capture())
    archive.append(replace(awkward_capture(), id="another", exchanges=(exchange(PAGE, seed="other"),)))

    chains = [one for one in records(tmp_path) if "x509" in (one.target_uri or "")]

    (chain,) = chains
    pem = chain.block_bytes()
    assert chain.target_uri == f"urn:x509-chain:{digests.of_bytes(pem).partition(':')[2]}"
    assert chain.header.get("Content-Type") == "application/pem-certificate-chain"
    assert pem.startswith(b"-----BEGIN CERTIFICATE-----\n")
    assert len(CERTIFICATE) > 200


def test_a_failed_capture_is_stored_too(tmp_path, archive):
    stored = archive.append(failed())

    assert stored.outcome is Outcome.FAILED
    assert stored.reason.code == "capture.dns"
    assert (stored.main, stored.artefacts, stored.records) == (None, {}, 1)


def test_locations_are_exact(tmp_path, archive):
    stored = archive.append(awkward_capture())
    archive.close()
    data = only_file(tmp_path).read_bytes()

    for location in (stored.main, *stored.artefacts.values(), stored.page_info):
        member = data[location.offset : location.offset + location.length]
        assert digests.of_bytes(member) == location.digest
        assert gzip.decompress(member).startswith(b"WARC/1.1\r\n")
    assert stored.page_info.offset + stored.page_info.length == len(data)
    assert stored.text_digest == digests.of_bytes(record_at(tmp_path, stored.artefacts["text"]).block_bytes())


def test_what_append_returns_follows_from_the_file_alone(tmp_path, archive):
    stored = [archive.append(awkward_capture()), archive.append(failed()), archive.append(capture(seed=3))]

    for _ in ("while open", "when closed"):
        (path,) = reader.warc_files(tmp_path)
        found = list(reader.stored_captures(path))
        assert found == stored
        assert [one.payloads for one in found] == [one.payloads for one in stored]
        archive.close()


def test_files_roll_between_captures(tmp_path):
    archive = WarcArchive(tmp_path, NoDigests(), max_file_bytes=3000)
    stored = [archive.append(capture(seed=seed)) for seed in range(4)]
    archive.close()

    files = sorted((tmp_path / "warcs").glob("*.warc.gz"))
    assert len(files) > 1
    assert [path.name[-13:-8] for path in files] == [f"{n:05d}" for n in range(1, len(files) + 1)]
    assert all(path.stat().st_size < 3000 + 3000 for path in files)
    assert [one for path in files for one in reader.stored_captures(path)] == stored
    assert len(list((tmp_path / "warcs/index").iterdir())) == len(files)


def test_closing_without_a_capture_leaves_nothing(tmp_path):
    archive = WarcArchive(tmp_path, NoDigests())
    archive.close()
    assert not (tmp_path / "warcs").exists()


class BrokenBytes(MemoryBytes):
    def chunks(self):
        yield self.data[:10]
        raise OSError(5, "Input/output error", "spool")


def test_a_capture_that_cannot_be_read_leaves_no_trace(tmp_path, archive):
    first = archive.append(capture(exchange(PAGE, body=NOISE)))
    broken = replace(message(response_head(), TEXT), body=BrokenBytes(TEXT))
    bad = capture(exchange("https://x.example/", body=NOISE[:600]), exchange(PAGE, response=broken), seed=1)

    with pytest.raises(WriteFailed, match="spool: Input/output error") as caught:
        archive.append(bad)
    assert caught.value.hint
    after = archive.append(capture(exchange(PAGE, seed=2, body=NOISE[:600]), seed=2))

    assert after.deduplicated == 0
    archive.close()
    path = only_file(tmp_path)
    assert list(reader.stored_captures(path)) == [first, after]
    assert all(member.problem is None for member in walk(path))


def test_bytes_that_changed_since_the_capture_are_refused(tmp_path, archive):
    wrong = replace(message(response_head(), TEXT), body=MemoryBytes(TEXT[:-1] + b"X"))

    with pytest.raises(WriteFailed, match="changed between capture and storage"):
        archive.append(capture(exchange(PAGE, response=wrong)))
    archive.close()

    assert list((tmp_path / "warcs").iterdir()) == []


def test_a_disk_that_refuses_even_to_take_back(tmp_path, archive, monkeypatch):
    first = archive.append(capture(seed=1))
    broken = replace(message(response_head(), NOISE), body=BrokenBytes(NOISE))

    def refuse(descriptor, size):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("snapshotter.warc.openfile.os.ftruncate", refuse)
        with pytest.raises(WriteFailed, match="No space left on device"):
            archive.append(capture(exchange(PAGE, response=broken), seed=2))
    second = archive.append(capture(seed=3))
    archive.close()
    (recovered,) = recover(tmp_path)

    assert first.page_info.file == recovered.file != second.page_info.file
    found = [one for path in reader.warc_files(tmp_path) for one in reader.stored_captures(path)]
    assert found == [first, second]


def test_a_folder_that_cannot_be_written(tmp_path, archive):
    (tmp_path / "warcs").write_bytes(b"a file where the folder should be")

    with pytest.raises(WriteFailed) as caught:
        archive.append(capture())
    assert caught.value.hint


def test_a_header_cannot_be_smuggled_in(archive):
    with pytest.raises(WriteFailed, match="WARC-IP-Address"):
        archive.append(capture(exchange(PAGE, ip="192.0.2.1\r\nWARC-Type: warcinfo")))


def test_lone_surrogates_of_a_title_do_not_stop_anything(tmp_path, archive):
    stored = archive.append(capture(title="a\ud800b", text="c\udfffd"))

    assert stored.title == "a?b"
    assert record_at(tmp_path, stored.artefacts["text"]).block_bytes() == b"c?d"


def test_text_is_compressed_and_pictures_are_not(tmp_path, archive):
    text = archive.append(capture(exchange(PAGE, body=TEXT), seed=1))
    picture = archive.append(capture(exchange("https://x.example/p", body=NOISE), seed=2))
    archive.close()
    data = only_file(tmp_path).read_bytes()

    assert text.main.length < len(TEXT) / 2
    assert NOISE[100_000:100_050] in data
    assert data[text.main.offset + 4 : text.main.offset + 8] == bytes(4), "the gzip header names no time"
    assert picture.main.length < len(NOISE) * 1.01


@pytest.mark.slow
def test_fifty_megabytes_of_pictures_cost_little(tmp_path, archive):
    one = os.urandom(1 << 20)
    body = one * 50
    page = capture(exchange(PAGE, response=message(response_head(), body, piece_bytes=1 << 20)))

    started = time.process_time()
    stored = archive.append(page)
    spent_s = time.process_time() - started

    assert stored.main.length > len(body)
    assert spent_s < 1.0, "an order of magnitude below compressing it"


def test_memory_stays_constant(tmp_path, archive):
    import tracemalloc

    body = b"".join(zlib.compress(os.urandom(5000)) for _ in range(200)) * 30
    page = capture(exchange(PAGE, response=message(response_head(), body)))
    tracemalloc.start()
    archive.append(page)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert len(body) > 25_000_000
    assert peak < 4_000_000


def test_the_index_is_sorted_and_holds_no_secret(tmp_path, archive):
    archive.append(awkward_capture())
    archive.close()
    (index,) = (tmp_path / "warcs/index").iterdir()
    lines = index.read_bytes().splitlines(keepends=True)

    assert lines == sorted(lines)
    assert b"secret" not in index.read_bytes()
    documents = [json.loads(line.split(b" ", 2)[2]) for line in lines]
    assert all(isinstance(value, str) for document in documents for value in document.values())
    form = next(one for one in documents if one["url"].endswith("/form"))
    assert form["method"] == "POST"
    assert any(line.startswith(b"example,cited)/form?__wb_method=post ") for line in lines)
    revisit = next(one for one in documents if one["url"].endswith("/again"))
    assert (revisit["mime"], revisit["status"]) == ("warc/revisit", "200")


def test_every_line_of_the_index_leads_to_its_record(tmp_path, archive):
    archive.append(awkward_capture())
    archive.close()
    (index,) = (tmp_path / "warcs/index").iterdir()

    seen = 0
    for line in index.read_text().splitlines():
        _, moment, document = line.split(" ", 2)
        entry = json.loads(document)
        record = reader.read_record(tmp_path / "warcs" / entry["filename"], int(entry["offset"]))
        assert record.target_uri == entry["url"]
        assert record.header.get("WARC-Date").translate({45: None, 58: None}).startswith(moment[:8])
        seen += 1
    assert seen == 25


def test_dates_are_those_of_the_exchanges(tmp_path, archive):
    later = exchange("https://cited.example/later", at=START + timedelta(seconds=1, microseconds=1))
    archive.append(capture(exchange(PAGE), later))

    dates = {one.header.get("WARC-Date") for one in records(tmp_path) if one.target_uri == later.url}

    assert dates == {"2026-03-01T12:30:46.123457Z"}
