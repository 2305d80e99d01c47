"""What documents say that send the visitor on."""

from __future__ import annotations

from snapshotter.verdicts.wording import Phrases, table

TITLES = Phrases(
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
SENTENCES = Phrases(
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
