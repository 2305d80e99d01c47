"""Which written markup a text is in, told by its marks: Markdown, reStructuredText, AsciiDoc, Org, BibTeX.

One mark proves little: a post about one markup, written in another, quotes its marks.  So the marks of
each are counted and weighed, those in blocks of code left out, and the heaviest sum wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from snapshotter.patterns import Pattern

_MOST = 3
"""So many of one mark count; more prove nothing further."""
_M = re.MULTILINE


class _Mark(NamedTuple):
    markup: str
    weight: int
    pattern: Pattern[str]
    in_code: bool = False
    """Whether it is looked for in the text with its blocks of code: the mark is the block's own."""


def _mark(markup: str, weight: int, pattern: str, *, in_code: bool = False) -> _Mark:
    return _Mark(markup, weight, Pattern(pattern, _M), in_code)


_MARKS = (
    _mark("markdown", 2, r"^#{1,6} \S"),
    _mark("markdown", 3, r"\]\(\s{0,3}<?[^\s)]"),
    _mark("markdown", 2, r"\]\[[^\]\n]{1,80}\]"),
    _mark("markdown", 1, r"^\[[^\]\n]+\]:[ \t]+\S"),
    _mark("markdown", 3, r"^(?:`{3,}|~{3}(?!~))\w*$"),
    _mark("markdown", 1, r"\*\*[^*\s][^*\n]{0,200}\*\*"),
    _mark("rst", 4, r"\A\s*PEP: \d+\r?$"),
    _mark("rst", 3, r"^\.\. [\w.-]+(?::[\w.-]+)?::(?:\s|$)"),
    _mark("rst", 3, r"^\.\. (?:_[^:\n]{1,200}:(?:\s|$)|\[[^\]\n]{1,80}\] |\|[^|\n]{1,80}\| \w+::)"),
    _mark("rst", 3, r"`[^`<>]{1,400}<[^<>`\s]{1,2000}>`_"),
    _mark("rst", 3, r"^__ \S"),
    _mark("rst", 2, r"(?<!`)`[^`\n<]{1,200}`__?(?!\w)"),
    _mark("rst", 2, r":[\w-]{1,30}:`[^`\n]{1,200}`"),
    _mark("rst", 2, r"^\S[^\n]{2,200}\n([~^\"#])\1{3,}[ \t]*$"),
    _mark("rst", 2, r"::[ \t]*\n[ \t]*\n[ \t]{2,}\S", in_code=True),
    _mark("rst", 1, r"^\S[^\n]{2,200}\n([=-])\1{3,}[ \t]*$"),
    _mark("rst", 1, r"^:[A-Za-z][\w -]{0,30}:[ \t]+\S"),
    _mark("rst", 1, r"``[^`\n]{1,200}``(?!`)"),
    _mark("asciidoc", 4, r"\A(?:[ \t]*(?://[^\n]*|:[\w-]+:[^\n]*)?\n){0,200}= \S"),
    _mark("asciidoc", 3, r"^\[(?:source|quote|verse|listing|abstract|cols|NOTE|TIP|WARNING)\b[^\]\n]*\]$"),
    _mark("asciidoc", 3, r"^(?:image|video|audio|include|toc|ifdef|ifndef)::[^\s\[]*\["),
    _mark("asciidoc", 3, r"\b(?:link|xref|image|footnote|kbd):[^\s\[]{0,2000}\[[^\]\n]"),
    _mark("asciidoc", 2, r"https?://[^\s\[\]]{1,2000}\[[^\]\n]*[A-Za-z]"),
    _mark("asciidoc", 2, r"^={2,6} [^\s=](?:[^\n]*[^\n=])?$"),
    _mark("asciidoc", 1, r"^:!?[\w-]+!?:(?:[ \t]|$)"),
    _mark("asciidoc", 1, r"^(?:-{4}|\.{4}|={4}|_{4}|\|={3})$"),
    _mark("org", 3, r"^[ \t]*#\+(?:\w+:(?:\s|$)|(?:begin|BEGIN)_\w)"),
    _mark("org", 3, r"\[\[(?:https?:|file:|mailto:|id:|\.)[^\]\n]{0,2000}\](?:\[[^\]\n]|\])"),
    _mark("org", 3, r"^[ \t]*:(?:PROPERTIES|LOGBOOK):[ \t]*$"),
    _mark("org", 3, r"^\*{1,8} (?:TODO|DONE|NEXT|WAITING) "),
    _mark("org", 2, r"\[fn:[^\]\n]{1,80}\]"),
    _mark("org", 1, r"^\*{2,8} \S"),
    _mark("bibtex", 3, r"\A(?:\s|%[^\n]*\n){0,200}@\w+[ \t]*[{(]"),
    _mark("bibtex", 3, r"^[ \t]?@\w+[ \t]*[{(][ \t]*[^\s,{}()\"]+[ \t]*,"),
    _mark("bibtex", 1, r"^[ \t]?@(?i:string|comment|preamble)\b"),
)  # fmt: skip
_LEAST = {"bibtex": 3, "org": 3, "rst": 3, "asciidoc": 4, "markdown": 2}
"""Of two that weigh the same the one that is rarer: its marks are not seen elsewhere by chance."""
_DECIDING = 2
"""Marks that weigh less make a markup sure together with others, not by themselves."""
_UNDECIDED = 4
_SURE = 6
_MARGIN = 3
_FENCE = re.compile(r"(`{3,}|~{3}(?!~))[^`]*$|[ \t]*#\+(?:begin|BEGIN)_(\w+)")
_FRONT = re.compile(r"\A(---|\+\+\+)[ \t]*\n(?:[^\n]*\n){0,2000}?\1[ \t]*(?:\n|\Z)")


