"""Proofs of what is stored: ``verify --replay``, and a sealed window for a reader."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from snapshotter.model.capture import StoredCapture
    from snapshotter.settings import Settings
    from snapshotter.workflows.verify_replay import Reproved


def require_posts(home: Path, names: Sequence[str]) -> None:
    """Raises :class:`UsageError` for a name that is no post: only what is in the archive can be replayed."""
    from snapshotter.errors import UsageError
    from snapshotter.manifest.store import ManifestFiles

    slugs = ManifestFiles(home).slugs()
    for name in names:
        if name not in slugs:
            raise UsageError(
                f"{name!r} is no post of this archive home, so its pages cannot be replayed",
                hint="Import the file first: snapshotter import FILE",
            )


async def verify_replay(
    home: Path,
    settings: Settings,
    names: Sequence[str],
    *,
    told: Callable[[Reproved, int, int], None],
) -> tuple[Reproved, ...]:
    """Prove the snapshots of posts (of all, when none is named) again, and keep the new proofs."""
    from snapshotter.wiring.outside import Outside
    from snapshotter.wiring.stores import opened_stores
    from snapshotter.workflows.proving import ProveCaptures
    from snapshotter.workflows.verify_replay import VerifyReplay

    async with AsyncExitStack() as stack:
        stores = await stack.enter_async_context(opened_stores(home, settings, lambda _: None, "verify"))
        outside = Outside(settings, stores.folder, stack)
        use_case = VerifyReplay(
            proving=ProveCaptures(outside.prover(home, stores.catalogue)),
            archive=stores.archive,
            catalogue=stores.catalogue,
            manifests=stores.manifests,
            told=told,
            jobs=min(settings.network.jobs, MOST_PROOFS),
        )
        return await use_case.run(list(names) if names else None)


async def open_exact(home: Path, settings: Settings, stored: StoredCapture) -> None:
    """Show a snapshot in a window of Chromium, at its original address and sealed, until it is closed.

    Raises :class:`BrowserMissing` where there is no window to show, :class:`BrowserCrashed` when the browser
    does not start, and :class:`ArchiveError` when the capture cannot be read.
    """
    import os

    from snapshotter.capture.assist import require_window
    from snapshotter.capture.browsers import find_browser
    from snapshotter.catalogue import open_for_reading
    from snapshotter.replay.proof.window import show
    from snapshotter.warc.exchanges import material_of
    from snapshotter.wiring.outside import Outside
    from snapshotter.wiring.stores import sources

    otherwise = "read it in a browser of your own: snapshotter replay, without --exact"
    require_window(find_browser(settings.capture.browser), os.environ, otherwise=otherwise)
    async with AsyncExitStack() as stack:
        catalogue = open_for_reading(home, settings.archive.catalogue_url or None, sources=sources())
        stack.callback(catalogue.release)
        material = material_of(home, stored, catalogue)
        await show(Outside(settings, None, stack).sealed_browser(window=True), material)


MOST_PROOFS = 2
"""At a time: a proof waits for nothing but the processor."""
