"""Links in reStructuredText by the positions of their parts (reStructuredText specification, Hyperlinks)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from snapshotter.patterns import Pattern
from snapshotter.repair.elements import element_places
from snapshotter.repair.markdown import bare_places
from snapshotter.repair.places import Place, Spans, line_at

_EMBEDDED = Pattern(r"`(?P<words>[^`<>]{0,1000})<(?P<href>[^`<>]{1,4000})>`__?(?![\w])")
_PHRASE = Pattern(r"(?<![`:\w])`(?P<words>[^`<>]{1,300})`(?P<end>__?)(?![\w`])")
_WORD = Pattern(
    r"(?<![\w`<\\/])(?P<words>[A-Za-z0-9](?:[A-Za-z0-9]|[-.+:_](?=[A-Za-z0-9])){0,98})(?P<end>__?)(?![\w`])"
)
_TARGET = Pattern(
    r"^[ \t]*\.\. _(?:`(?P<quoted>[^`\n]{1,300})`|(?P<name>(?:[^:`\n\\]|\\.|:(?! )){1,300})):"
    r"[ \t]*(?:\r?\n[ \t]+)?(?P<href>\S+)",
    re.MULTILINE,
)
_ANONYMOUS = Pattern(r"^[ \t]*(?:\.\. __:|__)[ \t]+(\S+)[ \t]*\r?$", re.MULTILINE)
_ROLE = Pattern(r":(?:pep|rfc|any|ref|doc|doi|arxiv):`[^`]{1,500}`(?!\w)", re.IGNORECASE)
"""Roles that can lead out of the document: to a numbered document, or an address."""
_LITERAL = Pattern(r"``[^`]{1,2000}``")
_HEAD = Pattern(
    r"\A\ufeff?\s*(?:(?:(?:[A-Z][\w-]{0,40}|:[\w -]{1,40}):(?:[ \t][^\n]*)?|\.\. [a-z_-]{2,20}:[ \t][^\n]*)\n"
    r"(?:[ \t]+\S[^\n]*\n)*)+"
)
"""What is said of the document before it begins: a PEP's preamble, a field list, Nikola's comments."""
_UNDERLINE = Pattern(r"([!-/:-@\[-`{-~])\1+[ \t]*\r?")
_ROW = Pattern(r"[ \t]*\|[ \t].*\|[ \t]*\r?")
_IN_TABLE = "it stands in a drawn table, whose columns would not fit"
_IN_TITLE = "it stands in a title, whose underline would be too short"
_ADDRESS = Pattern(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_HOPS = 8


def rst_places(text: str, addresses: Iterable[str]) -> Iterator[Place]:
    """All places that look like links; ``addresses`` are those that are cited as mere text."""
    head = _HEAD.match(text)
    begin = head.end() if head else 0
    literals = Spans(found.span() for found in _LITERAL.finditer(text))
    taken = []
    for place in _written(text, begin, literals):
        taken.append((place.start, max(place.end, place.start + 1)))
        yield _unless_fixed(text, place)
    known = Spans(sorted(set(taken)))
    for place in bare_places(text, begin, addresses, "rst"):
        if not known.touches(place.start, place.end):
            yield _unless_fixed(text, place)


def _written(text: str, begin: int, literals: Spans) -> Iterator[Place]:
    yield from element_places(text, start=begin)
    for found in _EMBEDDED.finditer(text, begin):
        if not literals.holds(found.start()):
            yield Place(*found.span("href"), "rst", found.end())
    for found in _ROLE.finditer(text, begin):
        yield Place(*found.span(), "rst", found.end(), around=("`role <", ">`__"))
    names = _names(text)
    anonymous: list[Place] = []
    for pattern in (_PHRASE, _WORD):
        for found in pattern.finditer(text, begin):
            if literals.holds(found.start()):
                continue
            if found["end"] == "__":
                anonymous.append(Place(*found.span(), "rst", found.end()))
            elif _leads_out(found["words"], names):
                quoted = f"`{found['words']} <"
                yield Place(*found.span(), "rst", found.end(), around=(quoted, ">`__"))
    yield from _anonymous(text, sorted(anonymous, key=lambda place: place.start))


def _anonymous(text: str, uses: list[Place]) -> Iterator[Place]:
    """``words__``: each has a target of its own, in their order."""
    targets = list(_ANONYMOUS.finditer(text))
    if len(targets) == len(uses):
        for use, target in zip(uses, targets, strict=True):
            yield replace(use, start=target.start(1), end=target.end(1))


def _names(text: str) -> dict[str, str]:
    names = {}
    for found in _TARGET.finditer(text):
        names[_folded(found["quoted"] or found["name"])] = found["href"]
    for found in _EMBEDDED.finditer(text):
        names.setdefault(_folded(found["words"]), found["href"])
    return names


def _leads_out(words: str, names: dict[str, str]) -> bool:
    href = f"{words}_"
    for _ in range(_HOPS):
        if not href.endswith("_") or _ADDRESS.match(href):
            break
        found = names.get(_folded(href[:-1]))
        if found is None:
            return False
        href = found
    return _ADDRESS.match(href) is not None


def _unless_fixed(text: str, place: Place) -> Place:
    """Where the length of a line counts: a title is none without all its underline, and so are tables."""
    if place.after is None:
        return place
    start, end = line_at(text, place.after - 1)
    below = line_at(text, end + 1) if end < len(text) else (end, end)
    if _ROW.fullmatch(text, start, end):
        return replace(place, trouble=_IN_TABLE)
    is_title = start < end and below[1] - below[0] > 2 and _UNDERLINE.fullmatch(text, *below)
    return replace(place, trouble=_IN_TITLE) if is_title else place


def _folded(name: str) -> str:
    return " ".join(name.replace("\\", "").strip("`").lower().split())
