"""Attributes of an AsciiDoc document: ``:name: value`` lines, and ``{name}`` where they are used."""

from __future__ import annotations

import re

from snapshotter.posts.markups import embeds

_MAX_VALUE_CHARS = 20_000
"""A value that has grown beyond this was made to grow: it is left as it stands."""
_MAX_LIST_CHARS = 8000
_MAX_HOPS = 8
_ENTRY = re.compile(r":(!?)(\w[\w-]*)(!?):(?:[ \t]+(.*))?$")
_REFERENCE = re.compile(r"(\\?)\{(\w[\w-]*)\}|\{(?:set|counter2?):[^{}\n]*\}")
_PASSED = re.compile(r"pass:[a-z,]*\[(.*)\]$", re.DOTALL)
_BUILT_IN = {
    "blank": "",
    "empty": "",
    "sp": " ",
    "nbsp": "\u00a0",
    "zwsp": "\u200b",
    "wj": "\u2060",
    "apos": "'",
    "quot": '"',
    "lsquo": "‘",
    "rsquo": "’",
    "ldquo": "“",
    "rdquo": "”",
    "deg": "°",
    "plus": "+",
    "brvbar": "¦",
    "vbar": "|",
    "amp": "&",
    "lt": "<",
    "gt": ">",
    "startsb": "[",
    "endsb": "]",
    "caret": "^",
    "asterisk": "*",
    "tilde": "~",
    "backslash": "\\",
    "backtick": "`",
    "two-colons": "::",
    "two-semicolons": ";;",
    "cpp": "C++",
    "pp": "++",
}
"""Character replacement attributes (AsciiDoc Language, "Character Replacement Attributes Reference")."""


class Attributes:
    """The attributes as far as a document has been read."""

    def __init__(self) -> None:
        self._values = dict(_BUILT_IN)

    def get(self, name: str) -> str:
        """A value; empty when there is none."""
        return self._values.get(name.lower(), "")

    def put(self, name: str, value: str) -> None:
        passed = _PASSED.match(value)
        self._values[name.lower()] = (passed[1] if passed else self.resolve(value)).strip()

    def enter(self, line: str) -> bool:
        """Take note of ``line`` if it is an attribute entry, and say whether it is one."""
        found = _ENTRY.match(line)
        if found is None:
            return False
        if found[1] or found[3]:
            self._values.pop(found[2].lower(), None)
        else:
            self.put(found[2], found[4] or "")
        return True

    def resolve(self, text: str) -> str:
        """``text`` with the values in the place of references; those to nothing known stay."""
        for _ in range(_MAX_HOPS):
            if "{" not in text:
                break
            resolved = _REFERENCE.sub(self._value, text)
            if resolved == text or len(resolved) > len(text) + _MAX_VALUE_CHARS:
                break
            text = resolved
        return text.replace("\\{", "{") if "\\{" in text else text

    def image(self, target: str) -> str:
        """An image's address; a folder of images counts when it is on the web."""
        folder = self.get("imagesdir")
        if target and embeds.is_address(folder) and not re.match(r"[a-z][a-z0-9+.-]*:|/", target, re.I):
            return f"{folder.rstrip('/')}/{target}"
        return target

    def fields(self) -> dict[str, str]:
        """What they say of the post: the header's own, and ``page-`` (Jekyll, Antora) and JBake's ones."""
        found = {}
        for name, value in self._values.items():
            prefix, _, rest = name.partition("-")
            if prefix in ("page", "jbake", "awestruct", "hp") and rest and value:
                found[rest.replace("-", "_")] = value
        for name in ("canonical-url", "revdate", "date", "author", "authors", "doctitle", "updated"):
            if self.get(name):
                found["title" if name == "doctitle" else name.replace("-", "_")] = self.get(name)
        return found

    def _value(self, found: re.Match[str]) -> str:
        if found[2] is None:
            return ""
        if found[1] or found[2].lower() not in self._values:
            return found[0]
        return self._values[found[2].lower()]


def listed(text: str) -> tuple[list[str], dict[str, str]]:
    """The positional and the named values of an attribute list: ``quote, Author, role="a b"``."""
    positional: list[str] = []
    named: dict[str, str] = {}
    for part in _parts(text):
        found = re.match(r"\s*([A-Za-z][\w-]*)\s*=\s*(.*)$", part, re.DOTALL)
        if found and not embeds.is_address(part):
            named[found[1].lower()] = _unquoted(found[2])
        else:
            positional.append(_unquoted(part))
    return positional, named


def _parts(text: str) -> list[str]:
    """``text`` at its commas, but not at those in quotation marks or brackets."""
    if len(text) > _MAX_LIST_CHARS:
        return [text]
    parts, start, depth, quote = [], 0, 0, ""
    for at, sign in enumerate(text):
        if quote:
            quote = "" if sign == quote and text[at - 1] != "\\" else quote
        elif sign in "\"'" and not text[start:at].rpartition("=")[2].strip():
            quote = sign
        elif sign in "[]":
            depth = max(0, depth + (1 if sign == "[" else -1))
        elif sign == "," and not depth:
            parts.append(text[start:at])
            start = at + 1
    return [*parts, text[start:]]


def _unquoted(value: str) -> str:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1].replace(f"\\{value[0]}", value[0])
    return value
