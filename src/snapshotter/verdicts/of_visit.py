"""The evidence that the records of an archive hold of a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from snapshotter import urls
from snapshotter.errors import UrlError
from snapshotter.model.capture import Shape
from snapshotter.model.quote import QuoteMatch
from snapshotter.urls import Url
from snapshotter.verdicts.evidence import MAX_BODY_BYTES, Hop, PageEvidence, Probe
from snapshotter.verdicts.of_capture import decoded, fields_of
from snapshotter.warc import bodies
from snapshotter.warc.visits import Recorded, Visit

Resolve = Callable[[Recorded], bytes | None]
"""The payload of a revisit record, codings as on the wire; None when it is not to be had."""


def evidence_of_visit(visit: Visit, resolve: Resolve, quotes: Sequence[QuoteMatch] = ()) -> PageEvidence:
    """What the rules look at.  Never fails for what a record contains."""
    response = visit.response
    message = bodies.parse(response.block) if response is not None else None
    fields = fields_of(_head(response.block)) if response is not None and message is not None else ()
    info = visit.info or {}
    return PageEvidence(
        asked=_url(visit.url),
        final_url=_final(visit, response),
        hops=tuple(Hop(_url(hop.uri), hop.status) for hop in visit.hops),
        status=_status(info, response, message),
        fields=fields,
        media_type=_media_type(response, message),
        body=_body(response, message, resolve),
        title=_string(info, "title"),
        text=visit.text,
        shape=shape_of(info.get("shape")),
        probe=_probe(visit.probe, resolve),
        quotes=tuple(quotes),
    )


def _final(visit: Visit, response: Recorded | None) -> Url | None:
    stated = _string(visit.info or {}, "final_url")
    if stated:
        return _url(stated)
    return _url(response.uri) if response is not None else None


def _status(info: Mapping[str, Any], response: Recorded | None, message: bodies.Message | None) -> int | None:
    """Of a record without an HTTP head, which holds a document, 200."""
    if message is not None:
        return message.status
    stated = info.get("status")
    if isinstance(stated, int):
        return stated
    return 200 if response is not None else None


def _media_type(response: Recorded | None, message: bodies.Message | None) -> str | None:
    if response is None:
        return None
    if message is not None:
        declared = message.fields.get("content-type")
    elif response.header.get("WARC-Type") == "resource":
        declared = response.header.get("Content-Type")
    else:
        declared = response.header.get("WARC-Identified-Payload-Type")
    return declared.partition(";")[0].partition(",")[0].strip().lower() if declared else None


def _head(block: bytes) -> bytes:
    end = min(
        (
            at + 4 if mark == b"\r\n\r\n" else at + 2
            for mark in (b"\r\n\r\n", b"\n\n")
            if (at := block.find(mark)) >= 0
        ),
        default=len(block),
    )
    return block[:end]


def _body(response: Recorded | None, message: bodies.Message | None, resolve: Resolve) -> bytes | None:
    if response is None:
        return None
    if message is None:
        return response.block[:MAX_BODY_BYTES]
    raw: bytes | None = message.raw
    if response.is_revisit:
        raw = resolve(response)
    return decoded(_head(response.block), raw) if raw is not None else None


def _probe(probe: Recorded | None, resolve: Resolve) -> Probe | None:
    if probe is None:
        return None
    message = bodies.parse(probe.block)
    body = _body(probe, message, resolve) or b""
    return Probe(_url(probe.uri), _url(probe.uri), message.status if message else None, body)


def shape_of(plain: object) -> Shape | None:
    """A page's shape from a closing record; None for what is none."""
    if not isinstance(plain, dict):
        return None
    known = {name: plain[name] for name in Shape.__dataclass_fields__ if name in plain}
    for name in ("headings", "frames"):
        known[name] = tuple(str(each) for each in known.get(name) or ())
    try:
        return Shape(**known)
    except TypeError:
        return None


def _string(plain: Mapping[str, Any], name: str) -> str | None:
    value = plain.get(name)
    return value if isinstance(value, str) else None


def _url(text: str) -> Url:
    """As it stands where it is no address: what was recorded is judged all the same."""
    try:
        return urls.parse(text)
    except UrlError:
        return Url(text)
