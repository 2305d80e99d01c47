"""Soft 404: the origin says 200, and the page is not there."""

from __future__ import annotations

import re
from collections.abc import Sequence

from snapshotter.verdicts import probing
from snapshotter.verdicts.marks import missing as marks
from snapshotter.verdicts.page import Page
from snapshotter.verdicts.signs import Check, Marks, Rule, Sign
from snapshotter.verdicts.wording import Phrases, plain, segments, word_count
from snapshotter.verdicts.words import not_found

_CLASSES = frozenset(
    (
        "error404",
        "error-404",
        "error_404",
        "page-404",
        "page404",
        "page--404",
        "template-404",
        "is-404",
        "is404",
        "status-404",
        "http-404",
        "cms-no-route",
        "cms-noroute-index",
        "cms-noroute",
        "page-not-found",
        "pagenotfound",
        "page-notfound",
        "not-found-page",
        "notfound",
        "not-found",
        "path-404",
        "page-error-404",
        "error404-page",
        "type-404",
        "template-notfound",
        "layout-404",
        "body-404",
        "view-404",
        "page-type-404",
        "p-404",
        "e404",
        "err404",
        "404",
        "error-page-404",
        "p404",
        "page_404",
        "pg-404",
        "errorpage404",
        "page-template-404",
    )
)
"""What systems put on ``body`` of the page for what is not there, and nowhere else."""
_FINAL_STEP = re.compile(
    r"(?:\d{3}-)?(?:(?:error|err|http|page|status|oops)[-_.]?)?404(?:[-_.]?(?:error|page|notfound|not-found|not_found|html?))?|"
    r"(?:page|file|error|content|article|url|http|site)?[-_.]?not[-_.]?found(?:[-_.]?(?:page|error|404))?|"
    r"page[-_]?(?:missing|unavailable|gone|inconnue|introuvable|no-encontrada|nicht-gefunden|niet-gevonden)|"
    r"seite-nicht-gefunden|fehler-?404|erreur-?404|errore-?404|error-?404|introuvable|no-encontrada|nao-encontrada|non-trovata|niet-gevonden|"
    r"missing|unavailable|content-unavailable|removed|expired|discontinued|product-?unavailable|gone|errorpage|error-page|error_page|generic-?error",
    re.IGNORECASE,
)
_WEAK_STEP = re.compile(
    r"missing|unavailable|removed|expired|discontinued|gone|errorpage|error-page|error_page|generic-?error",
    re.IGNORECASE,
)
_EXTENSION = re.compile(r"\.\w{2,5}$")
_SUBJECT_WORDS = frozenset(
    (
        "notfound",
        "missing",
        "lost",
        "error",
        "errors",
        "unavailable",
        "found",
        "deadlink",
        "linkrot",
        "rot",
        "status",
        "removed",
    )
)
_NEXT_DATA = re.compile(
    r"\"page\"\s{0,3}:\s{0,3}\"/(?:404|_error)\"|\"(?:statuscode|status_code|httpstatus|errorcode)\"\s{0,3}:\s{0,3}\"?404\b|"
    r"statuscode:404\b"
)
_BOTH_WORDS = 500
_ONE_WORDS = 130


def _is_subject(page: Page) -> bool:
    """Whether the asked address itself speaks of such pages, so that one about them was asked for."""
    path = f"{page.asked.path} {page.asked.query}".lower()
    return (
        "404" in path or "not-found" in path or "not_found" in path or bool(page.asked.words & _SUBJECT_WORDS)
    )


def _address(page: Page) -> Sign | None:
    """Led to an address for what is not there."""
    if not page.is_moved:
        return None
    steps = [_EXTENSION.sub("", step) for step in page.final.steps[-3:]]
    named = next((step for step in steps if _FINAL_STEP.fullmatch(step)), None)
    query = page.final.query.lower()
    in_query = re.search(
        r"(?:^|&)(?:error|status|err|code|errorcode|e|msg)=(?:404|not_?-?found|page_?not_?found)(?:&|$)|^404;",
        query,
    )
    if named is None and in_query is None:
        return None
    if any(_FINAL_STEP.fullmatch(_EXTENSION.sub("", step)) for step in page.asked.steps):
        return None
    if named and _WEAK_STEP.fullmatch(named) and not (page.says(not_found.TITLES) or page.is_thin(60)):
        return None
    return Sign(
        "soft-404",
        0.95,
        "the visitor was led to the page for what is not there",
        {"asked": page.asked.url[:500], "final_url": page.final.url[:500]},
    )


