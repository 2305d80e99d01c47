"""Real files of every form, read as users give them: by path, by content, as a folder."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from snapshotter.model.post import CitedPost
from snapshotter.posts.extract import extract_all
from snapshotter.posts.intake.sources import read_local

DATA = Path(__file__).resolve().parents[3].parent / "shared" / "data"
EXPORTS = "posts/exports/packages"
MARKDOWN = "posts/18f"
WP_API = "posts/exports/packages/mg-wp-api/test/fixtures"
BOOKMARKS = "bookmarks/wallabag/tests/fixtures/Import"

ANALYTICS = "How we built analytics.usa.gov"
ASCIIDOCTOR = "Asciidoctor 1.5.0 “Bleeding Heart” released!"

# The file, its format, how many posts are in it, how many citations of the posts' own can be captured,
# and the first post's title.
FORMS = [
    (f"{MARKDOWN}/2015-03-19-how-we-built-analytics-usa-gov.md", "markdown", 1, 36, ANALYTICS),
    ("posts/18f", "markdown", 60, 1494, "Uncle Sam wants YOU to be a hero hacker"),
    ("posts/peps/pep-0405.rst", "rst", 1, 8, "Python Virtual Environments"),
    ("posts/asciidoc/asciidoctor-1-5-0-released.adoc", "asciidoc", 1, 51, ASCIIDOCTOR),
    (f"{EXPORTS}/mg-wp-xml/test/fixtures/sample.xml", "wxr", 4, 0, "Basic Post"),
    (f"{EXPORTS}/mg-squarespace-xml/test/fixtures/sample.xml", "wxr", 4, 3, "Basic Post"),
    (f"{WP_API}/single-post-with-linked-images.json", "wp-json", 1, 0, "My Awesome Post"),
    (f"{EXPORTS}/mg-blogger/test/fixtures/response.json", "blogger", 3, 2, "Lorem"),
    (f"{EXPORTS}/mg-medium-export/test/fixtures/export", "medium", 8, 8, "Advanced Post Title"),
    (f"{EXPORTS}/mg-substack/test/fixtures", "substack", 4, 7, "Plain Text"),
    (f"{EXPORTS}/mg-jekyll-export/test/fixtures", "markdown", 12, 4, "This is a Basic Post"),
    ("bookmarks/netscape/tests/input/shaarli.htm", "bookmarks", 1, 8, "Yay!"),
    ("bookmarks/netscape/tests/input/firefox_nested.htm", "bookmarks", 1, 21, "Bookmarks"),
    (f"{BOOKMARKS}/chrome-bookmarks", "bookmarks-json", 1, 1, None),
    (f"{BOOKMARKS}/firefox-bookmarks.json", "bookmarks-json", 1, 2, None),
    (f"{BOOKMARKS}/pinboard_export", "bookmarks-json", 1, 3, None),
    (f"{BOOKMARKS}/wallabag-v2.json", "bookmarks-json", 1, 6, None),
    (f"{BOOKMARKS}/omnivore.json", "bookmarks-json", 1, 20, None),
    (f"{BOOKMARKS}/pocket.csv", "bookmarks-csv", 1, 7, None),
    (f"{BOOKMARKS}/instapaper-export.csv", "bookmarks-csv", 1, 4, None),
    (f"{BOOKMARKS}/ril_export.html", "bookmarks", 1, 2, "Pocket Export"),
    ("warc/warcio/test/data/example.warc.gz", "warc", 1, 1, "Example Domain"),
    ("warc/warcio/test/data/example.arc.gz", "warc", 1, 1, "Example Domain"),
]  # fmt: skip
MARKED = [form for form in FORMS if form[1] not in ("markdown", "substack", "medium")]


def posts_of(sources):
    found = [found for source in sources for found in extract_all(source)]
    assert all(isinstance(each, CitedPost) for each in found)
    return found


def counted(posts):
    return sum(c.region == "body" and c.skip is None for post in posts for c in post.citations)


@pytest.mark.parametrize(("name", "format", "count", "citations", "title"), FORMS, ids=[f[0] for f in FORMS])
def test_a_real_file(name, format, count, citations, title):
    if not (DATA / name).exists():
        pytest.skip(f"{DATA / name} is not here")
    posts = posts_of(read_local(str(DATA / name)))
    assert (posts[0].post.format, len(posts), counted(posts), posts[0].post.title) == (
        format,
        count,
        citations,
        title,
    )


@pytest.mark.parametrize(("name", "format"), [form[:2] for form in MARKED], ids=[form[0] for form in MARKED])
def test_a_real_file_without_its_name(name, format):
    """On standard input there is nothing to go by but the content."""
    if not (DATA / name).is_file():
        pytest.skip(f"{DATA / name} is not here")
    data = (DATA / name).read_bytes()
    found = posts_of(read_local("-", stdin=io.BytesIO(data)))
    named = posts_of(read_local(str(DATA / name)))
    assert found[0].post.format == format
    assert [c.url for post in found for c in post.citations] == [
        c.url for post in named for c in post.citations
    ]
