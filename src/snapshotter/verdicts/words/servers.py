"""What failing servers say."""

from __future__ import annotations

from snapshotter.verdicts.wording import Phrases, table

_NOISE = (
    "error http status code 500 501 502 503 504 505 507 508 509 520 521 522 523 524 525 526 527 530 oops "
    "sorry we are whoops apache tomcat nginx the please page message "
)
_TITLES = """
    internal server error
    server error
    internal error
    application error
    service unavailable
    service temporarily unavailable
    temporarily unavailable
    service is unavailable
    service currently unavailable
    bad gateway
    gateway timeout
    gateway time out
    web server is down
    web server is returning an unknown error
    connection timed out
    origin is unreachable
    a timeout occurred
    ssl handshake failed
    origin dns error
    bad request
    invalid request
    backend fetch failed
    database error
    database connection error
    database connection failed
    error establishing a database connection
    error establishing database connection
    database error has occurred
    page cannot be displayed
    the page cannot be displayed
    error page cannot be displayed
    servera bağlanılamadı
    cannot connect to database
    could not connect to database
    unable to connect to database
    unable to connect to the database
    general error
    fatal error
    critical error
    runtime error
    unexpected error
    unknown error
    system error
    an error occurred
    an error has occurred
    an unexpected error occurred
    an unexpected error has occurred
    an internal server error occurred
    something went wrong
    something has gone wrong
    something went terribly wrong
    oops something went wrong
    were sorry but something went wrong
    looks like something went wrong
    whoops looks like something went wrong
    there was an error
    there has been a critical error on this website
    technical difficulties
    technical error
    technical problem
    we are experiencing technical difficulties
    were experiencing technical difficulties
    this site is experiencing technical difficulties
    well be right back
    well be back soon
    we will be back soon
    be right back
    back soon
    we are down for maintenance
    were down for maintenance
    down for maintenance
    site maintenance
    maintenance
    maintenance mode
    maintenance in progress
    site maintenance in progress
    system maintenance
    website maintenance
    server maintenance
    scheduled maintenance
    site under maintenance
    site is under maintenance
    site is undergoing maintenance
    website under maintenance
    under maintenance
    this site is under maintenance
    temporarily down for maintenance
    temporarily offline
    site offline
    site is offline
    site temporarily unavailable
    website temporarily unavailable
    website is offline
    web server is offline
    website unavailable
    over capacity
    server is overloaded
    server overloaded
    server too busy
    bandwidth limit exceeded
    resource limit is reached
    508 resource limit is reached
    connection refused
    interner serverfehler
    serverfehler
    interner fehler
    wartungsarbeiten
    wartung
    wartungsmodus
    wir sind gleich zurück
    dienst nicht verfügbar
    dienst vorübergehend nicht verfügbar
    vorübergehend nicht erreichbar
    ein fehler ist aufgetreten
    es ist ein fehler aufgetreten
    technischer fehler
    technische störung
    datenbankfehler
    erreur interne du serveur
    erreur interne
    erreur serveur
    erreur de serveur
    service indisponible
    service temporairement indisponible
    site en maintenance
    maintenance en cours
    une erreur est survenue
    une erreur sest produite
    erreur technique
    erreur de connexion à la base de données
    error interno del servidor
    error del servidor
    error interno
    servicio no disponible
    servicio temporalmente no disponible
    sitio en mantenimiento
    en mantenimiento
    ha ocurrido un error
    se ha producido un error
    error al establecer una conexión con la base de datos
    erro interno do servidor
    erro interno
    erro no servidor
    serviço indisponível
    serviço temporariamente indisponível
    site em manutenção
    em manutenção
    ocorreu um erro
    erro ao estabelecer uma conexão com o banco de dados
    errore interno del server
    errore del server
    errore interno
    servizio non disponibile
    servizio temporaneamente non disponibile
    sito in manutenzione
    in manutenzione
    si è verificato un errore
    interne serverfout
    serverfout
    er is een fout opgetreden
    er ging iets mis
    er is iets misgegaan
    onderhoud
    website in onderhoud
    tijdelijk niet beschikbaar
    internt serverfel
    serverfel
    ett fel har uppstått
    ett fel inträffade
    underhåll
    intern serverfeil
    serverfeil
    en feil har oppstått
    vedlikehold
    intern serverfejl
    serverfejl
    der opstod en fejl
    der er sket en fejl
    vedligeholdelse
    palvelinvirhe
    sisäinen palvelinvirhe
    huoltokatko
    wewnętrzny błąd serwera
    błąd serwera
    wystąpił błąd
    usługa niedostępna
    przerwa techniczna
    prace konserwacyjne
    interní chyba serveru
    chyba serveru
    došlo k chybě
    nastala chyba
    údržba
    probíhá údržba
    vnútorná chyba servera
    belső szerverhiba
    szerverhiba
    hiba történt
    karbantartás
    eroare internă a serverului
    eroare de server
    a apărut o eroare
    mentenanță
    внутренняя ошибка сервера
    ошибка сервера
    сервис недоступен
    сервис временно недоступен
    сервер временно недоступен
    сайт временно недоступен
    произошла ошибка
    технические работы
    ведутся технические работы
    техническое обслуживание
    на сайте ведутся технические работы
    что то пошло не так
    ошибка базы данных
    ошибка установки соединения с базой данных
    внутрішня помилка сервера
    помилка сервера
    сталася помилка
    технічні роботи
    вътрешна грешка на сървъра
    greška na serveru
    greška poslužitelja
    došlo je do greške
    εσωτερικό σφάλμα διακομιστή
    σφάλμα διακομιστή
    παρουσιάστηκε σφάλμα
    sunucu hatası
    dahili sunucu hatası
    bir hata oluştu
    hata oluştu
    bakım çalışması
    bakım modu
    خطأ في الخادم
    خطأ داخلي في الخادم
    حدث خطأ
    الخدمة غير متوفرة
    الموقع تحت الصيانة
    שגיאת שרת
    אירעה שגיאה
    האתר בתחזוקה
    خطای سرور
    خطای داخلی سرور
    خطایی رخ داده است
    سایت در حال بروزرسانی است
    सर्वर त्रुटि
    ข้อผิดพลาดของเซิร์ฟเวอร์
    เกิดข้อผิดพลาด
    ปิดปรับปรุง
    lỗi máy chủ
    đã xảy ra lỗi
    bảo trì hệ thống
    website đang bảo trì
    kesalahan server
    terjadi kesalahan
    sedang dalam pemeliharaan
    サーバーエラー
    サーバエラー
    内部サーバーエラー
    エラーが発生しました
    システムエラー
    メンテナンス中
    メンテナンス中です
    ただいまメンテナンス中です
    只今メンテナンス中です
    サーバーが混み合っています
    服务器错误
    服务器内部错误
    内部服务器错误
    服务不可用
    服务暂时不可用
    系统错误
    系统繁忙
    系统维护
    网站维护中
    系统维护中
    出错了
    發生錯誤
    伺服器錯誤
    系統維護中
    網站維護中
    서버 오류
    내부 서버 오류
    서버 에러
    시스템 오류
    오류가 발생했습니다
    서비스 점검 중
    서비스 점검 안내
    시스템 점검 중
    시스템 점검 안내
"""
TITLES = Phrases(
    table(_TITLES),
    _NOISE,
    frozenset(
        (
            "error",
            "fehler",
            "erreur",
            "500 error",
            "error 500",
            "http error 500",
            "503 error",
            "error 503",
            "502 error",
            "error 502",
        )
    ),
)
WEAK = table(
    """
    error
    fehler
    erreur
    maintenance
    back soon
    onderhoud
    bakım modu
    wartung
    underhåll
    vedlikehold
    údržba
    huoltokatko
    system error
    fatal error
    runtime error
    техническое обслуживание
    server error
    internal error
    technical error
    connection refused
    unexpected error
    invalid request
    karbantartás
    mentenanță
    vedligeholdelse
    mantenimiento
    database error
    be right back
    serverfehler
    connection timed out
"""
)
"""Titles that articles and manuals have as well: they count on nearly empty pages alone."""
_SENTENCES = """
    the server encountered an internal error
    the server encountered a temporary error
    the server encountered an unexpected
    the server is temporarily unable to service your request
    the server is currently unable to handle the request
    the server is temporarily unavailable
    the server is unable to process
    unable to complete your request
    internal server error
    service temporarily unavailable
    503 service unavailable
    502 bad gateway
    504 gateway time out
    error establishing a database connection
    error connecting to database
    could not connect to the database
    could not connect to database
    unable to connect to database
    unable to connect to the database
    failed to connect to database
    access denied for user
    too many connections
    cannot connect to mysql
    cant connect to local mysql server
    cant connect to mysql server
    mysql server has gone away
    unknown database
    sqlstate
    you have an error in your sql syntax
    an error occurred while processing your request
    an error occurred on the server
    an error occurred in the application
    an unexpected error has occurred
    an unexpected error occurred
    an application error occurred on the server
    a server error has occurred
    a server error occurred
    a fatal error occurred
    this site is temporarily unavailable
    this site is experiencing technical difficulties
    this website is temporarily unavailable
    the website is temporarily unavailable
    the site is temporarily unavailable
    the site is currently unavailable
    site is temporarily down
    site is currently down
    the site is currently down for maintenance
    is down for maintenance
    is currently down for maintenance
    currently undergoing maintenance
    is undergoing maintenance
    undergoing scheduled maintenance
    performing scheduled maintenance
    under maintenance
    briefly unavailable for scheduled maintenance
    page cannot be displayed
    the page cannot be displayed
    unable to process your request
    problem providing the content you requested
    unable to connect to server
    could not connect to server
    please try again later
    currently unavailable please try again
    web server is down
    connection refused
    upstream connect error
    upstream request timeout
    no healthy upstream
    no server is available to handle this request
    no available server
    default backend 404
    backend fetch failed
    guru meditation
    bad request
    your browser sent a request that this server could not understand
    your browser sent an invalid request
    fatal error uncaught
    fatal error call to
    fatal error allowed memory size
    fatal error maximum execution time
    fatal error require
    fatal error class
    fatal error cannot
    fatal error out of memory
    parse error syntax error
    warning mysql connect
    warning mysqli connect
    warning mysql pconnect
    warning require once
    warning include
    failed to open stream
    traceback most recent call last
    stack trace
    exception in thread
    unhandled exception
    uncaught exception
    java lang
    nullpointerexception
    microsoft ole db provider
    microsoft vbscript
    adodb connection
    whoops looks like something went wrong
    there has been a critical error on this website
    es wartungsarbeiten
    derzeit wartungsarbeiten
    datenbankverbindung
    fehler beim aufbau einer datenbankverbindung
    erreur lors de la connexion à la base de données
    erreur de connexion à la base de données
    error al conectar con la base de datos
    error al establecer una conexión con la base de datos
    erro ao conectar
    errore nello stabilire una connessione al database
    ошибка установки соединения с базой данных
    ведутся технические работы
    データベース接続確立エラー
    建立数据库连接时出错
    数据库连接
"""
SENTENCES = Phrases(table(_SENTENCES))
WEAK_SENTENCES = table(
    """
    please try again later
    unable to process your request
    stack trace
    sqlstate
    bad request
    java lang
    connection refused
    too many connections
    unknown database
    under maintenance
    warning include
    унder maintenance
    failed to open stream
    access denied for user
    unhandled exception
    uncaught exception
    数据库连接
"""
)
