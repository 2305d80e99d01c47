"""Pictures that WebVTT cues name, for the preview over a time line (``sprite.jpg#xywh=0,0,160,90``)."""

from __future__ import annotations

import re

from snapshotter.capture.gaps.reference import Mention, Use

_MAX_CHARS = 4 << 20
_MAX_PICTURES = 500
_PICTURE = re.compile(
    r"^([^\s<>]{1,2000}\.(?:jpe?g|png|webp|gif|avif)(?:\?[^\s<>#]*)?)(?:#[^\s<>]*)?$", re.IGNORECASE
)


def mentions_in_vtt(text: str) -> list[Mention]:
    """Each picture once; nothing for ordinary subtitles."""
    found: dict[str, None] = {}
    for line in text[:_MAX_CHARS].splitlines():
        match = _PICTURE.match(line.strip())
        if match:
            found[match[1]] = None
        if len(found) >= _MAX_PICTURES:
            break
    return [Mention(address, "image", Use.ALTERNATE) for address in found]
