"""The web that fate falls upon: its sites, the post that cites them, and the ports behind their names."""

from __future__ import annotations

import asyncio
import random
import socket
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from html import escape
from pathlib import Path
from types import TracebackType
from typing import Self

from snapshotter.demo.certificates import TlsOptions
from snapshotter.demo.messages import Request, Response, Route, typed
from snapshotter.demo.origin import ANY, LOOPBACK, Origin
from tests.museum.fates import real, texts
from tests.museum.fates.dealing import Fate, fates, silence
from tests.museum.fates.looks import LOOKS, Dress, Frame
from tests.museum.fates.sites import Site

POST_URL = "https://blog.example/2026/what-became-of-them"
_NAMES = (
    "Courier", "Observer", "Almanac", "Lantern", "Register", "Beacon", "Chronicle", "Atlas", "Quarterly",
    "Notebook", "Signal", "Compass", "Gazette", "Harvest", "Meridian", "Foundry",
)  # fmt: skip
_ENDINGS = (".example", ".test", "-online.example", "-press.example", ".co.example")
_PATHS = (
    "/{year}/{month:02}/{slug}", "/news/{number}/{slug}.html", "/a/{slug}-{number}", "/{slug}/",
    "/articles/{slug}.htm", "/story.php/{number}/{slug}", "/blog/{year}/{slug}/",
)  # fmt: skip
_ON_PAPER = ("en", "fr", "es")
"""Languages whose letters are in the one encoding that our papers have."""
_PAPERS = "/papers/wp-{number}.pdf"
_SLUGS = (
    "swimming-baths-vote", "cold-march-storage", "null-result-vitamins", "ferry-in-flood", "pool-settings",
    "branch-line-returns", "caves-and-cheese", "water-under-the-plain", "library-at-night", "lamp-lighters",
)  # fmt: skip


@dataclass(frozen=True)
class Cited:
    """A site, and the fate that awaits it."""

    site: Site
    fate: Fate


def cited(count: int, seed: str, real_pages: Sequence[real.RealPage] = ()) -> list[Cited]:
    """That many cited pages, with fates; the same for the same seed."""
    source = random.Random(seed)
    dealt = fates(count, source)
    matters = list(texts.matters())
    return [
        Cited(_site(number, fate, matters, real_pages, source), fate) for number, fate in enumerate(dealt)
    ]


def _site(
    number: int,
    fate: Fate,
    matters: Sequence[tuple[str, str]],
    real_pages: Sequence[real.RealPage],
    source: random.Random,
) -> Site:
    usable = [] if fate.generated or fate.kind != "page" else real_pages
    if usable and source.random() < 0.6:
        return _real_site(number, fate, source.choice(usable), source)
    choices = [each for each in matters if each[0] in _ON_PAPER] if fate.kind == "pdf" else matters
    language, topic = choices[(number * 7 + source.randrange(3)) % len(choices)]
    said = texts.text(language, topic, f"{number} {fate.name}")
    frame = _frame(number, said, source, _PAPERS if fate.kind == "pdf" else None)
    return _with_passages(
        Site(
            _host(number, frame.site, source),
            frame,
            said.paragraphs,
            said.spare,
            Dress(source.choice(LOOKS)),
            (),
            fate.scheme,
            fate.kind,
            fate.revalidates,
        ),
        fate,
        source,
    )


def _real_site(number: int, fate: Fate, page: real.RealPage, source: random.Random) -> Site:
    language = page.language if (page.language, "") in {(each, "") for each, _ in texts.matters()} else "en"
    frame = _frame(number, texts.Text(language, page.title, "", (), ()), source)
    spare = [
        sentence
        for matter in texts.matters()
        if matter[0] == language
        for paragraph in texts.text(*matter, f"{number}").paragraphs
        for sentence in texts.sentences(paragraph)
    ]
    source.shuffle(spare)
    site = Site(
        _host(number, frame.site, source), frame, page.paragraphs, tuple(spare), Dress("news"), (),
        fate.scheme, fate.kind, fate.revalidates, page.render,
    )  # fmt: skip
    return _with_passages(site, fate, source)


def _with_passages(site: Site, fate: Fate, source: random.Random) -> Site:
    count = fate.quotes if fate.quotes is not None else source.randrange(0, 3)
    site.passages = tuple(texts.passages(site.paragraphs, site.language, count, source))
    return site


def _frame(number: int, said: texts.Text, source: random.Random, path: str | None = None) -> Frame:
    place = texts.prose(said.language if said.language in ("en", "de", "fr", "es", "pl") else "en").places
    return Frame(
        f"{source.choice(place)} {source.choice(_NAMES)}",
        said.language,
        said.title,
        said.byline,
        (path or source.choice(_PATHS)).format(
            year=source.randrange(2009, 2025),
            month=source.randrange(1, 13),
            number=10_000 + number * 37,
            slug=source.choice(_SLUGS),
        ),
        "/static/picture.png",
    )


