"""``judge``: the verdicts of stored responses, derived again from the records alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from snapshotter.errors import UsageError
from snapshotter.model.quote import QuoteMatch
from snapshotter.model.snapshot import Manifest
from snapshotter.model.verdict import Verdict

if TYPE_CHECKING:
    from snapshotter.ports import ManifestStore
    from snapshotter.warc.streamed import Damage
    from snapshotter.warc.visits import Visit


@dataclass(frozen=True, slots=True)
class Judged:
    """One response and its verdict."""

    url: str
    """What was asked for, of a capture of ours; of another tool's record its own address."""
    record_id: str | None
    """``urn:uuid:...``; None where a capture got no answer."""
    file: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A stretch of a file that is no record."""

    file: str
    offset: int
    message: str


@dataclass(frozen=True, slots=True)
class Source:
    """A file to judge."""

    path: Path
    captures: frozenset[str] | None = None
    """Of an archive home: ids of the captures that are meant; None for all."""
    quotes: Mapping[str, Sequence[QuoteMatch]] = field(default_factory=dict)
    """By capture id: the words that posts quote, as they were found."""


class Judge(Protocol):
    """Reads files and judges what is in them.  Never fails for what a record holds."""

    def visits(self, source: Source) -> Iterator[Visit | Damage]: ...

    def verdict(self, source: Source, visit: Visit) -> Verdict: ...


def judge_files(sources: Iterable[Source], judge: Judge) -> Iterator[Judged | Unreadable]:
    """The verdicts of all pages in ``sources``, in their order, each as soon as it is known."""
    from snapshotter.warc.streamed import Damage

    for source in sources:
        for found in judge.visits(source):
            if isinstance(found, Damage):
                yield Unreadable(source.path.name, found.offset, found.message)
                continue
            response = found.response
            record_id = response.record_id if response is not None else None
            url = found.url if found.info is not None or response is None else response.uri
            yield Judged(url, record_id or None, source.path.name, judge.verdict(source, found))


def sources_of(names: Sequence[str], manifests: ManifestStore, home_files: Sequence[Path]) -> list[Source]:
    """The files that are meant; ``home_files`` are all those of the archive home.

    Raises :class:`UsageError` for a name that is neither a file nor a post's slug.
    """
    if not names:
        return [Source(path) for path in home_files]
    known = set(manifests.slugs())
    return [source for name in names for source in _sources(name, manifests, known, home_files)]


def _sources(
    name: str, manifests: ManifestStore, known: set[str], home_files: Sequence[Path]
) -> Iterator[Source]:
    path = Path(name)
    manifest = manifests.load(name) if name in known else None
    if manifest is not None:
        yield from _of_post(manifest, home_files)
    elif path.is_file():
        yield Source(path)
    else:
        raise UsageError(
            f"{name!r} is neither a file nor a post of this archive home",
            hint="Give a WARC or WACZ file, or a slug as `snapshotter list` shows it.",
        )


def _of_post(manifest: Manifest, home_files: Sequence[Path]) -> Iterator[Source]:
    """The files that hold the snapshots of a post, and no other captures in them."""
    snapshots = [snapshot for entry in manifest.entries for snapshot in entry.snapshots if snapshot.warc]
    files = {snapshot.warc.file for snapshot in snapshots if snapshot.warc}
    captures = frozenset(snapshot.id for snapshot in snapshots)
    quotes: dict[str, list[QuoteMatch]] = {}
    for snapshot in snapshots:
        quotes.setdefault(snapshot.id, []).extend(snapshot.quotes)
    for path in home_files:
        if path.name.removesuffix(".open") in files:
            yield Source(path, captures, quotes)
