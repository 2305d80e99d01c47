"""Dates in running text, and the dates of posts, in many languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snapshotter.pagemeta.dates import is_date_line, normalised
from snapshotter.pagemeta.whens import resolve, whens

THURSDAY = "2016-03-10T08:00:00Z"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on March 9 it", ["2016-03-09"]),
        ("Mar. 8-9 report", ["2016-03-08/2016-03-09"]),
        ("8–9 March 2014", ["2014-03-08/2014-03-09"]),
        ("March 30–April 2, 2015", ["2015-03-30/2015-04-02"]),
        ("the 9th of March 2014", ["2014-03-09"]),
        ("Sept. 17: more", ["2015-09-17"]),
        ("March 14", ["2016-03-14"]),  # a few days ahead
        ("December 31", ["2015-12-31"]),
        ("Thursday, March 3", ["2016-03-03"]),
        ("on Tuesday", ["2016-03-08"]),
        ("on Thursday", ["2016-03-10"]),
        ("today and yesterday", ["2016-03-10", "2016-03-09"]),
        ("today's", ["2016-03-10"]),
        ("in March 2014", ["2014-03"]),
        ("2014-03-09 or 2014-03", ["2014-03-09", "2014-03"]),
        ("am 3. Mai 2015", ["2015-05-03"]),
        ("am Dienstag, 3. Mai 2015", ["2015-05-03"]),
        ("vom 9.3.2014", ["2014-03-09"]),
        ("gestern, am Montag", ["2016-03-09", "2016-03-07"]),
        ("le 1er mai 2015, hier", ["2015-05-01", "2016-03-09"]),
        ("aujourd’hui", ["2016-03-10"]),
        ("3 de mayo de 2015", ["2015-05-03"]),
        ("il 18 aprile", ["2015-04-18"]),
        ("em 3 de março de 2014", ["2014-03-03"]),
        ("op 3 mei 2015, gisteren", ["2015-05-03", "2016-03-09"]),
        ("den 3 maj 2015; i går", ["2015-05-03", "2016-03-09"]),
        ("3. maaliskuuta 2015", ["2015-03-03"]),
        ("3 marca 2015, wczoraj", ["2015-03-03", "2016-03-09"]),
        ("10. března 2016", ["2016-03-10"]),
        ("3 марта 2015 и вчера", ["2015-03-03", "2016-03-09"]),
        ("3 березня 2015", ["2015-03-03"]),
        ("10 Mart 2016", ["2016-03-10"]),
        ("2016年3月10日と3月9日", ["2016-03-10", "2016-03-09"]),
        ("2016년 3월 10일", ["2016-03-10"]),
        ("13/03/2014", ["2014-03-13"]),
        ("03/13/2014", ["2014-03-13"]),
        ("03/04/2014", []),  # no telling
        ("Feb 30, 2014", []),
        ("12 monkeys may march 20 miles", []),
        ("at March 10:30", []),
        ("version 1.2.2016.3", []),
        ("last week, in 2014", []),
    ],
)
def test_dates_in_text(text, expected):
    found = [resolve(when, THURSDAY) for when in whens(text)]
    assert [date for date in found if date] == expected


def test_without_the_day_of_the_post_only_full_dates_are_known():
    assert [resolve(when, None) for when in whens("March 9, today, on Monday and May 3, 2015")] == [
        None,
        None,
        None,
        "2015-05-03",
    ]


def test_a_leap_day_belongs_to_a_leap_year():
    (when,) = whens("February 29")
    assert resolve(when, "2019-06-01") == "2016-02-29"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Donnerstag, 10. März 2016", "2016-03-10"),
        ("10 mars 2016", "2016-03-10"),
        ("Le 10 mars 2016 à 10:30", "2016-03-10"),
        ("10 de marzo de 2016", "2016-03-10"),
        ("10 marzo 2016", "2016-03-10"),
        ("10 de março de 2016", "2016-03-10"),
        ("10 maart 2016", "2016-03-10"),
        ("den 10 mars 2016", "2016-03-10"),
        ("10. marts 2016", "2016-03-10"),
        ("10. maaliskuuta 2016", "2016-03-10"),
        ("10 marca 2016", "2016-03-10"),
        ("10. března 2016", "2016-03-10"),
        ("10 марта 2016 г.", "2016-03-10"),
        ("10 березня 2016", "2016-03-10"),
        ("10 Mart 2016", "2016-03-10"),
        ("2016年3月10日", "2016-03-10"),
        ("10.03.2016", "2016-03-10"),
        ("13/03/2016", "2016-03-13"),
        ("10/03/2016", None),
        ("Chapter 10 March 2016 was", None),
        ("March 2016", None),
    ],
)
def test_dates_of_posts(text, expected):
    assert normalised(text) == expected
    assert is_date_line(text) is (expected is not None)


@given(
    st.text(alphabet="0123456789 ./-–年月日marchMyeiå,'’", max_size=40),
    st.sampled_from([None, THURSDAY, "x"]),
)
def test_no_text_is_too_much(text, published):
    for when in whens(text):
        assert text[when.start : when.end]
        resolve(when, published)
    normalised(text)
