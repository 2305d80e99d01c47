"""The words that a post quotes, tied to the citation that they are from.

A block quotation belongs to one citation: the one its ``cite`` attribute or its attribution line names, else the one
that introduces it, else one inside it, else the nearest before.  Words in quotation marks belong to the citation of their
sentence, or to the one before in the paragraph whose speaker goes on.  A title, and a word or two in marks that
nobody is said to have said, are not quotations.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from urllib.parse import unquote

from snapshotter.posts import publishers, titles
from snapshotter.posts.attribution import Place
from snapshotter.posts.marks import Quotation, opens_beyond, quotations
from snapshotter.posts.passages import Passages
from snapshotter.posts.speech import CALLED, SAID, SAYS_AFTER, SAYS_BEFORE, SAYS_JUST_BEFORE

MAX_CHARS = 4000
"""Of a quotation; no more of it is kept."""
_MIN_WORDS = 3
_MIN_WIDE = 6
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
_MAX_BLOCK = 100_000
_ATTRIBUTION_LINE = re.compile(r"\s*(?:[—–―~]|--?\s|\((?!\d)|(?:source|via|from|quelle|aus|fuente|fonte|bron|источник)\b\s?:?)", re.IGNORECASE)
_LINE_CHARS = 240
_SPEAKER_GOES_ON = re.compile(
    r"(?:\b(?:he|she|they|it|we|er|sie|es|il|elle|ils|elles|on|él|ella|ellos|lui|lei|ele|ela|hij|zij|ze|han|hon|hun|он|она|они"
    r"|the\s(?:paper|report|article|author|authors|study|post|piece|letter|statement|document|newspaper|magazine|researchers?|memo)"
    r"|[Dd](?:er|ie|as)\s(?:Autor|Autorin|Artikel|Bericht|Zeitung|Blatt)|l[’']auteure?|l[’']article|le\s(?:journal|texte|rapport))\b)",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[;:—–]|,\s(?:and|but|while|whereas|und|aber|während|et|mais|tandis|y|pero|ma|mentre|maar|terwijl)\s|\s(?:while|whereas|but)\s")
_CLAUSE_COST = 60
_TITLED_BEFORE = re.compile(
    r"\b(?:titled|entitled|headlined|book|article|essay|song|film|movie|paper|episode|novel|poem|post|piece|story|column|chapter|report|play"
    r"|album|series|show|documentary|lecture|talk|headline|title|op-ed|editorial|memoir|blog\spost|betitelt|artikel|beitrag|buch|aufsatz|roman"
    r"|titel|film|lied|l[’']article|article|livre|roman|billet|titre|intitulée?|chanson|artículo|libro|ensayo|titulado|titulada|novela"
    r"|articolo|saggio|romanzo|intitolato|artigo|livro|getiteld|boek|artikel|статья|статье|книга|книге|роман|фильм)[,:]?\s*$",
    re.IGNORECASE,
)
_LINE_WITHIN = re.compile(r"[.!?”\"»…]\s*([—–]\s?[^\n.!?]{2,160}|--\s?[^\n.!?]{2,160})$")
_BLOCKS_BACK = 3
_MAX_RUN = 8
_PULL_CHARS, _PULL_QUOTES = 12, 60
_RUN_UP_CHARS = 120
_SINGLE_WORDS = 6
_SOURCE_BEHIND = re.compile(r"[.,]?\s*(?:[—–(\[]|-\s)")
_SOURCE_CHARS = 120
_SAYS_WHOSE = re.compile(
    r"\s*(?:So|Thus|That|Those|With (?:these|those)|Thus|So|Das|Dies|Ainsi|C[’']est|Así|Esto|Così|Dit|Zo|Так)\b[^.]{0,12}"
    r"\b(?:begin|begins|began|opens|wrote|writes|said|says|was|were|is|from|words|lines|end|ends|ended|concludes?|schrieb|schreibt|sagte"
    r"|begann|écrit|écrivait|dit|commence|escribe|escribió|dijo|empieza|scrive|scriveva|schreef|schrijft|писал|пишет)\b"
)
_POINTS_BACK = re.compile(
    r"\s*(?:So|That|This|Thus|These|Those|With|Such|As|Here|It|Das|So|Dies|C[’']est|Ainsi|Voilà|Así|Eso|Così|Dat|Zo|Так|Это)\b"
)
_FULL_NAME = re.compile(r"\b[A-ZÀ-ÖØ-ÞА-ЯŁŚŻČŠŽ][\w’'-]+\s(?:[A-Z]\.\s|[a-z]{2,3}\s){0,2}[A-ZÀ-ÖØ-ÞА-ЯŁŚŻČŠŽ][\w’'-]+")
_ANOTHER = re.compile(r"(?:The|Its|Their|Der|Die|Das|Le|La|Les|El|Los|Las|Il|I|Lo|Gli|De|Het)\s[^\W\d_]")
"""A sentence that begins with somebody or something definite, who may well be another speaker."""
_VERB_BEHIND = re.compile(r".?(?:,[”»“\"’]|[”»“\"’]\s?,)\s?(?:[—–-]\s)?[a-zà-ÿа-яα-ω]")
_SAID_WORD = re.compile(rf"\b{SAID}\b")
_OPENED = re.compile(r"\s*[“\"„«»]")
_EMAIL_MARK = re.compile(r"(?m)^\s*>+ ?")


def quotes_of(passages: Passages, places: Sequence[Place]) -> dict[int, list[str]]:
    """The quoted words of each citation, by its key, in the order of the text.  ``places`` come in order."""
    found = _Quotes(passages, places)
    found.settle_blocks()
    found.settle_lines()
    return {key: [words for _, words in sorted(quotes)] for key, quotes in found.words.items()}


def directives(fragment: str | None) -> list[str]:
    """The words that a text directive points at (URL Fragment Text Directives, 3.3)."""
    _, mark, directive = (fragment or "").partition(":~:")
    if not mark:
        return []
    found = []
    for part in directive.split("&"):
        name, _, value = part.partition("=")
        parts = [unquote(piece) for piece in value.split(",") if piece and not piece.endswith("-") and not piece.startswith("-")]
        if name == "text" and 1 <= len(parts) <= 2:
            found.append(" … ".join(" ".join(piece.split()) for piece in parts))
    return [words for words in found if words]


def cleaned(text: str) -> str:
    """Quoted words on one line, without the marks around them."""
    text = " ".join(text.split())
    if len(text) > 1 and text[0] in "“\"„«»‘「『" and not titles.cleaned(text) == text:
        text = titles.cleaned(text)
    return text.strip()[:MAX_CHARS]


class _Quotes:
    """The quotations of one post while their owners are looked for."""

    def __init__(self, passages: Passages, places: Sequence[Place]) -> None:
        self._passages, self._text = passages, passages.text
        self._places = [place for place in places if place.start < place.end]
        spans = _outermost(passages.quoted)
        self._blocks = [span for span in spans if passages.is_block(*span)]
        whole = set(self._blocks)
        self._inline = [span for span in spans if span not in whole]
        self._owners: dict[int, Place] = {}
        """By where a block quotation ends."""
        self._used = -1
        """Quotations up to here have been settled."""
        self.words: dict[int, list[tuple[int, str]]] = {}

    def _give(self, place: Place, start: int, words: str) -> None:
        words = words[:MAX_CHARS]
        given = self.words.setdefault(place.key, [])
        if words and words not in (other for _, other in given):
            given.append((start, words))

    # Block quotations

    def settle_blocks(self) -> None:
        for place in self._places:
            if place.quoting and (place.start, place.end) not in self._blocks:
                self._give(place, place.start, cleaned(self._text[place.start : place.end]))
        for span in self._blocks:
            body, line = self._without_line(*span)
            words = cleaned(_EMAIL_MARK.sub("", self._text[body[0] : body[1]]))
            owner = self._owner(span, line)
            if owner is not None and not self._is_pull_quote(span, words):
                self._owners[span[1]] = owner
                self._give(owner, span[0], words)

    def _owner(self, span: tuple[int, int], line: tuple[int, int] | None) -> Place | None:
        inside = self._between(*span)
        for place in inside:
            if place.quoting and (place.start, place.end) == span:
                return place
        inside = [place for place in inside if not place.quoting]
        if line is not None and inside and inside[-1].start >= line[0]:
            return next(place for place in inside if place.start >= line[0])
        before = self._before(span)
        return (
            self._behind(span)
            or self._introducing(span)
            or self._pointing_back(span)
            or _of_those_inside(inside, before, span)
            or before
        )

    def _between(self, start: int, end: int) -> list[Place]:
        return _in(self._places, start, end)

    def _without_line(self, start: int, end: int) -> tuple[tuple[int, int], tuple[int, int] | None]:
        """A block quotation's words, and the line at its end that says whose they are."""
        shown = self._text[start:end].rstrip()
        at = shown.rfind("\n") + 1
        last = shown[at:]
        if 0 < at and len(last) <= _LINE_CHARS and (_ATTRIBUTION_LINE.match(last) or self._is_linked(start + at, start + len(shown))):
            return (start, start + at), (start + at, end)
        found = _LINE_WITHIN.search(shown, max(0, len(shown) - _LINE_CHARS))
        if found and self._between(start + found.start(1), end):
            return (start, start + found.start(1)), (start + found.start(1), end)
        return (start, end), None

    def _is_linked(self, start: int, end: int) -> bool:
        linked = sum(min(place.end, end) - place.start for place in self._between(start, end) if not place.quoting)
        return linked > 0.6 * (end - start) and end - start < _LINE_CHARS and self._text[end - 1] not in ".!?"

    def _behind(self, span: tuple[int, int]) -> Place | None:
        block = self._passages.next_block(span[1])
        if block is None or block[1] - block[0] > _LINE_CHARS or not _ATTRIBUTION_LINE.match(self._text, *block):
            return None
        return next((place for place in self._between(*block) if not place.quoting), None)

    def _introducing(self, span: tuple[int, int]) -> Place | None:
        """The citation of the paragraph before, when that announces what follows."""
        block = self._passages.previous_block(span[0])
        if block is None or not self._text[block[0] : block[1]].rstrip().endswith((":", "：")):
            return None
        places = [place for place in self._between(*block) if not place.quoting]
        return places[-1] if places else None

    def _pointing_back(self, span: tuple[int, int]) -> Place | None:
        """The citation of the paragraph behind, when that begins by saying whose words these were."""
        block = self._passages.next_block(span[1])
        if block is None or not _SAYS_WHOSE.match(self._text, *block):
            return None
        sentence = self._passages.sentences(self._passages.block_of(block[0]))[0]
        return next((place for place in self._between(*sentence) if not place.quoting), None)

    def _before(self, span: tuple[int, int]) -> Place | None:
        """The nearest citation in the paragraphs before, or that of the block quotation there."""
        at = span[0]
        for _ in range(_BLOCKS_BACK):
            block = self._passages.previous_block(at)
            if block is None:
                return None
            at = block[0]
            owner = next((self._owners[end] for end in range(block[1] - 1, block[1] + 2) if end in self._owners), None)
            places = [place for place in self._between(*block) if not place.quoting]
            if owner or places:
                return owner or places[-1]
            if not self._text[block[0] : block[1]].rstrip().endswith((":", "：")):
                return None
        return None

    def _is_pull_quote(self, span: tuple[int, int], words: str) -> bool:
        """Whether the post says the same words itself: it shows off its own."""
        if len(words) < _PULL_CHARS or len(self._blocks) > _PULL_QUOTES:
            return False
        at = self._text.find(words)
        while 0 <= at and span[0] <= at < span[1]:
            at = self._text.find(words, span[1])
        return at >= 0

    # Quotation marks

    def settle_lines(self) -> None:
        outside = [place for place in self._places if not _within(place.start, self._blocks) and not place.quoting]
        by_block: dict[int, list[Place]] = {}
        for place in outside:
            by_block.setdefault(self._passages.block_of(place.start), []).append(place)
        for number, places in by_block.items():
            self._settle_paragraph(number, places)

    def _settle_paragraph(self, number: int, places: list[Place]) -> None:
        first, last = self._run(number)
        blocks = [self._passages.span_of(n) for n in range(first, last + 1)]
        home = self._passages.span_of(number)
        if home[1] - home[0] > _MAX_BLOCK:
            return
        found = [*quotations(self._text, blocks), *self._marked_up(home)]
        waiting: list[Quotation] = []
        for quote in sorted(found):
            if quote.end <= home[0] or quote.start < self._used or quote.start >= home[1]:
                continue
            self._used = max(self._used, quote.end) if quote.end > home[1] else self._used
            frame = self._frame(number, quote)
            if self._is_speech(quote, places):
                owner = self._owner_of(quote, frame, places, home)
                if owner is None:
                    waiting.append(quote)
                    continue
                given = [*waiting, quote] if waiting and owner.start >= quote.end and self._run_up(waiting, quote) else [quote]
                for one in given:
                    self._give(owner, one.start, cleaned(" ".join(self._text[a:b] for a, b in one.spans)))
            waiting = []

    def _run_up(self, waiting: Sequence[Quotation], quote: Quotation) -> bool:
        """Whether quotations stand close before one whose source is named behind it."""
        return quote.start - waiting[0].end < _RUN_UP_CHARS

    def _run(self, number: int) -> tuple[int, int]:
        """The paragraphs that a quotation of this one may run through."""
        first = last = number
        while first > 0 and number - first < _MAX_RUN and self._goes_on(first - 1):
            first -= 1
        while last - number < _MAX_RUN and self._goes_on(last):
            last += 1
        return first, last

    def _goes_on(self, number: int) -> bool:
        """Whether the paragraph behind opens the quotation again that this one leaves open."""
        if number + 1 >= self._passages.count:
            return False
        following = self._passages.span_of(number + 1)
        return bool(_OPENED.match(self._text, *following)) and opens_beyond(self._text, *self._passages.span_of(number))

    def _marked_up(self, home: tuple[int, int]) -> list[Quotation]:
        return [Quotation(a, b, ((a, b),)) for a, b in self._inline if home[0] <= a < home[1]]

    def _frame(self, number: int, quote: Quotation) -> tuple[int, int]:
        """From the beginning of the sentence that a quotation begins in to the end of its last one."""
        start, end = self._passages.sentences_at(number, quote.start, quote.end)
        if quote.end > end:
            last = self._passages.block_of(quote.end - 1)
            end = self._passages.sentences_at(last, self._passages.span_of(last)[0], quote.end)[1]
        return start, end

    def _is_speech(self, quote: Quotation, places: Sequence[Place]) -> bool:
        text = self._text
        words = text[quote.spans[0][0] : quote.spans[-1][1]].strip()
        before, after = text[max(0, quote.start - 90) : quote.start], text[quote.end : quote.end + 70]
        said = SAYS_BEFORE.search(before) is not None or SAYS_AFTER.match(after) is not None
        if _WIDE.search(words):
            return said or sum(map(len, _WIDE.findall(words))) >= _MIN_WIDE
        if publishers.by_name(words.strip(".,")) is not None:
            return False
        count = len(_WORD.findall(words[:400]))
        named = _TITLED_BEFORE.search(before) is not None
        if count < _MIN_WORDS:
            said = bool(SAYS_JUST_BEFORE.search(before) or CALLED.search(before) or SAYS_AFTER.match(after))
            return said and not named and not before.rstrip().endswith((":", "called")) and count > 0
        if said and not named:
            return not (_is_anchor(quote, places) and before.rstrip().endswith(":"))
        if named or titles.in_title_case(_WORD.findall(words)):
            return False
        if text[quote.start] in "'‘" and words[-1:] not in ",.!?…":
            return count >= _SINGLE_WORDS
        return not (_is_anchor(quote, places) and titles.starts_like_one(words) and words[-1:] not in ".,!?")

    def _owner_of(
        self, quote: Quotation, frame: tuple[int, int], places: Sequence[Place], home: tuple[int, int]
    ) -> Place | None:
        beside = _in(places, *frame)
        if beside:
            return min(beside, key=lambda place: self._cost(quote, place))
        behind = _SOURCE_BEHIND.match(self._text, quote.end, home[1])
        near = _in(places, quote.end, quote.end + _SOURCE_CHARS)
        if behind and near:
            return near[0]
        earlier = [place for place in _in(places, home[0], quote.start) if place.end <= quote.start]
        if earlier:
            return earlier[-1] if self._speaker_goes_on(quote, frame, home) else None
        points_back = _POINTS_BACK.match(self._text, frame[1], home[1])
        return next(iter(_in(places, frame[1], home[1])), None) if points_back else None

    def _cost(self, quote: Quotation, place: Place) -> float:
        if quote.start <= place.start and place.end <= quote.end:
            return -1.0
        first, last = (place.end, quote.start) if place.end <= quote.start else (quote.end, place.start)
        return max(0, last - first) + _CLAUSE_COST * len(_CLAUSE.findall(self._text[first:last]))

    def _speaker_goes_on(self, quote: Quotation, frame: tuple[int, int], home: tuple[int, int]) -> bool:
        """Whether a sentence without a citation goes on with what the one before it cites."""
        around = self._text[frame[0] : quote.start] + " " + self._text[quote.end : frame[1]]
        if not _WORD.search(around) or _SPEAKER_GOES_ON.search(around):
            return True
        if quote.start - frame[0] > 2 and _ANOTHER.match(self._text, frame[0]):
            return False
        earlier = self._text[home[0] : frame[0]]
        names = _FULL_NAME.findall(around)
        if names:
            return any(name.split()[-1] in earlier for name in names)
        leads = quote.start - frame[0] <= 2 and _VERB_BEHIND.match(self._text, quote.end - 2) is not None
        return leads or SAYS_AFTER.match(self._text, quote.end) is not None or _says(self._text[frame[0] : quote.start], around)


