"""Small pictures inside the report itself, as long as there is room."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable

from snapshotter.model.capture import RecordLocation

Photograph = Callable[[RecordLocation], bytes | None]
"""The bytes of a stored picture; None where it is not here (any more)."""
BUDGET_BYTES = 12_000_000
"""Of all pictures as they are written: the page must still open on a telephone."""
MAX_PICTURES = 2_000
"""Each is a record that is looked for and read."""
MAX_PICTURE_BYTES = 150_000
_KINDS = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"RIFF", "image/webp"))


class Pictures:
    """``data:`` addresses (RFC 2397), first come, first served.  What is written never exceeds the budget."""

    def __init__(self, photograph: Photograph | None, budget_bytes: int = BUDGET_BYTES) -> None:
        self._photograph = photograph
        self._left = budget_bytes
        self._count = 0

    def address(self, location: RecordLocation | None) -> str | None:
        """None where there is no picture, or no room for it."""
        if location is None or self._photograph is None or self._count >= MAX_PICTURES or self._left <= 0:
            return None
        self._count += 1
        data = self._photograph(location)
        kind = next((kind for start, kind in _KINDS if data and data.startswith(start)), None)
        if data is None or kind is None or len(data) > MAX_PICTURE_BYTES:
            return None
        written = f"data:{kind};base64,{b64encode(data).decode()}"
        if len(written) > self._left:
            return None
        self._left -= len(written)
        return written
