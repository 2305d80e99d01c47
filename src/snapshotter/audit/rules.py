"""The rules of an audit's verdict: each looks at one thing and says what it has seen, or nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from snapshotter.audit.comparison.comparing import Comparison
from snapshotter.audit.question import KEPT, LEAST_WORDS, LITTLE, View
from snapshotter.model.audit import AuditClass
from snapshotter.model.verdict import PageClass, Verdict
from snapshotter.verdicts.addresses import Address
from snapshotter.verdicts.wording import plain
from snapshotter.verdicts.words import not_found

DRIFTED = 0.95
"""Part of a matter below which its words have changed, and not only what stands around them."""
_KEY_WORDS = 25
"""So many words in paragraphs that are gone are a change, however long the page is."""
_KEY_PART = 0.004
_UNRELATED_TOPIC = 0.14
_OTHER_TOPIC = 0.26
"""Likeness of topics below which a page is about something else; the same under another site's menus."""
_UNRELATED_TITLE = 0.55
_SAME_SITE = 0.5
_OTHER_SITE = 0.25
_COLLAPSED = 0.3
_GROWN, _GROWN_WORDS = 2.5, 300
_SHOWN_CHARS = 500


@dataclass(frozen=True, slots=True)
class Sign:
    """What a rule has seen."""

    audit_class: AuditClass
    confidence: float
    says: str
    """A sentence for people."""
    seen: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rule:
    """A small test.  Pure."""

    name: str
    """Stable: ``family.what``."""
    looks_at: str
    """For people."""
    test: Callable[[View], Sign | None]


# could not be asked


_NOT_OURS_TO_ASK = frozenset(
    (
        "capture.private-address",
        "capture.blocked",
        "capture.block-list",
        "capture.browser-crashed",
        "capture.failed",
    )
)
_UNREACHABLE = (
    "capture.connect",
    "capture.timeout",
    "capture.no-answer",
    "capture.truncated",
    "tls.undecryptable",
)


def _refused_by_us(view: View) -> Sign | None:
    if view.is_answered and view.code != "capture.browser-crashed":
        return None
    if view.code in _NOT_OURS_TO_ASK or (view.code == "capture.browser-crashed" and not view.status):
        return Sign(
            "unverifiable", 0.9, "the page was not asked for, or not by a working browser", _why(view)
        )
    return None


def _tls(view: View) -> Sign | None:
    if view.is_answered or not (
        view.code.startswith(("capture.tls", "tls.")) and view.code != "tls.undecryptable"
    ):
        return None
    return Sign(
        "tls-failure", 0.95, "the certificate or the encryption of the origin is not in order", _why(view)
    )


def _unreachable(view: View) -> Sign | None:
    if view.is_answered or view.code in _NOT_OURS_TO_ASK:
        return None
    if _dns(view) == "temporary":
        return Sign("unreachable", 0.8, "the host's name could not be looked up just now", _why(view))
    if view.code.startswith(_UNREACHABLE):
        return Sign("unreachable", 0.9, "the origin was not reached, or did not answer", _why(view))
    if 300 <= view.status < 400:
        return Sign("unreachable", 0.7, "its redirects lead to no page", _why(view))
    if _dns(view) is None and not view.code.startswith(("capture.tls", "tls.")):
        return Sign("unreachable", 0.7, "nothing answered", _why(view))
    return None


def _why(view: View) -> dict[str, Any]:
    found = {"reason": view.code, "message": view.says[:_SHOWN_CHARS]}
    return {name: value for name, value in found.items() if value}


_WALLS: dict[PageClass, tuple[AuditClass, str]] = {
    "legal": ("legal", "it is withheld for legal reasons"),
    "challenge": ("challenge", "the origin wants to know whether a person asks"),
    "consent-wall": ("consent-wall", "a demand for consent stands before it"),
    "login-wall": ("login-wall", "only who is known gets to see it"),
    "server-error": ("server-error", "the origin failed"),
    "rate-limited": ("rate-limited", "the origin was asked too often"),
}


def _wall(view: View) -> Sign | None:
    page = view.page
    if page is None or view.page_class not in _WALLS or (view.has_content and view.status < 400):
        return None
    if page.page_class == "challenge" and _is_bare_refusal(view, page):
        return Sign("blocked", 0.85, "the origin refuses us", {"status": view.status, **_page(view)})
    named, says = _WALLS[page.page_class]
    return Sign(named, page.confidence, says, _page(view))


