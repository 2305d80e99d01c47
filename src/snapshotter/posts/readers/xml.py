"""Reading XML that strangers wrote: no entities, no network, no unbounded depth; names without namespaces."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from snapshotter.errors import PostError
from snapshotter.references import without_surrogates

if TYPE_CHECKING:
    from lxml.etree import _Element


MAX_MARKS = 4_000_000
"""Tags and attributes of a document: each takes some hundred bytes of memory, and in a packed file next to
none.  A book of a thousand pages has a million."""


def parsed(data: bytes, where: str, *, recover: bool = False) -> _Element:
    """The root of a document.  ``recover`` takes what can be had of one that is not well formed.

    The parser refuses entities that grow, and more than 256 levels.  Raises :class:`PostError`.
    """
    from lxml import etree

    if data.count(b"<") + data.count(b"=") > MAX_MARKS:
        raise PostError(
            f"{where}: more than {MAX_MARKS} tags and attributes, which no text has",
            hint="The file is damaged or made to do harm; do not open it.",
            code="post.too-large",
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        recover=recover,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(without_surrogates(data) if recover else data, parser)
    except (etree.XMLSyntaxError, ValueError) as trouble:
        raise _broken(where, str(trouble)) from trouble
    if root is None:
        raise _broken(where, "there is no element in it")
    return root


def name(element: _Element | None) -> str:
    """The local name of an element; empty for none, and for what is no element."""
    tag = element.tag if element is not None else None
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: _Element, local: str) -> str | None:
    """The attribute of that local name, whatever its namespace."""
    found = element.get(local)
    if found is not None:
        return str(found)
    mark = "}" + local
    return next((str(value) for key, value in element.attrib.items() if str(key).endswith(mark)), None)


def children(element: _Element, local: str) -> Iterator[_Element]:
    """The children of that local name."""
    return (child for child in element if name(child) == local)


def below(element: _Element, local: str) -> Iterator[_Element]:
    """The descendants of that local name, in document order."""
    return (each for each in element.iter() if name(each) == local)


def text_of(element: _Element | None) -> str:
    """The text in an element and below, on one line."""
    return " ".join("".join(str(text) for text in element.itertext()).split()) if element is not None else ""


def _broken(where: str, why: str) -> PostError:
    return PostError(
        f"{where}: cannot be read: it is not well-formed XML: {why}",
        hint="The file is damaged or of another kind: export or save it once more, or name its --format.",
        code="post.unreadable",
    )
