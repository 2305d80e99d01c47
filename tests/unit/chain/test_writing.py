"""The two doors through which an archive grows, and what they tell its chain."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace

import pytest

from snapshotter import digests
from snapshotter.chain import lists
from snapshotter.chain.log import ChainLog
from snapshotter.chain.reading import chain_path, read
from snapshotter.errors import ManifestError, WriteFailed
from snapshotter.manifest.store import ManifestFiles
from snapshotter.model.snapshot import Manifest
from snapshotter.warc.archive import WarcArchive
from snapshotter.warc.members import walk
from snapshotter.warc.recovery import recover
from tests.builders import MemoryBytes, NoDigests, capture, exchange
from tests.unit.manifest.test_manifest import POST


def archive(home, **more):
    return WarcArchive(home, NoDigests(), growth=ChainLog(home), **more)


def page(number, body=b"x" * 5000):
    main = exchange(f"https://cited.example/{number}", seed=number, body=body)
    return capture(main, seed=number, url=f"https://cited.example/{number}")


def is_as_entered(home):
    """Every closed file is what its entry says, and its list what is in it."""
    chain = read(chain_path(home))
    paths = sorted((home / "warcs").glob("*.warc.gz"))
    assert chain.faults == []
    assert sorted(chain.warcs) == [path.name for path in paths]
    for path in paths:
        closed, data = chain.warcs[path.name], path.read_bytes()
        index = path.parent / "index" / f"{path.name}.cdxj"
        assert closed.digest == f"sha256:{hashlib.sha256(data).hexdigest()}"
        assert (closed.size_bytes, closed.adopted) == (len(data), False)
        assert closed.index_digest == digests.of_bytes(index.read_bytes())
        found = [(member.offset, member.length, member.digest) for member in walk(path)]
        listed = lists.vouched(path.parent, path.name, closed.root)
        assert [(each.offset, each.length, each.digest) for each in listed] == found
        assert closed.records == len(found)
    return len(paths)


def test_files_that_roll_over_are_entered_as_they_are_closed(tmp_path):
    store = archive(tmp_path, max_file_bytes=2000)
    for number in range(3):
        store.append(page(number, os.urandom(3000)))
        assert is_as_entered(tmp_path) == number + 1
    store.close()
    assert is_as_entered(tmp_path) == 3


class Broken(MemoryBytes):
    def chunks(self):
        yield self.data[:1000]
        raise OSError(28, "No space left on device")


def breaking_off(number):
    """A page whose records cannot be written whole."""
    made = page(number)
    (only,) = made.exchanges
    broken = replace(only, response=replace(only.response, body=Broken(b"y" * 5000)))
    return replace(made, exchanges=(broken,))


def test_what_was_taken_back_is_not_counted(tmp_path):
    store = archive(tmp_path)
    store.append(page(0))
    with pytest.raises(WriteFailed, match="No space"):
        store.append(breaking_off(1))
    store.append(page(2))
    store.close()
    assert is_as_entered(tmp_path) == 1


def test_what_the_first_capture_of_a_file_wrote_in_vain_is_not_counted(tmp_path):
    store = archive(tmp_path)
    with pytest.raises(WriteFailed, match="No space"):
        store.append(breaking_off(1))
    store.append(page(2))
    store.close()
    assert is_as_entered(tmp_path) == 1


def test_a_file_that_could_not_be_entered_is_closed_later(tmp_path, monkeypatch):
    store = archive(tmp_path)
    store.append(page(0))
    real = ChainLog.warc_closed

    def refuse(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(ChainLog, "warc_closed", refuse)
    with pytest.raises(WriteFailed, match="No space"):
        store.close()
    assert not list((tmp_path / "warcs").glob("*.warc.gz"))
    monkeypatch.setattr(ChainLog, "warc_closed", real)
    store.close()
    assert is_as_entered(tmp_path) == 1


def test_a_file_of_a_dead_run_is_entered_when_it_is_mended(tmp_path):
    store = archive(tmp_path)
    store.append(page(0))
    (path,) = (tmp_path / "warcs").glob("*.open")
    with path.open("ab") as file:
        file.write(b"\x1f\x8b\x08 torn")
    recover(tmp_path, ChainLog(tmp_path))
    assert is_as_entered(tmp_path) == 1


def test_a_run_that_was_killed_between_entry_and_name_is_mended_without_another_entry(tmp_path):
    store = archive(tmp_path)
    store.append(page(0))
    store.close()
    (path,) = (tmp_path / "warcs").glob("*.warc.gz")
    path.rename(f"{path}.open")
    before = chain_path(tmp_path).read_bytes()
    recover(tmp_path, ChainLog(tmp_path))
    assert chain_path(tmp_path).read_bytes() == before
    assert is_as_entered(tmp_path) == 1


def test_a_manifest_is_entered_before_it_is_in_its_place(tmp_path, monkeypatch):
    manifests = ManifestFiles(tmp_path, ChainLog(tmp_path))
    manifests.save(Manifest("a", POST, ()))
    first = digests.of_bytes((tmp_path / "warcs" / "manifests" / "a.json").read_bytes())
    manifests.save(Manifest("a", POST, ()))
    assert read(chain_path(tmp_path)).entries == 2, "what is the same is not written"
    seen = []
    real = os.fsync

    def watching(descriptor):
        seen.append(read(chain_path(tmp_path)).manifests["a"].digest == first)
        real(descriptor)

    monkeypatch.setattr(os, "fsync", watching)
    manifests.save(Manifest("a", replace(POST, title="Another"), ()))
    written = read(chain_path(tmp_path)).manifests["a"]
    assert written.was == first
    assert written.digest == digests.of_bytes((tmp_path / "warcs" / "manifests" / "a.json").read_bytes())
    assert seen[0], "its bytes are on the disk before the chain announces them"


def test_a_manifest_that_cannot_be_entered_is_not_written(tmp_path, monkeypatch):
    manifests = ManifestFiles(tmp_path, ChainLog(tmp_path))
    manifests.save(Manifest("a", POST, ()))
    path = tmp_path / "warcs" / "manifests" / "a.json"
    before = path.read_bytes()

    def refuse(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "pwrite", refuse)
    with pytest.raises(ManifestError, match="No space"):
        manifests.save(Manifest("a", replace(POST, title="Another"), ()))
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == ["a.json"]
    assert read(chain_path(tmp_path)).entries == 2
