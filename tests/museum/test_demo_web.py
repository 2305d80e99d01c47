"""The demo's small web holds what its post says of it."""

from __future__ import annotations

import io
import re
import zipfile
from urllib.parse import urlsplit

import httpx
import pytest

from snapshotter.demo import artwork, papers, publishers
from snapshotter.demo.web import DemoWeb

LINKS = re.compile(r"\]\((http[^)]+)\)")
QUOTES = re.compile(r"^> (.+)$|\"([^\"\n]{20,}?)[.,]?\"", re.MULTILINE)
ENDLESS = "http://ticker.harbour-exchange.example/live"


@pytest.fixture(scope="module")
def post() -> str:
    return publishers.post_markdown().partition("---\n\n")[2]


class LoopbackTransport(httpx.AsyncBaseTransport):
    """Leads every name to its port as ``--connect-to`` says."""

    def __init__(self, web: DemoWeb) -> None:
        self._ports = {tuple(entry.split(":")[:2]): entry.rsplit(":", 1)[1] for entry in web.connect_to}
        self._inner = httpx.AsyncHTTPTransport(verify=web.authority.client_context(), http2=True)

    async def handle_async_request(self, request):
        url = request.url
        usual = "443" if url.scheme == "https" else "80"
        request.extensions["sni_hostname"] = url.host
        request.url = url.copy_with(host="127.0.0.1", port=int(self._ports[(url.host, usual)]))
        return await self._inner.handle_async_request(request)

    async def aclose(self):
        await self._inner.aclose()


async def test_every_citation_answers(post):
    async with (
        DemoWeb(download_bytes=100_000) as web,
        httpx.AsyncClient(transport=LoopbackTransport(web)) as client,
    ):
        statuses = {
            url: (await client.get(url)).status_code
            for url in (*LINKS.findall(post), web.post_url)
            if url != ENDLESS
        }
    assert len(statuses) == 17
    assert {url: status for url, status in statuses.items() if status != 200} == {
        "http://mrdn.example/a7": 301,
        "https://archive.rt-daily.example/news/335012": 404,
    }


async def test_every_host_of_the_post_is_led_to_loopback(post):
    async with DemoWeb() as web:
        led = {entry.split(":")[0] for entry in web.connect_to}
        assert all(entry.split(":")[2] == "127.0.0.1" for entry in web.connect_to)
    assert {urlsplit(url).hostname for url in LINKS.findall(post)} <= led


def test_no_name_can_be_real(post):
    assert all(urlsplit(url).hostname.endswith(".example") for url in LINKS.findall(post))


def test_quotes_stand_in_the_cited_pages(post):
    names = ("supply-road.html", "data.json", "bridges.html", "transit.html")
    pages = " ".join(publishers.page_text(name) for name in names).replace("&#8217;", "'").lower()
    quotes = [one or other for one, other in QUOTES.findall(post)]
    assert len(quotes) == 5
    assert [quote for quote in quotes if quote.rstrip(".").lower() not in pages] == []


def test_both_forms_of_the_post_cite_the_same(post):
    page = publishers.post_html().partition('itemprop="articleBody">')[2].partition("</article>")[0]
    body = page.partition('<div class="post-footer">')[0]
    assert re.findall(r'href="([^"]+)"', body) == LINKS.findall(post)


async def test_the_download_is_a_valid_zip():
    data = b"".join([piece async for piece in papers.zip_stream(200_001)])
    assert len(data) == papers.zip_size(200_001)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert [(item.filename, item.file_size) for item in archive.infolist()] == [
            ("flows-2015.csv", 200_001)
        ]


def test_the_pdf_points_at_its_objects():
    data = papers.pdf("A (title)", ["A paragraph."], [1, 2])
    start = int(data.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    assert data[start:].startswith(b"xref\n")
    offsets = re.findall(rb"(\d{10}) 00000 n", data)
    assert all(data[int(at) :].startswith(b"%d 0 obj" % number) for number, at in enumerate(offsets, 1))


def test_the_same_seed_gives_the_same_picture():
    first = artwork.landscape_svg("#336699", "hills")
    assert first == artwork.landscape_svg("#336699", "hills")
    assert first != artwork.landscape_svg("#336699", "river")
