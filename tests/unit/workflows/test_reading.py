"""From sources to posts: catalogues are followed, filters hold, nothing stops the rest."""

from __future__ import annotations

import pytest

from snapshotter.errors import PostError
from snapshotter.model.post import CitedPost, Elsewhere, Post, PostSource, SourceFailed
from snapshotter.posts.extract import extract_all
from snapshotter.posts.page.siblings import SiblingPages
from snapshotter.workflows.reading import ReadOptions, ReadPosts

PAGE = b"<title>%s</title><article><p>See <a href=https://cited.example/%s>this</a>, it is said.</article>"
INDEX = b"<sitemapindex><sitemap><loc>https://b.example/%s.xml</loc></sitemap></sitemapindex>"


def urlset(*addresses):
    locations = "".join(f"<url><loc>{address}</loc></url>" for address in addresses)
    return f"<urlset>{locations}</urlset>".encode()


class Web:
    """A reader of a few sources by name."""

    def __init__(self, sources):
        self.sources, self.asked = sources, []

    async def read(self, source, *, base_url=None, format=None):
        self.asked.append((source, base_url, format))
        if source not in self.sources:
            raise PostError(f"{source}: there is none", code="post.missing")
        data = self.sources[source]
        for each in data if isinstance(data, list) else [data]:
            base = base_url or (source if source.startswith("https://") else None)
            yield PostSource(source, each, base, None, format) if isinstance(each, bytes) else each


async def read(web, *sources, extract=extract_all, **options):
    posts = ReadPosts(web, extract, ReadOptions(**options), SiblingPages)
    return [found async for found in posts.run(sources)]


def names(found):
    return [each.source if isinstance(each, SourceFailed) else each.post.uri for each in found]


async def test_a_sitemap_is_all_the_posts_it_names():
    first, second = "https://b.example/1", "https://b.example/2"
    web = Web({"s.xml": urlset(first, second), first: PAGE % (b"1", b"1"), second: PAGE % (b"2", b"2")})
    found = await read(web, "s.xml")
    assert names(found) == [first, second]
    assert [asked[0] for asked in web.asked] == ["s.xml", first, second]


async def test_what_the_user_says_of_a_source_does_not_hold_for_what_it_names():
    post = "https://b.example/1"
    web = Web({"s": urlset(post), post: PAGE % (b"1", b"1")})
    await read(web, "s", base_url="https://b.example/", format="sitemap")
    assert web.asked == [("s", "https://b.example/", "sitemap"), (post, None, None)]


async def test_a_post_that_is_gone_is_told_in_its_place():
    first, gone = "https://b.example/1", "https://b.example/gone"
    web = Web({"s.xml": urlset(gone, first), first: PAGE % (b"1", b"1")})
    found = await read(web, "s.xml", "none.html")
    assert names(found) == [gone, first, "none.html"]
    assert found[0].error == "post.missing"


async def test_an_address_named_twice_is_read_once():
    first = "https://b.example/1"
    web = Web({"s.xml": urlset(first, first), first: PAGE % (b"1", b"1")})
    assert names(await read(web, "s.xml")) == [first]


async def test_catalogues_that_name_each_other_come_to_an_end():
    web = Web({f"https://b.example/{n}.xml": INDEX % str(n + 1).encode() for n in range(20)})
    (failed,) = await read(web, "https://b.example/0.xml")
    assert failed.error == "post.too-deep"
    loop = Web({"https://b.example/0.xml": INDEX % b"0"})
    assert await read(loop, "https://b.example/0.xml") == []


@pytest.mark.parametrize(
    ("options", "kept"),
    [
        ({}, ["2015/a", "2016/b"]),
        ({"include": ("*/2016/*",)}, ["2016/b"]),
        ({"exclude": ("*/2016/*",)}, ["2015/a"]),
        ({"include": ("*/2016/*",), "exclude": ("*b",)}, []),
    ],
)
async def test_patterns_choose_posts_before_they_are_fetched(options, kept):
    addresses = ["https://b.example/2015/a", "https://b.example/2016/b"]
    index = INDEX % b"posts"
    web = Web(
        {
            "index.xml": index,
            "https://b.example/posts.xml": urlset(*addresses),
            **{address: PAGE % (b"t", address[-1:].encode()) for address in addresses},
        }
    )
    found = await read(web, "index.xml", **options)
    assert names(found) == [f"https://b.example/{each}" for each in kept]
    assert [asked[0] for asked in web.asked[2:]] == names(found)


async def test_patterns_choose_files_of_a_folder_by_their_path():
    files = [PostSource(f"blog/{name}.md", b"# x") for name in ("one", "two")]
    found = await read(Web({"blog": files}), "blog", include=("*two*",))
    assert [each.post.source for each in found] == ["blog/two.md"]


async def test_a_broken_reader_ends_its_source_alone():
    def broken(source):
        yield from extract_all(PostSource("a.md", b"# a"))
        raise PostError("a: torn", code="post.damaged")

    found = await read(Web({"a": b"x", "b": b"x"}), "a", "b", extract=broken)
    assert [isinstance(each, CitedPost) for each in found] == [True, False, True, False]


async def test_an_elsewhere_of_an_extractor_is_followed():
    def extract(source):
        if source.source == "list":
            yield Elsewhere("https://b.example/1", "2016-03-10")
        else:
            yield CitedPost(Post(source.source, source.source, "html", None, None, None, "0" * 64), ())

    web = Web({"list": b"x", "https://b.example/1": b"x"})
    assert names(await read(web, "list", extract=extract)) == ["https://b.example/1"]


async def test_what_stands_on_all_pages_of_a_site_is_the_sites_own():
    repeated = b'<p>Written with <a href="https://tool.example/">a tool that we like a lot</a>, as ever.</p>'
    body = b"<p>This is a long paragraph, with a comma, about something that matters to the reader. %s</p>"
    pages = {
        f"https://b.example/{n}": b"<title>%d</title>%s%s"
        % (n, body % (b"<a href=https://c%d.example/>See this source</a>." % n), repeated)
        for n in range(6)
    }
    web = Web({"s.xml": urlset(*pages), **pages})
    found = await read(web, "s.xml")
    regions = {c.url: c.region for post in found for c in post.citations}
    assert regions.pop("https://tool.example/") != "body"
    assert set(regions.values()) == {"body"}
    alone = await read(Web(pages), "https://b.example/0")
    assert {c.region for c in alone[0].citations} == {"body"}
