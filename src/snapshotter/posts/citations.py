"""From a mention - an address found at a place in a post - to a citation."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from snapshotter import urls
from snapshotter.errors import PostError, UrlError
from snapshotter.model.citation import Attribution, Citation, Kind, MementoRef, Redirector, Selector
from snapshotter.model.post import Post
from snapshotter.patterns import Pattern
from snapshotter.posts.address.skips import copy_reason, skip_reason
from snapshotter.posts.context.around import Words, words_around
from snapshotter.posts.context.passages import Passages
from snapshotter.posts.context.quotes import directives
from snapshotter.posts.context.standing import Place
from snapshotter.posts.page.regions import Placement, by_address
from snapshotter.urls import PageKey, Surt, Url

MAX_CITATIONS = 250_000
"""Of one post: whoever gives more gives a catalogue, or means harm."""
ANCHOR_CHARS = 1000
INLINE_DATA_CHARS = 64
"""How much of a ``data:`` address is kept: it is the resource itself, and can be megabytes."""

_MAYBE_ARCHIVED = Pattern(r"\d{4}|.{7}https?[:%]|archive|cache|memento", re.DOTALL)
_MAYBE_REDIRECTING = Pattern(r"\?|.{7}https?|\bamp\b|\.goog\b|/RU=|feedsportal|/0L", re.DOTALL)
_NOBODY = Attribution()
_ABSOLUTE = re.compile(r"\s*[A-Za-z][A-Za-z0-9+.-]*:")


@dataclass(frozen=True, slots=True)
class Mention:
    """An address at ``start``..``end`` of a post's text."""

    href: str
    target: str
    """What is resolved: ``href`` but for hosts without a scheme, DOIs and the like."""
    kind: Kind
    placement: Placement
    start: int
    end: int
    block: int
    label: str = ""
    """What stands for the anchor text where there is none, such as an image's ``alt``."""
    heading: str | None = None
    css: str | None = None
    rel: tuple[str, ...] = ()
    quote: tuple[int, int] | None = None
    """Where the quoted words stand, for a ``cite`` attribute."""
    attribution: Attribution | None = None
    """Whom it cites, where the format says so itself; None leaves it to the words around."""
    cited_at: str | None = None


class Resolved(NamedTuple):
    """What an address means."""

    url: Url | None
    """The page that a reader arrives at, as far as the address tells."""
    skip: str | None
    """Why it cannot be captured; None when it can."""
    redirector: Redirector | None = None
    """What would have led there."""


def cite(
    post: Post, mentions: Iterable[Mention], passages: Passages, base: Url | None = None
) -> tuple[Citation, ...]:
    """The citations of ``post`` for its mentions, which come in document order.

    ``base`` is what the document resolves relative addresses by, when it says so (``<base>``).
    Raises :class:`PostError` for more than :data:`MAX_CITATIONS`.
    """
    known: dict[str, _Address] = {}
    read = []
    for mention in mentions:
        address = known.get(mention.target)
        if address is None:
            address = known[mention.target] = _address(mention.target, post.uri, base)
        address = _unless_copy(address, mention, passages)
        read.append(_Read(mention, address, by_address(mention.placement, address.resolved.url)))
        if len(read) > MAX_CITATIONS:
            raise too_many(post.source)
    around = words_around(passages, _places(read), post.published)
    seen: Counter[str] = Counter()
    citations = []
    for ordinal, one in enumerate(read, 1):
        target = one.address.resolved.url or one.mention.href
        seen[target] += 1
        identity = _identity(post, target, seen[target])
        citations.append(_citation(identity, ordinal, one, passages, around.get(ordinal)))
    return tuple(citations)


def too_many(source: str) -> PostError:
    return PostError(
        f"{source}: it has more than {MAX_CITATIONS} links, which no post has",
        hint="Split it into several files.",
        code="post.too-large",
    )


class _Address(NamedTuple):
    """What is known of an address alone, wherever it stands."""

    resolved: Resolved
    url_key: Surt | None
    page_key: PageKey | None
    memento: MementoRef | None
    fragment: str | None


class _Read(NamedTuple):
    mention: Mention
    address: _Address
    placement: Placement


def _address(target: str, own: Url | None, base: Url | None) -> _Address:
    resolved = resolve(target, own, base)
    url = resolved.url
    if url is None or not url.startswith(("http://", "https://")):
        return _Address(resolved, None, None, None, urls.fragment(url) if url is not None else None)
    return _Address(resolved, urls.surt(url), urls.page_key(url), _memento(url), urls.fragment(url))


def _unless_copy(address: _Address, mention: Mention, passages: Passages) -> _Address:
    """The address, to be left alone where the mention is a mark of our own beside a citation."""
    if mention.kind != "link" or address.resolved.skip is not None or mention.start == 0:
        return address
    text = passages.text
    around = text[mention.start - 1], text[mention.end : mention.end + 1]
    reason = copy_reason(passages.clean(mention.start, mention.end), mention.label, *around)
    return address._replace(resolved=address.resolved._replace(skip=reason)) if reason else address


