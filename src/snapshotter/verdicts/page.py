"""The page behind the evidence, as the rules see it: each view is made once, when it is first asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from snapshotter.verdicts import addresses, decoding, document, wording
from snapshotter.verdicts.document import Block, Document
from snapshotter.verdicts.evidence import MAX_BODY_BYTES, PageEvidence

PROSE_BLOCK_WORDS = 12
"""A block of so many words, not mostly links, is a passage of prose."""
MAIN_BLOCK_WORDS = 3
_HTML_TYPES = ("text/html", "application/xhtml+xml", "text/xhtml", "application/xhtml")
_MARKUP_CHARS = 1_500_000
_FEW_WORDS = 30
_NAME_CHARS = 3
_HIDDEN_PAGE_WORDS = 100
_FOUND_RATIO = 0.9
_QUOTE_WORDS = 4
_NOT_FREE = re.compile(r"isAccessibleForFree[\"']?\s{0,9}:\s{0,9}[\"']?(false|true)", re.IGNORECASE)
_ARTICLE_TYPE = re.compile(
    r"[\"']@type[\"']\s{0,9}:\s{0,9}\[?\s{0,9}[\"'](?:\w{0,30}Article|BlogPosting|Report|Recipe|Book|VideoObject|Review)[\"']"
)
_ARTICLE_BODY = re.compile(r"[\"']articleBody[\"']\s{0,9}:\s{0,9}[\"']([^\"]{0,20000})")


class Page:
    """What rules look at.  All words are those of the rendered page where a browser has shown it."""

    def __init__(self, evidence: PageEvidence) -> None:
        self.evidence = evidence

    @property
    def status(self) -> int:
        """0 when nothing answered."""
        return self.evidence.status or 0

    @property
    def is_answered(self) -> bool:
        """Whether the origin says that this is it (2xx)."""
        return 200 <= self.status < 300

    @cached_property
    def asked(self) -> addresses.Address:
        return addresses.of(self.evidence.asked)

    @cached_property
    def final(self) -> addresses.Address:
        return addresses.of(self.evidence.final_url or self.evidence.asked)

    @cached_property
    def is_moved(self) -> bool:
        """Whether the page stands at another address than the asked one: scheme, ``www`` and slash aside."""
        return not self.asked.same_page(self.final)

    @cached_property
    def body(self) -> bytes:
        return (self.evidence.body or b"")[:MAX_BODY_BYTES]

    @cached_property
    def kind(self) -> str:
        """What the bytes are, whatever their label says (``decoding.kind_of``); ``absent`` without any."""
        return "absent" if self.evidence.body is None else decoding.kind_of(self.body)

    @cached_property
    def media_type(self) -> str:
        return (self.evidence.media_type or "").strip().lower()

    @cached_property
    def is_html(self) -> bool:
        """Whether a browser shows this as a document."""
        if self.media_type:
            return self.media_type in _HTML_TYPES
        return self.kind in ("html", "absent", "nothing")

    @cached_property
    def is_document(self) -> bool:
        """Whether the bytes are markup, however they are labelled, or a browser has shown a document."""
        if self.kind == "absent":
            return self.is_html and (self.evidence.text is not None or self.evidence.title is not None)
        return self.kind in ("html", "text", "xml") if self.is_html else self.kind == "html"

    @cached_property
    def source(self) -> str:
        """The document as text."""
        declared = " ".join(self.evidence.values("content-type"))
        return decoding.decode(self.body, declared) if self.is_document or self.kind == "text" else ""

    @cached_property
    def markup(self) -> str:
        """The document's start in lower case: for marks of vendors, never for words."""
        return self.source[:_MARKUP_CHARS].lower()

    @cached_property
    def document(self) -> Document:
        return document.read(self.source) if self.source and self.is_document else Document()

    @cached_property
    def title(self) -> str:
        rendered = self.evidence.title
        return rendered if rendered and rendered.strip() else self.document.title

    @cached_property
    def headings(self) -> tuple[str, ...]:
        shape = self.evidence.shape
        if shape is not None and shape.headings:
            return shape.headings
        return tuple(self.document.headings)

    @cached_property
    def is_rendered(self) -> bool:
        return self.evidence.text is not None

    @cached_property
    def blocks(self) -> Sequence[Block]:
        """Visible text in blocks; the lines of the text that a browser gave."""
        if self.evidence.text is not None:
            return [Block(line.strip(), 0) for line in self.evidence.text.splitlines() if line.strip()]
        if self.is_document:
            return self.document.blocks if self._shows_something else self.document.hidden_blocks
        lines = self.source.splitlines() if self.source else []
        return [Block(line.strip(), 0) for line in lines[:20_000] if line.strip()]

    @cached_property
    def _shows_something(self) -> bool:
        """False for a page that is hidden as a whole until its scripts have run."""
        if not self.document.hidden_blocks:
            return True
        shown = sum(wording.word_count(block.text) for block in self.document.blocks[:50])
        if shown >= _FEW_WORDS:
            return True
        counts = (wording.word_count(block.text) for block in self.document.hidden_blocks)
        return sum(count for count in counts if count >= PROSE_BLOCK_WORDS) < _HIDDEN_PAGE_WORDS

    @cached_property
    def text(self) -> str:
        return "\n".join(block.text for block in self.blocks)

    @cached_property
    def words(self) -> int:
        if self.text.isascii():
            return sum(count for _, count in self._counted)  # no word goes over the end of a block
        return wording.word_count(self.text)

    @cached_property
    def prose_words(self) -> int:
        """Words in passages: long blocks that are not mostly links.  An article has hundreds."""
        return sum(count for _, count in self.passages)

    @cached_property
    def passages(self) -> Sequence[tuple[str, int]]:
        """The long blocks that are not mostly links, and their numbers of words."""
        return [
            (block.text, count)
            for block, count in self._counted
            if count >= PROSE_BLOCK_WORDS and block.link_chars * 2 < len(block.text)
        ]

    @cached_property
    def main_blocks(self) -> tuple[str, ...]:
        """Blocks with something to say: no single words, not mostly links."""
        return tuple(
            block.text
            for block, count in self._counted
            if block.link_chars * 2 < len(block.text) and count >= MAIN_BLOCK_WORDS
        )

    @cached_property
    def _counted(self) -> Sequence[tuple[Block, int]]:
        """The blocks and their numbers of words."""
        return [(block, wording.word_count(block.text)) for block in self.blocks]

    @cached_property
    def main_words(self) -> int:
        return sum(
            count
            for block, count in self._counted
            if block.link_chars * 2 < len(block.text) and count >= MAIN_BLOCK_WORDS
        )

    @cached_property
    def links(self) -> int:
        shape = self.evidence.shape
        return shape.links if shape is not None else self.document.link_count

    @cached_property
    def images(self) -> int:
        shape = self.evidence.shape
        return shape.images if shape is not None else self.document.image_count

    @cached_property
    def password_fields(self) -> int:
        shape = self.evidence.shape
        return shape.password_fields if shape is not None else self.document.password_fields

    @cached_property
    def frames(self) -> tuple[str, ...]:
        shape = self.evidence.shape
        return shape.frames if shape is not None else tuple(self.document.frames)

    @cached_property
    def actions(self) -> tuple[str, ...]:
        """Words of buttons and links, plain, the short ones."""
        found = [*self.document.buttons, *(words for _, words in self.document.links)]
        return tuple(plain for words in found[:200] if len(words) < 60 and (plain := wording.plain(words)))

    @cached_property
    def is_article(self) -> bool:
        """Whether the page calls itself one, in meta tags or JSON-LD."""
        data = self.document
        declared = data.meta.get("og:type", "").lower()
        return (
            declared in ("article", "book", "video.other")
            or _ARTICLE_TYPE.search(data.linked_data) is not None
        )

    @cached_property
    def article_body_words(self) -> int:
        """Of ``articleBody`` in JSON-LD."""
        found = _ARTICLE_BODY.search(self.document.linked_data)
        return wording.word_count(found[1]) if found else 0

    @cached_property
    def is_declared_paid(self) -> bool:
        """``isAccessibleForFree: false`` (schema.org)."""
        found = _NOT_FREE.search(self.document.linked_data)
        return found is not None and found[1].lower() == "false"

    @cached_property
    def has_quotes(self) -> bool:
        """Whether words that the post quotes are there: then it is the page, whatever else it says."""
        return any(
            match.found and match.ratio >= _FOUND_RATIO and len(match.text.split()) >= _QUOTE_WORDS
            for match in self.evidence.quotes
        )

    def field(self, name: str) -> str:
        """A header field's values, joined and in lower case."""
        return ", ".join(self.evidence.values(name)).lower()

    def says(self, phrases: wording.Phrases) -> str | None:
        """The phrase that a part of the title or a heading wholly is."""
        return phrases.in_title(self.title) or phrases.in_headings(self.headings[:3])

    def is_named(self, phrase: str) -> bool:
        """Whether the asked address carries all words of a phrase: then a page of this name was asked for."""
        named = {word for word in phrase.split() if len(word) >= _NAME_CHARS}
        return bool(named) and named <= self.asked.words

    def is_thin(self, words: int) -> bool:
        """Whether the page holds no more prose than this, and no article at all."""
        return self.thickness <= words

    @cached_property
    def thickness(self) -> int:
        """Words of prose, or of the article that the page says it has, whichever are more."""
        return max(self.prose_words, self.article_body_words)
