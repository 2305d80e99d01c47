"""Our WARC files, read by other programs.

``fastwarc check -p`` is not asked: it takes the payload digest of a revisit for that of its own block.
pywb and cdxj-indexer run as programs of their own, from the folder that SNAPSHOTTER_TEST_PYWB_BIN names
or the search path.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from snapshotter.warc.archive import WarcArchive
from snapshotter.warc.reader import warc_files
from tests.awkward import NOISE, TEXT, awkward_capture, exchanges
from tests.builders import PAGE, NoDigests, capture, exchange, failed

pytestmark = pytest.mark.interop
OWN_KEYS = ("/form?__wb_method=post", "/head?__wb_method=head", "urn:")
"""Where our index keys differ on purpose: no request bodies, HEAD apart from GET, URNs as they are."""


@pytest.fixture(scope="module")
def warc(tmp_path_factory):
    home = tmp_path_factory.mktemp("interop")
    archive = WarcArchive(home, NoDigests())
    archive.append(awkward_capture())
    archive.append(failed())
    archive.append(
        capture(exchange(PAGE, seed=9, body=TEXT), exchange("https://x.example/n", body=NOISE), seed=2)
    )
    archive.close()
    (path,) = warc_files(home)
    return path


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def tool(name):
    """A program that stands beside this Python."""
    path = Path(sys.executable).with_name(name)
    if not path.exists():
        pytest.skip(f"{name} is not installed")
    return str(path)


def other_tool(name):
    found = shutil.which(name, path=os.environ.get("SNAPSHOTTER_TEST_PYWB_BIN") or os.environ["PATH"])
    if found is None:
        pytest.skip(f"{name} is not installed; SNAPSHOTTER_TEST_PYWB_BIN may name the folder it is in")
    return found


def entries(text):
    """Index lines by the offset that they name."""
    found = {}
    for line in text.splitlines():
        key, moment, document = line.split(" ", 2)
        if moment.isdigit():
            fields = json.loads(document)
            found[fields["offset"]] = (key, moment, fields)
    return found


def own_index(warc):
    return entries((warc.parent / "index" / f"{warc.name}.cdxj").read_text())


def test_warcio_check(warc):
    checked = run(tool("warcio"), "check", "-v", str(warc))

    assert (checked.returncode, checked.stderr) == (0, "")
    assert checked.stdout.count("digest pass") == checked.stdout.count("WARC-Record-ID") - 4
    assert checked.stdout.count("digest present but not checked (revisit)") == 4
    assert "no digest" not in checked.stdout


def test_warcio_index(warc):
    indexed = run(tool("warcio"), "index", "-f", "offset,length,warc-type", str(warc))
    lines = [json.loads(line) for line in indexed.stdout.splitlines()]

    assert (indexed.returncode, indexed.stderr) == (0, "")
    assert int(lines[-1]["offset"]) + int(lines[-1]["length"]) == warc.stat().st_size
    assert lines[-1]["warc-type"] == "metadata"


def test_warcio_reads_the_payloads(warc):
    from warcio.archiveiterator import ArchiveIterator

    bodies = {}
    with warc.open("rb") as file:
        for record in ArchiveIterator(file, check_digests="raise"):
            if record.rec_type in ("response", "resource"):
                bodies[record.rec_headers.get_header("WARC-Record-ID")] = record.content_stream().read()
    by_path = {one.url.rpartition("/")[2]: bodies.get(f"<urn:uuid:{one.id}>") for one in exchanges()}

    assert by_path["chunked"] == by_path["gzip"] == by_path["gzip-chunked"] == by_path["truncated"] == TEXT
    assert by_path["noise"] == NOISE
    assert by_path["old"] == b"<html>a: b\nfrom 1991\n\n</html>"
    assert by_path["empty"] == by_path["head"] == b""
    assert (by_path["bytes"], by_path["folded"], by_path["bare-newlines"]) == (b"x", b"y", b"z")


def test_fastwarc_check(warc):
    checked = run(tool("fastwarc"), "check", str(warc))

    assert checked.returncode == 0
    assert "records were verified successfully" in checked.stdout + checked.stderr


def test_fastwarc_verifies_blocks_and_payloads(warc):
    fastwarc = pytest.importorskip("fastwarc")
    seen = {"block": 0, "payload": 0}
    for record in fastwarc.ArchiveIterator(str(warc), parse_http=False):
        assert record.verify_block_digest(), record.record_id
        seen["block"] += 1
    for record in fastwarc.ArchiveIterator(str(warc), record_types=fastwarc.WarcRecordType.response):
        if record.headers["WARC-Target-URI"].endswith("bare-newlines"):
            continue  # FastWARC finds no end of a head with bare line feeds
        assert record.verify_payload_digest(), record.headers["WARC-Target-URI"]
        seen["payload"] += 1
    assert seen["block"] > 50
    assert seen["payload"] > 15


@pytest.mark.parametrize("command", [("cdxj-indexer", "-s", "-p"), ("cdx-indexer", "-s", "-j", "-p")])
def test_other_indexers_agree_with_our_index(warc, command):
    indexed = run(other_tool(command[0]), *command[1:], str(warc))
    theirs, ours = entries(indexed.stdout), own_index(warc)

    assert indexed.returncode == 0
    assert theirs.keys() == ours.keys()
    for offset, (key, moment, fields) in ours.items():
        other_key, other_moment, other = theirs[offset]
        if not any(own in key for own in OWN_KEYS):
            assert key == other_key
        assert moment == other_moment
        for name in ("url", "length", "filename"):
            assert fields[name] == other[name]
        assert fields.get("mime", "unk") == other.get("mime", "unk")
        if "status" in other:
            assert fields["status"] == other["status"]
        if fields.get("status"):
            assert fields["digest"] == other["digest"]
