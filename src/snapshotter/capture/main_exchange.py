"""Which of a visit's exchanges is the cited page."""

from __future__ import annotations

from collections.abc import Sequence

from snapshotter import urls
from snapshotter.errors import UrlError
from snapshotter.model.exchange import Exchange
from snapshotter.urls import Url

_REDIRECTS = {301, 302, 303, 307, 308}
_NAVIGATIONS = {"document", None}


def main_exchange(exchanges: Sequence[Exchange], asked: Url, seen: Url | None) -> Exchange | None:
    """The exchange whose response is the page.

    ``exchanges`` are in order of their requests.  The redirects that start at ``asked`` are
    followed; ``seen`` is the address that the browser shows at the end, which differs when a script
    or a refresh moved on.  None when nothing was asked for.
    """
    end = _end_of_redirects(exchanges, asked)
    if seen is not None and (end is None or end.url != _on_wire(seen)):
        moved = _last(exchanges, _on_wire(seen))
        if moved is not None:
            return moved
    return end


def redirect_chain(exchanges: Sequence[Exchange], asked: Url) -> list[Exchange]:
    """The exchanges from ``asked`` along its ``Location`` fields, in order."""
    chain: list[Exchange] = []
    here: Url | None = asked
    rest = list(exchanges)
    while here is not None:
        place = _place(rest, here)
        if place is None:
            break
        chain.append(rest[place])
        rest = rest[place + 1 :]
        here = _target(chain[-1])
    return chain


def redirect_target(location: str, base: Url) -> Url:
    """Where a ``Location`` leads; ``location`` has one character a byte.

    Bytes beyond ASCII are kept as they are, percent-encoded, as Chromium does
    (``HttpResponseHeaders::IsRedirect``).  Raises :class:`UrlError`.
    """
    escaped = "".join(char if char < "\x80" else f"%{ord(char):02X}" for char in location)
    return urls.parse(escaped, base)


def _place(exchanges: Sequence[Exchange], asked: Url) -> int | None:
    """Where ``asked`` was asked for; HSTS and the like turn http into https inside the browser."""
    wanted = [_on_wire(asked)]
    if wanted[0].startswith("http:"):
        wanted.append(Url("https" + wanted[0].removeprefix("http")))
    for url in wanted:
        place = next((i for i, e in enumerate(exchanges) if e.url == url and _navigates(e)), None)
        if place is not None:
            return place
    return None


def _on_wire(url: Url) -> Url:
    """The address as a request shows it: without fragment and credentials."""
    scheme, mark, rest = urls.without_fragment(url).partition("://")
    authority, slash, path = rest.partition("/")
    return Url(f"{scheme}{mark}{authority.rpartition('@')[2]}{slash}{path}")


def _end_of_redirects(exchanges: Sequence[Exchange], asked: Url) -> Exchange | None:
    chain = redirect_chain(exchanges, asked)
    if chain:
        return _answered_again(exchanges, chain[-1])
    return next((e for e in exchanges if e.destination == "document"), None)


def _answered_again(exchanges: Sequence[Exchange], end: Exchange) -> Exchange:
    """The same navigation repeated (after 401, a challenge that was passed, a retry, a range): the last
    whole answer wins."""
    refused = end.status is None or end.status >= 400
    if end.response is not None and not end.truncated and end.status not in (206, 304) and not refused:
        return end
    again = [e for e in exchanges if e.url == end.url and _navigates(e) and e.response is not None]
    whole = [e for e in again if not e.truncated and e.status not in (206, 304)]
    return (whole or _filled_in(exchanges, end.url) or again or [end])[-1]


def _filled_in(exchanges: Sequence[Exchange], url: Url) -> list[Exchange]:
    """A file of which the browser's player took parts, fetched whole besides."""
    return [e for e in exchanges if e.url == url and e.status == 200 and e.response and not e.truncated]


def _last(exchanges: Sequence[Exchange], url: Url) -> Exchange | None:
    return next((e for e in reversed(exchanges) if e.url == url and _navigates(e) and e.response), None)


def _navigates(exchange: Exchange) -> bool:
    return exchange.destination in _NAVIGATIONS and exchange.method in ("GET", "POST")


def _target(exchange: Exchange) -> Url | None:
    if exchange.status not in _REDIRECTS or not exchange.location:
        return None
    try:
        return redirect_target(exchange.location, exchange.url)
    except UrlError:
        return None
