"""What comes instead of a page, in the forms that vendors, servers and sites give it.

Each form is a function of the page whose place it takes.  Those whose name begins with ``_held`` were
written after the rules and are never used to tune them.
"""

# ruff: noqa: E501 - markup stands as servers send it

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from snapshotter.urls import Url
from snapshotter.verdicts.evidence import Hop, PageEvidence, Probe
from tests.unit.verdicts.living import FOOT, NAV, LivingPage, evidence, head

Form = Callable[[LivingPage], PageEvidence]
HTML = ("Content-Type", "text/html; charset=utf-8")


@dataclass(frozen=True, slots=True)
class Fate:
    page_class: str
    form: Form
    held_out: bool

    @property
    def name(self) -> str:
        return f"{self.page_class}: {self.form.__name__}"


FATES: list[Fate] = []


def fate(page_class: str, *, held_out: bool = False) -> Callable[[Form], Form]:
    def register(form: Form) -> Form:
        FATES.append(Fate(page_class, form, held_out))
        return form

    return register


def host_of(page: LivingPage) -> str:
    return urlsplit(page.url).netloc


def bare(title: str, body: str, more: str = "") -> str:
    return f"<!DOCTYPE html><html><head><title>{title}</title>{more}</head><body>{body}</body></html>"


def site_page(page: LivingPage, title: str, body: str) -> str:
    """A page in the site's own dress."""
    return (
        head(f"{title} | {page.site}", page.language) + f"<body>{NAV}<main>{body}</main>{FOOT}</body></html>"
    )


# challenges


@fate("challenge")
def cloudflare_managed(page: LivingPage) -> PageEvidence:
    body = (
        '<div class="main-wrapper"><div class="main-content"><noscript><div class="h2"><span id="challenge-error-text">Enable JavaScript and '
        f"cookies to continue</span></div></noscript></div></div><script>(function(){{window._cf_chl_opt = {{cvId: '3',cZone: \"{host_of(page)}\",cType: 'managed'}};"
        "var a=document.createElement('script');a.src='/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1?ray=8b1';}())</script>"
    )
    fields = (HTML, ("cf-mitigated", "challenge"), ("server", "cloudflare"), ("cf-ray", "8b96-FRA"))
    return evidence(page.url, bare("Just a moment...", body), status=403, fields=fields)


@fate("challenge")
def cloudflare_rendered_200(page: LivingPage) -> PageEvidence:
    body = f"<h1>{host_of(page)}</h1><h2>Verify you are human by completing the action below.</h2><p>{host_of(page)} needs to review the security of your connection before proceeding.</p><div>Ray ID: 8b96971bcef6</div><div>Performance &amp; security by Cloudflare</div>"
    return evidence(page.url, bare("Just a moment...", body))


@fate("challenge")
def cloudflare_block(page: LivingPage) -> PageEvidence:
    body = '<div id="cf-wrapper"><div id="cf-error-details"><h1>Sorry, you have been blocked</h1><h2>You are unable to access mirror.example</h2><h2>Why have I been blocked?</h2><p>This website is using a security service to protect itself from online attacks. The action you just performed triggered the security solution. There are several actions that could trigger this block including submitting a certain word or phrase, a SQL command or malformed data.</p><h2>What can I do to resolve this?</h2><p>You can email the site owner to let them know you were blocked. Please include what you were doing when this page came up and the Cloudflare Ray ID found at the bottom of this page.</p></div></div>'
    return evidence(page.url, bare("Attention Required! | Cloudflare", body), status=403)


@fate("challenge")
def imperva(page: LivingPage) -> PageEvidence:
    body = '<iframe id="main-iframe" src="/_Incapsula_Resource?SWUDNSAI=31&xinfo=9-123&incident_id=1234" frameborder=0 width="100%" height="100%">Request unsuccessful. Incapsula incident ID: 1234-5678</iframe>'
    return evidence(
        page.url,
        f"<html><head><META NAME='ROBOTS' CONTENT='NOINDEX, NOFOLLOW'></head><body>{body}</body></html>",
    )


@fate("challenge")
def datadome(page: LivingPage) -> PageEvidence:
    html = f"<html lang=\"en\"><head><title>{host_of(page)}</title><style>#cmsg{{animation: A 1.5s;}}</style></head><body style=\"margin:0\"><p id=\"cmsg\">Please enable JS and disable any ad blocker</p><script data-cfasync=\"false\">var dd={{'rt':'c','cid':'AHrlq','hsh':'2013','t':'fe','s':17434,'e':'abc','host':'geo.captcha-delivery.com'}}</script><script data-cfasync=\"false\" src=\"https://ct.captcha-delivery.com/c.js\"></script></body></html>"
    return evidence(page.url, html, status=403, fields=(HTML, ("x-datadome", "protected")))


@fate("challenge")
def human(page: LivingPage) -> PageEvidence:
    body = '<section class="container"><div class="customer-logo-wrapper"></div><div class="page-title-wrapper"><h1>Please verify you are a human</h1></div><p>Access to this page has been denied because we believe you are using automation tools to browse the website.</p><p>This may happen as a result of the following:</p><ul><li>Javascript is disabled or blocked by an extension (ad blockers for example)</li><li>Your browser does not support cookies</li></ul><p>Reference ID: #b2a1</p><div id="px-captcha"></div></section>'
    return evidence(page.url, bare("Access to this page has been denied.", body), status=403)


@fate("challenge")
def akamai(page: LivingPage) -> PageEvidence:
    html = f'<HTML><HEAD>\n<TITLE>Access Denied</TITLE>\n</HEAD><BODY>\n<H1>Access Denied</H1>\n \nYou don\'t have permission to access "{page.url}" on this server.<P>\nReference&#32;&#35;18&#46;6d2f1502&#46;1616&#46;8b1\n<P>https&#58;&#47;&#47;errors&#46;edgesuite&#46;net&#47;18&#46;6d2f</P>\n</BODY>\n</HTML>\n'
    return evidence(
        page.url, html, status=403, fields=(("Content-Type", "text/html"), ("Server", "AkamaiGHost"))
    )


