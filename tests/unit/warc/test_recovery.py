"""After a crash: every whole record, and never a torn one."""

from __future__ import annotations

import contextlib
import gzip
import io
import random
import shutil

import pytest

from snapshotter.warc import reader
from snapshotter.warc.archive import WarcArchive
from snapshotter.warc.lock import Owner
from snapshotter.warc.members import MAGIC, walk
from snapshotter.warc.recovery import recover, reindex_file
from tests.awkward import NOISE, awkward_capture
from tests.builders import PAGE, NoDigests, capture, exchange, failed


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The bytes of a file with several captures, and what was stored."""
    home = tmp_path_factory.mktemp("written")
    archive = WarcArchive(home, NoDigests())
    captures = (
        failed(),
        capture(exchange(PAGE, body=NOISE[:3000]), seed=1),
        capture(exchange(f"{PAGE}&c=2", seed=2), seed=2, artefacts=()),
        failed(3),
    )
    stored = [archive.append(one) for one in captures]
    archive.close()
    (path,) = reader.warc_files(home)
    (index,) = (home / "warcs/index").iterdir()
    return path.name, path.read_bytes(), stored, index.read_bytes()


def crashed(home, name, data):
    """An archive home as a dead writer leaves it."""
    warcs = home / "warcs"
    shutil.rmtree(warcs, ignore_errors=True)
    warcs.mkdir(parents=True)
    (warcs / f"{name}.open").write_bytes(data)
    return warcs / name


def is_valid(path):
    """What ``warcio check`` says, in this process."""
    from argparse import Namespace

    from warcio.checker import Checker

    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as talk:
        result = Checker(Namespace(inputs=[str(path)], verbose=False)).process_all()
    return result == 0 and not talk.getvalue()


def ends(data, tmp_path):
    path = tmp_path / "whole.warc.gz"
    path.write_bytes(data)
    return [member.offset + member.length for member in walk(path)]


def test_a_cut_at_any_place_loses_no_whole_record(tmp_path, written):
    name, data, stored, _ = written
    boundaries = ends(data, tmp_path)
    near = {end + step for end in boundaries for step in (-9, -1, 0, 1, 2, 3, 12)}
    some = set(random.Random(1).sample(range(len(data)), 120))
    checked = 0
    for cut in sorted(one for one in near | some if 0 <= one <= len(data)):
        path = crashed(tmp_path, name, data[:cut])
        kept = [end for end in boundaries if end <= cut]
        (result,) = recover(tmp_path)
        assert (result.records, result.dropped_bytes) == (len(kept), cut - max(kept, default=0)), cut
        assert not list(path.parent.glob("*.open"))
        if kept:
            assert path.read_bytes() == data[: kept[-1]]
            assert is_valid(path)
            whole = [one for one in stored if one.page_info.offset + one.page_info.length <= cut]
            assert list(reader.stored_captures(path)) == whole
            checked += 1
        else:
            assert not path.exists()
    assert checked > 100


@pytest.mark.parametrize("command", ["import", "rescue", "archive"])
def test_what_an_import_had_not_finished_comes_again_and_is_not_kept(tmp_path, written, command):
    """Else it would be there twice, under the same record ids.  Of an own capture it is evidence."""
    name, data, stored, _ = written
    end = stored[-1].page_info.offset
    path = crashed(tmp_path, name, data[: end + 5])
    before = stored[-2].page_info
    (result,) = recover(tmp_path, killed=Owner(1, "here", command, "2026-03-01T12:00:00Z"))
    kept = end if command == "archive" else before.offset + before.length
    assert path.stat().st_size == kept
    assert result.dropped_bytes == end + 5 - kept
    assert is_valid(path)


def test_an_import_that_had_finished_nothing_leaves_nothing(tmp_path, written):
    name, data, stored, _ = written
    path = crashed(tmp_path, name, data[: stored[0].page_info.offset])
    recover(tmp_path, killed=Owner(1, "here", "import", "2026-03-01T12:00:00Z"))
    assert not path.exists()
    assert list((tmp_path / "warcs").glob("*.warc.gz*")) == []


def test_the_index_is_the_one_that_closing_would_have_written(tmp_path, written):
    name, data, _, index = written
    path = crashed(tmp_path, name, data)

    recover(tmp_path)

    assert (tmp_path / "warcs/index" / f"{name}.cdxj").read_bytes() == index
    (tmp_path / "warcs/index" / f"{name}.cdxj").unlink()
    assert reindex_file(path).read_bytes() == index


def test_a_hole_in_the_middle_is_taken_out(tmp_path, written):
    name, data, _, _ = written
    first, second, third, *_ = ends(data, tmp_path)
    holed = data[: second + 20] + bytes(third - second - 20) + data[third:]
    path = crashed(tmp_path, name, holed)

    (result,) = recover(tmp_path)

    assert result.dropped_bytes == third - second
    assert path.read_bytes() == data[:second] + data[third:]
    assert is_valid(path)
    assert first < second


def test_an_archived_warc_in_a_torn_record_is_not_taken_for_our_own(tmp_path, written):
    _, data, _, _ = written
    home = tmp_path / "outer"
    archive = WarcArchive(home, NoDigests())
    noise = random.Random(3).randbytes(70_000)
    archive.append(capture(exchange(PAGE, body=noise + data + noise)))
    archive.close()
    (outer,) = reader.warc_files(home)
    whole = outer.read_bytes()
    position = whole.index(data[:200])
    torn = whole[: position + len(data) + 10]
    path = crashed(tmp_path, outer.name, torn)

    (result,) = recover(tmp_path)

    assert torn.count(MAGIC) > 2
    assert result.records == 1
    assert path.read_bytes() == whole[: ends(whole, tmp_path)[0]]


def test_recovering_twice_and_recovering_nothing(tmp_path, written):
    name, data, _, _ = written
    crashed(tmp_path, name, data[:-5])

    assert len(recover(tmp_path)) == 1
    assert recover(tmp_path) == []
    assert recover(tmp_path / "no-such-home") == []


def test_an_empty_file_is_removed(tmp_path):
    path = crashed(tmp_path, "snapshotter-1.warc.gz", b"")

    (result,) = recover(tmp_path)

    assert (result.records, result.dropped_bytes) == (0, 0)
    assert list(path.parent.iterdir()) == []


def test_a_file_of_another_program_is_left_alone(tmp_path):
    record = b"WARC/1.0\r\nContent-Length: 0\r\n\r\n\r\n\r\n"
    data = gzip.compress(record + record) + b"\x1f\x8b"
    path = crashed(tmp_path, "other.warc.gz", data)

    assert recover(tmp_path) == []
    assert path.with_name("other.warc.gz.open").read_bytes() == data


def test_a_writer_that_dies_in_the_middle(tmp_path):
    archive = WarcArchive(tmp_path, NoDigests())
    stored = archive.append(awkward_capture())

    (result,) = recover(tmp_path)

    (path,) = reader.warc_files(tmp_path)
    assert result.records == stored.records + 1
    assert list(reader.stored_captures(path)) == [stored]
    assert is_valid(path)
