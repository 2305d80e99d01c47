"""What a page needs, as ``data:`` addresses, within a budget."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass, field

from snapshotter import urls
from snapshotter.errors import UrlError
from snapshotter.patterns import Pattern
from snapshotter.urls import Url

Resource = Callable[[Url], tuple[str, bytes] | None]
"""Media type and decoded bytes of what was recorded at an address (without fragment); None for nothing."""
_MEDIA_TYPE = Pattern(r"\s*([\w.+-]{1,60}/[\w.+-]{1,100})")
_INLINE = ("data:", "about:")


@dataclass(slots=True)
class Embedding:
    """Looks up what was recorded, and keeps count of what is put into a copy."""

    resource: Resource
    max_resource_bytes: int
    max_total_bytes: int
    total_bytes: int = 0
    left_out: dict[Url, str] = field(default_factory=dict)
    """Addresses that are not in the copy, and why."""

    def data(self, href: str, base: Url) -> str | None:
        """The ``data:`` address of what ``href`` names; None when it cannot be in the copy.

        ``data:`` itself stays; a fragment is kept, for it names a part of what is meant.
        """
        if href.strip().lower().startswith(_INLINE):
            return href.strip()
        found = self.fetched(href, base)
        if found is None:
            return None
        url, media_type, body = found
        part = urls.fragment(url)
        encoded = base64.b64encode(body).decode("ascii")
        return f"data:{media_type};base64,{encoded}{f'#{part}' if part else ''}"

    def fetched(self, href: str, base: Url) -> tuple[Url, str, bytes] | None:
        """Address, media type and bytes of what ``href`` names, charged to the budget."""
        url = resolved(href, base)
        if url is None:
            return None
        asked = urls.without_fragment(url)
        found = self.resource(asked) if asked.startswith(("http:", "https:")) else None
        if found is None:
            self.left_out.setdefault(asked, "not recorded")
            return None
        media_type, body = found
        if len(body) > self.max_resource_bytes or self.total_bytes + len(body) > self.max_total_bytes:
            self.left_out.setdefault(asked, f"too large: {len(body):,} bytes")
            return None
        self.total_bytes += len(body)
        essence = _MEDIA_TYPE.match(media_type)
        return url, essence[1].lower() if essence else "application/octet-stream", body


def resolved(href: str, base: Url) -> Url | None:
    """The absolute address; None for none."""
    if not href.strip():
        return None
    try:
        return urls.parse(href.strip(), base)
    except UrlError:
        return None
