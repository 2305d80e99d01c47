"""Audits as they stand in manifests: there and back, beside what other programs wrote."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import jsonschema
import pytest

from snapshotter.digests import of_bytes
from snapshotter.manifest import schema
from snapshotter.model.audit import Audit, AuditedQuote, AuditVerdict
from snapshotter.model.audit_plain import audit_of, audit_to_plain, audits_of, with_audit
from snapshotter.model.capture import RecordLocation
from snapshotter.model.snapshot import CitationEntry
from snapshotter.urls import Url
from tests.builders import START

AUDIT = Audit(
    checked_at=START.replace(microsecond=0),
    verdict=AuditVerdict("passage-missing", 0.95, "passage.gone", 1, {"also": ["drifted"]}, confirmed=True),
    check_id="check-1",
    ways=("get", "browser"),
    final_url=Url("https://cited.example/"),
    status=200,
    snapshot_id="snapshot-1",
    quotes=(AuditedQuote("as quoted", "reworded", 0.8, "as it was quoted"),),
    similarity=0.87,
    title="A title",
    warc=RecordLocation("a.warc.gz", 7, 70, of_bytes(b"")),
    due_at=START.replace(microsecond=0) + timedelta(days=2),
)
BARE = Audit(AUDIT.checked_at, AuditVerdict("dns-gone", 0.9, "other.dns-gone", 1), "check-2")


@pytest.mark.parametrize("audit", [AUDIT, BARE])
def test_there_and_back(audit):
    assert audit_of(audit_to_plain(audit)) == audit


@pytest.mark.parametrize("audit", [AUDIT, BARE])
def test_the_schema_takes_them(audit):
    one = {"$ref": "#/$defs/audit", "$defs": schema()["$defs"]}
    validator = jsonschema.Draft202012Validator(one)
    assert list(validator.iter_errors(audit_to_plain(audit))) == []
    broken = {**audit_to_plain(audit), "quotes": [{"text": "words", "state": "lost"}]}
    assert not validator.is_valid(broken)


def test_a_citations_audits_come_oldest_first_and_each_once():
    later = replace(BARE, checked_at=AUDIT.checked_at + timedelta(days=1))
    entry = with_audit(with_audit(with_audit(CitationEntry(None), later), AUDIT), later)
    assert [each.check_id for each in audits_of(entry)] == ["check-1", "check-2"]


@pytest.mark.parametrize(
    "foreign",
    [
        {"checked_at": "2026-01-01T00:00:00Z", "verdict": "gone"},
        "words",
        3,
        {},
        {"verdict": {"class": "odd"}},
    ],
)
def test_what_other_programs_wrote_stays_and_is_passed_over(foreign):
    entry = CitationEntry(None, extra=(("audits", [foreign]), ("more", 1)))
    added = with_audit(entry, AUDIT)
    assert dict(added.extra) == {"audits": [foreign, audit_to_plain(AUDIT)], "more": 1}
    assert audits_of(added) == (AUDIT,)


def test_a_key_that_holds_something_else_is_not_trusted():
    assert audits_of(CitationEntry(None, extra=(("audits", "none"),))) == ()
