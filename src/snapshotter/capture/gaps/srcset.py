"""The addresses of a ``srcset`` (HTML, section 4.8.4.3.10, "parsing a srcset attribute")."""

from __future__ import annotations

import re

_MAX_CANDIDATES = 200
_ADDRESS = re.compile(r"[\s,]*+(\S+)")
_DESCRIPTORS = re.compile(r"(?:[^,(]|\([^)]*+(?:\)|\Z))*+(?:,|\Z)")


def addresses(srcset: str) -> list[str]:
    """Every candidate's address, in order; its descriptors are not judged."""
    found: list[str] = []
    at = 0
    while len(found) < _MAX_CANDIDATES and (match := _ADDRESS.match(srcset, at)):
        address, at = match[1], match.end()
        if address.endswith(","):
            address = address.rstrip(",")
        else:
            descriptors = _DESCRIPTORS.match(srcset, at)
            at = descriptors.end() if descriptors else len(srcset)
        if address:
            found.append(address)
    return found
