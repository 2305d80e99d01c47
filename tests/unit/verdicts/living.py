"""Living pages for tests: templates of many kinds, in many languages, plain and with what pages carry."""

# ruff: noqa: E501 - markup stands as servers send it

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from snapshotter.urls import Url
from snapshotter.verdicts.evidence import PageEvidence

SENTENCES = {
    "en": (
        "The council met for the third time this month to talk about the bridge over the lower harbour.",
        "Engineers had found in spring that two of the nine pillars were settling faster than expected.",
        "Nobody in the room wanted to close the road before the summer, when ferries are full anyway.",
        "A temporary weight limit has been in force since Tuesday, and buses take the long way round.",
        "Residents remember that a similar repair in the nineties took two years longer than planned.",
        "The report, which runs to two hundred pages, will be discussed again after the holidays.",
    ),
    "de": (
        "Der Stadtrat hat sich zum dritten Mal in diesem Monat mit der Brücke über den Hafen befasst.",
        "Ingenieure hatten im Frühjahr festgestellt, dass zwei der neun Pfeiler schneller absinken als erwartet.",
        "Niemand im Saal wollte die Straße vor dem Sommer schließen, wenn die Fähren ohnehin voll sind.",
        "Seit Dienstag gilt eine vorläufige Gewichtsgrenze, und die Busse fahren einen langen Umweg.",
        "Anwohner erinnern sich, dass eine ähnliche Reparatur zwei Jahre länger dauerte als geplant.",
        "Der Bericht umfasst zweihundert Seiten und soll nach den Ferien noch einmal beraten werden.",
    ),
    "fr": (
        "Le conseil s'est réuni pour la troisième fois ce mois-ci au sujet du pont sur le port inférieur.",
        "Au printemps, les ingénieurs avaient constaté que deux des neuf piliers s'enfonçaient plus vite que prévu.",
        "Personne dans la salle ne voulait fermer la route avant l'été, quand les bacs sont déjà pleins.",
        "Une limite de poids provisoire est en vigueur depuis mardi, et les bus font un long détour.",
        "Les habitants se souviennent qu'une réparation semblable avait duré deux ans de plus.",
        "Le rapport, long de deux cents pages, sera examiné de nouveau après les vacances.",
    ),
    "es": (
        "El concejo se reunió por tercera vez este mes para hablar del puente sobre el puerto bajo.",
        "Los ingenieros descubrieron en primavera que dos de los nueve pilares se hundían más de lo esperado.",
        "Nadie en la sala quería cerrar la carretera antes del verano, cuando los transbordadores van llenos.",
        "Desde el martes rige un límite de peso provisional, y los autobuses dan un largo rodeo.",
        "Los vecinos recuerdan que una reparación parecida duró dos años más de lo previsto.",
        "El informe, de doscientas páginas, se discutirá de nuevo después de las vacaciones.",
    ),
    "pt": (
        "A câmara reuniu-se pela terceira vez este mês para falar da ponte sobre o porto baixo.",
        "Na primavera, os engenheiros verificaram que dois dos nove pilares afundavam mais depressa do que o esperado.",
        "Ninguém na sala queria fechar a estrada antes do verão, quando os barcos já vão cheios.",
        "Desde terça-feira vigora um limite de peso provisório, e os autocarros fazem um longo desvio.",
        "Os moradores lembram que uma reparação parecida demorou mais dois anos do que o previsto.",
    ),
    "it": (
        "Il consiglio si è riunito per la terza volta questo mese per parlare del ponte sul porto basso.",
        "In primavera gli ingegneri avevano scoperto che due dei nove piloni cedevano più in fretta del previsto.",
        "Nessuno in sala voleva chiudere la strada prima dell'estate, quando i traghetti sono già pieni.",
        "Da martedì vige un limite di peso provvisorio, e gli autobus fanno un lungo giro.",
        "Gli abitanti ricordano che un lavoro simile durò due anni più di quanto si pensasse.",
    ),
    "nl": (
        "De gemeenteraad kwam deze maand voor de derde keer bijeen over de brug over de lage haven.",
        "Ingenieurs ontdekten in het voorjaar dat twee van de negen pijlers sneller wegzakken dan verwacht.",
        "Niemand in de zaal wilde de weg voor de zomer sluiten, als de veerboten toch al vol zijn.",
        "Sinds dinsdag geldt een tijdelijke gewichtslimiet, en de bussen rijden een lange omweg.",
        "Bewoners herinneren zich dat een vergelijkbaar herstel twee jaar langer duurde dan gepland.",
    ),
    "pl": (
        "Rada zebrała się w tym miesiącu po raz trzeci, aby mówić o moście nad dolnym portem.",
        "Wiosną inżynierowie stwierdzili, że dwa z dziewięciu filarów osiadają szybciej, niż zakładano.",
        "Nikt na sali nie chciał zamykać drogi przed latem, kiedy promy i tak są pełne.",
        "Od wtorku obowiązuje tymczasowe ograniczenie wagi, a autobusy jeżdżą długim objazdem.",
        "Mieszkańcy pamiętają, że podobna naprawa trwała o dwa lata dłużej, niż planowano.",
    ),
    "ru": (
        "Городской совет в третий раз за месяц собрался, чтобы обсудить мост через нижнюю гавань.",
        "Весной инженеры обнаружили, что две из девяти опор оседают быстрее, чем ожидалось.",
        "Никто в зале не хотел закрывать дорогу до лета, когда паромы и без того переполнены.",
        "Со вторника действует временное ограничение веса, и автобусы идут длинным объездом.",
        "Жители помнят, что похожий ремонт продлился на два года дольше, чем было намечено.",
    ),
    "tr": (
        "Belediye meclisi, aşağı limandaki köprüyü konuşmak için bu ay üçüncü kez toplandı.",
        "Mühendisler baharda dokuz ayaktan ikisinin beklenenden hızlı çöktüğünü görmüştü.",
        "Salondaki hiç kimse yolu, vapurların zaten dolu olduğu yazdan önce kapatmak istemedi.",
        "Salı gününden beri geçici bir ağırlık sınırı var ve otobüsler uzun yoldan gidiyor.",
        "Oturanlar, benzer bir onarımın planlanandan iki yıl uzun sürdüğünü hatırlıyor.",
    ),
    "el": (
        "Το συμβούλιο συνεδρίασε για τρίτη φορά αυτόν τον μήνα για τη γέφυρα στο κάτω λιμάνι.",
        "Οι μηχανικοί είχαν βρει την άνοιξη ότι δύο από τους εννέα πυλώνες καθιζάνουν γρηγορότερα.",
        "Κανείς στην αίθουσα δεν ήθελε να κλείσει ο δρόμος πριν από το καλοκαίρι.",
        "Από την Τρίτη ισχύει προσωρινό όριο βάρους και τα λεωφορεία κάνουν μεγάλη παράκαμψη.",
        "Οι κάτοικοι θυμούνται ότι μια παρόμοια επισκευή κράτησε δύο χρόνια περισσότερο.",
    ),
    "ar": (
        "اجتمع المجلس للمرة الثالثة هذا الشهر للحديث عن الجسر فوق الميناء الأسفل في المدينة القديمة.",
        "وجد المهندسون في الربيع أن اثنتين من الدعامات التسع تهبطان أسرع مما كان متوقعا في التصميم.",
        "لم يرغب أحد في القاعة في إغلاق الطريق قبل الصيف حين تكون العبارات ممتلئة على أي حال.",
        "منذ يوم الثلاثاء يسري حد مؤقت للوزن وتسلك الحافلات طريقا أطول حول الخليج كل صباح.",
        "يتذكر السكان أن إصلاحا مشابها في التسعينات استغرق عامين أكثر مما كان مقررا له.",
    ),
    "he": (
        "המועצה התכנסה בפעם השלישית החודש כדי לדבר על הגשר שמעל הנמל התחתון של העיר הישנה.",
        "המהנדסים גילו באביב ששניים מתשעת העמודים שוקעים מהר יותר ממה שציפו בזמן התכנון.",
        "איש באולם לא רצה לסגור את הכביש לפני הקיץ כשהמעבורות מלאות ממילא בכל סוף שבוע.",
        "מאז יום שלישי יש הגבלת משקל זמנית והאוטובוסים נוסעים בדרך הארוכה סביב המפרץ.",
        "התושבים זוכרים שתיקון דומה נמשך שנתיים יותר ממה שתוכנן בראשית הדרך אז.",
    ),
    "hi": (
        "नगर परिषद निचले बंदरगाह पर बने पुल की बात करने के लिए इस महीने तीसरी बार बैठी।",
        "इंजीनियरों ने वसंत में पाया था कि नौ में से दो खंभे उम्मीद से तेज़ी से धँस रहे हैं।",
        "सभा में कोई भी गर्मियों से पहले सड़क बंद नहीं करना चाहता था, जब नावें वैसे भी भरी रहती हैं।",
        "मंगलवार से भार की अस्थायी सीमा लागू है और बसें लंबे रास्ते से जा रही हैं।",
        "निवासियों को याद है कि ऐसी ही एक मरम्मत तय समय से दो साल ज़्यादा चली थी।",
    ),
    "ja": (
        "市議会は今月三度目の会合を開き、下の港に架かる橋について長い時間をかけて話し合いました。",
        "技術者たちは春に、九本の橋脚のうち二本が予想よりも速く沈んでいることを発見していました。",
        "夏には渡し船がいつも満員になるので、会場の誰もその前に道路を閉じたいとは思っていません。",
        "火曜日から仮の重量制限が設けられ、バスは湾をぐるりと回る遠い道を通っています。",
        "住民は、九十年代の似たような修理が予定より二年も長くかかったことを覚えています。",
    ),
    "zh": (
        "市议会本月第三次开会，讨论下港大桥的问题，与会者从早上一直谈到傍晚才散去。",
        "工程师在春天发现，九根桥墩中有两根下沉的速度比预期的快得多，必须尽早修理。",
        "会场里没有人愿意在夏天之前封闭道路，因为那时候渡船本来就已经坐满了乘客。",
        "从星期二起实行临时的重量限制，公共汽车不得不绕着海湾走一段很长的路。",
        "居民们还记得，九十年代的一次类似的修理比原来计划的多花了整整两年时间。",
    ),
    "ko": (
        "시의회는 아래 항구의 다리에 대해 이야기하기 위해 이번 달에 세 번째로 모였다.",
        "기술자들은 봄에 아홉 개의 교각 가운데 두 개가 예상보다 빨리 가라앉는 것을 알아냈다.",
        "회의장에 있던 누구도 배가 늘 가득 차는 여름이 오기 전에 길을 막고 싶어 하지 않았다.",
        "화요일부터 임시 무게 제한이 시행되고 있으며 버스는 먼 길을 돌아서 다니고 있다.",
        "주민들은 비슷한 수리가 계획보다 이 년이나 더 걸렸던 것을 아직 기억하고 있다.",
    ),
    "th": (
        "สภาเมืองประชุมกันเป็นครั้งที่สามของเดือนนี้เพื่อพูดคุยเรื่องสะพานข้ามท่าเรือล่าง",
        "วิศวกรพบเมื่อฤดูใบไม้ผลิว่าเสาสองต้นจากเก้าต้นทรุดตัวเร็วกว่าที่คาดไว้มาก",
        "ไม่มีใครในห้องประชุมอยากปิดถนนก่อนฤดูร้อนซึ่งเรือข้ามฟากเต็มอยู่แล้วทุกวัน",
        "ตั้งแต่วันอังคารมีการจำกัดน้ำหนักชั่วคราวและรถเมล์ต้องวิ่งอ้อมอ่าวเป็นระยะทางไกล",
        "ชาวบ้านยังจำได้ว่าการซ่อมแซมแบบเดียวกันเคยใช้เวลานานกว่าแผนถึงสองปี",
    ),
}
HEADLINES = {
    "en": "Two pillars of the harbour bridge are sinking",
    "de": "Zwei Pfeiler der Hafenbrücke sinken",
    "fr": "Deux piliers du pont du port s'enfoncent",
    "es": "Se hunden dos pilares del puente del puerto",
    "pt": "Afundam dois pilares da ponte do porto",
    "it": "Cedono due piloni del ponte sul porto",
    "nl": "Twee pijlers van de havenbrug zakken weg",
    "pl": "Osiadają dwa filary mostu w porcie",
    "ru": "Оседают две опоры портового моста",
    "tr": "Liman köprüsünün iki ayağı çöküyor",
    "el": "Καθιζάνουν δύο πυλώνες της γέφυρας",
    "ar": "دعامتان من جسر الميناء تهبطان",
    "he": "שני עמודים של גשר הנמל שוקעים",
    "hi": "बंदरगाह के पुल के दो खंभे धँस रहे हैं",
    "ja": "港の橋の橋脚二本が沈む",
    "zh": "港口大桥两根桥墩下沉",
    "ko": "항구 다리의 교각 두 개가 가라앉다",
    "th": "เสาสะพานท่าเรือสองต้นกำลังทรุด",
}


