"""Which page each part was loaded for, and what pages share.

In this order: the page that the tool itself names; the page, or its part, that the request named as its
referrer; the page that refers to the address; the last page before it in time.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from snapshotter import urls
from snapshotter.imports import artefacts
from snapshotter.imports.pages import PagePlan, target_of
from snapshotter.imports.seen import Event, Seen, Survey
from snapshotter.imports.survey import address
from snapshotter.urls import Url
from snapshotter.warc.drafts import CERTIFICATE_CHAIN, PAGE_INFO

_MAX_BORROWED = 5000
_MAX_STEPS = 50
_MOST_AROUND = 50
"""Answers from one address before and after an event, however many a file has."""


def attribute(survey: Survey, plans: Sequence[PagePlan]) -> None:
    """Give every event of the file to a page, and every page what it refers to."""
    if not plans:
        return
    attribution = _Attribution(survey.events, plans)
    taken = {event.number for plan in plans for event in (*plan.hops, plan.main)}
    for event in survey.events:
        if event.number not in taken:
            attribution.page_of(event).parts.append(event)
    for plan in plans:
        _borrow(plan, attribution.by_url)
    _give_made(survey, plans)


class _Attribution:
    def __init__(self, events: Sequence[Event], plans: Sequence[PagePlan]) -> None:
        self._plans = sorted(plans, key=lambda plan: (plan.at, plan.main.number))
        self._times = [plan.at for plan in self._plans]
        self._by_page_id: dict[str, list[PagePlan]] = defaultdict(list)
        self._by_page_url: dict[Url, list[PagePlan]] = defaultdict(list)
        self._by_origin: dict[str, list[PagePlan]] = defaultdict(list)
        self._by_reference: dict[Url, list[PagePlan]] = defaultdict(list)
        self.by_url: dict[Url, list[Event]] = defaultdict(list)
        for event in events:
            if event.response is not None:
                self.by_url[event.url].append(event)
        for plan in self._plans:
            self._note(plan)

    def page_of(self, event: Event) -> PagePlan:
        """The page that an event is a part of."""
        if event.page_id and (named := self._by_page_id.get(event.page_id)):
            return _nearest(named, event.at)
        found = self._by_referer(event)
        if found is not None:
            return found
        if referring := self._by_reference.get(event.url):
            return _nearest(referring, event.at)
        if event.referer and (local := self._by_origin.get(_origin(event.referer))):
            return _nearest(local, event.at)
        place = bisect_right(self._times, event.at)
        return self._plans[max(place - 1, 0)]

    def _note(self, plan: PagePlan) -> None:
        ids = {plan.main.page_id, plan.listed.id if plan.listed else ""}
        for id in ids - {""}:
            self._by_page_id[id].append(plan)
        for url in {plan.main.url, plan.url}:
            self._by_page_url[url].append(plan)
        self._by_origin[_origin(plan.main.url)].append(plan)
        if plan.main.response is not None:
            for url in dict.fromkeys(plan.main.response.references):
                self._by_reference[url].append(plan)

    def _by_referer(self, event: Event) -> PagePlan | None:
        """Along the referrers: a page's, a style sheet's, a frame's.

        A bare origin as referrer says no more than that (Referrer Policy, ``strict-origin``).
        """
        here = event
        for _ in range(_MAX_STEPS):
            if not here.referer:
                return None
            referer = address(here.referer)
            pages = self._by_page_url.get(referer)
            if pages and (_is_same_origin(here.url, referer) or not _is_bare(referer)):
                return _nearest(pages, event.at)
            earlier = [each for each in _around(self.by_url.get(referer, ()), event) if each is not here]
            if not earlier:
                return None
            here = min(earlier, key=lambda each: abs(each.at - event.at))
        return None


def _nearest(plans: Sequence[PagePlan], at: datetime) -> PagePlan:
    """The last one before, else the first one after; ``plans`` are in the order of time."""
    return plans[max(bisect_right(plans, at, key=lambda plan: plan.at) - 1, 0)]


def _around(same: Sequence[Event], event: Event) -> Sequence[Event]:
    """Of the answers from one address, which are in the file's order, those on both sides of an event."""
    at = bisect_right(same, event.number, key=lambda each: each.number)
    return same[max(at - _MOST_AROUND, 0) : at + _MOST_AROUND]


def _borrow(plan: PagePlan, by_url: dict[Url, list[Event]]) -> None:
    """Add what the page refers to, and what that refers to, where it was recorded with another page."""
    own = {event.number for event in plan.events()}
    have = {event.url for event in plan.events()}
    waiting = deque(_wanted(plan))
    for event in plan.parts:
        waiting.extend(_references(event, plan.main))
    seen: set[Url] = set()
    while waiting and len(plan.borrowed) < _MAX_BORROWED:
        url = waiting.popleft()
        if url in seen:
            continue
        seen.add(url)
        if url in have:
            continue
        best = _best(by_url.get(url, ()), plan.main.at)
        if best is None or best.number in own:
            continue
        plan.borrowed.append(best)
        own.add(best.number)
        waiting.extend(_references(best, plan.main))
        target = target_of(best)
        if target is not None:
            waiting.append(target)


def _wanted(plan: PagePlan) -> Iterator[Url]:
    if plan.main.response is not None:
        yield from plan.main.response.references


def _references(event: Event, main: Event) -> Iterable[Url]:
    """What a part needs in turn: a style sheet, a framed document."""
    response = event.response
    if response is None or not response.references:
        return ()
    framed = main.response is not None and event.url in main.response.frames
    return response.references if framed or not response.bare_media_type.endswith("html") else ()


def _best(events: Sequence[Event], at: datetime) -> Event | None:
    """The answer to a GET that is nearest in time; a good one rather than another."""
    asked = [event for event in events if event.method == "GET" and event.status != 304]
    good = [event for event in asked if event.status is None or event.status < 400]
    return min(good or asked, key=lambda event: abs(event.at - at), default=None)


def _give_made(survey: Survey, plans: Sequence[PagePlan]) -> None:
    """Pictures and texts to the page that they were made of; lists of requests to nobody: they were read."""
    by_url: dict[Url, list[PagePlan]] = defaultdict(list)
    for plan in sorted(plans, key=lambda plan: plan.at):
        for url in {plan.url, plan.main.url}:
            by_url[url].append(plan)
    for seen in survey.others:
        made = artefacts.known(seen)
        pages = by_url.get(address(made.page), []) if made is not None else []
        if made is not None and pages:
            _give(made, seen, _nearest(pages, seen.at))
        elif not seen.url.startswith((PAGE_INFO, CERTIFICATE_CHAIN)):
            survey.leave_out(f"{made.name} of no page" if made is not None else seen.kind)


def _give(made: artefacts.Made, seen: Seen, plan: PagePlan) -> None:
    """A second one of a name takes the first one's place: tools make the final one last."""
    plan.made = [each for each in plan.made if (each[0].name, each[0].label) != (made.name, made.label)]
    plan.made.append((made, seen))


def _origin(url: str) -> str:
    known = address(url)
    return urls.origin(known) if known.startswith(("http:", "https:")) else ""


def _is_same_origin(one: Url, other: Url) -> bool:
    return _origin(one) == _origin(other)


def _is_bare(url: Url) -> bool:
    return url == _origin(url) + "/"
