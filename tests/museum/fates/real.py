"""Real pages, made fit for loopback: nothing of them leads outside, and their paragraphs can be changed."""

from __future__ import annotations

import gzip
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path

from tests.museum.fates.looks import Dress
from tests.museum.fates.texts import headline, prose

_GONE = re.compile(
    r"<(script|iframe|object|video|audio|noscript|svg)\b.*?</\1\s*>|<(?:link|base|embed|source)\b[^>]*>|<meta[^>]+http-equiv[^>]*>",
    re.S | re.I,
)
_OUTSIDE = re.compile(
    r"""\s(?:src|srcset|poster|data-src|background|action|on\w+)\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)""", re.I
)
_PARAGRAPH = re.compile(
    r"<p(?:\s[^>]*)?>((?:(?!</?(?:p|div|li|ul|table|section)\b).){90,4000}?)</p\s*>", re.S | re.I
)
_TAG = re.compile(r"<!--.*?-->|<[^>]*>", re.S)
_LANGUAGE = re.compile(r"<html[^>]+lang\s*=\s*[\"']?([a-z]{2})", re.I)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.S | re.I)
_FEWEST = 5
_LARGEST = 600_000
_HEAD = re.compile(r"<head\b.*?</head\s*>|<style\b.*?</style\s*>", re.S | re.I)


@dataclass(frozen=True)
class RealPage:
    """A page as its parts: what stands between the paragraphs, and the paragraphs."""

    name: str
    language: str
    title: str
    between: tuple[str, ...]
    markup: tuple[str, ...]
    paragraphs: tuple[str, ...]

    def render(self, paragraphs: Sequence[str], dress: Dress) -> str:
        """The page with these paragraphs; in another dress with other tokens in it, and on another day with
        advertisements between them, and teasers and comments behind."""
        source = random.Random(f"{self.name} {dress.day}")
        shown = [self.between[0]]
        for at, said in enumerate(paragraphs):
            if said == self.paragraphs[at]:
                shown.append(self.markup[at])
            elif said:
                shown.append(f"<p>{escape(said)}</p>")
            if dress.day != "first" and source.random() < 0.3:
                shown.append(_slot(source))
            shown.append(self.between[at + 1])
        if dress.day != "first":
            shown.insert(-1, _behind(source))
        token = random.Random(f"{self.name} {dress.nonce}").getrandbits(64)
        page = "".join(shown)
        return page.replace("</head>", f"<meta name='request-id' content='{token:x}'></head>", 1)


def _slot(source: random.Random) -> str:
    says = source.choice(("Save 30 % on winter tyres today", "Try 3 months for 1 €", "Compare mortgages now"))
    return f"<div class='dfp slot-{source.randrange(99)}'><a href='https://ads.example/'>{says}</a></div>"


def _behind(source: random.Random) -> str:
    teasers = "".join(f"<li><a href='/x'>{escape(headline('en', source))}</a></li>" for _ in range(4))
    said = "".join(f"<li class='comment'><p>{each}</p></li>" for each in prose("en").comments)
    also = f"<aside class='recommended'><h3>You may also like</h3><ul>{teasers}</ul></aside>"
    return f"{also}<ol class='comments'>{said}</ol>"


def read(folder: Path) -> list[RealPage]:
    """The pages of a folder that have enough to say."""
    found = (_page(path.parent.name, path) for path in sorted(folder.glob("*/source.html.gz")))
    return [page for page in found if page is not None]


def _page(name: str, path: Path) -> RealPage | None:
    page = gzip.decompress(path.read_bytes()).decode("utf-8", "replace")
    page = _OUTSIDE.sub("", _GONE.sub("", page))
    places = [found for found in _PARAGRAPH.finditer(page) if len(_text(found[1])) > 80]
    if len(places) < _FEWEST or len(page) > _LARGEST or not _is_mostly(page, [found[1] for found in places]):
        return None
    ends = [0, *(found.end() for found in places)]
    starts = [*(found.start() for found in places), len(page)]
    title, language = _TITLE.search(page), _LANGUAGE.search(page)
    return RealPage(
        name,
        language[1].lower() if language else "en",
        _text(title[1]) if title else name,
        tuple(page[end:start] for end, start in zip(ends, starts, strict=True)),
        tuple(found[0] for found in places),
        tuple(_text(found[1]) for found in places),
    )


def _is_mostly(page: str, paragraphs: Sequence[str]) -> bool:
    """Whether the paragraphs are most of what the page says, and no dummy text."""
    said = " ".join(map(_text, paragraphs))
    return len(said) > 0.5 * len(_text(_HEAD.sub("", page))) and "dolor sit amet" not in said.lower()


def _text(markup: str) -> str:
    return " ".join(unescape(_TAG.sub("", markup)).split())
