"""The reading room as a source of pywb, by Memento alone."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta
from urllib.error import HTTPError

import pytest

from tests.builders import exchange, response_head
from tests.interop.programs import PYWB, fetched, program, serving_pywb
from tests.library import NOON, library

pytestmark = pytest.mark.interop
PAGE, PICTURE = "https://cited.example/a?b=1", "https://cited.example/i.png"
PNG = b"\x89PNG that nobody draws"


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    """The address of a reading room with two snapshots of a page, and a picture."""
    home = tmp_path_factory.mktemp("archive")
    made = library(home)
    head = response_head(media_type="image/png")
    picture = exchange(PICTURE, seed="i", body=PNG, media_type="image/png", head=head, at=NOON)
    made.page(PAGE, seed=1, resources=(picture,), body=b"<title>p</title><p>the first<img src=/i.png>")
    made.page(PAGE, seed=2, at=NOON + timedelta(days=30), body=b"<title>p</title><p>the second")
    made.close()
    command = [sys.executable, "-m", "snapshotter", "--home", str(home), "--json", "replay", "--no-open"]
    serving = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield json.loads(serving.stdout.readline())["url"]
    finally:
        serving.terminate()
        serving.communicate(timeout=20)


@pytest.fixture(scope="module")
def pywb(room, tmp_path_factory):
    """The address of a collection that has no records of its own."""
    program("wayback", PYWB)
    folder = tmp_path_factory.mktemp("pywb")
    (folder / "config.yaml").write_text(f"collections:\n  ours:\n    index: memento+{room}web/\n")
    with serving_pywb(folder) as address:
        yield f"{address}/ours"


def test_pywb_finds_all_mementos(pywb):
    listed = fetched(f"{pywb}/timemap/link/{PAGE}").decode()
    assert listed.count('rel="memento"') == 2
    assert 'datetime="Tue, 10 Mar 2026 12:00:00 GMT"' in listed
    assert 'datetime="Thu, 09 Apr 2026 12:00:00 GMT"' in listed


def test_pywb_replays_each_and_what_is_in_it(pywb):
    assert b"the first" in fetched(f"{pywb}/20260310120000mp_/{PAGE}")
    assert b"the second" in fetched(f"{pywb}/2027mp_/{PAGE}")
    assert fetched(f"{pywb}/20260310120000id_/{PICTURE}") == PNG


def test_pywb_misses_what_we_do_not_have(pywb):
    with pytest.raises(HTTPError, match="404") as caught:
        fetched(f"{pywb}/2026mp_/https://cited.example/none")
    caught.value.close()
