"""User names and passwords that addresses gave: in memory, for as long as a run, and nowhere else."""

from __future__ import annotations

from snapshotter import urls
from snapshotter.urls import Login, Url


class Logins:
    """By the page's address without fragment.  An address has them no more once it is a :data:`Url`."""

    def __init__(self) -> None:
        self._known: dict[Url, Login] = {}

    def learn(self, page: Url, login: Login | None) -> None:
        """What its address gave for a page; None: nothing."""
        if login is not None:
            self._known[urls.without_fragment(page)] = login

    def of(self, page: Url) -> Login | None:
        """What is known for a page."""
        return self._known.get(urls.without_fragment(page))

    def __repr__(self) -> str:
        return f"Logins({len(self._known)})"
