"""Electronic books (EPUB 2 and 3): one book is one post, its chapters in reading order."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.entities import html5
from typing import TYPE_CHECKING
from urllib.parse import unquote

from snapshotter.errors import PostError
from snapshotter.model.post import PostSource
from snapshotter.pagemeta.dates import normalised
from snapshotter.pagemeta.encoding import decode
from snapshotter.posts.parts import Facts, Part, Prose
from snapshotter.posts.readers import xml
from snapshotter.posts.readers.container import Container, damaged, encrypted, opened

if TYPE_CHECKING:
    from lxml.etree import _Element

_CONTAINER = "META-INF/container.xml"
_TEXTS = frozenset(("application/xhtml+xml", "text/html", "application/x-dtbook+xml", "text/x-oeb1-document"))
_NOT_READ = frozenset(("cover", "toc", "title-page-image"))
"""What the guide of an EPUB 2 calls the parts that nobody reads."""
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_XML_ENTITIES = frozenset(("amp", "lt", "gt", "quot", "apos"))
_PROLOGUE = re.compile(
    r"\A\s*<\?xml[^>]{0,400}\?>|<!DOCTYPE[^>\[]{0,1000}(?:\[[^\]]{0,4000}\])?[^>]{0,100}>", re.IGNORECASE
)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_ADDRESSES = ("href", "src", "poster", "data", "cite", "{http://www.w3.org/1999/xlink}href", "srcset")
_DROPPED = frozenset(("script", "style", "head", "template"))
_NAME = re.compile(r"[A-Za-z][\w.-]*")
_NOTES = frozenset(("footnote", "rearnote", "endnote", "note"))


@dataclass(frozen=True, slots=True)
class _Item:
    """A line of the manifest."""

    path: str
    media_type: str
    properties: frozenset[str]


def read(source: PostSource) -> Iterator[Part]:
    """The one post of a book."""
    with opened(source) as container:
        package_path = _package_path(container)
        package = container.root(package_path)
        chapters = list(_chapters(container, package, posixpath.dirname(package_path)))
    if not chapters:
        raise damaged(source.source, "its spine names no text that is there")
    yield Prose(source.source, "epub", "".join(chapters), "fragment", source.data, _facts(package, source))


def _package_path(container: Container) -> str:
    root = container.root_or_none(_CONTAINER)
    named = (each.get("full-path") for each in xml.below(root, "rootfile")) if root is not None else ()
    packages = [
        str(name) for name in (*named, *(each for each in container.names() if each.endswith(".opf"))) if name
    ]
    path = next((name for name in packages if name in container), None)
    if path is None:
        raise damaged(container.where, f"neither {_CONTAINER} nor an .opf file says what is in the book")
    return path


def _chapters(container: Container, package: _Element, folder: str) -> Iterator[str]:
    items = _manifest(package, folder)
    skipped = _skipped(package, folder)
    locked = _encrypted(container)
    for reference in xml.below(package, "itemref"):
        item = items.get(reference.get("idref", ""))
        if item is None or item.path not in container or item.path in skipped:
            continue
        if "nav" in item.properties or item.media_type not in _TEXTS:
            continue
        if item.path.lower() in locked:
            raise encrypted(container.where)
        yield _chapter(container, item)


def _manifest(package: _Element, folder: str) -> Mapping[str, _Item]:
    return {
        item.get("id", ""): _Item(
            _path(folder, item.get("href", "")),
            item.get("media-type", "").lower(),
            frozenset(item.get("properties", "").split()),
        )
        for item in xml.below(package, "item")
    }


def _skipped(package: _Element, folder: str) -> frozenset[str]:
    return frozenset(
        _path(folder, each.get("href", ""))
        for each in xml.below(package, "reference")
        if each.get("type", "").lower() in _NOT_READ
    )


def _encrypted(container: Container) -> frozenset[str]:
    """Paths that cannot be read; fonts are often among them, and do not matter."""
    root = container.root_or_none("META-INF/encryption.xml")
    named = xml.below(root, "CipherReference") if root is not None else ()
    return frozenset(unquote(each.get("URI", "")).lstrip("/").lower() for each in named)


def _chapter(container: Container, item: _Item) -> str:
    """The body of a chapter; one that is cut short gives what can be had of it."""
    text = decode(container.read(item.path), None, markup=True)
    text = _PROLOGUE.sub("", text[:6000]) + text[6000:]
    text = _ENTITY.sub(_sign, text)
    try:
        root = xml.parsed(text.encode("utf-8", "replace"), f"{container.where}: {item.path}", recover=True)
    except PostError:
        return ""
    body = next(xml.below(root, "body"), root)
    return _as_html(body)


def _as_html(body: _Element) -> str:
    from lxml import etree

    for node in list(body.iter()):
        local = xml.name(node)
        if not local or local in _DROPPED:
            _remove(node)
            continue
        _unlink(node)
        kinds = (xml.attribute(node, "type") or "").split()
        node.tag = _tag(local, kinds)
    etree.cleanup_namespaces(body)
    return str(etree.tostring(body, method="html", encoding="unicode", with_tail=False))


def _tag(local: str, kinds: list[str]) -> str:
    """The tag that HTML has; notes are the author's own, and no asides.  Broken ones say nothing."""
    if local == "body" or (local == "aside" and _NOTES & set(kinds)):
        return "div"
    return local if _NAME.fullmatch(local) else "span"


def _unlink(node: _Element) -> None:
    """Without addresses of other parts of the book."""
    for name in _ADDRESSES:
        href = node.get(name)
        if href is not None and not _SCHEME.match(href.strip()):
            del node.attrib[name]


def _remove(node: _Element) -> None:
    """Take an element out, and keep the text behind it."""
    parent, tail = node.getparent(), node.tail
    if parent is None:
        return
    before = node.getprevious()
    if tail and before is not None:
        before.tail = (before.tail or "") + tail
    elif tail:
        parent.text = (parent.text or "") + tail
    parent.remove(node)


def _sign(found: re.Match[str]) -> str:
    return found[0] if found[1] in _XML_ENTITIES else html5.get(f"{found[1]};", found[0])


def _path(folder: str, href: str) -> str:
    return posixpath.normpath(posixpath.join(folder, unquote(href.partition("#")[0])))


def _facts(package: _Element, source: PostSource) -> Facts:
    metadata = next(xml.below(package, "metadata"), package)
    return Facts(
        uri=source.base_url,
        title=next(_said(metadata, "title"), None),
        author=", ".join(_said(metadata, "creator")) or None,
        published=_published(metadata),
    )


def _said(metadata: _Element, name: str) -> Iterator[str]:
    return (text for each in xml.below(metadata, name) if (text := xml.text_of(each)))


def _published(metadata: _Element) -> str | None:
    """The date of publication; of several, not the one that says when the file was made."""
    dates = sorted(
        xml.below(metadata, "date"),
        key=lambda date: xml.attribute(date, "event") not in (None, "publication"),
    )
    for date in dates:
        text = xml.text_of(date)
        if re.fullmatch(r"\d{4}(?:-\d{2})?", text):
            return text
        found = normalised(text)
        if found:
            return found
    return None
