"""Which of several signs decides, and what stands between a living page and a false alarm."""

from __future__ import annotations

import pytest

from snapshotter.model.capture import Shape
from snapshotter.model.quote import QuoteMatch
from snapshotter.urls import Url
from snapshotter.verdicts.evidence import Hop, PageEvidence, Probe
from snapshotter.verdicts.judging import judge, probe_url, rules
from tests.unit.verdicts.living import HEADLINES, evidence, head, prose

PAGE = "https://www.mirror.example/2016/03/harbour-bridge-pillars-sinking"
ARTICLE = head(HEADLINES["en"], "en") + f"<body><h1>{HEADLINES['en']}</h1>{prose('en', 1, 15)}</body></html>"
CHALLENGE = "<title>Just a moment...</title><script>window._cf_chl_opt = {}</script>"


def found(html: str | bytes | None = ARTICLE, **more) -> str:
    return judge(evidence(PAGE, html, **more)).page_class


@pytest.mark.parametrize(
    ("status", "html", "expected"),
    [
        (200, ARTICLE, "good"),
        (404, ARTICLE, "gone"),
        (410, ARTICLE, "gone"),
        (451, ARTICLE, "legal"),
        (429, ARTICLE, "rate-limited"),
        (500, ARTICLE, "server-error"),
        (401, ARTICLE, "login-wall"),
        (403, ARTICLE, "challenge"),
        (999, "<script>x</script>", "challenge"),
        (204, b"", "empty"),
        (503, CHALLENGE, "challenge"),
        (429, CHALLENGE, "challenge"),
        (403, "<title>Sign in</title><form><input type=password></form>", "login-wall"),
        (403, "<title>Just a moment...</title><p>Ray ID: 8b</p>", "challenge"),
        (404, CHALLENGE, "gone"),
    ],
)
def test_what_the_origin_says_comes_first_but_for_walls(status, html, expected):
    assert found(html, status=status) == expected


def test_nothing_answered():
    verdict = judge(PageEvidence(asked=Url(PAGE)))
    assert (verdict.page_class, verdict.rule) == ("empty", "status.no-response")


def test_a_challenge_that_the_field_tells_needs_no_body():
    fields = (("Content-Type", "text/html"), ("CF-Mitigated", "challenge"))
    assert found(None, status=404, fields=fields) == "challenge"


def test_the_words_of_the_post_make_it_the_page():
    wall = "<title>Sign in</title><h1>Sign in</h1><form><input type=password></form>"
    quote = QuoteMatch("two of the nine pillars were settling", True, 0.97, None)
    assert found(wall) == "login-wall"
    assert found(wall, quotes=(quote,)) == "good"
    assert found(wall, quotes=(QuoteMatch("sign in", True, 1.0, None),)) == "login-wall"
    assert found(wall, status=404, quotes=(quote,)) == "gone"


def test_what_the_browser_made_counts_more_than_the_bytes():
    shell = '<title>App</title><div id="root"></div><script src=/a.js></script>'
    text = (
        "Two pillars of the harbour bridge are sinking\n"
        + "The council met for the third time this month to talk about it. " * 9
    )
    assert found(shell) == "script-shell"
    assert found(shell, title="Two pillars", text=text, shape=Shape(words=110)) == "good"
    assert (
        found(
            ARTICLE, title="Page not found", text="Page not found", shape=Shape(headings=("Page not found",))
        )
        == "soft-404"
    )


def test_a_consent_layer_over_a_page_is_none_and_over_nothing_is_one():
    layer = "We value your privacy. We and our partners use cookies and personal data for advertising."
    over = Shape(words=200, overlay_ratio=0.9, overlay_text=layer)
    words = "The council met for the third time this month to talk about the bridge.\n" * 20
    assert found(ARTICLE, title="Bridges", text=words + layer, shape=over) == "good"
    bare = '<title>Bridges</title><div id="app"></div>'
    assert found(bare, title="Bridges", text=layer, shape=over) == "consent-wall"


def test_a_page_about_what_is_not_there_is_good():
    html = (
        head("404 Not Found - HTTP | Docs", "en")
        + f"<body><h1>404 Not Found</h1>{prose('en', 2, 7)}</body></html>"
    )
    asked = "https://docs.example/en-US/docs/Web/HTTP/Status/404"
    assert judge(evidence(asked, html)).is_good


@pytest.mark.parametrize(
    ("asked", "final", "expected"),
    [
        ("https://a.example/2011/05/council-votes-on-ferry.html", "https://a.example/", "soft-404"),
        ("https://a.example/2011/05/council-votes-on-ferry.html", "https://a.example/en/", "soft-404"),
        ("https://a.example/index.html", "https://a.example/", "good"),
        ("https://a.example/home", "https://www.a.example/", "good"),
        ("http://a.example/x", "https://a.example/x/", "good"),
        ("https://a.example/news/2011/council-votes-on-ferry", "https://a.example/news/", "soft-404"),
        ("https://a.example/item/1234", "https://a.example/item/1234-red-lamp", "good"),
        ("https://a.example/b", "https://a.example/errors/404.html", "soft-404"),
    ],
)
def test_where_the_visitor_was_led(asked, final, expected):
    stories = "".join(
        f"<h2>Story {n}</h2><p>Other news of the day, told in a line or two as front pages do it.</p>"
        for n in range(9)
    )
    html = head("The Mirror", "en") + f"<body>{stories}</body></html>"
    known = evidence(asked, html, final_url=final, hops=(Hop(Url(asked), 301),))
    assert judge(known).page_class == expected


