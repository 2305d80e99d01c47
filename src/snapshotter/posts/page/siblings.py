"""What stands on every page of a site belongs to the site and not to a post.

With one page at hand a link in a template looks like any other; with several, the same address on
most of them gives it away.  Pages of one site are held back until a few have been seen.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import exp, log

from snapshotter import urls
from snapshotter.model.citation import Citation, Region, Signal
from snapshotter.model.post import CitedPost, SourceFailed
from snapshotter.posts.address.skips import site
from snapshotter.urls import PageKey

HELD = 4
"""So many posts wait for those behind them: a page is judged beside four later ones at least."""
_LEAST = 2
_SHARE = 0.5
"""An address on more than this share of a site's other pages is the site's own."""
_WEIGHT_OF_ONE, _WEIGHT_OF_MANY = 1.5, 4.0
_VOTED = frozenset(("body", "nav", "aside", "footer", "share"))

Found = CitedPost | SourceFailed
_Site = tuple[str, int | None]


@dataclass(slots=True)
class _Seen:
    pages: set[PageKey] = field(default_factory=set)
    """A page that comes twice, as in an archive, is no sibling of itself."""
    addresses: Counter[PageKey] = field(default_factory=Counter)


class SiblingPages:
    """:class:`snapshotter.ports.Siblings` for pages whose regions were voted on."""

    def __init__(self) -> None:
        self._held: deque[Found] = deque()
        self._sites: dict[_Site, _Seen] = {}
        self._first = True

    def push(self, found: Found) -> Sequence[Found]:
        """Nothing is held back for a source of one post, nor for posts without a page around them."""
        voted = isinstance(found, CitedPost) and _is_voted(found)
        if isinstance(found, CitedPost) and voted:
            self._note(found)
        if not voted and not self._held:
            return (found,)
        self._held.append(found)
        return (self._ready(self._held.popleft()),) if len(self._held) > HELD else ()

    def flush(self) -> Sequence[Found]:
        ready = [self._ready(found) for found in self._held]
        self._held.clear()
        return ready

    def _note(self, cited: CitedPost) -> None:
        if cited.post.uri is None:
            return
        seen = self._sites.setdefault(site(cited.post.uri), _Seen())
        page = urls.page_key(cited.post.uri)
        if page in seen.pages:
            return
        seen.pages.add(page)
        seen.addresses.update({c.page_key for c in cited.citations if c.page_key is not None})

    def _ready(self, found: Found) -> Found:
        if isinstance(found, SourceFailed) or found.post.uri is None or not _is_voted(found):
            return found
        seen = self._sites.get(site(found.post.uri))
        if seen is None or len(seen.pages) < _LEAST:
            return found
        return replace(found, citations=tuple(_weighed(each, seen) for each in found.citations))


def _is_voted(cited: CitedPost) -> bool:
    return any(citation.signals and citation.region in _VOTED for citation in cited.citations)


def _weighed(citation: Citation, seen: _Seen) -> Citation:
    """With the vote of the sibling pages; what no vote decided stays as it is."""
    others = len(seen.pages) - 1
    elsewhere = seen.addresses[citation.page_key] - 1 if citation.page_key is not None else 0
    if elsewhere <= others * _SHARE or not citation.signals or citation.region not in _VOTED:
        return citation
    weight = min(_WEIGHT_OF_MANY, _WEIGHT_OF_ONE * elsewhere)
    signal = Signal("siblings:repeated", _region_of(citation), round(weight, 2))
    sure = min(max(citation.region_confidence, 0.001), 0.999)
    body = log(sure / (1 - sure)) * (1 if citation.region == "body" else -1) - weight
    probability = 1 / (1 + exp(-body))
    votes = tuple(sorted((*citation.signals, signal), key=lambda each: -each.weight))
    if probability >= 0.5:
        return replace(citation, region_confidence=round(probability, 3), signals=votes)
    return replace(citation, region=signal.region, region_confidence=round(1 - probability, 3), signals=votes)


def _region_of(citation: Citation) -> Region:
    """Which part of the template it is: what the heaviest vote against the body says, else a menu."""
    if citation.region != "body":
        return citation.region
    return next((signal.region for signal in citation.signals if signal.region != "body"), "nav")
