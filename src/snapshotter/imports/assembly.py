"""A page's records put together: a capture as one of ours, of what another tool recorded."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from snapshotter import digests
from snapshotter.digests import Digest
from snapshotter.imports import own
from snapshotter.imports.pages import PagePlan
from snapshotter.imports.seen import Event, Key, Loss, Preserved, Seen, Survey
from snapshotter.imports.stow import StowedBytes
from snapshotter.model import transcript
from snapshotter.model.capture import (
    Artefact,
    Capture,
    Finding,
    Missing,
    Origin,
    Outcome,
    RequestOutcome,
)
from snapshotter.model.exchange import Bytes, Exchange, Held, HttpVersion, Message, WebSocketTraffic

_NAMESPACE = uuid.UUID("1f1c6e0a-6d53-5f0c-9e43-7b1f1d6f2b90")
_MAX_TEXT_BYTES = 16 * 1024 * 1024
_VERSIONS: Mapping[str, HttpVersion] = {
    "http/0.9": "http/0.9",
    "http/1.0": "http/1.0",
    "http/1.1": "http/1.1",
    "h2": "h2",
    "http/2": "h2",
    "http/2.0": "h2",
    "h3": "h3",
    "http/3": "h3",
    "h3-29": "h3",
}
_TLS = ("tls/1.0", "tls/1.1", "tls/1.2", "tls/1.3")


@dataclass(frozen=True, slots=True)
class Block:
    """A record's block, taken out of its file."""

    head: bytes
    body: Bytes
    block_digest: Digest
    payload_digest: Digest
    agrees: bool = True
    """Whether it is what the record's ``WARC-Block-Digest`` says."""

    def release(self) -> None:
        if isinstance(self.body, StowedBytes):
            self.body.release()