_REFUSALS = frozenset(
    "forbidden|403|403 forbidden|error 403|http 403 forbidden|error 403 forbidden|access denied|access forbidden|"
    "403 access denied|403 access forbidden|403 forbidden access denied|forbidden access is denied|"
    "403 forbidden access is denied|access is denied|request denied|not allowed".split("|")
)


def _is_bare_refusal(view: View, page: Verdict) -> bool:
    """Whether the origin refuses and asks for nothing that a person could give."""
    if page.rule == "status.refused":
        return True
    said = plain(str(page.evidence.get("title") or view.answer.title or ""))
    return page.rule == "challenge.title" and view.status in (401, 403) and said in _REFUSALS


_UNSEEN: frozenset[PageClass] = frozenset(
    ("empty", "script-shell", "interstitial", "garbled", "redirect-stub")
)


def _unseen(view: View) -> Sign | None:
    """What came shows no page; only a browser may tell more."""
    if view.page_class not in _UNSEEN or view.has_content or view.status == 304 or _is_blank_now(view):
        return None
    return Sign("unverifiable", 0.7, "what came shows no page that could be compared", _page(view))


def _is_blank_now(view: View) -> bool:
    """A browser showed nothing where the snapshot has a page."""
    found = view.comparison
    blank = view.page_class in ("empty", "garbled") and view.in_browser and view.status < 400
    return blank and found is not None and found.words_then >= LEAST_WORDS and view.has_lost_content


def _unlike(view: View) -> Sign | None:
    """A browser's snapshot and bare bytes: what is missing may only need scripts."""
    found = view.comparison
    if found is None or view.page_class != "good" or found.alike or not view.question.check.tries:
        return None
    if found.sentences is not None and found.sentences < DRIFTED and found.identical is False:
        if found.sentences >= KEPT:
            return None
        return Sign(
            "unverifiable",
            0.5,
            "the page was only read without its scripts, which the snapshot was not",
            {"similarity": found.similarity},
        )
    return None


# another thing is there


def _gone(view: View) -> Sign | None:
    page = view.page
    if page is None or view.page_class != "gone" or view.has_content:
        return None
    confidence = 0.98 if view.status in (404, 410) else page.confidence
    return Sign(
        "gone",
        confidence,
        "the origin says that there is no such page",
        {"status": view.status, **_page(view)},
    )


def _dns_gone(view: View) -> Sign | None:
    if view.is_answered or _dns(view) != "gone":
        return None
    return Sign("dns-gone", 0.95, "the host's name does not exist any more", {**_why(view), **_names(view)})


def _dns(view: View) -> str | None:
    """``gone`` or ``temporary`` where a name could not be looked up."""
    if not view.code.startswith(("capture.dns", "dns.")):
        return None
    errors = [name.error for name in view.question.check.names if name.error and not name.addresses]
    said = [*errors, view.code] if view.code.startswith("dns.") else errors
    if any(error == "dns.not-found" for error in said):
        return "gone"
    return "temporary" if said else "gone"


def _names(view: View) -> dict[str, Any]:
    failed = [name.host for name in view.question.check.names if name.error and not name.addresses]
    return {"hosts": failed[:5]} if failed else {}


def _parked(view: View) -> Sign | None:
    if view.page is None or view.page_class != "parked" or view.has_content:
        return None
    return Sign("parked", view.page.confidence, "the domain has no site of its own any more", _page(view))


_LED_HOME = frozenset(("soft-404.home", "soft-404.section"))
_PROBED = "soft-404.probe"
_ALL_THE_SAME = _LED_HOME | {_PROBED}
"""What these rules see, a home page, a new owner's site and a page for what is not there have in common."""


def _led_home(view: View) -> Sign | None:
    """A deep address that now leads to a home page or a section, and not to its content."""
    if not view.is_elsewhere or not 200 <= view.status < 300 or view.has_content or view.asked.is_root:
        return None
    if not _is_above(view):
        return None
    by_rule = view.page is not None and view.page.rule in _LED_HOME
    if view.comparison is not None and not view.has_lost_content and not by_rule:
        return None
    if view.comparison is None and not by_rule and not view.question.shared_target:
        return None
    sure = view.final.is_root or view.question.shared_target
    return Sign(
        "redirected-home",
        0.95 if sure and view.comparison is not None else 0.85,
        "its address leads to a home page or a section now",
        {
            "final_url": view.final.url[:_SHOWN_CHARS],
            "shared_target": view.question.shared_target,
            **_kept(view),
        },
    )


