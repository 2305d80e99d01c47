"""``snapshotter show``: one thing whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import click

from snapshotter.cli.exit_codes import ExitCode
from snapshotter.cli.invocation import current, declare
from snapshotter.cli.output import emit, emit_json, printable


@declare("show")
@click.argument("id", metavar="ID")
def command(id: str) -> int:
    """Show one post, citation or snapshot whole.

    ID is a post's slug, a citation's id (c-...) or a snapshot's id, as list and --json give them.
    """
    from snapshotter import wiring

    invocation = current()
    document = wiring.show(invocation.archive_home(), invocation.settings(), id)
    if invocation.json:
        emit_json(document)
        return ExitCode.DONE
    for line in _lines(document, 0):
        if not emit(printable(line)):
            break
    return ExitCode.DONE


def _lines(value: Any, depth: int) -> Iterator[str]:
    """A JSON document as indented lines; what is empty is left out."""
    indent = "  " * depth
    if isinstance(value, Mapping):
        for key, content in value.items():
            yield from _entry(f"{indent}{key}:", content, depth)
    elif isinstance(value, list):
        for content in value:
            yield from _entry(f"{indent}-", content, depth)
    else:
        yield f"{indent}{value}"


def _entry(label: str, content: Any, depth: int) -> Iterator[str]:
    if content is None or content in ("", [], {}):
        return
    if isinstance(content, Mapping | list):
        yield label
        yield from _lines(content, depth + 1)
    else:
        yield f"{label} {content}"
