"""The chain: its lines, its writer, its reader, and what becomes of a chain that was cut, changed or torn."""

from __future__ import annotations

import hashlib
import json
import os
import random
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snapshotter import digests
from snapshotter.chain import lists, mending, merkle
from snapshotter.chain.entries import Begin, Closed, Noted, Written, can_be_entered, decode, encode
from snapshotter.chain.log import ChainLog
from snapshotter.chain.mending import mended
from snapshotter.chain.reading import chain_path, read, tail
from snapshotter.errors import ChainBroken
from snapshotter.model.capture import RecordLocation
from snapshotter.model.growth import ClosedWarc

AT = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)


def digest(text):
    return digests.of_bytes(str(text).encode())


def warc(number=1, records=3):
    name = f"w-{number}.warc.gz"
    places = tuple(RecordLocation(name, at * 10, 10, digest((number, at))) for at in range(records))
    return ClosedWarc(name, records * 10, digest(name), digest("index"), places)


def codes(chain):
    return sorted({fault.code for fault in chain.faults})


@pytest.fixture
def home(tmp_path):
    return tmp_path


@pytest.fixture
def log(home):
    log = ChainLog(home, lambda: AT)
    log.manifest_written("a", digest(1), None)
    log.warc_closed(warc())
    log.manifest_written("a", digest(2), digest(1))
    log.noted("a text")
    return log


def lines(home):
    return chain_path(home).read_bytes().splitlines(keepends=True)


def rewritten(home, *changed):
    chain_path(home).write_bytes(b"".join(changed))
    return read(chain_path(home))


@pytest.mark.parametrize(
    "event",
    [
        Begin("an-id"),
        Closed("w.warc.gz", 5, digest(1), None, 2, digest(3)),
        Closed("w.warc.gz", 5, digest(1), digest(2), 2, digest(3), adopted=True),
        Written("slug", digest(1)),
        Written("slug", None, digest(1), adopted=True),
        Noted("two\nlines"),
    ],
)
def test_an_entry_comes_back_as_it_was(event):
    entry = decode(encode(7, digest("before"), AT, event))
    assert (entry.number, entry.previous, entry.event) == (7, digest("before"), event)


@pytest.mark.parametrize(
    "change",
    [
        {"n": -1},
        {"n": "1"},
        {"n": True},
        {"prev": "sha256:12"},
        {"kind": "another"},
        {"name": "../w.warc.gz"},
        {"name": "/w.warc.gz"},
        {"name": ".w.warc.gz"},
        {"name": "w.warc.gz/x"},
        {"size": 1.5},
        {"root": None},
        {"kind": "manifest", "slug": "../a"},
        {"kind": "manifest", "slug": "a\\b"},
        {"kind": "manifest", "slug": ".hidden"},
        {"kind": "manifest", "slug": "x" * 300},
        {"kind": "manifest", "slug": "\N{SNOWMAN}" * 100},
        {"kind": "manifest", "slug": "\ud800"},
        {"name": "x" * 300 + ".warc.gz"},
    ],
)
def test_what_is_no_entry_is_refused(change):
    line = encode(1, digest(0), AT, Closed("w.warc.gz", 5, digest(1), None, 2, digest(3)))
    with pytest.raises(ValueError, match=r"expected|known|called|surrogates"):
        decode(json.dumps(json.loads(line) | change).encode())


@pytest.mark.parametrize("data", [b"", b"[]", b"null", b"\xff", b"[" * 100_000])
def test_any_bytes_are_refused_in_the_same_way(data):
    with pytest.raises(ValueError, match=r"entry|Expecting|decode"):
        decode(data)


