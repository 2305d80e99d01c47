"""Each rule alone: what it sees, and the near miss that it must not."""

# ruff: noqa: E501 - markup stands as servers send it

from __future__ import annotations

import pytest

from snapshotter.model.capture import Shape
from snapshotter.urls import Url
from snapshotter.verdicts.evidence import Hop, PageEvidence, Probe
from snapshotter.verdicts.judging import rules
from snapshotter.verdicts.page import Page
from tests.unit.verdicts.living import HEADLINES, evidence, head, prose

PAGE = "https://www.mirror.example/2016/03/harbour-bridge-pillars-sinking"
ARTICLE = head(HEADLINES["en"], "en") + f"<body><h1>{HEADLINES['en']}</h1>{prose('en', 1, 15)}</body></html>"
LINKS = "".join(f"<li><a href=/{n}>Section {n}</a></li>" for n in range(40))
FORM = "<form><input type=email><input type=password><button>Go</button></form>"
GIF = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
CONSENT = (
    "<p>We and our partners use cookies to store personal data for advertising, with your consent, on this device.</p>"
    * 2
)
GHOST = Url("https://www.mirror.example/2016/03/qwertz")


def titled(title: str, body: str = "", more: str = "") -> str:
    return f"<html><head><title>{title}</title>{more}</head><body>{body}</body></html>"


def at(final: str, html: str = "<p>Few words.</p>", asked: str = PAGE, **more) -> PageEvidence:
    return evidence(asked, html, final_url=final, hops=(Hop(Url(asked), 302),), **more)


def typed(media_type: str) -> dict:
    return {"fields": (("Content-Type", media_type),)}


def rendered(html: str, text: str, **shape) -> PageEvidence:
    return evidence(PAGE, html, title="Mirror", text=text, shape=Shape(**shape))


