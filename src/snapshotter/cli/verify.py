"""``snapshotter verify``: fixity of what is stored, and the sealed proof again."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import click

from snapshotter.cli.exit_codes import ExitCode
from snapshotter.cli.invocation import Invocation, current, declare
from snapshotter.cli.output import emit, emit_json, printable, say
from snapshotter.sizes import readable_size

if TYPE_CHECKING:
    from collections.abc import Sequence

    from snapshotter.model.fixity import Fault, FileReport
    from snapshotter.model.proof import Proof
    from snapshotter.workflows.verify_replay import Reproved

_MISSES_SHOWN = 3


@declare("verify")
@click.argument("sources", metavar="[POST or FILE...]", nargs=-1)
@click.option("--replay", is_flag=True, help="Load every snapshot again from the archive alone as well.")
def command(sources: tuple[str, ...], replay: bool) -> int:
    """Read every stored byte again and say whether the archive is sound.

    Every record is held against its length and digests, and indexes and manifests against the records.
    A POST is named by its slug; a FILE may be any tool's WARC, ARC or WACZ.  Without either, the whole
    archive home.  With --replay the snapshots of the posts (or all) are proved again, and the new proofs
    kept; broken off, it goes on with those that were not proved.  Exits with 5 when something is invalid,
    or a snapshot can be replayed less well than before.
    """
    from snapshotter.wiring import proofs

    invocation = current()
    home, settings = invocation.archive_home(), invocation.settings()
    if replay:
        proofs.require_posts(home, sources)
    watch = _Watching(invocation)
    reports = proofs.verify(home, settings, sources, told=watch.reading, checked=watch.checked)
    proved: Sequence[Reproved] = ()
    if replay:
        from snapshotter.cli.running import run

        proved = run(proofs.verify_replay(home, settings, sources, told=watch.proved))
    if invocation.json:
        emit_json(_document(reports, proved))
    else:
        _conclude(reports, proved, quiet=invocation.quiet)
    sound = all(report.is_valid for report in reports) and not any(each.is_worse for each in proved)
    return ExitCode.DONE if sound else ExitCode.INTEGRITY


class _Watching:
    """Tells what is being done, and what came of each file and snapshot as soon as it is known."""

    def __init__(self, invocation: Invocation) -> None:
        self._json = invocation.json
        self._quiet = invocation.quiet
        self._told: tuple[str, int] = ("", -1)

    def reading(self, file: str, done: int, size: int) -> None:
        """At most once for every tenth of a large file."""
        tenth = (file, min(done * 10 // size, 9) if size > _LARGE_BYTES else 0)
        if self._quiet or self._json or tenth == self._told:
            return
        self._told = tenth
        say(printable(f"reading   {file}" + (f"  ({tenth[1] * 10} %)" if tenth[1] else "")))

    def checked(self, report: FileReport) -> None:
        if self._json:
            return
        word = "ok" if report.is_valid else "invalid"
        size = f", {readable_size(report.size_bytes)}" if report.size_bytes else ""
        emit(printable(f"{word:<9} {report.file}  ({report.records} records{size})"))
        for fault in report.faults:
            emit(printable(f"  {_fault_line(fault)}"))
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


def _document(reports: Sequence[FileReport], proved: Sequence[Reproved]) -> dict[str, Any]:
    from dataclasses import asdict

    files = [
        {
            "file": report.file,
            "valid": report.is_valid,
            "records": report.records,
            "findings": [asdict(fault) for fault in report.faults],
            "remarks": list(report.remarks),
        }
        for report in reports
    ]
    return {"schema_version": 1, "files": files, "snapshots": [_proof_document(each) for each in proved]}


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
