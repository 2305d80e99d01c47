"""Captures of this program in files that come from another archive home, or in a WACZ that it wrote."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from snapshotter import timestamps, urls
from snapshotter.errors import UrlError
from snapshotter.imports import artefacts
from snapshotter.imports.artefacts import Made
from snapshotter.imports.pages import PagePlan
from snapshotter.imports.revisits import labelled
from snapshotter.imports.seen import Event, FindPreserved, Preserved, Seen, Survey
from snapshotter.imports.survey import address
from snapshotter.model.capture import (
    ArtefactName,
    Capture,
    Connection,
    Finding,
    Intervention,
    Missing,
    Origin,
    Outcome,
    PageFacts,
    Reason,
    RequestOutcome,
    Shape,
    Step,
)
from snapshotter.model.exchange import Exchange, WebSocketTraffic
from snapshotter.model.plain import cuts_of
from snapshotter.warc.drafts import CERTIFICATE_CHAIN, chain_address

Value = TypeVar("Value")


def plans_of(survey: Survey, preserved: FindPreserved) -> list[PagePlan]:
    """The captures whose closing record is there and whose page is; their events, their artefacts and their
    entries in lists of pages leave the survey."""
    events: dict[str, list[Event]] = defaultdict(list)
    for event in survey.events:
        events[event.page_id].append(event)
    made: dict[str, Seen] = {seen.record_id: seen for seen in survey.others if seen.record_id}
    _give_requests(survey)
    found = [_plan(info, events[info.page_id], made, preserved) for info in survey.own]
    plans = [plan for plan in found if plan is not None]
    if len(plans) < len(survey.own):
        survey.leave_out("capture without an exchange", len(survey.own) - len(plans))
    taken = {event.number for plan in plans for event in plan.events()}
    used = {seen.key for plan in plans for _, seen in plan.made}
    used |= {seen.key for plan in plans for seen in plan.chains.values() if isinstance(seen, Seen)}
    survey.events = [event for event in survey.events if event.number not in taken]
    left = {event.url for event in survey.events}
    ours = {event.url for plan in plans for event in plan.events()} - left
    survey.listed = [page for page in survey.listed if address(page.url) not in ours]
    survey.others = [seen for seen in survey.others if seen.key not in used]
    return plans


def _give_requests(survey: Survey) -> None:
    """A page that was found unchanged names the requests of the earlier capture, and does not repeat them."""
    requests = {
        event.request.record_id: event.request for event in survey.events if event.request is not None
    }
    events = {event.response.record_id: event for event in survey.events if event.response is not None}
    for info in survey.own:
        said = (info.document or {}).get("exchanges")
        for each in said if isinstance(said, list) else ():
            event = events.get(f"urn:uuid:{each.get('id')}") if isinstance(each, dict) else None
            if event is not None and event.request is None:
                event.request = requests.get(str(each.get("request")))


def identity(info: Seen) -> str | None:
    """The id that the capture had: it is the same capture."""
    return _uuid(str((info.document or {}).get("id", "")))


def exchange_id(seen: Seen) -> str | None:
    """The id of an exchange, out of that of its record."""
    return _uuid(seen.record_id.removeprefix("urn:uuid:"))


def restored(capture: Capture, info: Seen, chains: Mapping[str, bytes]) -> Capture:
    """With everything that its closing record says and its other records do not; ``chains`` are the
    certificates of its connections, as PEM."""
    document = info.document or {}
    try:
        known = replace(capture, **_known(document, capture))
        return replace(
            known,
            exchanges=tuple(_exchanges(capture.exchanges, document.get("exchanges"))),
            connections=tuple(_connections(document.get("connections"), chains)),
        )
    except (KeyError, TypeError, ValueError, AttributeError, UrlError):
        return _without_closing_record(capture)


def _without_closing_record(capture: Capture) -> Capture:
    """As one of another tool, whose outcome follows from its records."""
    words = "its closing record is not as this program writes it, and only its records count"
    origin = capture.origin
    if origin is not None:
        source = {name: value for name, value in origin.source.items() if name != "snapshot_id"}
        origin = replace(origin, source=source)
    finding = Finding("import.page-info", "warning", words)
    return replace(capture, origin=origin, findings=(*capture.findings, finding))


def _known(document: Mapping[str, Any], capture: Capture) -> dict[str, Any]:
    reason, status, title = document.get("reason"), document.get("status"), document.get("title")
    probe = str(document.get("probe") or "").removeprefix("urn:uuid:")
    return {
        "url": urls.parse(str(document["url"])),
        "started_at": timestamps.parse(document["started_at"]),
        "finished_at": timestamps.parse(document["finished_at"]),
        "outcome": Outcome(document["outcome"]),
        "reason": Reason(str(reason["code"]), str(reason["message"])) if reason else None,
        "via": "browser" if document.get("via") == "browser" else "fetch",
        "final_url": urls.parse(str(document["final_url"])) if document.get("final_url") else None,
        "status": status if isinstance(status, int) else None,
        "title": title if isinstance(title, str) else None,
        "main_exchange_id": capture.main_exchange_id if document.get("main") else None,
        "requests": tuple(_each(RequestOutcome, document.get("requests"))) or capture.requests,
        "facts": _one(PageFacts, document.get("facts")),
        "shape": _one(Shape, document.get("shape")),
        "steps": tuple(_each(Step, document.get("steps"))),
        "interventions": tuple(_each(Intervention, document.get("interventions"))),
        "cuts": cuts_of(document.get("cuts")),
        "missing": tuple(_each(Missing, document.get("missing"))),
        "probe_exchange_id": probe or None,
        "blocked_hosts": tuple(map(str, document.get("blocked_hosts") or ())),
        "findings": (*_each(Finding, document.get("findings")), *capture.findings),
        "user_agent": str(document.get("user_agent") or ""),
        "software": str(document.get("software") or ""),
        "session": document.get("session") is True,
        "origin": _origin(document.get("origin"), capture),
    }


def _exchanges(
    exchanges: Iterable[Exchange], plain: Iterable[Mapping[str, Any]] | None
) -> Iterator[Exchange]:
    by_id = {str(each["id"]): each for each in plain or ()}
    for exchange in exchanges:
        said = by_id.get(exchange.id, {})
        traffic = said.get("websocket")
        websocket = exchange.websocket
        if isinstance(traffic, dict):
            sizes = int(traffic["sent_bytes"]), int(traffic["received_bytes"])
            transcript = (
                (websocket.transcript, websocket.truncated) if websocket is not None else (None, None)
            )
            websocket = WebSocketTraffic(*sizes, *transcript)
        yield replace(
            exchange,
            connection_id=str(said.get("connection", "")),
            interim=tuple(str(head).encode("latin-1") for head in said.get("interim", ())),
            trailers=tuple(
                (str(name).encode("latin-1"), str(value).encode("latin-1"))
                for name, value in said.get("trailers", ())
            ),
            websocket=websocket,
            redacted=tuple(str(name) for name in said.get("redacted", ())),
        )


def _connections(
    plain: Iterable[Mapping[str, Any]] | None, chains: Mapping[str, bytes]
) -> Iterator[Connection]:
    plain = list(plain or ())
    for each, connection in zip(plain, _each(Connection, map(_without_certificates, plain)), strict=True):
        yield replace(connection, certificates=_certificates(chains.get(str(each.get("chain")), b"")))


def _without_certificates(connection: Mapping[str, Any]) -> Mapping[str, Any]:
    """They lie in a record of their own, and in no field."""
    return {name: value for name, value in connection.items() if name != "certificates"}


def _certificates(pem: bytes) -> tuple[bytes, ...]:
    """DER, leaf first."""
    import ssl

    end = "-----END CERTIFICATE-----"
    pieces = pem.decode("ascii", "replace").split(end)[:-1]
    return tuple(ssl.PEM_cert_to_DER_cert(piece.strip() + "\n" + end) for piece in pieces)


def _origin(plain: Mapping[str, Any] | None, capture: Capture) -> Origin | None:
    """Where the capture came from before, which goes on being said, and the file that it comes from now."""
    before, now = _one(Origin, plain), capture.origin
    if before is None or now is None:
        return now
    said = {name: str(value) for name, value in before.source.items()}
    provenance = now.provenance if before.provenance == "own" else before.provenance
    return Origin(provenance, {**now.source, **said, "file": now.source["file"]})


def _plan(
    info: Seen, events: list[Event], made: Mapping[str, Seen], preserved: FindPreserved
) -> PagePlan | None:
    document = info.document or {}
    main_id = document.get("main")
    main = next((each for each in events if main_id and each.either.record_id == main_id), None)
    main = main or (events[0] if events else None)
    if main is None:
        return None
    plan = PagePlan(main, parts=[event for event in events if event is not main], info=info)
    plan.chains = _chains(document, made, preserved)
    names, elsewhere = document.get("artefacts"), document.get("elsewhere")
    for key, id in names.items() if isinstance(names, dict) else ():
        seen = made.get(str(id))
        artefact = artefacts.known(seen) if seen is not None else None
        if seen is not None and artefact is not None:
            plan.made.append((artefact, seen))
        elif isinstance(elsewhere, dict) and (kept := _kept(elsewhere.get(str(id)), preserved)) is not None:
            plan.preserved += _named(str(key), kept)
    return plan


def _chains(
    document: Mapping[str, Any], made: Mapping[str, Seen], preserved: FindPreserved
) -> dict[str, Seen | Preserved]:
    """The certificate chains that its connections name, by their digest: of this file or an earlier one."""
    records = {seen.url: seen for seen in made.values() if seen.url.startswith(CERTIFICATE_CHAIN)}
    connections = document.get("connections")
    found: dict[str, Seen | Preserved] = {}
    for each in connections if isinstance(connections, list) else ():
        digest = labelled(str(each.get("chain"))) if isinstance(each, dict) else None
        chain = (records.get(chain_address(digest)) or preserved(digest)) if digest is not None else None
        if digest is not None and chain is not None:
            found[digest] = chain
    return found


def _kept(place: object, preserved: FindPreserved) -> Preserved | None:
    """An artefact that an earlier capture has, if that is in the archive."""
    digest = labelled(str(place.get("payload_digest"))) if isinstance(place, dict) else None
    return preserved(digest) if digest is not None else None


def _named(key: str, kept: Preserved) -> list[tuple[Made, Preserved]]:
    name, _, label = key.partition(":")
    known = next((each for each in get_args(ArtefactName) if each == name), None)
    return [(Made(known, label, ""), kept)] if known is not None else []


def _one(kind: type[Value], plain: Any) -> Value | None:
    return next(_each(kind, [plain]), None) if plain is not None else None


def _each(kind: type[Value], plain: Iterable[Any] | None) -> Iterator[Value]:
    """Raises ``TypeError`` for a value of another type than its field's."""
    types = get_type_hints(kind)
    for each in plain or ():
        known = {name: value for name, value in each.items() if name in types}
        for name, value in known.items():
            if not _fits(value, types[name]):
                raise TypeError(f"{kind.__name__}.{name} is {value!r}")
        yield kind(**{name: tuple(v) if isinstance(v, list) else v for name, v in known.items()})


def _fits(value: object, expected: Any) -> bool:
    """Whether a JSON value can stand in a field of this type."""
    origin, arguments = get_origin(expected), get_args(expected)
    if origin is Literal:
        return value in arguments
    if origin in (Union, UnionType):
        return any(_fits(value, each) for each in arguments)
    if origin is tuple:
        return isinstance(value, list) and all(_fits(each, arguments[0]) for each in value)
    if origin is Mapping:
        return isinstance(value, dict)
    if expected is float:
        return type(value) in (int, float)
    return type(value) is getattr(expected, "__supertype__", expected)


def _uuid(text: str) -> str | None:
    try:
        return str(uuid.UUID(text)) if len(text) == 36 else None
    except ValueError:
        return None
