"""Posts and pages that people wrote."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest

from snapshotter import urls
from snapshotter.model.post import PostSource
from snapshotter.posts.extract import extract
from snapshotter.posts.sources import read_local

DATA = Path(__file__).resolve().parents[3].parent / "shared" / "data"
READABILITY = DATA / "links" / "readability"
needs_posts = pytest.mark.skipif(not (DATA / "posts").is_dir(), reason="the real posts are not here")
needs_pages = pytest.mark.skipif(not READABILITY.is_dir(), reason="the real pages are not here")

BODY_RECALL = 0.97
"""May only rise: the share of an article's links that are found and labelled as its body."""


@needs_posts
def test_the_post_whose_links_were_lost():
    cited = extract(*read_local(str(DATA / "posts/seed/2016-03-10-is-fighters.txt")))
    assert cited.citations == ()
    assert cited.post.published == "2016-03-10"
    assert cited.post.title is not None
    assert cited.post.title.startswith("IS fighters in SE Aleppo")


@needs_posts
def test_every_link_of_real_markdown_is_found():
    files = sorted((DATA / "posts/18f").glob("2*.md"))
    assert len(files) > 20
    for file in files:
        cited = extract(*read_local(str(file)))
        assert cited.post.title
        assert cited.post.published
        found = {citation.href for citation in cited.citations}
        body = file.read_text(encoding="utf-8").split("\n---", 1)[1]
        written = set(re.findall(r"\]\((https?://[^\s()]+)\)", re.sub(r"(?s)<!--.*?-->", "", body)))
        assert written - found == set(), file.name


@needs_pages
def test_the_links_of_articles_are_found_and_are_body():
    gold = json.loads((READABILITY / "links_gold.json").read_text(encoding="utf-8"))
    expected = found = body = 0
    for name, page in gold.items():
        if not page.get("body_links"):
            continue
        data = gzip.decompress((READABILITY / name / "source.html.gz").read_bytes())
        cited = extract(PostSource(f"{name}.html", data))
        links = {urls.parse(link) for link in page["body_links"]}
        expected += len(links)
        # The gold is what stands in the page: for an unwrapped citation, the redirector's address.
        stands = [(c.redirector.address if c.redirector else c.url, c.region) for c in cited.citations]
        found += len(links & {url for url, _ in stands})
        body += len(links & {url for url, region in stands if region == "body"})
    assert expected > 400
    assert found >= expected - 2  # two are relative to a scheme that the saved page does not tell
    assert body / expected >= BODY_RECALL
