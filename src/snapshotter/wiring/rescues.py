"""Public archives: the adapters of ``rescue``."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from snapshotter.wiring.outside import SOFTWARE, Outside
from snapshotter.wiring.stores import opened_stores

if TYPE_CHECKING:
    from snapshotter.manifest.store import ManifestFiles
    from snapshotter.model.capture import Capture
    from snapshotter.ports import Watch
    from snapshotter.rescue.saving import Submitted
    from snapshotter.rescue.search import Search
    from snapshotter.rescue.session import WayOut
    from snapshotter.settings import Settings
    from snapshotter.urls import Url
    from snapshotter.workflows.rescue_posts import Keeping, RescueSummary, Submitting


@dataclass(frozen=True, slots=True)
class RescueOptions:
    """What the user asked for."""

    every: bool = False
    submit: bool = False
    dry_run: bool = False


async def rescue(
    slugs: Sequence[str], *, home: Path, settings: Settings, options: RescueOptions, watch: Watch
) -> RescueSummary:
    """Rescue the lost citations of posts.  Raises :class:`ConfigError` where no archive is named."""
    from snapshotter.workflows.rescue_posts import RescuePosts

    async with AsyncExitStack() as stack:
        submitting = _key() if options.submit else None
        way, keeping, manifests = await stack.enter_async_context(_opened(home, settings, options, watch))
        use_case = RescuePosts(
            manifests=manifests,
            search=_search(settings, way, may_lack=options.submit),
            keeping=keeping,
            watch=watch,
            every=options.every,
            jobs=settings.network.jobs,
            submit=_submitting(submitting, way) if submitting and not options.dry_run else None,
        )
        return await use_case.run(slugs)


@asynccontextmanager
async def _opened(
    home: Path, settings: Settings, options: RescueOptions, watch: Watch
) -> AsyncIterator[tuple[WayOut, Keeping | None, ManifestFiles]]:
    """The way out, and the stores for writing; a rehearsal opens none."""
    from snapshotter.manifest.store import ManifestFiles
    from snapshotter.workflows.rescue_posts import Keeping
    from snapshotter.workflows.room import Room

    async with AsyncExitStack() as stack:
        if options.dry_run:
            yield _way(settings, _passing_folder(stack), stack), None, ManifestFiles(home)
            return
        stores = await stack.enter_async_context(opened_stores(home, settings, watch, "rescue"))
        room = Room(stores.space, watch, settings.archive.disk_wait_s)
        keeping = Keeping(stores.archive, stores.catalogue, stores.catalogue, room)
        yield _way(settings, stores.folder, stack), keeping, stores.manifests


def _passing_folder(stack: AsyncExitStack) -> Path:
    from snapshotter.scratch import ScratchFolder

    scratch = ScratchFolder("bodies")
    stack.callback(scratch.close)
    return scratch.path


def _way(settings: Settings, folder: Path, stack: AsyncExitStack) -> WayOut:
    from snapshotter.capture.keylog_pipe import KeyLogPipe
    from snapshotter.rescue.pace import Paces
    from snapshotter.rescue.session import WayOut

    network = settings.network
    pipe = KeyLogPipe()
    stack.callback(pipe.close)
    return WayOut(
        connector=Outside(settings, folder, stack).connector(),
        pipe=pipe,
        folder=folder,
        paces=Paces(network.host_delay_s),
        user_agent=network.user_agent or SOFTWARE,
        insecure=network.insecure,
        ca_bundle=network.ca_bundle,
        timeout_s=network.timeout_s,
        stall_s=network.connect_timeout_s,
    )


def _search(settings: Settings, way: WayOut, *, may_lack: bool) -> Search | None:
    """None where no archive is named and none need be.  Raises :class:`ConfigError`."""
    from snapshotter.errors import ConfigError
    from snapshotter.rescue.archives import archive_named
    from snapshotter.rescue.search import Search
    from snapshotter.workflows.examine import ExamineCaptures
    from snapshotter.workflows.import_archives import examined

    names = tuple(dict.fromkeys(settings.rescue.archives))
    if not names and not may_lack:
        raise ConfigError(
            "no public archive is named, and none is asked by default",
            hint="Name one with --memento-archive wayback, or in config.toml: [rescue] archives",
            code="config.no-archive",
        )
    if not names:
        return None
    examine, distance = ExamineCaptures(), settings.rescue.max_distance_days

    def judge(capture: Capture, quotes: Sequence[str]) -> Capture:
        return examined(capture, examine, quotes)

    archives = [archive_named(name, distance) for name in names]
    return Search(archives, way, judge, SOFTWARE, distance)


def _key() -> str:
    from snapshotter.rescue.saving import key_of

    return key_of(os.environ)


def _submitting(key: str, way: WayOut) -> Submitting:
    from snapshotter.rescue.saving import SavePageNow
    from snapshotter.rescue.session import Session

    service = SavePageNow(key)

    async def submit(url: Url) -> Submitted:
        async with Session(way) as session:
            return await service.submit(url, session)

    return submit
