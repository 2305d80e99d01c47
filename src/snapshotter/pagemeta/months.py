"""The names of months and days in the languages that posts are written in."""

from __future__ import annotations

import unicodedata
from functools import cache

_MONTHS_TEXT = """
    1 january jan januar jänner janvier janv enero ene gennaio gen janeiro januari tammikuu tammikuuta
    1 stycznia styczeń sty
    1 leden ledna january января янв января̀ січня ocak oca janúar ianuarie ιανουαρίου
    2 february feb februar februari février févr fév febrero febbraio fevereiro fev helmikuu helmikuuta
    2 luty lutego lut
    2 únor února февраль февраля фев лютого şubat şub februarie feber φεβρουαρίου
    3 march mar märz maerz mrz mars marzo março maart mrt marts maaliskuu maaliskuuta marca marzec
    3 březen března
    3 март марта мар березня mart martie március μαρτίου
    4 april apr avril avr abril abr aprile huhtikuu huhtikuuta kwietnia kwiecień kwi duben dubna апрель
    4 апреля апр
    4 квітня nisan nis aprilie április απριλίου
    5 may mai mayo maggio mag maio mei maj toukokuu toukokuuta maja květen května май мая травня mayıs
    5 május μαΐου
    6 june jun juni juin junio giugno giu junho kesäkuu kesäkuuta czerwca czerwiec cze červen června
    6 июнь июня июн
    6 червня haziran haz iunie június ιουνίου
    7 july jul juli juillet juil julio luglio lug julho heinäkuu heinäkuuta lipca lipiec lip červenec
    7 července июль
    7 июля июл липня temmuz tem iulie július ιουλίου
    8 august aug août aout agosto augustus augusti elokuu elokuuta sierpnia sierpień sie srpen srpna
    8 август августа
    8 авг серпня ağustos ağu augusztus αυγούστου
    9 september sep sept septembre septiembre settembre setembro syyskuu syyskuuta września wrzesień wrz
    9 září сентябрь
    9 сентября сен вересня eylül eyl septembrie szeptember σεπτεμβρίου
    10 october oct oktober okt octobre octubre ottobre ott outubro lokakuu lokakuuta października
    10 październik paź říjen
    10 října октябрь октября окт жовтня ekim eki octombrie október οκτωβρίου
    11 november nov novembre noviembre novembro marraskuu marraskuuta listopada listopad lis listopadu
    11 ноябрь ноября
    11 ноя листопада kasım kas noiembrie νοεμβρίου
    12 december dec dezember dez décembre déc diciembre dicembre dezembro joulukuu joulukuuta grudnia
    12 grudzień gru
    12 prosinec prosince декабрь декабря дек грудня aralık ara decembrie δεκεμβρίου
"""
_DAYS_TEXT = """
    0 monday mon montag lundi lunes lunedì segunda maandag måndag mandag maanantaina poniedziałek
    0 pondělí понедельник pazartesi
    1 tuesday tue tues dienstag mardi martes martedì terça dinsdag tisdag tirsdag tiistaina wtorek úterý
    1 вторник salı
    2 wednesday wed mittwoch mercredi miércoles mercoledì quarta woensdag onsdag keskiviikkona środa
    2 środę středa среда
    2 среду çarşamba
    3 thursday thu thur thurs donnerstag jeudi jueves giovedì quinta donderdag torsdag torstaina
    3 czwartek čtvrtek четверг perşembe
    4 friday fri freitag vendredi viernes venerdì sexta vrijdag fredag perjantaina piątek pátek пятница
    4 пятницу cuma
    5 saturday sat samstag sonnabend samedi sábado sabato zaterdag lördag lørdag lauantaina sobota
    5 sobotę суббота субботу cumartesi
    6 sunday sun sonntag dimanche domingo domenica zondag söndag søndag sunnuntaina niedziela niedzielę neděle
    6 воскресенье pazar
"""
_AGO_TEXT = """
    0 today tonight heute aujourd'hui hoy oggi hoje vandaag dzisiaj dziś dnes сегодня сьогодні bugün tänään
    1 yesterday gestern hier ayer ieri ontem gisteren igår wczoraj včera вчера вчора dün eilen
"""
LONGEST = 16
"""Letters in the longest of these names."""


@cache
def months() -> dict[str, int]:
    """Number by lower-case name, abbreviations included."""
    return _numbered(_MONTHS_TEXT)


@cache
def days() -> dict[str, int]:
    """Number of the day of the week, 0 for Monday, by lower-case name."""
    return _numbered(_DAYS_TEXT)


@cache
def days_ago() -> dict[str, int]:
    """How many days ago a word such as "yesterday" means."""
    return _numbered(_AGO_TEXT)


def plain(word: str) -> str:
    """The form that the tables have: composed, lower case, one kind of apostrophe, no full stop."""
    if not word.isascii():
        word = unicodedata.normalize("NFC", word).replace("’", "'").replace("İ", "i")
    return word.lower().rstrip(".")


def _numbered(text: str) -> dict[str, int]:
    names: dict[str, int] = {}
    for line in text.split("\n"):
        number, *words = line.split() or ["0"]
        names.update(dict.fromkeys(words, int(number)))
    return names
