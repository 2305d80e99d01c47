"""Captures are stored without what their senders are known by, and say so."""

from __future__ import annotations

import json

from snapshotter import digests
from snapshotter.model.capture import Origin
from snapshotter.model.proof import Proof
from snapshotter.warc import reader
from snapshotter.warc.archive import WarcArchive
from snapshotter.warc.members import walk
from tests.builders import PAGE, START, NoDigests, capture, exchange

SECRET = b"s3cret-value"
HEAD = b"POST /in HTTP/1.1\r\nhost: cited.example\r\ncookie: a=s3cret-value\r\ncontent-length: 21\r\n\r\n"
KEPT = b"POST /in HTTP/1.1\r\nhost: cited.example\r\ncookie: *redacted*\r\ncontent-length: 19\r\n\r\n"
BODY, KEPT_BODY = b"password=s3cret-value", b"password=*redacted*"


def stored(home, *captures, redact=True):
    archive = WarcArchive(home, NoDigests(), redact=redact)
    done = [archive.append(one) for one in captures]
    archive.close()
    return done


def records(home):
    return [
        reader.read_record(path, member.offset) for path in reader.warc_files(home) for member in walk(path)
    ]


def asked(**more):
    return exchange(PAGE, request_head=HEAD, request_body=BODY, method="POST", **more)


def request_and_info(home):
    read = records(home)
    (request,) = (each for each in read if each.kind == "request")
    (info,) = (each for each in read if (each.target_uri or "").startswith("urn:pageinfo:"))
    return request, json.loads(info.block_bytes())


def test_digests_and_lengths_are_of_what_is_stored_and_the_page_info_tells(tmp_path):
    stored(tmp_path, capture(asked()))
    request, info = request_and_info(tmp_path)
    assert request.block_bytes() == KEPT + KEPT_BODY
    assert request.header.get("WARC-Block-Digest") == digests.of_bytes(KEPT + KEPT_BODY)
    assert request.header.get("WARC-Payload-Digest") == digests.of_bytes(KEPT_BODY)
    assert info["redacted"] == {"word": "*redacted*", "values": {"body:password": 1, "cookie": 1}}
    assert [each["redacted"] for each in info["exchanges"]] == [["cookie", "body:password"]]
    assert not any(SECRET in each.block_bytes() for each in records(tmp_path))


def test_without_redaction_every_byte_is_kept(tmp_path):
    stored(tmp_path, capture(asked()), redact=False)
    request, info = request_and_info(tmp_path)
    assert request.block_bytes() == HEAD + BODY
    assert info["redacted"] is None


def test_records_of_other_tools_stay_and_a_har_becomes_ours(tmp_path):
    for format, kept in (("warc", HEAD + BODY), ("wacz", HEAD + BODY), ("har", KEPT + KEPT_BODY)):
        home = tmp_path / format
        stored(home, capture(asked(), origin=Origin("imported", {"file": "a", "format": format})))
        assert request_and_info(home)[0].block_bytes() == kept
    stored(tmp_path / "m", capture(asked(), origin=Origin("memento", {"uri_m": "https://a/"})))
    assert request_and_info(tmp_path / "m")[0].block_bytes() == KEPT + KEPT_BODY


def test_what_a_proof_adds_is_redacted_too(tmp_path):
    archive = WarcArchive(tmp_path, NoDigests())
    first = archive.append(capture())
    proof = Proof(grade="sealed", proved_at=START, requests=1)
    archive.append_proof(first, proof, capture(asked(seed=1), seed=1))
    archive.close()
    read = records(tmp_path)
    told = json.loads(read[-1].block_bytes())
    assert not any(SECRET in each.block_bytes() for each in read)
    assert told["redacted"]["values"] == {"body:password": 1, "cookie": 1}


def test_requests_that_differ_in_cookies_alone_are_stored_as_the_same_bytes(tmp_path):
    other = HEAD.replace(SECRET, b"another-one!")
    stored(
        tmp_path,
        capture(asked()),
        capture(exchange(PAGE, seed=2, request_head=other, request_body=BODY, method="POST"), seed=2),
    )
    assert {each.block_bytes() for each in records(tmp_path) if each.kind == "request"} == {KEPT + KEPT_BODY}
