"""What widgets embed: posts, videos, charts and documents that a script would draw in the element's place.

From the embedding instructions of the services and the reference of the AMP components.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from snapshotter.patterns import Pattern

Attributes = Mapping[str, str | None]

_WATCH, _TWEET = "https://www.youtube.com/watch?v={}", "https://twitter.com/i/status/{}"
_BY_TAG: Mapping[tuple[str, str], str] = {
    ("lite-youtube", "videoid"): _WATCH,
    ("youtube-video", "videoid"): _WATCH,
    ("amp-youtube", "data-videoid"): _WATCH,
    ("lite-vimeo", "videoid"): "https://vimeo.com/{}",
    ("amp-vimeo", "data-videoid"): "https://vimeo.com/{}",
    ("amp-dailymotion", "data-videoid"): "https://www.dailymotion.com/video/{}",
    ("amp-twitter", "data-tweetid"): _TWEET,
    ("twitter-widget", "data-tweet-id"): _TWEET,
    ("amp-instagram", "data-shortcode"): "https://www.instagram.com/p/{}/",
    ("amp-vine", "data-vineid"): "https://vine.co/v/{}",
    ("amp-imgur", "data-imgur-id"): "https://imgur.com/{}",
    ("amp-gist", "data-gistid"): "https://gist.github.com/{}",
    ("amp-soundcloud", "data-trackid"): "https://api.soundcloud.com/tracks/{}",
    ("amp-tiktok", "data-src"): "https://www.tiktok.com/embed/{}",
    ("amp-facebook", "data-href"): "",
    ("amp-facebook-comments", "data-href"): "",
    ("amp-pinterest", "data-url"): "",
    ("amp-embedly-card", "data-url"): "",
    ("amp-reddit", "data-src"): "",
    ("amp-iframe", "data-src"): "",
    ("figure", "data-url"): "",
    ("oembed", "url"): "",
}
"""An element's attribute that names what it embeds: by an id for this address, or by its address."""
_BY_NAME: Mapping[str, str] = {
    "data-youtube-id": _WATCH,
    "data-ytid": _WATCH,
    "data-vimeo-id": "https://vimeo.com/{}",
    "data-vimeo-url": "",
    "data-oembed-url": "",
    "data-instgrm-permalink": "",
    "data-text-post-permalink": "",
    "data-embed-url": "",
    "data-telegram-post": "https://t.me/{}",
}
"""Attributes that say so on any element."""
_BY_CLASS: Mapping[str, tuple[str, str]] = {
    "fb-post": ("data-href", ""),
    "fb-video": ("data-href", ""),
    "fb-comment-embed": ("data-href", ""),
    "tumblr-post": ("data-href", ""),
    "g-post": ("data-href", ""),
    "flourish-embed": ("data-src", "https://public.flourish.studio/{}/"),
    "infogram-embed": ("data-id", "https://infogram.com/{}"),
    "imgur-embed-pub": ("data-id", "https://imgur.com/{}"),
    "speakerdeck-embed": ("data-id", "https://speakerdeck.com/player/{}"),
}
"""The same, where the element's class says whose widget it is."""
_SCRIPTS = tuple(
    (rf"(?i)\s*(?:https?:)?//{pattern}", page)
    for pattern, page in (
        (r"gist\.github\.com/([\w-]+/\w+|\w+)\.js", "https://gist.github.com/{}"),
        (r"datawrapper\.dwcdn\.net/(\w+(?:/\d+)?)/embed\.js", "https://datawrapper.dwcdn.net/{}/"),
        (r"asciinema\.org/a/(\w+)\.js", "https://asciinema.org/a/{}"),
        (r"pastebin\.com/embed_js(?:/|\.php\?i=)(\w+)", "https://pastebin.com/{}"),
        (r"jsfiddle\.net/([\w-]+(?:/\w+)*)/embed/", "https://jsfiddle.net/{}/"),
        (r"(?:static|secure)\.polldaddy\.com/p/(\d+)\.js", "https://poll.fm/{}"),
        (
            r"(?:www\.)?documentcloud\.org/documents/([\w-]+)\.js",
            "https://www.documentcloud.org/documents/{}",
        ),
    )
)
"""Scripts that draw a document where they stand."""
_QUOTED_POSTS_TEXT = """
    twitter-tweet twitter-video instagram-media tiktok-embed reddit-embed-bq reddit-card bluesky-embed
    text-post-media mastodon-embed imgur-embed-pub embedly-card wp-embedded-content
"""
QUOTED_POSTS = frozenset(_QUOTED_POSTS_TEXT.split())
"""Classes of blockquotes that stand for a post elsewhere until a script has drawn it."""
NAMES = frozenset(
    {name for _, name in _BY_TAG}
    | set(_BY_NAME)
    | {name for name, _ in _BY_CLASS.values()}
    | {"data-bluesky-uri", "data-slug-hash", "data-plyr-embed-id", "onclick"}
)
"""An element with none of these attributes embeds nothing."""

_ID = Pattern(r"[\w./-]{1,120}", re.ASCII)
_WEB = Pattern(r"\s*(?:https?:)?//[^\s/]", re.IGNORECASE)
_BLUESKY = Pattern(r"at://(did:[\w.:-]+|[\w.-]+)/app\.bsky\.feed\.post/(\w+)")
_GOES_TO = Pattern(
    r"(?:\blocation(?:\.href)?\s*=|\b(?:window\.)?open\(|\blocation\.(?:assign|replace)\()"
    r"\s*(?:'([^']{1,2000})'|\"([^\"]{1,2000})\")"
)


def embedded(tag: str, attributes: Attributes) -> Iterator[str]:
    """The addresses of what an element with some of :data:`NAMES` embeds."""
    for name, value in attributes.items():
        template = _BY_TAG.get((tag, name), _BY_NAME.get(name))
        if template is not None:
            href = _filled(template, (value or "").strip())
            if href:
                yield href
    yield from _by_class(attributes)


def drawn(src: str) -> str | None:
    """The document that a script at ``src`` draws where it stands; None for any other script."""
    for pattern, page in _SCRIPTS:
        found = re.match(pattern, src)
        if found is not None:
            return page.format(found[1])
    return None


def goes_to(script: str) -> str | None:
    """The web address to which a handler such as ``location='https://...'`` leads."""
    found = _GOES_TO.search(script)
    href = (found[1] or found[2]) if found else ""
    return href if is_web(href) else None


def is_web(href: str) -> bool:
    """Whether ``href`` names a host on the web."""
    return _WEB.match(href) is not None


def _filled(template: str, value: str) -> str | None:
    """An id in its template; an address as it is."""
    if is_web(value):
        return value
    return template.format(value) if template and _ID.fullmatch(value) else None


def _by_class(attributes: Attributes) -> Iterator[str]:
    names = (attributes.get("class") or "").split()
    for widget in names:
        if widget in _BY_CLASS:
            name, template = _BY_CLASS[widget]
            href = _filled(template, (attributes.get(name) or "").strip())
            if href:
                yield href
    bluesky = _BLUESKY.match(attributes.get("data-bluesky-uri") or "")
    if bluesky is not None:
        yield f"https://bsky.app/profile/{bluesky[1]}/post/{bluesky[2]}"
    slug, user = attributes.get("data-slug-hash"), attributes.get("data-user")
    if slug and user and "codepen" in names:
        yield f"https://codepen.io/{user}/pen/{slug}"
    video = attributes.get("data-plyr-embed-id")
    if video:
        provider = _WATCH if attributes.get("data-plyr-provider") == "youtube" else "https://vimeo.com/{}"
        yield from filter(None, [_filled(provider, video)])