@fate("challenge")
def aws_waf(page: LivingPage) -> PageEvidence:
    html = '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title></title><script>window.awsWafCookieDomainList = [];window.gokuProps = {"key":"AQ"};</script><script src="https://a.b.us-east-1.token.awswaf.com/a/b/c/challenge.js"></script></head><body><div id="challenge-container"></div><noscript><h1>JavaScript is disabled</h1>In order to continue, we need to verify that you\'re not a robot.</noscript></body></html>'
    return evidence(page.url, html, status=202, fields=(HTML, ("x-amzn-waf-action", "challenge")))


@fate("challenge")
def anubis(page: LivingPage) -> PageEvidence:
    body = "<main><h1 id=title class=centered-div>Making sure you're not a bot!</h1><img id=image src=/.within.website/x/cmd/anubis/static/img/pensive.webp><p id=status>Loading...</p><script async type=module src=/.within.website/x/cmd/anubis/static/js/main.mjs></script><details><p>You are seeing this because the administrator of this website has set up Anubis to protect the server against the scourge of AI companies aggressively scraping websites.</p></details></main>"
    more = '<link rel="stylesheet" href="/.within.website/x/xess/xess.css"><script id="anubis_challenge" type="application/json">{"challenge":"f"}</script>'
    return evidence(page.url, bare("Making sure you&#39;re not a bot!", body, more))


@fate("challenge")
def google_sorry(page: LivingPage) -> PageEvidence:
    body = '<div><form id="captcha-form" action="index" method="post"><div id="recaptcha" class="g-recaptcha" data-sitekey="6L"></div></form><div><b>About this page</b><br><br>Our systems have detected unusual traffic from your computer network. This page checks to see if it\'s really you sending the requests, and not a robot.<br>IP address: 1.2.3.4<br>URL: https://www.google.com/</div></div>'
    return evidence(
        page.url, bare(page.url, body), status=429, final_url="https://www.google.com/sorry/index?continue=x"
    )


@fate("challenge", held_out=True)
def _held_vercel(page: LivingPage) -> PageEvidence:
    body = '<div id="root"><main><p id="header-text">We\'re verifying your browser</p><p id="footer-text">Vercel Security Checkpoint</p><noscript>Enable JavaScript to continue</noscript></main></div>'
    return evidence(
        page.url,
        bare("Vercel Security Checkpoint", body),
        status=429,
        fields=(HTML, ("x-vercel-mitigated", "challenge")),
    )


@fate("challenge", held_out=True)
def _held_sucuri(page: LivingPage) -> PageEvidence:
    html = "<html><title>You are being redirected...</title>\n<noscript>Javascript is required. Please enable javascript before you are allowed to see this page.</noscript>\n<script>var s={},u,c,U,r,i,l=0,a,e=eval,w=String.fromCharCode,sucuri_cloudproxy_js='',S='cT0i';L=S.length;</script></html>"
    return evidence(page.url, html)


@fate("challenge", held_out=True)
def _held_distil(page: LivingPage) -> PageEvidence:
    body = "<h1>Pardon Our Interruption...</h1><p>As you were browsing something about your browser made us think you were a bot. There are a few reasons this might happen:</p><ul><li>You're a power user moving through this website with super-human speed.</li><li>You've disabled cookies in your web browser.</li><li>A third-party browser plugin, such as Ghostery or NoScript, is preventing JavaScript from running.</li></ul><p>To regain access, please make sure that cookies and JavaScript are enabled before reloading the page.</p>"
    return evidence(page.url, bare("Pardon Our Interruption", body))


@fate("challenge", held_out=True)
def _held_own_captcha(page: LivingPage) -> PageEvidence:
    body = f"<div class=box><h2>Are you a robot?</h2><p>We have detected unusual activity from your network. To continue to {page.site}, please click the box below to let us know you're not a robot.</p><div class=h-captcha data-sitekey=1></div><p>Block reference ID: 1c2d</p></div>"
    return evidence(page.url, bare(f"{page.site} - Are you a robot?", body), status=403)


@fate("challenge", held_out=True)
def _held_siteground(page: LivingPage) -> PageEvidence:
    html = '<html><head><link rel="icon" href="data:;"><meta http-equiv="refresh" content="0;/.well-known/sgcaptcha/?r=%2F&y=ipc:1.2.3.4:1714"></meta></head></html>'
    return evidence(page.url, html, status=202)


@fate("challenge", held_out=True)
def _held_plain_403(page: LivingPage) -> PageEvidence:
    html = "<html>\r\n<head><title>403 Forbidden</title></head>\r\n<body>\r\n<center><h1>403 Forbidden</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
    return evidence(page.url, html, status=403)


# consent walls


@fate("consent-wall")
def google_consent(page: LivingPage) -> PageEvidence:
    body = '<h1>Before you continue to Google</h1><div>We use cookies and data to</div><ul><li>Deliver and maintain Google services</li><li>Track outages and protect against spam, fraud, and abuse</li><li>Measure audience engagement and site statistics to understand how our services are used and enhance the quality of those services</li></ul><div>If you choose to "Accept all," we will also use cookies and data to develop and improve new services, deliver and measure the effectiveness of ads and show personalized content.</div><form action="https://consent.google.com/save"><button>Reject all</button><button>Accept all</button></form><a href="https://policies.google.com/privacy">Privacy</a>'
    final = f"https://consent.google.com/ml?continue={quote(page.url, safe='')}&gl=DE"
    return evidence(
        page.url,
        bare("Before you continue to Google Search", body),
        final_url=final,
        hops=(Hop(page.url, 302),),
    )


