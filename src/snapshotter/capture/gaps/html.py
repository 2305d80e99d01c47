"""Addresses in HTML (and SVG within it): what a document's elements load, would load, or say they show.

Source: HTML Living Standard, sections 4.2 (``link``, ``base``), 4.8 (embedded content), 4.12 (scripting);
SVG 2, section 16.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from snapshotter.capture.gaps import srcset
from snapshotter.capture.gaps.css import mentions_in_css
from snapshotter.capture.gaps.reference import MAX_MENTIONS, Cors, Kind, Mention, Use

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_MAX_CHARS = 16 << 20
_MAX_DEPTH = 8
"""Of documents within attributes and shadow roots within shadow roots."""
_ELEMENTS = (
    "base,img,amp-img,input,source,video,audio,track,object,embed,iframe,frame,link,script,style,meta,image,"
    "use,feimage,template,[style],[background],[fill],[stroke],[filter],[mask],[clip-path],[marker-start],"
    "[marker-mid],[marker-end]"
)
_WITH_FUNCTIONS = (
    "style",
    "fill",
    "stroke",
    "filter",
    "mask",
    "clip-path",
    "marker-start",
    "marker-mid",
    "marker-end",
)
"""Attributes whose values are CSS."""
_LAZY_NAME = re.compile(
    r"\sdata-(?=[a-z0-9:-]{2,40}=)[a-z0-9:-]*?(?:src|bg|background|image|img|lazy|original|poster|thumb|hi-?res|large)"
    r"[a-z0-9:-]*=",
    re.IGNORECASE,
)
_MAX_LAZY_NAMES = 30
_SHOWN = re.compile(
    r"[^?#]+\.(?:jpe?g|jpe|png|gif|webp|avif|jxl|svgz?|bmp|ico|tiff?)(?:[?#]|$)", re.IGNORECASE
)
_PLAYED = re.compile(
    r"[^?#]+\.(?:mp4|m4v|webm|ogv|mov|mp3|m4a|aac|ogg|oga|opus|wav|flac)(?:[?#]|$)", re.IGNORECASE
)
_PLAYLIST = re.compile(r"[^?#]+\.(?:m3u8|mpd)(?:[?#]|$)", re.IGNORECASE)
_PLAYLIST_TYPES = ("mpegurl", "dash+xml")
_SCRIPT_TYPE = re.compile(
    r"module|(?:text|application)/(?:x-)?(?:java|ecma|j|live)script(?:1\.\d)?", re.IGNORECASE
)
_ICON_RELS = {
    "icon",
    "apple-touch-icon",
    "apple-touch-icon-precomposed",
    "apple-touch-startup-image",
    "mask-icon",
    "fluid-icon",
}
_SHARED_IMAGES = {
    "og:image",
    "og:image:url",
    "og:image:secure_url",
    "twitter:image",
    "twitter:image:src",
    "image",
    "thumbnail",
    "thumbnailurl",
    "msapplication-tileimage",
}
_DESTINATIONS: dict[str, Kind] = {
    "style": "style",
    "script": "script",
    "worker": "script",
    "image": "image",
    "font": "font",
    "video": "media",
    "audio": "media",
    "track": "track",
    "document": "document",
    "object": "document",
    "embed": "document",
}

Attributes = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class HtmlMentions:
    """What a document mentions, and what its addresses are relative to."""

    mentions: tuple[Mention, ...]
    base: str | None
    """``href`` of the first ``<base>``, as written."""
    upgrades: bool = False
    """Whether it asks for ``upgrade-insecure-requests`` in a ``<meta>``."""
    referrer_policy: str = ""
    """Of its last ``<meta name="referrer">``."""


def mentions_in_html(text: str) -> HtmlMentions:
    """Every sub-resource of a document, its ``<noscript>`` and declarative shadow roots included.

    Contents of other templates are no part of the page.
    """
    reader = _Reader()
    reader.read(text[:_MAX_CHARS], 0)
    return HtmlMentions(
        tuple(reader.found[:MAX_MENTIONS]), reader.base, reader.upgrades, reader.referrer_policy
    )


class _Reader:
    """Collects over the fragments of one document."""

    def __init__(self) -> None:
        self.found: list[Mention] = []
        self.base: str | None = None
        self.upgrades = False
        self.referrer_policy = ""
        self._number = 0
        self._choices: dict[tuple[int, int], str] = {}
        self._trees = self._tree = 0

    def read(self, text: str, depth: int) -> None:
        from selectolax.lexbor import LexborHTMLParser

        lazy = _lazy_names(text)
        selector = ",".join([_ELEMENTS, *(f"[{name}]" for name in lazy)])
        seen: set[int] = set()
        self._trees += 1
        tree = self._trees
        for node in LexborHTMLParser(text).css(selector):
            if node.mem_id in seen:  # it is found by each part of the selector that fits
                continue
            if len(self.found) >= MAX_MENTIONS:
                return
            seen.add(node.mem_id)
            self._number += 1
            self._tree = tree
            self._element(node, lazy, depth)

    def _element(self, node: LexborNode, lazy: list[str], depth: int) -> None:
        tag, attributes = node.tag or "", node.attributes
        if tag == "template":
            if "shadowrootmode" in attributes and depth < _MAX_DEPTH:
                self.read(_inside(node.html or ""), depth + 1)
            return
        if tag == "style":
            self.found += self._numbered(mentions_in_css(node.text() or ""))
        elif (tag == "iframe") and attributes.get("srcdoc") and depth < _MAX_DEPTH:
            self.read(attributes["srcdoc"] or "", depth + 1)
        elif tag == "meta":
            self._meta(attributes)
        elif tag == "base":
            self.base = self.base or attributes.get("href")
        elif tag == "source":
            self._source(node, attributes)
        elif tag in _READERS:
            self.found += _READERS[tag](attributes, self._place(node, tag))
        self._common(attributes, lazy)

    def _place(self, node: LexborNode, tag: str) -> str:
        """The name of the choice that an element offers, or takes part in."""
        parent = node.parent
        if tag == "img" and parent is not None and parent.tag == "picture":
            return self._choice(parent)
        return self._choice(node) if tag in ("video", "audio") else f"element {self._number}"

    def _common(self, attributes: Attributes, lazy: list[str]) -> None:
        """What any element may have."""
        if attributes.get("background"):
            self.found.append(Mention(attributes["background"] or "", "image", Use.SEEN))
        for name in _WITH_FUNCTIONS:
            value = attributes.get(name)
            if value and "(" in value:
                self.found += self._numbered(mentions_in_css(value))
        for name in lazy:
            if attributes.get(name):
                self.found += _lazy(name, attributes[name] or "", f"element {self._number}")

    def _numbered(self, mentions: list[Mention]) -> list[Mention]:
        """Choices of one sheet among many are told apart by the element they stand in."""
        place = f"element {self._number} "
        return [replace(each, choice=place + each.choice) if each.choice else each for each in mentions]

    def _source(self, node: LexborNode, attributes: Attributes) -> None:
        """A ``source`` is one option of the element it stands in."""
        parent = node.parent
        while parent is not None and parent.tag == "source":  # as old serialisers nest them
            parent = parent.parent
        is_media = parent is not None and parent.tag in ("video", "audio")
        place = self._choice(parent)
        if is_media and attributes.get("src"):
            self.found.append(_played(attributes["src"] or "", attributes.get("type"), place, attributes))
        elif not is_media:
            self.found += _candidates(attributes.get("srcset"), place, _cors(attributes))

    def _choice(self, element: LexborNode | None) -> str:
        """The options of a ``video`` stand for each other, and so do those of a ``picture``."""
        place = self._tree, element.mem_id if element is not None else 0
        return self._choices.setdefault(place, f"choice {self._number}")

    def _meta(self, attributes: Attributes) -> None:
        name = (
            attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or ""
        ).lower()
        content = attributes.get("content") or ""
        if name in _SHARED_IMAGES:
            self.found.append(Mention(content, "meta-image", Use.MENTION))
        elif name == "referrer":
            self.referrer_policy = content.strip().lower()
        elif (attributes.get("http-equiv") or "").lower() == "content-security-policy":
            self.upgrades = self.upgrades or "upgrade-insecure-requests" in content.lower()


def _inside(template: str) -> str:
    """The inner HTML of a serialised template."""
    return template.partition(">")[2].removesuffix("</template>")


def _lazy_names(text: str) -> list[str]:
    names: dict[str, None] = {}
    for match in _LAZY_NAME.finditer(text):
        names[match.group().strip()[:-1].lower()] = None
        if len(names) >= _MAX_LAZY_NAMES:
            break
    return [name for name in names if ":" not in name]


def _lazy(name: str, value: str, place: str) -> Iterator[Mention]:
    """An attribute that scripts read: only what looks like an image or a film is taken for one."""
    if "srcset" in name:
        for address in srcset.addresses(value):
            if _SHOWN.match(address):
                yield Mention(address, "image", Use.SEEN, choice=place)
    elif any(char in value for char in ' "<>{}\n'):
        return
    elif _SHOWN.match(value):
        yield Mention(value, "image", Use.SEEN)
    elif _PLAYED.match(value):
        yield Mention(value, "media", Use.ALTERNATE)


def _cors(attributes: Attributes) -> Cors:
    if "crossorigin" not in attributes:
        return ""
    return "use-credentials" if attributes["crossorigin"] == "use-credentials" else "anonymous"


def _candidates(value: str | None, choice: str, cors: Cors = "") -> Iterator[Mention]:
    for address in srcset.addresses(value or ""):
        yield Mention(address, "image", Use.SEEN, choice=choice, cors=cors)


def _img(attributes: Attributes, place: str) -> Iterator[Mention]:
    if attributes.get("src"):
        yield Mention(attributes["src"] or "", "image", Use.SEEN, choice=place, cors=_cors(attributes))
    yield from _candidates(attributes.get("srcset"), place, _cors(attributes))


def _input(attributes: Attributes, place: str) -> Iterator[Mention]:
    if (attributes.get("type") or "").lower() == "image" and attributes.get("src"):
        yield Mention(attributes["src"] or "", "image", Use.SEEN)


def _played(href: str, media_type: str | None, choice: str, attributes: Attributes) -> Mention:
    is_playlist = _PLAYLIST.match(href) or any(name in (media_type or "").lower() for name in _PLAYLIST_TYPES)
    kind: Kind = "playlist" if is_playlist else "media"
    return Mention(href, kind, Use.MEDIA, choice=choice, cors=_cors(attributes))


def _media(attributes: Attributes, place: str) -> Iterator[Mention]:
    if attributes.get("src"):
        yield _played(attributes["src"] or "", attributes.get("type"), place, attributes)
    if attributes.get("poster"):
        yield Mention(attributes["poster"] or "", "image", Use.SEEN)


def _track(attributes: Attributes, place: str) -> Iterator[Mention]:
    if attributes.get("src"):
        yield Mention(attributes["src"] or "", "track", Use.MEDIA)


def _document(attributes: Attributes, place: str) -> Iterator[Mention]:
    href = attributes.get("src") or attributes.get("data")
    if not href:
        return
    media_type = (attributes.get("type") or "").lower()
    if media_type.startswith("image/") or (not media_type and _SHOWN.match(href)):
        yield Mention(href, "image", Use.SEEN)
    elif media_type.startswith(("video/", "audio/")) or _PLAYED.match(href):
        yield Mention(href, "media", Use.MEDIA)
    else:
        yield Mention(href, "document", Use.MEDIA)


def _script(attributes: Attributes, place: str) -> Iterator[Mention]:
    media_type = (attributes.get("type") or "").strip()
    href = attributes.get("src") or attributes.get("href") or attributes.get("xlink:href")
    if not href or (media_type and not _SCRIPT_TYPE.fullmatch(media_type)):
        return
    cors = _cors(attributes) or ("anonymous" if media_type.lower() == "module" else "")
    use = Use.ALTERNATE if "nomodule" in attributes else Use.SEEN
    yield Mention(href, "script", use, cors=cors)


def _link(attributes: Attributes, place: str) -> Iterator[Mention]:
    href, cors = attributes.get("href") or "", _cors(attributes)
    rels = set((attributes.get("rel") or "").lower().split())
    if "stylesheet" in rels:
        yield Mention(href, "style", Use.SHEET, cors=cors)
    elif rels & _ICON_RELS:
        yield Mention(href, "icon", Use.ALTERNATE)
    elif "manifest" in rels:
        yield Mention(href, "manifest", Use.ALTERNATE, cors=cors or "anonymous")
    elif "modulepreload" in rels:
        yield Mention(href, "script", Use.SEEN, cors=cors or "anonymous")
    elif rels & {"preload", "prefetch"}:
        yield from _hint(attributes, place, Use.SEEN if "preload" in rels else Use.MENTION)
    elif "image_src" in rels or (attributes.get("itemprop") or "").lower() in ("image", "thumbnailurl"):
        yield Mention(href, "meta-image", Use.MENTION)


def _hint(attributes: Attributes, place: str, use: Use) -> Iterator[Mention]:
    kind = _DESTINATIONS.get((attributes.get("as") or "").lower(), "data")
    cors = _cors(attributes)
    if attributes.get("href"):
        yield Mention(attributes["href"] or "", kind, use, choice=place, cors=cors)
    for address in srcset.addresses(attributes.get("imagesrcset") or ""):
        yield Mention(address, "image", use, choice=place, cors=cors)


def _svg(attributes: Attributes, place: str) -> Iterator[Mention]:
    href = attributes.get("href") or attributes.get("xlink:href")
    if href:
        yield Mention(href, "image", Use.SEEN)


_READERS: dict[str, Callable[[Attributes, str], Iterator[Mention]]] = {
    "img": _img,
    "amp-img": _img,
    "input": _input,
    "video": _media,
    "audio": _media,
    "track": _track,
    "object": _document,
    "embed": _document,
    "iframe": _document,
    "frame": _document,
    "link": _link,
    "script": _script,
    "image": _svg,
    "feimage": _svg,
    "use": _svg,
}
