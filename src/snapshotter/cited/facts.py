"""What a cited page says of itself, as a bibliography would have it.

Of several statements the one counts that was made for citing (Highwire tags, then JSON-LD), then the one
for sharing (Open Graph), then other meta tags, then what is to be seen on the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from snapshotter import urls
from snapshotter.cited import authors, languages, titles, works
from snapshotter.cited.statements import Statements, elsewhere, inside, text_of
from snapshotter.model.capture import PageFacts
from snapshotter.pagemeta.dates import normalised
from snapshotter.patterns import Pattern
from snapshotter.urls import Url

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_MAX_DESCRIPTION = 1000
_HEADINGS = 5
_CENTRAL = 'main h1, article h1, [role="main"] h1'
_FEW_WORDS = 3
"""Of a document's title, which may be the site's name alone."""
_BYLINES = (
    '[itemprop~="author" i] [itemprop~="name" i], [rel~="author" i], .byline, .author, .byline-name,'
    ' .author-name, .article-author, .post-author, .entry-author, [class*="byline" i],'
    ' [data-testid*="byline" i], address'
)
_MAX_BYLINES = 20
_NAME_WORDS = 5
_DATELINES = (
    ".dt-published, .published, .pubdate, .publish-date, .published-date, .post-date, .entry-date,"
    " .article-date"
)
_PARTIAL = Pattern(r"(\d{4})(?:[-/.](\d{1,2}))?")
_COMPACT = Pattern(r"(\d{4})(\d{2})(\d{2})(?:T?\d{4,6}Z?)?")
_CHANGED = Pattern(r"updat|modif|edit|revis|aktualis|geändert|mise à jour|actualiz|aggiorn|обновл", 2)
_CREATIVE_COMMONS = Pattern(r"https?://(?:www\.)?creativecommons\.org/(?:licenses|publicdomain)/", 2)
_LICENSED = Pattern(
    r"licen[cs]|lizen[zs]|licenz|licenç|lisens|licens|käyttöluv|лиценз|ліценз|ライセンス|许可|授權|授权|creative\s+commons",
    2,
)


def facts_of(html: str | None, url: Url, fields: Sequence[tuple[str, str]] = ()) -> PageFacts:
    """What the page says; ``fields`` are those of its response (``Link`` and ``Content-Language`` count).

    ``html`` is the document as the browser had it in the end, or as it was sent.  Never raises for what
    it contains.
    """
    page = Statements(html or "", url, fields)
    work = works.main_work(page, url)
    site = next(_site_names(page, work), None)
    title = _title(page, work)
    names = _authors(page, work) or next(_bylines(page, title or ""), ())
    here = urls.without_fragment(url)
    return PageFacts(
        title=title,
        language=_language(page, work),
        authors=tuple(name for name in names if name != site) or names,
        published=next(filter(None, map(_day, _dates(page, work))), None),
        site_name=site,
        canonical=next((address for address in _canonical(page)), None),
        licence=next((said for said in _licences(page, work) if not said.startswith(f"{here}#")), None),
        description=_shortened(next(_descriptions(page, work), None)),
    )


def _title(page: Statements, work: Mapping[str, Any]) -> str | None:
    sites = [*_site_names(page, work), *titles.of_host(urls.hostname(page.base))]
    whole = next((text_of(node) for node in page.nodes("title") if not inside(node, "svg")), "")
    heading = next((text for text in _headings(page, whole) if not titles.is_site(text, sites)), None)
    said = [
        *page.said("citation_title"),
        *works.texts(work.get("headline"), page),
        *page.said("og:title", "dc.title", "dcterms.title", "twitter:title", "parsely-title"),
        heading or "",
        whole,
        *works.texts(work.get("name"), page),
    ]
    cut = (titles.without_site(title, sites, heading) for title in said if title)
    candidates = [title for title in cut if title]
    return next(
        (title for title in candidates if not titles.is_site(title, sites)), next(iter(candidates), None)
    )


def _headings(page: Statements, whole: str) -> list[str]:
    """First those that the document's title repeats; none where it is a sentence about something else."""
    nodes = [node for node in page.nodes("h1") if not elsewhere(node)][:_HEADINGS]
    found = [text for node in nodes if (text := text_of(node))]
    title = set(whole.casefold().split())
    alike = [
        text for text in found if len(title.intersection(text.casefold().split())) * 2 >= len(text.split())
    ]
    return alike or (found if len(title) <= _FEW_WORDS else [])


