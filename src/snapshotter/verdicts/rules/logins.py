"""Walls for people who are not known: login forms, private sites, paywalls without a word of the article."""

from __future__ import annotations

import re
from collections.abc import Sequence

from snapshotter.verdicts.marks import logins as marks
from snapshotter.verdicts.page import Page
from snapshotter.verdicts.signs import Check, Marks, Rule, Sign
from snapshotter.verdicts.wording import plain
from snapshotter.verdicts.words import logins as words

_STEPS = re.compile(
    r"(?:log|sign)[-_]?(?:in|on)(?:\.\w{2,5})?|authwall|sso|saml\w{0,10}|oauth2?|authorize|authenticate|auth|wp-login\.php|"
    r"checkpoint|accounts?login|servicelogin|session|sessions|passport|cas|idp|adfs|openid-connect|user_login|"
    r"login_check|login-page|account-login|userlogin|anmelden|anmeldung|connexion|acceder|entrar|accedi|inloggen|logga-in|"
    r"subscribe|register|registration|signup|join|uas|paywall|premium-login|member-?login|logowanie|login_form|require_login|need-login",
    re.IGNORECASE,
)
_SURE_STEPS = re.compile(
    r"(?:log|sign)[-_]?(?:in|on)(?:\.\w{2,5})?|authwall|saml\w{0,10}|wp-login\.php|servicelogin|openid-connect|adfs|"
    r"user_login|login_form|accountlogin|userlogin|require_login",
    re.IGNORECASE,
)
_HOST = re.compile(
    r"(?:login|signin|sso|auth|accounts?|idp|identity|cas|adfs|passport|myaccount|authn|secure-login|oauth|id)\."
)
_ASKED_FOR_IT = re.compile(
    r"log-?_?[io]n|sign-?_?[iou]|auth|account|register|subscribe|join|anmeld|connexion|session|passw|sso",
    re.IGNORECASE,
)
_WALL_WORDS = 120
_PROVIDERS = re.compile(
    r"login\.microsoftonline\.com|accounts\.google\.com/(?:v3/)?(?:signin|servicelogin|o/oauth)|okta\.com/|auth0\.com/|"
    r"onelogin\.com/|shibboleth|/adfs/|/simplesaml|duosecurity|pingidentity"
)


def _address(page: Page) -> Sign | None:
    """Led to a login page by a redirect."""
    final, asked = page.final, page.asked
    if not page.is_moved or _ASKED_FOR_IT.search(f"{asked.path}?{asked.query}") or not page.is_thin(200):
        return None
    named = next((step for step in final.steps if _STEPS.fullmatch(step)), None)
    at_host = _HOST.match(final.host) is not None and _HOST.match(asked.host) is None
    if not named and not at_host:
        return None
    sure = bool(named and _SURE_STEPS.fullmatch(named))
    has_form = page.password_fields > 0 or _says(page) is not None
    returns = _RETURNS.search(final.query) is not None
    if not (sure or has_form or (returns and page.is_thin(80))):
        return None
    seen = {"asked": asked.url[:500], "final_url": final.url[:500], "password_fields": page.password_fields}
    return Sign("login-wall", 0.96 if has_form else 0.9, "the visitor was led to a login page", seen)


_RETURNS = re.compile(
    r"(?:^|&)(?:return|redirect|next|continue|dest|target|goto|service|from|back|ref|session_?redirect|rurl|url|r|relaystate|samlrequest|client_id|destination|forward)\w{0,12}=",
    re.IGNORECASE,
)


def _says(page: Page) -> str | None:
    return page.says(words.TITLES) or words.SENTENCES.in_first(page.main_blocks[:12])


def _form(page: Page) -> Sign | None:
    """A password field, little text, and the words that stand beside such fields."""
    if not page.password_fields or not page.is_thin(_WALL_WORDS):
        return None
    titled = page.says(words.TITLES)
    sentence = words.SENTENCES.in_first([block.text for block in page.blocks[:80]])
    if not (titled or sentence) or _is_way_in(page) or page.is_article:
        return None
    links, images, most_words = (45, 25, 160) if titled else (12, 4, 70)
    if page.links > links or page.images > images or page.main_words > most_words:
        return None
    seen = {"phrase": titled or sentence, "password_fields": page.password_fields, "words": page.words}
    return Sign("login-wall", 0.93 if titled else 0.85, "a login form, and little else to read", seen)


