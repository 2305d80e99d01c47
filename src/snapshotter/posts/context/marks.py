"""Quotation marks: which of them open, which close, and what stands between.

The marks of one language close those of another (``“`` opens in English and closes in German; ``»`` closes
in French and opens in Danish), so each is judged by what is open already and by the characters beside it.
An apostrophe is never a mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from snapshotter.patterns import Pattern

_MARK = re.compile(r"[\"“”„‟«»‹›‘‚「」『』〝〞〟״＂]|(?<![^\W_])['’]|['’](?![^\W_])")
_CLOSED_BY = {
    '"': '"',
    "＂": "＂",
    "“": '”“"',
    "”": "”",
    "„": '“”"‟',
    "‟": "”",
    "«": "»",
    "»": "«»",
    "‹": "›",
    "›": "‹›",
    "‘": "’'",
    "‚": "‘’",
    "'": "'",
    "「": "」",
    "『": "』",
    "〝": "〞〟",
    "״": "״",
}
_ALWAYS_OPEN = "„‚「『〝«‹"
_ALWAYS_CLOSE = "」』〞〟"
_ALWAYS_PAIRS = ("«»", "‹›")
_SINGLE = "'’"
_WIDE = "「」『』〝〞〟"
_BEFORE_OPENING = ' \t\n\u00a0\u202f([{<—–-/=:,、，：。！？“„«"‘‚‹¿¡…*_'
_ELIDED = Pattern(r"'(?:tis|twas|til|em|cause|cos|n|round|bout|\d\ds?)\b", re.IGNORECASE)
_LATER = Pattern(r"(?<=[^\s‘])[’'](?![^\W_])|‘")
_PLURAL_LOOK = 300
_MAX_DEPTH = 12
"""Of marks that are open at once; the outermost of more are taken for mistakes."""


class Quotation(NamedTuple):
    """Words in quotation marks; ``start`` is the opening mark, ``end`` is behind the closing one."""

    start: int
    end: int
    spans: tuple[tuple[int, int], ...]
    """The words without the marks, a span for each paragraph."""


class _Seen(NamedTuple):
    """A mark and the characters beside it."""

    mark: str
    at: int
    before: str
    after: str


class _Open(NamedTuple):
    mark: str
    at: int
    earlier: tuple[tuple[int, int], ...] = ()
    """What stood in the paragraphs before this one, which re-opened it."""


def quotations(text: str, blocks: Iterable[tuple[int, int]] | None = None) -> list[Quotation]:
    """The outermost quotations of consecutive paragraphs, in order.

    One that a paragraph leaves open goes on where the next paragraph opens it again.
    """
    found: list[Quotation] = []
    carried: _Open | None = None
    for start, end in blocks or [(0, len(text))]:
        inside, carried = _in_block(text, start, end, carried)
        found += inside
    return found


def opens_beyond(text: str, start: int, end: int) -> bool:
    """Whether a paragraph leaves a quotation open."""
    return _in_block(text, start, end, None)[1] is not None


def _in_block(text: str, start: int, end: int, carried: _Open | None) -> tuple[list[Quotation], _Open | None]:
    stack: list[_Open] = []
    closed: list[tuple[_Open, int]] = []
    for match in _MARK.finditer(text, start, end):
        at, mark = match.start(), match[0]
        seen = _Seen(mark, at, text[at - 1] if at > start else "\n", text[at + 1] if at + 1 < end else "\n")
        depth = _closes(text, stack, seen, end)
        if depth is not None:
            closed.append((stack[depth], at))
            del stack[depth:]
        elif _opens(text, seen, stack):
            again = carried if carried and not stack and not closed and mark == carried.mark else None
            if again and text[start:at].strip():
                again = None
            stack.append(_Open(mark, at, again.earlier if again else ()))
            del stack[:-_MAX_DEPTH]
    quotes = _outermost(closed)
    return quotes, _left_open(text, stack, quotes, end)


def _left_open(text: str, stack: list[_Open], quotes: list[Quotation], end: int) -> _Open | None:
    """The mark that is open at the end of a paragraph, with the words since."""
    for opened in stack:
        if opened.mark in '“"«„»' and not any(quote.start < opened.at < quote.end for quote in quotes[-3:]):
            return opened._replace(earlier=(*opened.earlier, (opened.at + 1, end)))
    return None


def _outermost(closed: list[tuple[_Open, int]]) -> list[Quotation]:
    found: list[Quotation] = []
    for opened, at in sorted(closed, key=lambda pair: (pair[0].at, -pair[1])):
        if found and opened.at < found[-1].end:
            continue
        start = opened.earlier[0][0] - 1 if opened.earlier else opened.at
        found.append(Quotation(start, at + 1, (*opened.earlier, (opened.at + 1, at))))
    return found


def _closes(text: str, stack: list[_Open], seen: _Seen, end: int) -> int | None:
    """Which of the open marks is closed here, counted from the outermost; None when none is."""
    mark = seen.mark
    depth = next((n for n in range(len(stack) - 1, -1, -1) if mark in _CLOSED_BY[stack[n].mark]), None)
    if depth is None:
        return None
    opener = stack[depth].mark
    if mark in _ALWAYS_CLOSE or opener + mark in _ALWAYS_PAIRS:
        return depth
    return depth if _looks_closing(text, opener, seen, end) else None


def _looks_closing(text: str, opener: str, seen: _Seen, end: int) -> bool:
    """Whether what stands beside a mark lets it close ``opener``."""
    mark, spaced = seen.mark, seen.before.isspace()
    ends = not spaced and not seen.after.isalnum()
    if mark in _SINGLE:
        return ends and not _is_plural(text, seen.at, end, seen.before)
    if mark == "״" or (mark == '"' and opener in '"“„'):
        return ends or not (spaced or seen.before.isalnum())
    if mark in (opener, "“") or opener + mark == "»«":
        return not spaced and (ends or mark != opener)
    return True


def _is_plural(text: str, at: int, end: int, before: str) -> bool:
    """``students’``: an apostrophe behind an s, where another mark comes that closes better."""
    if before not in "sSxz":
        return False
    later = _LATER.search(text, at + 1, min(end, at + _PLURAL_LOOK))
    return later is not None and later[0] != "‘"


def _opens(text: str, seen: _Seen, stack: list[_Open]) -> bool:
    mark = seen.mark
    if mark in _ALWAYS_OPEN:
        return True
    if mark not in _CLOSED_BY or not _looks_opening(text, seen):
        return False
    if stack and stack[-1].mark == mark:
        stack.pop()
    return True


def _looks_opening(text: str, seen: _Seen) -> bool:
    mark, before, after = seen.mark, seen.before, seen.after
    if before not in _BEFORE_OPENING and not _is_wide(before):
        return mark == "“" and not before.isalnum() and not after.isspace()
    if after.isspace() or (after in ".,;:!?)" and mark != "“"):
        return False
    return mark != "'" or (after.isalnum() and not _ELIDED.match(text, seen.at))


def _is_wide(char: str) -> bool:
    return "\u3000" <= char <= "\u9fff" or "\uac00" <= char <= "\ud7af" or "\uff00" <= char <= "\uffef"