def _is_above(view: View) -> bool:
    """Whether the final address is less deep than the asked one, or names a section where that named a
    document, or is where all addresses are led to."""
    if view.final.names_in_query and not view.question.shared_target:
        return False
    less_deep = view.final.is_root or len(view.final.steps) < len(view.asked.steps)
    less_said = view.asked.is_specific and not view.final.is_specific
    return less_deep or less_said or view.question.shared_target


def _says_soft_404(view: View) -> Sign | None:
    """By its words, its marks or its address."""
    return _soft_404(view) if view.page is not None and view.page.rule not in _ALL_THE_SAME else None


def _soft_404(view: View) -> Sign | None:
    page = view.page
    if page is None or view.page_class != "soft-404" or view.has_content:
        return None
    if page.rule in _LED_HOME and not view.is_elsewhere:
        return None
    return Sign("soft-404", page.confidence, "it says 200, and that there is no such page", _page(view))


def _collapsed(view: View) -> Sign | None:
    """Next to nothing is left of the text, and what is there says that something is not there."""
    found = view.comparison
    if found is None or not view.has_lost_content or not view.is_told or not 200 <= view.status < 300:
        return None
    if _is_blank_now(view):
        return Sign("soft-404", 0.6, "nothing is left of the page", _kept(view))
    if found.words_now > max(_COLLAPSED * found.words_then, 60) or found.words_now > 250:
        return None
    if view.is_elsewhere and _is_search(view.final):
        return Sign("soft-404", 0.85, "its address leads to a search that has nothing of it", _kept(view))
    if _is_all_gone(found):
        return Sign(
            "soft-404", 0.7, "not a word of it is left, and next to nothing stands there", _kept(view)
        )
    said = _says_missing(view)
    if said is None:
        return None
    return Sign(
        "soft-404",
        0.85,
        "its text is gone, and the page says that something is not there",
        {"said": said, **_kept(view)},
    )


_SEARCHES = frozenset(
    ("search", "suche", "recherche", "buscar", "busca", "cerca", "ricerca", "zoeken", "szukaj")
)
_ASKED = re.compile(r"(?:^|&)(?:q|s|query|search|keywords?|term)=", re.IGNORECASE)


def _is_search(address: Address) -> bool:
    named = any(step.lower() in _SEARCHES for step in address.steps)
    return named or _ASKED.search(address.query) is not None


def _is_all_gone(found: Comparison) -> bool:
    few = found.words_now <= 40 and found.words_now * 8 <= found.words_then
    return few and found.sentences is not None and found.sentences < 0.02


_NUMBERS = frozenset(("404", "410"))


def _says_missing(view: View) -> str | None:
    answer = view.answer
    titles = [answer.title or "", *(answer.shape.headings if answer.shape else ())]
    if view.comparison is not None and view.comparison.title_now:
        titles.append(view.comparison.title_now)
    lines = (answer.text or "").splitlines()[:40]
    for line in [*titles, *lines]:
        said = plain(line)
        if said and (
            not_found.TITLES.within(said) or not_found.SENTENCES.within(said) or _NUMBERS & set(said.split())
        ):
            return line[:200]
    return None


def _other_type(view: View) -> Sign | None:
    """A file became a page that has nothing of it."""
    found = view.comparison
    wrong = view.page_class == "wrong-type"
    became = found is not None and found.kind_then != "document" and found.kind_now == "document"
    if not 200 <= view.status < 300 or not (wrong or became) or view.has_content:
        return None
    if found is not None and found.sentences is not None and found.sentences >= LITTLE:
        return None
    seen = {"media_type": found.media_now, "was": found.media_then} if found is not None else {}
    return Sign("soft-404", 0.85, "another kind of thing came than the cited file", {**seen, **_page(view)})


