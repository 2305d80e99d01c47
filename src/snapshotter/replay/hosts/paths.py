"""For browsers that do not lead names under ``localhost`` to the own machine: everything under one path.

``http://127.0.0.1:<port>/replay-path/<snapshot>/https/www.example.org/story``: the page is sandboxed into an
origin that is nobody's (``null``), which its own policy says as well.  So it reaches neither the viewer at
``localhost`` nor other snapshots, and has no cookies, no stores and no workers from files; all hosts of the
page are one origin; addresses that begin with ``/`` are led on to the host whose page was shown last.
Ordinary pages show, one at a time; applications need the other way.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from snapshotter.replay.hosts.names import Origin, behind_authority, origin_from, origin_of, with_twins
from snapshotter.replay.hosts.spellings import COLON, SLASH, SLASHES
from snapshotter.replay.hosts.substitution import Replacement, rewritten
from snapshotter.replay.messages import Fields
from snapshotter.urls import Url

HOST = "127.0.0.1"
PREFIX = "/replay-path/"
SANDBOX = (
    "allow-scripts allow-forms allow-modals allow-pointer-lock allow-presentation allow-orientation-lock"
)
"""For the frame: without ``allow-same-origin``, for all snapshots share the address."""
_RECENT = 16
_NETLOC = r"(\[[0-9a-fA-F:.]{2,45}\]|[A-Za-z0-9_.-]{1,253})(?::(\d{1,5}))?"
_PLACE = re.compile(rf"{PREFIX}([0-9a-f]{{12,32}})/(https?)/{_NETLOC}(?=[/?#]|\Z)")
_LABEL = re.compile(rf"{PREFIX}([0-9a-f]{{12,32}})/")


class Place(NamedTuple):
    """What an address of the path way says."""

    label: str
    origin: Origin
    rest: str
    """Path and query at the origin."""


def place_of(target: str) -> Place | None:
    """Of a path with query; None of what is no address of the path way."""
    found = _PLACE.match(target)
    if found is None or int(found[4] or 1) > 65535:
        return None
    origin = origin_from(found[2], found[3], int(found[4]) if found[4] else None)
    rest = target[found.end() :]
    return Place(found[1], origin, rest if rest.startswith("/") else f"/{rest}")


def label_of(path: str) -> str | None:
    """The snapshot that a path is about."""
    found = _LABEL.match(path)
    return found[1] if found else None


class Recent:
    """The documents that were shown last, whose addresses that begin with ``/`` come without a word of who
    asks: a browser tells no referrer of pages whose origin is nobody's (Referrer Policy, section 8.3)."""

    def __init__(self) -> None:
        self._shown: OrderedDict[tuple[str, Origin], Callable[[Url], bool]] = OrderedDict()

    def show(self, label: str, origin: Origin, has: Callable[[Url], bool]) -> None:
        """``has`` tells whether the snapshot has an address."""
        self._shown[label, origin] = has
        self._shown.move_to_end((label, origin))
        while len(self._shown) > _RECENT:
            self._shown.popitem(last=False)

    def led_on(self, target: str) -> str | None:
        """Where ``target`` leads: to the host of the last document that has it, else of the very last."""
        shown = list(reversed(self._shown.items()))
        having = (place for place, has in shown if has(Url(f"{place[1]}{target}")))
        found = next(having, shown[0][0] if shown else None)
        if found is None:
            return None
        label, origin = found
        return f"{PREFIX}{label}/{origin.scheme}/{origin.netloc}{target}"


class PathNames:
    """The addresses of one snapshot's origins."""

    def __init__(self, label: str, port: int, known: Iterable[Origin]) -> None:
        self.label = label
        self.port = port
        self.known = with_twins(known)

    def authority(self, origin: Origin) -> str:
        """Host, port and path, as they stand after the slashes."""
        return f"{HOST}:{self.port}{PREFIX}{self.label}/{origin.scheme}/{origin.netloc}"

    def mapped(self, url: Url) -> str:
        """Where the archived address is replayed."""
        origin = origin_of(url)
        if origin is None:
            return url
        return f"http://{self.authority(origin)}{behind_authority(url) or '/'}"


class PathRestoration:
    """Puts the archived origins back into what a page sends."""

    def __init__(self, names: PathNames) -> None:
        self._hint = names.label.encode()
        port, label = b"%d" % names.port, self._hint
        self._pattern = re.compile(
            rb"(?:(?P<scheme>https?|wss?)(?P<between>%(colon)s%(slashes)s))?"
            rb"127\.0\.0\.1%(colon)s%(port)s%(slash)sreplay-path%(slash)s%(label)s%(slash)s"
            rb"(?P<real>https?)%(slash)s"
            rb"(?P<netloc>(?:\[[0-9a-fA-F:.]{2,45}\]|[A-Za-z0-9_.-]{1,253})(?:%(colon)s[0-9]{1,5})?)"
            % {b"colon": COLON, b"slash": SLASH, b"slashes": SLASHES, b"port": port, b"label": label},
            re.IGNORECASE,
        )

    def text(self, value: str) -> str:
        return self.applied(value.encode("utf-8", "surrogateescape")).decode("utf-8", "surrogateescape")

    def applied(self, data: bytes) -> bytes:
        """``data`` with every address of this snapshot as it was."""
        return rewritten(data, self._replacements(data)) if self._hint in data else data

    def _replacements(self, data: bytes) -> Iterator[Replacement]:
        for found in self._pattern.finditer(data):
            if found["scheme"] is None:
                yield Replacement(found.start(), found.end(), found["netloc"])
                continue
            plain = b"ws" if found["scheme"].lower().startswith(b"ws") else b"http"
            secure = b"s" if found["real"].lower() == b"https" else b""
            yield Replacement(found.start(), found.end(), plain + secure + found["between"] + found["netloc"])


def path_fields(names: PathNames) -> Fields:
    """The fields of every answer of the path way, in place of those of the other."""
    here = f"http://{HOST}:{names.port}"
    policy = "; ".join(
        (
            f"default-src {here} 'unsafe-inline' 'unsafe-eval' data: blob:",
            f"connect-src {here} ws://{HOST}:{names.port} data: blob:",
            f"form-action {here}",
            f"sandbox {SANDBOX}",
            f"report-uri {here}{PREFIX}{names.label}/-/blocked",
        )
    )
    return (
        (b"Content-Security-Policy", policy.encode("ascii")),
        (b"Access-Control-Allow-Origin", b"null"),
        (b"Access-Control-Allow-Credentials", b"true"),
        (b"Cache-Control", b"no-store"),
        (b"X-DNS-Prefetch-Control", b"off"),
    )


PATH_DROPPED = frozenset(
    (
        b"set-cookie",
        b"access-control-allow-origin",
        b"access-control-allow-credentials",
        b"cross-origin-resource-policy",
    )
)
"""Recorded fields that do not hold where all hosts are one origin, and the page another."""
