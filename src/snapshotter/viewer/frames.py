"""Replayed pages in frames: every snapshot at names of its own, ``<host>.<label>.localhost``.

The page about the frame stands at ``<label>.localhost``: then both are one site to the browser, which gives
the frame the cookies and stores that it keeps from frames of other sites.  They are different origins all
the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from snapshotter.errors import ArchiveError
from snapshotter.model.capture import StoredCapture
from snapshotter.model.replay import ReplayMaterial
from snapshotter.replay.hosts import paths
from snapshotter.replay.hosts.app import HostMappedReplay
from snapshotter.replay.hosts.frame import (
    ALLOW,
    SANDBOX,
    frame_address,
    frame_sources,
    path_frame_address,
    path_frame_sources,
    room_address,
)
from snapshotter.replay.hosts.names import LABEL_DIGITS, SUFFIX, snapshot_label
from snapshotter.urls import Url, without_fragment
from snapshotter.viewer.holdings import Holdings
from snapshotter.viewer.shelves import Shelves

WHOLE_DIGITS = 32
"""A label of so many digits is the whole id, and stands for no other."""


@dataclass(frozen=True, slots=True)
class Framed:
    """One snapshot's frame, and what the page about it needs."""

    address: str
    sandbox: str
    sources: str
    """For ``frame-src``."""
    base: str
    """Where the page about the frame stands: ``http://<label>.localhost:<port>``, or the room itself."""
    allow: str = ALLOW


@dataclass(slots=True)
class Labels:
    """Which snapshot a label stands for.  Thread-safe."""

    shelves: Shelves
    _ids: dict[str, str] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def of(self, snapshot_id: str) -> str:
        """The snapshot's label: short, unless another one has that."""
        for digits in (LABEL_DIGITS, WHOLE_DIGITS):
            label = snapshot_label(snapshot_id, digits)
            with self._lock:
                if self._ids.setdefault(label, snapshot_id) == snapshot_id:
                    return label
        raise ArchiveError(f"two snapshots have the id {snapshot_id}", hint="run `snapshotter verify`")

    def snapshot(self, label: str) -> str | None:
        """The snapshot's id; also of a label from an earlier run, where only one is like it."""
        with self._lock:
            known = self._ids.get(label)
        if known is not None:
            return known
        like = self.shelves.snapshots_like(_hyphenated(label))
        return like[0] if len(like) == 1 else None


class Frames:
    """The frames of all snapshots, on one port."""

    def __init__(
        self,
        holdings: Holdings,
        shelves: Shelves,
        material_of: Callable[[StoredCapture], ReplayMaterial],
        port: int,
        *,
        by_path: bool = False,
    ) -> None:
        self._holdings = holdings
        self._material_of = material_of
        self._port = port
        self._by_path = by_path
        self._labels = Labels(shelves)
        self.archived = HostMappedReplay(self._material, port, path_way=by_path)
        """Answers for the names of archived hosts."""

    def framed(self, stored: StoredCapture) -> Framed | None:
        """The snapshot's frame; None for what has no answer that could be shown."""
        if stored.main is None:
            return None
        label = self._labels.of(stored.id)
        url = without_fragment(stored.url)
        if self._by_path:
            return self._framed_by_path(label, url)
        address = frame_address(label, self._port, url)
        if address is None:
            return None
        base = room_address(label, self._port, "")
        return Framed(address, SANDBOX, frame_sources(label, self._port), base)

    def _framed_by_path(self, label: str, url: Url) -> Framed | None:
        """All snapshots share an origin that is nobody's; the page about the frame stays in the room."""
        address = path_frame_address(label, self._port, url)
        if address is None:
            return None
        base = f"http://{SUFFIX}:{self._port}"
        return Framed(address, paths.SANDBOX, path_frame_sources(self._port), base)

    def counts(self, snapshot_id: str) -> dict[str, int]:
        """What the replayed page asked for since it was loaded, was not recorded, and was kept from it."""
        tally = self.archived.tally(self._labels.of(snapshot_id))
        return {"requests": tally.requests, "misses": tally.missed, "blocked": tally.blocked}

    def _material(self, label: str) -> ReplayMaterial | None:
        snapshot_id = self._labels.snapshot(label)
        stored = self._holdings.stored(snapshot_id) if snapshot_id is not None else None
        return self._material_of(stored) if stored is not None else None


def _hyphenated(label: str) -> str:
    """The digits as a UUID begins (RFC 9562, section 4)."""
    parts = (label[:8], label[8:12], label[12:16], label[16:20], label[20:])
    return "-".join(part for part in parts if part)
