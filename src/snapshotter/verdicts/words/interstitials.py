"""What pages on the way say."""

from __future__ import annotations

from snapshotter.verdicts.wording import Phrases, table

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
    """
    warning notice please attention caution hinweis achtung attention avertissement aviso
    atención avviso uwaga внимание 18 21 警告 提示
    """,
)
WEAK = table(
    """
    external link
    external site
    external website
    externer link
    lien externe
    link externo
    link esterno
    externe link
    adult content
    mature content
    weiterleitung
    redirection
    get the app
    download app
    open app
    select language
    外部リンク
    外部链接
    外部リンク
    age restriction
    age verification
    age gate
    age check
    download the app
    download our app
    get our app
    adults only
    安全中心
    выберите язык
    update your browser
    outdated browser
    content warning
    sensitive content
    chuyển hướng
    aldersgrense
    exit page
    verify your age
    altersprüfung
    altersfreigabe
    年齢確認
    leave site
    how old are you
    choose your language
    select your language
"""
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
STRONG_SENTENCES = Phrases(
    table(
        """
    you are leaving
    you are now leaving
    you are about to leave
    you are about to be redirected
    youre about to leave
    are you over 18
    are you 18 or older
    are you 21 or older
    are you of legal drinking age
    i am 18 or older
    i am over 18
    i am 21 or older
    are you at least 18
    are you at least 21
    legal drinking age
    enter your date of birth
    this link has been flagged
    your download will start
    your download will begin
    your download should start
    if your download does not start
    if your download doesnt start
    sie verlassen
    vous quittez
    vous allez quitter
    estás saliendo
    a punto de abandonar
    stai lasciando
    stai per lasciare
    u verlaat
    je verlaat
    вы покидаете
    即将离开
    将要访问
    即将跳转
    即將離開
    18歳以上
    年满18
    вам есть 18
    isполнилось 18
    has been identified as being potentially problematic
    your browser is not supported
    you must be 18 or older
    you must be 21 or older
    you must be at least 18
    you must be at least 21
    open in the app
    continue in browser
    skip ad
"""
    )
)
ACTIONS = table(
    """
    continue
    continue to site
    proceed
    enter
    enter site
    yes
    no
    i agree
    go back
    back
    cancel
    leave
    stay
    exit
    skip ad
    get the app
    open app
    continue in browser
    i am over 18
    i am 18 or older
    yes i am 18 or older
    yes enter
    weiter
    zurück
    ja
    nein
    eintreten
    continuer
    retour
    oui
    non
    entrer
    quitter
    continuar
    volver
    sí
    si
    no
    entrar
    sair
    salir
    sim
    não
    continua
    annulla
    indietro
    entra
    esci
    doorgaan
    verder
    terug
    nee
    fortsätt
    fortsett
    fortsæt
    jatka
    dalej
    tak
    nie
    wejdź
    pokračovat
    ano
    ne
    перейти
    продолжить
    да
    нет
    войти
    вернуться
    отмена
    继续访问
    继续
    继续前往
    返回
    離開
    進入
    是
    否
    はい
    いいえ
    続行
    戻る
    同意する
    계속
    확인
    예
    아니오
    devam et
    evet
    hayır
    استمرار
    نعم
    להמשיך
    כן
"""
)
