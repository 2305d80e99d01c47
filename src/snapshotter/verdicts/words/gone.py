"""What pages say in whose place there is nothing any more."""

from __future__ import annotations

from snapshotter.verdicts.wording import Phrases, table

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
    we are shutting down
    has shut down
    profile not found
    store unavailable
    shop unavailable
    store is unavailable
    shop is currently unavailable
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
TITLES = Phrases(
    table(_TITLES), "sorry oops error 404 please contact support 402 403 410 your hosting provider"
)
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
WEAK = table(
    """
    has been discontinued
    has been shut down
    is no longer in service
    wurde eingestellt
    a été supprimé par
    no such site
    has been temporarily suspended
"""
)
