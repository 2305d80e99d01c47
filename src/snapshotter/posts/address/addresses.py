"""Finding addresses that stand in running text: URLs, hosts without a scheme, identifiers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from snapshotter.patterns import Pattern
from snapshotter.posts.address import edges, identifiers
from snapshotter.posts.address.barehosts import BareHost, bare_hosts
from snapshotter.posts.address.wrapping import continued


@dataclass(frozen=True, slots=True)
class Address:
    """An address at ``start``..``end`` of a text."""

    start: int
    end: int
    written: str
    """As it stands there, but for the line breaks in it."""
    target: str
    """What it means: a host with ``http://``, a DOI with its resolver."""
    kind: Literal["bare", "doi"]


_MAX_CHARS = 8000
_BODY = rf"[^{edges.STOP}]{{1,{_MAX_CHARS}}}"
_FOUND = Pattern(
    rf"(?P<wrapped><(?:URL:)?(?P<inner>(?:https?|ftp)://[^<>\"]{{1,{_MAX_CHARS}}}?)>)"
    r"|(?P<url>(?:https?|h(?:xx|\*\*)ps?|s?ftps?|gemini|gopher)"
    rf"(?:(?::|\[:\])(?://|\\\\)|\[://\]){_BODY})"
    rf"|(?<![\w@./-])(?P<www>www\d{{0,3}}\.[^\W_]{_BODY})"
    rf"|{identifiers.PATTERN}",
    re.IGNORECASE,
)
_HINT = re.compile(
    r"[.\[:Pp](?:(?<=[.\[])(?=[^\s.,;])|(?<=:)(?=\s?[\w/\\\[])|(?<=[Pp])(?=[Mm](?:[Cc]\d|[Ii][Dd])))"
)
"""What every address has within its first characters, and prose has rarely."""
_REACH, _WINDOW, _SHORTEST = 12, 240, 60
"""How far before its hint an address begins; how much is looked at at once; what surely holds a whole
address, so that a window without any needs no second look but for its end."""
_WWW_HOST = Pattern(r"www\d{0,3}\.[^\W_][\w-]*(?:\.[\w-]+)+(?=[:/?#]|$)", re.IGNORECASE)
_DEFANGED_DOT = Pattern(r"\[\.\]|\(\.\)|\{\.\}|\[dot\]|\(dot\)", re.IGNORECASE)
_DEFANGED_SCHEME = Pattern(
    r"^(?:h(?:xx|\*\*)p(s?)(?:(?::|\[:\])(?://|\\\\)|\[://\])|http(s?)(?:\[:\]//|\[://\]))", re.IGNORECASE
)
_TWO_SCHEMES = Pattern(r"^https?://(?=https?:/)", re.IGNORECASE)
_WRAP = Pattern(r"\s*\n\s*")
_HOST = Pattern(
    r"(?:[^/?#\\@]*@)?(?P<host>\[[0-9A-Fa-f:.]+\](?::\d+)?|(?:%[0-9A-Fa-f]{2}|[^\W_]|_)[^/?#\\{}$*<>]*)"
)


def addresses_in(text: str) -> Iterator[Address]:
    """The addresses in ``text``, in order, without the punctuation around them."""
    at = 0
    while found := _next(text, at):
        address = _address(text, found)
        if address is None:
            yield from _hosts(text, at, found.end())
            at = found.end()
            continue
        yield from _hosts(text, at, address.start)
        yield address
        at = address.end
    yield from _hosts(text, at, len(text))


def _next(text: str, start: int) -> re.Match[str] | None:
    """The first match of :data:`_FOUND` from ``start`` on, looked for only where something hints at it."""
    at = start
    while hint := _HINT.search(text, at):
        low, high = max(at, hint.start() - _REACH), hint.end() + _WINDOW
        found = _FOUND.search(text, low, high)
        if found is not None:
            begin = found.start()
            wrapped = _FOUND.match(text, begin - 1) if low < begin and text[begin - 1] == "<" else None
            return wrapped or _FOUND.match(text, begin)
        at = max(hint.end(), high - _SHORTEST)
    return None


def trimmed(written: str) -> str:
    """``written`` without closing punctuation, and without brackets that were never opened in it."""
    return edges.trimmed(written)


def refanged(written: str) -> str:
    """The live form of an address made unclickable (``hxxp://evil[.]example``)."""
    live = _DEFANGED_SCHEME.sub(lambda found: f"http{(found[1] or found[2] or '').lower()}://", written)
    scheme, mark, rest = live.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}{mark}{_DEFANGED_DOT.sub('.', host)}{slash}{path}"


def _address(text: str, found: re.Match[str]) -> Address | None:
    if found["wrapped"]:
        return _wrapped(found)
    if found["url"]:
        return _url(text, found.start("url"), found.end("url"))
    if found["www"]:
        return _www(text, found.start("www"), found.end("www"))
    named = identifiers.read(found)
    if named is None:
        return None
    return Address(named.start, named.start + len(named.written), named.written, named.target, named.kind)


def _url(text: str, start: int, end: int) -> Address | None:
    written, end = _whole(text, start, end)
    target = _TWO_SCHEMES.sub("", refanged(written))
    return Address(start, end, written, target, "bare") if _has_host(target) else None


def _www(text: str, start: int, end: int) -> Address | None:
    written, end = _whole(text, start, end)
    return Address(start, end, written, f"http://{written}", "bare") if _WWW_HOST.match(written) else None


def _whole(text: str, start: int, end: int) -> tuple[str, int]:
    """The address that begins at ``start`` and runs to ``end`` at most, or on over the line's end."""
    before = text[start - 1] if start else ""
    written = edges.within(text[start:end], before)
    if start + len(written) < end:
        return written, start + len(written)
    pieces = continued(text, start, end)
    written = edges.within(pieces.joined, before)
    return written, pieces.place(len(written))


def _wrapped(found: re.Match[str]) -> Address:
    """``<https://...>``: what is inside, even broken over lines (RFC 3986, appendix C)."""
    written = _WRAP.sub("", found["inner"])
    if " " in written:
        written = trimmed(written.partition(" ")[0])
        return Address(found.start("inner"), found.start("inner") + len(written), written, written, "bare")
    return Address(found.start("inner"), found.end("inner"), written, written, "bare")


def _hosts(text: str, start: int, end: int) -> Iterator[Address]:
    """Hosts without a scheme between two places."""
    for host in bare_hosts(text, start, end):
        yield _bare(text, host, end)


def _bare(text: str, host: BareHost, limit: int) -> Address:
    written, end = _whole(text, host.start, host.end)
    if end > limit:
        written, end = text[host.start : host.end], host.end
    return Address(host.start, end, written, f"http://{_DEFANGED_DOT.sub('.', written)}", "bare")


def _has_host(target: str) -> bool:
    """Whether a host follows the scheme, and not a placeholder (``http://{host}/``) or nothing."""
    rest = re.split(r"://|:\\\\", target, maxsplit=1)[-1]
    found = _HOST.match(rest)
    if found is None or found["host"].lower().rstrip(".") == "www":
        return False
    return rest[found.end() : found.end() + 1] in ("", "/", "?", "#", "\\")
