"""The reference list as Markdown (CommonMark): a numbered list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from snapshotter.repair.marks import address_as
from snapshotter.repair.references.reference import Reference
from snapshotter.repair.references.wording import sentences

_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~$!&])")
_LISTS = re.compile(r"^(\d+)([.)])|^([+-])")


def write(references: Sequence[Reference]) -> str:
    return "".join(f"{number}. {' '.join(_parts(each))}\n" for number, each in enumerate(references, 1))


def _parts(reference: Reference) -> Iterator[str]:
    for kind, words in sentences(reference):
        if kind == "title":
            yield f"[{_escaped(words)}]({_address(reference.url)})."
        elif kind == "archived" and reference.archived_url:
            yield f"[Archived]({_address(reference.archived_url)}) {words}."
        else:
            yield f"{_escaped(words)}."


def _escaped(words: str) -> str:
    """Words that mean only themselves, also at the beginning of an item."""
    marked = _MARKS.sub(r"\\\1", words)
    return _LISTS.sub(lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}", marked)


def _address(url: str) -> str:
    return address_as("markdown", url).replace("&", "&amp;")
