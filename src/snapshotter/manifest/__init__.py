"""The manifests of an archive home: one JSON document per post, citation -> snapshots."""

from __future__ import annotations

from snapshotter.manifest.document import cited_to_json, from_json, schema, snapshot_to_json, to_json
from snapshotter.manifest.store import ManifestFiles, audits

__all__ = ["ManifestFiles", "audits", "cited_to_json", "from_json", "schema", "snapshot_to_json", "to_json"]
