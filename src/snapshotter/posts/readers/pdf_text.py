"""From the lines of a PDF to paragraphs, headings and what repeats on every page.

A PDF knows no paragraphs: they are told by size, distance, indentation, and how the line before ends.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise

from snapshotter.posts.readers.markup import element, link, section
from snapshotter.posts.readers.pdf_pages import Line, Page, Run

_HEADING_SIZE = 1.15
"""How much larger than the body's a heading's letters are."""
_HEADING_CHARS = 200
_EDGE = 0.1
"""The share of a page's height at its top and bottom in which running heads stand."""
_HYPHEN = "\ufffe"
"""PDFium's sign for a hyphen at the end of a line, with which it joins the next one."""
_ADDRESS = re.compile(
    r"(?:(?:https?|ftp)://|www\.|\bdoi:|doi\.org/|\b10\.\d{4,9}/)[^\s<>\"“”]*$", re.IGNORECASE
)
_SEGMENT = re.compile(r"[^\s/?&=._#-]*[/?&=._#-]?")
_ENDS_OPEN = re.compile(r"[/?&=_#%~+:@-]$")
_GOES_ON = re.compile(r"[a-z0-9%~][^\s]*[/?=&_%#]|[a-z0-9-]*\.[a-z0-9]{2,5}\b|\S*\d", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?:。！？][\"”’)\]]*$")
_ITEM = re.compile(r"(?:[•◦▪‣·–*-]|\(?\d{1,3}[.)\]]|\[\d{1,3}\])\s")
_MAX_ADDRESS_CHARS = 2000
_TIGHT = 4.0
"""Lines this many times their size apart are not of one paragraph."""


@dataclass(slots=True)
class _Block:
    """Lines that belong together."""

    tag: str
    lines: list[Line] = field(default_factory=list)


def html(pages: Sequence[Page]) -> str:
    """The document in reading order; running heads and feet at its end."""
    body_size = _body_size(pages)
    repeated = _repeated(pages)
    parts: list[str] = []
    edges: dict[str, str] = {}
    blocks: list[_Block] = []
    for page in pages:
        kept = []
        for line in page.lines:
            if _at_edge(page, line) and _shape(line.text) in repeated:
                edges.setdefault(_shape(line.text), element("p", _written(line.runs)))
            else:
                kept.append(line)
        _add_lines(blocks, kept, body_size, _column_edge(kept))
        if page.wordless:
            parts += _flushed(blocks)
            parts.append(element("p", " ".join(link(uri, " ") for uri in page.wordless)))
    parts += _flushed(blocks)
    return "".join((*parts, section("footer", edges.values())))


def _flushed(blocks: list[_Block]) -> list[str]:
    done = [element(block.tag, _written(_runs(block.lines))) for block in blocks]
    blocks.clear()
    return done


