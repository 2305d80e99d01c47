"""Pictures of a page: JPEG, because a page of photographs in PNG is five times as large.

The encoder is deterministic: what looks the same has the same bytes, and is stored once.
"""

from __future__ import annotations

import base64
import io
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


def thumbnail(picture: Artefact, window: tuple[int, int]) -> Artefact:
    """The first window of a picture of the whole page, small; ``window`` is width and height in pixels.

    Made of the picture instead of the page: to draw the page once more costs six times as much.  Blocking.
    """
    from PIL import Image

    width, height = window
    with Image.open(io.BytesIO(b"".join(picture.body.chunks()))) as whole:
        whole.draft("RGB", (_THUMBNAIL_WIDTH_PX, 1))
        first = whole.crop((0, 0, whole.width, min(whole.height, round(whole.width * height / width))))
    scale = min(_THUMBNAIL_WIDTH_PX / first.width, 1.0)
    size = (max(round(first.width * scale), 1), max(round(first.height * scale), 1))
    made = io.BytesIO()
    first.resize(size, Image.Resampling.BOX).save(made, "JPEG", quality=_QUALITY)
    return Artefact("thumbnail", MEDIA_TYPE, Held(made.getvalue()))


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
