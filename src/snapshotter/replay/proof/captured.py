"""What a stored capture saw of its page, read back for a proof."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from snapshotter import urls
from snapshotter.errors import UrlError
from snapshotter.model.capture import StoredCapture
from snapshotter.model.replay import ReplayMaterial
from snapshotter.replay.proof.grading import Asked
from snapshotter.replay.proof.likeness import Seen
from snapshotter.urls import Url
from snapshotter.warc import bodies, reader
from snapshotter.warc.exchanges import material_of
from snapshotter.warc.reader import PayloadLocator

_FAVICON = "/favicon.ico"
_PDF = b"application/pdf"
_DOCUMENTS = ("", "text/html", "application/xhtml+xml")
"""Servers of old sent pages without a type."""
_NO_BODY = "import.no-body"


@dataclass(frozen=True, slots=True)
class Captured:
    """A capture as its proof needs it."""

    stored: StoredCapture
    material: ReplayMaterial
    main_id: str | None
    """Record id of the page's own response."""
    seen: Seen
    viewport: tuple[int, int] | None
    """Of its window, CSS pixels; None when no picture tells."""
    gone: frozenset[Url]
    """What the capture itself says is missing, or was asked for in vain."""
    blocked_hosts: frozenset[str]
    lacks_body: bool = False
    """Whether the file that it was imported from has not kept the body of the page itself."""

    @property
    def is_file(self) -> bool:
        """Whether it never was a page.  One that another tool recorded may be, though no browser of ours
        saw it: then it has to be loaded as any other."""
        if self.stored.via != "fetch":
            return False
        return self.stored.origin is None or not _is_document(self.main_id, self.material)

    def is_known(self, missed: Asked) -> bool:
        """Whether the capture tells of itself that there is no answer to this.

        Chromium asks for an icon where the page names none, and not in every mode: that is not the page's.
        """
        if missed.url in self.gone or _is_default_icon(missed):
            return True
        return bool(self.blocked_hosts) and _host(missed.url) in self.blocked_hosts


@dataclass(frozen=True, slots=True)
class StoredCaptures:
    """Reads them out of an archive home.  Blocking."""

    home: Path
    payloads: PayloadLocator

    def read(self, stored: StoredCapture) -> Captured:
        """Raises :class:`ArchiveError` when the capture's records cannot be read at all."""
        info = reader.page_info(self.home, stored.page_info)
        material = material_of(self.home, stored, self.payloads)
        picture = self._artefact(stored, "view")
        return Captured(
            stored=stored,
            material=material,
            main_id=info.get("main"),
            seen=Seen(picture, self._text(stored, info, material), stored.title),
            viewport=_size(picture) if picture is not None else None,
            gone=frozenset({*material.missing, *_asked_in_vain(info)}),
            blocked_hosts=frozenset(info.get("blocked_hosts") or ()),
            lacks_body=any(each.get("code") == _NO_BODY for each in info.get("findings") or ()),
        )

    def _text(self, stored: StoredCapture, info: Mapping[str, Any], material: ReplayMaterial) -> str | None:
        """The page's text, if it is one that the browser saw: that of files was read out of their bytes."""
        if info.get("shape") is None or _is_pdf(info.get("main"), material):
            return None
        text = self._artefact(stored, "text")
        return text.decode("utf-8", "replace") if text is not None else None

    def _artefact(self, stored: StoredCapture, name: str) -> bytes | None:
        place = stored.artefacts.get(name)
        return reader.payload(self.home, place, self.payloads) if place is not None else None


def _is_pdf(main_id: object, material: ReplayMaterial) -> bool:
    heads = (each.response_head for each in material.exchanges if each.id == main_id)
    return any(_PDF in head.lower() for head in heads)


def _is_document(main_id: object, material: ReplayMaterial) -> bool:
    heads = (each.response_head for each in material.exchanges if each.id == main_id)
    fields = [message.fields for head in heads if (message := bodies.parse(head)) is not None]
    types = (each.get("content-type", "").partition(";")[0].strip().lower() for each in fields)
    return any(media_type in _DOCUMENTS for media_type in types)


def _asked_in_vain(info: Mapping[str, Any]) -> set[Url]:
    """What the browser asked for and never got: refused, not resolved, broken off before it left."""
    requests = info.get("requests") or ()
    return {Url(each["url"]) for each in requests if each.get("outcome") == "failed"}


def _is_default_icon(missed: Asked) -> bool:
    return missed.destination == "image" and missed.url.partition("://")[2].partition("/")[2] == _FAVICON[1:]


def _host(url: Url) -> str:
    try:
        return urls.hostname(url)
    except UrlError:
        return ""


def _size(picture: bytes) -> tuple[int, int] | None:
    from PIL import Image

    try:
        with Image.open(io.BytesIO(picture)) as opened:
            return opened.size
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None
