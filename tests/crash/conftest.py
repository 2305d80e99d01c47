"""Stages on a web without pages for a browser: what is held here is what happens to files."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from tests.crash import faults
from tests.crash.moments import Models
from tests.crash.stage import FILES_ONLY, Stage, Web

pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def web():
    with Web() as served:
        yield served


@pytest.fixture(scope="session")
def models(web):
    """In a folder with a short name: sockets have their places in it."""
    with tempfile.TemporaryDirectory(prefix="k") as folder:
        yield Models(Path(folder), web, pages=False)


@pytest.fixture
def stage(web):
    with tempfile.TemporaryDirectory(prefix="k") as folder:
        yield Stage(Path(folder), web, FILES_ONLY).build()


@pytest.fixture
def injected():
    if faults.library() is None:
        pytest.skip("no C compiler, or not Linux: there is nothing to inject faults with")
