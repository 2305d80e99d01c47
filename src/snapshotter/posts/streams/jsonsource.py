"""JSON exports: one document, or one on each line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from snapshotter.errors import PostError
from snapshotter.model.post import PostSource
from snapshotter.posts.streams.pieces import text_of

_LONE = re.compile("[\ud800-\udfff]")
"""Half a pair of ``\\u`` escapes is no character."""


def documents(source: PostSource) -> Iterator[Any]:
    """The JSON documents of a source in order.  Raises :class:`PostError` for what is no JSON.

    Newline-delimited JSON may end in a line that was cut off: what came before it is read.
    """
    written = text_of(source).strip()
    try:
        yield json.loads(written, strict=False)
        return
    except RecursionError:
        raise _broken(source, "it is nested too deeply") from None
    except ValueError as error:
        reason = str(error)
    yield from _lines(written, source, reason)


def _lines(written: str, source: PostSource, reason: str) -> Iterator[Any]:
    found = False
    for line in written.split("\n"):
        if not line.strip():
            continue
        try:
            document = json.loads(line, strict=False)
        except (ValueError, RecursionError):
            if found:
                return
            raise _broken(source, reason) from None
        if not isinstance(document, dict | list):
            raise _broken(source, reason)
        found = True
        yield document


def _broken(source: PostSource, reason: str) -> PostError:
    return PostError(
        f"{source.source}: it is not JSON: {reason}",
        hint="Export or fetch it again; it may have been cut off.",
        code="post.unreadable",
    )


def not_one(source: PostSource, what: str, expected: str) -> PostError:
    """For a source that is JSON, but not in the format that it was said to be."""
    return PostError(
        f"{source.source}: it is not {what}: expected {expected}",
        hint="Name the right format with --format, or leave it out.",
        code="post.unreadable",
    )


def mappings(value: object) -> list[Mapping[str, Any]]:
    """The objects of a list; none when it is no list."""
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def mapping(value: object) -> Mapping[str, Any]:
    """An object; an empty one for anything else."""
    return value if isinstance(value, Mapping) else {}


def text(item: Mapping[str, Any], *names: str) -> str:
    """The first field that holds text or a number, as text; empty for none."""
    for name in names:
        value = item.get(name)
        if isinstance(value, str) and value.strip():
            return _LONE.sub("\ufffd", value.strip())
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
    return ""
