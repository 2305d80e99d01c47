"""What is there already: redirects, upgrades, ranges, and what was cut; texts of responses."""

from __future__ import annotations

import gzip

import brotlicffi
import pytest
import zstandard

from snapshotter.capture.gaps import content
from snapshotter.capture.gaps.recorded import Recorded
from snapshotter.urls import Url
from tests.builders import exchange, message, response_head

URL = Url("https://a.test/film.mp4")


def part(start: int, end: int, total: int | str = 100, **more):
    """Bytes ``start`` to ``end`` (exclusive) of a film."""
    head = response_head(
        "206 Partial Content", f"Content-Range: bytes {start}-{end - 1}/{total}", media_type="video/mp4"
    )
    body = more.pop("body", b"x" * (end - start))
    return exchange(
        URL,
        seed=(start, end, len(body)),
        status=206,
        media_type="video/mp4",
        response=message(head, body),
        **more,
    )


def recorded(*exchanges) -> Recorded:
    index = Recorded()
    index.add(exchanges)
    return index


def redirect(url: str, to: str, seed: object):
    return exchange(url, seed=seed, status=302, location=to, media_type=None)


class TestStates:
    @pytest.mark.parametrize(
        ("facts", "state"),
        [
            ({}, "whole"),
            ({"status": 204}, "whole"),
            ({"truncated": "unspecified"}, "broken"),
            ({"truncated": "length"}, "too-large"),
            ({"status": 404}, "refused"),
            ({"status": 500, "truncated": "disconnect"}, "refused"),
            ({"answered": False}, "absent"),
            ({"method": "POST"}, "absent"),
        ],
    )
    def test_one_answer(self, facts, state):
        assert recorded(exchange(URL, **facts)).state(URL) == state

    def test_the_best_answer_counts(self):
        index = recorded(
            exchange(URL, seed=1, status=503), exchange(URL, seed=2), exchange(URL, seed=3, status=404)
        )
        assert index.state(URL) == "whole"
        assert index.find(URL).status == 200

    def test_redirects_are_followed(self):
        index = recorded(
            redirect("https://a.test/1", "/2?x#frag", 1),
            redirect("https://a.test/2?x", "https://b.test/3", 2),
            exchange("https://b.test/3", seed=3),
        )
        assert index.find(Url("https://a.test/1")).url == "https://b.test/3"
        assert index.state(Url("https://a.test/1")) == "whole"

    @pytest.mark.parametrize("to", ["/1", "/2", "", "http://["])
    def test_redirects_that_lead_nowhere(self, to):
        index = recorded(redirect("https://a.test/1", to, 1))
        assert index.state(Url("https://a.test/1")) in ("refused", "absent")

    def test_a_loop_of_two(self):
        index = recorded(redirect("https://a.test/1", "/2", 1), redirect("https://a.test/2", "/1", 2))
        assert index.find(Url("https://a.test/1")) is None

    def test_an_upgraded_address(self):
        index = recorded(exchange("https://a.test/x"))
        assert index.state(Url("http://a.test/x")) == "whole"
        assert recorded(exchange("http://a.test/x")).state(Url("https://a.test/x")) == "absent"

    def test_each_exchange_is_taken_once(self):
        index, one = Recorded(), exchange(URL)
        assert index.add([one]) == [one]
        assert index.add([one]) == []

    def test_who_has_answered(self):
        index = recorded(exchange(URL, status=404), exchange("https://b.test/", seed=2, answered=False))
        assert index.has_answered("https://a.test")
        assert not index.has_answered("https://b.test")


