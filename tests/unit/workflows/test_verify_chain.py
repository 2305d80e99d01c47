"""An archive home held against its chain, and damage told by citation."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from snapshotter import durable
from snapshotter.chain import lists
from snapshotter.chain.checkpoints import Checkpoint
from snapshotter.chain.log import ChainLog
from snapshotter.chain.reading import chain_path, read
from snapshotter.errors import UsageError
from snapshotter.settings import FixitySettings, Settings
from snapshotter.signing import keys
from snapshotter.warc import cdxj
from snapshotter.wiring import checkpoints, reindex
from snapshotter.wiring.stores import opened_growth
from tests.unit.workflows.chained import Chained

AT = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)


def hits(found):
    return sorted((each.post, each.url[-2:], each.what, each.code) for each in found.damage)


def test_a_sound_archive_is_sound_and_all_of_it_is_in_the_chain(home):
    found = home.verified()
    assert [report.faults for report in found.reports] == [()] * 5
    assert [report.file for report in found.reports] == [
        "warcs/chain.jsonl",
        *sorted(path.name for path in home.files),
        "warcs/manifests/one.json",
        "warcs/manifests/two.json",
    ]
    assert found.damage == ()
    chain = read(chain_path(home.folder))
    for path in home.files:
        closed = chain.warcs[path.name]
        assert closed.size_bytes == path.stat().st_size
        assert lists.vouched(home.warcs, path.name, closed.root)


def test_every_record_is_in_the_list(home):
    kinds = [kind for kind, *_ in home.records(0)]
    assert kinds[0] == "warcinfo"
    assert {"request", "response", "resource", "metadata"} <= set(kinds)
    assert "revisit" in [kind for kind, *_ in home.records(1)]


@pytest.mark.parametrize(
    ("kind", "start", "what"),
    [
        ("response", "https://cited.example/1", [("one", "/1", "page")]),
        ("resource", "urn:view:https://cited.example/1", [("one", "/1", "view")]),
        ("resource", "urn:text:https://cited.example/1", [("one", "/1", "text")]),
        ("metadata", "urn:pageinfo:https://cited.example/1", [("one", "/1", "metadata")]),
        ("request", "https://cited.example/1", [("one", "/1", "request")]),
        (
            "response",
            "https://cited.example/logo.png",
            [("one", "/0", "sub-resource"), ("one", "/1", "sub-resource"), ("two", "/2", "sub-resource")],
        ),
    ],
)
def test_damage_is_told_by_citation_and_what_depends_on_it_is_hit_too(home, kind, start, what):
    offset = home.damage(0, kind, start)
    found = home.verified()
    assert hits(found) == [(*each, "record.damaged") for each in what]
    assert {each.offset for each in found.damage} == {offset}
    assert {each.file for each in found.damage} == {home.files[0].name}
    assert all(each.snapshot and each.citation for each in found.damage)


def test_a_payload_that_is_in_another_record_as_well_is_lost_to_its_own_capture_alone(home):
    first, length = home.place(0, "response", "https://cited.example/logo.png")
    elsewhere = home.folder.parent / "elsewhere.warc.gz"
    elsewhere.write_bytes(home.files[0].read_bytes()[first : first + length])
    shutil.copy(elsewhere, home.warcs / "put-here.warc.gz")
    home.damage(0, "response", "https://cited.example/logo.png")
    assert [hit[:3] for hit in hits(home.verified())] == [("one", "/0", "sub-resource")]


def test_a_file_that_is_cut_short(home):
    path = home.files[0]
    offset, _ = home.place(0, "response", "https://cited.example/1")
    path.write_bytes(path.read_bytes()[: offset + 5])
    found = home.verified()
    (report,) = (report for report in found.reports if report.file == path.name)
    told = [fault.code for fault in report.faults]
    assert told.count("chain.changed-record") == 1, "what is gone together is told together"
    assert {"record.torn", "chain.changed-file"} <= set(told)
    assert {hit[:3] for hit in hits(found)} == {
        ("one", "/1", what) for what in ("page", "view", "text", "metadata", "request", "sub-resource")
    }


def test_a_file_that_is_gone(home):
    home.files[0].unlink()
    found = home.verified()
    assert "chain.missing-file" in home.codes()
    assert {hit[:3] for hit in hits(found)} == {
        ("one", "/0", "page"),
        ("one", "/1", "page"),
        ("two", "/2", "sub-resource"),
    }
    assert all(each.offset is None for each in found.damage)


def test_a_record_that_was_exchanged_for_another_sound_one(home):
    """Nothing but the chain can tell: lengths and digests of the file itself are all in order."""
    path, twin = home.files[0], home.files[1]
    mine, length = home.place(0, "response", "https://cited.example/1")
    theirs, other = home.place(1, "response", "https://cited.example/2")
    data = path.read_bytes()
    put = twin.read_bytes()[theirs : theirs + other]
    path.write_bytes(data[:mine] + put + data[mine + length :])
    assert "chain.changed-record" in home.codes()
    assert "record.damaged" not in home.codes()


def test_a_whole_archive_that_was_made_anew_is_told_by_a_checkpoint(home, tmp_path):
    growth = ChainLog(home.folder)
    known = Checkpoint(growth.id, growth.entries, growth.last_head, AT)
    assert home.codes(checkpoints=(known.text,)) == []
    shutil.rmtree(home.folder)
    again = Chained(home.folder)
    assert again.codes() == []
    assert again.codes(checkpoints=(known.text,)) == ["chain.other"]


def test_a_chain_that_was_put_back_is_told_by_a_checkpoint(home, tmp_path):
    old = tmp_path / "old"
    shutil.copytree(home.folder, old)
    home.add("three", 3)
    growth = ChainLog(home.folder)
    known = Checkpoint(growth.id, growth.entries, growth.last_head, AT)
    (tmp_path / "known.txt").write_text(f"Seen on my site:\n\n{known.text}\nThat is all.\n")
    assert home.codes(checkpoints=(str(tmp_path / "known.txt"),)) == []
    shutil.rmtree(home.folder)
    shutil.copytree(old, home.folder)
    assert home.codes(checkpoints=(known.text,)) == ["chain.rolled-back"]
    home.growth = ChainLog(home.folder)
    home.manifests._growth = home.growth
    home.add("four", 4).add("five", 5)
    assert home.codes(checkpoints=(known.text,)) == ["chain.rolled-back"], "longer, and another"


def test_a_manifest_that_a_person_changed_is_legal_and_seen(home):
    path = home.manifest_path("one")
    path.write_text(path.read_text().replace("As a source says.", "As a source said."))
    found = home.verified()
    assert home.codes() == ["chain.manifest-changed"]
    assert all(report.is_valid for report in found.reports)


def test_a_manifest_that_is_gone_or_new_or_no_manifest(home):
    path = home.manifest_path("one")
    data = path.read_bytes()
    path.unlink()
    assert home.codes() == ["chain.missing-manifest"]
    path.write_bytes(data[:-20])
    assert home.codes() == ["chain.manifest-changed", "manifest.invalid"]
    path.write_bytes(data)
    home.manifest_path("new").write_bytes(data)
    assert home.codes() == ["chain.unlisted"]


def test_a_manifest_that_was_announced_and_not_written_is_put_in_its_place_by_the_next_run(home):
    path = home.manifest_path("two")
    before = path.read_bytes()
    home.add("two", 3)
    after = path.read_bytes()
    path.rename(durable.waiting(path))
    path.write_bytes(before)
    assert home.codes() == ["chain.unwritten"]
    told = []
    opened_growth(home.folder, told.append)
    assert "announced and not yet in its place" in told[0]
    assert path.read_bytes() == after
    assert home.codes() == []


def test_an_index_or_a_list_that_was_changed(home):
    index = home.warcs / "index" / f"{home.files[0].name}.cdxj"
    data = index.read_bytes()
    index.write_bytes(data.replace(b"cited.example/1", b"cited.example/9"))
    assert home.codes() == ["chain.index-changed"]
    index.write_bytes(data)
    path = lists.list_path(home.warcs, home.files[0].name)
    path.write_bytes(path.read_bytes()[:-10])
    assert home.codes() == ["chain.records"]
    home.flip(home.files[0], home.files[0].stat().st_size - 30)
    assert {"chain.records", "chain.changed-file"} <= set(home.codes())


def test_a_chain_that_was_taken_away_is_missed(home):
    chain_path(home.folder).unlink()
    assert home.codes() == ["chain.missing"]
    assert not all(report.is_valid for report in home.verified().reports)


def test_an_archive_from_before_is_told_and_entered_by_the_next_run(tmp_path):
    home = Chained(tmp_path / "home", with_chain=False)
    assert home.codes() == ["chain.missing"]
    assert all(report.is_valid for report in home.verified().reports)
    told = []
    opened_growth(home.folder, told.append)
    assert len(told) == 3
    assert home.codes() == []
    chain = read(chain_path(home.folder))
    assert all(closed.adopted for closed in chain.warcs.values())
    assert len(chain.warcs) == len(chain.manifests) == 2
    again = []
    opened_growth(home.folder, again.append)
    assert again == []


def test_a_damaged_file_is_not_entered_as_it_is(tmp_path):
    home = Chained(tmp_path / "home", with_chain=False)
    (path, _) = sorted(home.warcs.glob("*.warc.gz"))
    home.flip(path, path.stat().st_size // 2)
    opened_growth(home.folder, lambda _: None)
    assert len(read(chain_path(home.folder)).warcs) == 1
    assert "chain.unlisted" in home.codes()
    home.flip(path, path.stat().st_size // 2)
    told = []
    opened_growth(home.folder, told.append)
    assert told == [], "it was looked at, and is not read by every run"
    opened_growth(home.folder, told.append, again=True)
    assert home.codes() == []


def test_an_index_that_is_made_anew_is_entered(home, monkeypatch):
    """As one of a later program: other lines, and the same records."""
    real = cdxj._line
    monkeypatch.setattr(cdxj, "_line", lambda record, method: real(record, method).replace('"url"', '"u"'))
    reindex(home.folder, Settings())
    assert "chain.index-changed" not in home.codes()
    chain = read(chain_path(home.folder))
    assert chain.faults == []
    assert all(closed.index_digest for closed in chain.warcs.values())


def test_a_manifest_is_held_against_files_that_a_scrub_passes_over(home):
    assert home.codes() == []
    path = home.manifest_path("one")
    at = home.stored[0].main
    path.write_text(path.read_text().replace(at.digest[10:30], at.digest[10:30][::-1]))
    assert home.codes(scrub=True) == ["chain.manifest-changed", "manifest.mismatch"]


def test_a_file_that_was_put_into_the_folder_is_entered_by_the_next_run(home):
    data = home.files[0].read_bytes()
    (home.warcs / "from-a-friend.warc.gz").write_bytes(data)
    assert "chain.unlisted" in home.codes()
    opened_growth(home.folder, lambda _: None)
    assert "chain.unlisted" not in home.codes()


def test_a_lost_list_is_made_again_only_where_the_file_is_still_the_same(home):
    first, second = (lists.list_path(home.warcs, path.name) for path in home.files)
    data = first.read_bytes()
    first.unlink()
    second.unlink()
    home.flip(home.files[1], home.files[1].stat().st_size // 2)
    opened_growth(home.folder, lambda _: None)
    assert first.read_bytes() == data
    assert second.read_bytes() == b"", "it was looked at"
    assert len(read(chain_path(home.folder)).warcs) == 2


def test_a_post_alone_is_held_against_the_chain_too(home):
    home.damage(1, "response", "https://cited.example/2")
    assert home.codes("one") == []
    assert "record.damaged" in home.codes("two")


def test_a_post_is_not_taken_for_a_folder_of_its_name(home, tmp_path, monkeypatch):
    (tmp_path / "one").mkdir()
    monkeypatch.chdir(tmp_path)
    assert home.codes("one") == []


@pytest.mark.parametrize("name", ["warcs", "second-copy"])
def test_a_copy_elsewhere_is_verified_by_itself(home, tmp_path, name):
    copy = tmp_path / "disk" / name
    shutil.copytree(home.warcs, copy)
    assert home.codes(copy) == []
    (copy / home.files[0].name).unlink()
    assert "chain.missing-file" in home.codes(copy)
    assert home.codes() == []
    with pytest.raises(UsageError, match="no copy of an archive"):
        home.codes(tmp_path)


def test_a_scrub_passes_over_what_was_found_sound(home):
    home.codes()
    found = home.verified(scrub=True)
    read_again = [report.file for report in found.reports if report.file.endswith(".gz") and report.records]
    assert read_again == []
    home.damage(0, "response", "https://cited.example/1")
    found = home.verified(scrub=True)
    assert {report.file for report in found.reports if report.file.endswith(".gz") and report.records} == {
        home.files[0].name
    }
    assert hits(found) == [("one", "/1", "page", "record.damaged")]
    again = home.verified(scrub=True)
    assert hits(again) == hits(found), "what is damaged is read every time"


async def given(home, **fixity):
    settings = replace(Settings(), fixity=FixitySettings(**fixity))
    told = []
    return await checkpoints.checkpoint(
        home.folder, settings, take_edited=False, output=None, watch=told.append
    )


async def test_a_checkpoint_is_signed_and_held_against_keys(home, tmp_path):
    key = tmp_path / "keys" / "key.pem"
    found = await given(home, sign=True, key=str(key))
    assert found.key_was_made
    public = keys.signer(key).public_key
    (tmp_path / "keys.txt").write_text(f"# mine\n{public}\n")
    text = found.checkpoint.text
    assert home.codes(checkpoints=(text,), keys=(public,)) == []
    assert home.codes(checkpoints=(text,), keys=(str(tmp_path / "keys.txt"),)) == []
    assert home.codes(keys=("AAAA",)) == ["chain.other-key", "chain.untrusted"]
    remarks = [remark for report in home.verified().reports for remark in report.remarks]
    assert any(public in remark for remark in remarks)


async def test_a_checkpoint_that_was_changed_is_told(home, tmp_path):
    text = (await given(home, sign=True, key=str(tmp_path / "key.pem"))).checkpoint.text
    later = text.replace(" at 2026", " at 2025").replace("\nat 20", "\nat 19")
    assert home.codes(checkpoints=(later,)) == ["chain.signature"]
    with pytest.raises(UsageError, match="neither a file with a checkpoint nor one"):
        home.codes(checkpoints=(text.replace("entries", "entry"),))


async def test_a_checkpoint_of_another_state_in_the_chain_is_told(home):
    growth = ChainLog(home.folder)
    growth.noted(Checkpoint(growth.id, growth.entries - 1, growth.last_head, AT).text)
    growth.noted("no checkpoint at all")
    assert home.codes() == ["chain.checkpoint"]


async def test_edited_manifests_are_told_and_entered_on_request(home):
    path = home.manifest_path("one")
    path.write_text(path.read_text().replace("As a source says.", "As a source said."))
    home.manifest_path("two").unlink()
    found = await given(home)
    assert (found.edited, found.taken_in) == (("one", "two"), False)
    assert home.codes() == ["chain.manifest-changed", "chain.missing-manifest"]
    taken = await checkpoints.checkpoint(
        home.folder, Settings(), take_edited=True, output=None, watch=lambda _: None
    )
    assert taken.edited == ("one", "two")
    assert home.codes() == []


async def test_a_manifest_that_is_none_any_more_is_not_entered(home):
    home.manifest_path("one").write_text("{")
    await checkpoints.checkpoint(home.folder, Settings(), take_edited=True, output=None, watch=lambda _: None)
    assert "manifest.invalid" in home.codes()
    assert "chain.manifest-changed" in home.codes()


async def test_a_checkpoint_of_nothing(tmp_path):
    with pytest.raises(UsageError, match="no archive here"):
        await checkpoints.checkpoint(
            tmp_path, Settings(), take_edited=False, output=None, watch=lambda _: None
        )


@pytest.mark.parametrize("name", ["a crawl.warc.gz", "-odd.warc.gz", "x\n.warc.gz"])
def test_a_file_of_any_name_spoils_no_chain(home, name):
    (home.warcs / name).write_bytes(home.files[0].read_bytes())
    (home.warcs / "manifests" / "a\nb.json").write_bytes(home.manifest_path("one").read_bytes())
    opened_growth(home.folder, lambda _: None)
    home.manifests.save(home.manifests.load("a\nb"))
    assert opened_growth(home.folder, lambda _: None).exists
    assert read(chain_path(home.folder)).faults == []


@pytest.mark.parametrize("known", [{"checkpoints": ("snapshotter checkpoint 1",)}, {"keys": ("AAAA",)}])
def test_files_alone_are_held_against_no_chain_and_that_is_said(home, known):
    with pytest.raises(UsageError, match="only files are named"):
        home.verified(home.files[0], **known)


@pytest.mark.parametrize("digest", ['["x"]', "{}", "Infinity"])
def test_an_index_and_a_manifest_of_any_content_end_no_check(home, digest):
    index = home.warcs / "index" / f"{home.files[0].name}.cdxj"
    lines = index.read_text().splitlines()
    broken = [f'a 1 {{"offset": {offset}, "digest": {digest}}}' for offset in ("0", "Infinity", "[]")]
    revisit = f'a 1 {{"offset": 5, "digest": {digest}, "mime": "warc/revisit"}}'
    index.write_text("\n".join([*lines, *broken, revisit, ""]))
    home.flip(home.files[0], 20)
    home.damage(0, "response", "https://cited.example/1")
    path = home.manifest_path("two")
    path.write_text(
        path.read_text().replace('"citations": [\n    {', '"citations": [\n    {\n      "audits": 7,', 1)
    )
    assert '"audits": 7' in path.read_text()
    assert hits(home.verified())


def test_a_file_that_the_disk_does_not_give_out_keeps_no_other_from_being_read(home):
    home.files[0].unlink()
    home.files[0].mkdir()
    home.damage(1, "response", "https://cited.example/2")
    assert {"file.unreadable", "record.damaged"} <= set(home.codes())
    assert ("one", "/0", "page", "file.unreadable") in hits(home.verified())


@pytest.mark.parametrize(
    "name", ["a.warc.gz", "chain.jsonl", "verified.jsonl", "index/a.cdxj", "manifests/a.json"]
)
def test_a_copy_with_a_pipe_or_a_device_is_not_read_for_ever(home, tmp_path, name):
    for make in (os.mkfifo, lambda path: path.symlink_to("/dev/zero")):
        (home.warcs / name).unlink(missing_ok=True)
        make(home.warcs / name)
        with pytest.raises(UsageError, match="a pipe or a device"):
            home.verified(home.folder)
        with pytest.raises(UsageError, match="a pipe or a device"):
            home.restored(home.folder, rehearse=True)


def test_a_copy_under_another_name_leaves_nothing_behind(home, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    home.warcs.rename(tmp_path / "second-copy")
    assert all(report.is_valid for report in home.verified(tmp_path / "second-copy").reports)
    assert not list(tmp_path.glob("snapshotter-*"))
    assert (tmp_path / "second-copy" / "chain.jsonl").exists()
