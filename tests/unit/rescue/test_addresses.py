"""Addresses and lists of mementos as archives write them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snapshotter.rescue import wayback
from snapshotter.rescue.link_format import links
from snapshotter.rescue.mementos import address, candidate, moment_of_field, stamped
from snapshotter.urls import Url
from tests.unit.rescue.cassettes import CDX_TOOLKIT, EDGI

PAGE = Url("https://cited.example/a,b?x=1,2&y=http://other.example/")
NOON = datetime(2016, 3, 10, 12, tzinfo=UTC)
TIMEMAP = f"""<{PAGE}>; rel="original",
<https://memento.example/timemap/link/{PAGE}>; rel="self"; type="application/link-format"; \
from="Thu, 10 Mar 2016 12:00:00 GMT",
<https://memento.example/web/20160310120000mp_/{PAGE}>; rel="first memento"; \
datetime="Thu, 10 Mar 2016 12:00:00 GMT"; collection="web",
<https://memento.example/web/20170310120000/{PAGE}>; rel=memento; datetime=Fri, 10 Mar 2017 12:00:00 GMT
,<https://memento.example/web/20180310120000/{PAGE}>;datetime="Sat, 10 Mar 2018 12:00:00 GMT";\
rel="last memento"
"""


class TestLinkFormat:
    def test_commas_in_addresses_and_dates_part_nothing(self):
        read = list(links(TIMEMAP))
        assert next(each.target for each in read) == PAGE
        assert len(read) == 5
        assert [each.parameters.get("datetime") for each in read[2:]] == [
            "Thu, 10 Mar 2016 12:00:00 GMT",
            "Fri, 10 Mar 2017 12:00:00 GMT",
            "Sat, 10 Mar 2018 12:00:00 GMT",
        ]
        assert read[2].relations == {"first", "memento"}
        assert read[3].relations == {"memento"}

    def test_what_is_broken_is_passed_over(self):
        assert [each.target for each in links('nothing, <a>; rel="x" <b>;;; rel=, <c')] == ["a", "b"]

    @given(st.text(alphabet='<>;,="\\ relmnto\n', max_size=300))
    def test_never_fails(self, text):
        assert all(isinstance(each.target, str) for each in links(text))


class TestAddresses:
    @pytest.mark.parametrize(
        ("uri_m", "prefix", "digits", "original"),
        [
            (
                f"https://web.archive.org/web/20160310120000/{PAGE}",
                "https://web.archive.org/web/",
                "20160310120000",
                PAGE,
            ),
            (
                "http://127.0.0.1:8080/coll/20160310120000mp_/http://cited.example/",
                "http://127.0.0.1:8080/coll/",
                "20160310120000",
                "http://cited.example/",
            ),
            (
                "https://arquivo.pt/wayback/20080101id_/http:/cited.example/a",
                "https://arquivo.pt/wayback/",
                "20080101",
                "http://cited.example/a",
            ),
        ],
    )
    def test_are_taken_apart_and_put_together(self, uri_m, prefix, digits, original):
        parts = stamped(Url(uri_m))
        assert (parts.prefix, parts.digits, parts.original) == (prefix, digits, original)
        assert stamped(address(prefix, digits, original, raw=True)) == parts

    @pytest.mark.parametrize(
        "url",
        [
            "https://archive.ph/AbCdE",
            "https://cited.example/2016/03/10/",
            "https://web.archive.org/web/20161399999999/http://x.example/",
        ],
    )
    def test_others_are_no_candidates(self, url):
        assert candidate(Url(url)) is None

    def test_bytes_are_asked_for_as_recorded(self):
        found = candidate(Url(f"https://memento.example/web/20160310120000mp_/{PAGE}"))
        assert found.raw == f"https://memento.example/web/20160310120000id_/{PAGE}"
        assert (found.moment, found.original, found.archive) == (NOON, PAGE, "memento.example")

    @pytest.mark.parametrize("written", ["", "yesterday", "Thu, 99 Mar 2016 12:00:00 GMT", "0"])
    def test_what_is_no_date_is_none(self, written):
        assert moment_of_field(written) is None


class TestAvailability:
    ANSWER: ClassVar = {
        "archived_snapshots": {
            "closest": {
                "available": True,
                "url": "http://web.archive.org/web/20130919044612/http://example.com/",
                "timestamp": "20130919044612",
                "status": "200",
            }
        }
    }

    def test_names_the_closest(self):
        (found,) = wayback.closest(json.dumps(self.ANSWER), Url("http://example.com/"))
        assert found.raw == "https://web.archive.org/web/20130919044612id_/http://example.com/"
        assert found.status == 200

    @pytest.mark.parametrize(
        "text", ['{"archived_snapshots": {}}', "{}", "[]", "null", "<html>", '{"archived_snapshots": []}']
    )
    def test_may_be_empty_or_no_answer(self, text):
        assert wayback.closest(text, PAGE) == ()

    def test_batch_asks_on_both_sides_of_every_date(self):
        lines = wayback.batch([(PAGE, NOON)]).decode().split("\n")
        asked = [parse_qs(line) for line in lines]
        assert [each["closest"] for each in asked] == [["before"], ["after"]]
        assert {each["url"][0] for each in asked} == {PAGE}
        assert asked[0]["statuscodes"] == ["200", "203", "206"]

    def test_batch_answers_are_told_apart_by_their_tags(self):
        other = Url("https://cited.example/other")
        results = [{"tag": "1-before", **self.ANSWER}, {"tag": "9-after", **self.ANSWER}, {"tag": "x"}, 7]
        found = wayback.batch_closest(json.dumps({"results": results}), [(PAGE, NOON), (other, NOON)])
        assert list(found) == [other]


class TestIndex:
    def test_asks_for_exactly_one_address(self):
        asked = parse_qs(urlsplit(wayback.index(PAGE, near=(NOON, 10), resume="com,x)/ 2016")).query)
        assert asked["url"] == [PAGE]
        assert (asked["from"], asked["to"]) == (["20160229120000"], ["20160320120000"])
        assert asked["resumeKey"] == ["com,x)/ 2016"]

    def test_reads_arrays_and_the_resumption_key(self):
        names = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]
        row = ["k", "20160310120000", "http://cited.example:80/", "text/html", "200", "AAA", "1"]
        found, resume = wayback.rows(json.dumps([names, row, [], ["com,cited)/+2017"]]))
        assert [(each.original, each.digest, each.status) for each in found] == [
            ("http://cited.example/", "AAA", 200)
        ]
        assert resume == "com,cited)/+2017"

    @pytest.mark.parametrize("name", ["test_multi_ia", "test_basics"])
    def test_reads_what_was_recorded(self, name):
        path = CDX_TOOLKIT / "test_cli" / f"{name}.jsonl"
        if not path.exists():
            pytest.skip(f"{path} is not here")
        texts = [json.loads(line)["response_text"] for line in path.read_text().splitlines()]
        texts = [text for text in texts if text.startswith('[["urlkey"')]
        read = [wayback.rows(text) for text in texts]
        for text, (found, _) in zip(texts, read, strict=True):
            assert len(found) == len(json.loads(text)) - 1
            assert all(each.archive == "web.archive.org" for each in found)
        assert read or name == "test_basics"

    @pytest.mark.parametrize("name", ["malformed_cdx", "bad_timestamp_cdx", "zero_length_cdx"])
    def test_passes_over_rows_that_make_no_sense(self, name):
        path = EDGI / "test_files" / f"{name}.txt"
        if not path.exists():
            pytest.skip(f"{path} is not here")
        text = path.read_text()
        found, _ = wayback.rows(text)
        assert 0 < len(found) <= len(text.splitlines())
        assert all(1996 <= each.moment.year < 2027 for each in found)
