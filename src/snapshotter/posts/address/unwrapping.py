"""How redirectors write their targets: each rule reads one way of doing it.

A rule returns what it found as text, whatever that is; whether it is an address is asked elsewhere.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote

from snapshotter.patterns import Pattern


class Address(NamedTuple):
    """An address in the pieces that rules look at."""

    host: str
    path: str
    query: str
    fragment: str

    def params(self) -> dict[str, str]:
        """The query's parameters by name in lower case; the first of a name counts."""
        pairs = parse_qsl(self.query, keep_blank_values=True)
        return {name.lower(): value for name, value in reversed(pairs)}


Rule = Callable[[Address], str | None]

WEB = Pattern(r"(https?):/+(?=[^/])", re.IGNORECASE)
_WEB_START = Pattern(r"\s*(?:https?:/|//|www\.)", re.IGNORECASE)
_ENCODED = Pattern(r"https?%3A", re.IGNORECASE)
_AMP_PATH = Pattern(r"/(?:amp|c|v|wp|i|ii|r|a)/(?P<secure>s/)?(?=[^/]+\.)")
_AMP_PARAMS = Pattern(r"amp_js_v=|usqp=|amp_r=|amp_tf=|$")
_YAHOO_TARGET = Pattern(r"/RU=([^/]+)/")
_NEWS_ID = Pattern(r"/(?:rss/|__i/rss/rd/)?(?:articles|read)/([\w-]{8,4000})")
_PROOFPOINT_3 = Pattern(r"/v3/__(?P<target>.+?)__;(?P<spare>[\w-]*=*)!", re.DOTALL)
_STARS = Pattern(r"\*(?:\*([A-Za-z0-9_-]))?")
_RUNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_FEEDSPORTAL_PATH = Pattern(r"/l/(0[LM][\w]+)/story01\.htm")
_FEEDSPORTAL_CODE = Pattern(r"0([A-Z])")
_FEEDSPORTAL: Mapping[str, str] = {
    **dict(zip("ABCDEFGHIJK", "0./?-=&,_%+", strict=True)),
    **{"L": "http://", "M": "https://", "N": ".com", "O": ".co.uk", "R": ":", "S": "www.", "T": "#"},
}
_SIGNATURE = Pattern(r":[\w-]{20,}$")


def param(path: str, *names: str) -> Rule:
    """``<path>?<name>=<target>``."""

    def rule(address: Address) -> str | None:
        if not re.fullmatch(path, address.path):
            return None
        params = address.params()
        return next((params[name] for name in names if _WEB_START.match(params.get(name, ""))), None)

    return rule


def whole_query(address: Address) -> str | None:
    """``?<target>``, encoded or not; a target's own ``&`` and ``#`` belong to it."""
    text = address.query + (f"#{address.fragment}" if address.fragment else "")
    return text if WEB.match(text) else unquote(address.query)


def in_path(pattern: str) -> Rule:
    """The target follows ``pattern`` in the path, encoded or not, with the query behind it."""

    def rule(address: Address) -> str | None:
        found = re.match(pattern, address.path)
        if found is None:
            return None
        rest = address.path[found.end() :]
        if _ENCODED.match(rest):
            return unquote(rest)
        return _with_tail(rest, address)

    return rule


def _with_tail(text: str, address: Address, query: str | None = None) -> str:
    query = address.query if query is None else query
    return text + (f"?{query}" if query else "") + (f"#{address.fragment}" if address.fragment else "")


def amp(address: Address) -> str | None:
    """``/c/s/<host>/<path>``: an AMP cache; ``s`` is for https."""
    found = _AMP_PATH.match(address.path)
    if found is None:
        return None
    kept = "&".join(pair for pair in address.query.split("&") if not _AMP_PARAMS.match(pair))
    scheme = "https" if found["secure"] else "http"
    return _with_tail(f"{scheme}://{address.path[found.end() :]}", address, kept)


