"""WACZ files, indexes and lists of pages, written byte by byte."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.conformance import records as r

URLS = ("https://cited.example/a", "https://cited.example/b", "https://other.example/")
DIGITS = "20160310120000"
WARC = "data.warc.gz"
_TIME = (2016, 3, 10, 12, 0, 0)
_KEYS = {
    "https://cited.example/a": "example,cited)/a",
    "https://cited.example/b": "example,cited)/b",
    "https://other.example/": "example,other)/",
    "https://cited.example/page": "example,cited)/page",
}
Edit = Callable[[dict[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Stored:
    """A file of records, and where in it each capture lies."""

    data: bytes
    places: tuple[tuple[str, int, int, bytes], ...]
    """Address, offset, length, and the block of the answer."""


def stored(urls: tuple[str, ...] = URLS, *, plain: bool = False, first: int = 2) -> Stored:
    """A capture of each address, after a warcinfo."""
    pack = bytes if plain else (lambda record: r.member(bytes(record)))
    data, places = pack(r.warcinfo(first - 1)), []
    for number, url in enumerate(urls):
        block = r.http(body=f"<title>{url}</title><p>Words of {url}.</p>".encode())
        answer, request = r.capture(first + 2 * number, url, block)
        written = pack(answer)
        places.append((url, len(data), len(written), block))
        data += written + pack(request)
    return Stored(data, tuple(places))


def line(
    place: tuple[str, int, int, bytes],
    *,
    filename: str = WARC,
    digits: str = DIGITS,
    key: str | None = None,
    edit: Edit | None = None,
    data: bytes = b"",
) -> bytes:
    """A line of CDXJ, as py-wacz writes it."""
    url, offset, length, block = place
    fields: dict[str, Any] = {
        "url": url,
        "mime": "text/html",
        "status": "200",
        "digest": r.sha1(r.payload(block)),
        "length": str(length),
        "offset": str(offset),
        "filename": filename,
    }
    if data:
        fields["recordDigest"] = r.sha256(data[offset : offset + length])
    if edit is not None:
        edit(fields)
    return f"{_KEYS[url] if key is None else key} {digits} {json.dumps(fields)}\n".encode()


def cdxj(of: Stored | None = None, *, edit: Edit | None = None, which: int = 0, **changes: Any) -> bytes:
    """The index of a file; one line of it changed."""
    of = of or stored()
    return b"".join(
        line(place, edit=edit, **changes) if number == which else line(place)
        for number, place in enumerate(of.places)
    )


def cdx(of: Stored | None = None, letters: str = "N b a m s k r M S V g", edit: Edit | None = None) -> bytes:
    """A CDX of nine or eleven fields."""
    of = of or stored()
    lines = [f" CDX {letters}\n"]
    for url, offset, length, block in of.places:
        cells = {"N": _KEYS[url], "b": DIGITS, "a": url, "m": "text/html", "s": "200", "r": "-", "M": "-"}
        cells |= {"k": r.sha1(r.payload(block))[5:], "S": str(length), "V": str(offset), "g": WARC}
        if edit is not None:
            edit(cells)
            edit = None
        lines.append(" ".join(cells[letter] for letter in letters.split()) + "\n")
    return "".join(lines).encode()


def zipnum(lines: bytes, block_lines: int = 2, filename: str = "index.cdx.gz") -> tuple[bytes, bytes]:
    """A compressed index and the ``.idx`` that leads into it."""
    each = lines.splitlines(keepends=True)
    packed, leads = b"", [f'!meta 0 {{"format": "cdxj-gzip-1.0", "filename": "{filename}"}}\n'.encode()]
    for start in range(0, len(each), block_lines):
        data = r.member(b"".join(each[start : start + block_lines]))
        where = {"offset": len(packed), "length": len(data), "digest": r.sha256(data)}
        leads.append(b" ".join(each[start].split(b" ", 2)[:2]) + f" {json.dumps(where)}\n".encode())
        packed += data
    return packed, b"".join(leads)


HEADER = {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}


def pages(urls: tuple[str, ...] = URLS[:1], *, header: Any = HEADER, edit: Edit | None = None) -> bytes:
    """A list of pages; the first of them changed."""
    lines = [header] if header is not None else []
    for number, url in enumerate(urls):
        page: dict[str, Any] = {"id": f"p{number}", "url": url, "ts": r.MOMENT, "title": f"Page {number}"}
        if edit is not None and not number:
            edit(page)
        lines.append(page)
    return b"".join(json.dumps(each).encode() + b"\n" for each in lines)


@dataclass(slots=True)
class Wacz:
    """A package before it is written."""

    files: dict[str, bytes] = field(default_factory=dict)
    stored: set[str] = field(default_factory=set)
    package: dict[str, Any] = field(default_factory=dict)
    digest: dict[str, Any] | None = field(default_factory=dict)
    unlisted: set[str] = field(default_factory=set)
    """Files that ``datapackage.json`` does not list."""
    resource: Edit | None = None
    """Changes the first resource."""
    datapackage: bytes | None = None
    """In place of what would be written."""
    comment: bytes = b""

    def describe(self) -> bytes:
        resources = [
            {"name": path.rpartition("/")[2], "path": path, "hash": r.sha256(data), "bytes": len(data)}
            for path, data in self.files.items()
            if path not in self.unlisted
        ]
        if self.resource is not None:
            self.resource(resources[0])
        about = {
            "profile": "data-package",
            "wacz_version": "1.1.1",
            "title": "A package",
            "created": r.MOMENT,
            "software": "a tool 1.0",
            "resources": resources,
        }
        about |= self.package
        return json.dumps({name: value for name, value in about.items() if value is not None}).encode()

    def __bytes__(self) -> bytes:
        described = self.describe() if self.datapackage is None else self.datapackage
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as container:
            for path, data in self.files.items():
                _write(container, path, data, packed=path not in self.stored)
            if described:
                _write(container, "datapackage.json", described)
            if self.digest is not None:
                vouching = {"path": "datapackage.json", "hash": r.sha256(described)} | self.digest
                _write(container, "datapackage-digest.json", json.dumps(vouching).encode())
            container.comment = self.comment
        return target.getvalue()


def _write(container: zipfile.ZipFile, path: str, data: bytes, *, packed: bool = True) -> None:
    info = zipfile.ZipInfo(path, _TIME)
    info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    info.external_attr = 0o644 << 16
    info.create_system = 3
    container.writestr(info, data)


def wacz(of: Stored | None = None, *, index: bytes | None = None, listed: bytes | None = None) -> Wacz:
    """A whole package: one file of records, its index, a list of pages."""
    of = of or stored()
    files = {
        f"archive/{WARC}": of.data,
        "indexes/index.cdx": cdxj(of) if index is None else index,
        "pages/pages.jsonl": pages() if listed is None else listed,
    }
    return Wacz(files, {f"archive/{WARC}"})


def with_blocks(lines: bytes | None = None) -> Wacz:
    """With a compressed index."""
    packed, leads = zipnum(cdxj() if lines is None else lines)
    made = wacz()
    del made.files["indexes/index.cdx"]
    made.files |= {"indexes/index.cdx.gz": packed, "indexes/index.idx": leads}
    made.stored.add("indexes/index.cdx.gz")
    return made


def signed(made: Wacz, *, honest: bool = True) -> Wacz:
    """Signed without a name, as wacz-auth 0.1.0 has it; the key is the same whenever it is made."""
    key = ec.derive_private_key(int.from_bytes(hashlib.sha384(b"a key").digest(), "big") >> 8, ec.SECP384R1())
    label = r.sha256(made.describe())
    said = label if honest else r.sha256(b"another")
    pair = decode_dss_signature(key.sign(said.encode(), ec.ECDSA(SHA256(), deterministic_signing=True)))
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    made.digest = {
        "signedData": {
            "hash": label,
            "created": r.MOMENT,
            "software": "a tool 1.0",
            "version": "0.1.0",
            "signature": base64.b64encode(b"".join(one.to_bytes(48, "big") for one in pair)).decode(),
            "publicKey": base64.b64encode(public).decode(),
        }
    }
    return made


def entry_at(data: bytes, name: str) -> int:
    """Where the header before a file is."""
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        return container.getinfo(name).header_offset


def directory_at(data: bytes, name: str) -> int:
    """Where the directory speaks of a file."""
    for match in re.finditer(rb"PK\x01\x02", data):
        at = match.start()
        size = struct.unpack_from("<H", data, at + 28)[0]
        if data[at + 46 : at + 46 + size] == name.encode():
            return at
    raise KeyError(name)


def patched(data: bytes, at: int, new: bytes) -> bytes:
    return data[:at] + new + data[at + len(new) :]


def renamed(data: bytes, old: str, new: str) -> bytes:
    """Another name of the same length, in the directory and at the file."""
    assert len(old) == len(new)
    return data.replace(old.encode(), new.encode())


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Any ZIP."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as container:
        for path, data in files.items():
            _write(container, path, data)
    return target.getvalue()


def streamed(made: Wacz) -> bytes:
    """Written without going back: sizes and CRC-32 stand behind each file (APPNOTE, 4.3.9)."""

    class Forward(io.RawIOBase):
        def __init__(self) -> None:
            self.data = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data: Any, /) -> int:
            self.data += data
            return len(data)

    target = Forward()
    with zipfile.ZipFile(target, "w") as container:  # type: ignore[type-var]
        described = made.describe()
        for path, data in made.files.items():
            _write(container, path, data, packed=path not in made.stored)
        _write(container, "datapackage.json", described)
        vouching = {"path": "datapackage.json", "hash": r.sha256(described)}
        _write(container, "datapackage-digest.json", json.dumps(vouching).encode())
    return bytes(target.data)


def bomb() -> bytes:
    """A package whose list of pages is 280 MB of spaces."""
    made = wacz()
    size, piece = 280_000_000, b" " * 1_000_000
    body = r.repeated(piece, size // len(piece)) + r.DEFLATE_END
    crc = 0
    for _ in range(size // len(piece)):
        crc = zlib.crc32(piece, crc)
    whole = bytes(made)
    name = b"pages/extraPages.jsonl"
    at = struct.unpack_from("<L", whole, len(whole) - 6)[0]
    local = (
        struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 18538, crc, len(body), size, len(name), 0) + name
    )
    central = (
        struct.pack(
            "<4s6H3L5H2L",
            b"PK\x01\x02",
            20,
            20,
            0,
            8,
            0,
            18538,
            crc,
            len(body),
            size,
            len(name),
            0,
            0,
            0,
            0,
            0,
            at,
        )
        + name
    )
    directory = whole[at : len(whole) - 22] + central
    count = struct.unpack_from("<H", whole, len(whole) - 12)[0] + 1
    end = struct.pack(
        "<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(directory), at + len(local) + len(body), 0
    )
    return whole[:at] + local + body + directory + end
