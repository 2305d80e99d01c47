"""Records, indexes and manifests of an archive home held against each other, and proofs made again."""

from __future__ import annotations

import asyncio
import threading
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from snapshotter import digests
from snapshotter.catalogue import open_catalogue
from snapshotter.errors import UsageError
from snapshotter.manifest.store import ManifestFiles
from snapshotter.model.proof import Proof
from snapshotter.model.snapshot import CitationEntry, Manifest
from snapshotter.warc.archive import WarcArchive
from snapshotter.warc.reader import warc_files
from snapshotter.wiring.stores import sources
from snapshotter.workflows import verify_replay
from snapshotter.workflows.post_work import snapshot_of
from snapshotter.workflows.proving import ProveCaptures
from snapshotter.workflows.verify_archive import VerifyArchive, scope_of
from snapshotter.workflows.verify_replay import VerifyReplay
from tests.builders import START, capture, exchange, response_head
from tests.conformance.packages import wacz
from tests.unit.manifest.test_manifest import POST, citation

NOW = datetime(2026, 3, 5, tzinfo=UTC)


def proof(grade, *, days=0, missed=0):
    return Proof(grade, NOW + timedelta(days=days), requests=4, missed=missed)


def body(number):
    return f"body {number} ".encode() * 200


class Home:
    """An archive home of two posts and three captures."""

    def __init__(self, folder):
        self.folder = folder
        (folder / "warcs").mkdir()
        self.catalogue = open_catalogue(folder, None, sources=sources())
        self.archive = WarcArchive(folder, self.catalogue)
        self.manifests = ManifestFiles(folder)
        self.stored = [self._store(number) for number in range(3)]
        self._post("one", self.stored[:2])
        self._post("two", self.stored[2:])

    def _store(self, number):
        url = f"https://cited.example/{number}"
        at = START + timedelta(minutes=number)
        main = exchange(url, seed=number, body=body(number), at=at)
        stored = self.archive.append(capture(main, seed=number, url=url))
        self.catalogue.commit(stored)
        return stored

    def _post(self, slug, captures):
        entries = tuple(CitationEntry(citation(at), (snapshot_of(each),)) for at, each in enumerate(captures))
        self.manifests.save(Manifest(slug, replace(POST, uri=f"https://blog.example/{slug}"), entries))

    def closed(self):
        self.archive.close()
        return self

    def verified(self, *names):
        scope = scope_of(names, self.manifests, warc_files(self.folder))
        return {report.file: report for report in VerifyArchive(self.manifests).run(scope)}

    def proofs(self):
        return [
            each.proof.grade if each.proof else None
            for slug in self.manifests.slugs()
            for entry in self.manifests.load(slug).entries
            for each in entry.snapshots
        ]


@pytest.fixture
def home(tmp_path):
    made = Home(tmp_path)
    yield made
    made.archive.close()
    made.catalogue.close()


def codes(reports):
    return sorted({fault.code for report in reports.values() for fault in report.faults})


def test_a_sound_archive_is_valid(home):
    reports = home.closed().verified()
    assert codes(reports) == []
    assert [name for name in reports if name.endswith(".json")] == [
        "warcs/manifests/one.json",
        "warcs/manifests/two.json",
    ]


def test_a_file_that_is_being_written_is_no_error(home):
    reports = home.verified()
    assert codes(reports) == ["file.open"]
    assert all(report.is_valid for report in reports.values())


def test_a_post_is_its_manifest_and_the_files_of_its_snapshots(home):
    reports = home.closed().verified("two")
    assert [name for name in reports if name.endswith(".json")] == ["warcs/manifests/two.json"]
    assert len(reports) == 2


def test_any_other_file(home, tmp_path):
    (path,) = warc_files(home.closed().folder)
    other = tmp_path / "other.warc.gz"
    other.write_bytes(path.read_bytes())
    assert list(home.verified(str(other))) == [str(other)]
    with pytest.raises(UsageError, match="neither a file nor a post"):
        home.verified("nowhere")


def test_a_file_that_is_closed_while_others_are_read(home):
    scope = scope_of((), home.manifests, warc_files(home.folder))
    home.closed()
    reports = {report.file: report for report in VerifyArchive(home.manifests).run(scope)}
    assert all(report.is_valid and not report.faults for report in reports.values())
    assert all(not name.endswith(".open") for name in reports)


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("http.chunks", ["Transfer-Encoding: chunked"]),
        ("http.lengths", ["Content-Length: 5", "Content-Length: 6"]),
        ("http.not-encoded", ["Content-Encoding: gzip", f"Content-Length: {len(body(9))}"]),
        ("http.short", ["Content-Length: 99999"]),
    ],
)
def test_what_a_server_sent_against_the_rules_is_no_damage(home, tmp_path, code, fields):
    """The same bytes in a file of which nobody knows how it was made are."""
    url = "https://cited.example/9"
    odd = exchange(url, seed=9, body=body(9), head=response_head("200 OK", *fields), at=START)
    home.archive.append(capture(odd, seed=9, url=url))
    (path,) = warc_files(home.closed().folder)
    reports = home.verified()
    assert code in codes(reports)
    assert all(report.is_valid for report in reports.values())
    (tmp_path / "of-another.warc.gz").write_bytes(path.read_bytes())
    (elsewhere,) = home.verified(str(tmp_path / "of-another.warc.gz")).values()
    assert not elsewhere.is_valid


def test_a_wacz_is_held_against_its_own_list(home, tmp_path):
    path = tmp_path / "a.wacz"
    path.write_bytes(bytes(wacz()))
    (good,) = home.verified(str(path)).values()
    assert good.is_valid
    assert good.records > 0
    changed = wacz()
    changed.resource = lambda listed: listed.update(hash=digests.of_bytes(b"another"))
    path.write_bytes(bytes(changed))
    (wrong,) = home.verified(str(path)).values()
    assert [fault.code for fault in wrong.faults] == ["wacz.changed"]
    assert not wrong.is_valid
    assert wrong.records == good.records


