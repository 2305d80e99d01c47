"""Folders and ZIP files of posts."""

from __future__ import annotations

import io
import os
import time
import zipfile
from itertools import islice

import pytest

from snapshotter import urls
from snapshotter.errors import PostError
from snapshotter.model.post import CitedPost, PostSource, SourceFailed
from snapshotter.posts.extract import extract_all
from snapshotter.posts.intake.trees import posts_in, tree_of
from snapshotter.posts.parts import Prose
from snapshotter.posts.readers import page
from tests.unit.posts.catalogue_reading import DATA, EXPORTS, needs_exports

needs_posts = pytest.mark.skipif(not (DATA / "posts/18f").is_dir(), reason="the real posts are not here")


def write(root, **files):
    for name, text in files.items():
        put(root, name, text)
    return root


def put(root, name, text=""):
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())


def zipped(path, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def found(path, base=None):
    """The posts of a tree by their names in it."""
    root = str(path)
    parts = posts_in(tree_of(path), root, urls.parse(base) if base else None)
    return {part.source[len(root) + 1 :]: part for part in parts}


def addresses(path, base=None):
    return {
        name: part.facts.uri if isinstance(part, Prose) else part.base_url
        for name, part in found(path, base).items()
    }


def test_which_files_are_posts(tmp_path):
    kept = ["a.md", "b/c.html", "b/d.rst", "e.docx", "z.txt"]
    left = [
        "README.md",
        "license.txt",
        ".hidden.md",
        ".git/x.md",
        "node_modules/p/index.html",
        "_drafts/x.md",
        "x.png",
        "x.css",
        "requirements.txt",
        "inner.zip",
        "empty.md",
        "package.json",
        "picture.xml",
        "table.csv",
    ]
    for name in (*kept, *left):
        put(tmp_path, name, "" if name.startswith("empty") else "{}" if name.endswith(".json") else "x")
    assert list(found(tmp_path)) == kept
    archive = zipped(
        tmp_path / "all.zip", {name: "" if name.startswith("empty") else "x" for name in (*left, *kept)}
    )
    assert list(found(archive)) == kept


def test_drafts_are_left_out(tmp_path):
    put(tmp_path, "1.md", "---\ndraft: true\n---\nx")
    put(tmp_path, "2.md", "---\npublished: false\n---\nx")
    put(tmp_path, "3.md", "+++\ndraft = true\n+++\nx")
    put(tmp_path, "4.md", "---\nstatus: draft\n---\nx")
    put(tmp_path, "5.md", "---\ndraft: false\n---\nx")
    assert list(found(tmp_path)) == ["5.md"]


def test_data_files_are_read_when_they_are_catalogues(tmp_path):
    put(tmp_path, "feed.xml", "<rss><channel><item><title>T</title></item></channel></rss>")
    put(tmp_path, "map.xml", "<urlset><url><loc>http://a.example/</loc></url></urlset>")
    put(tmp_path, "posts.json", '[{"kind": "blogger#post", "content": "x"}]')
    put(tmp_path, "other.xml", "<svg/>")
    formats = {name: part.format for name, part in found(tmp_path).items()}
    assert formats == {"feed.xml": "rss", "map.xml": "sitemap", "posts.json": "blogger"}


@needs_posts
def test_a_folder_of_real_posts():
    sources = found(DATA / "posts/18f")
    assert len(sources) >= 60
    assert list(sources) == sorted(sources)
    cited = [each for source in sources.values() for each in extract_all(source)]
    assert all(each.post.title and each.post.published for each in cited)
    assert sum(len(each.citations) for each in cited) > 500


@needs_exports
def test_real_exports_as_folders_and_as_zip_files(tmp_path):
    for package, folder, count in (
        ("mg-substack", "test/fixtures", 4),
        ("mg-medium-export", "test/fixtures/export", 9),
        ("mg-jekyll-export", "test/fixtures", 12),
        ("mg-wp-xml", "test/fixtures", 12),
    ):
        root = EXPORTS / package / folder
        files = {str(file.relative_to(root)): file.read_bytes() for file in root.rglob("*") if file.is_file()}
        archive = zipped(
            tmp_path / f"{package}.zip", {f"export-1/{name}": data for name, data in files.items()}
        )
        assert len(found(root)) == len(found(archive)) == count


@needs_exports
def test_substack_knows_its_posts_by_their_table():
    posts = found(EXPORTS / "mg-substack/test/fixtures", base="https://x.substack.com/")
    assert next(iter(posts)) == "posts/123401.plain-text.html"
    first = posts["posts/123401.plain-text.html"]
    assert (first.facts.title, first.facts.uri) == ("Plain Text", "https://x.substack.com/p/plain-text")


@needs_exports
def test_a_medium_export_has_posts_in_posts_alone():
    root = EXPORTS / "mg-medium-export/test/fixtures/export"
    assert {part.format for part in found(root).values()} == {"medium"}
    assert not any("profile" in name for name in found(root))


def test_pages_of_tumblrs_export_are_known_one_by_one(tmp_path):
    footer = '<div id="footer"><span id="timestamp"> January 2nd, 2010 10:10am </span></div>'
    put(tmp_path, "html/1.html", f"<html><body><p>x</p>{footer}</body></html>")
    put(tmp_path, "posts_index.html", "<html><body><a href='html/1.html'>1</a></body></html>")
    assert {name: part.format for name, part in found(tmp_path).items()} == {"html/1.html": "tumblr"}


JEKYLL = "---\ntitle: T\ncategories: [Cat, two words]\n---\n[x](http://a.example/)"


@pytest.mark.parametrize(
    ("config", "address"),
    [
        ("url: https://b.example", "https://b.example/cat/two-words/2020/01/02/my-post.html"),
        (
            "url: https://b.example\nbaseurl: /blog",
            "https://b.example/blog/cat/two-words/2020/01/02/my-post.html",
        ),
        ("url: https://b.example\npermalink: pretty", "https://b.example/cat/two-words/2020/01/02/my-post/"),
        ("url: https://b.example\npermalink: none", "https://b.example/cat/two-words/my-post.html"),
        (
            "url: https://b.example\npermalink: ordinal",
            "https://b.example/cat/two-words/2020/002/my-post.html",
        ),
        ("url: https://b.example\npermalink: /:year/:i_month/:title", "https://b.example/2020/1/my-post"),
        ("url: https://b.example\npermalink: /:unknown/:title", None),
        ("title: no address", None),
        ("url: [", None),
    ],
)
def test_the_addresses_of_a_jekyll_site(tmp_path, config, address):
    put(tmp_path, "_config.yml", config)
    put(tmp_path, "_posts/2020-01-02-my-post.md", JEKYLL)
    assert addresses(tmp_path) == {"_posts/2020-01-02-my-post.md": address}


def test_what_is_a_post_of_a_jekyll_site(tmp_path):
    put(tmp_path, "_config.yml", "url: https://b.example")
    put(tmp_path, "news/_posts/2020-01-02-a.md", "---\npermalink: /here/\n---\nx")
    put(
        tmp_path,
        "_posts/2020-01-02-b.html",
        "---\ntitle: B\ndate: 2021-03-04\n---\n<a href='{{ site.url }}/x'>x</a>",
    )
    put(tmp_path, "_posts/2020-01-02-c.md", "---\ncanonical_url: https://other.example/c\n---\nx")
    put(tmp_path, "about.md", "---\ntitle: A\n---\nx")
    for name in (
        "_site/x.html",
        "_layouts/x.html",
        "_includes/x.md",
        "index.html",
        "feed.xml",
        "assets/x.md",
        "404.md",
    ):
        put(tmp_path, name, "x")
    assert addresses(tmp_path) == {
        "_posts/2020-01-02-b.html": "https://b.example/2021/03/04/b.html",
        "_posts/2020-01-02-c.md": None,
        "about.md": "https://b.example/about.html",
        "news/_posts/2020-01-02-a.md": "https://b.example/here/",
    }
    (html,) = page.read(found(tmp_path)["_posts/2020-01-02-b.html"])
    assert (html.facts.title, html.facts.published, html.content.strip()) == (
        "B",
        "2021-03-04",
        "<a href='/x'>x</a>",
    )


@pytest.mark.parametrize(
    ("config", "front", "address"),
    [
        ("", "", "https://b.example/blog/posts/my-post/"),
        ("", "slug = 'other'", "https://b.example/blog/posts/other/"),
        ("", "url = '/whole/'", "https://b.example/blog/whole/"),
        ("uglyURLs = true", "", "https://b.example/blog/posts/my-post.html"),
        (
            "[permalinks]\nposts = '/:year/:month/:slug/'",
            "date = 2020-01-02",
            "https://b.example/blog/2020/01/my-post/",
        ),
        (
            "[permalinks.page]\nposts = '/:year/:title/'",
            "title = 'A b!'\ndate = 2020-01-02",
            "https://b.example/blog/2020/a-b/",
        ),
        ("[permalinks]\nposts = '/:year/:slug/'", "", None),
    ],
)
def test_the_addresses_of_a_hugo_site(tmp_path, config, front, address):
    put(tmp_path, "hugo.toml", f"baseURL = 'https://b.example/blog/'\n{config}")
    put(tmp_path, "content/posts/My-Post.md", f"+++\n{front}\n+++\nx")
    assert addresses(tmp_path) == {"content/posts/My-Post.md": address}


def test_what_is_a_post_of_a_hugo_site(tmp_path):
    put(tmp_path, "config.yaml", "baseURL: https://b.example/")
    put(tmp_path, "content/_index.md", "x")
    put(tmp_path, "content/posts/bundle/index.md", "x")
    for name in ("themes/t/content/x.md", "public/x.html", "layouts/x.html", "static/x.html", "docs/x.md"):
        put(tmp_path, name, "x")
    assert addresses(tmp_path) == {"content/posts/bundle/index.md": "https://b.example/posts/bundle/"}


def test_eleventy_and_pelican(tmp_path):
    put(tmp_path / "e", ".eleventy.js")
    put(tmp_path / "e", "posts/a.md", "x")
    put(tmp_path / "e", "_includes/b.md", "x")
    put(tmp_path / "p", "pelicanconf.py")
    put(tmp_path / "p", "content/a.rst", "x")
    put(tmp_path / "p", "output/a.html", "x")
    assert addresses(tmp_path / "e") == {"posts/a.md": None}
    assert addresses(tmp_path / "p") == {"content/a.rst": None}


def test_symbolic_links_do_not_catch_the_walk(tmp_path):
    put(tmp_path, "a/post.md", "x")
    (tmp_path / "a/loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "linked.md").symlink_to(tmp_path / "a/post.md")
    (tmp_path / "nowhere.md").symlink_to(tmp_path / "missing")
    os.mkfifo(tmp_path / "pipe.md")
    assert list(found(tmp_path)) == ["a/post.md", "linked.md"]


def test_the_first_of_many_posts_comes_at_once(tmp_path):
    for folder in range(40):
        (tmp_path / f"{folder:02}").mkdir()
        for number in range(50):
            (tmp_path / f"{folder:02}/{number}.md").write_bytes(b"x")
    listed = []
    tree = tree_of(tmp_path)
    scan, os_scandir = listed.append, os.scandir

    def counted(path):
        scan(path)
        return os_scandir(path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "scandir", counted)
        first = list(islice(posts_in(tree, str(tmp_path)), 3))
    assert len(first) == 3
    assert len(listed) < 10


def test_a_large_file_is_not_read_whole(tmp_path, monkeypatch):
    monkeypatch.setattr("snapshotter.posts.intake.folders.LARGE_BYTES", 2_000_000)
    item = b"<item><description>" + b"x" * 1000 + b"</description></item>"
    put(tmp_path, "feed.xml", b"<rss><channel>" + item * 3000 + b"</channel></rss>")
    (source,) = found(tmp_path).values()
    assert (source.path, len(source.data)) == (tmp_path / "feed.xml", 1_048_576)
    assert sum(isinstance(each, CitedPost) for each in extract_all(source)) == 3000


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../up.md", "leads out"),
        ("/etc/x.md", "leads out"),
        ("a/../../x.md", "leads out"),
        ("C:\\x.md", "leads out"),
    ],
)
def test_names_that_lead_out_of_a_zip_file(tmp_path, name, reason):
    archive = zipped(tmp_path / "x.zip", {name: "x", "good.md": "x"})
    failed = [part for part in found(archive).values() if isinstance(part, SourceFailed)]
    assert [(each.error, reason in each.message) for each in failed] == [("post.unsafe-member", True)]
    assert "good.md" in found(archive)


