"""Captures of this program that come back: out of its exports, and with closing records of hostile hands."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

import pytest

from snapshotter.model.capture import Artefact
from snapshotter.model.exchange import Held
from snapshotter.warc.reader import read_record, warc_path
from tests.builders import START
from tests.unit.imports.foreign import DEADLINE_S, PNG, Home, answer, per_record, record
from tests.unit.wacz.homes import Home as OtherHome
from tests.unit.wacz.homes import page

PICTURES = (Artefact("view", "image/png", Held(PNG)), Artefact("full-page", "image/png", Held(PNG * 2)))
PAGE = "https://cited.example/forged"
ID = "0b53b4f0-95b8-4f1e-8a59-0d6f7a2f6f11"


@pytest.fixture
def other(tmp_path):
    made = OtherHome(tmp_path / "other")
    yield made
    made.close()


def artefacts(path, stored):
    return {
        name: read_record(warc_path(path, at.file), at.offset).block_bytes()
        for name, at in stored.artefacts.items()
    }


def test_an_export_gives_the_same_snapshots_with_what_was_stored_once(home, other, tmp_path):
    again = page(seed=5, at=START + timedelta(days=9), artefacts=PICTURES)
    other.store(page(artefacts=PICTURES), again).post("second", other.stored[1])
    assert other.stored[1].artefacts == other.stored[0].artefacts  # in the records of the first
    export = other.exporting().one("second", tmp_path / "second.wacz")
    written = asyncio.run(asyncio.wait_for(export, DEADLINE_S))

    (imported,) = home.take_file(written.path)
    assert (imported.pages, imported.lost, imported.snapshots) == (1, (), (other.stored[1].id,))
    stored = home.only()
    assert artefacts(home.path, stored) == artefacts(other.path, other.stored[1])
    for name in ("url", "captured_at", "outcome", "status", "title", "via", "text_digest"):
        assert getattr(stored, name) == getattr(other.stored[1], name), name


def test_an_export_back_into_its_home_adds_nothing(other, tmp_path):
    other.store(page(artefacts=PICTURES), page("/b", seed=5, at=START + timedelta(days=9)))
    export = other.exporting().everything(tmp_path / "all.wacz")
    written = asyncio.run(asyncio.wait_for(export, DEADLINE_S))
    (imported,) = Home(other.path).take_file(written.path)
    assert (imported.pages, imported.already, imported.lost) == (2, 2, ())


GOOD = {
    "schema_version": 1,
    "id": ID,
    "url": PAGE,
    "final_url": PAGE,
    "outcome": "captured",
    "reason": None,
    "status": 200,
    "title": "Forged",
    "started_at": "2020-05-01T12:00:00Z",
    "finished_at": "2020-05-01T12:00:01Z",
    "main": f"urn:uuid:response {PAGE}",
}
REQUEST = {"url": PAGE, "method": "GET", "status": 200, "outcome": "complete", "destination": None}


def forged(**said):
    closing = record(
        "metadata",
        f"urn:pageinfo:{PAGE}",
        json.dumps(GOOD | said).encode(),
        "Content-Type: application/json",
        f"WARC-Page-ID: {ID}",
    )
    return per_record(answer(PAGE, warc=(f"WARC-Page-ID: {ID}",)), closing)


def test_a_closing_record_as_this_program_writes_it_is_believed(home):
    home.take(forged())
    assert (home.only().id, home.only().title) == (ID, "Forged")


@pytest.mark.parametrize(
    "said",
    [
        {"requests": [REQUEST | {"size_bytes": "many", "record_id": None}]},
        {"final_url": [PAGE]},
        {"url": "no address"},
        {"started_at": "9999-12-31T23:59:59-23:59"},
        {"started_at": 5},
        {"facts": {"title": 5}},
        {"shape": {"headings": 5}},
        {"steps": [{"name": "load", "outcome": "splendid", "elapsed_s": 1}]},
        {"findings": [{"code": 1, "severity": "info", "message": "x"}]},
        {"connections": [{"id": "c", "host": "h", "port": "443", "ip": None}]},
        {"origin": {"provenance": "authentic", "source": {}}},
        {"origin": 7},
        {"exchanges": 7},
        {"reason": "because"},
    ],
)
def test_one_that_is_not_counts_for_nothing_but_its_records(home, said):
    imported = home.take(forged(**said))
    assert (imported.pages, imported.lost) == (1, ())
    assert "import.page-info" in [each["code"] for each in home.info(home.only())["findings"]]
    assert home.only().title == "A page"


@pytest.mark.parametrize("artefacts", [{"view": ["x"]}, {"view": {}}, ["view"], 5])
def test_odd_names_of_artefacts_do_no_harm(home, artefacts):
    home.take(forged(artefacts=artefacts, elsewhere={"x": 1}))
    assert home.only().title == "Forged"


def test_nobody_makes_an_imported_snapshot_one_of_our_own(home):
    home.take(forged(origin={"provenance": "own", "source": {"file": "x"}}))
    assert (home.only().origin.provenance, home.only().origin.source["file"]) == ("imported", "foreign.warc")
