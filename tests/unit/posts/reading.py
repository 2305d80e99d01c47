"""Reading a post in a format that is known, past the question which one it is."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from snapshotter.model.post import CitedPost, PostSource
from snapshotter.posts import extract
from snapshotter.posts.intake.formats import READERS
from snapshotter.posts.parts import Part

DATA = Path(__file__).resolve().parents[3].parent / "shared" / "data"


def parts(format: str, data: str | bytes, source: str = "post", **more: object) -> list[Part]:
    """What the reader of ``format`` makes of ``data``."""
    raw = data if isinstance(data, bytes) else data.encode()
    return list(import_module(READERS[format]).read(PostSource(source, raw, format=format, **more)))


def posts(format: str, data: str | bytes, source: str = "post", **more: object) -> list[CitedPost]:
    """The posts in ``data`` with their citations."""
    return [extract._found(part) for part in parts(format, data, source, **more)]


def links(format: str, text: str | bytes) -> list[tuple[str, str, str, str]]:
    """Address, kind, region and words of every citation."""
    (post,) = posts(format, text)
    return [(c.url or c.href, c.kind, c.region, c.anchor_text) for c in post.citations]


def addresses(format: str, text: str | bytes) -> list[str]:
    return [link[0] for link in links(format, text)]
