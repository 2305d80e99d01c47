"""The threat model holds to the tree: mechanisms and tests that it names are there, as is where it leads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = (
    ROOT / "SECURITY.md",
    ROOT / "docs" / "explanation" / "threats.md",
    ROOT / "docs" / "reference" / "licences.md",
    ROOT / "docs" / "how-to" / "release.md",
)
THREATS = PAGES[1].read_text(encoding="utf-8")


def rows() -> list[list[str]]:
    """Promise, mechanism and tests of every promise."""
    promises = THREATS.partition("\n## Where")[2].partition("\n## ")[0]
    lines = [line.strip("|").split(" | ") for line in promises.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in cells] for cells in lines if cells[0].strip() != "promise"]


def test_every_promise_names_tests_that_are_there():
    assert len(rows()) > 20
    for promise, _, tested in rows():
        paths = re.findall(r"`((?:unit|system|fuzz|crash|docs|conformance|interop)/[\w/.]*)`", tested)
        assert paths, promise
        assert [path for path in paths if not (ROOT / "tests" / path).exists()] == [], promise


def test_every_mechanism_that_is_a_file_is_there():
    named = {path for row in rows() for path in re.findall(r"`([a-z_]+(?:/[a-z_]+)*(?:\.py|/))`", row[1])}
    assert "guard.py" in named
    assert {path for path in named if not (ROOT / "src" / "snapshotter" / path).exists()} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    text = page.read_text(encoding="utf-8")
    for target, _, anchor in re.findall(r"\]\((?!https?:)([^)#]*)(#([^)]*))?\)", text):
        path = (page.parent / target) if target else page
        assert path.exists(), target
        assert not anchor or anchor in anchors(path), anchor


def anchors(page: Path) -> set[str]:
    """Of a page's headings, as hosts of repositories make them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
