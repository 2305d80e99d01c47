"""Reading posts that lie on this machine: files, folders, ZIP files, and standard input as ``-``."""

from __future__ import annotations

import stat
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from snapshotter import urls
from snapshotter.errors import PostError
from snapshotter.model.post import PostSource
from snapshotter.posts.intake.formats import is_streamed, is_tree
from snapshotter.posts.parts import Part
from snapshotter.urls import Url

STANDARD_INPUT = "-"
_HEAD_BYTES = 1 << 16
MAX_BYTES = 1_000_000_000
"""Of what is read whole; web archives and mailboxes are read from their place, however long."""


def read_local(
    source: str,
    *,
    base_url: str | None = None,
    format: str | None = None,
    stdin: BinaryIO | None = None,
) -> Iterator[PostSource | Part]:
    """The bytes of the file ``source``, or of ``stdin`` when it is ``-``; all posts of a folder or ZIP file.

    ``base_url`` is the post's public address, or the site's.  Raises :class:`PostError` when there is
    nothing to read, and for a ``base_url`` that is no http(s) address.
    """
    base = _public_address(base_url) if base_url is not None else None
    path = Path(source)
    if source == STANDARD_INPUT or _is_stream(path):
        data = _read_to_end(source, stdin) if source == STANDARD_INPUT else _read(path, -1)
        yield PostSource(source, data, base, None, format)
        return
    if not source:
        raise PostError("the name of a source is empty", hint=_MISSING, code="post.missing")
    head = b"" if path.is_dir() else _read(path, _HEAD_BYTES)
    if path.is_dir() or (format is None and is_tree(path, head)):
        from snapshotter.posts.intake.trees import posts_in, tree_of

        yield from posts_in(tree_of(path), source, base)
        return
    data = head if is_streamed(head, format) else _read(path, -1)
    yield PostSource(source, data, base, None, format, path)


def _public_address(base_url: str) -> Url:
    base = urls.parse(base_url)
    if urls.scheme(base) not in ("http", "https"):
        raise PostError(
            f"the post's address {base_url!r} is not on the web: its scheme is {urls.scheme(base)!r}",
            hint="Give --base-url the address that readers see, beginning with https:// or http://.",
            code="post.base-url",
        )
    return base


def _is_stream(path: Path) -> bool:
    """Whether it can be read once only: a pipe, such as a shell's ``<(...)``, or a device."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def _read_to_end(source: str, stdin: BinaryIO | None) -> bytes:
    given = stdin or (sys.stdin.buffer if sys.stdin is not None else BytesIO())
    try:
        return _bounded(source, given)
    except (OSError, ValueError) as error:
        raise PostError(f"{source}: cannot be read: {error}", hint="Give it a post to read.") from error


def _bounded(source: str, file: BinaryIO) -> bytes:
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise PostError(
            f"{source}: it is longer than {MAX_BYTES} bytes, more than can be read at once",
            hint="Split it: exports, feeds and mailboxes can be cut between two posts.",
            code="post.too-large",
        )
    return data


def _read(path: Path, size: int) -> bytes:
    """The first ``size`` bytes of a file; -1: all."""
    try:
        with path.open("rb") as file:
            return file.read(size) if size >= 0 else _bounded(str(path), file)
    except FileNotFoundError:
        raise PostError(f"{path}: there is no such file", hint=_MISSING, code="post.missing") from None
    except (OSError, ValueError) as error:
        raise PostError(f"{path}: cannot be read: {error}", hint="Check its permissions.") from error


_MISSING = "Check the path; an address on the web begins with https:// or http://."
