"""Clock and chance of a second pass: as they were at capture, and the same whenever it is made."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from snapshotter import timestamps
from snapshotter.capture.world import script
from snapshotter.model.replay import ReplayMaterial

SEED = 20_160_310
_SCRIPT = Path(__file__).with_name("fixed_clock.js")


def fixed_clock(material: ReplayMaterial) -> str:
    """A script for every document of a context, run before the document's own."""
    offset_ms = round((began(material) - timestamps.now()).total_seconds() * 1000)
    return f"({script(_SCRIPT)})({json.dumps({'offset_ms': offset_ms, 'seed': SEED})})"


def began(material: ReplayMaterial) -> datetime:
    """When the page was first asked for; a capture may have waited for its turn before."""
    return min((each.started_at for each in material.exchanges), default=material.captured_at)
