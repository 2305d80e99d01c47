"""Text in the wrong encoding."""

from __future__ import annotations

import re
from collections.abc import Sequence

from snapshotter.verdicts.page import Page
from snapshotter.verdicts.signs import Check, Rule, Sign
from snapshotter.verdicts.wording import word_count

_REPLACEMENT = "\ufffd"
_MOJIBAKE = re.compile(
    "[\u00c2\u00c3][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122]|"
    "[\u00d0\u00d1\u00d8\u00d9\u00d7\u00ce\u00cf\u00e0-\u00ef][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122]"
)
_CYRILLIC_RUBBISH = re.compile(
    "(?:[РС][\u0400-\u040f\u0450-\u045f°±Ііґё№»«ўЎЈ¤Ґ¦§¨©¬®Ї‚ѓ„…†‡€‰‹‘’“”•–—™›\u00a0\u0098]){3,}"
)
_LETTER = re.compile(r"[^\W\d_]")
_HIGH_LATIN = re.compile("[\u00c0-\u00ff]")


def _garbled_text(page: Page) -> Sign | None:
    """Text in the wrong encoding."""
    text = page.text[:60_000]
    letters = 0 if text.isascii() else len(_LETTER.findall(text))
    if letters < 30:
        return None
    if page.is_rendered and page.source and _LETTER.search(page.source):
        text = _better(text, page)
    lost = text.count(_REPLACEMENT)
    pairs = len(_MOJIBAKE.findall(text))
    cyrillic = sum(len(found) for found in _CYRILLIC_RUBBISH.findall(text))
    foreign = sum(1 for letter in text if letter > "\x7f")
    high = len(_HIGH_LATIN.findall(text))
    seen = {"replacement_characters": lost, "mojibake": pairs, "letters": letters}
    if lost > 20 and lost / (letters + lost) > 0.15:
        return Sign("garbled", 0.92, "much of the text could not be decoded", seen)
    if pairs >= 20 and 2 * pairs / letters > 0.15 and 2 * pairs > 0.5 * foreign:
        return Sign("garbled", 0.92, "the text was decoded wrongly", seen)
    if cyrillic > 60 and cyrillic / letters > 0.3:
        return Sign("garbled", 0.92, "the text was decoded wrongly", {**seen, "cyrillic_pairs": cyrillic})
    if letters > 200 and high / letters > 0.5 and foreign > 0.5 * len(text.replace(" ", "")):
        return Sign("garbled", 0.9, "the text was decoded wrongly", {**seen, "high_latin": high})
    return None


def _better(text: str, page: Page) -> str:
    """What the bytes say where a browser took a wrong declaration at its word."""
    bytes_say = "\n".join(block.text for block in page.document.blocks)[:60_000]
    wrong = len(_MOJIBAKE.findall(text)) + text.count(_REPLACEMENT)
    return bytes_say if word_count(bytes_say) > 20 and wrong > 10 else text


GARBLED: Sequence[Rule] = (Check("content.garbled", "characters of the text", _garbled_text),)
