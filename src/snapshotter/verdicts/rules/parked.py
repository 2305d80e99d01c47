"""Domains without a site: for sale, parked, new, and servers that nobody has set up.

A default page of a web server or of a hosting panel belongs here as well: the domain leads to a
machine, and no site is on it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from snapshotter.verdicts.page import Page
from snapshotter.verdicts.signs import Check, Mark, Marks, Rule, Sign
from snapshotter.verdicts.wording import Phrases, plain, table

_HOSTS = frozenset(
    (
        "sedo.com", "sedoparking.com", "bodis.com", "parkingcrew.net", "parkingcrew.com", "hugedomains.com",
        "dan.com", "afternic.com", "undeveloped.com", "above.com", "uniregistry.com", "namebright.com",
        "domainmarket.com", "buydomains.com", "brandbucket.com", "squadhelp.com", "atom.com", "perfectdomain.com",
        "efty.com", "domainnamesales.com", "epik.com", "fabulous.com", "trafficz.com", "domainsponsor.com",
        "voodoo.com", "skenzo.com", "parklogic.com", "domainhasexpired.com", "expireddomains.com", "sav.com",
        "searchhounds.com", "domain.io", "dynadot.com", "spaceship.com", "giantpanda.com", "ww1.com", "parked.com",
        "namecheap.com", "porkbun.com", "snapnames.com", "dropcatch.com", "sedo.de", "nicsell.com", "domeneshop.no",
        "reg.ru", "parking.reg.ru", "smartname.com", "rook.com", "cashparking.com", "domainactive.com", "4.cn", "ename.com",
    )
)  # fmt: skip
"""Hosts of the domain trade; a page that leads there from elsewhere is parked."""
_MARKS = (
    Mark("a parking service", ("data-adblockkey=",), most_words=60),
    Mark("a parking service", ("<frame", "domainname="), most_words=20),
    Mark("a parking service", ("<frame", "?epl="), most_words=20),
    Mark("a parking service", ("domainpark",), most_words=40),
    Mark("a parking service", ("show_afd_ads.js",), most_words=60),
    Mark("a parking service", ("px.js?ch=",), most_words=20),
    Mark("a parking service", ("searchmagnified.com",), most_words=40),
    Mark("Sedo", ("sedoparking.com",), most_words=60),
    Mark("Sedo", ("img.sedoparking",), most_words=60),
    Mark("Sedo", ("sedo.com/search/details",), most_words=60),
    Mark("Bodis", ("bodis.com",), most_words=60),
    Mark("Bodis", ("window.park =",), most_words=40),
    Mark("Bodis", ("window.park=",), most_words=40),
    Mark("Bodis", ("/parking-lander/",), most_words=60),
    Mark("ParkingCrew", ("parkingcrew.net",), most_words=60),
    Mark("ParkingCrew", ("tcblock", "searchbox", "domain"), most_words=40),
    Mark("Team Internet", ("d38psrni17bvxu.cloudfront.net",), most_words=60),
    Mark("Team Internet", ("parking.bodiscdn.com",), most_words=60),
    Mark("Google AdSense for Domains", ("/adsense/domains/caf.js",), most_words=60),
    Mark("Google AdSense for Domains", ("google.com/adsense/domains",), most_words=60),
    Mark("GoDaddy", ("img1.wsimg.com/parking-lander",), most_words=60),
    Mark("GoDaddy", ("window.location.href=\"/lander\"",), most_words=20),
    Mark("GoDaddy", ("window.location.href='/lander'",), most_words=20),
    Mark("GoDaddy", ("/lander", "window.location"), most_words=10),
    Mark("GoDaddy", ("lander_system",), most_words=40),
    Mark("GoDaddy", text=("this web page is parked for free courtesy of godaddy", "parked free courtesy of godaddy"), most_words=100),
    Mark("HugeDomains", ("hugedomains.com",), most_words=100),
    Mark("Afternic", ("afternic.com/forsale",), most_words=100),
    Mark("Afternic", ("afternic.com",), title=("for sale",), most_words=150),
    Mark("Dan.com", ("cdn0.dan.com",), most_words=150),
    Mark("Dan.com", ("dan.com/buy-domain",), most_words=150),
    Mark("Undeveloped", ("undeveloped.com",), title=("for sale",), most_words=150),
    Mark("Above.com", ("above.com/marketplace",), most_words=80),
    Mark("Above.com", ("domainhosting.above.com",), most_words=80),
    Mark("Uniregistry", ("uniregistry.com", "for sale"), most_words=100),
    Mark("NameBright", ("namebright.com",), title=("coming soon",), most_words=80),
    Mark("NameBright", ("namebright.com/cdn", ), most_words=60),
    Mark("Namecheap", ("registrar-servers.com",), most_words=40),
    Mark("Namecheap", text=("this domain has recently been registered with namecheap", "parked at namecheap", "registered at namecheap"), most_words=100),
    Mark("Network Solutions", text=("this site is under construction and coming soon", "this page is under construction coming soon"), most_words=60),
    Mark("Network Solutions", ("customercare.networksolutions",), most_words=60),
    Mark("Tucows", text=("this domain is parked",), most_words=80),
    Mark("Epik", ("epik.com",), title=("for sale", "buy"), most_words=150),
    Mark("DomainMarket", ("domainmarket.com",), title=("for sale", "buy", "domain"), most_words=150),
    Mark("BuyDomains", ("buydomains.com",), title=("for sale", "buydomains"), most_words=150),
    Mark("BrandBucket", ("brandbucket.com",), title=("for sale",), most_words=200),
    Mark("Atom", ("atom.com/name",), title=("for sale",), most_words=300),
    Mark("Efty", ("efty.com",), most_words=60),
    Mark("Porkbun", text=("a brand new domain", "parked on the bun", "this domain is parked at porkbun"), most_words=80),
    Mark("Dynadot", ("dynadot",), title=("for sale", "coming soon", "parked"), most_words=80),
    Mark("ParkLogic", ("parklogic.com",), most_words=40),
    Mark("Skenzo", ("skenzo",), most_words=40),
    Mark("Voodoo", ("voodoo.com",), most_words=40),
    Mark("Rook Media", ("rookdns", ), most_words=40),
    Mark("Domain Active", ("domainactive",), most_words=40),
    Mark("dsparking", ("dsparking",), most_words=40),
    Mark("ztomy", ("ztomy.com",), most_words=40),
    Mark("Giant Panda", ("giantpanda.com",), most_words=40),
    Mark("IONOS", text=("diese domain ist bereits registriert", "this domain is already registered", "diese internetpräsenz wird derzeit"), most_words=80),
    Mark("IONOS", ("defaultsite", "ionos"), most_words=80),
    Mark("united-domains", text=("diese domain wurde für einen kunden registriert", "hier entsteht eine neue internetpräsenz"), most_words=80),
    Mark("STRATO", text=("strato parking", "hier entsteht eine neue internetpräsenz"), most_words=80),
    Mark("nicsell", ("nicsell.com",), most_words=80),
    Mark("OVH", text=("site en construction", "félicitations votre domaine"), ), 
    Mark("Gandi", ("parking", "gandi.net"), most_words=80),
    Mark("Loopia", text=("this domain has been purchased and parked by a customer of loopia",), most_words=100),
    Mark("Loopia", title=("parked at loopia",), most_words=100),
    Mark("One.com", title=("hosted by one com", "hosted by onecom"), most_words=80),
    Mark("Hostinger", ("hostinger", "parked domain"), most_words=80),
    Mark("Hostinger", title=("parked domain name on hostinger dns system",), most_words=100),
    Mark("home.pl", text=("domena zaparkowana", "domena jest utrzymywana na serwerach"), most_words=80),
    Mark("REG.RU", ("parking.reg.ru",), most_words=100),
    Mark("REG.RU", text=("домен зарегистрирован но пока не используется", "домен припаркован"), most_words=100),
    Mark("Beget", text=("домен припаркован", "сайт только что создан", "домен не прилинкован к директории"), most_words=80),
    Mark("Timeweb", title=("домен припаркован",), most_words=80),
    Mark("XinNet", text=("该域名已被注册", "此域名正在出售"), most_words=80),
    Mark("Xserver", text=("このウェブスペースへは まだホームページがアップロードされていません",), most_words=80),
    Mark("お名前.com", text=("このドメインは お名前 comで取得されています", "お名前 comで取得"), most_words=80),
    Mark("Sakura", text=("さくらのレンタルサーバ で新しいドメイン",), most_words=80),
    Mark("Gabia", text=("가비아",), title=("도메인 파킹", "가비아 도메인"), most_words=80),
    Mark("Apache", title=("apache2 ubuntu default page", "apache2 debian default page", "apache http server test page", "test page for the apache", "apache2 default page", "apache2 centos"), most_words=500),
    Mark("Apache", text=("it works",), most_words=8),
    Mark("nginx", title=("welcome to nginx", "test page for the nginx", "nginx http server test page"), most_words=300),
    Mark("IIS", title=("iis windows server", "iis7", "iis8", "iis 10", "internet information services", "microsoft internet information services"), most_words=60),
    Mark("Tomcat", title=("apache tomcat",), text=("if youre seeing this youve successfully installed tomcat", "if youre seeing this page via a web browser it means youve setup tomcat"), most_words=400),
    Mark("Red Hat", title=("test page for the http server on", "http server test page powered by", "test page for the nginx http server on"), most_words=400),
    Mark("CentOS", title=("welcome to centos",), most_words=300),
    Mark("OpenResty", title=("welcome to openresty",), most_words=200),
    Mark("Caddy", title=("caddy works",), most_words=200),
    Mark("LiteSpeed", title=("welcome to litespeed", "litespeed web server default"), most_words=200),
    Mark("XAMPP", title=("welcome to xampp",), most_words=300),
    Mark("Plesk", title=("domain default page", "web servers default page", "plesk obsidian", "default plesk page", "default page"), text=("plesk", "this page is generated by", "default page"), most_words=200),
    Mark("Plesk", text=("this page is generated by plesk", "web servers default page"), most_words=200),
    Mark("cPanel", ("cgi-sys/defaultwebpage.cgi",), most_words=150),
    Mark("cPanel", title=("default web site page",), most_words=300),
    Mark("DirectAdmin", text=("hosted by directadmin", "this website is currently not available apache is functioning normally"), most_words=60),
    Mark("ISPConfig", title=("welcome",), text=("this is the default index page of your website",), most_words=60),
    Mark("Virtualmin", title=("website coming soon virtualmin", "virtualmin default"), most_words=60),
    Mark("CyberPanel", title=("cyberpanel installed",), most_words=80),
    Mark("AMH", title=("恭喜 站点创建成功", "恭喜站点创建成功"), most_words=80),
    Mark("BT", text=("恭喜 站点创建成功", "站点创建成功"), most_words=80),
    Mark("Django", title=("the install worked successfully congratulations",), most_words=80),
    Mark("Azure", title=("microsoft azure app service welcome", "your web app is running and waiting for your content"), most_words=100),
    Mark("Azure", text=("your app service app is up and running", "your web app is running and waiting for your content"), most_words=100),
    Mark("Bluehost", text=("this is a default index page for a new domain",), most_words=80),
    Mark("DreamHost", text=("site coming soon", "this domain is hosted by dreamhost", "well be back soon dreamhost"), title=("dreamhost", "coming soon"), most_words=80),
    Mark("HostGator", ("hostgator",), title=("coming soon", "website coming soon"), most_words=80),
    Mark("Wix", text=("wix com this domain is not connected",), most_words=60),
    Mark("WordPress", title=("coming soon",), text=("a new wordpress site is coming soon", "new wordpress site"), most_words=40),
)

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
TITLES = Phrases(table(_TITLES), "the your yourdomain welcome page sorry www com net org de domain name 域名 premium")
_WEAK = table(
    "coming soon\nunder construction\nindex of\nholding page\nparked\nplaceholder page\nlaunching soon\nfuture home of\n"
    "make an offer\nit works\ndefault page\nyapım aşamasında\npágina en construcción\nsite en construction\nbuy domain\n"
    "domain kaufen\nкупить домен\nsite coming soon\nwebsite coming soon\nsite under construction\n"
    "website under construction\nthis site is under construction\nthis website is under construction\n"
    "strona w budowie\nsito in costruzione\nsite em construção\nsitio en construcción\nсайт в разработке\n"
    "сайт находится в разработке\nthis domain is available"
)
"""Living pages begin so as well; they count on very short pages alone."""
_SALE = re.compile(
    r"^[a-z0-9-]{1,63}(?: [a-z0-9-]{1,30}){0,3} (?:is for sale|for sale|may be for sale|is available for sale|is available for purchase|"
    r"steht zum verkauf|est à vendre|está en venta|está à venda|è in vendita|is te koop|jest na sprzedaż|je na prodej|"
    r"продается|продаётся|domain is for sale|domain name is for sale|is parked|has expired|expired|is available|"
    r"domain for sale|is a premium domain|is coming soon|domain name for sale)\b"
)
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
_PARKED_WEAK_TEXT = table("related links\nthe domain owner\nthis page was generated\n도메인\nsatılık\nwas recently registered\npopular searches\n"
                          "este domínio\nтато doména\nif you see this page the\nrelated searches\nget this domain\nhas not been uploaded\n此域名\n该域名")
_SUBJECT = frozenset(("domain", "domains", "parked", "parking", "sale", "domeny", "domaine"))


def _address(page: Page) -> Sign | None:
    """Led to the domain trade, or to a parking page's own path."""
    final, asked = page.final, page.asked
    host = ".".join(final.host.split(".")[-2:])
    if host in _HOSTS and not asked.same_site(final) and page.is_moved:
        return Sign("parked", 0.96, "the domain leads to one who trades with domains", {"final_url": final.url[:500]})
    lander = final.path.lower().rstrip("/") in ("/lander", "/domain_profile.cfm", "/sedoparking", "/cgi-sys/defaultwebpage.cgi")
    if lander and page.is_thin(80):
        return Sign("parked", 0.95, "the address is that of a parking page", {"final_url": final.url[:500]})
    return None


