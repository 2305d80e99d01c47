"""A docutils tree as HTML: the post's words, links and pictures, without what is only of the machine."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from snapshotter.posts.intake.fields import is_understood
from snapshotter.posts.markups import writing

_TAGS_TEXT = """
    paragraph=p bullet_list=ul enumerated_list=ol list_item=li definition_list=dl term=dt definition=dd
    field_list=dl field_name=dt field_body=dd option_list=dl option_group=dt description=dd emphasis=em
    strong=strong title_reference=cite subscript=sub superscript=sup literal=code math=code line=div
    line_block=div figure=figure caption=figcaption legend=div table=table thead=thead tbody=tbody row=tr
    entry=td rubric=p container=div compound=div topic=div sidebar=div footnote=div citation=div note=div
    admonition=div attention=div caution=div danger=div error=div hint=div important=div tip=div warning=div
    abbreviation=span acronym=span inline=span subtitle=h2 footer=div header=div docinfo=header
"""
_TAGS: dict[str, str] = dict(pair.split("=") for pair in _TAGS_TEXT.split())
_BLOCKS_OF_CODE = frozenset(("literal_block", "doctest_block", "math_block"))
_UNSEEN_TEXT = """
    target substitution_definition comment pending footnote_reference colspec meta decoration_marker
"""
_UNSEEN = frozenset(_UNSEEN_TEXT.split())
_NAMES_A_FILE = re.compile(r"^\s*:file:", re.MULTILINE)
_HEADINGS = 6


class _Shape(NamedTuple):
    before: str
    children: list[Any]
    after: str = ""


def to_html(document: Any) -> str:
    """The whole tree, without recursion."""
    written: list[str] = []
    pending: list[tuple[Any, int]] = [(document, 0)]
    while pending:
        node, level = pending.pop()
        if isinstance(node, str) and not hasattr(node, "parent"):
            written.append(node)
            continue
        shape = _shape(node, level)
        below = level + (node.__class__.__name__ == "section")
        written.append(shape.before)
        pending.append((_Markup(shape.after), 0))
        pending.extend((child, below) for child in reversed(shape.children))
    return "".join(written)


class _Markup(str):
    """HTML that is written as it stands."""

    __slots__ = ()


def _shape(node: Any, level: int) -> _Shape:
    name = node.__class__.__name__
    if name == "Text":
        return _Shape(writing.text(str(node)), [])
    if name in _UNSEEN:
        return _Shape("", list(node.children) if name == "target" else [])
    special = _SPECIAL.get(name)
    if special is not None:
        return special(node)
    if name in _BLOCKS_OF_CODE:
        return _code(node)
    if name == "title":
        of_section = node.parent.__class__.__name__ in ("section", "document")
        tag = f"h{max(1, min(level + 1, _HEADINGS))}" if of_section else "p"
    else:
        tag = _TAGS.get(name, "")
    return _Shape(f"<{tag}>", list(node.children), f"</{tag}>") if tag else _Shape("", list(node.children))


def _code(node: Any) -> _Shape:
    if not any(child.__class__.__name__ != "Text" for child in node.children):
        return _Shape(writing.code(node.astext()), [])
    return _Shape("<pre><code>", list(node.children), "</code></pre>")


def _message(node: Any) -> _Shape:
    """Nothing of what the parser complains about, but the text that it could make nothing of."""
    lost = [child.astext() for child in node.children if child.__class__.__name__ in _BLOCKS_OF_CODE]
    lost = [text for text in lost if not _NAMES_A_FILE.search(text)]
    return _Shape("".join(f"<p>{writing.text(text)}</p>" for text in lost), [])


def _reference(node: Any) -> _Shape:
    """A link, when it leads out of the document.

    An address in the text stays text, for docutils ends it at brackets that belong to it.
    """
    href = node.get("refuri")
    if not href or href == node.astext():
        return _Shape("", list(node.children))
    opening = writing.link(href, "").removesuffix("</a>")
    return _Shape(opening, list(node.children), "</a>")


def _image(node: Any) -> _Shape:
    return _Shape(writing.image(node.get("uri", ""), node.get("alt", "")), [])


def _raw(node: Any) -> _Shape:
    formats = node.get("format", "").split()
    if "embed" in formats:
        return _Shape(f"<p>{writing.embed(node.astext())}</p>", [])
    return _Shape(node.astext(), []) if "html" in formats else _Shape(writing.code(node.astext()), [])


def _quotation(node: Any) -> _Shape:
    """A block quotation with its attribution beside it, for that is not quoted."""
    quoted = [child for child in node.children if child.__class__.__name__ != "attribution"]
    said_by = [child for child in node.children if child.__class__.__name__ == "attribution"]
    if not said_by:
        return _Shape("<blockquote>", quoted, "</blockquote>")
    caption = [_Markup("</blockquote><figcaption>"), *said_by, _Markup("</figcaption>")]
    return _Shape("<figure><blockquote>", [*quoted, *caption], "</figure>")


def _label(node: Any) -> _Shape:
    """``[CIT2002]``; the numbers of footnotes say nothing outside the document."""
    is_citation = node.parent.__class__.__name__ == "citation"
    return _Shape(f"<p>[{writing.text(node.astext())}]</p>" if is_citation else "", [])


def _citation_reference(node: Any) -> _Shape:
    return _Shape(f"[{writing.text(node.astext())}]", [])


def _topic(node: Any) -> _Shape:
    is_contents = "contents" in node.get("classes", ())
    return _Shape("", []) if is_contents else _Shape("<div>", list(node.children), "</div>")


def _docinfo(node: Any) -> _Shape:
    """Of what the head of a document says, what is a link."""
    linked = [child for child in node.children if _is_linked(child)]
    linked = [child for child in linked if not is_understood(child.children[0].astext())]
    rows: list[Any] = []
    for child in linked:
        if child.__class__.__name__ == "field":
            rows.append(child)
        else:
            name = child.__class__.__name__.capitalize()
            rows += [_Markup(f"<dt>{name}</dt><dd>"), *child.children, _Markup("</dd>")]
    return _Shape("<header><dl>", rows, "</dl></header>") if rows else _Shape("", [])


def _is_linked(node: Any) -> bool:
    from docutils import nodes

    return any(True for _ in node.findall(nodes.reference))


_SPECIAL = {
    "system_message": _message,
    "reference": _reference,
    "image": _image,
    "raw": _raw,
    "block_quote": _quotation,
    "label": _label,
    "citation_reference": _citation_reference,
    "topic": _topic,
    "docinfo": _docinfo,
}
