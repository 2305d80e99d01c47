"""Each form of the report against the file that it made when somebody had looked at it."""

from __future__ import annotations

import csv
import json
import re
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from markdown_it import MarkdownIt

from snapshotter.model.audit import AUDIT_CLASSES, CHANGED, DEAD, UNASKED
from snapshotter.report.badge import badge, badge_json, colour, message
from snapshotter.report.table import cell
from snapshotter.report.tally import Count
from tests.unit.report.posts import audit, entry, kept, post, report, written

GOLDEN = Path(__file__).parent / "golden"
HOSTILE = (
    "</script><script>alert(1)</script> | [x](javascript:1) `a` \u202egnp.exe\u2066 \x00\x1b[2J @somebody"
)


@pytest.mark.parametrize(
    ("format", "name"),
    [("md", "report.md"), ("json", "report.json"), ("csv", "report.csv"), ("junit", "report.xml")],
)
def test_it_is_as_it_was_when_it_was_looked_at(format, name):
    assert written(report(), format) == (GOLDEN / name).read_bytes().decode()


def test_json_is_whole():
    told = json.loads(written(report(), "json"))
    assert told["schema_version"] == 1
    assert [each["slug"] for each in told["posts"]] == ["bridges-and-ledgers", "the-ferry"]
    assert len(told["citations"]) == sum(each["citations"] for each in told["posts"]) == 11
    classes = {each["id"][-2:]: each["class"] for each in told["citations"]}
    assert classes == {
        "01": "unchanged",
        "02": "gone",
        "03": "dns-gone",
        "04": "drifted",
        "05": "challenge",
        "06": "skipped",
        "07": "passage-missing",
        "08": "soft-404",
        "09": "unaudited",
        "0a": "unaudited",
        "0b": "moved",
    }
    gone = next(each for each in told["citations"] if each["class"] == "gone")
    assert gone["fails"]
    assert gone["confirmed"]
    assert gone["verdict"] == gone["audit"]["verdict"]
    assert gone["audit"]["verdict"]["evidence"] == {"says": "the site answered 410 Gone"}
    assert [each["class"] for each in gone["history"]] == ["unchanged", "gone", "gone"]
    assert told["summary"]["failing"] == sum(each["fails"] for each in told["citations"]) == 6
    assert told["summary"]["citations"] == 10
    assert told["summary"]["lost"] == 1
    assert told["summary"]["suspected"] == 2


def test_csv_starts_no_formula():
    evil = "=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1", "\u202e=1", '"=1'
    entries = [entry(number, sentence=text, anchor_text=text) for number, text in enumerate(evil, 1)]
    entries += [
        entry(20 + number, audit("gone", says=text, title=text), anchor_text=text)
        for number, text in enumerate(evil, 1)
    ]
    made = written(report(post("=cmd", *entries, title="@evil")), "csv")
    rows = list(csv.reader(StringIO(made, newline=""), strict=True))
    assert len(rows) == len(entries) + 1
    assert {len(row) for row in rows} == {len(rows[0])}
    for row in rows:
        assert not [each for each in row if each.startswith(tuple("=+-@\t\r\n＝"))]
    assert rows[1][:2] == ["'=cmd", "'@evil"]
    assert [cell(text)[:1] for text in evil[:10]] == ["'"] * 10
    assert made.endswith("\r\n")
    assert made.count("\r\n") == len(rows)


def test_markdown_says_nothing_but_its_words():
    lost = entry(
        1, audit("gone", says=HOSTILE), url="https://a.example/x|y>z(1)", snapshot=kept(1, title=HOSTILE)
    )
    tokens = (
        MarkdownIt("commonmark")
        .enable(["table", "strikethrough"])
        .parse(written(report(post("a", lost, title=HOSTILE)), "md"))
    )
    inline = [each for token in tokens for each in token.children or ()]
    assert {each.type for each in inline} == {"text", "link_open", "link_close"}
    (link,) = [each for each in inline if each.type == "link_open"]
    assert link.attrs["href"] == "https://a.example/x%7Cy%3Ez(1)"
    assert not [token for token in tokens if token.type in ("html_block", "fence")]
    rows = [token for token in tokens if token.type == "tr_open"]
    cells = [token for token in tokens if token.type == "td_open"]
    assert (len(rows), len(cells)) == (2 + 2 + 2, 6 + 6 + 5)
    assert not re.search("[\u202e\u2066\x00\x1b]", "".join(each.content for each in inline))
    assert "</script><script>alert(1)</script> | [x](javascript:1) `a`" in "".join(
        each.content for each in inline
    )


def test_junit_is_xml_whatever_is_in_it():
    made = written(
        report(post("a", entry(1, audit("gone", says=HOSTILE), sentence=HOSTILE + "\ud800"))), "junit"
    )
    suites = ElementTree.fromstring(made)
    (failure,) = suites.iter("failure")
    assert failure.get("type") == "gone"
    assert "alert(1)" in failure.get("message")


@pytest.mark.parametrize("name", AUDIT_CLASSES)
def test_junit_fails_skips_and_passes_by_the_class(name):
    (suite,) = ElementTree.fromstring(written(report(post("a", entry(1, audit(name)))), "junit"))
    kind = "failures" if name in DEAD | CHANGED else "skipped" if name in UNASKED else "none"
    assert {each: suite.get(each) for each in ("failures", "skipped")} == {
        each: str(int(each == kind)) for each in ("failures", "skipped")
    }
    assert suite.get("tests") == "1"


def test_a_policy_that_minds_the_unasked_fails_them_too():
    strict = report(post("a", entry(1, audit("challenge"))), offends=lambda found: True)
    assert "<failure" in written(strict, "junit")
    assert len(strict.failing) == 1


@pytest.mark.parametrize(
    ("groups", "says", "name"),
    [
        ({"sound": 10, "changed": 2, "lost": 2}, "12 of 14 alive", "red"),
        ({"sound": 1, "suspected": 1}, "1 of 2 alive", "yellow"),
        ({"sound": 3, "unasked": 1}, "3 of 3 alive, 1 unknown", "brightgreen"),
        ({"unaudited": 3}, "not audited yet", "lightgrey"),
        ({}, "none", "lightgrey"),
    ],
)
def test_a_badge_tells_how_many_are_alive(groups, says, name):
    count = Count()
    count.groups.update(groups)
    assert (message(count), colour(count)) == (says, name)
    picture = ElementTree.fromstring(badge(count))
    assert picture.get("aria-label") == f"references: {says}"
    assert [each.text for each in picture.iter("{http://www.w3.org/2000/svg}text")] == ["references", says]
    assert json.loads(badge_json(count)) == {
        "schemaVersion": 1,
        "label": "references",
        "message": says,
        "color": name,
    }
