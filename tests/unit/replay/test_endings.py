"""Bodies end as they did."""

from __future__ import annotations

import pytest

from snapshotter.replay.endings import Endings
from snapshotter.replay.lookup import SnapshotLookup
from tests.recordings import asking, material, recorded

EVENTS = {"accept": "text/event-stream"}


def ending(endings, exchange, **fields):
    asked = asking(**fields)
    return endings.of(asked, SnapshotLookup(material(exchange)).find(asked))


@pytest.mark.parametrize(
    ("truncated", "expected"),
    [(None, "end"), ("length", "break"), ("disconnect", "break"), ("time", "hold"), ("unspecified", "hold")],
)
def test_by_why_it_was_cut(truncated, expected):
    assert ending(Endings(), recorded(body=b"x", truncated=truncated)) == expected


def test_documents_and_scripts_are_never_waited_for():
    cut = recorded(body=b"x", truncated="unspecified")
    assert ending(Endings(), cut, sec_fetch_dest="script") == "break"
    assert ending(Endings(), cut, sec_fetch_dest="video") == "hold"


def test_what_was_not_answered_is_waited_for_if_the_page_gave_up():
    assert ending(Endings(), recorded(status=None, truncated="time")) == "hold"
    assert ending(Endings(), recorded(status=None)) == "end"


def test_events_are_told_once():
    endings, stream = Endings(), recorded(body=b"data: 1")
    assert ending(endings, stream, **EVENTS) == "end"
    assert ending(endings, stream, **EVENTS) == "silence"
    endings.restart()
    assert ending(endings, stream, **EVENTS) == "end"
    assert ending(endings, stream) == "end", "who asks for no events is told again"


def test_a_page_loaded_anew_hears_all_again():
    endings, stream = Endings(), recorded(body=b"data: 1")
    ending(endings, stream, **EVENTS)
    ending(endings, recorded(), sec_fetch_dest="document")
    assert ending(endings, stream, **EVENTS) == "end"
