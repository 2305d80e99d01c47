"""What an archive home holds, read back by warcio: a reader that is not ours."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

from tests.museum.compare import Recorded

_WIRE_PROTOCOLS = {"http/0.9", "http/1.0", "http/1.1", "h2"}


@dataclass(frozen=True)
class Read:
    """One record."""

    kind: str
    id: str
    fields: dict[str, str]
    protocols: tuple[str, ...]
    block: bytes

    @property
    def head(self) -> bytes:
        for end in (b"\r\n\r\n", b"\n\n", b"\n\r\n"):
            if end in self.block:
                ends = [
                    self.block.index(e) + len(e) for e in (b"\r\n\r\n", b"\n\n", b"\n\r\n") if e in self.block
                ]
                return self.block[: min(ends)]
        return self.block

    @property
    def body(self) -> bytes:
        return self.block[len(self.head) :]


def warcs(home: Path) -> list[Path]:
    return sorted((home / "warcs").glob("*.warc.gz"))


def records(home: Path) -> list[Read]:
    return [record for path in warcs(home) for record in _records(path)]


def _records(path: Path) -> Iterator[Read]:
    with path.open("rb") as file:
        for record in ArchiveIterator(file, no_record_parse=True):
            headers = record.rec_headers.headers
            yield Read(
                kind=record.rec_type,
                id=_bare(record.rec_headers.get_header("WARC-Record-ID")),
                fields=dict(headers),
                protocols=tuple(value for name, value in headers if name == "WARC-Protocol"),
                block=record.raw_stream.read(),
            )


def page_infos(home: Path) -> list[dict]:
    """The closing records of captures; those of proofs are told apart by their address."""
    return [json.loads(read.block) for read in records(home) if is_page_info(read)]


def is_page_info(read: Read) -> bool:
    return read.kind == "metadata" and read.fields["WARC-Target-URI"].startswith("urn:pageinfo:")


def exchanges(home: Path) -> list[Recorded]:
    """The exchanges in the WARCs, put together from request and response records alone; a request that an
    unchanged page repeated is the earlier one's record, which the page info names."""
    read = records(home)
    by_id = {record.id: record for record in read}
    extras = {
        f"urn:uuid:{exchange['id']}": exchange for info in page_infos(home) for exchange in info["exchanges"]
    }
    own = [
        _exchange(record, _bare(record.fields.get("WARC-Concurrent-To", "")), by_id, extras)
        for record in read
        if record.kind == "request"
    ]
    repeated = [
        _exchange(by_id[extra["request"]], answer_id, by_id, extras)
        for answer_id, extra in extras.items()
        if "request" in extra
    ]
    return [*own, *repeated]


def _exchange(request: Read, answer_id: str, by_id: dict[str, Read], extras: dict[str, dict]) -> Recorded:
    answer = by_id.get(answer_id)
    extra = extras.get(answer_id) or extras.get(request.id) or {}
    method = request.block.split(b" ", 1)[0].decode()
    common = {
        "method": method,
        "url": request.fields["WARC-Target-URI"],
        "protocol": next(p for p in request.protocols if p in _WIRE_PROTOCOLS),
        "request_head": request.head,
        "request_body": request.body,
        "interim": tuple(text.encode("latin-1") for text in extra.get("interim", ())),
        "trailers": tuple((n.encode("latin-1"), v.encode("latin-1")) for n, v in extra.get("trailers", ())),
    }
    if answer is None:
        return Recorded(status=None, response_head=None, response_body=b"", **common)
    if answer.kind == "resource":
        return Recorded(status=200, response_head=b"", response_body=answer.block, **common)
    original = by_id[_bare(answer.fields["WARC-Refers-To"])] if answer.kind == "revisit" else answer
    return Recorded(
        status=_status(answer.head),
        response_head=answer.head,
        response_body=original.body,
        truncated=answer.fields.get("WARC-Truncated"),
        **common,
    )


def _status(head: bytes) -> int:
    digits = head.split(b"\n", 1)[0].split(b" ")
    return next((int(part[:3]) for part in digits[1:] if part[:3].isdigit()), 200)


def _bare(record_id: str) -> str:
    return record_id.strip("<>")
