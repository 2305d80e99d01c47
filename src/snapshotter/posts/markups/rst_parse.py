"""reStructuredText parsed by docutils, made to keep what it does not know.

Sphinx, Pelican, Nikola and others add directives and roles of their own; docutils would put an error in
the place of each.  Here their text is read on, and addresses in their arguments and options are links.
Nothing is read from disk, whatever a post asks for.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from snapshotter.posts.markups import embeds

_SETTINGS = {
    "_disable_config": True,
    "file_insertion_enabled": False,
    "raw_enabled": True,
    "report_level": 5,
    "halt_level": 6,
    "warning_stream": False,
    "input_encoding": "unicode",
    "line_length_limit": 200_000,
    "smart_quotes": False,
    "syntax_highlight": "none",
    "doctitle_xform": True,
    "docinfo_xform": True,
}
_CODE_TEXT = """
    code-block sourcecode highlight prompt console ipython ipython3 listing code-example gist-code doctest
    testcode testsetup testcleanup testoutput graphviz digraph graph uml plantuml mermaid productionlist
    pyexec thebe terminal jupyter-execute cli
"""
_CODE = frozenset(_CODE_TEXT.split())
_SILENT_TEXT = """
    include literalinclude highlightlang index toctree meta default-domain currentmodule module
    tabularcolumns contents sectnum more teaser_end listing-file graph-file
"""
_SILENT = frozenset(_SILENT_TEXT.split())
"""Directives that speak of the building of a site, or name files that are not read."""
_PREFIXES = {"doi": "doi:", "arxiv": "arXiv:"}
_SERIES = {
    "pep": ("PEP", "https://peps.python.org/pep-{number:04d}/"),
    "rfc": ("RFC", "https://datatracker.ietf.org/doc/html/rfc{number:d}"),
}
"""Numbered documents that roles refer to, where docutils and Sphinx look for them."""
_NUMBERED = re.compile(r"(\d{1,6})(#\S+)?")
_LOCK = threading.Lock()


def parse(text: str) -> Any:
    """The document tree.  Raises whatever docutils fails with on a text that it does not survive."""
    from docutils.core import publish_doctree

    with _LOCK, _tolerance():
        return publish_doctree(text, settings_overrides=_SETTINGS)


@contextmanager
def _tolerance() -> Iterator[None]:
    """Look-ups that find something for every name; docutils has one table of them for all documents."""
    from docutils.parsers.rst import directives, roles

    known_directive, known_role, local = directives.directive, roles.role, dict(roles._roles)
    directives.directive = _tolerant(known_directive, _directives())
    roles.role = _tolerant_role(known_role)
    try:
        yield
    finally:
        directives.directive, roles.role = known_directive, known_role
        roles._roles.clear()
        roles._roles.update(local)


def _tolerant(known: Callable[..., Any], ours: Callable[[str], Any]) -> Callable[..., Any]:
    def find(name: str, language: Any, document: Any) -> tuple[Any, list[Any]]:
        own = ours(name.lower())
        if own is not None:
            return own, []
        found, _ = known(name, language, document)
        return (_lenient(found) if found is not None else ours("")), []

    return find


def _tolerant_role(known: Callable[..., Any]) -> Callable[..., Any]:
    def find(name: str, language: Any, line: int, reporter: Any) -> tuple[Any, list[Any]]:
        if name.lower() in _SERIES:
            return _numbered_role, []
        found, _ = known(name, language, line, reporter)
        return found or _unknown_role, []

    return find


def _numbered_role(
    name: str, rawtext: str, text: str, lineno: int, inliner: Any, *_: Any
) -> tuple[list[Any], list[Any]]:
    """``:pep:`8```, also with words of its own (``:pep:`the guide <8>```) and with ``#section``."""
    from docutils import nodes, utils

    words, target = _titled(utils.unescape(text))
    series, address = _SERIES[name.lower()]
    found = _NUMBERED.fullmatch(target)
    if found is None:
        return [nodes.inline(rawtext, words)], []
    shown = words if words != target else f"{series} {int(found[1])}"
    href = address.format(number=int(found[1])) + (found[2] or "")
    return [nodes.reference(rawtext, shown, refuri=href)], []


