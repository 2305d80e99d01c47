"""A post with archived copies beside its links: added, brought up to date, and taken off again."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Literal

from snapshotter.errors import PostError
from snapshotter.model.citation import Citation
from snapshotter.model.post import PostSource
from snapshotter.posts.extract import extract
from snapshotter.posts.intake.formats import format_of
from snapshotter.repair.elements import element_places
from snapshotter.repair.locating import Locator
from snapshotter.repair.markdown import markdown_places
from snapshotter.repair.marks import WORDS, Form, Mark, Version, address_as, marks_in, written
from snapshotter.repair.places import Place, line_number
from snapshotter.repair.rst import rst_places
from snapshotter.repair.source import Change, SourceText, source_text

Style = Literal["attributes", "links"]
_Likeness = tuple[str, str, str, str | None]
FORMATS = ("html", "markdown", "rst")
_MOST_ATTEMPTS = 48
_NOT_WRITTEN = "its address is not written out as a link in the source"
_NO_ATTRIBUTES = "links of this format have no attributes; --style links is for them"
_NO_END = "its element has no end, behind which a link could stand"
_SPOILS = "an addition there would change the rest of the post"
_NO_LINK = "it is no link to follow, but something that the post shows"


@dataclass(frozen=True, slots=True)
class Left:
    """A citation beside which nothing was written, and why."""

    citation: Citation
    why: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Robust:
    """What became of a source."""

    before: bytes
    after: bytes
    marked: tuple[Citation, ...] = ()
    """Those that have an archived copy beside them now."""
    left: tuple[Left, ...] = ()

    @property
    def changed(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class _Edit:
    """A mark to be written for a citation."""

    index: int
    at: int
    form: Form
    version: Version
    place: Place

    @property
    def shown(self) -> str:
        """The copy's address as it comes out."""
        return address_as(self.form, self.version.address)

    @property
    def change(self) -> Change:
        return Change(self.at, self.at, written(self.form, self.version))


