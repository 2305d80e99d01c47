"""Addresses in HTML (and SVG within it): what a document's elements load, would load, or say they show.

Source: HTML Living Standard, sections 4.2 (``link``, ``base``), 4.8 (embedded content), 4.12 (scripting);
SVG 2, section 16.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from snapshotter.capture.gaps.css import mentions_in_css
from snapshotter.capture.gaps.elements import READERS, Attributes, candidates, cors_of, lazy, played
from snapshotter.capture.gaps.reference import MAX_MENTIONS, Mention, Use
from snapshotter.pagemeta.tree import bounded

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_MAX_CHARS = 16 << 20
_FEW_TAGS = 20_000
_MAX_NESTED = 5_000
"""Elements within elements: browsers nest 512, and the time a parser takes grows with the square."""
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]{0,40})")
_NOT_NESTED_TEXT = """
    area base basefont bgsound br col embed frame hr img input link meta param source track wbr
    p li dt dd td th tr tbody thead tfoot option optgroup colgroup rt rp path rect circle use
"""
_NOT_NESTED = frozenset(_NOT_NESTED_TEXT.split())
"""Elements without an end tag, and those whose end tag may be left out."""
_MAX_DEPTH = 8
"""Of documents within attributes and shadow roots within shadow roots."""
_ELEMENTS = (
    "base,img,amp-img,input,source,video,audio,track,object,embed,iframe,frame,link,script,style,meta,image,"
    "use,feImage,template,[style],[background],[fill],[stroke],[filter],[mask],[clip-path],[marker-start],"
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
_NOSCRIPT = re.compile(r"<(/?)noscript(?=[\s/>])", re.IGNORECASE)
_APART = "data-noscript"
"""``noscript`` is read as a template of its own: in a ``head``, what it holds would end the head."""
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
    whole = text if text.isascii() else text.encode("utf-8", "replace").decode()  # no lone surrogates
    reader.read(_sensible(whole[:_MAX_CHARS]), 0)
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
        self._unscripted = False
        self._choices: dict[tuple[int, int], str] = {}
        self._trees = self._tree = 0

    def read(self, text: str, depth: int) -> None:
        from selectolax.lexbor import LexborHTMLParser

        names = _lazy_names(text)
        selector = ",".join([_ELEMENTS, *(f"[{name}]" for name in names)])
        seen: set[int] = set()
        self._trees += 1
        tree = self._trees
        for node in LexborHTMLParser(bounded(_NOSCRIPT.sub(_apart, text))).css(selector):
            if node.mem_id in seen:  # it is found by each part of the selector that fits
                continue
            if len(self.found) >= MAX_MENTIONS:
                return
            seen.add(node.mem_id)
            self._number += 1
            self._tree = tree
            self._element(node, names, depth)

    def _element(self, node: LexborNode, names: list[str], depth: int) -> None:
        tag, attributes = node.tag or "", node.attributes
        if tag == "template":
            self._template(node, depth)
            return
        before = len(self.found)
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
        elif tag.lower() in READERS:
            self.found += READERS[tag.lower()](attributes, self._place(node, tag))
        self._common(tag, attributes, names)
        if self._unscripted:
            self.found[before:] = _without_scripts(self.found[before:], attributes)

    def _template(self, node: LexborNode, depth: int) -> None:
        attributes, unscripted = node.attributes, self._unscripted
        if depth < _MAX_DEPTH and ("shadowrootmode" in attributes or _APART in attributes):
            self._unscripted = unscripted or _APART in attributes
            self.read(_inside(node.html or ""), depth + 1)
            self._unscripted = unscripted

    def _place(self, node: LexborNode, tag: str) -> str:
        """The name of the choice that an element offers, or takes part in."""
        parent = node.parent
        if tag == "img" and parent is not None and parent.tag == "picture":
            return self._choice(parent)
        return self._choice(node) if tag in ("video", "audio") else f"element {self._number}"

    def _common(self, tag: str, attributes: Attributes, names: list[str]) -> None:
        """What any element may have."""
        if attributes.get("background"):
            self.found.append(Mention(attributes["background"] or "", "image", Use.SEEN))
        for name in _WITH_FUNCTIONS:
            value = attributes.get(name)
            if value and "(" in value:
                self.found += self._numbered(mentions_in_css(value))
        for name in names:
            if attributes.get(name):
                self.found += lazy(tag, name, attributes[name] or "", f"element {self._number}")

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
            self.found.append(played(attributes["src"] or "", attributes.get("type"), place, attributes))
        elif not is_media:
            self.found += candidates(attributes.get("srcset"), place, cors_of(attributes))

    def _choice(self, element: LexborNode | None) -> str:
        """The options of a ``video`` stand for each other, and so do those of a ``picture``."""
        place = self._tree, element.mem_id if element is not None else 0
        return self._choices.setdefault(place, f"choice {self._number}")

    def _meta(self, attributes: Attributes) -> None:
        name = (
            attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or ""
        ).lower()
        content = attributes.get("content") or ""
        if name in _SHARED_IMAGES and "/" in content:
            self.found.append(Mention(content, "meta-image", Use.MENTION))
        elif name == "referrer":
            self.referrer_policy = content.strip().lower()
        elif (attributes.get("http-equiv") or "").lower() == "content-security-policy":
            self.upgrades = self.upgrades or "upgrade-insecure-requests" in content.lower()


def _sensible(text: str) -> str:
    """The text up to where it is nested deeper than any page."""
    if text.count("<") < _FEW_TAGS:
        return text
    depth = 0
    for match in _TAG.finditer(text):
        if match[2].lower() not in _NOT_NESTED:
            depth = max(depth - 1, 0) if match[1] else depth + 1
            if depth > _MAX_NESTED:
                return text[: match.start()]
    return text


def _inside(template: str) -> str:
    """The inner HTML of a serialised template."""
    return template.partition(">")[2].removesuffix("</template>")


def _apart(match: re.Match[str]) -> str:
    return "</template" if match[1] else f"<template {_APART}"


def _without_scripts(mentions: list[Mention], attributes: Attributes) -> list[Mention]:
    """What a ``noscript`` shows instead of what its page shows; counters of visitors show nothing."""
    if attributes.get("width") in ("0", "1") or attributes.get("height") in ("0", "1"):
        return []
    return [
        replace(each, use=max(each.use, Use.ALTERNATE))
        for each in mentions
        if each.kind in ("image", "style", "media")
    ]


def _lazy_names(text: str) -> list[str]:
    names: dict[str, None] = {}
    for match in _LAZY_NAME.finditer(text):
        names[match.group().strip()[:-1].lower()] = None
        if len(names) >= _MAX_LAZY_NAMES:
            break
    return [name for name in names if ":" not in name]
