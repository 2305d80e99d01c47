"""Pages of services in whose place there is nothing any more: unclaimed, suspended, closed."""

from __future__ import annotations

from collections.abc import Sequence

from snapshotter.verdicts.page import Page
from snapshotter.verdicts.signs import Check, Mark, Marks, Rule, Sign
from snapshotter.verdicts.wording import Phrases, table

_MARKS = (
    Mark("GitHub Pages", text=("there isnt a github pages site here",), most_words=80),
    Mark("Heroku", ("herokucdn.com/error-pages/no-such-app",), most_words=80),
    Mark("Heroku", title=("no such app",), most_words=80),
    Mark("Amazon S3", ("nosuchbucket",), most_words=60),
    Mark("Amazon S3", ("nosuchwebsiteconfiguration",), most_words=60),
    Mark("Amazon S3", ("nosuchkey",), most_words=60),
    Mark("Amazon S3", ("permanentredirect", "bucket"), most_words=60),
    Mark("Google Cloud Storage", text=("the specified bucket does not exist",), most_words=60),
    Mark("Azure", title=("microsoft azure web app",), text=("404 web site not found", "unavailable", "this web app has been stopped", "error 404"), most_words=80),
    Mark("Azure", ("the specified container does not exist",), most_words=60),
    Mark("Fastly", text=("fastly error unknown domain",), most_words=60),
    Mark("Pantheon", text=("the gods are wise but do not know of the site",), most_words=80),
    Mark("Vercel", text=("deployment_not_found", "deployment not found", "the deployment could not be found on vercel"), most_words=60),
    Mark("Netlify", text=("not found request id",), most_words=30),
    Mark("Netlify", title=("site not found",), text=("looks like youve followed a broken link or entered a url that doesnt exist on netlify",), most_words=80),
    Mark("Surge", text=("project not found",), title=("project not found",), most_words=40),
    Mark("Shopify", text=("sorry this shop is currently unavailable", "this shop is unavailable", "this store is unavailable"), most_words=80),
    Mark("Tumblr", text=("whatever you were looking for doesnt currently exist at this address",), most_words=80),
    Mark("Tumblr", title=("theres nothing here",), most_words=60),
    Mark("Blogger", title=("blog not found", "blog has been removed", "blog wurde nicht gefunden", "blog introuvable"), most_words=80),
    Mark("Blogger", text=("blogspot com has been removed",), most_words=80),
    Mark("WordPress.com", text=("wordpress com doesnt exist", "this blog has been archived or suspended", "this site has been archived or suspended", "this site is no longer available"), most_words=100),
    Mark("WordPress.com", text=("the authors have deleted this site",), most_words=100),
    Mark("Squarespace", title=("website expired",), most_words=80),
    Mark("Squarespace", text=("this account has expired", "this domain isnt connected to a website", "the site owner needs to renew"), most_words=80),
    Mark("Wix", text=("looks like this domain isnt connected to a website yet",), most_words=80),
    Mark("Weebly", text=("this site is no longer available", "the site you are looking for is no longer available"), most_words=60),
    Mark("Ghost", text=("the thing you were looking for is no longer here",), most_words=60),
    Mark("Bitbucket", title=("repository not found",), most_words=60),
    Mark("ReadTheDocs", title=("project not found maze found", "maze found"), most_words=80),
    Mark("Zendesk", title=("help center closed",), most_words=60),
    Mark("Zendesk", text=("this help center no longer exists",), most_words=60),
    Mark("Unbounce", text=("the requested url was not found on this server unbounce",), most_words=60),
    Mark("Cargo", text=("if youre moving your domain away from cargo",), most_words=80),
    Mark("Strikingly", text=("but if youre looking to build your own website",), most_words=80),
    Mark("Tilda", text=("please renew your subscription", "domain has been assigned"), title=("please renew your subscription",), most_words=80),
    Mark("Webflow", text=("the page you are looking for doesnt exist or has been moved webflow",), most_words=60),
    Mark("UptimeRobot", text=("page not found uptimerobot",), most_words=40),
    Mark("Fly.io", text=("404 not found fly io",), most_words=40),
    Mark("ngrok", text=("err_ngrok_3200", "err ngrok 3200", "err_ngrok_6022"), most_words=80),
    Mark("cPanel", ("suspendedpage.cgi",), most_words=80),
    Mark("Uberflip", text=("the url youve accessed does not provide a hub",), most_words=60),
    Mark("Teachable", title=("the school you were looking for doesnt exist",), most_words=60),
    Mark("Google Sites", text=("this site has been deleted", "this google site has been removed"), most_words=60),
    Mark("Yahoo", text=("geocities has closed", "yahoo answers has shut down", "yahoo groups has shut down"), most_words=150),
)

