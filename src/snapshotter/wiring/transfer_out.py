"""What leaves the archive home: WACZ files and TimeMaps."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from snapshotter.wiring.outside import SOFTWARE
from snapshotter.wiring.stores import sources

if TYPE_CHECKING:
    from snapshotter.capture.connector import Connector
    from snapshotter.errors import CaptureError
    from snapshotter.ports import Watch
    from snapshotter.settings import Settings
    from snapshotter.wacz.signatures import Signer
    from snapshotter.workflows.export_posts import Exported, ExportPosts

KEY_NAME = "snapshotter/signing-key.pem"


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


@dataclass(frozen=True, slots=True)
class ExportResult:
    files: tuple[Exported, ...]
    index: Path | None
    timemaps: tuple[Path, ...]


def default_key(environ: Mapping[str, str] = os.environ) -> Path:
    """Where the key to sign with lies: not in the archive home, which people publish."""
    folder = environ.get("XDG_CONFIG_HOME") or Path(environ.get("HOME", "~")).expanduser() / ".config"
    return Path(folder) / KEY_NAME


def signer(path: Path | None) -> Signer:
    """The key in ``path`` or at its usual place; made when there is none.  Raises :class:`ConfigError`."""
    from snapshotter.wacz import signatures

    return signatures.signer(path or default_key())


async def export(home: Path, settings: Settings, wishes: ExportWishes, watch: Watch) -> ExportResult:
    """Write what is wanted.  Raises :class:`UsageError`, :class:`ArchiveError`, :class:`StampRefused`,
    and for an authority that cannot be reached :class:`CaptureError`."""
    from snapshotter.catalogue import open_catalogue
    from snapshotter.errors import UsageError
    from snapshotter.workflows.export_posts import ExportPosts, Vouching

    if not (home / "warcs").is_dir():
        hint = "name the archive home with --home, or archive a post first: snapshotter archive SOURCE"
        raise UsageError(f"{home}: no archive here", hint=hint, code="export.nothing")
    catalogue = open_catalogue(home, settings.archive.catalogue_url or None, sources=sources())
    try:
        stamp = _Authority(settings, wishes.time_stamp, watch) if wishes.time_stamp else None
        vouching = Vouching(wishes.signer, wishes.created, stamp)
        use_case = ExportPosts(home, _manifests(home), catalogue, SOFTWARE, watch, vouching)
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


class _Authority:
    """:class:`snapshotter.workflows.export_posts.Stamper` over HTTP (RFC 3161, section 3.4)."""

    def __init__(self, settings: Settings, address: str, watch: Watch) -> None:
        self._settings = settings
        self._address = address
        self._watch = watch

    async def __call__(self, data: bytes) -> Mapping[str, Any]:
        from snapshotter.model.events import Notice
        from snapshotter.wacz import time_stamps
        from snapshotter.workflows.export_posts import time_stamp

        asked = time_stamps.query(data)
        reply = await self._reply(asked.der)
        if time_stamps.accepted(reply, data, asked) is None:
            told = "its answer is not in strict DER; it is kept as it came, and not checked"
            self._watch(Notice(f"{self._address}: {told}"))
        return time_stamp(reply, self._address)

    async def _reply(self, query: bytes) -> bytes:
        from snapshotter import urls
        from snapshotter.errors import StampRefused
        from snapshotter.http.client import ClientOptions, HttpClient
        from snapshotter.wacz.time_stamps import MAX_REPLY_BYTES, REQUEST_TYPE

        url = urls.parse(self._address)
        network = self._settings.network
        async with _tunnel(self._connector()) as proxy:
            client = HttpClient(
                ClientOptions(
                    proxy=proxy,
                    user_agent=network.user_agent or SOFTWARE,
                    insecure=network.insecure,
                    ca_bundle=network.ca_bundle,
                    stall_s=network.timeout_s,
                    accept_encoding="identity",
                )
            )
            try:
                async with client.post(url, query, REQUEST_TYPE) as response:
                    reply = await response.content(MAX_REPLY_BYTES)
                    if response.status != 200:
                        raise StampRefused(
                            f"{url}: the authority answered {response.status}, expected 200",
                            hint="check the address, or ask another authority",
                        )
                    return reply
            finally:
                await client.close()

    def _connector(self) -> Connector:
        from snapshotter.capture.connector import Connector, ConnectTo

        network = self._settings.network
        return Connector(
            connect_to=[ConnectTo.parse(entry) for entry in network.connect_to],
            allow_private=network.allow_private,
            proxy=network.proxy,
            timeout_s=network.connect_timeout_s,
        )


@asynccontextmanager
async def _tunnel(connector: Connector) -> AsyncIterator[str]:
    """A way out for as long as it takes, past the address guard.  What it refused is the better reason."""
    from snapshotter.capture.tunnel import Tunnel
    from snapshotter.errors import CaptureError

    refusals: list[CaptureError] = []
    tunnel = Tunnel(connector, lambda host, port: _Unheard(refusals))
    await tunnel.start()
    try:
        yield f"socks5://127.0.0.1:{tunnel.port}"
    except CaptureError as error:
        raise (refusals[-1] if refusals else error) from error
    finally:
        await tunnel.stop()


class _Unheard:
    """A tap that listens to nothing but trouble."""

    def __init__(self, refusals: list[CaptureError]) -> None:
        self._refusals = refusals

    def connected(self, ip: str | None) -> None:
        return None

    def failed(self, error: CaptureError) -> None:
        self._refusals.append(error)

    def feed(self, side: str, data: bytes) -> None:
        return None

    def closed(self, by: str) -> None:
        return None
