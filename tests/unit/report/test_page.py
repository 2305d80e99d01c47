"""The report for people, read as a program reads it."""

from __future__ import annotations

import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest

from snapshotter.model.audit import AUDIT_CLASSES
from snapshotter.report.pictures import MAX_PICTURE_BYTES, Pictures
from snapshotter.report.rows import GROUPS
from snapshotter.report.tally import percent
from snapshotter.report.wording import line, pieces
from tests.unit.report.posts import NOON, audit, entry, kept, post, quoted, report, two_posts, written

JPEG = b"\xff\xd8\xff" + b"a picture" * 20
EVIL = (
    "</script><script>alert(1)</script>\u202e\u2066<img src=x onerror=alert(1)>\x00"
    + " \"'>"
    + "long " * 2_000
)


class Read(HTMLParser):
    """Elements and words of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words.append(data)

    def all(self, name):
        return [attributes for tag, attributes in self.elements if tag == name]

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


def page(*manifests, **more):
    return Read(written(report(*manifests, **more), "html"))


def test_a_row_a_citation_with_its_class():
    rows = [each for each in page().all("tr") if "data-citation" in each]
    assert len(rows) == 11
    found = {each["data-citation"][-2:]: (each["data-verdict"], each["data-confirmed"]) for each in rows}
    assert found["02"] == ("gone", "true")
    assert found["03"] == ("dns-gone", "false")
    assert found["0a"] == ("unaudited", "false")


@pytest.mark.parametrize("name", AUDIT_CLASSES)
def test_every_class_is_told(name):
    read = page(post("a", entry(1, audit(name, quotes=quoted("gone", None)))))
    assert [each["data-verdict"] for each in read.all("tr") if "data-citation" in each] == [name]


def test_the_lost_come_first():
    order = [each["id"] for each in page().all("h2") if each.get("id", "").startswith("group-")]
    assert order == [f"group-{name}" for name in GROUPS]
    verdicts = [each["data-verdict"] for each in page().all("tr") if "data-verdict" in each]
    assert verdicts[:4] == ["gone", "soft-404", "dns-gone", "passage-missing"]


def test_it_is_one_page_that_asks_for_nothing():
    read = page(then_picture=lambda _: JPEG)
    assert len(read.all("h1")) == 1
    assert read.all("html") == [{"lang": "en"}]
    assert not [each for each in ("link", "iframe", "object", "base") if read.all(each)]
    assert all(each["src"].startswith("data:image/jpeg;base64,") for each in read.all("img"))
    assert not [
        each for _, each in read.elements if "style" in each or any(key.startswith("on") for key in each)
    ]
    policy = next(each["content"] for each in read.all("meta") if "http-equiv" in each)
    assert policy.startswith("default-src 'none'; img-src data:; style-src 'sha256-")
    assert "unsafe" not in policy


def test_the_numbers_are_said_in_a_sentence():
    said = page().text
    assert "10 cited pages in 2 posts. Of 7 whose fate is known, 4 still answer (57 %):" in said
    assert "1 as they were, 3 changed, 2 of these in the quoted words." in said
    assert "1 is lost." in said
    assert "2 may be lost" in said
    assert "Confirmed" in said
    assert "Suspected, not confirmed" in said


def test_of_nothing_nothing_is_told():
    assert "There is no cited page to tell of." in page(post("a")).text
    assert "not audited yet" in page(post("a", entry(1))).text


def test_both_wordings_are_shown_with_what_differs():
    made = written(report(), "html")
    assert "<del>will</del>" in made
    assert "<ins>might</ins>" in made
    assert "<del>March</del>" in made


def test_all_looks_at_a_page_are_listed():
    history = [audit("gone" if days % 2 else "unchanged", days=days) for days in range(1, 8)]
    read = page(post("a", entry(1, *history)))
    assert "7 looks since 11 March 2026" in read.text


def test_hostile_words_are_words():
    hostile = entry(
        1,
        audit("hijacked", says=EVIL, title=EVIL, quotes=quoted("gone", None)),
        sentence=EVIL,
        anchor_text=EVIL,
        snapshot=kept(1, title=EVIL),
    )
    made = written(report(post("a", hostile, title=EVIL), name=EVIL), "html")
    assert made.count("<script") == 1
    assert "<img" not in made
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00]", made)
    assert len(made) < 40_000


def test_an_address_that_is_a_script_leads_nowhere():
    made = entry(1, audit("gone"), href="javascript:alert(1)", url="javascript:alert(1)")
    assert not [each for each in page(post("a", made)).all("a") if each["href"].startswith("java")]


def test_the_lost_have_pictures_first():
    asked = []
    made = report(then_picture=lambda at: asked.append(at.offset) or JPEG)
    written(made, "html")
    assert asked[:2] == [2, 3]
    assert asked[-1] in (1, 10)


def test_pictures_end_where_there_is_no_room():
    at = kept(1).artefacts["thumbnail"]
    given = Pictures(lambda _: JPEG, budget_bytes=400)
    assert given.address(at).startswith("data:image/jpeg;base64,")
    assert given.address(at) is None
    assert Pictures(lambda _: None).address(at) is None
    assert Pictures(lambda _: b"<svg onload=alert(1)>").address(at) is None
    assert Pictures(lambda _: JPEG + bytes(MAX_PICTURE_BYTES)).address(at) is None
    assert Pictures(None).address(at) is None
    assert Pictures(lambda _: JPEG).address(None) is None


def test_a_newer_capture_than_the_one_compared_is_not_what_was_seen():
    old = kept(1)
    new = kept(2, captured_at=NOON + timedelta(days=9), title="Newer")
    made = entry(1, audit("drifted", snapshot_id=old.id))
    from dataclasses import replace

    read = page(post("a", replace(made, snapshots=(old, new))))
    assert old.id in read.text
    assert new.id not in read.text


def test_punctuation_and_case_are_no_difference():
    before, after = pieces("“Not now”, he said — never", "not now he said never again")
    assert [piece.text for piece in before if piece.kind == "gone"] == ["—"]
    assert [piece.text for piece in after if piece.kind == "new"] == ["again"]


def test_long_passages_are_compared_within_bounds():
    before, after = pieces("a b " * 400_000, "c d " * 400_000)
    assert sum(len(piece.text.split()) for piece in before + after) <= 3_000


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\nb\tc", "a b c"),
        ("a\u202eb", "ab"),
        ("soft\u00adhyphen", "softhyphen"),
        (None, ""),
        ("x" * 400, "x" * 299 + "…"),
    ],
)
def test_one_line(text, shown):
    assert line(text) == shown


@pytest.mark.parametrize(
    ("part", "whole", "says"), [(0, 0, "–"), (999, 1000, "99 %"), (1, 1000, "1 %"), (3, 3, "100 %")]
)
def test_only_all_is_a_hundred_percent(part, whole, says):
    assert percent(part, whole) == says


def test_two_posts_are_named():
    assert "In Bridges & <ledgers>" in page(*two_posts()).text
