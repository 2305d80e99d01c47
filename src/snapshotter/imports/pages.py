"""Which of a file's events are pages: those that it lists; else those that were asked for as documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from snapshotter import urls
from snapshotter.errors import UrlError
from snapshotter.imports.artefacts import Made
from snapshotter.imports.seen import Event, Listed, Loss, Preserved, Seen, Survey
from snapshotter.imports.survey import address
from snapshotter.urls import Url
from snapshotter.warc import visits
from snapshotter.warc.drafts import PAGE_INFO

_DOCUMENTS = ("text/html", "application/xhtml+xml", "application/pdf", "multipart/related")
_NAVIGATIONS = ("document", None)
_MAX_HOPS = 20
_ONE_VISIT = timedelta(minutes=5)
"""A redirect that came longer before a page did not lead to this visit of it."""


@dataclass(slots=True, eq=False)
class PagePlan:
    """A page that will be a capture, and what it is made of."""

    main: Event
    hops: list[Event] = field(default_factory=list)
    """The redirects that led to it, in their order."""
    parts: list[Event] = field(default_factory=list)
    borrowed: list[Event] = field(default_factory=list)
    """What it refers to and was recorded with another page."""
    made: list[tuple[Made, Seen]] = field(default_factory=list)
    preserved: list[tuple[Made, Preserved]] = field(default_factory=list)
    """What was made of it and lies in the archive already."""
    chains: dict[str, Seen | Preserved] = field(default_factory=dict)
    """Certificate chains of its connections, by their digest."""
    listed: Listed | None = None
    info: Seen | None = None
    """Of our own captures, the record that closes it."""

    @property
    def url(self) -> Url:
        """What was asked for."""
        return self.hops[0].url if self.hops else self.main.url

    @property
    def at(self) -> datetime:
        return min((self.hops[0] if self.hops else self.main).at, self.main.at)

    def events(self) -> list[Event]:
        """All, in the order in which they were asked for."""
        if self.info is not None:
            return sorted((self.main, *self.parts), key=lambda each: each.number)
        rest = sorted((*self.parts, *self.borrowed), key=lambda each: (each.at, each.number))
        return [*self.hops, self.main, *rest]


def plans_of(survey: Survey, signs: visits.Survey) -> list[PagePlan]:
    """The pages of a file, without their parts yet.  What is listed and not there is a loss of the survey."""
    listed = [*survey.listed, *_page_infos(survey.others)]
    chains = _Chains(survey.events)
    found = _from_lists(survey, listed, chains)
    return found or _from_signs(survey, signs, chains)


def single_plans(survey: Survey, events: Iterable[Event]) -> list[PagePlan]:
    """Each response a page of its own: for files without any page.  Questions without answer are left out."""
    plans = []
    for event in events:
        if event.response is None:
            survey.leave_out("request without an answer")
        elif not event.response.head_bytes and event.response.kind == "response" and not event.media_type:
            survey.leave_out("response without a message")
        else:
            plans.append(PagePlan(event))
    return plans


class _Chains:
    """Redirects, by where they lead."""

    def __init__(self, events: Sequence[Event]) -> None:
        self._to: dict[Url, list[Event]] = defaultdict(list)
        self._used: set[int] = set()
        for event in events:
            target = target_of(event)
            if target is not None and event.destination in _NAVIGATIONS:
                self._to[target].append(event)

    def before(self, page: Event) -> list[Event]:
        """The redirects that led to a page, in their order; each leads to one page only."""
        hops: list[Event] = []
        here = page
        while len(hops) < _MAX_HOPS:
            earlier = [each for each in self._to.get(here.url, ()) if self._fits(each, here)]
            if not earlier:
                break
            here = max(earlier, key=lambda each: (each.at, each.number))
            self._used.add(here.number)
            hops.append(here)
        return hops[::-1]

    def is_used(self, event: Event) -> bool:
        return event.number in self._used

    def _fits(self, event: Event, after: Event) -> bool:
        if event.number in self._used or event is after:
            return False
        in_order = event.at < after.at or (event.at == after.at and event.number < after.number)
        return in_order and after.at - event.at <= _ONE_VISIT


def target_of(event: Event) -> Url | None:
    """Where a redirect leads."""
    if not event.is_redirect or event.response is None:
        return None
    try:
        return urls.without_fragment(urls.parse(event.response.location or "", event.url))
    except UrlError:
        return None


def _page_infos(others: Iterable[Seen]) -> Iterator[Listed]:
    """The pages that browsertrix lists in records of their own."""
    for seen in others:
        if seen.document is not None and seen.url.startswith(PAGE_INFO):
            uri = seen.document.get("url")
            uri = uri if isinstance(uri, str) else seen.url.removeprefix(PAGE_INFO)
            yield Listed(str(seen.document.get("pageid") or seen.page_id or ""), uri, seen.at)


def _from_lists(survey: Survey, listed: Iterable[Listed], chains: _Chains) -> list[PagePlan]:
    by_url: dict[Url, list[Event]] = defaultdict(list)
    by_page: dict[str, list[Event]] = defaultdict(list)
    for event in survey.events:
        by_page[event.page_id].append(event)
        if event.response is not None and event.method in ("GET", "POST"):
            by_url[event.url].append(event)
    plans: dict[int, PagePlan] = {}
    missing: list[Listed] = []
    for page in listed:
        main = _listed_event(page, by_url, by_page)
        if main is None:
            missing.append(page)
            continue
        plan = plans.get(main.number)
        if plan is None:
            plans[main.number] = PagePlan(main, chains.before(main), listed=page)
        elif plan.listed is not None and not plan.listed.title:
            plan.listed = page
    web = [page for page in missing if page.url.startswith(("http:", "https:"))]
    survey.losses += [Loss(0, f"the page {page.url} is listed, and not in the file", 0) for page in web]
    return list(plans.values())


def _listed_event(
    page: Listed, by_url: dict[Url, list[Event]], by_page: dict[str, list[Event]]
) -> Event | None:
    if not page.url:
        return _end_of_redirects(by_page.get(page.id, []) if page.id else [])
    candidates = by_url.get(address(page.url), [])
    candidates = [each for each in candidates if page.id and each.page_id == page.id] or candidates
    landed = [each for each in candidates if not each.is_redirect]
    if not landed and candidates:
        return _followed(candidates, by_url)
    at = page.at
    if at is None or len(landed) < 2:
        return landed[0] if landed else None
    return min(landed, key=lambda each: abs(each.at - at))


def _followed(candidates: Sequence[Event], by_url: dict[Url, list[Event]]) -> Event:
    """The page at the end of redirects; the last of them where it is not in the file."""
    here = candidates[0]
    for _ in range(_MAX_HOPS):
        target = target_of(here)
        following = by_url.get(target, []) if target is not None else []
        if not following:
            break
        here = next((each for each in following if each.number > here.number), following[0])
    return here


def _end_of_redirects(events: Sequence[Event]) -> Event | None:
    """The page of a visit whose first event asked for it."""
    if not events:
        return None
    by_url: dict[Url, list[Event]] = defaultdict(list)
    for event in events:
        by_url[event.url].append(event)
    documents = [each for each in events if _is_navigation(each)]
    return _followed(documents[:1], by_url) if documents else None


def _is_navigation(event: Event) -> bool:
    """Whether it may be what a visit began with: of one from the cache, only parts were recorded."""
    if event.destination is not None or event.response is None:
        return event.destination == "document"
    return event.is_redirect or event.media_type in (*_DOCUMENTS, "")


def _from_signs(survey: Survey, signs: visits.Survey, chains: _Chains) -> list[PagePlan]:
    parts = {url for each in survey.events if each.response for url in _references(each.response)}
    candidates = [each for each in survey.events if _may_be_page(each, signs, parts)]
    plans = [PagePlan(each, chains.before(each)) for each in candidates if not each.is_redirect]
    pages = {plan.main.url: plan for plan in reversed(plans)}
    for event in candidates:
        if event.is_redirect and not chains.is_used(event):
            plans.append(_redirect_alone(event, chains, pages))
    return sorted(plans, key=lambda plan: plan.main.number)


def _redirect_alone(event: Event, chains: _Chains, pages: dict[Url, PagePlan]) -> PagePlan:
    """A redirect whose page was recorded at another visit shares it; else it is all there is."""
    hops = [*chains.before(event), event]
    target = target_of(event)
    if target in pages:
        return PagePlan(pages[target].main, hops)
    return PagePlan(event, hops[:-1])


def _references(seen: Seen) -> Iterator[Url]:
    return (url for url in seen.references if url != seen.url)


def _may_be_page(event: Event, signs: visits.Survey, parts: set[Url]) -> bool:
    response = event.response
    if response is None or event.method not in ("GET", "POST") or event.status == 101:
        return False
    if event.destination is not None:
        return event.destination == "document"
    if event.url in parts or (event.is_redirect and event.referer):
        return False
    return _may_be_asked_for(event, response, signs) and (event.is_redirect or _is_document(event, response))


def _may_be_asked_for(event: Event, response: Seen, signs: visits.Survey) -> bool:
    names = [response.record_id, *response.concurrent]
    names += [event.request.record_id] if event.request is not None else []
    return visits.may_be_asked_for(signs, [name for name in names if name], event.url, response.media_type)


def _is_document(event: Event, response: Seen) -> bool:
    """By its media type; servers of old sent pages without one."""
    is_untyped = not event.media_type and event.method == "GET" and response.kind != "revisit"
    return event.media_type in _DOCUMENTS or (is_untyped and event.status != 204)
