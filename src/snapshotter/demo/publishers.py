"""The invented publishers of the small web, and the frame that their articles stand in."""

from __future__ import annotations

import datetime
import functools
from dataclasses import dataclass
from importlib import resources
from string import Template

from snapshotter.demo.post import blog_page, read_document

POST_HOST = "notes.harrow-lane.example"
POST_PATH = "/2016/03/thursday-march-10.html"
POST_URL = f"https://{POST_HOST}{POST_PATH}"


@dataclass(frozen=True, slots=True)
class Publisher:
    """An invented publisher: where it is served and what it looks like."""

    host: str
    name: str
    tagline: str
    accent: str
    port: str = "tls-h2"
    """Name of the origin's port: ``h1`` (in the clear), ``tls-h1``, ``tls-h2`` or ``tls-12``."""

    @property
    def origin(self) -> str:
        return f"{'http' if self.port == 'h1' else 'https'}://{self.host}"


MERIDIAN = Publisher("www.meridian-post.example", "The Meridian Post", "Since 1871", "#7b2d26")
SHORT = Publisher("mrdn.example", "mrdn", "", "#7b2d26", "h1")
ATLAS = Publisher("maps.atlas-desk.example", "Atlas Desk", "", "#3f5d3a")
CORRIDOR = Publisher("live.corridor-wire.example", "Corridor Wire", "First, then right", "#20507a")
SIC = Publisher("sic-semper.example", "Sic Semper", "Notes of a retired officer", "#4c4437", "tls-12")
FIELDNOTES = Publisher("www.fieldnotes-tv.example", "Fieldnotes TV", "Seen from the ground", "#8a4b16")
FOOTAGE = Publisher("video.fieldnotes-tv.example", "Fieldnotes TV", "Footage", "#8a4b16", "tls-h1")
MAPSTAGE = Publisher("embed.mapstage.example", "Mapstage", "", "#2a6f5b")
RT_DAILY = Publisher("archive.rt-daily.example", "RT Daily", "The archive", "#33691e", "tls-h1")
OPENFIELD = Publisher("lists.openfield.example", "Openfield lists", "", "#444444", "h1")
HARBOUR = Publisher("ticker.harbour-exchange.example", "Harbour Exchange", "Live", "#0d5c63", "h1")
NORTHGAS = Publisher("www.northgas-review.example", "Northgas Review", "Pipes, prices, people", "#1f4e79")
GRID = Publisher("papers.grid-institute.example", "Grid Institute", "", "#14666f")
GRID_DATA = Publisher("data.grid-institute.example", "Grid Institute", "", "#14666f", "tls-h1")
CIVIC = Publisher("poll.civic-desk.example", "Civic Desk", "One question a week", "#5b3a78")
LODESTAR = Publisher(
    "www.lodestar-quarterly.example", "Lodestar Quarterly", "Science, unhurried", "#26466d", "tls-h1"
)
TIDEWATCH = Publisher("app.tidewatch.example", "Tidewatch", "Tides for people with boats", "#0b6e7a")
BLOG = Publisher(POST_HOST, "Harrow Lane Notes", "", "#1f4a4a")
PUBLISHERS = (
    MERIDIAN, SHORT, ATLAS, CORRIDOR, SIC, FIELDNOTES, FOOTAGE, MAPSTAGE, RT_DAILY, OPENFIELD, HARBOUR,
    NORTHGAS, GRID, GRID_DATA, CIVIC, LODESTAR, TIDEWATCH, BLOG,
)  # fmt: skip


@functools.cache
def page_bytes(name: str) -> bytes:
    """A file of the package's ``pages`` folder."""
    return resources.files("snapshotter.demo").joinpath("pages", name).read_bytes()


def page_text(name: str) -> str:
    """The same as text."""
    return page_bytes(name).decode()


def post_markdown() -> str:
    """The post as its author wrote it, front matter included."""
    return page_text("post.md")


def post_html() -> str:
    """The post as its blog shows it."""
    date = _long_date(read_document(post_markdown()).about["date"])
    return blog_page(post_markdown(), page_text("blog.html"), address=POST_URL, long_date=date)


def article_html(publisher: Publisher, path: str, name: str) -> str:
    """An article of the ``pages`` folder in its publisher's frame."""
    article = read_document(page_text(name))
    return Template(page_text("frame.html")).substitute(
        article.about,
        body=article.body,
        publisher=publisher.name,
        tagline=publisher.tagline,
        address=publisher.origin + path,
        long_date=_long_date(article.about["date"]),
    )


def not_found_html(publisher: Publisher) -> str:
    """What a publisher shows for an address that it does not know, or no more."""
    return (
        f"<!doctype html>\n<title>Page not found - {publisher.name}</title>\n"
        "<link rel=stylesheet href=/static/site.css>\n"
        f"<header class=masthead><a class=name href=/>{publisher.name}</a></header>\n"
        "<main><h1>Page not found</h1><p>This report is no longer in our archive.</p></main>\n"
    )


def style_sheet(publisher: Publisher) -> bytes:
    """The common style in the publisher's colour."""
    return Template(page_text("site.css")).substitute(accent=publisher.accent).encode()


def _long_date(iso_date: str) -> str:
    day = datetime.date.fromisoformat(iso_date)
    return f"{day:%A, %B} {day.day}, {day.year}"
