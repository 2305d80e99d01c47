"""The header fields of recorded answers, as a browser gets them under the snapshot's names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime

from snapshotter.replay.hosts.names import Names, Origin, name_of
from snapshotter.replay.hosts.substitution import Substitution, rewritten
from snapshotter.replay.messages import Fields

_DROPPED = frozenset(
    (
        # Ours stand in their place.
        b"content-security-policy",
        b"content-security-policy-report-only",
        b"x-content-security-policy",
        b"x-webkit-csp",
        b"x-frame-options",
        b"permissions-policy",
        b"permissions-policy-report-only",
        b"feature-policy",
        b"document-policy",
        b"cache-control",
        b"expires",
        b"pragma",
        b"x-dns-prefetch-control",
        # They would have the browser go elsewhere, keep something for longer than the replay, or report.
        b"alt-svc",
        b"clear-site-data",
        b"expect-ct",
        b"nel",
        b"public-key-pins",
        b"public-key-pins-report-only",
        b"report-to",
        b"reporting-endpoints",
        b"speculation-rules",
        b"strict-transport-security",
        b"origin-trial",
        b"supports-loading-mode",
        b"no-vary-search",
        # A frame of another page cannot have what they ask for, and would not be shown at all.
        b"cross-origin-embedder-policy",
        b"cross-origin-embedder-policy-report-only",
        b"cross-origin-opener-policy",
        b"cross-origin-opener-policy-report-only",
        b"service-worker-allowed",
    )
)
_ADDRESSES = frozenset(
    (
        b"location",
        b"refresh",
        b"content-location",
        b"sourcemap",
        b"x-sourcemap",
        b"timing-allow-origin",
        b"link",
    )
)
_LINK_HINT = re.compile(rb"\brel\s*=\s*\"?[^\";,]{0,100}\b(?:preconnect|dns-prefetch)\b", re.IGNORECASE)
_COOKIE_PART = re.compile(rb"\s*([^=;]*)(?:=([^;]*))?(?:;|$)")


class FieldReplay:
    """Makes recorded fields fit the names of one snapshot."""

    def __init__(self, names: Names, substitution: Substitution, captured_at: datetime) -> None:
        self._names = names
        self._substitution = substitution
        self._captured_at = captured_at

    def of(self, recorded: Fields, origin: Origin) -> Iterator[tuple[bytes, bytes]]:
        """``recorded`` without what does not hold here, ``origin`` being where it came from."""
        for name, raw in recorded:
            value = self._value(name.lower(), raw.strip(), origin)
            if value is not None:
                yield name, value

    def _value(self, name: bytes, value: bytes, origin: Origin) -> bytes | None:
        if name in _DROPPED:
            return None
        if name == b"set-cookie":
            return self._cookie(value, origin)
        if name == b"access-control-allow-origin":
            return self._allowed(value, origin)
        if name == b"link":
            value = b",".join(each for each in value.split(b",") if not _LINK_HINT.search(each)).strip()
            if not value:
                return None
        if name in (b"location", b"refresh"):
            start = value.lower().find(b"url=") + 4 if name == b"refresh" else 0
            way = self._substitution.way(value, start, len(value), origin.scheme)
            value = rewritten(value, [way]) if way is not None else value
        if name in _ADDRESSES:
            return self._substitution.applied(value, origin.scheme)
        return value

    def _allowed(self, value: bytes, origin: Origin) -> bytes:
        return value if value in (b"*", b"null") else self._substitution.applied(value, origin.scheme)

    def _cookie(self, value: bytes, origin: Origin) -> bytes:
        """A cookie of the session alone, for no longer than the replay, on the same subdomains."""
        kept = []
        for at, part in enumerate(_COOKIE_PART.finditer(value)):
            name, text = part[1].strip().lower(), (part[2] or b"").strip()
            if at == 0 or name not in (b"domain", b"expires", b"max-age"):
                kept.append(part[0].rstrip(b"; "))
            elif name == b"domain":
                kept += self._domain(text, origin)
            elif _is_over(name, text, self._captured_at):
                kept.append(part[0].rstrip(b"; "))
        return b";".join(each for each in kept if each.strip())

    def _domain(self, value: bytes, origin: Origin) -> list[bytes]:
        """``Domain`` under the snapshot's name where it holds there, as it does for subdomains; else none."""
        domain = value.decode("latin-1").lower().removeprefix(".")
        host, name = origin.host, name_of(origin)
        if host != domain and not host.endswith(f".{domain}"):
            return [b" Domain=" + value]  # not accepted then, nor now
        holds = name == domain or name.endswith(f".{domain}")
        return [f" Domain={domain}.{self._names.site}".encode()] if holds and "." in domain else []


def _is_over(name: bytes, value: bytes, captured_at: datetime) -> bool:
    """Whether the cookie was to be deleted: it had expired when it came."""
    if name == b"max-age":
        return value.startswith(b"-") or value.strip(b"0") == b""
    try:
        expires = parsedate_to_datetime(value.decode("latin-1").replace("-", " "))
    except (ValueError, TypeError, IndexError, OverflowError):
        return False
    known = expires if expires.tzinfo else expires.replace(tzinfo=captured_at.tzinfo)
    return known <= captured_at


def charset_named(fields: list[tuple[bytes, bytes]], label: bytes) -> list[tuple[bytes, bytes]]:
    """``fields`` with the encoding said in ``Content-Type`` where the page alone said it.

    What is put at a page's beginning moves its own ``<meta charset>`` out of the bytes that a browser
    looks at before it decides (HTML Standard, 13.2.3.2).
    """
    return [
        (name, value + b"; charset=" + label)
        if name.lower() == b"content-type" and b"charset" not in value.lower()
        else (name, value)
        for name, value in fields
    ]