@fate("consent-wall")
def yahoo(page: LivingPage) -> PageEvidence:
    body = "<h1>Yahoo ist Teil der Yahoo Markenfamilie</h1><p>Wenn Sie auf unsere Websites und in unsere Apps gehen, verwenden wir Cookies, um Ihnen unsere Websites und Apps bereitzustellen, Nutzer zu authentifizieren und Spam zu verhindern.</p><p>Wenn Sie auf „Alle akzeptieren“ klicken, werden wir und unsere Partner (darunter 237, die Teil des IAB Transparency &amp; Consent Framework sind) auch Informationen auf einem Gerät speichern und personenbezogene Daten verwenden.</p><form><button>Alle akzeptieren</button><button>Alle ablehnen</button></form>"
    return evidence(
        page.url,
        bare("Yahoo ist Teil der Yahoo Markenfamilie", body),
        final_url="https://consent.yahoo.com/v2/collectConsent?sessionId=3_cc",
    )


@fate("consent-wall")
def publisher_gate(page: LivingPage) -> PageEvidence:
    body = "<h1>Jouw privacy, jouw keuze</h1><p>Wij en onze partners gebruiken cookies en vergelijkbare technieken om informatie op je apparaat op te slaan en persoonsgegevens te verwerken voor advertenties.</p><p>Je kunt je toestemming altijd intrekken via de privacy-instellingen onderaan elke pagina van onze sites.</p><button>Akkoord</button><button>Instellen</button>"
    final = f"https://myprivacy.dpgmedia.nl/consent?siteKey=x&callbackUrl={quote(page.url, safe='')}"
    return evidence(page.url, bare("DPG Media Privacy Gate", body), final_url=final)


@fate("consent-wall")
def own_wall(page: LivingPage) -> PageEvidence:
    body = "<h1>Ihre Privatsphäre ist uns wichtig</h1><p>Um unser Angebot mit Werbung zu nutzen, benötigen wir Ihre Zustimmung zu Cookies und Tracking durch uns und unsere Partner.</p><p>Ihre Einwilligung in die Verarbeitung personenbezogener Daten können Sie jederzeit in den Datenschutzeinstellungen widerrufen.</p><button>Zustimmen und weiter</button><a href=/abo>Abo abschließen</a>"
    return evidence(page.url, bare(f"{page.site} – Mit Werbung weiterlesen", body))


@fate("consent-wall", held_out=True)
def _held_npr(page: LivingPage) -> PageEvidence:
    body = "<h1>NPR's sites use cookies</h1><p>By choosing I agree below, you agree that NPR's sites use cookies, similar tracking and storage technologies, and information about the device you use to access our sites to enhance your viewing, listening and user experience, personalize content and messages from NPR's sponsors.</p><p>This information is shared with social media, sponsorship, analytics and other vendors or service providers. See details in our privacy policy; you may choose to decline cookies and visit our plain text site.</p><button>I agree</button><a href=https://text.example>Decline and visit plain text site</a>"
    return evidence(
        page.url,
        bare("NPR Cookie Consent and Choices", body),
        final_url=f"https://choice.npr.org/index.html?origin={quote(page.url, safe='')}",
    )


@fate("consent-wall", held_out=True)
def _held_french(page: LivingPage) -> PageEvidence:
    body = "<h1>Avant de continuer</h1><p>Nous et nos 214 partenaires déposons des cookies et utilisons des informations non sensibles de votre appareil pour améliorer nos produits et afficher des publicités personnalisées.</p><p>Vous pouvez accepter ou refuser ces différentes opérations, ou retirer votre consentement à tout moment dans notre politique de confidentialité.</p><button>Accepter et continuer</button><button>Continuer sans accepter</button>"
    return evidence(page.url, bare("Le respect de votre vie privée est notre priorité", body))


# login walls


@fate("login-wall")
def redirected_login(page: LivingPage) -> PageEvidence:
    host = host_of(page)
    body = "<h1>Sign in</h1><form><label>Email</label><input type=email><label>Password</label><input type=password><button>Sign in</button></form><a href=/forgot>Forgot your password?</a><a href=/register>Create an account</a>"
    final = f"https://{host}/login?returnUrl={quote(page.url, safe='')}"
    return evidence(page.url, site_page(page, "Sign in", body), final_url=final, hops=(Hop(page.url, 302),))


@fate("login-wall")
def single_sign_on(page: LivingPage) -> PageEvidence:
    body = "<h1>Web Login Service</h1><p>Please enter your username and password to continue.</p><form><input name=j_username><input type=password name=j_password><button>Login</button></form>"
    return evidence(
        page.url,
        bare("Web Login Service", body),
        final_url="https://sso.university.example/idp/profile/SAML2/Redirect/SSO?execution=e1s1",
    )


@fate("login-wall")
def linkedin_authwall(page: LivingPage) -> PageEvidence:
    body = "<main><h1>Join LinkedIn</h1><form><input type=text name=email><input type=password><p>By clicking Agree & Join, you agree to the User Agreement.</p><button>Agree & Join</button></form><p>Already on LinkedIn? <a href=/login>Sign in</a></p></main>"
    return evidence(
        "https://www.linkedin.com/in/somebody",
        bare("Sign Up | LinkedIn", body),
        final_url="https://www.linkedin.com/authwall?trk=gf&sessionRedirect=x",
    )


@fate("login-wall")
def members_only(page: LivingPage) -> PageEvidence:
    body = "<h1>Log in</h1><p>You must be logged in to view this page.</p><form><input name=u><input type=password name=p><label><input type=checkbox> Remember me</label><button>Log in</button></form>"
    return evidence(page.url, site_page(page, "Log in", body))


