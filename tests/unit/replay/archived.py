"""Recorded exchanges and captures of them, built in memory."""

from __future__ import annotations

from datetime import UTC, datetime

from snapshotter.model.capture import Outcome, RecordLocation, StoredCapture
from snapshotter.model.exchange import Held
from snapshotter.model.replay import RecordedExchange, ReplayMaterial
from snapshotter.replay.proof.captured import Captured
from snapshotter.replay.proof.likeness import Seen
from snapshotter.urls import Url

PAGE = "https://cited.example/"
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def recorded(url=PAGE, *, status=200, fields=(), body=b"words", method="GET", asked=b"", id=None):
    lines = [
        f"HTTP/1.1 {status} X",
        *fields,
        f"Content-Length: {len(body) if isinstance(body, bytes) else body.size_bytes}",
        "",
        "",
    ]
    path = "/" + url.partition("://")[2].partition("/")[2]
    return RecordedExchange(
        id=id or f"urn:uuid:{url}:{method}:{status}",
        url=Url(url),
        method=method,
        request_head=f"{method} {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode(),
        request_body=asked,
        status=status,
        response_head="\r\n".join(lines).encode(),
        body=body if not isinstance(body, bytes) else Held(body),
        started_at=AT,
    )


def material(*exchanges, url=PAGE, missing=None):
    return ReplayMaterial("s-1", Url(url), Url(url), AT, exchanges, missing or {})


def stored(url=PAGE, *, via="browser", main=True, origin=None):
    place = RecordLocation("a.warc.gz", 0, 10, "sha256:0")
    return StoredCapture(
        id="s-1", url=Url(url), captured_at=AT, outcome=Outcome.CAPTURED, reason=None, status=200,
        final_url=Url(url), title="T", via=via, main=place if main else None, artefacts={},
        text_digest=None, page_info=place, records=1, size_bytes=10, origin=origin,
    )  # fmt: skip


def captured(
    *exchanges, url=PAGE, via="browser", seen=None, gone=(), blocked=(), main=None, origin=None, **more
):
    exchanges = exchanges or (recorded(url),)
    return Captured(
        stored=stored(url, via=via, origin=origin),
        material=material(*exchanges, url=url),
        main_id=main or exchanges[-1].id,
        seen=seen or Seen(None, "words", "T"),
        viewport=None,
        gone=frozenset(map(Url, gone)),
        blocked_hosts=frozenset(blocked),
        **more,
    )
