"""The checker is right about every file of the corpus: no error in what is legal, and in what is broken the
error that was put there."""

from __future__ import annotations

import json

import pytest

from snapshotter.conformance.checking import check
from tests.conformance import __main__ as writing
from tests.conformance.corpus import CASES

ASKED_ELSEWHERE = {
    "gzip",
    "plain",
    "whole-file-one-member",
    "payload-bit-flip",
    "no-digests",
    "no-record-id",
    "record-id-twice",
    "record-id-no-uri",
    "no-date",
    "date-in-words",
    "no-type",
    "no-target-uri",
    "target-uri-with-space",
    "file-cut",
    "length-too-short",
    "length-too-long",
    "concurrent-to-nothing",
    "revisit-of-nothing",
    "request-without-method",
    "version-9.9",
    "type-twice",
    "trailing-bytes",
    "empty-file",
    "dechunked-body",
    "bomb",
}
"""The defects that three other checkers were once tried with; each missed several."""


def errors(report):
    return {fault.code for fault in report.faults if fault.severity == "error"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_verdict_is_right(case, tmp_path):
    path = case.write(tmp_path)
    report = check(path, case.file)
    if case.is_valid:
        assert errors(report) == set(), report.faults
        assert report.is_valid
    else:
        assert errors(report) & case.codes, report.faults


def test_the_corpus_is_large_enough_and_every_case_has_a_name_of_its_own():
    names = [case.name for case in CASES]
    assert len(set(names)) == len(names)
    assert set(names) >= ASKED_ELSEWHERE
    assert sum(case.is_valid for case in CASES) >= 80
    assert sum(not case.is_valid for case in CASES) >= 210


def test_it_can_be_written_for_other_checkers_and_is_the_same_each_time(tmp_path, monkeypatch, capsys):
    cases = [case for case in CASES if "bomb" not in case.name][::9]
    monkeypatch.setattr(writing, "CASES", cases)
    for folder in ("one", "two"):
        monkeypatch.setattr("sys.argv", ["conformance", str(tmp_path / folder)])
        assert writing.main() == 0
    listed = json.loads((tmp_path / "one" / "cases.json").read_text())
    assert [each["name"] for each in listed] == [case.name for case in cases]
    written = [path for path in (tmp_path / "one").rglob("*") if path.is_file()]
    assert len(written) > len(cases)
    for path in written:
        other = tmp_path / "two" / path.relative_to(tmp_path / "one")
        assert path.read_bytes() == other.read_bytes(), path.name
