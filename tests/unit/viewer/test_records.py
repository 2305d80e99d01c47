"""Every recorded address, from closed files, open ones, and ones that are being written."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snapshotter.viewer.records import RecordIndex, _search_file
from tests.builders import exchange, failed, message, response_head
from tests.library import NOON, library

URL = "https://cited.example/a?b=1"


@pytest.fixture
def shelf(tmp_path):
    made = library(tmp_path)
    yield made
    made.close()


def answers(home, url=URL):
    return [(line.digits, line.url, line.status) for line in RecordIndex(home).answers(url)]


def test_a_file_that_is_being_written_is_searched(shelf, tmp_path):
    index = RecordIndex(tmp_path)
    assert index.answers(URL) == []
    shelf.page(URL, seed=1)
    assert [line.digits for line in index.answers(URL)] == ["20260310120000"]
    shelf.page(URL, seed=2, at=NOON + timedelta(days=1))
    assert [line.digits for line in index.answers(URL)] == ["20260310120000", "20260311120000"]


def test_closing_a_file_changes_nothing(shelf, tmp_path):
    shelf.page(URL, seed=1)
    index = RecordIndex(tmp_path)
    before = index.answers(URL)
    shelf.close()
    assert index.answers(URL) == before == RecordIndex(tmp_path).answers(URL)


def test_a_torn_tail_is_left_for_later(shelf, tmp_path):
    shelf.page(URL, seed=1)
    (path,) = (tmp_path / "warcs").glob("*.open")
    with path.open("ab") as file:
        file.write(path.read_bytes()[:300])
    assert len(answers(tmp_path)) == 1


def test_a_file_without_index_is_walked(shelf, tmp_path):
    shelf.page(URL, seed=1)
    shelf.close()
    before = answers(tmp_path)
    for index in (tmp_path / "warcs" / "index").glob("*.cdxj"):
        index.unlink()
    assert answers(tmp_path) == before


def test_twins_are_one_address_and_their_redirects_are_not(shelf, tmp_path):
    to_twin = message(response_head("301 Moved", f"Location: {URL}"))
    first = exchange("http://cited.example/a?b=1", seed=3, response=to_twin, status=301, at=NOON)
    shelf.page(URL, seed=1, at=NOON + timedelta(seconds=1), resources=(first,))
    assert [status for _, _, status in answers(tmp_path)] == [200]
    assert [status for _, _, status in answers(tmp_path, "http://cited.example/a?b=1")] == [301, 200]
    assert [url for _, url, _ in answers(tmp_path, "http://www.cited.example/a?b=1")] == [URL]


def test_other_methods_answer_no_get(shelf, tmp_path):
    post = exchange("https://cited.example/api", seed=4, method="POST", request_body=b"x=1")
    shelf.page(URL, seed=1, resources=(post,))
    assert answers(tmp_path, "https://cited.example/api") == []


def test_captures_are_found_by_their_closing_records(shelf, tmp_path):
    stored = shelf.page(URL, seed=1)
    lost = shelf.keep(failed(seed=2, url="https://gone.example/"))
    index = RecordIndex(tmp_path)
    assert [line.location for line in index.captures(URL)] == [stored.page_info]
    assert [line.location for line in index.captures("https://gone.example/#f")] == [lost.page_info]


def test_all_captures_are_listed_newest_first_from_closed_and_open_files(shelf, tmp_path):
    index = RecordIndex(tmp_path)
    one = shelf.page(URL, seed=1)
    shelf.archive.close()
    two = shelf.page("https://cited.example/b", seed=2, at=NOON + timedelta(days=1))
    for _ in range(2):
        assert [line.location for line in index.all_captures()] == [two.page_info, one.page_info]


def test_neighbours_are_of_the_same_folder_then_of_the_host(shelf, tmp_path):
    for number, path in enumerate(("a/b/one", "a/b/two", "c")):
        shelf.page(f"https://cited.example/{path}", seed=number)
    index = RecordIndex(tmp_path)
    assert index.near("https://cited.example/a/b/three") == [
        "https://cited.example/a/b/one",
        "https://cited.example/a/b/two",
    ]
    assert len(index.near("https://cited.example/zzz/y")) == 3
    assert index.near("https://other.example/x") == []


@given(
    st.lists(st.binary(min_size=1, max_size=6).map(lambda key: key.replace(b"\n", b"")), max_size=40),
    st.data(),
)
def test_searching_a_sorted_file_finds_what_a_scan_finds(tmp_path_factory, keys, data):
    lines = sorted(key + b" 1" for key in keys)
    path = tmp_path_factory.mktemp("index") / "x.cdxj"
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    prefix = data.draw(st.sampled_from([*keys, b"zz", b"a"])) + b" "
    assert list(_search_file(path, prefix)) == [line for line in lines if line.startswith(prefix)]


def test_lines_that_are_no_lines_are_passed_over(tmp_path):
    folder = tmp_path / "warcs" / "index"
    folder.mkdir(parents=True)
    good = '{"url": "https://cited.example/a?b=1", "filename": "f", "offset": "1", "length": "2"}'
    lines = [f"example,cited)/a?b=1 {digits} {rest}" for digits, rest in (
        ("20260101000000", good), ("junk", good), ("20260101000000", "{"), ("20260101000000", "[]"),
        ("20260101000000", '{"url": 1}'),
    )]  # fmt: skip
    (folder / "x.cdxj").write_text("\n".join(sorted(lines)) + "\n")
    (folder / "empty.cdxj").write_bytes(b"")
    assert answers(tmp_path) == [("20260101000000", URL, None)]
