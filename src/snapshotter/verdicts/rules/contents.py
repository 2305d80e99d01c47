"""Contents that are none: nothing, rubbish, a script's empty shell, or a file of another kind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import unquote

from snapshotter.verdicts.page import Page
from snapshotter.verdicts.signs import Check, Rule, Sign
from snapshotter.verdicts.wording import plain, word_count
from snapshotter.verdicts.words import contents as words

_FILE_KINDS: dict[str, frozenset[str]] = {
    "pdf": frozenset(("pdf",)),
    "png": frozenset(("image", "xml")),
    "jpg": frozenset(("image", "xml")),
    "jpeg": frozenset(("image", "xml")),
    "gif": frozenset(("image", "xml")),
    "webp": frozenset(("image", "xml")),
    "avif": frozenset(("image", "xml")),
    "mp3": frozenset(("media", "binary")),
    "mp4": frozenset(("media", "binary")),
    "webm": frozenset(("media", "binary")),
    "ogg": frozenset(("media", "binary")),
    "wav": frozenset(("media", "binary")),
    "zip": frozenset(("zip",)),
    "docx": frozenset(("zip",)),
    "xlsx": frozenset(("zip",)),
    "pptx": frozenset(("zip",)),
    "epub": frozenset(("zip",)),
    "doc": frozenset(("binary", "zip")),
    "xls": frozenset(("binary", "zip")),
    "ppt": frozenset(("binary", "zip")),
    "gz": frozenset(("compressed",)),
    "csv": frozenset(("text",)),
    "json": frozenset(("json", "text")),
    "txt": frozenset(("text", "json", "xml")),
    "css": frozenset(("text",)),
    "js": frozenset(("text", "json")),
}
"""What bytes a file of this name may have; others are no such file when they are a document."""
_PAGE_EXTENSIONS = frozenset(("html", "htm", "shtml", "xhtml"))
_VIEWERS = re.compile(
    r"/(?:blob|wiki|raw-?view|view|viewer|file|files|tree|src|browse|media|photo|photos|p|commons|details|document|doc|preview|show)/|wiki|[?&](?:title|file|title|url|src|path)=",
    re.IGNORECASE,
)
_PIXEL_BYTES = 200
_MOST_SHELL_WORDS = 25
_ROOTS = re.compile(
    r"<(?:div|main|section|app-root|body)[^>]{0,200}\sid=[\"']?(?:root|app|__next|__nuxt|___gatsby|react-root|reactroot|svelte|app-root|"
    r"main-app|application|react-app|vue-app|q-app|ember|mount|container-root|mountnode|approot|react|vue|webapp|spa|appmount|app-mount|"
    r"main_app|layers|yDmH0d|root-app|app-container|page-container|wrapper|content|main|container|page)[\"'\s>]|"
    r"<(?:app-root|my-app|app|polymer-app|app-shell|ion-app|ng-app|shell-app|ytd-app|mount-point)[\s>]|ng-app|data-reactroot|ng-version",
    re.IGNORECASE,
)


def _blank(page: Page) -> Sign | None:
    """No byte, or nothing but blanks."""
    if page.kind == "nothing" and not page.text.strip():
        return Sign("empty", 0.98, "the body is empty", {"size_bytes": len(page.body), "status": page.status})
    return None


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


def _garbled_bytes(page: Page) -> Sign | None:
    """Bytes of a file, or still compressed, that are labelled as a document."""
    if (
        page.is_html
        and page.media_type
        and page.kind in ("compressed", "binary", "zip", "media", "font", "image", "pdf")
    ):
        if page.is_rendered and page.words > 80 and page.kind in ("compressed", "binary"):
            return None
        return Sign(
            "garbled",
            0.93,
            "labelled as a document, and the bytes are not text",
            {"kind": page.kind, "media_type": page.media_type},
        )
    unnamed = page.asked.extension in (*_PAGE_EXTENSIONS, "", "php", "asp", "aspx", "cgi", "jsp")
    if not page.media_type and unnamed and page.kind in ("compressed", "binary") and not page.is_rendered:
        return Sign("garbled", 0.8, "no label, and the bytes are not text", {"kind": page.kind})
    if page.media_type.startswith("text/") and page.kind in ("compressed", "binary") and not page.is_rendered:
        return Sign(
            "garbled",
            0.85,
            "labelled as text, and the bytes are not",
            {"kind": page.kind, "media_type": page.media_type},
        )
    return None


def _garbled_text(page: Page) -> Sign | None:
    """Text in the wrong encoding."""
    text = page.text[:60_000]
    letters = len(_LETTER.findall(text))
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


def _mislabelled(page: Page) -> Sign | None:
    """A document where the label says image, PDF and the like."""
    declared = page.media_type
    if page.kind != "html" or not declared or page.is_html:
        return None
    if declared.startswith(("image/", "audio/", "video/", "font/")) and declared != "image/svg+xml":
        return Sign(
            "wrong-type",
            0.95,
            "labelled as a file, and it is a document",
            {"media_type": declared, "kind": page.kind},
        )
    if declared in ("application/pdf", "application/zip", "application/msword", "application/epub+zip"):
        return Sign(
            "wrong-type",
            0.95,
            "labelled as a file, and it is a document",
            {"media_type": declared, "kind": page.kind},
        )
    return None


def _another_file(page: Page) -> Sign | None:
    """A file was asked for, and a document came that is not about it."""
    extension = page.asked.extension
    kinds = _FILE_KINDS.get(extension)
    if kinds is None or page.kind in ("absent", "nothing"):
        return None
    if page.kind in kinds or not (
        (page.kind == "html" and page.is_html) or (page.kind == "pdf" and extension != "pdf")
    ):
        return None
    if page.kind == "html" and _is_viewer(page):
        return None
    return Sign(
        "wrong-type",
        0.88,
        f"a file .{extension} was asked for, and a document came",
        {"asked": page.asked.url[:500], "media_type": page.media_type, "kind": page.kind},
    )


def _is_viewer(page: Page) -> bool:
    """Whether the document shows the file or is about it: it carries the file's name."""
    if _VIEWERS.search(page.asked.path) or "wiki" in page.asked.host:
        return True
    name = page.asked.last.lower()
    stem = plain(unquote(name.rpartition(".")[0]))
    said = plain(f"{page.title} {' '.join(page.headings[:5])}")
    if len(stem) >= 4 and stem in said:
        return True
    shown = (
        *page.frames,
        *(target for target, _ in page.document.links),
        page.document.meta.get("og:image", ""),
    )
    return not page.is_moved and len(name) >= 6 and any(name in target.lower() for target in shown)