def _hijacked(view: View) -> Sign | None:
    """Something else altogether, by other people."""
    found = view.comparison
    if found is None or not view.is_told or not view.has_lost_content or not _may_be_anothers(view):
        return None
    if found.words_now < LEAST_WORDS // 2:
        return None
    sells, speaks = bool(found.sold), found.language_changed
    if view.page_class != "good" and not (sells or speaks or _is_other_site(view, found)):
        return None
    if not (sells or speaks or _is_unrelated(found)):
        return None
    if not sells and (found.sentences or 0) >= 0.15:
        return None
    if not sells and (_is_same_site(view, found) or _is_own_search(view)):
        return None
    doubts = [
        sells,
        speaks,
        found.title is None or found.title < 0.4,
        found.site is None or found.site < _OTHER_SITE,
    ]
    seen = {
        "topic": _rounded(found.topic),
        "title": _rounded(found.title),
        "site": _rounded(found.site),
        **_kept(view),
    }
    if sells:
        seen["sells"] = dict(found.sold)
    if speaks:
        seen["language"] = f"{found.language_then} -> {found.language_now}"
    seen["title_now"] = (found.title_now or "")[:200]
    return Sign("hijacked", min(0.98, 0.7 + 0.08 * sum(doubts)), "something else altogether is there", seen)


def _may_be_anothers(view: View) -> bool:
    """A page, or the one page that is shown for every address."""
    by_rule = view.page is not None and view.page.rule in _ALL_THE_SAME
    return view.page_class == "good" or (view.page_class == "soft-404" and by_rule)


def _is_other_site(view: View, found: Comparison) -> bool:
    """Whether the same page stands at every address, and nothing of the site's own is on it.

    A home page that the same host leads to has little of an article, and may be called something else.
    """
    by_probe = view.page is not None and view.page.rule == _PROBED and not view.is_elsewhere
    return by_probe and found.words_now >= LEAST_WORDS and (found.site or 0) < _OTHER_SITE


def _is_unrelated(found: Comparison) -> bool:
    least = _OTHER_TOPIC if found.site is None or found.site < _OTHER_SITE else _UNRELATED_TOPIC
    if found.topic is not None and found.topic >= least:
        return False
    return found.title is None or found.title < _UNRELATED_TITLE


def _is_own_search(view: View) -> bool:
    """Whether the site looks for what it has no more: that page speaks of nothing, in any language."""
    return view.is_elsewhere and view.final.same_site(view.asked) and _is_search(view.final)


def _is_same_site(view: View, found: Comparison) -> bool:
    """Whether those who ran the site still do: menus and footer stay, or the headline."""
    if found.site is not None and found.site >= _SAME_SITE:
        return True
    if found.title is not None and found.title >= 0.8:
        return True
    return view.asked.is_root and (found.site or 0) >= _OTHER_SITE


# the page answers, and is not as it was


def _passage(view: View) -> Sign | None:
    found = view.comparison
    if found is None or not found.lost or not found.alike or not _is_page(view) or found.cut:
        return None
    return Sign(
        "passage-missing",
        0.95 if found.rendered or view.in_browser else 0.85,
        "what the post quotes is not there any more",
        {"lost": [quote[:_SHOWN_CHARS] for quote in found.lost[:5]], **_kept(view)},
    )


def _moved(view: View) -> Sign | None:
    if not view.is_elsewhere or not view.has_content or not _is_page(view):
        return None
    return Sign(
        "moved",
        0.95,
        "the same content stands at another address",
        {"final_url": view.final.url[:_SHOWN_CHARS], **_kept(view)},
    )


def _drifted(view: View) -> Sign | None:
    found = view.comparison
    if found is None or not _is_page(view) or found.identical:
        return None
    changes = _changes(found)
    if not changes:
        return None
    confidence = 0.9 if found.alike else 0.5
    return Sign("drifted", confidence, "its words have changed", {**changes, **_kept(view)})


def _changes(found: Comparison) -> dict[str, Any]:
    """What of the matter has changed, if anything that counts."""
    seen: dict[str, Any] = {}
    if found.sentences is not None and found.sentences < DRIFTED:
        seen["kept"] = _rounded(found.sentences)
    if found.gone_words >= max(_KEY_WORDS, _KEY_PART * found.words_then):
        seen["gone"] = [text[:200] for text in found.gone]
    if found.reworded:
        seen["reworded"] = [quote[:_SHOWN_CHARS] for quote in found.reworded[:5]]
    if found.title is not None and found.title < 0.5 and found.alike:
        seen["title"] = f"{found.title_then} -> {found.title_now}"[:_SHOWN_CHARS]
    grown = found.words_now - found.words_then
    if (
        found.words_then
        and found.words_now > _GROWN * found.words_then
        and grown > _GROWN_WORDS
        and found.alike
    ):
        seen["grown"] = grown
    if found.kind_now in ("file", "pdf") and found.sentences is None and not found.same_matter:
        seen["bytes"] = "another file is there"
    if found.sentences is None and found.words_then and not found.same_matter:
        seen["words"] = "its words are not the same"
    return seen


