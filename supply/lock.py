"""The lock of the program's libraries, ``requirements/runtime.txt``, as values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RUNTIME = ROOT / "requirements" / "runtime.txt"
_PINNED = re.compile(r"([a-z0-9.-]+)==([^\s;\\]+)(?: ; ([^\\\n]+?))? *\\?$", re.MULTILINE)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Pinned:
    """One library at one version."""

    name: str
    version: str
    marker: str
    """Where it is installed (PEP 508); empty: everywhere."""
    sha256: tuple[str, ...]
    """Of the files that the lock admits, in its order."""

    @property
    def purl(self) -> str:
        """Its package URL (ECMA-427)."""
        return f"pkg:pypi/{self.name}@{self.version}"


def pinned(path: Path = RUNTIME) -> list[Pinned]:
    """Everything in the lock, in its order.  Raises ``ValueError`` for what is no pinned requirement."""
    blocks = re.split(r"\n(?=\S)", path.read_text(encoding="utf-8").strip())
    return [_read(block) for block in blocks]


def _read(block: str) -> Pinned:
    found, hashes = _PINNED.match(block), _HASH.findall(block)
    if found is None or not hashes:
        raise ValueError(f"not pinned, or without a hash: {block.splitlines()[0]}")
    return Pinned(found[1], found[2], found[3] or "", tuple(hashes))
