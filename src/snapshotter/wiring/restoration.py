"""``restore``: an archive home made whole from copies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from snapshotter.model.growth import ClosedWarc
    from snapshotter.settings import Settings
    from snapshotter.workflows.restore_archive import RestoreArchive
    from snapshotter.workflows.restoring import Copies, Outcome


@dataclass(frozen=True, slots=True)
class RestoreWishes:
    """What is wanted."""

    copies: tuple[Path, ...]
    """Folders with a copy of the home or of its ``warcs``, WACZ and WARC files."""
    manifests: bool = False
    rehearse: bool = False


@dataclass(frozen=True, slots=True)
class Watching:
    """Who is told of the work while it is done."""

    told: Callable[[str], None] = lambda _: None
    done: Callable[[Outcome], None] = lambda _: None


def restore(home: Path, settings: Settings, wishes: RestoreWishes, watching: Watching) -> tuple[Outcome, ...]:
    """Put back what is damaged or missing, then bring the catalogue into step.

    Raises :class:`UsageError` for a copy that is none, :class:`Locked`, and :class:`WriteFailed`.
    """
    from snapshotter.warc.lock import archive_lock
    from snapshotter.workflows.replacing import Replacing
    from snapshotter.workflows.restore_archive import RestoreArchive

    with ExitStack() as stack:
        copies = _copies(wishes.copies, stack)
        if not wishes.rehearse:
            stack.enter_context(archive_lock(home, "restore"))
        use_case = RestoreArchive(
            home,
            copies,
            Replacing(rehearse=wishes.rehearse),
            entered=lambda warc: _enter(home, warc),
            manifests_too=wishes.manifests,
            told=watching.told,
        )
        outcomes = _run(use_case, home, watching)
        if not wishes.rehearse:
            _bring_into_step(home, settings, outcomes)
    return outcomes


def _run(use_case: RestoreArchive, home: Path, watching: Watching) -> tuple[Outcome, ...]:
    from snapshotter.errors import WriteFailed

    outcomes = []
    try:
        for outcome in use_case.run():
            watching.done(outcome)
            outcomes.append(outcome)
    except OSError as trouble:
        raise WriteFailed(
            f"{trouble.filename or home}: {trouble.strerror or trouble}",
            hint="make room on the disk and make sure that warcs/ can be written, then run it again",
        ) from trouble
    return tuple(outcomes)


def _copies(paths: Sequence[Path], stack: ExitStack) -> Copies:
    from snapshotter.errors import UsageError
    from snapshotter.warc.copies import stretches
    from snapshotter.wiring.fixity import as_home
    from snapshotter.workflows.restoring import Copies

    homes, files = [], []
    for path in paths:
        if path.is_dir():
            homes.append(stack.enter_context(as_home(path)))
            continue
        try:
            stretches(path)
        except (OSError, ValueError) as trouble:
            raise UsageError(
                f"{path}: no copy that can be read: {trouble}",
                hint="Give a copy of the archive home or of its warcs/, a WACZ, or a WARC.",
            ) from trouble
        files.append(path)
    return Copies(tuple(homes), tuple(files))


def _bring_into_step(home: Path, settings: Settings, outcomes: Sequence[Outcome]) -> None:
    """The catalogue is made anew where records came back, and otherwise where it has to be."""
    from snapshotter import catalogue
    from snapshotter.wiring.stores import sources
    from snapshotter.workflows.restoring import Restored

    url = settings.archive.catalogue_url or None
    if any(isinstance(each, Restored) and each.what in ("file", "records", "manifest") for each in outcomes):
        catalogue.reindex(home, url, sources=sources())
    else:
        catalogue.open_catalogue(home, url, sources=sources()).release()


def _enter(home: Path, warc: ClosedWarc) -> None:
    from snapshotter.chain.log import ChainLog

    ChainLog(home).warc_closed(warc)
