"""The fates: what is done to a site, and what an audit must then say."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from snapshotter.demo.messages import Request, Response, html, typed
from tests.museum.fates import loss, texts
from tests.museum.fates.looks import LOOKS, Dress, small_page, teasers
from tests.museum.fates.sites import Kind, Reach, Site, elsewhere

State = Literal["there", "reworded", "gone"]


@dataclass(frozen=True)
class Fate:
    """One fate.  ``says`` is its class; ``or_else`` are others that are as true."""

    name: str
    says: str
    deal: Callable[[Site], None]
    first: State | None = None
    """What becomes of the first passage that is quoted; None when nothing can be said of passages."""
    others: State | None = None
    or_else: tuple[str, ...] = ()
    quotes: int | None = None
    """How many passages the post must quote; None: any number."""
    kind: Kind = "page"
    scheme: Literal["http", "https"] = "http"
    revalidates: bool = False
    generated: bool = False
    """Needs a page of our own making."""


def _article(site: Site, paragraphs: Sequence[str] | None = None, dress: Dress | None = None) -> None:
    """From now on the cited page reads so."""

    async def answer(request: Request) -> Response | None:
        return site.shown(paragraphs, dress) if request.path == site.path else None

    site.fate = answer


def _instead(site: Site, response: Response) -> None:
    """Something else stands at the cited address."""

    async def answer(request: Request) -> Response | None:
        return response if request.path == site.path else None

    site.fate = answer


def _everywhere(site: Site, response: Response) -> None:
    """Something else stands at every address of the host."""

    async def answer(_request: Request) -> Response | None:
        return response

    site.fate = answer


def _leads_to(site: Site, status: int, location: str, there: Response | None = None) -> None:
    """The cited address redirects; ``there`` is what stands at a path of the same host."""

    async def answer(request: Request) -> Response | None:
        if request.path == site.path:
            return elsewhere(status, location)
        return there if there is not None and request.path == location.partition("?")[0] else None

    site.fate = answer


def _other_host(site: Site, host: str, response: Response, path: str = "*") -> None:
    async def answer(request: Request) -> Response | None:
        return response if path in ("*", request.path) else None

    site.neighbours[host] = answer


# --- the page is there


def _nothing(_site: Site) -> None:
    pass


def _tokens(site: Site) -> None:
    _article(site, dress=replace(site.dress, nonce="n1"))


def _restyled(site: Site) -> None:
    _article(site, dress=replace(site.dress, style="b"))


def _another_day(site: Site) -> None:
    _article(site, dress=replace(site.dress, day="later", nonce="n2"))


def _redesigned(site: Site) -> None:
    looks = [look for look in LOOKS if look != site.dress.look]
    _article(site, dress=Dress(site.seed.choice(looks), "years later", "n3", "c"))


def _drifted(share: float) -> Callable[[Site], None]:
    def deal(site: Site) -> None:
        now = texts.rewritten(site.paragraphs, share, site.passages, site.spare, site.seed)
        _article(site, now, replace(site.dress, day="later", nonce="n4"))

    return deal


def _shortened(site: Site) -> None:
    now = texts.shortened(site.paragraphs, site.passages, site.seed)
    _article(site, now, replace(site.dress, nonce="n5"))


def _reworded(site: Site) -> None:
    _article(site, texts.reworded(site.paragraphs, site.passages[0], site.language, site.seed))


def _sentence_gone(site: Site) -> None:
    now = texts.without_passage(site.paragraphs, site.passages[0])
    _article(site, now, replace(site.dress, day="later", nonce="n6"))


def _paragraph_gone(site: Site) -> None:
    _article(site, texts.without_paragraph_of(site.paragraphs, site.passages[0]))


# --- it moved

_MOVED_PATH = "/archive/2019/05/{name}.html"


def _moved(site: Site) -> None:
    path = _MOVED_PATH.format(name=site.path.strip("/").replace("/", "-")[-40:].replace(".html", ""))
    _leads_to(site, 301, path, site.shown(dress=replace(site.dress, day="later")))


def _moved_host(site: Site) -> None:
    host = f"archive.{site.host.removeprefix('www.')}"
    site.neighbours[host] = _shows(site)
    _leads_to(site, 308, f"http://{host}{site.path}")


def _shows(site: Site):
    async def answer(request: Request) -> Response | None:
        return site.shown() if request.path.rstrip("/") == site.path.rstrip("/") else site.not_found()

    return answer


def _meta_refresh(site: Site) -> None:
    path = "/moved/" + site.path.strip("/").rpartition("/")[2]
    stub = html(
        f"<!doctype html><html><head><title>Redirecting…</title><meta http-equiv='refresh' content='0; "
        f"url={path}'><link rel='canonical' href='{path}'></head><body><a href='{path}'>Click here if you "
        f"are not redirected.</a></body></html>"
    )
    shown = site.shown()

    async def answer(request: Request) -> Response | None:
        return {site.path: stub, path: shown}.get(request.path)

    site.fate = answer


def _to_www(site: Site) -> None:
    host = site.host.removeprefix("www.") if site.host.startswith("www.") else f"www.{site.host}"
    site.neighbours[host] = _shows(site)
    _leads_to(site, 301, f"http://{host}{site.path}")


def _to_https(site: Site) -> None:
    async def answer(request: Request) -> Response | None:
        secure = request.scheme == "https" or request.path != site.path
        return None if secure else elsewhere(301, f"https://{site.host}{site.path}")

    site.fate = answer


def _slash(site: Site) -> None:
    other = site.path.rstrip("/") if site.path.endswith("/") else site.path + "/"
    _leads_to(site, 301, other, site.shown())


def _home(site: Site) -> None:
    _leads_to(site, 302, "/")


def _section(site: Site) -> None:
    _leads_to(site, 301, "/news/")


def _home_of_another(site: Site) -> None:
    host = f"www.new-{site.host.removeprefix('www.')}"
    _other_host(site, host, html(site.listing("/", "years later")))
    _leads_to(site, 301, f"http://{host}/")


# --- it is not there


def _not_found(site: Site) -> None:
    _instead(site, site.not_found())


def _gone(site: Site) -> None:
    _instead(site, site.not_found(410))


def _bare_not_found(site: Site) -> None:
    _everywhere(site, html(loss.bare_server_error(404, "Not Found", "Apache/2.4.41"), status=404))


def _soft(site: Site) -> None:
    """The site says so, with a 200, at every address that it does not know."""
    known = ("/", "/news/", "/about", "/search")

    async def answer(request: Request) -> Response | None:
        told = request.path in known or request.path.startswith("/static/")
        return None if told else site.not_found(200)

    site.fate = answer


def _soft_with_teasers(site: Site) -> None:
    title, body = loss.not_found(site.language, site.seed)
    page = small_page(site.frame, title, body + teasers(site.frame, "lost", 12), site.dress)
    _instead(site, html(page))


def _soft_elsewhere(site: Site) -> None:
    _leads_to(site, 302, "/404.html", site.not_found(200))


def _soft_search(site: Site) -> None:
    term = site.path.strip("/").rpartition("/")[2].replace("-", " ").replace(".html", "")
    title, body = loss.nothing_found(site.language, term)
    found = html(small_page(site.frame, title, body, site.dress))
    _leads_to(site, 302, f"/search?q={term.replace(' ', '+')}", found)


def _parked(number: int) -> Callable[[Site], None]:
    return lambda site: _everywhere(site, html(loss.parked(site.host, number)))


def _parked_lander(site: Site) -> None:
    async def answer(request: Request) -> Response | None:
        if request.path == "/lander":
            return html(loss.parked(site.host, 0))
        return html(
            "<!doctype html><html><head><script>window.onload=function(){window.location.href='/lander'}"
            "</script></head></html>"
        )

    site.fate = answer


def _hijacked(number: int) -> Callable[[Site], None]:
    return lambda site: _everywhere(site, html(loss.hijacked(site.frame.site.split()[0], number)))


def _hijacked_elsewhere(site: Site) -> None:
    host = f"{site.host.removeprefix('www.').partition('.')[0]}-bet.example"
    _other_host(site, host, html(loss.hijacked("Luxbet", site.seed.randrange(3))))
    _leads_to(site, 302, f"http://{host}/")
    aside = site.fate

    async def answer(request: Request) -> Response | None:
        assert aside is not None
        return await aside(request) or elsewhere(302, f"http://{host}/")

    site.fate = answer


# --- it could not be asked


def _reached(reach: Reach) -> Callable[[Site], None]:
    def deal(site: Site) -> None:
        site.reach = reach

    return deal


def _refusing(status: int, phrase: str, *fields: tuple[bytes, bytes]) -> Callable[[Site], None]:
    def deal(site: Site) -> None:
        _everywhere(site, html(loss.bare_server_error(status, phrase), status=status, fields=fields))

    return deal


def _challenge(site: Site) -> None:
    fields = ((b"cf-mitigated", b"challenge"), (b"server", b"cloudflare"))
    _everywhere(site, html(loss.page("challenge"), status=403, fields=fields))


def _human(site: Site) -> None:
    _everywhere(site, html(loss.page("human"), status=403))


def _passable(site: Site) -> None:
    async def answer(request: Request) -> Response | None:
        if request.path != site.path or "clearance=1" in (request.field("cookie") or ""):
            return None
        fields = ((b"cf-mitigated", b"challenge"), (b"server", b"cloudflare"))
        return html(loss.page("passable", host=site.host), status=403, fields=fields)

    site.fate = answer


def _browsers_only(site: Site) -> None:
    async def answer(request: Request) -> Response | None:
        if "Mozilla/5.0" in (request.field("user-agent") or ""):
            return None
        return html(loss.bare_server_error(403, "Forbidden"), status=403)

    site.fate = answer


def _login_elsewhere(site: Site) -> None:
    page = html(loss.page("login", site=site.frame.site))
    _leads_to(site, 302, f"/login?next={site.path}", page)


def _login_here(site: Site) -> None:
    _instead(site, html(loss.page("login", site=site.frame.site)))


def _login_401(site: Site) -> None:
    fields = ((b"www-authenticate", b'Basic realm="Members"'),)
    _instead(site, html(loss.page("login", site=site.frame.site), status=401, fields=fields))


def _consent(site: Site) -> None:
    host = f"consent.{site.host.removeprefix('www.')}"
    _other_host(site, host, html(loss.page("consent", site=site.frame.site)))
    _leads_to(site, 302, f"http://{host}/collect?sessionId=3_cc&return={site.path}")


def _legal(site: Site) -> None:
    _instead(site, html(loss.page("legal"), status=451))


def _paywall(site: Site) -> None:
    first = texts.sentences(site.paragraphs[0])[0]
    shown = site.shown((first, *[""] * (len(site.paragraphs) - 1)))
    assert isinstance(shown.body, bytes)
    _instead(site, html(shown.body.decode().replace("</p>", "</p>" + loss.page("paywall"), 1)))


def _flapping(site: Site) -> None:
    async def answer(request: Request) -> Response | None:
        if request.path == site.path and site.seen <= 1:
            return html(loss.bare_server_error(502, "Bad Gateway"), status=502)
        return None

    site.fate = answer


# --- documents and parts


def _became_html(site: Site) -> None:
    _leads_to(site, 301, "/")


def _pdf_missing(site: Site) -> None:
    _everywhere(site, html(site.listing("/", "years later")))


def _picture_dead(site: Site) -> None:
    async def answer(request: Request) -> Response | None:
        return typed(b"text/plain", b"gone", status=404) if request.path.endswith(".png") else None

    site.fate = answer


async def silence(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Takes a connection and says nothing until the other end has had enough."""
    try:
        while await _reader.read(65_536):
            pass
    except OSError:
        pass
    finally:
        writer.close()