def test_zip_bombs_and_encrypted_members(tmp_path):
    archive = zipped(tmp_path / "x.zip", {"bomb.md": b"\0" * 30_000_000, "good.md": "x"})
    bomb, good = found(archive).values()
    assert isinstance(bomb, SourceFailed)
    assert "would become 30000000" in bomb.message
    assert isinstance(good, PostSource)
    data = bytearray((zipped(tmp_path / "y.zip", {"secret.md": "x"})).read_bytes())
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + at] |= 1
    put(tmp_path, "y.zip", bytes(data))
    (secret,) = found(tmp_path / "y.zip").values()
    assert "encrypted" in secret.message


def test_a_zip_file_that_lies_about_its_members(tmp_path, monkeypatch):
    monkeypatch.setattr("snapshotter.posts.intake.folders.MAX_MEMBER_BYTES", 1000)
    (long,) = found(zipped(tmp_path / "x.zip", {"a.md": os.urandom(2000).hex()})).values()
    assert "more than 1000" in long.message
    data = bytearray(zipped(tmp_path / "y.zip", {"a.md": os.urandom(400).hex()}).read_bytes())
    data[60] ^= 0xFF
    put(tmp_path, "y.zip", bytes(data))
    (torn,) = found(tmp_path / "y.zip").values()
    assert (torn.error, "cannot be read as a ZIP" in torn.message) == ("post.damaged", True)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 torn", b"text"])
def test_what_is_no_zip_file(tmp_path, data):
    put(tmp_path, "x.zip", data)
    with pytest.raises(PostError, match="cannot be read as a ZIP file"):
        tree_of(tmp_path / "x.zip")
    with pytest.raises(PostError, match="no such file"):
        tree_of(tmp_path / "none.zip")


def test_an_empty_tree_has_no_posts(tmp_path):
    assert found(tmp_path) == {}
    buffer = io.BytesIO()
    zipfile.ZipFile(buffer, "w").close()
    put(tmp_path, "x.zip", buffer.getvalue())
    assert found(tmp_path / "x.zip") == {}


def test_many_members_are_listed_quickly(tmp_path):
    archive = zipped(tmp_path / "x.zip", {f"posts/{number}.md": "x" for number in range(3000)})
    start = time.process_time()
    assert len(found(archive)) == 3000
    assert time.process_time() - start < 10
