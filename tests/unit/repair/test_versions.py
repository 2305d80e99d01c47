"""Which copy readers are pointed to."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from snapshotter.model.audit import Audit, AuditVerdict
from snapshotter.model.audit_plain import with_audit
from snapshotter.model.capture import Outcome
from snapshotter.model.post import PostSource
from snapshotter.model.quote import QuoteMatch
from snapshotter.posts.extract import extract
from snapshotter.repair.marks import Version
from snapshotter.repair.versions import ARCHIVED, NO_ADDRESS, NO_SNAPSHOT, version_of
from snapshotter.workflows.lost import is_lost
from tests.repairs import AT, manifest_of, memento, own

A = "https://a.example/x"
BASE = "https://mine.example/web/{timestamp}/{url}"
YEAR = timedelta(days=365)


def version(*snapshots, base=None, link=A, published=None):
    text = f"---\ndate: {published}\n---\n" if published else ""
    manifest = manifest_of(extract(PostSource("p.md", f"{text}See [x]({link}).".encode())), *snapshots)
    (entry,) = manifest.entries
    return version_of(entry, manifest.post, base)


def test_a_copy_in_a_public_archive():
    assert version(memento) == Version(A, f"https://archive.example/web/20160310120000/{A}", "2016-03-10")


def test_an_own_snapshot_where_it_is_published():
    assert version(own()) == NO_ADDRESS
    assert version(own(), base=BASE, link=f"{A}#part") == Version(
        f"{A}#part", f"https://mine.example/web/20160310120000/{A}", "2016-03-10"
    )


def test_no_copy_of_what_was_not_captured():
    assert version() == NO_SNAPSHOT
    assert version(own(Outcome.FAILED), base=BASE) == NO_SNAPSHOT


def test_the_copy_nearest_to_the_post():
    old, new = memento(A, AT - 4 * YEAR), memento(A, AT + YEAR)
    assert version(old, new, published="2016-05-01").address == new.source["uri_m"]
    assert version(old, new, published="2013-01-01").address == old.source["uri_m"]
    assert version(new, old).address == old.source["uri_m"]


def test_the_copy_with_the_quoted_words():
    without = replace(memento(A, AT), quotes=(QuoteMatch("words", False, 0.2, None),))
    with_them = replace(memento(A, AT + YEAR), quotes=(QuoteMatch("words", True, 1.0, None),))
    assert version(without, with_them).address == with_them.source["uri_m"]


def test_a_link_to_an_archived_copy_names_its_original():
    link = "https://web.archive.org/web/20150102030405/https://a.example/x"
    assert version(own(), link=link) == Version(A, link, "2015-01-02")
    assert version(own(), link="https://web.archive.org/web/2/https://a.example/x") == ARCHIVED


def entry_with(*snapshots, audit=None):
    (entry,) = manifest_of(extract(PostSource("p.md", f"See [x]({A}).".encode())), *snapshots).entries
    return with_audit(entry, Audit(AT, AuditVerdict(audit, 1.0, "r", 1), "check")) if audit else entry


@pytest.mark.parametrize(
    ("audit", "lost"),
    [
        ("gone", True),
        ("parked", True),
        ("soft-404", True),
        ("unchanged", False),
        ("server-error", False),
        ("blocked", False),
    ],
)
def test_lost_is_what_the_last_audit_found_dead(audit, lost):
    assert is_lost(entry_with(own(), audit=audit)) is lost


def test_without_an_audit_lost_is_what_could_never_be_captured():
    assert is_lost(entry_with(own(Outcome.FAILED), memento))
    assert not is_lost(entry_with(own()))
    assert not is_lost(entry_with(own(Outcome.FAILED), own(at=AT + YEAR)))
    assert not is_lost(entry_with())