def _is_way_in(page: Page) -> bool:
    """Whether a home page with a login box was asked for, and came."""
    return page.asked.is_root and not page.is_moved and page.words > 40


def _is_asked_for(page: Page) -> bool:
    """Whether a login page is what the post cites."""
    return not page.is_moved and _ASKED_FOR_IT.search(f"{page.asked.path}?{page.asked.query}") is not None


def _words(page: Page) -> Sign | None:
    """An order to log in or subscribe in place of the page."""
    if not page.is_thin(25 if _is_asked_for(page) else 60) or page.main_words > 160 or page.links > 60:
        return None
    begun = (page.is_article or page.is_declared_paid) and page.prose_words > 25
    if begun or _is_way_in(page):
        return None
    titled = page.says(words.TITLES)
    sentence = words.BARRED.in_first(page.main_blocks[:12])
    if not titled and not (sentence and page.main_words <= 80 and page.prose_words <= 40):
        return None
    most_words = 60 if titled in words.WEAK else 200
    if not sentence and (page.words > most_words or page.links > 30):
        return None
    seen = {"phrase": titled or sentence, "title": page.title[:200], "words": page.words}
    return Sign(
        "login-wall",
        0.9 if titled and sentence else 0.8,
        "the page wants a login or a subscription, and shows nothing else",
        seen,
    )


def _paid(page: Page) -> Sign | None:
    """Declared as paid, and not a word of it there."""
    if not page.is_declared_paid or page.prose_words > 25 or page.article_body_words > 60:
        return None
    seen = {"isAccessibleForFree": False, "prose_words": page.prose_words}
    return Sign("login-wall", 0.9, "the article is for subscribers, and nothing of it is here", seen)


def _provider(page: Page) -> Sign | None:
    """A page that only hands over to an identity provider."""
    if page.words > 60 or page.asked.words & {"login", "sso", "auth"} or not page.is_thin(30):
        return None
    found = _PROVIDERS.search(page.markup)
    if found is None:
        return None
    hands_over = (
        page.document.refresh is not None
        or "samlrequest" in page.markup
        or _PROVIDERS.search(" ".join(page.document.form_targets).lower())
    )
    titled = page.says(words.TITLES)
    if not hands_over and not titled:
        return None
    return Sign("login-wall", 0.88, "a page that hands over to a login service", {"service": found[0]})


def is_partial(page: Page) -> bool:
    """Whether a subscription article shows its beginning."""
    return page.is_declared_paid


def says_login(page: Page) -> bool:
    """Whether a refused page wants a login."""
    return (
        page.password_fields > 0
        or words.TITLES.in_title(page.title) is not None
        or words.WANTED.within(plain(page.text[:2000])) is not None
    )


def _refused(page: Page) -> Sign | None:
    """Refused, with a login form."""
    if page.status not in (400, 403, 405, 423) or not page.is_thin(200) or not says_login(page):
        return None
    return Sign(
        "login-wall",
        0.9,
        "refused, and the page wants a login",
        {"status": page.status, "password_fields": page.password_fields},
    )


ADDRESS: Sequence[Rule] = (
    Check("login.address", "final address against the asked one, password fields", _address),
)
MARKS: Sequence[Rule] = (
    Marks(
        "login.mark",
        "titles and sentences of well-known login pages",
        "login-wall",
        marks.MARKS,
        0.95,
        "the login page",
    ),
)
WORDS: Sequence[Rule] = (
    Check("login.form", "password fields, title, first headings, length of the text", _form),
    Check("login.paid", "JSON-LD isAccessibleForFree, length of the text", _paid),
    Check("login.words", "title, first headings, short whole texts", _words),
    Check("login.provider", "forms and scripts of a page without text", _provider),
)
REFUSED: Sequence[Rule] = (Check("login.refused", "status 403, password fields", _refused),)
