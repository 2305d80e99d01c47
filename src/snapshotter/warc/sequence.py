"""The records of one capture, in the order in which they are written.

For every exchange the response (or revisit) and its request; then certificate chains that the archive
does not have yet, the screenshot, the text; last the page info, which makes the capture count.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from snapshotter import digests
from snapshotter.model.capture import Capture, StoredCapture
from snapshotter.model.exchange import Exchange, Message
from snapshotter.warc import drafts, pageinfo
from snapshotter.warc.dedup import Payloads
from snapshotter.warc.drafts import Draft
from snapshotter.warc.placed import Placed, payloads

Put = Callable[[Draft, str | None], Placed]


class CaptureRecords:
    """Writes one capture."""

    def __init__(self, capture: Capture, put: Put, known: Payloads) -> None:
        self._capture = capture
        self._put = put
        self._known = known
        self.placed: list[Placed] = []

    def write(self) -> StoredCapture:
        """All records through ``put``; returns what they amount to."""
        for exchange in self._capture.exchanges:
            self._exchange(exchange)
        for connection in self._capture.connections:
            self._chain(pageinfo.chain_pem(connection))
        return self._page()

    def _exchange(self, exchange: Exchange) -> None:
        first = len(self.placed)
        if exchange.response is not None:
            self._write(self._response(exchange, exchange.response))
        self._write(drafts.request(exchange))
        self._learn(self.placed[first:])

    def _response(self, exchange: Exchange, message: Message) -> Draft:
        is_main = exchange.id == self._capture.main_exchange_id
        original = self._known.original(exchange, message, is_main=is_main)
        if original is None:
            return drafts.response(exchange, message)
        return drafts.revisit(exchange, message, original)

    def _chain(self, pem: bytes) -> None:
        if pem and not self._known.has_chain(digests.of_bytes(pem)):
            self._learn([self._write(drafts.certificate_chain(self._capture.started_at, pem))])

    def _page(self) -> StoredCapture:
        capture = self._capture
        artefacts = {key: self._write(draft) for key, draft in drafts.artefacts(capture)}
        main = self._main_id()
        ids = {key: placed.header.record_id or "" for key, placed in artefacts.items()}
        block = pageinfo.encode(capture, main=main, artefacts=ids)
        self._write(drafts.page_info(capture, block, main))
        return pageinfo.stored(json.loads(block), self.placed)

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