def _language(page: Statements, work: Mapping[str, Any]) -> str | None:
    root = page.nodes("html")[:1]
    stated = [root[0].attributes.get("lang") or root[0].attributes.get("xml:lang") or ""] if root else []
    stated += page.said("content-language")
    stated += [value for name, value in page.fields if name == "content-language"]
    stated += page.said("og:locale")
    stated += works.texts(work.get("inLanguage"), page, "alternateName", "name", "@id")
    stated += page.said("dc.language", "dcterms.language", "citation_language", "language")
    return next(filter(None, map(languages.tag, stated)), None)


def _authors(page: Statements, work: Mapping[str, Any]) -> tuple[str, ...]:
    """Those of the first kind of statement that names any."""
    person = ("name", "legalName", "alternateName")
    kinds: Iterable[tuple[Iterable[str], bool]] = (
        (page.said("citation_author", "citation_authors"), True),
        (works.texts(work.get("author") or work.get("creator"), page, *person), False),
        (page.said("author", "article:author", "og:article:author", "book:author"), False),
        (page.said("dc.creator", "dcterms.creator", "dc.contributor.author"), True),
        (page.said("parsely-author", "sailthru.author", "byl", "authors", "article:author_name"), False),
    )
    found = (authors.names(fields, catalogued=catalogued) for fields, catalogued in kinds)
    return next(filter(None, found), ())


def _bylines(page: Statements, title: str) -> Iterator[tuple[str, ...]]:
    """Names in lines that are marked as bylines, first those behind the heading: teasers have some too."""
    nodes = [node for node in page.nodes(f"{_BYLINES}, h1") if not elsewhere(node)]
    at = next((at for at, node in enumerate(nodes) if node.tag == "h1" and text_of(node) == title), 0)
    nodes = [node for node in (*nodes[at:], *nodes[:at]) if node.tag != "h1"][:_MAX_BYLINES]
    marked = [text for node in nodes if node.attributes.get("rel") and (text := text_of(node))]
    # a link to the author names him; where several do in a row, there are several authors
    if found := authors.names(text for text in dict.fromkeys(marked[:1]) if len(text.split()) <= _NAME_WORDS):
        yield found
    for node in nodes:
        found = authors.byline(text_of(node))
        if found:
            yield found


def _dates(page: Statements, work: Mapping[str, Any]) -> Iterator[str]:
    yield from page.said("citation_publication_date", "citation_date", "citation_online_date")
    yield from works.texts(work.get("datePublished") or work.get("uploadDate"), page, "@value")
    yield from page.said("article:published_time", "article:published", "og:published_time", "datepublished")
    yield from page.said("dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date", "dcterms.created")
    yield from page.said("dc.date.created", "parsely-pub-date", "sailthru.date", "pubdate", "publishdate")
    yield from page.said("publication_date", "publish-date", "date", "article.published", "citation_year")
    yield from map(_moment, page.item("datePublished"))
    yield from _times(page)
    yield from works.texts(work.get("dateCreated"), page, "@value")


def _times(page: Statements) -> Iterator[str]:
    """``time`` elements: first those in an article; none that tells of a change."""
    nodes = [node for node in page.nodes("time") if not elsewhere(node) and not _CHANGED.search(_about(node))]
    yield from map(_moment, sorted(nodes, key=lambda node: not inside(node, "article", "main")))
    marked = [
        node for node in page.nodes(_DATELINES) if not elsewhere(node) and not _CHANGED.search(_about(node))
    ]
    yield from map(_moment, marked)


