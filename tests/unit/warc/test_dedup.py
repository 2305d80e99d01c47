"""Which payloads become revisit records, and what those refer to."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from snapshotter import digests
from snapshotter.urls import Url
from snapshotter.warc import reader
from snapshotter.warc.archive import WarcArchive
from snapshotter.warc.members import walk
from tests.awkward import NOISE, TEXT
from tests.builders import PAGE, START, NoDigests, capture, exchange, picture

SUB = "https://cdn.example/lib.js"
BIG = NOISE * 6


class Payloads:
    """A digest index in a dictionary."""

    def __init__(self):
        self.by_digest = {}

    def take(self, stored):
        for payload in stored.payloads:
            self.by_digest.setdefault(payload.digest, payload)
            self.by_digest.setdefault((payload.digest, payload.url), payload)

    def find(self, payload_digest, url=None):
        return self.by_digest.get((payload_digest, url) if url else payload_digest)

    def locate(self, payload_digest):
        found = self.by_digest.get(payload_digest)
        return found.location if found else None


def with_sub(seed, body=TEXT, **more):
    """A page that is not what it was at any other seed, and what it loads."""
    page = exchange(PAGE, seed=seed, body=b"<title>%d</title>" % seed)
    return capture(page, exchange(SUB, seed=seed, body=body, **more), seed=seed)


def responses(home, url):
    return [
        record
        for path in reader.warc_files(home)
        for record in (reader.read_record(path, member.offset) for member in walk(path))
        if record.target_uri == url and record.kind in ("response", "revisit")
    ]


def append_all(home, *captures, index=None):
    archive = WarcArchive(home, index or NoDigests())
    stored = [archive.append(one) for one in captures]
    archive.close()
    return stored


def test_a_revisit_names_the_record_and_keeps_the_head(tmp_path):
    append_all(tmp_path, with_sub(1), with_sub(2))
    first, second = responses(tmp_path, SUB)

    header = second.header
    assert (first.kind, second.kind) == ("response", "revisit")
    assert header.get("WARC-Profile").endswith("/1.1/revisit/identical-payload-digest")
    assert header.get("WARC-Refers-To") == first.header.get("WARC-Record-ID")
    assert header.get("WARC-Refers-To-Target-URI") == SUB
    assert header.get("WARC-Refers-To-Date") == first.header.get("WARC-Date")
    assert header.get("WARC-Payload-Digest") == digests.of_bytes(TEXT)
    assert second.block_bytes() == second.http_head == first.http_head


def test_a_payload_is_read_through_its_revisit(tmp_path):
    stored = append_all(tmp_path, capture(exchange(PAGE, body=BIG)), capture(exchange(SUB, body=BIG), seed=2))
    index = Payloads()
    for one in stored:
        index.take(one)

    assert [one.deduplicated for one in stored] == [0, 1]
    assert reader.payload(tmp_path, stored[1].main, index) == BIG


def test_the_index_is_asked_for_other_runs(tmp_path):
    index = Payloads()
    (first,) = append_all(tmp_path, with_sub(1), index=index)
    index.take(first)

    (second,) = append_all(tmp_path, with_sub(2), index=index)

    assert second.deduplicated == 1


def test_within_one_capture(tmp_path):
    (stored,) = append_all(
        tmp_path,
        capture(exchange(PAGE), exchange(SUB, seed=1, body=TEXT), exchange(f"{SUB}?2", seed=2, body=TEXT)),
    )
    assert stored.deduplicated == 1


def pages(*urls, body=NOISE):
    """Captures of these addresses, all with the same bytes and nothing else."""
    return [
        capture(exchange(url, seed=seed, body=body), seed=seed, text=None, artefacts=())
        for seed, url in enumerate(urls)
    ]


def test_a_page_captured_again_refers_to_itself(tmp_path):
    stored = append_all(tmp_path, *pages(PAGE, f"{PAGE}#part", PAGE))

    assert [one.deduplicated for one in stored] == [0, 1, 1]
    assert [one.saved_bytes for one in stored] == [0, len(NOISE), len(NOISE)]


def test_a_page_does_not_hang_on_another_address_up_to_a_megabyte(tmp_path):
    other = "https://mirror.example/article"
    stored = append_all(tmp_path, *pages(PAGE, other, PAGE, other))

    assert [one.deduplicated for one in stored] == [0, 0, 1, 1]
    again = responses(tmp_path, other)[1]
    assert again.header.get("WARC-Refers-To-Target-URI") == other


def test_a_large_page_does(tmp_path):
    assert len(NOISE) <= 1024 * 1024 < len(BIG)
    stored = append_all(tmp_path, *pages(PAGE, "https://mirror.example/", body=BIG))

    assert [one.deduplicated for one in stored] == [0, 1]


def test_the_index_knows_a_payload_by_every_address_it_is_whole_at(tmp_path):
    index = Payloads()
    other = "https://mirror.example/article"
    for one in append_all(tmp_path, *pages(PAGE, other), index=index):
        index.take(one)

    stored = append_all(tmp_path, *pages(other, PAGE), index=index)

    assert [one.deduplicated for one in stored] == [1, 1]


def with_script(seed, body=TEXT, words="hello", page=NOISE):
    asked = f"GET /lib.js HTTP/1.1\r\nhost: cdn.example\r\nx: {words}\r\n\r\n".encode()
    return capture(
        exchange(PAGE, seed=seed, body=page, at=START + timedelta(days=seed)),
        exchange(SUB, seed=seed, body=body, request_head=asked),
        exchange(f"{SUB}?small", seed=seed, body=b"x"),
        seed=seed,
    )  # fmt: skip


def requests_of(home, stored):
    (path,) = [path for path in reader.warc_files(home) if path.name.startswith(stored.page_info.file)]
    found = [reader.read_record(path, member.offset) for member in walk(path)]
    return [
        record.target_uri
        for record in found
        if record.kind == "request" and record.header.get("WARC-Page-ID") == stored.id
    ]


def test_an_unchanged_page_that_asks_the_same_needs_no_request_records(tmp_path):
    index = Payloads()
    (first,) = append_all(tmp_path, with_script(1), index=index)
    index.take(first)
    (second,) = append_all(tmp_path, with_script(2), index=index)

    assert requests_of(tmp_path, first) == [PAGE, SUB, f"{SUB}?small"]
    assert requests_of(tmp_path, second) == []
    assert second.deduplicated == 4, "three responses and a text, however small"
    assert second.records == 5, "the responses, a picture that is another, the page info"
    told = reader.page_info(tmp_path, second.page_info)["exchanges"]
    path = reader.warc_path(tmp_path, first.page_info.file)
    bodies = (NOISE, TEXT, b"x")
    for one, whole in zip(told, [index.find(digests.of_bytes(body)) for body in bodies], strict=True):
        right_after = reader.read_record(path, whole.location.offset + whole.location.length)
        assert right_after.kind == "request"
        assert right_after.header.record_id == one["request"]
    assert list(reader.stored_captures(reader.warc_path(tmp_path, second.page_info.file))) == [second]


@pytest.mark.parametrize(
    ("changes", "asked"),
    [
        ({"words": "another"}, [SUB]),
        ({"page": NOISE[1:]}, [PAGE, SUB, f"{SUB}?small"]),
        ({"body": TEXT[1:]}, [SUB]),
    ],
)
def test_what_is_not_quite_the_same_is_written(tmp_path, changes, asked):
    """A request in other words; any request of a page that has changed; one that got another answer."""
    _, second = append_all(tmp_path, with_script(1), with_script(2, **changes))
    assert requests_of(tmp_path, second) == asked


def test_pages_that_share_what_they_load_have_requests_of_their_own(tmp_path):
    other = replace(with_script(2), url=Url("https://other.example/"))
    main = exchange(other.url, seed=9, body=NOISE[5:])
    other = replace(other, exchanges=(main, *other.exchanges[1:]), main_exchange_id=main.id)
    _, second = append_all(tmp_path, with_script(1), other)

    assert second.deduplicated > 0
    assert requests_of(tmp_path, second) == [other.url, SUB, f"{SUB}?small"]


def pictured(seed, *artefacts, text=None):
    page = exchange(PAGE, seed=seed, body=b"<title>%d</title>" % seed)
    return capture(page, seed=seed, text=text, artefacts=artefacts)


def test_what_was_made_of_a_page_is_stored_once(tmp_path):
    view, mobile = picture(NOISE), replace(picture(NOISE[1:]), label="mobile")
    words = TEXT.decode()
    first, second = append_all(
        tmp_path, pictured(1, view, mobile, text=words), pictured(2, view, mobile, text=words)
    )

    assert (first.deduplicated, second.deduplicated) == (0, 3)
    assert second.saved_bytes == 2 * len(NOISE) - 1 + len(TEXT)
    assert second.artefacts == first.artefacts
    assert second.text_digest == first.text_digest
    assert set(second.artefacts) == {"text", "full-page", "full-page:mobile"}
    read = reader.read_record(
        reader.warc_path(tmp_path, first.page_info.file), second.artefacts["full-page"].offset
    )
    assert read.payload_bytes() == NOISE


def test_two_views_that_look_the_same_are_one_record(tmp_path):
    same = picture(NOISE)
    (stored,) = append_all(tmp_path, pictured(1, same, replace(same, name="view")))

    assert stored.artefacts["view"] == stored.artefacts["full-page"]
    assert stored.deduplicated == 1


def test_a_reader_of_the_files_alone_finds_what_lies_elsewhere(tmp_path):
    index = Payloads()
    (first,) = append_all(tmp_path, pictured(1, picture(NOISE)), index=index)
    index.take(first)
    (second,) = append_all(tmp_path, pictured(2, picture(NOISE)), index=index)
    assert second.page_info.file != first.page_info.file

    (found,) = reader.stored_captures(reader.warc_path(tmp_path, second.page_info.file))

    assert found == second
    assert found.artefacts["full-page"].file == first.page_info.file
    assert reader.payload(tmp_path, found.artefacts["full-page"], index) == NOISE
    elsewhere = reader.page_info(tmp_path, found.page_info)["elsewhere"]
    assert {one["payload_digest"] for one in elsewhere.values()} == {digests.of_bytes(NOISE)}


def test_bytes_that_are_a_response_and_a_text_at_once(tmp_path):
    """A plain text's own record cannot stand for its text, nor the other way round."""
    words = TEXT.decode()
    made = [
        capture(exchange(PAGE, seed=seed, body=TEXT), seed=seed, text=words, artefacts=()) for seed in (1, 2)
    ]
    first, second = append_all(tmp_path, *made, index=(index := Payloads()))

    assert (first.deduplicated, second.deduplicated) == (0, 2)
    index.take(first)
    assert reader.payload(tmp_path, second.main, index) == TEXT
    assert second.artefacts["text"] == first.artefacts["text"] != second.main


def test_what_never_becomes_a_revisit(tmp_path):
    small = TEXT[:511]
    stored = append_all(
        tmp_path,
        with_sub(1),
        with_sub(2, truncated="disconnect"),
        with_sub(3, method="POST"),
        with_sub(4, body=small),
        with_sub(5, body=small),
    )
    assert [one.deduplicated for one in stored] == [0] * 5


def test_nothing_refers_to_a_truncated_record(tmp_path):
    stored = append_all(tmp_path, with_sub(1, truncated="length"), with_sub(2))

    assert [one.deduplicated for one in stored] == [0, 0]
    assert SUB not in {one.url for one in stored[0].payloads}


def test_nothing_refers_to_a_revisit(tmp_path):
    append_all(tmp_path, with_sub(1), with_sub(2), with_sub(3))
    first, *others = responses(tmp_path, SUB)

    assert {one.header.get("WARC-Refers-To") for one in others} == {first.header.get("WARC-Record-ID")}
    assert {one.kind for one in others} == {"revisit"}
