"""Reading bytes of a named format, without the detection of formats."""

from __future__ import annotations

import io
import zipfile
from importlib import import_module
from pathlib import Path

from snapshotter.errors import PostError
from snapshotter.model.post import CitedPost, PostSource, SourceFailed
from snapshotter.posts import extract
from snapshotter.posts.intake.formats import READERS
from snapshotter.posts.parts import References

DATA = Path(__file__).resolve().parents[1].parent / "shared" / "data"
"""Real material from outside."""


def parts_of(format, data, source="a file", **more):
    """What the reader of ``format`` makes of ``data``."""
    data = data.encode() if isinstance(data, str) else data
    return list(import_module(READERS[format]).read(PostSource(source, data, **more)))


def entries_of(format, data, **more):
    """The entries of the one list in ``data``."""
    (found,) = parts_of(format, data, **more)
    assert isinstance(found, References)
    return found.entries


def cited_of(format, data, **more):
    """The posts in ``data`` with their citations, and what could not be read."""
    return [extract._found(part) for part in parts_of(format, data, **more)]


def citations_of(format, data, **more):
    """The citations of the one post in ``data``."""
    (post,) = cited_of(format, data, **more)
    assert isinstance(post, CitedPost)
    return post.citations


def refused(format, data, **more):
    """The error that ends the reading of ``data``; None when there is a result."""
    try:
        parts_of(format, data, **more)
    except PostError as error:
        return error
    return None


def posts_in(found):
    return [each for each in found if isinstance(each, CitedPost)]


def failures_in(found):
    return [each for each in found if isinstance(each, SourceFailed)]


def zipped(members, compression=zipfile.ZIP_DEFLATED):
    """A ZIP container of ``members``: name -> content."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return buffer.getvalue()
