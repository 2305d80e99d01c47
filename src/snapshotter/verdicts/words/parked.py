"""What pages of domains without a site say."""

from __future__ import annotations

from snapshotter.verdicts.wording import Phrases, table

_TITLES = """
    domain for sale
    domain is for sale
    this domain is for sale
    this domain name is for sale
    the domain is for sale
    domain name for sale
    premium domain for sale
    domain names for sale
    buy this domain
    buy domain
    buy this domain name
    this domain may be for sale
    this domain is available
    this domain is available for sale
    this domain is available for purchase
    this domain is parked
    this domain is parked free
    this domain name is parked
    this domain has been registered
    this domain has expired
    this domain name has expired
    this domain is registered
    this domain has recently been registered
    this domain was recently registered
    this website is for sale
    this web site is for sale
    this site is for sale
    this webpage is parked
    this web page is parked
    this web page is parked free
    pagina in constructie
    website in aanbouw
    dominio vencido
    este dominio se encuentra vencido
    domain details page
    domain details
    parked domain
    parked domain name
    parked
    domain parked
    domain parking
    domain parking page
    domain expired
    domain has expired
    expired domain
    domain name expired
    domain registered
    domain reserved
    domain holding page
    holding page
    parking page
    free parking page
    your domain is expired
    coming soon
    website coming soon
    site coming soon
    under construction
    website under construction
    site under construction
    this site is under construction
    this website is under construction
    future home of something quite cool
    future home of
    launching soon
    default page
    default web page
    default website page
    default web site page
    default server page
    web servers default page
    domain default page
    default index page
    it works
    server default page
    welcome to nginx
    iis windows server
    index of
    placeholder page
    this is a placeholder page
    website is not configured
    domain not configured
    domain is not configured
    make an offer
    make an offer on this domain
    domain kaufen
    domain zu verkaufen
    diese domain steht zum verkauf
    diese domain kaufen
    diese domain ist zu verkaufen
    domain steht zum verkauf
    die domain steht zum verkauf
    hier entsteht eine neue internetpräsenz
    hier entsteht eine neue website
    hier entsteht eine neue webseite
    diese domain ist geparkt
    domain geparkt
    domain reserviert
    ce domaine est à vendre
    ce nom de domaine est à vendre
    domaine à vendre
    nom de domaine à vendre
    achetez ce domaine
    site en construction
    domaine réservé
    ce domaine est réservé
    dominio en venta
    este dominio está en venta
    este dominio esta en venta
    compre este dominio
    comprar este dominio
    sitio en construcción
    página en construcción
    dominio registrado
    domínio à venda
    este domínio está à venda
    compre este domínio
    site em construção
    domínio registrado
    dominio in vendita
    questo dominio è in vendita
    dominio registrato
    sito in costruzione
    domein te koop
    deze domeinnaam is te koop
    dit domein is te koop
    domeinnaam te koop
    deze domeinnaam is geregistreerd
    domän till salu
    denna domän är till salu
    domenet er til salgs
    domænet er til salg
    domena na sprzedaż
    ta domena jest na sprzedaż
    domena jest na sprzedaż
    domena zaparkowana
    strona w budowie
    doména na prodej
    tato doména je na prodej
    doména je na predaj
    doména zaparkována
    domain eladó
    ez a domain eladó
    domeniu de vânzare
    домен продается
    домен продаётся
    этот домен продается
    домен на продажу
    купить домен
    домен припаркован
    домен зарегистрирован
    сайт в разработке
    сайт находится в разработке
    срок регистрации домена истек
    домен продається
    домейнът се продава
    domena na prodaju
    το domain πωλείται
    satılık domain
    satılık alan adı
    bu alan adı satılıktır
    bu domain satılıktır
    yapım aşamasında
    النطاق للبيع
    هذا النطاق للبيع
    הדומיין למכירה
    این دامنه برای فروش است
    این دامنه به فروش میرسد
    فروش دامنه
    โดเมนนี้ขาย
    tên miền này đang được bán
    tên miền đang bán
    domain ini dijual
    domain dijual
    このドメインは販売中です
    このドメインは売りに出されています
    ドメイン販売
    ドメイン譲渡
    域名出售
    该域名出售
    域名转让
    此域名出售
    本域名出售
    您访问的域名出售
    您正在访问的域名可以转让
    域名已过期
    域名停放
    網域出售
    도메인 판매
    도메인 매매
    이 도메인은 판매 중입니다
"""
TITLES = Phrases(
    table(_TITLES), "the your yourdomain welcome page sorry www com net org de domain name 域名 premium"
)
WEAK = table(
    """
    coming soon
    under construction
    index of
    holding page
    parked
    placeholder page
    launching soon
    future home of
    make an offer
    it works
    default page
    yapım aşamasında
    página en construcción
    site en construction
    buy domain
    domain kaufen
    купить домен
    site coming soon
    website coming soon
    site under construction
    website under construction
    this site is under construction
    this website is under construction
    strona w budowie
    sito in costruzione
    site em construção
    sitio en construcción
    сайт в разработке
    сайт находится в разработке
    this domain is available
"""
)
"""Living pages begin so as well; they count on very short pages alone."""
_IN_TEXT = """
    this domain is for sale
    this domain name is for sale
    this domain may be for sale
    this domain is available for sale
    this domain is available for purchase
    the domain is for sale
    domain may be for sale
    domain is for sale
    domain name is for sale
    buy this domain
    inquire about this domain
    interested in this domain
    own this domain today
    get this domain
    make an offer on this domain
    the owner of this domain
    the domain owner
    this domain is parked
    this domain name is parked
    this page is parked
    this web page is parked
    this webpage is parked
    parked free
    se encuentra vencido
    dominio vencido
    parked for free
    parked courtesy of
    this domain is registered
    this domain has been registered
    this domain was registered
    this domain name has been registered
    this domain has expired
    this domain name has expired
    this domain name expired
    this domain is expired
    domain has expired
    domain name has expired
    renew this domain
    backorder this domain
    this domain is pending renewal
    was recently registered
    this domain is currently not
    the sponsored listings displayed above
    sponsored listings
    sponsored results
    related searches
    relevant searches
    popular searches
    related links
    this page was generated
    this is the default web page
    this is the default page
    this is the default welcome page
    this is a default page
    default index page
    this page is used to test the proper operation
    if you see this page the
    if you are the owner of this website
    if you are the website owner
    if you are the owner of this domain
    the web server software is running but no content has been added
    no content has been added
    has not been uploaded
    has not yet been uploaded
    website has not been published
    site has not been published
    hier entsteht
    diese domain steht zum verkauf
    diese domain ist zu verkaufen
    diese domain kaufen
    diese domain wurde
    domain steht zum verkauf
    ce domaine est à vendre
    ce nom de domaine est à vendre
    ce nom de domaine est
    este dominio está en venta
    este dominio ha sido registrado
    este domínio está à venda
    este domínio
    questo dominio è in vendita
    questo dominio è stato registrato
    dit domein is te koop
    deze domeinnaam is te koop
    deze domeinnaam is
    ta domena jest na sprzedaż
    domena jest na sprzedaż
    tato doména
    домен продается
    домен продаётся
    этот домен
    домен зарегистрирован
    домен припаркован
    bu alan adı
    satılık
    این دامنه
    هذا النطاق
    このドメイン
    该域名
    此域名
    本域名
    域名出售
    域名转让
    도메인
"""
SENTENCES = Phrases(table(_IN_TEXT))
PARKED_WEAK_TEXT = table(
    """
    related links
    the domain owner
    this page was generated
    도메인
    satılık
    was recently registered
    popular searches
    este domínio
    тато doména
    if you see this page the
    related searches
    get this domain
    has not been uploaded
    此域名
    该域名
"""
)
