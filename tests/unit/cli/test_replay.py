"""``replay --exact``: a window that the reader closes, in whichever way."""

from __future__ import annotations

import pytest

from snapshotter.warc.archive import WarcArchive
from snapshotter.wiring import proofs
from tests.builders import NoDigests, capture


@pytest.fixture
def home(tmp_path):
    archive = WarcArchive(tmp_path, NoDigests())
    archive.append(capture())
    archive.close()
    return tmp_path


@pytest.mark.parametrize("ending", [None, KeyboardInterrupt])
def test_the_sealed_window_is_announced_and_however_it_is_closed_that_is_well(
    invoke, home, monkeypatch, ending
):
    shown = []

    async def open_exact(home, settings, stored):
        shown.append(stored.url)
        if ending is not None:
            raise ending

    monkeypatch.setattr(proofs, "open_exact", open_exact)
    url = capture().url
    result = invoke("replay", url, "--exact", "--home", str(home))
    assert (result.exit_code, shown) == (0, [url])
    assert url in result.stderr
    assert ("Closed." in result.stderr) == (ending is not None)
    assert invoke("replay", url, "--exact", "--home", str(home), "-q").stderr == ""
