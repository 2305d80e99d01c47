"""``snapshotter rescue``: lost pages out of public archives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from snapshotter.cli.exit_codes import ExitCode
from snapshotter.cli.invocation import Invocation, current, declare
from snapshotter.cli.options import network_options, with_options
from snapshotter.cli.output import emit, emit_json, printable, say

if TYPE_CHECKING:
    from snapshotter.model.events import Event
    from snapshotter.rescue.saving import Submitted
    from snapshotter.settings import Settings
    from snapshotter.workflows.rescue_posts import RescuedCitation, RescuedPost, RescueSummary


@declare("rescue")
@click.argument("posts", nargs=-1, metavar="[POST...]")
@click.option(
    "--memento-archive",
    "archives",
    multiple=True,
    metavar="BASE",
    help="Ask this archive: wayback, or its address as pywb serves it.  Repeatable.",
)
@click.option("--all", "every", is_flag=True, help="Look for every citation, not only for the lost ones.")
@click.option(
    "--submit",
    is_flag=True,
    help="Ask the Wayback Machine to save the pages that are alive (key in SNAPSHOTTER_SPN_KEY).",
)
@click.option("--dry-run", is_flag=True, help="Ask the archives, and write nothing.")
@network_options
def command(
    posts: tuple[str, ...],
    archives: tuple[str, ...],
    every: bool,
    submit: bool,
    dry_run: bool,
    **options: Any,
) -> int:
    """Look in public archives for the pages that are lost, and keep what they have.

    A POST is named by its slug; without one, all posts.  Lost is a citation whose newest audit found it
    dead, or of which no visit ever got the page.  The memento nearest to the date of the citation that is
    the page and holds the quoted words becomes a snapshot, marked as a memento.  No archive is asked that
    is not named here or in [rescue] archives.  Exits with 3 when an archive refused or could not be asked.
    """
    from snapshotter.cli.running import run
    from snapshotter.wiring.rescues import RescueOptions, rescue

    invocation = current()
    settings = _with_archives(with_options(invocation, options), archives)
    work = rescue(
        posts,
        home=invocation.archive_home(),
        settings=settings,
        options=RescueOptions(every=every, submit=submit, dry_run=dry_run),
        watch=_Talk(invocation),
    )
    summary = run(work)
    if invocation.json:
        emit_json(_document(summary))
    else:
        _tell(summary)
    return ExitCode.PARTIAL if any(post.refused for post in summary.posts) else ExitCode.DONE


def _with_archives(settings: Settings, named: tuple[str, ...]) -> Settings:
    """Those of the command line before those of the settings."""
    from dataclasses import replace

    archives = tuple(dict.fromkeys((*named, *settings.rescue.archives)))
    return replace(settings, rescue=replace(settings.rescue, archives=archives))


class _Talk:
    """A line for every citation, unless a machine listens or nobody wants to."""

    def __init__(self, invocation: Invocation) -> None:
        self._is_silent = invocation.quiet or (invocation.json and not invocation.verbose)

    def __call__(self, event: Event) -> None:
        from snapshotter.cli.progress import line_of

        line = line_of(event)
        if line and not self._is_silent:
            say(line)


def _tell(summary: RescueSummary) -> None:
    for post in summary.posts:
        if post.looked:
            counts = f"{post.looked} looked for, {post.rescued} rescued, {post.not_found} not found"
            refused = f", {post.refused} refused" if post.refused else ""
            emit(printable(f"{post.slug}: {counts}{refused}"))
    if not any(post.looked for post in summary.posts):
        emit("nothing is lost that has no memento yet")


def _document(summary: RescueSummary) -> dict[str, Any]:
    return {
        "schema_version": 1,
        "posts": [_post(each) for each in summary.posts],
        "citations": [_citation(each) for each in summary.citations],
    }


def _post(post: RescuedPost) -> dict[str, Any]:
    return {
        "slug": post.slug,
        "manifest": post.manifest,
        "looked": post.looked,
        "rescued": post.rescued,
        "not_found": post.not_found,
        "refused": post.refused,
    }


def _citation(citation: RescuedCitation) -> dict[str, Any]:
    found = dict(citation.found) if citation.found is not None else None
    submitted = {"submitted": _submitted(citation.submitted)} if citation.submitted is not None else {}
    return {
        "post": citation.post,
        "id": citation.id,
        "url": citation.url,
        "found": found,
        "reason": citation.reason or None,
        "message": citation.message or None,
        **submitted,
    }


def _submitted(submitted: Submitted) -> dict[str, Any]:
    return {
        "state": submitted.state,
        "message": submitted.message or None,
        "job_id": submitted.job_id,
        "uri_m": submitted.uri_m,
        "may_pass": submitted.may_pass,
    }
