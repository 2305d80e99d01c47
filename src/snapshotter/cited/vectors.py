"""Drawings that a page takes from other SVG files with ``use`` (SVG 2, 5.5)."""

from __future__ import annotations

from snapshotter import urls
from snapshotter.cited.embedding import Embedding
from snapshotter.cited.markup import Tag, escaped
from snapshotter.pagemeta import tree
from snapshotter.pagemeta.encoding import decode
from snapshotter.urls import Url

_PLACED = ("x", "y", "width", "height")


def used(tag: Tag, href: str, base: Url, into: Embedding) -> str | None:
    """Markup that draws what ``use`` would have drawn; None when it was not recorded."""
    found = into.fetched(href, base)
    if found is None:
        return None
    url, _, body = found
    root = tree.parse(decode(body, "image/svg+xml", markup=True))
    drawing = root.css_first("svg") if root is not None else None
    part = urls.fragment(url)
    if drawing is not None and part:
        drawing = next((node for node in drawing.css("[id]") if node.attributes.get("id") == part), None)
    markup = drawing.html if drawing is not None else None
    if drawing is None or markup is None:
        return None
    carried = {name: value for name, value in tag.attributes.items() if name not in ("href", "xlink:href")}
    if drawing.tag in ("symbol", "svg"):
        own = {name: value for name, value in drawing.attributes.items() if name not in ("id", *_PLACED)}
        inner = markup[markup.index(">") + 1 : markup.rindex("</")] if "</" in markup else ""
        sized = {"width": "100%", "height": "100%"} | carried
        return f"{Tag('svg', {**own, **sized}).written()}{inner}</svg>"
    moved = f"translate({_number(carried.pop('x', None))},{_number(carried.pop('y', None))})"
    turned = carried.pop("transform", None) or ""
    kept = {name: value for name, value in carried.items() if name not in _PLACED}
    return f'{Tag("g", kept).written()[:-1]} transform="{escaped(turned)} {moved}">{markup}</g>'


def _number(length: str | None) -> float:
    try:
        return float((length or "0").strip().removesuffix("px"))
    except ValueError:
        return 0.0
