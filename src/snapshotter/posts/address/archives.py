"""The web archives, and how each writes the original and the date into the address of a copy.

From the services' own documentation and the addresses that they give out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from snapshotter.patterns import Pattern
from snapshotter.urls import Url


class Named(NamedTuple):
    """An original and a date as an archive wrote them."""

    original: str
    date: str | None


_SHELVES_TEXT = """
    web.archive.org web-beta.archive.org wayback.archive.org liveweb.archive.org classic-web.archive.org
    replay.web.archive.org replay.waybackmachine.org web-static.archive.org archive.org
    archive.today archive.ph archive.is archive.li archive.vn archive.fo archive.md
    archivecaslytosk.onion
    wayback.archive-it.org perma-archives.org rejouer.perma.cc
    timetravel.mementoweb.org mementoarchive.lanl.gov mementoproxy.lanl.gov mementoproxy.cs.odu.edu
    arquivo.pt web.arquivo.pt m.arquivo.pt
    webarchive.loc.gov memento.loc.gov webharvest.gov webarchive.library.unt.edu swap.stanford.edu
    sul-swap-prod.stanford.edu
    webarchive.org.uk beta.webarchive.org.uk webarchive.bl.uk webarchive.nationalarchives.gov.uk
    webarchive.parliament.uk webarchive.proni.gov.uk webarchive.nrscotland.gov.uk
    vefsafn.is wayback.vefsafn.is haw.nsk.hr padi.cat padicat.cat wayback.padicat.cat
    veebiarhiiv.digar.ee webarchiv.onb.ac.at wayback.webarchiv.cz webarchivum.oszk.hu
    wayback.webarchive.lu nukrobi2.nuk.uni-lj.si wayback-01.kb.dk
    webarchive.nla.gov.au content.webarchive.nla.gov.au pandora.nla.gov.au web.archive.org.au trove.nla.gov.au
    webarchive.bac-lac.gc.ca webarchiveweb.bac-lac.canada.ca webarchiveweb.wayback.bac-lac.canada.ca
    collectionscanada.gc.ca waext.banq.qc.ca ndhadeliver.natlib.govt.nz eresources.nlb.gov.sg
    collection.europarchive.org collections.europarchive.org europarchive.org
    collections.internetmemory.org internetmemory.org archiefweb.eu webarchief.nl
    conifer.rhizome.org webrecorder.io ghostarchive.org archive.wikiwix.com megalodon.jp
"""
SHELVES = frozenset(_SHELVES_TEXT.split())
"""They write ``/<shelves>/<date>/<original>``; listed without ``www.``."""
REFUSED = frozenset(("save", "submit", "cdx", "search", "details", "download", "stream", "embed", "services"))
"""Shelves that hold no copies: forms, programs' interfaces, other collections."""

_GOOGLE = Pattern(r"(?:www\.)?google\.[a-z]{2,3}(?:\.[a-z]{2})?")
_GOOGLE_CACHE = Pattern(r"cache:(?:[\w-]{12}:)?(?P<original>[^\s+]+)")
_VIDEO = Pattern(r"/varchive/(?:youtube/(?P<date>\d{8})/)?(?P<video>[\w-]{11})/?")
_WEBCITE_ID = Pattern(r"/(?P<id>[0-9A-Za-z]{9})/?")
_WEBCITE_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_NOT_DIGITS = Pattern(r"\D+")


def archive_named(host: str) -> str:
    """The name under which an archive's host is listed here."""
    return "google" if _GOOGLE.fullmatch(host) else host.removeprefix("www.")


def _params(url: Url) -> dict[str, str]:
    split = urlsplit(url)
    pairs = parse_qs(f"{split.query}&{split.fragment}", max_num_fields=200)
    return {name: values[0] for name, values in pairs.items()}


def _in_query(url: Url) -> Named | None:
    """``?url=<original>``, perhaps with ``&date=`` or ``&ts=``."""
    try:
        params = _params(url)
    except ValueError:
        return None
    date = _NOT_DIGITS.sub("", params.get("date") or params.get("ts") or "")
    return Named(params["url"], date[:14] or None) if "url" in params else None


def _webcite(url: Url) -> Named | None:
    """``/query?url=..&date=..``, or ``/<id>?url=..`` whose id counts microseconds in base 62."""
    named = _in_query(url)
    found = _WEBCITE_ID.fullmatch(urlsplit(url).path)
    if named is None or found is None or named.date:
        return named
    microseconds = 0
    for digit in found["id"]:
        microseconds = microseconds * 62 + _WEBCITE_DIGITS.index(digit)
    moment = datetime.fromtimestamp(microseconds / 1_000_000, UTC)
    return Named(named.original, f"{moment:%Y%m%d%H%M%S}")


def _google_cache(url: Url) -> Named | None:
    """``/search?q=cache:<id>:<original>+<words searched for>``."""
    try:
        found = _GOOGLE_CACHE.match(_params(url).get("q", ""))
    except ValueError:
        return None
    return Named(found["original"], None) if found else None


def _ghostarchive(url: Url) -> Named | None:
    """``/varchive/youtube/<date>/<video>`` and ``/varchive/<video>``."""
    found = _VIDEO.fullmatch(urlsplit(url).path)
    return Named(f"https://www.youtube.com/watch?v={found['video']}", found["date"]) if found else None


BY_QUERY: Mapping[str, Callable[[Url], Named | None]] = {
    "webcitation.org": _webcite,
    "archive.wikiwix.com": _in_query,
    "wikiwix.com": _in_query,
    "freezepage.com": _in_query,
    "replayweb.page": _in_query,
    "hghltd.yandex.net": _in_query,
    "yandexwebcache.net": _in_query,
    "webcache.googleusercontent.com": _google_cache,
    "google": _google_cache,
    "ghostarchive.org": _ghostarchive,
}
"""The archives that name the original elsewhere than at the end of the path."""
