"""``snapshotter citations``: what posts cite, in context."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from snapshotter.cli.invocation import Invocation, current, declare
from snapshotter.cli.options import network_options, source_options, with_network
from snapshotter.cli.output import emit, emit_json, printable, say, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator

    from snapshotter.model.citation import Citation
    from snapshotter.model.events import SourceFailed
    from snapshotter.model.post import CitedPost
    from snapshotter.settings import Settings


@declare("citations")
@source_options
@network_options
def command(sources: tuple[str, ...], base_url: str | None, format_name: str | None, **network: Any) -> int:
    """List the citations of posts; touches no cited page.

    SOURCE is an http(s) address, a file, or - for standard input.  Every outbound link is listed,
    with its region and, if it cannot be captured, the reason.  With --json one document a line; a
    SOURCE that fails gives its error in its place, and the rest goes on.
    """
    from snapshotter.cli.running import run
    from snapshotter.cli.sources import conclude

    invocation = current()
    settings = with_network(invocation, network)
    failures = run(_list(sources, settings, base_url, format_name, invocation))
    return conclude(failures, len(sources))


async def _list(
    sources: tuple[str, ...],
    settings: Settings,
    base_url: str | None,
    format_name: str | None,
    invocation: Invocation,
) -> list[SourceFailed]:
    """Print each post as it comes; stop early when nobody reads on."""
    from snapshotter import wiring
    from snapshotter.model.events import SourceFailed

    failures: list[SourceFailed] = []
    posts = wiring.read_citations(sources, settings=settings, base_url=base_url, format=format_name)
    async for post in posts:
        if isinstance(post, SourceFailed):
            failures.append(post)
        if not _print(post, invocation, alone=len(sources) == 1):
            break
    return failures


def _print(post: CitedPost | SourceFailed, invocation: Invocation, *, alone: bool) -> bool:
    from snapshotter.cli.sources import failure_to_json
    from snapshotter.model.events import SourceFailed

    if isinstance(post, SourceFailed):
        if invocation.json:
            return emit_json(failure_to_json(post))
        if not alone:  # a lone failure is told by the error boundary
            say(f"snapshotter: {printable(post.source)}: {printable(post.message)}")
        return True
    if invocation.json:
        from snapshotter.manifest import cited_to_json

        return emit_json(cited_to_json(post))
    return all(emit(line) for line in _lines(post))


def _lines(cited: CitedPost) -> Iterator[str]:
    post = cited.post
    yield printable(f"{post.title or post.source}  <{post.uri or post.source}>")
    for citation in cited.citations:
        yield printable(_line(citation))
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
