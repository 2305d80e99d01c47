"""What a visit saw."""

from __future__ import annotations

from dataclasses import dataclass, field

from snapshotter.model.capture import Artefact, Cut, Finding, Intervention, Missing, Shape, Step
from snapshotter.urls import Url


@dataclass(slots=True)
class FailedRequest:
    """A request that the page made and that never got an answer, as the browser tells it."""

    url: str
    method: str
    destination: str
    error: str


@dataclass(slots=True)
class PageView:
    """What a visit saw."""

    final_url: Url | None = None
    title: str | None = None
    text: str | None = None
    dom: str | None = None
    shape: Shape | None = None
    artefacts: list[Artefact] = field(default_factory=list)
    error: str | None = None
    """The browser's ``net::`` error when the address itself did not load."""
    crashed: bool = False
    browser_lost: bool = False
    """The whole browser went, which need not be this page's doing."""
    unopened: bool = False
    """The browser was too busy to give a page: nothing has been asked for."""
    downloaded: bool = False
    """The browser took the address for a download, not for a page."""
    unsettled: str | None = None
    """What was still going on when time was up."""
    failed: list[FailedRequest] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    interventions: list[Intervention] = field(default_factory=list)
    cuts: list[Cut] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
