"""Real posts and pages: only the links change, a second run changes nothing, undo gives the bytes back."""

from __future__ import annotations

import gzip

import pytest

from snapshotter.model.post import PostSource
from snapshotter.pagemeta import tree
from snapshotter.posts.extract import extract
from tests.repairs import DATA, post_of, undone, versions_for

POSTS = sorted((DATA / "posts" / "18f").glob("2*.md"))
PAGES = sorted((DATA / "links" / "readability").glob("*/source.html.gz"))[:20]
PEPS = sorted((DATA / "posts" / "peps").glob("pep-0[04]05.rst"))
FLOOR = 0.97
"""Of the citations of the Markdown posts that get a copy; the rest stand in headings and short codes."""

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"no real posts at {DATA}")


def _kept(data: bytes, name: str) -> tuple[bytes, int, int]:
    """The three promises; the post with its copies, how many there are, and of how many citations."""
    post = post_of(data, name)
    versions = versions_for(post)
    result = post.with_versions(versions)
    again = post_of(result.after, name)
    assert again.with_versions(versions).after == result.after
    assert again.undone().after == data
    assert _told(result.after, name) == _told(data, name)
    return result.after, len(result.marked), len(versions)


def _told(data: bytes, name: str) -> list[tuple[str, str, str]]:
    """The citations that are none of ours, in order."""
    cited = extract(PostSource(name, data)).citations
    own = [each for each in cited if not (each.url or "").startswith("https://archive.example/")]
    return [(each.href, each.kind, each.anchor_text) for each in own]


@pytest.mark.slow
def test_markdown():
    counts = [_kept(path.read_bytes(), path.name) for path in POSTS]
    assert len(counts) >= 60
    assert sum(done for _, done, _ in counts) >= FLOOR * sum(wanted for _, _, wanted in counts)


@pytest.mark.slow
def test_pages():
    done = 0
    for path in PAGES:
        data = gzip.decompress(path.read_bytes())
        after, marked, _ = _kept(data, "page.html")
        done += marked
        assert _page(after) == _page(data)
    assert len(PAGES) == 20
    assert done > 100


@pytest.mark.slow
def test_restructured_text():
    for path in PEPS:
        _, done, wanted = _kept(path.read_bytes(), path.name)
        assert done >= wanted - 1
    assert PEPS


def _page(data: bytes) -> tuple[str, list[dict]]:
    """Text, and the attributes of all links but for those of Robust Links."""
    root = tree.parse(data.decode("utf-8", "replace"))
    links = [
        {name: value for name, value in each.attributes.items() if not name.startswith("data-version")}
        for each in root.css("a")
    ]
    return root.text(), [{n: v for n, v in each.items() if n != "data-originalurl"} for each in links]


def test_undo_of_what_was_never_done():
    for path in POSTS[:3]:
        assert undone(path.read_bytes(), path.name) == path.read_bytes()
