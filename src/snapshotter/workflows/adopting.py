"""What was in an archive home before its chain was: entered into it, once, when somebody writes there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from snapshotter.chain import lists
from snapshotter.chain.entries import Closed, Written, is_warc_name
from snapshotter.chain.log import ChainLog, digest_of_manifest
from snapshotter.chain.reading import Chain
from snapshotter.model.growth import ClosedWarc
from snapshotter.sizes import readable_size
from snapshotter.warc.members import Member, walk
from snapshotter.warc.recovery import closed_file


@dataclass(frozen=True, slots=True)
class AdoptFiles:
    """The use case.  Only for the holder of the archive's lock; may be interrupted and called again."""

    home: Path
    growth: ChainLog
    again: bool = False
    """Look at files again that were found damaged before."""

    def run(self) -> Iterator[str]:
        """Say of every file what is done with it, before it is done: a large one takes its time."""
        strays = self._strays()
        if not self.growth.exists and (strays or self._slugs()):
            yield "the archive is older than its chain: what is here is entered into it"
            self.growth.begin(self._manifests())
        chain = self.growth.whole() if strays else Chain()
        for path in strays:
            yield from self._take(path, chain.warcs.get(path.name))

    def indexes(self, paths: Iterable[Path]) -> None:
        """Enter the indexes of closed WARCs that were made anew; of a damaged file it does not count."""
        for path in paths:
            known = self.growth.whole().warcs.get(path.name)
            found = closed(path) if known is not None else None
            if known is not None and found is not None and found.digest == known.digest:
                self.growth.warc_closed(found, adopted=known.adopted)

    def _take(self, path: Path, known: Closed | None) -> Iterator[str]:
        if known is None:
            yield f"{path.name}: read for the chain ({readable_size(path.stat().st_size)})"
        found = closed(path)
        if found is None:
            # what vouches for a damaged file would vouch for the damage; an empty list says that it was
            # looked at, so that not every start reads it
            lists.write(path.parent, path.name, ())
            return
        if known is None:
            self.growth.warc_closed(found, adopted=True)
        elif known.root == lists.root_of(found.records):
            lists.write(path.parent, path.name, found.records)

    def _strays(self) -> list[Path]:
        """Closed WARCs without a list of their records: not in the chain, or their list is lost.

        Those of a name that no entry can have stay outside.
        """
        warcs = self.home / "warcs"

        def has_list(name: str) -> bool:
            path = lists.list_path(warcs, name)
            return path.exists() and (not self.again or path.stat().st_size > 0)

        paths = (path for path in sorted(warcs.glob("*.warc.gz")) if is_warc_name(path.name))
        return [path for path in paths if not has_list(path.name)]

    def _slugs(self) -> list[str]:
        folder = self.home / "warcs" / "manifests"
        return sorted(path.stem for path in folder.glob("*.json") if not path.name.startswith("."))

    def _manifests(self) -> Iterator[Written]:
        for slug in self._slugs():
            if (digest := digest_of_manifest(self.home, slug)) is not None:
                yield Written(slug, digest, None, adopted=True)


def closed(path: Path) -> ClosedWarc | None:
    """What is to be said of a closed WARC, from its own bytes; None where one of its records is damaged."""
    damaged: list[Member] = []

    def whole() -> Iterator[Member]:
        for member in walk(path):
            if member.problem is None:
                yield member
            else:
                damaged.append(member)

    index = path.parent / "index" / f"{path.name}.cdxj"
    found = closed_file(path, index, path.name, (member.placed(path.name) for member in whole()))
    return None if damaged else found
