"""Links in Markdown by the positions of their parts, in CommonMark with what generators add to it.

What is found is more than what a renderer would make a link of: code and comments are not told apart
here.  Whether a place is a link, reading the post decides (:mod:`snapshotter.repair.locating`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from snapshotter.patterns import Pattern
from snapshotter.posts.intake import frontmatter
from snapshotter.repair.elements import element_places
from snapshotter.repair.places import Place, Spans, line_at

_DESTINATION = (
    r"(?:<(?P<pointed>[^<>\n]{1,4000})>"
    r"|(?P<plain>(?:[^\s()<>\\]|\\.|\((?:[^\s()\\]|\\.|\([^\s()]{0,200}\)){0,1000}\)){1,4000}+))"
)
_TITLE = r"(?:\s+(?:\"(?:[^\"\\]|\\.){0,1000}\"|'(?:[^'\\]|\\.){0,1000}'|\((?:[^()\\]|\\.){0,1000}\)))?"
_INLINE = Pattern(rf"\]\(\s*{_DESTINATION}{_TITLE}\s*\)")
_AUTOLINK = Pattern(r"<(https?://[^\s<>]{1,4000})>", re.IGNORECASE)
_DEFINITION = Pattern(
    r"^[ ]{0,3}(?:[>*+-][ \t]+){0,4}\[(?!\^)((?:[^\[\]\\\n]|\\.){1,300})\]:[ \t]*(?:\n[ \t]*)?<?\S",
    re.MULTILINE,
)
_LABEL = Pattern(r"\[(?!\^)((?:[^\[\]\\]|\\.){0,300})\]")
_TEMPLATE = Pattern(r"\{\{(?:[^{}]|\{(?!\{)|\}(?!\})){0,3000}+\}\}|\{%(?:[^{%]|\{(?!%)|%(?!\})){0,3000}+%\}")
_ATTRIBUTES = Pattern(r"\{(?![{%]):?[^{}\n]{0,500}\}")
"""Attributes of the link before it, which must stay its own (kramdown, Pandoc)."""
_HEADING = Pattern(r"[ ]{0,3}(?:>[ ]?)*#{1,6}(?:[ \t]|$)")
_UNDERLINE = Pattern(r"[ ]{0,3}(?:=+|-+)[ \t]*\r?")
_IN_HEADING = "it stands in a heading, whose anchor would change"


def markdown_places(text: str, addresses: Iterable[str]) -> Iterator[Place]:
    """All places that look like links; ``addresses`` are those that are cited as mere text."""
    begin = len(text) - len(frontmatter.split(text)[1])
    closed = Spans(found.span() for found in _TEMPLATE.finditer(text))
    taken: list[tuple[int, int]] = []
    for place in _written(text, begin):
        if closed.touches(place.start, place.end) or closed.holds(place.start - 1):
            continue
        taken.append((place.start, place.end))
        yield _unless_heading(text, place)
    known = Spans(_disjoint([*taken, *(found.span() for found in _TEMPLATE.finditer(text))]))
    for place in bare_places(text, begin, addresses, "markdown"):
        if not known.touches(place.start, place.end):
            yield _unless_heading(text, place)


def _written(text: str, begin: int) -> Iterator[Place]:
    yield from element_places(text, start=begin, raw_text=False)
    for found in _INLINE.finditer(text, begin):
        kind = "pointed" if found["pointed"] is not None else "plain"
        yield Place(*found.span(kind), "markdown", _behind(text, found.end()))
    for found in _AUTOLINK.finditer(text, begin):
        yield Place(*found.span(1), "markdown", _behind(text, found.end()))
    yield from _by_reference(text, begin)


def _by_reference(text: str, begin: int) -> Iterator[Place]:
    """``[words][label]``, ``[label][]`` and ``[label]``: every use of a definition."""
    names = {_folded(found[1]) for found in _DEFINITION.finditer(text, begin)}
    if not names:
        return
    for found in _LABEL.finditer(text, begin):
        behind = text[found.end() : found.end() + 1]
        is_second = text[found.start() - 1 : found.start()] == "]"
        if is_second and (not found[1] or _folded(found[1]) in names):
            yield Place(*found.span(), "markdown", _behind(text, found.end()), around=("(", ")"))
        elif not is_second and behind not in ("(", "[", ":") and _folded(found[1]) in names:
            at = found.end()
            yield Place(at, at, "markdown", _behind(text, at), around=("(", ")"))


def bare_places(text: str, begin: int, addresses: Iterable[str], syntax: str) -> Iterator[Place]:
    """Where addresses stand as mere text; of two at one place, the longer."""
    wanted = sorted({each for each in addresses if each}, key=len, reverse=True)
    if not wanted:
        return
    any_of_them = "|".join(map(re.escape, wanted))
    for found in re.finditer(rf"(?<![\w/.@:%+-])(?:{any_of_them})(?![\w%-]|[/.]\w)", text):
        if found.start() >= begin:
            yield Place(*found.span(), "rst" if syntax == "rst" else "markdown", after=found.end(), bare=True)


def _behind(text: str, at: int) -> int:
    found = _ATTRIBUTES.match(text, at)
    return found.end() if found else at


def _unless_heading(text: str, place: Place) -> Place:
    """A heading's words are its anchor: what is added to them breaks links to it."""
    if place.syntax == "element" or place.trouble is not None:
        return place
    start, end = line_at(text, place.start)
    below = line_at(text, end + 1) if end < len(text) else (end, end)
    is_heading = _HEADING.match(text, start) or _UNDERLINE.fullmatch(text, *below)
    if not is_heading:
        return place
    return Place(
        place.start,
        place.end,
        place.syntax,
        place.after,
        around=place.around,
        bare=place.bare,
        trouble=_IN_HEADING,
    )


def _folded(label: str) -> str:
    """Labels are compared without case, runs of white space being one (CommonMark 0.31, 4.7)."""
    return " ".join(label.split()).casefold()


def _disjoint(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Overlapping spans made one, in order."""
    held: tuple[int, int] | None = None
    for start, end in sorted(spans):
        if held is not None and start <= held[1]:
            held = (held[0], max(held[1], end))
        else:
            if held is not None:
                yield held
            held = (start, end)
    if held is not None:
        yield held