_TITLES = """
    account suspended
    account has been suspended
    account is suspended
    this account has been suspended
    this account is suspended
    this account has been terminated
    account deactivated
    account disabled
    account terminated
    account deleted
    account closed
    account expired
    account not found
    site suspended
    site has been suspended
    site is suspended
    this site has been suspended
    this site is suspended
    this site is temporarily suspended
    website suspended
    website has been suspended
    this website has been suspended
    this website is suspended
    website disabled
    website deactivated
    website expired
    website is no longer available
    website no longer available
    site no longer available
    site disabled
    site deactivated
    site deleted
    site expired
    site closed
    site not published
    site unavailable
    site not found
    hosting suspended
    hosting account suspended
    hosting expired
    service suspended
    service discontinued
    domain suspended
    domain has been suspended
    this domain has been suspended
    this site is no longer available
    this site no longer exists
    this site has been removed
    this site has been deleted
    this site has been archived or suspended
    this site has been closed
    this site is closed
    this website is no longer available
    this website no longer exists
    this website has been removed
    this website has been closed
    this website is closed
    this website is no longer active
    this website has been deactivated
    this blog has been removed
    this blog has been deleted
    this blog no longer exists
    this blog is no longer available
    this blog has been suspended
    this blog does not exist
    this account no longer exists
    this account has been deleted
    this account has been removed
    this account is no longer available
    this user has been suspended
    this user has been banned
    this user does not exist
    this channel does not exist
    this channel doesnt exist
    this channel has been removed
    this community has been banned
    this group no longer exists
    this service has been discontinued
    this service is no longer available
    this service has been shut down
    this service has been retired
    this service has ended
    service closed
    service has ended
    end of service
    blog not found
    blog has been removed
    repository not found
    project not found
    no such app
    nosuchbucket
    nosuchkey
    weve shut down
    we have shut down
    we have closed
    we are closed
    we are shutting down
    has shut down
    profile not found
    store unavailable
    shop unavailable
    store is unavailable
    shop is currently unavailable
    opening soon
    account gesperrt
    konto gesperrt
    diese website ist gesperrt
    diese seite wurde gesperrt
    diese seite wurde deaktiviert
    diese website wurde deaktiviert
    webseite deaktiviert
    dienst eingestellt
    compte suspendu
    site suspendu
    site désactivé
    ce site a été suspendu
    ce site nest plus disponible
    ce site nexiste plus
    ce blog a été supprimé
    compte supprimé
    site fermé
    cuenta suspendida
    sitio suspendido
    esta cuenta ha sido suspendida
    este sitio ha sido suspendido
    este blog ha sido eliminado
    sitio web suspendido
    conta suspensa
    site suspenso
    esta conta foi suspensa
    este site foi suspenso
    blog removido
    account sospeso
    sito sospeso
    questo sito è stato sospeso
    sito non disponibile
    sito disattivato
    account geblokkeerd
    website geblokkeerd
    deze website is opgeheven
    kontot är avstängt
    kontoen er suspendert
    konto zawieszone
    konto zablokowane
    strona zablokowana
    strona zawieszona
    blog został usunięty
    účet pozastaven
    web pozastaven
    účet byl pozastaven
    аккаунт заблокирован
    аккаунт приостановлен
    сайт заблокирован
    сайт отключен
    сайт отключён
    сайт временно отключен
    сайт приостановлен
    сайт не найден
    сайт удален
    хостинг отключен
    блог удален
    аккаунт удален
    обслуживание приостановлено
    домен не прилинкован
    домен не привязан ни к одному сайту
    сайт призупинено
    hesap askıya alındı
    site askıya alındı
    hesabınız askıya alınmıştır
    الحساب موقوف
    تم تعليق الحساب
    حساب مسدود شده است
    این سایت مسدود شده است
    บัญชีถูกระงับ
    tài khoản bị tạm ngưng
    tài khoản đã bị khóa
    akun ditangguhkan
    akun telah ditangguhkan
    サービス終了
    サービスは終了しました
    サービス終了のお知らせ
    サービスは終了いたしました
    このブログは存在しません
    ブログが見つかりません
    アカウントが停止されています
    账号已被封禁
    账户已暂停
    该站点已关闭
    网站已关闭
    网站已暂停
    站点已暂停
    该网站已关闭
    没有找到站点
    此網站已關閉
    帳號已停用
    계정이 정지되었습니다
    서비스 종료
    서비스가 종료되었습니다
    서비스 종료 안내
"""
TITLES = Phrases(table(_TITLES), "sorry oops error 404 please contact support 402 403 410 your hosting provider")
_SENTENCES = """
    this account has been suspended
    account has been suspended
    site has been suspended
    website has been suspended
    has been suspended please contact
    has been temporarily suspended
    hosting account has been suspended
    this site has been archived or suspended
    this site is no longer available
    this website is no longer available
    this website has been deactivated
    this site has been deleted
    this blog has been deleted
    this blog has been removed
    the authors have deleted this
    the author has deleted this
    has been discontinued
    has been shut down
    has been permanently closed
    has closed its doors
    is no longer in service
    is no longer in operation
    no longer in operation
    service is no longer available
    there isnt a github pages site here
    the specified bucket does not exist
    the specified key does not exist
    domain is not configured
    domain isnt connected
    domain has not been configured
    domain not connected
    no site configured at this address
    no such site
    no site configured
    site not configured
    client s account has been suspended
    clients account has been suspended
    this client s account
    no website is configured at this address
    account does not exist
    there is no website configured at this address
    diese seite wurde gesperrt
    dieser account wurde gesperrt
    wurde eingestellt
    ce compte a été suspendu
    ce site a été suspendu
    a été supprimé par
    esta cuenta ha sido suspendida
    este sitio ha sido suspendido
    esta conta foi suspensa
    questo account è stato sospeso
    deze website is opgeheven
    to konto zostało zawieszone
    сайт отключен
    сайт временно отключен
    хостинг приостановлен
    работа сайта приостановлена
    hesabınız askıya alınmıştır
    サービスは終了
    サービスを終了
    该站点已
    서비스가 종료
"""
SENTENCES = Phrases(table(_SENTENCES))
_SUBJECT = frozenset(("suspended", "suspension", "discontinued", "closed", "shutdown", "sunset"))


