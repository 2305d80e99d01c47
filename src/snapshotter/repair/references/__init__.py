"""Reference lists of posts: HTML and Markdown for readers, CSL-JSON, BibTeX and RIS for other programs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from snapshotter.repair.references.reference import Reference

_MODULES = {"html": "page", "md": "markdown", "csl-json": "csl", "bibtex": "bibtex", "ris": "ris"}
FORMATS = tuple(_MODULES)


def render(format: str, references: Sequence[Reference]) -> str:
    """The list in one of :data:`FORMATS`, with a line end at its end."""
    write: Callable[[Sequence[Reference]], str] = import_module(f"{__name__}.{_MODULES[format]}").write
    return write(references)
