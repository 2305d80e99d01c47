"""What pages say that are not there."""

from __future__ import annotations

from snapshotter.verdicts.wording import Phrases, table

NOISE = """
    404 error http https oops ooops whoops uh oh oh no sorry were we are status code html the
    a page hmm ups huch hoppla fehler erreur erro errore fout fel feil fejl virhe virhekoodi
    błąd chyba hiba eroare грешка ошибка помилка σφάλμα hata خطأ שגיאה خطا ข้อผิดพลาด lỗi
    kesalahan ralat エラー 错误 錯誤 오류 desole désolé lo sentimos siento desculpe scusa mi dispiace
    spiacenti entschuldigung leider ой упс хм beklager tyvärr valitettavasti przepraszamy
    omlouváme bocsánat na ne oi ai opa ops oeps jejda hoops dang darn rats yikes zut aïe aie
    ay vaya 页面 頁面 ページ 페이지
"""
_TITLES = """
    not found
    page not found
    page not found error
    file not found
    file or directory not found
    resource not found
    content not found
    article not found
    post not found
    story not found
    document not found
    url not found
    object not found
    product not found
    item not found
    video not found
    topic not found
    thread not found
    user not found
    profile not found
    site not found
    link not found
    object not found!
    nothing found
    nothing here
    nothing to see here
    nothing found for this page
    the page cannot be found
    page cannot be found
    page can not be found
    page cant be found
    page couldnt be found
    page could not be found
    page not available
    page unavailable
    page is not available
    page does not exist
    page doesnt exist
    page no longer exists
    page no longer available
    page missing
    page removed
    page deleted
    missing page
    page has moved or been deleted
    the info youre looking for cant be found
    the information youre looking for cant be found
    the information you are looking for cannot be found
    page does not exist or has been deleted
    page has been removed
    this page could not be found
    this page cannot be found
    this page cant be found
    this page was not found
    this page is not found
    this page does not exist
    this page doesnt exist
    this page is not available
    this page isnt available
    this page is unavailable
    this page is no longer available
    this page has been removed
    this page is missing
    this page no longer exists
    the page could not be found
    the page was not found
    the page you requested was not found
    the page you requested could not be found
    the page you requested cannot be found
    the requested page was not found
    the requested page could not be found
    the requested page cannot be found
    the requested url was not found on this server
    requested page not found
    the page you are looking for does not exist
    the page you are looking for doesnt exist
    the page you are looking for cannot be found
    the page you are looking for cant be found
    the page you are looking for could not be found
    the page you are looking for was not found
    the page you are looking for is not available
    the page you are looking for is no longer available
    the page youre looking for does not exist
    the page youre looking for doesnt exist
    the page youre looking for cannot be found
    the page youre looking for cant be found
    the page youre looking for couldnt be found
    the page youre looking for is not available
    the page youre looking for isnt available
    the page youre looking for isnt here
    the page youre looking for is no longer available
    the page you were looking for does not exist
    the page you were looking for doesnt exist
    the page you were looking for could not be found
    the page you were looking for couldnt be found
    the page you were looking for was not found
    the page you have requested cannot be found
    the page you have requested does not exist
    the page you tried to reach does not exist
    that page does not exist
    that page doesnt exist
    that page cant be found
    that page cannot be found
    oops that page cant be found
    we cant find that page
    we cant find this page
    we cant find the page
    we cant find the page youre looking for
    we cant find the page you are looking for
    we cannot find that page
    we couldnt find that page
    we couldnt find this page
    we couldnt find the page
    we couldnt find the page you were looking for
    we couldnt find what you were looking for
    we cant find what youre looking for
    we can not find the page you are looking for
    we could not find the page you requested
    we couldnt find that page
    looks like this page doesnt exist
    looks like this page is missing
    looks like youre lost
    this content is no longer available
    this content isnt available
    this content isnt available right now
    this content is not available
    this content is unavailable
    this article is no longer available
    this story is no longer available
    this product is no longer available
    this item is no longer available
    this listing is no longer available
    this job is no longer available
    this position is no longer available
    this job has expired
    this job posting has expired
    this post has been deleted
    this post has been removed
    this post is unavailable
    this post is no longer available
    this account doesnt exist
    sorry this page isnt available
    sorry this page is not available
    sorry that page doesnt exist
    sorry the file you have requested does not exist
    video unavailable
    this video isnt available anymore
    this video is unavailable
    this video is no longer available
    this video is not available
    this video does not exist
    content unavailable
    content not available
    article unavailable
    article no longer available
    article expired
    no such page
    no such file
    no such article
    no page found
    no results found for this page
    dead link
    broken link
    invalid page
    invalid url
    invalid address
    bad url
    you seem to be lost
    you are lost
    lost in space
    seite nicht gefunden
    seite wurde nicht gefunden
    die seite wurde nicht gefunden
    diese seite wurde nicht gefunden
    die seite konnte nicht gefunden werden
    diese seite konnte nicht gefunden werden
    seite konnte nicht gefunden werden
    die angeforderte seite wurde nicht gefunden
    die angeforderte seite konnte nicht gefunden werden
    die gewünschte seite wurde nicht gefunden
    die gesuchte seite wurde nicht gefunden
    die von ihnen gesuchte seite wurde nicht gefunden
    die von ihnen aufgerufene seite existiert nicht
    die seite existiert nicht
    diese seite existiert nicht
    diese seite gibt es nicht
    diese seite gibt es nicht mehr
    diese seite existiert nicht mehr
    seite existiert nicht
    seite nicht verfügbar
    seite nicht vorhanden
    datei nicht gefunden
    dokument nicht gefunden
    artikel nicht gefunden
    beitrag nicht gefunden
    inhalt nicht gefunden
    nicht gefunden
    objekt nicht gefunden
    wir konnten die seite nicht finden
    wir konnten diese seite leider nicht finden
    dieser artikel ist nicht mehr verfügbar
    dieser inhalt ist nicht mehr verfügbar
    page introuvable
    page non trouvée
    page inexistante
    page inconnue
    page indisponible
    cette page est introuvable
    cette page nexiste pas
    cette page nexiste plus
    cette page est inexistante
    cette page nest plus disponible
    cette page nest pas disponible
    la page demandée nexiste pas
    la page demandée est introuvable
    la page demandée na pas été trouvée
    la page que vous recherchez nexiste pas
    la page que vous recherchez est introuvable
    la page que vous cherchez nexiste pas
    la page que vous cherchez est introuvable
    la page que vous demandez nexiste pas
    la page nexiste pas
    la page est introuvable
    nous ne trouvons pas la page que vous recherchez
    article introuvable
    document introuvable
    contenu introuvable
    fichier introuvable
    non trouvé
    introuvable
    página no encontrada
    pagina no encontrada
    página no disponible
    página inexistente
    pagina inexistente
    la página no existe
    esta página no existe
    la página que buscas no existe
    la página que busca no existe
    la página que estás buscando no existe
    la página solicitada no existe
    la página solicitada no se encuentra
    la página solicitada no se ha encontrado
    la página solicitada no ha sido encontrada
    no se ha encontrado la página
    no se encontró la página
    no se encuentra la página
    no hemos encontrado la página
    no encontramos la página que buscas
    no pudimos encontrar la página
    página no existe
    artículo no encontrado
    contenido no encontrado
    contenido no disponible
    archivo no encontrado
    noticia no encontrada
    no encontrado
    no encontrada
    página não encontrada
    pagina nao encontrada
    página não existe
    esta página não existe
    a página não existe
    a página que procura não existe
    a página que você procura não existe
    a página que você procura não foi encontrada
    a página que está à procura não existe
    a página solicitada não foi encontrada
    a página não foi encontrada
    não encontramos a página
    não encontrado
    não encontrada
    conteúdo não encontrado
    conteúdo não disponível
    notícia não encontrada
    pagina non trovata
    pagina non disponibile
    pagina inesistente
    la pagina non esiste
    questa pagina non esiste
    la pagina richiesta non esiste
    la pagina richiesta non è stata trovata
    la pagina che stai cercando non esiste
    la pagina che cerchi non esiste
    la pagina cercata non esiste
    la pagina non è stata trovata
    non trovato
    non trovata
    articolo non trovato
    contenuto non trovato
    contenuto non disponibile
    pagina niet gevonden
    deze pagina bestaat niet
    deze pagina bestaat niet meer
    deze pagina is niet gevonden
    deze pagina is niet beschikbaar
    de pagina is niet gevonden
    de pagina kan niet worden gevonden
    de pagina bestaat niet
    de pagina die je zoekt bestaat niet
    de pagina die u zoekt bestaat niet
    de pagina die u zoekt kan niet worden gevonden
    de opgevraagde pagina bestaat niet
    de opgevraagde pagina is niet gevonden
    niet gevonden
    artikel niet gevonden
    bestand niet gevonden
    sidan hittades inte
    sidan kunde inte hittas
    sidan finns inte
    sidan finns inte längre
    sidan du söker finns inte
    sidan du letar efter finns inte
    sidan kan inte hittas
    hittades inte
    vi hittar inte sidan
    vi kan inte hitta sidan
    siden ble ikke funnet
    siden finnes ikke
    siden ikke funnet
    fant ikke siden
    vi fant ikke siden
    vi finner ikke siden
    siden du leter etter finnes ikke
    finner ikke siden
    ikke funnet
    siden blev ikke fundet
    siden findes ikke
    siden ikke fundet
    siden kunne ikke findes
    siden kan ikke findes
    vi kan ikke finde siden
    siden du leder efter findes ikke
    ikke fundet
    sivua ei löydy
    sivua ei löytynyt
    sivu ei löydy
    sivua ei ole olemassa
    hakemaasi sivua ei löytynyt
    etsimääsi sivua ei löydy
    etsimääsi sivua ei löytynyt
    ei löytynyt
    síðan fannst ekki
    síða fannst ekki
    nie znaleziono strony
    nie znaleziono
    strona nie istnieje
    strona nie została znaleziona
    strony nie znaleziono
    strona nieznaleziona
    nie ma takiej strony
    taka strona nie istnieje
    podana strona nie istnieje
    szukana strona nie istnieje
    strona której szukasz nie istnieje
    artykuł nie istnieje
    stránka nenalezena
    stránka nebyla nalezena
    stránka neexistuje
    stránka nenájdená
    stránka sa nenašla
    stránka nebola nájdená
    tato stránka neexistuje
    táto stránka neexistuje
    požadovaná stránka nebyla nalezena
    požadovaná stránka neexistuje
    požadovaná stránka nebola nájdená
    hledaná stránka neexistuje
    hledaná stránka nebyla nalezena
    stránku se nepodařilo najít
    nenalezeno
    článek nenalezen
    az oldal nem található
    oldal nem található
    a lap nem található
    a keresett oldal nem található
    a keresett oldal nem létezik
    a kért oldal nem található
    nem található
    pagina nu a fost găsită
    pagina nu a fost gasita
    pagina nu există
    pagina nu exista
    pagina negăsită
    pagina solicitată nu există
    pagina pe care o cauți nu există
    nu a fost găsit
    страница не найдена
    страницы не существует
    страница не существует
    страница не обнаружена
    страница удалена
    страница недоступна
    такой страницы нет
    такой страницы не существует
    такой страницы не найдено
    запрашиваемая страница не найдена
    запрашиваемая страница не существует
    запрошенная страница не найдена
    запрошенная страница не существует
    данная страница не найдена
    эта страница не существует
    этой страницы не существует
    к сожалению такой страницы не существует
    страница которую вы ищете не существует
    материал не найден
    статья не найдена
    документ не найден
    файл не найден
    не найдено
    не найден
    сторінку не знайдено
    сторінка не знайдена
    сторінки не існує
    такої сторінки не існує
    сторінка не існує
    не знайдено
    старонка не знойдзена
    страницата не е намерена
    страницата не съществува
    страницата не беше намерена
    страницата не може да бъде намерена
    търсената страница не е намерена
    не е намерено
    stranica nije pronađena
    stranica nije pronadjena
    stranica ne postoji
    tražena stranica ne postoji
    tražena stranica nije pronađena
    страница није пронађена
    страница не постоји
    strani ni mogoče najti
    strani ni bilo mogoče najti
    stran ni najdena
    stran ne obstaja
    iskana stran ne obstaja
    puslapis nerastas
    puslapis neegzistuoja
    lapa nav atrasta
    lehte ei leitud
    lehekülge ei leitud
    faqja nuk u gjet
    η σελίδα δεν βρέθηκε
    η σελίδα δε βρέθηκε
    η σελίδα δεν υπάρχει
    η σελίδα που ζητήσατε δεν βρέθηκε
    η σελίδα που ζητάτε δεν υπάρχει
    η σελίδα που αναζητάτε δεν υπάρχει
    δεν βρέθηκε η σελίδα
    δεν βρέθηκε
    sayfa bulunamadı
    sayfa bulunamadi
    aradığınız sayfa bulunamadı
    aradığınız sayfa mevcut değil
    böyle bir sayfa yok
    bu sayfa bulunamadı
    bu sayfa mevcut değil
    istenen sayfa bulunamadı
    bulunamadı
    sayfa yok
    الصفحة غير موجودة
    الصفحه غير موجوده
    هذه الصفحة غير موجودة
    لم يتم العثور على الصفحة
    تعذر العثور على الصفحة
    الصفحة المطلوبة غير موجودة
    عذرا الصفحة غير موجودة
    عذرا هذه الصفحة غير موجودة
    الصفحة غير متوفرة
    غير موجود
    הדף לא נמצא
    הדף המבוקש לא נמצא
    העמוד לא נמצא
    העמוד המבוקש לא נמצא
    הדף שחיפשתם לא נמצא
    הדף שביקשת לא נמצא
    דף לא נמצא
    עמוד לא נמצא
    לא נמצא
    صفحه یافت نشد
    صفحه پیدا نشد
    صفحه مورد نظر یافت نشد
    صفحه مورد نظر پیدا نشد
    صفحه مورد نظر شما یافت نشد
    صفحه ای یافت نشد
    یافت نشد
    صفحہ نہیں ملا
    पृष्ठ नहीं मिला
    पेज नहीं मिला
    यह पेज उपलब्ध नहीं है
    पृष्ठ उपलब्ध नहीं है
    পৃষ্ঠাটি পাওয়া যায়নি
    পাতাটি পাওয়া যায়নি
    பக்கம் கிடைக்கவில்லை
    పేజీ కనుగొనబడలేదు
    ไม่พบหน้า
    ไม่พบหน้านี้
    ไม่พบหน้าที่คุณต้องการ
    ไม่พบหน้าเว็บ
    ไม่พบหน้าที่ต้องการ
    ไม่พบข้อมูล
    ไม่พบเพจ
    không tìm thấy trang
    không tìm thấy
    trang không tồn tại
    trang không tìm thấy
    trang này không tồn tại
    trang bạn tìm kiếm không tồn tại
    không tìm thấy nội dung
    không tìm thấy trang này
    halaman tidak ditemukan
    halaman tidak dijumpai
    halaman tidak tersedia
    laman tidak dijumpai
    halaman yang anda cari tidak ditemukan
    halaman yang anda cari tidak ada
    halaman tidak wujud
    tidak ditemukan
    hindi nahanap ang pahina
    ukurasa haujapatikana
    ページが見つかりません
    ページが見つかりませんでした
    お探しのページが見つかりません
    お探しのページは見つかりませんでした
    お探しのページは見つかりません
    お探しのページが見つかりませんでした
    お探しのページは存在しません
    指定されたページが見つかりません
    指定されたページは存在しません
    指定されたページは見つかりませんでした
    ご指定のページが見つかりません
    ご指定のページは見つかりませんでした
    ご指定のページは存在しません
    アクセスしようとしたページが見つかりません
    アクセスしようとしたページは見つかりませんでした
    このページは存在しません
    このページは表示できません
    ページが存在しません
    存在しないページです
    ページは削除されました
    記事が見つかりません
    記事が見つかりませんでした
    見つかりませんでした
    おさがしのページが見つかりませんでした
    おさがしのページは見つかりませんでした
    おさがしのページは見つかりません
    見つかりません
    无法找到页面
    页面未找到
    页面不存在
    页面没有找到
    页面找不到
    页面找不到了
    页面已删除
    页面丢失
    页面不见了
    未找到页面
    找不到页面
    找不到该页面
    找不到网页
    该页面不存在
    该页无法显示
    您访问的页面不存在
    您所访问的页面不存在
    您要访问的页面没有找到
    您要访问的页面暂时没有找到
    您要找的页面不存在
    您要找的文件找不到
    您查找的页面不存在
    您访问的页面不存在或已被删除
    您访问的页面找不到了
    您要访问的页面不存在
    您要查看的页面不存在
    你访问的页面不存在
    您访问的网页不存在
    抱歉您访问的页面不存在
    抱歉页面不存在
    对不起页面不存在
    对不起您访问的页面不存在
    网页不存在
    文章不存在
    内容不存在
    该内容已被删除
    内容已删除
    此内容已被发布者删除
    该内容已被发布者删除
    未找到
    找不到
    頁面不存在
    找不到頁面
    找不到網頁
    找不到此頁面
    找不到該頁面
    找不到您要的頁面
    頁面未找到
    無法找到頁面
    您訪問的頁面不存在
    您要找的頁面不存在
    您所查詢的頁面不存在
    查無此頁
    查無資料
    此頁面不存在
    此網頁不存在
    網頁不存在
    페이지를 찾을 수 없습니다
    페이지를 찾을수 없습니다
    페이지를 찾을 수 없음
    요청하신 페이지를 찾을 수 없습니다
    요청하신 페이지를 찾을수 없습니다
    요청하신 페이지가 존재하지 않습니다
    존재하지 않는 페이지입니다
    존재하지 않는 페이지
    페이지가 존재하지 않습니다
    페이지가 없습니다
    찾을 수 없는 페이지입니다
    삭제된 페이지입니다
    삭제되었거나 존재하지 않는 페이지입니다
    찾을 수 없습니다
    404错误
    404错误页面
    404页面
    404错误提示
    404错误信息
    404页面未找到
    404页面不存在
    404未找到
    404找不到页面
    pàgina no trobada
    la pàgina no existeix
    páxina non atopada
    orria ez da aurkitu
    ez da orria aurkitu
    tudalen heb ei chanfod
    paĝo ne trovita
"""
_IN_TEXT = """
    the page you requested could not be found
    the page you requested cannot be found
    the page you requested was not found
    the page you requested does not exist
    the page you requested is no longer available
    the page you have requested
    the page you are looking for
    the page youre looking for
    the page you were looking for
    the page youve requested
    the page you are trying to reach
    the page you are trying to view
    the page you tried to access
    the page you tried to visit
    the requested page could not be found
    the requested page cannot be found
    the requested page does not exist
    the requested page was not found
    the requested url was not found
    the requested url could not be found
    requested resource could not be found
    the requested resource is not found
    the requested document was not found
    the requested content could not be found
    the resource you are looking for
    the file you requested was not found
    the link you followed may be broken
    the link you clicked may be broken
    the link may be broken
    this page does not exist
    this page doesnt exist
    this page no longer exists
    this page is no longer available
    this page isnt available
    this page could not be found
    this page cannot be found
    this page has been removed
    this page has been moved or deleted
    this article is no longer available
    this article has been removed
    this article does not exist
    this content is no longer available
    this content isnt available
    this post has been deleted
    this post is no longer available
    this video has been removed
    this video is no longer available
    this video is unavailable
    this product is no longer available
    this item is no longer available
    this listing has expired
    this job has expired
    this topic does not exist
    the requested topic does not exist
    no thread specified
    invalid thread specified
    invalid topic
    the article you requested
    the article you are looking for
    the article youre looking for
    the story you are looking for
    the content you are looking for
    the content youre looking for
    the document you requested
    the document you are looking for
    page might have been removed
    page may have been removed
    page may have moved
    page might have moved
    page may no longer exist
    page has either moved
    might have been removed had its name changed
    nothing was found at this location
    there is nothing here
    there is no page at this address
    theres nothing here
    we cant seem to find the page
    we cant seem to find that page
    we cant find the page
    we cant find that page
    we couldnt find the page
    we couldnt find that page
    we could not find the page
    we cannot find the page
    we were unable to find the page
    we are unable to find the page
    unable to locate the page
    could not find the page
    no article found
    article not found
    page not found
    does not exist on this server
    not found on this server
    die von ihnen gewünschte seite
    die von ihnen aufgerufene seite
    die von ihnen angeforderte seite
    die angeforderte seite
    die gesuchte seite
    die gewünschte seite
    diese seite existiert
    diese seite gibt es
    seite wurde nicht gefunden
    seite konnte nicht gefunden werden
    seite nicht gefunden
    la page que vous recherchez
    la page que vous cherchez
    la page que vous demandez
    la page demandée
    la page à laquelle vous souhaitez accéder
    cette page nexiste
    nexiste pas ou plus
    la página que buscas
    la página que busca
    la página que está buscando
    la página que estás buscando
    la página que intenta
    la página solicitada
    no se ha encontrado la página
    no se encontró la página
    a página que procura
    a página que você procura
    a página que você está procurando
    a página solicitada
    a página que tentou
    não encontramos a página
    la pagina che stai cercando
    la pagina che cerchi
    la pagina richiesta
    la pagina cercata
    de pagina die je zoekt
    de pagina die u zoekt
    de opgevraagde pagina
    deze pagina bestaat niet
    sidan du söker
    sidan du letar efter
    sidan finns inte
    siden du leter etter
    siden du leder efter
    siden finnes ikke
    siden findes ikke
    etsimääsi sivua
    hakemaasi sivua
    strona której szukasz
    szukana strona
    strona o podanym adresie
    nie znaleziono strony
    požadovaná stránka
    hledaná stránka
    a keresett oldal
    a kért oldal
    pagina pe care o cauți
    pagina solicitată
    запрашиваемая вами страница
    запрашиваемая страница
    запрошенная страница
    страница которую вы ищете
    страница которую вы запросили
    такой страницы не существует
    страница не найдена
    страница была удалена
    неправильно набран адрес
    сторінку не знайдено
    сторінка яку ви шукаєте
    търсената страница
    tražena stranica
    iskana stran
    η σελίδα που ζητήσατε
    η σελίδα που αναζητάτε
    η σελίδα που ψάχνετε
    aradığınız sayfa
    الصفحة التي تبحث عنها
    الصفحة التي تحاول
    الصفحة المطلوبة
    הדף שחיפשת
    העמוד שחיפשת
    הדף המבוקש
    صفحه مورد نظر
    صفحه ای که
    जिस पेज को आप
    หน้าที่คุณกำลังมองหา
    หน้าที่คุณต้องการ
    trang bạn đang tìm
    trang bạn yêu cầu
    halaman yang anda cari
    お探しのページ
    ご指定のページ
    指定されたページ
    指定されたurl
    ページが見つかりません
    おさがしのページ
    您所访问的页面
    您要找的文件
    您访问的页面
    您要访问的页面
    您要查看的页面
    您请求的页面
    您查找的页面
    你要找的页面
    页面不存在
    该内容已被
    您訪問的頁面
    您要找的頁面
    您所查詢的
    頁面不存在
    요청하신 페이지
    찾으시는 페이지
    존재하지 않는 페이지
"""
TITLES = Phrases(
    table(_TITLES),
    NOISE,
    frozenset(("404", "404 error", "error 404", "http 404")),
)
"""A segment of a title or a heading that says nothing else."""
SENTENCES = Phrases(table(_IN_TEXT))
"""Beginnings that a short text of a missing page has."""
WEAK = table(
    """
    lost in space
    nothing here
    nothing to see here
    nothing found
    dead link
    broken link
    you are lost
    you seem to be lost
    looks like youre lost
    introuvable
    missing page
    page missing
    invalid page
    bad url
    article expired
    content unavailable
    content not available
    link not found
    """
)
"""Titles that other pages have as well: they count on pages without prose alone."""
