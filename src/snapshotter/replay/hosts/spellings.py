"""How the pieces of an address are spelled: plain, or escaped in JSON, scripts, HTML and queries.

All patterns are bounded and possessive where they repeat, so that no input makes them slow.
"""

from __future__ import annotations

import re

SLASH = (
    rb"(?:\\{0,4}/"  # plain, and as JSON may escape it
    rb"|\\{1,4}(?:u002f|x2f)"
    rb"|%(?:25){0,3}2f"  # in a query, once or several times
    rb"|&\#(?:x2f|47);|&sol;)"
)
SLASHES = rb"(?P<slash>" + SLASH + rb")(?P=slash)"
COLON = rb"(?:\\{0,4}:|\\{1,4}(?:u003a|x3a)|%(?:25){0,3}3a|&\#(?:x3a|58);|&colon;)"
PORT = rb"(?:" + COLON + rb"(?P<port>[0-9]{1,5})(?![0-9]))"
_PERCENT = re.compile(rb"%(?:25)*", re.IGNORECASE)

SCHEME_BEFORE = re.compile(rb"(https?|wss?)(" + COLON + rb")\Z", re.IGNORECASE)
"""The scheme at the end of what stands before two slashes."""
LONGEST_SCHEME = 5 + 12
"""Bytes that :data:`SCHEME_BEFORE` has to be given."""


def like(slash: bytes, text: str) -> bytes:
    """``text``, its colons and slashes spelled as ``slash`` is."""
    percent = _PERCENT.match(slash)
    plain = text.encode("ascii")
    if percent is not None:
        return plain.replace(b":", percent[0] + b"3A").replace(b"/", slash)
    return plain if slash == b"/" else plain.replace(b"/", slash)


def trie(words: list[bytes]) -> bytes:
    """A pattern of exactly these words, longest first, that looks at each byte once."""
    root: dict[int, dict[int, object]] = {}
    for word in words:
        node = root
        for sign in word:
            node = node.setdefault(sign, {})  # type: ignore[assignment]
        node[-1] = {}
    return _pattern(root)


def _pattern(node: dict[int, dict[int, object]]) -> bytes:
    run = b""
    while len(node) == 1 and -1 not in node:
        sign, node = next(iter(node.items()))  # type: ignore[assignment]
        run += re.escape(bytes((sign,)))
    branches = [
        re.escape(bytes((sign,))) + _pattern(below)  # type: ignore[arg-type]
        for sign, below in node.items()
        if sign != -1
    ]
    if not branches:
        return run
    return run + b"(?:" + b"|".join(branches) + b")" + (b"?" if -1 in node else b"")
