"""Whom a citation's words say they cite: publisher, author, title and date.

A sentence is read once (:mod:`snapshotter.posts.context.grammar`), what it says of sources is found once
(:mod:`snapshotter.posts.context.claims`), and each claim goes to the citation that it stands at.  A
claim that names one well-known publication is never given to a citation of another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from snapshotter.model.citation import Attribution
from snapshotter.pagemeta.people import is_person
from snapshotter.pagemeta.whens import resolve
from snapshotter.patterns import Pattern
from snapshotter.posts.context import bibliography, publishers, titles
from snapshotter.posts.context.claims import Claim, claims_in
from snapshotter.posts.context.grammar import Tagged, Token, tagged
from snapshotter.posts.context.speech import SAYS_AFTER
from snapshotter.posts.context.standing import Place, beginning_in
from snapshotter.posts.context.vocabulary import kinds

_REACH = 320
"""How far from a citation, in one sentence, its publisher may be named."""
_BESIDE = 48
"""How far from it an author or a date alone may stand."""
_CLAUSE = Pattern(r";|,\s(?:and|but|while|whereas|und|aber|während|et|mais|y|pero|ma|mentre|maar|en)\s|\.\s")
_CLAUSE_COST = 120
_MIN_TITLE_WORDS = 3
_SPEAKING = frozenset(("says", "says-what", "according", "staff"))
"""Claims by which an organisation is a speaker, not a publisher."""
_BEFORE_TITLE = Pattern(r"([^\W_]+)?([:,—–(|>-]|\s-)?\s*[“„«\"‘「『《]?\s*$")
_ANNOUNCED = Pattern(
    r"(?:titled|entitled|headlined|called|headline|betitelt|Titel|intitulée?|titulado|titulada|intitolato"
    r"|getiteld|под\sназванием)[:,]?\s*[“„«\"]?\s*$"
)
_LAST_WORD = Pattern(r"([^\W_]+)[,:]?\s*[“„«\"‘]?\s*$")
_OPENS_ENTRY = Pattern(r"\s*(?:[\^↑]\s*(?:(?:\w\s){1,26})?|\[\d+\]\s*|\d+\.\s*)[“\"„«]")
"""An entry that begins with its title in marks, as in the notes of an encyclopaedia."""
_WORDS_ONLY = Pattern(r"[^\W\d_]{2}")
_TITLED_ITEM = Pattern(
    r"[\s>•*\d.-]*(?P<ti>[^\s>•*-].{8,200}?)\s*[(\[][^()\[\]]{2,70}[)\]][\s:,.]*$", re.DOTALL
)
_OF_SOURCE = Pattern(r"N(?:[fiaF]t?|,t?)k?P|t?Ps")
_CLOSED = Pattern(r"[,.!?…]\s?[”“\"»’」]|\s?[”“\"»’」](?=\s?,)")
_FIRST_WORD = Pattern(r"[a-zß-ÿ]+")
_AROUND_ITEM = Pattern(r"[\s>•*\-–—|\d.()\[\]\"“”„«»‘’'「」『』《》:;,]*")
_SOURCE_BEHIND = Pattern(
    r"\s*[\"”“»’」』》]?\s*(?:[(\[|–—,:-]|\s-\s|by\s|von\s|par\s|de\s|via\s|\s?$).{0,90}$", re.DOTALL
)
_SOURCE_BEFORE = Pattern(r"[\s>•*\d.-]*[^\W\d_][^.!?;]{1,60}[:–—|-]\s*[“\"„«]?\s*$")

_ACADEMIC = Pattern(
    r"([A-ZÀ-ÖØ-Þ][\w’'-]+(?:,? et al\.|(?:, [A-ZÀ-ÖØ-Þ][\w’'-]+)*,? (?:and|&|und|et"
    r"|y) [A-ZÀ-ÖØ-Þ][\w’'-]+)),?(?: \(?((?:19|20)\d\d)[a-z]?\)?)?"
    r"|([A-ZÀ-ÖØ-Þ][\w’'-]+) \(((?:19|20)\d\d)[a-z]?\)"
)
_YEAR_BEHIND = Pattern(r"\s?\(?((?:19|20)\d\d)[a-z]?\)")


def of_block(
    text: str,
    block: tuple[int, int],
    sentences: Sequence[tuple[int, int]],
    places: Sequence[Place],
    published: str | None,
) -> dict[int, Attribution]:
    """The attributions of the citations of one paragraph, by their keys."""
    found: dict[int, Attribution] = {}
    for sentence in sentences:
        inside = beginning_in(places, *sentence)
        if inside:
            found.update(_of_sentence(text, block, sentence, inside, published))
    return found


def by_host(host: str) -> str | None:
    """The name of the well-known publication at a host."""
    publication = publishers.by_host(host)
    return publication.name if publication else None


def entry_of(text: str, block: tuple[int, int], places: Sequence[Place]) -> Attribution | None:
    """What a paragraph says, when it is an entry of a reference list with one address."""
    if block[1] - block[0] > bibliography.MAX_CHARS or len({place.host for place in places}) != 1:
        return None
    shown = text[block[0] : block[1]]
    for place in reversed(places):
        if place.bare:
            shown = shown[: place.start - block[0]] + shown[place.end - block[0] :]
    first = places[0].start - block[0]
    titled = _OPENS_ENTRY.match(shown) is not None and not _WORDS_ONLY.search(shown[:first])
    return bibliography.parse(shown, in_list=titled)


def _of_sentence(
    text: str,
    block: tuple[int, int],
    sentence: tuple[int, int],
    places: Sequence[Place],
    published: str | None,
) -> dict[int, Attribution]:
    start = max(sentence[0], places[0].start - 2 * _REACH)
    end = min(sentence[1], places[-1].end + 2 * _REACH)
    named = {place.key: _title(text, block, (start, end), place) for place in places}
    if len(places) == 1 and _says_nothing(text, (start, end), places[0], named[places[0].key]):
        return {places[0].key: _alone(text, places[0], named[places[0].key])}
    anchors = [(place.start, place.end) for place in places if named[place.key] or place.bare]
    read = tagged(text, start, end, anchors)
    given: dict[int, list[Claim]] = {place.key: [] for place in places}
    for claim in claims_in(read, text):
        place = _place_for(claim, places, text)
        if place is not None:
            given[place.key].append(claim)
    found = {}
    for place in places:
        title = named[place.key] or _quoted_title(read, text, place) or _title_before(text, start, place)
        said = _attribution(text, place, given[place.key], title, published)
        publisher = said.publisher or _named_as_host(read, text, place) or by_host(place.host)
        publisher = publisher or _named_before(read, text, place)
        found[place.key] = replace(said, publisher=publisher)
    return found


def _says_nothing(text: str, sentence: tuple[int, int], place: Place, title: str | None) -> bool:
    """Whether a sentence is a title or a word or two, and nothing around: then there is nothing to read."""
    around = text[sentence[0] : place.start] + text[place.end : sentence[1]]
    shown = text[place.start : place.end]
    return (title is not None or shown.count(" ") < 2) and not any(map(str.isalnum, around))


def _alone(text: str, place: Place, title: str | None) -> Attribution:
    said = _attribution(text, place, (), title, None)
    anchor = titles.cleaned(text[place.start : place.end])
    fits = title is None and publishers.fits_host(anchor, place.host) and not is_person(anchor)
    return replace(said, publisher=said.publisher or (anchor if fits else by_host(place.host)))


def _title_before(text: str, start: int, place: Place) -> str | None:
    """The title before an address that is shown: ``Title (Publisher, date) https://...``."""
    found = _TITLED_ITEM.match(text, start, place.start) if place.bare else None
    title = titles.cleaned(found["ti"]) if found else ""
    return title if titles.is_title(title, whole=True, introduced=False) else None


