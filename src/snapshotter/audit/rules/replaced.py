"""Another thing is there than the page, or nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from snapshotter.audit.comparison.comparing import Comparison
from snapshotter.audit.question import LEAST_WORDS, LITTLE, View
from snapshotter.audit.rules.asking import is_blank_now, why
from snapshotter.audit.rules.names import dns, names
from snapshotter.audit.rules.signs import SHOWN_CHARS, Rule, Sign, kept, rounded, told
from snapshotter.verdicts.addresses import Address
from snapshotter.verdicts.wording import plain
from snapshotter.verdicts.words import not_found

_UNRELATED_TOPIC = 0.14
_OTHER_TOPIC = 0.26
"""Likeness of topics below which a page is about something else; the same under another site's menus."""
_UNRELATED_TITLE = 0.55
_SAME_SITE = 0.5
_OTHER_SITE = 0.25
_COLLAPSED = 0.3


def _gone(view: View) -> Sign | None:
    page = view.page
    if page is None or view.page_class != "gone" or view.has_content:
        return None
    confidence = 0.98 if view.status in (404, 410) else page.confidence
    return Sign(
        "gone",
        confidence,
        "the origin says that there is no such page",
        {"status": view.status, **told(view)},
    )


def _dns_gone(view: View) -> Sign | None:
    if view.is_answered or dns(view) != "gone":
        return None
    return Sign("dns-gone", 0.95, "the host's name does not exist any more", {**why(view), **names(view)})


def _parked(view: View) -> Sign | None:
    if view.page is None or view.page_class != "parked" or view.has_content:
        return None
    return Sign("parked", view.page.confidence, "the domain has no site of its own any more", told(view))


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
            "final_url": view.final.url[:SHOWN_CHARS],
            "shared_target": view.question.shared_target,
            **kept(view),
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
    return Sign("soft-404", page.confidence, "it says 200, and that there is no such page", told(view))


def _collapsed(view: View) -> Sign | None:
    """Next to nothing is left of the text, and what is there says that something is not there."""
    found = view.comparison
    if found is None or not view.has_lost_content or not view.is_told or not 200 <= view.status < 300:
        return None
    if is_blank_now(view):
        return Sign("soft-404", 0.6, "nothing is left of the page", kept(view))
    if found.words_now > max(_COLLAPSED * found.words_then, 60) or found.words_now > 250:
        return None
    return _left_over(view, found)


def _left_over(view: View, found: Comparison) -> Sign | None:
    """What a page of few words is that has little of what stood there."""
    if view.is_elsewhere and _is_search(view.final):
        return Sign("soft-404", 0.85, "its address leads to a search that has nothing of it", kept(view))
    if _is_all_gone(found):
        return Sign("soft-404", 0.7, "not a word of it is left, and next to nothing stands there", kept(view))
    said = _says_missing(view)
    if said is None:
        return None
    words = "its text is gone, and the page says that something is not there"
    return Sign("soft-404", 0.85, words, {"said": said, **kept(view)})


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
    return Sign("soft-404", 0.85, "another kind of thing came than the cited file", {**seen, **told(view)})


def _hijacked(view: View) -> Sign | None:
    """Something else altogether, by other people."""
    found = view.comparison
    if found is None or not view.is_told or not view.has_lost_content or not _may_be_anothers(view):
        return None
    sells, speaks = bool(found.sold), found.language_changed
    if found.words_now < LEAST_WORDS // 2 or not (sells or speaks or _is_others(view, found)):
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
        "topic": rounded(found.topic),
        "title": rounded(found.title),
        "site": rounded(found.site),
        **kept(view),
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


def _is_others(view: View, found: Comparison) -> bool:
    """Whether a page is about something else, and the same page at every address nobody's of before."""
    return _is_unrelated(found) and (view.page_class == "good" or _is_other_site(view, found))


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
    says_little = found.words_now < LEAST_WORDS
    return (view.asked.is_root or says_little) and (found.site or 0) >= _OTHER_SITE


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
