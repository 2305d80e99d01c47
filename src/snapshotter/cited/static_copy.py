"""A page as one HTML file that needs nothing else: no scripts, no requests, everything it shows inside.

The loaded document is written again tag by tag.  What runs, sends or loads by itself goes; style sheets,
images, fonts and media come in as what was recorded; shadow roots stay, as declarative ones.  A policy
(CSP) in the file forbids whatever might have been missed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from snapshotter import urls
from snapshotter.cited import vectors
from snapshotter.cited.elements import RULES, Surroundings, harmless
from snapshotter.cited.embedding import Embedding, Resource, resolved
from snapshotter.cited.markup import Doctype, End, Tag, Text, Token, escaped, tokens
from snapshotter.pagemeta.encoding import decode
from snapshotter.urls import Url

MAX_RESOURCE_BYTES = 20_000_000
MAX_TOTAL_BYTES = 100_000_000
POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline' data:; font-src data:; media-src data:;"
    " form-action 'none'"
)
MAX_DEPTH = 3
"""Frames in frames, and drawings in drawings, that are copied; deeper ones are not."""
_MAX_NAMED = 200
_GONE = frozenset(("script", "noscript", "noframes", "applet", "bgsound", "basefont", "base"))
_GONE_WHOLE = frozenset(("portal", "fencedframe"))
_CONTAINERS = frozenset(("object", "embed", "frame", "iframe"))
_BASE64 = 3 / 4
"""Bytes of a resource in a character of the file."""


def static_copy(
    dom: str,
    base: Url,
    resource: Resource,
    *,
    max_resource_bytes: int = MAX_RESOURCE_BYTES,
    max_total_bytes: int = MAX_TOTAL_BYTES,
) -> bytes:
    """``dom``, the page at ``base``, as one file of HTML in UTF-8.

    ``resource`` gives what was recorded: media type and decoded bytes.  What it does not have, what is
    larger than ``max_resource_bytes``, or would make the file larger than about ``max_total_bytes``, is
    left out and named in the comment at the file's beginning.  Never raises for what the page contains.
    """
    into = Embedding(resource, max_resource_bytes, int(max_total_bytes * _BASE64))
    here = urls.without_fragment(base)
    copy = _Copy(Surroundings(here, here, into, 0))
    copy.take(dom)
    return f"{copy.doctype}{_note(here, into)}\n{copy.text}".encode("utf-8", "replace")


class _Copy:
    """One document, or a frame's, or a drawing, on its way into the file."""

    def __init__(self, around: Surroundings, *, document: bool = True) -> None:
        self.doctype = ""
        self._around = around
        self._out: list[str] = []
        self._has_head = self._has_icon = not document
        self._has_base = False
        self._uses: list[str] = []
        """End tags of the ``use`` elements that are open."""
        self._left_out: list[str] = []
        """The element that is left out with all that is in it, once for each of its name that is open."""

    @property
    def text(self) -> str:
        return "".join(self._out)

    @property
    def whole(self) -> str:
        return self.doctype + self.text

    def take(self, markup: str) -> None:
        for token in tokens(markup):
            if not self._skips(token):
                self._take(token)
        if not self._has_head:
            self._out.insert(0, self._head())

    def _take(self, token: Token) -> None:
        if isinstance(token, Text):
            self._out.append(token.markup)
        elif isinstance(token, End):
            self._end(token.name)
        elif isinstance(token, Doctype):
            self.doctype = self.doctype or token.markup
        else:
            self._start(token)

    def _skips(self, token: Token) -> bool:
        """Whether the token is inside something that is left out, or opens or closes it."""
        if isinstance(token, Tag):
            same = bool(self._left_out) and token.name == self._left_out[0]
            if not token.empty and (same or (not self._left_out and _is_left_out(token))):
                self._left_out.append(token.name)
        elif isinstance(token, End) and self._left_out and token.name == self._left_out[0]:
            self._left_out.pop()
            return True
        return bool(self._left_out)

    def _end(self, name: str) -> None:
        if name == "head" and not self._has_icon:
            self._has_icon = True
            # a browser that is served the file would ask for /favicon.ico
            self._out.append('<link rel="icon" href="data:,">')
        if name == "use" and self._uses:
            self._out.append(self._uses.pop())
        elif name == "frameset":
            self._out.append("</div>")
        elif name not in _GONE and name not in _CONTAINERS:
            self._out.append(f"</{name}>")

    def _start(self, tag: Tag) -> None:
        if tag.name == "base" and "href" in tag.attributes and not self._has_base:
            self._has_base = True
            self._around.base = resolved(tag.get("href"), self._around.address) or self._around.base
        if tag.name in _GONE:
            return
        if not self._has_head and tag.name not in ("html", "head"):
            self._out.append(self._head())
        special = _SPECIAL.get(tag.name)
        if special is not None:
            self._out.append(special(self, tag))
        else:
            self._write(tag)
        if tag.name == "head" and not self._has_head:
            self._out.append(self._head())

    def _write(self, tag: Tag) -> None:
        rule = RULES.get(tag.name)
        kept = rule(tag, self._around) if rule is not None else tag
        if kept is not None:
            self._has_icon = self._has_icon or (kept.name == "link" and "icon" in kept.get("rel").lower())
            self._out.append(self._element(kept))

    def _element(self, tag: Tag) -> str:
        kept = harmless(tag, self._around)
        return kept.written() + (f"{kept.content}</{kept.name}>" if kept.content is not None else "")

    def _head(self) -> str:
        self._has_head = True
        policy = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        canonical = f'<link rel="canonical" href="{escaped(self._around.address)}">'
        return f'<meta charset="utf-8">{policy}{canonical}'

    def _use(self, tag: Tag) -> str:
        """A drawing from another file is put in its place; browsers take none from ``data:``."""
        around = self._around
        href = tag.get("href") or tag.get("xlink:href")
        source = around.drawing or around.base
        url = resolved(href, source)
        here = href.startswith("#") and around.drawing is None
        others = {name: value for name, value in tag.attributes.items() if name not in ("href", "xlink:href")}
        drawing = None
        if url is None or here or urls.without_fragment(url) == around.address:
            others["href"] = f"#{urls.fragment(url) or ''}" if url else None
        elif around.depth < MAX_DEPTH:
            drawing = vectors.used(tag, href, source, around.into)
        if drawing is None:
            self._uses += [] if tag.empty else ["</use>"]
            return self._element(Tag("use", others, tag.empty))
        self._uses += [] if tag.empty else ["</g>"]
        inner = _Copy(replace(around, drawing=url, depth=around.depth + 1), document=False)
        inner.take(drawing)
        return inner.text if tag.empty else f"<g>{inner.text}"

    def _frame(self, tag: Tag) -> str:
        """The frame's own copy where it was recorded, else an empty box that says what was there."""
        address = resolved(tag.get("src"), self._around.base)
        inner = self._framed(tag.get("src"), tag.attributes.get("srcdoc"))
        if inner is None and address is not None and not address.startswith("about:"):
            shown = escaped(address[:500]) if address.startswith(("http:", "https:")) else "a frame"
            inner = f"<!DOCTYPE html><p>Not in this copy: {shown}</p>"
        attributes = {name: value for name, value in tag.attributes.items() if name != "src"}
        if tag.name == "frame":
            attributes = {"style": "flex:1;height:auto;border:1px solid gray"}
        opening = self._element(Tag("iframe", attributes))
        if inner is None:
            return f"{opening}</iframe>"
        return f'{opening[:-1]} sandbox="" srcdoc="{escaped(inner)}"></iframe>'

    def _framed(self, source: str, document: str | None) -> str | None:
        around = self._around
        if around.depth >= MAX_DEPTH:
            return None
        if document is not None:
            inner = _Copy(replace(around, depth=around.depth + 1))
            inner.take(document)
            return inner.whole
        found = around.into.fetched(source, around.base) if source else None
        if found is None:
            return None
        url, media_type, body = found
        if media_type.startswith("image/"):
            return f'<!DOCTYPE html><body style="margin:0"><img src="{around.data(source) or ""}">'
        if media_type not in ("text/html", "application/xhtml+xml"):
            return None
        here = urls.without_fragment(url)
        inner = _Copy(Surroundings(here, here, around.into, around.depth + 1))
        inner.take(decode(body, media_type, markup=True))
        return inner.whole

    def _object(self, tag: Tag) -> str:
        """A picture, or a document as a frame would have it; otherwise what the page shows instead."""
        source = tag.get("data") or tag.get("src")
        data = self._around.data(source) if source else None
        kept = {name: value for name, value in tag.attributes.items() if name not in ("data", "src", "type")}
        if data is None or not data.startswith(("data:image/", "data:text/html")):
            return ""
        if tag.name == "object":
            self._left_out.append("object")
        if data.startswith("data:image/"):
            return self._element(Tag("img", {**kept, "src": data}))
        return self._frame(Tag("iframe", {**kept, "src": source}))

    def _frameset(self, tag: Tag) -> str:
        """Frames of old, which cannot have their document inside, become frames of today."""
        direction = "row" if tag.get("cols") else "column"
        return f'<div style="display:flex;flex-direction:{direction};height:100vh;width:100%">'


_SPECIAL: dict[str, Callable[[_Copy, Tag], str]] = {
    "use": _Copy._use,
    "iframe": _Copy._frame,
    "frame": _Copy._frame,
    "frameset": _Copy._frameset,
    "object": _Copy._object,
    "embed": _Copy._object,
}


def _is_left_out(tag: Tag) -> bool:
    """Whether nothing of an element is to be seen; templates are inert unless they are shadow roots."""
    if tag.name == "template":
        return not (tag.get("shadowrootmode") or tag.get("shadowroot"))
    return tag.name in _GONE_WHOLE


def _note(address: Url, into: Embedding) -> str:
    """What the file is, for whoever opens it in an editor."""
    lines = [f"Static copy of {address}: no scripts, no forms, no requests."]
    if into.left_out:
        lines.append(f"Not in it ({len(into.left_out)}):")
        lines += [f"  {url[:500]} ({why})" for url, why in list(into.left_out.items())[:_MAX_NAMED]]
    text = "\n".join(lines).replace("--", "-\u2010").replace(">", "&gt;")
    return f"<!-- {text} -->"
