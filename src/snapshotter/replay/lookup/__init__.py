"""What a snapshot answers to a request: the same exchange, or the nearest that it has, and which it was."""

from snapshotter.replay.lookup.ladder import SnapshotLookup

__all__ = ["SnapshotLookup"]
