"""What pages say to those who asked too often."""

from __future__ import annotations

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
WEAK = table(
    """
    slow down
    please slow down
    youre going too fast
    you are going too fast
    rate limit
    """
)
"""Titles of songs and chapters as well: they count on refusals alone."""