@dataclass(frozen=True, slots=True)
class LivingPage:
    """A page as its site would send it, and what a fate needs to take its place."""

    template: str
    url: Url
    language: str
    site: str
    html: str
    fields: tuple[tuple[str, str], ...] = field(default=(("Content-Type", "text/html; charset=utf-8"),))

    def evidence(self) -> PageEvidence:
        return evidence(self.url, self.html.encode(), fields=self.fields)


def evidence(
    url: str,
    body: bytes | str | None,
    *,
    status: int | None = 200,
    fields: tuple[tuple[str, str], ...] = (("Content-Type", "text/html; charset=utf-8"),),
    final_url: str | None = None,
    **more: object,
) -> PageEvidence:
    """A response; what was led to stands at ``final_url``."""
    declared = next((value for name, value in fields if name.lower() == "content-type"), None)
    media_type = declared.partition(";")[0].strip().lower() if declared else None
    raw = body.encode() if isinstance(body, str) else body
    asked = Url(url)
    return PageEvidence(
        asked=asked,
        final_url=Url(final_url or url),
        status=status,
        fields=fields,
        media_type=media_type,
        body=raw,
        **more,  # type: ignore[arg-type]
    )


def prose(language: str, seed: int, sentences: int) -> str:
    """Paragraphs of three sentences or so."""
    draw = random.Random(f"{language} {seed}")
    chosen = [draw.choice(SENTENCES[language]) for _ in range(sentences)]
    gap = "" if language in ("ja", "zh", "th") else " "
    paragraphs = [gap.join(chosen[at : at + 3]) for at in range(0, len(chosen), 3)]
    return "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