class _Weighed(NamedTuple):
    markup: str
    score: int
    margin: int
    """By how much it is ahead of the next."""
    kinds: int


def markup_of(head: bytes) -> str | None:
    """The markup that the beginning of a text is written in; None when it is plain, or HTML."""
    text = _text(head)
    front = _FRONT.match(text)
    found = _weighed(text[front.end() :] if front else text)
    if front:
        return found.markup if found and found.markup != "bibtex" else "markdown"
    return found.markup if found else None


def sure_markup_of(head: bytes) -> str | None:
    """The same, of a text whose name says that it is plain: only what cannot be mistaken."""
    text = _text(head)
    if _FRONT.match(text):
        return markup_of(head)
    found = _weighed(text)
    if found is None or found.score < _SURE or found.margin < _MARGIN:
        return None
    return found.markup if found.kinds > 1 or found.markup == "bibtex" else None


def _text(head: bytes) -> str:
    """Near enough for marks, which are ASCII in every encoding that text is in."""
    head = head.replace(b"\0", b"") if b"\0" in head[:64] else head
    return (
        head.lstrip(b"\xef\xbb\xbf\xff\xfe\r\n").decode("latin-1").replace("\r\n", "\n").replace("\r", "\n")
    )


def _weighed(text: str) -> _Weighed | None:
    scores = dict.fromkeys(_LEAST, 0)
    kinds, heaviest = dict(scores), dict(scores)
    outside = "\n".join(_outside_code(text.split("\n")))
    for mark in _MARKS:
        count = sum(1 for _ in islice(mark.pattern.finditer(text if mark.in_code else outside), _MOST))
        if count:
            scores[mark.markup] += count * mark.weight
            kinds[mark.markup] += 1
            heaviest[mark.markup] = max(heaviest[mark.markup], mark.weight)
    first, second, *_ = sorted(scores.values(), reverse=True)
    best = next(markup for markup, score in scores.items() if score == first)
    decided = heaviest[best] >= _DECIDING or first >= _UNDECIDED
    if not decided or first < _LEAST[best]:
        return None
    return _Weighed(best, first, first - second, kinds[best])


def _outside_code(lines: list[str]) -> Iterator[str]:
    """The lines that stand in no block of code, neither set far in nor between fences that close; and
    the fences that open one."""
    end, ends = "", _ends(lines)
    for number, line in enumerate(lines):
        if end:
            end = "" if line.strip().lower().startswith(end) else end
            continue
        opened = _FENCE.match(line)
        closing = _closing(opened) if opened else ""
        if closing and ends.get(closing, 0) > number:
            end = closing
            yield line
        elif not line.startswith(("    ", "\t")):
            yield line


def _closing(opened: re.Match[str]) -> str:
    return opened[1] or f"#+end_{opened[2].lower()}"


def _ends(lines: list[str]) -> dict[str, int]:
    """Where each closing mark stands last."""
    found: dict[str, int] = {}
    for number, line in enumerate(lines):
        opened = _FENCE.match(line)
        mark = opened[1] if opened and opened[1] else line.strip().lower()
        if mark.startswith(("```", "~~~", "#+end_")):
            found[mark] = number
    return found
