"""Posts and pages that people wrote."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from snapshotter import urls
from snapshotter.errors import UrlError
from snapshotter.model.post import PostSource
from snapshotter.posts.extract import extract
from snapshotter.posts.intake.sources import read_local

DATA = Path(__file__).resolve().parents[3].parent / "shared" / "data"
READABILITY = DATA / "links" / "readability"
needs_posts = pytest.mark.skipif(not (DATA / "posts").is_dir(), reason="the real posts are not here")
needs_pages = pytest.mark.skipif(not READABILITY.is_dir(), reason="the real pages are not here")

FLOORS = {"recall": 0.98, "precision": 0.93, "recall of all": 0.998}
"""May only rise: of the links of the real pages' articles and of what is called their body; of all links,
wherever they stand."""
PAGE = urls.parse("http://page.invalid/test/page.html")
"""Where the pages' relative links lead, as far as the gold is concerned: nowhere outside."""


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
    wanted = said = right = everything = found = 0
    for name, page in gold.items():
        data = gzip.decompress((READABILITY / name / "source.html.gz").read_bytes())
        links = [c for c in extract(PostSource(f"{name}.html", data, PAGE)).citations if c.kind == "link"]
        outbound = [c for c in links if c.url_key and c.skip not in ("same-site", "same-document")]
        body = {c.url for c in outbound if c.region == "body"}
        expected = {urls.parse(link) for link in page["body_links"]}
        wanted, said, right = wanted + len(expected), said + len(body), right + len(expected & body)
        listed = {address for address in map(absolute, written_links(data)) if address}
        everything += len(listed)
        found += len(
            listed & {c.url for c in links} | listed & {c.redirector.address for c in links if c.redirector}
        )
    assert wanted > 400
    assert everything > 2000
    assert right / wanted >= FLOORS["recall"]
    assert right / said >= FLOORS["precision"]
    assert found / everything >= FLOORS["recall of all"]


def written_links(data):
    """What stands in the page's ``a`` elements, read by another parser."""
    return [link["href"].strip() for link in BeautifulSoup(data, "lxml").find_all("a", href=True)]


def absolute(href):
    try:
        return urls.parse(href) if href.startswith(("http://", "https://")) else None
    except UrlError:
        return None
