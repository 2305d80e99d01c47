"""The records of a WARC or ARC file, held against their standards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from snapshotter.model.fixity import Fault
from snapshotter.warc import fixity
from snapshotter.warc.fixity import Tell


@dataclass(frozen=True, slots=True)
class Checked:
    """A record that is whole, for whoever holds an index or a manifest against it."""

    offset: int
    """Where it begins in the file; where its gzip member or Zstandard frame begins, if it is compressed."""
    length: int
    """Of its stored bytes."""
    kind: str
    """``WARC-Type``."""
    target: str
    """``WARC-Target-URI`` without angle brackets; empty when there is none."""
    date: str
    """``WARC-Date`` as it is written."""
    payload_digest: str
    """As it is written; empty when there is none."""
    content_type: str
    """Of the block; empty when there is none."""
    status: str
    """Three digits of an HTTP response; empty for all else."""


@dataclass(frozen=True, slots=True)
class Total:
    """What was read; the last that a check says."""

    records: int
    size_bytes: int
    """Of all blocks."""
    remarks: tuple[str, ...] = ()


def check_records(
    file: BinaryIO,
    tell: Tell = lambda _: None,
    *,
    seen: Callable[[Checked], None] | None = None,
) -> Iterator[Fault | Total]:
    """What is wrong with the records of ``file``, which is read once from its start and can seek.

    ``seen`` is told of every whole record, in the order of the file.  Constant memory, and no exception
    for what the file holds.
    """
    count = size = 0
    for found in fixity._records(file, tell, ""):
        if isinstance(found, Fault):
            yield found
        else:
            count, size = count + 1, size + found
    yield Total(count, size)