def _body_size(pages: Iterable[Page]) -> float:
    """The size that most of the text is in."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            sizes[round(line.size * 2) / 2] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def _repeated(pages: Sequence[Page]) -> frozenset[str]:
    """What stands at the edge of many pages, whatever its numbers."""
    seen: Counter[str] = Counter()
    for page in pages:
        seen.update({_shape(line.text) for line in page.lines if _at_edge(page, line)})
    enough = max(2, 0.3 * len(pages))
    return frozenset(shape for shape, count in seen.items() if count >= enough or shape in ("#", ""))


def _at_edge(page: Page, line: Line) -> bool:
    height = page.height or 1.0
    up = (line.box.middle - page.bottom) / height
    return up < _EDGE or up > 1 - _EDGE


def _shape(text: str) -> str:
    return re.sub(r"\d+", "#", " ".join(text.split()))[:200]


def _column_edge(lines: Sequence[Line]) -> dict[int, float]:
    """How far right lines reach that begin where this one does, by tenths of an inch."""
    reach: dict[int, float] = {}
    for line in lines:
        column = _column(line)
        reach[column] = max(reach.get(column, 0.0), line.box.right)
    return reach


def _column(line: Line) -> int:
    return int(line.box.left // 60)


def _add_lines(
    blocks: list[_Block], lines: Sequence[Line], body_size: float, reach: dict[int, float]
) -> None:
    for line in lines:
        tag = _tag(line, body_size)
        last = blocks[-1] if blocks else None
        if last is not None and last.tag == tag and _continues(last.lines, line, reach):
            last.lines.append(line)
        else:
            blocks.append(_Block(tag, [line]))


def _tag(line: Line, body_size: float) -> str:
    short = len(line.text) <= _HEADING_CHARS
    if short and line.size >= 1.6 * body_size:
        return "h1"
    if short and line.size >= _HEADING_SIZE * body_size:
        return "h2"
    bold = short and line.bold and not line.text.rstrip().endswith((".", ",", ";"))
    return "h3" if bold and not any(run.uri for run in line.runs) and len(line.text) < 100 else "p"


def _continues(above: Sequence[Line], line: Line, reach: dict[int, float]) -> bool:
    """Whether a line goes on with the paragraph above it."""
    last = above[-1]
    if abs(last.size - line.size) > 0.12 * max(last.size, line.size) or _ITEM.match(line.text):
        return False
    ended = _SENTENCE_END.search(last.text.rstrip()) is not None
    down = last.box.bottom - line.box.top
    if down < -0.5 * line.size or down > _TIGHT * line.size:  # another column or page
        return not ended and line.text[:1].islower()
    gaps = [a.box.bottom - b.box.top for a, b in pairwise(above[-4:])]
    usual = max(0.0, min(gaps)) if gaps else 0.75 * line.size
    if down > usual + 0.45 * line.size:
        return False
    indented = line.box.left > last.box.left + 0.7 * line.size and len(above) > 1
    edge = reach.get(_column(last), last.box.right)
    short = last.box.right < edge - 0.12 * (edge - last.box.left)
    return not (ended and (short or indented))


def _runs(lines: Sequence[Line]) -> list[Run]:
    """The lines of a paragraph joined as they are read."""
    runs: list[Run] = []
    edge = max(line.box.right for line in lines)
    for above, line in zip((None, *lines), lines, strict=False):
        if above is not None:
            _join(runs, line, above, edge)
        runs += line.runs
    return runs


def _join(runs: list[Run], line: Line, above: Line, edge: float) -> None:
    """What stands between two lines: nothing within a word or an address, else a space."""
    last, first = runs[-1], line.runs[0]
    before = "".join(run.text for run in runs[-3:]).rstrip()[-_MAX_ADDRESS_CHARS:]
    if _is_broken_address(before, line, above, edge) or _spelled_out(before, line):
        runs[-1] = Run(last.text.rstrip(), last.uri)
        return
    if (
        before.endswith(("-", "\u00ad"))
        and line.text[:1].islower()
        and re.search(r"[^\W\d_][-\u00ad]$", before)
    ):
        runs[-1] = Run(last.text.rstrip()[:-1], last.uri)
        return
    runs.append(Run(" ", last.uri if last.uri == first.uri else None))


def _is_broken_address(before: str, line: Line, above: Line, edge: float) -> bool:
    """Whether an address at the end of a line goes on in the next: there was no room for more of it."""
    address = _ADDRESS.search(before)
    word = line.text.split(maxsplit=1)[0] if line.text.split() else ""
    if address is None or not word:
        return False
    looks = _ENDS_OPEN.search(before) is not None or _GOES_ON.match(word) is not None
    if before.endswith((",", ";", ")", "]")) or (before.endswith(".") and not _GOES_ON.match(word)):
        return False
    width = (above.box.right - above.box.left) / max(1, len(above.text.rstrip()))
    segment = _SEGMENT.match(word)
    needed = max(1, len(segment[0]) if segment else 1)
    return looks and above.box.right + needed * width >= edge - 2 * width


def _spelled_out(before: str, line: Line) -> bool:
    """Whether both lines spell the address that they are a link to."""
    uri = line.runs[0].uri
    word = line.runs[0].text.strip()
    tail = re.search(r"\S+$", before)
    return bool(uri and word and tail and (tail[0] + word) in uri)


def _written(runs: Iterable[Run]) -> str:
    merged: list[Run] = []
    for run in runs:
        if merged and merged[-1].uri == run.uri:
            merged[-1] = Run(merged[-1].text + run.text, run.uri)
        elif merged and len(merged) > 1 and not merged[-1].text.strip() and merged[-2].uri == run.uri:
            between = merged.pop()
            merged[-1] = Run(merged[-1].text + between.text + run.text, run.uri)
        else:
            merged.append(run)
    return "".join(_one(run) for run in merged)


def _one(run: Run) -> str:
    words = escape(_mended(run.text), quote=False)
    if run.uri is None:
        return words
    inner = words.strip()
    before, after = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
    return f"{before}{link(run.uri, inner)}{after}"


def _mended(text: str) -> str:
    """Words that were divided are whole again; a hyphen of an address or a name stays."""
    first, *rest = text.split(_HYPHEN)
    whole = [first]
    for part in rest:
        divided = part[:1].islower() and not _ADDRESS.search(whole[-1][-_MAX_ADDRESS_CHARS:])
        whole += ("" if divided else "-", part)
    joined = "".join(whole)
    return joined if joined.isprintable() else "".join(filter(str.isprintable, joined))
