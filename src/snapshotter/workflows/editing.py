"""Manifests that were changed, added or taken out beside the program: found, and entered on request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from snapshotter.chain.log import ChainLog, digest_of_manifest
from snapshotter.digests import Digest
from snapshotter.errors import ManifestError
from snapshotter.manifest.store import ManifestFiles


@dataclass(frozen=True, slots=True)
class Edited:
    """The use case.  Only for the holder of the archive's lock."""

    home: Path
    growth: ChainLog

    def find(self) -> Iterator[str]:
        """Their slugs."""
        return (slug for slug, _, _ in self._edited())

    def take_in(self) -> Iterator[str]:
        """Enter them as they are; one that is no manifest any more is damaged, and left to ``restore``."""
        for slug, is_now, was in self._edited():
            if is_now is None or self._is_manifest(slug):
                self.growth.manifest_written(slug, is_now, was, adopted=True)
                yield slug

    def _edited(self) -> Iterator[tuple[str, Digest | None, Digest | None]]:
        """Slug, what it is, and what the chain says."""
        known = {slug: written.digest for slug, written in self.growth.whole().manifests.items()}
        for slug in sorted({*known, *ManifestFiles(self.home).slugs()}):
            is_now = digest_of_manifest(self.home, slug)
            if is_now != known.get(slug):
                yield slug, is_now, known.get(slug)

    def _is_manifest(self, slug: str) -> bool:
        try:
            return ManifestFiles(self.home).load(slug) is not None
        except ManifestError:
            return False
