"""WARC and ARC files, our own and of other tools: :mod:`snapshotter.warc`, :mod:`snapshotter.conformance`."""

from __future__ import annotations

import gzip
import io
import shutil
from collections.abc import Iterator
from contextlib import suppress
from random import Random

from fuzz.material import own_warc, real, scratch
from fuzz.mutations import members, record_mutated, swollen, through_gzip
from fuzz.target import Target

_WORDS = (
    b"WARC/1.1\r\n", b"WARC/1.0\r\n", b"WARC-Type: response\r\n", b"WARC-Type: revisit\r\n", b"WARC-Type: metadata",
    b"Content-Length: ", b"WARC-Target-URI: <http://a/>", b"WARC-Record-ID: <urn:uuid:", b"WARC-Segment-Number: 2",
    b"WARC-Concurrent-To: ", b"WARC-Refers-To: ", b"WARC-Page-ID: ", b"WARC-Truncated: length", b"sha1:", b"sha256:",
    b"WARC-Date: 2016", b"application/http; msgtype=response", b"filedesc://x 0.0.0.0 20160101000000 text/plain 1",
    b"http://a/ 1.2.3.4 20160101000000 text/html 10\n", b"HTTP/1.1 200 OK\r\n", b"\r\n\r\n", b"\x1f\x8b\x08",
    b"\x28\xb5\x2f\xfd", b"urn:pageinfo:", b"Transfer-Encoding: chunked", b"Content-Encoding: br",
)  # fmt: skip
_MOST_BYTES = 1 << 20


def read_foreign(data: bytes) -> int:
    """Every way in which a file of another tool is read; nothing of it may be raised."""
    from snapshotter.conformance import checking
    from snapshotter.warc.containers import visits_in
    from snapshotter.warc.streamed import records

    found = list(records(io.BytesIO(data), lambda header: 4096))
    assert len(found) <= 2 * len(data) + 10_000, "more was found than is there"
    path = scratch() / "foreign.warc.gz"
    path.write_bytes(data)
    told = list(visits_in(path))
    report = checking.check(path, "foreign.warc.gz")
    return sum(len(repr(each)) for each in (*report.faults, *told)) // 8


def read_own(data: bytes) -> int:
    """A file in an archive home as the next run, a replay, and ``verify`` read it."""
    from snapshotter.errors import CorruptRecord
    from snapshotter.model.capture import StoredCapture
    from snapshotter.warc import fixity, reader, recovery
    from snapshotter.warc.exchanges import material_of

    home = scratch() / "home"
    shutil.rmtree(home, ignore_errors=True)
    path = home / "warcs" / "snapshotter-20260301123045-0badcafe-00000.warc.gz"
    path.parent.mkdir(parents=True)
    path.with_name(path.name + ".open").write_bytes(data)
    recovery.recover(home)
    size = 0
    if not path.exists():
        path.write_bytes(data)
        recovery.reindex_file(path)
    placed, faults = fixity.places(path)
    size += len(faults) + sum(1 for _ in fixity.check_index(path, placed))
    for offset in placed:
        with suppress(CorruptRecord):
            size += len(reader.read_record(path, offset).block_bytes())
    with suppress(CorruptRecord):
        for stored in reader.stored_in(path):
            if isinstance(stored, StoredCapture):
                for exchange in material_of(home, stored, _Nothing()).exchanges:
                    with suppress(CorruptRecord):
                        size += sum(map(len, exchange.body.chunks())) if exchange.body is not None else 0
    return size


class _Nothing:
    """A digest index that knows nothing."""

    def locate(self, payload_digest: object) -> None:
        return None


def read_record(data: bytes) -> int:
    """One record at the start of a file, whatever it is."""
    from snapshotter.warc import reader

    path = scratch() / "record.warc"
    path.write_bytes(data)
    return len(reader.read_record(path, 0).block_bytes())


def _foreign() -> Iterator[bytes]:
    yield from real(".warc", ".warc.gz", ".arc", ".arc.gz", ".open", ".bad", below="warc")
    yield from (
        b"".join(found) for data in real(".warc.gz", below="warc", most=8) if (found := members(data))
    )
    yield own_warc()


def _single() -> Iterator[bytes]:
    for data in (*real(".warc", ".warc.gz", ".arc", below="warc", most=12), own_warc()):
        yield from (gzip.compress(each, 1, mtime=0) for each in (members(data) or [])[:8])
        if members(data) is None:
            yield data[:4096]


def _mutate(data: bytes, source: Random) -> bytes:
    return through_gzip(data, lambda content: record_mutated(content, source, _WORDS), source)


def _swell(data: bytes, source: Random) -> bytes:
    if source.random() < 0.4:
        return swollen(data, source, _MOST_BYTES)
    return through_gzip(data, lambda content: swollen(content, source, _MOST_BYTES), source)


def targets() -> Iterator[Target]:
    shared = {"group": "warc", "mutate": _mutate, "swell": _swell, "words": _WORDS}
    watched = ("warc", "conformance", "digests", "timestamps")
    yield Target(
        name="warc-foreign", watched=watched, read=read_foreign, seeds=_foreign, allowed=(), **shared
    )
    yield Target(
        name="warc-own", watched=("warc",), read=read_own, seeds=lambda: [own_warc()], allowed=(), **shared
    )
    yield Target(name="warc-record", watched=("warc",), read=read_record, seeds=_single, **shared)