def head(title: str, language: str, more: str = "") -> str:
    return f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>{more}</head>'


NAV = '<nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li><li><a href="/about">About</a></li></ul></nav>'
FOOT = '<footer><p><a href="/imprint">Imprint</a> <a href="/privacy">Privacy</a> <a href="/cookies">Cookies</a></p></footer>'

Template = Callable[[str, str, int], tuple[str, str]]
"""Language, site and seed to path and markup."""


def news(language: str, site: str, seed: int) -> tuple[str, str]:
    headline = HEADLINES[language]
    data = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "x"}</script>'
    body = f"<body>{NAV}<article><h1>{headline}</h1>{prose(language, seed, 18)}</article>{FOOT}</body></html>"
    return f"/2016/03/1{seed}/harbour-bridge-pillars-sinking", head(
        f"{headline} | {site}", language, data
    ) + body


def blog(language: str, site: str, seed: int) -> tuple[str, str]:
    headline = HEADLINES[language]
    comments = "".join(f"<li><b>Reader {n}</b><p>{SENTENCES[language][n % 5]}</p></li>" for n in range(4))
    form = '<form action="/comment"><textarea></textarea><div class="g-recaptcha" data-sitekey="k"></div><button>Send</button></form>'
    body = f"<body class='single'><h1>{site}</h1><div class=post><h2>{headline}</h2>{prose(language, seed, 9)}</div><ol>{comments}</ol>{form}</body></html>"
    return f"/posts/on-bridges-{seed}", head(f"{headline} · {site}", language) + body


