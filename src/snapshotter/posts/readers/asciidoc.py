"""AsciiDoc posts (Asciidoctor, Antora, Jekyll, Hugo, JBake, Awestruct)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from snapshotter.model.post import PostSource
from snapshotter.pagemeta.encoding import decode
from snapshotter.posts.intake import frontmatter
from snapshotter.posts.intake.fields import attachments_of, facts_of
from snapshotter.posts.markups.asciidoc_attributes import Attributes
from snapshotter.posts.markups.asciidoc_blocks import Blocks
from snapshotter.posts.markups.limits import bounded
from snapshotter.posts.parts import Part, Prose

_TITLE = re.compile(r"[=#][ \t]+(\S.*)$")
_REVISION = re.compile(r"(?:v?[\w.]{1,20},\s*)?([^:]*\d{4}[^:]*(?:\d\d:\d\d.*)?)(?::.*)?$")
_AUTHOR = re.compile(r"([^<>;:]{1,200}?)(?:[ \t]*<([^<>]*)>)?[ \t]*$")
_SETTING = re.compile(r"//|:!?\w[\w-]*!?:(?:\s|$)|(?:ifdef|ifndef|ifeval|endif|include)::")
_INLINE_SETTING = re.compile(r"if(?:n?def)::[^\[]*\[(:.*)\]\s*$")
_CONTINUED = re.compile(r"(?:[ \t]\+)?[ \t]\\\n[ \t]*")


def read(source: PostSource) -> Iterator[Part]:
    """The one post of an AsciiDoc file."""
    text = decode(source.data, source.media_type, markup=False)
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    fields, text = frontmatter.split(text)
    text = bounded(source.source, text)
    attributes = Attributes()
    lines = _CONTINUED.sub(" ", text).split("\n")
    start, title, byline = _header(lines, attributes)
    blocks = Blocks(attributes)
    heading = f"<h1>{blocks.inline.html(title)}</h1>" if title else ""
    said_by = f"<aside><p>{blocks.inline.html(byline)}</p></aside>" if "://" in byline else ""
    html = heading + said_by + "\n".join(blocks.html(lines[start:]))
    fields = attributes.fields() | fields
    facts = facts_of(fields, source)
    yield Prose(
        source=source.source,
        format="asciidoc",
        content=html,
        markup="fragment",
        data=source.data,
        facts=facts,
        attachments=attachments_of(fields, facts.uri),
    )


def _header(lines: list[str], attributes: Attributes) -> tuple[int, str, str]:
    """Reads the document header (AsciiDoc Language, "Document Header"): its end, title and byline."""
    at = _settings(lines, 0, attributes)
    at, title = _title(lines, at)
    if not title:
        return at, "", ""
    byline = ""
    at = _settings(lines, at, attributes)
    if at < len(lines) and _is_byline(lines[at]):
        byline = attributes.resolve(lines[at].strip())
        attributes.put("author", _names(byline))
        at += 1
        if at < len(lines) and (found := _REVISION.match(lines[at].strip()[:200])):
            attributes.put("revdate", found[1].strip())
            at += 1
    end = _settings(lines, at, attributes)
    attributes.put("doctitle", _plain(attributes.resolve(title)))
    return end, title, byline


def _title(lines: list[str], at: int) -> tuple[int, str]:
    while at < len(lines) and not lines[at].strip():
        at = at + 1
    if at >= len(lines):
        return at, ""
    found = _TITLE.match(lines[at])
    if found:
        return at + 1, found[1].strip()
    below = lines[at + 1].rstrip() if at + 1 < len(lines) else ""
    title = lines[at].strip()
    if len(below) > 2 and not below.strip("=") and abs(len(below) - len(title)) <= 1:
        return at + 2, title
    return at, ""


def _settings(lines: list[str], at: int, attributes: Attributes) -> int:
    """The line after attribute entries, comments and conditionals; blank lines end them."""
    while at < len(lines) and _SETTING.match(lines[at]):
        if lines[at].startswith("////"):
            closing = lines[at].rstrip()
            at = next((n for n in range(at + 1, len(lines)) if lines[n].rstrip() == closing), len(lines))
        else:
            inside = _INLINE_SETTING.match(lines[at])
            attributes.enter(inside[1] if inside else lines[at].rstrip())
        at += 1
    return at


def _is_byline(line: str) -> bool:
    """Whether the line under a title can be that of the authors."""
    people = [person for person in line.split(";") if person.strip()]
    return bool(people) and all(_is_person(person.strip()) for person in people)


def _is_person(text: str) -> bool:
    found = _AUTHOR.match(text)
    return found is not None and found[1][:1].isalpha() and len(found[1].split()) <= 6


def _names(byline: str) -> str:
    return ", ".join(
        found[1].strip() for person in byline.split(";") if (found := _AUTHOR.match(person.strip()))
    )


def _plain(title: str) -> str:
    inline = Blocks(Attributes()).inline.html(title)
    return re.sub(r"<[^<>]*>", "", inline).replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
