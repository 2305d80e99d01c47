"""Files of other tools: which of them keep to the standard, each looked at by hand.

What is healthy in the eyes of the tools that write and read it is no error here; what is broken is one, and
for the reason that is written here.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from snapshotter.conformance.checking import check
from tests.conformance import records as r

DATA = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "warc"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the files of other tools are not here")

GOWARC, WARCIO, WARCIO_JS = "gowarc/testdata/warcs", "warcio/test/data", "warcio.js/test/data"
BROKEN = {
    # the length of a block is -1 or abc, and a date has 18 digits of which the last four mean nothing
    "cdxj-indexer/test/data/bad.arc": "arc.header",
    f"{WARCIO}/bad.arc": "arc.header",
    # heads of responses were edited by hand, and the digests left
    "cdxj-indexer/test/data/example.warc.gz": "record.digest",
    # a payload is digested that is not there, and no truncation is told
    "cdxj-indexer/test/data/missing-http.warc.gz": "record.payload-digest",
    # made to be salvaged: words in the place of members, or one member for all records
    f"{GOWARC}/corrupted-mid-record.warc.gz.open": "record.damaged",
    f"{GOWARC}/corrupted-trailing-bytes.warc.gz.open": "record.damaged",
    f"{GOWARC}/empty.warc.gz.open": "file.empty",
    f"{GOWARC}/good.warc.gz.open": "file.members",
    f"{GOWARC}/skip-non-open.warc.gz": "file.members",
    # lengths that are not those of the blocks
    f"{WARCIO_JS}/example-bad-length.warc": "record.length",
    f"{WARCIO}/example-trunc.warc": "record.length",
    f"{WARCIO}/example-wrong-chunks.warc.gz": "record.length",
    f"{WARCIO}/example-space-in-url.arc": "record.torn",
    # one member for all records; digests that do not hold; one record four times
    f"{WARCIO}/example-bad-non-chunked.warc.gz": "file.members",
    f"{WARCIO}/example-bad.warc.gz.bad": "file.members",
    f"{WARCIO}/example-digest.warc": "record.payload-digest",
}


def files():
    names = sorted(path for path in DATA.rglob("*") if ".warc" in path.name or ".arc" in path.name)
    return [str(path.relative_to(DATA)) for path in names if path.is_file()]


@pytest.mark.parametrize("name", files() if DATA.is_dir() else [])
def test_the_verdict_is_right(name):
    report = check(DATA / name, name)
    errors = {fault.code for fault in report.faults if fault.severity == "error"}
    if name in BROKEN:
        assert BROKEN[name] in errors
    else:
        assert errors == set()
        assert report.records


def test_every_broken_file_is_there():
    assert set(BROKEN) <= set(files())


@pytest.mark.interop
def test_what_wget_writes_is_healthy(tmp_path):
    """With its log and arguments as resources, as it does of itself."""
    wget = shutil.which("wget")
    if wget is None:
        pytest.skip("wget is not installed")
    page = tmp_path / "page.html"
    page.write_bytes(r.HTML)
    from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
    from threading import Thread

    class Handler(SimpleHTTPRequestHandler):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, directory=str(tmp_path), **kwargs)

        def log_message(self, *args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        address = f"http://127.0.0.1:{server.server_address[1]}"
        command = [wget, "-q", "--no-proxy", "-r", "-l1", "-P", str(tmp_path / "got"), "--warc-cdx"]
        command += [f"--warc-file={tmp_path / 'it'}", f"{address}/page.html", f"{address}/absent"]
        subprocess.run(command, check=False, timeout=60)
        server.shutdown()
    report = check(tmp_path / "it.warc.gz", "it.warc.gz")
    assert report.records >= 6
    assert [fault for fault in report.faults if fault.severity == "error"] == []
