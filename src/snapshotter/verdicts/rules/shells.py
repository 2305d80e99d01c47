"""Documents with nothing in them: shells that wait for scripts, and blank ones."""

from __future__ import annotations

import re
from collections.abc import Sequence

from snapshotter.verdicts.page import Page
from snapshotter.verdicts.signs import Check, Rule, Sign
from snapshotter.verdicts.wording import plain, word_count
from snapshotter.verdicts.words import contents as words

_MOST_SHELL_WORDS = 25
_ROOTS = re.compile(
    r"<(?:div|main|section|app-root|body)[^>]{0,200}\sid=[\"']?(?:root|app|__next|__nuxt|___gatsby|react-root|reactroot|svelte|app-root|"
    r"main-app|application|react-app|vue-app|q-app|ember|mount|container-root|mountnode|approot|react|vue|webapp|spa|appmount|app-mount|"
    r"main_app|layers|yDmH0d|root-app|app-container|page-container|wrapper|content|main|container|page)[\"'\s>]|"
    r"<(?:app-root|my-app|app|polymer-app|app-shell|ion-app|ng-app|shell-app|ytd-app|mount-point)[\s>]|ng-app|data-reactroot|ng-version",
    re.IGNORECASE,
)


def _nothing_to_see(page: Page) -> Sign | None:
    """A document without text, pictures, frames and scripts."""
    if not page.is_document or page.words > 2 or (page.text.strip() and page.words):
        return None
    seen = page.document
    if (
        page.images
        or seen.media_count
        or page.frames
        or seen.frameset
        or seen.script_sources
        or len(seen.scripts) > 30
    ):
        return None
    if seen.form_targets or seen.buttons or page.links > 2 or _describes_itself(page):
        return None
    if word_count(page.title) > 40:  # a title that was never closed holds the page
        return None
    return Sign(
        "empty",
        0.93,
        "a document with nothing to see",
        {"size_bytes": len(page.body), "title": page.title[:200]},
    )


def _shell(page: Page) -> Sign | None:
    """Scripts, a place for what they make, and nothing in it."""
    if not page.is_document or page.words > _MOST_SHELL_WORDS * 4 or not page.is_thin(_MOST_SHELL_WORDS):
        return None
    seen = page.document
    if not (seen.script_sources or len(seen.scripts) > 200) or _has_data(page):
        return None
    needs = _needs_scripts(page)
    loading = any(
        words.LOADING.whole(plain(block.text)) for block in page.blocks[:6]
    ) or words.LOADING.in_title(page.title)
    made = page.words - (word_count(needs[1]) if needs and needs[1] in page.text else 0)
    if made > _MOST_SHELL_WORDS or page.links > 8 or (page.images > 6 and not needs) or seen.password_fields:
        return None
    root = _ROOTS.search(page.source[:_MAX_SHELL_CHARS])
    if made > 10 and not (needs or loading):
        return None
    if not (needs or root or loading) and (made > 3 or page.images or page.frames or seen.media_count):
        return None
    found = {
        "words": page.words,
        "scripts": len(seen.script_sources),
        **({"root": root[0][:100]} if root else {}),
        **({"says": needs[0]} if needs else {}),
    }
    sure = 0.95 if needs or (root and made <= 3) else 0.85
    return Sign("script-shell", sure, "scripts, and nothing that they have made", found)


_MAX_SHELL_CHARS = 400_000
_DATA_WORDS = 150


def _has_data(page: Page) -> bool:
    """Whether the content is there as JSON-LD, which readers of the bytes can use."""
    return page.article_body_words > 60 or (
        page.is_article and word_count(page.document.linked_data) > _DATA_WORDS
    )


def _describes_itself(page: Page) -> bool:
    """Whether meta tags carry the content, as pages for other programs do."""
    described = page.document.meta.get("og:description") or page.document.meta.get("description") or ""
    return word_count(described) >= 5


def _needs_scripts(page: Page) -> tuple[str, str] | None:
    """The phrase and the visible block, or the ``noscript``, that asks for scripts."""
    if found := words.NEEDS_SCRIPTS.within(plain(page.document.noscript)):
        return found, ""
    for block in page.main_blocks[:6]:
        if found := words.NEEDS_SCRIPTS.within(plain(block)):
            return found, block
    return None


_MOST_OF_TEXT = 0.4


def _unscripted(page: Page) -> Sign | None:
    """A short text that asks for scripts, and nothing else."""
    if page.words > 70 or page.links > 8 or not page.is_document or page.is_article:
        return None
    needs = _needs_scripts(page)
    if needs is None or not needs[1] or word_count(needs[1]) < page.words * _MOST_OF_TEXT:
        return None
    return Sign(
        "script-shell",
        0.85,
        "the page asks for scripts and shows nothing else",
        {"says": needs[0], "words": page.words},
    )


SHELLS: Sequence[Rule] = (
    Check("content.shell", "scripts, length of the text, noscript", _shell),
    Check("content.unscripted", "short whole texts", _unscripted),
    Check("content.nothing", "text, pictures, frames, scripts", _nothing_to_see),
)
