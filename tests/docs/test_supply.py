"""What the program is built of: the bill of materials and the page of licences hold to the lock."""

from __future__ import annotations

import json
import re
from importlib import metadata
from pathlib import Path

import pytest

from supply import licences, sbom
from supply.lock import pinned

ROOT = Path(__file__).resolve().parents[2]
LOCKED = pinned()
NAMES = sorted({each.name for each in LOCKED})
BILL = json.loads(sbom.SBOM.read_text(encoding="utf-8"))
COMPONENTS = {each["purl"]: each for each in BILL["components"]}


def listed() -> dict[str, str]:
    """Library to licence, of the page's first table."""
    page = (ROOT / "docs" / "reference" / "licences.md").read_text(encoding="utf-8").partition("\n## ")[0]
    return dict(re.findall(r"^\| `([a-z0-9-]+)` \| ([^|]+?) \|", page, re.MULTILINE))


def test_the_bill_lists_what_is_locked_with_its_hashes():
    assert {purl: hashes(each) for purl, each in COMPONENTS.items()} == {
        each.purl: list(each.sha256) for each in LOCKED
    }


def hashes(component: dict) -> list[str]:
    (files,) = component["externalReferences"]
    assert {each["alg"] for each in files["hashes"]} == {"SHA-256"}
    return [each["content"] for each in files["hashes"]]


def test_the_bill_is_that_of_these_libraries():
    try:
        made = sbom.written(sbom.bill())
    except sbom.NotInstalled as why:
        pytest.skip(str(why))
    assert sbom.SBOM.read_text(encoding="utf-8") == made, "run: make sbom"


def test_every_library_of_the_bill_is_reached_from_the_program():
    graph = {each["ref"]: each["dependsOn"] for each in BILL["dependencies"]}
    own = BILL["metadata"]["component"]["bom-ref"]
    reached, waiting = {own}, [own]
    while waiting:
        for ref in graph[waiting.pop()]:
            if ref not in reached:
                reached.add(ref)
                waiting.append(ref)
    assert reached == {own, *COMPONENTS} == set(graph)


def test_the_bill_names_no_registry_and_no_place_of_this_machine():
    text = sbom.SBOM.read_text(encoding="utf-8")
    assert set(re.findall(r"[a-z+]+://[^\"]*", text)) == {BILL["$schema"]}
    assert str(ROOT) not in text
    assert "timestamp" not in text


@pytest.mark.parametrize("name", NAMES)
def test_no_licence_asks_the_program_to_be_licensed_otherwise(name):
    expression = licences.expression_of(name)
    assert licences.is_allowed(expression), expression
    assert listed()[name] == expression


@pytest.mark.parametrize(
    "expression", ["GPL-3.0-only", "MIT AND LGPL-2.1-or-later", "AGPL-3.0-only OR SSPL-1.0"]
)
def test_licences_that_do_are_seen(expression):
    assert not licences.is_allowed(expression)


def test_of_two_licences_one_is_enough():
    assert licences.is_allowed("Apache-2.0 OR GPL-2.0-only")


def test_what_was_read_is_only_what_nobody_declares():
    declared = {name for name in licences.READ if metadata.metadata(name).get_all("License-Expression")}
    assert declared == set()
    assert set(licences.READ) <= set(NAMES)


def test_the_page_lists_the_lock():
    assert sorted(listed()) == NAMES
