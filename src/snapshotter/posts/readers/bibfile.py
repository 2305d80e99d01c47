"""The syntax of BibTeX files: entries with their fields, macros and concatenations resolved.

Tolerant as BibTeX's users need it: anything between entries is comment, and an entry whose braces do
not close ends where the next one begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_ENTRY = re.compile(r"@[ \t]*(?P<kind>[A-Za-z]+)\s{0,100}(?P<open>[{(])")
_NEXT = re.compile(r"\n[ \t]{0,20}@[ \t]*[A-Za-z]+\s{0,100}[{(]")
_KEY = re.compile(r"\s*(?P<key>[^,\s{}=\"#()]*)\s*(?P<end>,|(?=[})])|$)")
_FIELD = re.compile(r"[\s,]*(?P<name>[^\s=,{}\"#()%]+)\s*=\s*")
_NAME = re.compile(r"[^\s,{}\"#()=%]+")
_JOIN = re.compile(r"\s*#\s*")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_QUOTE = re.compile(r"\\.|[{}\"]", re.DOTALL)
_LOOSE = re.compile(
    r"(?:^|[\n,])[ \t]*(?P<name>[A-Za-z][\w-]{0,60})[ \t]*=[ \t]*"
    r"(?P<value>(?:(?!,[ \t]*[A-Za-z][\w-]{0,60}[ \t]*=)[^\n])*+)"
)
_MONTHS_TEXT = """
    jan feb mar apr may jun jul aug sep oct nov dec
"""
_MONTHS = {name: name for name in _MONTHS_TEXT.split()}
_COMMENT_CHARS = 200_000
"""How far the end of a ``@comment`` is looked for."""
_OPEN_COMMENTS = 50
"""After so many that have no end, no more is looked for."""


class _Unclosed(Exception):
    """A value does not end within its entry."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry, its values still in LaTeX."""

    kind: str
    key: str
    fields: Mapping[str, str]


def entries(text: str) -> Iterator[Entry]:
    """The entries of a file in order, without those that are commented out."""
    macros = dict(_MONTHS)
    at = end = comments = 0
    while found := _ENTRY.search(text, at):
        kind = found["kind"].lower()
        at = found.end()
        if end < at:
            following = _NEXT.search(text, at - 1)
            end = following.start() + 1 if following else len(text)
        if kind == "comment":
            limit = at + _COMMENT_CHARS if comments < _OPEN_COMMENTS else at
            closing = _closing(text, at - 1, limit)
            comments += closing is None
            at = closing or at
        elif kind == "string":
            at = _define(text, at, end, macros)
        elif kind == "preamble":
            at = _closing(text, at - 1, end) or end
        else:
            entry, at = _entry(kind, text, at, end, macros)
            yield entry


def _entry(kind: str, text: str, at: int, end: int, macros: Mapping[str, str]) -> tuple[Entry, int]:
    key = _KEY.match(text, at, end)
    if key and not (key["end"] == "" and text.startswith("=", key.end())):
        at = key.end()
    fields: dict[str, str] = {}
    try:
        while field := _FIELD.match(text, at, end):
            value, after = _value(text, field.end(), end, macros)
            fields.setdefault(field["name"].lower(), value)
            at = after
    except _Unclosed:
        for loose in _LOOSE.finditer(text[at:end]):
            fields.setdefault(loose["name"].lower(), loose["value"].strip(' \t\r,{}"'))
        at = end
    return Entry(kind, key["key"] if key else "", fields), at


def _define(text: str, at: int, end: int, macros: dict[str, str]) -> int:
    field = _FIELD.match(text, at, end)
    if field is None:
        return at
    try:
        macros[field["name"].lower()], at = _value(text, field.end(), end, macros)
    except _Unclosed:
        return end
    return at


def _value(text: str, at: int, end: int, macros: Mapping[str, str]) -> tuple[str, int]:
    """A value, its parts joined, and where it ends."""
    parts = []
    while True:
        part, at = _part(text, at, end, macros)
        parts.append(part)
        join = _JOIN.match(text, at, end)
        if join is None:
            return "".join(parts), at
        at = join.end()


def _part(text: str, at: int, end: int, macros: Mapping[str, str]) -> tuple[str, int]:
    opening = text[at : at + 1] if at < end else ""
    if opening in ("{", '"'):
        closing = _closing(text, at, end)
        if closing is None:
            raise _Unclosed
        return text[at + 1 : closing - 1], closing
    name = _NAME.match(text, at, end)
    if name is None:
        return "", at
    return macros.get(name[0].lower(), name[0]), name.end()


def _closing(text: str, at: int, end: int) -> int | None:
    """Behind the brace, parenthesis or quotation mark that closes the one at ``at``."""
    quoted = text[at] == '"'
    depth = 0 if quoted else 1
    for sign in (_QUOTE if quoted else _BRACE).finditer(text, at + 1, end):
        if sign[0] == "{":
            depth += 1
        elif sign[0] == "}":
            depth -= 1
            if depth == 0 and not quoted:
                return sign.end()
        elif sign[0] == '"' and depth <= 0:
            return sign.end()
    return None
