"""Domains without a site: for sale, parked, new, and servers that nobody has set up.

A default page of a web server or of a hosting panel belongs here as well: the domain leads to a
machine, and no site is on it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from snapshotter.verdicts.addresses import site
from snapshotter.verdicts.marks import parked as marks
from snapshotter.verdicts.page import Page
from snapshotter.verdicts.signs import Check, Marks, Rule, Sign
from snapshotter.verdicts.wording import plain
from snapshotter.verdicts.words import parked as words

_HOSTS = frozenset(
    (
        "sedo.com",
        "sedoparking.com",
        "bodis.com",
        "parkingcrew.net",
        "parkingcrew.com",
        "hugedomains.com",
        "dan.com",
        "afternic.com",
        "undeveloped.com",
        "above.com",
        "uniregistry.com",
        "namebright.com",
        "domainmarket.com",
        "buydomains.com",
        "brandbucket.com",
        "squadhelp.com",
        "atom.com",
        "perfectdomain.com",
        "efty.com",
        "domainnamesales.com",
        "epik.com",
        "fabulous.com",
        "trafficz.com",
        "domainsponsor.com",
        "voodoo.com",
        "skenzo.com",
        "parklogic.com",
        "domainhasexpired.com",
        "expireddomains.com",
        "sav.com",
        "searchhounds.com",
        "domain.io",
        "dynadot.com",
        "spaceship.com",
        "giantpanda.com",
        "ww1.com",
        "parked.com",
        "namecheap.com",
        "porkbun.com",
        "snapnames.com",
        "dropcatch.com",
        "sedo.de",
        "nicsell.com",
        "domeneshop.no",
        "reg.ru",
        "parking.reg.ru",
        "smartname.com",
        "rook.com",
        "cashparking.com",
        "domainactive.com",
        "4.cn",
        "ename.com",
    )
)
"""Hosts of the domain trade; a page that leads there from elsewhere is parked."""

_SALE = re.compile(
    r"(?:the )?(?:premium )?(?:domain )?(?:name )?(.{3,80}?) (?:may be |ist |est |está |è |is )?"
    r"(?:(?:domain |domain name |available )?for sale|available for purchase|steht zum verkauf|zu verkaufen|"
    r"à vendre|en venta|à venda|in vendita|te koop|na sprzedaż|na prodej|продается|продаётся|parked|"
    r"has expired|expired|available|coming soon|a premium domain)\b"
)
_SUBJECT = frozenset(("domain", "domains", "parked", "parking", "sale", "domeny", "domaine"))


def _address(page: Page) -> Sign | None:
    """Led to the domain trade, or to a parking page's own path."""
    final, asked = page.final, page.asked
    host = ".".join(final.host.split(".")[-2:])
    if host in _HOSTS and not asked.same_site(final) and page.is_moved:
        return Sign(
            "parked", 0.96, "the domain leads to one who trades with domains", {"final_url": final.url[:500]}
        )
    lander = final.path.lower().rstrip("/") in (
        "/lander",
        "/domain_profile.cfm",
        "/sedoparking",
        "/cgi-sys/defaultwebpage.cgi",
    )
    if lander and page.is_thin(80):
        return Sign("parked", 0.95, "the address is that of a parking page", {"final_url": final.url[:500]})
    return None


def _title(page: Page) -> Sign | None:
    if not page.is_thin(40 if page.asked.words & _SUBJECT else 150):
        return None
    found = page.says(words.TITLES) or _sale(page)
    if not found or page.is_named(found) or page.is_article:
        return None
    sentence = words.SENTENCES.in_first(page.main_blocks[:20])
    if found in words.WEAK and not _is_bare(page) and not (sentence and page.words < 150):
        return None
    if page.words > 500 and not sentence:
        return None
    seen = {
        "phrase": found,
        "title": page.title[:200],
        "words": page.words,
        **({"sentence": sentence} if sentence else {}),
    }
    return Sign("parked", 0.92, "the title is that of a domain without a site", seen)


def _sale(page: Page) -> str | None:
    """``example.com is for sale``: the domain's own name before the words, and nothing else."""
    names = {plain(name) for name in (page.final.host, f"www.{page.final.host}", site(page.final.host))}
    for said in (page.title, *page.headings[:2]):
        spoken = plain(said)[:200]
        found = _SALE.match(spoken)
        if found is not None and found[1] in names:
            return spoken[:100]
        if spoken.startswith(("future home of", "hier entsteht")) and page.words < 160:
            return spoken[:100]
    return None


def _is_bare(page: Page) -> bool:
    return page.words <= 40 and page.links <= 8 and page.images <= 6


def _sentence(page: Page) -> Sign | None:
    host = page.final.host
    titled = bool(host) and plain(page.title) in (plain(host), plain(site(host)))
    if (
        page.words > (400 if titled else 160)
        or not page.is_thin(110)
        or page.is_article
        or not page.is_answered
    ):
        return None
    found = words.SENTENCES.in_first(page.main_blocks[:25])
    names_itself = bool(host) and plain(host) in plain(page.text[:3000])
    if not found or (found in words.PARKED_WEAK_TEXT and not names_itself):
        return None
    if page.asked.words & _SUBJECT and page.prose_words > 40:
        return None
    return Sign(
        "parked", 0.85, "a short text of a domain without a site", {"sentence": found, "words": page.words}
    )


_PARKING = re.compile(
    r"sedoparking|domainpark|/park(?:ing)?(?:/|\.|$)|bodis\.com|parkingcrew|searchmagnified|placeholder|domain-?for-?sale|\?epl=|domainname=|parkingpage|hugedomains|afternic",
    re.IGNORECASE,
)


def _frame(page: Page) -> Sign | None:
    """One frame, that of a parking service, and nothing around it."""
    if page.words > 15 or page.links > 3 or not page.frames or len(page.frames) > 3:
        return None
    found = next((source for source in page.frames if _PARKING.search(source)), None)
    if found is None:
        return None
    return Sign(
        "parked",
        0.9,
        "nothing but the frame of a parking service",
        {"frame": found[:300], "words": page.words},
    )


ADDRESS: Sequence[Rule] = (Check("parked.address", "final address", _address),)
MARKS: Sequence[Rule] = (
    Marks(
        "parked.mark",
        "markup, titles and sentences of registrars, parking services and default pages",
        "parked",
        marks.MARKS,
        0.95,
        "the page for a domain without a site",
    ),
)
WORDS: Sequence[Rule] = (
    Check("parked.frame", "addresses of frames, length of the text", _frame),
    Check("parked.title", "title, first headings, length of the text", _title),
    Check("parked.sentence", "short whole texts", _sentence),
)
