"""``python -m snapshotter``."""

from __future__ import annotations

from snapshotter.cli.main import main

if __name__ == "__main__":
    main()
