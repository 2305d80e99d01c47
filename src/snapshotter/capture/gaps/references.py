"""What a recorded response refers to, whatever it is written in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from snapshotter.capture.gaps import content
from snapshotter.capture.gaps.css import SheetCache
from snapshotter.capture.gaps.dash import mentions_in_dash
from snapshotter.capture.gaps.hls import mentions_in_hls
from snapshotter.capture.gaps.html import HtmlMentions, mentions_in_html
from snapshotter.capture.gaps.manifest import mentions_in_manifest
from snapshotter.capture.gaps.reference import Mention, Reference, Use, resolved, wire_url
from snapshotter.capture.gaps.vtt import mentions_in_vtt
from snapshotter.model.exchange import Exchange
from snapshotter.urls import Url

_HLS = {
    "application/vnd.apple.mpegurl",
    "application/x-mpegurl",
    "application/mpegurl",
    "audio/mpegurl",
    "audio/x-mpegurl",
}
_DOCUMENTS = {"text/html", "application/xhtml+xml", "image/svg+xml"}
_NOT_IN_FRAMES = ("document", "icon", "manifest", "meta-image")
"""Nobody sees the icon of a frame."""
_FRAMES = {"iframe", "frame", "object", "embed"}


def of_document(dom: str, url: Url) -> tuple[list[Reference], HtmlMentions]:
    """What the page itself refers to, and what else its head says."""
    found = mentions_in_html(dom)
    base = (wire_url(found.base, url) if found.base else None) or url
    return resolved(found.mentions, base, url), found


def of_exchange(exchange: Exchange, use: Use, sheets: SheetCache, *, framed: bool) -> list[Reference]:
    """What a whole response refers to; nothing when it is of no kind that refers.

    ``use`` is of what use the response itself is: what it needs is of no more.  ``framed`` says that
    the page frames it.  Frames are read to the depth of one: what framed documents frame in turn is
    left to them.
    """
    media_type, path, url = exchange.media_type or "", exchange.url.partition("?")[0].lower(), exchange.url
    mentions: Sequence[Mention] = ()
    if media_type == "text/css" or exchange.destination == "style":
        assert exchange.response is not None  # it is whole
        mentions = sheets.mentions(exchange.response.payload_digest, lambda: content.text(exchange))
    elif media_type in _HLS or path.endswith(".m3u8"):
        mentions = mentions_in_hls(content.text(exchange) or "", url)
    elif media_type == "application/dash+xml" or path.endswith(".mpd"):
        mentions = mentions_in_dash(content.content(exchange) or b"", url)
    elif media_type == "application/manifest+json" or exchange.destination == "manifest":
        mentions = mentions_in_manifest(content.text(exchange) or "")
    elif media_type == "text/vtt":
        mentions = mentions_in_vtt(content.text(exchange) or "")
    elif media_type in _DOCUMENTS and (framed or exchange.destination in _FRAMES):
        found, _ = of_document(content.text(exchange) or "", url)
        shown = [each for each in found if each.kind not in _NOT_IN_FRAMES]
        return _own([replace(each, use=max(each.use, use)) for each in shown])
    return _own(resolved(mentions, url, url, use=use))


def _own(references: list[Reference]) -> list[Reference]:
    """Their choices told apart from those of other texts."""
    return [
        replace(each, choice=f"{each.referrer} {each.choice}") if each.choice else each for each in references
    ]
