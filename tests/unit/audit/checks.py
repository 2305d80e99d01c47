"""Checks made by hand, as a probe would have made them."""

# ruff: noqa: E501

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

from snapshotter.audit.comparison.comparing import Then, compare
from snapshotter.audit.question import Question
from snapshotter.audit.rendition import Rendition, rendition_of_bytes
from snapshotter.digests import Digest
from snapshotter.model.audit import Check, NameAnswer, Try
from snapshotter.model.capture import Capture, Outcome, Reason
from snapshotter.model.exchange import Exchange, Held, Message
from snapshotter.urls import Url
from snapshotter.verdicts.judging import judge
from snapshotter.verdicts.of_capture import evidence_of

AT = datetime(2026, 3, 1, tzinfo=UTC)
URL = Url("https://news.example/2019/harbour-board-minutes")


def message(head: bytes, body: bytes) -> Message:
    return Message(head, Held(body), Digest("sha-256:0"), Digest("sha-256:0"))


def exchange(
    url: str, status: int | None, body: bytes = b"", media_type: str = "text/html", *, name: str = "m", **more
):
    head = f"HTTP/1.1 {status} X\r\nContent-Type: {media_type}\r\n\r\n".encode()
    return Exchange(
        id=name, url=Url(url), method="GET", protocol="http/1.1", tls="tls/1.3", ip="192.0.2.1", connection_id="c",
        started_at=AT, request=message(b"GET / HTTP/1.1\r\n\r\n", b""),
        response=message(head, body) if status is not None else None,
        status=status, media_type=media_type, **{"destination": "document", **more},
    )  # fmt: skip


def answer(
    body: str | bytes = b"", *, status: int | None = 200, final: str = URL, url: str = URL, reason: str | None = None,
    media_type: str = "text/html", text: str | None = None, title: str | None = None, **more,
) -> Capture:  # fmt: skip
    data = body.encode() if isinstance(body, str) else body
    hops = [exchange(url, 301, name="h", location=final)] if final != url and status is not None else []
    main = [exchange(final, status, data, media_type)] if status is not None else []
    capture = Capture(
        id="0", url=Url(url), started_at=AT, finished_at=AT, via="browser" if text is not None else "fetch",
        outcome=Outcome.FAILED if reason else Outcome.CAPTURED, reason=Reason(reason, "said so") if reason else None,
        exchanges=(*hops, *main), main_exchange_id="m" if main else None, final_url=Url(final) if main else None,
        status=status, text=text, title=title,
    )  # fmt: skip
    if not main:
        return capture
    from dataclasses import replace

    return replace(capture, verdict=judge(evidence_of(capture)), **more)


def check(
    capture: Capture, way: str = "get", *, names: tuple[NameAnswer, ...] = (), before: tuple[Try, ...] = ()
) -> Check:
    return Check("k", capture.url, AT, AT, (*before, Try(way, capture)), names)


@lru_cache(maxsize=2)
def reading(html: str | bytes, url: str = URL, media_type: str = "text/html") -> Rendition:
    found = rendition_of_bytes(Url(url), media_type, (), html.encode() if isinstance(html, str) else html)
    assert found is not None
    return found


def question(
    then: str | None, capture: Capture, quotes: tuple[str, ...] = (), way: str = "get", **more
) -> Question:
    from snapshotter.audit.rendition import rendition_of

    now = rendition_of(capture)
    compared = (
        compare(Then(static=reading(then), final_url=capture.url), now, quotes) if then and now else None
    )
    names = more.pop("names", ())
    before = more.pop("before", ())
    return Question(
        check(capture, way, names=names, before=before), capture.url, compared, then is not None, **more
    )
