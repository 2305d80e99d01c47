"""Which of several recordings of one request answers it now."""

from __future__ import annotations

from collections.abc import Sequence

from snapshotter.replay.lookup.recorded import Recorded, Sent

_TELL_APART = frozenset(
    (b"accept", b"origin", b"sec-fetch-mode", b"sec-fetch-dest", b"x-requested-with", b"last-event-id")
)
_DIFFER_ANYWAY = frozenset((b"accept-encoding", b"user-agent", b"cookie", b"*", b""))
"""Named in ``Vary``, and no sign of another request in a replay."""

_ASKS_FOR_LOGIN = (401, 407)
"""Asked again with a login, the origin gave another answer.  In a replay nobody has it, nor needs it."""


def choose(asked: Sent, same: Sequence[Recorded], *, giving: bool = True) -> Recorded | None:
    """The next of them in recorded order; when all were given, the last of them, for ever after.

    Only those count that suit best: "not changed" answers only who asked under that condition; an
    answer goes before none, a whole one before one cut short, and one that was given to a request with
    the same ``Accept``, ``Origin``, ``Sec-Fetch-*`` and fields named in ``Vary`` before others.  Without
    ``giving`` it does not count as given.
    """
    suited = _suited(asked, same)
    if not suited:
        return None
    chosen = next((each for each in suited if not each.was_given), suited[-1])
    chosen.was_given |= giving
    return chosen


def _suited(asked: Sent, same: Sequence[Recorded]) -> Sequence[Recorded]:
    if len(same) == 1 and not same[0].says_unchanged:
        return same
    left = _under_condition(asked, same)
    left = [each for each in left if each.exchange.status is not None] or left
    left = [each for each in left if each.exchange.status not in _ASKS_FOR_LOGIN] or left
    left = [each for each in left if not each.is_cut or each.is_stream] or left
    return _most_alike(asked, left) if len(left) > 1 else left


def _under_condition(asked: Sent, same: Sequence[Recorded]) -> Sequence[Recorded]:
    changed = [each for each in same if not each.says_unchanged]
    if not asked.conditions:
        return changed
    agreeing = [each for each in same if each.sent.conditions == asked.conditions]
    return agreeing or changed or same


def _most_alike(asked: Sent, left: Sequence[Recorded]) -> Sequence[Recorded]:
    names = _TELL_APART.union(*map(_vary, left)) - _DIFFER_ANYWAY
    alike = [sum(each.sent.by_name.get(name) == asked.by_name.get(name) for name in names) for each in left]
    best = max(alike)
    return [each for each, count in zip(left, alike, strict=True) if count == best]


def _vary(recorded: Recorded) -> set[bytes]:
    return {name.strip().lower() for name in recorded.field(b"vary").split(b",")[:20]}