def _declared(page: Page) -> Sign | None:
    """Marks that systems give the page for what is not there."""
    if _is_subject(page) and page.prose_words > 60:
        return None
    status = page.document.meta.get("prerender-status-code", "") + page.document.meta.get("status", "")
    if status.strip()[:3] in ("404", "410"):
        return Sign(
            "soft-404", 0.96, "the document says that it is no page", {"meta": f"status {status[:20]}"}
        )
    named = next(iter(sorted(page.document.classes & _CLASSES)), None)
    if named and page.is_thin(400):
        return Sign(
            "soft-404", 0.95, "the document's template is that of what is not there", {"class": named}
        )
    data = _NEXT_DATA.search(page.markup) if page.is_thin(60) else None
    if data and (page.words < 80 or page.says(not_found.TITLES)):
        return Sign("soft-404", 0.93, "the page's own data say that it is not there", {"data": data[0]})
    return None


def _title(page: Page) -> Sign | None:
    """Title or headings that say nothing else."""
    in_title = not_found.TITLES.in_title(page.title)
    in_heading = not_found.TITLES.in_headings(page.headings[:4])
    phrase = in_title or in_heading
    if not phrase or _is_page_of_that_name(page):
        return None
    both = bool(in_title and in_heading)
    sentence = not_found.SENTENCES.in_first(page.main_blocks[:25])
    if not page.is_thin(
        _most_prose(page, phrase, sure=bool(in_title and (in_heading or sentence or not _has_headline(page))))
    ):
        return None
    if not in_title and not sentence and (page.main_words > 200 or not _is_first(page, phrase)):
        return None
    seen = {
        "title": page.title[:200],
        "phrase": phrase,
        "headings": [heading[:100] for heading in page.headings[:2]],
        "prose_words": page.prose_words,
        **({"sentence": sentence} if sentence else {}),
    }
    return Sign(
        "soft-404",
        0.95 if both or sentence else 0.85,
        "title or heading say that the page is not there",
        seen,
    )


def _is_page_of_that_name(page: Page) -> bool:
    """Whether a page about what is not there, or one that is so named, was asked for and came."""
    if _is_subject(page):
        return not page.is_thin(60 if not _slug_is_there(page) else 40) or page.words >= 250
    return _slug_is_there(page)


def _has_headline(page: Page) -> bool:
    """Whether the page has a heading of its own."""
    return page.document.has_h1 and any(word_count(each) >= 4 for each in page.headings[:3])


def _most_prose(page: Page, phrase: str, *, sure: bool) -> int:
    """How many words of prose, such as teasers, the page for what is not there may have."""
    if page.is_article or page.article_body_words > 60 or phrase in not_found.WEAK:
        return 60
    return _BOTH_WORDS if sure else _ONE_WORDS


_PICTURE = re.compile(
    r"(?:^|[/_.-])(?:(?:error-?_?)?404(?!\d)|(?:page-?_?)?not-?_?found)[^/]{0,20}\.(?:png|gif|jpe?g|svg|webp)",
    re.IGNORECASE,
)


def _picture(page: Page) -> Sign | None:
    """A picture of the number, and next to nothing to read."""
    if page.words > 40 or page.images > 6 or page.is_article:
        return None
    found = next((source for source in page.document.image_sources if _PICTURE.search(source)), None)
    if found is None:
        return None
    return Sign(
        "soft-404",
        0.85,
        "next to nothing but a picture that says 404",
        {"picture": found[:300], "words": page.words},
    )


def _is_first(page: Page, phrase: str | None) -> bool:
    """Whether the heading is the first of the page."""
    return phrase is not None and not_found.TITLES.in_headings(page.headings[:1]) == phrase


