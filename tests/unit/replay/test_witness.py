"""What a replayed page asks for is noted as it was answered, damaged bytes included."""

from __future__ import annotations

from pathlib import Path

import pytest

from snapshotter.errors import CorruptRecord
from snapshotter.model.exchange import Held
from snapshotter.replay.messages import ReplayAnswer, ReplayRequest
from snapshotter.replay.proof import witness as module
from snapshotter.replay.proof.witness import Witness
from snapshotter.urls import Url
from tests.unit.replay.archived import captured


class Damaged:
    size_bytes = 3

    def chunks(self):
        raise CorruptRecord("damaged", path=Path("a"), offset=0)
        yield b""


class Scripted:
    def __init__(self, how="exact", *, status=200, fields=(), body=None):
        self.answer = ReplayAnswer(how, None, status, fields, body or Held(b"x"))

    def find(self, request):
        return self.answer


def ask(lookup, *fields, method="GET"):
    found = Witness(lookup)
    answer = found.find(ReplayRequest(method, Url("https://a.example/"), fields))
    return found, answer


def test_a_request_is_noted_with_its_answer():
    found, answer = ask(Scripted("range"), (b"sec-fetch-dest", b"video"))
    (asked,) = found.asked
    assert (asked.method, asked.url, asked.destination, asked.how) == (
        "GET",
        "https://a.example/",
        "video",
        "range",
    )
    assert b"".join(answer.body.chunks()) == b"x"
    assert found.requests == 1


def test_an_answer_whose_bytes_are_damaged_is_a_miss():
    found, answer = ask(Scripted(body=Damaged()))
    assert found.asked[0].how == "exact"
    with pytest.raises(CorruptRecord):
        list(answer.body.chunks())
    assert found.asked[0].how == "missed"


@pytest.mark.parametrize(
    ("fields", "more", "readable"),
    [
        ((), {}, True),
        (((b"sec-fetch-mode", b"cors"), (b"sec-fetch-dest", b"empty")), {}, True),
        (((b"sec-fetch-mode", b"no-cors"), (b"sec-fetch-dest", b"empty")), {}, False),
        (((b"sec-fetch-mode", b"no-cors"), (b"sec-fetch-dest", b"image")), {}, True),
        ((), {"status": 204}, False),
        ((), {"body": Held(b"")}, False),
        ((), {"body": Damaged()}, True),
    ],
)
def test_whether_the_page_could_read_a_guess(fields, more, readable):
    found, _ = ask(Scripted("nearest-body", **more), *fields, method="POST")
    assert found.asked[0].readable is readable


def test_streams_and_service_workers_are_heard_of():
    found, _ = ask(Scripted(fields=((b"Content-Type", b"text/event-stream; charset=utf-8"),)))
    assert (found.has_streams, found.asked_for_service_worker) == (True, False)
    found, _ = ask(Scripted(), (b"service-worker", b"script"))
    assert (found.has_streams, found.asked_for_service_worker) == (False, True)


def test_a_page_that_asks_without_end_is_not_noted_without_end(monkeypatch):
    monkeypatch.setattr(module, "MOST_NOTED", 2)
    found = Witness(Scripted())
    for _ in range(5):
        found.find(ReplayRequest("GET", Url("https://a.example/")))
    assert (len(found.asked), found.requests) == (2, 5)


def test_what_the_capture_knows_to_be_missing_is_no_new_miss():
    of = captured(gone=["https://a.example/gone.png"], blocked=["ads.example"])

    def known(url, destination="image"):
        return of.is_known(module.Asked("GET", Url(url), destination, "missed"))

    assert known("https://a.example/gone.png")
    assert known("https://ads.example/pixel")
    assert known("https://a.example/favicon.ico")
    assert not known("https://a.example/favicon.ico", "empty")
    assert not known("https://a.example/img/favicon.ico")
    assert not known("https://not-ads.example/pixel")
    assert not known("no address at all")
