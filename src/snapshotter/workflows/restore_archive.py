"""``restore``: what is damaged or missing put back from copies, byte for byte, and nothing else touched.

The chain says what is right: it is mended first, then WARCs with their lists and indexes, then manifests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from snapshotter.chain import lists
from snapshotter.chain.entries import Closed, Event, Written
from snapshotter.chain.log import digest_of_manifest
from snapshotter.chain.mending import mended
from snapshotter.chain.reading import FILE, Chain, chain_path, read_from
from snapshotter.errors import ManifestError
from snapshotter.manifest.store import ManifestFiles
from snapshotter.model.capture import RecordLocation
from snapshotter.model.growth import ClosedWarc
from snapshotter.model.snapshot import Manifest
from snapshotter.workflows.adopting import closed
from snapshotter.workflows.replacing import Replacing, of_bytes
from snapshotter.workflows.restoring import Copies, LeftAlone, Outcome, Restored, RestoreWarc, Unmended
from snapshotter.workflows.verify_archive import places_of


@dataclass(slots=True)
class RestoreArchive:
    """The use case.  Only for the holder of the archive's lock; may be interrupted and called again."""

    home: Path
    copies: Copies
    replacing: Replacing
    entered: Callable[[ClosedWarc], None] = lambda _: None
    """Is told of a file whose index had to be made anew and is not as it was."""
    manifests_too: bool = False
    """Put back manifests that were changed outside of the program as well."""
    told: Callable[[str], None] = lambda _: None
    """Which file is being looked at."""
    _chain: Chain = field(default_factory=Chain)

    def run(self) -> Iterator[Outcome]:
        """What was done and what could not be, as it comes.  Raises ``OSError`` when the disk refuses."""
        yield from self._restore_chain()
        warcs = RestoreWarc(self.home / "warcs", self.copies, self.replacing, self.entered)
        for name, entry in self._chain.warcs.items():
            self.told(name)
            yield from warcs.run(entry)
        for slug, written in self._chain.manifests.items():
            yield from self._restore_manifest(slug, written)
        for path in sorted((self.home / "warcs").glob("*.warc.gz")):
            if path.name not in self._chain.warcs and closed(path) is None:
                yield Unmended(path.name, "it is damaged, and no chain says what it was")

    def _restore_chain(self) -> Iterator[Outcome]:
        here = chain_path(self.home)
        paths = [here, *(chain_path(home) for home in self.copies.homes)]
        old = here.read_bytes() if here.exists() else b""
        new = mended(paths, self._holds)
        if new is not None and _goes_on_otherwise(new, old):
            words = "it is whole, and a copy's goes on otherwise; moved away, it would be replaced by that"
            yield LeftAlone(f"warcs/{FILE}", words)
            new = old
        if new is not None and new != old:
            self.replacing.replace(here, of_bytes(new))
            yield Restored(f"warcs/{FILE}", "chain")
        self._chain = read_from(BytesIO(new if new is not None else old))
        if new is None:
            yield Unmended(f"warcs/{FILE}", "no copy has what is missing of it")

    def _holds(self, event: Event) -> bool:
        """Whether an entry is of what is there, here or in a copy."""
        homes = (self.home, *self.copies.homes)
        if isinstance(event, Written):
            return any(digest_of_manifest(home, event.slug) == event.digest for home in homes)
        if isinstance(event, Closed):
            return any(lists.vouched(home / "warcs", event.name, event.root) is not None for home in homes)
        return True

    def _restore_manifest(self, slug: str, written: Written) -> Iterator[Outcome]:
        name = f"warcs/manifests/{slug}.json"
        is_now = digest_of_manifest(self.home, slug)
        if is_now == written.digest or written.digest is None:
            return
        is_sound = is_now is not None and self._is_sound(slug)
        if is_sound and not self.manifests_too:
            yield LeftAlone(name, "it was changed outside of the program; --manifests puts the old one back")
            return
        for home in self.copies.homes:
            if digest_of_manifest(home, slug) == written.digest:
                data = (home / name).read_bytes()
                self.replacing.replace(
                    self.home / name,
                    of_bytes(data),
                    written.digest,
                    keep=is_sound,
                )
                yield Restored(name, "manifest")
                return
        yield Unmended(name, f"no copy has it as the chain says: {written.digest}")

    def _is_sound(self, slug: str) -> bool:
        """Whether it is a manifest, and every record that it names is one."""
        try:
            manifest = ManifestFiles(self.home).load(slug)
        except ManifestError:
            return False
        return manifest is not None and not any(self._contradictions(manifest))

    def _contradictions(self, manifest: Manifest) -> Iterator[RecordLocation]:
        known: dict[str, set[RecordLocation]] = {}
        for _, at in places_of(manifest):
            entry = self._chain.warcs.get(at.file)
            if entry is not None and at.file not in known:
                listed = lists.vouched(self.home / "warcs", at.file, entry.root)
                known[at.file] = set(listed or ())
            if known.get(at.file) and at not in known[at.file]:
                yield at


def _goes_on_otherwise(new: bytes, old: bytes) -> bool:
    """Whether a whole chain is not the beginning of another one; its last line, for which nothing vouches,
    may be damaged."""
    chain = read_from(BytesIO(old))
    vouched = old[: old.rfind(b"\n", 0, max(chain.size_bytes - 1, 0)) + 1]
    return chain.is_whole and not new.startswith(vouched)
