"""What rules make of answers, alone and held against snapshots."""

# ruff: noqa: E501 - paragraphs stand as pages have them

from __future__ import annotations

from dataclasses import replace

import pytest

from snapshotter.audit.question import page_address
from snapshotter.audit.verdict import RULES_VERSION, page_suffices, rules, verdict_of
from snapshotter.model.audit import NameAnswer, Try
from snapshotter.urls import Url
from tests.unit.audit.checks import URL, answer, question

NAV = "<nav><ul><li><a href=/>Home</a><li><a href=/town>Town</a><li><a href=/sea>Sea</a></ul></nav>"
FOOT = "<footer><p>Imprint</p><p>The Harbour News, 12 Quay Street</p><p>Write to us</p></footer>"
STORY = [
    "The harbour board met on Monday evening and discussed the dredging of the northern basin for three hours.",
    "Nobody objected to the plan that the engineers had drawn up, which asks for nine million crowns over five years.",
    "Fishermen fear that the herring will not return to the basin once its ground has been disturbed by dredgers.",
    "The chair, Ingrid Halvorsen, closed the meeting at nine and promised to publish the minutes within a week.",
]
QUOTE = "Nobody objected to the plan that the engineers had drawn up"


def page(
    *paragraphs: str, title: str = "Minutes of the harbour board", nav: str = NAV, lang: str = "en"
) -> str:
    inner = "".join(f"<p>{each}</p>" for each in paragraphs)
    return (
        f"<!DOCTYPE html><html lang={lang}><head><title>{title}</title></head><body>{nav}"
        f"<article><h1>{title}</h1>{inner}</article>{FOOT}</body></html>"
    )


THEN = page(*STORY)


def found(then, capture, quotes=(), **more):
    return verdict_of(question(then, capture, quotes, **more))


def test_the_same_words_are_unchanged():
    verdict = found(THEN, answer(THEN.replace("<body>", "<body data-n=7><!-- 0.3 s -->")), (QUOTE,))
    assert (verdict.audit_class, verdict.rules_version) == ("unchanged", RULES_VERSION)


def test_other_menus_and_comments_are_cosmetic():
    now = THEN.replace("Town", "Island").replace(
        "</article>", "</article><div id=comments><p>I was there too.</p></div>"
    )
    assert found(THEN, answer(now), (QUOTE,)).audit_class == "cosmetic"


def test_a_paragraph_that_is_gone_is_drift():
    verdict = found(THEN, answer(page(*STORY[:3])), (QUOTE,))
    assert verdict.audit_class == "drifted"
    assert verdict.evidence["gone"] == [STORY[3]]


def test_a_quote_that_is_gone_comes_before_drift():
    verdict = found(THEN, answer(page(STORY[0], *STORY[2:])), (QUOTE,))
    assert verdict.audit_class == "passage-missing"
    assert verdict.evidence["lost"] == [QUOTE]
    assert verdict.evidence["also"] == ["drifted"]


def test_a_quote_that_was_never_there_is_no_loss():
    quote = "words that the post has from somewhere else entirely"
    assert found(THEN, answer(THEN), (quote,)).audit_class == "unchanged"


def test_a_reworded_quote_is_drift():
    now = page(STORY[0], STORY[1].replace("Nobody", "Hardly anybody"), *STORY[2:])
    verdict = found(THEN, answer(now), (QUOTE,))
    assert verdict.audit_class == "drifted"
    assert verdict.evidence["reworded"] == [QUOTE]


def test_the_same_words_elsewhere_are_moved():
    verdict = found(THEN, answer(THEN, final="https://archive.example/minutes-of-2019"), (QUOTE,))
    assert verdict.audit_class == "moved"
    assert verdict.evidence["also"] == ["unchanged"]


def test_where_the_snapshot_stood_already_is_no_move():
    final = Url("https://archive.example/minutes-of-2019")
    asked = replace(question(THEN, answer(THEN, final=final)), snapshot_final_url=final)
    assert verdict_of(asked).audit_class == "unchanged"


@pytest.mark.parametrize(
    "other",
    [
        "http://news.example/2019/harbour-board-minutes",
        "https://www.news.example/2019/harbour-board-minutes/",
        "https://news.example/2019/Harbour-Board-Minutes?utm_source=x",
        "https://NEWS.example/2019/harbour-board-minutes/index.html",
    ],
)
def test_what_is_no_other_address(other):
    assert page_address(Url(other)) == page_address(URL)
    assert found(THEN, answer(THEN, final=other)).audit_class == "unchanged"