@fate("login-wall")
def paid_without_text(page: LivingPage) -> PageEvidence:
    data = '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":false}</script>'
    body = "<article><h1>Two pillars of the harbour bridge are sinking</h1><h3>Subscribe to unlock this article</h3><ul><li>Monthly</li><li>Yearly</li></ul><a href=/login>Already a subscriber? Sign in</a></article>"
    return evidence(page.url, bare("Subscribe to read | Mirror", body, data))


@fate("login-wall")
def basic_401(page: LivingPage) -> PageEvidence:
    html = bare(
        "401 Authorization Required",
        "<center><h1>401 Authorization Required</h1></center><hr><center>nginx</center>",
    )
    return evidence(page.url, html, status=401, fields=(HTML, ("WWW-Authenticate", 'Basic realm="x"')))


@fate("login-wall", held_out=True)
def _held_facebook(page: LivingPage) -> PageEvidence:
    body = "<div><div>You must log in to continue.</div><div><h2>Log Into Facebook</h2><form><input type=text name=email><input type=password name=pass><button>Log In</button></form><a href=#>Forgot account?</a> · <a href=#>Sign up for Facebook</a></div></div>"
    return evidence(
        "https://www.facebook.com/groups/1234/posts/5678",
        bare("Facebook", body),
        final_url="https://www.facebook.com/login/?next=https%3A%2F%2Fwww.facebook.com%2Fgroups",
    )


@fate("login-wall", held_out=True)
def _held_german_portal(page: LivingPage) -> PageEvidence:
    body = "<h1>Anmelden</h1><form><input type=email placeholder=E-Mail><input type=password><button>Anmelden</button></form><p><a href=#>Passwort vergessen?</a></p><p>Noch kein Konto? <a href=#>Jetzt registrieren</a></p>"
    return evidence(page.url, site_page(page, "Anmeldung", body))


@fate("login-wall", held_out=True)
def _held_private_blog(page: LivingPage) -> PageEvidence:
    body = "<h1>Private Site</h1><p>This site is marked private by its owner. If you would like to view it, you will need two things: a WordPress.com account and permission from the site owner.</p><a href=/login>Log in</a> <a href=/request>Request access</a>"
    return evidence(page.url, bare("Private Site", body))


# interstitials


@fate("interstitial")
def leaving(page: LivingPage) -> PageEvidence:
    body = "<h1>You are leaving our website</h1><p>The link you clicked leads to an external site. We are not responsible for the content of external pages.</p><a href=https://x.example class=button>Continue</a> <a href=/>Go back</a>"
    return evidence(page.url, bare(f"Leaving {page.site}", body))


@fate("interstitial")
def age_gate(page: LivingPage) -> PageEvidence:
    body = "<h1>Are you over 18?</h1><p>You must be 18 or older to enter this site.</p><button>Yes, I am over 18</button><button>No</button>"
    return evidence(page.url, bare(f"Age verification | {page.site}", body))


@fate("interstitial")
def shortener_warning(page: LivingPage) -> PageEvidence:
    body = "<h1>STOP - there might be a problem with the requested link</h1><p>The link you requested has been identified by bitly as being potentially problematic. This could be because a bitly user has reported a problem, or because the destination contains malware.</p><p>Continue at your own risk to https://x.example</p>"
    return evidence(page.url, bare("Warning! | There might be a problem with the requested link", body))


@fate("interstitial")
def phishing_warning(page: LivingPage) -> PageEvidence:
    body = "<h1>Warning</h1><h2>Suspected Phishing</h2><p>This website has been reported for potential phishing. Phishing is when a site attempts to steal sensitive information by falsely presenting as a safe source.</p><button>Ignore &amp; Proceed</button>"
    return evidence(page.url, bare("Suspected phishing site | Cloudflare", body), status=403)


@fate("interstitial")
def chinese_jump(page: LivingPage) -> PageEvidence:
    return evidence(
        page.url,
        bare(
            "即将离开",
            "<h2>即将离开本站</h2><p>您即将访问外部网站，请注意您的账号和财产安全。</p><p>https://x.example</p><a href=x>继续访问</a>",
        ),
    )


@fate("interstitial", held_out=True)
def _held_google_redirect(page: LivingPage) -> PageEvidence:
    body = "<div><b>Redirect Notice</b></div><div>The previous page is sending you to <a href=https://x.example>https://x.example</a>.<br><br>If you do not want to visit that page, you can <a href=#>return to the previous page</a>.</div>"
    return evidence(page.url, bare("Redirect Notice", body))


@fate("interstitial", held_out=True)
def _held_alcohol(page: LivingPage) -> PageEvidence:
    body = "<h1>Welcome</h1><p>Are you of legal drinking age in your country?</p><select><option>1990</option></select><button>Enter</button><button>Exit</button><p>Please drink responsibly.</p>"
    return evidence(page.url, bare(page.site, body))


@fate("interstitial", held_out=True)
def _held_old_browser(page: LivingPage) -> PageEvidence:
    body = "<h1>Your browser is not supported</h1><p>Please upgrade to a modern browser to view this site: Chrome, Firefox, Safari or Edge.</p>"
    return evidence(page.url, bare(f"Unsupported browser - {page.site}", body))


# redirect stubs


@fate("redirect-stub")
def moved_301(page: LivingPage) -> PageEvidence:
    return evidence(
        page.url,
        bare("301 Moved Permanently", "<h1>Moved Permanently</h1>"),
        status=301,
        fields=(HTML, ("Location", "https://x.example/")),
    )


