"""What pages say that law or region keeps closed."""

from __future__ import annotations

from snapshotter.verdicts.wording import Phrases, table

_TITLES = """
    unavailable for legal reasons
    unavailable due to legal reasons
    451 unavailable for legal reasons
    451 unavailable due to legal reasons
    not available in your region
    not available in your country
    not available in your location
    not available in your area
    unavailable in your region
    unavailable in your country
    unavailable in your location
    content not available in your region
    content not available in your country
    content unavailable in your region
    content not available in your location
    this content is not available in your region
    this content is not available in your country
    this content is not available in your location
    this content isnt available in your region
    this content isnt available in your country
    this page is not available in your region
    this page is not available in your country
    this page isnt available in your region
    this site is not available in your country
    this site is not available in your region
    this website is not available in your region
    this website is not available in your country
    this service is not available in your country
    this service is not available in your region
    this video is not available in your country
    service not available in your region
    website not available in your region
    site not available in your region
    sorry this content is not available in your region
    access from your country is blocked
    access denied by country
    country blocked
    region blocked
    geo blocked
    geoblocked
    geo restricted
    this domain has been seized
    this website has been seized
    this site has been seized
    domain seized
    domain has been seized
    website seized
    removed for legal reasons
    removed due to a legal request
    removed in response to a legal request
    repository unavailable due to dmca takedown
    dmca takedown
    gdpr notice
    european union visitors
    notice to european users
    nicht verfügbar in ihrem land
    in ihrem land nicht verfügbar
    in deinem land nicht verfügbar
    dieser inhalt ist in ihrem land nicht verfügbar
    dieser inhalt ist in deinem land nicht verfügbar
    dieses video ist in ihrem land nicht verfügbar
    aus rechtlichen gründen nicht verfügbar
    non disponible dans votre pays
    non disponible dans votre région
    contenu non disponible dans votre pays
    ce contenu nest pas disponible dans votre pays
    ce contenu nest pas disponible dans votre région
    indisponible pour des raisons légales
    no disponible en tu país
    no disponible en su país
    contenido no disponible en tu región
    contenido no disponible en tu país
    este contenido no está disponible en tu país
    este contenido no está disponible en tu región
    no disponible por razones legales
    não disponível no seu país
    conteúdo indisponível no seu país
    este conteúdo não está disponível no seu país
    este conteúdo não está disponível na sua região
    non disponibile nel tuo paese
    contenuto non disponibile nel tuo paese
    questo contenuto non è disponibile nel tuo paese
    niet beschikbaar in jouw land
    niet beschikbaar in uw land
    niet beschikbaar in jouw regio
    deze inhoud is niet beschikbaar in jouw land
    inte tillgänglig i ditt land
    ikke tilgjengelig i ditt land
    ikke tilgængelig i dit land
    niedostępne w twoim kraju
    treści niedostępne w twoim kraju
    není dostupné ve vaší zemi
    недоступно в вашем регионе
    недоступно в вашей стране
    контент недоступен в вашей стране
    контент недоступен в вашем регионе
    доступ к информационному ресурсу ограничен
    доступ к ресурсу ограничен
    доступ к запрашиваемому ресурсу ограничен
    доступ к сайту ограничен
    ресурс заблокирован
    доступ ограничен по решению
    недоступно у вашій країні
    bu içerik ülkenizde kullanılamıyor
    bu siteye erişim engellenmiştir
    غير متاح في بلدك
    غير متاح في منطقتك
    לא זמין במדינתך
    situs diblokir
    internet positif
    trustpositif
    nicht in ihrer region verfügbar
    お住まいの国ではご利用いただけません
    お住まいの地域ではご利用いただけません
    この地域ではご利用いただけません
    您所在的地区无法访问
    您所在的地区不支持
    在您所在的地区不可用
    您所在的國家或地區無法使用
    귀하의 국가에서는 이용할 수 없습니다
    blocked site
    blocked url
    blocked website
    site blocked
    website blocked
    website gesperrt
    webseite gesperrt
    запрет доступа
    this domain name has been seized
    domain name has been seized
    불법 유해 정보 차단 안내
    불법 유해 정보사이트 차단 안내
    불법유해정보 차단안내
    차단 안내
    accès bloqué par décision
    sitio bloqueado
    sito bloccato
    strona zablokowana przez
    site blocked by court order
    access to this site has been blocked
    access to this website has been blocked
    ссылка заблокирована
    доступ заблокирован
    zugang gesperrt
    불법 유해 정보 사이트에 대한 차단 안내
"""
TITLES = Phrases(table(_TITLES), "sorry 451 error 403 http we re oops")
_SENTENCES = """
    which enforces the general data protection regulation
    enforces the general data protection regulation gdpr
    european economic area
    unavailable in most european countries
    currently unavailable in most european
    not available in the european union
    not available to users in the european
    unavailable to visitors from the european
    not available in your region
    not available in your country
    not available in your location
    not available in your area
    not available in your territory
    isnt available in your region
    isnt available in your country
    unavailable in your region
    unavailable in your country
    unavailable in your location
    unavailable for legal reasons
    unavailable due to legal reasons
    not available from your location
    not accessible from your country
    not accessible in your region
    not accessible from your location
    visitors from your country
    from your country or region
    your country or region
    access from your country
    due to legal restrictions
    due to legal reasons
    for legal reasons
    due to a dmca takedown
    dmca takedown
    in response to a complaint
    in response to a legal
    pursuant to a court order
    pursuant to a seizure warrant
    by court order
    order of the high court
    high court of justice
    has been seized
    has been seized by
    blocked by the ministry
    blocked by the iraqi ministry
    blocked by a public authority
    blocked by the authorities
    blocked by the government
    blocked by order of
    blocked by court order
    blocked pursuant to
    blocked in accordance with
    blocked under the
    disabled by order of the
    by order of the government
    order of the russian government
    restricted by the authorities
    prohibited by law
    contravenes the
    regulatory authority has
    according to decision nr
    protection measure
    internet blacklist
    requested website is not available if you believe the requested page should not be blocked
    page should not be blocked
    pursuant to court orders
    pursuant to court order
    pursuant to an order
    as per the directions of
    department of telecommunications
    prohibited for viewership
    domain name has been seized
    this domain has been seized
    domain has been seized by
    yasaklanmıştır
    erişime engellenmiş
    ตามคำสั่งศาล
    بناء على تعليمات
    gambling commission
    gaming authority
    gambling is restricted
    telekommunikation und post
    ordre judiciaire
    decreto di sequestro
    einstweiligen verfügung
    einstweiligen anordnung
    gerichtlicher anordnung
    aufgrund gerichtlicher
    aufgrund einer gerichtlichen
    décision de justice
    décision judiciaire
    resolución judicial
    orden judicial
    ordem judicial
    decisão judicial
    provvedimento dellautorità
    agenzia delle dogane
    rechterlijke uitspraak
    rechterlijk bevel
    gerechtelijk bevel
    fogedretten
    rättsligt beslut
    τον νόμο
    το νόμο
    έχει απαγορευτεί
    заблокирован по решению
    по решению органов
    в соответствии с законодательством
    в соответствии с требованиями законодательства
    съответствие с българското законодателство
    в изпълнение на разпореждане
    sayılı kararı
    sayılı kararına
    başsavcılığı
    idari tedbir
    erişime engellenmiştir
    حجب هذا الموقع
    هذا الموقع محجوب
    هذا الموقع غير متاح
    الموقع محظور
    peraturan perundang
    perundang undangan
    ketentuan perundangan
    undang undang malaysia
    ถูกระงับ
    กระทรวงดิจิทัล
    blocked under instructions
    blocked as per the directions
    blocked by order
    gemäß dsgvo
    in ihrem land nicht verfügbar
    in deinem land nicht verfügbar
    aus rechtlichen gründen
    dans votre pays
    pour des raisons légales
    raisons juridiques
    en tu país
    en su país
    por razones legales
    no seu país
    na sua região
    nel tuo paese
    per motivi legali
    autorità giudiziaria
    in jouw land
    in uw land
    om juridische redenen
    i ditt land
    i dit land
    w twoim kraju
    ve vaší zemi
    в вашем регионе
    в вашей стране
    ограничен на основании
    федерального закона
    роскомнадзор
    по решению суда
    единый реестр
    у вашій країні
    bilgi teknolojileri ve iletişim kurumu
    mahkemesinin
    sayılı kanun
    في بلدك
    kementerian
    komunikasi dan informatika
    dilarang diakses
    お住まいの国
    お住まいの地域
    所在的地区
    所在地區
    귀하의 국가
    방송통신심의위원회
"""
SENTENCES = Phrases(table(_SENTENCES))
WEAK = table(
    """
    european economic area
    your country or region
    dans votre pays
    en tu país
    en su país
    no seu país
    for legal reasons
    nel tuo paese
    in jouw land
    in uw land
    i ditt land
    i dit land
    has been seized
    by court order
    в вашей стране
    mahkemesinin
    kementerian
    роскомнадзор
    το νόμο
    τον νόμο
    prohibited by law
    contravenes the
    protection measure
    orden judicial
    ordem judicial
    blocked under the
    в соответствии с законодательством
    peraturan perundang
    perundang undangan
    ถูกระงับ
    has been seized by
"""
)
