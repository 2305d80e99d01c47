"""What is read back of a stored capture to replay it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from snapshotter.errors import CorruptRecord
from snapshotter.model.capture import Missing, RequestOutcome
from snapshotter.model.proof import Proof, ReplayMiss
from snapshotter.urls import Url
from snapshotter.warc import reader
from snapshotter.warc.archive import WarcArchive
from snapshotter.warc.exchanges import material_of
from snapshotter.warc.members import walk
from tests.builders import PAGE, START, NoDigests, capture, exchange, failed

LIBRARY = "https://cdn.example/lib.js"
BODY = b"let a = 1;" * 200


class Known(NoDigests):
    """Finds the payloads of a file that was written."""

    def __init__(self, home) -> None:
        self._home = home

    def locate(self, payload_digest):
        stored = [one for path in reader.warc_files(self._home) for one in reader.responses(path)]
        return next((one.location for one in stored if one.digest == payload_digest), None)


@pytest.fixture
def archive(tmp_path):
    archive = WarcArchive(tmp_path, NoDigests())
    yield archive
    archive.close()


def read(each) -> bytes:
    return b"".join(each.body.chunks())


def test_exchanges_come_back_as_they_were(tmp_path, archive):
    page = exchange(PAGE, body=b"<p>page")
    posted = exchange("https://api.example/q", seed=1, method="POST", request_body=b'{"q":1}', body=b"{}")
    before = archive.append(capture(exchange("https://other.example/", seed=9), seed=9))
    gap = Missing(Url("https://x.example/a.png"), Url(PAGE), "image", "http.404")
    stored = archive.append(replace(capture(page, posted), missing=(gap,)))
    archive.append(capture(exchange("https://after.example/", seed=8), seed=8))

    found = material_of(tmp_path, stored, NoDigests())

    assert [(each.method, each.url, each.status, read(each)) for each in found.exchanges] == [
        ("GET", PAGE, 200, b"<p>page"),
        ("POST", posted.url, 200, b"{}"),
    ]
    assert [each.request_body for each in found.exchanges] == [b"", b'{"q":1}']
    assert found.exchanges[0].response_head == page.response.head
    assert found.exchanges[1].request_head == posted.request.head
    assert (found.snapshot_id, found.url, found.missing) == (stored.id, PAGE, {gap.url: "http.404"})
    assert before.extent.offset + before.extent.length == stored.extent.offset


def test_a_revisit_has_the_payload_of_its_original(tmp_path, archive):
    archive.append(capture(exchange(PAGE, body=b"one"), exchange(LIBRARY, seed=1, body=BODY)))
    second = archive.append(
        capture(exchange(PAGE, seed=2, body=b"two"), exchange(LIBRARY, seed=3, body=BODY), seed=2)
    )
    assert second.deduplicated == 1

    found = material_of(tmp_path, second, Known(tmp_path))

    assert [read(each) for each in found.exchanges] == [b"two", BODY]


def test_an_original_that_is_not_known_is_an_error_when_it_is_read(tmp_path, archive):
    archive.append(capture(exchange(PAGE, body=b"one"), exchange(LIBRARY, seed=1, body=BODY)))
    second = archive.append(
        capture(exchange(PAGE, seed=2, body=b"two"), exchange(LIBRARY, seed=3, body=BODY), seed=2)
    )

    class Nothing(NoDigests):
        def locate(self, payload_digest):
            return None

    found = material_of(tmp_path, second, Nothing())
    with pytest.raises(CorruptRecord, match="not known"):
        read(found.exchanges[1])


def test_what_did_not_answer_is_there(tmp_path, archive):
    stored = archive.append(failed())
    alone = exchange("https://mute.example/", seed=4, answered=False)
    mute = archive.append(capture(exchange(PAGE), alone, seed=4))

    assert material_of(tmp_path, stored, NoDigests()).exchanges == ()
    found = material_of(tmp_path, mute, NoDigests()).exchanges[-1]
    assert (found.url, found.status, found.response_head) == (alone.url, None, b"")


def test_what_a_proof_added_belongs_to_it(tmp_path, archive):
    stored = archive.append(capture(exchange(PAGE)))
    late = exchange(LIBRARY, seed=1, body=BODY)
    miss = ReplayMiss("GET", Url(LIBRARY), "script")
    proof = Proof("leaky", START + timedelta(hours=1), requests=4, missed=1, misses=(miss,), pixel_diff=0.25)

    proved = archive.append_proof(stored, proof, capture(late))

    assert [each.url for each in material_of(tmp_path, proved, NoDigests()).exchanges] == [PAGE, LIBRARY]
    path = reader.warc_path(tmp_path, proved.additions[0].file)
    *_, closing = (reader.read_record(path, member.offset) for member in walk(path))
    assert (closing.kind, closing.target_uri) == ("metadata", f"urn:proof:{PAGE}")
    document = json.loads(closing.block_bytes())
    assert (document["id"], document["proof"]["grade"]) == (stored.id, "leaky")
    (found,) = [one for one in reader.stored_in(path) if not hasattr(one, "outcome")]
    assert (found.capture_id, found.proof, found.extent) == (stored.id, proof, proved.additions[0])


def test_a_proof_that_cannot_be_written_leaves_nothing(tmp_path, archive, monkeypatch):
    stored = archive.append(capture(exchange(PAGE)))
    path = reader.warc_path(tmp_path, stored.page_info.file)
    size = path.stat().st_size
    changed = exchange(LIBRARY, seed=1, body=BODY)
    wrong = replace(changed, response=replace(changed.response, block_digest=stored.page_info.digest))

    with pytest.raises(Exception, match="changed between capture and storage"):
        archive.append_proof(stored, Proof("sealed", START), capture(wrong))

    assert path.stat().st_size == size


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        ("net::ERR_CONNECTION_REFUSED", {"https://dead.example/x"}),
        ("net::ERR_ABORTED", set()),
        ("csp", set()),
    ],
)
def test_what_could_not_be_reached_is_told_from_what_was_taken_back(tmp_path, archive, error, expected):
    asked = capture(exchange(PAGE))
    vain = RequestOutcome(Url("https://dead.example/x"), "GET", None, "failed", "fetch", 0, None, error)
    stored = archive.append(replace(asked, requests=(*asked.requests, vain)))

    assert material_of(tmp_path, stored, NoDigests()).unreachable == expected


@pytest.mark.parametrize(("error", "truncated"), [("time", "time"), ("disconnect", None)])
def test_what_the_page_gave_up_was_still_under_way(tmp_path, archive, error, truncated):
    mute = exchange("https://mute.example/", seed=4, answered=False)
    asked = capture(exchange(PAGE), mute, seed=4)
    requests = tuple(
        replace(each, outcome="no-response", error=error) if each.url == mute.url else each
        for each in asked.requests
    )
    stored = archive.append(replace(asked, requests=requests))

    assert material_of(tmp_path, stored, NoDigests()).exchanges[-1].truncated == truncated
