"""Captures and payloads as rows, and back."""

from __future__ import annotations

import json
from typing import Any

from snapshotter.digests import Digest
from snapshotter.model.capture import Outcome, Reason, RecordLocation, StoredCapture, StoredPayload
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
        "screenshot": _location_text(stored.screenshot),
        "text": _location_text(stored.text),
        "text_digest": stored.text_digest,
        "page_info": _location_text(stored.page_info),
        "records": stored.records,
        "size_bytes": stored.size_bytes,
        "deduplicated": stored.deduplicated,
    }


def capture_of(row: Row) -> StoredCapture:
    """The capture in a row; its payloads are in the table ``digest``."""
    page_info = _location(row["page_info"])
    if page_info is None:
        raise ValueError(f"the capture {row['id']} has no page info")
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
        screenshot=_location(row["screenshot"]),
        text=_location(row["text"]),
        text_digest=row["text_digest"],
        page_info=page_info,
        records=row["records"],
        size_bytes=row["size_bytes"],
        deduplicated=row["deduplicated"],
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
    }


def payload_location(row: Row) -> RecordLocation:
    """Where the record with a payload lies."""
    return RecordLocation(row["file"], row["offset"], row["length"], Digest(row["digest"]))


def _location_text(location: RecordLocation | None) -> str | None:
    if location is None:
        return None
    return json.dumps([location.file, location.offset, location.length, location.digest])


def _location(text: str | None) -> RecordLocation | None:
    if text is None:
        return None
    file, offset, length, digest = json.loads(text)
    return RecordLocation(file, offset, length, Digest(digest))
