"""``snapshotter archive``: citations, captures, WARC, manifest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from snapshotter.cli.exit_codes import ExitCode
from snapshotter.cli.invocation import Invocation, current, declare
from snapshotter.cli.options import (
    capture_options,
    network_options,
    post_filters,
    source_options,
    with_options,
)
from snapshotter.cli.output import emit, emit_json, printable, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from snapshotter.model.events import PostFinished
    from snapshotter.workflows.archive_posts import ArchiveSummary

_PATTERN = "PATTERN"
_CHOSEN = ("include", "exclude", "limit", "dry_run", "refresh", "include_post", "exclude_post")


@declare("archive")
@source_options
@click.option("--scope", type=click.Choice(["body", "all"]), help="Which citations to capture [body].")
@click.option("--include", multiple=True, metavar=_PATTERN, help="Only addresses that match.  Repeatable.")
@click.option("--exclude", multiple=True, metavar=_PATTERN, help="No addresses that match.  Repeatable.")
@click.option("--limit", type=click.IntRange(min=0), metavar="N", help="Only the first N citations.")
@click.option("--dry-run", is_flag=True, help="Say what would be captured; write nothing.")
@click.option("--refresh", is_flag=True, help="Take new snapshots of what is captured already.")
@post_filters
@capture_options
@network_options
def command(
    sources: tuple[str, ...],
    base_url: str | None,
    format_name: str | None,
    scope: str | None,
    **options: Any,
) -> int:
    """Capture every page that posts cite, into WARC.

    SOURCE is an http(s) address, a file, a folder, or - for standard input; feeds, sitemaps, exports
    and folders are many posts.  Run it again at any time: it captures only what is missing or failed.
     PATTERN has *, ? and [...] as a shell has them.
    Exits with 3 when some citations were not, or not wholly, captured.
    """
    from snapshotter import wiring
    from snapshotter.cli.progress import view
    from snapshotter.cli.running import run

    invocation = current()
    chosen = {name: options.pop(name) for name in _CHOSEN}
    settings = with_options(invocation, options)
    with view(invocation) as progress:
        summary = run(
            wiring.archive(
                sources,
                home=invocation.archive_home(),
                settings=settings,
                base_url=base_url,
                format=format_name,
                scope=scope or settings.archive.scope,
                watch=progress.watch,
                **chosen,
            )
        )
    return report(summary, invocation)


def report(summary: ArchiveSummary, invocation: Invocation) -> int:
    """Say what came of a run, and return its exit code."""
    from snapshotter.cli.sources import conclude

    if invocation.json:
        emit_json(document(summary))
    else:
        for post in summary.posts:
            emit(_line(post))
        if not invocation.quiet:
            _say_table(summary)
    concluded = conclude(summary.failures, len(summary.posts))
    whole = all(post.failed + post.partial == 0 for post in summary.posts)
    return concluded if whole else ExitCode.PARTIAL


def _say_table(summary: ArchiveSummary) -> None:
    from snapshotter.cli.progress import final_table
    from snapshotter.cli.sources import failure_line

    for line in final_table(summary.tally):
        say(line)
    for failure in summary.failures if len(summary.failures) + len(summary.posts) > 1 else ():
        say(f"snapshotter: {failure_line(failure)}")


def document(summary: ArchiveSummary) -> dict[str, Any]:
    """What ``--json`` prints."""
    from snapshotter.cli.sources import failure_to_json

    made: dict[str, Any] = {
        "schema_version": 1,
        "posts": _posts_to_json(summary.posts),
        "stored_bytes": summary.tally.stored_bytes,
        "saved_bytes": summary.tally.saved_bytes,
    }
    if summary.failures:
        made["failures"] = [failure_to_json(failure) for failure in summary.failures]
    return made


def _posts_to_json(posts: Sequence[PostFinished]) -> list[dict[str, Any]]:
    from dataclasses import asdict

    return [asdict(post) for post in posts]


def _line(post: PostFinished) -> str:
    counts = ((post.captured, "captured"), (post.partial, "partial"), (post.failed, "failed"))
    words = ", ".join(f"{count} {word}" for count, word in (*counts, (post.skipped, "skipped")) if count)
    return printable(f"{post.manifest}  {post.citations} citations: {words or 'none'}")
