"""Pages between: leaving a site, age gates, warnings, downloads, applications to be opened."""

from __future__ import annotations

import re
from collections.abc import Sequence

from snapshotter.verdicts.page import Page
from snapshotter.verdicts.signs import Check, Mark, Marks, Rule, Sign
from snapshotter.verdicts.wording import Phrases, table

_MARKS = (
    Mark("Cloudflare", title=("suspected phishing site", "suspected phishing"), most_words=200),
    Mark("Cloudflare", text=("this website has been reported for potential phishing", "warning suspected phishing site ahead"), most_words=200),
    Mark("Bitly", title=("warning there might be a problem with the requested link", "bitly warning", "warning this link"), most_words=250),
    Mark("Google", title=("redirect notice", "redirecting notice", "weiterleitungshinweis", "avis de redirection", "aviso de redirección"), most_words=100),
    Mark("Google", text=("the previous page is sending you to", "if you do not want to visit that page you can return to the previous page"), most_words=100),
    Mark("Google Drive", text=("google drive cant scan this file for viruses", "google drive can t scan this file for viruses"), most_words=80),
    Mark("Facebook", title=("leaving facebook",), most_words=120),
    Mark("Instagram", ("l.instagram.com",), text=("leaving instagram",), most_words=100),
    Mark("Steam", title=("steam community notice", "steam leaving steam", "leaving steam"), most_words=150),
    Mark("Steam", ("agegate",), text=("please enter your birth date to continue", "age check"), most_words=80),
    Mark("Blogger", title=("content warning",), text=("the blog that you are about to view may contain content only suitable for adults",), most_words=120),
    Mark("Blogger", ("blogger.com/blogin", "guestauth"), most_words=80),
    Mark("Reddit", text=("you must be at least eighteen years old to view this content", "you must be 18 to view this community"), most_words=120),
    Mark("Zhihu", text=("即将离开知乎",), most_words=60),
    Mark("CSDN", text=("即将离开csdn", "您即将离开csdn"), most_words=60),
    Mark("Juejin", text=("即将离开稀土掘金",), most_words=60),
    Mark("Jianshu", text=("即将离开简书", "即将跳转到外部网站"), most_words=60),
    Mark("Tencent", text=("已停止访问该网页", "非微信官方网页"), most_words=100),
    Mark("VK", ("vk.com/away",), most_words=80),
    Mark("TinyURL", title=("tinyurl preview", "tinyurl com preview"), most_words=120),
    Mark("ngrok", text=("you are about to visit", "err_ngrok_6024"), title=("ngrok", ""), most_words=150),
    Mark("localtunnel", title=("loca lt", "friendly reminder"), most_words=250),
    Mark("SourceForge", text=("your download will start", "problems downloading"), title=("download",), most_words=60),
    Mark("Forbes", ("/forbes/welcome",), most_words=80),
    Mark("Forbes", title=("forbes welcome",), most_words=80),
    Mark("adf.ly", text=("please wait 5 seconds", "skip ad"), ),
)  # fmt: skip

