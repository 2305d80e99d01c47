"""From what the user named to posts with their citations, one after the other, as they come."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from snapshotter import urls
from snapshotter.errors import PostError, SnapshotterError, UrlError
from snapshotter.model.post import CitedPost, Elsewhere, SourceFailed

if TYPE_CHECKING:
    from snapshotter.ports import Extractor, Finding, Siblings, SourceReader

_MAX_DEPTH = 4
"""A sitemap index names sitemaps, which name posts; deeper than this it is a maze."""
_CATALOGUES = (".xml", ".xml.gz", ".txt", ".txt.gz", ".rss", ".atom", "/feed", "/feed/")
"""How addresses of sitemaps and feeds end: patterns are about posts."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the user asked for."""

    base_url: str | None = None
    format: str | None = None
    include: tuple[str, ...] = ()
    """Only posts whose address, or place in a folder, matches one of these patterns."""
    exclude: tuple[str, ...] = ()


@dataclass(slots=True)
class ReadPosts:
    """The use case: every post of every source, in order; what cannot be read is told in its place."""

    reader: SourceReader
    extract: Extractor
    options: ReadOptions
    siblings: Callable[[], Siblings]
    """Makes what holds posts of one site back until it has seen a few, to learn what stands on all."""
    _siblings: Siblings | None = None
    _asked: set[str] = field(default_factory=set)

    async def run(self, sources: Sequence[str]) -> AsyncIterator[CitedPost | SourceFailed]:
        """The posts of ``sources``.  Raises nothing about any one of them."""
        for source in sources:
            self._asked.add(source)
            async for found in self._read(source, self.options.base_url, 0):
                for ready in self._held(found):
                    yield ready
            for ready in self._siblings.flush() if self._siblings is not None else ():
                yield ready

    def _held(self, found: CitedPost | SourceFailed) -> Sequence[CitedPost | SourceFailed]:
        if self._siblings is None:
            if isinstance(found, SourceFailed) or not any(each.signals for each in found.citations):
                return (found,)
            self._siblings = self.siblings()
        return self._siblings.push(found)

    async def _read(
        self, source: str, base_url: str | None, depth: int
    ) -> AsyncIterator[CitedPost | SourceFailed]:
        try:
            async for read in self.reader.read(source, base_url=base_url, format=self._format(depth)):
                async for found in self._extracted(source, read, depth):
                    yield found
        except (PostError, UrlError) as error:
            yield source_failed(source, error)

    async def _extracted(
        self, source: str, read: object, depth: int
    ) -> AsyncIterator[CitedPost | SourceFailed]:
        named = getattr(read, "source", source)
        findings = iter(self.extract(read))
        while True:
            try:
                found = await _next(findings)
            except (PostError, UrlError) as error:
                yield source_failed(named, error)
                return
            if found is None:
                return
            if isinstance(found, Elsewhere):
                async for further in self._elsewhere(found, depth):
                    yield further
            elif isinstance(found, SourceFailed) or self._is_wanted(found):
                yield found

    async def _elsewhere(self, named: Elsewhere, depth: int) -> AsyncIterator[CitedPost | SourceFailed]:
        address = named.address
        if address in self._asked or not (self._matches(address) or _is_catalogue(address)):
            return
        self._asked.add(address)
        if depth == _MAX_DEPTH:
            message = f"{address}: named by a catalogue within {_MAX_DEPTH} catalogues; not followed further"
            yield SourceFailed(address, "post.too-deep", message)
            return
        async for found in self._read(address, None, depth + 1):
            yield found

    def _format(self, depth: int) -> str | None:
        """What the user says of the format holds for what the user named."""
        return self.options.format if depth == 0 else None

    def _is_wanted(self, cited: CitedPost) -> bool:
        names = [name for name in (cited.post.uri, cited.post.source) if name is not None]
        options = self.options
        included = not options.include or any(_fits(name, options.include) for name in names)
        return included and not any(_fits(name, options.exclude) for name in names)

    def _matches(self, name: str) -> bool:
        options = self.options
        return (not options.include or _fits(name, options.include)) and not _fits(name, options.exclude)


def source_failed(source: str, error: SnapshotterError) -> SourceFailed:
    """Without a password that stands in the source's address."""
    told = map(urls.without_logins, (error.message, error.hint))
    return SourceFailed(urls.without_logins(source), error.code, *told)


async def _next(findings: Iterator[Finding]) -> Finding | None:
    """In a thread where an event loop is running: a large post must not hold up what else it does."""
    if "asyncio" in sys.modules:
        import asyncio

        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return next(findings, None)
        return await asyncio.to_thread(next, findings, None)
    return next(findings, None)


def _fits(name: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def _is_catalogue(address: str) -> bool:
    return address.partition("?")[0].lower().endswith(_CATALOGUES)
