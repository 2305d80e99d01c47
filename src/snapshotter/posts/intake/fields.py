"""What the fields of a post's own header say of it: front matter, docinfo, attributes, keywords."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from snapshotter import urls
from snapshotter.model.citation import Kind
from snapshotter.model.post import PostSource
from snapshotter.pagemeta.dates import from_file_name, normalised
from snapshotter.patterns import Pattern
from snapshotter.posts.page.metadata import public_address
from snapshotter.posts.parts import Attachment, Facts
from snapshotter.urls import Url

_ADDRESS_FIELDS = ("canonical", "canonical_url", "canonicalurl", "canonical_link", "permalink", "url")
_DATE_FIELDS = (
    "date",
    "published",
    "pubdate",
    "publishdate",
    "publish_date",
    "published_at",
    "published_time",
    "datepublished",
    "revdate",
    "created",
    "created_at",
)
_CHANGED_FIELDS = ("lastmod", "modified", "updated", "last_modified_at")
_AUTHOR_FIELDS = ("author", "authors", "byline")
_CITED_TEXT = """
    link links external-url external_url externalurl external_link externallink source source_url sourceurl
    original original_url originalurl origin via via_url ref reference references citation citations
    in-reply-to in_reply_to bookmark-of bookmark_of like-of like_of repost-of repost_of quotation-of read-of
"""
_CITED: dict[str, Kind] = {
    **dict.fromkeys(_CITED_TEXT.split(), "link"),
    **dict.fromkeys(("image", "cover", "cover.image", "cover_image", "coverimage"), "image"),
    **dict.fromkeys(("featured_image", "featureimage", "feature_image", "hero", "hero_image"), "image"),
    **dict.fromkeys(("thumbnail", "header.image", "image.url", "image.path", "image.src"), "image"),
    **dict.fromkeys(("video", "video.url", "video_url"), "video"),
    **dict.fromkeys(("audio", "audio.url", "audio_url"), "audio"),
    **dict.fromkeys(("enclosure", "enclosure.url", "podcast", "podcast.url"), "feed-enclosure"),
}
"""Fields whose address is part of what the post cites: what a link blog's post is about, a cover from
elsewhere, a recording."""
_DAY_FIRST = Pattern(r"\W*(\d{4}[-/.]\d{1,2}[-/.]\d{1,2})(?!\d)")
_MONTH_BETWEEN = Pattern(r"\b(\d{1,2})-([A-Za-z]{3,9})-(\d{4})\b")
_CLOCK_BEHIND = Pattern(r",?\s+(?:at\s+)?\d{1,2}:\d{2}.*$", re.IGNORECASE)
_MANY = Pattern(r",\s+|\s+")


def facts_of(fields: Mapping[str, str], source: PostSource) -> Facts:
    """What the fields, by lower-case name, say of their post."""
    return Facts(
        uri=source.base_url or public_address(fields.get(name) for name in _ADDRESS_FIELDS),
        title=fields.get("title"),
        author=_first(fields, _AUTHOR_FIELDS),
        published=_date(fields, _DATE_FIELDS)
        or from_file_name(source.source)
        or _date(fields, _CHANGED_FIELDS),
    )


def attachments_of(fields: Mapping[str, str], own: Url | None) -> tuple[Attachment, ...]:
    """What the fields cite: addresses on the web, not those of the post and of its own images."""
    found: dict[str, Attachment] = {}
    for name, kind in _CITED.items():
        for href in _addresses(fields.get(name, "")):
            if kind != "image" or not _is_of(own, href):
                found.setdefault(href, Attachment(href, kind))
    return tuple(attachment for href, attachment in found.items() if own is None or href != own)


def is_understood(name: str) -> bool:
    """Whether a field's address is told by :func:`facts_of` or :func:`attachments_of` already."""
    return name.lower() in _CITED or name.lower() in _ADDRESS_FIELDS


def published(text: str) -> str | None:
    """A date as headers write it: also with a weekday or a clock behind it, or as ``10-Jul-2013``."""
    for candidate in _candidates(" ".join(text.split()).strip("<>[]\"'")):
        found = normalised(candidate)
        if found:
            return found
    return None


def _candidates(text: str) -> Iterator[str]:
    yield text
    yield _MONTH_BETWEEN.sub(r"\1 \2 \3", text)
    day = _DAY_FIRST.match(text)
    if day:
        yield day[1]
    yield _CLOCK_BEHIND.sub("", text)


def _date(fields: Mapping[str, str], names: Iterable[str]) -> str | None:
    dates = (published(fields[name]) for name in names if fields.get(name))
    return next((date for date in dates if date), None)


def _first(fields: Mapping[str, str], names: Iterable[str]) -> str | None:
    return next((fields[name] for name in names if fields.get(name)), None)


def _addresses(value: str) -> Iterator[str]:
    """The absolute addresses of a field that holds nothing else."""
    parts = [part for part in _MANY.split(value.strip()) if part]
    if parts and all(part.lower().startswith(("http://", "https://")) for part in parts):
        yield from parts


def _is_of(own: Url | None, href: str) -> bool:
    if own is None:
        return False
    address = public_address((href,))
    return address is not None and urls.hostname(address) == urls.hostname(own)
