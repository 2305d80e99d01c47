"""Documents of Word (Office Open XML, ECMA-376)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING

from snapshotter.model.post import PostSource
from snapshotter.pagemeta.dates import normalised
from snapshotter.posts.parts import Facts, Part, Prose
from snapshotter.posts.readers import xml
from snapshotter.posts.readers.container import Container, damaged, opened
from snapshotter.posts.readers.docx_parts import Relationship, Styles, relationships
from snapshotter.posts.readers.docx_story import Stories
from snapshotter.posts.readers.markup import element, section

if TYPE_CHECKING:
    from lxml.etree import _Element

_MAIN = "word/document.xml"
_TOP_PARAGRAPHS = 12
_COMPOUND = b"\xd0\xcf\x11\xe0"


def read(source: PostSource) -> Iterator[Part]:
    """The one post of a document."""
    if source.data.startswith(_COMPOUND):
        raise damaged(source.source, "it is encrypted or in the format of Word 97, neither of which is read")
    with opened(source) as container:
        main = _main_part(container)
        root = container.root(main)
        shown = _shown_date(root)
        content = _content(container, main, root)
        facts = _facts(container, source, shown)
    yield Prose(source.source, "docx", content, "fragment", source.data, facts)


def _content(container: Container, main: str, root: _Element) -> str:
    """Body, endnotes, comments, and the headers and footers of pages."""
    relations = relationships(container, main)
    stories = Stories(
        Styles(container.root_or_none(_part(relations, "styles") or "word/styles.xml")), _base(container)
    )
    stories.footnotes = _notes(container, relations, "footnote", stories)
    stories.endnotes = _notes(container, relations, "endnote", stories)
    body = stories.story(root, relations)
    uncited = [*stories.footnotes.values(), *stories.endnotes.values()]
    comments = _notes(container, relations, "comment", stories)
    edges = dict.fromkeys(
        _story_of(container, relation.target, stories)
        for relation in relations.values()
        if relation.kind in ("header", "footer")
    )
    return "".join(
        (
            body,
            *stories.cited_endnotes,
            *uncited,
            section("comments", comments.values()),
            section("footer", edges),
        )
    )


def _main_part(container: Container) -> str:
    found = (
        relation.target
        for relation in relationships(container, "").values()
        if relation.kind == "officeDocument" and not relation.external
    )
    main = next(found, _MAIN)
    if main in container:
        return main
    if _MAIN in container:
        return _MAIN
    raise damaged(container.where, f"it has no part {main}, so it is no Word document")


def _notes(
    container: Container, relations: Mapping[str, Relationship], kind: str, stories: Stories
) -> dict[str, str]:
    """Footnotes, endnotes or comments by their ids; lines that only separate notes are none."""
    part = _part(relations, f"{kind}s") or f"word/{kind}s.xml"
    root = container.root_or_none(part)
    if root is None:
        return {}
    own = relationships(container, part)
    return {
        xml.attribute(note, "id") or "": element("div", stories.story(note, own))
        for note in xml.children(root, kind)
        if xml.attribute(note, "type") in (None, "normal")
    }


def _story_of(container: Container, part: str, stories: Stories) -> str:
    root = container.root_or_none(part)
    return stories.story(root, relationships(container, part)) if root is not None else ""


def _part(relations: Mapping[str, Relationship], kind: str) -> str | None:
    return next((each.target for each in relations.values() if each.kind == kind and not each.external), None)


def _base(container: Container) -> str | None:
    """What relative addresses are resolved by: the document's own setting."""
    root = container.root_or_none("docProps/app.xml")
    return _said(root, "HyperlinkBase")


def _shown_date(root: _Element) -> str | None:
    """What stands under the title in the style ``Date``: a converted post is older than its file."""
    for paragraph in islice(xml.below(root, "p"), _TOP_PARAGRAPHS):
        style = next(xml.below(paragraph, "pStyle"), None)
        if style is not None and xml.attribute(style, "val") == "Date":
            return normalised(xml.text_of(paragraph))
    return None


def _facts(container: Container, source: PostSource, shown: str | None) -> Facts:
    core = container.root_or_none("docProps/core.xml")
    return Facts(
        uri=source.base_url,
        title=_said(core, "title"),
        author=_said(core, "creator"),
        published=shown or normalised(_said(core, "created") or ""),
    )


def _said(root: _Element | None, name: str) -> str | None:
    found = next(xml.below(root, name), None) if root is not None else None
    return xml.text_of(found) or None
