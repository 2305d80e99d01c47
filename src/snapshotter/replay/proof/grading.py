"""What a sealed replay is worth: a pure function of what was asked for and of what was seen.

The first rule that has something to say decides:

===================================================================  ===========
the replay shows nothing where the capture showed something          blank
a request of the page has no answer, and the capture did not say so  leaky
the page could read an answer that was recorded for another body     approximate
answers were approximated, and picture, text or title differ at all  approximate
answers were approximated, and there is nothing to compare with      approximate
nothing was approximated, and picture, text or title differ visibly  approximate
clock and chance had to be fixed                                     approximate
none of these                                                        sealed
===================================================================  ===========

*Differ visibly* leaves room for a caret and the seconds of a clock.  What goes beyond (carousels, films,
a text of chance) is no fault of the archive, but it is not the same either: it is ``approximate``, and the
message says that every request was answered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from snapshotter import timestamps
from snapshotter.model.proof import Grade, Proof, ReplayMiss
from snapshotter.replay.messages import APPROXIMATE, EXACT, How
from snapshotter.replay.proof.likeness import Likeness
from snapshotter.urls import Url

SAME_PIXELS = 0.001
"""Part of a window: of one with 1280 by 900 pixels some thousand, a caret or the digits of a clock."""
SAME_TEXT = 0.99
LISTED = 50
"""So many misses and approximations are told one by one."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request of the replayed page, and how it was answered."""

    method: str
    url: Url
    destination: str | None
    """``Sec-Fetch-Dest``."""
    how: How
    readable: bool = True
    """Whether the page may have read the answer: there was a body, and the request was none whose answer
    is opaque to its sender (a beacon)."""


@dataclass(frozen=True, slots=True)
class Tally:
    """All requests of a replay."""

    requests: int = 0
    exact: int = 0
    ranged: int = 0
    approximated: int = 0
    new: tuple[ReplayMiss, ...] = ()
    """Misses that the capture does not know of itself, in the order in which they were asked for."""
    known: tuple[ReplayMiss, ...] = ()
    approximations: tuple[str, ...] = ()
    """``how METHOD URL``."""
    guesses: tuple[Url, ...] = ()
    """Where the page could read an answer to another body than it sent."""


def proof_of(grade: Grade, message: str, counted: Tally) -> Proof:
    """What the requests of a replay came to."""
    return Proof(
        grade=grade,
        proved_at=timestamps.now(),
        requests=counted.requests,
        exact=counted.exact,
        ranged=counted.ranged,
        approximated=counted.approximated,
        missed=len(counted.new),
        misses=(*counted.new, *counted.known)[:LISTED],
        approximations=counted.approximations[:LISTED],
        message=message,
    )


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that a grade rests on."""

    tally: Tally
    likeness: Likeness
    blank: bool = False
    fixed_clock: bool = False


Rule = Callable[[Evidence], tuple[Grade, str] | None]


def tally(asked: Iterable[Asked], is_known: Callable[[Asked], bool]) -> Tally:
    """Count; ``is_known`` says of a miss whether the capture itself tells that it is missing."""
    requests = exact = ranged = 0
    new: list[ReplayMiss] = []
    known: list[ReplayMiss] = []
    approximations: list[str] = []
    guesses: list[Url] = []
    for each in asked:
        requests += 1
        exact += each.how in EXACT
        ranged += each.how == "range"
        if each.how in APPROXIMATE:
            approximations.append(f"{each.how} {each.method} {each.url}")
        if each.how == "nearest-body" and each.readable:
            guesses.append(each.url)
        if each.how == "missed":
            its_own = is_known(each)
            miss = ReplayMiss(each.method, each.url, each.destination, known=its_own)
            (known if its_own else new).append(miss)
    counts = (requests, exact, ranged, len(approximations))
    return Tally(*counts, tuple(new), tuple(known), tuple(approximations), tuple(guesses))


def grade_of(evidence: Evidence) -> tuple[Grade, str]:
    """The grade, and why it is that one, in a sentence."""
    found = (judged for rule in _RULES if (judged := rule(evidence)) is not None)
    looks = "it looks the same"
    if evidence.likeness == Likeness():
        looks = "there is no picture or text of it to compare with"
    return next(found, ("sealed", f"everything that the page asked for is in the archive, and {looks}"))


def _blank(evidence: Evidence) -> tuple[Grade, str] | None:
    if not evidence.blank:
        return None
    missed = f"; {_missed(evidence.tally)}" if evidence.tally.new else ""
    return "blank", f"the replay shows nothing where the capture showed something{missed}"


def _leaky(evidence: Evidence) -> tuple[Grade, str] | None:
    return ("leaky", _missed(evidence.tally)) if evidence.tally.new else None


def _guessed(evidence: Evidence) -> tuple[Grade, str] | None:
    guesses = evidence.tally.guesses
    return ("approximate", f"the answer to another body was given to {guesses[0]}") if guesses else None


def _changed_by_approximation(evidence: Evidence) -> tuple[Grade, str] | None:
    if not evidence.tally.approximated:
        return None
    difference = _difference(evidence.likeness, pixels=SAME_PIXELS, text=1.0)
    if not difference and evidence.likeness == Likeness():
        difference = "there is nothing of the capture to compare with"
    told = evidence.tally.approximations[0]
    return ("approximate", f"{difference}; an answer was approximated: {told}") if difference else None


def _differs(evidence: Evidence) -> tuple[Grade, str] | None:
    difference = _difference(evidence.likeness, pixels=SAME_PIXELS, text=SAME_TEXT)
    answered = "every request was answered as recorded"
    return ("approximate", f"{difference}, though {answered}") if difference else None


def _fixed(evidence: Evidence) -> tuple[Grade, str] | None:
    words = "nothing is missing once clock and chance are those of the capture"
    return ("approximate", words) if evidence.fixed_clock else None


_RULES: tuple[Rule, ...] = (_blank, _leaky, _guessed, _changed_by_approximation, _differs, _fixed)


def _missed(counted: Tally) -> str:
    first, more = counted.new[0], len(counted.new) - 1
    others = f", and {more} more" if more else ""
    return f"the archive has no answer to {first.method} {first.url}{others}"


def _difference(like: Likeness, *, pixels: float, text: float) -> str:
    """What is not the same, in words; empty when all is."""
    found = []
    if like.pixel_diff is not None and like.pixel_diff > pixels:
        found.append(f"{like.pixel_diff:.1%} of the window differ")
    if like.text_ratio is not None and like.text_ratio < text:
        found.append(
            f"{1 - like.text_ratio:.1%} of the text differ"
            if like.text_ratio < 0.9995
            else "the text differs"
        )
    if like.title_same is False:
        found.append("the title differs")
    return " and ".join(found)
