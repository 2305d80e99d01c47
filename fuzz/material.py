"""Where seeds come from: real files from outside where they are at hand, and what the tests make."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

DATA = Path(__file__).resolve().parents[1].parent / "shared" / "data"
_LARGEST_BYTES = 32 * 1024


def real(*suffixes: str, below: str = "", most: int = 60) -> Iterator[bytes]:
    """Real files with these endings, small ones first; none where the folder is not there."""
    paths = (path for path in (DATA / below).rglob("*") if path.name.lower().endswith(suffixes))
    found = sorted((path.stat().st_size, path) for path in paths if path.is_file())
    for size, path in found[:most]:
        if 0 < size <= _LARGEST_BYTES:
            yield path.read_bytes()


@cache
def scratch() -> Path:
    """A folder in memory for readers that want files; gone with the process."""
    shared = Path("/dev/shm")
    holder = tempfile.TemporaryDirectory(prefix="fuzz-", dir=shared if shared.is_dir() else None)
    _HELD.append(holder)
    return Path(holder.name)


_HELD: list[tempfile.TemporaryDirectory[str]] = []


@cache
def own_warc() -> bytes:
    """A small archive of our own: a page with parts, one of them again, and a page that failed."""
    from snapshotter.warc.archive import WarcArchive
    from tests.builders import NoDigests, capture, exchange, failed

    home = scratch() / "own"
    archive = WarcArchive(home, NoDigests())
    archive.append(
        capture(exchange(seed=1), exchange("https://cdn.example/a.js", seed=2, media_type="text/javascript"))
    )
    archive.append(
        capture(exchange("https://api.example/q", seed=3, method="POST", request_body=b'{"q":1}'), seed=4)
    )
    archive.append(failed())
    archive.close()
    return b"".join(path.read_bytes() for path in sorted((home / "warcs").glob("*.warc.gz")))
