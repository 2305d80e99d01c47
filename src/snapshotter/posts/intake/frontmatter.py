"""Front matter of posts: YAML between ``---`` lines, TOML between ``+++`` lines, a JSON object on top."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from snapshotter.patterns import Pattern

_YAML = Pattern(r"\A\ufeff?---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*\r?$\n?", re.DOTALL | re.MULTILINE)
_TOML = Pattern(r"\A\ufeff?\+\+\+[ \t]*\r?\n(.*?)^\+\+\+[ \t]*\r?$\n?", re.DOTALL | re.MULTILINE)
_JSON = Pattern(r"\A\ufeff?\{\s*\"")
_MAX_CHARS = 262_144
_SCALAR = (
    r"(?:(?![&*!|>%@`{}\[\]?,-])[^\s#:\"'\\][^#:\"'\\\n]*(?::(?=\S)[^#:\"'\\\n]*)*"
    r"|\"[^\"\\\n]*\"|'[^'\n]*')"
)
_PLAIN_YAML = Pattern(rf"(?:(?:[A-Za-z][\w-]*:(?:[ \t]+{_SCALAR})?|[ \t]*-[ \t]+{_SCALAR})?[ \t]*\r?\n)*\Z")
"""``name: value`` and ``- value`` lines alone, whose meaning needs no parser of the whole of YAML."""
_LINE = Pattern(r"^([A-Za-z][\w-]{0,60})[ \t]*[:=][ \t]+([^\s\[\]{}|>&*!].*?)[ \t]*\r?$", re.MULTILINE)
_MAX_DEPTH = 3


def split(text: str) -> tuple[dict[str, str], str]:
    """The fields of the front matter, as text and by lower-case name, and the post without it.

    Fields in fields are named with a dot (``cover.image``).  Of front matter that is not valid, the
    lines that name a value count; what is between two rules and names nothing is the post's.
    """
    if _JSON.match(text):
        return _split_json(text)
    for pattern, load in ((_YAML, _yaml), (_TOML, _toml)):
        found = pattern.match(text) if text.lstrip("\ufeff").startswith(("---", "+++")) else None
        if found and len(found[1]) <= _MAX_CHARS:
            document = load(found[1])
            if document is None:
                return _salvaged(found[1]), text[found.end() :]
            if isinstance(document, Mapping) or not document:
                return _fields(document), text[found.end() :]
    return {}, text


def _salvaged(text: str) -> dict[str, str]:
    """What the lines say that a title with a colon in it made no YAML of."""
    return {name.lower(): value.strip("\"'") for name, value in _LINE.findall(text)}


def _split_json(text: str) -> tuple[dict[str, str], str]:
    import json

    start = text.index("{")
    try:
        document, end = json.JSONDecoder().raw_decode(text[: _MAX_CHARS + start], start)
    except (ValueError, RecursionError):
        return {}, text
    return _fields(document), text[end:]


def _yaml(text: str) -> object:
    plain = _plain_yaml(text) if _PLAIN_YAML.match(text) else None
    if plain is not None:
        return plain
    import yaml

    try:
        return yaml.load(text, Loader=yaml.BaseLoader) or {}
    except (yaml.YAMLError, RecursionError, ValueError):
        return None


def _plain_yaml(text: str) -> dict[str, str | list[str]] | None:
    """The fields of a text that is :data:`_PLAIN_YAML`; None for lists that belong to no name."""
    fields: dict[str, str | list[str]] = {}
    name = ""
    for line in filter(None, map(str.strip, text.split("\n"))):
        if line.startswith("-"):
            items = fields.get(name) or []
            if not isinstance(items, list):
                return None
            fields[name] = [*items, _unquoted(line[1:])]
        else:
            name, _, value = line.partition(":")
            fields[name] = _unquoted(value)
    return None if "" in fields else fields


def _unquoted(value: str) -> str:
    value = value.strip()
    return value[1:-1] if value[:1] in ("'", '"') else value


def _toml(text: str) -> object:
    import tomllib

    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return None


def _fields(document: object) -> dict[str, str]:
    if not isinstance(document, Mapping):
        return {}
    return dict(_flat(document, "", 0))


def _flat(document: Mapping[Any, Any], above: str, depth: int) -> Iterator[tuple[str, str]]:
    for key, value in document.items():
        name = f"{above}{str(key).lower()}"
        text = _text(value)
        if text:
            yield name, text
        if isinstance(value, Mapping) and depth < _MAX_DEPTH:
            yield from _flat(value, f"{name}.", depth + 1)


def _text(value: Any) -> str:
    """Scalars as they stand; of people given as mappings, their names."""
    if isinstance(value, Mapping):
        people = [person for person in value.values() if isinstance(person, Mapping) and "name" in person]
        return str(value.get("name") or ", ".join(str(person["name"]) for person in people))
    if isinstance(value, list):
        return ", ".join(filter(None, (_text(item) for item in value if not isinstance(item, list))))
    return " ".join(str(value).split())
