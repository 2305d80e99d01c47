"""Where the records of our own files lie, and whether their indexes say so."""

from __future__ import annotations

import json

from snapshotter.warc import fixity
from snapshotter.warc.archive import WarcArchive
from tests.builders import NoDigests, capture, exchange

BODY = b"<!doctype html><title>A page</title>" + b"<p>words that can be told apart " * 400


def stored(home, *captures):
    archive = WarcArchive(home, NoDigests())
    kept = [archive.append(each) for each in captures or (capture(exchange(body=BODY)),)]
    archive.close()
    (path,) = (home / "warcs").glob("*.warc.gz")
    return path, kept


def test_the_index_of_what_we_write_is_its_own(tmp_path):
    path, _ = stored(tmp_path, capture(exchange(body=BODY)), capture(exchange(seed=1), seed=1))
    places, faults = fixity.places(path)
    assert faults == []
    assert len(places) > 6
    assert list(fixity.check_index(path, places)) == []


def members(path):
    return sorted((offset, place.length) for offset, place in fixity.places(path)[0].items())


def test_zeros_in_place_of_a_record_are_damage(tmp_path):
    path, _ = stored(tmp_path)
    at, size = members(path)[1]
    data = bytearray(path.read_bytes())
    data[at : at + size] = bytes(size)
    path.write_bytes(data)
    _, faults = fixity.places(path)
    assert [(fault.code, fault.offset) for fault in faults] == [("record.damaged", at)]


def test_an_index_that_is_not_that_of_its_file(tmp_path):
    path, _ = stored(tmp_path)
    index = path.parent / "index" / f"{path.name}.cdxj"
    lines = index.read_text().splitlines()
    document = json.loads(lines[0].split(" ", 2)[2])
    other = json.dumps({**document, "length": str(int(document["length"]) + 1)})
    index.write_text(
        "\n".join([lines[0].replace(json.dumps(document), other), *lines[2:], "not a line"]) + "\n"
    )
    found = list(fixity.check_index(path, fixity.places(path)[0]))
    assert [fault.code for fault in found] == ["index.mismatch", "index.mismatch", "index.missing-record"]
    index.unlink()
    assert [fault.code for fault in fixity.check_index(path, fixity.places(path)[0])] == ["index.missing"]
