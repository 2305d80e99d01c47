"""The page answers: whether it is as it was."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from snapshotter.audit.comparison.comparing import Comparison
from snapshotter.audit.question import DRIFTED, View
from snapshotter.audit.rules.signs import SHOWN_CHARS, Rule, Sign, kept, rounded

_KEY_WORDS = 25
"""So many words in paragraphs that are gone are a change, however long the page is."""
_KEY_PART = 0.004
_GROWN, _GROWN_WORDS = 2.5, 300


def _passage(view: View) -> Sign | None:
    found = view.comparison
    if found is None or not found.lost or not found.alike or not _is_page(view) or found.cut:
        return None
    return Sign(
        "passage-missing",
        0.95 if found.rendered or view.in_browser else 0.85,
        "what the post quotes is not there any more",
        {"lost": [quote[:SHOWN_CHARS] for quote in found.lost[:5]], **kept(view)},
    )


def _moved(view: View) -> Sign | None:
    if not view.is_elsewhere or not view.has_content or not _is_page(view):
        return None
    return Sign(
        "moved",
        0.95,
        "the same content stands at another address",
        {"final_url": view.final.url[:SHOWN_CHARS], **kept(view)},
    )


def _drifted(view: View) -> Sign | None:
    found = view.comparison
    if found is None or not _is_page(view) or found.identical:
        return None
    changes = _changes(found)
    if not changes:
        return None
    confidence = 0.9 if found.alike else 0.5
    return Sign("drifted", confidence, "its words have changed", {**changes, **kept(view)})


def _changes(found: Comparison) -> dict[str, Any]:
    """What of the matter has changed, if anything that counts."""
    seen: dict[str, Any] = {}
    if found.sentences is not None and found.sentences < DRIFTED:
        seen["kept"] = rounded(found.sentences)
    if found.gone and (seen or found.gone_words >= max(_KEY_WORDS, _KEY_PART * found.words_then)):
        seen["gone"] = [text[:200] for text in found.gone]
    if found.reworded:
        seen["reworded"] = [quote[:SHOWN_CHARS] for quote in found.reworded[:5]]
    if found.title is not None and found.title < 0.5 and found.alike:
        seen["title"] = f"{found.title_then} -> {found.title_now}"[:SHOWN_CHARS]
    grown = found.words_now - found.words_then
    if (
        found.words_then
        and found.words_now > _GROWN * found.words_then
        and grown > _GROWN_WORDS
        and found.alike
    ):
        seen["grown"] = grown
    if _ends_too_early(found):
        return seen
    if found.kind_now in ("file", "pdf") and found.sentences is None and not found.same_matter:
        seen["bytes"] = "another file is there"
    if found.sentences is None and found.words_then and not found.same_matter:
        seen["words"] = "its words are not the same"
    return seen


def _ends_too_early(found: Comparison) -> bool:
    """Whether a file was cut off that only its bytes could tell from another."""
    return found.cut and found.sentences is None and not found.same_matter


def _cosmetic(view: View) -> Sign | None:
    found = view.comparison
    if found is None or not _is_page(view) or found.identical or _changes(found):
        return None
    if _ends_too_early(found):
        return None
    return Sign("cosmetic", 0.95, "its words stand as they did; what is around them has changed", kept(view))


def _unchanged(view: View) -> Sign | None:
    if view.status == 304 and view.question.had_snapshot:
        return Sign("unchanged", 0.97, "the origin says that it has not changed (304)", {"status": 304})
    found = view.comparison
    if found is None or not found.identical or not _is_page(view):
        return None
    return Sign("unchanged", 0.97, "it says word for word what it said", kept(view))


def _alive(view: View) -> Sign | None:
    if not _is_page(view) or view.comparison is not None:
        return None
    seen: dict[str, Any] = {"status": view.status}
    if view.is_elsewhere:
        seen["final_url"] = view.final.url[:SHOWN_CHARS]
    return Sign("alive", 0.85, "it answers; there is nothing to compare it with", seen)


def _is_page(view: View) -> bool:
    """Whether the rules for pages take it for one, or what the snapshot says is there."""
    if view.status == 304:
        return False
    return view.has_content or (view.page_class == "good") or (view.page is None and 200 <= view.status < 300)


PASSAGE: Sequence[Rule] = (Rule("passage.gone", "quotes of the post", _passage),)
MOVED: Sequence[Rule] = (Rule("content.moved", "final address against the cited one, what is left", _moved),)
CHANGED: Sequence[Rule] = (Rule("content.drifted", "what is left of the matter, quotes, title", _drifted),)
COSMETIC: Sequence[Rule] = (Rule("content.cosmetic", "what is left of the matter", _cosmetic),)
SAME: Sequence[Rule] = (
    Rule("content.unchanged", "all visible words, status 304", _unchanged),
    Rule("content.alive", "whether a page came", _alive),
)