def _cosmetic(view: View) -> Sign | None:
    found = view.comparison
    if found is None or not _is_page(view) or found.identical or _changes(found):
        return None
    return Sign("cosmetic", 0.95, "its words stand as they did; what is around them has changed", _kept(view))


def _unchanged(view: View) -> Sign | None:
    if view.status == 304 and view.question.had_snapshot:
        return Sign("unchanged", 0.97, "the origin says that it has not changed (304)", {"status": 304})
    found = view.comparison
    if found is None or not found.identical or not _is_page(view):
        return None
    return Sign("unchanged", 0.97, "it says word for word what it said", _kept(view))


def _alive(view: View) -> Sign | None:
    if not _is_page(view) or view.comparison is not None:
        return None
    seen: dict[str, Any] = {"status": view.status}
    if view.is_elsewhere:
        seen["final_url"] = view.final.url[:_SHOWN_CHARS]
    return Sign("alive", 0.85, "it answers; there is nothing to compare it with", seen)


def _is_page(view: View) -> bool:
    """Whether the rules for pages take it for one, or what the snapshot says is there."""
    if view.status == 304:
        return False
    return view.has_content or (view.page_class == "good") or (view.page is None and 200 <= view.status < 300)


def _page(view: View) -> dict[str, Any]:
    """What the page's own verdict saw."""
    page = view.page
    if page is None:
        return {}
    seen = {name: value for name, value in page.evidence.items() if name not in ("says", "also")}
    return {"page": {"class": page.page_class, "rule": page.rule, **seen}}


def _kept(view: View) -> dict[str, Any]:
    found = view.comparison
    if found is None:
        return {}
    seen = {"similarity": found.similarity, "words_then": found.words_then, "words_now": found.words_now}
    return {name: value for name, value in seen.items() if value is not None}


def _rounded(number: float | None) -> float | None:
    return round(number, 3) if number is not None else None


UNASKED: Sequence[Rule] = (
    Rule("ask.refused-by-us", "the reason of the check", _refused_by_us),
    Rule("ask.tls", "the reason of the check", _tls),
    Rule("ask.unreachable", "the reason of the check, answers of the resolver", _unreachable),
    Rule("ask.wall", "the page's own verdict", _wall),
    Rule("ask.unseen", "the page's own verdict", _unseen),
    Rule("ask.unlike", "how snapshot and page of now were read", _unlike),
)
OTHER: Sequence[Rule] = (
    Rule("other.gone", "status, the page's own verdict", _gone),
    Rule("other.dns-gone", "the reason of the check, answers of the resolver", _dns_gone),
    Rule("other.parked", "the page's own verdict", _parked),
    Rule("other.soft-404", "the page's own words, marks or address", _says_soft_404),
    Rule("other.hijacked", "topic, language, title, menus, what is sold", _hijacked),
    Rule("other.redirected-home", "final address against the cited one, what is left", _led_home),
    Rule("other.probed", "the answer to an address beside it that cannot exist", _soft_404),
    Rule(
        "other.collapsed", "length of the text against the snapshot, words for what is not there", _collapsed
    ),
    Rule("other.type", "media types, what is left", _other_type),
)
PASSAGE: Sequence[Rule] = (Rule("passage.gone", "quotes of the post", _passage),)
MOVED: Sequence[Rule] = (Rule("content.moved", "final address against the cited one, what is left", _moved),)
CHANGED: Sequence[Rule] = (Rule("content.drifted", "what is left of the matter, quotes, title", _drifted),)
COSMETIC: Sequence[Rule] = (Rule("content.cosmetic", "what is left of the matter", _cosmetic),)
SAME: Sequence[Rule] = (
    Rule("content.unchanged", "all visible words, status 304", _unchanged),
    Rule("content.alive", "whether a page came", _alive),
)
GROUPS: Sequence[Sequence[Rule]] = (UNASKED, OTHER, PASSAGE, MOVED, CHANGED, COSMETIC, SAME)
"""In order of precedence (``Verdicts`` in the contract): the first group in which something is seen wins."""
