"""Where an address in running text ends: punctuation, quotes, brackets and markup that are none of its own.

Source: RFC 3986, appendix C, for what delimits; the rest is how people write.
"""

from __future__ import annotations

import re

from snapshotter.patterns import Pattern

STOP = (
    r"\s<>\"`“”„‟‚«»‹›"
    r"\u0000-\u001f\u007f\u200b\u200e\u200f\u2060\ufeff\ufffc"  # invisible
    r"\u2014\u2015…‥⋯"
    r"\u3000-\u3003\u300a-\u300f\uff01\uff0c\uff0e\uff1a\uff1b\uff1f\uff61-\uff64"  # Chinese, Japanese
    r"\u060c\u061b\u061f\u06d4\u0589\u05c3\u0964\u0965\u0f0d\u104a\u104b\u1362-\u1368\u17d4\u17d5"
)
"""Characters, as in a regular expression's set, that no address in text runs through."""
SENTENCE_ENDS = frozenset(".,;:!?)]}…。，")
_TRAILING = frozenset(".,;:!?'‘’*|·–´′″®™©†‡¹²³⁴⁵⁶⁷⁸⁹⁰\u00ad\u200c\u200d…。，")
_PAIRS = {")": "(", "]": "[", "}": "{", "）": "（", "】": "【", "］": "［", "〕": "〔", "〉": "〈"}
_OPENERS = frozenset(_PAIRS.values())
_CLOSERS = {opening: closing for closing, opening in _PAIRS.items()} | {"'": "'", "‘": "’", "‚": "‘"}
_WIDE = frozenset("）】］〕〉")
_EMPHASIS = frozenset("_~*")
_ODD = Pattern(r"[^\w./:?&=%#@+,~!;$-]|&(?:[a-z]{2,5}|#\d{2,4});|[,;](?=https?://)|[^\x00-\x7f]")
_MARKUP = Pattern(
    r"&(?:lt|gt|quot|apos|nbsp|laquo|raquo|ldquo|rdquo|#0?3[49]|#60|#62|#160);"  # entities of the text around
    r"|\]\(|\[/"  # Markdown's and BBCode's next piece
    r"|[,;|](?=(?:https?|ftp)://)"  # the next address of a list
    r"|\|(?=[\w-]{1,30}=)",  # the next parameter of a wiki's template
    re.IGNORECASE,
)
_IN_PATH = Pattern(r"\[(?!\.|dot\])|(?<!\.)(?<!dot)\]|\||\\", re.IGNORECASE)
_HOST_END = Pattern(r"[/?#]")
_POSSESSIVE = Pattern(r"['’]s$")
_GLUED = r"(?<=[0-9A-Za-z])(?=[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])"
"""Compiled when it is first met: few posts are glued."""


def within(raw: str, before: str) -> str:
    """What belongs to the address of a run of characters that follows ``before``."""
    if _ODD.search(raw):
        raw = _unmarked(_enclosed(raw, before), before)
    written = trimmed(raw)
    if before in _EMPHASIS and before:
        written = trimmed(written.rstrip(before))
    return _POSSESSIVE.sub("", written) if written.count("/") <= 2 else written


def trimmed(written: str) -> str:
    """``written`` without closing punctuation, and without brackets that were never opened in it."""
    surplus = {close: written.count(close) - written.count(open_) for close, open_ in _PAIRS.items()}
    end = len(written)
    while end:
        last = written[end - 1]
        if surplus.get(last, 0) > 0:
            surplus[last] -= 1
        elif last in _OPENERS:
            surplus[_CLOSERS[last]] += 1
        elif last not in _TRAILING:
            break
        end -= 1
    return written[:end]


def _enclosed(raw: str, before: str) -> str:
    """Up to what closes a bracket or quotation mark that was opened right before, or a wide one."""
    closing = _CLOSERS.get(before)
    if closing is not None and closing in raw:
        raw = raw[: _unopened(raw, closing, before)]
    for wide in _WIDE.intersection(raw):
        raw = raw[: _unopened(raw, wide, _PAIRS[wide])]
    return raw


def _unopened(raw: str, closing: str, opening: str) -> int:
    """Where the first ``closing`` stands that no ``opening`` in ``raw`` asks for; its end if none does."""
    if closing == opening or opening not in _CLOSERS:
        return raw.find(closing)
    depth = 0
    for at, character in enumerate(raw):
        if character == closing:
            if not depth:
                return at
            depth -= 1
        elif character == opening:
            depth += 1
    return len(raw)


def _unmarked(raw: str, before: str) -> str:
    """Up to the first piece of markup, and to the next word of a script that writes no spaces."""
    found = _MARKUP.search(raw)
    raw = raw[: found.start()] if found else raw
    authority = raw.find("//") + 2 if "//" in raw[:12] else 8 if "\\\\" in raw[:12] else 0
    opened = _HOST_END.search(raw, authority)
    if opened is not None:
        query = raw.find("?", opened.start())
        odd = _IN_PATH.search(raw, opened.start(), query if query >= 0 else len(raw))
        raw = raw[: odd.start()] if odd and (odd[0] != "\\" or "\\\\" not in raw[:12]) else raw
    if before and _is_ideographic(before):
        glued = re.search(_GLUED, raw)
        raw = raw[: glued.start()] if glued else raw
    return raw


def _is_ideographic(character: str) -> bool:
    return (
        "\u3040" <= character <= "\u30ff"
        or "\u3400" <= character <= "\u9fff"
        or "\uac00" <= character <= "\ud7af"
    )
