"""A snapshot held against the page of now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from snapshotter import urls
from snapshotter.audit.comparison.passages import Passage, audited, passages_of
from snapshotter.audit.comparison.sentences import Kept, kept_of
from snapshotter.audit.comparison.topics import language_of, sold_words, topic_likeness
from snapshotter.audit.comparison.words import Words, tokens_of
from snapshotter.audit.rendition import Rendition
from snapshotter.model.audit import AuditedQuote
from snapshotter.model.capture import PageFacts
from snapshotter.urls import Url
from snapshotter.verdicts.wording import plain, segments

_FURNITURE_WORDS = 8
"""A line of at most so many words is a site's furniture: menus, headings of boxes, the footer."""
_LEAST_FURNITURE = 5
_MAX_LISTED = 20
_MAX_CHARS = 2_000_000


@dataclass(frozen=True, slots=True)
class Then:
    """What is known of a snapshot."""

    rendered: Rendition | None = None
    """The visible text that a browser gave (the stored artefact ``text``)."""
    static: Rendition | None = None
    """The stored bytes of the response."""
    title: str | None = None
    language: str | None = None
    final_url: Url | None = None
    facts: PageFacts | None = None
    assets: tuple[Url, ...] = ()
    """Images, video and embeds that were recorded with the page."""

    def like(self, now: Rendition) -> Rendition | None:
        """The reading that was made in the way in which ``now`` was, else the other one; a blank one only
        where both are."""
        wanted, other = (self.rendered, self.static) if now.rendered else (self.static, self.rendered)
        if wanted is None or (wanted.is_blank and other is not None and not other.is_blank):
            return other
        return wanted


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the page of now has of its snapshot.  Likenesses are 0 to 1; None where it cannot be told."""

    identical: bool
    """Every visible word is the same."""
    same_matter: bool
    """The matter says word for word what it said."""
    sentences: float | None
    """Part of the matter that is still there, sentence by sentence, weighted by length."""
    shingles: float | None
    """Part of its runs of four words."""
    quotes: tuple[AuditedQuote, ...]
    lost: tuple[str, ...]
    """Quotes that the snapshot had, and that are gone."""
    reworded: tuple[str, ...]
    title: float | None
    """Likeness of title or headline, whichever is more alike."""
    title_then: str | None
    title_now: str | None
    language_then: str | None
    language_now: str | None
    words_then: int
    """Of the matter."""
    words_now: int
    topic: float | None
    """Likeness of the telling words of both."""
    site: float | None
    """Part of the site's furniture (menus, footer) that is still there."""
    gone: tuple[str, ...] = ()
    """Paragraphs that are gone, the first ones, shortened."""
    gone_words: int = 0
    sold: dict[str, int] = field(default_factory=dict)
    """What hijacked domains sell, by kind, where the page is full of it and the snapshot is not."""
    media_then: str | None = None
    media_now: str | None = None
    kind_then: str = "document"
    kind_now: str = "document"
    dead_assets: tuple[Url, ...] = ()
    """What the snapshot has, and the page still shows, and no longer loads."""
    missing_assets: int = 0
    """Of what the snapshot showed, how much the page no longer shows."""
    alike: bool = True
    """Both were read in the same way; else what seems to be missing may only not be in the bytes."""
    rendered: bool = False
    cut: bool = False
    """The bytes of now end before the page does: only their part of the snapshot was compared."""

    @property
    def language_changed(self) -> bool:
        if not self.language_then or not self.language_now:
            return False
        return self.language_then.partition("-")[0] != self.language_now.partition("-")[0]

    @property
    def similarity(self) -> float | None:
        """For :class:`snapshotter.model.audit.Audit`."""
        return round(self.sentences, 3) if self.sentences is not None else None


def compare(then: Then, now: Rendition, quotes: Sequence[str] = ()) -> Comparison | None:
    """Hold a snapshot against the page of now; None when nothing is known of the snapshot.  Pure."""
    before = then.like(now)
    if before is None:
        return None
    was_blank = then.rendered is not None and then.rendered.is_blank
    alike = before.rendered == now.rendered or before.kind != "document" or (now.rendered and was_blank)
    if alike and before.text == now.text and before.digest == now.digest:
        return _unchanged(then, before, now, quotes)
    return _compared(then, before, now, quotes, alike)


def _unchanged(then: Then, before: Rendition, now: Rendition, quotes: Sequence[str]) -> Comparison:
    passages = passages_of(quotes, _all(before), *_others(then, before))
    here, said = Words(_all(now)), Words(_all(before))
    found = audited(passages, said, here) if quotes else ()
    titles = _titles(then, before, now)
    return Comparison(
        identical=True,
        same_matter=True,
        sentences=1.0,
        shingles=1.0,
        quotes=found,
        lost=(),
        reworded=(),
        title=_title_likeness(then, before, now),
        title_then=titles[0],
        title_now=titles[1],
        language_then=then.language or before.language,
        language_now=now.language or before.language,
        words_then=before.words,
        words_now=now.words,
        topic=1.0,
        site=1.0,
        media_then=before.media_type,
        media_now=now.media_type,
        kind_then=before.kind,
        kind_now=now.kind,
        dead_assets=_dead(then, before, now),
        missing_assets=_missing(then, before, now),
        rendered=now.rendered,
    )