class Assembly:
    """Makes the captures of one file."""

    def __init__(self, survey: Survey, originals: Mapping[Key, Seen | Preserved], file: str) -> None:
        self._survey = survey
        self._originals = originals
        self._file = file

    def made(self, plan: PagePlan, blocks: Mapping[Key, Block]) -> Iterator[Capture | Loss]:
        """The capture of a plan; a loss where the page itself could not be read a second time."""
        if plan.main.either.key not in blocks:
            yield Loss(plan.main.either.offset, f"{plan.url}: the page could not be read again")
            return
        identity = self._identity(plan, blocks)
        made = [(event, self._exchange(event, identity, plan, blocks)) for event in plan.events()]
        pairs = [(event, exchange) for event, exchange in made if exchange is not None]
        capture = self._capture(plan, identity, pairs, blocks)
        yield own.restored(capture, plan.info, _chains(plan, blocks)) if plan.info is not None else capture

    def _capture(
        self,
        plan: PagePlan,
        identity: str,
        pairs: Sequence[tuple[Event, Exchange]],
        blocks: Mapping[Key, Block],
    ) -> Capture:
        main = next(exchange for event, exchange in pairs if event is plan.main)
        text = self._text(plan, blocks)
        lent = {event.number for event in plan.borrowed}
        request = plan.main.request
        return Capture(
            id=identity,
            url=plan.url,
            started_at=plan.at,
            finished_at=max((event.at for event, _ in pairs if event.number not in lent), default=plan.at),
            outcome=Outcome.CAPTURED,
            reason=None,
            via="fetch",
            exchanges=tuple(exchange for _, exchange in pairs),
            main_exchange_id=main.id,
            final_url=main.url,
            status=main.status,
            title=plan.listed.title if plan.listed is not None else None,
            text=text,
            artefacts=tuple(self._artefacts(plan, blocks)),
            missing=tuple(_missing(plan)),
            requests=tuple(_outcome(exchange) for _, exchange in pairs),
            findings=tuple(self._findings(plan, blocks, rendered=text is not None)),
            user_agent=request.user_agent if request is not None else "",
            software=self._survey.software,
            origin=self._origin(plan, blocks),
        )

    def _origin(self, plan: PagePlan, blocks: Mapping[Key, Block]) -> Origin:
        seen = plan.main.either
        source = {
            "file": self._file,
            "snapshot_id": (own.identity(plan.info) or "") if plan.info is not None else "",
            "format": self._survey.format,
            "software": self._survey.software,
            "record_id": seen.record_id,
            "block_digest": blocks[seen.key].block_digest,
        }
        return Origin("imported", {name: value for name, value in source.items() if value})

    def _identity(self, plan: PagePlan, blocks: Mapping[Key, Block]) -> str:
        """The same whenever the same records are imported: their ids, and what they hold."""
        known = own.identity(plan.info) if plan.info is not None else None
        if known is not None:
            return known
        words = []
        for event in (*plan.hops, plan.main):
            seen = event.either
            block = blocks.get(seen.key)
            words.append(seen.record_id or f"{seen.url} {seen.at.isoformat()}")
            words.append(block.block_digest if block is not None else "")
        return str(uuid.uuid5(_NAMESPACE, "\n".join(words)))

    def _exchange(
        self, event: Event, identity: str, plan: PagePlan, blocks: Mapping[Key, Block]
    ) -> Exchange | None:
        """None for an answer whose body the file has not kept: it must not pass for an empty one."""
        seen, response = event.either, event.response
        if response is not None and response.lacks_body and event is not plan.main:
            return None
        answer = self._answer(response, blocks) if response is not None else None
        asked = _question(event.request, blocks)
        own_id = own.exchange_id(seen) if plan.info is not None else None
        names = f"{seen.record_id} {seen.key.part} {seen.key.number}"
        return Exchange(
            id=own_id or str(uuid.uuid5(uuid.UUID(identity), names)),
            url=event.url,
            method=event.method,
            protocol=next((_VERSIONS[name] for name in seen.protocols if name in _VERSIONS), None),
            tls=next((name for name in seen.protocols if name in _TLS), None),
            ip=seen.ip,
            connection_id="",
            started_at=event.at,
            request=asked,
            response=answer,
            status=_status(response) if answer is not None else None,
            media_type=(event.media_type or None) if answer is not None else None,
            destination=event.destination,
            truncated=response.truncated if response is not None else None,
            location=response.location if response is not None else None,
            websocket=_traffic(event.transcript, blocks) if answer is not None else None,
        )

    def _answer(self, seen: Seen, blocks: Mapping[Key, Block]) -> Message | None:
        block = blocks.get(seen.key)
        if block is None:
            return None
        original = self._originals.get(seen.key)
        if original is None:
            is_empty = not block.head and not block.body.size_bytes and seen.kind != "resource"
            return None if is_empty else _message(block)
        if isinstance(original, Preserved):
            return _message(Block(block.head, original.body, block.block_digest, _digest_of(original.body)))
        whole = blocks.get(original.key)
        if whole is None:
            return None
        return _message(replace(whole, head=block.head or whole.head))

    def _text(self, plan: PagePlan, blocks: Mapping[Key, Block]) -> str | None:
        """What the other tool's browser showed, where it has kept that."""
        for made, seen in plan.made:
            block = blocks.get(seen.key)
            if made.name == "text" and block is not None and block.body.size_bytes <= _MAX_TEXT_BYTES:
                return b"".join(block.body.chunks()).decode("utf-8", "replace")
        kept = next((each for made, each in plan.preserved if made.name == "text"), None)
        if kept is not None and kept.body.size_bytes <= _MAX_TEXT_BYTES:
            return b"".join(kept.body.chunks()).decode("utf-8", "replace")
        return plan.listed.text if plan.listed is not None else None

    def _artefacts(self, plan: PagePlan, blocks: Mapping[Key, Block]) -> Iterator[Artefact]:
        for made, seen in plan.made:
            block = blocks.get(seen.key)
            if made.name != "text" and block is not None and block.body.size_bytes:
                yield Artefact(made.name, seen.media_type, block.body, made.label)
        for made, kept in plan.preserved:
            if made.name != "text":
                yield Artefact(made.name, kept.media_type, kept.body, made.label)

    def _findings(self, plan: PagePlan, blocks: Mapping[Key, Block], *, rendered: bool) -> Iterator[Finding]:
        if not rendered and plan.info is None:
            yield _said("import.not-rendered", "its scripts were not run: text and title are as it was sent")
        if plan.main.response is not None and plan.main.response.lacks_body:
            yield Finding("import.no-body", "error", "the file has not kept the page's body")
        if self._survey.format == "har":
            words = "its messages were put together from a HAR file, which has not kept the bytes of the wire"
            yield _said("import.reconstructed", words)
        if plan.borrowed:
            words = "parts were recorded with other pages of the file"
            yield _said("import.shared-parts", words, count=len(plan.borrowed))
        if not any(event.request for event in plan.events()):
            yield _said("import.no-requests", "the file holds no requests")
        differing = [seen.record_id for seen in _records(plan) if not _agrees(blocks.get(seen.key))]
        if differing:
            words = f"records that are not what their digest says, the first of them {differing[0]}"
            yield Finding("import.digest-mismatch", "warning", words, {"count": len(differing)})


