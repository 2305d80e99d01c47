"""The torture page as the program records it, read back for replay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from snapshotter import wiring
from snapshotter.model.capture import StoredCapture
from snapshotter.model.replay import ReplayMaterial
from snapshotter.model.snapshot import Snapshot
from snapshotter.settings import Settings
from snapshotter.warc.exchanges import material_of
from snapshotter.warc.reader import stored_captures, warc_files


async def record(urls: Sequence[str], connect_to: Sequence[str], home: Path) -> tuple[Snapshot, ...]:
    """Capture pages as the command does, from wherever ``connect_to`` leads."""
    settings = Settings()
    network = replace(settings.network, connect_to=tuple(connect_to), insecure=True, host_delay_s=0.0)
    return await wiring.capture(
        urls,
        home=home,
        settings=replace(settings, network=network),
        refresh=True,
        watch=lambda _event: None,
    )


@dataclass(frozen=True)
class Recording:
    """An archive home with one capture of each page."""

    home: Path
    stored: dict[str, StoredCapture]
    """By the address asked for."""
    locator: object

    def material(self, url: str) -> ReplayMaterial:
        return material_of(self.home, self.stored[url], self.locator)


@contextmanager
def reading(home: Path) -> Iterator[Recording]:
    """An archive home opened for reading."""
    from snapshotter.catalogue import open_catalogue
    from snapshotter.wiring.stores import sources

    catalogue = open_catalogue(home, None, sources=sources())
    try:
        captures = (each for path in warc_files(home) for each in stored_captures(path))
        yield Recording(home, {str(each.url): each for each in captures}, catalogue)
    finally:
        catalogue.close()
