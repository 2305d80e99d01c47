"""What other tools have made of a page, by the addresses that they give it.

browsertrix and this program: ``urn:view:<page>``, ``urn:fullPage:<page>``, ``urn:text:<page>``, ...;
brozzler: ``screenshot:<page>``, ``thumbnail:<page>``; Scoop: ``file:///screenshot.png`` with the page in
``WARC-Refers-To-Target-URI``.
"""

from __future__ import annotations

from typing import NamedTuple

from snapshotter.imports.seen import Seen
from snapshotter.model.capture import ArtefactName
from snapshotter.patterns import Pattern

_NAMES: dict[str, ArtefactName] = {
    "view": "view",
    "screenshot": "view",
    "fullpage": "full-page",
    "thumbnail": "thumbnail",
    "text": "text",
    "textfinal": "text",
    "text-final": "text",
    "pdf": "pdf",
    "statichtml": "static-html",
    "video": "video",
    "subtitles": "subtitles",
}
_FILES: dict[str, ArtefactName] = {
    "file:///screenshot.png": "view",
    "file:///pdf-snapshot.pdf": "pdf",
}
_ADDRESS = Pattern(r"(?:urn:)?([A-Za-z-]{3,12}):(?:([\w.-]{1,40}):)?(https?://.{1,8000})", 2 | 16)
_TYPES: dict[ArtefactName, tuple[str, ...]] = {
    "view": ("image/",),
    "full-page": ("image/",),
    "thumbnail": ("image/",),
    "text": ("text/",),
    "pdf": ("application/pdf",),
    "static-html": ("text/html",),
    "video": ("video/", "audio/"),
    "subtitles": ("text/", "application/"),
}


class Made(NamedTuple):
    """What a record holds of a page."""

    name: ArtefactName
    label: str
    page: str
    """The page's address, as written."""


def known(seen: Seen) -> Made | None:
    """What was made of which page; None for a record that is no such thing."""
    made = _made(seen)
    if made is None or not seen.bare_media_type.startswith(_TYPES[made.name]):
        return None
    return made


def _made(seen: Seen) -> Made | None:
    if seen.url in _FILES:
        return Made(_FILES[seen.url], "", seen.about) if seen.about else None
    found = _ADDRESS.fullmatch(seen.url)
    name = _NAMES.get(found[1].lower()) if found is not None else None
    return Made(name, found[2] or "", found[3]) if found is not None and name is not None else None
