"""Archived origins in texts, replaced by the names they are replayed under, and put back in requests.

Only what is there literally is replaced: ``https://www.example.org`` however it is escaped, and
``//www.example.org``.  No script is rewritten; an address that a script puts together from pieces is not
seen here.  In markup, what readers read stays: see :mod:`snapshotter.replay.hosts.markup`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from snapshotter.replay.hosts.names import Names, Origin, name_of, origin_from, origin_named
from snapshotter.replay.hosts.spellings import (
    COLON,
    LONGEST_SCHEME,
    PORT,
    SCHEME_BEFORE,
    SLASHES,
    like,
    trie,
)

Place = Callable[[Origin], str]
"""Host and port, and a path if need be, under which an origin is replayed."""
_END = rb"(?![A-Za-z0-9_@-]|\.[A-Za-z0-9_/:-])"
"""No longer host, no user name: ``example.org.evil``, ``example.org:80@evil``."""
_NAMESPACES = re.compile(
    rb"(?:\\*/)(?:1999\\*/(?:xhtml|xlink|02\\*/22-rdf)|2000\\*/(?:svg|xmlns|01\\*/rdf-schema)"
    rb"|1998\\*/Math|XML\\*/1998|2001\\*/(?:XMLSchema|xml-events)|2005\\*/|TR\\*/)"
)
"""Paths at www.w3.org that name a vocabulary and are never asked for."""
_SCHEMELESS = re.compile(rb"[A-Za-z0-9+.-]" + COLON + rb"\Z", re.IGNORECASE)

_ABSOLUTE = re.compile(
    rb"\s*+(?P<all>(?:(?P<scheme>https?):)?//(?P<host>[A-Za-z0-9_.-]{1,200})(?::(?P<port>[0-9]{1,5}))?)(?=[/?#\s\"']|\Z)",
    re.IGNORECASE,
)


class Replacement(NamedTuple):
    start: int
    stop: int
    text: bytes


class Substitution:
    """Replaces the known origins of one snapshot in texts."""

    def __init__(self, known: Iterable[Origin], place: Place) -> None:
        self._known = frozenset(known)
        self._place = place
        spelled = {_spelled(each): each for each in self._known}
        hosts = sorted({word for words in spelled for word in words})
        self._pattern = re.compile(
            SLASHES + rb"(?P<host>" + (trie(hosts) if hosts else rb"(?!)") + rb")" + PORT + rb"?+" + _END,
            re.IGNORECASE,
        )
        self._text = lru_cache(maxsize=4096)(self._spelled_place)
        self._hosts = {word.lower(): each.host for words, each in spelled.items() for word in words}

    def applied(self, data: bytes, scheme: Literal["http", "https"]) -> bytes:
        """``data`` with every known origin replaced; ``scheme`` is that of what it came from."""
        return rewritten(data, self.replacements(data, scheme))

    def replacements(self, data: bytes, scheme: Literal["http", "https"]) -> Iterator[Replacement]:
        """What :meth:`applied` would replace, in order and without overlaps."""
        for found in self._pattern.finditer(data):
            replacement = self._of(found, data, scheme)
            if replacement is not None:
                yield replacement

    def way(self, data: bytes, start: int, stop: int, base: Literal["http", "https"]) -> Replacement | None:
        """The origin of a single address in ``data``, known or not: who goes there stays in the replay.

        None where there is none, or it is replaced anyway, or no name says what it is.
        """
        found = _ABSOLUTE.match(data, start, stop)
        if found is None:
            return None
        scheme, host, port = found.group("scheme", "host", "port")
        origin = origin_from((scheme or base.encode()).decode(), host.decode(), int(port) if port else None)
        if origin in self._known or not _is_nameable(origin):
            return None
        text = (b"http:" if scheme else b"") + b"//" + self._place(origin).encode()
        return Replacement(found.start("all"), found.end("all"), text)

    def _of(self, found: re.Match[bytes], data: bytes, base: str) -> Replacement | None:
        before = data[max(0, found.start() - LONGEST_SCHEME) : found.start()]
        named = SCHEME_BEFORE.search(before)
        if named is None and _SCHEMELESS.search(before):
            return None  # ftp://, or a namespace of something else
        scheme = named[1].decode("ascii") if named else base
        host = self._hosts[found["host"].lower()]
        text = self._text(scheme, host, found["port"], found["slash"])
        if text is None or (host == "www.w3.org" and _NAMESPACES.match(data, found.end())):
            return None
        if named is None:
            return Replacement(found.start(), found.end(), text)
        plain = b"ws" if scheme.lower().startswith("ws") else b"http"
        return Replacement(found.start() - len(named[0]), found.end(), plain + named[2] + text)

    def _spelled_place(self, scheme: str, host: str, port: bytes | None, slash: bytes) -> bytes | None:
        """What replaces it, both slashes included; None for an origin that is not known."""
        origin = origin_from(scheme, host, int(port) if port else None)
        return slash + slash + like(slash, self._place(origin)) if origin in self._known else None


def rewritten(data: bytes, replacements: Iterable[Replacement]) -> bytes:
    """``data`` with the replacements made; the very same object when there are none."""
    pieces: list[bytes] = []
    at = 0
    for each in replacements:
        pieces += (data[at : each.start], each.text)
        at = each.stop
    return b"".join((*pieces, data[at:])) if pieces else data


def _is_nameable(origin: Origin) -> bool:
    return origin.port <= 65535 and origin_named(name_of(origin)) == origin


def _spelled(origin: Origin) -> tuple[bytes, ...]:
    """The host as it may stand in a text: an international name in its own letters, too."""
    host = f"[{origin.host}]" if ":" in origin.host else origin.host
    words = (host.encode("ascii", "ignore"),)
    if "xn--" not in host:
        return words
    try:
        return (*words, ".".join(map(_unicode, host.split("."))).encode())
    except (UnicodeError, ValueError):
        return words


def _unicode(label: str) -> str:
    return label[4:].encode().decode("punycode") if label.startswith("xn--") else label


_RUN = re.compile(rb"[A-Za-z0-9_.-]{1,253}\Z")
_ESCAPE_BEFORE = re.compile(rb"(?:u002f|x2f|u0022|x22|[bfnrt])", re.IGNORECASE)
_HEX_BEFORE = re.compile(rb"(?:25)*+[0-9a-f]{2}", re.IGNORECASE)
_SCHEME_AND_SLASHES = re.compile(rb"(https?|wss?)(" + COLON + SLASHES + rb")\Z", re.IGNORECASE)
_LONGEST_BEFORE = 40


class Restoration:
    """Puts the archived origins back into what a replayed page sends: addresses, fields, bodies."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._site = f".{names.site}".encode()
        self._port = re.compile(rb"(" + COLON + rb")%d(?![0-9])" % names.port, re.IGNORECASE)
        self._origin = lru_cache(maxsize=4096)(names.origin)

    def text(self, value: str) -> str:
        """:meth:`applied` to an address or a field's value."""
        return self.applied(value.encode("utf-8", "surrogateescape")).decode("utf-8", "surrogateescape")

    def applied(self, data: bytes) -> bytes:
        """``data`` with every name of this snapshot replaced by the origin that it stands for."""
        return rewritten(data, self._replacements(data)) if self._site in data.lower() else data

    def _replacements(self, data: bytes) -> Iterator[Replacement]:
        lowered, at, done = data.lower(), 0, 0
        while (at := lowered.find(self._site, at)) >= 0:
            end = at + len(self._site)
            replacement = self._of(data, at, end, done)
            if replacement is not None:
                yield replacement
                end = done = replacement.stop
            at = end

    def _of(self, data: bytes, dot: int, end: int, floor: int) -> Replacement | None:
        run = _RUN.search(data, max(floor, dot - 260), dot)
        found = self._named(data, run.start(), dot) if run else None
        if found is None:
            return None
        start, origin = found
        port = self._port.match(data, end)
        stop = port.end() if port else end
        text = (origin.netloc if port else origin.host).encode()
        if port and not text.endswith(b"]"):
            text = port[1].join(text.rsplit(b":", 1))
        before = _SCHEME_AND_SLASHES.search(data, max(floor, start - _LONGEST_BEFORE), start)
        if before is None:
            return Replacement(start, stop, text)
        secure = b"s" if origin.scheme == "https" else b""
        plain = b"ws" if before[1].lower().startswith(b"ws") else b"http"
        return Replacement(before.start(), stop, plain + secure + before[2] + text)

    def _named(self, data: bytes, start: int, dot: int) -> tuple[int, Origin] | None:
        """Where the name begins: what stands before it may be letters of an escape."""
        starts = [start]
        escape = {b"%": _HEX_BEFORE, b"\\": _ESCAPE_BEFORE}.get(data[start - 1 : start])
        cut = escape.match(data, start, dot) if escape else None
        if cut is not None:
            starts.insert(0, cut.end())
        for each in starts:
            origin = self._origin(data[each:dot].decode("ascii").lower())
            if origin is not None and (each != start or origin in self._names.known or cut is None):
                return each, origin
        return None
