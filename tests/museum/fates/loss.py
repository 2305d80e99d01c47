"""What stands where a page was: not found, for sale, taken over, behind walls.  Written as such sites write."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from html import escape

_NOT_FOUND = {
    "en": (
        ("Page not found", "The page you were looking for has moved or no longer exists."),
        ("We can't find that page", "Sorry about that. Try the search, or go back to the front page."),
        ("Oops! That page can't be found.", "It looks like nothing was found at this location."),
        ("This story is no longer available", "The article you requested has been removed."),
    ),
    "de": (
        ("Seite nicht gefunden", "Die angeforderte Seite existiert nicht oder wurde verschoben."),
        ("Diese Seite gibt es leider nicht", "Vielleicht hilft Ihnen die Suche weiter."),
    ),
    "fr": (
        ("Page introuvable", "La page que vous recherchez n'existe pas ou plus."),
        ("Cette page n'existe plus", "Le contenu demandé a été supprimé ou déplacé."),
    ),
    "es": (
        ("Página no encontrada", "La página que busca no existe o ha cambiado de dirección."),
        ("No encontramos lo que buscas", "El contenido que intentas ver ya no está disponible."),
    ),
    "pl": (
        ("Nie znaleziono strony", "Strona, której szukasz, nie istnieje lub została usunięta."),
        ("Ups, nie ma takiej strony", "Sprawdź adres albo wróć na stronę główną."),
    ),
    "ru": (
        ("Страница не найдена", "Запрошенная страница не существует или была удалена."),
        ("Такой страницы нет", "Возможно, она была перемещена или вы ошиблись в адресе."),
    ),
    "ja": (
        ("ページが見つかりません", "お探しのページは削除されたか、URLが変更された可能性があります。"),
        ("お探しのページは見つかりませんでした", "公開期間が終了した記事です。"),
    ),
    "zh": (
        ("页面不存在", "您访问的页面不存在或已被删除。"),
        ("抱歉，找不到您要的页面", "该文章可能已经下线，请返回首页。"),
    ),
    "ar": (
        ("الصفحة غير موجودة", "عذرا، الصفحة التي تبحث عنها غير موجودة أو تم حذفها."),
        ("لم يتم العثور على الصفحة", "ربما تم نقل المحتوى أو حذفه."),
    ),
}
_NOTHING_FOUND = {
    "en": "Your search for “{term}” did not match any results",
    "de": "Ihre Suche nach „{term}“ ergab keine Treffer",
    "fr": "Aucun résultat pour « {term} »",
    "es": "No se han encontrado resultados para «{term}»",
    "pl": "Brak wyników wyszukiwania dla „{term}”",
    "ru": "По запросу «{term}» ничего не найдено",
    "ja": "「{term}」に一致する情報は見つかりませんでした",
    "zh": "没有找到与“{term}”相关的结果",
    "ar": "لا توجد نتائج مطابقة للبحث عن {term}",
}


def not_found(language: str, source: random.Random) -> tuple[str, str]:
    """Title and markup of what sites say where there is no page."""
    title, says = source.choice(_NOT_FOUND.get(language, _NOT_FOUND["en"]))
    return title, f"<h1>{escape(title)}</h1><p>{escape(says)}</p>"


def nothing_found(language: str, term: str) -> tuple[str, str]:
    says = _NOTHING_FOUND.get(language, _NOTHING_FOUND["en"]).format(term=term)
    return (
        says,
        f"<h1>{escape(says)}</h1><form action='/search'><input name='q' value='{escape(term)}'></form>",
    )


def as_json(paragraphs: Sequence[str]) -> bytes:
    return json.dumps({"story": list(paragraphs)}).encode()


def script_shell(title: str, language: str) -> str:
    """A page whose text is fetched by its script."""
    return f"""<!doctype html><html lang='{language}'><head><meta charset='utf-8'><title>{escape(title)}</title></head>
