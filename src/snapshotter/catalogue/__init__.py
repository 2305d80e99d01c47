"""The catalogue: what lies in ``warcs/``, findable.  A cache; the WARCs and manifests are the truth.

The only package that speaks SQL.
"""

from __future__ import annotations

from snapshotter.catalogue.opening import open_catalogue, open_for_reading, reindex
from snapshotter.catalogue.store import Counts, Sources, SqlCatalogue, StoredAudit

__all__ = [
    "Counts",
    "Sources",
    "SqlCatalogue",
    "StoredAudit",
    "open_catalogue",
    "open_for_reading",
    "reindex",
]