def docs(language: str, site: str, seed: int) -> tuple[str, str]:
    body = (
        f"<body>{NAV}<main><h1>Configuration</h1>{prose(language, seed, 6)}<pre>retries = 3\ntimeout_s = 60</pre>"
        f"<h2>Errors</h2><p>An answer of 404 Not Found means that the page does not exist; 503 is sent while the service is down for maintenance. {SENTENCES[language][0]}</p>{prose(language, seed + 1, 6)}</main></body></html>"
    )
    return f"/docs/v{seed}/configuration.html", head(f"Configuration — {site} documentation", language) + body


def shop(language: str, site: str, seed: int) -> tuple[str, str]:
    others = "".join(
        f'<li><a href="/p/{n}">Lamp {n}</a> <span>{n}9,90</span> <button>Add to basket</button></li>'
        for n in range(24)
    )
    form = '<form action="/login"><input type=email><input type=password><button>Sign in</button></form>'
    body = f"<body>{NAV}{form}<h1>Harbour lamp {seed}</h1><p>{SENTENCES[language][1]}</p><button>Add to basket</button><ul>{others}</ul>{FOOT}</body></html>"
    return f"/p/harbour-lamp-{seed}00", head(f"Harbour lamp {seed} - {site}", language) + body


def forum(language: str, site: str, seed: int) -> tuple[str, str]:
    posts = "".join(f"<div class=post><b>user{n}</b>{prose(language, seed + n, 2)}</div>" for n in range(5))
    form = '<form action="login.php"><input name=u><input type=password name=p><input type=submit value="Log in"></form>'
    body = f"<body>{form}<p>You are not logged in. <a href=login.php>Log in</a> or <a href=register.php>register</a></p><h1>{HEADLINES[language]}</h1>{posts}</body></html>"
    return f"/viewtopic.php?t={seed}42", head(f"{HEADLINES[language]} - {site} forum", language) + body


