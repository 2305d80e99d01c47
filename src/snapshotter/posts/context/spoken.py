"""Whether words in quotation marks are what somebody said: neither a title nor a word held at a distance."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from snapshotter.patterns import Pattern
from snapshotter.posts.context import publishers, titles
from snapshotter.posts.context.marks import Quotation
from snapshotter.posts.context.speech import CALLED, SAYS_AFTER, SAYS_BEFORE, SAYS_JUST_BEFORE
from snapshotter.posts.context.standing import Place, beginning_in

_MIN_WORDS = 3
_FEW_WORDS = 4
_SINGLE_WORDS = 6
_MIN_WIDE = 6
_WIDE = Pattern(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_WORD = Pattern(r"[^\W_]+(?:[-'’.][^\W_]+)*")
_TITLED_BEFORE = Pattern(
    r"\b(?:[Tt]itled|entitled|headlined|book|article|essay|song|film|movie|paper|episode|novel|poem|post"
    r"|piece|story|column|chapter|report|play"
    r"|album|series|show|documentary|lecture|talk|headline|title|op-ed|editorial|memoir|blog\spost"
    r"|betitelt|Artikel|Beitrag|Buch|Aufsatz|Roman"
    r"|Titel|Film|Lied|titel|l[’']article|article|livre|roman|billet|titre|intitulée?|chanson|artículo|libro"
    r"|ensayo|titulado|titulada|novela"
    r"|articolo|saggio|romanzo|intitolato|artigo|livro|getiteld|boek|artikel|статья|статье|книга|книге"
    r"|роман|фильм)[,:]?\s*$",
)
_ADDRESS = Pattern(r"\s*(?:https?:|www\.)\S*\s*$")
_ARTICLE_BEFORE = Pattern(
    r"\b(?:an?|the|any|every|some|this|these|those|that|so-called|its|his|her|their|our|my|your|no|simple"
    r"|effective|ein|eine[mnrs]?|der|die|das"
    r"|dem|den|des|un|une|le|la|les|el|los|las|una|il|lo|een|het|de|en|ett|et),?\s$",
    re.IGNORECASE,
)
_NOUN_AFTER = Pattern(r"\s[^\W\d_]")
"""With an article before and a noun behind, words in marks name a kind of thing."""
_BEFORE_CHARS, _BEHIND_CHARS, _ANCHOR_CHARS = 90, 70, 300


def is_speech(text: str, quote: Quotation, places: Sequence[Place], titled: Container[int]) -> bool:
    """Whether a quotation is one; the anchors of ``titled`` are titles, whose marks quote nothing."""
    words = text[quote.spans[0][0] : quote.spans[-1][1]].strip()
    if _ADDRESS.match(words) or _is_in_title(quote, places, titled):
        return False
    before = text[max(0, quote.start - _BEFORE_CHARS) : quote.start]
    behind = text[quote.end : quote.end + _BEHIND_CHARS]
    if not words.isascii() and _WIDE.search(words):
        return _is_said(before, behind) or sum(map(len, _WIDE.findall(words))) >= _MIN_WIDE
    if publishers.by_name(words.strip(".,")) is not None or _TITLED_BEFORE.search(before):
        return False
    mark = text[quote.start]
    return _is_said_so(words, before, behind, mark, anchored=_is_anchor(quote, places))


def _is_said_so(words: str, before: str, behind: str, mark: str, *, anchored: bool) -> bool:
    """The fewer the words, the closer a verb of speech must stand."""
    shown = _WORD.findall(words[:400])
    if len(shown) < _MIN_WORDS:
        return bool(shown) and _is_named_so(before, behind)
    if titles.in_title_case(shown):
        return _is_close_said(before, behind)
    if _is_said(before, behind):
        return not (anchored and before.rstrip().endswith(":"))
    return _stands_alone(words, before, behind, mark, anchored=anchored)


def _stands_alone(words: str, before: str, behind: str, mark: str, *, anchored: bool) -> bool:
    """Whether words that nobody is said to have said are somebody's all the same."""
    count = len(_WORD.findall(words[:400]))
    if count <= _FEW_WORDS and _ARTICLE_BEFORE.search(before) and _NOUN_AFTER.match(behind):
        return False
    if mark in "'‘" and words[-1:] not in ",.!?…":
        return count >= _SINGLE_WORDS
    if not (anchored and titles.starts_like_one(words)):
        return True
    return words[-1:] in ".,!?" and bool(_WORD.search(before.rpartition("\n")[2]))


def _is_said(before: str, behind: str) -> bool:
    return SAYS_BEFORE.search(before) is not None or SAYS_AFTER.match(behind) is not None


def _is_close_said(before: str, behind: str) -> bool:
    return SAYS_JUST_BEFORE.search(before) is not None or SAYS_AFTER.match(behind) is not None


def _is_named_so(before: str, behind: str) -> bool:
    """A word or two are somebody's when a verb of speech stands right there, or a thing was called so."""
    if before.rstrip().endswith((":", "called")):
        return False
    return _is_close_said(before, behind) or CALLED.search(before) is not None


def _is_in_title(quote: Quotation, places: Sequence[Place], titled: Container[int]) -> bool:
    beside = beginning_in(places, quote.start - _ANCHOR_CHARS, quote.end)
    return any(place.key in titled and quote.start < place.end for place in beside)


def _is_anchor(quote: Quotation, places: Sequence[Place]) -> bool:
    """Whether the words in the marks are one citation's anchor."""
    start, end = quote.spans[0][0], quote.spans[-1][1]
    return any(abs(place.end - end) <= 2 for place in beginning_in(places, start - 2, start + 3))