@dataclass(slots=True)
class SourcePost:
    """One post in its source.  Raises :class:`PostError` for a format that cannot be written to."""

    source: PostSource
    style: Style | None = None
    """None: attributes for HTML, links for the rest."""
    format: str = ""
    text: SourceText = field(init=False)
    plain: SourceText = field(init=False)
    """Without the marks of an earlier run."""
    citations: tuple[Citation, ...] = field(init=False)
    """Of ``plain``."""
    _marks: tuple[Mark, ...] = ()
    """Of an earlier run, at their places in ``text``."""
    _with_marks: frozenset[str] = frozenset()
    """The ids of all that ``text`` cites, the copies of its marks among it."""

    def __post_init__(self) -> None:
        self.format = format_of(self.source)
        if self.format not in FORMATS:
            raise PostError(
                f"{self.source.source}: its format is {self.format}, expected html, markdown or rst",
                hint="robustify the source that the post is made of",
                code="repair.format",
            )
        self.text = source_text(self.source.data, self.source.source)
        self._marks = tuple(self._own_marks())
        self.plain = self.text.changed(Change(mark.start, mark.end, "") for mark in self._marks)
        self.citations = self._read(self.plain)

    def undone(self) -> Robust:
        """Without any mark."""
        return Robust(self.source.data, self.plain.data)

    def with_versions(self, versions: Mapping[str, Version]) -> Robust:
        """With a mark beside each citation that ``versions`` has by its id.

        Marks of an earlier run stay where there is no newer version.  Raises :class:`PostError` for a
        citation that is no longer in the post.
        """
        self._refuse_changed(versions)
        places = self._places()
        made = [
            self._edit(index, citation, versions[citation.id], places.get(index))
            for index, citation in enumerate(self.citations)
            if citation.id in versions
        ]
        edits = [each for each in made if isinstance(each, _Edit)]
        left = [each for each in made if isinstance(each, Left)]
        kept = self._kept_marks(edits)
        settled = self._settled(edits, kept)
        done = {edit.index for edit in settled}
        left += [self._left(edit) for edit in edits if edit.index not in done]
        after = self._written(settled, kept if len(settled) == len(edits) else self._kept_marks(settled))
        marked = tuple(self.citations[index] for index in sorted(done))
        return Robust(self.source.data, after.data, marked, tuple(left))

    def _left(self, edit: _Edit) -> Left:
        return Left(self.citations[edit.index], _SPOILS, line_number(self.plain.text, edit.place.start))

    def _refuse_changed(self, versions: Mapping[str, Version]) -> None:
        here = {citation.id for citation in self.citations} | self._with_marks
        missing = [version.original for id, version in versions.items() if id not in here]
        if missing:
            more = f" and {len(missing) - 3} more" if len(missing) > 3 else ""
            raise PostError(
                f"{self.source.source}: it has changed since it was archived: it no longer cites "
                f"{', '.join(missing[:3])}{more}",
                hint="archive it again, so that the manifest knows the post as it is now",
                code="repair.changed",
            )

    def _read(self, text: SourceText) -> tuple[Citation, ...]:
        own = self.source
        changed = PostSource(own.source, text.data, own.base_url, own.media_type, self.format)
        return extract(changed).citations

    def _candidates(self, text: SourceText, citations: Sequence[Citation]) -> list[Place]:
        bare = {each.href for each in citations if each.kind in ("bare", "doi") and each.region != "code"}
        if self.format == "html":
            return list(element_places(text.text))
        find = markdown_places if self.format == "markdown" else rst_places
        return list(find(text.text, bare))

    def _places(self) -> Mapping[int, Place]:
        places = self._candidates(self.plain, self.citations)
        return Locator(self.plain, self.citations, self._read).locate(places)

    def _own_marks(self) -> Iterator[Mark]:
        """Those of the marks in the source that are beside links, and not in a listing, say."""
        marks = list(marks_in(self.text.text))
        if not marks:
            return
        citations = self._read(self.text)
        self._with_marks = frozenset(citation.id for citation in citations)
        elements = {place.inside: place for place in element_places(self.text.text, raw_text=self._is_html)}
        places: dict[int, Place] = {}
        for mark in marks:
            place = elements.get(mark.start)
            if mark.address is not None:
                place = Place(*mark.address, syntax="element", after=None)
            if place is not None:
                places[place.start] = place
        found = Locator(self.text, citations, self._read).locate(list(places.values()))
        real = {place.start for index, place in found.items() if citations[index].region != "code"}
        for mark in marks:
            at = mark.address[0] if mark.address is not None else None
            element = elements.get(mark.start)
            if (at if at is not None else element.start if element else None) in real:
                yield mark

    @property
    def _is_html(self) -> bool:
        return self.format == "html"

    def _edit(self, index: int, citation: Citation, version: Version, place: Place | None) -> _Edit | Left:
        if place is None:
            is_shown = citation.kind not in ("link", "bare", "doi")
            return Left(citation, _NO_LINK if is_shown else _NOT_WRITTEN)
        as_attributes = (self.style or ("attributes" if self._is_html else "links")) == "attributes"
        at = place.inside if as_attributes else place.after
        why = place.trouble or (None if at is not None else _NO_ATTRIBUTES if as_attributes else _NO_END)
        if why is not None or at is None:
            return Left(citation, why or _NO_END, line_number(self.plain.text, place.start))
        return _Edit(index, at, "attributes" if as_attributes else place.syntax, version, place)

    def _kept_marks(self, edits: Sequence[_Edit]) -> list[Change]:
        """Marks of an earlier run that nothing replaces, at their places in ``plain``."""
        replaced = {at for edit in edits for at in (edit.place.inside, edit.place.after) if at is not None}
        kept, taken = [], 0
        for mark in self._marks:
            at = mark.start - taken
            taken += mark.end - mark.start
            if at not in replaced:
                kept.append(Change(at, at, self.text.text[mark.start : mark.end]))
        return kept

    def _settled(self, edits: Sequence[_Edit], kept: Sequence[Change]) -> list[_Edit]:
        """The edits that leave the post as it is but for themselves."""
        attempts = 0

        def settle(some: Sequence[_Edit]) -> list[_Edit]:
            nonlocal attempts
            if not some or attempts >= _MOST_ATTEMPTS:
                return []
            attempts += 1
            if self._is_sound(some, kept):
                return list(some)
            if len(some) == 1:
                as_element = _Edit(some[0].index, some[0].at, "element", some[0].version, some[0].place)
                other = some[0].form == "markdown" and self._is_sound([as_element], kept)
                return [as_element] if other else []
            half = len(some) // 2
            return settle(some[:half]) + settle(some[half:])

        settled = settle(edits)
        return settled if len(settled) == len(edits) or self._is_sound(settled, kept) else []

    def _is_sound(self, edits: Sequence[_Edit], kept: Sequence[Change]) -> bool:
        """Whether the post still cites the same by the same words, and each mark is a link beside them."""
        text = self._written(edits, kept)
        added = [edit.shown for edit in edits if edit.form != "attributes"]
        added += [text.text[slice(*mark.address)] for mark in marks_in(text.text) if mark.address and kept]
        shown = {*added, *map(unescape, added)}
        count = len([edit for edit in edits if edit.form != "attributes"]) + _links_in(kept)
        own, marks = _parted(self._read(text), shown)
        had, had_marks = _parted(self.citations, shown)
        return own == had and marks == had_marks + count

    def _written(self, edits: Sequence[_Edit], kept: Sequence[Change]) -> SourceText:
        return self.plain.changed([*kept, *(edit.change for edit in edits)])


def _parted(citations: Sequence[Citation], shown: Collection[str]) -> tuple[list[_Likeness], int]:
    """What an addition must leave as it was, and how many citations look like marks of these copies."""
    own = [each for each in citations if not _is_mark(each, shown)]
    likeness: list[_Likeness] = [(each.href, each.kind, each.anchor_text, each.heading) for each in own]
    return likeness, len(citations) - len(own)


def _is_mark(citation: Citation, shown: Collection[str]) -> bool:
    by_words = WORDS.fullmatch(citation.anchor_text) is not None
    return by_words and citation.kind == "link" and citation.href in shown


def _links_in(changes: Sequence[Change]) -> int:
    return sum(not change.text.startswith(" data-") for change in changes)
