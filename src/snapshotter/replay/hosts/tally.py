"""What was asked of a replayed snapshot and not to be had."""

from __future__ import annotations

from dataclasses import dataclass

LISTED = 200
"""So many addresses are kept; of the rest, their number."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts since the page was last loaded."""

    requests: int = 0
    missed: int = 0
    """Requests that nothing is recorded for."""
    blocked: int = 0
    """Requests to the live web that the browser refused to make."""
    misses: tuple[str, ...] = ()
    """``METHOD URL`` of the first of them, each once."""
    blocked_urls: tuple[str, ...] = ()
    """The first of their addresses, each once; often no more than the origin."""


class Counter:
    """Keeps the :class:`Tally` of one snapshot, in bounded room."""

    def __init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        self._requests = self._missed = self._blocked = 0
        self._misses: dict[str, None] = {}
        self._blocked_urls: dict[str, None] = {}

    def asked(self) -> None:
        self._requests += 1

    def missed(self, method: str, url: str) -> None:
        self._missed += 1
        _listed(self._misses, f"{method} {url}")

    def blocked(self, url: str) -> None:
        self._blocked += 1
        _listed(self._blocked_urls, url)

    @property
    def tally(self) -> Tally:
        return Tally(
            self._requests, self._missed, self._blocked, tuple(self._misses), tuple(self._blocked_urls)
        )


def _listed(seen: dict[str, None], what: str) -> None:
    if len(seen) < LISTED:
        seen[what[:2000]] = None
