"""Reading posts that lie on this machine: files, and standard input as ``-``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import BinaryIO

from snapshotter import urls
from snapshotter.errors import PostError
from snapshotter.model.post import PostSource
from snapshotter.urls import Url

STANDARD_INPUT = "-"


def read_local(
    source: str,
    *,
    base_url: str | None = None,
    format: str | None = None,
    stdin: BinaryIO | None = None,
) -> PostSource:
    """The bytes of the file ``source``, or of ``stdin`` when it is ``-``.

    ``base_url`` is the post's public address.  Raises :class:`PostError` when there is nothing to
    read, and for a ``base_url`` that is no http(s) address.
    """
    base = _public_address(base_url) if base_url is not None else None
    data = (stdin or sys.stdin.buffer).read() if source == STANDARD_INPUT else _read_file(source)
    return PostSource(source=source, data=data, base_url=base, format=format)


def _public_address(base_url: str) -> Url:
    base = urls.parse(base_url)
    if urls.scheme(base) not in ("http", "https"):
        raise PostError(
            f"the post's address {base_url!r} is not on the web: its scheme is {urls.scheme(base)!r}",
            hint="Give --base-url the address that readers see, beginning with https:// or http://.",
            code="post.base-url",
        )
    return base


def _read_file(source: str) -> bytes:
    path = Path(source)
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise PostError(f"{source}: there is no such file", hint=_MISSING, code="post.missing") from None
    except IsADirectoryError:
        hint = f"Name the files in it, for example {path / '*.html'}."
        raise PostError(f"{source}: it is a folder, not a post", hint=hint, code="post.folder") from None
    except (OSError, ValueError) as error:
        raise PostError(f"{source}: cannot be read: {error}", hint="Check its permissions.") from error


_MISSING = "Check the path; an address on the web begins with https:// or http://."
