"""The frame that a viewer's page shows a replayed page in, and what that page must say.

The page with the frame has to stand at the snapshot's own name, ``<snapshot>.localhost``: then page and
frame are one site to the browser, and the frame has its cookies and stores.  Under any other name, also
``localhost``, Chromium denies them to the frame.  They are different origins all the same: the page's
document, cookies and stores are out of the frame's reach.
"""

from __future__ import annotations

from collections.abc import Iterable

from snapshotter.replay.hosts import paths
from snapshotter.replay.hosts.names import SUFFIX, Names, Origin, origin_of
from snapshotter.replay.hosts.paths import PathNames
from snapshotter.urls import Url

SANDBOX = (
    "allow-scripts allow-same-origin allow-forms allow-modals allow-pointer-lock allow-presentation"
    " allow-orientation-lock"
)
"""No windows of its own and no navigation of the whole window: both would leave the policy behind.
``allow-same-origin`` gives the archived page its own origin back, not the viewer's."""

ALLOW = "autoplay; fullscreen"
"""For the frame's ``allow``: what a page may do as long as nobody says otherwise, and its frame may not.
Its ``referrerpolicy`` is ``no-referrer``: the page is not led to from the viewer."""


def frame_sources(label: str, port: int) -> str:
    """What ``frame-src`` of the page with the frame must allow, and nothing else."""
    return f"http://*.{label}.{SUFFIX}:{port}"


def room_address(label: str, port: int, path: str = "/") -> str:
    """An address of the page with the frame: at the snapshot's own name."""
    return f"http://{label}.{SUFFIX}:{port}{path}"


def frame_address(label: str, port: int, url: Url, known: Iterable[Origin] = ()) -> str | None:
    """Where ``url`` is replayed; None if it is not an address of the web.

    ``known`` matters for origins that no name can be made of: their table must have them.
    """
    origin = origin_of(url)
    return Names(label, port, (*known, origin)).mapped(url) if origin is not None else None


def path_frame_address(label: str, port: int, url: Url) -> str | None:
    """Where ``url`` is replayed by the path way; the frame's sandbox is that of
    :mod:`~snapshotter.replay.hosts.paths`, and ``frame-src`` is :func:`path_frame_sources`."""
    return PathNames(label, port, ()).mapped(url) if origin_of(url) is not None else None


def path_frame_sources(port: int) -> str:
    """``frame-src`` of a page with a frame of the path way, itself at ``localhost``."""
    return f"http://{paths.HOST}:{port}{paths.PREFIX}"
