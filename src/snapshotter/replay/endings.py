"""How a replayed body ends: as it did at capture, so that the page does then what it did there."""

from __future__ import annotations

from typing import Literal

from snapshotter.model.replay import RecordedExchange
from snapshotter.replay.messages import ReplayAnswer, ReplayRequest

Ending = Literal["end", "break", "hold", "silence"]
"""``end``: it is whole.  ``break``: the connection broke off in the middle of it.  ``hold``: the page left
while it still came; who ended it would have the page ask again.  ``silence``: an event stream that has been
told to its end before, and whose reader came back for more than is recorded."""

_EVENTS = b"text/event-stream"
_AWAITED = (b"document", b"iframe", b"frame", b"script", b"style")
"""No page has enough of these halfway: the cut is of another kind, and whoever waited would wait for ever."""


class Endings:
    """Of the answers of one replay; remembers which event streams have been told."""

    def __init__(self) -> None:
        self._heard: set[str] = set()

    def restart(self) -> None:
        """Forget what was told: the page is loaded anew."""
        self._heard.clear()

    def of(self, request: ReplayRequest, answer: ReplayAnswer) -> Ending:
        """How the answer to a request ends.  A document at the top of a window is a page loaded anew."""
        exchange = answer.exchange
        if exchange is None or answer.how == "range":
            return "end"
        fields = dict(request.fields)
        if fields.get(b"sec-fetch-dest") == b"document":
            self.restart()
        if _was_left(exchange, fields):
            return "hold"
        if fields.get(b"accept", b"").startswith(_EVENTS) and answer.status == 200:
            if exchange.id in self._heard:
                return "silence"
            self._heard.add(exchange.id)
        return "end" if exchange.truncated is None else "break"


def _was_left(exchange: RecordedExchange, fields: dict[bytes, bytes]) -> bool:
    """Whether it still came when the capture ended (``time``), or when the page had enough of it."""
    if exchange.truncated == "unspecified":
        return fields.get(b"sec-fetch-dest") not in _AWAITED
    return exchange.truncated == "time"
