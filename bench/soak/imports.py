"""``python -m bench.soak.imports --files N``: the memory of one ``import`` of N files that another program
has written."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from bench import tree
from bench.soak.audits import folders
from bench.soak.watching import MEGABYTE, Run, program, rows, watch
from tests.museum.furniture import document, photo, prose

BAR_MIB = 5.0
"""Growth of Python's own process for every hundred files, over the later half of the run."""
PAGES = 10
_PICTURES = 4
_DATE = "2016-03-{day:02}T12:{minute:02}:00Z"


def write(path: Path, number: int) -> None:
    """A WARC of ten pages with four pictures each, a third of which other files have as well."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for page in range(PAGES):
            date = _DATE.format(day=1 + number % 28, minute=page)
            site = f"http://site-{number}.example"
            pictures = [f"/{page}-{n}.png" for n in range(_PICTURES)]
            body = prose(f"{number} {page}", 20) + "".join(f'<img src="{each}" alt="">' for each in pictures)
            text = document(f"Page {page} of {number}", body).encode()
            _record(writer, f"{site}/{page}.html", "text/html; charset=utf-8", text, date)
            for n, each in enumerate(pictures):
                seed = f"shared {page}" if n == 0 else f"{number} {page} {n}"
                _record(writer, site + each, "image/png", photo.__wrapped__(seed, 120, 80), date)


def _record(writer: WARCWriter, url: str, media_type: str, body: bytes, date: str) -> None:
    fields = [("Content-Type", media_type), ("Content-Length", str(len(body)))]
    head = StatusAndHeaders("200 OK", fields, protocol="HTTP/1.1")
    record = writer.create_warc_record(
        url, "response", payload=io.BytesIO(body), http_headers=head, warc_headers_dict={"WARC-Date": date}
    )
    writer.write_record(record)


def _wrong(run: Run, files: int) -> Iterator[str]:
    if run.code != 0:
        yield f"exit code {run.code}: {(run.home / 'stderr').read_text()[-500:]}"
    if rows(run, "capture") != files * PAGES:
        yield f"{rows(run, 'capture')} captures in the catalogue, not {files * PAGES}"
    grown = run.slope("python_bytes", 100 * PAGES, MEGABYTE)
    if grown > BAR_MIB:
        yield f"memory grew by {grown:.2f} MiB for every 100 files (bar {BAR_MIB:g})"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.soak.imports", description=__doc__)
    parser.add_argument("--files", type=int, default=200)
    chosen = parser.parse_args()
    tree.adopt_orphans()
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    with folders() as run:
        source = run.home / "files"
        source.mkdir()
        for number in range(chosen.files):
            write(source / f"other-{number:04}.warc.gz", number)
        size = sum(path.stat().st_size for path in source.iterdir()) / MEGABYTE
        (run.home / "config.toml").write_text("[archive]\n")
        watch(run, program(run, "import", str(source)), lambda: rows(run, "capture"), 1.0)
        print(f"{chosen.files} files, {size:.0f} MiB: {run.wall_s:.0f} s, CPU {run.cpu_s:.0f} s")
        print("\n".join(run.table(100 * PAGES)))
        wrong = [*_wrong(run, chosen.files), *run.leftovers()]
    print("\n".join(wrong) or "memory flat, nothing left")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
