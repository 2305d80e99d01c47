"""Which way to ask next: those that can help with what came, and no others.  Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from snapshotter.model.audit import Try, Way
from snapshotter.model.capture import Capture

_MOST_TRIES = 6
_NO_MORE: tuple[Way, ...] = ()
_PLANS: dict[str, tuple[Way, ...]] = {
    "capture.dns": ("get",),
    "capture.connect": ("other-way",),
    "capture.timeout": ("as-browser", "browser"),
    "capture.no-answer": ("as-browser", "other-way", "browser"),
    "capture.tls": ("other-way", "browser"),
    "http.not-modified": ("get",),
    "http.401": ("as-browser",),
    "http.402": ("as-browser",),
    "http.404": ("as-browser",),
    "http.407": _NO_MORE,
    "http.410": ("as-browser",),
    "http.412": ("get",),
    "http.429": ("as-browser",),
    "http.451": ("as-browser",),
    "http.4": ("as-browser", "other-way", "browser"),
    "http.5": ("as-browser", "browser"),
    "http.redirect": ("as-browser", "browser"),
    "http.no-content": ("as-browser", "browser"),
    "": ("as-browser", "browser"),
}
"""After what came, in this order.  A name that is not known is looked up once more; what is not reached
at all, over the other address family; who says in plain words that there is nothing needs no Chromium to
say it a third time."""
_MAY_PASS = re.compile(r"capture\.(dns|connect|timeout|no-answer)|http\.(408|425|429|5\d\d)")
_REFUSED_BY_US = re.compile(r"url\..*|capture\.(private-address|blocked|redirect)")
_STATUS = re.compile(r"http\.[45]\d\d")


@dataclass(frozen=True, slots=True)
class Step:
    """What is done next."""

    way: Way
    after_trouble: bool = False
    """It may pass: leave it some time."""


def next_step(tries: Sequence[Try], *, browser: bool) -> Step | None:
    """The next way after tries that did not suffice; None when no other one can tell more."""
    last = tries[-1].capture
    if len(tries) >= _MOST_TRIES or tries[-1].way == "browser" or asks_for_patience(last):
        return None
    code = code_of(last)
    done = [each.way for each in tries]
    again = done.count("get") < 2
    for way in _plan(code, last):
        if (way == "browser" and not browser) or (way == "get" and not again):
            continue
        if way == "get" or way not in done:
            return Step(way, _MAY_PASS.fullmatch(code) is not None)
    return None


def code_of(capture: Capture) -> str:
    """What came, as a reason's code; empty for an answer that looks like a page."""
    if capture.status == 304:
        return "http.not-modified"
    return capture.reason.code if capture.reason is not None else ""


def asks_for_patience(capture: Capture) -> bool:
    """Whether the origin says when it wants to be asked again; then that is when."""
    if capture.status not in (429, 503):
        return False
    main = next((each for each in capture.exchanges if each.id == capture.main_exchange_id), None)
    return main is not None and main.retry_after is not None


def _plan(code: str, capture: Capture) -> tuple[Way, ...]:
    if _REFUSED_BY_US.fullmatch(code):
        return _NO_MORE
    if code == "capture.timeout" and not any(each.ip for each in capture.connections):
        return _PLANS["capture.connect"]
    if code in _PLANS:
        return _PLANS[code]
    return _PLANS[code[:6]] if _STATUS.fullmatch(code) else _PLANS[""]
