"""A page as it is held against another time: its words, what of them is its matter, and what it shows.

The matter of a page is told from what stands beside it (navigation, comments, teasers) by the elements
and names that sites give those parts, and by blocks that are mostly links.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from snapshotter.audit.comparison.words import tokens_of
from snapshotter.audit.markup import Markup
from snapshotter.cited.pdf import pdf_text
from snapshotter.model.capture import Capture
from snapshotter.model.exchange import Exchange
from snapshotter.urls import Url
from snapshotter.verdicts import decoding
from snapshotter.verdicts.of_capture import fields_of, whole_body
from snapshotter.verdicts.wording import word_count

if TYPE_CHECKING:
    pass

MAX_PDF_BYTES = 64 << 20
MAX_MARKUP_BYTES = 8 << 20
_BLANK_WORDS = 12
"""A document of fewer is blank."""
_LINE_WORDS = 7
"""Of a line that is matter, where only the text is known."""
_SHOWN = frozenset(("image", "video", "audio", "iframe", "embed", "object", "frame"))


@dataclass(frozen=True, slots=True)
class Rendition:
    """One reading of a page."""

    text: str
    """All visible words, a line a block."""
    title: str | None
    language: str | None
    """BCP 47, as declared."""
    media_type: str | None
    headings: tuple[str, ...]
    words: int
    """Of the visible text."""
    digest: str
    """SHA-256 of the words of ``main``, folded; of the bytes where there are no words."""
    assets: tuple[Url, ...]
    """Images, video and embeds that the document shows."""
    rendered: bool
    """Visible text of a browser, not of the bytes alone."""
    main: tuple[str, ...] = ()
    """The blocks that are the page's matter."""
    beside: frozenset[str] = frozenset()
    """Blocks known to be something else: navigation, comments, teasers, lists of links."""
    core: frozenset[str] = frozenset()
    """The blocks about which the others stand: those of the element that holds most of the prose."""
    hidden: str = ""
    """Words that are not displayed until a script shows them."""
    failed: tuple[Url, ...] = ()
    """Of what the page shows, what did not load.  Only a browser tells."""
    kind: str = "document"
    """``document``, ``pdf`` or ``file`` (of which nothing but the bytes is known)."""
    cut: bool = False
    """The bytes end before the page does."""
    unreadable: bool = False
    """A PDF that cannot be opened."""

    @property
    def is_blank(self) -> bool:
        """Whether next to nothing is said.  Where the bytes say more, a script or a style that did not
        come has kept a browser from showing it."""
        return self.kind == "document" and self.words < _BLANK_WORDS


def rendition_of(capture: Capture) -> Rendition | None:
    """The page as a capture has it: what a browser showed, else what the bytes say.  Blocking.

    None where there is no document: nothing answered, or without a body.
    """
    main = next((each for each in capture.exchanges if each.id == capture.main_exchange_id), None)
    if main is None or main.response is None or main.status in (204, 205, 304):
        return None
    if capture.text is not None and main.media_type != "application/pdf":
        shown, written = _rendered(capture, main), None
        if shown.is_blank:
            written = _written(capture, main)
        return shown if written is None or written.is_blank else written
    return _written(capture, main)


def _written(capture: Capture, main: Exchange) -> Rendition | None:
    body = whole_body(main)
    if body is None or main.response is None:
        return None
    url = capture.final_url or main.url
    return _of_bytes(url, main.media_type, fields_of(main.response.head), body, main.truncated is not None)


def rendition_of_bytes(
    url: Url, media_type: str | None, fields: Sequence[tuple[str, str]], body: bytes, *, cut: bool = False
) -> Rendition | None:
    """The page as the bytes of a response say, codings undone; None for an empty body."""
    return _of_bytes(url, media_type, fields, body, cut)


def rendition_of_text(text: str, title: str | None = None, language: str | None = None) -> Rendition:
    """The page as the stored visible text of a browser has it."""
    return _of_lines(text, title, language, frozenset())


def _rendered(capture: Capture, main: Exchange) -> Rendition:
    text, url = capture.text or "", capture.final_url or capture.url
    read = Markup(capture.dom, url) if capture.dom else None
    facts = capture.facts
    language = (facts.language if facts else None) or (read.language if read else None)
    found = _of_lines(text, capture.title, language, read.beside if read else frozenset())
    headings = capture.shape.headings if capture.shape else ()
    assets = read.assets if read else ()
    return Rendition(
        **{
            name: getattr(found, name)
            for name in ("text", "title", "language", "words", "digest", "main", "beside")
        },
        media_type=main.media_type,
        headings=headings or (tuple(read.document.headings) if read else ()),
        assets=assets,
        rendered=True,
        core=read.core(found.main) if read else frozenset(),
        hidden=_not_shown(read, found.text) if read else "",
        failed=tuple(_failed(capture)),
    )


