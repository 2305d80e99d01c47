"""Bodies of requests as queries, so that an index that knows addresses alone can tell POSTs apart.

Web archives look an exchange with a body up as a GET of ``<url>?__wb_method=POST&<query>`` (``pywb``,
``cdxj-indexer`` and ``wabac.js`` alike).  They agree on the idea and differ in what the query is of
the same body, so there are two of them: :func:`of_pywb` for the key of the line, by which pywb finds
it, and :func:`of_wabac` for its field ``requestBody``, from which ReplayWeb.page makes its own key.
Both are written after what these programs were seen to do with the same request.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote_plus, unquote_plus, urlencode

MAX_QUERY_LENGTH = 4096
_ENOUGH = 12 * MAX_QUERY_LENGTH
"""Characters of a form; twelve are the escapes of one at most."""
_WITH_BODY = ("POST", "PUT")
_BINARY = "__wb_post_data="
_FORM = "application/x-www-form-urlencoded"
_JS_LINE = re.compile(r'name="([^"]+)"\r\n\r\n([^\r\n\u2028\u2029]*)', re.IGNORECASE)
_DISPOSITION = re.compile(rb'[;\s]name="?([^";\r\n]*)"?', re.IGNORECASE)
_FILE_NAME = re.compile(rb"[;\s]filename\*?=", re.IGNORECASE)
_BOUNDARY = re.compile(r'boundary="?([^";,]+)"?', re.IGNORECASE)
_ARRAY_INDEX = re.compile(r"0|[1-9]\d{0,9}")
_ESCAPED = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_RESERVED = frozenset(b";/?:@&=+$,#")
"""Characters whose escapes ECMAScript's ``decodeURI`` leaves alone."""


class _Unreadable(ValueError):
    """The body is not what its media type says."""


def with_query(url: str, method: str, query: str) -> str:
    """The address that stands for a request of another method than GET."""
    joined = f"{url}{'&' if '?' in url else '?'}__wb_method={method}"
    return f"{joined}&{query}" if query else joined


def of_pywb(method: str, media_type: str, body: bytes) -> str:
    """The query of a body as pywb 2.10 makes it when it indexes, and again when the page asks."""
    if method not in _WITH_BODY or not body:
        return ""
    return _pywb(media_type, body)[:MAX_QUERY_LENGTH]


def of_wabac(method: str, media_type: str, body: bytes) -> str:
    """The query of a body as wabac.js 2.27 makes it when a page asks.

    Its index reader takes ``requestBody`` as it stands and compares it with the query of the page's
    request *after* ``decodeURI``; so that is what it gets.
    """
    if method not in _WITH_BODY:
        return ""
    try:
        return _decode_uri(_wabac(media_type, body)[:MAX_QUERY_LENGTH])
    except _Unreadable:
        return ""


def _pywb(media_type: str, body: bytes) -> str:
    kind = media_type.lower()
    try:
        if kind.startswith(_FORM):
            return unquote_plus(body.decode()[:_ENOUGH])
        if kind.startswith("multipart/"):
            return urlencode(list(_parts(media_type, body)))
        if kind.startswith(("text/plain", "application/json")):
            return _json_of_pywb(body)
    except ValueError:
        if kind.startswith("application/json"):
            return ""
    return _BINARY + base64.b64encode(body).decode()


