"""Lost pages out of a pywb archive, and out of another archive of this program."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from snapshotter.catalogue import open_catalogue
from snapshotter.model.capture import Outcome, Reason
from snapshotter.model.verdict import Verdict
from snapshotter.warc import bodies
from snapshotter.warc.reader import read_record, read_whole, warc_path
from snapshotter.wiring.stores import sources
from tests.builders import capture, exchange, response_head
from tests.interop.programs import PYWB, program, serving_pywb
from tests.library import cited, library, snapshot
from tests.unit.rescue.test_search import GOOD, QUOTE, SOFT_404, WITHOUT, article

pytestmark = pytest.mark.interop
PAGE, MOVED, NEVER = (
    "https://cited.example/a?b=1,2",
    "https://cited.example/old",
    "https://cited.example/never",
)
PICTURE = "https://cited.example/p.png"
PNG = b"\x89PNG that nobody draws"
CODED = gzip.compress(article(QUOTE, head="<img src=/p.png>"), mtime=0)
CODED_HEAD = response_head("200 OK", "Content-Encoding: gzip", f"Content-Length: {len(CODED)}")


def at(year, month=3, day=10):
    return datetime(year, month, day, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """An archive home with what the web once was."""
    home = tmp_path_factory.mktemp("then")
    made = library(home)
    picture = exchange(
        PICTURE,
        seed="p",
        body=PNG,
        media_type="image/png",
        head=response_head(media_type="image/png"),
        at=at(2017),
    )
    made.page(PAGE, seed=1, at=at(2014), body=GOOD)
    made.page(PAGE, seed=2, at=at(2016, 3, 9), body=WITHOUT)
    main = exchange(PAGE, seed=3, head=CODED_HEAD, body=CODED, at=at(2017))
    made.keep(capture(main, picture, seed=3, url=PAGE, artefacts=()))
    made.page(PAGE, seed=4, at=at(2019), body=SOFT_404)
    moved = response_head("301 Moved Permanently", f"Location: {PAGE}", media_type=None)
    redirect = exchange(MOVED, seed=5, head=moved, body=b"", status=301, at=at(2017), location=PAGE)
    made.keep(capture(redirect, seed=5, url=MOVED, artefacts=()))
    made.close()
    return home


@pytest.fixture(scope="module")
def pywb(kept, tmp_path_factory):
    """The address of a collection ``web`` of the same records, indexed by pywb itself."""
    program("wayback", PYWB)
    folder = tmp_path_factory.mktemp("pywb")
    manager = program("wb-manager", PYWB)
    files = [str(path) for path in (kept / "warcs").glob("*.warc.gz")]
    for arguments in (["init", "web"], ["add", "web", *files]):
        subprocess.run([manager, *arguments], cwd=folder, check=True, capture_output=True, timeout=60)
    with serving_pywb(folder) as address:
        yield f"{address}/web"


@pytest.fixture(scope="module")
def room(kept):
    """The address of our own reading room."""
    command = [sys.executable, "-m", "snapshotter", "--home", str(kept), "--json", "replay", "--no-open"]
    serving = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield json.loads(serving.stdout.readline())["url"]
    finally:
        serving.terminate()
        serving.communicate(timeout=20)


@pytest.fixture
def home(tmp_path):
    made = library(tmp_path / "home")
    failed = {
        "outcome": Outcome.FAILED,
        "reason": Reason("http.404", "the origin answered 404"),
        "verdict": Verdict("gone", 1.0, "status", 1, {}),
    }
    lost = [made.page(url, seed=url, body=SOFT_404, **failed) for url in (PAGE, MOVED, NEVER)]
    quotes = ((QUOTE,), (), ())
    entries = [
        cited(number, each.url, snapshot(each), quotes=words)
        for number, (each, words) in enumerate(zip(lost, quotes, strict=True), 1)
    ]
    made.post("a-post", entries, published="2016-03-10")
    made.close()
    return tmp_path / "home"


@pytest.mark.parametrize("archive", ["pywb", "room"])
def test_the_right_memento_with_the_bytes_of_its_record(archive, home, request):
    base = request.getfixturevalue(archive)
    command = [sys.executable, "-m", "snapshotter", "--home", str(home), "--json", "rescue"]
    options = ["--memento-archive", base, "--allow-private", "--host-delay", "0"]
    ran = subprocess.run([*command, *options], capture_output=True, text=True, timeout=90, check=False)
    assert ran.returncode == 0, ran.stderr
    said = json.loads(ran.stdout)
    assert {name: said["posts"][0][name] for name in ("looked", "rescued", "not_found", "refused")} == {
        "looked": 3,
        "rescued": 2,
        "not_found": 1,
        "refused": 0,
    }
    page, moved, never = said["citations"]
    assert page["found"]["datetime"] == "2017-03-10T12:00:00Z"
    assert page["found"]["uri_m"].startswith(base)
    assert page["found"]["uri_m"].endswith(f"/{PAGE}")
    assert moved["found"]["datetime"] == "2017-03-10T12:00:00Z"
    assert never["found"] is None
    manifest = json.loads((home / "warcs/manifests/a-post.json").read_text())
    (memento,) = [each for each in manifest["citations"][0]["snapshots"] if each["provenance"] == "memento"]
    assert memento["source"]["uri_m"] == page["found"]["uri_m"]
    assert (memento["captured_at"], memento["status"]) == ("2017-03-10T12:00:00Z", 200)
    record = read_record(warc_path(home, memento["warc"]["file"]), memento["warc"]["offset"])
    catalogue = open_catalogue(home, sources=sources())
    whole = read_whole(home, catalogue.capture(memento["id"]).main, catalogue)  # the moved page has it too
    catalogue.close()
    message = bodies.parse(whole.block_bytes())
    assert message.raw == CODED
    assert message.fields["content-encoding"] == "gzip"
    assert record.header.get("WARC-Target-URI") == PAGE
    assert record.header.get("WARC-Date") == "2017-03-10T12:00:00.000000Z"
    assert record.header.get("WARC-IP-Address") is None
    assert memento["missing"] == 0
