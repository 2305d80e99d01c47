"""A file that never was a page is proved by its bytes and by the way to it."""

from __future__ import annotations

from pathlib import Path

from snapshotter.errors import CorruptRecord
from snapshotter.replay.proof.files import prove_file
from tests.unit.replay.archived import captured, recorded

FILE = "https://cited.example/paper.pdf"


class Damaged:
    size_bytes = 7

    def chunks(self):
        yield b"%PDF"
        raise CorruptRecord("the block is not what it says", path=Path("a.warc.gz"), offset=17)


def test_a_whole_file_is_sealed():
    proof = prove_file(captured(recorded(FILE, body=b"%PDF-1.4"), url=FILE, via="fetch"))
    assert (proof.grade, proof.requests, proof.exact, proof.missed) == ("sealed", 1, 1, 0)
    assert (proof.pixel_diff, proof.text_ratio) == (None, None)
    assert "whole" in proof.message


def test_the_way_to_it_counts():
    moved = recorded("http://cited.example/a", status=301, fields=(f"Location: {FILE}",))
    proof = prove_file(captured(moved, recorded(FILE), url="http://cited.example/a#page=2", via="fetch"))
    assert (proof.grade, proof.requests, proof.exact) == ("sealed", 2, 2)


def test_a_step_that_is_not_there_is_named():
    proof = prove_file(captured(recorded(FILE), url="http://cited.example/a", via="fetch"))
    assert (proof.grade, proof.missed) == ("leaky", 1)
    assert "GET http://cited.example/a" in proof.message
    assert [miss.url for miss in proof.misses] == ["http://cited.example/a"]


def test_damaged_bytes_are_no_file():
    proof = prove_file(captured(recorded(FILE, body=Damaged()), url=FILE, via="fetch"))
    assert proof.grade == "leaky"
    assert "a.warc.gz, offset 17" in proof.message
    assert [miss.url for miss in proof.misses] == [FILE]


def test_parts_that_a_browser_took_before_do_not_stand_in_for_the_file():
    part = recorded(FILE, status=206, fields=("Content-Range: bytes 0-1/5",), body=b"wo", id="urn:uuid:part")
    whole = recorded(FILE, body=b"words", id="urn:uuid:whole")
    proof = prove_file(captured(part, whole, url=FILE, via="fetch"))
    assert proof.grade == "sealed"


def test_redirects_in_a_circle_end():
    there = recorded("https://cited.example/b", status=302, fields=(f"Location: {FILE}",))
    back = recorded(FILE, status=302, fields=("Location: https://cited.example/b",))
    proof = prove_file(captured(back, there, url=FILE, via="fetch", main="urn:uuid:nowhere"))
    assert proof.grade == "leaky"
