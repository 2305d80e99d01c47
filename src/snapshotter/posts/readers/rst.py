"""reStructuredText posts: of blogs (Pelican, Nikola), of documentation (Sphinx), and PEPs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import prod
from typing import Any

from snapshotter.model.post import PostSource
from snapshotter.pagemeta.encoding import decode
from snapshotter.posts.intake.fields import attachments_of, facts_of
from snapshotter.posts.markups.limits import bounded
from snapshotter.posts.parts import Part, Prose

MAX_CHARS = 400_000
"""What is longer is read without docutils: its time grows with the square of some things, and beyond
these bounds nobody's post was found, but texts on which it takes minutes."""
_MAX_LINE_CHARS = 20_000
_MAX_BLOCK_CHARS = 20_000
_MAX_TITLES = 2000
_MAX_INDENTS = 60
"""Deeper nesting takes the parser a time that grows with its square."""

_BLANK = re.compile(r"\n[ \t]*\n")
_UNDERLINE = re.compile(r"^[!-/:-@\[-`{-~]+$", re.MULTILINE)
_MAX_EXPANSION = 10_000

_SUBSTITUTION = re.compile(r"^[ \t]*\.\. \|[^\n]*(?:\n[ \t]+[^\n]*)*", re.MULTILINE)
_PREAMBLE = re.compile(
    r"\A\ufeff?(?:[A-Z][\w-]{0,40}:(?:[ \t][^\n]*)?\n(?:[ \t]+\S[^\n]*\n)*){2,}(?=\s*\n|\Z)"
)
_PREAMBLE_FIELD = re.compile(r"^([A-Z][\w-]*):", re.MULTILINE)
_COMMENT_FIELD = re.compile(r"^\.\. ([a-z_-]{2,20}):[ \t]+(\S[^\n]*)$", re.MULTILINE)
_FIELD = re.compile(r"^:([\w -]{1,40}):[ \t]+(\S[^\n]*)$", re.MULTILINE)
_HEAD_CHARS = 8192


def read(source: PostSource) -> Iterator[Part]:
    """The one post of a reStructuredText file."""
    text = decode(source.data, source.media_type, markup=False)
    text = _with_field_list(text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd"))
    html, fields = _read(bounded(source.source, text))
    facts = facts_of(fields, source)
    yield Prose(
        source=source.source,
        format="rst",
        content=html,
        markup="fragment",
        data=source.data,
        facts=facts,
        attachments=attachments_of(fields, facts.uri),
    )


def _read(text: str) -> tuple[str, dict[str, str]]:
    """The post as HTML, and what its header says."""
    from snapshotter.posts.markups import rst_html, rst_loose, rst_parse

    said = _said_at_the_top(text)
    if _is_tame(text):
        try:
            document = rst_parse.parse(text)
            return rst_html.to_html(document), said | _docinfo(document)
        except _BREAKDOWNS:
            pass
    return rst_loose.to_html(text), said


_BREAKDOWNS = (
    RecursionError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
)
"""What a parser of twenty years' growth ends with on a text that nobody wrote for it."""


def _is_tame(text: str) -> bool:
    if len(text) > MAX_CHARS:
        return False
    lines = text.split("\n")
    return (
        max(map(len, lines)) <= _MAX_LINE_CHARS
        and max(map(len, _BLANK.split(text))) <= _MAX_BLOCK_CHARS
        and sum(1 for _ in _UNDERLINE.finditer(text)) <= _MAX_TITLES
        and _expansion(text) <= _MAX_EXPANSION
        and len({len(line) - len(line.lstrip()) for line in lines if line.strip()}) <= _MAX_INDENTS
    )


def _expansion(text: str) -> int:
    """The most that substitutions which contain substitutions can multiply a text by."""
    return prod(max(1, found[0].count("|") // 2 - 1) for found in _SUBSTITUTION.finditer(text))


def _with_field_list(text: str) -> str:
    """A preamble as PEPs have it (RFC 2822 fields, PEP 12), made the field list that it stands for."""
    found = _PREAMBLE.match(text)
    if found is None:
        return text
    return _PREAMBLE_FIELD.sub(r":\1:", found[0].lstrip("\ufeff")) + text[found.end() :]


def _said_at_the_top(text: str) -> dict[str, str]:
    """Nikola's comments (``.. date: ...``) and field lists, as they stand in the beginning."""
    head = text[:_HEAD_CHARS]
    found = [*_COMMENT_FIELD.finditer(head), *_FIELD.finditer(head)]
    fields = {match[1].lower(): match[2].strip() for match in reversed(found)}
    title = re.search(r"^([^\s.:][^\n]{0,300})\n([=~*#\-])\2{2,}$", head, re.MULTILINE)
    if title:
        fields.setdefault("title", title[1].strip())
    return fields


def _docinfo(document: Any) -> dict[str, str]:
    from docutils import nodes

    fields: dict[str, str] = {}
    if document.get("title"):
        fields["title"] = " ".join(document["title"].split())
    for info in document.findall(nodes.docinfo):
        for child in info.children:
            name, value = _named(child)
            fields[name] = " ".join(value.split())
    if "author" in fields:
        fields["author"] = re.sub(r"\s*<[^<>]*>", "", fields["author"])
    return {name: value for name, value in fields.items() if value}


def _named(child: Any) -> tuple[str, str]:
    """The name and the text of one piece of bibliographic information."""
    kind = child.__class__.__name__
    if kind == "field":
        return child.children[0].astext().lower(), child.children[1].astext()
    if kind == "authors":
        return "author", ", ".join(author.astext() for author in child.children)
    return kind, child.astext()
