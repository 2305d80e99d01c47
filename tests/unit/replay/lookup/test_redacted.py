"""A page that sends a token finds the answer to the request that was stored without it."""

from __future__ import annotations

import pytest

from snapshotter.replay.lookup.ladder import SnapshotLookup
from tests.recordings import asking, material, recorded, text

FORM, JSON = "application/x-www-form-urlencoded", "application/json"


@pytest.mark.parametrize(
    ("stored", "asked", "how"),
    [
        (b"user=me&csrf_token=*redacted*", b"user=me&csrf_token=9f2", "exact"),
        (b"user=me&csrf_token=9f2", b"user=me&csrf_token=9f2", "exact"),
        (b'{"a":1,"token":"*redacted*"}', b'{"a":1,"token":"x"}', "exact"),
        (b'{"token":"*redacted*","a":1}', b'{"a":1,"token":"x"}', "canonical-body"),
        (b'{"token":"x","a":1}', b'{"a":1,"token":"y"}', "canonical-body"),
    ],
)
def test_a_secret_in_a_body_does_not_count(stored, asked, how):
    media_type = JSON if asked.startswith(b"{") else FORM
    fields = [("Content-Type", media_type)]
    other = recorded(method="POST", sent=b"user=somebody&a=1", body=b"another", asked=fields)
    lookup = SnapshotLookup(material(other, recorded(method="POST", sent=stored, body=b"this", asked=fields)))
    answer = lookup.find(asking(method="POST", body=asked, content_type=media_type))
    assert (text(answer), answer.how) == (b"this", how)


def test_what_a_login_opened_is_shown_and_not_that_it_asked_for_one():
    asks, opened = recorded(status=401, body=b"who are you"), recorded(body=b"the page")
    lookup = SnapshotLookup(material(asks, opened))
    assert [text(lookup.find(asking())) for _ in range(2)] == [b"the page", b"the page"]
    assert text(SnapshotLookup(material(asks)).find(asking())) == b"who are you"
