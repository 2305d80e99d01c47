"""The words: every language held against every other one, in the browser that will judge by them."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, async_playwright

from snapshotter.capture.behaviours import banner_words
from snapshotter.capture.behaviours.banner_rules import load_rules
from snapshotter.capture.browsers import find_browser, sandbox_arguments

WORDS = tomllib.loads((Path(banner_words.__file__).parent / "words.toml").read_text(encoding="utf-8"))
NEEDED = {"refuse", "only", "essential", "settings", "save", "accept", "close", "cookie", "consent", "promo"}
NEVER_PRESSED = {"accept", "act", None}

LABELS = {
    "Reject all": "refuse",
    "REJECT ALL": "refuse",
    "I do not accept": "refuse",
    "Don’t allow": "refuse",
    "Continue without accepting": "refuse",
    "Nur notwendige Cookies akzeptieren": "necessary",
    "Nur technisch erforderliche Cookies zulassen": "necessary",
    "Auswahl erlauben": "save",
    "Akzeptieren und weiter": "accept",
    "Ablehnen und Abo abschließen": "act",
    "Je n’accepte pas": "refuse",
    "Tout accepter": "accept",
    "Aceitar e continuar no site": "accept",
    "Accepteren en doorgaan": "accept",
    "Acceptera nu": "accept",
    "Zezwól na wszystkie": "accept",
    "TÜMÜNÜ REDDET": "refuse",
    "Kabul etmeden devam et": "refuse",
    "仅接受必要的 Cookie": "necessary",
    "不同意": "refuse",
    "同意する": "accept",
    "同意しない": "refuse",
    "필수 쿠키만 허용": "necessary",
    "ไม่ยอมรับ": "refuse",
    "לא מסכים": "refuse",
    "عدم الموافقة": "refuse",
    "Accept or reject": None,
    "No, I don’t want to subscribe": "later",
    "Subscribe": "act",
    "Delete": "act",
    "×": "close",
    "✕": "close",
    "Learn about the river": None,
    "": None,
}


def test_at_least_25_languages_have_every_category():
    assert len([each for each in WORDS.values() if set(each) >= NEEDED]) >= 25


def test_the_index_keeps_every_phrase():
    index = banner_words.index_of({"de": {"refuse": "Ablehnen | alle  ablehnen", "cookie": "cookie*"}})
    assert index["buttons"]["whole"] == {"ablehnen": "=1.de", "alle": "ablehnen=1.de"}
    assert index["topics"]["stems"] == {"cookie": "=0.de"}


def test_normalising_takes_capitals_and_marks_off():
    assert banner_words.plain("REFUSÉ Łódź ΑΠΌΡΡΙΨΗ İstanbul ı") == "refuse łodz απορριψη istanbul i"


@pytest_asyncio.fixture
async def page():
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find_browser().path, args=list(sandbox_arguments())
        )
        page = await browser.new_page()
        await page.evaluate(f"() => {{ window.judge = {load_rules(None).script}; }}")
        yield page
        await browser.close()


async def _kinds(page: Page, phrases: list[str]) -> list[str | None]:
    return await page.evaluate("all => all.map(each => judge.label(each)?.kind ?? null)", phrases)


@pytest.mark.browser
async def test_what_a_button_does(page: Page):
    kinds = await _kinds(page, list(LABELS))
    assert dict(zip(LABELS, kinds, strict=True)) == LABELS


@pytest.mark.browser
async def test_no_word_means_the_opposite_in_another_language(page: Page):
    for category, meanings in {
        "refuse": {"refuse"},
        "accept": {"accept", "save"},
        "act": {"act"},
        "settings": {"settings", "save"},
        "save": {"save"},
        "close": {"close"},
        "no": {"no", "refuse", "later"},
        "later": {"later", "no", "refuse", "close"},
    }.items():
        phrases = [
            (language, phrase.strip().replace("*", ""))
            for language, entry in WORDS.items()
            for phrase in entry.get(category, "").split("|")
            if phrase.strip()
        ]
        kinds = await _kinds(page, [phrase for _, phrase in phrases])
        assert [
            (where, kind) for where, kind in zip(phrases, kinds, strict=True) if kind not in meanings
        ] == []


@pytest.mark.browser
async def test_hostile_labels_and_texts_are_quick(page: Page):
    took_ms = await page.evaluate(
        """() => {
          const begun = performance.now();
          const texts = ["accept ".repeat(20000), "a".repeat(500000), "同意".repeat(100000)];
          texts.forEach(judge.label);
          return performance.now() - begun;
        }"""
    )
    assert took_ms < 2000