def _unknown_role(
    name: str, rawtext: str, text: str, lineno: int, inliner: Any, *_: Any
) -> tuple[list[Any], list[Any]]:
    """The words of a role; a link when it names an address: ``:any:`words <https://...>```."""
    from docutils import nodes, utils

    words, target = _titled(utils.unescape(text))
    if embeds.is_address(target):
        return [nodes.reference(rawtext, words, refuri=target)], []
    prefix = _PREFIXES.get(name.lower(), "")
    return [nodes.inline(rawtext, prefix + words.lstrip("~!"))], []


def _titled(text: str) -> tuple[str, str]:
    if text.endswith(">") and "<" in text:
        words, _, target = text[:-1].rpartition("<")
        return (words.strip() or target), target.strip()
    return text, text.strip()


@cache
def _lenient(directive: Any) -> Any:
    """A known directive that takes options it has never heard of, and leaves those it cannot read."""
    options = getattr(directive, "option_spec", None)
    if not isinstance(directive, type) or not options:
        return directive

    def run(self: Any) -> Any:
        self.options = {name: value for name, value in self.options.items() if value is not _UNREADABLE}
        return directive.run(self)  # type: ignore[attr-defined]

    known = {name: _or_unreadable(convert) for name, convert in options.items()}
    return type(directive.__name__, (directive,), {"option_spec": _AnyOption(known), "run": run})


_UNREADABLE = object()


def _or_unreadable(convert: Callable[[str | None], object]) -> Callable[[str | None], object]:
    def converted(value: str | None) -> object:
        try:
            return convert(value)
        except (ValueError, TypeError):
            return _UNREADABLE

    return converted


class _AnyOption(dict[str, Callable[[str | None], object]]):
    """Every option, taken as it stands when nothing is known of it."""

    def __missing__(self, name: str) -> Callable[[str | None], object]:
        return lambda value: value or ""


@cache
def _directives() -> Callable[[str], Any]:
    """Our own directives by name; by the empty name what stands for any other."""
    from docutils import nodes
    from docutils.parsers.rst import Directive

    class Silent(Directive):  # type: ignore[misc]
        """Nothing that a reader would see."""

        optional_arguments = 1
        final_argument_whitespace = True
        option_spec = _AnyOption(any=str)
        has_content = True

        def run(self) -> list[Any]:
            return []

    class Code(Silent):
        """A block of code, whatever language or tool it is for."""

        def run(self) -> list[Any]:
            code = "\n".join(self.content)
            return [nodes.literal_block(code, code)] if code else []

    class Embed(Silent):
        """A recording or a post of a service, named by its id or its address."""

        def run(self) -> list[Any]:
            service = embeds.service_of(self.name) or ""
            words = (self.arguments[0] if self.arguments else "\n".join(self.content)).split()
            user = words[0] if len(words) > 1 else None
            address = embeds.address(service, words[-1], user) if words else None
            return [nodes.raw("", address, format="embed")] if address else [*self._text()]

        def _text(self) -> Iterator[Any]:
            words = " ".join([*self.arguments, *self.content])
            yield nodes.paragraph(words, words)

    class Unknown(Silent):
        """Its argument and its content as text, and the addresses of its options as links."""

        def run(self) -> list[Any]:
            inside = nodes.container()
            for argument in self.arguments:
                words, messages = self.state.inline_text(argument, self.lineno)
                inside += [nodes.paragraph(argument, "", *words), *messages]
            for value in map(str, self.options.values()):
                if embeds.is_address(value):
                    inside += nodes.paragraph("", "", nodes.reference("", value, refuri=value.strip()))
            self.state.nested_parse(self.content, self.content_offset, inside, match_titles=1)
            return [inside]

    def find(name: str) -> Any:
        if name in _CODE:
            return Code
        if name in _SILENT:
            return Silent
        if not name:
            return Unknown
        return Embed if embeds.service_of(name) else None

    return find