@fate("redirect-stub")
def meta_refresh(page: LivingPage) -> PageEvidence:
    return evidence(
        page.url,
        bare(
            "Redirecting…",
            '<a href="https://new.example/a">Click here if you are not redirected.</a>',
            '<meta http-equiv="refresh" content="0; url=https://new.example/a"><link rel=canonical href=https://new.example/a>',
        ),
    )


@fate("redirect-stub")
def script_location(page: LivingPage) -> PageEvidence:
    return evidence(
        page.url,
        '<html><head><script type="text/javascript">window.location.replace("https://new.example/b");</script></head><body></body></html>',
    )


@fate("redirect-stub", held_out=True)
def _held_object_moved(page: LivingPage) -> PageEvidence:
    return evidence(
        page.url,
        '<html><head><title>Object moved</title></head><body>\n<h2>Object moved to <a href="https://new.example/c">here</a>.</h2>\n</body></html>',
    )


@fate("redirect-stub", held_out=True)
def _held_top_location(page: LivingPage) -> PageEvidence:
    return evidence(
        page.url,
        "<html><body><script>document.location.href = 'https://new.example/' + '';</script><noscript><a href=https://new.example/>here</a></noscript></body></html>",
    )


# soft 404

_NOT_FOUND = {
    "en": ("Page not found", "Sorry, the page you are looking for does not exist."),
    "de": ("Seite nicht gefunden", "Die gewünschte Seite konnte leider nicht gefunden werden."),
    "fr": ("Page introuvable", "La page que vous recherchez n'existe pas ou plus."),
    "es": ("Página no encontrada", "La página que buscas no existe."),
    "pt": ("Página não encontrada", "A página que procura não existe."),
    "it": ("Pagina non trovata", "La pagina che stai cercando non esiste."),
    "nl": ("Pagina niet gevonden", "De pagina die je zoekt bestaat niet."),
    "pl": ("Nie znaleziono strony", "Strona, której szukasz, nie istnieje."),
    "ru": ("Страница не найдена", "К сожалению, такой страницы не существует."),
    "tr": ("Sayfa bulunamadı", "Aradığınız sayfa bulunamadı."),
    "el": ("Η σελίδα δεν βρέθηκε", "Η σελίδα που ζητήσατε δεν υπάρχει."),
    "ar": ("الصفحة غير موجودة", "عذرا، الصفحة التي تبحث عنها غير موجودة."),
    "he": ("הדף לא נמצא", "הדף שחיפשת אינו קיים."),
    "hi": ("पृष्ठ नहीं मिला", "आप जिस पृष्ठ को खोज रहे हैं वह नहीं मिला।"),
    "ja": ("ページが見つかりません", "お探しのページは見つかりませんでした。"),
    "zh": ("页面不存在", "抱歉，您访问的页面不存在或已被删除。"),
    "ko": ("페이지를 찾을 수 없습니다", "요청하신 페이지를 찾을 수 없습니다."),
    "th": ("ไม่พบหน้า", "ไม่พบหน้าที่คุณต้องการ"),
}


@fate("soft-404")
def own_language(page: LivingPage) -> PageEvidence:
    title, words = _NOT_FOUND[page.language]
    return evidence(page.url, site_page(page, title, f"<h1>{title}</h1><p>{words}</p>"))


@fate("soft-404")
def title_and_teasers(page: LivingPage) -> PageEvidence:
    title, words = _NOT_FOUND[page.language]
    teasers = "".join(
        f"<div><h3><a href=/a/{n}>A story that people read</a></h3><p>The first lines of a story that people read, long enough to be a passage of its own here.</p></div>"
        for n in range(8)
    )
    return evidence(
        page.url, site_page(page, f"404 - {title}", f"<h1>404: {title}</h1><p>{words}</p>{teasers}")
    )


@fate("soft-404")
def heading_only(page: LivingPage) -> PageEvidence:
    _, words = _NOT_FOUND[page.language]
    return evidence(
        page.url,
        head(page.site, page.language)
        + f"<body class='error404'>{NAV}<h1>Oops!</h1><p>{words}</p>{FOOT}</body></html>",
    )


@fate("soft-404")
def led_to_404(page: LivingPage) -> PageEvidence:
    html = site_page(page, page.site, "<h1>Hmm.</h1><p>Try the search above.</p>")
    return evidence(page.url, html, final_url=f"https://{host_of(page)}/404", hops=(Hop(page.url, 302),))


@fate("soft-404")
def led_home(page: LivingPage) -> PageEvidence:
    stories = "".join(
        f"<div><h2><a href=/s/{n}>Something else {n}</a></h2><p>Other news of the day, told in a line or two as front pages do it every morning.</p></div>"
        for n in range(12)
    )
    asked = f"https://{host_of(page)}/2011/05/council-votes-on-ferry-{page.language}.html"
    return evidence(
        asked,
        head(page.site, page.language) + f"<body>{NAV}{stories}</body></html>",
        final_url=f"https://{host_of(page)}/",
        hops=(Hop(Url(asked), 301),),
    )


@fate("soft-404")
def probe_same(page: LivingPage) -> PageEvidence:
    html = site_page(
        page,
        "Archive",
        "<h1>Archive</h1><p>The archive of our paper holds all issues since 1950. Use the search to find what you look for, or browse by year and month in the list.</p>"
        + "<ul>"
        + "".join(f"<li><a href=/y/{y}>{y}</a></li>" for y in range(1990, 2016))
        + "</ul>",
    )
    asked = f"https://{host_of(page)}/archive/item-8812.html"
    probe = Probe(
        Url(f"https://{host_of(page)}/archive/qwertzuiop.html"),
        Url(f"https://{host_of(page)}/archive/qwertzuiop.html"),
        200,
        html.encode(),
    )
    return evidence(asked, html, probe=probe)