P = evidence
CASES: dict[str, tuple[PageEvidence, PageEvidence]] = {
    "status.no-response": (PageEvidence(asked=Url(PAGE)), P(PAGE, ARTICLE)),
    "status.redirect": (P(PAGE, "", status=302, fields=(("Location", "/x"),)), P(PAGE, "", status=304, fields=(("Location", "/x"),))),
    "status.told": (
        P(PAGE, titled("Error 404 - Mirror", "<h1>Whoops</h1><p>Try the search.</p>")),
        P("https://blog.example/fix", titled("How to fix a 404 error", f"<h1>How to fix a 404 error</h1>{prose('en', 3, 9)}")),
    ),
    "status.no-content": (P(PAGE, b"", status=204), P(PAGE, b"", status=200)),
    "status.legal": (P(PAGE, ARTICLE, status=451), P(PAGE, ARTICLE, status=450)),
    "status.gone": (P(PAGE, ARTICLE, status=410), P(PAGE, ARTICLE, status=409)),
    "status.too-many": (P(PAGE, "", status=429), P(PAGE, "", status=428)),
    "status.unauthorised": (P(PAGE, "", status=401), P(PAGE, "", status=403)),
    "status.server-error": (P(PAGE, "", status=503), P(PAGE, "", status=499)),
    "status.refused": (P(PAGE, "", status=403), P(PAGE, "", status=409)),
    "status.error": (P(PAGE, "", status=409), P(PAGE, "", status=399)),
    "challenge.field": (
        P(PAGE, "", status=403, fields=(("CF-Mitigated", "challenge"),)),
        P(PAGE, ARTICLE, fields=(("CF-Ray", "8b"), ("x-datadome", "protected"))),
    ),
    "challenge.mark": (
        P(PAGE, titled("Just a moment...", "<script>window._cf_chl_opt={}</script>")),
        P(PAGE, ARTICLE.replace("</body>", "<script>window.__CF$cv$params={}</script><script src=/cdn-cgi/challenge-platform/scripts/jsd/main.js></script><script src=/_Incapsula_Resource?SWJIYLWA=7></script>")),
    ),
    "challenge.address": (at("https://www.mirror.example/showcaptcha?r=1"), P("https://www.mirror.example/blog/captcha", "<p>Few words.</p>")),
    "challenge.captcha-only": (
        P(PAGE, titled("Mirror", '<div class="h-captcha"></div>')),
        P("https://www.mirror.example/contact", titled("Contact", 'Write to us <form><input><input><input><textarea></textarea><div class="h-captcha"></div></form>')),
    ),
    "challenge.title": (
        P(PAGE, titled("Are you a robot?", "<p>Please verify you are human to continue.</p>")),
        P("https://www.mirror.example/essays/are-you-a-robot", titled("Are you a robot?", f"<h1>Are you a robot?</h1>{prose('en', 3, 12)}")),
    ),
    "challenge.sentence": (
        P(PAGE, titled("Mirror", "<p>We need to make sure you are not a robot.</p>")),
        P(PAGE, titled("Mirror", f"<p>We need to make sure you are not a robot.</p>{prose('en', 3, 12)}")),
    ),
    "challenge.cookie-script": (
        P(PAGE, "<html><script>document.cookie='k=1';location.reload()</script></html>"),
        P(PAGE, "<html><script>document.cookie='k=1'</script><p>Words that a reader came for.</p></html>"),
    ),
    "rate-limit.words": (
        P(PAGE, titled("Too many requests", "<p>Please slow down.</p>")),
        P("https://docs.example/api/rate-limits", titled("Rate limits", f"<h1>Too many requests</h1>{prose('en', 3, 6)}")),
    ),
    "gone.service": (P(PAGE, titled("Site not found", "<p>There isn't a GitHub Pages site here.</p>"), status=404), P(PAGE, ARTICLE.replace("<h1>", "<p>There isn't a GitHub Pages site here.</p><h1>"))),
    "gone.title": (P(PAGE, titled("Account Suspended", "<h1>Account Suspended</h1>")), P(PAGE, titled("Account suspended after protest | Mirror", f"<h1>Account suspended after protest</h1>{prose('en', 3, 9)}"))),
    "gone.sentence": (P(PAGE, titled("Kim", "<p>The authors have deleted this site.</p>")), P(PAGE, ARTICLE.replace("<h1>", "<p>The authors have deleted this site.</p><h1>"))),
    "legal.title": (P(PAGE, titled("This content is not available in your region")), P(PAGE, titled("Not available in your region? How licences work", ARTICLE))),
    "legal.sentence": (P(PAGE, titled("Mirror", "<p>Our site is unavailable in most European countries.</p>")), P(PAGE, ARTICLE.replace("<h1>", "<p>The film is not available in your country.</p><h1>"))),
    "login.refused": (P(PAGE, titled("Mirror", FORM), status=403), P(PAGE, titled("403 Forbidden", "<h1>Forbidden</h1>"), status=403)),
    "login.address": (at("https://www.mirror.example/login?next=/2016", titled("Sign in", FORM)), P("https://www.mirror.example/login", titled("Sign in", FORM))),
    "login.mark": (P(PAGE, titled("Sign Up | LinkedIn", FORM)), P(PAGE, ARTICLE.replace("</title>", " | LinkedIn</title>"))),
    "login.form": (P(PAGE, titled("Log in | Mirror", f"<h1>Log in</h1>{FORM}")), P(PAGE, ARTICLE.replace("<h1>", f"{FORM}<a>Forgot password?</a><h1>"))),
    "login.paid": (
        P(PAGE, titled("Bridges", "<h1>Bridges</h1>", '<script type="application/ld+json">{"isAccessibleForFree":false}</script>')),
        P(PAGE, ARTICLE.replace("</title>", '</title><script type="application/ld+json">{"isAccessibleForFree":false}</script>')),
    ),
    "login.words": (
        P(PAGE, titled("Members only", "<p>You must be logged in to view this page.</p>")),
        P("https://forum.example/t/4", titled("Bridges - Forum", f"<p>You are not logged in.</p><h1>Bridges</h1>{prose('en', 3, 9)}")),
    ),
    "login.provider": (
        P(PAGE, titled("Sign in", "<form action=https://login.microsoftonline.com/common/oauth2><input type=hidden name=SAMLRequest></form>")),
        P(PAGE, ARTICLE.replace("</body>", "<a href=https://login.microsoftonline.com/>Staff</a></body>")),
    ),
    "interstitial.mark": (P(PAGE, titled("Redirect Notice", "<p>The previous page is sending you to https://x.example.</p>")), P(PAGE, titled("What a redirect notice is", ARTICLE))),
    "interstitial.address": (at("https://store.example/agecheck/app/1/"), P("https://store.example/agecheck/app/1/", "<p>Few words.</p>")),
    "interstitial.title": (
        P(PAGE, titled("You are leaving our website", "<p>You are about to leave.</p><a href=x>Continue</a>")),
        P(PAGE, titled("You are leaving: a farewell", f"<h1>You are leaving: a farewell</h1>{prose('en', 3, 9)}")),
    ),
    "interstitial.sentence": (P(PAGE, titled("Wines", "<p>Are you of legal drinking age?</p><button>Yes</button>")), P(PAGE, titled("Wines", f"<p>Are you of legal drinking age?</p>{prose('en', 3, 9)}"))),
    "server.mark": (P(PAGE, titled("Oops", "<p>Error establishing a database connection</p>")), P(PAGE, titled("How to fix it", ARTICLE.replace("<h1>", "<p>Error establishing a database connection</p><h1>")))),
    "server.title": (P(PAGE, titled("500 Internal Server Error")), P("https://docs.example/status/500-internal-server-error", titled("500 Internal Server Error", prose("en", 3, 9)))),
    "server.trace": (P(PAGE, "<b>Fatal error</b>: Uncaught Error in /a.php:1"), P(PAGE, titled("Reading tracebacks", f"{prose('en', 3, 12)}<pre>Traceback (most recent call last)</pre>{LINKS}"))),
    "server.sentence": (P(PAGE, titled("Mirror", "<p>The server encountered an internal error.</p>")), P(PAGE, ARTICLE.replace("<h1>", "<p>The server encountered an internal error.</p><h1>"))),
    "consent.address": (at("https://consent.mirror.example/?url=x", titled("Mirror", CONSENT)), P("https://www.mirror.example/cookie-consent-explained", titled("Mirror", CONSENT))),
    "consent.form": (P(PAGE, titled("Before you continue to Google", "<form action=https://consent.google.com/save></form>")), P(PAGE, titled("Bridges", "<form action=https://consent.google.com/save></form>"))),
    "consent.wall": (
        P(PAGE, titled("We value your privacy", f"<h1>We value your privacy</h1>{CONSENT}<button>Accept all</button>")),
        P(PAGE, ARTICLE.replace("</body>", f"<div><h2>We value your privacy</h2>{CONSENT}<button>Accept all</button></div></body>")),
    ),
    "consent.overlay": (
        rendered("<div></div>", "We use cookies", words=12, overlay_ratio=0.8, overlay_text="We and our partners use cookies with your consent"),
        rendered(ARTICLE, "The council met for the third time this month to talk about it.\n" * 20, words=260, overlay_ratio=0.8, overlay_text="We and our partners use cookies with your consent"),
    ),
    "soft-404.address": (at("https://www.mirror.example/errors/404.html"), P("https://www.mirror.example/errors/404.html", "<p>Few words.</p>")),
    "soft-404.declared": (P(PAGE, "<body class='error404 page'>"), P(PAGE, "<body class='page single-404-ways'>")),
    "soft-404.service": (P("https://tube.example/watch?v=1", titled("YouTube", "<p>This video isn't available anymore</p>")), P("https://tube.example/watch?v=1", titled("Why films vanish", ARTICLE))),
    "soft-404.title": (
        P(PAGE, titled("Page not found | Mirror", "<h1>Page not found</h1>")),
        P("https://music.example/albums/page-not-found", titled("Page Not Found | Albums", f"<h1>Page Not Found</h1>{prose('en', 3, 9)}")),
    ),
    "soft-404.picture": (P(PAGE, "<img src=/img/404.png width=400 height=300>"), P(PAGE, "<img src=/img/area-4040.png width=400 height=300>")),
    "soft-404.sentence": (P(PAGE, titled("Mirror", "<p>Sorry, the page you requested does not exist.</p>")), P(PAGE, ARTICLE.replace("<h1>", "<p>The page you requested does not exist, said the desk.</p><h1>"))),
    "soft-404.in-title": (P(PAGE, titled("Mirror.example Page Not Found")), P(PAGE, titled("Page not found by editors", ARTICLE))),
    "soft-404.probe": (
        P("https://www.mirror.example/x/item-9.html", ARTICLE, probe=Probe(GHOST, GHOST, 200, ARTICLE.encode())),
        P("https://www.mirror.example/x/item-9.html", ARTICLE, probe=Probe(GHOST, GHOST, 404, ARTICLE.encode())),
    ),
    "soft-404.home": (at("https://www.mirror.example/", titled("The Mirror")), at("https://www.mirror.example/", titled("The Mirror"), asked="https://www.mirror.example/index.html")),
    "soft-404.section": (
        at("https://www.mirror.example/world/", titled("World"), asked="https://www.mirror.example/world/harbour-bridge-pillars-sinking"),
        at("https://www.mirror.example/news/", titled("News"), asked="https://www.mirror.example/news/today/"),
    ),
    "parked.address": (at("https://www.hugedomains.com/domain_profile.cfm?d=x"), P("https://www.hugedomains.com/about-our-company", "<p>Few words.</p>")),
    "parked.mark": (P(PAGE, '<script src="https://img.sedoparking.com/x.js"></script>'), P(PAGE, ARTICLE.replace("</body>", "<a href=https://sedo.com>Sedo</a> sedoparking.com</body>"))),
    "parked.frame": (P(PAGE, "<frameset><frame src=http://mcc.example/park/x></frameset>"), P(PAGE, "<frameset><frame src=menu.html><frame src=main.html></frameset>")),
    "parked.title": (P(PAGE, titled("mirror.example is for sale")), P("https://python.example/news/3-12", titled("Python 3.12 is available", "<p>Get it while it is fresh.</p>"))),
    "parked.sentence": (P(PAGE, titled("mirror.example", "<p>This domain is parked free of charge.</p>")), P(PAGE, ARTICLE.replace("<h1>", "<p>This domain is for sale, said the note.</p><h1>"))),
    "stub.refresh": (P(PAGE, titled("Moved", "", "<meta http-equiv=refresh content='0; url=/new'>")), P(PAGE, ARTICLE.replace("</title>", "</title><meta http-equiv=refresh content='300'><noscript><meta http-equiv=refresh content='0;url=/nojs'></noscript>"))),
    "stub.script": (P(PAGE, "<script>window.location.href = 'https://new.example/';</script>"), P(PAGE, titled("Bouquetins", "<img src=b.jpg><script>function back(){location.href='../'+n}</script>"))),
    "stub.words": (P(PAGE, titled("Object moved", "<h2>Object moved to <a href=/x>here</a>.</h2>")), P(PAGE, ARTICLE.replace("<h1>", "<p>This page has moved.</p><h1>"))),
    "stub.form": (P(PAGE, "<body onload='document.forms[0].submit()'><form action=https://x.example/a method=post></form>"), P(PAGE, "<form action=/search><input name=q></form><script>f.submit()</script>")),
    "content.empty": (P(PAGE, b" \r\n"), P(PAGE, b".")),
    "content.bytes": (P(PAGE, b"\x1f\x8b\x08" + b"\x00\x9c" * 200), P(PAGE, b"\x1f\x8b\x08" + b"\x00\x9c" * 200, **typed("application/gzip"))),
    "content.picture": (P(PAGE, GIF, **typed("image/gif")), P("https://img.example/i/abc", b"\x89PNG\r\n\x1a\n" + b"\0" * 900, **typed("image/png"))),
    "content.data": (P("https://a.example/x.html", b"{}", **typed("application/json")), P("https://a.example/x.json", b'{"error": 1}', **typed("application/json"))),
    "content.garbled": (P(PAGE, ("<p>" + "Городской совет собрался снова. ".encode().decode("latin-1") * 30).encode()), P(PAGE, ARTICLE.replace("<h1>", "<p>Mojibake looks like Ð¡Ð¾Ð²Ðµ, Ã© and Ã¼.</p><h1>"))),
    "content.shell": (P(PAGE, '<div id="root"></div><script src=/a.js></script>'), P(PAGE, ARTICLE.replace("<h1>", '<noscript>Enable JavaScript</noscript><div id="root"></div><script src=/a.js></script><h1>'))),
    "content.unscripted": (P(PAGE, titled("App", "<p>Please enable JavaScript to use this site.</p>")), P(PAGE, titled("Press", "<h1>Press</h1><p>Pictures of the ceremony are in the archive below.</p><p>mail: protected from spambots. You need JavaScript enabled to view it</p><p>Write to our desk in town or call us on workdays.</p>"))),
    "content.nothing": (P(PAGE, "<html><body></body></html>"), P(PAGE, "<html><body><img src=map.gif width=300></body></html>")),
    "content.mislabelled": (P("https://a.example/p.pdf", "<html><p>x</p></html>", **typed("application/pdf")), P("https://a.example/p.pdf", b"%PDF-1.7", **typed("application/pdf"))),
    "content.another-file": (P("https://a.example/settlement-report.pdf", titled("Library", "<p>Welcome.</p>")), P("https://a.example/settlement-report.pdf", titled("settlement-report", "<embed src=settlement-report.pdf>"))),
}  # fmt: skip


@pytest.fixture(scope="module")
def by_name():
    return {rule.name: rule for rule in rules()}


def test_every_rule_is_tried(by_name):
    assert set(CASES) == set(by_name)


@pytest.mark.parametrize("name", CASES)
def test_it_sees_what_it_is_for(name, by_name):
    sign = by_name[name](Page(CASES[name][0]))
    assert sign is not None
    assert sign.says
    assert 0.5 < sign.confidence <= 1


@pytest.mark.parametrize("name", CASES)
def test_it_does_not_see_what_only_looks_so(name, by_name):
    assert by_name[name](Page(CASES[name][1])) is None
