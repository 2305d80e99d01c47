"""Documents that only send the visitor on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from snapshotter.figures import whole_number
from snapshotter.verdicts import addresses
from snapshotter.verdicts.page import Page
from snapshotter.verdicts.signs import Check, Rule, Sign
from snapshotter.verdicts.words import stubs as words

_MOST_WORDS = 40
_MOST_DELAY_S = 30
_LOCATION = re.compile(
    r"(?:(?:window|document|top|self|parent|this)\s{0,3}\.\s{0,3}){0,3}location(?:\s{0,3}\.\s{0,3}(?:href|replace|assign))?"
    r"\s{0,3}(?:=(?!=)|\()\s{0,3}(?:[\"'`]([^\"'`]{1,2000})|([\w$.]{1,80}|[^;]{1,200}))",
)


def _refresh(page: Page) -> Sign | None:
    """``<meta http-equiv=refresh>`` or the field ``Refresh`` to another address."""
    found = page.document.refresh
    target, delay_s = (found.target, found.delay_s) if found else ("", 0)
    if not target and (sent := page.field("refresh")):
        delay, _, rest = sent.partition(";")
        target, delay_s = rest.partition("=")[2].strip(" \"'"), whole_number(delay.strip()) or 0
    if not target or delay_s > _MOST_DELAY_S or page.words > _MOST_WORDS * 2 or not page.is_thin(40):
        return None
    if delay_s > 5 and page.words > _MOST_WORDS and not _says(page):
        return None
    if _is_itself(page, target):
        return None
    return Sign(
        "redirect-stub",
        0.95,
        "the document only sends the visitor on",
        {"refresh": f"{delay_s}; {target[:500]}", "words": page.words},
    )


def _is_itself(page: Page, target: str) -> bool:
    """Whether a target is the page's own address: pages reload themselves."""
    try:
        from urllib.parse import urljoin

        there = addresses.of(urljoin(page.final.url, target))
    except ValueError:
        return False
    return there.same_page(page.final) and not there.url.partition("#")[2]


def _script(page: Page) -> Sign | None:
    """A script that goes elsewhere, and nothing to read."""
    if page.words > _MOST_WORDS or (page.is_rendered and page.words > 25):
        return None
    scripts = page.document.scripts
    if not scripts or len(scripts) > 6000 or len(page.document.script_sources) > 3:
        return None
    found = _LOCATION.search(scripts)
    if (
        found is None
        or _is_frame_script(found[0], scripts)
        or page.links > 5
        or page.images > 4
        or page.document.text_fields
    ):
        return None
    whole = bool(found[1]) and not scripts[found.end() :].lstrip("\"'` \t").startswith("+")
    if whole and _is_itself(page, found[1]):
        return None
    if not whole and not _says(page) and (page.words or page.images or "og:title" in page.document.meta):
        return None
    return Sign(
        "redirect-stub",
        0.9 if whole else 0.75,
        "a script sends the visitor on, and there is nothing to read",
        {"script": found[0][:200], "words": page.words},
    )


def _is_frame_script(found: str, scripts: str) -> bool:
    """Whether it only sees to the page being in its frames, or out of others'."""
    return (
        found.lower().startswith(("parent", "top", "self"))
        and re.search(r"\bif\s{0,3}\(", scripts) is not None
    )


def _says(page: Page) -> str | None:
    return page.says(words.TITLES) or words.SENTENCES.in_first(page.main_blocks[:5])


def _words(page: Page) -> Sign | None:
    """``Object moved``, with a link."""
    if page.words > 60 or page.links > 4 or not page.is_thin(45):
        return None
    titled, sentence = page.says(words.TITLES), words.SENTENCES.in_first(page.main_blocks[:5])
    if not sentence and not (titled and page.words <= 25):
        return None
    return Sign(
        "redirect-stub",
        0.85,
        "a short text that sends the visitor on",
        {"phrase": sentence or titled, "words": page.words},
    )


def _form(page: Page) -> Sign | None:
    """A form that sends itself."""
    if page.words > 25 or not page.document.form_targets or page.document.text_fields or page.password_fields:
        return None
    body = page.markup
    if "submit()" not in body or ("onload" not in body and ".submit()" not in page.document.scripts.lower()):
        return None
    return Sign(
        "redirect-stub",
        0.8,
        "a form that sends itself, and nothing to read",
        {"form": page.document.form_targets[0][:300], "words": page.words},
    )


RULES: Sequence[Rule] = (
    Check("stub.refresh", "meta refresh, length of the text", _refresh),
    Check("stub.script", "scripts that set the location, length of the text", _script),
    Check("stub.words", "title, short whole texts", _words),
    Check("stub.form", "forms that send themselves", _form),
)
