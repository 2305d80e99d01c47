"""The plain text of a message as HTML: flowed lines joined, quoted replies quoted, the signature set off."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from snapshotter.posts.markups import writing

_QUOTED = re.compile(r"(?:> ?)+")
_WRAPPED = re.compile(r"<(?:URL:)?(?:https?|ftp)://[^<>\s\"]{20,2000}\n[^<>\"]{1,2000}>")
_SIGNATURE = "-- "
_MAX_DEPTH = 20
"""Replies to replies beyond this are quoted as one."""


class _Line(NamedTuple):
    depth: int
    """How often it is quoted."""
    text: str


def to_html(text: str, *, flowed: bool = False, delsp: bool = False) -> str:
    """The text of a message (RFC 3676 when it is ``flowed``)."""
    lines = [_line(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    if flowed:
        lines = list(_joined(lines, delsp=delsp))
    return "".join(_quoting(lines))


def _line(line: str) -> _Line:
    found = _QUOTED.match(line)
    if found is None:
        return _Line(0, line)
    marks = found[0]
    rest = line[found.end() :]
    return _Line(min(marks.count(">"), _MAX_DEPTH), rest)


def _joined(lines: Sequence[_Line], *, delsp: bool) -> Iterator[_Line]:
    """Lines that end in a space go on in the next of the same quoting (RFC 3676, 4.2)."""
    waiting: _Line | None = None
    for depth, written in lines:
        text = written.removeprefix(" ") if not depth else written
        if waiting is not None and (waiting.depth != depth or text.rstrip() == "--"):
            yield waiting
            waiting = None
        line = _Line(depth, (waiting.text if waiting else "") + text)
        if text.endswith(" ") and text != _SIGNATURE:
            waiting = line._replace(text=line.text[:-1]) if delsp else line
        else:
            yield line
            waiting = None
    if waiting is not None:
        yield waiting


def _quoting(lines: Sequence[_Line]) -> Iterator[str]:
    for depth, group in groupby(lines, key=lambda line: line.depth):
        inner = "".join(_paragraphs([line.text for line in group]))
        yield "<blockquote>" * depth + inner + "</blockquote>" * depth if inner else ""


def _paragraphs(lines: Sequence[str]) -> Iterator[str]:
    end = next((at for at, line in enumerate(lines) if line in (_SIGNATURE, "--")), len(lines))
    for is_text, group in groupby(lines[:end], key=lambda line: bool(line.strip())):
        if is_text:
            yield f"<p>{_text(list(group))}</p>"
    signature = [line for line in lines[end + 1 :] if line.strip()]
    if signature:
        yield f"<footer><p>{_text(signature)}</p></footer>"


def _text(lines: Sequence[str]) -> str:
    """Lines as they were broken; an address between angle brackets in one piece (RFC 3986, appendix C)."""
    whole = "\n".join(line.strip() for line in lines)
    if "<" in whole:
        whole = _WRAPPED.sub(lambda found: "".join(found[0].split()), whole)
    return "<br>\n".join(writing.text(line) for line in whole.split("\n"))