@fate("soft-404", held_out=True)
def _held_video(page: LivingPage) -> PageEvidence:
    body = "<div id=player><h1>Video unavailable</h1><p>This video isn't available anymore</p></div>"
    return evidence("https://www.tube.example/watch?v=dQw4w9", bare("Tube", body))


@fate("soft-404", held_out=True)
def _held_article_gone(page: LivingPage) -> PageEvidence:
    body = "<h1>Whoops, our bad...</h1><p>The page you requested was not found, and we have a fine guess why. If you typed the URL directly, please make sure the spelling is correct.</p>"
    return evidence(page.url, site_page(page, "404 Not Found 1", body))


@fate("soft-404", held_out=True)
def _held_next_data(page: LivingPage) -> PageEvidence:
    html = '<!DOCTYPE html><html><head><title>404: This page could not be found</title></head><body><div id="__next"><div><h1>404</h1><h2>This page could not be found.</h2></div></div><script id="__NEXT_DATA__" type="application/json">{"props":{},"page":"/404"}</script></body></html>'
    return evidence(page.url, html)


@fate("soft-404", held_out=True)
def _held_job(page: LivingPage) -> PageEvidence:
    return evidence(
        page.url,
        site_page(
            page,
            "Careers",
            "<h1>This job is no longer available</h1><p>The position has been filled. See our other openings.</p>",
        ),
    )


@fate("soft-404", held_out=True)
def _held_swedish(page: LivingPage) -> PageEvidence:
    return evidence(
        page.url,
        site_page(
            page,
            "Sidan kunde inte hittas",
            "<h1>Sidan kunde inte hittas</h1><p>Sidan du letar efter har flyttats eller tagits bort.</p>",
        ),
    )


# gone


@fate("gone")
def plain_404(page: LivingPage) -> PageEvidence:
    return evidence(
        page.url,
        bare("404 Not Found", "<center><h1>404 Not Found</h1></center><hr><center>nginx</center>"),
        status=404,
    )


@fate("gone")
def dressed_410(page: LivingPage) -> PageEvidence:
    return evidence(page.url, page.html, status=410)


@fate("gone")
def suspended(page: LivingPage) -> PageEvidence:
    return evidence(
        page.url,
        bare(
            "Account Suspended",
            "<h1>Account Suspended</h1><p>This Account has been suspended.</p><p>Contact your hosting provider for more information.</p>",
        ),
    )


@fate("gone")
def github_pages(page: LivingPage) -> PageEvidence:
    return evidence(
        page.url,
        bare(
            "Site not found · GitHub Pages",
            "<h1>404</h1><p><strong>There isn't a GitHub Pages site here.</strong></p><p>If you're trying to publish one, read the full documentation to learn how to set up GitHub Pages.</p>",
        ),
        status=404,
    )


@fate("gone")
def blog_removed(page: LivingPage) -> PageEvidence:
    return evidence(
        page.url,
        bare(
            "Blog has been removed",
            "<h1>Blog has been removed</h1><p>Sorry, the blog at kim.blogspot.com has been removed. This address is not available for new blogs.</p>",
        ),
    )


@fate("gone", held_out=True)
def _held_bucket(page: LivingPage) -> PageEvidence:
    xml = '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>NoSuchBucket</Code><Message>The specified bucket does not exist</Message><BucketName>x</BucketName></Error>'
    return evidence(page.url, xml, status=404, fields=(("Content-Type", "application/xml"),))


@fate("gone", held_out=True)
def _held_service_closed(page: LivingPage) -> PageEvidence:
    return evidence(
        page.url,
        bare(
            "Service discontinued",
            "<h1>This service has been discontinued</h1><p>After eleven years we have closed the doors. Thank you to everybody who wrote here.</p>",
        ),
    )


@fate("gone", held_out=True)
def _held_shop_closed(page: LivingPage) -> PageEvidence:
    return evidence(
        page.url,
        bare(
            "mirror – Shopify",
            "<h1>Sorry, this shop is currently unavailable.</h1><p>Are you the store owner? Log in here.</p>",
        ),
    )


# legal


@fate("legal")
def status_451(page: LivingPage) -> PageEvidence:
    return evidence(page.url, bare("Unavailable", "<p>Not here.</p>"), status=451)


@fate("legal")
def gdpr_splash(page: LivingPage) -> PageEvidence:
    body = "<h1>451: Unavailable due to legal reasons</h1><p>We recognize you are attempting to access this website from a country belonging to the European Economic Area (EEA) including the EU which enforces the General Data Protection Regulation (GDPR) and therefore access cannot be granted at this time.</p><p>For any issues, contact news@mirror.example or call 555-0100.</p>"
    return evidence(page.url, bare("451: Unavailable due to legal reasons", body))


@fate("legal")
def not_in_region(page: LivingPage) -> PageEvidence:
    return evidence(
        page.url,
        site_page(
            page,
            "Sorry",
            "<h1>This content is not available in your region</h1><p>Due to licensing restrictions we cannot show it where you are.</p>",
        ),
        status=403,
    )


@fate("legal")
def seized(page: LivingPage) -> PageEvidence:
    return evidence(
        page.url,
        bare(
            "This website has been seized",
            "<h1>This website has been seized</h1><p>This domain has been seized by the Federal Bureau of Investigation pursuant to a seizure warrant.</p>",
        ),
    )


@fate("legal", held_out=True)
def _held_registry(page: LivingPage) -> PageEvidence:
    return evidence(
        page.url,
        bare(
            "Доступ ограничен",
            "<h1>Доступ к информационному ресурсу ограничен на основании Федерального закона от 27 июля 2006 г.</h1>",
        ),
    )


