"""What the tests of feeds and exports share: the readers run, and their parts brought to citations."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from snapshotter import urls
from snapshotter.model.post import CitedPost, PostSource
from snapshotter.posts.extract import extract_all
from snapshotter.posts.intake.formats import READERS

DATA = Path(__file__).resolve().parents[3].parent / "shared" / "data"
EXPORTS = DATA / "posts" / "exports" / "packages"
FEEDS = DATA / "feeds" / "feedparser"
needs_exports = pytest.mark.skipif(not EXPORTS.is_dir(), reason="the real exports are not here")
needs_feeds = pytest.mark.skipif(not FEEDS.is_dir(), reason="the real feeds are not here")


def source(data, format, *, name="f", base=None):
    data = data if isinstance(data, bytes) else data.encode()
    return PostSource(name, data, base_url=urls.parse(base) if base else None, format=format)


def parts(data, format, **more):
    """What the reader of a format makes of some bytes."""
    return list(import_module(READERS[format]).read(source(data, format, **more)))


def posts(data, format, **more):
    """The posts of a source with their citations."""
    return [found for found in extract_all(source(data, format, **more)) if isinstance(found, CitedPost)]


def hrefs(cited, region=None):
    return [each.href for each in cited.citations if region in (None, each.region)]


def facts(cited):
    post = cited.post
    return post.uri, post.title, post.author, post.published
