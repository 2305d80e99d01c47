"""Bytes looked through for keys and tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from snapshotter.disclosure.rules import BACK_BYTES, RULES, Rule

_SHOWN = 4
_INPUT = b"<input"
_TAG = re.compile(rb"<[^<>]*+")
_TYPE = re.compile(rb"(?i)type\s{0,4}=\s{0,4}[\"']?(password|email)\b")
_VALUE = re.compile(rb"(?i)\bvalue\s{0,4}=\s{0,4}(?:\"([^\"]{3,200})\"|'([^']{3,200})'|([^\s\"'>]{3,200}))")
_TAG_BYTES = 2000
_MOST_OF_ONE = 100
"""Of one kind in one text; a list of thousands is told by its first."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that looks like a secret, and where."""

    code: str
    what: str
    start: int
    excerpt: str
    """Its first letters and its length: enough to find it, and no more."""


def scan(data: bytes) -> Iterator[Hit]:
    """Every secret in a text, each place once."""
    small = data.lower()
    for rule in RULES:
        seen: set[int] = set()
        for sign in rule.signs:
            yield from _found(rule, sign, data, small if rule.any_case else data, seen)
    yield from _filled_in(data, small)


def _found(rule: Rule, sign: bytes, data: bytes, searched: bytes, seen: set[int]) -> Iterator[Hit]:
    at = searched.find(sign)
    while at >= 0 and len(seen) < _MOST_OF_ONE:
        start = data.rfind(rule.back_to, max(at - BACK_BYTES, 0), at) if rule.back_to else at
        match = rule.pattern.match(data, start) if start >= 0 else None
        if match is not None and match.start("secret") not in seen and rule.holds(match):
            seen.add(match.start("secret"))
            yield Hit(rule.code, rule.what, match.start("secret"), excerpt(match["secret"]))
        at = searched.find(sign, max(at + len(sign), match.end() if match is not None else 0))


def _filled_in(data: bytes, small: bytes) -> Iterator[Hit]:
    """Forms that came with a password or an e-mail address in them: somebody's."""
    start, told = small.find(_INPUT), 0
    while start >= 0 and told < _MOST_OF_ONE:
        tag = _TAG.match(data, start, start + _TAG_BYTES)
        kind, value = (_TYPE.search(tag[0]), _VALUE.search(tag[0])) if tag else (None, None)
        text = next(filter(None, value.groups()), b"") if value is not None else b""
        if kind is not None and text and (kind[1].lower() == b"password" or b"@" in text):
            name = kind[1].lower().decode()
            told += 1
            yield Hit(f"form.{name}", f"{name} in a form", start, excerpt(text))
        start = small.find(_INPUT, start + len(_INPUT))


def excerpt(secret: bytes) -> str:
    """A secret's first letters, fewer of a short one, and its length."""
    shown = secret[: min(_SHOWN, len(secret) // 4)].decode("ascii", "replace")
    printed = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in shown)
    return f"{printed}… ({len(secret)} characters)"
