"""The locks: exact versions, hashes, nothing of the machine that made them, no dependency left out."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("runtime.txt", "dev.txt")


def requirements(name: str) -> dict[str, str]:
    """Name to block: the pinned line and its hashes."""
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=\S)", text.strip())
    return {block.split("==")[0]: block for block in blocks}


def declared(*extras: str) -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = project["dependencies"] + [
        line for extra in extras for line in project["optional-dependencies"][extra]
    ]
    return {re.match(r"[A-Za-z0-9-]+", line).group().lower() for line in lines}


@pytest.mark.parametrize("name", LOCKS)
def test_every_requirement_is_pinned_and_hashed(name):
    for block in requirements(name).values():
        assert re.match(r"[a-z0-9.-]+==[^ ]+", block), block
        assert "--hash=sha256:" in block


@pytest.mark.parametrize("name", LOCKS)
def test_no_registry_and_no_place_of_this_machine_is_named(name):
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    assert re.findall(r"://|--index|--extra-index|--find-links|file:| @ ", text) == []


def test_nothing_declared_is_missing():
    assert declared() <= set(requirements("runtime.txt"))
    assert declared("dev") <= set(requirements("dev.txt"))


def test_both_locks_agree():
    dev = requirements("dev.txt")
    assert {
        name: block for name, block in requirements("runtime.txt").items() if dev.get(name) != block
    } == {}
