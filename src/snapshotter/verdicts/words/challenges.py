"""What walls against programs say."""

from __future__ import annotations

from snapshotter.verdicts.wording import Phrases, table

_NOISE = "please a the captcha google error sorry www page you your our 403"
_TITLES = """
    just a moment
    one moment
    one moment please
    please wait
    are you a robot
    are you human
    are you a human
    are you not a robot
    robot or human
    robot check
    robot challenge screen
    human verification
    human check
    bot verification
    bot check
    bot detection
    bot protection
    bot challenge
    browser check
    browser verification
    security check
    security check required
    security checkpoint
    security challenge
    security verification
    challenge page
    client challenge
    captcha
    captcha required
    captcha challenge
    captcha check
    captcha verification
    captcha page
    verify you are human
    verify you are a human
    verify youre human
    verify that you are human
    verify that you are not a robot
    verifying you are human
    verifying your browser
    verifying your connection
    prove you are human
    prove youre not a robot
    confirm you are human
    confirm youre human
    making sure youre not a bot
    making sure you are not a bot
    checking your browser
    checking your browser before accessing
    checking you are not a bot
    checking if the site connection is secure
    checking connection
    checking the site connection security
    ddos protection by cloudflare
    ddos protection
    ddos guard
    under attack mode
    attention required
    pardon our interruption
    access denied
    access to this page has been denied
    access to this site has been denied
    access has been denied
    access blocked
    access forbidden
    access restricted
    access is denied
    access temporarily restricted
    access temporarily blocked
    access to this resource was denied
    blocked
    request blocked
    request denied
    request rejected
    request forbidden by administrative rules
    request unsuccessful
    the request could not be satisfied
    page blocked
    web page blocked
    you are blocked
    you have been blocked
    you have been banned
    youve been banned
    you are banned
    banned
    ip banned
    your ip has been banned
    your ip is banned
    bot blocked
    bot or scraper blocked
    scraper blocked
    sina visitor system
    anti ddos
    anti ddos protection
    anti bot
    antibot
    ddos
    project shield
    waiting for the redirectiron
    http 403 forbidden
    403 forbidden access denied
    forbidden access is denied
    403 forbidden access is denied
    403 access denied
    403 access forbidden
    error 403 forbidden
    youve been blocked
    sorry you have been blocked
    your access has been blocked
    your access has been limited
    your access to this site has been limited
    your ip has been blocked
    your request has been blocked
    unusual traffic detected
    unusual activity detected
    unusual traffic
    suspicious activity detected
    automated access detected
    let us know youre not a robot
    lets confirm you are human
    before we continue
    press and hold
    press hold to confirm you are a human
    please verify you are a human
    complete the security check to access
    unauthorized activity has been detected
    not acceptable
    forbidden
    403 forbidden
    error 403
    http 403
    hcaptcha solve a captcha
    ddos guard is checking your browser
    einen moment bitte
    einen moment
    nur einen moment
    sicherheitsüberprüfung
    sicherheitsprüfung
    sicherheitsabfrage
    sind sie ein roboter
    sind sie ein mensch
    zugriff verweigert
    zugang verweigert
    zugriff blockiert
    ihr browser wird überprüft
    un instant
    un moment
    un instant sil vous plaît
    veuillez patienter
    vérification de sécurité
    accès refusé
    accès interdit
    accès bloqué
    êtes vous un robot
    vérifiez que vous êtes humain
    un momento
    un momento por favor
    acceso denegado
    acceso bloqueado
    verificación de seguridad
    eres un robot
    eres humano
    verifica que eres humano
    um momento
    só um momento
    acesso negado
    acesso bloqueado
    verificação de segurança
    você é um robô
    um instante
    solo un momento
    accesso negato
    accesso bloccato
    verifica di sicurezza
    sei un robot
    een ogenblik geduld
    even geduld
    toegang geweigerd
    toegang geblokkeerd
    ben je een robot
    ben je een mens
    ett ögonblick
    åtkomst nekad
    vänta lite
    et øyeblikk
    ingen tilgang
    et øjeblik
    adgang nægtet
    hetkinen
    pääsy estetty
    chwileczkę
    proszę czekać
    odmowa dostępu
    dostęp zabroniony
    weryfikacja
    okamžik
    okamžik prosím
    přístup odepřen
    prístup zamietnutý
    egy pillanat
    hozzáférés megtagadva
    un moment vă rugăm
    acces interzis
    доступ запрещен
    доступ запрещён
    доступ ограничен
    доступ заблокирован
    вы не робот
    вы робот
    вы человек
    подтвердите что вы не робот
    подтвердите что вы человек
    проверка браузера
    проверка безопасности
    проверка на робота
    ой
    один момент
    подождите
    подождите пожалуйста
    доступ заборонено
    перевірка браузера
    достъпът е отказан
    pristup odbijen
    zabranjen pristup
    δεν επιτρέπεται η πρόσβαση
    bir dakika lütfen
    erişim engellendi
    erişim reddedildi
    güvenlik kontrolü
    robot musunuz
    تم رفض الوصول
    لحظة من فضلك
    التحقق من الأمان
    רק רגע
    הגישה נדחתה
    דרוש אימות
    دسترسی غیرمجاز
    دسترسی محدود
    کمی صبر کنید
    एक क्षण
    กรุณารอสักครู่
    การเข้าถึงถูกปฏิเสธ
    truy cập bị từ chối
    vui lòng chờ
    chờ một chút
    akses ditolak
    tunggu sebentar
    アクセスが拒否されました
    アクセス拒否
    アクセスできません
    しばらくお待ちください
    ロボットではないことを確認してください
    セキュリティチェック
    画像認証
    请稍候
    安全验证
    人机验证
    滑动验证页面
    验证码
    验证
    安全检查
    访问被拒绝
    访问受限
    访问被阻断
    访问异常
    拒绝访问
    禁止访问
    请完成安全验证
    百度安全验证
    您的访问出错了
    網站安全驗證
    請稍候
    安全驗證
    拒絕存取
    存取被拒
    잠시만 기다리십시오
    잠시만 기다려 주세요
    접근이 거부되었습니다
    접근 차단
    로봇이 아닙니다
    보안 확인
"""
TITLES = Phrases(table(_TITLES), _NOISE)
_SENTENCES = """
    verify you are human
    verify you are a human
    verify that you are human
    verify that you are a human
    verify that you are not a robot
    verify youre not a robot
    confirm you are human
    confirm you are a human
    confirm that you are human
    confirm that you are not a robot
    prove you are human
    prove that you are human
    prove youre not a robot
    prove you are not a robot
    prove that you are not a robot
    make sure youre not a robot
    make sure you are not a robot
    make sure youre a human
    youre not a robot
    you are not a robot
    not a bot
    im not a robot
    i am not a robot
    i am human
    youre a robot
    you are a robot
    you might be a robot
    you are a bot
    are you a robot
    are you human
    think that you were a bot
    made us think
    checking your browser
    checking if the site connection is secure
    checking the security of your connection
    ddos protection by
    ddos attack
    solve the captcha
    complete the captcha
    enter the characters
    type the characters
    enter the code shown
    complete the security check
    complete the challenge
    security check to access
    unusual traffic
    unusual activity
    suspicious activity
    automated requests
    automated queries
    automated access
    automated tools
    automation tools
    automated traffic
    automated bot
    you have been blocked
    youve been blocked
    you are blocked
    your ip address has been blocked
    your ip has been blocked
    your ip address is blocked
    your ip is blocked
    ip address has been
    your access has been blocked
    your request has been blocked
    your request was blocked
    this request was blocked
    request blocked
    the request is blocked
    blocked by the security rules
    blocked because we believe
    blocked for security reasons
    security reasons
    security service
    security solution
    security policy
    web application firewall
    administrative rules
    you dont have permission to access
    you do not have permission to access
    you are not authorized to access
    access to this page has been denied
    access to this resource
    access denied
    access is forbidden
    access is denied
    enable javascript and cookies
    enable js and disable any ad blocker
    enable js and disable
    please disable your ad blocker and
    robots not allowed
    bots not allowed
    enable cookies and javascript
    enable javascript and reload
    press and hold
    press hold
    slide to verify
    incident id
    incident number
    reference number
    reference id
    ray id
    support id
    event id
    request id
    transaction id
    your browser will redirect
    you will be redirected once the validation is complete
    keine roboter
    kein roboter
    sie ein mensch sind
    ungewöhnlicher datenverkehr
    ungewöhnliche aktivitäten
    pas un robot
    vous êtes un humain
    vous êtes humain
    trafic inhabituel
    activité inhabituelle
    no eres un robot
    no soy un robot
    eres humano
    tráfico inusual
    não é um robô
    não sou um robô
    tráfego incomum
    non sei un robot
    non sono un robot
    traffico insolito
    geen robot
    ongebruikelijk verkeer
    inte är en robot
    ikke en robot
    et ole robotti
    nie jesteś robotem
    nie jestem robotem
    nejste robot
    nem robot
    nu ești un robot
    не робот
    не бот
    вы человек
    подозрительный трафик
    запросы с вашего
    автоматические запросы
    доступ ограничен
    robot olmadığınızı
    لست روبوتا
    لست برنامج روبوت
    שאינך רובוט
    ربات نیستید
    ไม่ใช่หุ่นยนต์
    không phải là rô bốt
    không phải là robot
    bukan robot
    ロボットではない
    不是机器人
    人机验证
    安全验证
    请完成验证
    完成验证
    拖动滑块
    滑块
    访问过于频繁
    异常流量
    检测到异常
    您的访问被阻断
    由于您访问的url
    不是機器人
    안전한 접속
    로봇이 아닙니다
    비정상적인
"""
SENTENCES = Phrases(table(_SENTENCES))
STRONG = Phrases(
    table(_SENTENCES)
    - table(
        """
    incident id
    incident number
    reference number
    reference id
    request id
    transaction id
    security reasons
    event id
    made us think
    security policy
    security service
    security solution
    ip address has been
    滑块
"""
    )
)