def wiki(language: str, site: str, seed: int) -> tuple[str, str]:
    body = f"<body class='mediawiki ns-0'><h1 id=firstHeading>HTTP 404</h1><div id=content>{prose(language, seed, 15)}<h2>See also</h2><ul><li><a href=/wiki/Link_rot>Link rot</a></li></ul></div></body></html>"
    return "/wiki/HTTP_404", head(f"HTTP 404 - {site}", language) + body


def gov(language: str, site: str, seed: int) -> tuple[str, str]:
    files = "".join(f'<li><a href="/files/notice-{n}.pdf">Notice {n}</a></li>' for n in range(8))
    body = f"<body>{NAV}<h1>{HEADLINES[language]}</h1>{prose(language, seed, 5)}<ul>{files}</ul>{FOOT}</body></html>"
    return f"/dept/roads/notices/2016-{seed}", head(f"{HEADLINES[language]} – {site}", language) + body


def paper(language: str, site: str, seed: int) -> tuple[str, str]:
    meta = '<meta name="citation_title" content="Settlement of pillars"><meta name="citation_pdf_url" content="/p.pdf">'
    body = f"<body>{NAV}<h1>Settlement of pillars in tidal harbours</h1><h2>Abstract</h2>{prose(language, seed, 6)}<p><a href=/login>Sign in</a> <a href=/subscribe>Subscribe</a> <a href=/p.pdf>PDF</a></p></body></html>"
    return f"/doi/10.1234/harbour.{seed}", head(
        f"Settlement of pillars in tidal harbours | {site}", language, meta
    ) + body


def video(language: str, site: str, seed: int) -> tuple[str, str]:
    more = "".join(f'<li><a href="/watch?v={n}">Clip number {n}</a></li>' for n in range(15))
    body = f"<body>{NAV}<video src=/v.mp4 poster=/p.jpg></video><h1>{HEADLINES[language]}</h1><p>{SENTENCES[language][2]}</p><ul>{more}</ul></body></html>"
    return f"/watch?v=abc{seed}", head(f"{HEADLINES[language]} - {site}", language) + body


def application(language: str, site: str, seed: int) -> tuple[str, str]:
    body = f'<body><noscript>You need to enable JavaScript to run this app.</noscript><div id="root"><header>{site}</header><main><h1>{HEADLINES[language]}</h1>{prose(language, seed, 8)}</main></div><script src="/static/main.js"></script></body></html>'
    return f"/stations/{seed}", head(f"{HEADLINES[language]} | {site}", language) + body


def old(language: str, site: str, seed: int) -> tuple[str, str]:
    return (
        f"/~kim/bridge{seed}.html",
        f"<HTML><HEAD><TITLE>My bridges</TITLE></HEAD><BODY BGCOLOR=white><CENTER><H1>My bridges</H1></CENTER>{prose(language, seed, 3)}<HR>Kim's page. Last changed 1998. <A HREF=index.html>Back</A></BODY></HTML>",
    )


