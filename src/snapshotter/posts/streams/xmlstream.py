"""The items of an XML catalogue, one after the other, in memory one at a time.

lxml builds the trees; :mod:`snapshotter.posts.streams.mend` gives it text that it can read.  Neither opens a
file or a connection, and neither expands an entity.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from snapshotter import urls
from snapshotter.errors import PostError, UrlError
from snapshotter.model.post import PostSource
from snapshotter.posts.streams.mend import mended
from snapshotter.posts.streams.pieces import text_pieces
from snapshotter.urls import Url

if TYPE_CHECKING:
    from lxml.etree import XMLPullParser
    from lxml.etree import _Element as Element

_XHTML = "http://www.w3.org/1999/xhtml"
_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_BARE_TEXT = """
    my.netscape.com/rdf/simple/0.9 purl.org/rss/1.0 backend.userland.com/rss2 backend.userland.com/rss
    backend.userland.com/rss091 blogs.law.harvard.edu/tech/rss cyber.law.harvard.edu/rss/rss.html
    www.sitemaps.org/schemas/sitemap/0.9 www.google.com/schemas/sitemap/0.84
"""
_PREFIXES = {
    **dict.fromkeys(_BARE_TEXT.split(), ""),
    "www.w3.org/2005/atom": "atom",
    "purl.org/atom/ns#": "atom",
    "purl.org/rss/1.0/modules/content": "content",
    "purl.org/dc/elements/1.1": "dc",
    "purl.org/dc/elements/1.0": "dc",
    "purl.org/dc/terms": "dcterms",
    "search.yahoo.com/mrss": "media",
    "www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "purl.org/syndication/thread/1.0": "thr",
    "www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "www.w3.org/2007/app": "app",
    "purl.org/atom/app#": "app",
    "schemas.google.com/blogger/2018": "blogger",
    "www.google.com/schemas/sitemap-news/0.9": "news",
    "www.w3.org/1999/xhtml": "xhtml",
}
"""The prefixes that this house knows namespaces by; whatever is not here keeps the one it has."""
_CONTAINERS_TEXT = """
    rss channel rdf:RDF feed atom:feed urlset sitemapindex tumblr posts items
"""
_CONTAINERS = frozenset(_CONTAINERS_TEXT.split())
_VOID_TEXT = """
    area base br col embed hr img input link meta param source track wbr
"""
_VOID = frozenset(_VOID_TEXT.split())


def elements(source: PostSource, *names: str) -> Iterator[Element]:
    """Every element with one of the local names that stands in a container, when it has ended.

    It is emptied when the next one is asked for.  Raises :class:`PostError` for what is no XML.
    """
    from lxml import etree

    parser = etree.XMLPullParser(
        events=("end",),
        tag=[f"{{*}}{name}" for name in names],
        encoding="utf-8",
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=True,  # nothing is left that could grow, and a post may hold images of megabytes
    )
    begun = False
    done: Element | None = None
    for text in mended(text_pieces(source), frozenset(names)):
        begun = begun or bool(text.strip())
        parser.feed(text.encode("utf-8", "replace"))
        for _, element in parser.read_events():
            if not _is_item(element):
                continue
            _remove(done)
            done = element
            yield element
            element.clear()
    if not begun:
        raise _no_catalogue(source, "there is no XML in it")
    if done is None and _is_page(parser):
        raise _no_catalogue(source, "it is a web page")


def _is_page(parser: XMLPullParser) -> bool:
    from lxml import etree

    try:
        root = parser.close()
    except etree.XMLSyntaxError:
        return False
    return root is not None and name_of(root).rpartition(":")[2].lower() == "html"


def _no_catalogue(source: PostSource, why: str) -> PostError:
    return PostError(
        f"{source.source}: {why}",
        hint="Check that it is the feed, sitemap or export itself and not a page about it.",
        code="post.unreadable",
    )


def _is_item(element: Element) -> bool:
    parent = element.getparent()
    return parent is not None and (parent.getparent() is None or name_of(parent) in _CONTAINERS)


def _remove(element: Element | None) -> None:
    parent = element.getparent() if element is not None else None
    if element is not None and parent is not None:
        parent.remove(element)


def name_of(element: Element) -> str:
    """``dc:creator``, ``item``, ``atom:entry``: the local name with the prefix that we know it by."""
    return _name(element.tag, element.prefix)


@lru_cache(maxsize=1024)
def _name(tag: str, prefix: str | None) -> str:
    namespace, brace, local = tag.removeprefix("{").partition("}")
    if not brace or not tag.startswith("{"):
        return tag
    bare = namespace.lower().removeprefix("http://").removeprefix("https://").rstrip("/")
    prefix = _PREFIXES.get(bare, "wp" if bare.startswith("wordpress.org/export/1") else prefix)
    if bare.endswith("/excerpt"):
        prefix = "excerpt"
    return f"{prefix}:{local}" if prefix else local


def firsts(element: Element, *names: str) -> list[Element]:
    """The first child of each name, in the order of the names."""
    found: dict[str, Element] = {}
    for below in element.iterchildren("*"):
        name = name_of(below)
        if name in names and name not in found:
            found[name] = below
            if len(found) == len(names):
                break
    return [found[name] for name in names if name in found]


def child(element: Element, *names: str) -> Element | None:
    """The first child with one of the names, in the order of the names."""
    return next(iter(firsts(element, *names)), None)


def children(element: Element, *names: str) -> list[Element]:
    """All children with one of the names, in document order."""
    return [below for below in element.iterchildren("*") if name_of(below) in names]


def text_in(element: Element | None) -> str:
    """All text in an element, markup left out, without white space around it."""
    return "".join(element.itertext()).strip() if element is not None else ""


def child_text(element: Element, *names: str) -> str:
    """The text of the first child that has a name and text; empty for none."""
    return next((text for below in firsts(element, *names) if (text := text_in(below))), "")


def base_of(element: Element, base: Url | None) -> tuple[Url | None, bool]:
    """What relative addresses in ``element`` resolve by (XML Base), and whether ``xml:base`` says so."""
    written = [up.get(_XML_BASE) for up in (element, *element.iterancestors())]
    said = False
    for text in reversed(written):
        if text is not None:
            resolved = resolve(text, base)
            base, said = resolved or base, said or resolved is not None
    return base, said


def resolve(href: str | None, base: Url | None) -> Url | None:
    """An address of the web; None for anything else."""
    try:
        url = urls.parse((href or "").strip(), base) if href and href.strip() else None
    except UrlError:
        return None
    return url if url is not None and urls.scheme(url) in ("http", "https") else None


def inner_html(element: Element) -> str:
    """What an element contains, as HTML: no namespaces, no empty-element tags, addresses untouched."""
    from lxml import etree

    out = [escape(element.text or "", quote=False)]
    for event, node in etree.iterwalk(element, events=("start", "end")):
        if node is element:
            continue
        tag = node.tag.rpartition("}")[2].rpartition(":")[2]
        if event == "start":
            out.append(f"<{tag}{_attributes(node)}>")
            out.append(_text(tag, node.text or ""))
        else:
            out.append("" if tag in _VOID else f"</{tag}>")
            out.append(escape(node.tail or "", quote=False))
    return "".join(out)


def _attributes(element: Element) -> str:
    return "".join(f' {name.rpartition("}")[2]}="{escape(value)}"' for name, value in element.attrib.items())


def _text(tag: str, text: str) -> str:
    """Scripts and style sheets are not escaped in HTML."""
    raw = tag in ("script", "style") and "</" not in text
    return text if raw else escape(text, quote=False)