<body><noscript>You need to enable JavaScript to run this app.</noscript><div id="root"></div><script>
fetch("/api/story.json").then((answer) => answer.json()).then((data) => {{
  const main = document.createElement("main");
  const heading = document.createElement("h1");
  heading.textContent = document.title;
  main.append(heading);
  for (const said of data.story) {{
    const paragraph = document.createElement("p");
    paragraph.textContent = said;
    main.append(paragraph);
  }}
  document.getElementById("root").append(main);
}});
</script></body></html>"""


def bare_server_error(status: int, phrase: str, server: str = "nginx") -> str:
    return (
        f"<html>\r\n<head><title>{status} {phrase}</title></head>\r\n<body>\r\n<center><h1>{status} {phrase}"
        f"</h1></center>\r\n<hr><center>{server}</center>\r\n</body>\r\n</html>\r\n"
    )


PARKED = (
    "<!doctype html><html><head><title>{host}</title><meta name='viewport' content='width=device-width'></head>"
    "<body><div class='top'><h1>{host}</h1><p>This domain may be for sale. <a href='https://sedo.example/"
    "search/details/?domain={host}'>Inquire here</a></p></div><h2>Related Searches</h2><ul><li><a href='/?q=1'>"
    "Car Insurance Quotes</a></li><li><a href='/?q=2'>Cheap Flights</a></li><li><a href='/?q=3'>Online Degree"
    "</a></li><li><a href='/?q=4'>Weight Loss</a></li></ul><footer>The Sponsored Listings displayed above are "
    "served automatically by a third party. Neither the service provider nor the domain owner maintain any "
    "relationship with the advertisers. <a href='/privacy'>Privacy Policy</a></footer></body></html>",
    "<!doctype html><html lang='en'><head><title>{host} is for sale | Buy it now</title></head><body><h1>The "
    "domain name {host} is for sale</h1><p>Make an offer, or buy it now for US$ 2,895. Pay in instalments from "
    "$ 242 a month.</p><button>Get this domain</button><ul><li>Fast and easy transfers</li><li>Buyer "
    "protection program</li></ul><p>Call our domain experts.</p></body></html>",
    "<!doctype html><html lang='de'><head><title>{host} steht zum Verkauf</title></head><body><h1>Diese Domain "
    "steht zum Verkauf!</h1><p>{host}</p><p>Sie können die Domain {host} kaufen. Stellen Sie jetzt eine "
    "unverbindliche Anfrage beim Inhaber.</p><h3>Weitere Links</h3><a href='/l/1'>Versicherung</a> "
    "<a href='/l/2'>Kredit</a> <a href='/l/3'>Reisen</a></body></html>",
    "<!doctype html><html><head><title>Welcome to {host}</title></head><body><div id='registrar'><h1>Welcome "
    "to {host}</h1><p>This web page is parked FREE, courtesy of the registrar.</p><p>Is this your domain? "
    "Let's turn it into a website!</p><p>Would you like to buy this domain? <a href='/buy'>Learn more</a></p>"
    "<p>Copyright © 1999 All rights reserved.</p></div></body></html>",
    "<!doctype html><html><head><title>Domain expired</title></head><body><h1>{host} has expired</h1><p>If you "
    "are the owner, you can renew this domain name at your registrar. It will be released to the public "
    "soon.</p></body></html>",
)


def parked(host: str, number: int) -> str:
    return PARKED[number % len(PARKED)].format(host=host.removeprefix("www."))


_CASINO = """<!doctype html><html lang="id"><head><meta charset="utf-8"><title>{brand}: Situs Slot Gacor Hari Ini, Judi
Online Resmi</title><meta name="description" content="Daftar slot gacor gampang maxwin"></head><body><header><h1>{brand}
Slot Gacor Maxwin Terpercaya</h1><a href="/daftar">DAFTAR</a> <a href="/login">LOGIN</a></header><p>{brand} adalah situs judi
slot online terpercaya yang menyediakan ratusan permainan slot gacor dengan RTP tertinggi hari ini.</p><p>Nikmati bonus new
member 100 persen, deposit pulsa tanpa potongan, serta kemenangan jackpot yang dibayar lunas setiap hari.</p><h2>Keuntungan
Bermain di {brand}</h2><p>Layanan pelanggan kami siap membantu 24 jam melalui live chat. Kami bekerja sama dengan penyedia
permainan terbaik seperti Pragmatic dan Habanero.</p><p>Segera daftar dan rasakan sensasi bermain slot demo maupun uang asli
dengan peluang menang yang besar.</p></body></html>"""
_PHARMACY = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Buy Cheap Pills Online Without Prescription
- {brand} Pharmacy</title></head><body><h1>{brand} Canadian Pharmacy</h1><p>Order generic tablets online without prescription at
the lowest price. Free worldwide shipping on all orders over $ 150, discreet packaging guaranteed.</p><h2>Bestsellers</h2><ul>
<li>Viagra 100 mg - from $ 0.39 per pill</li><li>Cialis 20 mg - from $ 0.69 per pill</li><li>Levitra 20 mg</li><li>Tramadol</li>
</ul><p>Our online drugstore accepts all major credit cards. Buy now and get 4 bonus pills with every order of erectile
dysfunction medication.</p><p>Customer reviews: fast delivery, works as expected, will order again.</p></body></html>"""
_ENGLISH_CASINO = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Best Online Casinos 2026: Free Spins and
No Deposit Bonus | {brand}</title></head><body><header><a href="/">{brand}</a><nav><a href="/slots">Slots</a> <a href="/poker">
Poker</a> <a href="/bonuses">Bonuses</a></nav></header><main><h1>The best online casinos of the year, reviewed</h1><p>Our experts
have tested more than ninety gambling sites to find the highest payouts and the quickest withdrawals for real money players.</p>
<p>Claim a welcome package of up to 5 BTC and 200 free spins when you sign up today. Wagering requirements apply, players must
be eighteen or older.</p><h2>How we rate roulette and blackjack tables</h2><p>Every live dealer table is played for three evenings
by a former croupier, and the house edge is compared with what the operator claims.</p><p>Gamble responsibly.</p></main></body>
</html>"""
_STRANGER = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Top 10 kem dưỡng da tốt nhất cho mùa đông</title>
</head><body><header><a href="/">{brand} Làm đẹp</a></header><article><h1>Top 10 kem dưỡng da tốt nhất cho mùa đông</h1><p>Mùa
đông khiến làn da trở nên khô ráp và bong tróc, vì vậy việc chọn một loại kem dưỡng ẩm phù hợp là vô cùng quan trọng.</p><p>Dưới
đây là danh sách những sản phẩm được nhiều chị em tin dùng, với giá cả phải chăng và thành phần lành tính.</p><p>Trước khi sử dụng,
bạn nên thử một lượng nhỏ lên cổ tay để kiểm tra xem da có bị kích ứng hay không.</p><p>Ngoài ra, đừng quên uống đủ nước và ngủ
sớm để làn da luôn khỏe mạnh từ bên trong.</p><h2>Mua ở đâu</h2><p>Các cửa hàng trực tuyến thường có chương trình giảm giá vào
cuối tháng.</p></article></body></html>"""
_LOANS = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Payday loans with instant approval - {brand}</title>
</head><body><h1>Get cash in your account today</h1><p>Bad credit? No problem. Compare payday lenders and receive a decision in
two minutes, with no paperwork and no guarantor.</p><p>Representative APR 1,294 %. Borrow between $ 100 and $ 5,000 and repay on
your next pay date.</p><h2>Why thousands of borrowers choose us</h2><p>Our lender panel covers all fifty states, and an application
does not leave a footprint on your credit file.</p><form><input name="amount"><button>Apply now</button></form></body></html>"""
HIJACKED = (_CASINO, _PHARMACY, _ENGLISH_CASINO, _STRANGER, _LOANS)


def hijacked(brand: str, number: int) -> str:
    return HIJACKED[number % len(HIJACKED)].format(brand=brand)


CHALLENGE = """<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title><meta http-equiv="Content-Type"
content="text/html; charset=UTF-8"><meta name="robots" content="noindex,nofollow"></head><body><div class="main-wrapper"
role="main"><div class="main-content"><noscript><div id="challenge-error-title"><span id="challenge-error-text">Enable JavaScript
and cookies to continue</span></div></noscript></div></div><script>window._cf_chl_opt = {cvId: '3', cType: 'managed'};</script>
</body></html>"""
PASSABLE = """<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title><meta name="robots" content="noindex"></head>
<body><h1>Checking your browser before accessing {host}</h1><p>This process is automatic. Your browser will redirect shortly.</p>
<script>window._cf_chl_opt = {{cvId: '3'}}; setTimeout(() => {{ document.cookie = "clearance=1; path=/"; location.reload(); }},
150);</script></body></html>"""
HUMAN = """<!doctype html><html><head><title>Access to this page has been denied</title></head><body><h1>Press &amp; Hold to confirm
you are a human (and not a bot).</h1><div id="px-captcha"></div><p>Reference ID #6f1d2a70-93c1</p></body></html>"""
LOGIN = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Log in | {site}</title></head><body><main><h1>Log in to
continue</h1><form method="post" action="/session"><label>Email <input type="email" name="email"></label><label>Password
<input type="password" name="password"></label><button>Log in</button></form><p>New here? <a href="/join">Create an account</a>
</p></main></body></html>"""
CONSENT = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Before you continue</title></head><body><main><h1>We
value your privacy</h1><p>We and our 842 partners store and access information on your device, such as cookies, and process personal
data for personalised advertising. Please choose whether you consent before you continue to {site}.</p><form><button name="agree">
Accept all</button><button name="reject">Reject all</button><a href="/settings">Manage preferences</a></form></main></body></html>"""
LEGAL = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Unavailable For Legal Reasons</title></head><body><h1>451:
Unavailable due to legal reasons</h1><p>We recognize you are attempting to access this website from a country belonging to the European
Economic Area, and therefore access cannot be granted at this time.</p></body></html>"""
PAYWALL = """<div class="paywall"><h3>Subscribe to continue reading</h3><p>You have reached your limit of free articles. Already a
subscriber? <a href="/login">Log in</a></p><a href="/subscribe">See offers</a></div><script type="application/ld+json">
{"@context": "https://schema.org", "@type": "NewsArticle", "isAccessibleForFree": false}</script>"""
