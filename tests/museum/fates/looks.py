"""How sites look: the same text in five designs, with the clutter of a day around it."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from tests.museum.fates.texts import headline, prose

Look = Literal["news", "blog", "docs", "wiki", "magazine"]
LOOKS: tuple[Look, ...] = ("news", "blog", "docs", "wiki", "magazine")


@dataclass(frozen=True)
class Dress:
    """What differs between two visits without anybody having edited the page."""

    look: Look
    day: str = "first"
    """Seeds advertisements, teasers, comments, counters, dates."""
    nonce: str = "n0"
    """Seeds tokens, hashes of files and classes: nothing of it is seen."""
    style: str = "a"


@dataclass(frozen=True)
class Frame:
    """What a page is about, besides its paragraphs."""

    site: str
    language: str
    title: str
    byline: str
    path: str
    picture: str | None = None


def page(frame: Frame, paragraphs: Sequence[str], dress: Dress) -> str:
    """A whole document."""
    return _LOOKS[dress.look](frame, [each for each in paragraphs if each], dress)


def small_page(frame: Frame, title: str, body: str, dress: Dress, head: str = "") -> str:
    """A page of the site that is no article: home, section, search, error."""
    source = random.Random(f"{frame.site} {dress.day} small")
    return (
        f"{_head(frame, title, dress, head)}<body class='page-{_token(dress, 3)}'>{_masthead(frame)}"
        f"<main>{body}</main>{_footer(frame, source)}</body></html>"
    )


def teasers(frame: Frame, day: str, count: int) -> str:
    source = random.Random(f"{frame.site} {day} teasers")
    items = (
        f'<li><a href="/{source.choice(("news", "story", "a"))}/{source.randrange(10_000, 99_999)}">'
        f"{escape(headline(frame.language, source))}</a> <time>{_date(source)}</time></li>"
        for _ in range(count)
    )
    return f'<ul class="teasers">{"".join(items)}</ul>'


def _token(dress: Dress, number: int) -> str:
    return f"{random.Random(f'{dress.nonce} {number}').getrandbits(48):012x}"


def _date(source: random.Random) -> str:
    return f"{source.randrange(2015, 2027)}-{source.randrange(1, 13):02}-{source.randrange(1, 29):02}"


def _head(frame: Frame, title: str, dress: Dress, more: str = "") -> str:
    direction = " dir='rtl'" if frame.language == "ar" else ""
    return (
        f"<!doctype html><html lang='{frame.language}'{direction}><head><meta charset='utf-8'>"
        f"<title>{escape(title)}</title><meta name='csrf-token' content='{_token(dress, 1)}'>"
        f"<meta name='viewport' content='width=device-width'>{more}"
        f"<link rel='stylesheet' href='/static/{dress.style}.{_token(dress, 2)}.css'>"
        f"<script nonce='{_token(dress, 4)}'>window.build = '{_token(dress, 5)}';</script></head>"
    )


def _title(frame: Frame) -> str:
    return f"{frame.title} | {frame.site}"


def _masthead(frame: Frame) -> str:
    say = prose(frame.language).labels
    links = "".join(
        f"<li><a href='{path}'>{escape(say[key])}</a></li>"
        for key, path in (("home", "/"), ("news", "/news/"), ("search", "/search"), ("about", "/about"))
    )
    return f"<header><a class='brand' href='/'>{escape(frame.site)}</a><nav><ul>{links}</ul></nav></header>"


def _footer(frame: Frame, source: random.Random) -> str:
    say = prose(frame.language).labels
    return (
        f"<footer><p>© {source.randrange(2016, 2027)} {escape(frame.site)}</p>"
        f"<a href='/privacy'>{escape(say['privacy'])}</a> <a href='/about'>{escape(say['about'])}</a>"
        "</footer>"
    )


def _advert(frame: Frame, source: random.Random) -> str:
    goods = ("Kettles", "Raincoats", "Fibre 500", "Sofa beds", "Trail shoes", "Mortgages", "Oat milk")
    return (
        f"<div class='ad-slot' id='ad-{source.getrandbits(20)}'><small>"
        f"{escape(prose(frame.language).labels['ad'])}</small>"
        f"<a href='https://ads.example/{source.getrandbits(30)}'>{source.choice(goods)} "
        f"-{source.randrange(5, 70)} %</a></div>"
    )


def _comments(frame: Frame, source: random.Random) -> str:
    material = prose(frame.language)
    count = source.randrange(1, 5)
    items = "".join(
        f"<li class='comment'><b>{escape(source.choice(material.names))}</b> <time>{_date(source)}</time>"
        f"<p>{escape(source.choice(material.comments))}</p></li>"
        for _ in range(count)
    )
    label = escape(material.labels["comments"])
    return f"<section id='comments' class='comments'><h3>{label} ({count})</h3><ol>{items}</ol></section>"


def _related(frame: Frame, dress: Dress) -> str:
    label = escape(prose(frame.language).labels["related"])
    return f"<aside class='related'><h3>{label}</h3>{teasers(frame, dress.day, 4)}</aside>"


def _picture(frame: Frame) -> str:
    if frame.picture is None:
        return ""
    return f"<figure><img src='{frame.picture}' width='320' height='180' alt=''></figure>"


def _paragraphs(paragraphs: Sequence[str]) -> str:
    return "".join(f"<p>{escape(each)}</p>" for each in paragraphs)


def _news(frame: Frame, paragraphs: Sequence[str], dress: Dress) -> str:
    source = random.Random(f"{frame.site} {frame.path} {dress.day}")
    say = prose(frame.language).labels
    half = len(paragraphs) // 2
    return (
        f"{_head(frame, _title(frame), dress)}<body>{_masthead(frame)}{_advert(frame, source)}"
        f"<main><article><h1>{escape(frame.title)}</h1><p class='byline'>{escape(frame.byline)} · "
        f"{source.randrange(2, 9)} {escape(say['read'])} · {escape(say['updated'])} {_date(source)}</p>"
        f"{_picture(frame)}{_paragraphs(paragraphs[:half])}{_advert(frame, source)}"
        f"{_paragraphs(paragraphs[half:])}<p class='share'>{escape(say['share'])}: "
        f"{source.randrange(3, 900)}</p></article>{_related(frame, dress)}</main>"
        f"{_comments(frame, source)}{_footer(frame, source)}</body></html>"
    )


def _blog(frame: Frame, paragraphs: Sequence[str], dress: Dress) -> str:
    source = random.Random(f"{frame.site} {frame.path} {dress.day}")
    say = prose(frame.language).labels
    return (
        f"{_head(frame, _title(frame), dress)}<body class='b{_token(dress, 6)}'><div id='wrap'>"
        f"{_masthead(frame)}<div class='post'><h2 class='post-title'>{escape(frame.title)}</h2>"
        f"<div class='entry-content'>{_picture(frame)}{_paragraphs(paragraphs)}</div>"
        f"<div class='meta'>{escape(frame.byline)}, {_date(random.Random(frame.path))}</div></div>"
        f"{_comments(frame, source)}<div id='sidebar'><h4>{escape(say['subscribe'])}</h4>"
        f"<form><input name='mail'><input type='hidden' value='{_token(dress, 7)}'></form>"
        f"{teasers(frame, dress.day, 5)}</div>{_footer(frame, source)}</div></body></html>"
    )


def _docs(frame: Frame, paragraphs: Sequence[str], dress: Dress) -> str:
    source = random.Random(f"{frame.site} {frame.path} {dress.day}")
    say = prose(frame.language).labels
    parts = "".join(
        f"<h2 id='s{at}'>{at + 1}.</h2><p>{escape(each)}</p>" for at, each in enumerate(paragraphs)
    )
    contents = "".join(f"<li><a href='#s{at}'>{at + 1}</a></li>" for at in range(len(paragraphs)))
    return (
        f"{_head(frame, _title(frame), dress)}<body>{_masthead(frame)}"
        f"<nav class='toc'><ul>{contents}</ul></nav>"
        f"<main role='main'><h1>{escape(frame.title)}</h1>{_picture(frame)}{parts}</main>"
        f"<p class='edited'>{escape(say['updated'])}: {_date(source)} · v{source.randrange(2, 9)}."
        f"{source.randrange(0, 20)}</p>{_footer(frame, source)}</body></html>"
    )


def _wiki(frame: Frame, paragraphs: Sequence[str], dress: Dress) -> str:
    source = random.Random(f"{frame.site} {frame.path} {dress.day}")
    say = prose(frame.language).labels
    return (
        f"{_head(frame, _title(frame), dress)}<body><div id='content'><h1>{escape(frame.title)}</h1>"
        f"<table class='infobox'><tr><th>{escape(say['about'])}</th><td>{escape(frame.site)}</td></tr>"
        "</table>"
        f"{_picture(frame)}<div id='bodyContent'>{_paragraphs(paragraphs)}</div></div>"
        f"<div id='footer'>{escape(say['updated'])} {_date(source)}. {source.randrange(90, 9000)} × "
        f"<span data-t='{_token(dress, 8)}'></span></div>{_masthead(frame)}</body></html>"
    )


def _magazine(frame: Frame, paragraphs: Sequence[str], dress: Dress) -> str:
    source = random.Random(f"{frame.site} {frame.path} {dress.day}")
    say = prose(frame.language).labels
    text = "".join(f"<div class='{_token(dress, 9)[:6]} para'>{escape(each)}</div>" for each in paragraphs)
    return (
        f"{_head(frame, _title(frame), dress)}<body><div class='hero'><h1>{escape(frame.title)}</h1>"
        f"<h2>{escape(frame.byline)}</h2>{_picture(frame)}</div><section class='story'>{text}</section>"
        f"{_advert(frame, source)}<section class='more'><h3>{escape(say['related'])}</h3>"
        f"{teasers(frame, dress.day, 6)}</section>{_masthead(frame)}{_footer(frame, source)}</body></html>"
    )


_LOOKS: dict[Look, Callable[[Frame, Sequence[str], Dress], str]] = {
    "news": _news,
    "blog": _blog,
    "docs": _docs,
    "wiki": _wiki,
    "magazine": _magazine,
}