def _slug_is_there(page: Page) -> bool:
    """Whether title or headings carry the words of the asked address: a page so named was asked for."""
    slug = set(page.asked.slug_words)
    if len(slug) < 2:
        return False
    said = set(plain(f"{page.title} {' '.join(page.headings[:3])}").split())
    return len(slug & said) >= max(2, (len(slug) + 1) // 2)


def _within_title(page: Page) -> Sign | None:
    """A title that says so with a few words more, on a page with next to no prose."""
    if not page.is_thin(20 if _is_subject(page) else 50) or page.is_article or _slug_is_there(page):
        return None
    for said in (page.title, *page.headings[:2]):
        words = plain(said)
        if word_count(words) > 12:
            continue
        found = _LOOSE.within(words) if words else None
        if found is None:
            found = next(
                (part for part in segments(said) if part.endswith(" not found") and part.count(" ") <= 4),
                None,
            )
        if found and page.main_words <= 120:
            seen = {"said": said[:200], "phrase": found, "words": page.words}
            return Sign("soft-404", 0.82, "title or heading say that the page is not there", seen)
    return None


_LOOSE = Phrases(frozenset(phrase for phrase in not_found.TITLES.all if word_count(phrase) >= 3))


def _sentence(page: Page) -> Sign | None:
    """A short text that says so."""
    if (
        page.is_article
        or page.main_words > 70
        or not page.is_thin(30 if _is_subject(page) else 60)
        or _slug_is_there(page)
    ):
        return None
    found = not_found.SENTENCES.in_first(page.main_blocks[:10])
    if not found or (page.words > 400 and page.links > 80):
        return None
    return Sign(
        "soft-404",
        0.85,
        "a short text that says that the page is not there",
        {"sentence": found, "words": page.words},
    )


def _home(page: Page) -> Sign | None:
    """A specific address that leads to a home page."""
    if not page.is_moved or (not page.evidence.hops and not page.is_moved):
        return None
    if not page.final.is_root or page.asked.is_root or not page.asked.is_specific:
        return None
    if _speaks_of_slug(page):
        return None
    probe = page.evidence.probe
    honest = probe is not None and probe.status in (404, 410)
    seen = {
        "asked": page.asked.url[:500],
        "final_url": page.final.url[:500],
        **({"probe_status": probe.status} if probe else {}),
    }
    return Sign(
        "soft-404", 0.75 if honest else 0.85, "the address of one document leads to a home page", seen
    )


def _section(page: Page) -> Sign | None:
    """A specific address that leads to the section above it."""
    asked, final = page.asked, page.final
    if not page.is_moved or final.is_root or not asked.same_site(final) or final.names_in_query:
        return None
    above = len(final.steps) < len(asked.steps) and tuple(
        s.lower() for s in asked.steps[: len(final.steps)]
    ) == tuple(s.lower() for s in final.steps)
    if not above or len(asked.slug_words) < 3 or _speaks_of_slug(page):
        return None
    if re.search(r"\d{3,}", final.last) or len(final.slug_words) >= 3 or page.is_article:
        return None
    return Sign(
        "soft-404",
        0.72,
        "the address of one document leads to the section above it",
        {"asked": asked.url[:500], "final_url": final.url[:500]},
    )


def _speaks_of_slug(page: Page) -> bool:
    """Whether title, headings or much of the text speak of what the asked address names."""
    if _slug_is_there(page):
        return True
    slug = {word for word in page.asked.slug_words if len(word) > 3}
    if len(slug) < 2:
        slug |= {word for step in page.asked.steps for word in re.findall(r"[^\W\d_]{4,}", step.lower())}
    said = set(plain(f"{page.title} {' '.join(page.headings[:6])}").split())
    return len(slug) > 0 and len(slug & said) * 2 > len(slug)


def _probe(page: Page) -> Sign | None:
    """What is asked for and what cannot exist get the same answer."""
    likeness = probing.likeness(page)
    if likeness is None:
        return None
    return Sign("soft-404", likeness.confidence, likeness.says, likeness.seen)


ADDRESS: Sequence[Rule] = (Check("soft-404.address", "final address against the asked one", _address),)
MARKS: Sequence[Rule] = (
    Check("soft-404.declared", "class of body, meta tags and data of templates", _declared),
    Marks(
        "soft-404.service",
        "sentences of well-known services",
        "soft-404",
        marks.MARKS,
        0.93,
        "the page for what is not there",
    ),
)
WORDS: Sequence[Rule] = (
    Check("soft-404.title", "title and first headings as wholes, length of the text, asked address", _title),
    Check("soft-404.picture", "names of pictures on pages without text", _picture),
    Check("soft-404.sentence", "short whole texts", _sentence),
    Check("soft-404.in-title", "title and first headings of pages without prose", _within_title),
)
ELSEWHERE: Sequence[Rule] = (
    Check("soft-404.probe", "the answer to a request for what cannot exist", _probe),
    Check("soft-404.home", "final address against the asked one, title and headings", _home),
    Check("soft-404.section", "final address against the asked one, title and headings", _section),
)
