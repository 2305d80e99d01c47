"""The messages of a web socket, said again: a pure player of one recorded conversation.

What the origin said before the page's n-th message is said before it, and what came after it once the
page has spoken again.  Time is not kept: nobody waits for what was said minutes later.
"""

from __future__ import annotations

from collections.abc import Sequence

from snapshotter.model.replay import Frame


class Transcript:
    """One conversation.  ``differed`` tells whether the page said something else than it did at capture."""

    def __init__(self, frames: Sequence[Frame]) -> None:
        self._frames = frames
        self._at = 0
        self.differed = False

    def opening(self) -> Sequence[Frame]:
        """What the origin says before the page has spoken."""
        return self._until_page_speaks()

    def heard(self, kind: str, data: bytes) -> Sequence[Frame]:
        """The page has spoken: what the origin says to that."""
        if self._at == len(self._frames):
            self.differed = True
            return ()
        expected = self._frames[self._at]
        self.differed |= (expected.kind, expected.data) != (kind, data)
        self._at += 1
        return self._until_page_speaks()

    def _until_page_speaks(self) -> Sequence[Frame]:
        start = self._at
        while self._at < len(self._frames) and self._frames[self._at].sender == "origin":
            self._at += 1
        return self._frames[start : self._at]
