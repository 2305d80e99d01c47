"""The run as a whole: again, cancelled, into posts, from a folder, of our own files."""

from __future__ import annotations

import asyncio
import json
import os
import threading

import pytest
from click.testing import CliRunner

from snapshotter import wiring
from snapshotter.cli.main import program
from snapshotter.errors import Locked
from snapshotter.manifest.store import ManifestFiles
from snapshotter.model.capture import Artefact, Connection
from snapshotter.model.events import CaptureFinished
from snapshotter.model.exchange import Held, WebSocketTraffic
from snapshotter.settings import Settings
from snapshotter.warc.archive import WarcArchive
from snapshotter.warc.lock import archive_lock
from snapshotter.wiring.transfer_in import import_files
from tests.builders import NoDigests, capture, exchange, failed, message
from tests.unit.imports.foreign import DEADLINE_S, PNG, Home, answer, per_record, question, wacz

PAGE = "https://cited.example/article"
TEXT = b"<title>Cited</title><p>The road to the harbour was closed for three weeks in spring.</p>"
PAGES = per_record(
    *(answer(f"https://a.example/{n}", b"<title>%d</title><p>Page %d</p>" % (n, n)) for n in range(5))
)


def test_a_second_import_adds_nothing(home):
    first = home.take(PAGES)
    files = sorted((home.path / "warcs").glob("*.warc.gz"))
    second = home.take(PAGES, "the-same-under-another-name.warc.gz")
    assert (first.pages, first.already, second.pages, second.already) == (5, 0, 5, 5)
    assert second.snapshots == first.snapshots
    assert sorted((home.path / "warcs").glob("*.warc.gz")) == files


def test_the_same_record_id_with_another_block_is_another_page(home):
    home.take(answer(PAGE, TEXT))
    assert home.take(answer(PAGE, TEXT + b"changed")).already == 0


def test_a_cancelled_run_goes_on_where_it_stopped(home, tmp_path):
    (tmp_path / "f.warc.gz").write_bytes(PAGES)

    async def stopped() -> None:
        task = asyncio.current_task()
        work = import_files(
            [tmp_path / "f.warc.gz"],
            home=home.path,
            settings=Settings(),
            attach=True,
            watch=lambda event: task.cancel() if isinstance(event, CaptureFinished) else None,
            progress=lambda file, done, size: None,
        )
        await asyncio.wait_for(work, DEADLINE_S)

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(stopped())
    assert len(home.captures()) == 1
    assert not list((home.path / "warcs").glob(".spool-*"))
    (again,) = home.take_file(tmp_path / "f.warc.gz")
    assert (again.pages, again.already, len(home.captures())) == (5, 1, 5)


def test_a_run_that_is_cancelled_while_it_stores_knows_what_it_stored(home, tmp_path, monkeypatch):
    (tmp_path / "f.warc.gz").write_bytes(PAGES)
    append = WarcArchive.append

    async def stopped() -> None:
        task, loop = asyncio.current_task(), asyncio.get_running_loop()

        def slow(archive, capture):
            stored, cancelled = append(archive, capture), threading.Event()
            loop.call_soon_threadsafe(lambda: (task.cancel(), cancelled.set()))
            assert cancelled.wait(DEADLINE_S)
            return stored

        monkeypatch.setattr(WarcArchive, "append", slow)
        work = import_files(
            [tmp_path / "f.warc.gz"],
            home=home.path,
            settings=Settings(),
            attach=True,
            watch=lambda event: None,
            progress=lambda file, done, size: None,
        )
        await asyncio.wait_for(work, DEADLINE_S)

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(stopped())
    monkeypatch.undo()
    (again,) = home.take_file(tmp_path / "f.warc.gz")
    assert (again.pages, again.already, len(home.captures())) == (5, 1, 5)


def test_it_holds_the_lock(home):
    with archive_lock(home.path, "other"), pytest.raises(Locked):
        home.take(PAGES)


def test_a_folder_is_all_its_archives_and_no_link(home, tmp_path):
    folder = tmp_path / "folder"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "a.warc.gz").write_bytes(PAGES)
    (folder / "b.arc").write_bytes(b"")
    (folder / "notes.txt").write_bytes(b"notes")
    os.symlink(tmp_path, folder / "loop.warc")
    found = home.take_file(folder)
    assert [each.file.removeprefix(str(folder)) for each in found] == ["/b.arc", "/deep/a.warc.gz"]


