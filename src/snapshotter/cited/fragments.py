"""Text directives: addresses that lead to words of a page (WICG Scroll To Text Fragment).

A directive is ``:~:text=[prefix-,]start[,end][,-suffix]``.  Each of its terms must lie within one block of
the page; what a browser shows is the first place in the document that fits, so prefix and suffix
are added until no other place does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from snapshotter.cited.folding import IDEOGRAPHS, Folded, folded

WHOLE_CHARS = 120
"""A longer passage is named by its first and last words."""
_EDGE_WORDS = (4, 6, 8, 12, 20)
"""Words of ``start`` and ``end`` that are tried, of one block."""
_CONTEXT_WORDS = (0, 2, 4, 8, 12)
_WORD = re.compile(rf"[{IDEOGRAPHS}]|[^\s{IDEOGRAPHS}]+")
_SIGN = rf"[^\W{IDEOGRAPHS}]"
# what Unicode Standard Annex 29 takes for parts of one word: 1.8.3, example.org, 1,000, can’t
_CUT_BEFORE = re.compile(rf"(?:{_SIGN}|(?<=\w)[.'’·](?=\w|\Z)|(?<=\d),(?=\d|\Z))+\Z")
_CUT_AFTER = re.compile(rf"(?:{_SIGN}|(?<=\w)[.'’·](?=\w)|(?<=\d),(?=\d))+")
_LONGEST_WORD = 60
_LONGEST_TERM = 300
_LINE = re.compile(r"[^\n\t\r\f\v\u2028\u2029]+")
_IDEOGRAPH = re.compile(f"[{IDEOGRAPHS}]")
_NEAR_CHARS = 400


_Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Terms:
    """Parts of a directive, as offsets in the text."""

    start: _Span
    end: _Span | None = None
    prefix: _Span | None = None
    suffix: _Span | None = None


def text_fragment(text: str, start: int, end: int) -> str:
    """The directive for ``text[start:end]``, without ``#``: ``:~:text=...``; empty when nothing is there.

    Line breaks and tabs are taken for the ends of blocks, as ``innerText`` has them.
    """
    return fragment_at(folded(text), text, start, end)


def fragment_at(page: Folded, text: str, start: int, end: int) -> str:
    """:func:`text_fragment` of a text that is folded already."""
    best = None
    for best in _choices(text, *_whole_words(text, start, end)):
        if _leads_there(page, text, best):
            break
    return _written(text, best) if best else ""


def _leads_there(page: Folded, text: str, terms: _Terms) -> bool:
    """Whether these terms fit at one place of the page only, compared as loosely as browsers do."""
    begin = (terms.prefix or terms.start)[0]
    until = (terms.suffix or terms.start)[1] if terms.end is None else terms.start[1]
    head = folded(text[begin:until]).text.strip()
    at = page.text.find(head)
    if at < 0 or page.text.find(head, at + 1) >= 0:
        return False
    if terms.end is None:
        return True
    tail = folded(text[terms.end[0] : (terms.suffix or terms.end)[1]]).text.strip()
    found = page.text.find(tail, at + len(head))
    return found >= 0 and page.original(found, found + len(tail))[0] <= terms.end[0]


def directive(
    start: str, end: str | None = None, prefix: str | None = None, suffix: str | None = None
) -> str:
    """The directive of these terms, escaped: ``-``, ``,`` and ``&`` would be read as its syntax."""
    terms = (
        f"{_escaped(prefix)}-" if prefix else "",
        _escaped(start),
        _escaped(end) if end else "",
        f"-{_escaped(suffix)}" if suffix else "",
    )
    return ":~:text=" + ",".join(term for term in terms if term)


def _escaped(term: str) -> str:
    return quote(" ".join(term.split()), safe="", errors="replace").replace("-", "%2D")


def _written(text: str, terms: _Terms) -> str:
    spans = (terms.start, terms.end, terms.prefix, terms.suffix)
    start, end, prefix, suffix = (text[slice(*span)][:_LONGEST_TERM] if span else None for span in spans)
    return directive(start or "", end, prefix, suffix)


def _choices(text: str, start: int, end: int) -> Iterator[_Terms]:
    """Directives for the span, the shortest first."""
    blocks = [(found.start(), found.end()) for found in _LINE.finditer(text, start, end) if found[0].strip()]
    if not blocks:
        return
    first, last = blocks[0], blocks[-1]
    short = len(blocks) == 1 and end - start <= WHOLE_CHARS
    ranges = [(first, None)] if short else list(_ends(text, first, last))
    for context in _CONTEXT_WORDS:
        prefix = _before(text, start, context)
        suffix = _after(text, end, context)
        for head, tail in ranges if not context else ranges[-1:]:
            if not context:
                yield _Terms(head, tail)
                continue
            yield _Terms(head, tail, prefix, None)
            yield _Terms(head, tail, prefix, suffix)
    # all of its block, behind the block before: more than the words, but the right ones
    head, tail = ranges[-1]
    begin = text.rfind("\n", 0, head[0]) + 1
    if 0 < begin < head[0] and head[0] - begin <= _LONGEST_TERM // 2:
        yield _Terms((begin, head[1]), tail, _before(text, begin, _CONTEXT_WORDS[-1]))


def _ends(text: str, first: _Span, last: _Span) -> Iterator[tuple[_Span, _Span | None]]:
    """First and last words that do not overlap, ever more of them."""
    for count in _EDGE_WORDS:
        heads = [found.span() for found in _WORD.finditer(text, *first)]
        tails = [found.span() for found in _WORD.finditer(text, *last)]
        if first == last:
            half = len(heads) // 2
            heads, tails = heads[:half] or heads, tails[half:]
        heads, tails = heads[:count], tails[-count:]
        yield (heads[0][0], heads[-1][1]), (tails[0][0], tails[-1][1])


def _before(text: str, start: int, count: int) -> _Span | None:
    """The last words of the same block before ``start``, else of the block before it."""
    lines = list(_LINE.finditer(text, max(0, start - _NEAR_CHARS), start))
    line = next((found for found in reversed(lines) if found[0].strip()), None)
    words = [found.span() for found in _WORD.finditer(text, *line.span())][-count:] if line and count else []
    if words and words[0][0] == start - _NEAR_CHARS:
        del words[0]
    return (words[0][0], words[-1][1]) if words else None


def _after(text: str, end: int, count: int) -> _Span | None:
    until = min(len(text), end + _NEAR_CHARS)
    line = next((found for found in _LINE.finditer(text, end, until) if found[0].strip()), None)
    words = [found.span() for found in _WORD.finditer(text, *line.span())][:count] if line and count else []
    if words and words[-1][1] == end + _NEAR_CHARS:
        del words[-1]
    return (words[0][0], words[-1][1]) if words else None


def _whole_words(text: str, start: int, end: int) -> _Span:
    """The span with the words whole that it cuts: browsers match whole words only."""
    before, after = _CUT_BEFORE.search(text, max(0, start - _LONGEST_WORD), start), None
    if before and start < end and text[start].isalnum() and not _spaceless(text[start]):
        start = before.start()
    if start < end and text[end - 1].isalnum() and not _spaceless(text[end - 1]):
        after = _CUT_AFTER.match(text, end, end + _LONGEST_WORD)
    return start, after.end() if after else end


def _spaceless(sign: str) -> bool:
    return _IDEOGRAPH.match(sign) is not None
