"""What stands where a page was: not found, for sale, taken over, behind walls; as such sites write."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from html import escape
from pathlib import Path

_PAGES = Path(__file__).with_name("lost")
PARKED = ("listings", "offer", "verkauf", "registrar", "expired")
HIJACKED = ("slots", "pharmacy", "casino", "stranger", "loans")
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


def page(name: str, **told: str) -> str:
    """One of the pages in ``lost``; ``%name%`` in it becomes what is told of that name."""
    found = (_PAGES / f"{name}.html").read_text(encoding="utf-8")
    for key, value in told.items():
        found = found.replace(f"%{key}%", escape(value))
    return found


def bare_server_error(status: int, phrase: str, server: str = "nginx") -> str:
    return (
        f"<html>\r\n<head><title>{status} {phrase}</title></head>\r\n<body>\r\n<center><h1>{status} {phrase}"
        f"</h1></center>\r\n<hr><center>{server}</center>\r\n</body>\r\n</html>\r\n"
    )


def parked(host: str, number: int) -> str:
    return page(f"parked-{PARKED[number]}", host=host.removeprefix("www."))


def hijacked(brand: str, number: int) -> str:
    return page(f"hijacked-{HIJACKED[number]}", brand=brand)
