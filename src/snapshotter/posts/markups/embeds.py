"""What the short names of embeds stand for: markups name a service and an id, and mean an address."""

from __future__ import annotations

import re
from collections.abc import Mapping

_ADDRESSES = {
    "youtube": "https://www.youtube.com/embed/{id}",
    "vimeo": "https://player.vimeo.com/video/{id}",
    "wistia": "https://fast.wistia.net/embed/iframe/{id}",
    "dailymotion": "https://www.dailymotion.com/embed/video/{id}",
    "peertube": "https://{user}/videos/embed/{id}",
    "twitch": "https://player.twitch.tv/?video={id}",
    "spotify": "https://open.spotify.com/embed/{id}",
    "soundcloud": "https://w.soundcloud.com/player/?url=https%3A//api.soundcloud.com/tracks/{id}",
    "instagram": "https://www.instagram.com/p/{id}/",
    "tweet": "https://twitter.com/{user}/status/{id}",
    "gist": "https://gist.github.com/{user}/{id}",
    "codepen": "https://codepen.io/{user}/pen/{id}",
    "jsfiddle": "https://jsfiddle.net/{id}/",
    "asciinema": "https://asciinema.org/a/{id}",
    "speakerdeck": "https://speakerdeck.com/player/{id}",
    "slideshare": "https://www.slideshare.net/slideshow/embed_code/{id}",
    "ted": "https://embed.ted.com/talks/{id}",
}
"""As the services' own embedding codes and the generators' short codes write them."""
_SAME = {
    "twitter": "tweet",
    "twitter_simple": "tweet",
    "x": "tweet",
    "x_simple": "tweet",
    "instagram_simple": "instagram",
    "youtubeplayer": "youtube",
    "yt": "youtube",
    "vimeo_simple": "vimeo",
    "youtube-lite": "youtube",
    "lite-youtube": "youtube",
    "youtube_enhanced": "youtube",
    "githubgist": "gist",
}
_NAME = re.compile(r"[\w.@/=?&%~+:-]{1,200}")
ANYBODY = {"tweet": "i/web", "gist": ""}
"""What stands for a user who is not named."""


def service_of(name: str) -> str | None:
    """The service that a short code, tag, directive or include file is named after."""
    plain = name.strip().lower().rpartition("/")[2].removesuffix(".html").removesuffix(".md")
    for candidate in (plain, re.sub(r"[-_]?(?:embed|player|video|post|status)$|^embed[-_]?", "", plain)):
        known = _SAME.get(candidate, candidate)
        if known in _ADDRESSES:
            return known
    return None


def address(service: str, identity: str, user: str | None = None) -> str | None:
    """The address of ``identity`` at a service; None when it is no name that can stand in one.

    An address in the place of the id is that address.
    """
    identity = identity.strip().strip("\"'")
    if is_address(identity):
        return identity
    if service == "tweet" and "/" in identity:
        return f"https://twitter.com/{identity}"
    if user is None and service == "gist" and "/" in identity:
        user, _, identity = identity.partition("/")
    owner = (user if user is not None else ANYBODY.get(service, "")).strip().strip("\"'").lstrip("@")
    if not _NAME.fullmatch(identity) or (owner and not _NAME.fullmatch(owner)):
        return None
    return _ADDRESSES[service].format(id=identity, user=owner).replace("github.com//", "github.com/")


def is_address(value: str) -> bool:
    """Whether a value is an absolute address on the web."""
    return value.strip().lower().startswith(("http://", "https://")) and " " not in value.strip()


def named(parameters: Mapping[str, str], *names: str) -> str | None:
    """The first of the named parameters that is given."""
    return next((parameters[name] for name in names if parameters.get(name)), None)
