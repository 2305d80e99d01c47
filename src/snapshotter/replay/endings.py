"""How a replayed body ends: as it did at capture, so that the page does then what it did there."""

from __future__ import annotations

from typing import Literal

from snapshotter.replay.messages import ReplayAnswer, ReplayRequest

Ending = Literal["end", "break", "hold", "silence"]
"""``end``: it is whole.  ``break``: the connection broke off in the middle of it.  ``hold``: the page left
while it still came; who ended it would have the page ask again.  ``silence``: an event stream that has been
told to its end before, and whose reader came back for more than is recorded."""

_EVENTS = b"text/event-stream"
_LEFT_BY_THE_PAGE = ("time", "unspecified")
"""It still came when the capture ended, or when the page had enough of it."""


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
        if exchange.truncated in _LEFT_BY_THE_PAGE:
            return "hold"
        if fields.get(b"accept", b"").startswith(_EVENTS) and answer.status == 200:
            if exchange.id in self._heard:
                return "silence"
            self._heard.add(exchange.id)
        return "end" if exchange.truncated is None else "break"