def _picture(page: Page) -> Sign | None:
    """A pixel, or a picture where a page was asked for."""
    if page.kind != "image" and not page.media_type.startswith("image/"):
        return None
    if page.kind == "image" and len(page.body) <= _PIXEL_BYTES:
        size = _size_of(page.body)
        if size is not None and max(size) <= 2:
            return Sign(
                "wrong-type",
                0.95,
                "a picture of one pixel",
                {"size_bytes": len(page.body), "pixels": list(size)},
            )
    if page.asked.extension in _PAGE_EXTENSIONS and not page.is_html and page.media_type != "image/svg+xml":
        return Sign(
            "wrong-type", 0.9, "a page was asked for, and a picture came", {"media_type": page.media_type}
        )
    last = page.asked.url.partition("?")[0]
    if (
        (last.endswith("/") or len(page.asked.slug_words) >= 4)
        and not page.asked.extension
        and page.media_type in ("image/gif", "image/png", "image/jpeg")
    ):
        return Sign(
            "wrong-type", 0.8, "the address of a page answers with a picture", {"media_type": page.media_type}
        )
    return None


def _size_of(body: bytes) -> tuple[int, int] | None:
    """Width and height of a GIF or PNG."""
    if body.startswith(b"GIF8") and len(body) >= 10:
        return int.from_bytes(body[6:8], "little"), int.from_bytes(body[8:10], "little")
    if body.startswith(b"\x89PNG") and len(body) >= 24:
        return int.from_bytes(body[16:20], "big"), int.from_bytes(body[20:24], "big")
    return None


_DATA_TYPES = (
    "application/json",
    "application/javascript",
    "text/javascript",
    "text/css",
    "application/x-javascript",
)


def _data(page: Page) -> Sign | None:
    """A small JSON message of an error, or a style sheet or script where a page was asked for."""
    if page.asked.extension in ("json", "js", "css", "mjs", "map"):
        return None
    if page.asked.extension in _PAGE_EXTENSIONS and page.media_type in _DATA_TYPES:
        return Sign(
            "wrong-type", 0.85, "a page was asked for, and data came", {"media_type": page.media_type}
        )
    looks_like_page = len(page.asked.slug_words) >= 3 or page.asked.url.endswith("/")
    if looks_like_page and page.media_type in (
        "text/css",
        "application/javascript",
        "text/javascript",
        "application/x-javascript",
    ):
        return Sign(
            "wrong-type", 0.85, "a page was asked for, and code came", {"media_type": page.media_type}
        )
    if (
        looks_like_page
        and page.media_type == "application/octet-stream"
        and page.kind in ("binary", "nothing")
    ):
        return Sign(
            "wrong-type", 0.7, "a page was asked for, and bytes came", {"media_type": page.media_type}
        )
    if (
        page.kind == "json"
        and page.media_type == "application/json"
        and len(page.body) < 2000
        and _is_error_message(page.body)
    ):
        return Sign(
            "wrong-type",
            0.75,
            "a message of an error in JSON",
            {"body": page.body[:200].decode("utf-8", "replace")},
        )
    return None


def _is_error_message(body: bytes) -> bool:
    import json

    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return False
    if not isinstance(found, dict) or len(found) > 8:
        return False
    keys = {str(key).lower() for key in found}
    failed = found.get("success") is False or str(found.get("status", "")).lower() in (
        "error",
        "fail",
        "failed",
        "404",
        "403",
        "500",
    )
    return bool(keys & {"error", "errors", "errormessage", "error_message", "error_code", "errorcode"}) or (
        failed and bool(keys & {"message", "msg"})
    )


BLANK: Sequence[Rule] = (Check("content.empty", "the body", _blank),)
BYTES: Sequence[Rule] = (
    Check("content.bytes", "what the bytes are against their label", _garbled_bytes),
    Check("content.picture", "pictures where pages were asked for", _picture),
    Check("content.data", "data where pages were asked for", _data),
)
MISLABELLED: Sequence[Rule] = (
    Check("content.mislabelled", "what the bytes are against their label", _mislabelled),
    Check("content.another-file", "what the bytes are against the asked address", _another_file),
)
GARBLED: Sequence[Rule] = (Check("content.garbled", "characters of the text", _garbled_text),)
SHELLS: Sequence[Rule] = (
    Check("content.shell", "scripts, length of the text, noscript", _shell),
    Check("content.unscripted", "short whole texts", _unscripted),
    Check("content.nothing", "text, pictures, frames, scripts", _nothing_to_see),
)
