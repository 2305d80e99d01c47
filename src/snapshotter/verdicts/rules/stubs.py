"""Documents that only send the visitor on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from snapshotter.verdicts import addresses
from snapshotter.verdicts.page import Page
from snapshotter.verdicts.signs import Check, Rule, Sign
from snapshotter.verdicts.wording import Phrases, table

_MOST_WORDS = 40
_MOST_DELAY_S = 30
_LOCATION = re.compile(
    r"(?:(?:window|document|top|self|parent|this)\s{0,3}\.\s{0,3}){0,3}location(?:\s{0,3}\.\s{0,3}(?:href|replace|assign))?"
    r"\s{0,3}(?:=(?!=)|\()\s{0,3}(?:[\"'`]([^\"'`]{1,2000})|([\w$.]{1,80}|[^;]{1,200}))",
)
_TITLES = Phrases(
    table(
        """
    redirecting
    redirect
    redirection
    moved
    moved permanently
    301 moved permanently
    302 found
    302 moved
    object moved
    document moved
    page moved
    this page has moved
    page has moved
    we have moved
    weve moved
    you are being redirected
    please wait redirecting
    loading
    weiterleitung
    sie werden weitergeleitet
    diese seite ist umgezogen
    redirection en cours
    redirigiendo
    redirecionando
    reindirizzamento
    doorverwijzen
    omdirigering
    omdirigerer
    przekierowanie
    přesměrování
    átirányítás
    redirecționare
    перенаправление
    переадресация
    перенаправлення
    пренасочване
    ανακατεύθυνση
    yönlendiriliyor
    إعادة توجيه
    מעביר
    در حال انتقال
    đang chuyển hướng
    mengalihkan
    リダイレクト
    リダイレクト中
    ページが移動しました
    ページ移転のお知らせ
    正在跳转
    跳转中
    页面跳转中
    正在重定向
    頁面跳轉中
    리다이렉트
    페이지 이동
    """
    ),
    "please wait page the 301 302 error bitte",
)
_SENTENCES = Phrases(
    table(
        """
    you are being redirected
    you will be redirected
    you will be automatically redirected
    you should be redirected
    youll be redirected
    redirecting you to
    redirecting to
    if you are not redirected
    if youre not redirected
    if you are not automatically redirected
    if your browser does not redirect
    if your browser doesnt redirect
    this page has moved
    this page has been moved
    this document has moved
    the document has moved
    this site has moved
    has moved to
    object moved to
    page has moved permanently
    sie werden weitergeleitet
    sie werden automatisch weitergeleitet
    falls sie nicht weitergeleitet
    wenn sie nicht automatisch weitergeleitet
    vous allez être redirigé
    vous serez redirigé
    si vous nêtes pas redirigé
    será redirigido
    serás redirigido
    si no es redirigido
    será redirecionado
    sarai reindirizzato
    se non vieni reindirizzato
    u wordt doorgestuurd
    je wordt doorgestuurd
    zostaniesz przekierowany
    budete přesměrováni
    вы будете перенаправлены
    если вас не перенаправило
    если автоматическое перенаправление
    yönlendiriliyorsunuz
    سيتم تحويلك
    自動的に移動します
    自動的にジャンプします
    自動的に切り替わらない
    ページは移動しました
    ページは移転しました
    如果没有自动跳转
    自动跳转
    正在跳转
    자동으로 이동
    """
    )
)


def _refresh(page: Page) -> Sign | None:
    """``<meta http-equiv=refresh>`` or the field ``Refresh`` to another address."""
    found = page.document.refresh
    target, delay_s = (found.target, found.delay_s) if found else ("", 0)
    if not target and (sent := page.field("refresh")):
        delay, _, rest = sent.partition(";")
        target, delay_s = rest.partition("=")[2].strip(" \"'"), int(delay) if delay.strip().isdigit() else 0
    if not target or delay_s > _MOST_DELAY_S or page.words > _MOST_WORDS * 2 or not page.is_thin(40):
        return None
    if delay_s > 5 and page.words > _MOST_WORDS and not _says(page):
        return None
    if _is_itself(page, target):
        return None
    return Sign(
        "redirect-stub",
        0.95,
        "the document only sends the visitor on",
        {"refresh": f"{delay_s}; {target[:500]}", "words": page.words},
    )


def _is_itself(page: Page, target: str) -> bool:
    """Whether a target is the page's own address: pages reload themselves."""
    try:
        from urllib.parse import urljoin

        there = addresses.of(urljoin(page.final.url, target))
    except ValueError:
        return False
    return there.same_page(page.final) and not there.url.partition("#")[2]


def _script(page: Page) -> Sign | None:
    """A script that goes elsewhere, and nothing to read."""
    if page.words > _MOST_WORDS or (page.is_rendered and page.words > 25):
        return None
    scripts = page.document.scripts
    if not scripts or len(scripts) > 6000 or len(page.document.script_sources) > 3:
        return None
    found = _LOCATION.search(scripts)
    if found is None or page.links > 5 or page.images > 4 or page.document.text_fields:
        return None
    target = found[1] or found[2] or ""
    if found[1] and _is_itself(page, target):
        return None
    if not found[1] and not _says(page) and page.words > 15:
        return None
    return Sign(
        "redirect-stub",
        0.9 if found[1] else 0.75,
        "a script sends the visitor on, and there is nothing to read",
        {"script": found[0][:200], "words": page.words},
    )


def _says(page: Page) -> str | None:
    return page.says(_TITLES) or _SENTENCES.in_first(page.main_blocks[:5])


def _words(page: Page) -> Sign | None:
    """``Object moved``, with a link."""
    if page.words > 60 or page.links > 4 or not page.is_thin(45):
        return None
    titled, sentence = page.says(_TITLES), _SENTENCES.in_first(page.main_blocks[:5])
    if not sentence and not (titled and page.words <= 25):
        return None
    return Sign(
        "redirect-stub",
        0.85,
        "a short text that sends the visitor on",
        {"phrase": sentence or titled, "words": page.words},
    )


def _form(page: Page) -> Sign | None:
    """A form that sends itself."""
    if page.words > 25 or not page.document.form_targets or page.document.text_fields or page.password_fields:
        return None
    body = page.markup
    if "submit()" not in body or ("onload" not in body and ".submit()" not in page.document.scripts.lower()):
        return None
    return Sign(
        "redirect-stub",
        0.8,
        "a form that sends itself, and nothing to read",
        {"form": page.document.form_targets[0][:300], "words": page.words},
    )


RULES: Sequence[Rule] = (
    Check("stub.refresh", "meta refresh, length of the text", _refresh),
    Check("stub.script", "scripts that set the location, length of the text", _script),
    Check("stub.words", "title, short whole texts", _words),
    Check("stub.form", "forms that send themselves", _form),
)
