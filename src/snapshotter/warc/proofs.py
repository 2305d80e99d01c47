"""What is added to a stored capture when it was proved: what the proof missed and could be fetched, and
last the proof itself (``urn:proof:<url>``, a metadata record, ``application/json``).

All of it has the capture's ``WARC-Page-ID``.  Without the closing record it does not count.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from snapshotter.model.capture import Capture, Extent, StoredCapture, StoredProof
from snapshotter.model.exchange import Exchange
from snapshotter.model.plain import proof_of, proof_to_plain
from snapshotter.model.proof import Proof
from snapshotter.warc import drafts
from snapshotter.warc.drafts import Draft
from snapshotter.warc.pageinfo import redaction_of
from snapshotter.warc.placed import Placed, Put, payloads

SCHEMA_VERSION = 1


def write(
    to: StoredCapture, proof: Proof, supplement: Capture | None, put: Put
) -> tuple[StoredProof, list[Placed]]:
    """All records through ``put``, the proof last; returns what they amount to, and them."""
    placed: list[Placed] = []
    for exchange in supplement.exchanges if supplement is not None else ():
        placed += [put(draft, to.id) for draft in _records(exchange)]
    document = {"schema_version": SCHEMA_VERSION, "id": to.id, "proof": proof_to_plain(proof)}
    if supplement is not None and (blanked := redaction_of(supplement.exchanges)) is not None:
        document["redacted"] = blanked
    block = json.dumps(document, ensure_ascii=True, separators=(",", ":")).encode()
    placed.append(put(drafts.proof(to.url, proof.proved_at, block), to.id))
    return stored(json.loads(block), placed), placed


def _records(exchange: Exchange) -> list[Draft]:
    found = [drafts.request(exchange)]
    return [drafts.response(exchange, exchange.response), *found] if exchange.response is not None else found


def is_proof(record: Placed) -> bool:
    """Whether a record closes an addition."""
    return record.kind == "metadata" and record.target.startswith(drafts.PROOF)


def stored(document: Mapping[str, Any], records: Sequence[Placed]) -> StoredProof:
    """From the closing record's document and all records of the addition, in their order.

    Raises ``KeyError``, ``TypeError`` or ``ValueError`` for a document that is not one of ours.
    """
    proof = proof_of(document["proof"])
    if proof is None:
        raise ValueError("no proof in it")
    first, last = records[0].location, records[-1].location
    extent = Extent(last.file, first.offset, last.offset + last.length - first.offset)
    return StoredProof(str(document["id"]), proof, extent, tuple(payloads(records)))
