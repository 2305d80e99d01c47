"""Ill-formed XML brought into a form that an XML parser can read, piece by piece.

Feeds and exports are written by templates, cut off by time limits, and pasted together: ampersands
stand bare, HTML entities come undeclared, elements are left open, control characters slip in.  What
is told here is told from the text alone: no entity is declared or expanded, no document type is
read, so entity bombs and external entities are inert.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator
from html import escape, unescape
from html.entities import html5

MAX_DEPTH = 500
"""Deeper elements are dropped; what they contain is kept."""
MAX_ELEMENTS = 1_000_000
"""One item may have no more elements; those beyond are dropped, and what they contain is kept."""
MAX_DTD_SPACE = 64
MAX_TAG_CHARS = 4_000_000
"""A longer tag (with an image written into it) is taken for text."""

_ATTRIBUTES = r"(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*+"
_TOKEN = re.compile(
    rf"<(?:(?P<cdata>!\[CDATA\[)|(?P<comment>!--)|(?P<doctype>!DOCTYPE\b)|(?P<pi>\?[A-Za-z_][^<>]*\?>)"
    rf"|(?P<close>/?)(?P<name>[A-Za-z_][\w:.\-]*)(?P<attributes>{_ATTRIBUTES})>)?",
    re.IGNORECASE,
)
_NEAT = re.compile(r"(?:\s+[A-Za-z_][\w:.\-]*\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'))*+\s*/?")
_ATTRIBUTE = re.compile(r"([A-Za-z_][\w:.\-]*)(?:\s*=\s*(?:\"([^\"<]*)\"|'([^'<]*)'|([^\s\"'<>]+)))?")
_BARE = re.compile(r"&(?![#A-Za-z])")
_REFERENCE = re.compile(
    r"&(?!(?:amp|lt|gt|quot|apos);)(?:#(?:\d{1,7}|[xX][0-9A-Fa-f]{1,6});?|[A-Za-z][A-Za-z0-9]{1,31};)?"
)
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CUT = re.compile(r"(?:&[#A-Za-z0-9]{0,33}|\]{1,2})\Z")
"""A reference, or ``]]>``, that may go on in the next piece."""
_TAG_BEGINS = re.compile(r"<[A-Za-z_/!?]")
_SUBSET_END = re.compile(r"\]\s*>")


def mended(pieces: Iterable[str], items: Container[str] = ()) -> Iterator[str]:
    """Well-formed XML without declaration, document type, comments and processing instructions.

    One root holds everything, also what follows the end of it.  ``items`` are the local names of
    the elements that :data:`MAX_ELEMENTS` counts in.
    """
    mender = _Mender(items)
    for piece in pieces:
        yield mender.feed(piece)
    yield mender.close()


class _Mender:
    def __init__(self, items: Container[str]) -> None:
        self._items = items
        self._rest = ""
        self._until: str | None = None
        self._open: list[str] = []
        self._names: Counter[str] = Counter()
        self._dropped: Counter[str] = Counter()
        self._elements = 0
        self._out: list[str] = []
        self._begun = False

    def feed(self, piece: str, *, last: bool = False) -> str:
        text = self._rest + _ILLEGAL.sub("", piece)
        if not self._begun:
            self._begun = True
            text = text[max(0, text.find("<?xml")) :]
        at, before = 0, -1
        while before < at < len(text):
            before, at = at, self._skip(text, at, last) if self._until else self._scan(text, at, last)
        self._rest = text[at:]
        return self._emitted()

    def close(self) -> str:
        """What is still to come: the end of everything that is open."""
        text = self.feed("", last=True)
        closing = "".join(f"</{name}>" for name in reversed(self._open))
        return text + closing

    def _emitted(self) -> str:
        emitted = "".join(self._out)
        self._out.clear()
        return emitted

    def _skip(self, text: str, at: int, last: bool) -> int:
        """To the end of a CDATA section, a comment or a document type, or as far as there is text."""
        until = self._until or ""
        end = _subset_end(text, at) if until == "]>" else _found(text, until, at)
        if end is not None:
            self._until = None
            self._add_verbatim(text[at : end - len(until)], until)
            return end
        kept = len(text) if last else max(at, len(text) - (MAX_DTD_SPACE if until == "]>" else 2))
        self._add_verbatim(text[at:kept], until)
        return kept

    def _add_verbatim(self, text: str, until: str) -> None:
        if text and until == "]]>" and self._open:
            self._out.append(f"<![CDATA[{text}]]>")

    def _scan(self, text: str, at: int, last: bool) -> int:
        """Over the text and the tags from ``at``, to the next section that must be skipped."""
        kept = at
        for found in _TOKEN.finditer(text, at):
            if found.end() - found.start() == 1 and _is_cut(text, found.start(), last):
                end = self._flush(text, kept, found.start(), last)
                return len(text) if last else end
            mended = self._token(found, text)
            if mended is None:
                continue
            self._flush(text, kept, found.start(), last=True)
            self._out.append(mended)
            kept = found.end()
            if self._until:
                return kept
        return self._flush(text, kept, len(text), last)

    def _flush(self, text: str, start: int, end: int, last: bool) -> int:
        """Emit text; returns where it ends, which is before a reference that may go on."""
        cut = None if last else _CUT.search(text, max(start, end - 40), end)
        end = cut.start() if cut else end
        if end > start and self._open:
            self._out.append(_characters(text[start:end]))
        return end

    def _token(self, found: re.Match[str], text: str) -> str | None:
        """What stands in the place of a token; None when it may stay as it is."""
        name = found["name"]
        if name is not None:
            return self._end(name) if found["close"] else self._start(name, found["attributes"])
        if found["cdata"]:
            self._until = "]]>"
        elif found["comment"]:
            self._until = "-->"
        elif found["doctype"]:
            subset, end = text.find("[", found.end()), text.find(">", found.end())
            self._until = "]>" if 0 <= subset < end or end < 0 <= subset else ">"
        return "" if found.end() - found.start() > 1 else ("&lt;" if self._open else "")

    def _start(self, name: str, attributes: str) -> str | None:
        if not self._elements_left(name) or len(self._open) >= MAX_DEPTH:
            self._dropped[name] += not attributes.endswith("/")
            return ""
        neat = _NEAT.fullmatch(attributes) is not None
        if not attributes.endswith("/"):
            self._open.append(name)
            self._names[name] += 1
        elif not self._open:  # a root without content: it holds whatever follows
            self._open.append(name)
            self._names[name] += 1
            return f"<{name}{_neat(attributes)}>"
        return None if neat and "&" not in attributes else f"<{name}{_neat(attributes)}{_slash(attributes)}>"

    def _elements_left(self, name: str) -> bool:
        if name.rpartition(":")[2] in self._items:
            self._elements = 0
        self._elements += 1
        return self._elements <= MAX_ELEMENTS

    def _end(self, name: str) -> str | None:
        """The end of ``name`` and of all that was left open in it; nothing when it is not open."""
        if self._dropped[name] > 0:
            self._dropped[name] -= 1
            return ""
        if not self._names[name] or (self._open[0] == name and self._names[name] == 1):
            return ""
        closing = []
        while True:
            last = self._open.pop()
            self._names[last] -= 1
            closing.append(f"</{last}>")
            if last == name:
                return "".join(closing)


def _is_cut(text: str, start: int, last: bool) -> bool:
    """Whether the markup at ``start`` is cut off by the end of the piece, or of everything."""
    if text.find("<", start + 1) >= 0 or len(text) - start >= MAX_TAG_CHARS:
        return False
    return not last or (_TAG_BEGINS.match(text, start) is not None and ">" not in text[start:])


def _found(text: str, until: str, at: int) -> int | None:
    end = text.find(until, at)
    return end + len(until) if end >= 0 else None


def _subset_end(text: str, at: int) -> int | None:
    end = _SUBSET_END.search(text, at)
    return end.end() if end else None


def _slash(attributes: str) -> str:
    return "/" if attributes.endswith("/") else ""


def _neat(attributes: str) -> str:
    """Attributes with quotes around their values and no bare ampersands in them."""
    pairs: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(attributes):
        pairs.setdefault(name, double or single or bare.rstrip("/"))
    return "".join(f' {name}="{_quoted(value)}"' for name, value in pairs.items())


def _quoted(value: str) -> str:
    return _characters(value).replace('"', "&quot;")


def _characters(text: str) -> str:
    if "&" in text:
        text = _REFERENCE.sub(_reference, _BARE.sub("&amp;", text))
    return text.replace("]]>", "]]&gt;")  # not allowed in text (XML 1.0, 2.4)


def _reference(found: re.Match[str]) -> str:
    """What HTML knows and XML does not, as the character that it means; else a bare ampersand."""
    written = found[0]
    if written.startswith("&#") or written[1:] in html5:
        return escape(_ILLEGAL.sub("", unescape(written)))
    return f"&amp;{written[1:]}"