def tiny(language: str, site: str, seed: int) -> tuple[str, str]:
    return f"/notes/{seed}", head(
        f"Note {seed}", language
    ) + f"<body><p>{SENTENCES[language][3]}</p></body></html>"


def section(language: str, site: str, seed: int) -> tuple[str, str]:
    items = "".join(f'<li><h3><a href="/a/{n}">{SENTENCES[language][n % 5]}</a></h3></li>' for n in range(30))
    return "/world/", head(
        f"World - {site}", language
    ) + f"<body>{NAV}<h1>World</h1><ul>{items}</ul>{FOOT}</body></html>"


def home(language: str, site: str, seed: int) -> tuple[str, str]:
    items = "".join(
        f"<div><h2><a href=/a/{n}>{HEADLINES[language]}</a></h2><p>{SENTENCES[language][n % 5]}</p></div>"
        for n in range(8)
    )
    return "/", head(site, language) + f"<body>{NAV}{items}{FOOT}</body></html>"


def recipe(language: str, site: str, seed: int) -> tuple[str, str]:
    steps = "".join(f"<li>{sentence}</li>" for sentence in SENTENCES[language])
    body = f"<body>{NAV}<h1>Soup of the harbour</h1><ul><li>2 onions</li><li>1 l water</li></ul><ol>{steps}</ol>{FOOT}</body></html>"
    return f"/recipes/soup-of-the-harbour-{seed}", head(f"Soup of the harbour | {site}", language) + body


def question(language: str, site: str, seed: int) -> tuple[str, str]:
    answers = "".join(f"<div class=answer>{prose(language, seed + n, 3)}</div>" for n in range(3))
    body = f"<body>{NAV}<h1>Why do I get a captcha on every page?</h1>{prose(language, seed, 2)}{answers}</body></html>"
    return f"/questions/{seed}77/why-do-i-get-a-captcha", head(
        f"Why do I get a captcha on every page? - {site}", language
    ) + body


def profile(language: str, site: str, seed: int) -> tuple[str, str]:
    works = "".join(f"<li>{SENTENCES[language][n % 5]}</li>" for n in range(5))
    return (
        f"/staff/kim-{seed}",
        head(f"Kim Harbour | {site}", language)
        + f"<body>{NAV}<h1>Kim Harbour</h1><img src=k.jpg><p>{SENTENCES[language][0]}</p><ul>{works}</ul></body></html>",
    )


def gallery(language: str, site: str, seed: int) -> tuple[str, str]:
    pictures = "".join(f'<a href="/i/{n}"><img src="/i/{n}.jpg" alt=""></a>' for n in range(30))
    return f"/gallery/{seed}", head(
        f"Gallery: bridges | {site}", language
    ) + f"<body><h1>Bridges</h1>{pictures}</body></html>"


def listing(language: str, site: str, seed: int) -> tuple[str, str]:
    rows = "".join(
        f'<tr><td><a href="f{n}.tar.gz">f{n}.tar.gz</a></td><td>2016-03-0{n % 9 + 1}</td><td>{n} kB</td></tr>'
        for n in range(20)
    )
    return (
        f"/pub/{seed}/",
        f"<html><head><title>Index of /pub/{seed}</title></head><body><h1>Index of /pub/{seed}</h1><table>{rows}</table></body></html>",
    )


def paid(language: str, site: str, seed: int) -> tuple[str, str]:
    data = '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":"False"}</script>'
    body = f"<body>{NAV}<article><h1>{HEADLINES[language]}</h1>{prose(language, seed, 4)}<div class=paywall><h3>Subscribe to continue reading</h3><p>Already a subscriber? <a href=/login>Sign in</a></p></div></article></body></html>"
    return f"/article/{seed}/bridge", head(f"{HEADLINES[language]} | {site}", language, data) + body


def policy(language: str, site: str, seed: int) -> tuple[str, str]:
    text = (
        "<p>We use cookies to remember your choices and to measure how our pages are read. Cookies are small files that your browser keeps.</p>"
        "<p>Our partners may use cookies for advertising; you can withdraw your consent at any time in the settings of your browser.</p>"
        "<p>Personal data that we collect are kept for thirty days and are never given to other companies without your consent.</p>"
    ) * 3
    return "/legal/cookie-policy", head(
        f"Cookie policy | {site}", language
    ) + f"<body>{NAV}<h1>Cookie policy</h1>{text}{FOOT}</body></html>"


