"""Markdown posts, with front matter."""

from __future__ import annotations

from collections.abc import Iterator

from snapshotter.model.post import PostSource
from snapshotter.pagemeta.encoding import decode
from snapshotter.posts import markdown
from snapshotter.posts.intake import frontmatter
from snapshotter.posts.intake.fields import attachments_of, facts_of
from snapshotter.posts.parts import Part, Prose

__all__ = ["facts_of", "read"]

_LONG_CHARS = 250_000
"""Shorter texts are within every bound."""


def read(source: PostSource) -> Iterator[Part]:
    """The one post of a Markdown file."""
    fields, body = frontmatter.split(decode(source.data, source.media_type, markup=False))
    if len(body) > _LONG_CHARS:
        from snapshotter.posts.markups.limits import bounded

        body = bounded(source.source, body)
    facts = facts_of(fields, source)
    yield Prose(
        source=source.source,
        format="markdown",
        content=markdown.to_html(body),
        markup="fragment",
        data=source.data,
        facts=facts,
        attachments=attachments_of(fields, facts.uri),
    )
