"""Captures and payloads as rows, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from snapshotter.digests import Digest
from snapshotter.model.capture import (
    Extent,
    Outcome,
    Reason,
    RecordLocation,
    StoredCapture,
    StoredPayload,
)
from snapshotter.model.pace import HostPace
from snapshotter.model.plain import (
    cuts_of,
    cuts_to_plain,
    facts_of,
    facts_to_plain,
    origin_of,
    origin_to_plain,
    proof_of,
    proof_to_plain,
    verdict_of,
    verdict_to_plain,
)
from snapshotter.timestamps import parse, warc_date
from snapshotter.urls import Url, without_fragment

Row = dict[str, Any]


def capture_row(stored: StoredCapture) -> Row:
    """The row of the table ``capture``."""
    return {
        "id": stored.id,
        "url": stored.url,
        "page": without_fragment(stored.url),
        "captured_at": warc_date(stored.captured_at),
        "outcome": str(stored.outcome),
        "reason_code": stored.reason.code if stored.reason else None,
        "reason_message": stored.reason.message if stored.reason else None,
        "status": stored.status,
        "final_url": stored.final_url,
        "title": stored.title,
        "via": stored.via,
        "main": _location_text(stored.main),
        "artefacts": _artefacts_text(stored.artefacts),
        "text_digest": stored.text_digest,
        "page_info": _location_text(stored.page_info),
        "records": stored.records,
        "size_bytes": stored.size_bytes,
        "deduplicated": stored.deduplicated,
        "saved_bytes": stored.saved_bytes,
        "findings": _findings_text(stored),
        **proof_columns(stored),
    }


def proof_columns(stored: StoredCapture) -> Row:
    """What a later proof changes in the row of a capture."""
    proof = proof_to_plain(stored.proof)
    additions = [[each.file, each.offset, each.length] for each in stored.additions]
    return {
        "proof": json.dumps(proof, ensure_ascii=False) if proof is not None else None,
        "additions": json.dumps(additions),
    }


def capture_of(row: Row) -> StoredCapture:
    """The capture in a row; its payloads are in the table ``digest``."""
    page_info = _location(row["page_info"])
    if page_info is None:
        raise ValueError(f"the capture {row['id']} has no page info")
    findings = json.loads(row["findings"])
    return StoredCapture(
        id=row["id"],
        url=Url(row["url"]),
        captured_at=parse(row["captured_at"]),
        outcome=Outcome(row["outcome"]),
        reason=Reason(row["reason_code"], row["reason_message"] or "") if row["reason_code"] else None,
        status=row["status"],
        final_url=row["final_url"],
        title=row["title"],
        via=row["via"],
        main=_location(row["main"]),
        artefacts=_artefacts(row["artefacts"]),
        text_digest=row["text_digest"],
        page_info=page_info,
        records=row["records"],
        size_bytes=row["size_bytes"],
        deduplicated=row["deduplicated"],
        saved_bytes=row["saved_bytes"],
        facts=facts_of(findings["facts"]),
        verdict=verdict_of(findings["verdict"]),
        cuts=cuts_of(findings["cuts"]),
        missing=findings["missing"],
        origin=origin_of(findings["origin"]),
        session=findings.get("session", False),
        proof=proof_of(json.loads(row["proof"])) if row["proof"] else None,
        additions=tuple(Extent(*each) for each in json.loads(row["additions"])),
    )


def payload_row(payload: StoredPayload) -> Row:
    """The row of the table ``digest``."""
    location = payload.location
    return {
        "payload_digest": payload.digest,
        "record_id": payload.record_id,
        "url": payload.url,
        "date": warc_date(payload.date),
        "file": location.file,
        "offset": location.offset,
        "length": location.length,
        "digest": location.digest,
        "request_id": payload.request_id,
        "request_digest": payload.request_digest,
    }


def payload_of(row: Row) -> StoredPayload:
    """The payload in a row."""
    return StoredPayload(
        digest=Digest(row["payload_digest"]),
        record_id=row["record_id"],
        url=Url(row["url"]),
        date=parse(row["date"]),
        location=payload_location(row),
        request_id=row["request_id"],
        request_digest=row["request_digest"],
    )


def pace_row(host: str, pace: HostPace) -> Row:
    """The row of the table ``host``."""
    return {
        "name": host,
        "delay_s": pace.delay_s,
        "latency_s": pace.latency_s,
        "not_before": warc_date(pace.not_before),
        "seen_at": warc_date(pace.seen_at),
    }


def pace_of(row: Row) -> HostPace:
    """The pace in a row."""
    return HostPace(row["delay_s"], row["latency_s"], parse(row["not_before"]), parse(row["seen_at"]))


def payload_location(row: Row) -> RecordLocation:
    """Where the record with a payload lies."""
    return RecordLocation(row["file"], row["offset"], row["length"], Digest(row["digest"]))


def _findings_text(stored: StoredCapture) -> str:
    """What is shown and never searched for: in one column."""
    return json.dumps(
        {
            "facts": facts_to_plain(stored.facts),
            "verdict": verdict_to_plain(stored.verdict),
            "cuts": cuts_to_plain(stored.cuts),
            "missing": stored.missing,
            "origin": origin_to_plain(stored.origin),
            **({"session": True} if stored.session else {}),
        },
        ensure_ascii=False,
    )


def _artefacts_text(artefacts: Mapping[str, RecordLocation]) -> str:
    return json.dumps({key: _location_text(location) for key, location in artefacts.items()})


def _artefacts(text: str) -> dict[str, RecordLocation]:
    return {key: at for key, written in json.loads(text).items() if (at := _location(written)) is not None}


def _location_text(location: RecordLocation | None) -> str | None:
    if location is None:
        return None
    return json.dumps([location.file, location.offset, location.length, location.digest])


def _location(text: str | None) -> RecordLocation | None:
    if text is None:
        return None
    file, offset, length, digest = json.loads(text)
    return RecordLocation(file, offset, length, Digest(digest))