def _named_before(read: Tagged, text: str, place: Place) -> str | None:
    """The publication right before an anchor that says what it did: ``Reuters [denies it]``."""
    first = _FIRST_WORD.match(text, place.start, place.end)
    if first is None or kinds().get(first[0], "V") not in "VWuh":
        return None
    for token in read.tokens:
        entry = token.what if isinstance(token.what, publishers.Entry) else None
        if entry and not entry.weak and token.end < place.start and not text[token.end : place.start].strip():
            before = text[max(0, token.start - 4) : token.start].strip()
            return publishers.with_article(text[token.start : token.end], before, entry.publication)
    return None


def _named_as_host(read: Tagged, text: str, place: Place) -> str | None:
    """A name in the sentence that is the host's, in the post's own spelling."""
    anchor = titles.cleaned(text[place.start : place.end])
    if len(anchor) < 60 and publishers.fits_host(anchor, place.host):
        return None if is_person(anchor) else anchor
    for letter, token in zip(read.letters, read.tokens, strict=True):
        name = text[token.start : token.end] if letter == "N" else ""
        if name and publishers.fits_host(name, place.host) and not is_person(name):
            before = text[max(0, token.start - 4) : token.start].strip()
            return publishers.with_article(name, before, None)
    return None


def _title(text: str, block: tuple[int, int], sentence: tuple[int, int], place: Place) -> str | None:
    if place.bare:
        return None
    shown = text[place.start : place.end]
    if not titles.may_be_one(shown):
        return None
    before = text[max(sentence[0], place.start - 80) : place.start]
    behind = _CLOSED.match(text, place.end)
    if behind and SAYS_AFTER.match(text, behind.end(), behind.end() + 70):
        return None
    whole = _is_item(text, block, place)
    introduced = _introduces(before, shown, text[place.end : place.end + 2])
    if titles.is_title(
        shown, whole=whole, introduced=introduced, announced=introduced and _announces(before)
    ):
        return None if _names_somebody(shown) or _names_source(shown) else titles.cleaned(shown)
    return None


