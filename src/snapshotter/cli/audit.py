"""``snapshotter audit``: what has become of the cited pages."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import click

from snapshotter.cli.exit_codes import ExitCode
from snapshotter.cli.invocation import Invocation, current, declare
from snapshotter.cli.options import network_options, with_options
from snapshotter.cli.output import emit, emit_json, printable, say

if TYPE_CHECKING:
    from snapshotter.audit.hosts import HostStatistics
    from snapshotter.workflows.audit_posts import AuditedCitation, AuditSummary, PostAudited

_LEAST_JOBS = 32
"""Pages that are asked for at the same time, unless it is said: most of them wait for their origins."""


@declare("audit")
@click.argument("posts", metavar="[POST...]", nargs=-1)
@click.option("--due", is_flag=True, help="Only citations that are due to be looked at again.")
@click.option(
    "--fail-on",
    metavar="POLICY",
    default="lost,changed",
    help="Exit with 10 when one of these is found [lost,changed]; none: never.",
)
@click.option("--evidence/--no-evidence", default=None, help="Keep every check in the archive (default: do).")
@click.option(
    "--browser/--no-browser", default=None, help="Ask with Chromium where a doubt is left (default: do)."
)
@network_options
def command(
    posts: tuple[str, ...],
    due: bool,
    fail_on: str,
    evidence: bool | None,
    browser: bool | None,
    **options: Any,
) -> int:
    """Ask for every cited page again and say what became of it.

    Each is held against the first snapshot of it.

    POST is a slug as list shows it; without one, all posts.  A page that is gone is suspected at first,
    and lost once that was seen often enough over days: run it again, best every day with --due.
    POLICY names what to fail on: lost, changed, unasked, or single classes, with commas between;
    confirmed: before a name counts only what was confirmed.
    """
    from dataclasses import replace

    from snapshotter.audit.policy import Policy
    from snapshotter.cli.progress import view
    from snapshotter.cli.running import run
    from snapshotter.wiring import audits

    invocation = current()
    policy = Policy.parse(fail_on)
    settings = with_options(invocation, options)
    chosen = {"evidence": evidence, "browser": browser}
    audit = replace(settings.audit, **{name: value for name, value in chosen.items() if value is not None})
    with view(invocation) as progress:
        summary = run(
            audits.audit(
                posts,
                home=invocation.archive_home(),
                settings=replace(settings, audit=audit),
                jobs=options["jobs"] or max(settings.network.jobs, _LEAST_JOBS),
                due_only=due,
                watch=progress.watch,
            )
        )
    conclude(summary, invocation)
    return ExitCode.LOST_OR_CHANGED if audits.offences(summary, policy) else ExitCode.DONE


def conclude(summary: AuditSummary, invocation: Invocation) -> None:
    """Say what came of a run."""
    if invocation.json:
        emit_json(document(summary))
    else:
        _tell(summary, quiet=invocation.quiet)


def _tell(summary: AuditSummary, *, quiet: bool) -> None:
    from snapshotter.wiring import audits

    for post in summary.posts:
        emit(printable(f"{post.manifest}  {post.checked} checked: {_counts(post)}"))
    if quiet:
        return
    suspected = sum(not each.audit.verdict.confirmed for each in summary.citations)
    total = Counter(each.audit.verdict.audit_class for each in summary.citations)
    say("  ".join(f"{name}: {count}" for name, count in total.most_common()) or "nothing was due")
    for host in audits.hosts(summary).values():
        if host.says:
            say(printable(host.says))
    if suspected:
        say(f"{suspected} of these were seen and are not confirmed yet; see them again on another day")


def _counts(post: PostAudited) -> str:
    ordered = sorted(post.classes.items(), key=lambda each: (-each[1], each[0]))
    return ", ".join(f"{count} {name}" for name, count in ordered) or "nothing was due"


def document(summary: AuditSummary) -> dict[str, Any]:
    """What ``--json`` prints."""
    from dataclasses import asdict

    from snapshotter.wiring import audits

    return {
        "schema_version": 1,
        "posts": [asdict(post) for post in summary.posts],
        "citations": [_citation(each) for each in summary.citations],
        "hosts": [_host(each) for each in audits.hosts(summary).values()],
    }


def _host(each: HostStatistics) -> dict[str, Any]:
    counts = ("checks", "pages", "sound", "changed", "dead", "unasked", "turned_away", "share_sound")
    return {"host": each.host, **{name: getattr(each, name) for name in counts}, "says": each.says}


def _citation(each: AuditedCitation) -> dict[str, Any]:
    from snapshotter.model.audit_plain import audit_to_plain

    return {"post": each.post, "id": each.id, "url": each.url, **audit_to_plain(each.audit)}
