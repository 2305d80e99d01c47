"""A Wayback Machine of our own: its interfaces with the shapes and the moods of the real one."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import parse_qs, unquote, urlsplit

from tests.unit.rescue.loopback import Asked, Said

_BLOCKED = (
    "org.archive.util.io.RuntimeIOException: org.archive.wayback.exception."
    "AdministrativeAccessControlException: Blocked Site Error"
)
_OWN = (("Server", "nginx/1.25.1"), ("X-App-Server", "wwwb-app215"), ("X-ts", "200"))


@dataclass(frozen=True)
class Kept:
    """One capture that the machine has."""

    digits: str
    body: bytes = b""
    status: int = 200
    media_type: str = "text/html; charset=utf-8"
    location: str = ""
    coding: str = ""
    """How it was recorded; only ``gzip`` is known."""
    src: str = "crawl/part-00000.warc.gz"

    @property
    def moment(self) -> datetime:
        return datetime.strptime(self.digits, "%Y%m%d%H%M%S").replace(tzinfo=UTC)

    @property
    def stored(self) -> bytes:
        return gzip.compress(self.body, mtime=0) if self.coding == "gzip" else self.body


@dataclass
class Machine:
    """Answers by what it has; ``moods`` are what goes wrong."""

    captures: dict[str, list[Kept]] = field(default_factory=dict)
    says_nothing: bool = False
    """Availability is empty whatever there is."""
    index_status: int = 200
    resumes_after: int = 0
    """Rows of the index in one answer; 0: all."""
    blocked: tuple[str, ...] = ()
    blocks_with_200: bool = False
    limits: list[tuple[str, str]] = field(default_factory=list)
    """Beginnings of paths that are answered with 429 once each, and the ``Retry-After``."""
    compresses: bool = False
    lost: tuple[str, ...] = ()
    """Dates whose records cannot be played: another capture is given."""
    jobs: dict[str, list[dict]] = field(default_factory=dict)
    submits: list[dict] = field(default_factory=list)

    def __call__(self, asked: Asked) -> Said:
        split = urlsplit(asked.url)
        for limit in self.limits:
            if split.path.startswith(limit[0]):
                self.limits.remove(limit)
                more = (("Retry-After", limit[1]),) if limit[1] else ()
                return Said(429, (*_OWN, *more), b"<html><h1>429 Too Many Requests</h1>")
        if split.path == "/wayback/available":
            return self._batch(asked) if asked.method == "POST" else self._available(split.query)
        if split.path == "/cdx/search/cdx":
            return self._index(parse_qs(split.query))
        if split.path.startswith("/save"):
            return self._save(asked, split.path)
        return self._memento(asked)

    def _nearest(self, url: str, digits: str, *, side: str = "") -> Kept | None:
        wanted = Kept(digits.ljust(14, "0")).moment
        kept = [each for each in self.captures.get(_key(url), ()) if each.digits not in self.lost]
        if side == "before":
            kept = [each for each in kept if each.moment <= wanted]
        if side == "after":
            kept = [each for each in kept if each.moment > wanted]
        return min(kept, key=lambda each: abs(each.moment - wanted), default=None)

    def _closest(self, url: str, digits: str, side: str = "") -> dict:
        found = None if self.says_nothing else self._nearest(url, digits, side=side)
        if found is None:
            return {"archived_snapshots": {}}
        address = f"http://web.archive.org/web/{found.digits}/{url}"
        closest = {
            "status": str(found.status),
            "available": True,
            "url": address,
            "timestamp": found.digits,
        }
        return {"archived_snapshots": {"closest": closest}}

    def _available(self, query: str) -> Said:
        params = {name: values[0] for name, values in parse_qs(query).items()}
        return _json({"url": params["url"], **self._closest(params["url"], params["timestamp"])})

    def _batch(self, asked: Asked) -> Said:
        if asked.fields.get("wayback-api-version") != "2":
            return Said(400, _OWN, b"")
        results = []
        for line in asked.body.decode().split("\n"):
            params = {name: values[0] for name, values in parse_qs(line).items()}
            closest = self._closest(params["url"], params["timestamp"], params["closest"])
            results.append({"tag": params["tag"], "url": params["url"], **closest})
        return _json({"results": results})

    def _index(self, params: dict[str, list[str]]) -> Said:
        url = params["url"][0]
        if url in self.blocked:
            return Said(403, (("X-Archive-Wayback-Runtime-Error", _BLOCKED), *_OWN), _BLOCKED.encode())
        if self.index_status != 200:
            return Said(self.index_status, _OWN, b"")
        start = int(params.get("resumeKey", ["0"])[0])
        names = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]
        kept = sorted(self.captures.get(_key(url), ()), key=lambda each: each.digits)
        stop = start + self.resumes_after if self.resumes_after else len(kept)
        rows = [
            ["k", each.digits, url, each.media_type.partition(";")[0], str(each.status), _digest(each), "9"]
            for each in kept[start:stop]
            if str(each.status)[0] not in "45"
        ]
        rest = [[], [str(stop)]] if stop < len(kept) else []
        return Said(
            200, (("Content-Type", "application/json"), *_OWN), json.dumps([names, *rows, *rest]).encode()
        )

    def _memento(self, asked: Asked) -> Said:
        stamp, _, original = asked.url.partition("/web/")[2].partition("/")
        digits, raw = stamp.removesuffix("id_"), stamp.endswith("id_")
        if original in self.blocked:
            body = (
                b"<title>Wayback Machine</title><p>This URL has been excluded from the Wayback Machine.</p>"
            )
            status = 200 if self.blocks_with_200 else 403
            more = () if self.blocks_with_200 else (("X-Archive-Wayback-Runtime-Error", _BLOCKED),)
            return Said(status, (("Content-Type", "text/html; charset=utf-8"), *more, *_OWN), body)
        kept = self._nearest(original, digits)
        if kept is None or not raw:
            return Said(404, _OWN, b"<html>The Wayback Machine has not archived that URL.</html>")
        if kept.digits != digits:
            location = f"https://web.archive.org/web/{kept.digits}id_/{original}"
            reason = ("X-Archive-Redirect-Reason", f"found capture at {kept.digits}")
            return Said(302, (("Location", location), reason, *_OWN), b"")
        return self._played(kept, original, asked)

    def _played(self, kept: Kept, original: str, asked: Asked) -> Said:
        body = kept.stored
        fields = [
            ("Content-Type", kept.media_type),
            ("Memento-Datetime", format_datetime(kept.moment, usegmt=True)),
            (
                "Link",
                f'<{original}>; rel="original", <https://web.archive.org/web/{original}>; rel="timegate"',
            ),
            ("X-Archive-Src", kept.src),
            ("X-Archive-Orig-Server", "Apache/2.2 (of then)"),
            ("X-Archive-Orig-Transfer-Encoding", "chunked"),
            ("Cache-Control", "max-age=1800"),
            *_OWN,
        ]
        if kept.coding:
            fields += [("X-Archive-Orig-Content-Encoding", kept.coding), ("Content-Encoding", kept.coding)]
        elif self.compresses and "gzip" in asked.fields.get("accept-encoding", ""):
            body = gzip.compress(body)
            fields += [("Content-Encoding", "gzip")]
        if kept.location:
            fields += [("Location", f"https://web.archive.org/web/{kept.digits}id_/{kept.location}")]
        return Said(kept.status, tuple(fields), body)

    def _save(self, asked: Asked, path: str) -> Said:
        if asked.method == "POST":
            return _json(self.submits.pop(0))
        return _json(self.jobs[path.rpartition("/")[2]].pop(0))


def _key(url: str) -> str:
    return unquote(url)


def _digest(kept: Kept) -> str:
    import base64
    import hashlib

    return base64.b32encode(hashlib.sha1(kept.stored).digest()).decode()


def _json(document: object) -> Said:
    return Said(200, (("Content-Type", "application/json"), *_OWN), json.dumps(document).encode())
