"""Posts in memory: found by words, outcome and verdict, and read again only when they change."""

from __future__ import annotations

import os

import pytest

from snapshotter.manifest.store import ManifestFiles
from snapshotter.viewer.cards import fold
from snapshotter.viewer.shelves import Query, Shelves
from tests.library import cited, library, skipped, snapshot

AUDIT = {"checked_at": "2026-05-01T00:00:00Z", "verdict": {"class": "gone"}, "status": 404}


@pytest.fixture
def home(tmp_path):
    made = library(tmp_path)
    one = made.page("https://cited.example/one", seed=1, title="Über die Brücke")
    two = made.page("https://cited.example/two", seed=2)
    made.post("first", [cited(1, one.url, snapshot(one)), cited(2, two.url, snapshot(two), audits=[AUDIT])])
    made.post("second", [cited(3, one.url, snapshot(one)), cited(4, "mailto:a@b.example", skipped("mailto"))],
              title="The harbour", published="2026-04-01")  # fmt: skip
    made.close()
    return tmp_path


@pytest.fixture
def loads(monkeypatch):
    seen = []
    load = ManifestFiles.load
    monkeypatch.setattr(ManifestFiles, "load", lambda self, slug: seen.append(slug) or load(self, slug))
    return seen


def found(shelves, **query):
    return [(hit.post.slug, [card.id[-1] for card in hit.citations]) for hit in shelves.find(Query(**query))]


def test_posts_stand_newest_first_with_their_counts(home):
    second, first = Shelves(home).posts()
    assert (second.slug, first.slug) == ("second", "first")
    assert second.outcomes == {"captured": 1, "skipped": 1}
    assert first.verdicts == {"good": 1, "gone": 1}
    assert (second.asked_for, len(second.thumbnails)) == (1, 1)


def test_words_find_posts_and_citations_without_regard_to_marks(home):
    shelves = Shelves(home)
    assert found(shelves, words="HARBOUR") == [("second", [])]
    assert found(shelves, words="brucke uber") == [("second", ["3"]), ("first", ["1"])]
    assert found(shelves, words="harbour brücke") == [("second", ["3"])]
    assert found(shelves, words="cited.example/two") == [("first", ["2"])]
    assert found(shelves, words="nothing like it") == []


def test_outcome_and_verdict_ask_for_citations(home):
    shelves = Shelves(home)
    assert found(shelves, outcome="skipped") == [("second", ["4"])]
    assert found(shelves, verdict="gone") == [("first", ["2"])]
    assert found(shelves, words="brücke", verdict="gone") == []
    assert [slug for slug, _ in found(shelves)] == ["second", "first"]


def test_a_snapshot_knows_its_citations(home):
    shelves = Shelves(home)
    (first, *_) = shelves.posts()
    places = shelves.places(first.citations[0].snapshots[0].id)
    assert [(place.post.slug, place.citation.id[-1]) for place in places] == [("second", "3"), ("first", "1")]
    assert shelves.entry(places[0]).citation.url == "https://cited.example/one"
    assert len(shelves.of_page(places[0].citation.page_key)) == 2
    assert shelves.snapshots_like(first.citations[0].snapshots[0].id[:6])
    assert shelves.snapshots_like("a") == []


def test_a_look_reads_only_what_has_changed(home, loads):
    shelves = Shelves(home)
    shelves.posts()
    assert sorted(loads) == ["first", "second"]
    loads.clear()
    for _ in range(3):
        shelves.posts()
        shelves.find(Query("harbour"))
    assert loads == []
    path = home / "warcs" / "manifests" / "first.json"
    path.write_text(path.read_text("utf-8").replace("First", "Changed"), "utf-8")
    os.utime(path, ns=(1, 1))
    assert shelves.post("first").title == "Changed"
    assert loads == ["first"]


def test_reading_a_post_reads_one_manifest(home, loads):
    shelves = Shelves(home)
    shelves.posts()
    loads.clear()
    for _ in range(3):
        assert shelves.manifest("first").slug == "first"
    assert loads == ["first"]
    assert shelves.manifest("none") is None


def test_new_and_removed_posts_are_noticed(home):
    shelves = Shelves(home)
    assert len(shelves.posts()) == 2
    (home / "warcs" / "manifests" / "second.json").unlink()
    assert [post.slug for post in shelves.posts()] == ["first"]


def test_a_broken_manifest_hides_only_itself(home):
    (home / "warcs" / "manifests" / "first.json").write_text("<<<<<<< conflict", "utf-8")
    shelves = Shelves(home)
    assert [post.slug for post in shelves.posts()] == ["second"]
    (broken,) = shelves.unreadable()
    assert broken.slug == "first"
    assert "not JSON" in broken.message


def test_names_that_are_nearly_right_are_known(home):
    assert [post.slug for post in Shelves(home).near("the-harbor")] == ["second"]


def test_an_archive_without_posts_has_none(tmp_path):
    assert Shelves(tmp_path).posts() == ()


def test_folding_takes_off_case_marks_and_spaces():
    assert fold("  Übung   ÉTÉ ") == "ubung ete"
