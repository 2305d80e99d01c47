"""``snapshotter citations``: what posts cite, in context."""

from __future__ import annotations

import sys
import time
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from snapshotter.cli.invocation import Invocation, current, declare
from snapshotter.cli.options import network_options, post_filters, source_options, with_options
from snapshotter.cli.output import emit, emit_json, printable, say, shorten
from snapshotter.urls import without_logins

if TYPE_CHECKING:
    from collections.abc import Iterator

    from snapshotter.model.citation import Citation
    from snapshotter.model.post import CitedPost, SourceFailed
    from snapshotter.settings import Settings

_COUNT_EVERY_S = 0.2


@declare("citations")
@source_options
@post_filters
@network_options
def command(
    sources: tuple[str, ...],
    base_url: str | None,
    format_name: str | None,
    include_post: tuple[str, ...],
    exclude_post: tuple[str, ...],
    **network: Any,
) -> int:
    """List the citations of posts; touches no cited page.

    SOURCE is an http(s) address, a file, a folder, or - for standard input; feeds, sitemaps, exports
    and folders are many posts.  Every outbound link is listed, with its region and, if it cannot be
    captured, the reason.  With --json one document a line, as it comes; what cannot be read gives its
    error in its place, and the rest goes on.
    """
    from snapshotter.cli.running import run_lightly
    from snapshotter.cli.sources import conclude

    invocation = current()
    settings = with_options(invocation, network)
    reading = {"base_url": base_url, "format": format_name}
    filters = {"include_post": include_post, "exclude_post": exclude_post}
    listing = _Listing(invocation)
    run_lightly(_list(sources, settings, {**reading, **filters}, listing))
    listing.end()
    return conclude(listing.failures, listing.posts)


async def _list(
    sources: tuple[str, ...], settings: Settings, reading: dict[str, Any], listing: _Listing
) -> None:
    """Print each post as it comes; stop early when nobody reads on."""
    from snapshotter import wiring

    async with aclosing(wiring.read_citations(sources, settings=settings, **reading)) as posts:
        async for found in posts:
            if not listing.print(found):
                break


class _Listing:
    """What was printed so far, and on a terminal the count of it where the posts go elsewhere."""

    def __init__(self, invocation: Invocation) -> None:
        self._json = invocation.json
        self._quiet = invocation.quiet
        self._counts = not invocation.quiet and sys.stderr.isatty() and not sys.stdout.isatty()
        self._shown_s = time.monotonic()
        self.failures: list[SourceFailed] = []
        self._untold: SourceFailed | None = None
        """The first failure: when it stays alone, the error boundary tells it."""
        self.posts = 0
        self._citations = 0

    def print(self, found: CitedPost | SourceFailed) -> bool:
        """False when the reader is gone."""
        from snapshotter.model.post import SourceFailed

        if isinstance(found, SourceFailed):
            self.failures.append(found)
            return self._print_failure(found)
        self._tell()
        self.posts += 1
        self._citations += len(found.citations)
        self._count(now=False)
        if self._json:
            from snapshotter.manifest import cited_to_json

            return emit_json(cited_to_json(found))
        return all(emit(line) for line in _lines(found))

    def end(self) -> None:
        """Say how much it was, when it was more than one, or nothing."""
        self._count(now=True)
        if self.posts + len(self.failures) != 1 and not self._quiet and not self._json:
            failed = f", {len(self.failures)} could not be read" if self.failures else ""
            say(f"{self.posts} posts, {self._citations} citations{failed}")

    def _print_failure(self, failed: SourceFailed) -> bool:
        from snapshotter.cli.sources import failure_to_json

        if self._json:
            return emit_json(failure_to_json(failed))
        self._tell()
        self._untold = failed
        if self.posts or len(self.failures) > 1:
            self._tell()
        return True

    def _tell(self) -> None:
        failed, self._untold = self._untold, None
        if failed is not None:
            from snapshotter.cli.sources import failure_line

            say(f"snapshotter: {failure_line(failed)}")

    def _count(self, *, now: bool) -> None:
        if not self._counts or (not now and time.monotonic() - self._shown_s < _COUNT_EVERY_S):
            return
        self._shown_s = time.monotonic()
        sys.stderr.write(f"\r{self.posts} posts, {self._citations} citations" + ("\r\x1b[K" if now else ""))
        sys.stderr.flush()


def _lines(cited: CitedPost) -> Iterator[str]:
    post = cited.post
    yield printable(f"{post.title or post.source}  <{post.uri or post.source}>")
    for citation in cited.citations:
        yield printable(without_logins(_line(citation)))
    for unlinked in cited.unlinked:
        names = (unlinked.publisher, unlinked.author, unlinked.title, unlinked.date)
        yield printable("   -  no address: " + ", ".join(name for name in names if name))


def _line(citation: Citation) -> str:
    skip = f"  [skipped: {citation.skip}]" if citation.skip else ""
    anchor = (
        f'  "{shorten(" ".join(citation.anchor_text.split()), 60)}"' if citation.anchor_text.strip() else ""
    )
    place = f"{citation.ordinal:>4}  {citation.region:<8} {citation.kind:<10}"
    return f"{place} {citation.url or citation.href}{anchor}{skip}"
