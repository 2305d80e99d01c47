"""What has changed on a page, as the report shows it."""

from __future__ import annotations

import pytest

from snapshotter.model.audit import Audit, AuditVerdict
from snapshotter.report.page import change_view
from snapshotter.report.rows import MAX_CHANGES, Changed, _changes
from tests.builders import START


def audit(changes: object) -> Audit:
    return Audit(START, AuditVerdict("drifted", 0.9, "content.drifted", 1, {"changes": changes}), "check")


def test_as_the_evidence_has_them():
    listed = [
        {"kind": "gone", "then": "It was so.", "now": ""},
        {"kind": "reworded", "then": "It is red.", "now": "It is blue."},
        {"kind": "new", "then": "", "now": "It is late."},
    ]
    assert list(_changes(audit(listed))) == [
        Changed("gone", "It was so.", ""),
        Changed("reworded", "It is red.", "It is blue."),
        Changed("new", "", "It is late."),
    ]


@pytest.mark.parametrize("foreign", ["words", 3, None, ["words"], [{"kind": "odd", "then": "x"}], [None]])
def test_what_is_no_change_is_passed_over(foreign):
    assert list(_changes(audit(foreign))) == []


def test_no_more_than_a_reader_wants():
    assert len(list(_changes(audit([{"kind": "gone", "then": "x"}] * 99)))) == MAX_CHANGES


def test_word_by_word_where_it_was_reworded():
    view = change_view(Changed("reworded", "It is red.", "It is blue."))
    assert [(piece.kind, piece.text) for piece in view.then] == [("same", "It is"), ("gone", "red.")]
    assert [(piece.kind, piece.text) for piece in view.now] == [("same", "It is"), ("new", "blue.")]
    gone = change_view(Changed("gone", "It was so.", ""))
    assert ([piece.text for piece in gone.then], gone.now) == (["It was so."], [])
