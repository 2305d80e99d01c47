"""Which labels bring more of the same page, and which do something else."""

from __future__ import annotations

import re

import pytest

from snapshotter.capture.behaviours.words import LOAD_MORE

MORE = [
    "Load more",
    "LOAD MORE",
    "Show more results",
    "See all 32 comments",
    "View 12 more replies",
    "More articles",
    "Older posts",
    "Read the full story",
    "Load more (120)",
    "+ Show more",
    "Show more…",
    "Load next 20",
    "Mehr anzeigen",
    "Weitere Artikel laden",
    "Alle Kommentare anzeigen",
    "Weiterlesen",
    "Meer laden",
    "Toon meer resultaten",
    "Visa fler",
    "Ladda fler artiklar",
    "Vis flere",
    "Last inn flere",
    "Indlæs mere",
    "Näytä lisää",
    "Több betöltése",
    "Voir plus",
    "Afficher plus de résultats",
    "Charger la suite",
    "Ver más",
    "Cargar más noticias",
    "Carregar mais",
    "Ver mais",
    "Carica altri",
    "Mostra di più",
    "Încarcă mai multe",
    "Pokaż więcej",
    "Załaduj więcej",
    "Zobrazit další",
    "Načítať ďalšie",
    "Učitaj još",
    "Показать ещё",
    "Загрузить еще",
    "Показати більше",
    "Покажи още",
    "Φόρτωση περισσότερων",
    "Daha fazla yükle",
    "Daha fazlasını göster",
    "تحميل المزيد",
    "عرض المزيد",
    "بیشتر",
    "הצג עוד",
    "और देखें",
    "加载更多",
    "顯示更多",
    "查看全部",
    "もっと見る",
    "続きを読む",
    "더보기",
    "더 불러오기",
    "Xem thêm",
    "โหลดเพิ่มเติม",
    "Muat lebih banyak",
]
OTHER = [
    "Accept all",
    "Subscribe",
    "Sign in",
    "Log out",
    "Buy now",
    "Add to cart",
    "Delete",
    "Show password",
    "Load game",
    "Menu",
    "More about our cookies",
    "Read more about the election in the archive",
    "Next",
    "Share",
    "Reply",
    "Like",
    "Download",
    "Show results of the poll and vote",
    "View profile",
    "See you",
    "Alle akzeptieren",
    "Anmelden",
    "Jetzt kaufen",
    "Accepter tout",
    "Voir le panier",
    "Aceptar",
    "Принять все",
    "同意",
    "購入する",
    "로그인",
    "تسجيل الدخول",
    "Expand your business",
    "",
]


@pytest.mark.parametrize("label", MORE)
def test_labels_that_bring_more(label):
    assert re.match(LOAD_MORE, label, re.IGNORECASE)


@pytest.mark.parametrize("label", OTHER)
def test_labels_that_do_something_else(label):
    assert not re.match(LOAD_MORE, label, re.IGNORECASE)


def test_a_long_label_takes_no_time():
    assert not re.match(LOAD_MORE, "show " * 12 + "x" * 20, re.IGNORECASE)
