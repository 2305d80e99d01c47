"""Failures of servers and of the programs on them that are sent as pages."""

from __future__ import annotations

import re
from collections.abc import Sequence

from snapshotter.verdicts.marks import servers as marks
from snapshotter.verdicts.page import Page
from snapshotter.verdicts.signs import Check, Marks, Rule, Sign
from snapshotter.verdicts.wording import plain
from snapshotter.verdicts.words import servers as words

_TRACE = re.compile(
    r"Traceback \(most recent call last\)|<b>(?:Fatal|Parse) error</b>:|"
    r"(?:Fatal|Parse) error: .{0,300} on line <b>\d|Stack trace:\s{0,9}#0 |"
    r"\bat [\w.$]{3,200}\([\w$]{1,80}\.java:\d+\)|\[SQLSTATE|SQLSTATE\[|System\.\w{1,60}Exception:|"
    r"Microsoft OLE DB Provider for|mysqli?_connect\(\)"
)
_SUBJECT = frozenset(
    (
        "error",
        "errors",
        "500",
        "502",
        "503",
        "maintenance",
        "traceback",
        "exception",
        "debug",
        "status",
        "server",
        "wartung",
    )
)


def _title(page: Page) -> Sign | None:
    if not page.is_thin(30 if page.asked.words & _SUBJECT else 80):
        return None
    found = page.says(words.TITLES)
    if not found or page.is_named(found) or page.main_words > 160 or page.is_article:
        return None
    if found in words.WEAK and (page.words > 60 or page.links > 12):
        return None
    if page.words > 400:
        return None
    return Sign(
        "server-error",
        0.92,
        "the title is that of a failure",
        {"phrase": found, "title": page.title[:200], "words": page.words},
    )


def _sentence(page: Page) -> Sign | None:
    if (
        page.words > 120
        or page.links > 15
        or page.is_article
        or (page.asked.words & _SUBJECT and page.prose_words > 40)
    ):
        return None
    found = words.SENTENCES.in_first(page.main_blocks[:8])
    if not found or (found in words.WEAK_SENTENCES and page.words > 60):
        return None
    return Sign(
        "server-error", 0.88, "a short text that tells of a failure", {"sentence": found, "words": page.words}
    )


def _trace(page: Page) -> Sign | None:
    """What a program writes when it breaks, at the start of a page that has little else."""
    if page.asked.words & _SUBJECT or page.links > 15 or page.images > 10 or page.is_article:
        return None
    if page.prose_words > 300 and plain(page.title):
        return None
    if page.words > 250 and not _is_trace_title(page.title):
        return None
    found = _TRACE.search(page.source[:6000])
    if found is None:
        return None
    return Sign(
        "server-error",
        0.85,
        "the page begins with the trace of a broken program",
        {"trace": " ".join(found[0].split())[:200]},
    )


def _is_trace_title(title: str) -> bool:
    return not title or re.search(r"(?:Error|Exception) (?:at|in) /|^Error|Exception", title) is not None


MARKS: Sequence[Rule] = (
    Marks(
        "server.mark",
        "markup, titles and sentences of error pages of servers and frameworks",
        "server-error",
        marks.MARKS,
        0.95,
        "the error page",
    ),
)
WORDS: Sequence[Rule] = (
    Check("server.title", "title, first headings, length of the text", _title),
    Check("server.trace", "start of the source", _trace),
    Check("server.sentence", "short whole texts", _sentence),
)