def _in(places: Sequence[Place], start: int, end: int) -> Sequence[Place]:
    """Those of ``places`` that begin in a stretch of the text."""
    first = bisect_left(places, start, key=lambda place: place.start)
    return places[first : bisect_left(places, end, lo=first, key=lambda place: place.start)]


def _outermost(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end in sorted(set(spans), key=lambda span: (span[0], -span[1])):
        if start < end and (not found or end > found[-1][1]):
            found.append((start, end))
    return found


def _says(before: str, around: str) -> bool:
    return CALLED.search(before) is not None or _SAID_WORD.search(around) is not None


def _within(at: int, spans: Sequence[tuple[int, int]]) -> bool:
    number = bisect_right(spans, at, key=lambda span: span[0]) - 1
    return number >= 0 and at < spans[number][1]


def _of_those_inside(inside: Sequence[Place], before: Place | None, span: tuple[int, int]) -> Place | None:
    """The citation inside a block quotation that it is from: hardly one that its own words run through."""
    if not inside:
        return None
    closes = span[1] - inside[-1].end <= 3
    if closes or before is None:
        return inside[-1] if closes else inside[0]
    return None if inside[-1].end - inside[0].start < 0.6 * (span[1] - span[0]) else inside[0]


def _is_anchor(quote: Quotation, places: Sequence[Place]) -> bool:
    """Whether the words in the marks are one citation's anchor."""
    start, end = quote.spans[0][0], quote.spans[-1][1]
    return any(abs(place.start - start) <= 2 and abs(place.end - end) <= 2 for place in places)
