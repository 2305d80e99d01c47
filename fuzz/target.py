"""What is fuzzed: how one input is read, what may be raised, where inputs come from."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from fuzz.mutations import swollen
from snapshotter.errors import SnapshotterError

Read = Callable[[bytes], int]
"""Reads one input and returns how many bytes, or things, came out of it."""
Mutate = Callable[[bytes, random.Random], bytes]
"""Makes another input of one, by its structure.  What cannot be taken apart comes back as it is."""


@dataclass(frozen=True, slots=True)
class Target:
    """One harness."""

    name: str
    group: str
    """What it is counted under: several harnesses may read the same parser."""
    watched: tuple[str, ...]
    """Packages or modules of the program that it is about; a run counts for the code as it was then."""
    read: Read
    seeds: Callable[[], Iterable[bytes]]
    mutate: Mutate | None = None
    swell: Mutate = swollen
    """Makes a large input of one, to be read once and not kept."""
    allowed: tuple[type[Exception], ...] = (SnapshotterError,)
    """The errors that its documentation names; every other one is a finding."""
    max_bytes: int = 32 * 1024
    """Of one input."""
    limit_s: float = 10.0
    """CPU seconds for one input, four times as many for a swollen one."""
    growth_mb: int = 160
    """By so much may memory grow for one input."""
    output_bytes: int = 64 << 20
    """So much may come out of one input."""
    words: tuple[bytes, ...] = ()
    """What stands in inputs of this kind: the fuzzer's dictionary."""