def translated(address: Address) -> str | None:
    """``www-example-com.translate.goog``: dots are dashes, and dashes are doubled."""
    label = address.host.removesuffix(".translate.goog")
    if label.startswith("0-") and label.endswith("-0"):
        label = label[2:-2]
    host = label.replace("--", "\0").replace("-", ".").replace("\0", "-")
    kept = "&".join(pair for pair in address.query.split("&") if not pair.startswith("_x_tr_"))
    scheme = "http" if address.params().get("_x_tr_sch") == "http" else "https"
    return _with_tail(f"{scheme}://{host}{address.path}", address, kept)


def bing(address: Address) -> str | None:
    """``/ck/a?u=a1<base64url>``."""
    value = address.params().get("u", "")
    return _base64(value[2:]) if address.path == "/ck/a" and value.startswith("a1") else None


def yahoo(address: Address) -> str | None:
    """``/_ylt=.../RU=<encoded>/RK=...`` and ``/.../*<target>``."""
    found = _YAHOO_TARGET.search(address.path)
    if found is not None:
        return unquote(found[1])
    _, mark, rest = address.path.partition("/*")
    return _with_tail(unquote(rest), address) if mark else None


def google_news(address: Address) -> str | None:
    """``/articles/<base64url>``, whose older form holds the address after a byte with its length."""
    found = _NEWS_ID.match(address.path)
    raw = _decoded(found[1]) if found else None
    if raw is None or raw[:3] != b"\x08\x13\x22" or len(raw) < 5:
        return None
    length, start = raw[3], 4
    if length & 0x80:
        length, start = (length & 0x7F) | raw[4] << 7, 5
    return raw[start : start + length].decode("utf-8", "replace")


def proofpoint(address: Address) -> str | None:
    """Version 1 is percent-encoded; version 2 writes ``-`` for ``%`` and ``_`` for ``/``."""
    value = address.params().get("u")
    if value is None or not address.path.startswith(("/v1/url", "/v2/url")):
        return None
    return value if address.path.startswith("/v1") else unquote(value.replace("-", "%").replace("_", "/"))


def proofpoint_3(address: Address) -> str | None:
    """``/v3/__<target>__;<base64url>!...``: each ``*`` is the next of the characters behind the mark.

    ``**`` and a letter stand for a run of them: ``A`` is two, ``B`` three.
    """
    found = _PROOFPOINT_3.match(_with_tail(address.path, address))
    if found is None:
        return None
    spare = iter((_decoded(found["spare"]) or b"").decode("utf-8", "replace"))
    return _STARS.sub(lambda stars: _taken(spare, stars[1]), found["target"])


def _taken(spare: Iterator[str], run: str | None) -> str:
    return "".join(islice(spare, _RUNS.index(run) + 2 if run else 1))


def feedsportal(address: Address) -> str | None:
    """``/l/0L0Sexample0N0Cpath0Bhtml/story01.htm``: a zero and a letter stand for a character."""
    found = _FEEDSPORTAL_PATH.search(address.path)
    if found is None:
        return None
    plain = _FEEDSPORTAL_CODE.sub(lambda code: _FEEDSPORTAL.get(code[1], "\0"), found[1])
    return None if "\0" in plain else plain


def disqus(address: Address) -> str | None:
    """``/url?url=<target>:<signature>``."""
    value = address.params().get("url")
    return _SIGNATURE.sub("", value) if value else None


def youtube(address: Address) -> str | None:
    """``/attribution_link?u=/watch%3Fv%3D...``: a target on YouTube itself."""
    value = address.params().get("u", "")
    return f"https://www.youtube.com{value}" if value.startswith("/watch") else None


def _base64(text: str) -> str | None:
    raw = _decoded(text)
    return raw.decode("utf-8", "replace") if raw is not None else None


def _decoded(text: str) -> bytes | None:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (ValueError, binascii.Error):
        return None
