"""Each target for a moment: seeds changed by their structure, the same in every run."""

from __future__ import annotations

from contextlib import suppress
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fuzz.limits import cpu_seconds
from fuzz.targets import TARGETS

SLOW = {"repair": 4, "posts-markups": 10, "wacz": 10, "warc-own": 10}
"""Targets whose inputs take long, and how many of them are read."""
MOST_SEEDS = 12


@pytest.mark.parametrize("name", TARGETS)
def test_what_it_may_raise_is_what_its_documentation_names(name):
    target = TARGETS[name]
    seeds = sorted(target.seeds(), key=len)[:MOST_SEEDS]

    @settings(
        max_examples=SLOW.get(name, 30),
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(seed=st.sampled_from(seeds), numbers=st.lists(st.integers(0, 1 << 30), max_size=4))
    def read(seed, numbers):
        for number in numbers:
            seed = target.mutate(seed, Random(number))
        with cpu_seconds(4 * target.limit_s), suppress(*target.allowed):
            assert target.read(seed) <= target.output_bytes

    read()
