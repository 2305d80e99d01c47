"""What a capture holds, read and judged before it is stored: a wall is kept, and not called the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from snapshotter.cited.facts import facts_of
from snapshotter.cited.passages import find_quotes
from snapshotter.cited.pdf import read_pdf
from snapshotter.cited.static_copy import static_copy
from snapshotter.model.capture import Artefact, Capture, Outcome, PageFacts, Reason
from snapshotter.model.exchange import Exchange, Held
from snapshotter.model.verdict import PageClass, Verdict
from snapshotter.urls import Url, without_fragment
from snapshotter.verdicts.evidence import PageEvidence
from snapshotter.verdicts.judging import judge, probe_url
from snapshotter.verdicts.of_capture import evidence_of, whole_body

PDF = "application/pdf"
MAX_PDF_BYTES = 64 << 20
_MANY_WORDS = 400
_UNFINISHED: frozenset[PageClass] = frozenset(("empty", "script-shell", "redirect-stub", "garbled"))
"""What a page may look like of which not all has come."""


@dataclass(frozen=True, slots=True)
class ExamineCaptures:
    """:class:`snapshotter.ports.Examiner`."""

    static_html: bool = False
    """Make a copy of every page that needs no scripts and no network."""

    def __call__(self, capture: Capture, quotes: Sequence[str] = ()) -> Capture:
        if all(exchange.id != capture.main_exchange_id for exchange in capture.exchanges):
            return capture
        capture = _with_pdf(capture)
        evidence = evidence_of(capture, quotes=find_quotes(quotes, capture.text or ""))
        if capture.facts is None:
            capture = replace(capture, facts=_facts(capture, evidence))
        if self.static_html and capture.dom is not None:
            capture = replace(capture, artefacts=(*capture.artefacts, _copy(capture, capture.dom)))
        return judged(capture, judge(evidence))


def doubt(capture: Capture) -> Url | None:
    """Which page that cannot exist to ask a doubtful page's host for; None when there is no doubt."""
    if _is_plain_case(capture):
        return None
    return probe_url(evidence_of(capture))


def _is_plain_case(capture: Capture) -> bool:
    """A page of many words at the very address that was asked for: not worth a look at its bytes."""
    if capture.shape is None or capture.shape.words < _MANY_WORDS or capture.status != 200:
        return False
    return capture.final_url is not None and without_fragment(capture.final_url) == without_fragment(
        capture.url
    )


def judged(capture: Capture, verdict: Verdict) -> Capture:
    """The capture with its verdict: what is not the cited page has failed, whatever else went well."""
    unfinished = capture.outcome is Outcome.PARTIAL and verdict.page_class in _UNFINISHED
    if verdict.is_good or unfinished or capture.outcome is Outcome.FAILED:
        return replace(capture, verdict=verdict)
    says = str(verdict.evidence.get("says") or f"it is {verdict.page_class}")
    reason = Reason(f"page.{verdict.page_class}", says)
    return replace(capture, verdict=verdict, outcome=Outcome.FAILED, reason=reason)


def _with_pdf(capture: Capture) -> Capture:
    """A PDF's text and what it says of itself: no browser tells."""
    main = next(each for each in capture.exchanges if each.id == capture.main_exchange_id)
    if main.media_type != PDF or main.response is None or main.response.body.size_bytes > MAX_PDF_BYTES:
        return capture
    data = whole_body(main)
    if data is None:
        return capture
    facts, text = read_pdf(data)
    return replace(capture, text=text, facts=facts, title=facts.title or capture.title)


def _copy(capture: Capture, dom: str) -> Artefact:
    """The page as one file, of what was recorded of it."""
    by_url: dict[Url, Exchange] = {}
    for exchange in capture.exchanges:
        if exchange.response is not None and exchange.status == 200 and not exchange.truncated:
            by_url.setdefault(exchange.url, exchange)

    def recorded(url: Url) -> tuple[str, bytes] | None:
        exchange = by_url.get(url)
        data = whole_body(exchange) if exchange is not None else None
        return (exchange.media_type or "", data) if exchange is not None and data is not None else None

    made = static_copy(dom, capture.final_url or capture.url, recorded)
    return Artefact("static-html", "text/html; charset=utf-8", Held(made))


def _facts(capture: Capture, evidence: PageEvidence) -> PageFacts | None:
    if capture.dom is None:
        return None
    return facts_of(capture.dom, capture.final_url or capture.url, evidence.fields)
