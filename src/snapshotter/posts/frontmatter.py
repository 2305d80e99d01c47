"""Front matter of Markdown posts: YAML between ``---`` lines, TOML between ``+++`` lines."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

_YAML = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*\r?$\n?", re.DOTALL | re.MULTILINE)
_TOML = re.compile(r"\A\ufeff?\+\+\+[ \t]*\r?\n(.*?)^\+\+\+[ \t]*\r?$\n?", re.DOTALL | re.MULTILINE)
_MAX_CHARS = 262_144


def split(text: str) -> tuple[dict[str, str], str]:
    """The fields of the front matter, as text and by lower-case name, and the post without it.

    Front matter that is not valid YAML or TOML has no fields; it is no part of the post either way.
    """
    for pattern, load in ((_YAML, _yaml), (_TOML, _toml)):
        found = pattern.match(text)
        if found and len(found[1]) <= _MAX_CHARS:
            return _fields(load(found[1])), text[found.end() :]
    return {}, text


def _yaml(text: str) -> object:
    import yaml

    try:
        return yaml.load(text, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError, ValueError):
        return None


def _toml(text: str) -> object:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return None


def _fields(document: object) -> dict[str, str]:
    if not isinstance(document, Mapping):
        return {}
    texts = ((str(name).lower(), _text(value)) for name, value in document.items())
    return {name: text for name, text in texts if text}


def _text(value: Any) -> str:
    """Scalars as they stand; of people given as mappings, their names."""
    if isinstance(value, Mapping):
        return str(value.get("name") or "")
    if isinstance(value, list):
        return ", ".join(filter(None, (_text(item) for item in value if not isinstance(item, list))))
    return " ".join(str(value).split())
