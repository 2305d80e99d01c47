"""The reading room of an archive home: opened for reading alone, beside whatever run is writing."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from snapshotter.catalogue import SqlCatalogue
    from snapshotter.model.capture import StoredCapture
    from snapshotter.model.replay import ReplayMaterial
    from snapshotter.settings import Settings
    from snapshotter.viewer.app import Application
    from snapshotter.viewer.asked import Asked
    from snapshotter.viewer.room import Room


@dataclass(frozen=True, slots=True)
class OpenRoom:
    """A reading room whose door is not open yet."""

    room: Room
    material_of: Callable[[StoredCapture], ReplayMaterial]
    by_path: bool = False

    def find(self, name: str | None) -> Asked:
        """What somebody names.  Raises :class:`UsageError` when it is not here."""
        from snapshotter.viewer.asked import Finder

        return Finder(self.room.shelves, self.room.index, self.room.holdings).find(name)

    async def serve(self, port: int, ready: Callable[[int], None]) -> None:
        """Serve on loopback until cancelled; ``ready`` gets the port once connections are taken.

        By then all manifests are read: a second for 10,000 citations, and no reader waits for it.
        """
        import asyncio

        from snapshotter.viewer.server import loopback_sockets, serve

        sockets = loopback_sockets(port)
        number = sockets[0].getsockname()[1]
        await asyncio.to_thread(self.room.warm)
        await serve(self.application(number), sockets, lambda: ready(number))

    def application(self, port: int) -> Application:
        """The room on one port, archived hosts included."""
        from snapshotter.viewer.app import reading_room
        from snapshotter.viewer.frames import Frames

        room = self.room
        frames = Frames(room.holdings, room.shelves, self.material_of, port, by_path=self.by_path)
        return reading_room(replace(room, frames=frames), frames.archived)


@contextmanager
def opened_room(home: Path, settings: Settings, *, by_path: bool = False) -> Iterator[OpenRoom]:
    """The reading room of ``home``; nothing in it is locked, and nothing but the catalogue is written.

    ``by_path`` shows archived pages below a path of one origin, for browsers that do not know
    ``*.localhost``.  Raises :class:`UsageError` when there is no archive.
    """
    from snapshotter.errors import UsageError
    from snapshotter.viewer.holdings import Holdings
    from snapshotter.viewer.records import RecordIndex
    from snapshotter.viewer.room import Room
    from snapshotter.viewer.shelves import Shelves
    from snapshotter.warc.exchanges import material_of

    if not (home / "warcs").is_dir():
        raise UsageError(
            f"there is no archive at {home}",
            code="replay.no-archive",
            hint="name one with --home, or begin one: snapshotter archive https://blog.example/a-post",
        )
    with _catalogue(home, settings) as catalogue:
        shelves, index = Shelves(home), RecordIndex(home)
        holdings = Holdings(home, catalogue, index, shelves)
        room = Room(
            name=home.resolve().name or "Archive",
            shelves=shelves,
            index=index,
            holdings=holdings,
            frames=None,
            command=f"snapshotter --home {shlex.quote(str(home))}",
        )
        yield OpenRoom(room, lambda stored: material_of(home, stored, catalogue), by_path)


@contextmanager
def _catalogue(home: Path, settings: Settings) -> Iterator[SqlCatalogue]:
    """The catalogue, in step with the files, whoever writes them."""
    from snapshotter.catalogue import open_for_reading
    from snapshotter.wiring.stores import sources

    catalogue = open_for_reading(home, settings.archive.catalogue_url or None, sources=sources())
    try:
        yield catalogue
    finally:
        catalogue.release()
