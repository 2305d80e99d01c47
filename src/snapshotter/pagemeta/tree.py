"""Parsing HTML as browsers do, and walking the tree without recursion.

Lexbor builds the tree of the HTML Standard (implied elements, adoption agency, foster parenting), so
selectors made from it hold in a browser.  ``template`` contents are inert and not visited; the
children of ``noscript`` are, as in a browser without scripting.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

MAX_DEPTH = 2000
"""Deeper elements become siblings (browsers do so from 512): the tree builder scans open elements."""

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)(?:[^<>\"']|\"[^\"]*\"|'[^']*')*+>")
_ATTRIBUTE = (
    r"[\s/]*+(?:=[^\s/>=]*+|[^\s/>=]++)"
    r"(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"'][^\s>]*+)?+)?+"
)
"""HTML Standard, sections 13.2.5.32 to 13.2.5.39."""
MAX_ATTRIBUTES = 256
"""Of one element: the tree builder looks through all of them for each new one."""
_NAME = re.compile(r"<[a-zA-Z][^\s/>]*+")
_FIRST = re.compile(rf"(?:{_ATTRIBUTE}){{{MAX_ATTRIBUTES}}}")
_FURTHER = re.compile(rf"(?:{_ATTRIBUTE})++")
_UNBOUNDED_TEXT = """
    html head body p li dt dd tr td th thead tbody tfoot option optgroup area base br col embed hr img
    input link meta param source track wbr a iframe frame video audio object script style textarea title
    template
"""
_UNBOUNDED = frozenset(_UNBOUNDED_TEXT.split())
"""Tags that end by themselves, and those that carry addresses or text of their own."""


def parse(text: str) -> LexborNode | None:
    """The root element of ``text``; None when there is none."""
    from selectolax.lexbor import LexborHTMLParser

    return LexborHTMLParser(bounded(text)).root


def walk(root: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """Every node below and with ``root`` in document order, entered (True) and left (False)."""
    node: LexborNode | None = root
    depth = 0
    while node is not None:
        yield node, True
        below = node.first_child
        if below is not None:
            node, depth = below, depth + 1
            continue
        yield node, False
        while depth and node is not None and node.next is None:
            node, depth = node.parent, depth - 1
            if node is not None:
                yield node, False
        node = node.next if depth and node is not None else None


def bounded(text: str) -> str:
    """``text`` without the tags that would nest deeper than :data:`MAX_DEPTH`, and without the attributes
    beyond :data:`MAX_ATTRIBUTES` of a tag: parsing takes time in proportion to its length then."""
    if len(text) > 2 * MAX_ATTRIBUTES:
        text = _thinned(text)
    if text.count("<") <= MAX_DEPTH:
        return text
    depth = deepest = 0
    for found in _TAG.finditer(text):
        if found[2].lower() not in _UNBOUNDED:
            depth = max(0, depth + (-1 if found[1] else 1))
            deepest = max(deepest, depth)
    return text if deepest <= MAX_DEPTH else _flattened(text)


def _thinned(text: str) -> str:
    """Without further attributes.  No name is looked at twice: a name may be as long as the text, and hold
    the beginnings of others.  A value may hold whole tags, and what looks like one may be a script's."""
    pieces: list[str] = []
    kept = at = 0
    while (name := _NAME.search(text, at)) is not None:
        at = name.end()
        first = _FIRST.match(text, at)
        further = _FURTHER.match(text, first.end()) if first is not None else None
        if first is not None and further is not None:
            pieces += (text[kept:at], _thinned(text[at : first.end()]))
            kept = at = further.end()
    return "".join((*pieces, text[kept:]))


def _flattened(text: str) -> str:
    depth = 0

    def kept(found: re.Match[str]) -> str:
        nonlocal depth
        if found[2].lower() in _UNBOUNDED:
            return found[0]
        if found[1]:
            depth = max(0, depth - 1)
            return found[0] if depth < MAX_DEPTH else ""
        depth += 1
        return found[0] if depth <= MAX_DEPTH or "cite" in found[0] else ""

    return _TAG.sub(kept, text)
