"""Which audits fail a pipeline."""

from __future__ import annotations

import pytest

from snapshotter.audit.policy import DEFAULT, Policy, offends
from snapshotter.errors import UsageError
from snapshotter.model.audit import AUDIT_CLASSES, CHANGED, DEAD, UNASKED
from tests.unit.audit.weeks import audit, day


def offending(text, *, confirmed=False):
    policy = Policy.parse(text)
    return {found for found in AUDIT_CLASSES if offends(audit(found, day(0), confirmed=confirmed), policy)}


@pytest.mark.parametrize("confirmed", [True, False])
def test_lost_and_changed_fail_where_nothing_is_said(confirmed):
    assert offending(DEFAULT, confirmed=confirmed) == DEAD | CHANGED


@pytest.mark.parametrize("found", AUDIT_CLASSES)
def test_every_class_is_a_name(found):
    assert offending(found) == {found}


@pytest.mark.parametrize(
    ("text", "suspected", "confirmed"),
    [
        ("lost", DEAD, DEAD),
        ("changed", CHANGED, CHANGED),
        ("unasked", UNASKED, UNASKED),
        ("none", set(), set()),
        ("confirmed:lost", set(), DEAD),
        ("suspected:lost", DEAD, set()),
        ("confirmed", set(), DEAD | CHANGED),
        ("suspected", DEAD | CHANGED, set()),
        ("confirmed:lost,changed", CHANGED, DEAD | CHANGED),
        ("confirmed:gone, soft-404", {"soft-404"}, {"gone", "soft-404"}),
        (" Lost , ,CHANGED,", DEAD | CHANGED, DEAD | CHANGED),
    ],
)
def test_names_and_how_sure(text, suspected, confirmed):
    assert offending(text, confirmed=False) == suspected
    assert offending(text, confirmed=True) == confirmed


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("lots", "Did you mean 'lost'?"),
        ("confirmed:chnaged", "Did you mean 'changed'?"),
        ("sure:lost", "Known are"),
        ("confirmed:", "Known are"),
        ("confirmed:suspected", "Known are"),
        ("", "Known are"),
        (" , ", "Known are"),
        ("none,lost", "Known are"),
    ],
)
def test_another_word_is_told_with_what_is_known(text, shown):
    with pytest.raises(UsageError) as caught:
        Policy.parse(text)
    assert repr(text) in caught.value.message
    assert shown in caught.value.hint
    assert "soft-404" in caught.value.hint


@pytest.mark.parametrize("text", ["none", "lost", "confirmed:lost,changed", "suspected,gone"])
def test_a_policy_is_written_as_it_was_read(text):
    assert str(Policy.parse(text)) == text
