"""Pictures of a page: JPEG, because a page of photographs in PNG is five times as large.

The encoder is deterministic: what looks the same has the same bytes, and is stored once.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from snapshotter.model.capture import Artefact, ArtefactName
from snapshotter.model.exchange import Held

if TYPE_CHECKING:
    from playwright.async_api import CDPSession

MEDIA_TYPE = "image/jpeg"
_QUALITY = 80
_THUMBNAIL_WIDTH_PX = 320


async def window(session: CDPSession, *, label: str = "") -> Artefact:
    """What the window shows."""
    return await _picture(session, "view", label)


async def whole_page(
    session: CDPSession, width_px: int, height_px: int, *, scale: float = 1.0, label: str = ""
) -> Artefact:
    """The page from its top, ``height_px`` of it; drawn anew for ``scale``, so that words stay sharp."""
    clip = {"x": 0, "y": 0, "width": width_px, "height": height_px, "scale": scale}
    return await _picture(session, "full-page", label, clip=clip, captureBeyondViewport=True)


async def thumbnail(session: CDPSession, width_px: int, height_px: int) -> Artefact:
    """The window's first screen, small."""
    scale = min(_THUMBNAIL_WIDTH_PX / width_px, 1.0)
    clip = {"x": 0, "y": 0, "width": width_px, "height": height_px, "scale": scale}
    return await _picture(session, "thumbnail", "", clip=clip)


async def printed(session: CDPSession) -> Artefact:
    """The page as its print style sheets have it, on paper of A4, with backgrounds."""
    made = await session.send(
        "Page.printToPDF",
        {"printBackground": True, "preferCSSPageSize": True, "paperWidth": 8.27, "paperHeight": 11.69},
    )
    return Artefact("pdf", "application/pdf", Held(base64.b64decode(made["data"])))


async def _picture(session: CDPSession, name: ArtefactName, label: str, **options: Any) -> Artefact:
    taken = await session.send(
        "Page.captureScreenshot",
        {"format": "jpeg", "quality": _QUALITY, "optimizeForSpeed": True, **options},
    )
    return Artefact(name, MEDIA_TYPE, Held(base64.b64decode(taken["data"])), label)
