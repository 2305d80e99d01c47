"""``snapshotter judge``: what stored responses are, derived again."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import click

from snapshotter.cli.exit_codes import ExitCode
from snapshotter.cli.invocation import current, declare
from snapshotter.cli.output import emit, printable, say, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable

    from snapshotter.workflows.judge import Judged, Unreadable

_URL_COLUMNS = 100


@declare("judge")
@click.argument("sources", metavar="[POST or FILE.warc.gz]...", nargs=-1)
def command(sources: tuple[str, ...]) -> int:
    """Derive the verdict of stored responses again, offline.

    Says of every page whether it is the cited one (good), or what came in its place: a challenge, a
    consent or login wall, a soft 404, a parked domain, an empty shell, and so on.  A POST is named by
    its slug; a FILE may be any tool's WARC, ARC or WACZ.  Without either, the whole archive home.
    """
    from snapshotter import wiring

    invocation = current()
    found = wiring.judge(invocation.archive_home(), invocation.settings(), sources)
    return _as_json(found) if invocation.json else _as_lines(found, quiet=invocation.quiet)


def _as_json(found: Iterable[Judged | Unreadable]) -> int:
    """One document, written while the files are read."""
    import json

    from snapshotter.workflows.judge import Judged

    damaged: list[dict[str, Any]] = []
    emit('{"schema_version": 1, "records": [')
    before = ""
    for each in found:
        if not isinstance(each, Judged):
            damaged.append({"file": each.file, "offset": each.offset, "message": each.message})
            continue
        if not emit(before + json.dumps(_record(each))):
            return ExitCode.DONE
        before = ","
    emit(f'], "damaged": {json.dumps(damaged)}}}')
    return ExitCode.INTEGRITY if damaged else ExitCode.DONE


def _record(judged: Judged) -> dict[str, Any]:
    from snapshotter.model.plain import verdict_to_plain

    return {
        "url": judged.url,
        "record_id": judged.record_id,
        "file": judged.file,
        "verdict": verdict_to_plain(judged.verdict),
    }


def _line(judged: Judged) -> str:
    verdict = judged.verdict
    where = shorten(judged.url, _URL_COLUMNS)
    return f"{verdict.page_class:<13} {verdict.confidence:.2f}  {where}  ({verdict.evidence.get('says', '')})"


def _as_lines(found: Iterable[Judged | Unreadable], *, quiet: bool) -> int:
    from snapshotter.workflows.judge import Judged

    counts: Counter[str] = Counter()
    damaged = 0
    for each in found:
        if not isinstance(each, Judged):
            damaged += 1
            say(printable(f"{each.file}, offset {each.offset}: {each.message}"))
            continue
        counts[each.verdict.page_class] += 1
        if not emit(printable(_line(each))):
            return ExitCode.DONE
    if not quiet:
        say(", ".join(f"{count} {name}" for name, count in counts.most_common()) or "no page found")
    return ExitCode.INTEGRITY if damaged else ExitCode.DONE
