"""Entries of reference lists as people write them: APA, MLA, Chicago, IEEE, Harvard and their relatives."""

from __future__ import annotations

import re

from snapshotter.model.citation import Attribution
from snapshotter.pagemeta.whens import resolve, whens
from snapshotter.patterns import Pattern
from snapshotter.posts.context.titles import cleaned

MAX_CHARS = 1500
_LABEL = Pattern(r"\s*(?:\[\w{1,12}\]|\d{1,3}[.)]|[-*•–^↑])?\s*")
_YEAR = r"(?P<y>(?:1[5-9]|20)\d\d)[a-z]?"
_DATED = Pattern(
    rf"(?P<au>[^()\d“”„«»\"]{{3,300}}?)\s?\((?:(?P<dm>[^()\d]{{3,12}}\s\d\d?"
    rf"|\d\d?\s[^()\d]{{3,12}}),?\s)?{_YEAR}(?:,\s?(?P<md>[^()\d]{{3,12}}\.?(?:\s\d\d?)?))?\)\s?[.:,]?\s+(?P<rest>\S.*)",
    re.DOTALL,
)
_DATED_PLAINLY = Pattern(
    rf"(?P<au>[^()\d“”„«»\"]{{3,300}}?)\.\s{_YEAR}\.\s+(?P<rest>\S.*)(?P<md>)?(?P<dm>)?", re.DOTALL
)
_QUOTED = Pattern(
    r"(?P<au>[^“”„«»\"]{0,200}?)[.,:;]?\s*(?P<ti>“[^”]{3,300}”|\"[^\"]{3,300}\"|„[^“”]{3,300}[“”]"
    r"|«[^»]{3,300}»)[.,:]?\s*(?P<rest>.*)",
    re.DOTALL,
)
_TITLE_END = Pattern(r"(?<=[^\s.][^\s.])[.](?=\s+[^a-z\s])|(?<=[?!])\s")
_CONTAINER = Pattern(r"(?:In|in):?\s+")
_EDITED = Pattern(r"\((?:Eds?|Hrsg|dir|coord|eds?|ed\.|Hg)\.?\)", re.IGNORECASE)
_CONTAINER_END = Pattern(
    r"[,(;:]"
    r"|(?<!\bTrans)(?<!\bProc)(?<!\bConf)(?<!\bRev)(?<!\bInt)(?<!\bAm)(?<!\bPhys)(?<!\bLett)(?<!\bJ)(?<!\bSci)\.|\s\d|\s(?:vol|no|Vol|No|Bd|Nr|Jg|S|pp|p|nº)\b|https?:|doi:"
)
_SITE = Pattern(
    r"(?P<site>(?:[\w-]+\.)+(?:com|org|net|de|fr|info|io|co|edu|gov|uk))(?=[.,\s]|$)", re.IGNORECASE
)
_ON_SITE = Pattern(rf"[^,;:“”\"]{{0,60}}\son\s{_SITE.pattern}", re.IGNORECASE)
_PLACE_OF_PUBLISHING = Pattern(r"[^\W\d_][\w., ]{2,30}:\s(?=[^\W\d_])")
_ADDRESS = Pattern(
    r"\s*(?:https?://|doi:|DOI:|www\.|Retrieved|Available|Verfügbar|Abgerufen|Consulté|Disponible"
    r"|Accessed).*",
    re.DOTALL,
)
_SEEN = Pattern(
    r"(?:Retrieved|Accessed|Archived|Abgerufen|Zugriff|Stand|Consult[ée]e?|Consultado|Visited|Letzter"
    r"|Besucht|Geraadpleegd)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_ANY_YEAR = Pattern(r"(?:1[5-9]|20)\d\d")
_BARE_YEAR = Pattern(r"(?<![\d–-])(?:1[5-9]|20)\d\d(?![\d–])")
_INITIAL_LAST = Pattern(r"(?:\b[^\W\d_]|al|Jr|Sr)\.$")
_NO_NAMES = Pattern(r"[!?/=<>@]|['’]s\b")
_SMALL = Pattern(r"\b[a-zà-ÿ]{3,}\b")
_SMALL_OF_NAMES_TEXT = """
    and und van von der den del della the for et al etal dos las los
"""
_SMALL_OF_NAMES = frozenset(_SMALL_OF_NAMES_TEXT.split())
_NAMES = Pattern(r"[^\W\d_][\w'’-]*,\s*[^\W\d_]|[^\W\d_]\.\s*[^\W\d_]|^[^\W\d_][\w'’-]+\s[^\W\d_]")


def parse(text: str, *, in_list: bool = False) -> Attribution | None:
    """What an entry of a reference list names; None when ``text`` is built in no such way.

    ``in_list``: it stands in a list of references, which lets looser forms be taken for one.
    """
    if not 12 <= len(text) <= MAX_CHARS or not (in_list or _ANY_YEAR.search(text)):
        return None
    text = " ".join(text.split())
    label = _LABEL.match(text)
    start = label.end() if label else 0
    labelled = start > 0 and text[0] == "["
    return _dated(text, start) or _quoted(text, start, in_list=in_list or labelled)


def _dated(text: str, start: int) -> Attribution | None:
    found = _DATED.match(text, start) or _DATED_PLAINLY.match(text, start)
    if found is None or not _are_names(found["au"]):
        return None
    title, rest = _title_of(found["rest"])
    if len(title) < 3 or (title[0].islower() and found["rest"][0].isalnum()):
        return None
    return Attribution(
        _container(rest), _author(found["au"]), title, _date(found["md"] or found["dm"], found["y"])
    )


def _quoted(text: str, start: int, *, in_list: bool) -> Attribution | None:
    found = _QUOTED.match(text, start)
    if found is None or (found["au"] and not _are_names(found["au"])):
        return None
    rest = _SEEN.sub("", found["rest"])
    date = _written_date(rest)
    publisher = _container(rest)
    if publisher is None or not (found["au"] or in_list):
        return None
    if not date and not (in_list and all(word[0].isupper() for word in publisher.split() if len(word) > 3)):
        return None
    return Attribution(publisher, _author(found["au"]) or None, cleaned(found["ti"]).rstrip("."), date)


def _title_of(text: str) -> tuple[str, str]:
    """The title at the start of ``text``, and what comes behind it."""
    quoted = _QUOTED.match(text)
    if quoted and not quoted["au"]:
        return cleaned(quoted["ti"]).rstrip(".,"), quoted["rest"]
    text = _ADDRESS.sub("", text)
    end = _TITLE_END.search(text)
    if end is None:
        return cleaned(text).rstrip("."), ""
    title = text[: end.start()]
    return cleaned(title).rstrip("."), text[end.end() :]


def _container(rest: str) -> str | None:
    """The journal, newspaper or publishing house."""
    rest = _ADDRESS.sub("", rest).strip()
    found = _CONTAINER.match(rest)
    rest = rest[found.end() :] if found else rest
    site = _SITE.match(rest) or _ON_SITE.match(rest)
    if site:
        return site["site"]
    place = _PLACE_OF_PUBLISHING.match(rest)
    rest = rest[place.end() :] if place else rest
    if _EDITED.search(rest):
        parts = [part.strip() for part in rest.rstrip(". ").split(". ")]
        name = parts[-1].rpartition(":")[2].strip() if len(parts) > 1 else ""
    else:
        end = _CONTAINER_END.search(rest)
        name = rest[: end.start()] if end else rest
    name = name.strip(" .,–-*_")
    words = [word for word in name.split() if len(word) > 3]
    if sum(word[0].islower() for word in words) * 2 > len(words):
        return None
    return (
        name
        if 2 <= len(name) <= 100 and name[0].isalnum() and not name[0].isdigit() and not name[0].islower()
        else None
    )


def _date(month_day: str | None, year: str) -> str:
    if month_day:
        for when in whens(f"{month_day.strip()}, {year}"):
            return resolve(when, None) or year
        for when in whens(f"{month_day.strip()} {year}"):
            return resolve(when, None) or year
    return year


def _written_date(rest: str) -> str | None:
    for when in whens(rest):
        if when.year:
            return resolve(when, None)
    year = _BARE_YEAR.search(rest)
    return year[0] if year else None


def _author(names: str) -> str:
    names = names.strip(" ,;:")
    return names if _INITIAL_LAST.search(names) else names.rstrip(". ")


def _are_names(names: str) -> bool:
    """Whether ``names`` are people's, or an institution's: capitals, hardly a small word."""
    names = names.strip(" ,.:;")
    if not names or not names[0].isupper() or len(names) > 300:
        return False
    if _NO_NAMES.search(names):
        return False
    small = [word for word in _SMALL.findall(names) if word not in _SMALL_OF_NAMES]
    return len(small) == 0 and (_NAMES.search(names) is not None or " " not in names)