HOME = page(
    "Ferry tickets are dearer from May on, says the line, which blames the price of oil for it.",
    "The swimming hall opens again after two years of building, with a new slide for children.",
    title="The Harbour News",
)


@pytest.mark.parametrize(
    "final", ["https://news.example/", "https://news.example/2019", "https://new.example/"]
)
def test_led_to_a_home_page_or_a_section(final):
    assert found(THEN, answer(HOME, final=final), (QUOTE,)).audit_class == "redirected-home"


def test_led_where_many_are_led():
    asked = question(None, answer(HOME, final="https://news.example/all/our/latest/news"), shared_target=True)
    assert verdict_of(asked).audit_class == "redirected-home"


def test_another_subject_by_other_people_is_hijacked():
    other = page(
        "Our kitchens come with granite worktops and brass taps, fitted by craftsmen within a fortnight.",
        "Visit the showroom to compare oak cabinets with lacquered ones, and take a catalogue home.",
        "Financing is available for every kitchen, and delivery costs nothing within the county.",
        title="Kitchens by Bellamy",
        nav="<nav><a href=/>Cabinets</a></nav>",
    ).replace(FOOT, "<footer>Bellamy Ltd</footer>")
    verdict = found(THEN, answer(other), (QUOTE,))
    assert verdict.audit_class == "hijacked"
    assert set(verdict.evidence["also"]) == {"passage-missing", "drifted"}


def test_what_hijackers_sell_is_named():
    text = "Play casino slots and poker with jackpot bonus every day, the best casino and slots, roulette and baccarat."
    verdict = found(THEN, answer(page(text, text, title="Casino slots", nav="")))
    assert (verdict.audit_class, list(verdict.evidence["sells"])) == ("hijacked", ["gambling"])


def test_the_same_people_with_another_text_is_drift():
    assert (
        found(THEN, answer(HOME.replace("The Harbour News</", "Minutes of the harbour board</"))).audit_class
        == "drifted"
    )


def test_a_title_without_its_text_that_says_missing():
    now = page("Sorry, we cannot find that article any more.", title="Article unavailable", nav=NAV)
    assert found(THEN, answer(now)).audit_class == "soft-404"


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (404, "<h1>Not found</h1>", "gone"),
        (410, "", "gone"),
        (451, "<p>Withheld</p>", "legal"),
        (403, "<p>Forbidden</p>", "blocked"),
        (401, "<p>Who are you?</p>", "login-wall"),
        (429, "", "rate-limited"),
        (503, "<p>Back soon</p>", "server-error"),
        (200, "<title>Page not found</title><h1>Page not found</h1>", "soft-404"),
        (200, "<title>news.example is for sale</title><h1>news.example is for sale</h1>", "parked"),
        (200, "", "unverifiable"),
        (200, "<div id=root></div><script src=app.js></script>", "unverifiable"),
    ],
)
def test_what_an_answer_says_itself(status, body, expected):
    reason = f"http.{status}" if status >= 400 else None
    for then in (None, THEN):
        assert found(then, answer(body, status=status, reason=reason), (QUOTE,)).audit_class == expected


def test_a_challenge_is_recognised():
    body = "<title>Just a moment...</title><script>window._cf_chl_opt={}</script>"
    assert found(THEN, answer(body, status=403, reason="http.403")).audit_class == "challenge"


def test_a_wall_before_the_whole_content_is_none():
    capture = answer(THEN)
    verdict = replace(capture.verdict, page_class="consent-wall", rule="consent.words")
    assert found(THEN, replace(capture, verdict=verdict)).audit_class == "unchanged"


NOWHERE = (NameAnswer("news.example", (), "dns.not-found"),)
LATER = (NameAnswer("news.example", (), "dns.temporary"),)


