from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from snapshotter.model.capture import Outcome
from snapshotter.model.snapshot import Snapshot
from snapshotter.rescue.choice import Queue, cited_at, moment_of
from snapshotter.rescue.mementos import candidate
from snapshotter.urls import Url
from tests.library import cited

NOON = datetime(2016, 3, 10, 12, tzinfo=UTC)


def at(days, **more):
    moment = NOON + timedelta(days=days)
    uri_m = Url(f"https://memento.example/web/{moment:%Y%m%d%H%M%S}/https://cited.example/")
    return candidate(uri_m, **more)


def drained(queue):
    found = []
    while (each := queue.take()) is not None:
        found.append((each.moment - NOON).days)
    return found


def test_the_nearest_comes_first_and_of_two_the_earlier():
    queue = Queue(NOON)
    queue.add([at(30), at(5), at(-5), at(-1)])
    queue.add([at(5), at(2)])
    assert drained(queue) == [-1, 2, -5, 5, 30]


def test_what_is_known_to_be_no_page_or_too_far_is_not_asked_for():
    queue = Queue(NOON, max_distance_days=10)
    queue.add([at(1, status=404), at(2, status=503), at(3, status=301), at(11), at(-10)])
    assert drained(queue) == [3, -10]


def test_the_same_bytes_are_not_asked_for_again():
    queue = Queue(NOON)
    queue.add([at(1, digest="A"), at(2, digest="A"), at(3, digest="B"), at(4, digest="-"), at(5, digest="-")])
    queue.reject(queue.take())
    queue.reject(at(9, digest="-"))
    assert drained(queue) == [3, 4, 5]


def test_an_archive_that_gives_nothing_out_is_left_alone():
    queue = Queue(NOON)
    queue.add([at(1), at(2)])
    queue.forget("memento.example")
    assert queue.take() is None


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2016", "2016-07-01T12:00:00"),
        ("2016-02", "2016-02-15T12:00:00"),
        ("2016-03-10", "2016-03-10T12:00:00"),
        ("2016-03-10T23:30:00-05:00", "2016-03-11T04:30:00"),
        ("10 March 2016", "2016-03-10T12:00:00"),
        ("2016-13", None),
        ("some day", None),
    ],
)
def test_dates_as_posts_write_them(written, moment):
    expected = datetime.fromisoformat(moment).replace(tzinfo=UTC) if moment else None
    assert moment_of(written) == expected


def test_the_citation_knows_best_when_it_was_made():
    from snapshotter.model.post import Post

    def post(published):
        return Post(None, "p", "html", None, None, published, "0" * 64)

    visited = Snapshot("s", datetime(2020, 1, 1, tzinfo=UTC), Outcome.FAILED)
    now = datetime(2026, 1, 1, tzinfo=UTC)
    dated = cited(1, "https://cited.example/", visited, cited_at="2014-05-06")
    plain = cited(1, "https://cited.example/", visited)
    new = cited(1, "https://cited.example/")
    assert cited_at(dated.citation, post("2016-03-09"), dated, now).year == 2014
    assert cited_at(plain.citation, post("2016-03-09"), plain, now).year == 2016
    assert cited_at(plain.citation, post("some day"), plain, now).year == 2020
    assert cited_at(new.citation, post(None), new, now) == now
