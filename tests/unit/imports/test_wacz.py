"""WACZ files: read by their directory, pages by their lists; damaged, hostile and strange ones."""

from __future__ import annotations

import gzip
import json
import zipfile

import pytest
import zstandard

from snapshotter.imports import files
from tests.unit.imports.foreign import PNG, answer, per_record, wacz

PAGE = "https://a.example/page"
FRAME = "https://a.example/frame"
WARC = per_record(
    answer(PAGE),
    answer(FRAME, date="2020-05-01T12:00:01Z"),
    answer("https://a.example/i.png", PNG, "image/png"),
)


def listed(url: str = PAGE, **more: str) -> dict:
    return {"id": "1", "url": url, "ts": "2020-05-01T12:00:00Z", "title": "As listed", **more}


def test_the_list_says_what_is_a_page(home):
    imported = home.take(wacz({"archive/data.warc.gz": WARC}, [listed()]), "a.wacz")
    assert home.urls() == {PAGE: {PAGE, FRAME, "https://a.example/i.png"}}
    assert (imported.pages, imported.records, imported.lost) == (1, 3, ())
    source = home.only().origin.source
    assert (source["file"], source["format"], source["software"]) == ("a.wacz", "wacz", "packer 1.0")


def test_titles_and_texts_of_the_list_count_where_the_page_says_nothing(home):
    shell = per_record(answer(PAGE, b"<div id=app></div><script src=a.js></script>"))
    home.take(wacz({"archive/d.warc.gz": shell}, [listed(text="Rendered words of the page.")]), "a.wacz")
    stored = home.only()
    assert stored.title == "As listed"
    assert "text" in stored.artefacts


@pytest.mark.parametrize("name", ["pages/pages.jsonl", "pages/extraPages.jsonl"])
@pytest.mark.parametrize("profile", ["data-package", "wacz", None])
def test_any_profile_and_both_lists(home, name, profile):
    parts = {"archive/d.warc.gz": WARC, name: json.dumps(listed()) + "\n"}
    home.take(
        wacz(parts | ({"datapackage.json": json.dumps({"profile": profile})} if profile else {})), "a.wacz"
    )
    assert set(home.urls()) == {PAGE}


def test_a_listed_page_that_is_not_there_is_told(home):
    gone = "https://a.example/gone"
    imported = home.take(wacz({"archive/d.warc.gz": WARC}, [listed(), listed(gone)]), "a.wacz")
    (loss,) = imported.lost
    assert (gone in loss.message, imported.pages) == (True, 1)


def test_the_one_nearest_in_time_is_meant(home):
    both = per_record(
        answer(PAGE, b"<title>One</title><p>1</p>", id="1", date="2020-01-01T00:00:00Z"),
        answer(PAGE, b"<title>Two</title><p>2</p>", id="2"),
    )
    home.take(wacz({"archive/d.warc.gz": both}, [listed()]), "a.wacz")
    assert home.only().title == "Two"


def test_records_may_lie_in_several_files_of_any_compression(home):
    parts = {
        "archive/a.warc": answer(PAGE),
        "archive/b.warc.gz": gzip.compress(answer(FRAME)),
        "archive/c.warc.zst": zstandard.compress(answer("https://a.example/x", b"{}", "application/json")),
    }
    home.take(wacz(parts, [listed()], compression=zipfile.ZIP_DEFLATED), "a.wacz")
    assert home.urls() == {PAGE: {PAGE, FRAME, "https://a.example/x"}}


def test_other_names_are_not_read_and_nothing_is_written_by_name(home):
    parts = {
        "archive/../../evil.warc": answer("https://evil.example/"),
        "/archive/x.warc": answer("https://evil.example/"),
        "archive/sub/x.warc": answer("https://evil.example/"),
        "archive/d.warc.gz": WARC,
    }
    home.take(wacz(parts, [listed()]), "a.wacz")
    assert set(home.urls()) == {PAGE}
    assert not list(home.path.parent.rglob("evil*"))


def test_a_zip_without_records_is_no_wacz(home):
    imported = home.take(wacz({"readme.txt": b"hello"}), "a.wacz")
    assert imported.is_unreadable


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_without_its_directory_the_parts_are_found(home, compression):
    data = wacz({"archive/d.warc.gz": WARC}, [listed()], compression=compression)
    imported = home.take(data[: data.rindex(b"PK\x01\x02") - 40], "a.wacz")
    assert PAGE in home.urls()
    assert "damaged" in imported.lost[0].message


def test_a_damaged_part_is_taken_as_far_as_it_goes(home):
    big = per_record(
        *(answer(f"https://a.example/{n}", PNG * 200 + b"%d" % n, "image/png") for n in range(9)),
        answer(PAGE),
    )
    data = bytearray(wacz({"archive/d.warc.gz": WARC + big}))
    data[len(WARC) + 2000] ^= 0xFF
    imported = home.take(bytes(data), "a.wacz")
    assert imported.lost
    assert PAGE in home.urls()


def test_a_part_that_inflates_without_end_is_told(home, monkeypatch):
    monkeypatch.setattr(files, "_BOMB_BYTES", 1 << 20)
    bomb = answer("https://bomb.example/", b"\0" * (6 << 20))
    imported = home.take(
        wacz({"archive/a.warc": bomb, "archive/d.warc.gz": WARC}, compression=zipfile.ZIP_DEFLATED), "a.wacz"
    )
    assert PAGE in home.urls()
    assert any("container" in loss.message or "torn" in loss.message for loss in imported.lost)


def test_an_encrypted_part_is_told(home):
    data = bytearray(wacz({"archive/d.warc.gz": WARC}))
    at = data.rindex(b"PK\x01\x02")
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    assert "encrypted" in home.take(bytes(data), "a.wacz").lost[0].message


def test_a_list_is_read_once_however_often_it_is_there(home, monkeypatch):
    read = []
    monkeypatch.setattr(files, "_listed", lambda data: read.append(data) or [])
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = wacz({"archive/d.warc.gz": WARC, "pages/pages.jsonl": b"{}"}, [listed()])
    home.take(data, "a.wacz")
    home.take(data[: data.rindex(b"PK\x05\x06") - 60], "b.wacz")
    assert len(read) == 2


def test_a_list_of_pages_that_inflates_beyond_reason_is_a_loss(home):
    """40 kB that would be held as forty million lines; the records are read all the same."""
    parts = {"archive/data.warc.gz": WARC, "pages/pages.jsonl": b"\n" * 40_000_000}
    imported = home.take(wacz(parts, compression=zipfile.ZIP_DEFLATED), "a.wacz")
    assert [loss.message for loss in imported.lost if "inflate" in loss.message]
    assert PAGE in home.urls()
