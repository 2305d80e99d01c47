"""``snapshotter demo``: a tour on a small web that the program serves itself."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from snapshotter.cli.exit_codes import ExitCode
from snapshotter.cli.invocation import current, declare
from snapshotter.cli.options import proof_option, with_options
from snapshotter.cli.output import emit, emit_json, printable, say, shorten
from snapshotter.model.capture import Outcome

if TYPE_CHECKING:
    from snapshotter.model.snapshot import CitationEntry, Manifest

_ADDRESS_WIDTH, _NAME_WIDTH = 44, 40


@declare("demo")
@proof_option
def command(**options: Any) -> int:
    """A tour on a small web that the program serves itself.

    Archives a post and what it cites, all from loopback, into --home or else a new temporary
    folder, which stays for you to look at; then ten years go by on that web, the same pages are
    audited, and a report is written.  Some of the cited pages are broken on purpose, so they
    do not make the exit code; that nothing at all was captured does (3).
    """
    from snapshotter import wiring
    from snapshotter.cli import archive, audit
    from snapshotter.cli.progress import view
    from snapshotter.cli.running import run

    invocation = current()
    settings = with_options(invocation, options)
    home = invocation.archive_home() if invocation.home else _new_folder()
    if not invocation.quiet and not invocation.json:
        say(f"The archive of the tour: {home}")
    with view(invocation) as progress:
        tour = run(wiring.demo(home=home, settings=settings, watch=progress.watch))
    if invocation.json:
        told = {"audit": audit.document(tour.audited), "report": str(tour.report)}
        emit_json({**archive.document(tour.archived), **told})
    else:
        archive.report(tour.archived, invocation)
        for manifest in wiring.list_posts(home, settings):
            _show(manifest)
            _show_fates(manifest)
            _show_next(manifest, home, tour.report)
    return ExitCode.DONE if any(post.captured for post in tour.archived.posts) else ExitCode.PARTIAL


def _show(manifest: Manifest) -> None:
    """The manifest as a table."""
    captured = [entry for entry in manifest.entries if _outcome(entry) is not Outcome.SKIPPED]
    emit("")
    emit(f"{'#':>3}  {'outcome':<9}{'status':<8}{'record at':>10}  cited page")
    for entry in captured:
        emit(printable(_row(entry)))
    skipped = len(manifest.entries) - len(captured)
    emit(f"     and {skipped} links of the page that are no citations of its text: listed, and not captured")


def _show_fates(manifest: Manifest) -> None:
    """What the audit found, ten years later."""
    from snapshotter.model.audit_plain import audits_of

    emit("")
    emit("Ten years later:")
    for entry in manifest.entries:
        for audit in audits_of(entry)[-1:]:
            address = shorten((entry.citation.url or "").partition("://")[2], _ADDRESS_WIDTH)
            says = str(audit.verdict.evidence.get("says", ""))
            emit(
                printable(
                    f"{entry.citation.ordinal:>3}  {audit.verdict.audit_class:<17}{address:<44}  {says}"
                )
            )


def _show_next(manifest: Manifest, home: Path, report: Path) -> None:
    """What to try next."""
    captured = [entry for entry in manifest.entries if _outcome(entry) is not Outcome.SKIPPED]
    emit("")
    emit(f"The report, for your browser: {report}")
    emit("Look at what is here:")
    examples = [f"show {entry.citation.id}" for entry in captured[:1]]
    for words in ("replay", f"show {manifest.slug}", *examples, "report --format md", "verify --replay"):
        emit(f"  {_program()} --home {home} {words}")
    emit("Archive a post of your own:")
    emit(f"  {_program()} archive https://blog.example/2026/a-post")


def _program() -> str:
    """The program as it was called, so that the next command works as it stands."""
    return sys.argv[0] if Path(sys.argv[0]).name == "snapshotter" else "snapshotter"


def _row(entry: CitationEntry) -> str:
    snapshot = entry.snapshots[-1]
    status = str(snapshot.status) if snapshot.status is not None else "-"
    offset = str(snapshot.warc.offset) if snapshot.warc is not None else "-"
    name = snapshot.title or entry.citation.anchor_text
    reason = f"  ({snapshot.reason.code})" if snapshot.reason else ""
    address = (entry.citation.url or entry.citation.href).partition("://")[2]
    return (
        f"{entry.citation.ordinal:>3}  {snapshot.outcome:<9}{status:<8}{offset:>10}"
        f"  {shorten(address, _ADDRESS_WIDTH):<{_ADDRESS_WIDTH}}  {shorten(name, _NAME_WIDTH)}{reason}"
    )


def _outcome(entry: CitationEntry) -> object:
    return entry.snapshots[-1].outcome if entry.snapshots else None


def _new_folder() -> Path:
    import tempfile

    return Path(tempfile.mkdtemp(prefix="snapshotter-demo-"))
