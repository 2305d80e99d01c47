"""What leaves the archive home: WACZ files and TimeMaps."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from snapshotter.wiring.outside import SOFTWARE
from snapshotter.wiring.stores import sources

if TYPE_CHECKING:
    from snapshotter.ports import Watch
    from snapshotter.settings import Settings
    from snapshotter.signing.keys import Signer
    from snapshotter.workflows.export_posts import Exported, ExportPosts, Stamper


@dataclass(frozen=True, slots=True)
class ExportWishes:
    """What is wanted of an export."""

    posts: tuple[str, ...]
    """Slugs, or the posts' own addresses; none with ``everything``."""
    everything: bool = False
    output: Path | None = None
    """A file, or a folder for several; None for ``<slug>.wacz``, or for TimeMaps alone."""
    into_folder: bool = False
    signer: Signer | None = None
    created: datetime | None = None
    time_stamp: str | None = None
    """Address of the authority."""
    timemaps: Path | None = None
    base_url: str = ""
    memento: str | None = None
    strict_secrets: bool = False
    """Write nothing that would give something away."""


@dataclass(frozen=True, slots=True)
class ExportResult:
    files: tuple[Exported, ...]
    index: Path | None
    timemaps: tuple[Path, ...]


def signer(path: Path | None) -> Signer:
    """The key in ``path`` or at its usual place; made when there is none.  Raises :class:`ConfigError`."""
    from snapshotter.signing import keys

    return keys.signer(path or keys.default_key())


async def export(home: Path, settings: Settings, wishes: ExportWishes, watch: Watch) -> ExportResult:
    """Write what is wanted.  Raises :class:`UsageError`, :class:`ArchiveError`, :class:`StampRefused`,
    and for an authority that cannot be reached :class:`CaptureError`."""
    from snapshotter.catalogue import open_for_reading
    from snapshotter.errors import UsageError
    from snapshotter.workflows.export_posts import ExportPosts, Vouching

    if not (home / "warcs").is_dir():
        hint = "name the archive home with --home, or archive a post first: snapshotter archive SOURCE"
        raise UsageError(f"{home}: no archive here", hint=hint, code="export.nothing")
    catalogue = open_for_reading(home, settings.archive.catalogue_url or None, sources=sources())
    try:
        stamp = _stamping(settings, wishes.time_stamp, watch) if wishes.time_stamp else None
        vouching = Vouching(wishes.signer, wishes.created, stamp)
        manifests = _manifests(home)
        use_case = ExportPosts(home, manifests, catalogue, SOFTWARE, watch, vouching, wishes.strict_secrets)
        return await _run(use_case, wishes)
    finally:
        catalogue.release()


async def _run(use_case: ExportPosts, wishes: ExportWishes) -> ExportResult:
    from snapshotter.wacz import several
    from snapshotter.workflows.export_posts import MEMENTO

    files: list[Exported] = []
    index = None
    slugs = list(use_case.posts) if wishes.everything else _slugs(wishes.posts, use_case.posts)
    output = wishes.output
    if output is None and wishes.timemaps is None:
        output = Path(f"{slugs[0]}.wacz")
    if output is not None and wishes.into_folder:
        files = await use_case.several(slugs, output, single_pages=wishes.everything)
        index = output / several.NAME
    elif output is not None and wishes.everything:
        files = [await use_case.everything(output)]
    elif output is not None:
        files = [await use_case.one(slugs[0], output)]
    made: list[Path] = []
    if wishes.timemaps is not None:
        made = use_case.timemaps(slugs, wishes.timemaps, wishes.base_url, wishes.memento or MEMENTO)
    return ExportResult(tuple(files), index, tuple(made))


def _slugs(names: Sequence[str], manifests: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Of posts that are named by their slugs, their addresses, or the files of their manifests."""
    by_address = {document["post"]["uri"]: slug for slug, document in manifests.items()}
    known = (name if name in manifests else by_address.get(name, _without_ending(name)) for name in names)
    return list(dict.fromkeys(known))


def _without_ending(name: str) -> str:
    return Path(name).stem if name.endswith(".json") else name


def _manifests(home: Path) -> dict[str, dict[str, Any]]:
    """As they stand in their files, with what newer programs wrote; each is one that can be read."""
    from snapshotter.manifest.store import FOLDER, ManifestFiles

    store = ManifestFiles(home)
    found = {}
    for slug in store.slugs():
        if store.load(slug) is not None:
            path = home / "warcs" / FOLDER / f"{slug}.json"
            found[slug] = json.loads(path.read_text("utf-8"))
    return found


def _stamping(settings: Settings, address: str, watch: Watch) -> Stamper:
    """What asks the authority at this address, and puts its reply as packages have it."""
    from snapshotter.urls import without_logins
    from snapshotter.wiring.time_stamping import Authority
    from snapshotter.workflows.export_posts import time_stamp

    authority = Authority(settings, address, watch)

    async def stamp(data: bytes) -> Mapping[str, Any]:
        return time_stamp(await authority.stamp(data), without_logins(address))

    return stamp
