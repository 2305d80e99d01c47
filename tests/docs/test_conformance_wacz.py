"""The rules for packages, indexes and pages are those that the code asks for; their page is held to them by
another test."""

from __future__ import annotations

import re
from pathlib import Path

from snapshotter.conformance.wacz_rules import RULES

ROOM = Path(__file__).resolve().parents[2] / "src" / "snapshotter" / "conformance"
CODE = re.compile(r'"((?:zip|wacz|index|idx|pages)\.[a-z-]+)"')


def test_every_rule_is_asked_and_none_is_made_up():
    texts = [path.read_text(encoding="utf-8") for path in ROOM.glob("*.py") if path.name != "wacz_rules.py"]
    assert set(CODE.findall("".join(texts))) - {"pages.jsonl"} == set(RULES)
