"""Citations, passages and reasons in the words of readers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snapshotter import words
from snapshotter.cited.passages import find_quotes
from snapshotter.model.quote import QuoteMatch, TextSelector
from snapshotter.model.verdict import PAGE_CLASSES
from snapshotter.viewer.cards import citation_card
from snapshotter.viewer.passages import paragraphs
from snapshotter.viewer.shelves import Query, fits
from snapshotter.viewer.views import Context, audit_view, citation_view, context, tone, web_link
from tests.library import cited, skipped

TEXT = "One line.\nAnother with words that are quoted.\n\nThe end."
WHEN = datetime(2026, 3, 10, 12, tzinfo=UTC)


def test_the_sentence_is_parted_at_the_words_of_the_link():
    assert context("See  the report\n now.", "the report") == Context("See ", "the report", " now.")
    assert context("A sentence without it.", "elsewhere") == Context("A sentence without it.", "", "")
    assert context("", "x") == Context("", "", "")


@given(st.text(max_size=60), st.text(max_size=20))
def test_parting_a_sentence_loses_nothing(sentence, anchor):
    parts = context(sentence, anchor)
    assert parts.before + parts.anchor + parts.after == " ".join(sentence.split())


def test_a_citation_that_nobody_tried_says_why():
    view = citation_view(cited(1, "mailto:a@b.example", skipped("mailto")))
    assert (view.outcome, view.tone, view.snapshot, view.link) == ("skipped", "quiet", None, None)
    assert view.why == "It is a mail address."


def asked(card, words="", **more):
    query = Query(words, **more)
    return fits(card, query, query.needles)


def test_within_a_post_words_are_looked_for_in_title_address_and_sentence():
    card = citation_card(cited(1, "https://cited.example/Ä", sentence="As link 1 says, rain."))
    assert asked(card, "RAIN cited.example")
    assert not asked(card, "snow")
    assert not asked(card, outcome="captured")


def test_quoted_words_are_marked_where_they_stand():
    quotes = find_quotes(["words that are quoted", "not there at all, never"], TEXT)
    marked = [(piece.text, piece.quote) for paragraph in paragraphs(TEXT, quotes) for piece in paragraph]
    assert ("words that are quoted", 1) in marked
    assert "".join(text for text, _ in marked) == TEXT.replace("\n", "")


@settings(deadline=None)
@given(st.text(max_size=80), st.lists(st.tuples(st.integers(-5, 90), st.integers(-5, 90)), max_size=6))
def test_no_offsets_break_a_text(text, spans):
    quotes = [QuoteMatch("q", True, 1.0, TextSelector("", "", "", start, end, "")) for start, end in spans]
    pieces = [piece for paragraph in paragraphs(text, quotes) for piece in paragraph]
    assert "".join("".join(piece.text for piece in pieces).split()) == "".join(text.split())


def test_audits_of_any_program_are_shown_as_far_as_they_go():
    view = audit_view(
        {
            "checked_at": "2026-05-01T00:00:00Z",
            "verdict": {"class": "passage-missing"},
            "status": 200,
            "final_url": "javascript:alert(1)",
            "similarity": 0.5,
            "quotes": [{"text": "a", "state": "gone"}, "junk"],
        }
    )
    assert (view.verdict, view.tone, view.final_url) == ("The quoted words are gone", "bad", None)
    assert view.quotes == (("a", "gone", ""),)
    empty = audit_view({"checked_at": 3, "verdict": "unchanged", "quotes": "x", "status": "200"})
    assert (empty.checked_at, empty.verdict, empty.tone, empty.quotes) == (None, "Unchanged", "fine", ())


def test_tones():
    assert tone("captured", "good") == "fine"
    assert tone("captured", "gone") == "bad"
    assert tone("partial", "good") == "doubt"
    assert tone("failed", None) == "bad"
    assert tone("skipped", None) == "quiet"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "", None, "mailto:a@b.example"])
def test_only_addresses_of_the_web_are_links(url):
    assert web_link(url) is None


def test_every_class_of_pages_has_its_words():
    assert all(name in words.VERDICTS for name in PAGE_CLASSES)


def test_reasons_are_sentences():
    assert words.reason("capture.dns", "x") == "The name of the site has no address any more."
    assert words.reason("http.404", "x") == "The site answered “404 Not Found” instead of the page."
    assert words.reason("http.799", "x") == "The site answered “799” instead of the page."
    assert words.reason("page.login-wall", "asks for a password") == (
        "What came was not the page. A login: asks for a password."
    )
    assert words.reason("new.code", "something else happened") == "Something else happened."


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(5, "just now"), (-7200, "in the future, by its clock"), (60, "1 minute ago"), (7200, "2 hours ago"),
     (86_400 * 3, "3 days ago"), (86_400 * 400, "1 year ago")],
)  # fmt: skip
def test_times_are_told_relative_to_now(seconds, said):
    assert words.ago(WHEN, WHEN + timedelta(seconds=seconds)) == said


def test_dates_of_posts_are_as_precise_as_they_are():
    assert words.published("2016-03-10T10:00:00Z") == "10 March 2016"
    assert words.published("2016-03") == "March 2016"
    assert words.published("2016") == "2016"
    assert words.published("last spring") == "last spring"
    assert words.published("2016-99-99") == "2016"
    assert words.published(None) == ""


def test_only_language_tags_are_taken_for_one():
    assert words.language("de-CH") == "de-CH"
    assert words.language('en" onload="x') is None
    assert words.language(None) is None


def test_counts_and_sizes():
    assert words.count(1, "page") == "1 page"
    assert words.count(2310, "citation") == "2,310 citations"
    assert (words.size(812), words.size(1_234_567)) == ("812 bytes", "1.2 MB")
