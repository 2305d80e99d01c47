"""Which payloads become revisit records, and what those refer to."""

from __future__ import annotations

from snapshotter import digests
from snapshotter.warc import reader
from snapshotter.warc.archive import WarcArchive
from snapshotter.warc.members import walk
from tests.awkward import NOISE, TEXT
from tests.builders import PAGE, NoDigests, capture, exchange

SUB = "https://cdn.example/lib.js"
BIG = NOISE * 6


class Payloads:
    """A digest index in a dictionary."""

    def __init__(self):
        self.by_digest = {}

    def take(self, stored):
        for payload in stored.payloads:
            self.by_digest.setdefault(payload.digest, payload)

    def find(self, payload_digest):
        found = self.by_digest.get(payload_digest)
        return (found.record_id, found.url, found.date) if found else None

    def locate(self, payload_digest):
        found = self.by_digest.get(payload_digest)
        return found.location if found else None


def with_sub(seed, body=TEXT, **more):
    return capture(exchange(PAGE, seed=seed), exchange(SUB, seed=seed, body=body, **more), seed=seed)


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


def test_the_page_itself_stays_whole_up_to_a_megabyte(tmp_path):
    page = [capture(exchange(PAGE, seed=seed, body=NOISE), seed=seed) for seed in (1, 2)]
    large = [capture(exchange(PAGE, seed=seed, body=BIG), seed=seed) for seed in (3, 4)]

    stored = append_all(tmp_path, *page, *large)

    assert len(NOISE) <= 1024 * 1024 < len(BIG)
    assert [one.deduplicated for one in stored] == [0, 0, 0, 1]


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
    assert stored[0].payloads == ()


def test_nothing_refers_to_a_revisit(tmp_path):
    append_all(tmp_path, with_sub(1), with_sub(2), with_sub(3))
    first, *others = responses(tmp_path, SUB)

    assert {one.header.get("WARC-Refers-To") for one in others} == {first.header.get("WARC-Record-ID")}
    assert {one.kind for one in others} == {"revisit"}