def _parts(media_type: str, body: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Name and content of each part of a ``multipart/form-data`` (RFC 7578)."""
    boundary = _BOUNDARY.search(media_type)
    if boundary is None:
        raise _Unreadable
    for piece in body.split(b"--" + boundary[1].strip().encode())[1:]:
        if piece.startswith(b"--"):
            return
        head, empty_line, content = piece.partition(b"\r\n\r\n")
        named = _DISPOSITION.search(head)
        if empty_line and named:
            yield named[1], _value(head, content.removesuffix(b"\r\n"))


def _value(head: bytes, content: bytes) -> bytes:
    """The bytes of a file; of a plain field its text, with the broken characters replaced."""
    return content if _FILE_NAME.search(head) else content.decode("utf-8", "replace").encode()


def _json_of_pywb(body: bytes) -> str:
    found = ((name, _scalar_of_pywb(value)) for name, value in _leaves(_loaded(body)) if name)
    return urlencode(_numbered(found))


def _scalar_of_pywb(value: Any) -> str:
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    return str(value) if type(value) is int else _scalar(value)


def _wabac(media_type: str, body: bytes) -> str:
    kind = media_type.partition(";")[0]
    text = body.decode("utf-8-sig", "replace")
    if kind == _FORM:
        return text
    if kind in ("application/json", "text/plain"):
        return _json_of_wabac(text)
    if kind == "multipart/form-data":
        return _form_encoded(_fields_of_wabac(media_type, text))
    if any(ord(character) > 0xFF for character in text):
        return _BINARY  # ``btoa`` refuses
    return _BINARY + base64.b64encode(text.encode("latin-1")).decode()


def _fields_of_wabac(media_type: str, text: str) -> dict[str, str]:
    """The first line of every plain field; the last of one name in the place of the first."""
    _, named, boundary = media_type.partition("boundary=")
    if not named or not boundary:
        raise _Unreadable
    pieces = re.split(re.escape(boundary), text, flags=re.IGNORECASE)
    found = (_JS_LINE.search(piece.strip("-").strip()) for piece in pieces)
    return {match[1]: match[2] for match in found if match}


def _json_of_wabac(text: str) -> str:
    try:
        document = _loaded(text)
    except ValueError:
        return ""
    leaves = ((name, _scalar(value)) for name, value in _leaves(document, as_objects_of_js=True))
    return _form_encoded(_numbered((name, value) for name, value in leaves if value))


def _loaded(text: str | bytes) -> Any:
    try:
        return json.loads(text, parse_constant=_refuse)
    except RecursionError as trouble:
        raise _Unreadable from trouble


def _refuse(word: str) -> Any:
    raise _Unreadable(word)


def _leaves(document: Any, *, as_objects_of_js: bool = False) -> Iterator[tuple[str, Any]]:
    """Every scalar in a document with the name it stands under, arrays passed through."""
    waiting: list[tuple[str, Any]] = [("", document)]
    while waiting:
        name, value = waiting.pop()
        if isinstance(value, dict):
            items = _in_js_order(value) if as_objects_of_js else list(value.items())
            waiting.extend(reversed(items))
        elif isinstance(value, list):
            waiting.extend((name, each) for each in reversed(value))
        else:
            yield name, value


def _in_js_order(document: dict[str, Any]) -> list[tuple[str, Any]]:
    """Array indices first, in their order (ECMAScript, OrdinaryOwnPropertyKeys)."""
    indices = sorted((key for key in document if _is_index(key)), key=int)
    names = [key for key in document if not _is_index(key)]
    return [(key, document[key]) for key in (*indices, *names)]


def _is_index(key: str) -> bool:
    return _ARRAY_INDEX.fullmatch(key) is not None and int(key) < 2**32 - 1


def _numbered(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """A name that comes again gets a number: ``a``, ``a.2_``, ``a.3_``."""
    found: dict[str, str] = {}
    times: dict[str, int] = {}
    for name, value in pairs:
        key = name
        if name in found:
            times[name] = times.get(name, 1) + 1
            key = f"{name}.{times[name]}_"
        found[key] = value
    return found


def _scalar(value: Any) -> str:
    """As ECMAScript writes it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    return _number(float(value)) if abs(value) < 1e308 else str(value)


def _number(value: float) -> str:
    """ECMAScript, ``Number::toString``: shortest digits, an exponent from 1e21 and below 1e-6."""
    if value == 0:
        return "0"
    if value.is_integer() and abs(value) < 1e21:
        digits, _, exponent = f"{value!r}".partition("e")
        if not exponent:
            return digits.removesuffix(".0")
        whole, _, fraction = digits.partition(".")
        return whole + fraction.ljust(int(exponent), "0")
    digits, _, exponent = repr(value).partition("e")
    if not exponent:
        return digits if abs(value) >= 1e-6 else _small(value)
    power = int(exponent)
    if -7 < power < 0:
        return _small(value)
    return f"{digits.removesuffix('.0')}e{'+' if power > 0 else '-'}{abs(power)}"


def _small(value: float) -> str:
    from decimal import Decimal

    return format(Decimal(repr(value)), "f")


def _form_encoded(fields: dict[str, str]) -> str:
    """URL Standard, section 5.2; Python keeps ``~`` and escapes ``*``, the standard has it the other way."""
    return "&".join(f"{_escaped(name)}={_escaped(value)}" for name, value in fields.items())


def _escaped(text: str) -> str:
    escaped = quote_plus(text.encode("utf-8", "replace"), safe="*")
    return escaped.replace("~", "%7E")


def _decode_uri(query: str) -> str:
    """ECMAScript's ``decodeURI``.  Raises :class:`_Unreadable` where it throws."""
    if re.search(r"%(?![0-9A-Fa-f]{2})", query):
        raise _Unreadable
    return _ESCAPED.sub(_decoded_run, query)


def _decoded_run(run: re.Match[str]) -> str:
    raw = bytes.fromhex(run[0].replace("%", ""))
    try:
        text = raw.decode()
    except UnicodeDecodeError as trouble:
        raise _Unreadable from trouble
    position, pieces = 0, []
    for character in text:
        width = len(character.encode())
        kept = width == 1 and ord(character) in _RESERVED
        pieces.append(run[0][3 * position : 3 * (position + width)] if kept else character)
        position += width
    return "".join(pieces)
