"""WACZ, WARC and HAR files as they are imported: :mod:`snapshotter.imports`, :mod:`snapshotter.wacz`."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from random import Random

from fuzz.material import own_warc, real, scratch
from fuzz.mutations import (
    json_mutated,
    mutated,
    packed,
    record_mutated,
    set_right,
    swollen,
    through_gzip,
    through_zip,
)
from fuzz.target import Target

_WATCHED = ("imports", "wacz", "conformance", "warc", "workflows/unrendered", "capture/gaps")
_WORDS = (
    b'"url": "',
    b'"ts": "',
    b"archive/data.warc.gz",
    b"pages/pages.jsonl",
    b"datapackage.json",
    b"sha256:",
    b"..",
)
_HAR_WORDS = (
    b'"entries":',
    b'"log":',
    b'"startedDateTime":',
    b'"base64"',
    b'"encoding":',
    b'"_webSocketMessages":',
    b'"status":',
)


def read_import(data: bytes) -> int:
    """An import up to what would be stored: damage is a loss, and nothing is raised."""
    from snapshotter.imports.reading import Means, read
    from snapshotter.workflows.unrendered import links_in

    folder = scratch() / "blocks"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    path = scratch() / "foreign.bin"
    path.write_bytes(data)
    size = 0
    with read(path, Means(folder, links_in), lambda count: None) as contents:
        for capture in contents.captures:
            size += sum(_size(exchange) for exchange in capture.exchanges)
            size += sum(sum(map(len, artefact.body.chunks())) for artefact in capture.artefacts)
    left = [each.name for each in folder.iterdir()]
    assert not left, f"left behind: {left}"
    return size


def _size(exchange: object) -> int:
    messages = (exchange.request, exchange.response)  # type: ignore[attr-defined]
    return sum(len(each.head) + sum(map(len, each.body.chunks())) for each in messages if each is not None)


def read_wacz(data: bytes) -> int:
    """As an import, and as ``verify`` reads it."""
    from snapshotter.conformance import checking

    size = read_import(data)
    path = scratch() / "foreign.bin"
    report = checking.check(path, "foreign.wacz")
    return size + sum(len(each.message) for each in report.faults)


def _wacz() -> Iterator[bytes]:
    yield from real(".wacz", below="warc")
    pages = b'{"format": "json-pages-1.0", "id": "pages", "title": "All"}\n'
    pages += b'{"id": "1", "url": "https://cited.example/article?b=1&a=2", "ts": "2026-03-01T12:30:45Z", "title": "T"}\n'
    package = json.dumps(
        {"profile": "data-package", "wacz_version": "1.1.1", "resources": [], "software": "x"}
    )
    index = b'com,example)/ 20260301123045 {"url": "https://example.com/", "filename": "data.warc.gz", "offset": "0"}\n'
    yield packed(
        [
            ("archive/data.warc.gz", own_warc()),
            ("indexes/index.cdxj", index),
            ("pages/pages.jsonl", pages),
            ("datapackage.json", package.encode()),
            ("datapackage-digest.json", b'{"path": "datapackage.json", "hash": "sha256:00"}'),
        ]
    )


def _har() -> Iterator[bytes]:
    yield from real(".har", below="har")
    entry = {
        "startedDateTime": "2020-05-01T12:00:00.123+02:00",
        "pageref": "page_1",
        "time": 12.5,
        "request": {"method": "POST", "url": "https://cited.example/a", "httpVersion": "h2", "headersSize": -1,
                    "headers": [{"name": "Accept", "value": "*/*"}], "bodySize": 3,
                    "postData": {"mimeType": "text/plain", "text": "abc"}},
        "response": {"status": 200, "statusText": "OK", "httpVersion": "HTTP/1.1", "redirectURL": "",
                     "headers": [{"name": "Content-Type", "value": "text/html; charset=x"}],
                     "content": {"size": 9, "mimeType": "text/html", "text": "PHA+aGk8L3A+", "encoding": "base64"}},
        "serverIPAddress": "[2001:db8::1]",
        "_resourceType": "document",
    }  # fmt: skip
    page = {"id": "page_1", "startedDateTime": "2020-05-01T12:00:00Z", "title": "https://cited.example/a"}
    log = {"version": "1.2", "creator": {"name": "x", "version": "1"}, "pages": [page], "entries": [entry]}
    yield json.dumps({"log": log}).encode()
    script = entry | {"request": entry["request"] | {"method": "GET", "url": "https://cdn.example/a.js"}}
    yield json.dumps({"log": log | {"entries": [entry, script], "pages": []}}).encode()


def _mutate_wacz(data: bytes, source: Random) -> bytes:
    return through_zip(data, lambda name, content: _entry_mutated(name, content, source), source)


def _entry_mutated(name: str, content: bytes, source: Random) -> bytes:
    if name.endswith((".warc.gz", ".cdx.gz")):
        return through_gzip(content, lambda each: record_mutated(each, source, _WORDS), source)
    if name.endswith(".json"):
        return json_mutated(content, source)
    if name.endswith(("jsonl", ".cdxj", ".idx")) and content and source.random() < 0.6:
        lines = content.splitlines()
        at = source.randrange(len(lines))
        start, gap, rest = lines[at].partition(b"{")
        lines[at] = start + json_mutated(gap + rest, source)
        return b"\n".join(lines)
    return mutated(content, source, _WORDS)


def _swell_wacz(data: bytes, source: Random) -> bytes:
    def swell(name: str, content: bytes) -> bytes:
        if name.endswith(".gz"):
            return through_gzip(content, lambda each: set_right(swollen(each, source)), source)
        return swollen(content, source)

    return through_zip(data, swell, source)


def _swell_json(data: bytes, source: Random) -> bytes:
    """Long strings, or many entries."""
    return swollen(data, source) if source.random() < 0.3 else json_swollen(data, source)


def json_swollen(data: bytes, source: Random) -> bytes:
    """With one string made long, or one list with its items many times over."""
    from fuzz.mutations import places

    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return swollen(data, source)
    found = [
        (holder, key)
        for holder, key in places(document)
        if isinstance(holder[key], str | list) and holder[key]
    ]
    if not found:
        return swollen(data, source)
    holder, key = source.choice(found)
    value = holder[key]
    if isinstance(value, str):
        text = swollen(value.encode("utf-8", "surrogatepass"), source, 200_000)
        holder[key] = text.decode("utf-8", "replace")
    else:
        holder[key] = (value * 2000)[:2000]
    return json.dumps(document).encode()


def targets() -> Iterator[Target]:
    yield Target(
        name="wacz", group="wacz", watched=_WATCHED, read=read_wacz, seeds=_wacz, mutate=_mutate_wacz,
        swell=_swell_wacz, allowed=(), words=_WORDS, max_bytes=64 * 1024,
    )  # fmt: skip
    from fuzz import warc

    yield Target(
        name="import-warc", group="wacz", watched=_WATCHED, read=read_import, seeds=warc._foreign,
        mutate=warc._mutate, swell=warc._swell, allowed=(), words=warc._WORDS,
    )  # fmt: skip
    yield Target(
        name="har", group="wacz", watched=_WATCHED, read=read_import, seeds=_har, mutate=json_mutated,
        swell=_swell_json, allowed=(), words=_HAR_WORDS,
    )  # fmt: skip