_TITLES = """
    you are leaving
    you are now leaving
    you are about to leave
    you are leaving our website
    you are leaving this website
    you are leaving this site
    you are now leaving our website
    you are now leaving this site
    you are about to leave this site
    you are about to leave our site
    you are being redirected
    youre being redirected
    youre leaving our site
    youre leaving this site
    youre about to leave
    leaving site
    leaving our site
    leaving our website
    leaving this site
    leaving this website
    leave site
    exit notice
    exit disclaimer
    exit page
    external link
    external link warning
    external link disclaimer
    external link notice
    external site
    external website
    external redirect
    external links disclaimer
    link disclaimer
    redirect notice
    redirect warning
    redirection notice
    outgoing link
    link warning
    unsafe link
    unsafe link warning
    unsafe website
    suspicious link
    suspicious site
    dangerous link
    deceptive site ahead
    warning suspected phishing site ahead
    suspected phishing site
    suspected phishing
    malicious website blocked
    potentially unsafe link
    this link may be unsafe
    this link has been flagged
    this link has been blocked
    warning potentially harmful link
    age verification
    age gate
    age check
    age restriction
    age restricted
    age restricted content
    age confirmation
    verify your age
    confirm your age
    please verify your age
    are you over 18
    are you over 21
    are you 18 or older
    are you 21 or older
    are you of legal drinking age
    are you of legal age
    you must be 18
    you must be over 18
    you must be 18 or older
    you must be 21
    you must be 18 to enter
    how old are you
    adults only
    adult content
    adult content warning
    content warning
    mature content
    mature content warning
    sensitive content
    nsfw content
    warning adult content
    this content is age restricted
    enter your date of birth
    enter your birthday
    when were you born
    open in app
    open app
    open the app
    open in the app
    open in browser
    get the app
    get our app
    download our app
    download the app
    download app
    continue in app
    continue in the app
    continue in browser
    view in app
    your download will start shortly
    your download will begin shortly
    your download is starting
    your download will start soon
    your download should start automatically
    your download is ready
    download will start
    preparing your download
    checking your download
    please wait while your download is prepared
    choose your country
    choose your region
    choose your language
    choose your location
    choose a country
    choose a country or region
    select your country
    select your region
    select your language
    select your location
    select language
    select country
    select your country or region
    unsupported browser
    browser not supported
    your browser is not supported
    this browser is not supported
    your browser is no longer supported
    this browser is no longer supported
    your browser is out of date
    your browser is outdated
    browser upgrade
    please upgrade your browser
    please update your browser
    update your browser
    upgrade your browser
    outdated browser
    terms of use agreement
    accept terms
    please accept the terms
    disclaimer agreement
    sie verlassen unsere website
    sie verlassen unsere seite
    sie verlassen nun unsere seite
    sie verlassen diese seite
    sie verlassen jetzt
    externer link
    weiterleitungshinweis
    weiterleitung
    altersprüfung
    altersverifikation
    altersfreigabe
    altersabfrage
    bist du über 18
    sind sie über 18
    sind sie über 18 jahre alt
    bist du schon 18
    sind sie 18 jahre oder älter
    browser veraltet
    ihr browser wird nicht unterstützt
    ihr browser ist veraltet
    land auswählen
    wählen sie ihr land
    wählen sie ihre sprache
    vous quittez
    vous quittez notre site
    vous quittez le site
    vous allez quitter
    vous allez quitter le site
    lien externe
    avis de redirection
    redirection
    vérification de lâge
    avez vous plus de 18 ans
    contenu réservé aux adultes
    contenu pour adultes
    choisissez votre pays
    choisissez votre langue
    navigateur non supporté
    votre navigateur nest pas supporté
    votre navigateur est obsolète
    estás saliendo
    está saliendo
    está abandonando
    estás a punto de salir
    está a punto de abandonar
    enlace externo
    aviso de redirección
    verificación de edad
    eres mayor de edad
    eres mayor de 18 años
    contenido para adultos
    elige tu país
    seleccione su país
    selecciona tu país
    seleccione su idioma
    navegador no compatible
    você está saindo
    está a sair
    link externo
    aviso de redirecionamento
    verificação de idade
    você tem mais de 18 anos
    tem mais de 18 anos
    conteúdo adulto
    escolha o seu país
    selecione o seu país
    navegador não suportado
    stai lasciando
    stai per lasciare
    stai lasciando il sito
    link esterno
    avviso di reindirizzamento
    verifica delletà
    hai più di 18 anni
    sei maggiorenne
    contenuti per adulti
    scegli il tuo paese
    browser non supportato
    je verlaat onze website
    u verlaat onze website
    je verlaat deze website
    u verlaat deze website
    externe link
    leeftijdscontrole
    leeftijdsverificatie
    ben je 18 jaar of ouder
    ben je ouder dan 18
    kies je land
    kies uw land
    kies je taal
    browser niet ondersteund
    du lämnar nu
    du lämnar
    extern länk
    åldersverifiering
    ålderskontroll
    är du över 18
    är du över 20
    välj land
    du forlater nå
    du forlater
    ekstern lenke
    aldersgrense
    er du over 18
    velg land
    du forlader nu
    du forlader
    eksternt link
    alderskontrol
    vælg land
    olet poistumassa
    ikärajatarkistus
    opuszczasz
    opuszczasz naszą stronę
    opuszczasz serwis
    link zewnętrzny
    weryfikacja wieku
    czy masz ukończone 18 lat
    czy ukończyłeś 18 lat
    treści dla dorosłych
    wybierz kraj
    wybierz język
    opouštíte
    opouštíte naše stránky
    externí odkaz
    ověření věku
    je vám 18 let
    vyberte zemi
    elhagyja
    életkor ellenőrzés
    elmúltál 18 éves
    părăsiți site ul
    verificarea vârstei
    вы покидаете сайт
    вы покидаете
    вы уходите с сайта
    переход по внешней ссылке
    переход по ссылке
    переход на внешний сайт
    внешняя ссылка
    подтверждение возраста
    проверка возраста
    вам есть 18 лет
    вам исполнилось 18 лет
    вам уже есть 18
    контент для взрослых
    выберите страну
    выберите регион
    выберите язык
    ваш браузер устарел
    браузер не поддерживается
    ви залишаєте сайт
    підтвердження віку
    вам є 18 років
    напускате сайта
    проверка на възрастта
    napuštate
    φεύγετε από
    επαλήθευση ηλικίας
    είστε άνω των 18
    siteden ayrılıyorsunuz
    dış bağlantı
    yaş doğrulama
    18 yaşından büyük müsünüz
    ülkenizi seçin
    أنت تغادر
    التحقق من العمر
    אתה עוזב
    אימות גיל
    شما در حال خروج
    กำลังออกจาก
    ยืนยันอายุ
    bạn đang rời khỏi
    xác minh độ tuổi
    chuyển hướng
    anda akan meninggalkan
    verifikasi usia
    外部サイトへ移動します
    外部サイトに移動します
    外部リンク
    リダイレクトの警告
    リダイレクトの通知
    年齢確認
    年齢認証
    あなたは18歳以上ですか
    18歳以上ですか
    アプリで開く
    国を選択
    お使いのブラウザはサポートされていません
    即将离开
    您即将离开
    即将跳转到外部网站
    即将跳转到第三方网站
    安全中心
    跳转提示
    外部链接
    外链跳转
    链接跳转
    正在跳转
    离开提示
    您将要访问
    将要访问
    年龄验证
    年龄确认
    您是否年满18岁
    您是否已满18岁
    选择国家
    请选择您的国家
    请选择语言
    打开app
    在app中打开
    您的浏览器版本过低
    浏览器不支持
    即將離開
    您即將離開
    年齡驗證
    您是否已滿18歲
    외부 사이트로 이동합니다
    외부 링크
    연령 확인
    성인 인증
    만 19세 이상
    앱에서 열기
    국가 선택
"""
TITLES = Phrases(
    table(_TITLES),
    "warning notice please attention caution hinweis achtung attention avertissement aviso atención avviso uwaga внимание 18 21 警告 提示",
)
_WEAK = table(
    "external link\nexternal site\nexternal website\nexterner link\nlien externe\nlink externo\nlink esterno\nexterne link\nadult content\n"
    "mature content\nweiterleitung\nredirection\nget the app\ndownload app\nopen app\nselect language\n外部リンク\n外部链接\n外部リンク\n"
    "age restriction\nage verification\nage gate\nage check\ndownload the app\ndownload our app\nget our app\nadults only\n安全中心\n"
    "выберите язык\nupdate your browser\noutdated browser\ncontent warning\nsensitive content\nchuyển hướng\naldersgrense\nexit page\n"
    "verify your age\naltersprüfung\naltersfreigabe\n年齢確認\nleave site\nhow old are you\nchoose your language\nselect your language"
)
_SENTENCES = """
    you are leaving
    you are now leaving
    you are about to leave
    you are about to be redirected
    youre about to leave
    youre leaving
    you will now be redirected to
    you are being redirected to an external
    the link you clicked leads
    the link you have clicked
    this link will take you
    this link leads to
    this link is taking you
    we are not responsible for the content
    is not responsible for the content of external
    does not endorse
    do you want to continue to
    do you wish to continue
    are you sure you want to continue
    click the link below to continue
    click here to continue to
    continue to the external
    continue to site
    continue to external site
    proceed to external
    this link has been flagged
    this link may be unsafe
    potentially harmful
    link you requested has been identified
    has been identified as being potentially problematic
    has been reported as unsafe
    are you over 18
    are you over the age of
    are you 18 or older
    are you 21 or older
    are you at least 18
    are you at least 21
    i am over 18
    i am 18 or older
    i am over 21
    i am 21 or older
    im over 18
    yes i am over
    enter your date of birth
    enter your birth date
    please enter your age
    please confirm your age
    please confirm that you are
    confirm that you are over
    you must be at least 18
    you must be at least 21
    you must be 18 years
    you must be 18 or older
    you must be 21 years
    you must be 21 or older
    you must be over 18
    you must be of legal
    legal drinking age
    legal age to
    contains age restricted
    contains adult content
    contains sexually explicit
    may contain content only suitable for adults
    suitable for adults
    only intended for adults
    this site contains adult
    this website contains adult
    your download will
    your download should
    your download is
    download will start automatically
    if your download does not start
    if the download doesnt start
    if the download does not start
    open in the app
    open in app
    continue in the app
    continue in browser
    continue on web
    get the full experience in the app
    view this in the app
    use the app
    better in the app
    to view this page on
    your browser is not supported
    your browser is no longer supported
    your browser is out of date
    browser youre using is not supported
    browser you are using is not supported
    we no longer support your browser
    please upgrade to a modern browser
    please select your country
    please choose your country
    please select your region
    please select your language
    please wait 5 seconds
    skip ad
    sie verlassen
    sie werden weitergeleitet
    sie werden nun weitergeleitet
    verlassen sie
    du verlässt
    für den inhalt der verlinkten
    sind sie über 18
    bist du über 18
    mindestens 18 jahre
    über 18 jahre
    mindestalter
    vous quittez
    vous allez quitter
    vous allez être redirigé
    vous êtes sur le point de quitter
    plus de 18 ans
    majeur
    estás saliendo
    está saliendo
    a punto de salir
    a punto de abandonar
    será redirigido
    mayor de edad
    mayor de 18
    mayores de 18
    você está saindo
    está prestes a sair
    mais de 18 anos
    maior de 18
    maiores de 18
    stai lasciando
    stai per lasciare
    stai per uscire
    maggiorenne
    più di 18 anni
    je verlaat
    u verlaat
    18 jaar of ouder
    du lämnar
    över 18 år
    du forlater
    du forlader
    over 18 år
    opuszczasz
    ukończone 18 lat
    ukończyłeś 18
    opouštíte
    starší 18
    elmúltam 18
    peste 18 ani
    вы покидаете
    вы уходите
    внешний сайт
    сторонний сайт
    переходите по внешней
    есть 18 лет
    исполнилось 18
    старше 18
    мне есть 18
    ви залишаєте
    є 18 років
    над 18 години
    άνω των 18
    ayrılıyorsunuz
    yönlendiriliyorsunuz
    18 yaşından büyük
    أنت تغادر
    مغادرة
    هل عمرك
    מעל גיל 18
    בחר עזיבה
    กำลังจะออกจาก
    อายุ 18
    đang rời khỏi
    đủ 18 tuổi
    di atas 18 tahun
    meninggalkan
    外部サイト
    離れます
    18歳以上
    20歳以上
    18歳未満
    アプリで
    即将离开
    将要离开
    将要访问
    即将访问
    即将跳转
    非本站
    年满18
    已满18
    未满18
    即將離開
    離開
    已滿18
    滿18
    외부 사이트
    이동합니다
    19세 이상
    앱으로
"""
SENTENCES = Phrases(table(_SENTENCES))
_STRONG_SENTENCES = Phrases(
    table(
        "you are leaving\nyou are now leaving\nyou are about to leave\nyou are about to be redirected\nyoure about to leave\n"
        "are you over 18\nare you 18 or older\nare you 21 or older\nare you of legal drinking age\ni am 18 or older\ni am over 18\ni am 21 or older\n"
        "are you at least 18\nare you at least 21\nlegal drinking age\nenter your date of birth\n"
        "this link has been flagged\nyour download will start\nyour download will begin\nyour download should start\nif your download does not start\n"
        "if your download doesnt start\nsie verlassen\nvous quittez\nvous allez quitter\nestás saliendo\na punto de abandonar\n"
        "stai lasciando\nstai per lasciare\nu verlaat\nje verlaat\nвы покидаете\n即将离开\n将要访问\n即将跳转\n即將離開\n18歳以上\n年满18\n"
        "вам есть 18\nisполнилось 18\nhas been identified as being potentially problematic\nyour browser is not supported\nyou must be 18 or older\n"
        "you must be 21 or older\nyou must be at least 18\nyou must be at least 21\nopen in the app\ncontinue in browser\nskip ad"
    )
)
_ACTIONS = table(
    "continue\ncontinue to site\nproceed\nenter\nenter site\nyes\nno\ni agree\ngo back\nback\ncancel\nleave\nstay\nexit\nskip ad\nget the app\nopen app\n"
    "continue in browser\ni am over 18\ni am 18 or older\nyes i am 18 or older\nyes enter\nweiter\nzurück\nja\nnein\neintreten\ncontinuer\nretour\noui\nnon\nentrer\nquitter\n"
    "continuar\nvolver\nsí\nsi\nno\nentrar\nsair\nsalir\nsim\nnão\ncontinua\nannulla\nindietro\nentra\nesci\ndoorgaan\nverder\nterug\nnee\nfortsätt\nfortsett\nfortsæt\njatka\n"
    "dalej\ntak\nnie\nwejdź\npokračovat\nano\nne\nперейти\nпродолжить\nда\nнет\nвойти\nвернуться\nотмена\n继续访问\n继续\n继续前往\n返回\n離開\n進入\n是\n否\nはい\nいいえ\n"
    "続行\n戻る\n同意する\n계속\n확인\n예\n아니오\ndevam et\nevet\nhayır\nاستمرار\nنعم\nלהמשיך\nכן"
)
_LEAVING_STEPS = re.compile(
    r"(?:leaving|leave|exit|away|out|outbound|external|externallink|external-link|redirect-?notice|linkfilter|link-?out|goto|interstitial|"
    r"agecheck|age-?gate|age-?verification|ageverify|age-?confirm|splash|welcome|unsupported-?browser|browser-?update|browsehappy|over18|gatekeeper|disclaimer|"
    r"welcomead|preroll|continue|app-?open|download-?app)(?:\.\w{2,5})?",
    re.IGNORECASE,
)
_SUBJECT = frozenset(
    (
        "age",
        "app",
        "apps",
        "download",
        "downloads",
        "leaving",
        "exit",
        "disclaimer",
        "browser",
        "browsers",
        "language",
        "languages",
        "country",
        "warning",
        "redirect",
        "external",
    )
)
_MOST_WORDS = 160


