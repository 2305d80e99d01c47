"""The soft-404 probe: what a site answers when it is asked for a page that cannot exist.

After Bar-Yossef, Broder, Kumar and Tomkins, "Sic Transit Gloria Telae" (WWW 2004): a random sibling
of the page is asked for; where both get the same, the page is not there.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from snapshotter.urls import Url
from snapshotter.verdicts import addresses, decoding, document
from snapshotter.verdicts.page import Page
from snapshotter.verdicts.wording import plain

_LETTERS = 25
_LEAST_WORDS = 25
_ALIKE = 0.9
_SHINGLE = 4
_MAX_WORDS = 3000


@dataclass(frozen=True, slots=True)
class Likeness:
    """Why page and probe are the same."""

    confidence: float
    says: str
    seen: Mapping[str, Any]


def sibling(url: Url) -> Url | None:
    """An address beside ``url`` that cannot exist; None for home pages.

    The letters are made of the address, so that asking again asks for the same.
    """
    address = addresses.of(url)
    digest = hashlib.sha256(url.encode("utf-8", "replace")).digest()
    name = "".join(chr(ord("a") + byte % 26) for byte in digest[:_LETTERS])
    bare = url.partition("#")[0]
    before, _, query = bare.partition("?")
    if not address.steps and not address.names_in_query:
        return None
    if address.names_in_query and re.search(
        r"/(?:index\.\w{2,5}|default\.\w{2,5})?$|\.(?:php|aspx?|jsp|cgi|cfm|pl)$", before
    ):
        return Url(f"{before}?{_other_values(query, name)}")
    folder, _, last = before.rstrip("/").rpartition("/")
    if "//" not in folder:
        return None
    extension = re.search(r"\.[A-Za-z0-9]{2,5}$", last)
    return Url(f"{folder}/{name}{extension[0] if extension else ''}{'/' if before.endswith('/') else ''}")


def _other_values(query: str, name: str) -> str:
    """The query with the value that names the page made one that cannot exist."""
    pairs = query.split("&")
    for place, pair in enumerate(pairs):
        key, mark, value = pair.partition("=")
        if mark and value:
            pairs[place] = f"{key}={_unlikely(value, name)}"
            break
    return "&".join(pairs)


def _unlikely(value: str, name: str) -> str:
    if value.isascii() and value.isdigit():
        return "9" + str(int.from_bytes(name.encode()[:6], "big"))[:11]
    return name


def likeness(page: Page) -> Likeness | None:
    """Whether the probe got what the page got; None when not, or when it cannot be told."""
    probe = page.evidence.probe
    if probe is None or probe.status is None or not 200 <= probe.status < 300 or not page.is_answered:
        return None
    ours, theirs = page.final, addresses.of(probe.final_url)
    if page.is_moved and ours.same_page(theirs) and not page.asked.same_page(ours):
        seen = {"probe": probe.url[:500], "both_lead_to": ours.url[:500]}
        return Likeness(0.95, "a page that cannot exist leads to the same place", seen)
    if ours.is_root or not page.is_document or decoding.kind_of(probe.body[:65536]) not in ("html", "text"):
        return None
    return _same_words(page, probe.body, probe.url)


def _same_words(page: Page, body: bytes, url: Url) -> Likeness | None:
    """The bytes of both, never what a browser made of one: shells of applications are all alike."""
    there = document.read(decoding.decode(body, None))
    mine, other = _words(page.document), _words(there)
    if min(len(mine), len(other)) < _LEAST_WORDS or page.words > 3 * len(mine):
        return None
    if plain(page.document.title) != plain(there.title):
        return None
    ratio = resemblance(mine, other)
    if ratio < _ALIKE:
        return None
    seen = {"probe": url[:500], "likeness": round(ratio, 3)}
    return Likeness(0.9, "a page that cannot exist has the same title and words", seen)


def _words(found: document.Document) -> list[str]:
    return plain(" ".join(block.text for block in found.blocks)[:4000]).split()[:_MAX_WORDS]


def resemblance(one: list[str], other: list[str]) -> float:
    """Of the runs of four words of both, the part that both have (Broder 1997), 0 to 1."""
    mine, theirs = _shingles(one), _shingles(other)
    union = len(mine | theirs)
    return len(mine & theirs) / union if union else 0.0


def _shingles(words: list[str]) -> set[tuple[str, ...]]:
    return {tuple(words[at : at + _SHINGLE]) for at in range(max(1, len(words) - _SHINGLE + 1))}
