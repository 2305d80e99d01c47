"""Which responses become revisit records (WARC 1.1, section 6.7)."""

from __future__ import annotations

from snapshotter.digests import Digest
from snapshotter.model.capture import StoredPayload
from snapshotter.model.exchange import Exchange, Message
from snapshotter.ports import DigestIndex
from snapshotter.warc.drafts import CERTIFICATE_CHAIN, Reference
from snapshotter.warc.placed import REFERABLE_BYTES

WHOLE_MAIN_BYTES = 1024 * 1024
"""The cited page itself is stored whole up to here: what a snapshot is about should not lie elsewhere."""
REMEMBERED = 100_000
"""Payloads of this run that are kept in memory; older ones are found in the digest index."""


class Payloads:
    """Payloads that lie on disk: those of this run, and all others through the digest index."""

    def __init__(self, index: DigestIndex) -> None:
        self._index = index
        self._run: dict[Digest, Reference] = {}
        self._pending: dict[Digest, Reference] = {}

    def learn(self, payload: StoredPayload) -> None:
        """A payload of the capture being written; forgotten again if the capture is not kept."""
        self._pending.setdefault(payload.digest, (payload.record_id, payload.url, payload.date))

    def keep(self) -> None:
        """The capture is on disk."""
        for digest, reference in self._pending.items():
            self._run.setdefault(digest, reference)
        self._pending.clear()
        while len(self._run) > REMEMBERED:
            del self._run[next(iter(self._run))]

    def forget(self) -> None:
        """The capture was rolled back."""
        self._pending.clear()

    def original(self, exchange: Exchange, message: Message, *, is_main: bool) -> Reference | None:
        """The record that a response's revisit record should refer to; None to write it whole."""
        size = message.body.size_bytes
        if exchange.method != "GET" or exchange.truncated or not message.head or size < REFERABLE_BYTES:
            return None
        if is_main and size <= WHOLE_MAIN_BYTES:
            return None
        known = self._find(message.payload_digest)
        return known if known and not known[1].startswith(CERTIFICATE_CHAIN) else None

    def has_chain(self, digest: Digest) -> bool:
        """Whether a certificate chain with this digest is in the archive already."""
        known = self._find(digest)
        return known is not None and known[1].startswith(CERTIFICATE_CHAIN)

    def _find(self, digest: Digest) -> Reference | None:
        return self._pending.get(digest) or self._run.get(digest) or self._index.find(digest)
