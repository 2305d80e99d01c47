"""What a capture amounts to: never more than the evidence says.

Rules in order; the first that has something to say decides.  Failures first, then what makes a
capture partial; a capture to which no rule objects is ``captured``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from snapshotter.capture.download import Download
from snapshotter.capture.view import PageView
from snapshotter.errors import CaptureError
from snapshotter.model.capture import Outcome, Reason
from snapshotter.model.exchange import Exchange

HTML = {"text/html", "application/xhtml+xml", None}
"""Media types that make a page; None is what browsers sniff."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that an outcome rests on."""

    main: Exchange | None
    """The exchange that is the page, if one was found."""
    view: PageView = field(default_factory=PageView)
    download: Download | None = None
    """How the GET ended, when a GET took the page."""
    network_error: CaptureError | None = None
    """Why no connection was made, as the tunnel knows it."""
    undecrypted: str | None = None
    """A connection that could not be read."""


Rule = Callable[[Evidence], Reason | None]


def outcome_of(evidence: Evidence) -> tuple[Outcome, Reason | None]:
    """The outcome, and why it is not ``captured``."""
    for outcome, rules in ((Outcome.FAILED, _FAILURES), (Outcome.PARTIAL, _SHORTCOMINGS)):
        reason = next(_objections(rules, evidence), None)
        if reason is not None:
            return outcome, reason
    return Outcome.CAPTURED, None


def _objections(rules: tuple[Rule, ...], evidence: Evidence) -> Iterator[Reason]:
    for rule in rules:
        reason = rule(evidence)
        if reason is not None:
            yield reason


# Failures


def _nothing_came(evidence: Evidence) -> Reason | None:
    main, view = evidence.main, evidence.view
    if main is not None and main.response is not None and main.status is not None:
        return None
    error = evidence.network_error or (evidence.download.error if evidence.download else None)
    if error is not None:
        return Reason(error.code, error.message)
    if view.crashed:
        return Reason("capture.browser-crashed", view.error or "the page crashed the browser")
    if view.error and view.error.startswith(("net::ERR_CERT", "net::ERR_SSL")):
        return Reason("capture.tls", f"the connection is not secure: {view.error}")
    if view.unsettled:
        return Reason("capture.timeout", view.unsettled)
    return Reason("capture.no-answer", view.error or "the origin closed without an answer")


def _refused(evidence: Evidence) -> Reason | None:
    status = _status(evidence)
    if status >= 400:
        return Reason(f"http.{status}", f"the origin answered {status}")
    if status in (204, 205):
        return Reason("http.no-content", f"the origin answered {status}: there is no page")
    return None


def _redirected_nowhere(evidence: Evidence) -> Reason | None:
    if not 300 <= _status(evidence) < 400 or evidence.main is None:
        return None
    error = evidence.network_error or (evidence.download.error if evidence.download else None)
    if error is not None:
        return Reason(error.code, error.message)
    why = evidence.view.error or "it leads on"
    return Reason("http.redirect", f"the redirects end at {evidence.main.url}: {why}")


def _crashed_at_once(evidence: Evidence) -> Reason | None:
    view = evidence.view
    if view.crashed and view.text is None and _is_page(evidence):
        return Reason("capture.browser-crashed", view.error or "the page crashed the browser")
    return None


# What makes a capture partial


def _unreadable_connection(evidence: Evidence) -> Reason | None:
    return Reason("tls.undecryptable", evidence.undecrypted) if evidence.undecrypted else None


def _out_of_time(evidence: Evidence) -> Reason | None:
    if evidence.download is not None and evidence.download.result == "out-of-time":
        return Reason("capture.timeout", "the download was not finished in time")
    return None


def _cut_short(evidence: Evidence) -> Reason | None:
    cut = evidence.main.truncated if evidence.main is not None else None
    return Reason(f"capture.truncated-{cut}", _TRUNCATED[cut]) if cut else None


def _crashed_later(evidence: Evidence) -> Reason | None:
    if not evidence.view.crashed:
        return None
    return Reason("capture.browser-crashed", evidence.view.error or "the page crashed while it was captured")


def _unsettled(evidence: Evidence) -> Reason | None:
    return Reason("capture.timeout", evidence.view.unsettled) if evidence.view.unsettled else None


def _stopped(evidence: Evidence) -> Reason | None:
    found = next((f for f in evidence.view.findings if f.code == "page.script-stopped"), None)
    return Reason("capture.script-stopped", found.message) if found is not None else None


def _over_budget(evidence: Evidence) -> Reason | None:
    """A budget of the page as a whole; that scrolling ends somewhere is in the nature of some pages."""
    cut = next((cut for cut in evidence.view.cuts if cut.budget in _WHOLE_PAGE), None)
    return Reason(f"capture.{cut.budget}", cut.message) if cut is not None else None


def _without_text(evidence: Evidence) -> Reason | None:
    view = evidence.view
    if view.text is None and not view.downloaded and _is_page(evidence):
        return Reason("capture.no-text", view.error or "the page gave no text: its scripts keep it busy")
    return None


def _status(evidence: Evidence) -> int:
    return evidence.main.status or 0 if evidence.main is not None else 0


def _is_page(evidence: Evidence) -> bool:
    media_type = evidence.main.media_type if evidence.main is not None else None
    return evidence.download is None and media_type in HTML


_FAILURES: tuple[Rule, ...] = (_nothing_came, _refused, _redirected_nowhere, _crashed_at_once)
_SHORTCOMINGS: tuple[Rule, ...] = (
    _unreadable_connection,
    _out_of_time,
    _cut_short,
    _crashed_later,
    _unsettled,
    _stopped,
    _over_budget,
    _without_text,
)
_WHOLE_PAGE = {"page-bytes", "page-time"}
_TRUNCATED = {
    "time": "the response had not ended when time was up",
    "disconnect": "the origin closed the connection before the response was whole",
    "length": "the response is larger than max_body_bytes",
    "unspecified": "the browser broke the response off",
}