def _compared(
    then: Then, before: Rendition, now: Rendition, quotes: Sequence[str], alike: bool
) -> Comparison:
    here, said = Words(_all(now)), Words(_all(before))
    passages = passages_of(quotes, said.text, *_others(then, before))
    found = audited(passages, said, here) if quotes else ()
    matter = _matter(then, before)
    core = before.core or (then.static.core if then.static else frozenset())
    kept = kept_of(matter, here.runs, core)
    if now.cut and kept.last_kept >= 0:
        kept = kept_of(matter[: kept.last_kept + 1], here.runs, core)
    said_words, now_words = tokens_of("\n".join(matter)), tokens_of("\n".join(now.main))
    titles = _titles(then, before, now)
    sold = sold_words(here.all)
    return Comparison(
        identical=alike and _says_the_same(before, now, said, here),
        same_matter=said_words == now_words if said_words or now_words else before.digest == now.digest,
        sentences=_sentences(kept, said_words, now_words),
        shingles=kept.shingles,
        quotes=found,
        lost=_in_state("gone", passages, found, said),
        reworded=_in_state("reworded", passages, found, said),
        title=_title_likeness(then, before, now),
        title_then=titles[0],
        title_now=titles[1],
        language_then=language_of(said_words) or then.language or before.language,
        language_now=language_of(now_words) or now.language,
        words_then=len(said_words),
        words_now=len(now_words),
        topic=topic_likeness(said_words, now_words),
        site=_site_likeness(then, before, now),
        gone=kept.gone,
        gone_words=kept.gone_words,
        sold={kind: count for kind, count in sold.items() if kind not in sold_words(said.all)}
        if sold
        else {},
        media_then=before.media_type,
        media_now=now.media_type,
        kind_then=before.kind,
        kind_now=now.kind,
        dead_assets=_dead(then, before, now),
        missing_assets=_missing(then, before, now),
        alike=alike,
        rendered=now.rendered,
        cut=now.cut,
    )


def _says_the_same(before: Rendition, now: Rendition, said: Words, here: Words) -> bool:
    """By what is visible alone; what has no words, by its bytes."""
    if not said.all and not here.all:
        return before.digest == now.digest
    if not before.hidden and not now.hidden:
        return said.all == here.all
    return before.text == now.text or tokens_of(before.text) == tokens_of(now.text)


def _all(rendition: Rendition) -> str:
    """Hidden words are looked through as well: a script may show them."""
    whole = f"{rendition.text}\n{rendition.hidden}" if rendition.hidden else rendition.text
    return whole[:_MAX_CHARS]


def _others(then: Then, before: Rendition) -> list[str]:
    return [_all(each) for each in (then.rendered, then.static) if each is not None and each is not before]


def _sentences(kept: Kept, then: list[str], now: list[str]) -> float | None:
    """A matter without sentences is there when its words are."""
    if kept.sentences is not None:
        return kept.sentences
    return None if not then else float(then == now)


def _in_state(
    state: str, passages: Sequence[Passage], found: Sequence[AuditedQuote], said: Words
) -> tuple[str, ...]:
    """Quotes in a state, of those that the snapshot had when it was read as the page of now was."""
    return tuple(
        passage.quote
        for passage, quote in zip(passages, found, strict=True)
        if quote.state == state and passage.text is not None and passage.text in said.text
    )


def _matter(then: Then, before: Rendition) -> tuple[str, ...]:
    """The blocks of matter; the bytes know better than the visible text what stands beside it."""
    if not before.rendered or then.static is None or not then.static.beside:
        return before.main
    beside = then.static.beside
    return tuple(line for line in before.main if line not in beside) or before.main


def _titles(then: Then, before: Rendition, now: Rendition) -> tuple[str | None, str | None]:
    stated = then.facts.title if then.facts else None
    return then.title or before.title or stated, now.title


def _title_likeness(then: Then, before: Rendition, now: Rendition) -> float | None:
    static = then.static.headings if then.static else ()
    mine = _headlines(_titles(then, before, now)[0], before.headings or static)
    theirs = _headlines(now.title, now.headings)
    if not mine or not theirs:
        return None
    return max(_likeness(one, other) for one in mine for other in theirs)


def _headlines(title: str | None, headings: Sequence[str]) -> list[str]:
    """The longest part of a title, and the first headings."""
    parts = sorted(segments(title or ""), key=len)
    whole = [part for part in parts[-2:] if part]
    return list(dict.fromkeys([*whole, *filter(None, map(plain, headings[:1]))]))


def _likeness(one: str, other: str) -> float:
    from rapidfuzz.distance.Indel import normalized_similarity

    return normalized_similarity(one, other)


def _site_likeness(then: Then, before: Rendition, now: Rendition) -> float | None:
    """A page of headlines alone has its menus among its matter: there they count as well."""
    mine = _short_lines(before, frozenset(before.main))
    theirs = _short_lines(now, frozenset())
    return len(mine & theirs) / len(mine) if len(mine) >= _LEAST_FURNITURE else None


def _short_lines(rendition: Rendition, but: frozenset[str]) -> frozenset[str]:
    lines = (line for line in rendition.text.splitlines()[:2000] if line not in but)
    said = (plain(line) for line in lines if len(line) < 80)
    return frozenset(line for line in said if line and line.count(" ") < _FURNITURE_WORDS)


def _dead(then: Then, before: Rendition, now: Rendition) -> tuple[Url, ...]:
    if not now.failed:
        return ()
    had = {urls.without_fragment(url) for url in (*then.assets, *before.assets)}
    return tuple(url for url in dict.fromkeys(now.failed) if urls.without_fragment(url) in had)[:_MAX_LISTED]


def _missing(then: Then, before: Rendition, now: Rendition) -> int:
    shown = {url.partition("?")[0] for url in now.assets}
    had = {url.partition("?")[0] for url in before.assets or (then.static.assets if then.static else ())}
    return len(had - shown) if had and (now.assets or not now.rendered) else 0
