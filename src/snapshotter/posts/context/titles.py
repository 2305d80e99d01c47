"""Whether words are the title of something."""

from __future__ import annotations

import re

from snapshotter.patterns import Pattern

MAX_CHARS = 300
_TITLE_CASE = 0.8
_CALLS = Pattern(
    r"(?:please\s)?(?:read|click|see|continue|watch|listen|download|view|visit|follow|subscribe|sign\sup|learn"
    r"|find\sout|check\sout|more|here|this|that|these|link|source|via|pdf|try|become\sa|log\sin|sign\sin"
    r"|register|buy\snow|get\sthe\sapp|join\s(?:us|now)|full\s(?:story|text|article|report)|original"
    r"|permalink|comments?|quelle|mehr|weiter|hier|zum|siehe|lesen|lire|voir|ici|plus|leer|ver|aquí|más|leggi"
    r"|qui|lees|läs|читать|подробнее)\b",
    re.IGNORECASE,
)
"""How a call to follow a link begins; a title in capitals, or of many words, may begin so too."""
_CALL_WORDS = 6
_ADDRESS = Pattern(r"https?:|www\.|[\w.-]+@|\d+$|[\w-]+\.[a-z]{2,6}(?:/|$)", re.IGNORECASE)
_GLUE_TEXT = """
    of and the for in at on a an to & de la le du des et der die das und für von del los las y e di della
    il o as with from by or nor but is are vs
"""
_GLUE = frozenset(_GLUE_TEXT.split())
_NAME_GLUE_TEXT = """
    of and the for & de la le du des et der die das und für von del los las y e di della il in
"""
_NAME_GLUE = frozenset(_NAME_GLUE_TEXT.split())
_STARTS = Pattern(r"[\"“„«»'‘「『《¿¡(\[*\s]*([^\W_])")
_WORD = Pattern(r"[^\W_][\w'’.&-]*")
_TELLS = Pattern(r"[:?!–—…]|\s-\s|,\s")
_ENDS = " \t\n\u00a0"
_OUTER = {
    "“": "”",
    "„": "“”",
    '"': '"',
    "«": "»",
    "»": "«",
    "‘": "’",
    "「": "」",
    "『": "』",
    "《": "》",
    "”": "”",
}
_RUN_TOGETHER = Pattern(r"(?<=[a-z]{3})(?=(?:The|A|An|In|It|How|Why|This|That|As|We|He|She|They)\s[a-z])")
_WIDE = Pattern(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def cleaned(title: str) -> str:
    """A title on one line, without the marks around it."""
    title = " ".join(title.split()).strip(" ,;|-–—/")
    while (
        len(title) > 2
        and title[0] in _OUTER
        and title[-1] in _OUTER[title[0]]
        and title[0] not in title[1:-1]
    ):
        title = title[1:-1].strip(" \u00a0,")
    return title.removesuffix(",")


def headline(text: str) -> str:
    """The title at the start of a line: without a standfirst that ran into it."""
    joined = _RUN_TOGETHER.search(text)
    return cleaned(text[: joined.start()] if joined else text)


def starts_like_one(text: str) -> bool:
    """Whether ``text`` begins as titles do."""
    first = _STARTS.match(text)
    return first is not None and not first[1].islower()


def may_be_one(text: str) -> bool:
    """Whether there is any use in asking whether ``text`` is a title."""
    return 4 <= len(text) <= MAX_CHARS + 20 and starts_like_one(text)


def is_title(text: str, *, whole: bool, introduced: bool, announced: bool = False) -> bool:
    """Whether an anchor's text is a title.

    ``whole``: it is a line or an item of its own; ``introduced``: what stands before may lead up
    to one; ``announced``: it says that one comes.
    """
    text = text.strip(_ENDS)
    if not 4 <= len(text) <= MAX_CHARS or not starts_like_one(text) or _ADDRESS.match(text):
        return False
    if not text.isascii() and _WIDE.search(text):
        return whole or introduced
    words = _WORD.findall(text)
    if len(words) <= _CALL_WORDS and _CALLS.match(text) and not in_title_case(words[1:]):
        return False
    return len(words) > 1 and _fits(text, words, whole=whole, introduced=introduced, announced=announced)


def _fits(text: str, words: list[str], *, whole: bool, introduced: bool, announced: bool) -> bool:
    """Whether words are a title where they stand."""
    if announced and all(word[0].isupper() or word.lower() in _GLUE for word in words):
        return True
    if whole:
        return len(words) >= 3 or (introduced and in_title_case(words))
    if introduced:
        return len(words) >= 4 or in_title_case(words)
    return len(words) >= 4 and in_title_case(words) and _says_something(text, words)


def in_title_case(words: list[str]) -> bool:
    """Whether nearly all words but the small ones have capitals."""
    counted = [word for word in words if word.lower() not in _GLUE and len(word) > 2]
    raised = sum(word[0].isupper() or word[0].isdigit() for word in counted)
    return len(counted) >= 2 and raised >= _TITLE_CASE * len(counted)


def _says_something(text: str, words: list[str]) -> bool:
    """Names in capitals are joined by ``of`` and ``and``; titles hold other small words, or marks."""
    small = {word.lower() for word in words if word.lower() in _GLUE}
    return _TELLS.search(text) is not None or bool(small - _NAME_GLUE) or _VERBS.search(text) is not None


_VERBS = Pattern(
    r"\b(?:Is|Are|Was|Were|Be|Has|Have|Had|Can|Could|Will|Would|Should|Must|May|Might|Do|Does|Did|Not"
    r"|Don[’']t|Isn[’']t|How|Why|What"
    r"|When|Where|Who|That|This|It|You|Your|My|We|Our|I|Says?|Makes?|Gets?|Goes|Wants?|Needs?|Finds?"
    r"|Shows?|Takes?|Turns?|\w+ing|Against"
    r"|Over|After|Before|Into|About|Without|Than|Into|Its?|Their|His|Her|To)\b"
)
