"""A page as it is held against another time: its words, what of them is its matter, and what it shows.

The matter of a page is told from what stands beside it (navigation, comments, teasers) by the elements
and names that sites give those parts, and by blocks that are mostly links.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from snapshotter import urls
from snapshotter.audit.comparison.words import tokens_of
from snapshotter.cited import languages
from snapshotter.cited.pdf import pdf_text
from snapshotter.errors import UrlError
from snapshotter.model.capture import Capture
from snapshotter.model.exchange import Exchange
from snapshotter.pagemeta import tree
from snapshotter.urls import Url
from snapshotter.verdicts import decoding, document
from snapshotter.verdicts.of_capture import fields_of, whole_body
from snapshotter.verdicts.wording import word_count

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

MAX_PDF_BYTES = 64 << 20
MAX_MARKUP_BYTES = 8 << 20
_MAX_ASSETS = 300
_LEAST_WORDS = 3
"""Of a block of a document that is matter."""
_BLANK_WORDS = 12
"""A document of fewer is blank."""
_LINE_WORDS = 7
"""Of a line that is matter, where only the text is known."""
_MOST_BESIDE = 0.5
"""What holds more of a page than this is not beside it, whatever it is called."""
_MAX_BESIDE = 400
_CORE_PART = 0.55
"""So much of the matter makes an element the core."""
_PARAGRAPH_CHARS = 60
_MAX_DEPTH = 200
_BESIDE_TAGS = frozenset(("nav", "aside", "footer"))
_BESIDE_ROLES = frozenset(
    ("navigation", "complementary", "contentinfo", "search", "banner", "alert", "dialog")
)
_MATTER_TAGS = frozenset(("html", "body", "main", "article", "input", "textarea", "img", "a", "span", "time"))
_BESIDE = re.compile(
    r"(?:^|[\s_-])(?:comments?|commentlist|disqus|respond|replies|sidebar|side-?bar|related|recommended|recommendations|"
    r"recirc|promo|promos|teasers?|trending|popular|most-?(?:read|viewed|popular)|newsletter|subscribe|social|share|sharing|"
    r"sharebar|breadcrumbs?|cookies?|consent|ads?|adverts?|advertisement|advertising|sponsored|sponsor|outbrain|taboola|"
    r"footer|masthead|navbar|nav|navigation|menu|widgets?|ticker|pagination|pager|byline|dateline|timestamp|"
    r"viewcount|view-?count|counter|banner|popup|modal|tags)(?:$|[\s_-])"
)
_ASSETS = "img[src], video[src], video source[src], audio[src], audio source[src], iframe[src], embed[src], object[data]"
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
    read = _Markup(capture.dom, url) if capture.dom else None
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
        failed=tuple(_failed(capture)),
    )


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
    read = _Markup(source, url)
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


class _Markup:
    """A document, and what of it stands beside its matter."""

    def __init__(self, source: str, url: Url) -> None:
        self.document = document.read(source)
        self._root = tree.parse(source[: document.MAX_MARKUP_CHARS]) if source.strip() else None
        self._besides = Counter(
            block.text for node in self._beside() for block in document.read(node.html or "").blocks
        )
        links = (block.text for block in self.document.blocks if block.link_chars * 2 >= len(block.text))
        self.beside = frozenset((*self._besides, *links))
        self.assets = tuple(self._assets(url))
        self.language = self._language()

    def main(self) -> Iterator[str]:
        """The blocks of matter, in their order."""
        left = Counter(self._besides)
        for block in self.document.blocks:
            if left[block.text] > 0:
                left[block.text] -= 1
            elif block.link_chars * 2 < len(block.text) and word_count(block.text) >= _LEAST_WORDS:
                yield block.text

    def core(self, main: Sequence[str]) -> frozenset[str]:
        """The blocks of the element that holds most of the prose; none where no element holds much of it."""
        node = self._heart()
        if node is None:
            return frozenset()
        blocks = frozenset(block.text for block in document.read(node.html or "").blocks)
        held = sum(len(block) for block in main if block in blocks)
        return blocks if held >= _CORE_PART * sum(map(len, main)) else frozenset()

    def _heart(self) -> LexborNode | None:
        """After Readability: paragraphs speak for their parent, and half as much for the one above."""
        scores: Counter[int] = Counter()
        nodes: dict[int, LexborNode] = {}
        for node in self._root.css("p, pre, blockquote, td") if self._root is not None else ():
            size = len(node.text(deep=True))
            above = node.parent
            for share in (1.0, 0.5) if size >= _PARAGRAPH_CHARS else ():
                if above is None or above.tag in ("html", "body"):
                    break
                nodes[above.mem_id] = above
                scores[above.mem_id] += int(size * share)
                above = above.parent
        best = scores.most_common(1)
        return nodes[best[0][0]] if best else None

    def _beside(self) -> Iterator[LexborNode]:
        """The outermost elements that are named as something other than the matter."""
        if self._root is None:
            return
        whole = sum(len(block.text) for block in self.document.blocks)
        taken: set[int] = set()
        for node in self._root.css("nav, aside, footer, [role], [class], [id]"):
            if len(taken) >= _MAX_BESIDE:
                return
            if not _is_named_beside(node) or _is_below(node, taken):
                continue
            if len(node.text()) <= max(whole * _MOST_BESIDE, 200) or node.tag in _BESIDE_TAGS:
                taken.add(node.mem_id)
                yield node

    def _assets(self, url: Url) -> Iterator[Url]:
        if self._root is None:
            return
        for node in self._root.css(_ASSETS)[:_MAX_ASSETS]:
            written = (node.attributes.get("src") or node.attributes.get("data") or "").strip()
            if not written or written.startswith(("data:", "about:", "javascript:")):
                continue
            if node.attributes.get("width") in ("0", "1") or node.attributes.get("height") in ("0", "1"):
                continue
            try:
                yield urls.without_fragment(urls.parse(written, url))
            except UrlError:
                continue

    def _language(self) -> str | None:
        stated = (self._root.attributes.get("lang") or "") if self._root is not None else ""
        return languages.tag(stated or self.document.meta.get("content-language", ""))


def _is_named_beside(node: LexborNode) -> bool:
    if node.tag in _BESIDE_TAGS:
        return True
    if node.tag in _MATTER_TAGS:
        return False
    attributes = node.attributes
    if (attributes.get("role") or "").lower() in _BESIDE_ROLES:
        return True
    named = f"{(attributes.get('class') or '')[:300]} {(attributes.get('id') or '')[:100]}"
    return _BESIDE.search(_spread(named)) is not None


_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def _spread(named: str) -> str:
    """``relatedPosts`` as ``related-posts``."""
    return _CAMEL.sub("-", named).lower()


def _is_below(node: LexborNode, taken: set[int]) -> bool:
    above = node.parent
    for _ in range(_MAX_DEPTH):
        if above is None:
            return False
        if above.mem_id in taken:
            return True
        above = above.parent
    return False
