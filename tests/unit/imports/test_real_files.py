"""Real files of other tools, whole and damaged: every one is read to its end, and the known ones wholly."""

from __future__ import annotations

from pathlib import Path

import pytest

from snapshotter.imports.files import found_in
from tests.unit.imports.foreign import Home

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="needs the real files in ../shared/data")

KNOWN = {
    "warc/cdxj-indexer/test/data/example.warc.gz": (2, 6, 0),
    "warc/cdxj-indexer/test/data/cc.warc.gz": (1, 3, 0),
    "warc/cdxj-indexer/test/data/example.arc": (1, 2, 0),
    "warc/gowarc/testdata/warcs/good.warc.gz.open": (50, 50, 0),
    "warc/gowarc/testdata/warcs/corrupted-mid-record.warc.gz.open": (12, 12, 1),
    "warc/gowarc/testdata/warcs/corrupted-trailing-bytes.warc.gz.open": (30, 30, 1),
    "warc/gowarc/testdata/warcs/empty.warc.gz.open": (0, 0, 1),
    "warc/gowarc/testdata/warcs/test.warc.gz": (1, 3, 0),
    "warc/jwarc/test-resources/org/netpreserve/jwarc/cc.warc.gz": (1, 1, 0),
    "warc/py-wacz/tests/fixtures/example-collection-with-lists.warc": (6, 38, 0),
    "warc/py-wacz/tests/fixtures/example-iana.warc": (6, 118, 34),
    "warc/py-wacz/tests/fixtures/valid_example_1.wacz": (1, 4, 0),
    "warc/py-wacz/tests/fixtures/valid_signed_example_1.wacz": (1, 4, 0),
    "warc/py-wacz/tests/fixtures/invalid_example_1.wacz": (0, 0, 1),
    "warc/scoop/example.com.wacz": (1, 5, 0),
    "warc/warcio/test/data/bad.arc": (1, 1, 2),
    "warc/warcio/test/data/example.arc.gz": (1, 2, 0),
    "warc/warcio/test/data/example-bad-non-chunked.warc.gz": (2, 6, 0),
    "warc/warcio/test/data/example-digest.warc": (0, 4, 0),
    "warc/warcio/test/data/example-space-in-url.arc": (1, 2, 1),
    "warc/warcio.js/test/data/example-url-agnostic-revisit.warc.gz": (0, 2, 1),
    "warc/warcio.js/test/data/redirect.warc": (1, 2, 0),
    "har/http2.github.io.har": (1, 21, 0),
    "har/pagexray-redirect/assa.har": (3, 127, 0),
    "har/pagexray-redirect/arcelormittal.com.har": (1, 40, 0),
}
"""Pages, records, losses: counted with ``warcio index`` and by eye."""


@pytest.mark.parametrize("name", KNOWN)
def test_known_files_give_what_is_in_them(home, name):
    (imported,) = home.take_file(DATA / name)
    assert (imported.pages, imported.records, len(imported.lost)) == KNOWN[name]


def test_every_file_is_read_to_its_end(home):
    files = [*found_in(DATA / "warc"), *found_in(DATA / "har")]
    assert len(files) > 50
    imported = home.take_file(*files)
    assert len(imported) == len(files)
    assert all(each.pages or each.lost or each.left_out or each.records <= 1 for each in imported)


def test_pictures_of_scoop_are_kept(home):
    home.take_file(DATA / "warc/scoop/example.com.wacz")
    stored = home.only()
    assert set(stored.artefacts) == {"text", "view", "pdf"}


def test_pages_of_a_crawl_have_their_parts(home: Home):
    home.take_file(DATA / "warc/py-wacz/tests/fixtures/example-collection-with-lists.warc")
    found = home.urls()
    assert len(found["https://www.iana.org/about"]) >= 10
    assert found["https://www.iana.org/domains/example"] >= {
        "https://www.iana.org/domains/example",
        "https://www.iana.org/domains/reserved",
        "https://www.iana.org/_css/2015.1/screen.css",
    }
