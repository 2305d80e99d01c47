"""The catalogue: a cache that always comes back."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from snapshotter import digests, manifest
from snapshotter.catalogue import Sources, open_catalogue, reindex
from snapshotter.errors import ArchiveError, ConfigError
from snapshotter.model.pace import HostPace
from snapshotter.model.proof import Proof
from snapshotter.warc.archive import WarcArchive
from snapshotter.warc.reader import payload, responses, stored_in, warc_files
from snapshotter.warc.recovery import recover
from tests.awkward import NOISE, TEXT, awkward_capture
from tests.builders import PAGE, START, NoDigests, capture, exchange, failed

SOURCES = Sources(stored=stored_in, audits=manifest.audits)
TABLES = ("meta", "warc", "capture", "digest", "host", "audit")
SERVER = os.environ.get("SNAPSHOTTER_TEST_POSTGRESQL", "")


def dump(home):
    """All rows of all tables."""
    database = sqlite3.connect(home / "warcs/catalogue.sqlite")
    try:
        return {name: sorted(database.execute(f"SELECT * FROM {name}")) for name in TABLES}
    finally:
        database.close()


def some_captures():
    later = timedelta(minutes=5)
    sub = "https://cdn.example/lib.js"
    return (
        awkward_capture(),
        failed(),
        capture(exchange(PAGE, seed=1, body=TEXT, at=START + later), seed=1),
        capture(exchange("https://b.example/", seed=2, body=NOISE * 6, at=START + 3 * later), seed=2),
        capture(exchange("https://b.example/", seed=3, body=NOISE * 6, at=START + 2 * later), seed=3),
        capture(exchange("https://c.example/"), exchange(sub, seed=4, body=TEXT, at=START - later), seed=4),
    )


@pytest.fixture
def filled(tmp_path):
    """An archive home after an ordinary run, and what was stored."""
    catalogue = open_catalogue(tmp_path, sources=SOURCES)
    archive = WarcArchive(tmp_path, catalogue, max_file_bytes=300_000)
    stored = []
    for one in some_captures():
        stored.append(archive.append(one))
        catalogue.commit(stored[-1])
    archive.close()
    catalogue.close()
    return tmp_path, stored


@pytest.fixture
def catalogue(filled):
    catalogue = open_catalogue(filled[0], sources=SOURCES)
    yield catalogue
    catalogue.close()


def test_reindexing_gives_the_same_rows(filled):
    home, stored = filled
    before = dump(home)

    counts = reindex(home, sources=SOURCES)

    assert dump(home) == before
    assert len(before["capture"]) == counts.captures == len(stored)
    assert len(before["digest"]) == counts.payloads > 5
    assert len(before["warc"]) == counts.warcs > 1
    (home / "warcs/catalogue.sqlite").unlink()
    reindex(home, sources=SOURCES)
    assert dump(home) == before


def test_the_folder_of_warcs_is_enough(filled, tmp_path_factory):
    home, _ = filled
    copy = tmp_path_factory.mktemp("copy")
    shutil.copytree(home / "warcs", copy / "warcs", ignore=shutil.ignore_patterns("catalogue*", "index"))

    catalogue = open_catalogue(copy, sources=SOURCES)
    catalogue.close()

    assert catalogue.rebuilt == "there was no catalogue"
    assert dump(copy) == dump(home)


def test_captures_come_back_as_they_were(filled, catalogue):
    _, stored = filled

    assert sorted(stored, key=lambda one: (one.captured_at, one.id)) == list(catalogue.captures())
    assert catalogue.capture(stored[2].id) == stored[2]
    assert catalogue.capture("nobody") is None


def test_the_latest_of_an_address(filled, catalogue):
    _, stored = filled

    assert catalogue.latest(PAGE) == stored[2]
    assert catalogue.latest(f"{PAGE}#another-part") == stored[2]
    assert catalogue.latest("https://b.example/") == stored[3]
    assert catalogue.latest("https://gone.example/") == stored[1]
    assert catalogue.latest("https://never.example/") is None


def test_payloads_are_found_and_read(filled, catalogue):
    home, stored = filled
    digest = digests.of_bytes(NOISE * 6)

    found = catalogue.find(digest)

    assert (found.url, found.date) == ("https://b.example/", START + timedelta(minutes=15))
    assert catalogue.find(digest, found.url) == found
    assert catalogue.find(digest, "https://c.example/") is None
    assert catalogue.locate(digest) == stored[3].main
    assert stored[4].deduplicated == 2, "the page and its text"
    assert payload(home, stored[4].main, catalogue) == NOISE * 6
    assert found in {one for path in warc_files(home) for one in responses(path)}
    assert catalogue.find(digests.of_bytes(b"never seen")) is None
    assert catalogue.locate(digests.of_bytes(b"never seen")) is None


def test_the_oldest_payload_wins_in_any_order(tmp_path):
    stored = []
    for day in range(3):
        archive = WarcArchive(tmp_path, NoDigests())  # each run as if it knew of no other
        page = exchange(PAGE, seed=day, body=TEXT, at=START + timedelta(days=day))
        stored.append(archive.append(capture(page, seed=day)))
        archive.close()
    for order in ((0, 1, 2), (2, 1, 0), (1, 2, 0)):
        (tmp_path / "warcs/catalogue.sqlite").unlink(missing_ok=True)
        catalogue = open_catalogue(tmp_path, sources=replace(SOURCES, stored=lambda path: ()))
        for index in order:
            catalogue.commit(stored[index])
        assert catalogue.find(digests.of_bytes(TEXT)).date == START
        assert catalogue.locate(digests.of_bytes(TEXT)) == stored[0].main
        catalogue.close()


def test_proofs_are_found_again_in_whatever_file_they_are(filled):
    """Appended in a later run, so in another file; with an exchange that the proof called for."""
    home, stored = filled
    catalogue = open_catalogue(home, sources=SOURCES)
    archive = WarcArchive(home, catalogue)
    missed = exchange("https://cdn.example/late.js", seed="late", body=NOISE, at=START)
    first = Proof("leaky", START + timedelta(hours=1), requests=9, missed=1)
    second = replace(first, grade="sealed", missed=0, proved_at=START + timedelta(hours=2))

    once = archive.append_proof(stored[0], first)
    twice = archive.append_proof(once, second, capture(missed))
    catalogue.commit(twice)
    archive.close()

    assert (once.proof, twice.proof) == (first, second)
    assert catalogue.capture(stored[0].id) == twice
    assert catalogue.find(missed.response.payload_digest).url == missed.url
    catalogue.close()
    before = dump(home)
    reindex(home, sources=SOURCES)
    assert dump(home) == before


def test_committing_twice_changes_nothing(filled):
    home, stored = filled
    before = dump(home)
    catalogue = open_catalogue(home, sources=SOURCES)
    for one in stored:
        catalogue.commit(one)
    catalogue.close()
    catalogue.close()

    assert dump(home) == before


def test_a_killed_run_is_caught_up_with(tmp_path):
    """Bytes on the disk, no commit: as after kill -9 between the two."""
    catalogue = open_catalogue(tmp_path, sources=SOURCES)
    archive = WarcArchive(tmp_path, catalogue)
    first = archive.append(capture(seed=1))
    catalogue.commit(first)
    second = archive.append(capture(exchange("https://b.example/", body=TEXT), seed=2))
    catalogue.release()
    recover(tmp_path)

    catalogue = open_catalogue(tmp_path, sources=SOURCES)

    assert catalogue.rebuilt is None
    assert catalogue.latest("https://b.example/") == second
    assert catalogue.find(digests.of_bytes(TEXT)) is not None
    catalogue.close()
    before = dump(tmp_path)
    reindex(tmp_path, sources=SOURCES)
    assert dump(tmp_path) == before


def test_a_new_home_is_not_called_rebuilt(tmp_path):
    catalogue = open_catalogue(tmp_path, sources=SOURCES)
    catalogue.close()

    assert catalogue.rebuilt is None


def garbage(path):
    path.write_bytes(b"this is no database" * 500)


def half(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def hole(path):
    data = bytearray(path.read_bytes())
    data[4096 : 3 * 4096] = bytes(2 * 4096)
    path.write_bytes(data)


def other_version(path):
    database = sqlite3.connect(path)
    database.execute("UPDATE meta SET value = '0'")
    database.commit()
    database.close()


def no_tables(path):
    path.write_bytes(b"")


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (garbage, "damaged"),
        (half, "damaged"),
        (hole, "damaged"),
        (other_version, r"another version \(schema 0, now 4\)"),
        (no_tables, "there was no catalogue"),
    ],
)
def test_an_unusable_file_is_moved_aside_and_made_anew(filled, spoil, why):
    home, _ = filled
    before = dump(home)
    spoil(home / "warcs/catalogue.sqlite")

    catalogue = open_catalogue(home, sources=SOURCES)
    catalogue.close()

    assert re.search(why, catalogue.rebuilt)
    kept = (home / "warcs/catalogue.sqlite.unusable").exists()
    assert kept == (spoil is not no_tables), "in an empty file there is nothing to keep"
    assert dump(home) == before


def test_a_warc_that_is_gone_takes_its_captures_along(filled):
    home, stored = filled
    gone = warc_files(home)[0]
    gone.unlink()

    catalogue = open_catalogue(home, sources=SOURCES)

    assert gone.name in catalogue.rebuilt
    left = [one for one in stored if one.page_info.file != gone.name]
    assert 0 < len(left) < len(stored)
    assert sorted(one.id for one in catalogue.captures()) == sorted(one.id for one in left)
    catalogue.close()


def test_audits_come_from_manifests(tmp_path):
    audits = [
        ("c-1", "2026-02-01T00:00:00Z", {"verdict": "gone", "status": 410}),
        ("c-1", "2026-01-01T00:00:00Z", {}),
    ]
    catalogue = open_catalogue(tmp_path, sources=replace(SOURCES, audits=lambda home: audits))
    catalogue.add_audit(type(catalogue.audits("c-1")[0])("c-2", "2026-03-01T00:00:00Z", {"verdict": "alive"}))

    assert [one.checked_at[:7] for one in catalogue.audits("c-1")] == ["2026-01", "2026-02"]
    assert catalogue.audits("c-1")[1].verdict == {"verdict": "gone", "status": 410}
    assert len(catalogue.audits("c-2")) == 1
    catalogue.close()


def test_many_threads(filled):
    home, stored = filled
    catalogue = open_catalogue(home, sources=SOURCES)
    failures = []

    def work(number):
        try:
            for one in stored:
                catalogue.commit(replace(one, id=f"{one.id}-{number}"))
                catalogue.latest(one.url)
                catalogue.find(digests.of_bytes(TEXT))
        except ArchiveError as trouble:
            failures.append(trouble)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert len(list(catalogue.captures())) == 9 * len(stored)
    catalogue.close()


def test_captures_can_be_committed_while_others_are_read(filled, catalogue):
    _, stored = filled
    seen = 0
    for one in catalogue.captures():
        if seen < len(stored):
            catalogue.commit(replace(one, id=f"{one.id}-again"))
        seen += 1
    assert seen >= len(stored)
    assert len(list(catalogue.captures())) == 2 * len(stored)


@pytest.mark.parametrize("url", ["nothing://here/x", "postgresql://127.0.0.1:1/none"])
def test_a_server_that_is_none(tmp_path, url):
    with pytest.raises(ConfigError) as caught:
        open_catalogue(tmp_path, url, sources=SOURCES)
    assert caught.value.hint


@pytest.mark.skipif(not SERVER, reason="SNAPSHOTTER_TEST_POSTGRESQL names no server")
def test_postgresql(filled):
    home, stored = filled
    counts = reindex(home, SERVER, sources=SOURCES)
    catalogue = open_catalogue(home, SERVER, sources=SOURCES)
    for one in stored:
        catalogue.commit(one)

    assert catalogue.rebuilt is None
    assert counts.captures == len(stored)
    assert sorted(stored, key=lambda one: (one.captured_at, one.id)) == list(catalogue.captures())
    assert catalogue.latest(f"{PAGE}#x") == stored[2]
    assert payload(home, stored[4].main, catalogue) == NOISE * 6
    assert len(dump(home)["digest"]) == counts.payloads
    catalogue.close()


def test_the_default_file_lies_with_the_warcs(filled):
    home, _ = filled
    assert Path(home / "warcs/catalogue.sqlite").is_file()


def test_the_pace_of_hosts_is_kept_until_the_catalogue_is_made_anew(filled):
    home, _ = filled
    pace = HostPace(4.25, 0.5, START + timedelta(hours=1), START)
    catalogue = open_catalogue(home, sources=SOURCES)
    catalogue.hosts.save("a.example", replace(pace, delay_s=99.0, latency_s=None))
    catalogue.hosts.save("a.example", pace)
    catalogue.hosts.save("b.example", replace(pace, latency_s=None))
    catalogue.close()

    catalogue = open_catalogue(home, sources=SOURCES)
    assert catalogue.hosts.load("a.example") == pace
    assert catalogue.hosts.load("b.example").latency_s is None
    assert catalogue.hosts.load("c.example") is None
    catalogue.close()

    reindex(home, sources=SOURCES)
    catalogue = open_catalogue(home, sources=SOURCES)
    assert catalogue.hosts.load("a.example") is None
    catalogue.close()