def test_a_name_in_a_container_that_is_no_text(home, tmp_path):
    home.closed()
    name = "\N{SNOWMAN}.txt"
    with zipfile.ZipFile(tmp_path / "bad.wacz", "w") as container:
        container.writestr(name, b"x")
    data = (tmp_path / "bad.wacz").read_bytes()
    (tmp_path / "bad.wacz").write_bytes(data.replace(name.encode(), b"\xff" * 3 + b".txt"))
    (report,) = home.verified(str(tmp_path / "bad.wacz")).values()
    assert "wacz.unreadable" in {fault.code for fault in report.faults}


def test_a_manifest_that_points_beside_a_record(home):
    manifest = home.manifests.load("two")
    (entry,) = manifest.entries
    wrong = replace(entry.snapshots[0].warc, offset=entry.snapshots[0].warc.offset + 1)
    moved = replace(entry, snapshots=(replace(entry.snapshots[0], warc=wrong),))
    home.manifests.save(replace(manifest, entries=(moved,)))
    reports = home.closed().verified()
    assert codes(reports) == ["manifest.missing-record"]
    assert not reports["warcs/manifests/two.json"].is_valid
    assert reports["warcs/manifests/one.json"].is_valid


def test_a_file_that_is_gone_is_missed_by_the_manifests(home):
    (path,) = warc_files(home.closed().folder)
    path.unlink()
    assert codes(home.verified()) == ["manifest.missing-record"]


def test_a_damaged_record_is_told_of_the_file_and_of_who_points_to_it(home):
    (path,) = warc_files(home.closed().folder)
    at = home.stored[0].main
    data = bytearray(path.read_bytes())
    data[at.offset + at.length // 2] ^= 0xFF
    path.write_bytes(data)
    reports = home.verified()
    assert not reports[path.name].is_valid
    assert not reports["warcs/manifests/one.json"].is_valid
    assert reports["warcs/manifests/two.json"].is_valid


def test_a_revisit_without_its_original(home):
    again = capture(exchange("https://cited.example/0", seed="again", body=body(0)), seed="again")
    home.catalogue.commit(home.archive.append(again))
    (path,) = warc_files(home.closed().folder)
    at = home.stored[0].main
    assert codes(home.verified()) == []
    data = path.read_bytes()
    path.write_bytes(data[: at.offset] + data[at.offset + at.length :])
    assert "revisit.no-original" in codes(home.verified())


class Scripted:
    """A prover that gives the grades it was told to, in turn."""

    def __init__(self, *grades):
        self.grades, self.proved = list(grades), []
        self.waiting = asyncio.Event()

    async def prove(self, stored):
        self.proved.append(stored.url[-1])
        grade = self.grades.pop(0)
        if grade is None:
            self.waiting.set()
            await asyncio.Event().wait()
        return grade if isinstance(grade, Proof) else proof(grade, days=1 + len(self.proved))


def replaying(home, prover, **more):
    return VerifyReplay(ProveCaptures(prover), home.archive, home.catalogue, home.manifests, jobs=1, **more)


async def test_new_proofs_are_kept_in_archive_catalogue_and_manifests(home):
    done = await replaying(home, Scripted("sealed", "leaky", "sealed")).run(None)
    assert [each.is_worse for each in done] == [False] * 3
    assert home.proofs() == ["sealed", "leaky", "sealed"]
    assert home.catalogue.capture(home.stored[1].id).proof.grade == "leaky"
    assert codes(home.closed().verified()) == []


async def test_a_proof_that_is_worse_is_told(home):
    await replaying(home, Scripted("sealed", "leaky", proof("leaky", missed=1, days=9))).run(None)
    done = await replaying(home, Scripted("leaky", "approximate", proof("leaky", missed=2, days=12))).run(
        None
    )
    assert {each.stored.url[-1]: each.is_worse for each in done} == {"0": True, "1": False, "2": True}
    assert sorted(home.proofs()) == ["approximate", "leaky", "leaky"]


async def test_the_snapshots_of_a_post_alone(home):
    prover = Scripted("sealed")
    await replaying(home, prover).run(["two"])
    assert prover.proved == ["2"]
    assert home.proofs() == [None, None, "sealed"]


async def test_broken_off_it_keeps_what_was_proved_and_goes_on_there(home):
    prover = Scripted("sealed", None)
    running = asyncio.ensure_future(replaying(home, prover).run(None))
    await asyncio.wait_for(prover.waiting.wait(), 10)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert home.proofs() == ["sealed", None, None]
    prover = Scripted("sealed", "sealed", "sealed")
    await replaying(home, prover).run(None)
    assert prover.proved[2] == "0", "what was proved last is proved last again"


async def test_broken_off_while_manifests_are_written_it_ends_after_that(home, monkeypatch):
    monkeypatch.setattr(verify_replay, "_SAVED_AFTER", 1)
    begun, go_on = threading.Event(), threading.Event()
    save = home.manifests.save

    def slowly(manifest):
        begun.set()
        assert go_on.wait(60)
        return save(manifest)

    monkeypatch.setattr(home.manifests, "save", slowly)
    running = asyncio.ensure_future(replaying(home, Scripted("sealed", None)).run(None))
    assert await asyncio.to_thread(begun.wait, 60)
    running.cancel()
    await asyncio.wait([running], timeout=0.2)
    ended_before = running.done()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert not ended_before
    assert home.proofs() == ["sealed", None, None]
