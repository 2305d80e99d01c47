"""Finding the article in a page by how its text is set: long paragraphs with commas and few links.

The measure is the one that reading modes have used since 2009 (arc90's Readability, kept by Mozilla):
a paragraph speaks for its parent, half as much for the grandparent, and less further up; what
speaks for a box is taken down by the share of its text that stands in links.
"""

from __future__ import annotations

from collections.abc import Iterable

from snapshotter.posts.page.boxes import Box

_PARAGRAPHS = frozenset(("p", "td", "pre", "blockquote"))
_MAYBE_PARAGRAPHS = frozenset(("div", "section", "li", "dd", "article", "main", "font", "center"))
"""These are paragraphs when they hold no block."""
_PARAGRAPH_CHARS = 25
_LEVELS = 5
_TAG_POINTS = {
    "div": 5.0,
    "pre": 3.0,
    "td": 3.0,
    "blockquote": 3.0,
    **dict.fromkeys(("address", "ol", "ul", "dl", "dd", "dt", "li", "form"), -3.0),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6", "th"), -5.0),
}
_NAME_POINTS = 25.0
_NEARLY = 0.75
_SIBLING_SHARE = 0.2
_SIBLING_POINTS = 10.0
_TEXT_CHARS = 80
_TEXT_DENSITY = 0.25
_ROOTS = frozenset(("body", "html", ""))


def count_paragraph(box: Box) -> None:
    """Called when ``box`` is complete: what it says, as a paragraph, for the boxes around it."""
    chars = box.end - box.start
    if chars < _PARAGRAPH_CHARS:
        return
    if box.tag not in _PARAGRAPHS and (box.has_blocks or box.tag not in _MAYBE_PARAGRAPHS):
        return
    points = 1.0 + box.commas + min(chars // 100, 3)
    above = box.parent
    for level in range(_LEVELS):
        if above is None or above.tag in ("html", ""):
            break
        above.points += points / (1 if level == 0 else 2 if level == 1 else level * 3)
        above = above.parent


def find_article(boxes: Iterable[Box]) -> list[Box]:
    """The boxes that together hold the article, best first; none when there is hardly any text."""
    scores = {id(box): (_score(box), box) for box in boxes if box.points > 0}
    if not scores:
        return []
    ranked = sorted(scores.values(), key=lambda each: -each[0])[:5]
    best = _climbed(_shared(ranked), scores)
    return [best, *_siblings(best, scores)]


def _score(box: Box) -> float:
    base = box.points + _TAG_POINTS.get(box.tag, 0.0) + _NAME_POINTS * box.hint.weight
    return base * (1.0 - box.link_density)


def _shared(ranked: list[tuple[float, Box]]) -> Box:
    """The best box, or what it has in common with two others that are nearly as good."""
    best = ranked[0][1]
    rivals = [box for score, box in ranked[1:] if score >= ranked[0][0] * _NEARLY]
    if len(rivals) < 2:
        return best
    chains = [{id(above) for above in _above(box)} for box in rivals]
    for above in _above(best):
        if above.tag not in _ROOTS and sum(id(above) in chain for chain in chains) >= 2:
            return above
    return best


def _climbed(best: Box, scores: dict[int, tuple[float, Box]]) -> Box:
    """Further up as long as the score rises, and through boxes that hold nothing else."""
    last = scores[id(best)][0] if id(best) in scores else 0.0
    floor = last / 3
    for above in _above(best):
        score = scores[id(above)][0] if id(above) in scores else 0.0
        if above.tag in _ROOTS or score < floor:
            break
        if score > last:
            best = above
            break
        last = score
    while best.parent is not None and best.parent.tag not in _ROOTS and len(best.parent.kids) == 1:
        best = best.parent
    return best


def _siblings(best: Box, scores: dict[int, tuple[float, Box]]) -> list[Box]:
    if best.parent is None:
        return []
    top = scores[id(best)][0] if id(best) in scores else 0.0
    floor = max(_SIBLING_POINTS, top * _SIBLING_SHARE)
    return [kid for kid in best.parent.kids if kid is not best and _joins(kid, best, top, floor, scores)]


def _joins(kid: Box, best: Box, top: float, floor: float, scores: dict[int, tuple[float, Box]]) -> bool:
    score = scores[id(kid)][0] if id(kid) in scores else 0.0
    alike = top * _SIBLING_SHARE if kid.hint is best.hint and kid.hint.weight else 0.0
    if score and score + alike >= floor:
        return True
    if kid.tag != "p":
        return False
    return kid.chars > _TEXT_CHARS and kid.link_density < _TEXT_DENSITY


def _above(box: Box) -> Iterable[Box]:
    above = box.parent
    while above is not None:
        yield above
        above = above.parent