def test_every_entry_names_the_digest_of_the_line_before_it(home, log):
    written = lines(home)
    assert [json.loads(line)["kind"] for line in written] == [
        "begin",
        "manifest",
        "warc",
        "manifest",
        "checkpoint",
    ]
    for before, line in pairwise(written):
        assert json.loads(line)["prev"] == f"sha256:{hashlib.sha256(before).hexdigest()}"
    chain = read(chain_path(home))
    assert (chain.faults, chain.entries, chain.head) == ([], 5, log.head)
    assert chain.manifests["a"] == Written("a", digest(2), digest(1))
    assert chain.warcs["w-1.warc.gz"].root == lists.root_of(warc().records)
    assert chain.id == log.id


def test_the_end_of_a_chain_tells_as_much_as_all_of_it(home, log):
    for number in range(300):
        log.manifest_written(f"slug-{number}", digest(number), None)
    whole, end = read(chain_path(home)), tail(chain_path(home))
    assert end.size_bytes > 64 * 1024
    assert (end.entries, end.head, end.size_bytes, end.last) == (
        whole.entries,
        whole.head,
        whole.size_bytes,
        whole.last,
    )


def test_a_chain_is_gone_on_with_by_the_next_run(home, log):
    again = ChainLog(home)
    again.manifest_written("b", digest(3), None)
    chain = read(chain_path(home))
    assert (chain.faults, chain.entries, again.mended) == ([], 6, None)


def test_nothing_is_written_before_there_is_something_to_say(home):
    assert not ChainLog(home).exists
    assert not (home / "warcs").exists()


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    home = tmp_path_factory.mktemp("chain")
    log = ChainLog(home, lambda: AT)
    for number in range(5):
        log.manifest_written(f"s{number}", digest(number), None)
    return chain_path(home), chain_path(home).read_bytes(), log.head


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_a_changed_byte_anywhere_breaks_the_chain_or_changes_its_head(sound, position, change):
    path, data, head = sound
    changed = bytearray(data)
    changed[position % len(data)] ^= change
    path.write_bytes(changed)
    chain = read(path, {6})
    assert chain.faults or chain.heads.get(6) != head


@pytest.mark.parametrize("gone", [0, 1, 2, 3])
def test_a_line_that_was_taken_out_breaks_the_chain(home, log, gone):
    written = lines(home)
    chain = rewritten(home, *written[:gone], *written[gone + 1 :])
    assert "chain.broken" in codes(chain)
    assert not chain.is_whole


def test_lines_in_another_order_break_the_chain(home, log):
    written = lines(home)
    assert "chain.broken" in codes(rewritten(home, *written[:2], written[3], written[2], written[4]))


def test_a_chain_that_was_cut_short_is_told_by_a_head_that_is_known(home, log):
    chain = rewritten(home, *lines(home)[:3])
    assert codes(chain) == []
    wanted = read(chain_path(home), [5, 3])
    assert set(wanted.heads) == {3}


def test_a_closed_file_is_entered_once(home, log):
    log.warc_closed(warc())
    assert codes(read(chain_path(home))) == [], "the same again is what a crash leaves"
    log.warc_closed(warc(1, records=2))
    assert codes(read(chain_path(home))) == ["chain.entered-again"]


def test_a_torn_line_is_told_and_taken_out_by_the_next_run(home, log):
    data = chain_path(home).read_bytes()
    chain_path(home).write_bytes(data + b'{"n":5,"prev":"sha')
    chain = read(chain_path(home))
    assert (codes(chain), chain.is_whole) == (["chain.torn"], True)
    again = ChainLog(home)
    assert "torn line" in again.mended
    assert chain_path(home).read_bytes() == data
    again.noted("more")
    assert codes(read(chain_path(home))) == []


def test_a_manifest_that_was_announced_and_never_written(home, log):
    folder = home / "warcs" / "manifests"
    folder.mkdir()
    (folder / "a.json").write_bytes(b"old")
    (folder / ".a.json.new").write_bytes(b"new")
    log.manifest_written("a", digest("new"), digest("old"))
    again = ChainLog(home)
    assert "announced and not yet in its place" in again.mended
    assert [(path.name, path.read_bytes()) for path in folder.iterdir()] == [("a.json", b"new")]
    assert ChainLog(home).mended is None