def _not_shown(read: Markup, text: str) -> str:
    """What the document holds and the browser did not show: folded away, or for narrower windows."""
    shown = frozenset(text.splitlines())
    blocks = (*read.document.blocks, *read.document.hidden_blocks)
    return "\n".join(block.text for block in blocks if block.text not in shown)


def _failed(capture: Capture) -> Iterator[Url]:
    for exchange in capture.exchanges:
        refused = exchange.status is None or exchange.status >= 400
        if exchange.destination in _SHOWN and refused and exchange.id != capture.main_exchange_id:
            yield exchange.url


def _of_lines(text: str, title: str | None, language: str | None, beside: frozenset[str]) -> Rendition:
    lines = [line for line in (" ".join(line.split()) for line in text.splitlines()) if line]
    main = tuple(line for line in lines if line not in beside and word_count(line) >= _LINE_WORDS)
    main = main or tuple(line for line in lines if line not in beside)
    return Rendition(
        text="\n".join(lines),
        title=title,
        language=language,
        media_type=None,
        headings=(),
        words=word_count(text),
        digest=_digest(main),
        assets=(),
        rendered=True,
        main=main,
        beside=beside,
    )


def _of_bytes(
    url: Url, media_type: str | None, fields: Sequence[tuple[str, str]], body: bytes, cut: bool
) -> Rendition | None:
    kind = decoding.kind_of(body)
    if kind == "nothing":
        return None
    if kind == "pdf":
        return _of_pdf(media_type, body, cut)
    if kind not in ("html", "text", "xml", "json"):
        return _of_file(media_type, body, cut, "file")
    declared = next((value for name, value in fields if name.lower() == "content-type"), media_type)
    source = decoding.decode(body[:MAX_MARKUP_BYTES], declared)
    if kind != "html" and (media_type or "text/plain") not in ("text/html", "application/xhtml+xml"):
        return _of_plain(media_type, source, cut)
    return _of_markup(url, media_type, source, cut or len(body) > MAX_MARKUP_BYTES)


def _of_pdf(media_type: str | None, body: bytes, cut: bool) -> Rendition:
    text = pdf_text(body) if len(body) <= MAX_PDF_BYTES and not cut else None
    if not text or not text.strip():
        return _of_file(media_type, body, cut, "pdf")
    # lines of a PDF are those of the page: sentences run over their ends
    pages = " ".join(text.split())
    return _static(pages, (pages,), media_type, kind="pdf", cut=cut)


def _of_file(media_type: str | None, body: bytes, cut: bool, kind: str) -> Rendition:
    return Rendition(
        text="",
        title=None,
        language=None,
        media_type=media_type,
        headings=(),
        words=0,
        digest=hashlib.sha256(body).hexdigest(),
        assets=(),
        rendered=False,
        kind=kind,
        cut=cut,
        unreadable=kind == "pdf",
    )


def _of_plain(media_type: str | None, source: str, cut: bool) -> Rendition:
    blocks = [" ".join(each.split()) for each in re.split(r"\n[ \t\r]{0,200}\n", source)]
    kept = tuple(block for block in blocks if block)
    return _static("\n".join(kept), kept, media_type, cut=cut)


def _of_markup(url: Url, media_type: str | None, source: str, cut: bool) -> Rendition:
    read = Markup(source, url)
    found = read.document
    main = tuple(read.main())
    return _static(
        "\n".join(block.text for block in found.blocks),
        main or tuple(block.text for block in found.blocks if block.text not in read.beside),
        media_type,
        title=found.title or None,
        language=read.language,
        headings=tuple(found.headings),
        assets=read.assets,
        beside=read.beside,
        core=read.core(main),
        hidden="\n".join(block.text for block in found.hidden_blocks),
        cut=cut,
    )


def _static(
    text: str,
    main: tuple[str, ...],
    media_type: str | None,
    *,
    title: str | None = None,
    language: str | None = None,
    headings: tuple[str, ...] = (),
    assets: tuple[Url, ...] = (),
    beside: frozenset[str] = frozenset(),
    core: frozenset[str] = frozenset(),
    hidden: str = "",
    kind: str = "document",
    cut: bool = False,
) -> Rendition:
    return Rendition(
        text=text,
        title=title,
        language=language,
        media_type=media_type,
        headings=headings,
        words=word_count(text),
        digest=_digest(main),
        assets=assets,
        rendered=False,
        main=main,
        beside=beside,
        core=core,
        hidden=hidden,
        kind=kind,
        cut=cut,
    )


def _digest(blocks: Iterable[str]) -> str:
    return hashlib.sha256(" ".join(tokens_of("\n".join(blocks))).encode("utf-8", "replace")).hexdigest()