@fate("legal", held_out=True)
def _held_tribune(page: LivingPage) -> PageEvidence:
    body = "<p>Unfortunately, our website is currently unavailable in most European countries. We are engaged on the issue and committed to looking at options that support our full range of digital offerings to the EU market.</p>"
    return evidence(page.url, bare(page.site, body))


# server errors


@fate("server-error")
def plain_502(page: LivingPage) -> PageEvidence:
    return evidence(
        page.url,
        bare("502 Bad Gateway", "<center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center>"),
        status=502,
    )


@fate("server-error")
def database(page: LivingPage) -> PageEvidence:
    return evidence(page.url, bare("Database Error", "<h1>Error establishing a database connection</h1>"))


@fate("server-error")
def php(page: LivingPage) -> PageEvidence:
    return evidence(
        page.url,
        "<br />\n<b>Fatal error</b>:  Uncaught Error: Call to undefined function mysql_connect() in /var/www/html/db.php:12\nStack trace:\n#0 /var/www/html/index.php(3): include()\n#1 {main}\n  thrown in <b>/var/www/html/db.php</b> on line <b>12</b><br />",
    )


@fate("server-error")
def maintenance(page: LivingPage) -> PageEvidence:
    return evidence(
        page.url,
        bare(
            "Maintenance", "<h1>Briefly unavailable for scheduled maintenance. Check back in a minute.</h1>"
        ),
    )


@fate("server-error", held_out=True)
def _held_cloudflare_522(page: LivingPage) -> PageEvidence:
    return evidence(
        page.url,
        bare(
            "mirror.example | 522: Connection timed out",
            "<div id=cf-error-details><h1>Connection timed out <span>Error code 522</span></h1><p>The initial connection between Cloudflare's network and the origin web server timed out.</p></div>",
        ),
        status=522,
    )


@fate("server-error", held_out=True)
def _held_yellow_screen(page: LivingPage) -> PageEvidence:
    return evidence(
        page.url,
        bare(
            "Runtime Error",
            "<h1>Server Error in '/' Application.</h1><h2><i>Runtime Error</i></h2><p><b>Description:</b> An application error occurred on the server. The current custom error settings for this application prevent the details of the application error from being viewed remotely (for security reasons). It could, however, be viewed by browsers running on the local server machine.</p>",
        ),
    )


@fate("server-error", held_out=True)
def _held_sorry(page: LivingPage) -> PageEvidence:
    return evidence(
        page.url,
        site_page(
            page,
            "Error",
            "<h1>Something went wrong</h1><p>An unexpected error has occurred. Please try again later.</p>",
        ),
    )


# rate limits


@fate("rate-limited")
def plain_429(page: LivingPage) -> PageEvidence:
    return evidence(
        page.url,
        bare("429 Too Many Requests", "<h1>429 Too Many Requests</h1>"),
        status=429,
        fields=(HTML, ("Retry-After", "120")),
    )


@fate("rate-limited")
def cloudflare_1015(page: LivingPage) -> PageEvidence:
    return evidence(
        page.url,
        bare(
            "Access denied | mirror.example used Cloudflare to restrict access",
            "<h1>Error 1015</h1><h2>You are being rate limited</h2><p>The owner of this website has banned you temporarily from accessing this website.</p>",
        ),
        status=429,
    )


@fate("rate-limited")
def polite_503(page: LivingPage) -> PageEvidence:
    return evidence(
        page.url,
        bare(
            "Rate limit exceeded",
            "<h1>Rate limit exceeded</h1><p>You have sent too many requests. Please slow down.</p>",
        ),
        status=503,
    )


@fate("rate-limited", held_out=True)
def _held_forge(page: LivingPage) -> PageEvidence:
    return evidence(
        page.url,
        bare(
            "Too many requests · Forge",
            "<h1>Whoa there!</h1><p>You have exceeded a secondary rate limit. Please wait a few minutes before you try again.</p>",
        ),
        status=403,
    )


@fate("rate-limited", held_out=True)
def _held_200(page: LivingPage) -> PageEvidence:
    return evidence(
        page.url,
        bare(
            "Zu viele Anfragen",
            "<h1>Zu viele Anfragen</h1><p>Bitte versuchen Sie es in einigen Minuten erneut.</p>",
        ),
    )


# parked


@fate("parked")
def sedo(page: LivingPage) -> PageEvidence:
    links = "".join(f"<a href=/c/{n}>Related topic {n}</a>" for n in range(9))
    body = f"<div>{links}</div><p>The Sponsored Listings displayed above are served automatically by a third party. This domain may be for sale by its owner!</p><script src=https://img.sedoparking.com/js/parking.js></script>"
    return evidence(page.url, bare(f"{host_of(page)} - Related links", body))


@fate("parked")
def for_sale(page: LivingPage) -> PageEvidence:
    body = f"<h1>{host_of(page)} is for sale</h1><p>Own this domain today. Make an offer or buy now for $2,995.</p><form><input name=offer><button>Make an offer</button></form>"
    return evidence(page.url, bare(f"{host_of(page)} is for sale", body))


@fate("parked")
def lander(page: LivingPage) -> PageEvidence:
    return evidence(
        page.url,
        '<!DOCTYPE html><html><head><script>window.onload=function(){window.location.href="/lander"}</script></head></html>',
    )


@fate("parked")
def hugedomains(page: LivingPage) -> PageEvidence:
    body = "<h1>mirror.example</h1><p>This domain is for sale: $4,795</p><p>30-day money back guarantee. Take immediate ownership.</p><button>Buy now</button>"
    return evidence(
        page.url,
        bare("Mirror.example is for sale | HugeDomains", body),
        final_url="https://www.hugedomains.com/domain_profile.cfm?d=mirror.example",
    )


