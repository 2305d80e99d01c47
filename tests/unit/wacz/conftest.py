from __future__ import annotations

import pytest

from tests.unit.wacz.homes import Home


@pytest.fixture
def home(tmp_path):
    made = Home(tmp_path / "home")
    yield made
    made.close()
