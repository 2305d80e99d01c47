"""What a WordPress post cites in its custom fields: enclosures, link posts, IndieWeb replies."""

from __future__ import annotations

import re
from collections.abc import Iterator

from snapshotter.model.citation import Kind
from snapshotter.posts.parts import Attachment

_CITED: dict[str, Kind] = {
    **dict.fromkeys(("_format_link_url", "_links_to", "_format_quote_source_url", "_wp_format_url"), "link"),
    **dict.fromkeys(("syndication", "_syndication", "mf2_syndication", "syndication_urls"), "link"),
    **dict.fromkeys(("mf2_in-reply-to", "mf2_bookmark-of", "mf2_like-of", "mf2_repost-of"), "link"),
    **dict.fromkeys(("_format_video_embed", "_format_audio_embed", "_video_url", "_audio_url"), "embed"),
}
_ADDRESS = re.compile(r"https?://[^\s\"'<>;]{1,4000}")


def cited_in_meta(key: str, value: str) -> Iterator[Attachment]:
    """The addresses in one custom field; of fields that are not known to cite, none.

    An ``enclosure`` has its address in the first line.  Other plug-ins keep addresses plainly or
    as serialised PHP, in which they stand in quotation marks.
    """
    if key == "enclosure":
        yield Attachment(value.strip().partition("\n")[0].strip(), "feed-enclosure")
    elif key in _CITED:
        yield from (Attachment(address, _CITED[key]) for address in dict.fromkeys(_ADDRESS.findall(value)))
