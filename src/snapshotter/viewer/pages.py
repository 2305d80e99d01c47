"""The pages for people: the archive, its posts, and what is known of an address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from snapshotter import words
from snapshotter.errors import UrlError
from snapshotter.urls import Url
from snapshotter.viewer.cards import OUTCOMES, PostCard, citation_card, fold
from snapshotter.viewer.memento import distinct, original
from snapshotter.viewer.room import Room
from snapshotter.viewer.shelves import Query, fits
from snapshotter.viewer.views import citation_view

POSTS_PER_PAGE = 20
CITATIONS_PER_PAGE = 100
SNAPSHOTS_PER_PAGE = 60
MAX_SKIPPED = 500
MAX_ANSWERS = 500
"""Records of one address that are listed; the newest count."""
MAX_QUERY_CHARS = 200

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Paging:
    """Which part of a list is shown, and where the others are."""

    number: int
    pages: int
    base: str
    """Path and query, all but the page's number."""

    def at(self, number: int) -> str:
        mark = "&" if "?" in self.base else "?"
        return self.base if number == 1 else f"{self.base}{mark}page={number}"


class Pages:
    """Handlers; blocking, so they run in threads."""

    def __init__(self, room: Room) -> None:
        self._room = room

    def routes(self) -> list[Route]:
        return [
            Route("/", self.home),
            Route("/posts/{slug}", self.post),
            Route("/citations/{id}", self.citation),
            Route("/addresses", self.address),
            Route("/snapshots", self.snapshots),
        ]

    def home(self, request: Request) -> Response:
        """All posts, or those that fit."""
        query = _query(request)
        hits = self._room.shelves.find(query)
        posts = self._room.shelves.posts()
        shown, paging = _paged(hits, request, POSTS_PER_PAGE, _address("/", query))
        return self._room.page(
            "home.html",
            on_home=True,
            hits=shown,
            found=len(hits),
            query=query,
            paging=paging,
            totals=_totals(posts),
            snapshots=len(self._room.index.all_captures()),
            outcomes=[name for name in OUTCOMES if any(post.outcomes.get(name) for post in posts)],
            verdicts=_names(posts),
            unreadable=self._room.shelves.unreadable(),
        )

    def snapshots(self, request: Request) -> Response:
        """Every snapshot, also of pages that no post here cites, newest first."""
        query = _query(request)
        lines = self._room.index.all_captures()
        if needles := query.needles:
            lines = [line for line in lines if _is_like(line.url, needles)]
        shown, paging = _paged(lines, request, SNAPSHOTS_PER_PAGE, _address("/snapshots", query))
        briefs = [brief for line in shown if (brief := self._room.holdings.brief(line)) is not None]
        return self._room.page(
            "snapshots.html", snapshots=briefs, found=len(lines), query=query, paging=paging
        )

    def post(self, request: Request) -> Response:
        """One post: its citations in order, what nobody asked for, and what has no address."""
        slug = request.path_params["slug"]
        card = self._room.shelves.post(slug)
        manifest = self._room.shelves.manifest(slug) if card is not None else None
        if card is None or manifest is None:
            near = self._room.shelves.near(slug)
            return self._room.missing("No such post", f"Nothing here is called “{slug}”.", posts=near)
        query = _query(request)
        entries = [(citation_card(each), each) for each in manifest.entries]
        kept = [(about, each) for about, each in entries if about.outcome != "skipped"]
        left = [each for about, each in entries if about.outcome == "skipped"]
        needles = query.needles
        fitting = [each for about, each in kept if fits(about, query, needles)]
        shown, paging = _paged(fitting, request, CITATIONS_PER_PAGE, _address(f"/posts/{slug}", query))
        return self._room.page(
            "post.html",
            post=card,
            citations=[citation_view(each) for each in shown],
            found=len(fitting),
            total=len(kept),
            skipped=[citation_view(each) for each in left[:MAX_SKIPPED]],
            left=len(left),
            unlinked=manifest.unlinked,
            query=query,
            paging=paging,
            outcomes=[name for name in OUTCOMES if name != "skipped" and card.outcomes.get(name)],
            verdicts=_verdict_options(set(card.verdicts)),
        )

    def citation(self, request: Request) -> Response:
        """A citation by its id: its place in its post."""
        wanted = request.path_params["id"]
        for post in self._room.shelves.posts():
            places = [card for card in post.citations if card.outcome != "skipped"]
            for number, card in enumerate(places):
                if card.id == wanted:
                    page = number // CITATIONS_PER_PAGE + 1
                    query = f"?page={page}" if page > 1 else ""
                    return RedirectResponse(f"/posts/{post.slug}{query}#{card.id}", 302)
        return self._room.missing("No such citation", f"Nothing here is called “{wanted}”.")

    def address(self, request: Request) -> Response:
        """Everything that is here of one address."""
        written = request.query_params.get("url", "")[:8_000]
        try:
            url = original(written)
        except UrlError:
            return self._room.missing("Not an address", f"“{written}” is no http or https address.")
        return self.of_address(url)

    def of_address(self, url: Url) -> Response:
        """The page of an address, whichever way it was asked for."""
        snapshots = self._room.holdings.timeline(url)
        answers = distinct(self._room.index.answers(url))
        if not snapshots and not answers:
            return not_archived(self._room, url)
        return self._room.page(
            "address.html",
            url=url,
            snapshots=snapshots,
            answers=answers[-MAX_ANSWERS:],
            total=len(answers),
            places=self._room.holdings.places(url),
        )


def not_archived(room: Room, url: Url) -> Response:
    """404 for an address, with its neighbours."""
    return room.missing(
        "Not in this archive", f"Nothing was recorded of {url}.", addresses=room.index.near(url)
    )


def _is_like(url: Url, needles: Sequence[str]) -> bool:
    folded = fold(url)
    return all(needle in folded for needle in needles)


def _query(request: Request) -> Query:
    asked = request.query_params
    return Query(
        words=asked.get("q", "")[:MAX_QUERY_CHARS],
        outcome=asked.get("outcome", "") if asked.get("outcome", "") in OUTCOMES else "",
        verdict=asked.get("verdict", "")[:40],
    )


def _address(path: str, query: Query) -> str:
    given = {"q": query.words, "outcome": query.outcome, "verdict": query.verdict}
    written = urlencode({name: value for name, value in given.items() if value})
    return f"{path}?{written}" if written else path


def _paged(items: Sequence[Item], request: Request, size: int, base: str) -> tuple[Sequence[Item], Paging]:
    pages = max(1, -(-len(items) // size))
    asked = request.query_params.get("page", "1")
    number = min(max(1, int(asked)), pages) if asked.isascii() and asked.isdigit() and len(asked) < 8 else 1
    return items[(number - 1) * size : number * size], Paging(number, pages, base)


@dataclass(frozen=True, slots=True)
class _Totals:
    posts: int
    citations: int
    captured: int
    exact: int


def _totals(posts: Sequence[PostCard]) -> _Totals:
    return _Totals(
        posts=len(posts),
        citations=sum(post.asked_for for post in posts),
        captured=sum(post.outcomes.get("captured", 0) for post in posts),
        exact=sum(post.grades.get("sealed", 0) for post in posts),
    )


def _names(posts: Sequence[PostCard]) -> list[tuple[str, str]]:
    return _verdict_options({name for post in posts for name in post.verdicts})


def _verdict_options(names: set[str]) -> list[tuple[str, str]]:
    return sorted(((name, words.verdict(name)) for name in names), key=lambda option: option[1])
