from __future__ import annotations

import pytest

from tests.unit.imports.foreign import Home


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path / "home")