@fate("parked")
def nginx_welcome(page: LivingPage) -> PageEvidence:
    body = "<h1>Welcome to nginx!</h1><p>If you see this page, the nginx web server is successfully installed and working. Further configuration is required.</p><p><em>Thank you for using nginx.</em></p>"
    return evidence(page.url, bare("Welcome to nginx!", body))


@fate("parked", held_out=True)
def _held_registrar(page: LivingPage) -> PageEvidence:
    body = f"<h1>{host_of(page)}</h1><p>This domain has been registered at a registrar and is parked free of charge. Is this your domain? Log in to your account to set it up.</p>"
    return evidence(page.url, bare(host_of(page), body))


@fate("parked", held_out=True)
def _held_german(page: LivingPage) -> PageEvidence:
    return evidence(
        page.url,
        bare(
            host_of(page),
            f"<h1>Diese Domain steht zum Verkauf</h1><p>Die Domain {host_of(page)} wird vom Inhaber zum Kauf angeboten.</p><a href=#>Angebot abgeben</a>",
        ),
    )


@fate("parked", held_out=True)
def _held_apache(page: LivingPage) -> PageEvidence:
    return evidence(page.url, "<html><body><h1>It works!</h1></body></html>")


@fate("parked", held_out=True)
def _held_russian(page: LivingPage) -> PageEvidence:
    return evidence(
        page.url,
        bare(
            f"{host_of(page)}: домен продаётся",
            f"<h1>Домен {host_of(page)} продаётся</h1><p>Этот домен можно купить. Цена по запросу.</p>",
        ),
    )


# garbled, wrong type, empty, shells


@fate("garbled")
def mojibake(page: LivingPage) -> PageEvidence:
    words = (
        "Городской совет в третий раз за месяц собрался, чтобы обсудить мост через нижнюю гавань и дорогу к нему. "
        * 5
    )
    html = bare("Ð¡Ð¾Ð²ÐµÑ", f"<h1>x</h1><p>{words.encode().decode('latin-1')}</p>")
    return evidence(page.url, html)


@fate("garbled")
def still_compressed(page: LivingPage) -> PageEvidence:
    import gzip

    return evidence(page.url, gzip.compress(page.html.encode()))


@fate("garbled", held_out=True)
def _held_replacements(page: LivingPage) -> PageEvidence:
    words = (
        "Der St\ufffd\ufffdtrat \ufffd\ufffd\ufffd hat \ufffd\ufffd\ufffd\ufffd\ufffd sich \ufffd\ufffd\ufffd\ufffd mit \ufffd\ufffd\ufffd\ufffd\ufffd\ufffd. "
        * 20
    )
    return evidence(page.url, bare("St\ufffd\ufffdt", f"<p>{words}</p>"))


@fate("wrong-type")
def paper_became_page(page: LivingPage) -> PageEvidence:
    asked = f"https://{host_of(page)}/papers/settlement-of-pillars-2016.pdf"
    html = site_page(
        page,
        "Library",
        "<h1>Library</h1><p>Welcome to our library. Browse the collections by subject, by year or by author, or ask at the desk for help.</p>",
    )
    return evidence(asked, html)


@fate("wrong-type")
def pixel(page: LivingPage) -> PageEvidence:
    gif = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
    return evidence(page.url, gif, fields=(("Content-Type", "image/gif"),))


@fate("wrong-type", held_out=True)
def _held_picture_became_page(page: LivingPage) -> PageEvidence:
    asked = f"https://{host_of(page)}/img/harbour-bridge-1998.jpg"
    return evidence(
        asked,
        site_page(
            page,
            "Photos",
            "<h1>Photos</h1><p>Our photographers send pictures from all over the world every single day of the year.</p>",
        ),
    )


@fate("empty")
def no_bytes(page: LivingPage) -> PageEvidence:
    return evidence(page.url, b"")


@fate("empty")
def bare_document(page: LivingPage) -> PageEvidence:
    return evidence(page.url, "<html><head></head><body></body></html>")


@fate("empty", held_out=True)
def _held_blanks(page: LivingPage) -> PageEvidence:
    return evidence(page.url, b"\r\n\r\n   \n")


@fate("script-shell")
def react(page: LivingPage) -> PageEvidence:
    return evidence(
        page.url,
        '<!doctype html><html lang="en"><head><meta charset="utf-8"/><title>App</title><script defer src="/static/js/main.7d1.js"></script></head><body><noscript>You need to enable JavaScript to run this app.</noscript><div id="root"></div></body></html>',
    )


@fate("script-shell")
def angular(page: LivingPage) -> PageEvidence:
    return evidence(
        page.url,
        f'<!doctype html><html><head><title>{page.site}</title><base href="/"></head><body><app-root>Loading...</app-root><script src="runtime.js"></script><script src="polyfills.js"></script><script src="main.js"></script></body></html>',
    )


@fate("script-shell", held_out=True)
def _held_twitter(page: LivingPage) -> PageEvidence:
    return evidence(
        page.url,
        '<!DOCTYPE html><html><head><title></title></head><body><noscript><h1>JavaScript is not available.</h1><p>We’ve detected that JavaScript is disabled in this browser. Please enable JavaScript or switch to a supported browser.</p></noscript><div id="react-root"><div id="placeholder"></div></div><script src="https://abs.twimg.com/main.js"></script></body></html>',
    )


@fate("script-shell", held_out=True)
def _held_nuxt(page: LivingPage) -> PageEvidence:
    return evidence(
        page.url,
        '<!doctype html><html><head><title>Mirror</title><link rel=preload href=/_nuxt/a.js as=script></head><body><div id="__nuxt"><style>.x{}</style><div class="spinner"></div></div><script>window.__NUXT__={}</script><script src=/_nuxt/a.js defer></script></body></html>',
    )


def fates(*, held_out: bool) -> Iterator[Fate]:
    return (each for each in FATES if each.held_out is held_out)
