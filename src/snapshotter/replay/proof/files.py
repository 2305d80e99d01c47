"""The proof of a file that never was a page: every step of the way to it, and all of its bytes."""

from __future__ import annotations

from snapshotter import urls
from snapshotter.capture.main_exchange import redirect_target
from snapshotter.errors import ArchiveError, UrlError
from snapshotter.model.exchange import Bytes
from snapshotter.model.proof import Grade, Proof
from snapshotter.replay.lookup import SnapshotLookup
from snapshotter.replay.messages import ReplayAnswer, ReplayRequest
from snapshotter.replay.proof.captured import Captured
from snapshotter.replay.proof.grading import proof_of, tally
from snapshotter.replay.proof.witness import Witness
from snapshotter.urls import Url

_MOST_STEPS = 50
_REDIRECTS = (301, 302, 303, 307, 308)


def prove_file(captured: Captured) -> Proof:
    """Follow the redirects through the look-up to the file, and read it whole.

    Reading holds the bytes against the record's length and digest.  Blocking.
    """
    witness = Witness(SnapshotLookup(captured.material))
    grade, message = _walked(witness, captured)
    return proof_of(grade, message, tally(witness.asked, lambda _: False))


def _walked(witness: Witness, captured: Captured) -> tuple[Grade, str]:
    """Go to the file and read it; how that ended."""
    here, before = urls.without_fragment(captured.stored.url), ""
    for _ in range(_MOST_STEPS):
        answer = witness.find(ReplayRequest("GET", here))
        recorded = answer.exchange.id if answer.exchange is not None else ""
        if answer.how == "missed":
            return "leaky", f"the archive has no answer to GET {here}"
        if recorded == captured.main_id:
            return _read(answer.body)
        following = _target(answer, here)
        if following is None and recorded == before:
            return "approximate", f"another recording of {here} is what the archive answers with"
        here, before = following or here, recorded
    return "leaky", f"{here} is not what leads to the file"


def _read(body: Bytes) -> tuple[Grade, str]:
    try:
        for _piece in body.chunks():
            pass
    except ArchiveError as error:
        return "leaky", error.message
    return "sealed", "the file is in the archive, whole, and so is the way to it"


def _target(answer: ReplayAnswer, here: Url) -> Url | None:
    location = next((value for name, value in answer.fields if name.lower() == b"location"), None)
    if answer.status not in _REDIRECTS or location is None:
        return None
    try:
        return urls.without_fragment(redirect_target(location.decode("latin-1"), here))
    except UrlError:
        return None
