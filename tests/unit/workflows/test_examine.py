"""What a capture holds is read and judged; what is not the cited page has failed, and is kept."""

from __future__ import annotations

import pytest

from snapshotter.demo import papers
from snapshotter.model.capture import Outcome, Reason, Shape
from snapshotter.workflows.examine import ExamineCaptures, doubt
from tests.builders import capture, exchange, failed, message, response_head

WORDS = (
    "The council met again on Thursday to speak about the bridge, the ferry and what both of them cost. " * 12
)
ARTICLE = (
    "<html lang=en><title>The bridge</title><meta name=author content='Ada Mole'>"
    f"<h1>The bridge</h1><p>{WORDS}<img src=/bridge.png></html>"
)


def page(body: str, *, text: str, seed: int = 1, **more):
    shown = exchange("https://cited.example/a/bridge", seed=seed, body=body.encode())
    shape = Shape(headings=("The bridge",), words=len(text.split()))
    return capture(shown, seed=seed, dom=body, text=text, shape=shape, **more)


def test_the_page_is_the_page_and_says_who_it_is():
    examined = ExamineCaptures()(page(ARTICLE, text=WORDS, title="The bridge"))

    assert (examined.outcome, examined.reason) == (Outcome.CAPTURED, None)
    assert examined.verdict.is_good
    assert (examined.facts.title, examined.facts.language, examined.facts.authors) == (
        "The bridge",
        "en",
        ("Ada Mole",),
    )


def test_what_came_in_place_of_the_page_has_failed_with_its_bytes():
    lost = "<title>Page not found</title><h1>Page not found</h1><p>Sorry."
    before = page(lost, text="Page not found Sorry.", title="Page not found")

    examined = ExamineCaptures()(before)

    assert examined.outcome is Outcome.FAILED
    assert examined.reason.code == "page.soft-404"
    assert examined.reason.message == examined.verdict.evidence["says"]
    assert examined.exchanges == before.exchanges


def test_words_of_the_post_make_it_the_page():
    odd = f"<title>Page not found</title><h1>Page not found</h1><p>{WORDS}"
    quoted = ["the bridge, the ferry and what both of them cost"]

    examined = ExamineCaptures()(page(odd, text=WORDS, title="Page not found"), quoted)

    assert examined.outcome is Outcome.CAPTURED
    assert examined.verdict.rule == "good.quotes"


def test_a_page_that_was_cut_short_is_not_called_empty():
    reason = Reason("capture.truncated-time", "the response had not ended when time was up")
    before = page("<title>", text="", title=None, outcome=Outcome.PARTIAL, reason=reason)

    examined = ExamineCaptures()(before)

    assert not examined.verdict.is_good
    assert (examined.outcome, examined.reason) == (Outcome.PARTIAL, reason)


def test_what_has_failed_keeps_its_own_reason():
    gone = exchange(
        "https://cited.example/gone",
        status=404,
        response=message(response_head("404 Not Found"), b"<h1>Not Found</h1>"),
    )
    reason = Reason("http.404", "the origin answered 404")

    examined = ExamineCaptures()(capture(gone, outcome=Outcome.FAILED, reason=reason))

    assert (examined.verdict.page_class, examined.reason) == ("gone", reason)


def test_where_nothing_answered_there_is_nothing_to_judge():
    assert ExamineCaptures()(failed()).verdict is None


def test_a_paper_is_read():
    data = papers.pdf("Winter storage", ["Storage is empty in April."], [1, 2, 3])
    paper = exchange(
        "https://cited.example/p.pdf",
        media_type="application/pdf",
        response=message(response_head("200 OK", media_type="application/pdf"), data),
    )
    paper = capture(paper, text=None, title=None)

    examined = ExamineCaptures()(paper)

    assert examined.verdict.is_good
    assert "Storage is empty in April." in examined.text
    assert examined.title == "Winter storage"


def test_a_copy_without_scripts_is_made_of_what_was_recorded():
    picture = exchange(
        "https://cited.example/bridge.png",
        seed=9,
        media_type="image/png",
        response=message(response_head("200 OK", media_type="image/png"), b"\x89PNG picture"),
    )
    shown = page(ARTICLE + "<script>alert(1)</script>", text=WORDS, title="The bridge")
    whole = capture(
        *shown.exchanges, picture, dom=shown.dom, text=WORDS, shape=shown.shape, title="The bridge"
    )

    copy = ExamineCaptures(static_html=True)(whole).artefacts[-1]

    html = b"".join(copy.body.chunks()).decode()
    assert copy.name == "static-html"
    assert "data:image/png;base64," in html
    assert "<script" not in html


@pytest.mark.parametrize(("words", "asks"), [(12, True), (900, False)])
def test_only_a_doubtful_page_is_held_against_one_that_cannot_exist(words, asks):
    text = " ".join(["word"] * words)
    shown = page(f"<title>Things</title><h1>Things</h1><p>{text}", text=text, title="Things")

    url = doubt(shown)

    assert (url is not None) is asks
    if url is not None:
        assert url.startswith("https://cited.example/a/")
