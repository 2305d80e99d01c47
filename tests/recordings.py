"""Exchanges and requests in a few words."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

from snapshotter.model.exchange import Held
from snapshotter.model.replay import RecordedExchange, ReplayMaterial
from snapshotter.replay.messages import ReplayRequest
from snapshotter.urls import Url

PAGE = Url("https://news.example/a")
_START = datetime(2024, 5, 1, tzinfo=UTC)
_numbers = itertools.count()


def recorded(
    url=PAGE,
    body=b"",
    *,
    method="GET",
    status=200,
    asked=(),
    sent=b"",
    fields=(),
    reason=b"OK",
    truncated=None,
    request_head=None,
    websocket=None,
):
    """An exchange; each is younger than the one before."""
    number = next(_numbers)
    lines = "".join(f"{name}: {value}\r\n" for name, value in asked)
    head = f"{method} / HTTP/1.1\r\nHost: news.example\r\n{lines}\r\n".encode("latin-1")
    answer = b"".join(b"%s: %s\r\n" % (name.encode(), value.encode("latin-1")) for name, value in fields)
    return RecordedExchange(
        id=f"urn:uuid:{number}",
        url=Url(url),
        method=method,
        request_head=head if request_head is None else request_head,
        request_body=sent,
        status=status,
        response_head=b"" if status is None else b"HTTP/1.1 %d %s\r\n%s\r\n" % (status, reason, answer),
        body=Held(body),
        started_at=_START + timedelta(seconds=number),
        truncated=truncated,
        websocket=websocket,
    )


def material(*exchanges):
    return ReplayMaterial("urn:uuid:s", PAGE, PAGE, _START, tuple(exchanges), {})


def asking(url=PAGE, *, method="GET", body=b"", **fields):
    """A request; ``if_none_match="x"`` is the field ``if-none-match: x``."""
    named = tuple((name.replace("_", "-").encode(), value.encode()) for name, value in fields.items())
    return ReplayRequest(method, Url(url), named, body)


def text(answer):
    """All of the body."""
    return b"".join(answer.body.chunks())


def field(answer, name):
    return next((value for key, value in answer.fields if key.lower() == name.encode()), None)
