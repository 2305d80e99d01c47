"""Web archives: every page in a WARC, ARC or WACZ is a post (ISO 28500; Web Archive Collection Zipped)."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import AbstractContextManager
from functools import partial
from itertools import islice
from typing import BinaryIO

from snapshotter import urls
from snapshotter.errors import PostError, UrlError
from snapshotter.model.post import PostSource, SourceFailed
from snapshotter.pagemeta.encoding import decode
from snapshotter.posts.parts import Facts, Part, Prose
from snapshotter.posts.readers.container import Container, damaged, opened
from snapshotter.urls import Url
from snapshotter.warc.pages import ArchivedPage, Open, pages
from snapshotter.warc.streamed import Damage

_ZIP = b"PK"
_ZSTANDARD = b"\x28\xb5\x2f\xfd"
_WARC_NAMES = (".warc", ".warc.gz", ".arc", ".arc.gz")
_LISTS = ("pages/pages.jsonl", "pages/extraPages.jsonl")
_MAX_LISTED = 1_000_000


def read(source: PostSource) -> Iterator[Part]:
    """The pages of an archive in its order; a damaged record fails in its place."""
    if source.data.startswith(_ZSTANDARD):
        raise damaged(source.source, "it is compressed with Zstandard, expected gzip or no compression")
    count = 0
    for part in _from_wacz(source) if source.data.startswith(_ZIP) else _from_warc(source):
        count += 1
        yield part
    if not count:
        raise PostError(
            f"{source.source}: there is no page in it, expected HTML documents answered with status 200",
            hint="Give an archive that holds web pages; `snapshotter verify` says what else is in it.",
            code="post.none",
        )


def _from_warc(source: PostSource) -> Iterator[Part]:
    for found in pages(partial(_opened, source)):
        yield _part(found, source.source, "warc")


def _from_wacz(source: PostSource) -> Iterator[Part]:
    with opened(source) as container:
        listed = _listed(container)
        for name in container.names():
            if name.lower().startswith("archive/") and name.lower().endswith(_WARC_NAMES):
                open_part: Open = partial(container.open, name)  # type: ignore[assignment]
                for found in pages(open_part, listed):
                    yield _part(found, source.source, "wacz")


def _opened(source: PostSource) -> AbstractContextManager[BinaryIO]:
    """A stream of its own of the file, which may be larger than memory."""
    return source.path.open("rb") if source.path is not None else io.BytesIO(source.data)


def _part(found: ArchivedPage | Damage, source: str, format: str) -> Part:
    if isinstance(found, Damage):
        return SourceFailed(
            source=f"{source}#{found.offset}",
            error="warc.corrupt",
            message=f"{source}, offset {found.offset}: {found.message}",
            hint="The other pages are read; `snapshotter verify` says what else is damaged.",
        )
    return Prose(
        source=f"{source}#{found.uri}",
        format=format,
        content=decode(found.body, found.media_type, markup=True),
        markup="page",
        data=found.body,
        facts=Facts(uri=_address(found.uri)),
    )


def _listed(container: Container) -> set[str]:
    """The addresses in the lists of pages; a line that is no page counts for nothing."""
    found: set[str] = set()
    for name in _LISTS:
        lines = io.BytesIO(container.read(name) if name in container else b"")
        for line in islice(lines, _MAX_LISTED):
            try:
                page = json.loads(line)
            except (ValueError, RecursionError):
                continue
            url = page.get("url") if isinstance(page, dict) else None
            if isinstance(url, str):
                found.add(url)
    return found


def _address(uri: str) -> Url | None:
    try:
        return urls.parse(uri)
    except UrlError:
        return None
