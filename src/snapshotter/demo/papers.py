"""Documents that are not pages: a PDF, and a ZIP of any size that is made while it is sent."""

from __future__ import annotations

import struct
import textwrap
import zlib
from collections.abc import AsyncIterator, Sequence

from snapshotter.demo.artwork import polyline

_BLOCK_BYTES = 65_536
_ZIP_NAME = b"flows-2015.csv"
_DOS_TIME, _DOS_DATE = 0, ((2016 - 1980) << 9) | (3 << 5) | 8
_DESCRIPTOR_FOLLOWS = 0x0008
_ENTRY = "<HHHHHIIIHH"
"""Version, flags, method, time, date, CRC-32, two sizes, two lengths (APPNOTE 4.3.7)."""
_OVERHEAD_BYTES = 30 + 16 + 46 + 22 + 2 * len(_ZIP_NAME)


def pdf(title: str, paragraphs: Sequence[str], curve: Sequence[float]) -> bytes:
    """A one-page A4 PDF 1.4: a heading, paragraphs, and a curve."""
    content = _page_content(title, paragraphs, list(curve)).encode("cp1252")
    resources = "/MediaBox [0 0 595 842] /Resources << /Font << /F1 4 0 R /F2 5 0 R >> >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R {resources} /Contents 6 0 R >>".encode(),
        _font("Times-Roman"),
        _font("Times-Bold"),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Title (%s) >>" % _escaped(title).encode("cp1252"),
    ]
    return _pdf_file(objects)


def _pdf_file(objects: Sequence[bytes]) -> bytes:
    """Numbered objects with their cross-reference table (ISO 32000-1, section 7.5)."""
    data = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\n" % (len(objects) + 1, len(objects))
    return bytes(data + trailer + b"startxref\n%d\n%%%%EOF\n" % start)


def _font(name: str) -> bytes:
    return f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>".encode()


def _page_content(title: str, paragraphs: Sequence[str], curve: list[float]) -> str:
    lines = [f"BT /F2 19 Tf 60 770 Td ({_escaped(title)}) Tj ET"]
    y = 735
    for paragraph in paragraphs:
        for line in textwrap.wrap(paragraph, 86):
            lines.append(f"BT /F1 12 Tf 60 {y} Td ({_escaped(line)}) Tj ET")
            y -= 16
        y -= 10
    lines.append(f"q 1 0 0 1 60 {y - 190} cm 0.7 0.7 0.7 RG 0 0 475 180 re S")
    lines.append(f"0.1 0.4 0.45 RG 1.6 w\n{polyline(curve, 475, 170)}\nQ")
    return "\n".join(lines)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def zip_size(content_bytes: int) -> int:
    """Size of the archive that :func:`zip_stream` makes around that much content."""
    return content_bytes + _OVERHEAD_BYTES


async def zip_stream(content_bytes: int) -> AsyncIterator[bytes]:
    """A valid ZIP with one stored CSV of ``content_bytes`` (below 4 GB), in constant memory.

    Its checksum follows the data (APPNOTE 4.3.9), as it is not known before.
    """
    entry = struct.pack(_ENTRY, 20, _DESCRIPTOR_FOLLOWS, 0, _DOS_TIME, _DOS_DATE, 0, 0, 0, len(_ZIP_NAME), 0)
    yield b"PK\x03\x04" + entry + _ZIP_NAME
    checksum = 0
    for start in range(0, content_bytes, _BLOCK_BYTES):
        block = _rows(start // _BLOCK_BYTES)[: content_bytes - start]
        checksum = zlib.crc32(block, checksum)
        yield block
    sums = struct.pack("<III", checksum, content_bytes, content_bytes)
    yield b"PK\x07\x08" + sums
    yield _directory(sums, content_bytes)


def _directory(sums: bytes, content_bytes: int) -> bytes:
    """Central directory and its end (APPNOTE 4.3.12, 4.3.16)."""
    head = struct.pack("<HHHHHH", 20, 20, _DESCRIPTOR_FOLLOWS, 0, _DOS_TIME, _DOS_DATE)
    tail = struct.pack("<HHHHHII", len(_ZIP_NAME), 0, 0, 0, 0, 0, 0)
    directory = b"PK\x01\x02" + head + sums + tail + _ZIP_NAME
    start = 30 + len(_ZIP_NAME) + content_bytes + 16
    return directory + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(directory), start, 0)


def _rows(block: int) -> bytes:
    """64 KiB of CSV that differ from block to block."""
    row = b"2015-%02d-%02d;block %08d;%06d;north;terminal\n" % (
        block // 28 % 12 + 1,
        block % 28 + 1,
        block,
        block * 7919 % 1_000_000,
    )
    return (row * (_BLOCK_BYTES // len(row) + 1))[:_BLOCK_BYTES]
