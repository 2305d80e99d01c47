"""What a page says of itself, collected: meta tags, links, JSON-LD, headings, times, bylines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from snapshotter import urls
from snapshotter.errors import UrlError
from snapshotter.pagemeta import jsonld, tree
from snapshotter.patterns import Pattern
from snapshotter.urls import Url

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

MAX_SCRIPTS = 50
_MAX_TEXT = 1000
_LINK = Pattern(
    r"<([^<>]{0,2000})>((?:\s*;\s*[^;,=\s]{1,40}\s*=\s*(?:\"[^\"]{0,200}\"|[^;,\s\"]{0,200})){0,20})"
)
_REL = Pattern(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^;,\s]*))")
_ELSEWHERE = Pattern(
    r"(?:\A|\s)(?:comments?|commentlist|disqus|respond|sidebar|related|recommended|promo|teasers?|footer|trending"
    r"|popular)(?:[-_\s]|\Z)"
)
"""Classes and ids of what is on a page beside its article."""
_ELSEWHERE_TAGS = frozenset(("aside", "nav", "footer"))
_MAX_DEPTH = 200


class Statements:
    """One page's statements about itself, each kind in document order."""

    def __init__(self, html: str, url: Url, fields: Sequence[tuple[str, str]]) -> None:
        self.root = tree.parse(html) if html.strip() else None
        self.fields = [(name.lower(), value) for name, value in fields]
        self.base = self._base(url)
        self.metas: dict[str, list[str]] = {}
        for node in self.nodes("meta"):
            self._add_meta(node)
        self.objects = list(self._objects())
        self.by_id = {
            item["@id"]: item for item in self.objects if len(item) > 1 and isinstance(item.get("@id"), str)
        }

    def nodes(self, selector: str) -> list[LexborNode]:
        return self.root.css(selector) if self.root is not None else []

    def said(self, *names: str) -> Iterator[str]:
        """What meta tags of these names say, name by name."""
        for name in names:
            yield from self.metas.get(name, ())

    def links(self, relation: str) -> Iterator[Url]:
        """Addresses of links with a relation: the response's ``Link`` fields (RFC 8288), then the page's."""
        for name, value in self.fields:
            if name == "link":
                yield from self.absolute(
                    found[1]
                    for found in _LINK.finditer(value[:20_000])
                    for rel in [_REL.search(found[2])]
                    if rel and relation in (rel[1] or rel[2] or "").lower().split()
                )
        hrefs = (_attribute(node, "href") for node in self.nodes(f'link[rel~="{relation}" i]'))
        yield from self.absolute(hrefs)

    def absolute(self, hrefs: Iterable[str]) -> Iterator[Url]:
        """The http(s) addresses among them, resolved."""
        for href in hrefs:
            try:
                address = urls.parse(href.strip(), self.base) if href.strip() else None
            except UrlError:
                continue
            if address is not None and urls.scheme(address) in ("http", "https"):
                yield address

    def item(self, name: str) -> Iterator[LexborNode]:
        """Elements with a microdata property, outside of comments and the like."""
        return (node for node in self.nodes(f'[itemprop~="{name}" i]') if not elsewhere(node))

    def _base(self, url: Url) -> Url:
        for node in self.nodes("base[href]"):
            try:
                return urls.parse(_attribute(node, "href"), url)
            except UrlError:
                break
        return url

    def _add_meta(self, node: LexborNode) -> None:
        content = " ".join(_attribute(node, "content").split())
        if not content:
            return
        for key in ("property", "name", "itemprop", "http-equiv"):
            for name in _attribute(node, key).lower().split():
                values = self.metas.setdefault(name.replace("dcterms:", "dcterms.").replace("dc:", "dc."), [])
                if content not in values:
                    values.append(content)

    def _objects(self) -> Iterator[dict[str, Any]]:
        for node in self.nodes('script[type*="ld+json" i]')[:MAX_SCRIPTS]:
            yield from jsonld.load(node.text())


def text_of(node: LexborNode) -> str:
    """Its words, shortened; white space collapsed."""
    return " ".join(node.text()[: 4 * _MAX_TEXT].split())[:_MAX_TEXT]


def elsewhere(node: LexborNode) -> bool:
    """Whether an element stands in comments, a sidebar, a teaser: what it says is of another text."""
    above: LexborNode | None = node
    for _ in range(_MAX_DEPTH):
        above = above.parent if above is not None else None
        if above is None or above.tag == "body":
            return False
        named = f"{_attribute(above, 'class')[:500]} {_attribute(above, 'id')[:100]}".lower()
        if above.tag in _ELSEWHERE_TAGS or _ELSEWHERE.search(named):
            return True
    return False


def inside(node: LexborNode, *tags: str) -> bool:
    above = node.parent
    for _ in range(_MAX_DEPTH):
        if above is None:
            return False
        if above.tag in tags:
            return True
        above = above.parent
    return False


def _attribute(node: LexborNode, name: str) -> str:
    return node.attributes.get(name) or ""