def _names_somebody(shown: str) -> bool:
    name = titles.cleaned(shown)
    return publishers.by_name(name) is not None or (len(name.split()) < 4 and is_person(name))


def _names_source(shown: str) -> bool:
    """Whether an anchor says whose something is, as titles do not: ``Jane Doe of the Atlantic on bees``."""
    if next(publishers.named_in(shown), None) is None:
        return False
    return _OF_SOURCE.match(tagged(shown, 0, len(shown)).letters) is not None


def _is_item(text: str, block: tuple[int, int], place: Place) -> bool:
    """Whether the anchor is all of its line, but for marks and the source beside it."""
    line_start = max(text.rfind("\n", block[0], place.start) + 1, block[0])
    line_end = text.find("\n", place.end, block[1])
    line_end = block[1] if line_end < 0 else line_end
    before, after = text[line_start : place.start], text[place.end : line_end]
    by_line = before.rstrip().endswith(",") and is_person(before.strip(" ,•*-–"))
    before_fits = (
        by_line or _AROUND_ITEM.fullmatch(before) or (len(before) < 80 and _SOURCE_BEFORE.fullmatch(before))
    )
    return bool(before_fits) and bool(
        _AROUND_ITEM.fullmatch(after) or (len(after) < 100 and _SOURCE_BEHIND.fullmatch(after))
    )


def _introduces(before: str, shown: str, after: str) -> bool:
    """Whether what stands before an anchor announces a title."""
    if _ANNOUNCED.search(before):
        return True
    found = _BEFORE_TITLE.search(before)
    if found is None or not before.strip():
        return False
    word, mark = found[1] or "", (found[2] or "").strip()
    if mark and mark in ":—–(|>-":
        return len(shown.split()) >= _MIN_TITLE_WORDS
    if before.rstrip(" ")[-1:] in ("“", "„", "«", '"', "《") and after[:1] in (
        "”",
        "“",
        "»",
        '"',
        "》",
        ",",
        ".",
    ):
        return True
    kind = kinds().get(word.lower())
    named = kind == "k" or word[:1].isupper() or word.isdigit()
    if word.isdigit() and not mark:
        return len(shown.split()) > _MIN_TITLE_WORDS
    return kind == "R" or (mark == "," and named and len(shown.split()) > _MIN_TITLE_WORDS)


def _announces(before: str) -> bool:
    last = _LAST_WORD.search(before)
    return _ANNOUNCED.search(before) is not None or (last is not None and kinds().get(last[1].lower()) == "R")


def _quoted_title(read: Tagged, text: str, place: Place) -> str | None:
    """A title in quotation marks behind the word that is the anchor: ``her essay “On It”``."""
    for at in re.finditer(r"R[,:]?Q", read.letters):
        noun, quoted = read.tokens[at.start()], read.tokens[at.end() - 1]
        if place.start <= noun.start < place.end or (quoted.start <= place.start and place.end <= quoted.end):
            title = titles.cleaned(text[quoted.start : quoted.end])
            return title if titles.starts_like_one(title) else None
    return None


def _place_for(claim: Claim, places: Sequence[Place], text: str) -> Place | None:
    """The citation that a claim belongs to."""
    best: tuple[float, Place] | None = None
    for place in places:
        if _contradicts(claim, place, text):
            continue
        cost = _cost(claim, place, places, text)
        if cost is not None and (best is None or cost < best[0]):
            best = cost, place
    return best[1] if best else None


