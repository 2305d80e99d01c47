"""What a running workflow tells whoever watches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from snapshotter.model.post import SourceFailed

if TYPE_CHECKING:
    from snapshotter.model.audit import Audit
    from snapshotter.model.capture import Outcome, Reason
    from snapshotter.model.proof import Proof
    from snapshotter.urls import Url

__all__ = [
    "CaptureFinished",
    "CaptureProgress",
    "CaptureStarted",
    "Event",
    "Notice",
    "PageAudited",
    "Paused",
    "PostFinished",
    "PostRead",
    "Resumed",
    "SourceFailed",
]


@dataclass(frozen=True, slots=True)
class PostRead:
    """A post was read and its citations extracted."""

    source: str
    slug: str
    citations: int
    to_capture: int


@dataclass(frozen=True, slots=True)
class CaptureStarted:
    url: Url


@dataclass(frozen=True, slots=True)
class CaptureProgress:
    """A running capture, at most a few times a second."""

    url: Url
    state: str
    """``queued``, ``loading``, ``settling``, ``clearing``, ``scrolling``, ``looking``, ``filling gaps``,
    ``fetching videos``, ``downloading``, ``probing``, ``storing``, ``proving``."""
    size_bytes: int
    requests: int
    elapsed_s: float


@dataclass(frozen=True, slots=True)
class CaptureFinished:
    url: Url
    outcome: Outcome
    reason: Reason | None
    status: int | None
    size_bytes: int
    """Of the response bodies on the wire."""
    requests: int
    elapsed_s: float
    stored_bytes: int = 0
    """What it added to the WARCs, compressed."""
    saved_bytes: int = 0
    """Payload bytes that were there already and were not stored again."""
    deduplicated: int = 0
    """How many responses and artefacts that were."""
    id: str = ""
    """The capture's."""
    proof: Proof | None = None
    """What its sealed replay showed; None when there was none."""


@dataclass(frozen=True, slots=True)
class PageAudited:
    """A citation's page was asked for again, and what was found is kept."""

    url: Url
    post: str
    citation: str
    audit: Audit


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about the run as a whole worth a line (a torn file recovered, a browser replaced)."""

    message: str


@dataclass(frozen=True, slots=True)
class Paused:
    """The run waits for something that a person has to do (make room on the disk)."""

    message: str
    wait_s: float
    """It stops when nothing has changed for so long."""


@dataclass(frozen=True, slots=True)
class Resumed:
    """What the run waited for has come."""

    message: str


@dataclass(frozen=True, slots=True)
class PostFinished:
    """A post is done: its manifest is written."""

    slug: str
    manifest: str
    """Path relative to the archive home."""
    citations: int
    captured: int
    partial: int
    failed: int
    skipped: int


Event = (
    PostRead
    | CaptureStarted
    | CaptureProgress
    | CaptureFinished
    | PageAudited
    | Notice
    | Paused
    | Resumed
    | PostFinished
    | SourceFailed
)
