"""Substack: ``posts.csv`` of its export, and the bodies in ``posts/`` beside it.

The table has one row a post: what is not published is not read, nor what has no body, such as a
podcast episode without notes (its recording is an attachment of those that have).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from snapshotter.errors import PostError
from snapshotter.model.post import PostSource, SourceFailed
from snapshotter.pagemeta.encoding import decode
from snapshotter.posts.feeds.dates import feed_date
from snapshotter.posts.parts import Attachment, Facts, Part, Prose
from snapshotter.posts.streams.fragments import to_text
from snapshotter.posts.streams.pieces import text_pieces
from snapshotter.posts.streams.xmlstream import resolve

if TYPE_CHECKING:
    from snapshotter.posts.intake.folders import Tree

TABLE = "posts.csv"
_NO_BODIES = "Give the folder or the ZIP file that posts.csv lies in: the posts themselves are in posts/."


def read(source: PostSource) -> Iterator[Part]:
    """The posts that a ``posts.csv`` on this machine lists."""
    from snapshotter.posts.intake.folders import tree_of

    path = source.path or Path(source.source)
    if not (path.parent / "posts").is_dir():
        raise PostError(
            f"{source.source}: there are no posts beside this table", hint=_NO_BODIES, code="post.missing"
        )
    yield from posts(source, tree_of(path.parent), "", str(path.parent))


def posts(table: PostSource, tree: Tree, folder: str, named: str) -> Iterator[Part]:
    """The published posts of a table, in its order, their bodies taken from ``folder`` of a tree."""
    for row in rows(table):
        name = f"{folder}posts/{row['post_id']}.html"
        if row.get("is_published", "").lower() not in ("true", "1", "") or not tree.has(name):
            continue
        try:
            data = tree.read(name)
        except PostError as error:
            yield SourceFailed(tree.named(named, name), error.code, error.message, error.hint)
            continue
        yield _post(row, data, tree.named(named, name), table)


def _post(row: dict[str, str], data: bytes, source: str, table: PostSource) -> Prose:
    slug = row["post_id"].partition(".")[2]
    base = table.base_url
    recording = row.get("podcast_url", "")
    return Prose(
        source=source,
        format="substack",
        content=decode(data, None, markup=True),
        markup="fragment",
        data=data,
        facts=Facts(
            uri=resolve(f"{base.rstrip('/')}/p/{slug}", None) if base is not None and slug else None,
            title=to_text(row.get("title", "")) or None,
            published=feed_date(row.get("post_date") or row.get("email_sent_at")),
        ),
        attachments=(Attachment(recording, "feed-enclosure"),) if recording else (),
        base=base if not slug else None,
    )


def rows(table: PostSource) -> Iterator[dict[str, str]]:
    """The rows of the table that name a post.  Raises :class:`PostError` for another table."""
    lines = (line for piece in _lines(table) for line in piece)
    try:
        reader = csv.DictReader(lines)
        if "post_id" not in (reader.fieldnames or ()):
            raise PostError(
                f"{table.source}: it is not Substack's table of posts: there is no column post_id",
                hint="The table is posts.csv in Substack's export.",
                code="post.unreadable",
            )
        for row in reader:
            if row.get("post_id"):
                yield {str(key): str(value or "") for key, value in row.items() if key}
    except csv.Error as error:
        raise PostError(
            f"{table.source}: the table breaks off: {error}", hint="Export it again.", code="post.unreadable"
        ) from None


def _lines(table: PostSource) -> Iterator[list[str]]:
    rest = ""
    for piece in text_pieces(table):
        lines = (rest + piece).replace("\0", "").split("\n")
        rest = lines.pop()
        yield [f"{line}\n" for line in lines]
    yield [rest] if rest else []
