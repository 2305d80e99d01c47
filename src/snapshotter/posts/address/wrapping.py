"""Addresses that a mail program or a printed page broke at the end of a line.

Two lines are joined only when that is convincing: the line is as long as lines get around there,
and what begins the next one looks like the rest of an address rather than like a word.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from snapshotter.patterns import Pattern
from snapshotter.posts.address import edges

_MIN_WIDTH = 55
"""Nobody wraps text narrower than this."""
_SURE_WIDTH = 70
_LINES = 12
_COLUMN_WORDS = 2
_NEIGHBOURHOOD = 700
"""How many characters to either side tell how long lines get."""
_NEXT = Pattern(
    rf"\r?\n(?P<margin>[ \t>|]{{0,12}})(?P<token>[^{edges.STOP}]{{1,2000}})(?P<alone>[ \t]*(?:\r?\n|\Z))?"
)
_MARGIN = Pattern(r"[ \t>|]{0,12}")
_JOINERS = frozenset("/-_=&?%#+~")
_BEGINS = Pattern(r"[\w/?#&=%~+.-]")
_OTHER = Pattern(
    r"(?:https?|ftp)://|www\.|[-*•–.]+$|\(?\d{1,3}[.):]|\d{1,4}([-/.])\d{1,2}\1\d{1,4}\W?$|\d+/\d+\W?$|[\w.+-]+@[\w-]",
    re.IGNORECASE,
)
"""The next address, a list's marker, a date, an e-mail address."""
_STRONG = Pattern(r"[=&%_?#]|\.(?:s?html?|php|aspx?|pdf|jsp|cfm)\b|/.*[/\d.-]|[\d.-].*/")
_URLISH = Pattern(r"[/=&%_?#\d]|[.-]\w")


class Pieces(NamedTuple):
    """An address that stands on more than one line."""

    joined: str
    starts: tuple[tuple[int, int], ...]
    """Where each piece begins: in ``joined`` and in the text."""

    def place(self, length: int) -> int:
        """The place in the text behind the first ``length`` characters of ``joined``."""
        begin, at = max(start for start in self.starts if start[0] < length or not start[0])
        return at + length - begin


def continued(text: str, start: int, end: int) -> Pieces:
    """The characters from ``start``, which run to ``end``, with what following lines add."""
    joined = text[start:end]
    starts = [(0, start)]
    usual = -1
    for _ in range(_LINES):
        line = _line_before(text, end)
        following = _NEXT.match(text, end) if len(line) >= _MIN_WIDTH else None
        if following is None:
            break
        usual = _usual_width(text, end) if usual < 0 else usual
        if not _convincing(line, following, text, usual):
            break
        starts.append((len(joined), following.start("token")))
        joined += following["token"]
        end = following.end("token")
    return Pieces(joined, tuple(starts))


def _line_before(text: str, end: int) -> str:
    """The line that ends at ``end``, or as much of a very long one as matters; empty if none ends there."""
    if text[end : end + 1] not in ("\n", "\r"):
        return ""
    earliest = max(0, end - 2 * _NEIGHBOURHOOD)
    break_ = text.rfind("\n", earliest, end)
    return text[break_ + 1 if break_ >= 0 else earliest : end]


def _usual_width(text: str, end: int) -> int:
    """The length of the longer of the lines before and after that which ends at ``end``.

    Those further off may belong to another paragraph, which need not have been wrapped.
    """
    before = text[max(0, end - _NEIGHBOURHOOD) : end].splitlines()[:-1]
    after = text[end : end + _NEIGHBOURHOOD].lstrip("\r\n").splitlines()
    return max(map(len, [*before[-1:], *after[:1]]), default=0)


def _convincing(line: str, following: re.Match[str], text: str, usual: int) -> bool:
    token, last = following["token"], line[-1]
    margin = _MARGIN.match(line)
    if margin is None or following["margin"] != margin[0]:
        return False
    if last in edges.SENTENCE_ENDS or not _BEGINS.match(token) or _OTHER.match(token):
        return False
    if _is_column(text, following.end("token")):
        return False
    alone = following["alone"] is not None
    if len(line) + 1 >= usual:
        sure = alone and len(line) >= _SURE_WIDTH
        return bool(
            _STRONG.search(token)
            or ((last in _JOINERS or alone) and _URLISH.search(token))
            or sure
            or last == "-"
        )
    fitted = len(line) + len(token) <= usual
    return last in _JOINERS and not fitted and (last == "-" or alone or _URLISH.search(token) is not None)


def _is_column(text: str, at: int) -> bool:
    """Whether an address follows within two words: lines of a table that end in addresses."""
    line_end = text.find("\n", at, at + 300)
    before, mark, _ = text[at : line_end if line_end >= 0 else at + 300].partition("://")
    return bool(mark) and len(before.split()) <= _COLUMN_WORDS
