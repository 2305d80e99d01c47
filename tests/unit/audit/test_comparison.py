"""Renditions, and what one has of another: passages first of all."""

# ruff: noqa: E501 - markup stands as pages have it

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from snapshotter.audit.comparison.comparing import Then, compare
from snapshotter.audit.comparison.topics import language_of, sold_words, topic_likeness
from snapshotter.audit.comparison.words import Words, tokens_of
from snapshotter.audit.rendition import rendition_of, rendition_of_bytes, rendition_of_text
from snapshotter.audit.verdict import verdict_of
from snapshotter.urls import Url
from tests.unit.audit.checks import URL, answer, question, reading
from tests.unit.audit.test_verdict import QUOTE, STORY, THEN, page


def quoted(quote: str, now: str, then: str = THEN):
    found = compare(Then(static=reading(then)), reading(now), (quote,))
    return found.quotes[0]


@pytest.mark.parametrize(
    "quote",
    [
        QUOTE,
        "“nobody objected to the plan that the engineers had drawn up…”",
        "Nobody objected … nine million crowns over five years",
        "Nobody objected to the plan [of the board], which asks for nine million crowns",
    ],
)
def test_a_passage_is_there_whatever_its_typography(quote):
    now = THEN.replace("plan that", "plan\n\u00a0 that").replace("engineers", "engi\u00adneers")
    assert (quoted(quote, now).state, quoted(quote, now).ratio) == ("there", 1.0)


def test_a_passage_that_reads_otherwise_shows_both():
    found = quoted(QUOTE, THEN.replace("Nobody objected to", "Only one member opposed"))
    assert found.state == "reworded"
    assert "the plan that the engineers had drawn up" in found.now
    assert 0.4 < found.ratio < 1


def test_a_short_passage_is_recognised_by_its_place():
    assert quoted("for three hours", THEN.replace("for three hours", "for two hours")).state == "reworded"
    assert quoted("for three hours", THEN.replace(" for three hours", "")).state == "gone"


def test_another_sentence_in_its_place_is_no_rewording():
    now = page(
        STORY[0], "The swimming hall opens again with a slide for the children of the town.", *STORY[2:]
    )
    assert quoted(QUOTE, now).state == "gone"


def test_the_passage_counts_as_the_author_saw_it():
    misquoted = "Nobody objected to the plan that engineers had drawn up"
    assert quoted(misquoted, THEN).state == "there"


def test_a_quote_that_was_never_there_goes_by_the_page_of_now():
    never = "the harbour will be filled in before the summer is over, and sold to the highest bidder"
    found = compare(Then(static=reading(THEN)), reading(page(*STORY, f"Then {never}.")), (never,))
    assert (found.quotes[0].state, found.lost) == ("there", ())
    assert compare(Then(static=reading(THEN)), reading(THEN), (never,)).lost == ()


def test_like_is_compared_with_like():
    shown = rendition_of_text("Shown by a script\n" + "\n".join(STORY), "Minutes of the harbour board")
    then = Then(rendered=shown, static=reading(THEN))
    assert compare(then, reading(THEN)).identical
    assert compare(Then(rendered=shown), reading(THEN)).alike is False


def test_what_a_browser_does_not_show_is_looked_through_for_passages():
    dom = THEN.replace(
        "</article>", "<div style='display:none'>Folded away: the vote was secret.</div></article>"
    )
    capture = replace(answer(dom, text="\n".join(STORY)), dom=dom)
    then = Then(rendered=rendition_of_text("\n".join(STORY)), static=reading(dom))
    found = compare(then, rendition_of(capture), ("the vote was secret",))
    assert found.identical
    assert found.quotes[0].state == "there"


def test_what_stands_beside_is_none_of_the_matter():
    found = reading(
        page(*STORY).replace(
            "</article>",
            "</article><section id=comments><p>I saw it all from the quay, and it was not as they say.</p></section>"
            "<div class='related-posts'><p>Ferry tickets are dearer from May on, says the line.</p></div>",
        )
    )
    assert [block for block in found.main if block in STORY] == STORY
    assert not [block for block in found.main if "quay" in block or "Ferry" in block]


def test_files_are_compared_by_their_bytes():
    first, second = (
        rendition_of_bytes(URL, "image/png", (), b"\x89PNG\r\n\x1a\n" + tail) for tail in (b"1", b"2")
    )
    assert compare(Then(static=first), first).identical
    found = compare(Then(static=first), second)
    assert not found.identical
    capture = answer(b"\x89PNG\r\n\x1a\n2", media_type="image/png")
    assert verdict_of(replace(question(None, capture), comparison=found)).audit_class == "drifted"


def test_nothing_is_no_document():
    assert rendition_of_bytes(URL, "text/html", (), b" \n ") is None
    assert rendition_of(answer(status=None, reason="capture.dns")) is None
    assert compare(Then(), reading(THEN)) is None


def test_languages_and_subjects():
    english, german = tokens_of(" ".join(STORY)), tokens_of(
        "Der Vorstand des Hafens kam am Montag zusammen und sprach über die Baggerung des Beckens. Niemand hatte "
        "etwas gegen den Plan, der von den Ingenieuren kam und für fünf Jahre gilt."
    )  # fmt: skip
    assert (language_of(english), language_of(german)) == ("en", "de")
    assert (
        language_of(tokens_of("東京は日本の首都です。昨日そこへ行って桜を見ました。とてもきれいでした。"))
        == "ja"
    )
    assert topic_likeness(english, english) == pytest.approx(1.0)
    assert topic_likeness(english, german) < 0.1
    assert sold_words(english) == {}


def test_words_know_where_they_stand():
    words = Words("“Co-operation”, he said;\nnobody  objected.")
    assert words.all == ["cooperation", "he", "said", "nobody", "objected"]
    at = words.find(["said", "nobody"])
    assert words.between(at, at + 2) == "said;\nnobody"
    assert words.find(["nobody", "said"]) == -1


@pytest.mark.parametrize(
    "body",
    [
        "<div class=menu>" * 20_000 + "x",
        "<td>" * 50_000 + "word " * 1000,
        "<p>" + "a" * 2_000_000,
        "word " * 400_000,
        "<nav>" * 3000 + "word " * 100_000,
        "\n \t" * 500_000 + "x",
        ". ' " * 100_000,
    ],
)
def test_hostile_pages_take_bounded_time(body):
    began = time.process_time()
    now = rendition_of_bytes(Url("https://news.example/a"), "text/html", (), f"<html>{body}".encode())
    compare(Then(static=reading(THEN)), now, (QUOTE,))
    assert time.process_time() - began < 20