def _moment(node: LexborNode) -> str:
    """The date of an element: as it is written for programs, else for people."""
    stated = (node.attributes.get(name) for name in ("datetime", "content", "title"))
    return next((value for value in stated if value and _day(value)), None) or text_of(node)


def _about(node: LexborNode) -> str:
    """What an element of a date is called, and the words before it."""
    before = node.prev.text_content if node.prev is not None and node.prev.is_text_node else ""
    if (
        not (before or "").strip()
        and node.parent is not None
        and node.parent.tag in ("span", "p", "div", "small")
    ):
        before = text_of(node.parent)[:40]
    named = (node.attributes.get(name) or "" for name in ("class", "id", "itemprop"))
    return " ".join([*named, (before or "")[-40:]])


def _day(written: str) -> str | None:
    """``YYYY[-MM[-DD]]`` of a date in any form, in the time zone that it was written in."""
    text = written.strip()[:100]
    if found := _PARTIAL.fullmatch(text):
        month = int(found[2]) if found[2] else None
        return found[1] if month is None else f"{found[1]}-{month:02}" if 1 <= month <= 12 else None
    if found := _COMPACT.fullmatch(text):
        text = f"{found[1]}-{found[2]}-{found[3]}"
    day = (normalised(text) or "")[:10]
    return day if day[:4] > "1000" else None


def _site_names(page: Statements, work: Mapping[str, Any]) -> Iterator[str]:
    yield from page.said("og:site_name")
    yield from works.texts(work.get("publisher"), page, "name")
    sites = (item for item in page.objects if "WebSite" in works.types(item))
    yield from (name for item in sites for name in works.texts(item.get("name"), page))
    yield from page.said("citation_journal_title", "dc.publisher", "dcterms.publisher", "citation_publisher")
    yield from page.said("application-name", "apple-mobile-web-app-title")


def _canonical(page: Statements) -> Iterator[Url]:
    yield from page.links("canonical")
    yield from page.absolute(page.said("og:url"))


def _licences(page: Statements, work: Mapping[str, Any]) -> Iterator[str]:
    yield from page.links("license")
    marked = page.nodes('a[rel~="license" i], area[rel~="license" i]')
    yield from page.absolute(
        node.attributes.get("href") or "" for node in marked if not elsewhere(node) or True
    )
    stated = list(works.texts(work.get("license"), page, "url", "@id", "name"))
    stated += page.said("dcterms.license", "dc.license", "dc.rights.license", "citation_license")
    stated += page.said("dcterms.rights", "dc.rights", "license")
    addresses = [text for text in stated if text.startswith(("http://", "https://", "//"))]
    yield from page.absolute(addresses)
    yield from page.absolute(_common_licences(page))
    yield from (text[:_MAX_DESCRIPTION] for text in stated if text not in addresses)


def _common_licences(page: Statements) -> Iterator[str]:
    """Links to Creative Commons that stand where the page speaks of its licence."""
    for node in page.nodes('a[href*="creativecommons.org/" i]'):
        href = (node.attributes.get("href") or "").strip()
        around = node.parent.parent if node.parent is not None and node.parent.tag in _INLINE else node.parent
        words = text_of(around if around is not None else node)
        badge = node.css_first("img, svg") is not None
        if _CREATIVE_COMMONS.match(href) and (badge or _LICENSED.search(words)):
            yield href


_INLINE = frozenset(("span", "em", "i", "b", "strong", "small"))


def _descriptions(page: Statements, work: Mapping[str, Any]) -> Iterator[str]:
    yield from page.said("og:description", "description", "dc.description", "dcterms.abstract")
    yield from page.said("twitter:description")
    yield from works.texts(work.get("description"), page)


def _shortened(text: str | None) -> str | None:
    cleaned = (
        titles.cleaned(text) if text and len(text) <= _MAX_DESCRIPTION else " ".join((text or "").split())
    )
    return cleaned[:_MAX_DESCRIPTION] or None
