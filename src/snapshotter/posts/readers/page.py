"""Web pages, and the HTML behind front matter that site generators make pages of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from snapshotter.model.post import PostSource
from snapshotter.pagemeta.encoding import decode
from snapshotter.patterns import Pattern
from snapshotter.posts.intake import frontmatter
from snapshotter.posts.parts import Facts, Part, Prose

_PAGE = Pattern(r"<(?:!doctype|html|head|body)\b", re.IGNORECASE)
_HEAD_CHARS = 4096


def read(source: PostSource) -> Iterator[Part]:
    """The one post of a web page."""
    text = decode(source.data, source.media_type, markup=True)
    fields, body = frontmatter.split(text) if text.startswith(("---", "+++", "\ufeff---")) else ({}, text)
    if not fields:
        yield Prose(source.source, "html", text, "page", source.data, Facts(uri=source.base_url))
        return
    from snapshotter.posts.intake.fields import attachments_of, facts_of
    from snapshotter.posts.markups.shortcodes import expanded

    facts = facts_of(fields, source)
    yield Prose(
        source=source.source,
        format="html",
        content=expanded(body),
        markup="page" if _PAGE.search(body[:_HEAD_CHARS]) else "fragment",
        data=source.data,
        facts=facts,
        attachments=attachments_of(fields, facts.uri),
    )
