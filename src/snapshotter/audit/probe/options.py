"""How pages are asked for again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from snapshotter import __version__

SOFTWARE = f"snapshotter/{__version__}"
_CHROME = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36"
)


@dataclass(frozen=True, slots=True)
class LadderOptions:
    """How pages are asked for, and how long."""

    folder: Path
    """Takes the bodies that find no room in memory."""
    user_agent: str = f"{SOFTWARE} (+audit)"
    browser_user_agent: str = _CHROME
    """Of the tries that look like a browser's; best that of the browser that is there."""
    timeout_s: float = 60.0
    """Wall clock of one try."""
    connect_timeout_s: float = 20.0
    """Of a TLS handshake; that of a connection is the connector's."""
    max_body_bytes: int = 4_000_000
    """The connection is closed where a body is larger."""
    insecure: bool = False
    ca_bundle: str = ""
    host_delay_s: float = 1.0
    """Between two tries of a page."""
    pause_s: float = 3.0
    """Before another try after a trouble that may pass."""
    memory_bytes: int = 32 << 20
    """For the bodies of all checks under way together."""
    browsers: int = 1
    """Pages that Chromium has open at a time."""
