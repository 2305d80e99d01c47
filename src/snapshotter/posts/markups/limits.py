"""Bounds for very long texts: what cannot hold an address is left out, and what holds too many refused."""

from __future__ import annotations

import re
from collections.abc import Iterator

from snapshotter.errors import PostError

MAX_ADDRESSES = 250_000
MAX_LINES = 150_000
"""Renderers take their time by the line; longer texts are thinned."""
MAX_MARKS = 1_000_000
"""Renderers make a piece of their own of everything between two of these."""
_MARKS = "[*_`~<>|"
_RUN = re.compile("|".join(f"{re.escape(sign)}{{1000,}}" for sign in "[]*_`~<>|#=+(){}!^-"))
_RUN_CHARS = 100
_LONG_BLOCK_LINES = 40
_TELLING = re.compile(
    r"://|www\.|\]\(|\]\[|\]:|\[\[|\b(?:href|src|cite|data)=|doi|\b10\.\d{4}|arxiv|mailto:|\{[\w%<{-]|::"
    r"|^[ \t]*(?:`{3}|~{3}|-{2,}\s*$|\.{4}|={1,6}\s|\#|\+{2,}|_{4}|\*{4}|\.\. |:[\w-]+:|\|=|<)",
    re.MULTILINE | re.IGNORECASE,
)
"""What an address, a link or the border of a block is known by, in any of the markups."""
_BLANK = re.compile(r"\n(?:[ \t]*\n)+")


def bounded(source: str, text: str) -> str:
    """``text``, without the paragraphs that say nothing of an address when it is very long.

    Raises :class:`PostError` for more addresses, or signs of markup about them, than any post has.
    """
    count = text.count("://")
    if count > MAX_ADDRESSES:
        raise _too_large(
            f"{source}: it has {count} addresses, more than the {MAX_ADDRESSES} that a post may have",
            "Split it into several files.",
        )
    if text.count("\n") <= MAX_LINES and _marks(text) <= MAX_MARKS:
        return text
    shorter = "\n\n".join(_thinned(_RUN.sub(lambda run: run[0][:_RUN_CHARS], text)))
    count = max(_marks(shorter), shorter.count("\n"))
    if count > MAX_MARKS:
        raise _too_large(
            f"{source}: it has {count} signs of markup, more than the {MAX_MARKS} that a post may have",
            "Split it into posts, or read it as text with --format text.",
        )
    return shorter


def _marks(text: str) -> int:
    return sum(map(text.count, _MARKS))


def _too_large(message: str, hint: str) -> PostError:
    return PostError(message, hint=hint, code="post.too-large")


def _thinned(text: str) -> Iterator[str]:
    """The paragraphs with an address; of those of very many lines, the lines."""
    for block in _BLANK.split(text):
        if not _TELLING.search(block):
            continue
        lines = block.split("\n")
        if len(lines) <= _LONG_BLOCK_LINES:
            yield block
        else:
            yield "\n".join(line for line in lines if _TELLING.search(line))
