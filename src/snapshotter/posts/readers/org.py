"""Org posts: a file that is one, or one with many, as ox-hugo exports them by subtree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import unescape

from snapshotter.model.post import PostSource
from snapshotter.pagemeta.encoding import decode
from snapshotter.posts.intake.fields import attachments_of, facts_of
from snapshotter.posts.markups.limits import bounded
from snapshotter.posts.markups.org_blocks import HEADLINE, Blocks, end_of_subtree
from snapshotter.posts.markups.org_inline import Settings
from snapshotter.posts.parts import Part, Prose

_KEYWORD = re.compile(r"[ \t]*#\+([a-z][\w-]*):[ \t]*(\S.*?)[ \t]*$", re.IGNORECASE)
_PROPERTY = re.compile(r"[ \t]*:([a-z][\w-]*)\+?:[ \t]+(\S.*?)[ \t]*$", re.IGNORECASE)
_CLOSED = re.compile(r"[ \t]*CLOSED:[ \t]*\[([^\]]*)\]")
_PAIR = re.compile(r":([a-z][\w-]*)[ \t]+(\"[^\"]*\"|\S+)", re.IGNORECASE)
_NAMES = re.compile(r"^(?:export_)?(?:hugo_)?(?:custom_)?", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_DRAWER_LINES = 200


def read(source: PostSource) -> Iterator[Part]:
    """The posts of an Org file: its subtrees with a file name of their own, else the file."""
    text = decode(source.data, source.media_type, markup=False)
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    lines = bounded(source.source, text).split("\n")
    said, settings = _keywords(lines)
    many = False
    for start, end, drawer in _subtrees(lines):
        many = True
        yield _subtree(source, lines[start:end], said | drawer, settings)
    if not many:
        yield _post(source, lines, said, settings)


def _subtree(source: PostSource, lines: Sequence[str], fields: dict[str, str], settings: Settings) -> Prose:
    """One of many posts: its headline is its title, unless it says another."""
    headline = HEADLINE.match(lines[0])
    title = fields.get("subtree_title") or (headline[2] if headline else fields["file_name"])
    data = "\n".join(lines).encode("utf-8", "surrogatepass")
    own = replace(source, source=f"{source.source}#{fields['file_name']}", data=data, base_url=None)
    return _post(own, lines[1:], {**fields, "title": title}, settings)


def _post(source: PostSource, lines: Sequence[str], fields: dict[str, str], settings: Settings) -> Prose:
    blocks = Blocks(settings)
    title = blocks.inline.html(fields.get("title", ""))
    facts = facts_of({**fields, "title": unescape(_TAG.sub("", title)).strip()}, source)
    heading = f"<h1>{title}</h1>\n" if title else ""
    return Prose(
        source=source.source,
        format="org",
        content=heading + "\n".join(blocks.html(lines)),
        markup="fragment",
        data=source.data,
        facts=replace(facts, title=facts.title or None),
        attachments=attachments_of(fields, facts.uri),
    )


def _keywords(lines: Sequence[str]) -> tuple[dict[str, str], Settings]:
    """What the keywords of a file say: of the post, and how its text is to be read."""
    fields: dict[str, str] = {}
    settings = Settings()
    for line in lines:
        found = _KEYWORD.match(line) if line.lstrip()[:2] == "#+" else None
        if found is None:
            continue
        name, value = found[1].lower(), found[2]
        if name == "link":
            key, _, address = value.partition(" ")
            settings.links[key.strip('"')] = address.strip()
        elif name == "macro":
            key, _, template = value.partition(" ")
            settings.macros[key.lower()] = template.strip()
        else:
            _note(fields, name, value)
    return fields, settings


def _note(fields: dict[str, str], name: str, value: str) -> None:
    plain = _NAMES.sub("", name)
    if plain == "front_matter":
        for pair in _PAIR.finditer(value):
            fields.setdefault(pair[1].lower(), pair[2].strip('"'))
    elif plain == "title" and plain in fields:
        fields[plain] += f" {value}"
    else:
        fields.setdefault(plain, value)


def _subtrees(lines: Sequence[str]) -> Iterator[tuple[int, int, dict[str, str]]]:
    """Where the subtrees with ``EXPORT_FILE_NAME`` begin and end, and what their drawers say."""
    at = 0
    while at < len(lines):
        if lines[at].startswith("*") and HEADLINE.match(lines[at]):
            drawer = _drawer(lines, at + 1)
            if "file_name" in drawer:
                end = end_of_subtree(lines, at)
                yield at, end, drawer
                at = end
                continue
        at += 1


def _drawer(lines: Sequence[str], at: int) -> dict[str, str]:
    """The properties of a headline, and when it was closed."""
    fields: dict[str, str] = {}
    closed = _CLOSED.match(lines[at]) if at < len(lines) else None
    if closed:
        at += 1
    if at < len(lines) and lines[at].strip().lower() == ":properties:":
        for line in lines[at + 1 : at + _DRAWER_LINES]:
            found = _PROPERTY.match(line)
            if found is None:
                break
            name = found[1].lower()
            if name == "export_title":
                fields["subtree_title"] = found[2]
            elif name.startswith("export_"):
                _note(fields, name, found[2])
    if closed and "file_name" in fields:
        fields.setdefault("date", closed[1])
    return fields