@pytest.mark.parametrize(
    ("reason", "names", "expected"),
    [
        ("capture.dns", NOWHERE, "dns-gone"),
        ("capture.dns", (), "dns-gone"),
        ("capture.dns", LATER, "unreachable"),
        ("capture.connect", (), "unreachable"),
        ("capture.timeout", (), "unreachable"),
        ("capture.no-answer", (), "unreachable"),
        ("capture.redirect", (), "unreachable"),
        ("capture.tls", (), "tls-failure"),
        ("capture.private-address", (), "unverifiable"),
        ("capture.blocked", (), "unverifiable"),
        ("capture.browser-crashed", (), "unverifiable"),
    ],
)
def test_nothing_answered(reason, names, expected):
    assert found(THEN, answer(status=None, reason=reason), names=names).audit_class == expected


def test_a_redirect_into_nowhere_counts_too():
    names = (NameAnswer("news.example", ("192.0.2.1",)), NameAnswer("gone.example", (), "dns.not-found"))
    capture = answer("", status=301, reason="capture.dns")
    assert found(THEN, capture, names=names).audit_class == "dns-gone"


def test_not_modified_is_unchanged():
    assert found(THEN, answer(status=304)).audit_class == "unchanged"


def test_a_crashed_browser_takes_nothing_from_what_was_answered_before():
    before = (Try("get", answer("<p>No</p>", status=404, reason="http.404")),)
    capture = answer(status=None, reason="capture.browser-crashed")
    assert found(THEN, capture, way="browser", before=before).audit_class == "gone"


def test_nothing_to_compare_with_is_alive():
    assert found(None, answer(THEN)).audit_class == "alive"


def test_a_snapshot_that_was_no_page_is_not_compared_with():
    asked = replace(question(THEN, answer(HOME)), snapshot_class="soft-404")
    assert verdict_of(asked).audit_class == "alive"


def test_what_was_cut_off_is_not_missed():
    capture = answer(THEN[: THEN.index(STORY[3])])
    main = replace(capture.exchanges[-1], truncated="length")
    verdict = found(THEN, replace(capture, exchanges=(main,)), (STORY[3],))
    assert verdict.audit_class == "cosmetic"


@pytest.mark.parametrize(("cut", "expected"), [(True, "unverifiable"), (False, "drifted")])
def test_a_file_that_was_cut_off_is_not_another_one(cut, expected):
    from snapshotter.audit.comparison.comparing import Then, compare
    from snapshotter.audit.rendition import rendition_of_bytes

    whole = b"PK\x03\x04" + bytes(range(256)) * 40
    then, now = (
        rendition_of_bytes(URL, "application/zip", (), body, cut=cut) for body in (whole, whole[:900])
    )
    capture = answer(whole[:900], media_type="application/zip")
    asked = replace(question(None, capture), comparison=compare(Then(static=then), now), had_snapshot=True)
    assert verdict_of(asked).audit_class == expected


def test_a_file_that_became_a_page():
    from snapshotter.audit.comparison.comparing import Then, compare
    from snapshotter.audit.rendition import rendition_of, rendition_of_bytes

    file = rendition_of_bytes(URL, "application/pdf", (), b"%PDF-1.7 \x00 nothing that can be read")
    capture = answer(HOME)
    asked = replace(question(None, capture), comparison=compare(Then(static=file), rendition_of(capture)))
    assert verdict_of(asked).audit_class == "soft-404"


@pytest.mark.parametrize(
    ("way", "capture", "enough"),
    [
        ("get", answer(THEN), True),
        ("get", answer(THEN, final="https://archive.example/minutes"), True),
        ("get", answer("", status=404, reason="http.404"), False),
        ("as-browser", answer("", status=404, reason="http.404"), True),
        ("get", answer("", status=429, reason="http.429"), False),
        ("as-browser", answer("<p>Forbidden</p>", status=403, reason="http.403"), False),
        ("other-way", answer(status=None, reason="capture.timeout"), True),
        ("as-browser", answer(page(*STORY[:2])), False),
        ("browser", answer(page(*STORY[:2])), True),
        ("get", answer("<div id=root></div><script src=app.js></script>"), False),
    ],
)
def test_when_a_try_tells_enough(way, capture, enough):
    asked = question(THEN, capture, (QUOTE,), way=way)
    assert page_suffices(asked.check.tries[-1], asked.comparison, verdict_of(asked)) is enough


def test_rules_have_names_of_their_own():
    names = [rule.name for rule in rules()]
    assert len(set(names)) == len(names)
    assert all(rule.looks_at for rule in rules())
