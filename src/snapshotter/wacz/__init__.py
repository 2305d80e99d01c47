"""Web archives to hand on: WACZ 1.1.1 files, their signatures and time stamps, and TimeMaps."""

from snapshotter.wacz.checking import check

__all__ = ["check"]
