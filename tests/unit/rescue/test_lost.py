"""Which citations are lost, and which are alive."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from snapshotter.model.audit import AUDIT_CLASSES, CHANGED, DEAD, SOUND, Audit, AuditVerdict
from snapshotter.model.audit_plain import audit_to_plain
from snapshotter.model.capture import Outcome
from snapshotter.model.snapshot import Snapshot
from snapshotter.model.verdict import Verdict
from snapshotter.workflows.lost import has_memento, is_alive, is_askable, is_lost, with_snapshot
from tests.library import NOON, cited, skipped

PAGE = "https://cited.example/a"


def visit(outcome=Outcome.CAPTURED, page_class="good", seed="v", **more):
    verdict = Verdict(page_class, 1.0, "rule", 1, {}) if page_class else None
    return Snapshot(f"{seed}-{outcome}-{page_class}", NOON, outcome, verdict=verdict, **more)


def audited(*classes):
    return [
        audit_to_plain(
            Audit(NOON + timedelta(days=day), AuditVerdict(each, 1.0, "rule", 1, {}), f"check-{day}")
        )
        for day, each in enumerate(classes)
    ]


@pytest.mark.parametrize("audit_class", AUDIT_CLASSES)
def test_the_newest_audit_decides(audit_class):
    entry = cited(1, PAGE, visit(), audits=audited("gone", "unchanged", audit_class))
    assert is_lost(entry) == (audit_class in DEAD)
    assert is_alive(entry) == (audit_class in SOUND | CHANGED)


@pytest.mark.parametrize(
    ("outcome", "page_class", "lost"),
    [
        (Outcome.CAPTURED, "good", False),
        (Outcome.CAPTURED, None, False),
        (Outcome.PARTIAL, "script-shell", False),
        (Outcome.PARTIAL, "login-wall", True),
        (Outcome.FAILED, "soft-404", True),
        (Outcome.FAILED, "parked", True),
        (Outcome.FAILED, None, True),
    ],
)
def test_a_page_that_no_visit_got_is_lost(outcome, page_class, lost):
    entry = cited(1, PAGE, visit(outcome, page_class))
    assert is_lost(entry) == lost
    assert is_alive(entry) != lost


def test_what_was_never_asked_for_is_neither():
    entry = cited(1, PAGE, skipped("limit"))
    assert not is_lost(entry)
    assert not is_alive(entry)
    assert is_askable(entry)
    assert not is_askable(cited(1, PAGE, skip="private-address"))


def test_a_memento_takes_the_place_of_a_reason_and_stands_in_the_order_of_time():
    early = datetime(2016, 3, 10, tzinfo=UTC)
    memento = Snapshot("m", early, Outcome.CAPTURED, provenance="memento")
    entry = with_snapshot(cited(1, PAGE, visit(Outcome.FAILED), skipped("limit")), memento)
    assert [each.provenance for each in entry.snapshots] == ["memento", "own"]
    assert has_memento(entry)
    assert with_snapshot(entry, memento) == entry
