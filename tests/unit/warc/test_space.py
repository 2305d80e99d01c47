"""How much may still be written, and files on a disk that really is full."""

from __future__ import annotations

import pytest

from snapshotter import durable
from snapshotter.catalogue import Sources, open_catalogue
from snapshotter.errors import ArchiveError, WriteFailed
from snapshotter.manifest import audits
from snapshotter.warc import reader
from snapshotter.warc.archive import WarcArchive
from snapshotter.warc.members import walk
from snapshotter.warc.recovery import recover
from snapshotter.warc.space import ArchiveSpace
from tests.awkward import NOISE
from tests.builders import PAGE, NoDigests, capture, exchange
from tests.full_disk import Ballast, small_disk

MEGABYTE = 1 << 20


@pytest.fixture
def disk(tmp_path):
    with small_disk(tmp_path / "disk", 3 * MEGABYTE) as folder:
        yield folder


def big(seed):
    """Half a megabyte that is like no other."""
    body = b"%d" % seed + NOISE * 2 + NOISE[: 100_000 + seed]
    return capture(exchange(f"{PAGE}&{seed}", seed=seed, body=body), seed=seed)


def test_no_limit_is_never_short(tmp_path):
    assert ArchiveSpace(tmp_path, free=lambda folder: 0).shortage() is None


def test_a_disk_that_has_too_little(tmp_path):
    space = ArchiveSpace(tmp_path / "new", min_free_bytes=5_000_000, free=lambda folder: 4_000_000)
    shortage = space.shortage()
    assert shortage.missing_bytes == 1_000_000
    assert "4,000,000 bytes left" in shortage.what
    assert "min_free_bytes is 5,000,000" in shortage.what
    assert str(tmp_path / "new" / "warcs") in shortage.what
    assert ArchiveSpace(tmp_path, min_free_bytes=5, free=lambda folder: 5).shortage() is None


def test_the_disk_that_is_asked_is_the_archives_own(tmp_path):
    asked = []
    ArchiveSpace(tmp_path / "a/b", min_free_bytes=1, free=lambda folder: asked.append(folder) or 9).shortage()
    (tmp_path / "warcs").mkdir()
    ArchiveSpace(tmp_path, min_free_bytes=1, free=lambda folder: asked.append(folder) or 9).shortage()
    assert asked == [tmp_path, tmp_path / "warcs"]


def test_an_archive_that_has_grown_too_large(tmp_path):
    folder = tmp_path / "warcs" / "index"
    folder.mkdir(parents=True)
    (folder / "a").write_bytes(bytes(600))
    (tmp_path / "warcs" / "b.warc.gz").write_bytes(bytes(500))
    shortage = ArchiveSpace(tmp_path, max_bytes=1000).shortage()
    assert (shortage.missing_bytes, "max_bytes is 1,000" in shortage.what) == (100, True)
    assert ArchiveSpace(tmp_path, max_bytes=1100).shortage() is None


def test_a_large_archive_is_not_added_up_all_the_time(tmp_path):
    now = iter((0.0, 2.0, 10.0, 41.9, 42.0, 42.0))
    (tmp_path / "warcs").mkdir()
    space = ArchiveSpace(tmp_path, max_bytes=10, clock=lambda: next(now))
    assert space.shortage() is None
    (tmp_path / "warcs" / "a").write_bytes(bytes(11))
    assert [space.shortage() is None for _ in range(3)] == [True, True, False]


def test_a_full_disk_refuses_a_capture_and_takes_it_when_there_is_room(disk):
    catalogue = open_catalogue(disk, sources=Sources(reader.stored_in, audits))
    archive, ballast = WarcArchive(disk, catalogue), Ballast(disk)
    stored = [archive.append(big(0))]
    ballast.fill(but_bytes=200_000)

    with pytest.raises(WriteFailed, match="No space left on device") as caught:
        archive.append(big(1))
    assert durable.is_full(caught.value)
    ballast.drop()
    stored.append(archive.append(big(1)))
    archive.close()
    catalogue.close()

    (path,) = reader.warc_files(disk)
    assert list(reader.stored_captures(path)) == stored
    assert all(member.problem is None for member in walk(path))


def test_a_full_disk_at_the_first_record_leaves_no_file(disk):
    archive, ballast = WarcArchive(disk, NoDigests()), Ballast(disk)
    (disk / "warcs").mkdir()
    ballast.fill()
    with pytest.raises(WriteFailed):
        archive.append(big(1))
    assert list((disk / "warcs").iterdir()) == []
    ballast.drop()
    assert archive.append(big(1)).records > 2
    archive.close()


def test_a_capture_is_stored_though_there_is_no_room_for_an_index(disk, monkeypatch):
    """The file is full, and so is the disk: the capture is in, its file is closed later."""
    archive = WarcArchive(disk, NoDigests(), max_file_bytes=10_000)

    def no_room(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("snapshotter.warc.openfile.cdxj.write_index", no_room)
        first = archive.append(big(0))
        second = archive.append(big(1))
        with pytest.raises(WriteFailed, match="No space left"):
            archive.close()
    assert first.page_info.file != second.page_info.file
    assert len(list((disk / "warcs").glob("*.open"))) == 2
    archive.close()

    assert [next(reader.stored_captures(path)) for path in reader.warc_files(disk)] == [first, second]
    assert not list((disk / "warcs").glob("*.open"))
    assert len(list((disk / "warcs/index").iterdir())) == 2
    assert recover(disk) == []


def test_a_full_disk_refuses_the_catalogue_and_takes_it_when_there_is_room(disk):
    catalogue = open_catalogue(disk, sources=Sources(reader.stored_in, audits))
    archive, ballast = WarcArchive(disk, NoDigests()), Ballast(disk)
    stored = [archive.append(capture(seed=seed, title="long " * 4000)) for seed in range(40)]
    archive.close()
    ballast.fill()

    def commit_all():
        for one in stored:
            catalogue.commit(one)

    with pytest.raises(ArchiveError) as caught:  # at one of them; the first may still fit
        commit_all()
    assert durable.is_full(caught.value)
    ballast.drop()
    commit_all()

    assert sorted(one.id for one in catalogue.captures()) == sorted(one.id for one in stored)
    catalogue.close()
