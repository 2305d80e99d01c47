"""What pages say in place of what only members may read."""

from __future__ import annotations

from snapshotter.verdicts.wording import Phrases, table

WANTED = Phrases(
    table(
        """
    you must be logged in
    you must log in
    you must sign in
    you need to log in
    you need to sign in
    please log in
    please login
    please sign in
    log in to continue
    sign in to continue
    sign in to view
    you are not logged in
    bitte melden sie sich an
    veuillez vous connecter
    inicia sesión
    faça login
    effettua il login
    войдите
    необходимо авторизоваться
    ログインしてください
    请先登录
    로그인이 필요
"""
    )
)
"""Of a refusal: what says that a login would help."""
WEAK = table(
    """
    вход
    приem
    acceso
    connexion
    identification
    entrar
    acceder
    prijava
    login
    log in
    sign in
    anmeldung
    masuk
    войти
    authentication
    sign up
    protected page
"""
)
BARRED = Phrases(
    table(
        """
    you must be logged in
    you must log in
    you must login
    you must sign in
    you must be a member
    you must be a registered user
    you must be a subscriber
    you need to be logged in
    you need to log in
    you need to login
    you need to sign in
    you have to be logged in
    you are not logged in
    please log in to continue
    please log in to view
    please login to continue
    please login to view
    please sign in to continue
    please sign in to view
    please log in or register
    log in to continue
    login to continue
    sign in to continue
    sign in to view
    log in to view this
    you do not have permission to access this page
    you are not authorized to access this page
    you are not authorized to view this page
    is restricted to members
    available to subscribers only
    is reserved for subscribers
    is only available to registered
    this content is protected
    this blog is open to invited readers only
    this site is marked private
    this wiki is private
    subscribe to continue reading
    subscribe to read
    subscribe to unlock
    to read the full article
    this post is for paid subscribers
    this post is for paying subscribers
    this article is for subscribers
    this content is for subscribers
    enter the password
    sie müssen angemeldet sein
    sie müssen sich anmelden
    du musst angemeldet sein
    bitte melden sie sich an
    bitte loggen sie sich ein
    nur für abonnenten
    vous devez être connecté
    vous devez vous connecter
    veuillez vous connecter
    réservé aux abonnés
    debes iniciar sesión
    debe iniciar sesión
    solo para suscriptores
    você precisa estar logado
    exclusivo para assinantes
    devi effettuare il login
    devi accedere
    riservato agli abbonati
    je moet ingelogd zijn
    u moet ingelogd zijn
    alleen voor abonnees
    du måste vara inloggad
    du måste logga in
    du må være logget inn
    du skal være logget ind
    musisz być zalogowany
    musisz się zalogować
    musíte se přihlásit
    вы должны войти
    вы должны быть авторизованы
    необходимо авторизоваться
    только для подписчиков
    необхідно увійти
    giriş yapmanız gerekiyor
    يجب تسجيل الدخول
    עליך להתחבר
    باید وارد شوید
    กรุณาเข้าสู่ระบบ
    bạn phải đăng nhập
    bạn cần đăng nhập
    anda harus login
    ログインが必要です
    ログインしてください
    会員限定
    请先登录
    请登录后
    需要登录
    請先登入
    로그인이 필요
    로그인 후 이용
"""
    )
)
