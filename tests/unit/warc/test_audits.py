"""Checks of audits in the archive: evidence that is no snapshot, and counts only when it is whole."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from snapshotter.model.audit import Check, NameAnswer, StoredCheck, Try
from snapshotter.model.capture import StoredCapture
from snapshotter.verdicts.judging import judge
from snapshotter.verdicts.of_visit import evidence_of_visit
from snapshotter.warc import reader
from snapshotter.warc.archive import WarcArchive
from snapshotter.warc.containers import visits_in
from tests.builders import PAGE, START, NoDigests, capture, exchange, message, response_head, uuid

BODY = b"<!doctype html><title>t</title><p>" + b"What the page says. " * 60
LATER = START + timedelta(days=30)


@pytest.fixture
def archive(tmp_path):
    archive = WarcArchive(tmp_path, NoDigests())
    yield archive
    archive.close()


def asked(seed, status=200, body=BODY, way="get") -> Try:
    answer = message(response_head(f"{status} X"), body)
    one = exchange(PAGE, seed=seed, response=answer, status=status, at=LATER)
    return Try(way, capture(one, seed=seed, via="fetch", artefacts=(), text=None, title=None))


def check(*tries: Try, seed: object = 0) -> Check:
    names = (NameAnswer("cited.example", ("192.0.2.7",)),)
    return Check(uuid(("check", seed)), PAGE, LATER, LATER + timedelta(seconds=2), tries, names)


def closing(home, stored: StoredCheck) -> dict:
    place = stored.location
    record = reader.read_record(reader.warc_path(home, place.file), place.offset)
    assert record.target_uri == f"urn:audit:{PAGE}"
    return json.loads(record.block_bytes())


def test_every_try_and_what_was_decided(tmp_path, archive):
    decided = {"post": "a-post", "citation": "c-1", "verdict": {"class": "gone"}}
    tries = (asked(1, 404, b"none"), asked(2, 404, b"none", way="as-browser"))
    (stored,) = archive.append_checks([(check(*tries), [decided])])

    document = closing(tmp_path, stored)

    assert [each["way"] for each in document["tries"]] == ["get", "as-browser"]
    assert document["audits"] == [decided]
    assert document["names"] == [{"host": "cited.example", "addresses": ["192.0.2.7"], "error": None}]
    assert document["id"] == stored.id


def test_what_an_audit_saw_is_no_snapshot(tmp_path, archive):
    kept = archive.append(capture(exchange(PAGE, body=BODY), seed="snapshot"))
    (stored,) = archive.append_checks([(check(asked(1)), [])])
    archive.close()
    (path,) = reader.warc_files(tmp_path)

    found = list(reader.stored_in(path))

    assert [type(each) for each in found] == [StoredCapture, StoredCheck]
    assert [each.id for each in reader.stored_captures(path)] == [kept.id]
    assert (found[1].id, found[1].location) == (stored.id, stored.location)
    assert found[1].payloads == stored.payloads


def test_a_page_that_is_as_it_was_costs_no_second_copy(tmp_path, archive):
    body = BODY * 40
    archive.append(capture(exchange(PAGE, body=body), seed="snapshot"))
    (stored,) = archive.append_checks([(check(asked(1, body=body)), [])])
    archive.close()
    (path,) = reader.warc_files(tmp_path)
    records = [reader.read_record(path, member.offset) for member in reader.walk(path)]

    assert [record.kind for record in records if record.target_uri == PAGE].count("response") == 1
    assert [record.kind for record in records if record.target_uri == PAGE].count("revisit") == 1
    assert stored.payloads == ()


def test_judged_again_from_the_records(tmp_path, archive):
    archive.append_checks([(check(asked(1, 410, b"gone"), asked(2, way="browser")), [])])
    archive.close()
    (path,) = reader.warc_files(tmp_path)

    verdicts = [judge(evidence_of_visit(visit, lambda *_: b"")) for visit in visits_in(path, None)]

    assert [verdict.page_class for verdict in verdicts] == ["gone", "good"]


def test_several_checks_are_written_together_or_not_at_all(tmp_path, archive, monkeypatch):
    archive.append(capture(seed="before"))
    size = sum(path.stat().st_size for path in reader.warc_files(tmp_path))
    broken = replace(check(asked(2), seed=2), names=(object(),))
    with pytest.raises(TypeError):
        archive.append_checks([(check(asked(1)), []), (broken, [])])
    assert sum(path.stat().st_size for path in reader.warc_files(tmp_path)) == size

    stored = archive.append_checks([(check(asked(1)), []), (check(asked(2), seed=2), [])])

    assert [each.id for each in stored] == [uuid(("check", 0)), uuid(("check", 2))]
