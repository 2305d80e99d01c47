"""What ``snapshotter replay POST or URL`` names: a page of the reading room."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath

from snapshotter.errors import UrlError, UsageError
from snapshotter.urls import Url, without_fragment
from snapshotter.viewer.holdings import Holdings
from snapshotter.viewer.memento import original
from snapshotter.viewer.records import RecordIndex
from snapshotter.viewer.shelves import Shelves

_ID = re.compile(r"[0-9a-fA-F]{4,8}(-[0-9a-fA-F-]{0,28})?")
_KEPT = ("captured", "partial", "failed")


@dataclass(frozen=True, slots=True)
class Asked:
    """Where to begin."""

    path: str
    """Of the reading room, with a slash at its start."""
    snapshot_id: str | None
    """The snapshot that is meant, or the newest of the address; None for a post, or the whole archive."""


@dataclass(frozen=True, slots=True)
class Finder:
    """Understands what a person names on the command line."""

    shelves: Shelves
    index: RecordIndex
    holdings: Holdings

    def find(self, name: str | None) -> Asked:
        """The page for a post (slug, path or address), a citation, a snapshot, or an archived address.

        Raises :class:`UsageError` (``replay.not-archived``) that names what is most like it.
        """
        if not name:
            return Asked("/", None)
        finders: tuple[Callable[[str], Asked | None], ...] = (self._post, self._id, self._address)
        found = next((asked for each in finders if (asked := each(name)) is not None), None)
        if found is None:
            raise UsageError(
                f"nothing in this archive is called {name!r}",
                code="replay.not-archived",
                hint=self._near(name),
            )
        return found

    def _post(self, name: str) -> Asked | None:
        plain = name.rstrip("/")
        as_path = PurePath(name)
        for post in self.shelves.posts():
            named = {post.slug, post.source.rstrip("/"), (post.uri or post.source).rstrip("/")}
            is_file = as_path.suffix and PurePath(post.source).name == as_path.name and "://" not in name
            if plain in named or is_file or (as_path.suffix == ".json" and as_path.stem == post.slug):
                return Asked(f"/posts/{post.slug}", None)
        return None

    def _id(self, name: str) -> Asked | None:
        if name.startswith("c-"):
            for post in self.shelves.posts():
                for card in post.citations:
                    if card.id == name:
                        kept = [each.id for each in card.snapshots if each.outcome in _KEPT]
                        return Asked(f"/citations/{name}", kept[-1] if kept else None)
        if not _ID.fullmatch(name):
            return None
        if self.holdings.stored(name) is not None:
            return Asked(f"/snapshots/{name}", name)
        like = self.shelves.snapshots_like(name.lower())
        return Asked(f"/snapshots/{like[0]}", like[0]) if len(like) == 1 else None

    def _address(self, name: str) -> Asked | None:
        url = _url(name)
        if url is None:
            return None
        kept = [brief for brief in self.holdings.timeline(url) if brief.outcome in _KEPT]
        if kept:
            good = [brief for brief in kept if brief.outcome != "failed"]
            newest = (good or kept)[-1].id
            return Asked(f"/snapshots/{newest}", newest)
        return self._recorded(url)

    def _recorded(self, url: Url) -> Asked | None:
        """An address that a page only loaded."""
        answers = self.index.answers(url)
        if not answers:
            return None
        _, stored = self.holdings.page_of(answers[-1])
        return Asked(f"/web/{answers[-1].digits}/{answers[-1].url}", stored.id if stored else None)

    def _near(self, name: str) -> str:
        url = _url(name) if "." in name else None
        near = [
            *(self.index.near(url, 3) if url else ()),
            *(post.slug for post in self.shelves.near(name, 3)),
        ]
        return f"Did you mean {' or '.join(near[:3])}?" if near else "Run: snapshotter list"


def _url(name: str) -> Url | None:
    try:
        return without_fragment(original(name))
    except UrlError:
        return None
