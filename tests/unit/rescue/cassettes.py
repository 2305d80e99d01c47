"""Answers of the Wayback Machine that others have recorded, given again."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.unit.rescue.loopback import Asked, Said

_SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "memento"
EDGI = _SHARED / "edgi-wayback" / "src" / "wayback" / "tests"
CDX_TOOLKIT = _SHARED / "cdx_toolkit" / "mock_responses"
_FRAMING = ("transfer-encoding", "content-length", "connection")


class Cassette:
    """The exchanges of one recording, by address; what it does not have is a 404 of the archive."""

    def __init__(self, name: str) -> None:
        path = EDGI / "cassettes" / f"{name}.yaml"
        if not path.exists():
            pytest.skip(f"{path} is not here")
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        exchanges = yaml.load(path.read_text("utf-8"), loader)["interactions"]
        self._said = {each["request"]["uri"]: _said(each["response"]) for each in exchanges}

    def __call__(self, asked: Asked) -> Said:
        return self._said.get(asked.url, Said(404, (("Content-Type", "text/html"),), b"Not found"))

    @property
    def addresses(self) -> list[str]:
        return list(self._said)


def _said(response) -> Said:
    fields = tuple(
        (name, value)
        for name, values in response["headers"].items()
        for value in values
        if name.lower() not in _FRAMING
    )
    body = response["body"]["string"]
    data = body if isinstance(body, bytes) else body.encode()
    return Said(response["status"]["code"], fields, data)
