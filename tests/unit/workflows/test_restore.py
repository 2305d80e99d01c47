"""What is damaged or missing put back from copies: byte for byte, and nothing else."""

from __future__ import annotations

import io
import random
import shutil
import zlib
from contextlib import contextmanager
from pathlib import Path

import pytest

from snapshotter.chain.log import ChainLog
from snapshotter.chain.reading import chain_path
from snapshotter.errors import UsageError, WriteFailed
from snapshotter.manifest.store import ManifestFiles
from snapshotter.warc.recovery import recover
from snapshotter.workflows.replacing import Replacing, of_bytes
from snapshotter.workflows.restoring import LeftAlone, Unmended
from tests.unit.wacz.homes import Home


@pytest.fixture
def copy(home, tmp_path):
    folder = tmp_path / "copy"
    shutil.copytree(home.folder, folder)
    return folder


@pytest.fixture
def before(home):
    return home.contents()


def is_as_before(home, before):
    assert home.contents() == before
    assert home.codes() == []


@pytest.mark.parametrize(
    ("kind", "start"),
    [
        ("warcinfo", ""),
        ("response", "https://cited.example/1"),
        ("response", "https://cited.example/logo.png"),
        ("request", "https://cited.example/0"),
        ("resource", "urn:view:https://cited.example/1"),
        ("resource", "urn:text:https://cited.example/0"),
        ("metadata", "urn:pageinfo:https://cited.example/1"),
    ],
)
def test_a_damaged_record_comes_back(home, copy, before, kind, start):
    home.damage(0, kind, start)
    (done,) = home.restored(copy)
    assert (done.file, done.what) == (home.files[0].name, "file")
    is_as_before(home, before)