def _host(number: int, site: str, source: random.Random) -> str:
    name = "".join(letter for letter in site.lower() if letter.isascii() and letter.isalnum())
    return f"{source.choice(('', 'www.'))}{name}{number}{source.choice(_ENDINGS)}"


def post(cited_pages: Sequence[Cited]) -> str:
    """The post that cites them all, with what it quotes of each."""
    return (
        "<!doctype html><html lang='en'><head><meta charset='utf-8'><title>What became of them</title>"
        f"<link rel='canonical' href='{POST_URL}'></head><body><article><h1>What became of them</h1>"
        f"{''.join(_mention(each.site) for each in cited_pages)}</article></body></html>"
    )


def _mention(site: Site) -> str:
    link = f'<a href="{site.url}">{escape(site.frame.site)}</a>'
    quotes = [escape(texts.marked(each.quote, site.language)) for each in site.passages]
    if not quotes:
        return f"<p>There is a good account of it in the {link}, which is worth reading.</p>"
    said = f"<p>The {link} wrote: {quotes[0]}"
    return said + (f". It goes on to say: {quotes[1]}.</p>" if len(quotes) > 1 else ".</p>")


class Web:
    """All of it on loopback; an async context manager.  Fates are dealt when :meth:`deal` is called."""

    def __init__(self, cited_pages: Sequence[Cited]) -> None:
        self.cited = cited_pages
        self._sites = {each.site.host: each.site for each in cited_pages}
        routes: dict[str, dict[str, Route]] = {ANY: {ANY: self._answer}}
        ports = {"h1": None, "tls-h1": TlsOptions(alpn=("http/1.1",))}
        names = [*self._sites, *(f"www.{host}" for host in self._sites)]
        secure = {"tls-h1": TlsOptions(alpn=("http/1.1",))}
        self.origin = Origin(routes, ports=ports, certificate_names=names)
        self._wrong = Origin(routes, ports=secure, certificate_names=["somebody-else.example"])
        self._untrusted = Origin(routes, ports=secure, certificate_names=names)
        self._stack = AsyncExitStack()
        self._silent = 0
        self._refused = 0

    @property
    def authority_pem(self) -> bytes:
        return self.origin.authority.pem

    async def _answer(self, request: Request) -> Response:
        if site := self._sites.get(request.host):
            return await site.answer(request)
        for site in self._sites.values():
            if (neighbour := site.neighbours.get(request.host)) is not None:
                return await neighbour(request) or typed(b"text/plain", b"", status=404)
        return typed(b"text/plain", b"There is nothing here.\n", status=404)

    def deal(self) -> None:
        """Every page meets its fate."""
        for each in self.cited:
            each.site.seen = 0
            each.fate.deal(each.site)

    def connect_to(self) -> list[str]:
        """Where the names lead now, in curl's form."""
        return [entry for site in self._sites.values() for entry in self._entries(site)]

    def _entries(self, site: Site) -> list[str]:
        clear, secure = self.origin.ports["h1"], self.origin.ports["tls-h1"]
        here = {
            "clear": (f"{LOOPBACK}:{clear}", f"{LOOPBACK}:{secure}"),
            "nowhere": ("no-such-host.invalid:80", "no-such-host.invalid:443"),
            "refused": (f"{LOOPBACK}:{self._refused}",) * 2,
            "silent": (f"{LOOPBACK}:{self._silent}",) * 2,
            "wrong-name": (f"{LOOPBACK}:{clear}", f"{LOOPBACK}:{self._wrong.ports['tls-h1']}"),
            "untrusted": (f"{LOOPBACK}:{clear}", f"{LOOPBACK}:{self._untrusted.ports['tls-h1']}"),
        }[site.reach]
        own = [f"{site.host}:80:{here[0]}", f"{site.host}:443:{here[1]}"]
        return own + [
            entry
            for host in site.neighbours
            for entry in (f"{host}:80:{LOOPBACK}:{clear}", f"{host}:443:{LOOPBACK}:{secure}")
        ]

    async def __aenter__(self) -> Self:
        for origin in (self.origin, self._wrong, self._untrusted):
            await self._stack.enter_async_context(origin)
        silent = await asyncio.start_server(silence, LOOPBACK, 0)
        self._stack.callback(silent.close)
        self._silent = silent.sockets[0].getsockname()[1]
        with socket.socket() as closed:
            closed.bind((LOOPBACK, 0))
            self._refused = closed.getsockname()[1]
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._stack.aclose()


def written(folder: Path, cited_pages: Sequence[Cited]) -> Path:
    path = folder / "post.html"
    path.write_text(post(cited_pages), encoding="utf-8")
    return path
