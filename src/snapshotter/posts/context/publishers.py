"""Recognising publications, by the names that posts call them by and by the host of an address."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from snapshotter.patterns import Pattern

_WORD = re.compile(r"[^\W_]+(?:[-.&'’/+@|][^\W_]+)*\+?")
_OPTIONAL_ARTICLES = frozenset(("the", "der", "die", "das", "de", "het", "den"))
_FULL_ARTICLES = {
    "le": ("le", "du", "au"),
    "la": ("la", "della", "alla", "dalla", "sulla", "nella", "da", "na"),
    "les": ("les", "des", "aux"),
    "el": ("el", "del", "al"),
    "il": ("il", "del", "al", "dal", "nel", "sul"),
    "o": ("o", "do", "ao", "no", "pelo"),
}
"""Articles that belong to a name, and what they become behind a preposition."""
_HEADS_TEXT = """
    times post news journal gazette herald tribune chronicle observer courier bulletin press magazine
    weekly daily newspaper dispatch examiner inquirer mercury telegraph advertiser sentinel monitor
    reporter review quarterly newsletter zeitung anzeiger nachrichten kurier rundschau tagblatt tageblatt
    allgemeine presse rundfunk gazeta gazette diario diário giornale corriere quotidiano dagblad dagbladet
    nyheter sanomat tidning tidende noviny deník shimbun
"""
_HEADS = frozenset(_HEADS_TEXT.split())
_CAMEL = Pattern(r"[A-Z][a-z]{2,}[A-Z][a-z]{2,}\w*$")
_NOT_CAMEL = Pattern(r"(?:Mac|Mc|De|Di|La|Le|Fitz|Von|Van)[A-Z]")
_SITE = Pattern(
    r"[\w-]+\.(?:com|org|net|de|fr|it|es|nl|ru|info|io|co|news|tv|uk|at|ch|pl|cz|se|dk|no|fi|eu|us)$",
    re.IGNORECASE,
)
_CAPITALISED = Pattern(r"(?<!\w)[^\W\d_a-z][\w’'./&+-]*\w")
_HOST_ENDS = frozenset(
    ("", "magazine", "mag", "news", "online", "blog", "daily", "media", "press", "journal", "web")
)
_PLAIN_NEWS = Pattern(
    r"(?:Good|Bad|Breaking|Fake|Big|Great|Latest|Local|World|Other|Free|More|Old|New)\s(?:News|Press|Post)$",
    re.I,
)
_FIRST_HEADS = frozenset(("radio", "agencia", "agenzia", "agence"))


class Publication(NamedTuple):
    """A publication that many posts cite."""

    name: str
    hosts: tuple[str, ...]


class Entry(NamedTuple):
    """One way to name a publication."""

    words: tuple[str, ...]
    """As written, without an article."""
    publication: Publication
    weak: bool
    """Whether the name is a common word, or another thing's name, too."""
    articles: tuple[str, ...]
    """Of which the word before must be one; empty when the name stands without."""


def words_of(name: str) -> list[str]:
    """The words of a name as the tables have them."""
    return _WORD.findall(name)


def begins_one(word: str) -> bool:
    """Whether a publication's name may begin with ``word``, in any case."""
    return word.lower() in _by_word()


def match_at(words: Sequence[str], at: int) -> Entry | None:
    """The longest name of a publication that begins with the word at ``at``."""
    entries = _entries(words[at].lower())
    before = words[at - 1].lower() if at else ""
    for entry in entries:
        found = words[at : at + len(entry.words)]
        is_it = len(found) == len(entry.words) and all(map(_same, found, entry.words))
        if is_it and (not entry.articles or before in entry.articles):
            return entry
    return None


def by_name(name: str) -> Publication | None:
    """The publication that ``name`` is a name of, and nothing but that."""
    words = words_of(name)
    for start in (0, 1):
        if start < len(words):
            entry = match_at(words, start)
            if entry and start + len(entry.words) == len(words) and _opened(words[:start], entry):
                return entry.publication
    return None


def by_host(host: str) -> Publication | None:
    """The publication at a host or above it (``edition.cnn.com`` is CNN's)."""
    hosts = _by_host()
    while host:
        if host in hosts:
            return _publication(hosts[host])
        host = host.partition(".")[2]
    return None


def is_platform(publication: Publication) -> bool:
    """Whether everybody publishes there."""
    return publication.name in _listed("PLATFORMS")


def hosts_others(publication: Publication) -> bool:
    """Whether other publications publish there under their own names."""
    return publication.name in _listed("HOSTING")


def is_organisation(publication: Publication) -> bool:
    """Whether it is known for other things than what it publishes."""
    return publication.name in _listed("ORGANISATIONS")