def _cost(claim: Claim, place: Place, places: Sequence[Place], text: str) -> float | None:
    """How far a claim is from a citation; None when it is not its."""
    if claim.start < place.end and place.start < claim.end:
        return -1.0 if place.start <= claim.start and claim.end <= place.end else 0.0
    first, last = (claim.end, place.start) if claim.end <= place.start else (place.end, claim.start)
    limit = _REACH if claim.publisher is not None else _BESIDE
    if last - first > limit or any(first <= other.start and other.end <= last for other in places):
        return None
    between = text[first:last]
    if claim.publisher is None and _CLAUSE.search(between):
        return None
    if ";" in between and claim.pattern != "line":
        return None
    cost = last - first + _CLAUSE_COST * len(_CLAUSE.findall(between))
    return cost - 2 * _CLAUSE_COST if _agrees(claim, place) else cost


def _agrees(claim: Claim, place: Place) -> bool:
    return claim.publication is not None and publishers.by_host(place.host) == claim.publication


def _contradicts(claim: Claim, place: Place, text: str) -> bool:
    """Whether a claim names another publication than the one that the address is of."""
    if claim.publisher is None:
        return False
    name = text[claim.publisher.start : claim.publisher.end]
    if claim.pattern == "host":
        articled = text[max(0, claim.publisher.start - 4) : claim.publisher.start].lower().endswith("the ")
        owned = is_person(name) and claim.author is None and not articled
        return owned or not publishers.fits_host(name, place.host)
    published_at = publishers.by_host(place.host)
    if (
        claim.publication is not None
        and claim.pattern in _SPEAKING
        and publishers.is_organisation(claim.publication)
    ):
        return claim.publication != published_at
    if published_at is None or publishers.hosts_others(published_at):
        return bool(claim.pattern == "via")
    if claim.publication is None:
        return not claim.sure
    return claim.publication != published_at and name.lower() not in published_at.name.lower()


def _attribution(
    text: str, place: Place, claims: Iterable[Claim], title: str | None, published: str | None
) -> Attribution:
    publisher = author = date = None
    for claim in sorted(claims, key=lambda claim: claim.publisher is None):
        if publisher is None and claim.publisher is not None:
            publisher = spoken(text, claim)
        if author is None and claim.author is not None:
            author = text[claim.author.start : claim.author.end]
        if date is None:
            date = date_of(text, claim, published)
        if title is None and claim.title is not None and (place.bare or _overlap(claim.title, place)):
            title = titles.cleaned(text[claim.title.start : claim.title.end])
    anchor = titles.cleaned(text[place.start : place.end])
    if author is None and (academic := _ACADEMIC.fullmatch(anchor)):
        year = date or academic[2] or academic[4] or _year_behind(text, place.end)
        if year or "et al" in anchor:
            author, date = academic[1] or academic[3], year
    if publisher is None and title is None and (named := publishers.by_name(anchor)) is not None:
        article, _, rest = anchor.partition(" ")
        publisher = publishers.with_article(rest, article, named) if rest and article.islower() else anchor
    return Attribution(publisher, author, title, date)


def _overlap(token: Token, place: Place) -> bool:
    return token.start < place.end and place.start < token.end


def _year_behind(text: str, at: int) -> str | None:
    found = _YEAR_BEHIND.match(text, at)
    return found[1] if found else None


def spoken(text: str, claim: Claim) -> str | None:
    """The publisher's name as the post has it, with the article that belongs to it."""
    if claim.publisher is None:
        return None
    name = text[claim.publisher.start : claim.publisher.end]
    before = text[max(0, claim.publisher.start - 12) : claim.publisher.start].split()
    gap = text[claim.publisher.start - 1 : claim.publisher.start]
    return publishers.with_article(
        name, before[-1] if before and gap in (" ", "'", "’") else "", claim.publication
    )


def date_of(text: str, claim: Claim, published: str | None) -> str | None:
    """The date of a claim, as ISO 8601."""
    if claim.when is not None:
        return resolve(claim.when, published)
    return text[claim.year.start : claim.year.end] if claim.year is not None else None


def joined(first: Attribution, second: Attribution) -> Attribution:
    return Attribution(
        first.publisher or second.publisher,
        first.author or second.author,
        first.title or second.title,
        first.date or second.date,
    )
