"""Whether the key of an index line is that of its address.

Indexers agree on the form and on little else: what they do with ``www``, session ids, a closing slash,
escapes and the order of parameters differs.  A key is wrong only where none of them would make it.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from snapshotter.errors import UrlError
from snapshotter.urls import Url, hostname, parse, port, scheme, surt

_WEB = ("http", "https", "ws", "wss")
_LETTERS = re.compile(r"[^\w]|_")
_SESSION = re.compile(r"(?:;jsessionid=|\?).*", re.DOTALL)
_WWW = re.compile(r"www\d{0,3}\.")


def key_trouble(key: str, url: str) -> str | None:
    """What is wrong with a key; None when it will do."""
    try:
        if key == surt(Url(url)):
            return None  # as it is for nearly every line
        address = parse(url.strip().removeprefix("<").removesuffix(">"))
    except UrlError:
        return None  # told of the address itself
    if scheme(address) not in _WEB:
        return None
    expected = surt(address)
    if key == expected:
        return None
    host, bracket, path = key.partition(")")
    if bracket and _is_host(host, address) and _is_path(path, expected.partition(")")[2], address):
        return None
    return f"expected a key as {expected[:120]!r}, got {key[:120]!r}"


def _is_host(host: str, address: Url) -> bool:
    name = hostname(address)
    named, _, number = host.lower().partition(":") if not host.startswith("[") else (host.lower(), "", "")
    if not named.isascii():
        return True  # a name in its own letters; the address has it in Punycode
    if number and number != str(port(address)):
        return False
    plain = name.strip(".")
    forms = {plain, _WWW.sub("", plain, count=1)}
    reversed_forms = {",".join(reversed(form.split("."))) for form in forms}
    return named.strip(",[]") in reversed_forms | forms


def _is_path(path: str, expected: str, address: Url) -> bool:
    """Letters and digits alone, so that it does not matter what is escaped."""
    after_host = address.partition("://")[2].partition("/")[2]
    got = _letters(path)
    candidates = (_letters(expected), _letters(after_host))
    return any(
        got == one or (got and one and (got.startswith(one) or one.startswith(got))) for one in candidates
    )


def _letters(path: str) -> str:
    return _LETTERS.sub("", unquote(unquote(_SESSION.sub("", path))).lower())
