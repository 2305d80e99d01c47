"""What the answer's own status and fields say."""

from __future__ import annotations

import re
from collections.abc import Sequence

from snapshotter.model.verdict import PageClass
from snapshotter.verdicts.page import Page
from snapshotter.verdicts.signs import Check, Rule, Sign
from snapshotter.verdicts.wording import plain

_REDIRECTS = (300, 301, 302, 303, 305, 307, 308)
_REFUSALS = (
    400,
    403,
    405,
    406,
    412,
    415,
    416,
    417,
    418,
    421,
    423,
    424,
    428,
    431,
    444,
    456,
    463,
    494,
    495,
    999,
)
"""Answers of firewalls and of servers that do not like who asks.  999 is LinkedIn's."""
_NOT_THERE = (404, 410)


def _no_response(page: Page) -> Sign | None:
    if page.evidence.status is None and page.kind in ("absent", "nothing") and not page.text:
        return Sign("empty", 0.9, "nothing answered")
    return None


def _redirect(page: Page) -> Sign | None:
    location = page.evidence.values("location")
    if page.status in _REDIRECTS and location:
        return Sign(
            "redirect-stub",
            0.99,
            "a redirect, not a page",
            {"status": page.status, "location": location[0][:500]},
        )
    return None


def _no_content(page: Page) -> Sign | None:
    if page.status in (204, 205, 304):
        return Sign("empty", 0.97, "the status says that there is no content", {"status": page.status})
    return None


def _legal(page: Page) -> Sign | None:
    if page.status == 451:
        return Sign(
            "legal", 0.99, "unavailable for legal reasons (RFC 7725)", {"status": 451, **_headline(page)}
        )
    return None


def _too_many(page: Page) -> Sign | None:
    if page.status == 429:
        after = page.evidence.values("retry-after")
        seen = {"status": 429, **({"retry_after": after[0][:60]} if after else {})}
        return Sign("rate-limited", 0.97, "too many requests (RFC 6585)", seen)
    return None


def _not_there(page: Page) -> Sign | None:
    if page.status in _NOT_THERE:
        return Sign(
            "gone",
            0.98,
            "the origin says that there is no such page",
            {"status": page.status, **_headline(page)},
        )
    return None


def _server_error(page: Page) -> Sign | None:
    if 500 <= page.status < 600:
        return Sign("server-error", 0.97, "the origin failed", {"status": page.status, **_headline(page)})
    return None


def _unauthorised(page: Page) -> Sign | None:
    if page.status in (401, 402, 407, 511):
        return Sign(
            "login-wall",
            0.95,
            "the origin wants to know who asks",
            {"status": page.status, **_headline(page)},
        )
    return None


def _refused(page: Page) -> Sign | None:
    if page.status in _REFUSALS:
        return Sign(
            "challenge",
            0.75,
            "the origin refuses us; a browser or a person may be let in",
            {"status": page.status, **_headline(page)},
        )
    return None


def _other_error(page: Page) -> Sign | None:
    if page.status >= 400:
        return Sign(
            "server-error",
            0.7,
            "the origin answers with an error",
            {"status": page.status, **_headline(page)},
        )
    return None


_TOLD = re.compile(
    r"(?:^| )(?:(?:error|http|status|code|fehler|erreur|ошибка|エラー) "
    r"(?:code |status |error |http |page )?(4\d\d|5\d\d)"
    r"|(4\d\d|5\d\d) (?:error|status|unauthorized|forbidden|access|not found|page not|too many|"
    r"internal server|bad gateway|service (?:temporarily )?unavailable|gateway time|"
    r"unavailable (?:for|due)))(?= |$)"
)
_CLASSES: dict[int, PageClass] = {
    401: "login-wall",
    403: "challenge",
    404: "soft-404",
    410: "soft-404",
    429: "rate-limited",
    451: "legal",
}
_MOST_TITLE_WORDS = 8


def _told(page: Page) -> Sign | None:
    """A status that the page tells in its title or heading, where the answer told another."""
    for said in (page.title, *page.headings[:1]):
        spoken = plain(said)
        found = _TOLD.search(spoken) if spoken.count(" ") < _MOST_TITLE_WORDS else None
        if found is None:
            continue
        number = int(found[1] or found[2])
        named = _CLASSES.get(number) or ("server-error" if number >= 500 else None)
        most_words = 300 if named == "soft-404" else 80
        if named is None or str(number) in page.asked.url or page.is_article or page.is_named(spoken):
            continue
        if page.is_thin(most_words // 3) and page.main_words <= most_words:
            return Sign(
                named,
                0.88,
                "the page tells a status that its answer did not",
                {"said": said[:200], "status": page.status},
            )
    return None


def _headline(page: Page) -> dict[str, str]:
    title = page.title or (page.headings[0] if page.headings else "")
    return {"title": title[:200]} if plain(title) else {}


TOLD: Sequence[Rule] = (
    Check("status.told", "numbers in title and first heading, length of the text", _told),
)
NO_RESPONSE: Sequence[Rule] = (Check("status.no-response", "whether anything answered", _no_response),)
REDIRECT: Sequence[Rule] = (Check("status.redirect", "status 3xx and Location", _redirect),)
NO_CONTENT: Sequence[Rule] = (Check("status.no-content", "status 204, 205, 304", _no_content),)
LEGAL: Sequence[Rule] = (Check("status.legal", "status 451", _legal),)
TOO_MANY: Sequence[Rule] = (Check("status.too-many", "status 429", _too_many),)
NOT_THERE: Sequence[Rule] = (Check("status.gone", "status 404, 410", _not_there),)
SERVER_ERROR: Sequence[Rule] = (Check("status.server-error", "status 5xx", _server_error),)
UNAUTHORISED: Sequence[Rule] = (Check("status.unauthorised", "status 401, 402, 407, 511", _unauthorised),)
REFUSED: Sequence[Rule] = (
    Check("status.refused", "status 403 and other refusals", _refused),
    Check("status.error", "any other status from 400 on", _other_error),
)
