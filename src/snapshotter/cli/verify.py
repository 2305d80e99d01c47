"""``snapshotter verify``: fixity of what is stored, and the sealed proof again."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from snapshotter.cli.exit_codes import ExitCode
from snapshotter.cli.invocation import Invocation, current, declare
from snapshotter.cli.output import emit, emit_json, printable, say
from snapshotter.sizes import readable_size

if TYPE_CHECKING:
    from collections.abc import Sequence

    from snapshotter.cli.progress import ReadingBar
    from snapshotter.model.damage import Damage
    from snapshotter.model.fixity import Fault, FileReport
    from snapshotter.model.proof import Proof
    from snapshotter.wiring.fixity import Verified
    from snapshotter.workflows.verify_replay import Reproved

_MISSES_SHOWN = 3


@declare("verify")
@click.argument("sources", metavar="[POST or FILE or COPY...]", nargs=-1)
@click.option("--replay", is_flag=True, help="Load every snapshot again from the archive alone as well.")
@click.option("--scrub", is_flag=True, help="Pass over files found sound of late ([fixity] scrub_days).")
@click.option("--strict", is_flag=True, help="Count what the standards only recommend as well.")
@click.option(
    "--checkpoint",
    "checkpoints",
    multiple=True,
    metavar="FILE",
    help="A checkpoint kept elsewhere, or its text; the chain must hold it. Repeatable.",
)
@click.option(
    "--trust",
    "keys",
    multiple=True,
    metavar="KEY",
    help="A public key, or a file of them: checkpoints must be signed with one. Repeatable.",
)
@click.option(
    "--trust-authority",
    "authorities",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Certificates (PEM) of time-stamp authorities that count. Repeatable.",
)
def command(sources: tuple[str, ...], replay: bool, **wanted: Any) -> int:
    """Read every stored byte again and say whether the archive is sound.

    Every record is held against its length and digests, indexes and manifests against the records, and all
    of them against the chain, the log of the archive's growth.  Damage is told by citation.

    A POST is named by its slug; a FILE may be any tool's WARC, ARC or WACZ; a COPY is a folder, another
    archive home or a copy of warcs/.  Without any, the whole archive home.  With --scrub, what was found
    sound within the last 30 days is passed over, so that a large archive can be read bit by bit: broken
    off, it goes on where it was.  With --replay the snapshots of the posts (or all) are proved again, and
    the new proofs kept.  Exits with 5 when something is invalid, or a snapshot can be replayed less well
    than before.
    """
    from snapshotter.cli.progress import reading
    from snapshotter.wiring import fixity, proofs

    invocation = current()
    home, settings = invocation.archive_home(), invocation.settings()
    if replay:
        proofs.require_posts(home, sources)
    wishes = fixity.VerifyWishes(sources, **wanted)
    with reading(invocation) as bar:
        watch = _Watching(invocation, bar)
        watching = fixity.Watching(bar.begin, watch.reading, watch.checked)
        found = fixity.verify(home, settings, wishes, watching)
    reports = found.reports
    proved: Sequence[Reproved] = ()
    if replay:
        from snapshotter.cli.running import run

        proved = run(proofs.verify_replay(home, settings, sources, told=watch.proved))
    if invocation.json:
        emit_json(_document(found, proved))
    else:
        _tell_damage(found.damage)
        if found.damage and not invocation.quiet:
            say("a copy or an export puts it right: snapshotter restore --from COPY")
        _conclude(reports, proved, quiet=invocation.quiet)
    sound = all(report.is_valid for report in reports) and not any(each.is_worse for each in proved)
    return ExitCode.DONE if sound else ExitCode.INTEGRITY


class _Watching:
    """Tells what is being done, and what came of each file and snapshot as soon as it is known."""

    def __init__(self, invocation: Invocation, bar: ReadingBar) -> None:
        self._bar = bar
        self._json = invocation.json
        self._quiet = invocation.quiet
        self._told: tuple[str, int] = ("", -1)

    def reading(self, file: str, done: int, size: int) -> None:
        """A line at most once for every tenth of a large file, where there is no bar."""
        if self._bar.is_live:
            self._bar.reading(file, done, size)
            return
        tenth = (file, min(done * 10 // size, 9) if size > _LARGE_BYTES else 0)
        if self._quiet or self._json or tenth == self._told:
            return
        self._told = tenth
        say(printable(f"reading   {file}" + (f"  ({tenth[1] * 10} %)" if tenth[1] else "")))

    def checked(self, report: FileReport) -> None:
        self._bar.finished()
        if self._json:
            return
        word = "ok" if report.is_valid else "invalid"
        size = f", {readable_size(report.size_bytes)}" if report.size_bytes else ""
        emit(printable(f"{word:<9} {report.file}  ({report.records} records{size})"))
        for fault in report.faults:
            emit(printable(f"  {_fault_line(fault)}"))
        for hint in dict.fromkeys(fault.hint for fault in report.faults if fault.hint):
            emit(printable(f"  to mend: {hint}"))
        for remark in report.remarks:
            emit(printable(f"  {remark}"))

    def proved(self, done: Reproved, number: int, count: int) -> None:
        if self._json:
            return
        emit(printable(f"{done.proof.grade:<12} {done.stored.url}  ({_counts(done.proof)})"))
        if done.before is not None and done.is_worse:
            emit(printable(f"  worse than before: it was {done.before.grade}, {done.before.missed} missed"))
        if done.proof.grade != "sealed":
            emit(printable(f"  {done.proof.message}"))
        for miss in [miss for miss in done.proof.misses if not miss.known][:_MISSES_SHOWN]:
            emit(printable(f"  missed {miss.method} {miss.url}"))
        if not self._quiet:
            say(f"proved    {number} of {count}")


_LARGE_BYTES = 50_000_000


def _fault_line(fault: Fault) -> str:
    where = f", offset {fault.offset}" if fault.offset is not None else ""
    return f"{fault.severity}: {fault.code}{where}: {fault.message}"


def _counts(proof: Proof) -> str:
    counts = [f"{proof.requests} requests", f"{proof.missed} missed", f"{proof.approximated} approximated"]
    if proof.pixel_diff is not None:
        counts.append(f"{proof.pixel_diff:.2%} of the window differ")
    if proof.text_ratio is not None:
        counts.append(f"text {proof.text_ratio:.1%} the same")
    return ", ".join(counts)


def _conclude(reports: Sequence[FileReport], proved: Sequence[Reproved], *, quiet: bool) -> None:
    if quiet:
        return
    invalid = sum(not report.is_valid for report in reports)
    say(f"{len(reports)} files, {invalid} of them invalid")
    if proved:
        grades = Counter(each.proof.grade for each in proved)
        say("snapshots: " + ", ".join(f"{count} {grade}" for grade, count in grades.most_common()))


def _tell_damage(damage: Sequence[Damage]) -> None:
    for each in damage:
        what = _WHAT.get(each.what, each.what)
        where = each.file if each.offset is None else f"{each.file}, offset {each.offset}"
        target = f" {each.target}" if each.what == "sub-resource" and each.target else ""
        emit(printable(f"damage    {each.post}: {each.url}: {what}{target} ({each.code}: {where})"))


_WHAT = {
    "page": "the page itself",
    "sub-resource": "a part of the page,",
    "request": "a request, or its answer",
    "metadata": "what was noted of the visit",
    "certificate": "the certificates of a connection",
    "audit": "the evidence of an audit",
    "view": "the picture of the window",
    "full-page": "the picture of the page",
    "thumbnail": "the small picture of the page",
    "text": "the text of the page",
}


def _document(found: Verified, proved: Sequence[Reproved]) -> dict[str, Any]:
    from dataclasses import asdict

    files = [
        {
            "file": report.file,
            "valid": report.is_valid,
            "records": report.records,
            "findings": [asdict(fault) for fault in report.faults],
            "remarks": list(report.remarks),
        }
        for report in found.reports
    ]
    return {
        "schema_version": 1,
        "files": files,
        "damage": [asdict(each) for each in found.damage],
        "snapshots": [_proof_document(each) for each in proved],
    }


def _proof_document(done: Reproved) -> dict[str, Any]:
    """The proof of the manifest, and whose it is."""
    from snapshotter.model.plain import proof_to_plain

    return {
        "id": done.stored.id,
        "url": done.stored.url,
        "worse": done.is_worse,
        "before": done.before.grade if done.before is not None else None,
        **(proof_to_plain(done.proof) or {}),
    }
