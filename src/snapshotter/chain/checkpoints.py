"""Checkpoints: a small text that fixes the whole of a chain, to be published where its reader trusts.

::

    snapshotter checkpoint 1
    archive 1f0c...            the chain's id
    entries 1234               so many lines of the chain
    head sha256:...            SHA-256 of the last of them
    at 2026-11-26T15:00:00Z

    key MHYw...                who signs the lines above, each with its end (with --sign)
    signature ...
    time-stamp MII...          an authority's reply (RFC 3161) on all lines above (with --time-stamp)

Lines before the first and after the last are no matter: a page or a letter may hold it.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from snapshotter.digests import Digest
from snapshotter.timestamps import iso, parse

_TITLE = "snapshotter checkpoint 1"
_FIELDS = {
    "archive": r"[0-9A-Za-z-]{1,64}",
    "entries": r"[1-9]\d{0,15}",
    "head": r"sha256:[0-9a-f]{64}",
    "at": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
}
_BASE64 = r"[A-Za-z0-9+/]{1,500000}={0,2}"
_MORE = {"key": _BASE64, "signature": _BASE64, "time-stamp": _BASE64}
MAX_BYTES = 1024 * 1024
"""Of a text in which one is looked for."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A state of a chain, and who vouches for it."""

    chain: str
    entries: int
    head: Digest
    at: datetime
    key: str | None = None
    """Base 64 of the public key, as :mod:`snapshotter.signing.keys` has it."""
    signature: str | None = None
    time_stamp: bytes | None = None
    """As it came from the authority."""

    @property
    def signed_text(self) -> str:
        """What is signed."""
        lines = (_TITLE, f"archive {self.chain}", f"entries {self.entries}", f"head {self.head}")
        return "\n".join((*lines, f"at {iso(self.at)}", ""))

    @property
    def stamped_text(self) -> str:
        """What is stamped: a signature as well, which was thus made before."""
        if self.key is None or self.signature is None:
            return self.signed_text
        return f"{self.signed_text}\nkey {self.key}\nsignature {self.signature}\n"

    @property
    def text(self) -> str:
        """All of it."""
        if self.time_stamp is None:
            return self.stamped_text
        gap = "" if self.signature else "\n"
        return f"{self.stamped_text}{gap}time-stamp {base64.b64encode(self.time_stamp).decode()}\n"

    def signed(self, key: str, signature: str) -> Checkpoint:
        return replace(self, key=key, signature=signature)

    def stamped(self, reply: bytes) -> Checkpoint:
        return replace(self, time_stamp=reply)


def found_in(text: str) -> Checkpoint:
    """The first checkpoint in a text.  Raises ``ValueError`` with what is wrong with it."""
    lines = iter(line.strip() for line in text.splitlines())
    if _TITLE not in lines:  # takes all lines up to it
        raise ValueError(f"there is no line {_TITLE!r}")
    given = {name: _value(name, pattern, lines) for name, pattern in _FIELDS.items()}
    more = _optional(lines)
    if ("key" in more) != ("signature" in more):
        raise ValueError("a key without its signature, or the other way round")
    stamp = more.get("time-stamp")
    return Checkpoint(
        chain=given["archive"],
        entries=int(given["entries"]),
        head=Digest(given["head"]),
        at=parse(given["at"]),
        key=more.get("key"),
        signature=more.get("signature"),
        time_stamp=base64.b64decode(stamp, validate=True) if stamp else None,
    )


def _value(name: str, pattern: str, lines: Iterable[str]) -> str:
    line = next(iter(lines), "")
    found, _, value = line.partition(" ")
    if found != name or re.fullmatch(pattern, value) is None:
        raise ValueError(f"expected a line {name!r}, got {line[:80]!r}")
    return value


def _optional(lines: Iterable[str]) -> dict[str, str]:
    """The lines after the first part, in their order, up to one that is none of them."""
    found: dict[str, str] = {}
    names = list(_MORE)
    for line in lines:
        name, _, value = line.partition(" ")
        if not line:
            continue
        if name not in names or re.fullmatch(_MORE[name], value) is None:
            break
        found[name] = value
        names = names[names.index(name) + 1 :]
    return found
