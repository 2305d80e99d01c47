"""What the check of a large WACZ takes: ``python -m bench.indexes [--captures 1000000]``.

A package with so many small captures and a compressed index with a line for each, every one of which is held
against its record.  Each size is read by a process of its own, whose time and peak memory are printed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from pathlib import Path

from snapshotter.conformance.checking import check
from tests.conformance import records as r
from tests.conformance.packages import line

_BLOCK_LINES = 3000
_MOMENT = "20160310120000"


def write(path: Path, captures: int) -> None:
    """A sound package."""
    lines, sizes = [], 0
    with zipfile.ZipFile(path, "w") as container:
        digest = hashlib.sha256()
        with container.open("archive/data.warc.gz", "w", force_zip64=True) as file:
            for number in range(captures):
                url = f"https://cited.example/{number:09}"
                block = r.http(body=b"%d" % number)
                data = _packed(bytes(r.response(number, block, url)))
                lines.append(_line(number, url, block, sizes, len(data)))
                sizes += len(data)
                file.write(data)
                digest.update(data)
        resources = [_resource("archive/data.warc.gz", digest.hexdigest(), sizes)]
        packed, leads = _blocks(lines)
        listed = json.dumps({"format": "json-pages-1.0", "id": "pages", "title": "All"}).encode() + b"\n"
        listed += json.dumps({"url": "https://cited.example/000000000", "ts": r.MOMENT}).encode() + b"\n"
        for name, data in (
            ("indexes/index.cdx.gz", packed),
            ("indexes/index.idx", leads),
            ("pages/pages.jsonl", listed),
        ):
            container.writestr(name, data)
            resources.append(_resource(name, hashlib.sha256(data).hexdigest(), len(data)))
        about = {"profile": "data-package", "wacz_version": "1.1.1", "resources": resources}
        described = json.dumps(about).encode()
        container.writestr("datapackage.json", described)
        vouching = {"path": "datapackage.json", "hash": r.sha256(described)}
        container.writestr("datapackage-digest.json", json.dumps(vouching))


def _packed(data: bytes) -> bytes:
    deflate = zlib.compressobj(1, wbits=31)
    return deflate.compress(data) + deflate.flush()


def _line(number: int, url: str, block: bytes, offset: int, length: int) -> bytes:
    return line((url, offset, length, block), digits=_MOMENT, key=f"example,cited)/{number:09}")


def _blocks(lines: list[bytes]) -> tuple[bytes, bytes]:
    packed, leads = bytearray(), []
    for start in range(0, len(lines), _BLOCK_LINES):
        data = _packed(b"".join(lines[start : start + _BLOCK_LINES]))
        where = {"offset": len(packed), "length": len(data), "digest": r.sha256(data)}
        leads.append(b" ".join(lines[start].split(b" ", 2)[:2]) + f" {json.dumps(where)}\n".encode())
        packed += data
    return bytes(packed), b"".join(leads)


def _resource(path: str, digest: str, size: int) -> dict[str, object]:
    return {"name": path.rpartition("/")[2], "path": path, "hash": f"sha256:{digest}", "bytes": size}


def read(path: Path) -> None:
    """Check it, and print what that took."""
    began = time.perf_counter()
    report = check(path, path.name)
    took_s = time.perf_counter() - began
    assert report.faults == (), report.faults[:3]
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{report.records:>9} captures  {took_s:7.1f} s  {peak_mb:6.0f} MiB at most", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.indexes", description=__doc__)
    parser.add_argument("--captures", type=int, default=1_000_000)
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.read:
        read(chosen.read)
        return 0
    with tempfile.TemporaryDirectory(prefix="snapshotter-bench-") as folder:
        for captures in (chosen.captures // 100, chosen.captures // 10, chosen.captures):
            path = Path(folder) / f"{captures}.wacz"
            write(path, captures)
            subprocess.run([sys.executable, "-m", "bench.indexes", "--read", str(path)], check=True)
            path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
