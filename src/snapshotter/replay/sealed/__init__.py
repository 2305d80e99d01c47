"""The web of one snapshot at its real addresses, for a browser that is led nowhere else."""

from snapshotter.replay.sealed.identity import pinned_key
from snapshotter.replay.sealed.origin import SealedOrigin

__all__ = ["SealedOrigin", "pinned_key"]
