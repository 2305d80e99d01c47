"""A recorded response put together again from what an archive gave out.

Only what the archive says was there is written: its fields under ``X-Archive-Orig-``, the type of the
content, and a coding where the body has it.  The fields of the archive's own answer stay with that answer,
which is kept beside it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from snapshotter import digests
from snapshotter.model.exchange import Exchange, Held, Message
from snapshotter.rescue.answers import Answer, head_of
from snapshotter.rescue.fetching import Recorded

_PREFIX = "x-archive-orig-"
_OF_CONTENT = ("content-type", "content-language")
_OF_CONNECTION = ("transfer-encoding", "connection", "keep-alive", "trailer", "upgrade", "proxy-connection")
"""They speak of a framing that no longer is."""
_CODED_BY_ARCHIVE = ("x-archive-src",)
"""Who names the file of a record names its coding as well: the Wayback Machine."""
_NONE = ("", "identity")


def exchange_of(recorded: Recorded, capture_id: str) -> Exchange:
    """The exchange, at its original address and of its own time; nobody knows the request."""
    answer = recorded.answer
    body, coding = _body(answer)
    fields = tuple(_fields(recorded, body, coding))
    head = head_of(answer.status, fields)
    identity = uuid.uuid5(uuid.UUID(capture_id), f"{recorded.moment.isoformat()} {recorded.url}")
    nothing = digests.of_bytes(b"")
    return Exchange(
        id=str(identity),
        url=recorded.url,
        method="GET",
        protocol=None,
        tls=None,
        ip=None,
        connection_id="",
        started_at=recorded.moment,
        request=Message(b"", Held(b""), nothing, nothing),
        response=Message(head, Held(body), digests.of_chunks([head, body]), digests.of_bytes(body)),
        status=answer.status,
        media_type=media_type(answer) or None,
        destination=None,
        location=next((value for name, value in fields if name.lower() == "location"), None),
    )


def media_type(answer: Answer) -> str:
    """Lower case, without parameters; empty when there is none."""
    named = answer.value(_PREFIX + "content-type") or answer.value("content-type") or ""
    return named.partition(";")[0].strip().lower()


def _body(answer: Answer) -> tuple[bytes, str]:
    """The body as it was recorded, and its content coding.

    An archive may hand out the recorded coding, undo it, or put one of its own on.  The length that was
    recorded tells; where there is none, a coding that the archive says was there, or does not name though
    it names all others.
    """
    came = (answer.value("content-encoding") or "").strip().lower()
    was = (answer.value(_PREFIX + "content-encoding") or "").strip().lower()
    length = answer.value(_PREFIX + "content-length") or ""
    body = answer.body
    if came in _NONE:
        return body, was if was not in _NONE and _is_coded(body, was, length) else ""
    if was in _NONE and length != str(len(body)):
        plain = answer.content()
        if length == str(len(plain)) or any(answer.value(name) for name in _CODED_BY_ARCHIVE):
            return plain, ""
    return body, came


def _is_coded(body: bytes, coding: str, length: str) -> bool:
    marks = {"gzip": b"\x1f\x8b", "x-gzip": b"\x1f\x8b", "zstd": b"\x28\xb5\x2f\xfd"}
    return body.startswith(marks[coding]) if coding in marks else length == str(len(body))


def _fields(recorded: Recorded, body: bytes, coding: str) -> Iterator[tuple[str, str]]:
    answer, given = recorded.answer, set()
    prefixed = [(name, value) for name, value in answer.fields if name.lower().startswith(_PREFIX)]
    for name, value in ((name[len(_PREFIX) :], value) for name, value in prefixed):
        if _is_kept(name.lower(), value, body):
            given.add(name.lower())
            yield name, value
    for name, value in answer.fields:
        if name.lower() in _OF_CONTENT and name.lower() not in given:
            given.add(name.lower())
            yield name, value
    if coding:
        yield "Content-Encoding", coding
    if 300 <= answer.status < 400 and "location" not in given and recorded.target is not None:
        yield "Location", recorded.target


def _is_kept(name: str, value: str, body: bytes) -> bool:
    if name == "content-length":
        return value.strip() == str(len(body))
    return bool(name) and name not in _OF_CONNECTION and name != "content-encoding"