class TestRanges:
    @pytest.mark.parametrize(
        ("parts", "missing"),
        [
            ([part(0, 100)], 0),
            ([part(0, 60), part(50, 100)], 0),
            ([part(50, 100), part(0, 50)], 0),
            ([part(0, 40), part(50, 100)], 10),
            ([part(10, 20), part(10, 20)], 90),
            ([part(0, 100, truncated="unspecified", body=b"x" * 30)], 70),
            ([part(0, 100, truncated="unspecified", body=b"x" * 30), part(30, 100)], 0),
        ],
    )
    def test_what_they_cover(self, parts, missing):
        index = recorded(*parts)
        assert index.missing_bytes(URL) == missing
        assert index.state(URL) == ("parts" if missing else "whole")
        assert [each.url for each in index.partial()] == ([URL] if missing else [])
        assert index.size_bytes(URL) == 100

    def test_ranges_of_unknown_size(self):
        index = recorded(part(0, 50, total="*"))
        assert index.state(URL) == "parts"
        assert index.missing_bytes(URL) is None

    def test_a_whole_answer_besides(self):
        index = recorded(part(0, 50), exchange(URL, seed=9, media_type="video/mp4"))
        assert index.state(URL) == "whole"
        assert index.partial() == []

    def test_a_film_that_was_broken_off(self):
        head = response_head("200 OK", "Content-Length: 1000", media_type="audio/mpeg")
        index = recorded(
            exchange(
                URL, media_type="audio/mpeg", truncated="unspecified", response=message(head, b"x" * 10)
            ),
            exchange("https://a.test/p.png", seed=2, media_type="image/png", truncated="unspecified"),
        )
        assert [each.url for each in index.partial()] == [URL]
        assert index.size_bytes(URL) == 1000

    def test_only_films_are_completed(self):
        head = response_head(
            "206 Partial Content", "Content-Range: bytes 0-9/1000", media_type="application/zip"
        )
        index = recorded(
            exchange(URL, status=206, media_type="application/zip", response=message(head, b"x" * 10))
        )
        assert index.partial() == []


class TestTexts:
    @pytest.mark.parametrize(
        ("coding", "code"),
        [
            ("gzip", gzip.compress),
            ("br", brotlicffi.compress),
            ("zstd", zstandard.compress),
            ("identity", bytes),
        ],
    )
    def test_codings(self, coding, code):
        head = response_head("200 OK", f"Content-Encoding: {coding}", media_type="text/css")
        sheet = exchange(URL, media_type="text/css", response=message(head, code(b"a { color: red }")))
        assert content.text(sheet) == "a { color: red }"

    def test_chunks_and_a_coding(self):
        coded = zstandard.compress(b"a {}")
        body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(coded), coded)
        head = response_head(
            "200 OK", "Transfer-Encoding: chunked", "Content-Encoding: zstd", media_type="text/css"
        )
        assert content.text(exchange(URL, response=message(head, body))) == "a {}"

    def test_a_bomb_is_cut(self):
        head = response_head("200 OK", "Content-Encoding: zstd", media_type="text/css")
        bomb = exchange(URL, response=message(head, zstandard.compress(bytes(content.MAX_BYTES * 2))))
        assert len(content.content(bomb)) == content.MAX_BYTES

    def test_what_is_not_coded_as_it_says(self):
        head = response_head("200 OK", "Content-Encoding: zstd", media_type="text/css")
        assert content.text(exchange(URL, response=message(head, b"plain"))) == "plain"

    @pytest.mark.parametrize(
        ("media_type", "body", "expected"),
        [
            ("text/css; charset=latin-1", b"\xe9", "é"),
            ("text/css; charset=nonsense", "é".encode(), "é"),
            ("text/css; charset=latin-1", b"\xef\xbb\xbf" + "é".encode(), "é"),
            ("text/css", b'@charset "windows-1252"; \x93', '@charset "windows-1252"; \u201c'),
            ("text/html", b"<meta charset=koi8-r>\xc1", "<meta charset=koi8-r>\u0430"),
            ("text/css", b"\xff", "\ufffd"),
        ],
    )
    def test_characters(self, media_type, body, expected):
        response = message(response_head(media_type=media_type), body)
        assert content.text(exchange(URL, response=response)) == expected

    def test_no_answer_and_too_large(self, monkeypatch):
        monkeypatch.setattr(content, "MAX_BYTES", 3)
        assert content.text(exchange(URL, body=b"four")) is None
        assert content.text(exchange(URL, answered=False)) is None
