"""The evidence that a capture holds of its page."""

from __future__ import annotations

from collections.abc import Iterable

from snapshotter.errors import UrlError
from snapshotter.model.capture import Capture
from snapshotter.model.exchange import Bytes, Exchange
from snapshotter.model.quote import QuoteMatch
from snapshotter.urls import Url, parse, without_fragment
from snapshotter.verdicts.evidence import MAX_BODY_BYTES, Hop, PageEvidence, Probe
from snapshotter.warc import bodies

_MAX_HOPS = 30
_KNOWN_CODINGS = frozenset(("", "identity", "gzip", "x-gzip", "deflate", "br", "zstd", "utf-8", "none"))


def evidence_of(capture: Capture, *, quotes: tuple[QuoteMatch, ...] = ()) -> PageEvidence:
    """What the rules look at.  Reads the bodies of the page and of the probe; blocking."""
    by_id = {exchange.id: exchange for exchange in capture.exchanges}
    main = by_id.get(capture.main_exchange_id or "")
    probe = by_id.get(capture.probe_exchange_id or "")
    return PageEvidence(
        asked=capture.url,
        final_url=capture.final_url,
        hops=_hops(capture.exchanges, capture.url, main),
        status=main.status if main is not None else capture.status,
        fields=fields_of(main.response.head) if main is not None and main.response is not None else (),
        media_type=main.media_type if main is not None else None,
        body=_body(main),
        title=capture.title,
        text=capture.text,
        shape=capture.shape,
        probe=_probe(capture.exchanges, probe) if probe is not None else None,
        quotes=quotes,
    )


def _probe(exchanges: Iterable[Exchange], asked: Exchange) -> Probe | None:
    """The answer at the end of the probe's redirects."""
    chain = _chain(exchanges, asked.url, asked)
    end = chain[-1] if chain else asked
    if end.response is None:
        return None
    return Probe(asked.url, end.url, end.status, _body(end) or b"")


def _hops(exchanges: Iterable[Exchange], asked: Url, main: Exchange | None) -> tuple[Hop, ...]:
    chain = _chain(exchanges, asked, None)
    before = [each for each in chain if main is None or each.id != main.id]
    return tuple(Hop(each.url, each.status) for each in before if each.status and _leads_to(each))


def _chain(exchanges: Iterable[Exchange], asked: Url, first: Exchange | None) -> list[Exchange]:
    """The exchanges from ``asked`` along their ``Location`` fields."""
    by_url: dict[Url, Exchange] = {}
    for exchange in exchanges:
        if exchange.destination in ("document", None):
            by_url.setdefault(without_fragment(exchange.url), exchange)
    here = first or by_url.get(without_fragment(asked))
    chain: list[Exchange] = []
    while here is not None and here not in chain and len(chain) < _MAX_HOPS:
        chain.append(here)
        target = _leads_to(here)
        here = by_url.get(without_fragment(target)) if target else None
    return chain


def _leads_to(exchange: Exchange) -> Url | None:
    if exchange.status not in (301, 302, 303, 307, 308) or not exchange.location:
        return None
    try:
        return parse(exchange.location, exchange.url)
    except UrlError:
        return None


def fields_of(head: bytes) -> tuple[tuple[str, str], ...]:
    """The fields of an HTTP head in their order; what is no field is left out."""
    lines = head.decode("latin-1").replace("\r\n", "\n").split("\n")[1:]
    pairs = (line.partition(":") for line in lines if ":" in line)
    return tuple((name.strip(), value.strip()) for name, _, value in pairs)


def _body(exchange: Exchange | None) -> bytes | None:
    """The start of a response's body as its sender meant it."""
    if exchange is None or exchange.response is None:
        return None
    return decoded(exchange.response.head, _start(exchange.response.body))


def whole_body(exchange: Exchange) -> bytes | None:
    """All of a response's body as its sender meant it; None when there is none, or it cannot be undone."""
    if exchange.response is None:
        return None
    message = bodies.parse(exchange.response.head + b"".join(exchange.response.body.chunks()))
    return message.body() if message is not None else None


def decoded(head: bytes, raw: bytes) -> bytes | None:
    """A body without its codings; None when it is in one that cannot be undone here."""
    message = bodies.parse(head + raw if head else b"")
    if message is None:
        return raw[:MAX_BODY_BYTES]
    codings = {name.strip() for name in message.fields.get("content-encoding", "").lower().split(",")}
    if codings - _KNOWN_CODINGS and raw.lstrip()[:1] != b"<":
        return None
    return message.body()[:MAX_BODY_BYTES]


def _start(body: Bytes) -> bytes:
    pieces: list[bytes] = []
    size = 0
    for piece in body.chunks():
        pieces.append(piece)
        size += len(piece)
        if size >= MAX_BODY_BYTES:
            break
    return b"".join(pieces)
