"""Answers made of recorded exchanges, and those for what is not recorded."""

from __future__ import annotations

from snapshotter.model.exchange import Held
from snapshotter.replay.lookup.ranges import Cut
from snapshotter.replay.lookup.recorded import Recorded, Sent
from snapshotter.replay.messages import Fields, How, ReplayAnswer

_NOTHING = Held(b"")
_OF_THE_PART = frozenset((b"content-range", b"content-encoding"))


def as_recorded(how: How, recorded: Recorded) -> ReplayAnswer:
    """The response itself; where there was none, that: ``failed``, unless it is a guess anyway."""
    if recorded.exchange.status is None:
        return ReplayAnswer("failed" if how == "exact" else how, recorded.exchange, 0, (), _NOTHING)
    return ReplayAnswer(
        how,
        recorded.exchange,
        recorded.status,
        recorded.end_to_end,
        recorded.content,
        recorded.reason,
        recorded.declared_length,
    )


def part(cut: Cut) -> ReplayAnswer:
    """206 with the range."""
    where = b"bytes %d-%d/%d" % (cut.start, cut.stop - 1, cut.total)
    return _cut(206, cut, ((b"Content-Range", where),), b"Partial Content")


def whole(cut: Cut) -> ReplayAnswer:
    """200 with all of it."""
    return _cut(200, cut, (), b"OK")


def outside(recorded: Recorded, total: int) -> ReplayAnswer:
    """416: no such range (RFC 9110, section 15.5.17)."""
    fields = (*_without(recorded, _OF_THE_PART), (b"Content-Range", b"bytes */%d" % total))
    return ReplayAnswer("range", recorded.exchange, 416, fields, _NOTHING, b"Range Not Satisfiable", 0)


def led_to(url: str, recorded: Recorded, asked: Sent) -> ReplayAnswer:
    """A 307 to where it is recorded, open to other origins as Chromium's own for HSTS is."""
    fields = ((b"Location", url.encode()), (b"Cache-Control", b"no-store"), *_open_to(asked))
    return ReplayAnswer("other-scheme", recorded.exchange, 307, fields, _NOTHING, b"Internal Redirect", 0)


def preflight(asked: Sent) -> ReplayAnswer:
    """Allows what it asks (Fetch Standard, section 3.3)."""
    wanted = asked.by_name
    fields = (
        *_open_to(asked),
        (b"Access-Control-Allow-Methods", wanted.get(b"access-control-request-method", b"GET")),
        (b"Access-Control-Allow-Headers", wanted.get(b"access-control-request-headers", b"")),
        (b"Access-Control-Max-Age", b"0"),
    )
    return ReplayAnswer(
        "preflight", None, 204, tuple(each for each in fields if each[1]), _NOTHING, b"No Content"
    )


def unreachable() -> ReplayAnswer:
    """No connection could be made at capture either."""
    return ReplayAnswer("failed", None, 0, (), _NOTHING)


def missed(asked: Sent) -> ReplayAnswer:
    """404, readable by the scripts of the page that asked: they handle it as they do a page that is gone."""
    fields = ((b"X-Replay-Miss", b"1"), (b"Cache-Control", b"no-store"), *_open_to(asked))
    return ReplayAnswer("missed", None, 404, fields, _NOTHING, b"Not Found", 0)


def _open_to(asked: Sent) -> Fields:
    origin = asked.by_name.get(b"origin")
    if not origin:
        return ()
    return ((b"Access-Control-Allow-Origin", origin), (b"Access-Control-Allow-Credentials", b"true"))


def _cut(status: int, cut: Cut, more: Fields, reason: bytes) -> ReplayAnswer:
    dropped = _OF_THE_PART if status == 206 else frozenset((b"content-range",))
    fields = (*_without(cut.source, dropped), *more)
    size = cut.stop - cut.start
    return ReplayAnswer("range", cut.source.exchange, status, fields, cut.content, reason, size)


def _without(recorded: Recorded, names: frozenset[bytes]) -> Fields:
    return tuple(each for each in recorded.end_to_end if each[0].lower() not in names)
