"""Style sheets with all that they refer to inside (CSS Syntax 3, CSS Cascade 5 for imports)."""

from __future__ import annotations

import re

from snapshotter import urls
from snapshotter.cited.embedding import Embedding, resolved
from snapshotter.pagemeta.encoding import decode
from snapshotter.urls import Url

MAX_IMPORTS = 8
"""Sheets that import each other, one in another."""
NOTHING = 'url("data:,")'
_STRING = r"\"(?:[^\"\\\n]|\\[\s\S])*+\"|'(?:[^'\\\n]|\\[\s\S])*+'"
_URL = rf"url\(\s*+(?:{_STRING}|(?:[^\"'()\\\s]|\\[\s\S])*+)\s*+\)"
_TOKEN = re.compile(
    rf"(?P<comment>/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z))"
    rf"|(?P<import>@import\s*+(?:{_URL}|{_STRING})(?:[^;{{}}\"']|{_STRING})*+(?:;|\Z))"
    rf"|(?P<dropped>@charset\s[^;{{}}]*+;)"
    rf"|(?P<kept>@namespace\b(?:[^;{{}}\"']|{_STRING})*+;)"
    rf"|(?P<set>image-set\((?:{_URL}|{_STRING}|[a-z-]++(?:\([^()]*+\))?|[^()\"'])*+\))"
    rf"|(?P<url>{_URL})"
    rf"|(?P<string>{_STRING})",
    re.IGNORECASE,
)
_IN_SET = re.compile(rf"(?P<type>type\([^()]*+\))|(?P<url>{_URL})|(?P<string>{_STRING})", re.IGNORECASE)
_IMPORT = re.compile(rf"@import\s*+({_URL}|{_STRING})((?:[^;\"']|{_STRING})*+)", re.IGNORECASE)
_CONDITION = re.compile(
    r"\s*+(?P<layer>layer(?:\([^()]*+\))?(?![\w-]))?+\s*+(?P<supports>supports\((?:[^()]|\((?:[^()]|\([^()]*+\))*+\))*+\))?+(?P<media>[\s\S]*)",
    re.IGNORECASE,
)
_ESCAPE = re.compile(r"\\(?:([0-9a-f]{1,6})\s?|\n|([\s\S]))", re.IGNORECASE)
_STYLE_END = re.compile(r"</(style)", re.IGNORECASE)


def embedded(css: str, base: Url, into: Embedding, within: tuple[Url, ...] = ()) -> str:
    """``css`` with ``@import`` replaced by what it imports, and ``url()`` by ``data:`` addresses.

    ``base`` is the address of the sheet; ``within`` are the sheets that import it, outermost first.
    """

    def replaced(found: re.Match[str]) -> str:
        kind = found.lastgroup
        if kind == "import":
            return _imported(found[0], base, into, within)
        if kind == "url":
            return _address(_named(found[0]), base, into, found[0])
        if kind == "set":
            return _set(found[0], base, into)
        return "" if kind in ("dropped", "comment") else found[0]

    return _TOKEN.sub(replaced, css)


def sheet(href: str, base: Url, into: Embedding, within: tuple[Url, ...] = ()) -> str | None:
    """The style sheet at ``href``, embedded; None when it is not there or imports itself."""
    url = resolved(href, base)
    if url is None or urls.without_fragment(url) in within or len(within) > MAX_IMPORTS:
        return None
    found = into.fetched(href, base)
    if found is None:
        return None
    address, media_type, body = found
    here = urls.without_fragment(address)
    return embedded(decode(body, media_type, markup=False), here, into, (*within, here))


def for_element(css: str) -> str:
    """``css`` so that no part of it ends the ``style`` element that it stands in."""
    return _STYLE_END.sub(r"<\\/\1", css)


def _imported(rule: str, base: Url, into: Embedding, within: tuple[Url, ...]) -> str:
    found = _IMPORT.match(rule)
    text = sheet(_named(found[1]), base, into, within or (urls.without_fragment(base),)) if found else None
    if found is None or text is None:
        return ""
    condition = _CONDITION.match(found[2].strip())
    assert condition is not None
    if media := condition["media"].strip():
        text = f"@media {media} {{\n{text}\n}}"
    if supports := condition["supports"]:
        asked = supports[len("supports") :]
        text = f"@supports {asked} {{\n{text}\n}}"
    if layer := condition["layer"]:
        text = f"@layer {layer[len('layer') :].strip('()')} {{\n{text}\n}}"
    return f"{text}\n"


def _set(written: str, base: Url, into: Embedding) -> str:
    def replaced(found: re.Match[str]) -> str:
        if found.lastgroup == "type":
            return found[0]
        return _address(_named(found[0]), base, into, found[0])

    return _IN_SET.sub(replaced, written)


def _address(href: str, base: Url, into: Embedding, written: str) -> str:
    if not href or href.startswith("#"):
        return written
    data = into.data(href, base)
    return f'url("{data}")' if data and '"' not in data and "\n" not in data else written if data else NOTHING


def _named(written: str) -> str:
    """The address in ``url(...)`` or a string."""
    inner = written
    if written[:4].lower() == "url(":
        inner = written[4:-1].strip()
    if inner[:1] in ("'", '"'):
        inner = inner[1:-1]
    return _ESCAPE.sub(_unescaped, inner).strip()


def _unescaped(found: re.Match[str]) -> str:
    if found[1]:
        code = int(found[1], 16)
        return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
    return found[2] or ""
