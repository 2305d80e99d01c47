"""A process that reads a file in our stead, within bounds."""

from __future__ import annotations

import os
import sys

import pytest

from snapshotter.pagemeta.apart import MAX_ANSWER_BYTES, Bounds, asked


@pytest.fixture
def reader(tmp_path, monkeypatch):
    """Makes such a module of an expression on ``data``; returns its name."""
    path = os.pathsep.join((str(tmp_path), os.environ.get("PYTHONPATH", ""), *sys.path))
    monkeypatch.setenv("PYTHONPATH", path)

    def make(expression: str) -> str:
        text = f"from snapshotter.pagemeta.apart import serve\nserve(lambda data: {expression})\n"
        (tmp_path / "read_apart.py").write_text(text)
        return "read_apart"

    return make


def test_what_is_read_is_answered_of_bytes_and_of_a_file(reader, tmp_path):
    (tmp_path / "given").write_bytes(b"words")
    assert asked(reader("[len(data), data.decode()]"), b"words") == [5, "words"]
    assert asked("read_apart", tmp_path / "given") == [5, "words"]


@pytest.mark.parametrize(
    "expression",
    [
        f"'x' * {MAX_ANSWER_BYTES}",
        "open('written', 'wb', 0).write(b'x')",
        "__import__('os').abort()",
        "all(iter(lambda: 1, 0))",
        pytest.param(
            "len(bytes(1 << 31))",
            marks=pytest.mark.skipif(sys.platform == "darwin", reason="macOS refuses a bound for memory"),
        ),
    ],
)
def test_one_that_takes_or_says_too_much_or_dies_answers_nothing(reader, expression, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert asked(reader(expression), b"words", Bounds(cpu_s=5)) is None
