"""What pages say that want consent before anything else."""

from __future__ import annotations

from snapshotter.verdicts.wording import Phrases, table

_NOISE = "your our the about website site ihre ihr unsere vos votre nos tus sus le la de"
_TITLES = """
    before you continue
    before you continue to google
    before you continue to google search
    before you continue to youtube
    before you continue to google maps
    before you continue to google news
    we value your privacy
    we care about your privacy
    we respect your privacy
    your privacy
    your privacy matters
    your privacy is important to us
    your privacy choices
    your data your choice
    your data your experience
    your choice
    your cookie choices
    your cookie settings
    your cookie preferences
    privacy settings
    privacy gate
    dpg media privacy gate
    privacy preferences
    privacy consent
    privacy manager
    privacy center
    cookie consent
    cookie consent and choices
    cookies consent
    cookie settings
    cookies settings
    cookie preferences
    cookie notice
    cookie wall
    cookiewall
    cookies
    cookies and privacy
    privacy and cookies
    consent
    data consent
    consent required
    cookie consent required
    gdpr consent
    manage consent
    manage your consent
    manage cookies
    we use cookies
    this site uses cookies
    this website uses cookies
    accept cookies
    please accept our cookies
    please accept cookies
    yahoo is part of the yahoo family of brands
    yahoo is now part of oath
    yahoo is now part of verizon media
    yahoo is part of verizon media
    a message about cookies
    one more step before you continue
    bevor sie fortfahren
    bevor sie zu google weitergehen
    bevor sie zu youtube weitergehen
    bevor sie die google suche nutzen
    bevor du fortfährst
    ihre privatsphäre
    ihre privatsphäre ist uns wichtig
    wir schätzen ihre privatsphäre
    wir respektieren ihre privatsphäre
    ihre daten ihre wahl
    privatsphäre einstellungen
    datenschutzeinstellungen
    datenschutz einstellungen
    cookie einstellungen
    cookie zustimmung
    cookies zustimmen
    wir verwenden cookies
    diese website verwendet cookies
    zustimmung
    einwilligung
    werbung akzeptieren oder abo
    mit werbung weiterlesen
    weiterlesen mit werbung
    mit werbung nutzen
    sie haben die wahl
    willkommen bei
    yahoo ist teil der yahoo markenfamilie
    avant de continuer
    avant daccéder à google
    avant daccéder à la recherche google
    avant daccéder à youtube
    avant de continuer sur google
    votre vie privée
    nous respectons votre vie privée
    le respect de votre vie privée
    le respect de votre vie privée est notre priorité
    votre vie privée est importante
    votre confidentialité
    paramètres de confidentialité
    paramètres des cookies
    gestion des cookies
    nous utilisons des cookies
    ce site utilise des cookies
    continuer sans accepter
    consentement
    yahoo fait partie de la famille de marques yahoo
    antes de continuar
    antes de ir a google
    antes de ir a la búsqueda de google
    antes de continuar a youtube
    tu privacidad
    su privacidad
    valoramos tu privacidad
    valoramos su privacidad
    respetamos tu privacidad
    tu privacidad es importante
    tu privacidad nos importa
    configuración de cookies
    configuración de privacidad
    aviso de cookies
    usamos cookies
    utilizamos cookies
    consentimiento
    yahoo forma parte de la familia de marcas yahoo
    antes de avançar
    antes de ir para o google
    a sua privacidade
    sua privacidade
    a sua privacidade é importante
    valorizamos a sua privacidade
    definições de cookies
    configurações de cookies
    consentimento
    prima di continuare
    prima di continuare su google
    prima di continuare su youtube
    prima di procedere
    la tua privacy
    la tua privacy è importante
    rispettiamo la tua privacy
    il rispetto della tua privacy
    impostazioni privacy
    impostazioni cookie
    consenso
    yahoo fa parte della famiglia di brand yahoo
    voordat je verdergaat
    voordat je verdergaat naar google
    voordat je verdergaat naar google zoeken
    voordat je verdergaat naar youtube
    voordat u verdergaat
    jouw privacy
    uw privacy
    jouw privacy jouw keuze
    wij waarderen uw privacy
    wij geven om jouw privacy
    privacy instellingen
    privacyinstellingen
    cookie instellingen
    cookie instellingen aanpassen
    cookies op
    wij gebruiken cookies
    deze website gebruikt cookies
    toestemming
    cookies accepteren
    innan du fortsätter
    din integritet
    vi värnar om din integritet
    vi använder cookies
    cookieinställningar
    samtycke
    før du fortsetter
    ditt personvern
    vi bryr oss om ditt personvern
    vi bruker cookies
    vi bruker informasjonskapsler
    før du fortsætter
    dit privatliv
    vi respekterer dit privatliv
    vi bruger cookies
    samtykke
    ennen kuin jatkat
    yksityisyytesi
    arvostamme yksityisyyttäsi
    käytämme evästeitä
    evästeasetukset
    zanim przejdziesz do google
    zanim przejdziesz dalej
    twoja prywatność
    cenimy twoją prywatność
    szanujemy twoją prywatność
    dbamy o twoją prywatność
    ustawienia prywatności
    ustawienia plików cookie
    zgoda
    než budete pokračovat
    vaše soukromí
    vážíme si vašeho soukromí
    nastavení cookies
    nastavení soukromí
    souhlas s cookies
    používáme cookies
    vaše súkromie
    vážime si vaše súkromie
    mielőtt továbblépne
    az ön adatainak védelme fontos számunkra
    adatvédelmi beállítások
    sütiket használunk
    înainte de a continua
    confidențialitatea dumneavoastră
    respectăm confidențialitatea
    прежде чем продолжить
    мы ценим вашу конфиденциальность
    настройки конфиденциальности
    мы используем файлы cookie
    перш ніж продовжити
    поверителността ви е важна
    преди да продължите
    cijenimo vašu privatnost
    cenimo vašu privatnost
    vaša privatnost
    vaša zasebnost
    prieš tęsiant
    πριν συνεχίσετε
    σεβόμαστε την ιδιωτικότητά σας
    το απόρρητό σας
    χρησιμοποιούμε cookies
    devam etmeden önce
    gizliliğinize önem veriyoruz
    gizliliğiniz
    çerez ayarları
    قبل المتابعة
    نحن نقدر خصوصيتك
    לפני שממשיכים
    続行する前に
    google にアクセスする前に
    プライバシーを尊重します
    继续之前
    在继续之前
    繼續之前
    계속하기 전에
"""
_TITLES_UNSURE = table("""
    willkommen bei
    your choice
    consenso
    zgoda
    cookies op
""")
TITLES = Phrases(table(_TITLES) - _TITLES_UNSURE, _NOISE)
"""``whole`` with the site's name after it is common: rules also look within titles."""
_ACCEPTS = """
    accept
    accept all
    accept all cookies
    accept cookies
    accept and continue
    accept continue
    accept and close
    i accept
    yes i accept
    agree
    i agree
    agree and continue
    agree to all
    agree and close
    agree and proceed
    yes i agree
    allow all
    allow all cookies
    allow cookies
    consent
    consent and continue
    got it
    ok
    continue
    reject all
    reject
    decline
    alle akzeptieren
    alles akzeptieren
    alle cookies akzeptieren
    akzeptieren
    akzeptieren und weiter
    akzeptieren weiter
    annehmen
    alle annehmen
    zustimmen
    zustimmen und weiter
    zustimmen weiter
    zustimmen und weiterlesen
    zustimmen weiterlesen
    ich stimme zu
    alle zulassen
    einverstanden
    weiter mit werbung
    alle ablehnen
    alles ablehnen
    tout accepter
    accepter
    accepter et continuer
    accepter et fermer
    accepter continuer
    jaccepte
    jaccepte tout
    tout refuser
    continuer sans accepter
    aceptar
    aceptar todo
    aceptar todas
    aceptar y continuar
    aceptar y cerrar
    aceptar todas las cookies
    acepto
    rechazar todo
    rechazar todas
    aceitar
    aceitar tudo
    aceitar todos
    aceitar e continuar
    aceito
    concordo
    rejeitar tudo
    accetta
    accetta tutto
    accetta tutti
    accetta e continua
    accetto
    accetta e chiudi
    acconsento
    rifiuta tutto
    rifiuta
    akkoord
    ga akkoord
    ik ga akkoord
    ja ik accepteer
    accepteren
    alles accepteren
    alle cookies accepteren
    accepteer
    accepteer alle
    alles afwijzen
    acceptera
    acceptera alla
    godkänn
    godkänn alla
    jag godkänner
    avvisa alla
    godta
    godta alle
    aksepter
    aksepter alle
    accepter alle
    tillad alle
    afvis alle
    hyväksy
    hyväksy kaikki
    hylkää kaikki
    akceptuję
    akceptuj
    zaakceptuj wszystko
    akceptuję wszystko
    zgadzam się
    przejdź do serwisu
    odrzuć wszystko
    přijmout vše
    přijmout
    souhlasím
    rozumím a přijímám
    prijať všetko
    súhlasím
    elfogadom
    összes elfogadása
    accept toate
    acceptă tot
    sunt de acord
    принять
    принять все
    согласен
    принимаю
    прийняти все
    приемам
    приемам всички
    prihvati sve
    prihvaćam
    prihvatam
    sprejmi vse
    sutinku
    αποδοχή
    αποδοχή όλων
    συμφωνώ
    kabul et
    tümünü kabul et
    kabul ediyorum
    قبول الكل
    قبول
    אני מסכים
    אישור
    同意する
    すべて同意
    すべて受け入れる
    同意
    接受
    全部接受
    全部同意
    모두 동의
    동의
    모두 수락
"""
ACCEPTS = table(_ACCEPTS)
_TERMS = """
    cookie
    cookies
    consent
    consents
    privacy
    partners
    vendors
    personal data
    personalised
    personalized
    advertising
    ads
    gdpr
    tracking
    iab
    legitimate interest
    identifiers
    data protection
    zustimmung
    zustimmen
    einwilligung
    einwilligungen
    datenschutz
    datenschutzerklärung
    datenschutzhinweise
    partner
    partnern
    personenbezogene
    personenbezogenen
    personalisierte
    werbung
    tracking
    consentement
    partenaires
    confidentialité
    données personnelles
    vie privée
    publicité
    publicités
    traceurs
    consentimiento
    privacidad
    socios
    datos personales
    publicidad
    anuncios
    consentimento
    parceiros
    dados pessoais
    publicidade
    consenso
    partner
    dati personali
    pubblicità
    annunci
    informativa
    toestemming
    privacybeleid
    persoonsgegevens
    advertenties
    advertentie
    samtycke
    personuppgifter
    integritet
    samtykke
    personvern
    persondata
    informasjonskapsler
    annonser
    evästeet
    evästeitä
    suostumus
    tietosuoja
    zgoda
    zgody
    zgodę
    prywatności
    partnerzy
    partnerów
    danych osobowych
    reklam
    reklamy
    souhlas
    soukromí
    osobních údajů
    reklamy
    súhlas
    súkromie
    hozzájárulás
    sütik
    adatvédelmi
    consimțământ
    confidențialitate
    согласие
    конфиденциальности
    файлы cookie
    персональных данных
    рекламы
    партнеры
    згода
    съгласие
    бисквитки
    privola
    privatnost
    kolačići
    kolačiće
    συγκατάθεση
    απορρήτου
    çerez
    çerezleri
    çerezler
    gizlilik
    rıza
    الارتباط
    الخصوصية
    עוגיות
    פרטיות
    クッキー
    プライバシー
    同意
    隐私
    隱私
    쿠키
    개인정보
"""
TERMS = Phrases(table(_TERMS))
"""Words of consent texts; several of them in nearly every passage make one."""