def test_an_article_that_moved_is_good():
    asked = "https://old.example/2011/05/harbour-bridge-pillars-sinking.html"
    assert judge(evidence(asked, ARTICLE, final_url="https://new.example/")).is_good


def test_a_probe_settles_it():
    archive = (
        head("Archive", "en")
        + "<body><h1>Archive</h1>"
        + "".join(f"<p>Volume {n} of the paper, from spring to winter.</p>" for n in range(12))
    )
    asked = "https://a.example/archive/item-8812.html"
    ghost = Url("https://a.example/archive/qwertz.html")
    same = Probe(ghost, ghost, 200, archive.encode())
    honest = Probe(ghost, ghost, 404, archive.encode())
    other = Probe(ghost, ghost, 200, ARTICLE.encode())
    assert judge(evidence(asked, archive, probe=same)).page_class == "soft-404"
    assert judge(evidence(asked, archive, probe=honest)).is_good
    assert judge(evidence(asked, archive, probe=other)).is_good


def test_shells_of_applications_are_alike_and_prove_nothing():
    shell = '<title>App</title><div id="root"></div><script src=/a.js></script>'
    ghost = Url("https://a.example/b/qwertz")
    text = "The council met for the third time this month to talk about the bridge over the harbour. " * 6
    known = evidence(
        "https://a.example/b/c-1",
        shell,
        title="App",
        text=text,
        shape=Shape(words=100),
        probe=Probe(ghost, ghost, 200, shell.encode()),
    )
    assert judge(known).is_good


def test_a_probe_is_asked_for_where_it_could_tell():
    thin = head("Item", "en") + "<body><p>A few words.</p></body></html>"
    sibling = probe_url(evidence("https://a.example/b/item-12.html?x=1#f", thin))
    assert sibling is not None
    assert sibling.startswith("https://a.example/b/")
    assert sibling.endswith(".html")
    assert "item" not in sibling
    assert sibling == probe_url(evidence("https://a.example/b/item-12.html?x=1#f", thin))


@pytest.mark.parametrize(
    "known",
    [
        evidence("https://a.example/", "<p>Few words.</p>"),
        evidence(PAGE, ARTICLE),
        evidence(PAGE, "<p>x</p>", status=404),
        evidence(PAGE, CHALLENGE),
        evidence("https://a.example/x.pdf", b"%PDF-1.7", fields=(("Content-Type", "application/pdf"),)),
    ],
    ids=["home page", "article", "status", "challenge", "file"],
)
def test_no_probe_where_all_is_clear(known):
    assert probe_url(known) is None


def test_a_page_named_in_the_query_has_a_sibling_there():
    assert probe_url(evidence("https://a.example/index.php?id=12&l=1", "<p>Few words.</p>")) is not None
    sibling = probe_url(evidence("https://a.example/index.php?id=12&l=1", "<p>Few words.</p>"))
    assert sibling is not None
    assert sibling.startswith("https://a.example/index.php?id=9")
    assert sibling.endswith("&l=1")


def test_a_subscription_article_that_shows_its_beginning_is_the_page():
    data = '<script type="application/ld+json">{"isAccessibleForFree": "False"}</script>'
    verdict = judge(
        evidence(
            PAGE,
            head("Bridges", "en", data)
            + f"<h1>Bridges</h1>{prose('en', 1, 3)}<h3>Subscribe to continue reading</h3>",
        )
    )
    assert (verdict.page_class, verdict.rule) == ("good", "good.partial")
    assert verdict.confidence < 0.8


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (b"%PDF-1.7 ...", "application/pdf"),
        (b'{"a": 1}', "application/json"),
        (b"plain words", "text/plain"),
        (b"<?xml version='1.0'?><rss><channel><title>x</title></channel></rss>", "application/rss+xml"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 400, "image/png"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'></svg>", "image/svg+xml"),
    ],
)
def test_files_are_good(body, media_type):
    assert judge(evidence("https://a.example/file", body, fields=(("Content-Type", media_type),))).is_good


def test_a_body_that_is_not_at_hand_lowers_the_confidence():
    verdict = judge(evidence(PAGE, None))
    assert verdict.is_good
    assert verdict.confidence <= 0.5


def test_every_rule_has_a_name_of_its_own_and_says_what_it_looks_at():
    names = [rule.name for rule in rules()]
    assert len(names) == len(set(names)) > 50
    assert all(rule.looks_at for rule in rules())
