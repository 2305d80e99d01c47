"""Walls against programs: challenges, captchas, blocks.  They say nothing about the page behind them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from snapshotter.verdicts.marks import challenges as marks
from snapshotter.verdicts.page import Page
from snapshotter.verdicts.signs import Check, Marks, Rule, Sign
from snapshotter.verdicts.wording import plain
from snapshotter.verdicts.words import challenges as words

_FIELDS: tuple[tuple[str, str, str], ...] = (
    ("cf-mitigated", "challenge", "Cloudflare"),
    ("x-vercel-mitigated", "challenge", "Vercel"),
    ("x-amzn-waf-action", "challenge", "AWS WAF"),
    ("x-amzn-waf-action", "captcha", "AWS WAF"),
    ("x-datadome", "protected", "DataDome"),
    ("x-dd-b", "", "DataDome"),
    ("x-px-blocked", "1", "HUMAN"),
    ("x-sucuri-block", "", "Sucuri"),
    ("x-kpsdk-ct", "", "Kasada"),
    ("x-akamai-edgescape-block", "", "Akamai"),
    ("x-bunny-shield", "challenge", "Bunny"),
)
"""Field, what its value holds, and whose it is."""
_ALSO_ON_PAGES = ("x-kpsdk-ct", "x-datadome", "x-dd-b")
"""Fields that let through pages carry as well: they count on refusals alone."""


def _fields(page: Page) -> Sign | None:
    for name, value, who in _FIELDS:
        sent = page.field(name)
        if not sent or value not in sent:
            continue
        if name in _ALSO_ON_PAGES and (page.is_answered or page.status in (404, 410)):
            continue
        return Sign(
            "challenge",
            0.99,
            f"{who} says that this is its challenge",
            {"field": f"{name}: {sent[:100]}", "status": page.status},
        )
    return None


_WIDGETS = re.compile(
    r"challenges\.cloudflare\.com/turnstile|class=[\"'][^\"'<>]{0,80}(?:cf-turnstile|g-recaptcha|h-captcha|frc-captcha|geetest)|"
    r"google\.com/recaptcha/|hcaptcha\.com/1/|js\.hcaptcha\.com|arkoselabs\.com|funcaptcha|geetest\.com|gt\.js|"
    r"recaptcha\.net/recaptcha|smartcaptcha\.yandexcloud|mtcaptcha|friendlycaptcha|/captcha[/.?\"'\w]|altcha"
)
_SUBJECT = frozenset(
    (
        "captcha",
        "robot",
        "robots",
        "bot",
        "bots",
        "challenge",
        "verification",
        "security",
        "denied",
        "forbidden",
        "blocked",
        "403",
        "human",
    )
)
_MOST_WORDS = 120


def _wall_address(page: Page) -> Sign | None:
    final = page.final
    steps = [step.lower() for step in final.steps]
    named = next((step for step in steps if step in _WALL_STEPS), None)
    if (
        named
        and not set(re.split(r"\W+", page.asked.path.lower())) & _WALL_STEPS
        and page.is_moved
        and page.is_thin(_MOST_WORDS)
    ):
        return Sign(
            "challenge",
            0.95,
            "the visitor was led to a page that tells people from programs",
            {"final_url": final.url[:500]},
        )
    return None


_WALL_STEPS = frozenset(
    (
        "captcha",
        "showcaptcha",
        "recaptcha",
        "sorry",
        "challenge",
        "robotcheck",
        "robot-check",
        "botcheck",
        "bot-check",
        "verifyhuman",
        "human-verification",
        "validatecaptcha",
        "blocked",
        "block",
        "splashui",
        "unusual-traffic",
        "antibot",
        "distil_r_captcha.html",
        "captcha.html",
        "captcha.php",
        "antispider",
        "unhuman",
        "tosv.html",
        "are-you-a-robot",
        "are-you-human",
    )
)


def _title(page: Page) -> Sign | None:
    """A title or heading of a wall, and a text that speaks of nothing else."""
    found = page.says(words.TITLES)
    if found and page.is_answered and page.is_named(found):
        return None
    if (
        not found
        or not page.is_thin(40 if page.asked.words & _SUBJECT else _MOST_WORDS)
        or page.main_words > 220
    ):
        return None
    sentence = words.SENTENCES.in_first(page.main_blocks)
    widget = _WIDGETS.search(page.markup)
    if page.is_answered and not sentence and not widget and page.words > 40:
        return None
    twice = (
        words.TITLES.in_title(page.title) is not None
        and words.TITLES.in_headings(page.headings[:2]) is not None
    )
    if page.is_answered and page.words > 12 and not (sentence or widget or twice) and _is_common(found):
        return None
    seen = {"title": page.title[:200], "phrase": found, "words": page.words}
    if sentence:
        seen["sentence"] = sentence
    if widget:
        seen["captcha"] = widget[0]
    return Sign("challenge", 0.93, "the title is that of a wall, and the text speaks of nothing else", seen)


def _is_common(phrase: str) -> bool:
    """Whether pages of other kinds have this title as well."""
    return phrase in (
        "please wait",
        "veuillez patienter",
        "ой",
        "forbidden",
        "验证",
        "un moment",
        "okamžik",
        "подождите",
    )


def _sentence(page: Page) -> Sign | None:
    """Next to nothing but an order to prove oneself."""
    if page.words > 150 or not page.is_thin(30 if page.asked.words & _SUBJECT else 80):
        return None
    found = words.STRONG.in_first(page.main_blocks)
    if not found:
        return None
    widget = _WIDGETS.search(page.markup)
    if page.document.text_fields > 2:
        return None
    if page.is_answered and not widget and page.words > 90:
        return None
    if page.is_answered and page.links > 25:
        return None
    seen = {"sentence": found, "words": page.words, **({"captcha": widget[0]} if widget else {})}
    return Sign(
        "challenge",
        0.9 if widget or not page.is_answered else 0.8,
        "a short text that asks for proof of being human",
        seen,
    )


def _captcha_only(page: Page) -> Sign | None:
    """A captcha and nothing to read."""
    if page.words > 45 or page.links > 6 or page.password_fields:
        return None
    widget = _WIDGETS.search(page.markup)
    if widget is None:
        return None
    if page.document.text_fields > 2 or page.images > 4 or page.is_article:
        return None
    if "captcha" in page.asked.words or page.asked.words & {"contact", "kontakt", "contacto", "form"}:
        return None
    return Sign(
        "challenge", 0.85, "a captcha, and nothing to read", {"captcha": widget[0], "words": page.words}
    )


def _blank_refusal(page: Page) -> Sign | None:
    """A script that sets a cookie and loads the page again."""
    scripts = page.document.scripts.lower()
    if page.words > 12 or not page.is_answered or not scripts or page.is_rendered or len(scripts) > 8000:
        return None
    sets_cookie = "document.cookie" in scripts
    again = "location.reload" in scripts or "window.location.href=window.location" in scripts.replace(" ", "")
    if sets_cookie and again and len(page.document.script_sources) <= 1:
        return Sign(
            "challenge",
            0.8,
            "a script that sets a cookie and asks again, and nothing to read",
            {"words": page.words},
        )
    return None


FIELDS: Sequence[Rule] = (
    Check("challenge.field", "header fields that say so, such as cf-mitigated", _fields),
)
MARKS: Sequence[Rule] = (
    Marks(
        "challenge.mark",
        "pieces of markup, titles and sentences that only one vendor's wall has",
        "challenge",
        marks.MARKS,
        0.97,
        "the wall",
    ),
    Check("challenge.address", "final address", _wall_address),
)
CAPTCHA: Sequence[Rule] = (
    Check("challenge.captcha-only", "captcha widgets, length of the text", _captcha_only),
)
WORDS: Sequence[Rule] = (
    Check("challenge.title", "title, first headings, length of the text", _title),
    *CAPTCHA,
    Check("challenge.sentence", "short whole texts", _sentence),
    Check("challenge.cookie-script", "scripts of a page without text", _blank_refusal),
)


def is_about_us(page: Page) -> bool:
    """Whether a refusal speaks of programs, firewalls or permission at all."""
    return words.SENTENCES.within(plain(page.text[:2000])) is not None
