"""A badge: how many references are alive, as a small picture or as the words for a service that draws it."""

from __future__ import annotations

import json
from xml.sax.saxutils import escape

from snapshotter.report.tally import Count

LABEL = "references"
_COLOURS = {"brightgreen": "#3a7d44", "yellow": "#8a6a00", "red": "#b3261e", "lightgrey": "#5f5f5f"}
"""Each with white letters at 4.5 to 1 or better; the names are the badge services'."""
_NARROW, _WIDE = frozenset("il.,:;'|! fjrt1()"), frozenset("mwMW%@")


def message(count: Count) -> str:
    """``12 of 14 alive``, and of how many it is not known."""
    if not count.known:
        return "not audited yet" if count.total else "none"
    unknown = f", {count.unknown} unknown" if count.unknown else ""
    return f"{count.alive} of {count.known} alive{unknown}"


def colour(count: Count) -> str:
    """Red where a page is lost for good; yellow where one may be, or has changed."""
    if not count.known:
        return "lightgrey"
    if count.of("lost"):
        return "red"
    return "yellow" if count.of("suspected", "changed") else "brightgreen"


def badge(count: Count) -> str:
    """An SVG of its own, words as text."""
    says, fill = message(count), _COLOURS[colour(count)]
    left, right = _width(LABEL), _width(says)
    title = escape(f"{LABEL}: {says}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="20" role="img" '
        f'aria-label="{title}"><title>{title}</title>'
        f'<clipPath id="edge"><rect width="{left + right}" height="20" rx="4"/></clipPath>'
        f'<g clip-path="url(#edge)"><rect width="{left}" height="20" fill="#3d3a35"/>'
        f'<rect x="{left}" width="{right}" height="20" fill="{fill}"/></g>'
        '<g fill="#fff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11" '
        f'text-anchor="middle">{_words(LABEL, 0, left)}{_words(says, left, right)}</g></svg>'
    )


def badge_json(count: Count) -> str:
    """As https://shields.io/badges/endpoint-badge asks for it."""
    shown = {"schemaVersion": 1, "label": LABEL, "message": message(count), "color": colour(count)}
    return json.dumps(shown)


def _words(text: str, at: int, width: int) -> str:
    return f'<text x="{at + width / 2:g}" y="14" textLength="{width - 12}">{escape(text)}</text>'


def _width(text: str) -> int:
    """Of 11 pixel Verdana, near enough: ``textLength`` makes it exact."""
    return 12 + round(sum(4.2 if each in _NARROW else 10.5 if each in _WIDE else 7.0 for each in text))