def _message(block: Block) -> Message:
    digest = digests.of_chunks([block.head, *block.body.chunks()]) if block.head else block.payload_digest
    return Message(block.head, block.body, digest, block.payload_digest)


def _digest_of(body: Bytes) -> Digest:
    return digests.of_chunks(body.chunks())


def _question(seen: Seen | None, blocks: Mapping[Key, Block]) -> Message:
    """Empty where none was recorded: what nobody has seen is not made up."""
    block = blocks.get(seen.key) if seen is not None else None
    if block is None or not block.head:
        return Message(b"", Held(b""), digests.of_bytes(b""), digests.of_bytes(b""))
    return Message(block.head, block.body, block.block_digest, block.payload_digest)


def _traffic(seen: Seen | None, blocks: Mapping[Key, Block]) -> WebSocketTraffic | None:
    block = blocks.get(seen.key) if seen is not None else None
    if seen is None or block is None:
        return None
    size = {"page": 0, "origin": 0}
    for frame in transcript.frames(block.body.chunks()):
        size[frame.sender] += len(frame.data)
    return WebSocketTraffic(size["page"], size["origin"], _message(block), seen.truncated)


def _chains(plan: PagePlan, blocks: Mapping[Key, Block]) -> Mapping[str, bytes]:
    """Certificate chains as PEM, by their digest."""
    found: dict[str, bytes] = {}
    for digest, chain in plan.chains.items():
        held = chain if isinstance(chain, Preserved) else blocks.get(chain.key)
        if held is not None:
            found[digest] = b"".join(held.body.chunks())
    return found


def _status(seen: Seen | None) -> int | None:
    """A payload that was recorded without a head was there."""
    if seen is None:
        return None
    return seen.status if seen.status is not None or seen.head_bytes else 200


def _records(plan: PagePlan) -> Iterator[Seen]:
    for event in plan.events():
        yield from event.records()


def _agrees(block: Block | None) -> bool:
    return block is None or block.agrees


def _missing(plan: PagePlan) -> Iterator[Missing]:
    for event in (*plan.parts, *plan.borrowed):
        if event.response is not None and event.response.lacks_body:
            kind = event.destination or event.media_type.partition("/")[0] or "data"
            yield Missing(event.url, plan.main.url, kind, "import.no-body")


def _outcome(exchange: Exchange) -> RequestOutcome:
    response = exchange.response
    return RequestOutcome(
        url=exchange.url,
        method=exchange.method,
        status=exchange.status,
        outcome="no-response" if response is None else "truncated" if exchange.truncated else "complete",
        destination=exchange.destination,
        size_bytes=response.body.size_bytes if response is not None else 0,
        record_id=f"urn:uuid:{exchange.id}",
    )


def _said(code: str, message: str, **detail: int) -> Finding:
    return Finding(code, "info", message, cast("Mapping[str, str | int]", detail))
