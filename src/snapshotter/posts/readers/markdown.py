"""Markdown posts, with front matter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from snapshotter.model.post import PostSource
from snapshotter.posts import frontmatter, markdown
from snapshotter.posts.dates import from_file_name, normalised
from snapshotter.posts.encoding import decode
from snapshotter.posts.metadata import public_address
from snapshotter.posts.parts import Facts, Part, Prose

_ADDRESS_FIELDS = ("canonical", "canonical_url", "canonicalurl", "permalink", "url")
_DATE_FIELDS = ("date", "published", "pubdate", "publishdate")
_AUTHOR_FIELDS = ("author", "authors")


def read(source: PostSource) -> Iterator[Part]:
    """The one post of a Markdown file."""
    fields, body = frontmatter.split(decode(source.data, source.media_type, markup=False))
    yield Prose(
        source=source.source,
        format="markdown",
        content=markdown.to_html(body),
        markup="fragment",
        data=source.data,
        facts=facts_of(fields, source),
    )


def facts_of(fields: Mapping[str, str], source: PostSource) -> Facts:
    """What front matter says of its post."""
    return Facts(
        uri=source.base_url or public_address(fields.get(name) for name in _ADDRESS_FIELDS),
        title=fields.get("title"),
        author=_first(fields, _AUTHOR_FIELDS),
        published=normalised(_first(fields, _DATE_FIELDS) or "") or from_file_name(source.source),
    )


def _first(fields: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return next((fields[name] for name in names if name in fields), None)
