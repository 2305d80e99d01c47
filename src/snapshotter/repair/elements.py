"""``a`` elements in a source, by the tokenizer's rules (HTML Standard, 13.2.5), with their positions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import NamedTuple

from snapshotter.patterns import Pattern
from snapshotter.repair.places import Place, Span

_TAG = Pattern(r"<!--|<(?P<close>/?)(?P<name>[A-Za-z][^\s/>]*)")
_ATTRIBUTE = Pattern(
    r"""[\s/]*+(?P<name>[^\s/>][^\s/>=]*+)"""
    r"""(?:\s*+=\s*+(?:"(?P<double>[^"]*+)"|'(?P<single>[^']*+)'|(?P<plain>[^\s>"'][^\s>]*+)))?+"""
)
_END = Pattern(r"[\s/]*+>")
_VALUES = ("double", "single", "plain")
_RAW_TEXT = """
    script style textarea title xmp iframe noembed noframes plaintext
"""
_RAW = frozenset(_RAW_TEXT.split())
"""Elements whose content is text, whatever it looks like."""
_ELSEWHERE = Pattern(
    r"\s*(?:#|\Z|(?:javascript|mailto|data|tel|sms|about|blob):)|.*?(?:\{\{|\{%|<[%?])",
    re.IGNORECASE | re.DOTALL,
)
"""No address that a post could cite, or one that is only made when the site is."""
_MOST_ATTRIBUTES = 24
"""Of a tag in text that is not all HTML: what has more is a ``<`` in the text."""
ROBUST = ("data-originalurl", "data-versionurl", "data-versiondate")


class _Tag(NamedTuple):
    name: str
    start: int
    name_end: int
    end: int
    closes: bool
    attributes: dict[str, Span]


def element_places(text: str, *, start: int = 0, raw_text: bool = True) -> Iterator[Place]:
    """The ``a`` elements that lead somewhere.

    ``raw_text``: scripts and the like are passed over; not in text of which only parts are HTML.
    """
    tags = [tag for tag in _tags(text, start, raw_text) if tag.name == "a"]
    for tag, behind in zip_longest(tags, tags[1:]):
        href = tag.attributes.get("href")
        if tag.closes or href is None or _ELSEWHERE.match(text, *href):
            continue
        closed = behind is not None and behind.closes
        own = [name for name in ROBUST if name in tag.attributes]
        yield Place(
            start=href[0],
            end=href[1],
            syntax="element",
            after=behind.end if behind is not None and closed else None,
            inside=tag.name_end,
            trouble="it has Robust Links attributes of its own" if own else None,
        )


def _tags(text: str, at: int, raw_text: bool) -> Iterator[_Tag]:
    while found := _TAG.search(text, at):
        at = found.end()
        if found["name"] is None:
            at = _behind_comment(text, at) if raw_text else at
            continue
        most = len(text) if raw_text else _MOST_ATTRIBUTES
        tag = _tag(text, found, most)
        if tag is None and raw_text:
            return  # whatever follows is still in that tag
        if tag is None:
            continue
        yield tag
        at = tag.end
        if raw_text and not tag.closes and tag.name in _RAW:
            closing = re.compile(rf"</{tag.name}(?=[\s/>])", re.IGNORECASE).search(text, at)
            at = closing.start() if closing else len(text)


def _behind_comment(text: str, at: int) -> int:
    end = text.find("-->", at - 2)
    return end + 3 if end >= 0 else len(text)


def _tag(text: str, opening: re.Match[str], most_attributes: int) -> _Tag | None:
    """The whole tag; None for one that does not end."""
    at, attributes = opening.end(), dict[str, Span]()
    while (end := _END.match(text, at)) is None:
        found = _ATTRIBUTE.match(text, at)
        if found is None or len(attributes) >= most_attributes:
            return None
        kind = next((kind for kind in _VALUES if found[kind] is not None), None)
        attributes.setdefault(found["name"].lower(), found.span(kind) if kind else (found.end(),) * 2)
        at = found.end()
    name, closes = opening["name"].lower(), bool(opening["close"])
    return _Tag(name, opening.start(), opening.end(), end.end(), closes, attributes)
