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
_SENTENCES = """
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
    please login or register
    please sign in to continue
    please sign in to view
    log in to continue
    login to continue
    log in to view this
    login to view this
    log in to your account
    sign in to continue
    sign in to view
    sign in to your account
    sign in to access
    sign in with your
    log in with your
    use your google account
    enter your username and password
    enter your email and password
    enter your password
    enter the password
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
    you do not have permission to access this page
    you do not have permission to view this
    you dont have permission to view
    you are not authorized to access this page
    you are not authorized to view this page
    you are not allowed to view
    is restricted to members
    is available to subscribers
    available to subscribers only
    is for subscribers
    is reserved for subscribers
    is only available to registered
    this content is protected
    this blog is open to invited readers only
    this site is marked private
    is marked private by its owner
    this wiki is private
    subscribe to read
    subscribe to continue reading
    already a subscriber
    already have an account
    passwort vergessen
    kennwort vergessen
    angemeldet bleiben
    sie müssen angemeldet sein
    sie müssen sich anmelden
    sie sind nicht angemeldet
    du musst angemeldet sein
    bitte melden sie sich an
    bitte loggen sie sich ein
    melden sie sich an
    mot de passe oublié
    vous devez être connecté
    vous devez vous connecter
    vous devez vous identifier
    veuillez vous connecter
    veuillez vous identifier
    réservé aux abonnés
    identifiez vous pour
    has olvidado tu contraseña
    olvidaste tu contraseña
    olvidó su contraseña
    debes iniciar sesión
    debe iniciar sesión
    inicia sesión para
    esqueceu a senha
    esqueci minha senha
    esqueceu se da
    você precisa estar logado
    faça login para
    inicie sessão para
    password dimenticata
    hai dimenticato la password
    devi effettuare il login
    devi accedere
    accedi per
    wachtwoord vergeten
    je moet ingelogd zijn
    u moet ingelogd zijn
    log in om
    glömt lösenord
    glömt ditt lösenord
    du måste vara inloggad
    du måste logga in
    glemt passord
    du må være logget inn
    du må logge inn
    glemt adgangskode
    du skal være logget ind
    unohditko salasanasi
    sinun täytyy kirjautua
    nie pamiętasz hasła
    zapomniałeś hasła
    musisz być zalogowany
    musisz się zalogować
    zapomněli jste heslo
    zapomenuté heslo
    zabudnuté heslo
    musíte se přihlásit
    elfelejtett jelszó
    be kell jelentkeznie
    ai uitat parola
    trebuie să fii autentificat
    забыли пароль
    вы должны войти
    вы должны быть авторизованы
    необходимо авторизоваться
    необходимо войти
    войдите чтобы
    вы не авторизованы
    забули пароль
    необхідно увійти
    забравена парола
    zaboravili ste lozinku
    ξεχάσατε τον κωδικό
    πρέπει να συνδεθείτε
    şifremi unuttum
    giriş yapmanız gerekiyor
    giriş yapmalısınız
    نسيت كلمة المرور
    هل نسيت كلمة السر
    يجب تسجيل الدخول
    שכחת סיסמה
    שכחתי סיסמה
    עליך להתחבר
    رمز عبور خود را فراموش
    باید وارد شوید
    पासवर्ड भूल गए
    ลืมรหัสผ่าน
    กรุณาเข้าสู่ระบบ
    quên mật khẩu
    bạn phải đăng nhập
    bạn cần đăng nhập
    lupa kata sandi
    lupa password
    anda harus login
    lupa kata laluan
    パスワードを忘れた
    パスワードをお忘れ
    ログインが必要です
    ログインしてください
    忘记密码
    请先登录
    请登录后
    需要登录
    登录后
    忘記密碼
    請先登入
    비밀번호 찾기
    비밀번호를 잊으셨나요
    로그인이 필요
    로그인 후
"""
SENTENCES = Phrases(table(_SENTENCES))
"""What stands beside a login form, or in its place."""
