"""JSON and CSV as exports have them, with errors that a person can act on."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from snapshotter.errors import PostError
from snapshotter.model.post import PostSource
from snapshotter.pagemeta.encoding import decode

_FIELD_CHARS = 64 * 1024 * 1024
"""Saved articles stand in one cell; the csv module stops at 128 KiB otherwise."""
_DELIMITERS = ",;\t|"
_NAME_END = re.compile(r"[\s_-]+")


def json_of(source: PostSource) -> Any:
    """What the JSON of a source says.  Raises :class:`PostError` for anything else."""
    text = decode(source.data, source.media_type, markup=False)
    try:
        return json.loads(text)
    except RecursionError:
        raise broken(source, "its JSON is nested too deep to be an export") from None
    except ValueError as trouble:
        documents = _json_lines(text)
        if documents is None:
            raise broken(source, f"it is not JSON: {trouble}") from trouble
        return documents


def _json_lines(text: str) -> list[Any] | None:
    """A document on each line; None when it is not that."""
    try:
        documents = [json.loads(line) for line in text.split("\n") if line.strip()]
    except (ValueError, RecursionError):
        return None
    return documents if all(isinstance(each, dict | list) for each in documents) else None


def rows_of(source: PostSource) -> Iterator[Mapping[str, str]]:
    """The rows of a CSV file with a header; the names of its columns in lower case, without spaces."""
    text = decode(source.data, source.media_type, markup=False)
    csv.field_size_limit(_FIELD_CHARS)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        names = [name_of(name) for name in next(rows, [])]
        for row in rows:
            if row:
                yield dict(zip(names, row, strict=False))
    except csv.Error as trouble:
        raise broken(source, f"line {rows.line_num} is not CSV: {trouble}") from trouble


def name_of(written: str) -> str:
    """The name of a column or key as it is compared: ``Saved Date`` and ``saved_date`` are one."""
    return _NAME_END.sub("", written.strip().lower())


def broken(source: PostSource, why: str) -> PostError:
    """The error for a source that is not what it should be."""
    return PostError(
        f"{source.source}: cannot be read: {why}",
        hint="Export it once more, or say what it is with --format.",
        code="post.unreadable",
    )


def _delimiter(text: str) -> str:
    line = text[:65536].partition("\n")[0]
    return max(_DELIMITERS, key=line.count)
