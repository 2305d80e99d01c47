"""An HTML document read for its shape: what a visitor would see of it, in words and numbers."""

from __future__ import annotations

import re
from bisect import bisect
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from snapshotter.pagemeta.tree import bounded, walk

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

MAX_MARKUP_CHARS = 3_000_000
MAX_NODES = 150_000
_MAX_KEPT = 500
"""Links, buttons, frames: more of them say nothing more."""
_MAX_SCRIPT_CHARS = 400_000
_MAX_IMAGES = 20

_BLOCK_TEXT = """
    address article aside blockquote body br button caption center dd details dialog div dl dt fieldset
    figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html iframe legend li main nav noscript ol
    option p pre section summary table tbody td tfoot th thead tr ul
"""
_BLOCKS = frozenset(_BLOCK_TEXT.split())
_SILENT_TEXT = """
    audio canvas datalist head iframe math noframes noscript object option script select style svg template
    textarea title video
"""
_SILENT = frozenset(_SILENT_TEXT.split())
_HEADINGS = frozenset(("h1", "h2", "h3"))
_HIDDEN = re.compile(r"display\s{0,5}:\s{0,5}none|visibility\s{0,5}:\s{0,5}hidden", re.IGNORECASE)
_REFRESH = re.compile(
    r"\s{0,9}(\d{0,6})(?:\.\d{0,6})?\s{0,9}(?:[;,]?\s{0,9}(?:url\s{0,9}=\s{0,9})?(.{0,4000}))?",
    re.DOTALL | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Refresh:
    """``<meta http-equiv=refresh>``."""

    delay_s: int
    target: str
    """As written; empty where the page loads itself again."""


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text between two block boundaries."""

    text: str
    link_chars: int
    """How many of its characters are in links or buttons."""


@dataclass(slots=True)
class Document:
    """What was found; filled while the tree is walked, and read only afterwards."""

    title: str = ""
    headings: list[str] = field(default_factory=list)
    """Visible ``h1``; ``h2`` and ``h3`` where there is none."""
    has_h1: bool = False
    blocks: list[Block] = field(default_factory=list)
    hidden_blocks: list[Block] = field(default_factory=list)
    """Text that is not displayed until a script shows it."""
    noscript: str = ""
    scripts: str = ""
    """Inline scripts, one after the other, data blocks left out."""
    script_sources: list[str] = field(default_factory=list)
    linked_data: str = ""
    """JSON-LD as written."""
    meta: dict[str, str] = field(default_factory=dict)
    """By name, property or ``http-equiv`` in lower case."""
    refresh: Refresh | None = None
    canonical: str = ""
    ids: set[str] = field(default_factory=set)
    classes: set[str] = field(default_factory=set)
    """Of ``html`` and ``body``."""
    buttons: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    """Address as written, and words."""
    frames: list[str] = field(default_factory=list)
    form_targets: list[str] = field(default_factory=list)
    image_sources: list[str] = field(default_factory=list)
    link_count: int = 0
    image_count: int = 0
    media_count: int = 0
    """Video, audio, canvas, object, embed, and SVG of the page's own."""
    password_fields: int = 0
    text_fields: int = 0
    frameset: bool = False


def read(markup: str) -> Document:
    """The document in ``markup``.  Time is bounded by its length."""
    from selectolax.lexbor import LexborHTMLParser

    document = Document()
    scripted, document.noscript = _without_noscript(markup[:MAX_MARKUP_CHARS])
    root = LexborHTMLParser(bounded(scripted)).root
    if root is not None:
        _Reading(document).run(root)
    return document


class _Reading:
    """One walk through the tree."""

    def __init__(self, document: Document) -> None:
        self._into = document
        self._silent = 0
        self._hidden: list[LexborNode] = []
        self._link: list[str] | None = None
        self._link_target = ""
        self._button: list[str] | None = None
        self._heading: list[str] | None = None
        self._found_headings: dict[str, list[str]] = {"h1": [], "h2": [], "h3": []}
        self._pieces: list[str] = []
        self._hidden_pieces: list[str] = []
        self._link_chars = 0
        self._scripts: list[str] = []
        self._data: list[str] = []

    def run(self, root: LexborNode) -> None:
        for count, (node, entered) in enumerate(walk(root)):
            if count > MAX_NODES:
                break
            if node.is_text_node:
                if entered:
                    self._text(node.text_content or "")
            elif entered:
                self._enter(node, node.tag or "")
            else:
                self._leave(node, node.tag or "")
        self._finish()

    def _finish(self) -> None:
        self._end_block()
        into, found = self._into, self._found_headings
        into.has_h1 = bool(found["h1"])
        into.headings = (found["h1"] or [*found["h2"], *found["h3"]])[:12]
        into.scripts = "\n".join(self._scripts)[:_MAX_SCRIPT_CHARS]
        into.linked_data = "\n".join(self._data)[:_MAX_SCRIPT_CHARS]

    def _text(self, text: str) -> None:
        if self._silent:
            return
        if self._hidden:
            self._hidden_pieces.append(text)
            return
        self._pieces.append(text)
        for kept in (self._link, self._button, self._heading):
            if kept is not None:
                kept.append(text)
        if self._link is not None or self._button is not None:
            self._link_chars += len(text.strip())

    def _enter(self, node: LexborNode, tag: str) -> None:
        attributes = node.attributes
        if tag in _BLOCKS:
            self._end_block()
        self._note(node, tag, attributes)
        if tag in _SILENT:
            self._silent += 1
        elif not self._silent and _is_hidden(tag, attributes):
            self._hidden.append(node)
        if self._silent or self._hidden:
            return
        if tag == "a" and attributes.get("href"):
            self._link, self._link_target = [], attributes.get("href") or ""
            self._into.link_count += 1
        elif tag == "button" or attributes.get("role") == "button":
            self._button = []
        elif tag in _HEADINGS:
            self._heading = []

    def _leave(self, node: LexborNode, tag: str) -> None:
        if tag in _BLOCKS:
            self._end_block()
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif self._hidden and self._hidden[-1].mem_id == node.mem_id:
            self._hidden.pop()
        if tag == "a" and self._link is not None:
            _keep(self._into.links, (self._link_target, _spaced("".join(self._link))[:200]))
            self._link = None
        if self._button is not None and (tag == "button" or node.attributes.get("role") == "button"):
            _keep(self._into.buttons, _spaced("".join(self._button))[:120])
            self._button = None
        if tag in _HEADINGS and self._heading is not None:
            words = _spaced("".join(self._heading))[:300]
            if words:
                _keep(self._found_headings[tag], words)
            self._heading = None

    def _end_block(self) -> None:
        if self._pieces:
            text = _spaced("".join(self._pieces))
            if text:
                self._into.blocks.append(Block(text, self._link_chars))
        self._pieces, self._link_chars = [], 0
        if self._hidden_pieces:
            text = _spaced("".join(self._hidden_pieces))
            if text:
                self._into.hidden_blocks.append(Block(text, 0))
            self._hidden_pieces = []

    def _note(self, node: LexborNode, tag: str, attributes: dict[str, str | None]) -> None:
        into = self._into
        if identity := attributes.get("id"):
            into.ids.add(identity.lower())
        note = _NOTES.get(tag)
        if note is not None:
            note(self, node, attributes)

    def _note_title(self, node: LexborNode, _: dict[str, str | None]) -> None:
        if not self._into.title and not _inside(node, "svg"):
            self._into.title = _spaced(node.text() or "")[:1000]

    def _note_root(self, _: LexborNode, attributes: dict[str, str | None]) -> None:
        self._into.classes.update((attributes.get("class") or "").lower().split()[:200])

    def _note_script(self, node: LexborNode, attributes: dict[str, str | None]) -> None:
        if source := attributes.get("src"):
            _keep(self._into.script_sources, source[:2000])
            return
        kind = (attributes.get("type") or "").lower()
        text = node.text() or ""
        if "ld+json" in kind:
            self._data.append(text)
        elif sum(map(len, self._scripts)) < _MAX_SCRIPT_CHARS:
            self._scripts.append(text)

    def _note_meta(self, _: LexborNode, attributes: dict[str, str | None]) -> None:
        content = attributes.get("content") or ""
        name = attributes.get("name") or attributes.get("property") or attributes.get("http-equiv") or ""
        if not name or len(self._into.meta) > _MAX_KEPT:
            return
        self._into.meta.setdefault(name.lower(), content[:4000])
        if name.lower() == "refresh" and self._into.refresh is None:
            self._into.refresh = _refresh(content)

    def _note_link(self, _: LexborNode, attributes: dict[str, str | None]) -> None:
        if "canonical" in (attributes.get("rel") or "").lower().split():
            self._into.canonical = self._into.canonical or (attributes.get("href") or "")[:2000]

    def _note_input(self, _: LexborNode, attributes: dict[str, str | None]) -> None:
        kind = (attributes.get("type") or "text").lower()
        if kind == "password":
            self._into.password_fields += 1
        elif kind in ("text", "email", "tel", "search"):
            self._into.text_fields += 1
        elif kind in ("submit", "button"):
            _keep(self._into.buttons, _spaced(attributes.get("value") or "")[:120])

    def _note_form(self, _: LexborNode, attributes: dict[str, str | None]) -> None:
        _keep(self._into.form_targets, (attributes.get("action") or "")[:2000])

    def _note_frame(self, _: LexborNode, attributes: dict[str, str | None]) -> None:
        if source := attributes.get("src"):
            _keep(self._into.frames, source[:2000])

    def _note_frameset(self, _: LexborNode, __: dict[str, str | None]) -> None:
        self._into.frameset = True

    def _note_image(self, _: LexborNode, attributes: dict[str, str | None]) -> None:
        tiny = attributes.get("width") in ("0", "1") or attributes.get("height") in ("0", "1")
        if tiny:
            return
        self._into.image_count += 1
        if self._into.image_count <= _MAX_IMAGES:
            _keep(self._into.image_sources, (attributes.get("src") or "")[:500])

    def _note_media(self, _: LexborNode, __: dict[str, str | None]) -> None:
        self._into.media_count += 1


_NOTES = {
    "title": _Reading._note_title,
    "html": _Reading._note_root,
    "body": _Reading._note_root,
    "script": _Reading._note_script,
    "meta": _Reading._note_meta,
    "link": _Reading._note_link,
    "input": _Reading._note_input,
    "form": _Reading._note_form,
    "iframe": _Reading._note_frame,
    "frame": _Reading._note_frame,
    "frameset": _Reading._note_frameset,
    "img": _Reading._note_image,
    "video": _Reading._note_media,
    "audio": _Reading._note_media,
    "canvas": _Reading._note_media,
    "object": _Reading._note_media,
    "embed": _Reading._note_media,
    "svg": _Reading._note_media,
}


_NOSCRIPT_END = re.compile(r"</noscript\s{0,9}>", re.IGNORECASE)
_NOSCRIPT = re.compile(r"<noscript(?:\s[^<>]{0,500})?>", re.IGNORECASE)
_MARKUP = re.compile(r"<[^<>]{0,3000}>")
_MAX_NOSCRIPT_CHARS = 100_000


def _without_noscript(markup: str) -> tuple[str, str]:
    """The markup as a browser with scripts reads it, and the words that others would see.

    There ``noscript`` is raw text up to its end tag, whatever is left open within.
    """
    if "</noscript" not in markup.lower():
        return markup, ""
    pieces: list[str] = []
    words: list[str] = []
    ends = [found.span() for found in _NOSCRIPT_END.finditer(markup)]
    starts = [start for start, _ in ends]
    at = 0
    for found in _NOSCRIPT.finditer(markup) if ends else ():
        place = bisect(starts, found.end() - 1)
        if found.start() < at or place == len(ends) or starts[place] - found.end() > _MAX_NOSCRIPT_CHARS:
            continue
        inner = markup[found.end() : starts[place]]
        if _leaves_its_place(inner):
            continue
        pieces.append(markup[at : found.start()])
        words.append(_MARKUP.sub(" ", inner))
        at = ends[place][1]
    return "".join((*pieces, markup[at:])), _spaced(" ".join(words))[:5000]


def _leaves_its_place(inner: str) -> bool:
    """Whether a ``<noscript>`` stood in a script or a comment."""
    lower = inner.lower()
    return ("</script" in lower and "<script" not in lower) or ("-->" in lower and "<!--" not in lower)


def _inside(node: LexborNode, tag: str) -> bool:
    above = node.parent
    return above is not None and above.tag == tag


def _is_hidden(tag: str, attributes: dict[str, str | None]) -> bool:
    if "hidden" in attributes or (tag == "dialog" and "open" not in attributes):
        return True
    style = attributes.get("style")
    return bool(style) and _HIDDEN.search(style or "") is not None


def _refresh(content: str) -> Refresh | None:
    found = _REFRESH.match(content)
    if found is None or not content.strip():
        return None
    return Refresh(int(found[1] or 0), (found[2] or "").strip().strip("\"'"))


def _keep(into: list, value: object) -> None:  # type: ignore[type-arg]
    if len(into) < _MAX_KEPT and value:
        into.append(value)


def _spaced(text: str) -> str:
    return " ".join(text.split())
