"""An archive home with a chain: made once for a module that asks for it, and copied for every test."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    from tests.unit.workflows.chained import Chained

    return Chained(tmp_path_factory.mktemp("made") / "home")


@pytest.fixture
def home(made, tmp_path):
    return made.copied(tmp_path / "home")
