"""From a mention - an address found at a place in a post - to a citation."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from snapshotter import urls
from snapshotter.errors import UrlError
from snapshotter.model.citation import Attribution, Citation, Kind, Redirector, Selector
from snapshotter.model.post import Post
from snapshotter.posts.around import Words, words_around
from snapshotter.posts.memento import memento_of
from snapshotter.posts.passages import Passages
from snapshotter.posts.quotes import directives
from snapshotter.posts.redirectors import unwrapped
from snapshotter.posts.regions import Placement, by_address
from snapshotter.posts.skips import skip_reason
from snapshotter.posts.standing import Place
from snapshotter.urls import Url

ANCHOR_CHARS = 1000
INLINE_DATA_CHARS = 64
"""How much of a ``data:`` address is kept: it is the resource itself, and can be megabytes."""

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
    """
    seen: Counter[str] = Counter()
    citations = []
    read = [(mention, resolve(mention.target, post.uri, base)) for mention in mentions]
    around = words_around(passages, _places(read), post.published)
    for ordinal, (mention, resolved) in enumerate(read, 1):
        target = resolved.url or mention.href
        seen[target] += 1
        identity = _identity(post, target, seen[target])
        citations.append(
            _on_the_web(
                _citation(identity, ordinal, mention, resolved, passages=passages, around=around.get(ordinal))
            )
        )
    return tuple(citations)


_CITING = frozenset(("link", "bare", "doi", "quote-cite", "embed", "video", "audio"))
_NOT_CITING = frozenset(("same-document", "mailto", "tel", "javascript", "data"))


def _places(read: Iterable[tuple[Mention, Resolved]]) -> list[Place]:
    """Where the author's own citations stand; no other link has words of its own."""
    places = []
    for ordinal, (mention, (url, skip, _)) in enumerate(read, 1):
        region = by_address(mention.placement, url).region
        if region != "body" or mention.kind not in _CITING or skip in _NOT_CITING:
            continue
        archived = memento_of(url) if url is not None else None
        cited = archived.original if archived else url
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
    led = unwrapped(url)
    if led is not None:
        return Resolved(led[0], skip_reason(led[0], own), led[1])
    skip = skip_reason(url, own)
    return Resolved(None if skip == "data" else url, skip)


def _within(written: str, own: Url | None, base: Url | None) -> bool:
    elsewhere = base is not None and own is not None and base != own
    return not elsewhere and (not written or written.startswith("#"))


def _parsed(written: str, base: Url | None) -> Url | None:
    try:
        return urls.parse(written, base)
    except UrlError:
        return None


def _identity(post: Post, target: str, occurrence: int) -> str:
    text = f"{post.uri or post.source}\n{target}\n{occurrence}"
    return f"c-{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"


def _citation(
    identity: str,
    ordinal: int,
    mention: Mention,
    resolved: Resolved,
    *,
    passages: Passages,
    around: Words | None,
) -> Citation:
    url, skip, redirector = resolved
    placement = by_address(mention.placement, url)
    sentence = passages.sentence(mention.start, mention.end, mention.block)
    if around is not None and around.sentence:
        sentence = around.sentence
    return Citation(
        id=identity,
        ordinal=ordinal,
        href=_shortened(mention.href) if skip == "data" else mention.href,
        url=url,
        url_key=None,
        page_key=None,
        fragment=urls.fragment(url) if url is not None else None,
        kind=mention.kind,
        region=placement.region,
        region_confidence=placement.confidence,
        anchor_text=_anchor_text(mention, passages),
        sentence=sentence,
        heading=mention.heading,
        selector=_selector(mention, passages),
        quotes=_quotes(around, url),
        attribution=mention.attribution or (around.attribution if around else Attribution()),
        redirector=redirector,
        rel=mention.rel,
        skip=skip,
        cited_at=mention.cited_at,
        signals=placement.signals,
    )


def _on_the_web(citation: Citation) -> Citation:
    """With the keys of an http(s) address, and the original of an archived copy."""
    url = citation.url
    if url is None or urls.scheme(url) not in ("http", "https"):
        return citation
    return replace(citation, url_key=urls.surt(url), page_key=urls.page_key(url), memento=memento_of(url))


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