def test_a_manifest_that_was_written_and_not_announced(home, log):
    """As a run that was killed before its line leaves it: the old one stays, and the chain says so."""
    folder = home / "warcs" / "manifests"
    folder.mkdir()
    (folder / "a.json").write_bytes(b"old")
    (folder / ".a.json.new").write_bytes(b"new")
    assert ChainLog(home).mended is None
    assert (folder / "a.json").read_bytes() == b"old"


def test_a_manifest_that_was_changed_by_hand_is_not_taken_in_by_a_start(home, log):
    folder = home / "warcs" / "manifests"
    folder.mkdir()
    (folder / "a.json").write_bytes(b"by hand")
    log.manifest_written("a", digest("new"), digest("old"))
    assert ChainLog(home).mended is None
    assert read(chain_path(home)).manifests["a"].digest == digest("new")


def test_a_last_line_that_is_no_entry_is_not_gone_on_with(home, log):
    chain_path(home).write_bytes(b"".join(lines(home)[:-1]) + b"no entry\n")
    with pytest.raises(ChainBroken, match="its last line"):
        ChainLog(home)


def test_a_line_without_end_is_told_without_being_held(home, log):
    chain_path(home).write_bytes(chain_path(home).read_bytes() + b"x" * (3 * 1024 * 1024))
    assert "chain.broken" in codes(read(chain_path(home)))
    with pytest.raises(ChainBroken, match="a line of more than"):
        ChainLog(home)


def test_a_refused_write_leaves_the_chain_as_it_was(home, log, monkeypatch):
    data = chain_path(home).read_bytes()
    real, calls = os.pwrite, []

    def refuse(descriptor, piece, offset):
        calls.append(offset)
        if len(calls) > 1:
            raise OSError(28, "No space left on device")
        return real(descriptor, piece[:20], offset)

    monkeypatch.setattr(os, "pwrite", refuse)
    with pytest.raises(OSError, match="No space"):
        log.noted("more")
    monkeypatch.undo()
    assert chain_path(home).read_bytes() == data
    log.noted("more")
    assert codes(read(chain_path(home))) == []


def leaf(data):
    return hashlib.sha256(b"\x00" + data).digest()


