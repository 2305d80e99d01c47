"""A file with its verdict."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

Contents = bytes | Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Case:
    """One file that is to be checked, perhaps with others beside it."""

    name: str
    """Of the case: the defect, or what is odd and legal."""
    file: str
    """Of the file that is checked."""
    make: Callable[[], Contents]
    """Its bytes; or those of all files, by name."""
    codes: frozenset[str] = field(default_factory=frozenset)
    """Any of these must be found as an error; none where the file is valid."""
    where: str = ""
    """The section of the standard that decides."""

    @property
    def is_valid(self) -> bool:
        return not self.codes

    def write(self, folder: Path) -> Path:
        """Put the files into ``folder``; the path of the one that is checked."""
        made = self.make()
        for name, data in ({self.file: made} if isinstance(made, bytes) else made).items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        return folder / self.file


def valid(name: str, file: str, make: Callable[[], Contents], where: str = "") -> Case:
    return Case(name, file, make, where=where)


def invalid(name: str, file: str, make: Callable[[], Contents], *codes: str, where: str = "") -> Case:
    assert codes, name
    return Case(name, file, make, frozenset(codes), where)