def song(language: str, site: str, seed: int) -> tuple[str, str]:
    body = f"<body>{NAV}<h1>Page Not Found</h1><p>The third album of the band, released in the autumn of 2009.</p>{prose(language, seed, 9)}</body></html>"
    return f"/albums/page-not-found-{seed}", head(f"Page Not Found (album) | {site}", language) + body


def domains(language: str, site: str, seed: int) -> tuple[str, str]:
    body = f"<body>{NAV}<h1>This domain is for sale: what a name is worth</h1>{prose(language, seed, 12)}</body></html>"
    return f"/business/this-domain-is-for-sale-{seed}", head(
        f"This domain is for sale: what a name is worth | {site}", language
    ) + body


def release(language: str, site: str, seed: int) -> tuple[str, str]:
    items = "".join(f"<li>Fixed error {n}: {SENTENCES[language][n % 5]}</li>" for n in range(10))
    return f"/releases/v{seed}.0", head(
        f"Release v{seed}.0 · {site}", language
    ) + f"<body>{NAV}<h1>v{seed}.0</h1><h2>Server error handling</h2><ul>{items}</ul></body></html>"


def dictionary(language: str, site: str, seed: int) -> tuple[str, str]:
    body = f"<body>{NAV}<h1>gone</h1><p>gone (adjective): no longer present; away.</p><p>{SENTENCES[language][4]}</p><p>{SENTENCES[language][1]}</p></body></html>"
    return "/entry/gone", head(f"gone: meaning and use | {site}", language) + body


TEMPLATES: dict[str, Template] = {
    template.__name__: template
    for template in (
        news, blog, docs, shop, forum, wiki, gov, paper, video, application, old, tiny, section, home, recipe,
        question, profile, gallery, listing, paid, policy, song, domains, release, dictionary,
    )
}  # fmt: skip
HELD_OUT_TEMPLATES = frozenset(
    ("shop", "forum", "gallery", "policy", "song", "question", "tiny", "dictionary")
)

BANNER = (
    '<div id="onetrust-banner-sdk" class="cookie-banner"><h2>We value your privacy</h2><p>We and our 842 partners use cookies to store '
    "and access personal data such as browsing data, for personalised advertising and content. You can change your consent at any time.</p>"
    "<button>Accept all</button><button>Reject all</button></div>"
)
CARGO = (
    ("banner", BANNER),
    (
        "cloudflare-sensor",
        "<script>window.__CF$cv$params={r:'a1'};</script><script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script>",
    ),
    (
        "imperva-sensor",
        '<script src="/_Incapsula_Resource?SWJIYLWA=719d34d31c8e3a6e6fffd425f7e032f3"></script>',
    ),
    (
        "datadome-sensor",
        '<script src="https://js.datadome.co/tags.js" async></script><script src="https://ct.captcha-delivery.com/c.js"></script>',
    ),
    ("human-sensor", "<script>window._pxAppId='PXabc';</script>"),
    ("akamai-sensor", '<script src="/akam/13/5d1b2"></script><script>bmak=1</script>'),
    (
        "newsletter",
        "<div class=modal><h3>Get our newsletter</h3><form><input type=email><button>Subscribe</button></form></div>",
    ),
    (
        "app-banner",
        "<div class=smart><a href=app://x>Open in app</a> <a href=#>Continue in browser</a></div>",
    ),
    ("refresh", "<script>setTimeout(function(){location.reload()},300000)</script>"),
    ("noscript", "<noscript><p>Please enable JavaScript to see this page properly.</p></noscript>"),
)
"""What living pages carry with them."""


def pages(languages: tuple[str, ...], seed: int = 1) -> Iterator[LivingPage]:
    """Each template in each language, every second one with something that pages carry."""
    count = 0
    for language in languages:
        for name, template in TEMPLATES.items():
            site = f"The {language.upper()} Mirror"
            path, html = template(language, site, seed)
            if count % 2:
                html = html.replace("</body>", f"{CARGO[count // 2 % len(CARGO)][1]}</body>")
            host = f"www.mirror-{language}.example"
            count += 1
            yield LivingPage(name, Url(f"https://{host}{path}"), language, site, html)
