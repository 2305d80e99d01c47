"""What becomes of single elements of a page in a copy of it that runs, sends and loads nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from snapshotter import urls
from snapshotter.cited import srcsets, styles
from snapshotter.cited.embedding import Embedding, resolved
from snapshotter.cited.markup import Tag
from snapshotter.patterns import Pattern
from snapshotter.urls import Url

_NO_ATTRIBUTES_TEXT = """
    nonce integrity crossorigin ping action formaction formtarget autofocus autoplay loading fetchpriority
    referrerpolicy http-equiv manifest profile background longdesc dynsrc lowsrc codebase archive classid code
    attributionsrc imagesrcset imagesizes srcdoc allow sandbox preload
"""
_NO_ATTRIBUTES = frozenset(_NO_ATTRIBUTES_TEXT.split())
"""What loads, sends or runs, or tells how to; what of it is shown is put back by the element's rule."""
_ADDRESSES = {"a": "href", "area": "href", "blockquote": "cite", "q": "cite", "ins": "cite", "del": "cite"}
_KEPT_RELATIONS = frozenset(("author", "license", "alternate", "next", "prev", "help", "search", "me"))
_IGNORE_CASE, _DOT_ALL = 2, 16
_SCRIPT_SCHEME = Pattern(
    r"[\x00-\x20]*(?:j\s*a\s*v\s*a|v\s*b)\s*s\s*c\s*r\s*i\s*p\s*t\s*:", flags=_IGNORE_CASE
)
_CSS_TYPE = Pattern(r"\s*(?:text/css\s*)?(?:;.*)?", flags=_IGNORE_CASE | _DOT_ALL)


@dataclass(slots=True)
class Surroundings:
    """Where in which document an element stands."""

    address: Url
    """Of the document, without fragment."""
    base: Url
    """What its addresses are relative to."""
    into: Embedding
    depth: int
    """Documents and drawings around it that are not the page itself."""
    drawing: Url | None = None
    """The SVG file that the markup is from, where it is not from the document."""

    def data(self, href: str) -> str | None:
        return self.into.data(href, self.base)

    def link(self, href: str) -> str:
        """The link as an absolute address; one to a place in this document stays one."""
        if href.strip().startswith("#") and self.base == self.address:
            return href
        url = resolved(href, self.base)
        if url is None:
            return href
        part = urls.fragment(url)
        return f"#{part}" if part is not None and urls.without_fragment(url) == self.address else url


Rule = Callable[[Tag, Surroundings], Tag | None]
"""The element as it is in the copy; None for one that is not."""


def harmless(tag: Tag, around: Surroundings) -> Tag:
    """Any element without the attributes that run, send or load."""
    kept = {name: value for name, value in tag.attributes.items() if _is_kept(name, value)}
    if "style" in kept:
        kept["style"] = styles.embedded(kept["style"] or "", around.base, around.into)
    if "background" in tag.attributes and (data := around.data(tag.get("background"))):
        kept["background"] = data
    name = _ADDRESSES.get(tag.name)
    if name in kept:
        kept[name] = around.link(kept[name] or "")
    elif name in tag.attributes and name == "href":
        kept[name] = "#"  # it was a script's, and still looks like a link
    if tag.name == "a" and "xlink:href" in kept:
        kept["xlink:href"] = around.link(kept["xlink:href"] or "")
    return Tag(tag.name, kept, tag.empty, tag.content)


def _meta(tag: Tag, around: Surroundings) -> Tag | None:
    """The file has its own encoding and policy; refreshes and cookies go."""
    return None if tag.get("http-equiv") or "charset" in tag.attributes else tag


def _link(tag: Tag, around: Surroundings) -> Tag | None:
    relations = tag.get("rel").lower().split()
    if "stylesheet" in relations:
        return _sheet(tag, around, relations)
    if "icon" in relations or any(each.startswith("apple-touch-icon") for each in relations):
        data = around.data(tag.get("href"))
        return Tag("link", _some(tag, "rel", "sizes", "type") | {"href": data}) if data else None
    if not relations or not _KEPT_RELATIONS.issuperset(relations):
        return None
    return Tag("link", {**tag.attributes, "href": around.link(tag.get("href"))})


def _sheet(tag: Tag, around: Surroundings, relations: list[str]) -> Tag | None:
    if "alternate" in relations or "disabled" in tag.attributes or not _CSS_TYPE.fullmatch(tag.get("type")):
        return None
    css = styles.sheet(tag.get("href"), around.base, around.into)
    if css is None:
        return None
    return Tag("style", _some(tag, "media", "id", "class"), content=styles.for_element(css))


def _style(tag: Tag, around: Surroundings) -> Tag:
    if tag.content is not None and _CSS_TYPE.fullmatch(tag.get("type")):
        css = styles.embedded(tag.content, around.base, around.into)
        return Tag("style", tag.attributes, content=styles.for_element(css))
    return tag


def _image(tag: Tag, around: Surroundings) -> Tag:
    """One address: the largest of those that were recorded."""
    chosen = srcsets.best(tag.get("srcset"), around.base, around.into)
    others = {name: value for name, value in tag.attributes.items() if name not in ("src", "srcset", "sizes")}
    if chosen:
        return Tag("img", {**others, **_some(tag, "sizes"), "srcset": chosen})
    data = around.data(tag.get("src"))
    return Tag("img", {**others, "src": data} if data else others)


def _source(tag: Tag, around: Surroundings) -> Tag | None:
    """Of ``picture``, ``video`` and ``audio``: one that is not there would be chosen all the same."""
    if "srcset" in tag.attributes:
        name, data = "srcset", srcsets.best(tag.get("srcset"), around.base, around.into)
    else:
        name, data = "src", around.data(tag.get("src"))
    return Tag(tag.name, {**tag.attributes, name: data}) if data else None


def _media(tag: Tag, around: Surroundings) -> Tag:
    attributes = {name: value for name, value in tag.attributes.items() if name not in ("src", "poster")}
    for name in ("src", "poster"):
        data = around.data(tag.get(name)) if name in tag.attributes else None
        attributes |= {name: data} if data else {}
    return Tag(tag.name, attributes, tag.empty)


def _drawn(tag: Tag, around: Surroundings) -> Tag:
    """An image inside a drawing."""
    attributes = dict(tag.attributes)
    for name in ("href", "xlink:href"):
        if (href := tag.get(name)) and not href.startswith("#"):
            attributes[name] = around.data(href)
    return Tag(tag.name, attributes, tag.empty)


def _animation(tag: Tag, around: Surroundings) -> Tag | None:
    target = tag.get("attributename").lower()
    return None if target.endswith("href") or target.startswith("on") else tag


def _some(tag: Tag, *names: str) -> dict[str, str | None]:
    return {name: tag.attributes[name] for name in names if name in tag.attributes}


def _is_kept(name: str, value: str | None) -> bool:
    if name.startswith("on") or name in _NO_ATTRIBUTES:
        return False
    return value is None or not _SCRIPT_SCHEME.match(value)


RULES: Mapping[str, Rule] = {
    "meta": _meta,
    "link": _link,
    "style": _style,
    "img": _image,
    "source": _source,
    "track": _source,
    "video": _media,
    "audio": _media,
    "input": _media,
    "image": _drawn,
    "feimage": _drawn,
    **dict.fromkeys(("animate", "set", "animatetransform", "animatemotion"), _animation),
}
