"""The recorded request whose body is most like the one that is asked with now."""

from __future__ import annotations

import re
from collections.abc import Sequence

from snapshotter.replay.lookup.recorded import Recorded, Sent

_COMPARED_BYTES = 4096
_MAX_COMPARED = 200
_DRAWN = re.compile(r"0?\.\d{6,}|\b1\d{9}(?:\d{3})?\b|[0-9a-fA-F]{16,}|[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}")
"""New with every visit: random numbers, times, hashes.  Compared, they would outweigh what is asked."""


def nearest(asked: Sent, group: Sequence[Recorded]) -> Sequence[Recorded]:
    """Those that are most like it; more than one when they are equally so.

    A GraphQL request is answered by a recording of the same operation or not at all: another one's
    answer is of another shape.
    """
    operation = asked.operation
    if operation is not None:
        group = [each for each in group if each.sent.operation == operation]
    if len(group) < 2:
        return group
    wanted = _shown(asked)
    likeness = [_likeness(wanted, _shown(each.sent)) for each in group[:_MAX_COMPARED]]
    best = max(likeness)
    return [each for each, found in zip(group, likeness, strict=False) if found == best]


def _shown(sent: Sent) -> str:
    return _DRAWN.sub("\0", (sent.canonical or sent.body)[:_COMPARED_BYTES].decode("latin-1"))


def _likeness(one: str, other: str) -> float:
    from rapidfuzz.fuzz import ratio

    return ratio(one, other)
