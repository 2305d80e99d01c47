"""What single elements load: their attributes in, mentions out.

Source: HTML Living Standard, sections 4.2.4 (``link``), 4.8 (embedded content), 4.12.1 (``script``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from snapshotter.capture.gaps import srcset
from snapshotter.capture.gaps.css import mentions_in_css
from snapshotter.capture.gaps.reference import Cors, Kind, Mention, Use

Attributes = Mapping[str, str | None]

_SHOWN = re.compile(
    r"[^?#]+\.(?:jpe?g|jpe|png|gif|webp|avif|jxl|svgz?|bmp|ico|tiff?)(?:[?#]|$)", re.IGNORECASE
)
_PLAYED = re.compile(
    r"[^?#]+\.(?:mp4|m4v|webm|ogv|mov|mp3|m4a|aac|ogg|oga|opus|wav|flac)(?:[?#]|$)", re.IGNORECASE
)
_PLAYLIST = re.compile(r"[^?#]+\.(?:m3u8|mpd)(?:[?#]|$)", re.IGNORECASE)
_PLAYLIST_TYPES = ("mpegurl", "dash+xml")
_SCRIPT_TYPE = re.compile(
    r"module|(?:text|application)/(?:x-)?(?:java|ecma|j|live)script(?:1\.\d)?", re.IGNORECASE
)
_ICON_RELS = {
    "icon",
    "apple-touch-icon",
    "apple-touch-icon-precomposed",
    "apple-touch-startup-image",
    "mask-icon",
    "fluid-icon",
}
_DESTINATIONS: dict[str, Kind] = {
    "style": "style",
    "script": "script",
    "worker": "script",
    "image": "image",
    "font": "font",
    "video": "media",
    "audio": "media",
    "track": "track",
    "document": "document",
    "object": "document",
    "embed": "document",
}
_LAZY_IMAGES = {"data-src", "data-original", "data-lazy", "data-lazy-src"}
_MAX_VALUE_CHARS = 8192


def lazy(tag: str, name: str, value: str, choice: str) -> Iterator[Mention]:
    """An attribute that scripts read: only what looks like an image or a film is taken for one.

    On an ``img``, an address under one of the usual names is taken for an image whatever it looks like.
    """
    if len(value) > _MAX_VALUE_CHARS:
        return
    if value.lstrip().lower().startswith("url("):
        yield from mentions_in_css(value)
    elif "srcset" in name:
        for address in srcset.addresses(value):
            if tag in ("img", "source") or _SHOWN.match(address):
                yield Mention(address, "image", Use.SEEN, choice=choice)
    elif any(char in value.strip() for char in ' "<>{}\n') or not any(char in value for char in "./"):
        return
    elif _SHOWN.match(value) or (tag == "img" and name in _LAZY_IMAGES):
        yield Mention(value, "image", Use.SEEN)
    elif _PLAYED.match(value):
        yield Mention(value, "media", Use.ALTERNATE)


def cors_of(attributes: Attributes) -> Cors:
    if "crossorigin" not in attributes:
        return ""
    return "use-credentials" if attributes["crossorigin"] == "use-credentials" else "anonymous"


def candidates(value: str | None, choice: str, cors: Cors = "") -> Iterator[Mention]:
    for address in srcset.addresses(value or ""):
        yield Mention(address, "image", Use.SEEN, choice=choice, cors=cors)


def _img(attributes: Attributes, place: str) -> Iterator[Mention]:
    if attributes.get("src"):
        yield Mention(attributes["src"] or "", "image", Use.SEEN, choice=place, cors=cors_of(attributes))
    yield from candidates(attributes.get("srcset"), place, cors_of(attributes))


def _input(attributes: Attributes, place: str) -> Iterator[Mention]:
    if (attributes.get("type") or "").lower() == "image" and attributes.get("src"):
        yield Mention(attributes["src"] or "", "image", Use.SEEN)


def played(href: str, media_type: str | None, choice: str, attributes: Attributes) -> Mention:
    is_playlist = _PLAYLIST.match(href) or any(name in (media_type or "").lower() for name in _PLAYLIST_TYPES)
    kind: Kind = "playlist" if is_playlist else "media"
    return Mention(href, kind, Use.MEDIA, choice=choice, cors=cors_of(attributes))


def _media(attributes: Attributes, place: str) -> Iterator[Mention]:
    if attributes.get("src"):
        yield played(attributes["src"] or "", attributes.get("type"), place, attributes)
    if attributes.get("poster"):
        yield Mention(attributes["poster"] or "", "image", Use.SEEN)


def _track(attributes: Attributes, place: str) -> Iterator[Mention]:
    if attributes.get("src"):
        yield Mention(attributes["src"] or "", "track", Use.MEDIA)


def _document(attributes: Attributes, place: str) -> Iterator[Mention]:
    href = attributes.get("src") or attributes.get("data")
    if not href:
        return
    media_type = (attributes.get("type") or "").lower()
    if media_type.startswith("image/") or (not media_type and _SHOWN.match(href)):
        yield Mention(href, "image", Use.SEEN)
    elif media_type.startswith(("video/", "audio/")) or _PLAYED.match(href):
        yield Mention(href, "media", Use.MEDIA)
    else:
        yield Mention(href, "document", Use.MEDIA)


def _script(attributes: Attributes, place: str) -> Iterator[Mention]:
    media_type = (attributes.get("type") or "").strip()
    href = attributes.get("src") or attributes.get("href") or attributes.get("xlink:href")
    if not href or (media_type and not _SCRIPT_TYPE.fullmatch(media_type)):
        return
    cors = cors_of(attributes) or ("anonymous" if media_type.lower() == "module" else "")
    use = Use.ALTERNATE if "nomodule" in attributes else Use.SEEN
    yield Mention(href, "script", use, cors=cors)


def _link(attributes: Attributes, place: str) -> Iterator[Mention]:
    href, cors = attributes.get("href") or "", cors_of(attributes)
    rels = set((attributes.get("rel") or "").lower().split())
    if "stylesheet" in rels:
        yield Mention(href, "style", Use.SHEET, cors=cors)
    elif rels & _ICON_RELS:
        yield Mention(href, "icon", Use.ALTERNATE)
    elif "manifest" in rels:
        yield Mention(href, "manifest", Use.ALTERNATE, cors=cors or "anonymous")
    elif "modulepreload" in rels:
        yield Mention(href, "script", Use.SEEN, cors=cors or "anonymous")
    elif rels & {"preload", "prefetch"}:
        yield from _hint(attributes, place, Use.SEEN if "preload" in rels else Use.MENTION)
    elif "image_src" in rels or (attributes.get("itemprop") or "").lower() in ("image", "thumbnailurl"):
        yield Mention(href, "meta-image", Use.MENTION)


def _hint(attributes: Attributes, place: str, use: Use) -> Iterator[Mention]:
    kind = _DESTINATIONS.get((attributes.get("as") or "").lower(), "data")
    cors = cors_of(attributes)
    if attributes.get("href"):
        yield Mention(attributes["href"] or "", kind, use, choice=place, cors=cors)
    for address in srcset.addresses(attributes.get("imagesrcset") or ""):
        yield Mention(address, "image", use, choice=place, cors=cors)


def _svg(attributes: Attributes, place: str) -> Iterator[Mention]:
    href = attributes.get("href") or attributes.get("xlink:href")
    if href:
        yield Mention(href, "image", Use.SEEN)


READERS: dict[str, Callable[[Attributes, str], Iterator[Mention]]] = {
    "img": _img,
    "amp-img": _img,
    "input": _input,
    "video": _media,
    "audio": _media,
    "track": _track,
    "object": _document,
    "embed": _document,
    "iframe": _document,
    "frame": _document,
    "link": _link,
    "script": _script,
    "image": _svg,
    "feimage": _svg,
    "use": _svg,
}
