"""Sources that a post names without an address, as one does whose links were lost.

A source counts where the words around say that something was published: whose report it is, who
reported it, an item of a list with its publisher, an entry of a reference list.  In a post that has its
links, only what names a well-known publication in so many words, in a sentence without a link.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from snapshotter.model.citation import Citation, UnlinkedCitation
from snapshotter.model.post import Post
from snapshotter.patterns import Pattern
from snapshotter.posts.context import bibliography, publishers
from snapshotter.posts.context.attribution import spoken
from snapshotter.posts.context.claims import Claim
from snapshotter.posts.context.credible import LISTED, SAID
from snapshotter.posts.context.lost_links import MAX_CHARS, REFERENCES, LostLinks, lines_of, source
from snapshotter.posts.context.passages import Passages

_REFERENCES_LINE = Pattern(rf"(?im)^{REFERENCES.pattern}$")
_MIN_STRICT_CHARS = 40
_HEADING_CHARS = 60


def unlinked_in(
    post: Post, passages: Passages, citations: Iterable[Citation]
) -> tuple[UnlinkedCitation, ...]:
    """The sources that ``post`` names without an address, in order."""
    cited = [citation for citation in citations if citation.region == "body" and citation.kind != "image"]
    linked = [citation for citation in cited if citation.skip not in ("same-document", "same-site", "mailto")]
    reader = _Strict(post, passages, linked) if linked else LostLinks(post, passages)
    return tuple(reader.read())


class _Strict(LostLinks):
    """A post that has its links: only well-known publications, in sentences of their own."""

    def __init__(self, post: Post, passages: Passages, citations: Iterable[Citation]) -> None:
        super().__init__(post, passages)
        self._linked = {citation.sentence for citation in citations}
        self._cited = {citation.attribution.publisher for citation in citations}

    def read(self) -> Iterator[UnlinkedCitation]:
        done: set[tuple[int, int]] = set()
        for at in publishers.named_in(self._text[:MAX_CHARS]):
            block = self._passages.block_of(at)
            sentences = self._passages.sentences(block)
            number = bisect_right(sentences, at, key=lambda span: span[0]) - 1
            sentence = sentences[number] if number >= 0 else (at, at)
            if sentence in done or not self._passages.is_body(at):
                continue
            done.add(sentence)
            if (
                sentence[1] - sentence[0] >= _MIN_STRICT_CHARS
                and self._passages.clean(*sentence) not in self._linked
            ):
                yield from self._of_sentence(*sentence, -1)
        yield from self._references()

    def _references(self) -> Iterator[UnlinkedCitation]:
        inside = False
        for line in lines_of(self._passages) if _REFERENCES_LINE.search(self._text) else ():
            shown = self._text[line.start : line.end]
            if len(shown) < _HEADING_CHARS:
                inside = bool(REFERENCES.fullmatch(shown))
            elif (
                inside
                and self._passages.clean(line.start, line.end) not in self._linked
                and "http" not in shown
            ):
                entry = bibliography.parse(shown, in_list=True)
                if entry is not None:
                    yield source(entry, shown)

    def _counts(self, claim: Claim, start: int, end: int) -> bool:
        if claim.publication is None or claim.weak or claim.pattern in LISTED | {"staff"}:
            return False
        known = claim.publication.name in self._cited or (spoken(self._text, claim) in self._cited)
        if known and claim.when is None and claim.year is None:
            return False
        if claim.pattern in SAID and self._text[end - 1 : end] not in '.!?”"»…':
            return False
        return super()._counts(claim, start, end)

    def _title_below(self, end: int, at: int) -> str | None:
        return None
