"""Secrets in JSON, token by token: numbers, white space and escapes of everything else stay as they stand."""

from __future__ import annotations

import json
import re

from snapshotter.redaction.names import SIGN, is_secret_name
from snapshotter.redaction.word import REDACTED

_TOKEN = re.compile(
    rb'"(?:[^"\\]|\\.|\\\Z)*+(?:"|\Z)|[{}\[\]:,]|[^\s{}\[\]:,"]++|\s++',
    re.DOTALL,
)
"""A string that never ends takes the rest, so that no byte is looked at twice."""
_ARGUMENT = re.compile(r'\b([A-Za-z_]\w{0,60})(\s{0,9}:\s{0,9})"([^"\\]{1,4096})"')
"""In the text of a GraphQL query."""
_SHOWN = 200
_BLANKED = b'"' + REDACTED + b'"'
_NO_VALUE = (b"null", b"true", b"false", b'""')


def redacted_json(body: bytes, names: list[str]) -> bytes:
    """JSON, or what is nearly JSON, with its secrets blanked; their names are added to ``names``."""
    return _Reading(names).read(body)


class _Reading:
    """Where in a document the reading is."""

    def __init__(self, names: list[str]) -> None:
        self._names = names
        self._depth = 0
        self._secret_from: int | None = None
        """Above this depth every value goes: what holds them has a secret name."""
        self._key: str | None = None
        self._last: bytes = b""
        """The string read last: a key, if a colon follows."""

    def read(self, body: bytes) -> bytes:
        found = []
        for match in _TOKEN.finditer(body):
            token = match[0]
            if token[:1].isspace():
                found.append(token)
            elif token in (b"{", b"[", b"}", b"]", b":", b","):
                self._mark(token)
                found.append(token)
            elif token[:1] == b'"' and body[match.end() : match.end() + 64].lstrip()[:1] == b":":
                self._last = token
                found.append(token)
            else:
                found.append(self._value(token))
        return b"".join(found)

    def _mark(self, token: bytes) -> None:
        if token == b":":
            self._key, self._last = _text(self._last), b""
            return
        if token in (b"{", b"["):
            if self._secret_from is None and self._has_secret_key():
                self._secret_from = self._depth
                self._note()
            self._depth += 1
        elif token in (b"}", b"]"):
            self._depth -= 1
            if self._secret_from is not None and self._depth <= self._secret_from:
                self._secret_from = None
        self._key = None

    def _value(self, token: bytes) -> bytes:
        if token in _NO_VALUE:
            return token
        if self._secret_from is not None:
            return _BLANKED
        if self._has_secret_key():
            self._note()
            return _BLANKED
        return self._inner(token) if token[:1] == b'"' and SIGN.search(token) else token

    def _has_secret_key(self) -> bool:
        return self._key is not None and is_secret_name(self._key)

    def _note(self) -> None:
        self._names.append((self._key or "")[:_SHOWN])

    def _inner(self, token: bytes) -> bytes:
        """JSON in a string, and the text of a GraphQL query."""
        text, found = _text(token), list[str]()
        if text.lstrip()[:1] in ("{", "["):
            text = redacted_json(text.encode("utf-8", "surrogatepass"), found).decode(
                "utf-8", "surrogatepass"
            )
        text = text if found else _ARGUMENT.sub(lambda match: _argument(match, found), text)
        self._names += found
        return json.dumps(text, ensure_ascii=True).encode() if found else token


def _argument(match: re.Match[str], found: list[str]) -> str:
    if not is_secret_name(match[1]):
        return match[0]
    found.append(match[1])
    return f'{match[1]}{match[2]}"{REDACTED.decode()}"'


def _text(token: bytes) -> str:
    """What a JSON string says; of what is not quite one, what stands there."""
    try:
        text = json.loads(token) if token else ""
    except (ValueError, RecursionError):
        return token.strip(b'"').decode("utf-8", "replace")
    return text if isinstance(text, str) else ""