def _title(page: Page) -> Sign | None:
    found = page.says(TITLES)
    if not found or not page.is_thin(_MOST_WORDS) or page.is_article or page.main_words > 260:
        return None
    sentence = SENTENCES.in_first(page.main_blocks[:15])
    led = page.is_moved and any(_LEAVING_STEPS.fullmatch(step) for step in page.final.steps)
    if page.asked.words & _SUBJECT and not (led or _has_action(page)):
        return None
    if found in _WEAK and not (sentence or led) and (page.words > 50 or page.links > 8):
        return None
    if not sentence and not led and page.words > 150:
        return None
    if page.links > 60 and not led:
        return None
    seen = {
        "phrase": found,
        "title": page.title[:200],
        "words": page.words,
        **({"sentence": sentence} if sentence else {}),
    }
    return Sign("interstitial", 0.9, "the title is that of a page on the way", seen)


def _sentence(page: Page) -> Sign | None:
    if (
        page.words > 120
        or not page.is_thin(90)
        or page.is_article
        or page.links > 15
        or (page.asked.words & _SUBJECT and page.prose_words > 40)
    ):
        return None
    found = _STRONG_SENTENCES.in_first(page.main_blocks[:12])
    if not found or not (_has_action(page) or page.words <= 60):
        return None
    return Sign(
        "interstitial", 0.82, "a short text of a page on the way", {"sentence": found, "words": page.words}
    )


