"""The names in bylines and author fields, one by one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from snapshotter.pagemeta.people import is_person
from snapshotter.patterns import Pattern

MAX_AUTHORS = 100
_MAX_CHARS = 200
_BY = Pattern(
    r"(?:(?:written|posted|published|reported|words|text|story|article|review|photographs?)\s+)?"
    r"(?:by|von|par|por|door|av|af|przez)\b:?\s+|(?:author|autore?|autorin|auteur|автор|作者)s?\s*[:：]\s*",
    re.IGNORECASE,
)
_ADDRESS = Pattern(
    r"[(<\[]?\s*(?:mailto:)?(?:https?://\S+|www\.\S+|[^\s@<>()\[\],;]{1,64}@[^\s@<>()\[\],;]{1,255}|@\w+)\s*[)>\]]?",
    re.IGNORECASE,
)
_SET_OFF = Pattern(
    r"\s+[-–—|•·/]\s+|\s*[|•·]\s*|\s{3,}|[\t\n\r]+"
    r"|\s+(?:edited|translated|illustrat|photograph|photos?|updated|published|posted)\w*\b",
    re.IGNORECASE,
)
_LIST = Pattern(r"\s*;\s*|\s+(?:and|und|et|y|e|en|og|och|i|и|&)\s+|\s*&\s*|\s*[、，,]\s*")
_AND = Pattern(r"\s+(?:and|und|et|y|e|en|og|och|i|и|&)\s+")
_SUFFIX = Pattern(r"(?:jr|sr|ph\.?d|m\.?d|esq|inc|ltd|llc|gmbh|co|corp|[ivx]{2,4})\.?", re.IGNORECASE)
_NOBODY = frozenset(
    ("admin", "administrator", "editor", "staff", "author", "user", "guest", "unknown", "none", "null")
)


def names(written: Iterable[str], *, catalogued: bool = False) -> tuple[str, ...]:
    """The names in author fields: one or several a field; no addresses, no "By", each once, in order.

    ``catalogued`` fields may have any family name first, as catalogues do ("García Márquez, Gabriel");
    elsewhere a comma after two words more often precedes a place or a profession.
    """
    found: dict[str, str] = {}
    for field in written:
        for name in _named(_without_by(field), catalogued):
            if name.casefold() not in _NOBODY:
                found.setdefault(name.casefold(), name)
    return tuple(found.values())[:MAX_AUTHORS]


def byline(written: str) -> tuple[str, ...]:
    """Whom a visible line names; none unless it says "by", or is a person's name and nothing else."""
    line = " ".join(written.split())
    if len(line) > _MAX_CHARS:
        return ()
    said = _BY.match(line)
    found = names([written])
    if said:
        persons = [_leading_person(name) for name in found]
        return tuple(person for person in persons if person) or found[:1]
    return found if found and all(map(is_person, found)) else ()


def _without_by(field: str) -> str:
    text = _ADDRESS.sub(" ; ", field[: 20 * _MAX_CHARS].strip())
    text = next((part for part in _SET_OFF.split(text) if part.strip(" ,;")), "")
    opening = _BY.match(text.lstrip())
    return text.lstrip()[opening.end() :] if opening else text


def _named(text: str, catalogued: bool) -> list[str]:
    """One name, or several where the parts are persons' names; ``Lee, Ann`` is turned round."""
    parts = [part.strip(" ,.") if len(part) > 3 else part.strip(" ,") for part in text.split(";")]
    found: list[str] = []
    for part in filter(None, parts):
        pieces = [piece.strip() for piece in _LIST.split(part) if piece.strip()]
        if (
            len(pieces) == 2
            and "," in part
            and not _AND.search(part)
            and _turns(pieces[0], pieces[1], catalogued)
        ):
            found.append(f"{pieces[1]} {pieces[0]}")
        elif len(pieces) > 1 and is_person(pieces[0]):
            # what stands behind the persons is what they are: "Ann Lee, Berlin correspondent"
            found += [piece for piece in pieces if is_person(piece)]
        else:
            found.append(part)
    return [name for name in (" ".join(name.split()) for name in found) if 0 < len(name) <= _MAX_CHARS]


def _turns(last: str, first: str, catalogued: bool) -> bool:
    """Whether ``last, first`` is a person's name the other way round."""
    family = catalogued or len(last.split()) == 1 or last[:1].islower()
    return family and is_person(f"{first} {last}") and not _SUFFIX.fullmatch(first)


def _leading_person(name: str) -> str | None:
    """The most of a line's first words that are a person's name: dates and places follow them."""
    words = name.split()
    tries = (" ".join(words[:count]) for count in range(min(4, len(words)), 1, -1))
    return next(filter(is_person, tries), None)
