"""What a check of stored bytes found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it must be (``error``), or not as it should be (``warning``)."""

    code: str
    """Stable: ``record.digest``, ``record.torn``, ``index.mismatch``, ``manifest.missing-record``, ..."""
    severity: Literal["error", "warning"]
    offset: int | None
    """Of the record in its file; None for what concerns the file as a whole."""
    message: str
    hint: str = ""
    """What to do next; empty where nothing can be done."""


@dataclass(frozen=True, slots=True)
class FileReport:
    """A file that was read from its first byte to its last."""

    file: str
    faults: tuple[Fault, ...] = ()
    records: int = 0
    size_bytes: int = 0
    remarks: tuple[str, ...] = ()
    """What holds and should be known: who signed it, and when it was stamped."""

    @property
    def is_valid(self) -> bool:
        return all(fault.severity != "error" for fault in self.faults)
