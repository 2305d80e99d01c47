"""TimeMaps as files, to be published beside WACZ files (RFC 7089; JSON lines as pywb serves them)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import quote

from snapshotter.timestamps import digits14
from snapshotter.urls import Url, surt

INDEX = "timemap/index.json"
MAX_NAME_LENGTH = 200
"""File systems take 255 bytes; room is left for an ending."""


@dataclass(frozen=True, slots=True)
class Memento:
    """One snapshot of an address."""

    moment: datetime
    address: str
    """URI-M."""
    status: int | None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class TimeMap:
    """All mementos of one address, oldest first."""

    original: Url
    mementos: tuple[Memento, ...]


def link_format(timemap: TimeMap, address: str) -> bytes:
    """``application/link-format`` (RFC 7089, section 5), with the address at which it is published."""
    first, last = timemap.mementos[0].moment, timemap.mementos[-1].moment
    bounds = f'from="{_http_date(first)}"; until="{_http_date(last)}"'
    lines = [
        f'<{_safe(timemap.original)}>; rel="original"',
        f'<{_safe(address)}>; rel="self"; type="application/link-format"; {bounds}',
        *_memento_links(timemap.mementos),
    ]
    return (",\n".join(lines) + "\n").encode()


def json_lines(timemap: TimeMap) -> bytes:
    """One JSON object a memento."""
    documents = (
        {
            "urlkey": surt(timemap.original),
            "timestamp": digits14(memento.moment),
            "url": timemap.original,
            "status": str(memento.status) if memento.status is not None else "-",
            "title": memento.title,
            "memento": memento.address,
        }
        for memento in timemap.mementos
    )
    return b"".join(json.dumps(document).encode() + b"\n" for document in documents)


def files(timemaps: Iterable[TimeMap], base: str) -> dict[str, bytes]:
    """All files by their paths below ``base``, the public address of their folder; an index says which
    file is of which address."""
    found: dict[str, bytes] = {}
    index: dict[str, dict[str, str]] = {}
    for timemap in timemaps:
        name = file_name(timemap.original)
        paths = {"link": f"timemap/link/{name}.link", "json": f"timemap/json/{name}.json"}
        found[paths["link"]] = link_format(timemap, f"{base}/{quote(paths['link'])}")
        found[paths["json"]] = json_lines(timemap)
        index[timemap.original] = paths
    found[INDEX] = json.dumps({"schema_version": 1, "timemaps": index}, indent=2).encode() + b"\n"
    return found


def file_name(original: Url) -> str:
    """An address as a file name: percent-encoded, and cut where it is too long, with a digest for the rest.

    Addresses as paths would not do: ``/a`` would be a file and a folder, and servers read ``?`` and ``//``.
    """
    name = quote(original, safe="")
    if len(name) <= MAX_NAME_LENGTH:
        return name
    return f"{name[:MAX_NAME_LENGTH]}-{hashlib.sha256(original.encode()).hexdigest()[:16]}"


def _memento_links(mementos: Sequence[Memento]) -> Iterable[str]:
    last = len(mementos) - 1
    for number, memento in enumerate(mementos):
        relations = [*(["first"] if number == 0 else []), *(["last"] if number == last else []), "memento"]
        moment = _http_date(memento.moment)
        yield f'<{_safe(memento.address)}>; rel="{" ".join(relations)}"; datetime="{moment}"'


def _http_date(moment: datetime) -> str:
    return format_datetime(moment.replace(microsecond=0), usegmt=True)


def _safe(address: str) -> str:
    """What ends a link, or a line, is escaped."""
    return quote(address, safe="!#$%&'()*+,/:;=?@[]~-._")
