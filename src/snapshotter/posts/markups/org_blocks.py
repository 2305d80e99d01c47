"""Blocks of Org as HTML, line by line (Org Syntax, "Elements"): what an export would show.

Drawers, comments, planning and what is marked as not to be exported are no text.  Nothing is included.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from snapshotter.posts.markups import writing
from snapshotter.posts.markups.org_inline import Inline, Settings

_BEGIN = re.compile(r"[ \t]*#\+begin_(\S+)(.*)$", re.IGNORECASE)
_KEYWORD = re.compile(r"[ \t]*#\+([\w-]+(?:\[[^\]]*\])?):[ \t]*(.*)$")
_DRAWER = re.compile(r"[ \t]*:([\w-]+):[ \t]*$")
_END_OF_DRAWER = re.compile(r"[ \t]*:end:[ \t]*$", re.IGNORECASE)
_COMMENT = re.compile(r"[ \t]*#(?:[ \t]|$)")
_PLANNING = re.compile(r"[ \t]*(?:CLOSED|SCHEDULED|DEADLINE|CLOCK):")
HEADLINE = re.compile(
    r"(\*+)[ \t]+(?:(?:TODO|DONE|NEXT|DRAFT|WAITING|CANCELLED|CANCELED|PUBLISHED)[ \t]+)?"
    r"(?:\[#[A-Z0-9]\][ \t]*)?(.*?)(?:[ \t]+(:[\w@#%:]+:))?[ \t]*$"
)
_ITEM = re.compile(r"([ \t]*)(?:[-+]|\d{1,9}[.)]|[a-zA-Z][.)]|(?<=[ \t])\*)[ \t]+(\S.*)$")
_MARK = re.compile(r"(?:\[@\d+\][ \t]*)?(?:\[[ X-]\][ \t]+)?")
_FIXED = re.compile(r"[ \t]*:(?:[ \t](.*))?$")
_ROW = re.compile(r"[ \t]*\|")
_RULE = re.compile(r"[ \t]*-{5,}[ \t]*$")
_NOTE = re.compile(r"\[fn:([\w-]{1,100})\][ \t]*(.*)$")
_SAID_BY = re.compile(r"[ \t]*(?:--+|—|–)[ \t]*(\S.*)$")
_ALT = re.compile(r":(?:alt|title)[ \t]+(.*?)(?=[ \t]+:\w|$)")
_CODE = frozenset(("src", "example", "latex", "ascii"))
_HIDDEN = frozenset(("comment",))
_MAX_DEPTH = 12
_MAX_DRAWER_LINES = 500


class Blocks:
    """Writes the blocks of one post."""

    def __init__(self, settings: Settings) -> None:
        self.inline = Inline(settings)
        self._settings = settings
        self._alt = ""
        self._list_open = False

    def html(self, lines: Sequence[str], depth: int = 0) -> Iterator[str]:
        """The blocks in ``lines``."""
        at = 0
        while at < len(lines):
            line = lines[at]
            if self._list_open and line.strip() and not _ITEM.match(line):
                yield self._end_list()
            html, at = self._block(lines, at, depth)
            if html:
                yield html
                yield self.inline.notes()
        yield self._end_list()

    def _block(self, lines: Sequence[str], at: int, depth: int) -> tuple[str, int]:
        """One block, and the line after it."""
        line = lines[at].rstrip()
        headline = HEADLINE.match(line)
        if headline:
            return self._headline(lines, at, headline)
        begin = _BEGIN.match(line)
        if begin:
            return self._enclosed(lines, at, begin, depth)
        keyword = _KEYWORD.match(line)
        if keyword:
            return self._keyword(keyword[1].lower(), keyword[2]), at + 1
        if _DRAWER.match(line):
            end = _end_of_drawer(lines, at)
            if end is not None:
                return "", end
        if not line.strip() or _COMMENT.match(line) or _PLANNING.match(line) or _RULE.match(line):
            return "", at + 1
        return self._text(lines, at)

    def _headline(self, lines: Sequence[str], at: int, found: re.Match[str]) -> tuple[str, int]:
        words, tags = found[2], (found[3] or "").lower().split(":")
        if words.split(" ", 1)[0] == "COMMENT" or "noexport" in tags:
            return "", end_of_subtree(lines, at)
        level = min(6, len(found[1]) + 1)
        return f"<h{level}>{self.inline.html(words)}</h{level}>", at + 1

    def _keyword(self, name: str, value: str) -> str:
        if name == "html":
            return value
        if name == "attr_html":
            found = _ALT.search(value)
            self._alt = found[1] if found else ""
        return f"<p>{self.inline.html(value)}</p>" if name.partition("[")[0] == "caption" else ""

    def _enclosed(self, lines: Sequence[str], at: int, begin: re.Match[str], depth: int) -> tuple[str, int]:
        """A block; without an end it runs to the end of what it stands in."""
        name = begin[1].lower()
        closing = f"#+end_{name}"
        end = next((n for n in range(at + 1, len(lines)) if lines[n].strip().lower() == closing), len(lines))
        return self._inside(name, begin[2].strip().lower(), lines[at + 1 : end], depth), end + 1

    def _inside(self, name: str, what: str, inside: Sequence[str], depth: int) -> str:
        if name in _HIDDEN:
            return ""
        if name in ("export", "html"):
            is_html = name == "html" or what.split(" ", maxsplit=1)[0] == "html"
            return "\n".join(inside) if is_html else writing.code("\n".join(inside))
        if name in _CODE:
            return writing.code("\n".join(line.removeprefix(",") for line in inside))
        said_by = _SAID_BY.match(inside[-1]) if name in ("quote", "verse") and len(inside) > 1 else None
        kept = inside[:-1] if said_by else inside
        if name == "verse" or depth >= _MAX_DEPTH:
            inner = f"<p>{self.inline.html(chr(10).join(kept))}</p>"
        else:
            inner = "".join(Blocks(self._settings).html(kept, depth + 1))
        if name not in ("quote", "verse"):
            return f"<div>{inner}</div>"
        return writing.quotation(inner, self.inline.html(said_by[1]) if said_by else "")

    def _text(self, lines: Sequence[str], at: int) -> tuple[str, int]:
        line = lines[at]
        if _ROW.match(line):
            return self._table(lines, at)
        if _FIXED.match(line):
            end = _while(_FIXED, lines, at)
            return writing.code("\n".join(_content(text) for text in lines[at:end])), end
        note = _NOTE.match(line)
        end = _end_of_paragraph(lines, at)
        following = [text.strip() for text in lines[at + 1 : end]]
        if note:
            return f"<p>{self._words([note[2], *following])}</p>", end
        item = _ITEM.match(line)
        if item:
            return self._item(_MARK.sub("", item[2], count=1), following), end
        return f"<p>{self._words([line.strip(), *following])}</p>", end

    def _words(self, lines: Sequence[str]) -> str:
        alt, self._alt = self._alt, ""
        return self.inline.html("\n".join(lines), alt).replace("\\\\\n", "<br>\n")

    def _item(self, first: str, following: Sequence[str]) -> str:
        term, colons, rest = first.partition(" :: ")
        opening = "" if self._list_open else "<ul>"
        self._list_open = True
        words = self._words([rest if colons else first, *following])
        head = f"<strong>{self.inline.html(term)}</strong> " if colons else ""
        return f"{opening}<li>{head}{words}</li>"

    def _end_list(self) -> str:
        was_open, self._list_open = self._list_open, False
        return "</ul>" if was_open else ""

    def _table(self, lines: Sequence[str], at: int) -> tuple[str, int]:
        end = _while(_ROW, lines, at)
        rows = []
        for line in lines[at:end]:
            if not re.match(r"[ \t]*\|[-+]", line):
                cells = line.strip().strip("|").split("|") if "[[" not in line else _cells(line)
                rows.append("".join(f"<td>{self.inline.html(cell.strip())}</td>" for cell in cells))
        return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>", end


def end_of_subtree(lines: Sequence[str], at: int) -> int:
    """The line after the headline at ``at`` and all that belongs to it."""
    stars = len(lines[at]) - len(lines[at].lstrip("*"))
    for end in range(at + 1, len(lines)):
        found = re.match(r"(\*+)[ \t]", lines[end])
        if found and len(found[1]) <= stars:
            return end
    return len(lines)


def _cells(line: str) -> list[str]:
    """Cells with links in them, in which a bar is no border."""
    return re.split(r"\|(?![^\[\]]*\]\])", line.strip().strip("|"))


def _end_of_drawer(lines: Sequence[str], at: int) -> int | None:
    for end in range(at + 1, min(len(lines), at + _MAX_DRAWER_LINES)):
        if _END_OF_DRAWER.match(lines[end]):
            return end + 1
        if HEADLINE.match(lines[end]):
            break
    return None


def _while(pattern: re.Pattern[str], lines: Sequence[str], at: int) -> int:
    return next((n for n in range(at, len(lines)) if not pattern.match(lines[n])), len(lines))


def _content(line: str) -> str:
    found = _FIXED.match(line)
    return (found[1] or "") if found else line


def _end_of_paragraph(lines: Sequence[str], at: int) -> int:
    for end in range(at + 1, len(lines)):
        line = lines[end]
        if not line.strip() or any(pattern.match(line) for pattern in _ENDS):
            return end
    return len(lines)


_ENDS = (HEADLINE, _BEGIN, _KEYWORD, _ITEM, _ROW, _FIXED, _COMMENT, _NOTE, _RULE)
