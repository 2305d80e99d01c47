"""Files as other tools write them, and what the import makes of them."""

from __future__ import annotations

import asyncio
import gzip
import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path

from snapshotter.catalogue import open_catalogue
from snapshotter.model.capture import StoredCapture
from snapshotter.model.replay import RecordedExchange, ReplayMaterial
from snapshotter.settings import Settings
from snapshotter.warc.exchanges import material_of
from snapshotter.warc.reader import page_info
from snapshotter.wiring.stores import sources
from snapshotter.wiring.transfer_in import import_files
from snapshotter.workflows.import_archives import ImportedFile

DEADLINE_S = 60
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8


def record(kind: str, uri: str, block: bytes, *fields: str, id: str = "", date: str = "2020-05-01T12:00:00Z"):
    names = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: <urn:uuid:{id or kind + ' ' + uri}>",
        f"WARC-Target-URI: {uri}",
        f"WARC-Date: {date}",
    ]
    if not any(field.startswith("Content-Type") for field in fields):
        names.append(f"Content-Type: application/http; msgtype={kind}")
    header = "\r\n".join([*names, *fields, f"Content-Length: {len(block)}", "", ""]).encode()
    return header + block + b"\r\n\r\n"


def answer(
    uri: str,
    body: bytes = b"<title>A page</title><p>Words of a page, enough of them to be read as one.</p>",
    media_type: str = "text/html",
    *fields: str,
    status: str = "200 OK",
    id: str = "",
    date: str = "2020-05-01T12:00:00Z",
    warc: tuple[str, ...] = (),
):
    head = "\r\n".join([f"HTTP/1.1 {status}", f"Content-Type: {media_type}", *fields, "", ""]).encode()
    return record("response", uri, head + body, *warc, id=id, date=date)


def question(
    uri: str,
    *fields: str,
    id: str = "",
    method: str = "GET",
    date: str = "2020-05-01T12:00:00Z",
    body: bytes = b"",
):
    head = "\r\n".join([f"{method} / HTTP/1.1", "Host: a.example", *fields, "", ""]).encode()
    to = f"WARC-Concurrent-To: <urn:uuid:{id or 'response ' + uri}>"
    return record("request", uri, head + body, to, id=f"request of {id or uri}", date=date)


def wacz(parts: dict[str, bytes], pages: list[dict] | None = None, **options) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", **options) as container:
        for name, data in parts.items():
            container.writestr(name, data)
        package = {"profile": "data-package", "software": "packer 1.0", "resources": []}
        if "datapackage.json" not in parts:
            container.writestr("datapackage.json", json.dumps(package))
        if pages is not None:
            lines = [{"format": "json-pages-1.0", "id": "pages"}, *pages]
            container.writestr("pages/pages.jsonl", "\n".join(map(json.dumps, lines)))
    return stream.getvalue()


def per_record(*records: bytes) -> bytes:
    return b"".join(map(gzip.compress, records))


@dataclass(frozen=True)
class Home:
    """An archive home that files are imported into."""

    path: Path

    def take(self, data: bytes, name: str = "foreign.warc", *, attach: bool = True) -> ImportedFile:
        file = self.path.parent / name
        file.write_bytes(data)
        (imported,) = self.take_file(file, attach=attach)
        return imported

    def take_file(self, *files: Path, attach: bool = True) -> tuple[ImportedFile, ...]:
        work = import_files(
            files,
            home=self.path,
            settings=Settings(),
            attach=attach,
            watch=lambda event: None,
            progress=lambda file, done, size: None,
        )
        return asyncio.run(asyncio.wait_for(work, DEADLINE_S))

    def captures(self) -> list[StoredCapture]:
        catalogue = open_catalogue(self.path, None, sources=sources())
        try:
            return list(catalogue.captures())
        finally:
            catalogue.close()

    def only(self) -> StoredCapture:
        (capture,) = self.captures()
        return capture

    def material(self, capture: StoredCapture) -> ReplayMaterial:
        catalogue = open_catalogue(self.path, None, sources=sources())
        try:
            return material_of(self.path, capture, catalogue)
        finally:
            catalogue.close()

    def bodies(self, capture: StoredCapture) -> dict[str, bytes]:
        catalogue = open_catalogue(self.path, None, sources=sources())
        try:
            found = material_of(self.path, capture, catalogue).exchanges
            return {each.url: body_of(each) for each in found}
        finally:
            catalogue.close()

    def info(self, capture: StoredCapture) -> dict:
        return page_info(self.path, capture.page_info)

    def urls(self) -> dict[str, set[str]]:
        """The addresses of each capture's exchanges, by the capture's own."""
        return {each.url: {one.url for one in self.material(each).exchanges} for each in self.captures()}


def body_of(exchange: RecordedExchange) -> bytes:
    return b"".join(exchange.body.chunks())


def findings(info: dict) -> list[str]:
    return [each["code"] for each in info["findings"]]