_NO_FILE = ("redirected-home", "gone", "hijacked")
_SHUT = ("passage-missing", "drifted", "blocked")
_EDITED = ("drifted", "cosmetic")
SAME: dict[str, Any] = {"first": "there", "others": "there"}
FATES: tuple[Fate, ...] = (
    Fate("unchanged", "unchanged", _nothing, **SAME),
    Fate("unchanged-revalidated", "unchanged", _nothing, revalidates=True, **SAME),
    Fate("tokens", "unchanged", _tokens, or_else=("cosmetic",), **SAME),
    Fate("restyled", "unchanged", _restyled, or_else=("cosmetic",), **SAME),
    Fate("another-day", "cosmetic", _another_day, **SAME),
    Fate("another-day-quoted", "cosmetic", _another_day, quotes=2, **SAME),
    Fate("redesigned", "cosmetic", _redesigned, generated=True, **SAME),
    Fate("redesigned-quoted", "cosmetic", _redesigned, generated=True, quotes=1, **SAME),
    Fate("a-third-rewritten", "drifted", _drifted(0.33), **SAME),
    Fate("half-rewritten", "drifted", _drifted(0.5), quotes=1, **SAME),
    Fate("a-paragraph-gone", "drifted", _shortened, **SAME),
    Fate("reworded", "passage-missing", _reworded, "reworded", "there", or_else=_EDITED, quotes=1),
    Fate("reworded-of-two", "passage-missing", _reworded, "reworded", "there", or_else=_EDITED, quotes=2),
    Fate("sentence-gone", "passage-missing", _sentence_gone, "gone", "there", quotes=1),
    Fate("sentence-gone-one-of-two", "passage-missing", _sentence_gone, "gone", "there", quotes=2),
    Fate("quoted-paragraph-gone", "passage-missing", _paragraph_gone, "gone", "there", quotes=1),
    Fate("moved", "moved", _moved, **SAME),
    Fate("moved-to-another-host", "moved", _moved_host, **SAME),
    Fate("moved-by-refresh", "moved", _meta_refresh, **SAME),
    Fate("to-www", "unchanged", _to_www, or_else=("cosmetic",), **SAME),
    Fate("to-https", "unchanged", _to_https, or_else=("cosmetic",), **SAME),
    Fate("slash", "unchanged", _slash, or_else=("cosmetic",), **SAME),
    Fate("home", "redirected-home", _home),
    Fate("section", "redirected-home", _section),
    Fate("home-of-another", "redirected-home", _home_of_another),
    Fate("not-found", "gone", _not_found),
    Fate("gone", "gone", _gone),
    Fate("bare-not-found", "gone", _bare_not_found),
    Fate("soft", "soft-404", _soft),
    Fate("soft-with-teasers", "soft-404", _soft_with_teasers),
    Fate("soft-elsewhere", "soft-404", _soft_elsewhere),
    Fate("soft-search", "soft-404", _soft_search),
    *(Fate(f"parked-{number}", "parked", _parked(number)) for number in range(len(loss.PARKED))),
    Fate("parked-lander", "parked", _parked_lander),
    *(Fate(f"hijacked-{number}", "hijacked", _hijacked(number)) for number in range(len(loss.HIJACKED))),
    Fate("hijacked-elsewhere", "hijacked", _hijacked_elsewhere),
    Fate("name-gone", "dns-gone", _reached("nowhere")),
    Fate("refused", "unreachable", _reached("refused")),
    Fate("silent", "unreachable", _reached("silent")),
    Fate("server-error", "server-error", _refusing(500, "Internal Server Error")),
    Fate("unavailable", "server-error", _refusing(503, "Service Temporarily Unavailable")),
    Fate("bad-gateway", "server-error", _refusing(502, "Bad Gateway")),
    Fate("too-many", "rate-limited", _refusing(429, "Too Many Requests", (b"retry-after", b"600"))),
    Fate("forbidden", "blocked", _refusing(403, "Forbidden")),
    Fate("challenge", "challenge", _challenge),
    Fate("human", "challenge", _human),
    Fate("challenge-for-programs", "unchanged", _passable, or_else=("cosmetic",), **SAME),
    Fate("browsers-only", "unchanged", _browsers_only, or_else=("cosmetic",), **SAME),
    Fate("login-elsewhere", "login-wall", _login_elsewhere),
    Fate("login-here", "login-wall", _login_here),
    Fate("login-401", "login-wall", _login_401, or_else=("blocked",)),
    Fate("consent", "consent-wall", _consent),
    Fate("legal", "legal", _legal),
    Fate("paywall", "login-wall", _paywall, or_else=_SHUT, generated=True),
    Fate("wrong-name", "tls-failure", _reached("wrong-name"), scheme="https"),
    Fate("untrusted", "tls-failure", _reached("untrusted"), scheme="https"),
    Fate("unchanged-secure", "unchanged", _nothing, scheme="https", **SAME),
    Fate("flapping", "unchanged", _flapping, or_else=("cosmetic",), **SAME),
    Fate("scripted", "unchanged", _nothing, or_else=("cosmetic",), kind="script", **SAME),
    Fate("paper", "unchanged", _nothing, kind="pdf", **SAME),
    Fate("paper-rewritten", "drifted", _drifted(0.5), kind="pdf", quotes=1, **SAME),
    Fate("paper-without-passage", "passage-missing", _sentence_gone, "gone", "there", kind="pdf", quotes=1),
    Fate("paper-to-home", "redirected-home", _became_html, or_else=("soft-404",), kind="pdf"),
    Fate("paper-became-home", "soft-404", _pdf_missing, or_else=_NO_FILE, kind="pdf"),
    Fate("picture-dead", "unchanged", _picture_dead, or_else=("cosmetic", "drifted"), **SAME),
)  # fmt: skip
"""Every fate once."""


def fates(count: int, source: random.Random) -> list[Fate]:
    """Every fate as often as it takes; those of the answering page more often, as in life."""
    listed = [*FATES]
    while len(listed) < count:
        listed.append(source.choice(FATES))
    return listed[:count] if count < len(FATES) else listed
