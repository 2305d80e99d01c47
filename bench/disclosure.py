"""How quickly what is handed out is looked through, and how often something is found.

``python -m bench.disclosure FILE...`` takes pages (also gzipped) and WARC files of gzip members.
"""

from __future__ import annotations

import gzip
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from snapshotter.disclosure.records import Looking
from snapshotter.disclosure.scan import scan

MEGABYTE = 1_000_000


def main(names: list[str]) -> None:
    paths = [path for name in map(Path, names) for path in ([name] if name.is_file() else name.rglob("*"))]
    files = [path for path in paths if path.is_file()]
    warcs = [path for path in files if path.name.endswith(".warc.gz")]
    pages([read for path in files if path not in warcs if (read := plain(path))])
    for path in warcs:
        records(path)


def plain(path: Path) -> bytes:
    data = path.read_bytes()
    return gzip.decompress(data) if path.suffix == ".gz" else data


def pages(texts: Sequence[bytes]) -> None:
    begun = time.process_time()
    hits = [list(scan(text)) for text in texts]
    elapsed_s = time.process_time() - begun
    size = sum(map(len, texts)) / MEGABYTE
    with_hits = sum(map(bool, hits))
    kinds = Counter(hit.code for found in hits for hit in found)
    if size:
        rate = f"{len(texts)} texts, {size:.1f} MB: {size / elapsed_s:.0f} MB/s"
        print(f"{rate}; {with_hits} with finds: {dict(kinds)}")


def records(path: Path) -> None:
    looking = Looking()
    data = path.read_bytes()
    unpacked = len(gzip.decompress(data)) / MEGABYTE
    begun = time.process_time()
    looking.write(data)
    elapsed_s = time.process_time() - begun
    kinds = Counter(found.code for found in looking.found)
    rate = f"{unpacked:.1f} MB of records, {unpacked / elapsed_s:.0f} MB/s, unpacking included"
    print(f"{path.name}: {rate}; {dict(kinds)}")


if __name__ == "__main__":
    main(sys.argv[1:])
