"""The page of rules for packages, indexes and lists of pages is what the table in the code says."""

from __future__ import annotations

import re
from pathlib import Path

from snapshotter.conformance.wacz_rules import RULES

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "reference" / "conformance-wacz.md"
ROOM = ROOT / "src" / "snapshotter" / "conformance"
HEAD = "| code | severity | where it is written | means | what to do |\n|---|---|---|---|---|\n"


def table():
    """The last part of the page; printed by ``python -m tests.docs.test_conformance_wacz``."""
    return HEAD + "".join(
        f"| `{rule.code}` | {rule.severity} | {rule.section} | {rule.meaning} | {rule.hint} |\n"
        for rule in RULES.values()
    )


def test_the_table_is_that_of_the_code():
    assert PAGE.read_text(encoding="utf-8").partition("## Rules\n\n")[2] == table()


def test_every_rule_is_asked_and_none_is_made_up():
    texts = [path.read_text(encoding="utf-8") for path in ROOM.glob("*.py") if path.name != "wacz_rules.py"]
    asked = set(re.findall(r'"((?:zip|wacz|index|idx|pages)\.[a-z-]+)"', "".join(texts)))
    assert asked - {"pages.jsonl"} == set(RULES)


if __name__ == "__main__":
    print(table(), end="")