class TestPosts:
    POST = """<html><title>A post</title><body><article><p>It said that <q>the harbour was closed for three
        weeks</q> (<a href="https://cited.example/article?utm_source=x#part">report</a>), and
        <a href="https://other.example/">another</a> source.</p></article></html>"""

    def registered(self, home: Home, tmp_path) -> None:
        (tmp_path / "post.html").write_text(self.POST)
        work = wiring.archive(
            [str(tmp_path / "post.html")],
            home=home.path,
            settings=Settings(),
            base_url="https://blog.example/p",
            format=None,
            scope="body",
            include=(),
            exclude=(),
            limit=0,
            dry_run=False,
            refresh=False,
            watch=lambda event: None,
        )
        asyncio.run(asyncio.wait_for(work, DEADLINE_S))

    def snapshots(self, home: Home) -> dict[str, list]:
        manifest = ManifestFiles(home.path).load("a-post")
        return {entry.citation.url: list(entry.snapshots) for entry in manifest.entries}

    def test_citations_without_a_snapshot_get_it(self, home, tmp_path):
        self.registered(home, tmp_path)
        imported = home.take(answer(PAGE, TEXT))
        found = self.snapshots(home)
        (snapshot,) = found["https://cited.example/article?utm_source=x#part"]
        assert (snapshot.outcome, snapshot.provenance, snapshot.id) == (
            "captured",
            "imported",
            imported.snapshots[0],
        )
        assert [match.found for match in snapshot.quotes] == [True]
        assert found["https://other.example/"][0].outcome == "skipped"
        assert imported.attached == 1
        assert home.only().verdict.rule == "good.quotes"

    def test_by_the_address_that_redirects_led_to(self, home, tmp_path):
        self.registered(home, tmp_path)
        moved = answer("https://t.example/1", b"", "text/html", f"Location: {PAGE}", status="301 Moved")
        assert home.take(per_record(moved, answer(PAGE, TEXT))).attached == 1

    def test_what_was_imported_before_is_attached_later(self, home, tmp_path):
        home.take(answer(PAGE, TEXT))
        self.registered(home, tmp_path)
        imported = home.take(answer(PAGE, TEXT))
        assert (imported.already, imported.attached) == (1, 1)
        assert home.take(answer(PAGE, TEXT)).attached == 0

    def test_not_when_that_is_not_wanted_and_not_what_has_failed(self, home, tmp_path):
        self.registered(home, tmp_path)
        assert home.take(answer(PAGE, TEXT), attach=False).attached == 0
        assert home.take(answer(PAGE, b"", status="404 Gone")).attached == 0
        assert [each.outcome for each in self.snapshots(home)["https://other.example/"]] == ["skipped"]


def test_our_own_files_give_the_same_captures(home, tmp_path):
    main = exchange(
        "https://cited.example/", body=b"<title>Own</title><p>Own words of a page</p>" * 40, seed=1
    )
    part = exchange(
        "https://cited.example/i.png", body=PNG, seed=2, media_type="image/png", destination="image"
    )
    pictures = (
        Artefact("view", "image/png", Held(PNG)),
        Artefact("full-page", "image/png", Held(PNG * 2), "mobile"),
    )
    frame = message(
        b"", b'{"websocket": 1}\n{"at_s": 0.1, "sender": "page", "kind": "text", "text": "hello"}\n'
    )
    socket = exchange(
        "https://cited.example/ws",
        seed=7,
        head=b"HTTP/1.1 101 Switching Protocols\r\n\r\n",
        body=b"",
        status=101,
        destination="websocket",
        interim=(b"HTTP/1.1 103 Early Hints\r\n\r\n",),
        trailers=((b"a", b"b"),),
        websocket=WebSocketTraffic(11, 12, frame, "time"),
    )
    line = Connection(
        "c1", "cited.example", 443, "192.0.2.7", "tls/1.3", certificates=(b"leaf" * 99, b"ca" * 99)
    )
    parts = (main, part, socket)
    ours = capture(*parts, seed=3, url="https://cited.example/", artefacts=pictures, connections=(line,))
    again = capture(
        exchange("https://cited.example/", body=b"<title>Own</title><p>Own words of a page</p>" * 40, seed=4),
        seed=5,
        url="https://cited.example/",
        artefacts=pictures,
    )
    other = Home(tmp_path / "other")
    archive = WarcArchive(other.path, NoDigests())
    for each in (ours, again, failed(seed=6)):
        archive.append(each)
    archive.close()

    (imported,) = home.take_file(other.path / "warcs")
    before = {each.id: each for each in other.captures()}
    after = {each.id: each for each in home.captures()}
    assert set(after) == {each for each in before if before[each].records > 1}
    assert imported.lost == ()
    for id, stored in after.items():
        for name in ("url", "captured_at", "outcome", "reason", "status", "title", "via", "text_digest"):
            assert getattr(stored, name) == getattr(before[id], name), name
        assert set(stored.artefacts) == set(before[id].artefacts)
        assert home.bodies(stored) == other.bodies(before[id])
        assert [each.id for each in home.material(stored).exchanges] == [
            each.id for each in other.material(before[id]).exchanges
        ]
        assert stored.origin.source["snapshot_id"] == id
        told, said = home.info(stored), other.info(before[id])
        for one, two in zip(told["exchanges"], said["exchanges"], strict=True):
            assert ("request" in one) == ("request" in two)  # records of requests get new ids
            assert one | {"request": 0} == two | {"request": 0}
        for name in ("connections", "requests", "user_agent"):
            assert told[name] == said[name], name
        assert [each.websocket for each in home.material(stored).exchanges] == [
            each.websocket for each in other.material(before[id]).exchanges
        ]