def _title(page: Page) -> Sign | None:
    found = page.says(TITLES)
    if not found or not page.is_thin(30 if page.asked.words & _SUBJECT else 80) or page.main_words > 180:
        return None
    seen = {"phrase": found, "title": page.title[:200], "words": page.words}
    return Sign("gone", 0.92, "the title says that the site or account is no more", seen)


def _sentence(page: Page) -> Sign | None:
    if page.words > 110 or not page.is_thin(30 if page.asked.words & _SUBJECT else 90):
        return None
    found = SENTENCES.in_first(page.main_blocks[:6])
    if not found or (found in _WEAK and (page.words > 60 or page.links > 8)):
        return None
    return Sign("gone", 0.85, "a short text that says that the site or account is no more", {"sentence": found, "words": page.words})


_WEAK = table("has been discontinued\nhas been shut down\nis no longer in service\nwurde eingestellt\na été supprimé par\nno such site\nhas been temporarily suspended")

MARKS: Sequence[Rule] = (
    Marks("gone.service", "sentences and markup of hosting services' own pages", "gone", _MARKS, 0.95, "the page for what is not there"),
)
WORDS: Sequence[Rule] = (
    Check("gone.title", "title, first headings, length of the text", _title),
    Check("gone.sentence", "short whole texts", _sentence),
)
