"""Two visits to one archived page, and which of them is told."""

from __future__ import annotations

from dataclasses import dataclass

from snapshotter.capture.view import PageView
from snapshotter.model.proof import Grade
from snapshotter.replay.proof.captured import Captured
from snapshotter.replay.proof.grading import Evidence, grade_of, tally
from snapshotter.replay.proof.likeness import Seen, likeness
from snapshotter.replay.proof.witness import Witness

_ERROR_PAGE = "chrome-error:"


@dataclass(frozen=True, slots=True)
class Passed:
    """One visit, and what it is worth."""

    evidence: Evidence
    grade: Grade
    message: str


def judged(captured: Captured, view: PageView, witness: Witness, *, fixed: bool) -> Passed:
    """Count, compare and grade.  Blocking: pictures are decoded."""
    seen = _seen(view)
    like = likeness(captured.seen, seen)
    blank = captured.seen.is_something and _is_blank(view, seen) and like.text_ratio != 1.0
    evidence = Evidence(tally(witness.asked, captured.is_known), like, blank, fixed)
    return Passed(evidence, *grade_of(evidence))


def better(first: Passed, second: Passed) -> Passed:
    """The pass that is told: the second, with fixed clock and chance, only where that helps.

    It helps as well where as much is missed, but other things: what is asked for by chance can be fetched
    and found only where chance is the same again.
    """
    if first.evidence.blank != second.evidence.blank:
        return first if second.evidence.blank else second
    missed, again = first.evidence.tally.new, second.evidence.tally.new
    if len(again) != len(missed):
        return min(first, second, key=lambda each: len(each.evidence.tally.new))
    return first if set(missed) == set(again) else second


def _seen(view: PageView) -> Seen:
    picture = next((made for made in view.artefacts if made.name == "view"), None)
    data = b"".join(picture.body.chunks()) if picture is not None else None
    return Seen(data, view.text, view.title)


def _is_blank(view: PageView, seen: Seen) -> bool:
    """Nothing came, nothing is to be seen, or the browser says so itself."""
    at_error = view.final_url is not None and view.final_url.startswith(_ERROR_PAGE)
    return at_error or not seen.is_something