def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def by_the_book(leaves):
    """RFC 9162, section 2.1.1, as it is written there."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaf(leaves[0])
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return node(by_the_book(leaves[:half]), by_the_book(leaves[half:]))


@pytest.mark.parametrize("count", [*range(18), 31, 32, 33, 100])
def test_the_root_is_that_of_the_standard(count):
    leaves = [str(number).encode() for number in range(count)]
    assert merkle.root(leaves) == f"sha256:{by_the_book(leaves).hex()}"


def test_a_list_counts_only_with_its_root(home):
    warcs = home / "warcs"
    records = list(warc().records)
    lists.write(warcs, "w-1.warc.gz", records)
    root = lists.root_of(records)
    assert lists.vouched(warcs, "w-1.warc.gz", root) == records
    path = lists.list_path(warcs, "w-1.warc.gz")
    path.write_bytes(path.read_bytes().replace(b"10 10 ", b"11 10 "))
    assert lists.vouched(warcs, "w-1.warc.gz", root) is None
    path.write_bytes(b"10 10 x\n" * 3)
    assert lists.vouched(warcs, "w-1.warc.gz", root) is None
    path.unlink()
    assert lists.vouched(warcs, "w-1.warc.gz", root) is None


def copied(home, folder):
    folder.mkdir()
    (folder / "chain.jsonl").write_bytes(chain_path(home).read_bytes())
    return folder / "chain.jsonl"


def test_a_damaged_chain_is_mended_from_copies_that_are_damaged_elsewhere(home, log, tmp_path):
    written = lines(home)
    first, second = copied(home, tmp_path / "1"), copied(home, tmp_path / "2")
    rng = random.Random(5)
    for path, number in ((chain_path(home), 1), (first, 3), (second, 4)):
        damaged = [bytearray(line) for line in written]
        damaged[number][rng.randrange(len(damaged[number]) - 1)] ^= 1
        path.write_bytes(b"".join(damaged))
    assert mended([chain_path(home), first], lambda event: True) == b"".join(written)
    assert mended([chain_path(home)], lambda event: True) is None
    second.write_bytes(b"".join(written[:4]))
    assert mended([second, first], lambda event: True) == b"".join(written), "first has the last line"


def test_the_longest_copy_of_a_chain_wins_and_other_chains_do_not_count(home, log, tmp_path):
    copy = copied(home, tmp_path / "1")
    written = lines(home)
    chain_path(home).write_bytes(b"".join(written[:2]))
    assert mended([chain_path(home), copy], lambda event: True) == b"".join(written)
    other = ChainLog(tmp_path / "other")
    for number in range(9):
        other.noted(str(number))
    paths = [chain_path(home), chain_path(tmp_path / "other")]
    assert mended(paths, lambda event: True) == b"".join(written[:2])


def test_of_two_last_lines_the_one_that_is_of_what_is_there_is_taken(home, log, tmp_path):
    log.manifest_written("a", digest("right"), digest(2))
    copy = copied(home, tmp_path / "1")
    right = chain_path(home).read_bytes()
    flipped = right.replace(digest("right").encode(), digest("wrong").encode())
    chain_path(home).write_bytes(flipped)
    paths = [chain_path(home), copy]
    assert mended(paths, lambda event: event.digest == digest("right")) == right


@pytest.mark.parametrize("name", ["a crawl (1).warc.gz", "ü+~.warc.gz"])
def test_files_of_any_usual_name_are_entered(home, log, name):
    log.warc_closed(replace(warc(), name=name))
    assert name in read(chain_path(home)).warcs


@pytest.mark.parametrize("name", ["-a", ".a", "a\nb", "a\\b", "x" * 240, "\udcff"])
def test_what_no_entry_can_name_does_not_break_the_chain(home, name):
    log = ChainLog(home)
    log.begin([Written(f"a\n{name}", digest(1)), Written("b", digest(1))])
    log.manifest_written(f"a\n{name}", digest(1), None)
    chain = read(chain_path(home))
    assert (chain.faults, list(chain.manifests)) == ([], ["b"])
    assert not can_be_entered(Closed(f"{name}.warc.gz", 1, digest(1), None, 1, digest(2)))
    assert ChainLog(home).entries == 2


def test_a_chain_that_could_not_be_begun_is_begun_by_the_next_try(home, monkeypatch):
    log = ChainLog(home)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        log.noted("a text")
    monkeypatch.undo()
    assert not log.exists
    log.noted("a text")
    assert (codes(read(chain_path(home))), read(chain_path(home)).entries) == ([], 2)


def test_whatever_stops_a_write_the_next_line_begins_where_it_did(home, log, monkeypatch):
    data, real = chain_path(home).read_bytes(), os.fsync

    def stopped(descriptor):
        real(descriptor)
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", stopped)
    with pytest.raises(KeyboardInterrupt):
        log.noted("a long text " * 20)
    monkeypatch.undo()
    assert chain_path(home).read_bytes() == data
    log.noted("short")
    assert codes(read(chain_path(home))) == []


def test_a_line_that_nobody_has_is_looked_for_once_and_not_from_every_line(home, log, monkeypatch):
    for number in range(50):
        log.noted(str(number))
    written = lines(home)
    chain_path(home).write_bytes(b"".join([written[0], b"x\n", *written[2:]]))
    real, calls = mending._back_from, []
    monkeypatch.setattr(mending, "_back_from", lambda *of: calls.append(of) or real(*of))
    assert mended([chain_path(home)], lambda event: True) is None
    assert len(calls) <= 2