def test_records_come_back_from_copies_that_are_damaged_themselves(home, copy, before, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(copy, other)
    first, length = home.place(0, "response", "https://cited.example/1")
    second, size = home.place(0, "request", "https://cited.example/0")
    home.damage(0, "response", "https://cited.example/1")
    home.flip(home.files[0], second + size // 2)
    home.flip(copy / "warcs" / home.files[0].name, first + length // 2)
    home.flip(other / "warcs" / home.files[0].name, second + size // 2)
    assert any(isinstance(each, Unmended) for each in home.restored(copy, rehearse=True))
    (done,) = home.restored(copy, other)
    assert (done.what, done.records) == ("records", 2)
    is_as_before(home, before)


def test_a_file_that_is_gone_or_cut_short_or_longer(home, copy, before):
    first, second = home.files
    first.unlink()
    second.write_bytes(second.read_bytes()[:300])
    assert [each.what for each in home.restored(copy)] == ["file", "file"]
    is_as_before(home, before)
    second.write_bytes(second.read_bytes() + b"something more")
    (done,) = home.restored(copy)
    assert done.what == "file"
    is_as_before(home, before)


def test_trailing_bytes_need_no_copy(home, before, tmp_path):
    path = home.files[0]
    path.write_bytes(path.read_bytes() + b"something more")
    empty = tmp_path / "empty.warc.gz"
    empty.write_bytes(b"")
    (done,) = home.restored(empty)
    assert (done.what, done.records) == ("records", 0)
    is_as_before(home, before)


def test_everything_at_once(home, copy, before):
    home.damage(0, "response", "https://cited.example/0")
    home.files[1].unlink()
    home.manifest_path("one").write_bytes(b"{")
    home.manifest_path("two").unlink()
    for path in home.warcs.glob("index/*"):
        path.unlink()
    chain = chain_path(home.folder)
    chain.write_bytes(chain.read_bytes()[:-40])
    (home.warcs / "catalogue.sqlite").unlink()
    rehearsed = home.restored(copy, rehearse=True)
    assert home.contents() != before
    done = home.restored(copy)
    assert [(each.file, each.what) for each in rehearsed] == [(each.file, each.what) for each in done]
    assert sorted({each.what for each in done}) == ["chain", "file", "index", "list", "manifest"]
    is_as_before(home, before)
    assert (home.warcs / "catalogue.sqlite").exists()


def test_a_home_that_is_lost_whole(home, copy, before):
    shutil.rmtree(home.folder)
    home.restored(copy)
    is_as_before(home, before)


def test_a_sound_archive_is_left_alone(home, copy, before):
    assert home.restored(copy) == ()
    is_as_before(home, before)


@pytest.mark.parametrize("seed", range(6))
def test_random_damage_anywhere_comes_back(home, copy, before, seed):
    rng = random.Random(seed)
    paths = [home.folder / name for name in sorted(before) if "manifests" not in name]
    for path in rng.sample(paths, 3):
        data = bytearray(path.read_bytes())
        kind = rng.randrange(4)
        at = rng.randrange(len(data) - 1)
        if kind == 0:
            path.unlink()
            continue
        if kind == 1:
            data[at:] = b""
        elif kind == 2:
            data[at : at + rng.randrange(2000)] = b"\0" * min(700, len(data) - at)
        for _ in range(5):
            data and data.__setitem__(rng.randrange(len(data)), rng.randrange(256))
        path.write_bytes(data)
    outcomes = home.restored(copy)
    assert not [each for each in outcomes if isinstance(each, Unmended)]
    is_as_before(home, before)


async def test_records_come_back_from_an_export(home, before, tmp_path):
    exporting = Home(home.folder).exporting("one")
    exported = await exporting.one("one", tmp_path / "one.wacz")
    exporting.stored.release()
    home.damage(0, "response", "https://cited.example/1")
    home.damage(0, "request", "https://cited.example/0")
    home.damage(0, "resource", "urn:view:https://cited.example/1")
    home.damage(0, "metadata", "urn:pageinfo:https://cited.example/0")
    (done,) = home.restored(exported.path)
    assert (done.what, done.records) == ("records", 4)
    is_as_before(home, before)


async def test_what_an_export_has_of_a_file_that_is_gone(home, before, tmp_path):
    """The rest keeps its places, so that everything that points into the file is right again."""
    exporting = Home(home.folder).exporting("two")
    exported = await exporting.one("two", tmp_path / "two.wacz")
    exporting.stored.release()
    path = home.files[1]
    data = path.read_bytes()
    path.unlink()
    done, unmended = home.restored(exported.path)
    assert (done.file, done.what, unmended.file) == (path.name, "records", path.name)
    lost = [(at, at + length) for at, length in unmended.places]
    assert [kind for kind, _, at, _ in home.records(1) if at in dict(lost)] == ["revisit"]
    restored = path.read_bytes()
    assert len(restored) == len(data)
    for start, end in lost:
        assert restored[start:end] == bytes(end - start)
        data = data[:start] + bytes(end - start) + data[end:]
    assert restored == data
    assert {each.what for each in home.verified().damage} == {"sub-resource"}


def test_a_record_that_another_tool_has_packed_anew(home, before, tmp_path):
    path = home.files[0]
    offset, length = home.place(0, "response", "https://cited.example/1")
    plain = zlib.decompress(path.read_bytes()[offset : offset + length], 31)
    packer = zlib.compressobj(1, wbits=31)
    other = tmp_path / "other.warc.gz"
    other.write_bytes(packer.compress(plain) + packer.flush())
    home.damage(0, "response", "https://cited.example/1")
    (done,) = home.restored(other)
    assert (done.what, done.records) == ("records", 1)
    is_as_before(home, before)


def test_what_no_copy_has_is_told_and_the_damaged_file_kept_until_it_is_mended(home, copy, before):
    first, _ = home.place(0, "response", "https://cited.example/0")
    home.damage(0, "response", "https://cited.example/0")
    (other, length) = home.place(0, "response", "https://cited.example/logo.png")
    home.flip(home.files[0], other + length // 2)
    damaged = home.files[0].read_bytes()
    home.flip(copy / "warcs" / home.files[0].name, other + 40)
    done, unmended = home.restored(copy)
    assert (done.what, done.records) == ("records", 1)
    assert unmended.places == ((other, length),)
    (kept,) = home.warcs.glob("*.damaged-*")
    assert kept.read_bytes() == damaged
    assert {each.offset for each in home.verified().damage} == {other}
    home.flip(copy / "warcs" / home.files[0].name, other + 40)
    (done,) = home.restored(copy)
    assert done.what == "file"
    is_as_before(home, before)
    assert first != other


def test_a_manifest_that_a_person_changed_is_left_alone_unless_asked_for(home, copy, before):
    path = home.manifest_path("one")
    path.write_text(path.read_text().replace("As a source says.", "As a source said."))
    (left,) = home.restored(copy)
    assert isinstance(left, LeftAlone)
    (done,) = home.restored(copy, manifests=True)
    assert done.what == "manifest"
    (kept,) = home.warcs.glob("manifests/*.damaged-*")
    assert b"As a source said." in kept.read_bytes()
    kept.unlink()
    is_as_before(home, before)


def test_a_manifest_that_points_beside_its_records_is_damaged(home, copy, before):
    path = home.manifest_path("one")
    at = home.stored[0].main
    path.write_text(path.read_text().replace(at.digest[10:30], at.digest[10:30][::-1]))
    (done,) = home.restored(copy)
    assert done.what == "manifest"
    home.manifests.load("one")


def test_a_chain_that_is_gone_comes_back_with_what_it_vouches_for(home, copy, before):
    chain_path(home.folder).unlink()
    home.damage(1, "response", "https://cited.example/2")
    assert [each.what for each in home.restored(copy)] == ["chain", "file"]
    is_as_before(home, before)


def test_a_copy_that_is_ahead_brings_the_rest(home, copy, tmp_path):
    home.add("three", 3)
    after = home.contents()
    shutil.rmtree(home.folder)
    newer = home.folder
    shutil.copytree(copy, newer)
    ahead = tmp_path / "ahead"
    for name, data in after.items():
        (ahead / name).parent.mkdir(parents=True, exist_ok=True)
        (ahead / name).write_bytes(data)
    home.restored(ahead)
    is_as_before(home, after)


def test_what_is_no_copy_is_refused(home, tmp_path):
    (tmp_path / "bad.wacz").write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(UsageError, match="no copy that can be read"):
        home.restored(tmp_path / "bad.wacz")
    with pytest.raises(UsageError, match="no copy of an archive"):
        home.restored(tmp_path)


def test_bytes_that_are_not_the_promised_ones_replace_nothing(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"old")
    with pytest.raises(WriteFailed, match="expected"):
        Replacing().replace(path, of_bytes(b"new"), "sha256:" + "0" * 64)
    assert [each.name for each in tmp_path.iterdir()] == ["a"]
    assert path.read_bytes() == b"old"


def test_an_interrupted_replacement_loses_nothing(tmp_path, monkeypatch):
    """Whatever it is broken off by: one of the names has the old file, or the new one."""
    path = tmp_path / "a"
    path.write_bytes(b"old")

    class Killed(BaseException):
        pass

    def killed(*_):
        raise Killed

    monkeypatch.setattr("pathlib.Path.replace", killed)
    with pytest.raises(Killed):
        Replacing().replace(path, of_bytes(b"new"))
    assert path.read_bytes() == b"old"


def test_manifests_can_be_read_after_all_of_that(home, copy):
    home.manifest_path("one").unlink()
    home.restored(copy)
    assert ManifestFiles(home.folder).load("one").slug == "one"


def test_a_whole_chain_is_not_given_up_for_one_that_went_on_otherwise(home, copy):
    other = ChainLog(copy)
    for number in range(9):
        other.noted(str(number))
    home.add("three", 3)
    mine = home.contents()
    (left,) = home.restored(copy)
    assert (left.file, isinstance(left, LeftAlone)) == ("warcs/chain.jsonl", True)
    is_as_before(home, mine)


def test_a_damaged_file_that_had_not_got_its_name_yet_does_not_come_back(home, copy, before):
    """A run was killed right before the end of closing it, and the disk has failed since."""
    path = home.files[0]
    home.damage(0, "response", "https://cited.example/1")
    path.rename(path.with_name(f"{path.name}.open"))
    (done,) = home.restored(copy)
    assert done.what == "file"
    assert recover(home.folder, ChainLog(home.folder)) == []
    is_as_before(home, before)


def test_what_the_disk_does_not_give_out_comes_back_too(home, copy, before, monkeypatch):
    """One sector of each file is bad, here and in the copy."""
    path = home.files[0]
    here, _ = home.place(0, "response", "https://cited.example/1")
    there, _ = home.place(0, "request", "https://cited.example/0")
    bad = {path: here, copy / "warcs" / path.name: there}
    with failing(monkeypatch, bad):
        (done,) = home.restored(copy)
    assert (done.what, done.records) == ("records", 1)
    is_as_before(home, before)


def test_a_copy_that_its_disk_does_not_give_out_keeps_no_other_from_being_asked(
    home, before, tmp_path, monkeypatch
):
    path = home.files[0]
    bad, good = (tmp_path / name for name in ("bad.warc.gz", "good.warc.gz"))
    for other in (bad, good):
        shutil.copy(path, other)
    home.damage(0, "response", "https://cited.example/1")
    with failing(monkeypatch, {bad: 10}):
        (done,) = home.restored(bad, good)
    assert (done.what, done.records) == ("records", 1)
    is_as_before(home, before)


@contextmanager
def failing(monkeypatch, bad):
    """Files with a byte each that cannot be read, for as long as they are the same files."""
    real, nodes = Path.open, {each: each.stat().st_ino for each in bad}

    def opened(self, *arguments, **more):
        file = real(self, *arguments, **more)
        return Bad(file, bad[self]) if self in bad and self.stat().st_ino == nodes[self] else file

    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", opened)
        yield


class Bad(io.BufferedReader):
    """A file with a byte that cannot be read."""

    def __init__(self, file, at):
        super().__init__(file.detach())
        self._at = at

    def read(self, size=-1):
        begin = self.tell()
        data = super().read(size)
        if begin <= self._at < begin + len(data):
            raise OSError(5, "Input/output error")
        return data

    def readinto(self, buffer):
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)
