"""Pages that say that we asked too often."""

from __future__ import annotations

from collections.abc import Sequence

from snapshotter.verdicts.page import Page
from snapshotter.verdicts.signs import Check, Rule, Sign
from snapshotter.verdicts.wording import Phrases, table

_TITLES = """
    too many requests
    429 too many requests
    rate limited
    rate limit
    rate limit exceeded
    rate limit reached
    request limit exceeded
    request rate limit exceeded
    request limit reached
    quota exceeded
    you are being rate limited
    you have been rate limited
    youve been rate limited
    you have exceeded a rate limit
    you have exceeded a secondary rate limit
    you have exceeded your rate limit
    error 1015
    slow down
    please slow down
    youre going too fast
    you are going too fast
    too many connections from your ip
    too many requests from your ip
    too many attempts
    too many visits
    download limit exceeded
    daily limit exceeded
    bandwidth limit exceeded
    zu viele anfragen
    trop de requêtes
    demasiadas solicitudes
    demasiadas peticiones
    muitas solicitações
    muitas requisições
    troppe richieste
    te veel verzoeken
    te veel aanvragen
    för många förfrågningar
    for mange forespørsler
    for mange anmodninger
    zbyt wiele żądań
    zbyt wiele zapytań
    příliš mnoho požadavků
    túl sok kérés
    prea multe cereri
    слишком много запросов
    слишком частые запросы
    занадто багато запитів
    πάρα πολλά αιτήματα
    çok fazla istek
    طلبات كثيرة جدا
    יותר מדי בקשות
    درخواست های زیاد
    คำขอมากเกินไป
    quá nhiều yêu cầu
    terlalu banyak permintaan
    リクエストが多すぎます
    アクセスが集中しています
    アクセス過多
    请求过于频繁
    访问过于频繁
    访问频率过高
    操作过于频繁
    請求過於頻繁
    요청이 너무 많습니다
    너무 많은 요청
"""
TITLES = Phrases(table(_TITLES), "429 error http sorry whoops oops 503 403 www please status code")
_SENTENCES = """
    too many requests
    rate limit exceeded
    exceeded a rate limit
    exceeded a secondary rate limit
    exceeded the rate limit
    exceeded your rate limit
    exceeded the number of requests
    exceeded the maximum number of requests
    exceeded the limit of requests
    you are being rate limited
    has banned you temporarily from accessing this website
    you have been rate limited
    youve been rate limited
    making too many requests
    made too many requests
    sent too many requests
    sending too many requests
    issued a flood of requests
    receiving too many requests from you
    received too many requests
    seen too many requests
    too many requests have been
    too many requests from your
    zu viele anfragen
    trop de requêtes
    demasiadas solicitudes
    demasiadas peticiones
    muitas solicitações
    muitas requisições
    troppe richieste
    te veel verzoeken
    zbyt wiele żądań
    слишком много запросов
    слишком часто
    çok fazla istek
    リクエストが多すぎ
    请求过于频繁
    请求太频繁
    访问过于频繁
    访问太频繁
    요청이 너무 많습니다
"""
SENTENCES = Phrases(table(_SENTENCES))
_SUBJECT = frozenset(("rate", "limit", "limits", "limiting", "429", "requests", "throttling"))


def _says(page: Page) -> Sign | None:
    if page.status in (404, 410) or not page.is_thin(100) or page.main_words > 160:
        return None
    if page.asked.words & _SUBJECT and page.is_answered and page.prose_words > 30:
        return None
    found = page.says(TITLES)
    if not found and page.main_words <= (90 if page.is_answered else 160):
        found = SENTENCES.in_first(page.main_blocks[:8])
    if not found or page.links > 60:
        return None
    return Sign(
        "rate-limited",
        0.92,
        "the page says that we asked too often",
        {"phrase": found, "status": page.status},
    )


WORDS: Sequence[Rule] = (Check("rate-limit.words", "title, first headings, short whole texts", _says),)
