"""What is held of an open file: its index, sorted as bytes whatever the order, and the places of its records;
both small while they wait."""

from __future__ import annotations

import random
import tracemalloc

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from snapshotter.digests import of_bytes
from snapshotter.model.capture import RecordLocation
from snapshotter.warc.growing import IndexLines, Places

WORDS = st.lists(st.lists(st.text("ab /é漢", max_size=9), max_size=9), max_size=9)
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@UNHURRIED
@given(WORDS)
def test_lines_come_out_sorted_as_bytes(batches):
    lines = IndexLines()
    for batch in batches:
        lines.extend(batch)
    assert list(lines) == sorted(f"{line}\n".encode() for batch in batches for line in batch)


@pytest.mark.parametrize("count", [0, 1, 1023, 1024, 1025, 5000])
def test_runs_are_merged_and_can_be_read_again(count):
    given_lines = [f"com,example)/{random.Random(n).random()} {n}" for n in range(count)]
    lines = IndexLines()
    for line in given_lines:
        lines.extend([line])
    expected = sorted(f"{line}\n".encode() for line in given_lines)
    assert list(lines) == expected
    assert list(lines) == expected


def test_it_takes_a_small_part_of_its_size():
    fields = '{"mime": "image/png", "status": "200", "filename": "snapshotter-20260101000000-00001.warc.gz"}'
    size = sum(len(_line(n, fields)) for n in range(20_000))
    tracemalloc.start()
    lines = IndexLines()
    for n in range(20_000):
        lines.extend([_line(n, fields)])
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < size / 4


def _line(number: int, fields: str) -> str:
    digest = random.Random(number).randbytes(8).hex()
    return f"com,example,host{number % 40})/picture/{number}.png 20260101000000 {fields} {digest}"


@UNHURRIED
@given(
    st.lists(
        st.tuples(st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1), st.binary(max_size=9)), max_size=9
    )
)
def test_places_come_out_as_they_went_in(records):
    given_places = [RecordLocation("a.warc.gz", at, size, of_bytes(data)) for at, size, data in records]
    places = Places("a.warc.gz")
    for each in given_places:
        places.extend([each])
    assert list(places) == given_places
