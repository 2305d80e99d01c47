"""The page could not be asked for: nothing is known of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from snapshotter.audit.question import DRIFTED, KEPT, LEAST_WORDS, View
from snapshotter.audit.rules.names import dns
from snapshotter.audit.rules.signs import SHOWN_CHARS, Rule, Sign, told
from snapshotter.model.audit import AuditClass
from snapshotter.model.verdict import PageClass, Verdict
from snapshotter.verdicts.wording import plain

_NOT_OURS_TO_ASK = frozenset(
    (
        "capture.private-address",
        "capture.blocked",
        "capture.block-list",
        "capture.browser-crashed",
        "capture.failed",
    )
)
_UNREACHABLE = (
    "capture.connect",
    "capture.timeout",
    "capture.no-answer",
    "capture.truncated",
    "tls.undecryptable",
)


def _refused_by_us(view: View) -> Sign | None:
    if view.is_answered and view.code != "capture.browser-crashed":
        return None
    if view.code in _NOT_OURS_TO_ASK or (view.code == "capture.browser-crashed" and not view.status):
        return Sign("unverifiable", 0.9, "the page was not asked for, or not by a working browser", why(view))
    return None


def _tls(view: View) -> Sign | None:
    if view.is_answered or not (
        view.code.startswith(("capture.tls", "tls.")) and view.code != "tls.undecryptable"
    ):
        return None
    return Sign(
        "tls-failure", 0.95, "the certificate or the encryption of the origin is not in order", why(view)
    )


def _unreachable(view: View) -> Sign | None:
    if view.is_answered or view.code in _NOT_OURS_TO_ASK:
        return None
    if dns(view) == "temporary":
        return Sign("unreachable", 0.8, "the host's name could not be looked up just now", why(view))
    if view.code.startswith(_UNREACHABLE):
        return Sign("unreachable", 0.9, "the origin was not reached, or did not answer", why(view))
    if 300 <= view.status < 400 and dns(view) is None:
        return Sign("unreachable", 0.7, "its redirects lead to no page", why(view))
    if dns(view) is None and not view.code.startswith(("capture.tls", "tls.")):
        return Sign("unreachable", 0.7, "nothing answered", why(view))
    return None


def why(view: View) -> dict[str, Any]:
    found = {"reason": view.code, "message": view.says[:SHOWN_CHARS]}
    return {name: value for name, value in found.items() if value}


_WALLS: dict[PageClass, tuple[AuditClass, str]] = {
    "legal": ("legal", "it is withheld for legal reasons"),
    "challenge": ("challenge", "the origin wants to know whether a person asks"),
    "consent-wall": ("consent-wall", "a demand for consent stands before it"),
    "login-wall": ("login-wall", "only who is known gets to see it"),
    "server-error": ("server-error", "the origin failed"),
    "rate-limited": ("rate-limited", "the origin was asked too often"),
}


def _wall(view: View) -> Sign | None:
    page = view.page
    if page is None or view.page_class not in _WALLS or (view.has_content and view.status < 400):
        return None
    if page.page_class == "challenge" and _is_bare_refusal(view, page):
        return Sign("blocked", 0.85, "the origin refuses us", {"status": view.status, **told(view)})
    named, says = _WALLS[page.page_class]
    return Sign(named, page.confidence, says, told(view))


_REFUSALS = frozenset(
    (
        "403",
        "403 access denied",
        "403 access forbidden",
        "403 forbidden",
        "403 forbidden access denied",
        "403 forbidden access is denied",
        "access denied",
        "access forbidden",
        "access is denied",
        "error 403",
        "error 403 forbidden",
        "forbidden",
        "forbidden access is denied",
        "http 403 forbidden",
        "not allowed",
        "request denied",
    )
)


def _is_bare_refusal(view: View, page: Verdict) -> bool:
    """Whether the origin refuses and asks for nothing that a person could give."""
    if page.rule == "status.refused":
        return True
    said = plain(str(page.evidence.get("title") or view.answer.title or ""))
    return page.rule == "challenge.title" and view.status in (401, 403) and said in _REFUSALS


_UNSEEN: frozenset[PageClass] = frozenset(
    ("empty", "script-shell", "interstitial", "garbled", "redirect-stub")
)


def _unseen(view: View) -> Sign | None:
    """What came shows no page; only a browser may tell more."""
    if view.page_class not in _UNSEEN or view.has_content or view.status == 304 or is_blank_now(view):
        return None
    return Sign("unverifiable", 0.7, "what came shows no page that could be compared", told(view))


def is_blank_now(view: View) -> bool:
    """A browser showed nothing where the snapshot has a page."""
    found = view.comparison
    blank = view.page_class in ("empty", "garbled") and view.in_browser and view.status < 400
    return blank and found is not None and found.words_then >= LEAST_WORDS and view.has_lost_content


def _unlike(view: View) -> Sign | None:
    """A browser's snapshot and bare bytes: what is missing may only need scripts."""
    found = view.comparison
    if found is None or view.page_class != "good" or found.alike or not view.question.check.tries:
        return None
    if found.sentences is not None and found.sentences < DRIFTED and found.identical is False:
        if found.sentences >= KEPT:
            return None
        return Sign(
            "unverifiable",
            0.5,
            "the page was only read without its scripts, which the snapshot was not",
            {"similarity": found.similarity},
        )
    return None


UNASKED: Sequence[Rule] = (
    Rule("ask.refused-by-us", "the reason of the check", _refused_by_us),
    Rule("ask.tls", "the reason of the check", _tls),
    Rule("ask.unreachable", "the reason of the check, answers of the resolver", _unreachable),
    Rule("ask.wall", "the page's own verdict", _wall),
    Rule("ask.unseen", "the page's own verdict", _unseen),
    Rule("ask.unlike", "how snapshot and page of now were read", _unlike),
)
