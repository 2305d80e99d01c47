"""Hosts that stand in a text without a scheme (``bbc.co.uk/news/1``), told from file names and the like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from snapshotter.patterns import Pattern
from snapshotter.posts.address import edges
from snapshotter.posts.address.tlds import COUNTRIES, FILE_LIKE, UNMISTAKABLE, is_domain_ending


class BareHost(NamedTuple):
    """``start``..``end`` of a host and of all that may belong to its address."""

    start: int
    end: int


_MARKS = (
    "\u0300-\u036f\u0900-\u0903\u093a-\u094f\u0980-\u0983\u09bc-\u09cd\u0a3c-\u0a51"
    "\u0b82-\u0bcd\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
)
"""Signs that are parts of letters; ``\\w`` does not take them."""
_LABEL = rf"[\w{_MARKS}-]{{1,63}}+"
_DOT = r"(?:\.|\[\.\]|\(\.\)|\{\.\}|\[dot\]|\(dot\))"
_INNER_DOT = re.compile(r"[.\[({](?:(?<=\.)|\.[\])}]|dot[\])])(?=[^\W_])", re.IGNORECASE)
_LABEL_BEFORE = Pattern(rf"[\w{_MARKS}-]")
_LABEL_CHARS = 63
_NO_BOUNDARY = frozenset("@./\\%~$")
_HOST = Pattern(
    rf"(?P<host>{_LABEL}(?:{_DOT}{_LABEL}){{1,8}}+)"
    rf"(?P<port>:\d{{2,5}}(?!\w))?(?P<tail>[/?#][^{edges.STOP}]{{0,8000}})?",
    re.IGNORECASE,
)
_SPLIT = Pattern(_DOT, re.IGNORECASE)
_MAIL = Pattern(r"@|(?:\[at\]|\(at\)| at )\s?$", re.IGNORECASE)
_STRUCTURE = Pattern(r"[/?#=&_\d-]|\.\w")
_ONE_LETTER = frozenset(("com", "co", "me", "ly", "org", "cc", "gg", "be", "us", "tv", "in"))
_SECOND_LEVEL = frozenset(("ac", "co", "com", "edu", "gob", "gouv", "gov", "ne", "net", "nhs", "or", "org"))


def bare_hosts(text: str, start: int, end: int) -> Iterator[BareHost]:
    """The hosts between two places of ``text`` that are convincing as addresses."""
    at = start
    while dot := _INNER_DOT.search(text, at, end):
        begin = _first(text, dot.start(), at)
        found = _HOST.match(text, begin, end) if begin < dot.start() else None
        bounded = begin == 0 or text[begin - 1] not in _NO_BOUNDARY
        if found is not None and bounded and _is_address(text, found):
            yield BareHost(found.start(), found.end())
        at = max(dot.end(), found.end() if found else 0)


def _first(text: str, dot: int, limit: int) -> int:
    """Where the label begins that ends at ``dot``."""
    at = dot
    while at > limit and dot - at <= _LABEL_CHARS and _LABEL_BEFORE.match(text, at - 1):
        at -= 1
    return at


def _is_address(text: str, found: re.Match[str]) -> bool:
    labels = _SPLIT.split(found["host"])
    after = text[found.end() : found.end() + 1]
    if after == "@" or after.isalnum() or not all(map(_is_label, labels)):
        return False
    if not is_domain_ending(labels[-1]) or _MAIL.search(text, max(0, found.start() - 5), found.start()):
        return False
    if len(labels[-2]) == 1 and labels[-1] not in _ONE_LETTER | UNMISTAKABLE:
        return False
    if found["host"].count(".") != len(labels) - 1 or "[.]" in found["host"] or "(.)" in found["host"]:
        return True
    path = edges.trimmed(found["tail"] or "")
    return (
        _with_path(labels, path)
        if path or found["port"]
        else _alone(labels, text[found.end() : found.end() + 2])
    )


def _is_label(label: str) -> bool:
    return label[0] not in "-_" and label[-1] not in "-_"


def _with_path(labels: list[str], path: str) -> bool:
    """A host is known by its path; but ``main.rs/lib.rs``, ``Amazon.com/eBay``, ``setup.py/x`` are none."""
    name, ending = labels[-2], labels[-1]
    rest = path[1:]
    if _is_alternative(rest) or (name.isdigit() and ending not in UNMISTAKABLE and len(labels) == 2):
        return False
    if any(label != label.lower() for label in labels) and not (
        rest == rest.lower() or _STRUCTURE.search(rest)
    ):
        return False
    if ending in FILE_LIKE and len(labels) == 2:
        return ending not in ("zip", "mov", "py") and len(rest) > 1 and labels[0] == labels[0].lower()
    return True


def _is_alternative(rest: str) -> bool:
    """Whether what follows the slash is just another name with a dot."""
    first, dot, last = rest.rpartition(".")
    return (
        bool(dot) and "/" not in rest and first.replace("-", "").isalnum() and is_domain_ending(last.lower())
    )


def _alone(labels: list[str], after: str) -> bool:
    """A host of nothing else: only one that names no firm (``Amazon.com``), package or method."""
    if after[:1] in tuple("([=&%") or (after[:1] in (".", ":") and after[1:2].isalnum()):
        return False
    if any(label != label.lower() for label in labels) or is_domain_ending(labels[0]):
        return False
    if labels[-1] in UNMISTAKABLE:
        return len(labels) >= 3
    return len(labels) >= 4 and labels[-1] in COUNTRIES and labels[-2] in _SECOND_LEVEL
