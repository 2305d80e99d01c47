"""The picture of a page as an audit saw it, found in the evidence."""

from __future__ import annotations

from datetime import timedelta

import pytest

from snapshotter.model.audit import Check, Try
from snapshotter.report.looks import picture_of_check
from snapshotter.warc.archive import WarcArchive
from tests.builders import NoDigests, capture, exchange
from tests.library import NOON, pictures
from tests.unit.report.posts import audit, entry, post, report, written

PAGE = "https://cited.example/a"
CHECK_IDS = [f"00000000-0000-4000-8000-00000000000{number}" for number in range(3)]


def seen(number, way="browser", **more):
    main = exchange(PAGE, seed=number, at=NOON, body=b"\x1f\x8b\x08 gone " * (50 * number + 1))
    fields = {"artefacts": pictures((60 * number, 9, 9)), "text": "gone"}
    return Try(way, capture(main, seed=number, url=PAGE, **{**fields, **more}))


@pytest.fixture
def checks(tmp_path):
    """Three checks in one file: a browser saw red, then darker red, then none was asked."""
    archive = WarcArchive(tmp_path, NoDigests(), max_file_bytes=10**9, software="test")
    made = [
        (seen(9, "get", artefacts=(), text=None), seen(1)),
        (seen(2),),
        (seen(8, "get", artefacts=(), text=None),),
    ]
    stored = archive.append_checks(
        [
            (Check(id, PAGE, NOON, NOON + timedelta(seconds=1), tries), [])
            for id, tries in zip(CHECK_IDS, made, strict=True)
        ]
    )
    yield [each.location for each in stored]
    archive.close()


def thumbnail(number):
    (found,) = (each for each in pictures((60 * number, 9, 9)) if each.name == "thumbnail")
    return b"".join(found.body.chunks())


def test_each_check_has_its_own_picture(tmp_path, checks):
    assert [picture_of_check(tmp_path, place) for place in checks] == [thumbnail(1), thumbnail(2), None]


def test_what_is_not_here_gives_none(tmp_path, checks):
    assert picture_of_check(tmp_path / "elsewhere", checks[0]) is None


def test_what_is_damaged_gives_none(tmp_path, checks):
    (file,) = (tmp_path / "warcs").glob("*.warc.gz*")
    data = bytearray(file.read_bytes())
    for at in range(0, checks[0].offset):
        data[at] ^= 0x55
    file.write_bytes(data)
    assert picture_of_check(tmp_path, checks[0]) is None
    assert picture_of_check(tmp_path, checks[1]) == thumbnail(2)


def test_both_pictures_stand_side_by_side(tmp_path, checks):
    gone = entry(1, audit("gone", ways=("get", "browser"), warc=checks[0]))
    made = report(
        post("a", gone),
        then_picture=lambda _: thumbnail(2),
        now_picture=lambda at: picture_of_check(tmp_path, at),
    )
    page = written(made, "html")
    assert page.count('<img src="data:image/jpeg;base64,') == 2
    assert "Then, 10 March 2026" in page
    assert "Now, 9 April 2026" in page
