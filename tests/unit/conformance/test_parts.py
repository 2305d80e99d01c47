"""Large files are read by several processes, and what is found is what one process finds."""

from __future__ import annotations

import gzip
import random

import pytest

from snapshotter.conformance import parts
from snapshotter.conformance.checking import check
from tests.conformance import records as r


def captures(count, body=b""):
    """Each with a body that does not shrink, so that parts are of a size."""
    noise = random.Random(5)
    for number in range(count):
        answer = r.response(2 * number + 2, r.http(body=body + noise.randbytes(3000)))
        yield answer
        yield r.request(2 * number + 3, answer)


@pytest.fixture
def tried(monkeypatch):
    """Files of any size are read in parts, on two processors; whether the parts were enough."""
    monkeypatch.setattr(parts, "LARGE_BYTES", 2000)
    monkeypatch.setattr(parts, "_processors", lambda: 2)
    monkeypatch.setattr(parts, "_MOST_PARTS", 2)
    outcomes = []
    by_parts = parts._by_parts

    def watched(*given):
        found = by_parts(*given)
        outcomes.append(found is not None)
        return found

    monkeypatch.setattr(parts, "_by_parts", watched)
    return outcomes


def both_ways(path, monkeypatch):
    several = check(path, "a")
    with monkeypatch.context() as patch:
        patch.setattr(parts, "_processors", lambda: 1)
        one = check(path, "a")
    assert (several.records, several.size_bytes) == (one.records, one.size_bytes)
    assert sorted(map(repr, several.faults)) == sorted(map(repr, one.faults))
    return several


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
@pytest.mark.parametrize("is_copied", [True, False])
@pytest.mark.parametrize("pack", [r.packed, r.plain])
def test_a_sound_file(pack, is_copied, tmp_path, tried, monkeypatch):
    monkeypatch.setattr(parts, "_can_fork", lambda: is_copied)
    path = tmp_path / "a"
    path.write_bytes(pack(r.warcinfo(), *captures(20)))
    heard = []
    report = check(path, "a", heard.append)
    assert (report.faults, report.records) == ((), 41)
    assert sum(heard) == report.size_bytes
    assert tried == [True]
    assert both_ways(path, monkeypatch).is_valid


@pytest.mark.parametrize("pack", [r.packed, r.plain])
def test_findings_are_those_of_one_process(pack, tmp_path, tried, monkeypatch):
    """A digest that does not hold in either part, a partner of another date, and one that is absent."""
    records = [r.warcinfo(), *captures(20)]
    records[3] = records[3].having(("WARC-Block-Digest", r.sha1(b"?")))
    records[37] = records[37].having(("WARC-Payload-Digest", r.sha1(b"?")))
    early = r.request(900, records[39]).having(("WARC-Date", "2016-03-11T00:00:00Z"))
    records.insert(1, early)
    records.append(r.request(901, r.response(999)))
    path = tmp_path / "a"
    path.write_bytes(pack(*records))
    report = both_ways(path, monkeypatch)
    assert tried == [True]
    assert {fault.code for fault in report.faults} == {
        "record.digest",
        "record.payload-digest",
        "date.event",
        "event.dangling",
    }


def test_an_id_in_two_parts(tmp_path, tried, monkeypatch):
    records = [r.warcinfo(), *captures(20)]
    records[38] = records[38].having(("WARC-Record-ID", records[1].id))
    path = tmp_path / "a"
    path.write_bytes(r.packed(*records))
    assert "id.repeated" in {fault.code for fault in both_ways(path, monkeypatch).faults}
    assert tried == [False]


def test_records_within_a_record_are_no_records(tmp_path, tried, monkeypatch):
    """A file of records that was captured itself, stored as it is: its members look like ours."""
    inner = r.packed(*captures(30))
    data = b"".join(
        gzip.compress(bytes(one), 0) for one in (r.response(800, r.http(body=inner)), r.warcinfo())
    )
    path = tmp_path / "a"
    path.write_bytes(data)
    report = both_ways(path, monkeypatch)
    assert (report.faults, report.records) == ((), 2)
    assert tried == [False]


def test_damage_where_the_parts_meet(tmp_path, tried, monkeypatch):
    sound = r.packed(r.warcinfo(), *captures(20))
    path = tmp_path / "a"
    path.write_bytes(sound)
    (_, at) = parts._splits(path, 2)
    for begin, end in ((at - 100, at + 100), (at + 1, at + 2)):
        path.write_bytes(sound[:begin] + sound[end:])
        assert not both_ways(path, monkeypatch).is_valid


def test_a_process_that_ends_early_is_no_verdict(tmp_path, tried, monkeypatch):
    path = tmp_path / "a"
    path.write_bytes(r.packed(r.warcinfo(), *captures(20)))
    monkeypatch.setattr(parts, "_can_fork", lambda: False)
    monkeypatch.setattr(parts.sys, "executable", "/bin/true")
    assert check(path, "a").records == 41
    assert tried == [False]
