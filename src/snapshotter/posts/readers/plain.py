"""Plain text."""

from __future__ import annotations

from collections.abc import Iterator

from snapshotter.model.post import PostSource
from snapshotter.pagemeta.encoding import decode
from snapshotter.posts.parts import Facts, Part, Prose


def read(source: PostSource) -> Iterator[Part]:
    """The one post of a text file."""
    text = decode(source.data, source.media_type, markup=False)
    yield Prose(source.source, "text", text, "text", source.data, Facts(uri=source.base_url))
