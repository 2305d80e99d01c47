"""What a page refers to, held against what its capture holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Protocol

from snapshotter import urls
from snapshotter.capture.gaps import content
from snapshotter.capture.gaps.css import SheetCache
from snapshotter.capture.gaps.recorded import Recorded, State
from snapshotter.capture.gaps.reference import Reference, Use, ranked
from snapshotter.capture.gaps.references import of_document, of_exchange
from snapshotter.capture.recorder import UnderWay
from snapshotter.errors import CaptureError
from snapshotter.model.capture import Missing
from snapshotter.model.exchange import Exchange
from snapshotter.urls import Url

MAX_REFERENCES = 20_000
_MAX_LISTED = 2_000
"""So many missing things are listed one by one; their number is told in any case."""
_STEPS = ((Use.SHEET,), (Use.SEEN, Use.FONT), (Use.MEDIA,), (Use.ALTERNATE,), (Use.MENTION,))
"""What is asked for together."""
_REASONS = {"capture.private-address": "private-address", "capture.blocked": "blocked"}
"""What we kept the page from; the other codes stand for themselves."""
_LACKING: tuple[State, ...] = ("absent", "broken", "parts")


class Wire(Protocol):
    """What has been seen on the wire (:class:`snapshotter.capture.recorder.Recorder`)."""

    exchanges: list[Exchange]

    @property
    def under_way(self) -> Sequence[UnderWay]: ...

    def connection_error(self, host: str, port: int) -> CaptureError | None: ...


class Inventory:
    """Grows as more is recorded: what has come may refer to more."""

    def __init__(self, wire: Wire, final_url: Url, sheets: SheetCache, least: Use = Use.MENTION) -> None:
        self.recorded = Recorded()
        self.references: dict[Url, Reference] = {}
        self.reasons: dict[Url, str] = {}
        """Why something is missing, once it has been given up."""
        self.asked: dict[Url, Use] = {}
        """What gap fill has asked for, and of what use it is."""
        self.partial: list[Url] = []
        """Files of which the browser took only parts."""
        self.headers: dict[str, str] = {}
        """What of the page's own head shapes its requests."""
        self.overflown = False
        """Whether the page refers to more than is looked at."""
        self._wire = wire
        self._final_url = final_url
        self._sheets = sheets
        self._least = least
        self._frames: set[Url] = set()
        self._landed: dict[Url, Url] = {}
        """Where redirects led -> what was asked for."""

    def survey(self, dom: str, exchanges: Sequence[Exchange]) -> None:
        """Take in the page as it is."""
        self.recorded.add(exchanges)
        references, head = of_document(dom, self._final_url)
        self._note_headers(head.upgrades, head.referrer_policy)
        self._take(references)
        self._read(exchanges)
        held = [each.url for each in self._wire.under_way if _is_film(each) and each.size_bytes]
        for url in dict.fromkeys([*(each.url for each in self.recorded.partial()), *held]):
            self.partial.append(url)
            self.references.setdefault(url, Reference(url, self._final_url, "media", Use.MEDIA))

    def hear(self) -> None:
        """Take in what has come since."""
        new = self.recorded.add(self._wire.exchanges)
        if not new:
            return
        for url in self.asked:
            found = self.recorded.find(url)
            if found is not None:
                self._landed.setdefault(found.url, url)
        self._read(new)

    def wanted(self) -> list[Reference]:
        """What to ask for next: of the most useful that is missing, all that goes with it.

        What is under way, or has been given up, is not asked for; but films are: a player that has
        enough for now holds its answer up, and breaks it off in the end.
        """
        under_way = self._unfinished()
        missing = [
            each
            for each in self.references.values()
            if each.url not in self.reasons
            and each.url not in under_way
            and self.recorded.state(each.url) in _LACKING
        ]
        steps = ([each for each in missing if each.use in step] for step in _STEPS)
        return sorted(next(filter(None, steps), []), key=lambda each: each.use)

    def is_unreachable(self, url: Url) -> bool:
        """Whether its host has been tried and never answered; that is then the reason."""
        reason = self._network_trouble(url)
        if reason is not None:
            self.reasons[url] = reason
        return reason is not None

    def judge(self, url: Url, otherwise: str) -> None:
        """Note why something that was asked for has not come, ``otherwise`` when the wire does not tell."""
        state = self.recorded.state(url)
        found = self.recorded.find(url)
        if state == "whole":
            self.reasons.pop(url, None)
        elif state == "refused" and found is not None:
            self.reasons[url] = f"http.{found.status}"
        else:
            self.reasons[url] = self._trouble(url) or otherwise

    def missing(self) -> list[tuple[Reference, str]]:
        """What is not there whole, the most useful first, and why."""
        under_way = self._unfinished()
        return [
            (each, self._reason(each.url, state, under_way))
            for each in sorted(self.references.values(), key=lambda each: each.use)
            if (state := self.recorded.state(each.url)) != "whole"
        ]

    def referred(self) -> dict[str, int]:
        """How many references there are, by kind."""
        return dict(Counter(str(each.kind) for each in self.references.values()))

    def filled(self) -> dict[str, int]:
        """How many of them gap fill has brought."""
        brought = (
            self.references[url]
            for url in self.asked
            if url in self.references and self.recorded.state(url) == "whole"
        )
        return dict(Counter(str(each.kind) for each in brought))

    def size_bytes(self, url: Url) -> int | None:
        """How large a file is, as far as anything has told."""
        held = (each.size_bytes for each in self._wire.under_way if each.url == url)
        return self.recorded.size_bytes(url) or next(held, None)

    def _unfinished(self) -> set[Url]:
        """What the page waits for, or will never have all of."""
        return {
            each.url for each in self._wire.under_way if not (_is_film(each) and each.size_bytes is not None)
        }

    def _reason(self, url: Url, state: State, under_way: set[Url]) -> str:
        found = self.recorded.find(url)
        if state == "refused" and found is not None:
            return f"http.{found.status}"
        if state == "too-large":
            return state
        return self.reasons.get(url) or ("unfinished" if url in under_way else "failed")

    def _take(self, references: Iterable[Reference]) -> None:
        """Remember them; one that is referred to twice is of the greater use."""
        for each in ranked(list(references), self._is_recorded):
            if each.use > self._least:
                continue
            known = self.references.get(each.url)
            if known is None and len(self.references) >= MAX_REFERENCES:
                self.overflown = True
                return
            if known is None or each.use < known.use:
                self.references[each.url] = each
            if each.kind == "document":
                self._frames.add(each.url)

    def _read(self, exchanges: Iterable[Exchange]) -> None:
        """Take in what whole responses refer to."""
        for exchange in exchanges:
            if exchange.method != "GET" or exchange.status != 200 or exchange.truncated:
                continue
            asked = self._landed.get(exchange.url, exchange.url)
            use, framed = self.asked.get(asked, Use.SHEET), asked in self._frames
            self._take(of_exchange(exchange, use, self._sheets, framed=framed))

    def _is_recorded(self, url: Url) -> bool:
        return self.recorded.state(url) in ("whole", "parts")

    def _trouble(self, url: Url) -> str | None:
        """Why the tunnel could not bring it, under its own address or the one it was upgraded to."""
        reason = self._network_trouble(url)
        if reason is None and url.startswith("http:"):
            reason = self._network_trouble(Url("https" + url.removeprefix("http")))
            insecure = reason is not None and self._final_url.startswith("https:")
            return "mixed-content" if insecure else reason
        return reason

    def _network_trouble(self, url: Url) -> str | None:
        error = self._wire.connection_error(urls.hostname(url), urls.port(url) or 0)
        if error is None or self.recorded.has_answered(urls.origin(url)):
            return None
        return _REASONS.get(error.code, error.code)

    def _note_headers(self, upgrades: bool, referrer_policy: str) -> None:
        main = self.recorded.find(urls.without_fragment(self._final_url))
        if main is not None and main.response is not None:
            referrer_policy = referrer_policy or content.field(main, "referrer-policy")
            csp = content.field(main, "content-security-policy").lower()
            upgrades = upgrades or "upgrade-insecure-requests" in csp
        if referrer_policy and referrer_policy.isascii() and referrer_policy.isprintable():
            self.headers["Referrer-Policy"] = referrer_policy
        if upgrades:
            self.headers["Content-Security-Policy"] = "upgrade-insecure-requests"


def _is_film(answer: UnderWay) -> bool:
    return (answer.media_type or "").startswith(("video/", "audio/"))


def listed(missing: Sequence[tuple[Reference, str]]) -> tuple[Missing, ...]:
    """As the capture lists them."""
    return tuple(Missing(each.url, each.referrer, each.kind, why) for each, why in missing[:_MAX_LISTED])
