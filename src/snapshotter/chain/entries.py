"""The entries of ``warcs/chain.jsonl``: one line each, JSON, in the order in which things came about.

Every entry has ``n``, its number from 0; ``prev``, the SHA-256 of the line before it, newline included
(null in the first); ``at``, when it was written; and ``kind``:

``begin``
    the first one, with ``id``, which tells chains apart;
``warc``
    a WARC was closed: ``name``, ``size``, ``sha256``, ``index`` (SHA-256 of its CDXJ), ``records`` (their
    number) and ``root`` (:mod:`snapshotter.chain.lists`); ``adopted`` where it is older than the chain;
``manifest``
    a manifest was written: ``slug``, ``sha256`` (null: it was taken out), and ``was``, what it replaced;
``checkpoint``
    ``text``, as it was given away (:mod:`snapshotter.chain.checkpoints`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from snapshotter.digests import Digest
from snapshotter.timestamps import iso

MAX_LINE_BYTES = 1024 * 1024
"""A checkpoint with a time stamp has some kilobytes; nothing else comes near."""
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_NAME = re.compile(r"(?![.~-])[^/\\\x00-\x1f\x7f\ud800-\udfff]+\.warc\.gz")
_SLUG = re.compile(r"(?!\.)[^/\\\x00-\x1f\ud800-\udfff]+")
_MOST_NAME_BYTES = 240
"""File systems take 255, and other names are made of these."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Begin:
    """A chain begins."""

    id: str


@dataclass(frozen=True, slots=True)
class Closed:
    """A WARC was closed."""

    name: str
    size_bytes: int
    digest: Digest
    index_digest: Digest | None
    records: int
    root: Digest
    adopted: bool = False
    """It was there before the chain knew of it."""


@dataclass(frozen=True, slots=True)
class Written:
    """A manifest is about to be written, or was found to be as it is."""

    slug: str
    digest: Digest | None
    """None: it was taken out."""
    was: Digest | None = None
    """Of the file that it replaces."""
    adopted: bool = False
    """It was written by somebody else."""


@dataclass(frozen=True, slots=True)
class Noted:
    """A checkpoint was given away."""

    text: str


Event = Begin | Closed | Written | Noted


@dataclass(frozen=True, slots=True)
class Entry:
    """One line."""

    number: int
    previous: Digest | None
    event: Event


def can_be_entered(event: Event) -> bool:
    """Whether an entry of it could be read again: not where a file has a name that none of ours may have."""
    match event:
        case Closed():
            return is_warc_name(event.name)
        case Written():
            return _fits(event.slug, _SLUG)
        case _:
            return True


def is_warc_name(name: str) -> bool:
    """Whether an entry can be of a WARC that is called so."""
    return _fits(name, _NAME)


def encode(number: int, previous: Digest | None, at: datetime, event: Event) -> bytes:
    """The line of an entry, newline included."""
    document = {"n": number, "prev": previous, "at": iso(at), **_plain(event)}
    return json.dumps(document, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"


def decode(line: bytes) -> Entry:
    """Read a line.  Raises ``ValueError`` with what is wrong with it; what it does not know it ignores."""
    try:
        document = json.loads(line)
    except RecursionError as trouble:
        raise ValueError("not an entry: nested too deeply") from trouble
    if not isinstance(document, dict):
        raise ValueError("not an entry: expected a JSON object")
    number = _typed(document, "n", int)
    previous = _digest(document, "prev") if number else None
    return Entry(number, previous, _event(document))


def _plain(event: Event) -> dict[str, Any]:
    adopted = {"adopted": True} if isinstance(event, (Closed, Written)) and event.adopted else {}
    match event:
        case Begin():
            return {"kind": "begin", "version": 1, "id": event.id}
        case Closed():
            about = {"name": event.name, "size": event.size_bytes, "sha256": event.digest}
            more = {"index": event.index_digest, "records": event.records, "root": event.root}
            return {"kind": "warc", **about, **more, **adopted}
        case Written():
            about = {"slug": event.slug, "sha256": event.digest, "was": event.was}
            return {"kind": "manifest", **about, **adopted}
        case Noted():
            return {"kind": "checkpoint", "text": event.text}


def _event(document: Mapping[str, Any]) -> Event:
    kind = document.get("kind")
    adopted = document.get("adopted") is True
    if kind == "begin":
        return Begin(_typed(document, "id", str))
    if kind == "warc":
        return Closed(
            name=_matching(document, "name", _NAME),
            size_bytes=_typed(document, "size", int),
            digest=_required(document, "sha256"),
            index_digest=_digest(document, "index"),
            records=_typed(document, "records", int),
            root=_required(document, "root"),
            adopted=adopted,
        )
    if kind == "manifest":
        slug = _matching(document, "slug", _SLUG)
        return Written(slug, _digest(document, "sha256"), _digest(document, "was"), adopted)
    if kind == "checkpoint":
        return Noted(_typed(document, "text", str))
    raise ValueError(f"an entry of the kind {kind!r}, which is not known here")


def _typed(document: Mapping[str, Any], key: str, kind: type[T]) -> T:
    value = document.get(key)
    if not isinstance(value, kind) or isinstance(value, bool) or (isinstance(value, int) and value < 0):
        raise ValueError(f"{key} is {str(value)[:80]!r}, expected {kind.__name__}")
    return value


def _matching(document: Mapping[str, Any], key: str, pattern: re.Pattern[str]) -> str:
    value = _typed(document, key, str)
    if not _fits(value, pattern):
        raise ValueError(f"{key} is {value[:80]!r}, which no file of ours is called")
    return value


def _fits(value: str, pattern: re.Pattern[str]) -> bool:
    return pattern.fullmatch(value) is not None and len(value.encode()) <= _MOST_NAME_BYTES


def _digest(document: Mapping[str, Any], key: str) -> Digest | None:
    return None if document.get(key) is None else _required(document, key)


def _required(document: Mapping[str, Any], key: str) -> Digest:
    value = _typed(document, key, str)
    if _DIGEST.fullmatch(value) is None:
        raise ValueError(f"{key} is {value[:80]!r}, expected sha256: and 64 hex digits")
    return Digest(value)
