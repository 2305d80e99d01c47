"""One foreign file, from its path to the captures that it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from snapshotter.imports import files, own, parts, survey
from snapshotter.imports.assembly import Block
from snapshotter.imports.captures import Blocks, BlockWriter, captures_of
from snapshotter.imports.files import Part, Tick
from snapshotter.imports.har import HarFile
from snapshotter.imports.pages import PagePlan, plans_of, single_plans
from snapshotter.imports.revisits import originals_of
from snapshotter.imports.seen import FindPreserved, Key, Loss, Seen, Survey
from snapshotter.imports.stow import Stow
from snapshotter.imports.survey import ReadLinks, numbered
from snapshotter.model.capture import Capture
from snapshotter.warc import visits
from snapshotter.warc.header import Header
from snapshotter.warc.streamed import Damage, Sink, Streamed, records


@dataclass(frozen=True, slots=True)
class Means:
    """What reading a file needs of the world."""

    folder: Path
    """For blocks on their way."""
    read_links: ReadLinks
    preserved: FindPreserved = lambda digest: None
    """What the archive has of other files already."""


@dataclass(slots=True)
class Contents:
    """What one file holds: known once its captures were taken to the end."""

    captures: Iterator[Capture]
    """Bodies can be read until the next one is asked for.  Raises :class:`WriteFailed` when the disk
    refuses to hold them meanwhile."""
    losses: list[Loss] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)
    """By kind: records that belong to no page and are none."""
    records: int = 0


def size_to_read(path: Path) -> int:
    """How many bytes a file's import reads: it is read twice, a HAR once."""
    return path.stat().st_size * (1 if files.kind_of(path) == "har" else 2)


@contextmanager
def read(path: Path, means: Means, tick: Tick) -> Iterator[Contents]:
    """What is in a WARC, ARC, WACZ or HAR file.  Blocking.

    Damage never raises, it is a loss.  Raises ``OSError`` when the file cannot be opened.
    """
    kind = files.kind_of(path)
    if kind == "har":
        har = HarFile(path, tick)
        yield _contents(path, har, *har.survey(means.read_links), means)
        return
    with files.opened(path, kind, tick) as found:
        surveyed, signs = survey.survey_of(found.parts, means.read_links)
        surveyed.format = kind
        surveyed.listed = found.listed
        surveyed.losses[:0] = found.losses
        surveyed.software = surveyed.software or found.software
        yield _contents(path, _WarcParts(found.parts), surveyed, signs, means)


def _contents(path: Path, source: Blocks, found: Survey, signs: visits.Survey, means: Means) -> Contents:
    originals = originals_of(found, means.preserved)
    plans = _plans(found, signs, means.preserved)
    contents = Contents(iter(()), found.losses, found.left_out, found.records)
    if not found.records and not found.losses:
        found.losses.append(Loss(0, "there is no record in it", 0))

    def captures() -> Iterator[Capture]:
        for each in captures_of(source, found, plans, originals, Stow(means.folder), file=path.name):
            if isinstance(each, Loss):
                found.losses.append(each)
            else:
                yield each

    contents.captures = captures()
    return contents


def _plans(found: Survey, signs: visits.Survey, preserved: FindPreserved) -> list[PagePlan]:
    """Captures of our own as they were; of the rest, pages with their parts; else every answer by itself."""
    ours = own.plans_of(found, preserved)
    others = plans_of(found, signs)
    if others:
        parts.attribute(found, others)
    elif not ours:
        others = single_plans(found, found.events)
    elif found.events:
        found.leave_out("exchange of no page", len(found.events))
    return [*ours, *others]


@dataclass(slots=True)
class _WarcParts:
    """:class:`snapshotter.imports.captures.Blocks` of WARC and ARC files."""

    parts: Sequence[Part]

    def blocks(self, wanted: Callable[[Key], Seen | None], stow: Stow) -> Iterator[tuple[Key, Block | Loss]]:
        for number, (_, open_part) in enumerate(self.parts):
            with open_part() as file:
                taking = _Taking(number, wanted, stow)
                found = records(file, lambda header: 0, taking.sink)
                for key, each in numbered(number, found):
                    block = taking.finish(each)
                    if block is not None:
                        yield key, block


class _Taking:
    """The block that is being read."""

    def __init__(self, part: int, wanted: Callable[[Key], Seen | None], stow: Stow) -> None:
        self._part = part
        self._number = 0
        self._wanted = wanted
        self._stow = stow
        self._writer: BlockWriter | None = None

    def sink(self, header: Header) -> Sink | None:
        self._drop()
        seen = self._wanted(Key(self._part, self._number))
        self._writer = BlockWriter(seen, self._stow) if seen is not None else None
        return self._writer.write if self._writer is not None else None

    def finish(self, found: Streamed | Damage) -> Block | None:
        """The block that was taken; None when it is not wanted, or cannot be read to its end."""
        writer, self._writer = self._writer, None
        self._number += isinstance(found, Streamed)
        if writer is None:
            return None
        if isinstance(found, Damage):
            writer.discard()
            return None
        return writer.block()

    def _drop(self) -> None:
        if self._writer is not None:
            self._writer.discard()
            self._writer = None