def _has_action(page: Page) -> bool:
    return any(words in _ACTIONS for words in page.actions)


def _address(page: Page) -> Sign | None:
    """Led to an address for pages on the way, and little to read there."""
    if not page.is_moved or not page.is_thin(60):
        return None
    sure = next((step for step in page.final.steps if _SURE_STEP.fullmatch(step)), None)
    if sure is None or any(_SURE_STEP.fullmatch(step) for step in page.asked.steps):
        return None
    return Sign(
        "interstitial", 0.88, "the visitor was led to a page on the way", {"final_url": page.final.url[:500]}
    )


_SURE_STEP = re.compile(
    r"(?:age-?check|age-?gate|age-?verification|ageverify|age-?confirm|over18|linkfilter|interstitial|welcomead|unsupported-?browser|"
    r"browser-?not-?supported|agegate)(?:\.\w{2,5})?",
    re.IGNORECASE,
)

MARKS: Sequence[Rule] = (
    Marks(
        "interstitial.mark",
        "titles and sentences of well-known pages on the way",
        "interstitial",
        _MARKS,
        0.93,
        "the page on the way",
    ),
)
ADDRESS: Sequence[Rule] = (Check("interstitial.address", "final address", _address),)
WORDS: Sequence[Rule] = (
    Check("interstitial.title", "title, first headings, buttons, length of the text", _title),
    Check("interstitial.sentence", "short whole texts, buttons", _sentence),
)
