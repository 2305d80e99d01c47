"""Which payloads are not stored again: responses become revisit records (WARC 1.1, section 6.7).

What was made of a page (pictures, text) needs no record of its own when the same bytes lie in the
archive: the page info names the record that has them, and where it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from snapshotter.digests import Digest
from snapshotter.model.capture import StoredPayload
from snapshotter.model.exchange import Exchange, Message
from snapshotter.ports import DigestIndex
from snapshotter.urls import Url
from snapshotter.warc import drafts
from snapshotter.warc.drafts import Draft
from snapshotter.warc.placed import REFERABLE_BYTES

WHOLE_MAIN_BYTES = 1024 * 1024
"""Up to here the cited page itself does not hang on a record of another address: what a snapshot is
about should not lie elsewhere.  An earlier record of its own address is not elsewhere."""
REMEMBERED = 4_000
"""Payloads of this run that are kept in memory; older ones are found in the digest index."""


class Payloads:
    """Payloads that lie on disk: those of this run, and all others through the digest index."""

    def __init__(self, index: DigestIndex) -> None:
        self._index = index
        self._run = _Remembered()
        self._pending = _Remembered()
        self._absent: tuple[Digest, Url] | None = None
        """Looked for last and not in the index, which is asked for it twice in a row."""

    def learn(self, payload: StoredPayload) -> None:
        """A payload of the capture being written; forgotten again if the capture is not kept."""
        self._pending.add(payload)

    def keep(self) -> None:
        """The capture is on disk."""
        for payload in self._pending.all():
            self._run.add(payload)
        self._pending = _Remembered()
        self._run.shorten(REMEMBERED)

    def forget(self) -> None:
        """The capture was rolled back."""
        self._pending = _Remembered()

    def original(
        self, exchange: Exchange, message: Message, *, is_main: bool, unchanged: bool
    ) -> StoredPayload | None:
        """The record that a response's revisit record should refer to; None to write it whole.

        ``unchanged`` says that the page as such is one that was captured at its address before: then
        what it loads most likely is too, request included, and small payloads are worth the question.
        """
        size = message.body.size_bytes
        if exchange.method != "GET" or exchange.truncated or not message.head or not size:
            return None
        if size < REFERABLE_BYTES:
            return self.same(exchange, message) if unchanged else None
        if is_main and size <= WHOLE_MAIN_BYTES:
            return self.same(exchange, message)
        return self._any(message.payload_digest, drafts.target(exchange.url), _is_response)

    def same(self, exchange: Exchange, message: Message) -> StoredPayload | None:
        """The record of the same payload at the same address."""
        return self._same(message.payload_digest, drafts.target(exchange.url))

    def made_before(self, draft: Draft, *, unchanged: bool) -> StoredPayload | None:
        """The record that has the bytes of an artefact already; None to write it."""
        least = 1 if unchanged else REFERABLE_BYTES
        if draft.target is None or draft.block_size_bytes < least:
            return None
        return self._any(draft.block_digest, draft.target, _is_artefact)

    def has_chain(self, digest: Digest) -> bool:
        """Whether a certificate chain with this digest is in the archive already."""
        return self._same(digest, drafts.chain_address(digest)) is not None

    def _same(self, digest: Digest, address: Url) -> StoredPayload | None:
        """The record of this address."""
        near = self._pending.same(digest, address) or self._run.same(digest, address)
        if near is not None or self._absent == (digest, address):
            return near
        found = self._index.find(digest, address)
        self._absent = (digest, address) if found is None else None
        return found

    def _any(
        self, digest: Digest, address: Url, fits: Callable[[StoredPayload], bool]
    ) -> StoredPayload | None:
        """One that fits.  The same bytes can be a response's and an artefact's: then by address."""
        known = self._run.any(digest) or self._index.find(digest) or self._pending.any(digest)
        if known is None or fits(known):
            return known
        return self._same(digest, address)


def _is_response(payload: StoredPayload) -> bool:
    return not payload.url.startswith("urn:")


def _is_artefact(payload: StoredPayload) -> bool:
    return drafts.is_artefact(payload.url)


class _Remembered:
    """Payloads in memory, by digest and address."""

    def __init__(self) -> None:
        self._all: dict[tuple[Digest, Url], StoredPayload] = {}
        self._any: dict[Digest, StoredPayload] = {}

    def add(self, payload: StoredPayload) -> None:
        self._all.setdefault((payload.digest, payload.url), payload)
        self._any.setdefault(payload.digest, payload)

    def all(self) -> Iterable[StoredPayload]:
        return self._all.values()

    def same(self, digest: Digest, address: Url) -> StoredPayload | None:
        return self._all.get((digest, address))

    def any(self, digest: Digest) -> StoredPayload | None:
        return self._any.get(digest)

    def shorten(self, most: int) -> None:
        """Forget the oldest until there are no more than so many."""
        while len(self._all) > most:
            oldest = self._all.pop(next(iter(self._all)))
            if self._any.get(oldest.digest) is oldest:
                del self._any[oldest.digest]
