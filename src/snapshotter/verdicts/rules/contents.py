"""Contents that are no page: no byte, bytes that are no text, a file of another kind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import unquote

from snapshotter.verdicts.page import Page
from snapshotter.verdicts.signs import Check, Rule, Sign
from snapshotter.verdicts.wording import plain

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


def _blank(page: Page) -> Sign | None:
    """No byte, or nothing but blanks."""
    if page.kind == "nothing" and not page.text.strip():
        return Sign("empty", 0.98, "the body is empty", {"size_bytes": len(page.body), "status": page.status})
    return None


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
