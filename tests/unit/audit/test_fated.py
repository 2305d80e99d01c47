"""What the fates of the loopback web have taught, one page each."""

from __future__ import annotations

from dataclasses import replace

from snapshotter.audit.comparison.comparing import Then, compare
from snapshotter.audit.question import Question
from snapshotter.audit.rendition import rendition_of, rendition_of_bytes, rendition_of_text
from snapshotter.audit.verdict import verdict_of
from snapshotter.urls import Url
from tests.unit.audit.checks import URL, answer, check

SAID = (
    "The harbour board met on a wet Tuesday and spoke for three hours about dredging the inner basin.",
    "Nobody on the quay could say who would pay for the new crane, or where the old one should go.",
    "A vote was put off until the surveyors have measured the silt below the eastern pier once more.",
    "Fishermen asked for lights on the breakwater, as two boats ran aground there during the winter storms.",
)

MENU = ("Home", "News", "Sport", "Tides", "Weather", "About", "Contact")


def shown(*said: str) -> str:
    """As a browser shows it."""
    return "\n".join((*MENU, *said))


def article(*said: str, title: str = "Harbour board minutes") -> str:
    paragraphs = "".join(f"<p>{each}</p>" for each in said)
    menu = "".join(
        f"<li><a href='/{n}'>{n}</a></li>" for n in ("Home", "News", "Sport", "Tides", "Weather", "About")
    )
    return (
        f"<html lang='en'><head><title>{title}</title></head><body><nav><ul>{menu}</ul></nav>"
        f"<main><h1>{title}</h1>{paragraphs}</main></body></html>"
    )


SHALLOW = Url("https://news.example/harbour-board-minutes-2019")
HTML = [("content-type", "text/html; charset=utf-8")]
STATIC = rendition_of_bytes(URL, "text/html", HTML, article(*SAID).encode())
RENDERED = rendition_of_text(shown("Harbour board minutes", *SAID), "Harbour board minutes", "en")
BLANK = rendition_of_text("", "Harbour board minutes", "en")


def decided(capture, then: Then, quotes=(), way: str = "browser"):
    now = rendition_of(capture)
    compared = compare(then, now, quotes) if now is not None else None
    return verdict_of(Question(check(capture, way), URL, compared, had_snapshot=True, snapshot_class="good"))


def test_a_page_that_no_browser_shows_is_read_from_its_bytes():
    then = Then(rendered=BLANK, static=STATIC)
    lacks = answer(article(*SAID[:3]), text="", title="Harbour board minutes")
    found = decided(lacks, then, [SAID[3]])
    assert found.audit_class == "passage-missing"
    same = decided(answer(article(*SAID), text="", title="Harbour board minutes"), then, [SAID[3]])
    assert same.audit_class == "unchanged"


def test_a_stranger_where_a_blank_page_stood_is_told():
    pills = (
        "Buy cheap Viagra, Cialis and Levitra online from our pharmacy, no prescription needed, with free "
        "worldwide delivery on all orders of generic viagra and cialis. Our pharmacy ships sildenafil and "
        "tadalafil within two days. Order tramadol and xanax now and get four bonus pills."
    )
    page = answer(article(pills, title="Cheap pills online"), text=pills, title="Cheap pills online")
    assert decided(page, Then(rendered=BLANK, static=STATIC)).audit_class == "hijacked"


def test_a_section_may_be_as_deep_as_the_document_was():
    news = Url("https://news.example/news/")
    teasers = "\n".join(f"Headline number {n} of today" for n in range(20))
    page = answer(
        article(teasers, title="News"), final=news, url=SHALLOW, text=shown("News", teasers), title="News"
    )
    now = rendition_of(page)
    compared = compare(Then(rendered=RENDERED, static=STATIC), now)
    asked = check(replace(page, url=SHALLOW), "browser")
    found = verdict_of(Question(asked, SHALLOW, compared, had_snapshot=True, snapshot_class="good"))
    assert found.audit_class == "redirected-home", found.evidence


def test_a_site_that_looks_for_the_page_is_not_taken_over():
    search = Url("https://news.example/search?q=harbour+board+minutes")
    says = "Suchergebnisse\nharbour board minutes\nHier steht derzeit gar nichts zu diesen Begriffen."
    page = answer(article(says, title="Suche"), final=search, text=shown(says), title="Suche")
    found = decided(page, Then(rendered=RENDERED, static=STATIC))
    assert found.audit_class == "soft-404"
