"""What an audit leaves in the archive: for every way that was tried the exchanges and a page info
(``urn:auditpage:<url>``), and last the check itself (``urn:audit:<url>``, a metadata record,
``application/json``) with what the resolver said and what was decided.

The records of each try have the ``WARC-Page-ID`` of its own.  Without the closing record they do not count.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from snapshotter.model.audit import Check, StoredCheck
from snapshotter.timestamps import warc_date
from snapshotter.urls import Url
from snapshotter.warc import drafts
from snapshotter.warc.dedup import Payloads
from snapshotter.warc.placed import Placed, Put, payloads
from snapshotter.warc.sequence import CaptureRecords

SCHEMA_VERSION = 1
Decisions = Sequence[Mapping[str, Any]]
"""What was decided for each citation: ``post``, ``citation`` and the audit (JSON)."""


def write(check: Check, decisions: Decisions, put: Put, known: Payloads) -> tuple[StoredCheck, list[Placed]]:
    """All records of a check through ``put``, the closing one last; returns what they amount to, and them."""
    placed: list[Placed] = []
    infos = []
    for each in check.tries:
        records = CaptureRecords(each.capture, put, known, closing=drafts.AUDIT_PAGE)
        records.write()
        placed += records.placed
        infos.append((each.way, records.placed[-1].header.record_id))
    block = json.dumps(_document(check, infos, decisions), ensure_ascii=True, separators=(",", ":")).encode()
    placed.append(put(drafts.audit(check.url, check.ended_at, block), check.id))
    return stored(json.loads(block), placed), placed


def _document(check: Check, infos: Iterable[tuple[str, str | None]], decisions: Decisions) -> dict[str, Any]:
    return {
        "schema_version": SCHEMA_VERSION,
        "id": check.id,
        "url": check.url,
        "began_at": warc_date(check.began_at),
        "ended_at": warc_date(check.ended_at),
        "tries": [{"way": way, "page_info": record_id} for way, record_id in infos],
        "names": [asdict(name) for name in check.names],
        "audits": [dict(decision) for decision in decisions],
    }


def is_try(record: Placed) -> bool:
    """Whether a record closes one try of a check."""
    return record.kind == "metadata" and record.target.startswith(drafts.AUDIT_PAGE)


def is_check(record: Placed) -> bool:
    """Whether a record closes a check."""
    return record.kind == "metadata" and record.target.startswith(drafts.AUDIT)


def stored(document: Mapping[str, Any], records: Sequence[Placed]) -> StoredCheck:
    """From the closing record's document and all records of the check, in their order.

    Raises ``KeyError`` for a document that is not one of ours.
    """
    return StoredCheck(
        str(document["id"]), Url(document["url"]), records[-1].location, tuple(payloads(records))
    )