def _title(page: Page) -> Sign | None:
    if not page.is_thin(40 if page.asked.words & _SUBJECT else 150):
        return None
    found = page.says(TITLES) or _sale(page)
    if not found or page.is_article:
        return None
    sentence = SENTENCES.in_first(page.main_blocks[:20])
    if found in _WEAK and not _is_bare(page) and not (sentence and page.words < 150):
        return None
    if page.words > 500 and not sentence:
        return None
    seen = {"phrase": found, "title": page.title[:200], "words": page.words, **({"sentence": sentence} if sentence else {})}
    return Sign("parked", 0.92, "the title is that of a domain without a site", seen)


def _sale(page: Page) -> str | None:
    """``example.com is for sale``: the domain's own name before the words."""
    name = page.final.host.split(".")
    for said in (page.title, *page.headings[:2]):
        words = plain(said)
        if _SALE.match(words) and (any(label in words for label in name if len(label) > 3) or "domain" in words):
            return words[:100]
        if words.startswith(("future home of", "hier entsteht")) and page.words < 160:
            return words[:100]
    return None


def _is_bare(page: Page) -> bool:
    return page.words <= 40 and page.links <= 8 and page.images <= 6


def _sentence(page: Page) -> Sign | None:
    if page.words > 160 or not page.is_thin(110) or page.is_article or not page.is_answered:
        return None
    found = SENTENCES.in_first(page.main_blocks[:25])
    host = page.final.host
    names_itself = bool(host) and plain(host) in plain(page.text[:3000])
    if not found or (found in _PARKED_WEAK_TEXT and not names_itself):
        return None
    if page.asked.words & _SUBJECT and page.prose_words > 40:
        return None
    return Sign("parked", 0.85, "a short text of a domain without a site", {"sentence": found, "words": page.words})


_PARKING = re.compile(r"sedoparking|domainpark|/park(?:ing)?(?:/|\.|$)|bodis\.com|parkingcrew|searchmagnified|placeholder|domain-?for-?sale|\?epl=|domainname=|parkingpage|hugedomains|afternic", re.IGNORECASE)


def _frame(page: Page) -> Sign | None:
    """One frame, that of a parking service, and nothing around it."""
    if page.words > 15 or page.links > 3 or not page.frames or len(page.frames) > 3:
        return None
    found = next((source for source in page.frames if _PARKING.search(source)), None)
    if found is None:
        return None
    return Sign("parked", 0.9, "nothing but the frame of a parking service", {"frame": found[:300], "words": page.words})


ADDRESS: Sequence[Rule] = (Check("parked.address", "final address", _address),)
MARKS: Sequence[Rule] = (
    Marks("parked.mark", "markup, titles and sentences of registrars, parking services and default pages", "parked", _MARKS, 0.95, "the page for a domain without a site"),
)
WORDS: Sequence[Rule] = (
    Check("parked.frame", "addresses of frames, length of the text", _frame),
    Check("parked.title", "title, first headings, length of the text", _title),
    Check("parked.sentence", "short whole texts", _sentence),
)