def test_pages_that_a_package_of_ours_lists_are_those_captures(home, tmp_path):
    ours = capture(exchange("https://cited.example/", body=TEXT), seed=3, url="https://cited.example/")
    other = Home(tmp_path / "other")
    archive = WarcArchive(other.path, NoDigests())
    archive.append(ours)
    archive.close()
    (file,) = (other.path / "warcs").glob("*.warc.gz")
    pages = [
        {"id": ours.id, "url": "https://cited.example/", "ts": "2020-05-01T12:00:00Z"},
        {"id": "else", "url": "https://cited.example/gone", "ts": "2020-05-01T12:00:00Z"},
    ]
    imported = home.take(wacz({"archive/data.warc.gz": file.read_bytes()}, pages), "a.wacz")
    assert imported.snapshots == (ours.id,)
    assert [loss.message for loss in imported.lost] == [
        "the page https://cited.example/gone is listed, and not in the file"
    ]


class TestCommand:
    def run(self, *arguments: str) -> tuple[int, str, str]:
        result = CliRunner().invoke(program, arguments)
        return result.exit_code, result.stdout, result.stderr

    def test_json(self, home, tmp_path):
        (tmp_path / "f.warc.gz").write_bytes(PAGES[:-40])
        code, out, _ = self.run("import", str(tmp_path / "f.warc.gz"), "--home", str(home.path), "--json")
        document = json.loads(out)
        (file,) = document["files"]
        assert (code, document["schema_version"], file["pages"], file["already"]) == (3, 1, 4, 0)
        assert len(file["snapshots"]) == 4
        assert set(file["lost"][0]) == {"offset", "message", "records"}

    def test_lines_for_people(self, home, tmp_path):
        (tmp_path / "f.warc.gz").write_bytes(PAGES)
        code, out, talk = self.run("import", str(tmp_path / "f.warc.gz"), "--home", str(home.path))
        assert (code, "5 pages, 5 records" in out, talk.count("captured")) == (0, True, 5)

    def test_nothing_readable_is_an_integrity_failure(self, home, tmp_path):
        (tmp_path / "f.warc.gz").write_bytes(b"nothing")
        code, _, talk = self.run("import", str(tmp_path / "f.warc.gz"), "--home", str(home.path))
        assert (code, "offset 0" in talk) == (5, True)

    def test_a_missing_file_is_a_usage_error(self, home, tmp_path):
        code, _, _ = self.run("import", str(tmp_path / "none.warc"), "--home", str(home.path))
        assert code == 2


def test_secrets_of_requests_stay_in_their_record(home):
    home.take(
        per_record(answer(PAGE, TEXT), question(PAGE, "Cookie: sid=canary", "Authorization: Basic canary"))
    )
    stored = home.only()
    assert b"canary" in home.material(stored).exchanges[0].request_head
    assert "canary" not in json.dumps(home.info(stored))
    for index in (home.path / "warcs" / "index").iterdir():
        assert "canary" not in index.read_text()
