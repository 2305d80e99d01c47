"""What is captured in a soak, and what must come of it.

Twenty places make a round; each place takes the pages of its group in turn, so that a run of any length is
mixed in the same way: mostly light pages with hosts and contents of their own, the museum's awkward pages,
answers that are no pages, documents, hosts that are not there, and one page in twenty that does its worst.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from tests.museum import ordinary
from tests.museum.awkward import EXHIBITS
from tests.museum.hostile_pages import CAPTURED, FAILED, HOSTILE, PARTIAL, HostilePage

ORDINARY = len(ordinary.PLANS)
ANSWERS = "answers.soak.example"
PAPERS = "papers.soak.example"
ROOMS = "rooms.soak.example"
PLAIN = ".plain.example"
"""Every host of that ending is one light page."""
REFUSED, IN_THE_CLEAR, NAMELESS = "refused.soak.example", "no-tls.soak.example", "nameless.soak.example"


@dataclass(frozen=True)
class Kind:
    """Pages of one kind: ``{n}`` in the address tells them apart."""

    name: str
    address: str
    outcomes: tuple[str, ...] = CAPTURED
    reasons: tuple[str, ...] = ()
    """Codes of which an outcome that is not ``captured`` has one; any when empty."""


@dataclass(frozen=True)
class Visit:
    """One page of the run."""

    number: int
    kind: Kind

    @property
    def url(self) -> str:
        return self.kind.address.format(n=self.number)


def _answer(name: str, outcomes: tuple[str, ...] = CAPTURED, *reasons: str) -> Kind:
    return Kind(name, f"https://{ANSWERS}/{name}?n={{n}}", outcomes, reasons)


def _room(name: str, outcomes: tuple[str, ...], *reasons: str, scheme: str = "https") -> Kind:
    return Kind(name, f"{scheme}://{ROOMS}/{name}?n={{n}}", outcomes, reasons)


def _paper(name: str) -> Kind:
    return Kind(name, f"https://{PAPERS}/{name}?n={{n}}")


def _outcomes(page: HostilePage) -> tuple[str, ...]:
    """A page that loads itself anew without end is whole each time; on a busy machine it may stay long enough
    to be seen whole."""
    return page.outcomes + CAPTURED if page.name == "meta-refresh" else page.outcomes


_PLAIN = (Kind("plain", f"https://n{{n}}{PLAIN}/article-{{n}}.html"),)
_AWKWARD = tuple(Kind(each.name, f"{each.url}?n={{n}}") for each in EXHIBITS)
_ORDINARY = tuple(Kind(f"ordinary {each.name}", f"{each.url}?n={{n}}") for each in ordinary.pages(ORDINARY))
_ANSWERS = (
    _answer("status-404", FAILED, "http.404"),
    _answer("redirected"),
    _answer("status-500", FAILED, "http.500"),
    _answer("busy-once"),
    _answer("status-410", FAILED, "http.410"),
    _answer("status-429", FAILED, "http.429"),
    _answer("in-three-seconds"),
    _answer("status-503", FAILED, "http.503"),
    _answer("redirected-for-ever", FAILED, "http.redirect"),
    _answer("status-403", FAILED, "http.403"),
    _answer("cut", PARTIAL, "capture.truncated-disconnect"),
    _answer("nothing", FAILED, "http.no-content"),
    _answer("talks"),
    _answer("broken-once"),
)
_PAPERS = tuple(map(_paper, ("paper.pdf", "table.csv", "photo.png", "large.zip", "feed.json", "sound.wav")))
_ABSENT = (
    Kind("refused", f"https://{REFUSED}/{{n}}", FAILED, ("capture.connect",)),
    Kind("no TLS there", f"https://{IN_THE_CLEAR}/{{n}}", FAILED, ("capture.tls",)),
    Kind("no such name", f"https://{NAMELESS}/{{n}}", FAILED, ("capture.dns",)),
)
_HOSTILE = (
    *(Kind(each.name, f"{each.url}?n={{n}}", _outcomes(each), each.reasons) for each in HOSTILE),
    _room("silent.html", FAILED, "capture.timeout"),
    _room("stalled.html", PARTIAL, "capture.truncated-time"),
    _room("hang.html", PARTIAL, "capture.script-stopped"),
    _room("never-loaded.html", PARTIAL, "capture.timeout"),
    _room("exhaust.html", PARTIAL + FAILED),
)
_ROUND = (
    _PLAIN, _AWKWARD, _ANSWERS, _PLAIN, _PAPERS, _PLAIN, _AWKWARD, _PLAIN, _HOSTILE, _PLAIN,
    _AWKWARD, _PLAIN, _ANSWERS, _PLAIN, _ABSENT, _ORDINARY, _PLAIN, _AWKWARD, _PAPERS, _PLAIN,
)  # fmt: skip


def visits(count: int, only: Sequence[str] = ()) -> list[Visit]:
    """The first pages of the soak, the same in every run; or so many of the kinds of these names, in turn."""
    if only:
        chosen = [kind for group in dict.fromkeys(_ROUND) for kind in group if kind.name in only]
        return [Visit(*each) for each in enumerate(itertools.islice(itertools.cycle(chosen), count))]
    turns = {group: itertools.cycle(group) for group in _ROUND}
    places = itertools.islice(itertools.cycle(_ROUND), count)
    return [Visit(number, next(turns[group])) for number, group in enumerate(places)]


def complaint(visit: Visit, outcome: str, code: str | None) -> str | None:
    """What is wrong with what came of a visit; None when nothing is."""
    kind = visit.kind
    if outcome not in kind.outcomes:
        return f"{kind.name} ({visit.url}): {outcome} ({code}) where {' or '.join(kind.outcomes)} is true"
    if outcome != "captured" and code not in (kind.reasons or (code,)):
        return f"{kind.name} ({visit.url}): {outcome} for {code} where {' or '.join(kind.reasons)} is true"
    return None
