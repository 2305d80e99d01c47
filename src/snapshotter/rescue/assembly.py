"""A capture made of mementos: it says at every place whose it is, and what was not kept of it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace

from snapshotter import digests, timestamps
from snapshotter.model.capture import Capture, Finding, Origin, Outcome, RequestOutcome
from snapshotter.model.exchange import Exchange
from snapshotter.rescue.fetching import Fetched
from snapshotter.rescue.mementos import archive_of
from snapshotter.rescue.parts import Parts
from snapshotter.rescue.rebuild import exchange_of
from snapshotter.rescue.session import Session
from snapshotter.timestamps import iso
from snapshotter.urls import Url

_NAMESPACE = uuid.UUID("8b1f4f7e-3b0a-5f6d-9a55-0c2a7be7f0d4")


def identity(url: Url, fetched: Fetched) -> str:
    """The same whenever the same memento is fetched for the same address."""
    words = [str(url)]
    for hop in fetched.hops:
        words += [hop.uri_m, digests.of_bytes(hop.answer.content())]
    return str(uuid.uuid5(_NAMESPACE, "\n".join(words)))


def page_alone(url: Url, fetched: Fetched, software: str) -> Capture:
    """The page as far as it must be known to be judged."""
    own = identity(url, fetched)
    exchanges = tuple(exchange_of(hop, own) for hop in fetched.hops)
    return _capture(own, url, fetched, exchanges, software)


def whole(url: Url, fetched: Fetched, parts: Parts, session: Session, software: str) -> Capture:
    """The page with its parts, and beside them the exchanges with the archive as they were on the wire."""
    own = identity(url, fetched)
    exchanges = {exchange.id: exchange for exchange in _exchanges(own, fetched, parts)}
    listed = tuple(exchanges.values())
    capture = _capture(own, url, fetched, listed, software)
    return replace(
        capture,
        exchanges=(*listed, *session.exchanges),
        missing=tuple(parts.missing),
        cuts=tuple(parts.cuts),
        connections=session.connections,
        findings=(*capture.findings, *session.findings),
    )


def _exchanges(own: str, fetched: Fetched, parts: Parts) -> Iterator[Exchange]:
    for each in (fetched, *parts.fetched):
        for hop in each.hops:
            yield exchange_of(hop, own)


def _capture(own: str, url: Url, fetched: Fetched, exchanges: Sequence[Exchange], software: str) -> Capture:
    main = exchanges[len(fetched.hops) - 1]
    return Capture(
        id=own,
        url=url,
        started_at=fetched.first.moment,
        finished_at=timestamps.now_after(fetched.first.moment),
        outcome=Outcome.CAPTURED,
        reason=None,
        via="fetch",
        exchanges=tuple(exchanges),
        main_exchange_id=main.id,
        final_url=main.url,
        status=main.status,
        requests=tuple(map(_outcome, exchanges)),
        findings=tuple(_findings(fetched)),
        software=software,
        origin=origin_of(fetched),
    )


def origin_of(fetched: Fetched) -> Origin:
    """Where it comes from, as manifest and page info have it."""
    first, page = fetched.first, fetched.page
    source = {
        "uri_m": first.uri_m,
        "datetime": iso(first.moment),
        "archive": archive_of(first.answer.url),
        "page_uri_m": page.uri_m if page is not first else "",
        "page_datetime": iso(page.moment) if page is not first else "",
        "fetched_from": page.answer.url,
        "fetched_at": iso(page.answer.at),
        "payload_digest": digests.of_bytes(page.answer.body),
        "x_archive_src": page.answer.value("x-archive-src") or "",
    }
    return Origin("memento", {name: value for name, value in source.items() if value})


def _findings(fetched: Fetched) -> Iterator[Finding]:
    yield Finding(
        "memento.rebuilt",
        "info",
        "heads of responses were put together from what the archive says of them; "
        "its answers as they came are kept beside them",
    )
    yield Finding("import.no-requests", "info", "the archive does not give out requests")
    yield Finding(
        "import.not-rendered", "info", "its scripts were not run: text and title are as it was sent"
    )
    for note in fetched.notes:
        yield Finding("memento.other-capture", "info", note)


def _outcome(exchange: Exchange) -> RequestOutcome:
    assert exchange.response is not None  # it was recorded
    return RequestOutcome(
        url=exchange.url,
        method=exchange.method,
        status=exchange.status,
        outcome="complete",
        destination=None,
        size_bytes=exchange.response.body.size_bytes,
        record_id=f"urn:uuid:{exchange.id}",
    )
