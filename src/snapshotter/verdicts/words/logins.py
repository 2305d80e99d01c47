"""What pages say that want to know who asks."""

from __future__ import annotations

from snapshotter.verdicts.wording import Phrases, table

_NOISE = "please welcome back hello hi to the your account page user member members bitte ihr konto"
_TITLES = """
    log in
    login
    log on
    logon
    sign in
    signin
    sign in or register
    sign in or sign up
    log in or sign up
    log in or register
    log in or create an account
    sign up
    sign up or log in
    login or register
    login form
    login page
    login screen
    login area
    login required
    user sign in
    log in form
    login panel
    admin login
    administrator login
    web login
    weblogin
    authentication required
    authorization required
    authentication
    sign in required
    member login
    user login
    account login
    customer login
    secure login
    secure sign in
    access restricted
    restricted access
    members only
    subscribers only
    login to your account
    log in to your account
    log into your account
    log in to continue
    login to continue
    sign in to continue
    sign in to your account
    sign into your account
    please log in
    please login
    please sign in
    log in to facebook
    log into facebook
    facebook log in or sign up
    log in to x
    log in to twitter
    login instagram
    instagram login
    log in to instagram
    sign in google accounts
    sign in to github
    sign in to gitlab
    you must log in to continue
    you must be logged in
    you need to log in
    you need to sign in
    you are not logged in
    you have been logged out
    single sign on
    web login service
    central authentication service
    cas login
    subscribe to read
    subscribe to continue reading
    subscribe to continue
    subscribe to keep reading
    subscribe to unlock this article
    subscription required
    this content is for subscribers only
    this article is for subscribers only
    this content is for members only
    this post is for paid subscribers
    this post is for paying subscribers only
    this post is for subscribers only
    register to read
    register to continue reading
    to continue reading subscribe
    private site
    this site is private
    private blog
    this blog is private
    this blog is open to invited readers only
    this account is private
    password protected
    protected page
    sign up linkedin
    join linkedin
    log in or sign up to view
    anmelden
    anmeldung
    einloggen
    bitte anmelden
    bitte einloggen
    bitte melden sie sich an
    anmelden oder registrieren
    anmeldung erforderlich
    zum login
    connexion
    se connecter
    connectez vous
    identification
    identifiez vous
    authentification
    authentification requise
    connexion requise
    iniciar sesión
    inicia sesión
    inicio de sesión
    iniciar sesion
    acceder
    acceso usuarios
    identifícate
    entrar
    iniciar sessão
    fazer login
    faça login
    faça seu login
    acesse sua conta
    accedi
    accesso
    login richiesto
    effettua il login
    inloggen
    log in
    meld je aan
    aanmelden
    logga in
    logg inn
    log ind
    log på
    kirjaudu
    kirjaudu sisään
    zaloguj się
    logowanie
    zaloguj
    přihlášení
    přihlásit se
    prihlásenie
    prihlásiť sa
    bejelentkezés
    belépés
    autentificare
    conectare
    intră în cont
    вход
    войти
    вход в систему
    вход на сайт
    авторизация
    вход в аккаунт
    войдите на сайт
    войдите чтобы продолжить
    требуется авторизация
    увійти
    вхід
    авторизація
    влизане
    prijava
    prijavite se
    prijavi se
    пријава
    prisijungti
    prisijungimas
    pieteikties
    logi sisse
    sisselogimine
    σύνδεση
    είσοδος
    giriş
    giriş yap
    oturum aç
    üye girişi
    kullanıcı girişi
    تسجيل الدخول
    تسجيل دخول
    الدخول
    התחברות
    כניסה
    ورود
    ورود به سایت
    ورود به سیستم
    लॉग इन
    लॉग इन करें
    লগ ইন
    เข้าสู่ระบบ
    đăng nhập
    masuk
    log masuk
    daftar masuk
    ログイン
    サインイン
    会員ログイン
    ログインしてください
    登录
    用户登录
    请登录
    请先登录
    登录注册
    会员登录
    登入
    會員登入
    使用者登入
    請登入
    로그인
    로그인이 필요합니다
    회원 로그인
"""
TITLES = Phrases(table(_TITLES), _NOISE)
_BARS = """
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
    please log in or register
    please sign in to continue
    please sign in to view
    log in to continue
    login to continue
    log in to view this
    sign in to continue
    sign in to view
    enter the password
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
    subscribe to read
    subscribe to continue reading
    sie müssen angemeldet sein
    sie müssen sich anmelden
    du musst angemeldet sein
    bitte melden sie sich an
    bitte loggen sie sich ein
    vous devez être connecté
    vous devez vous connecter
    veuillez vous connecter
    réservé aux abonnés
    debes iniciar sesión
    debe iniciar sesión
    você precisa estar logado
    devi effettuare il login
    devi accedere
    je moet ingelogd zijn
    u moet ingelogd zijn
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
    请先登录
    请登录后
    需要登录
    請先登入
    로그인이 필요
"""
_FORM = """
    please login or register
    login to view this
    log in to your account
    sign in to your account
    sign in to access
    sign in with your
    log in with your
    use your google account
    enter your username and password
    enter your email and password
    enter your password
    forgot password
    forgot your password
    forgotten password
    forgotten account
    lost your password
    keep me logged in
    keep me signed in
    remember me
    stay signed in
    new to linkedin
    join to view
    create new account
    create an account to
    dont have an account
    you do not have permission to view this
    you dont have permission to view
    you are not allowed to view
    is available to subscribers
    is for subscribers
    is marked private by its owner
    already a subscriber
    already have an account
    passwort vergessen
    kennwort vergessen
    angemeldet bleiben
    sie sind nicht angemeldet
    melden sie sich an
    mot de passe oublié
    vous devez vous identifier
    veuillez vous identifier
    identifiez vous pour
    has olvidado tu contraseña
    olvidaste tu contraseña
    olvidó su contraseña
    inicia sesión para
    esqueceu a senha
    esqueci minha senha
    esqueceu se da
    faça login para
    inicie sessão para
    password dimenticata
    hai dimenticato la password
    accedi per
    wachtwoord vergeten
    log in om
    glömt lösenord
    glömt ditt lösenord
    glemt passord
    du må logge inn
    glemt adgangskode
    unohditko salasanasi
    sinun täytyy kirjautua
    nie pamiętasz hasła
    zapomniałeś hasła
    zapomněli jste heslo
    zapomenuté heslo
    zabudnuté heslo
    elfelejtett jelszó
    be kell jelentkeznie
    ai uitat parola
    trebuie să fii autentificat
    забыли пароль
    необходимо войти
    войдите чтобы
    вы не авторизованы
    забули пароль
    забравена парола
    zaboravili ste lozinku
    ξεχάσατε τον κωδικό
    πρέπει να συνδεθείτε
    şifremi unuttum
    giriş yapmalısınız
    نسيت كلمة المرور
    هل نسيت كلمة السر
    שכחת סיסמה
    שכחתי סיסמה
    رمز عبور خود را فراموش
    पासवर्ड भूल गए
    ลืมรหัสผ่าน
    quên mật khẩu
    lupa kata sandi
    lupa password
    lupa kata laluan
    パスワードを忘れた
    パスワードをお忘れ
    忘记密码
    登录后
    忘記密碼
    비밀번호 찾기
    비밀번호를 잊으셨나요
    로그인 후
"""
_PAID = """
    subscribe to unlock
    to read the full article
    this post is for paid subscribers
    this post is for paying subscribers
    this article is for subscribers
    this content is for subscribers
    nur für abonnenten
    solo para suscriptores
    exclusivo para assinantes
    riservato agli abbonati
    alleen voor abonnees
    только для подписчиков
    会員限定
    로그인 후 이용
"""
SENTENCES = Phrases(table(_BARS + _FORM))
"""What login pages say."""
BARRED = Phrases(table(_BARS + _PAID))
"""What stands in place of what only members or subscribers may read."""
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
