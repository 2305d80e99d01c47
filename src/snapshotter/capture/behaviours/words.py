"""Words on buttons that bring more of the same page, in the languages that we know.

Whole labels, not words anywhere: "Load more comments" is one, "More about our cookies" is not.
"""

from __future__ import annotations

_THINGS = (
    r"articles?|stories|posts?|comments?|replies|results?|items?|products?|entries|news|photos?|images?|"
    r"videos?|reviews?|answers|messages|events?|content|rows|text|updates"
)
_ENGLISH = (
    rf"(load|show|view|see|display|get) (more|all)( ({_THINGS}))?",
    rf"more ({_THINGS})",
    rf"(show|load|view|see) (the )?(next|other|remaining|older|previous|hidden|earlier) ?\d* ?({_THINGS})?",
    rf"(show|load|view|see) \d+ more( ({_THINGS}))?",
    r"(continue|keep) reading",
    r"read (more|on|the (full|whole|rest of the) (article|story|post))",
    r"show full (article|text|story)",
    r"expand( all)?|load older|older posts|more",
)
_LABELS: tuple[str, ...] = (
    *_ENGLISH,
    # German, Dutch, Swedish, Danish, Norwegian
    r"mehr (laden|anzeigen|zeigen|lesen|sehen|ergebnisse|artikel|beiträge|kommentare|meldungen)",
    r"weitere( \S+)? (laden|anzeigen)",
    r"weitere (artikel|beiträge|kommentare|ergebnisse|meldungen)",
    r"weiterlesen",
    r"alle (anzeigen|kommentare( anzeigen)?)",
    r"(laad|toon|bekijk|lees) (meer|alle)( \S+)?",
    r"meer (laden|tonen|weergeven|lezen|resultaten|artikelen)",
    r"(visa|ladda|läs) (fler|mer|alla)( \S+)?|fler (artiklar|inlägg|kommentarer|resultat)",
    r"(vis|indlæs|hent|læs|last inn|les) (flere|mere|mer|alle)( \S+)?",
    r"flere (artikler|indlæg|kommentarer|resultater|innlegg)",
    # Finnish, Hungarian, Estonian
    r"(näytä|lataa|lue) (lisää|enemmän|kaikki)( \S+)?|lisää (tuloksia|artikkeleita|kommentteja)",
    r"továbbiak( betöltése| megjelenítése)?",
    r"(több|további) (betöltése|megjelenítése|találat|hír|cikk|hozzászólás)\S*",
    r"mutass többet",
    r"(lae|näita|loe) (rohkem|veel)( \S+)?",
    # French, Spanish, Catalan, Portuguese, Italian, Romanian
    r"(charger|afficher|voir|lire|montrer) (plus|davantage|la suite|tou(t|s))( \S+){0,2}",
    r"plus (d.articles|de résultats|de commentaires|d.actualités)",
    r"(cargar|mostrar|ver|leer) (más|todo|todos)( \S+)?",
    r"más (resultados|noticias|artículos|comentarios)",
    r"seguir leyendo",
    r"(carrega|mostra|veure|llegir)(r'n)? més( \S+)?",
    r"(carregar|mostrar|ver|ler) (mais|tudo|todos)( \S+)?",
    r"mais (resultados|notícias|artigos|comentários)",
    r"continuar (a ler|lendo)",
    r"(carica|mostra|visualizza|vedi|leggi) (altr[oaie]|di più|tutt[oi])( \S+)?",
    r"altr[ie] (risultati|articoli|notizie|commenti)",
    r"continua a leggere",
    r"(încarcă|arată|vezi|afișează|citește) (mai mult(e)?|toate)( \S+)?",
    r"mai multe (rezultate|articole|comentarii|știri)",
    # Polish, Czech, Slovak, Croatian, Slovenian, Russian, Ukrainian, Bulgarian
    r"(załaduj|pokaż|zobacz|wczytaj|czytaj|wyświetl) (więcej|wszystkie|kolejne)( \S+)?",
    r"więcej (wyników|artykułów|komentarzy|wiadomości)",
    r"(načíst|zobrazit|ukázat|číst) (další|více|vše)( \S+)?|další (články|výsledky|komentáře|zprávy)",
    r"(načítať|zobraziť|ukázať|čítať) (ďalšie|viac|všetky)( \S+)?",
    r"(učitaj|prikaži|vidi|naloži|pokaži) (još|više|več|sve)( \S+)?",
    r"(загрузить|показать|читать|смотреть) (ещё|еще|больше|все|всё|далее|полностью)( \S+)?",
    r"(ещё|еще|больше) (новост|стат|комментари|результат)\S*",
    r"(завантажити|показати|читати|дивитися) (ще|більше|все|всі|далі)( \S+)?",
    r"більше (новин|статей|коментарів|результатів)",
    r"(зареди|покажи|виж|прочети) (още|повече|всички)( \S+)?",
    # Greek, Turkish
    r"(φόρτωση|εμφάνιση|προβολή|δείτε|φόρτωσε) (περισσότερ\S+|όλων|όλα)( \S+)?|περισσότερα",
    r"daha fazla( \S+)?( (yükle|göster|gör|oku))?",
    r"daha fazlasını (gör|göster|oku|yükle)",
    r"(tümünü|devamını) (göster|gör|oku)",
    # Arabic, Persian, Hebrew, Hindi, Bengali
    r"(تحميل|عرض|إظهار|اقرأ|شاهد|مشاهدة|قراءة) (المزيد|الكل|المزيد من \S+)|المزيد",
    r"(نمایش|بارگذاری|مشاهده) (بیشتر|همه|موارد بیشتر)|بیشتر|ادامه مطلب",
    r"(טען|הצג|טעינת|הראה|קרא|ראה) (עוד|הכל)( \S+)?|עוד( תוצאות| כתבות| תגובות)?",
    r"(और|अधिक) (लोड करें|दिखाएं|दिखाएँ|देखें|पढ़ें)|और",
    r"আরও (দেখুন|লোড করুন|পড়ুন)|আরো (দেখুন|পড়ুন)",
    # Chinese, Japanese, Korean, Vietnamese, Thai, Indonesian
    r"(加载|載入|显示|顯示|查看|展开|展開|阅读|閱讀|点击加载|點擊載入)(更多|全部|全文|剩余|其余)\S{0,4}|更多\S{0,4}|(展开|展開)(阅读|閱讀)?全文",
    r"(もっと|さらに|続きを|すべて|全て|次を|残りを)(表示|見る|みる|読む|読み込む|表示する|読み込み)(する)?|さらに(記事|コメント)を(表示|読み込む)",
    r"(더 ?보기|더 ?불러오기|더보기|전체 ?보기|모두 ?보기|더 ?읽기|계속 ?읽기)|(기사|댓글|결과) 더 ?보기",
    r"(xem|tải|hiển thị|đọc) (thêm|tất cả|tiếp)( \S+)?",
    r"(โหลด|แสดง|ดู|อ่าน)(เพิ่มเติม|เพิ่ม|ทั้งหมด|ต่อ)",
    r"(muat|tampilkan|lihat|baca) (lebih banyak|selengkapnya|semua|lagi|lainnya)( \S+)?",
)
LOAD_MORE = r"^(?:[+▼▾⌄↓…\s]*)(?:" + "|".join(_LABELS) + r")(?:\s*\(?[\d.,]*\)?[\s▼▾⌄↓›»>…+.]*)$"
"""A JavaScript and Python regular expression for a whole label; to be matched without case."""
