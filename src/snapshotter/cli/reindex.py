"""``snapshotter reindex``: the catalogue from WARCs and manifests alone."""

from __future__ import annotations

from dataclasses import asdict

from snapshotter.cli.exit_codes import ExitCode
from snapshotter.cli.invocation import current, declare
from snapshotter.cli.output import emit, emit_json


@declare("reindex")
def command() -> int:
    """Rebuild the catalogue from WARCs and manifests.

    The catalogue is a cache: nothing is lost with it, and this makes it anew.
    """
    from snapshotter import wiring

    invocation = current()
    counts = asdict(wiring.reindex(invocation.archive_home(), invocation.settings()))
    if invocation.json:
        emit_json({"schema_version": 1, **counts})
    else:
        emit(", ".join(f"{count} {name}" for name, count in counts.items()))
    return ExitCode.DONE