def _memento(url: Url) -> MementoRef | None:
    """The original that an archived copy's address names; most addresses cannot name one."""
    if not _MAYBE_ARCHIVED.search(url):
        return None
    from snapshotter.posts.address.memento import memento_of

    return memento_of(url)


def _led(url: Url) -> tuple[Url, Redirector] | None:
    """Where a redirector's address leads; most addresses cannot be one."""
    if not _MAYBE_REDIRECTING.search(url):
        return None
    from snapshotter.posts.address.redirectors import unwrapped

    return unwrapped(url)


_CITING = frozenset(("link", "bare", "doi", "quote-cite", "embed", "video", "audio"))
_NOT_CITING = frozenset(("same-document", "mailto", "tel", "javascript", "data", "archived-copy"))


def _places(read: Iterable[_Read]) -> list[Place]:
    """Where the author's own citations stand; no other link has words of its own, and no entry of a list
    that says itself whom it cites.
    """
    places = []
    for ordinal, (mention, address, placement) in enumerate(read, 1):
        url, skip, _ = address.resolved
        if placement.region != "body" or mention.kind not in _CITING or skip in _NOT_CITING:
            continue
        if mention.attribution is not None:
            continue
        cited = address.memento.original if address.memento else url
        host = urls.hostname(cited) if cited is not None else ""
        start, end = mention.quote or (mention.start, mention.end)
        bare = mention.kind in ("bare", "doi")
        places.append(Place(ordinal, start, end, host, bare, mention.quote is not None))
    return sorted(places, key=lambda place: (place.start, place.end))


def resolve(target: str, own: Url | None, base: Url | None) -> Resolved:
    """The address that ``target`` means in a post at ``own``.

    What is relative in a post of unknown address belongs to the post's own site; only the host of
    ``//host/path`` is known, and https is taken for it.
    """
    written = target.strip(" \t\n\r\f")
    by = base or own
    if _within(written, own, base):
        return Resolved(_parsed(written, own) if own else None, "same-document")
    if by is None and written.startswith(("//", "\\\\")):
        written = f"https:{written}"
    if by is None and not _ABSOLUTE.match(written):
        return Resolved(None, "same-site")
    url = _parsed(written, by)
    if url is None:
        return Resolved(None, "invalid-url")
    led = _led(url)
    if led is not None:
        return Resolved(led[0], skip_reason(led[0], own), led[1])
    skip = skip_reason(url, own)
    return Resolved(None if skip == "data" else url, skip)


def _within(written: str, own: Url | None, base: Url | None) -> bool:
    elsewhere = base is not None and own is not None and base != own
    return not elsewhere and (not written or written.startswith("#"))


def _parsed(written: str, base: Url | None) -> Url | None:
    try:
        return urls.parse(written, base, with_login=True)
    except UrlError:
        return None


def _identity(post: Post, target: str, occurrence: int) -> str:
    """Not of a password in the address: a hash of it could be tried for."""
    text = f"{post.uri or post.source}\n{urls.without_logins(target)}\n{occurrence}"
    return f"c-{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"


def _citation(identity: str, ordinal: int, read: _Read, passages: Passages, around: Words | None) -> Citation:
    mention, address, placement = read
    url, skip, redirector = address.resolved
    sentence = around.sentence if around is not None else None
    return Citation(
        id=identity,
        ordinal=ordinal,
        href=_shortened(mention.href) if skip == "data" else mention.href,
        url=url,
        url_key=address.url_key,
        page_key=address.page_key,
        fragment=address.fragment,
        kind=mention.kind,
        region=placement.region,
        region_confidence=placement.confidence,
        anchor_text=_anchor_text(mention, passages),
        sentence=sentence or passages.sentence(mention.start, mention.end, mention.block),
        heading=mention.heading,
        selector=_selector(mention, passages),
        quotes=_quotes(around, url),
        attribution=mention.attribution or (around.attribution if around else _NOBODY),
        memento=address.memento,
        redirector=redirector,
        rel=mention.rel,
        skip=skip,
        cited_at=mention.cited_at,
        signals=placement.signals,
    )


def _anchor_text(mention: Mention, passages: Passages) -> str:
    if mention.quote is not None:
        return ""
    text = passages.clean(mention.start, mention.end) or " ".join(mention.label.split())
    return text[:ANCHOR_CHARS]


def _selector(mention: Mention, passages: Passages) -> Selector:
    prefix, exact, suffix = passages.context(*(mention.quote or (mention.start, mention.end)))
    if not exact:
        return Selector(css=mention.css)
    return Selector(css=mention.css, exact=exact, prefix=prefix, suffix=suffix)


def _quotes(around: Words | None, url: Url | None) -> tuple[str, ...]:
    """The words that the post quotes, and those that the address itself points at."""
    if around is None:
        return ()
    quoted = list(around.quotes)
    for words in directives(urls.fragment(url) if url is not None else None):
        if not any(words.lower() in other.lower() for other in quoted):
            quoted.append(words)
    return tuple(quoted)


def _shortened(href: str) -> str:
    return href if len(href) <= INLINE_DATA_CHARS else f"{href[:INLINE_DATA_CHARS]}…"
