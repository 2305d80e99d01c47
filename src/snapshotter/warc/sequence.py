"""The records of one capture, in the order in which they are written.

For every exchange the response (or revisit) and its request, unless an unchanged page has asked for the
same in the same words before; then certificate chains, texts and pictures
that the archive does not have yet; last the page info, which makes the capture count.
"""

from __future__ import annotations

import json

from snapshotter import digests
from snapshotter.model.capture import Capture, StoredCapture, StoredPayload
from snapshotter.model.exchange import Exchange, Message
from snapshotter.warc import drafts, pageinfo
from snapshotter.warc.dedup import Payloads
from snapshotter.warc.drafts import Draft
from snapshotter.warc.pageinfo import Reused
from snapshotter.warc.placed import Placed, Put, payloads


class CaptureRecords:
    """Writes one capture."""

    def __init__(
        self, capture: Capture, put: Put, known: Payloads, *, closing: str = drafts.PAGE_INFO
    ) -> None:
        self._capture = capture
        self._put = put
        self._known = known
        self._closing = closing
        self._elsewhere: dict[str, StoredPayload] = {}
        self._saved_bytes = 0
        self._reused = 0
        self._unchanged = False
        self._same_requests: dict[str, str] = {}
        self.placed: list[Placed] = []

    def write(self) -> StoredCapture:
        """All records through ``put``; returns what they amount to."""
        self._unchanged = self._is_unchanged()
        for exchange in self._capture.exchanges:
            self._exchange(exchange)
        for connection in self._capture.connections:
            self._chain(pageinfo.chain_pem(connection))
        return self._page()

    def _exchange(self, exchange: Exchange) -> None:
        first = len(self.placed)
        original = None
        if exchange.response is not None:
            original = self._original(exchange, exchange.response)
            self._write(self._response(exchange, exchange.response, original))
        if original is not None and self._asked_so_before(exchange, original):
            self._same_requests[exchange.id] = original.request_id or ""
        elif exchange.request.head or exchange.response is None:
            self._write(drafts.request(exchange))
        if exchange.websocket is not None and exchange.websocket.transcript is not None:
            self._write(drafts.websocket(exchange, exchange.websocket, exchange.websocket.transcript))
        self._learn(self.placed[first:])

    def _original(self, exchange: Exchange, message: Message) -> StoredPayload | None:
        is_main = exchange.id == self._capture.main_exchange_id
        return self._known.original(exchange, message, is_main=is_main, unchanged=self._unchanged)

    def _response(self, exchange: Exchange, message: Message, original: StoredPayload | None) -> Draft:
        if original is None:
            return drafts.response(exchange, message)
        self._reuse(message.body.size_bytes)
        return drafts.revisit(exchange, message, original)

    def _asked_so_before(self, exchange: Exchange, original: StoredPayload) -> bool:
        """Whether an unchanged page has only repeated a request: same address, same bytes, and the
        response of that one is the one that is referred to."""
        same = original.url == drafts.target(exchange.url)
        return self._unchanged and same and original.request_digest == exchange.request.block_digest

    def _is_unchanged(self) -> bool:
        """Whether the cited page is, byte for byte, one that was captured at its address before."""
        for exchange in self._capture.exchanges:
            if exchange.id == self._capture.main_exchange_id and exchange.response is not None:
                return self._known.same(exchange, exchange.response) is not None
        return False

    def _chain(self, pem: bytes) -> None:
        if pem and not self._known.has_chain(digests.of_bytes(pem)):
            self._learn([self._write(drafts.certificate_chain(self._capture.started_at, pem))])

    def _page(self) -> StoredCapture:
        capture = self._capture
        artefacts = {key: self._artefact(draft) for key, draft in drafts.artefacts(capture)}
        main = self._main_id()
        reused = Reused(self._reused, self._saved_bytes, self._elsewhere, self._same_requests)
        block = pageinfo.encode(capture, main=main, artefacts=artefacts, reused=reused)
        self._write(drafts.page_info(capture, block, main, self._closing))
        return pageinfo.stored(json.loads(block), self.placed)

    def _artefact(self, draft: Draft) -> str:
        """The id of the record that has it: a new one, or one of the archive."""
        known = self._known.made_before(draft, unchanged=self._unchanged)
        if known is None:
            self._learn([self._write(draft)])
            return draft.record_id
        self._reuse(draft.block_size_bytes)
        if known.record_id not in {placed.header.record_id for placed in self.placed}:
            self._elsewhere[known.record_id] = known
        return known.record_id

    def _reuse(self, size_bytes: int) -> None:
        self._reused += 1
        self._saved_bytes += size_bytes

    def _main_id(self) -> str | None:
        for exchange in self._capture.exchanges:
            if exchange.id == self._capture.main_exchange_id and exchange.response is not None:
                return f"urn:uuid:{exchange.id}"
        return None

    def _write(self, draft: Draft) -> Placed:
        placed = self._put(draft, self._capture.id)
        self.placed.append(placed)
        return placed

    def _learn(self, records: list[Placed]) -> None:
        for payload in payloads(records):
            self._known.learn(payload)
