"""Back catalogues on the web: sitemaps and feeds, their posts fetched, filtered, archived."""

from __future__ import annotations

import gzip
import json
from collections import Counter

import pytest

from snapshotter.demo.messages import Response, always, html, redirect, typed
from snapshotter.demo.origin import Origin
from tests.system.conftest import Program, going_to

BLOG, CITED = "blog.example", "cited.example"
XML = b"application/xml"


@pytest.fixture
def citations(tmp_path):
    """The program without a browser: none of these pages needs one."""
    return Program(tmp_path / "home")


def at(path: str) -> str:
    return f"http://{BLOG}{path}"


def page(number: int) -> Response:
    return html(
        f"<!doctype html><html><head><title>Post {number}</title></head><body>"
        f'<nav><a href="https://n.example/">N</a></nav><article class="h-entry"><h1>Post {number}</h1>'
        f'<div class="e-content"><p>The log that we got, as '
        f'<a href="https://cited.example/{number}">the Courier</a> says, stops here, and goes on.</p>'
        '</div></article><footer><a href="https://powered.example/">P</a></footer></body></html>'
    )


def urlset(*paths: str) -> bytes:
    entries = "".join(f"<url><loc>{at(path)}</loc></url>" for path in paths)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'.encode()


def index(*paths: str) -> bytes:
    entries = "".join(f"<sitemap><loc>{at(path)}</loc></sitemap>" for path in paths)
    return (
        f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</sitemapindex>'.encode()
    )


def busy_once():
    """Asks for patience the first time."""
    asked = Counter[str]()

    async def route(request):
        asked[request.path] += 1
        if asked[request.path] == 1:
            return html("busy", status=429, fields=((b"retry-after", b"1"),))
        return page(4)

    return route


def sitemaps():
    return {
        "/sitemap.xml": always(typed(XML, index("/one.xml", "/two.xml.gz", "/none.xml", "/sitemap.xml"))),
        "/one.xml": always(typed(XML, urlset("/p/1", "/p/2", "/gone", "/p/busy"))),
        "/two.xml.gz": always(
            typed(
                b"application/x-gzip", gzip.compress(urlset("/p/3", "/p/1", "/moved", "/data.bin", "/tag/x"))
            )
        ),
        "/p/1": always(page(1)),
        "/p/2": always(page(2)),
        "/p/3": always(page(3)),
        "/p/busy": busy_once(),
        "/moved": always(redirect(301, at("/p/5"))),
        "/p/5": always(page(5)),
        "/tag/x": always(page(6)),
        "/data.bin": always(typed(b"application/octet-stream", bytes(range(256)) * 9)),
    }


def read(out: str):
    """The posts' titles with the addresses of their bodies, and the errors by source."""
    documents = [json.loads(line) for line in out.splitlines()]
    posts = {
        one["post"]["title"]: [each["url"] for each in one["citations"] if each["region"] == "body"]
        for one in documents
        if "post" in one
    }
    return posts, {one["source"]: one["error"] for one in documents if "error" in one}


async def test_an_index_of_sitemaps_is_followed_to_every_post(citations):
    async with Origin({BLOG: sitemaps()}) as origin:
        to = going_to(origin.connect_to([BLOG], "h1"))
        ran = await citations("citations", at("/sitemap.xml"), "--json", "--host-delay", "0", *to)
        asked = Counter(item.target for item in origin.served)
    posts, errors = read(ran.out)
    assert ran.code == 3, ran.err
    assert posts == {f"Post {number}": [f"https://cited.example/{number}"] for number in range(1, 7)}
    assert errors == {
        at("/gone"): "post.refused",
        at("/none.xml"): "post.refused",
        at("/data.bin"): "post.unknown-format",
    }
    assert asked["/p/busy"] == 2
    assert {path: count for path, count in asked.items() if count > 1} == {"/p/busy": 2}, "never twice"


async def test_patterns_choose_posts_before_they_are_asked_for(citations):
    async with Origin({BLOG: sitemaps()}) as origin:
        to = going_to(origin.connect_to([BLOG], "h1"))
        chosen = ("--include-post", "*/p/*", "--exclude-post", "*/p/2", "--exclude-post", "*busy")
        ran = await citations("citations", at("/sitemap.xml"), "--json", "--host-delay", "0", *chosen, *to)
        asked = {item.target for item in origin.served}
    posts, _ = read(ran.out)
    assert set(posts) == {"Post 1", "Post 3"}
    assert asked == {"/sitemap.xml", "/one.xml", "/two.xml.gz", "/none.xml", "/p/1", "/p/3"}


def feed() -> bytes:
    def item(name: str, *links: str) -> str:
        body = " and ".join(f'<a href="http://{CITED}/{link}">{link}</a>' for link in links)
        return (
            f"<item><title>Same title</title><link>{at('/' + name)}</link>"
            f"<content:encoded><![CDATA[<p>See {body}.</p>]]></content:encoded></item>"
        )

    return (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>B</title>'
        + item("one", "a")
        + item("two", "b", "a")
        + "</channel></rss>"
    ).encode()


@pytest.mark.parametrize(
    "media_type", [b"application/rss+xml", b"text/html", b"text/plain", b"application/json"]
)
async def test_a_feed_is_a_feed_whatever_the_server_calls_it(citations, media_type):
    async with Origin({BLOG: {"/feed": always(typed(media_type, feed()))}}) as origin:
        ran = await citations(
            "citations",
            at("/feed"),
            "--json",
            *going_to(origin.connect_to([BLOG], "h1")),
            "--host-delay",
            "0",
        )
    documents = [json.loads(line) for line in ran.out.splitlines()]
    assert [one["post"]["uri"] for one in documents] == [at("/one"), at("/two")]
    assert {one["post"]["format"] for one in documents} == {"rss"}


def web():
    words = {f"/{name}": always(html(f"<title>{name}</title><p>words of {name}")) for name in "ab"}
    return {BLOG: {"/feed": always(typed(b"application/rss+xml", feed()))}, CITED: words}


@pytest.mark.browser
@pytest.mark.slow
async def test_a_feed_is_archived_post_by_post_and_once(program):
    async with Origin(web()) as origin:
        to = (*going_to(origin.connect_to([BLOG, CITED], "h1")), "--host-delay", "0")
        rehearsed = await program("archive", at("/feed"), "--dry-run", "--json", *to)
        assert rehearsed.code == 0, rehearsed.err
        assert not program.home.exists(), "a rehearsal writes nothing"
        first = await program("archive", at("/feed"), "--json", *to)
        before = len(origin.served)
        second = await program("archive", at("/feed"), "--json", *to)
        asked_again = [item.target for item in origin.served[before:]]
    assert (first.code, second.code) == (0, 0), first.err + second.err
    counts = [(post["slug"], post["citations"], post["captured"]) for post in first.json["posts"]]
    assert counts == [("same-title", 1, 1), ("same-title-2", 2, 2)]
    assert second.json["posts"] == first.json["posts"]
    assert asked_again == ["/feed"], "nothing is captured again"
    written = sorted(path.name for path in (program.home / "warcs" / "manifests").iterdir())
    assert written == ["same-title-2.json", "same-title.json"]
    manifest = json.loads((program.home / "warcs" / "manifests" / "same-title.json").read_text())
    assert manifest["post"]["uri"] == at("/one")
    assert [each["snapshots"][-1]["outcome"] for each in manifest["citations"]] == ["captured"]