def sounds_like_one(name: str) -> bool:
    """Whether an unknown name is built as publications' names are: ``Omaha World-Herald``, ``SouthFront``."""
    words = name.split()
    last = words[-1].rpartition("-")[2].lower() if words else ""
    if len(words) > 1 and last in _HEADS:
        return not _PLAIN_NEWS.match(name)
    if len(words) > 1 and words[0].removesuffix("s").lower() in _FIRST_HEADS:
        return True
    alone = len(words) == 1 and not _NOT_CAMEL.match(name)
    return alone and (_CAMEL.match(name) is not None or _SITE.match(name) is not None)


def fits_host(name: str, host: str) -> bool:
    """Whether a name, written in one word, is that of a host: ``Splash 247`` at ``splash247.com``."""
    squeezed = _squeezed(name)
    labels = (_squeezed(label) for label in host.split(".")[:-1])
    return len(squeezed) >= 4 and any(
        label.startswith(squeezed) and label.removeprefix(squeezed) in _HOST_ENDS for label in labels
    )


def _squeezed(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).casefold() if not name.isascii() else name.casefold()
    return "".join(char for char in plain if char.isalnum())


def with_article(name: str, before: str, publication: Publication | None) -> str:
    """``name`` with the article that belongs to it, where the words before give it."""
    full = publication.name if publication else ""
    article, _, rest = full.partition(" ")
    if before == "The" and not name.isupper():
        return f"{before} {name}"
    if before[:1].isupper() and before == article:
        return f"{before} {name}"
    if (
        rest.lower() == name.lower()
        and before
        and (article.lower() in _FULL_ARTICLES or before == article.lower())
    ):
        return full
    return name


def _opened(articles: Sequence[str], entry: Entry) -> bool:
    return not articles or articles[0].lower() in (*_OPTIONAL_ARTICLES, *entry.articles)


def _same(found: str, written: str) -> bool:
    """Short names in capitals are other words in small letters: ``WHO``, ``AP``."""
    if written.isupper() and len(written) <= 5:
        return found == written
    return found.lower() == written.lower() and (found[0].isupper() or not written[0].isupper())


@cache
def _listed(name: str) -> frozenset[str]:
    from snapshotter.posts.context import publications

    return frozenset(getattr(publications, name).strip().splitlines())


def named_in(text: str) -> Iterator[int]:
    """Where publications are named in ``text`` by names that are nothing else: quick, for long texts."""
    first = [word for word in set(_CAPITALISED.findall(text)) if word.lower() in _by_word()]
    names = {word: known for word in first if (known := _plain_names(word))}
    if not names:
        return
    for found in re.finditer(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(names)))})(?!\w)", text):
        if any(text.startswith(name, found.start()) for name in names[found[0]]):
            yield found.start()


@cache
def _plain_names(word: str) -> tuple[str, ...]:
    """The names of publications that begin with a word and are no other thing's."""
    entries = [entry for entry in _entries(word.lower()) if entry.words[0] == word and not entry.weak]
    return tuple(" ".join(entry.words) for entry in entries if not is_platform(entry.publication))


def first_words() -> Iterable[str]:
    """The words that the names of publications begin with, in small letters."""
    return _by_word().keys()


@cache
def _lines() -> tuple[str, ...]:
    from snapshotter.posts.context.publications import PUBLICATIONS

    return tuple(PUBLICATIONS.strip().splitlines())


@cache
def _publication(line: int) -> Publication:
    name, _, hosts = _lines()[line].split("|")
    return Publication(name.strip().lstrip("~"), tuple(hosts.split()))


@cache
def _by_host() -> dict[str, int]:
    """The number of the line that names a host."""
    return {host: at for at, line in enumerate(_lines()) for host in line.rpartition("|")[2].split()}


@cache
def _by_word() -> dict[str, list[tuple[str, int]]]:
    """The names that begin with a word in small letters, and the numbers of their lines."""
    by_word: dict[str, list[tuple[str, int]]] = {}
    for at, line in enumerate(_lines()):
        names = line.rpartition("|")[0].replace("|", ",")
        for name in filter(None, map(str.strip, names.split(","))):
            first, _, rest = name.lstrip("~").lower().partition(" ")
            if rest and (first in _OPTIONAL_ARTICLES or first in _FULL_ARTICLES):
                first = rest.partition(" ")[0]
            by_word.setdefault(first.strip("().!"), []).append((name, at))
    return by_word


@cache
def _entries(word: str) -> tuple[Entry, ...]:
    """The ways to name publications that begin with a word in small letters, the longest first."""
    entries = [_entry(name, _publication(at)) for name, at in _by_word().get(word, ())]
    return tuple(sorted(entries, key=lambda entry: -len(entry.words)))


def _entry(name: str, publication: Publication) -> Entry:
    words = tuple(words_of(name))
    first = words[0].lower()
    articles = _FULL_ARTICLES.get(first, ()) if len(words) > 1 else ()
    if articles or (len(words) > 1 and first in _OPTIONAL_ARTICLES):
        words = words[1:]
    return Entry(words, publication, name.startswith("~"), articles)
