"""``export``: the snapshots of posts as files that need nothing else."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from snapshotter import digests, durable
from snapshotter.disclosure.records import Disclosure, Looking
from snapshotter.errors import SecretsFound, UsageError
from snapshotter.model.capture import StoredCapture
from snapshotter.model.events import Notice
from snapshotter.model.timemap import Memento, TimeMap
from snapshotter.timestamps import digits14, iso
from snapshotter.urls import Url, without_fragment
from snapshotter.wacz import manifests, pages, several, signatures, timemaps
from snapshotter.wacz.index import files, lines
from snapshotter.wacz.package import DATAPACKAGE, Package, digest_of, write_errors
from snapshotter.wacz.records import FILE, LeftOut, Records, Resolved, shown

if TYPE_CHECKING:
    from snapshotter.digests import Digest
    from snapshotter.model.capture import StoredPayload
    from snapshotter.ports import Watch
    from snapshotter.signing.keys import Signer

MANIFEST = "snapshotter/manifest.jsonld"
REMARKS = "snapshotter/export.json"
SINGLE_PAGES = "_single-pages"
"""Name of the part with the pages that no post cites; no slug begins so."""
MEMENTO = "{base}/web/{ts}/{url}"

Document = Mapping[str, Any]


class Stored(Protocol):
    """What is read of the catalogue; also a :class:`snapshotter.ports.DigestIndex`."""

    def capture(self, capture_id: str) -> StoredCapture | None: ...

    def captures(self) -> Iterable[StoredCapture]: ...

    def find(self, payload_digest: Digest, url: Url | None = None) -> StoredPayload | None: ...


class Stamper(Protocol):
    """A time-stamp authority."""

    async def __call__(self, data: bytes) -> Mapping[str, Any]:
        """``timeStamp`` for this ``datapackage.json``.  Raises :class:`StampRefused` and
        :class:`CaptureError`."""
        ...


@dataclass(frozen=True, slots=True)
class Vouching:
    """Who vouches for a file."""

    signer: Signer | None = None
    created: datetime | None = None
    """When it is signed.  Only unsigned files are the same byte for byte when they are made again."""
    stamp: Callable[[bytes], Awaitable[Mapping[str, Any]]] | None = None


@dataclass(frozen=True, slots=True)
class Exported:
    """A file that was written."""

    path: Path
    posts: tuple[str, ...]
    """Slugs."""
    pages: int
    records: int
    size_bytes: int
    digest: Digest
    resolved: tuple[Resolved, ...]
    left_out: tuple[LeftOut, ...]
    disclosures: tuple[Disclosure, ...] = ()
    """What it would give away: keys, tokens, sessions."""


@dataclass(frozen=True, slots=True)
class _Work:
    """What one file is made of."""

    title: str
    posts: Mapping[str, Document]
    """Manifests by slug."""
    captures: tuple[StoredCapture, ...]
    """Oldest first."""


@dataclass(frozen=True, slots=True)
class ExportPosts:
    """The use case.  ``posts`` are the manifests of the archive home by slug, in order."""

    home: Path
    posts: Mapping[str, Document]
    stored: Stored
    software: str
    watch: Watch
    vouching: Vouching = field(default_factory=Vouching)
    strict_secrets: bool = False
    """Write no file that would give something away."""

    async def one(self, slug: str, target: Path) -> Exported:
        """One post in one file.  Raises :class:`UsageError` for a post that is unknown or has nothing."""
        return await self._write(self._of_post(slug), target)

    async def everything(self, target: Path) -> Exported:
        """The whole archive home in one file."""
        captures = _in_order(self.stored.captures())
        return await self._write(_Work("Everything in this archive", self.posts, captures), target)

    async def several(self, slugs: Sequence[str], folder: Path, *, single_pages: bool) -> list[Exported]:
        """A file for each post, and the index over all of them; ``single_pages``: also for the rest."""
        works = {slug: self._of_post(slug) for slug in slugs if self._captures(self._document(slug))}
        if single_pages and (rest := self._of_no_post()).captures:
            works[SINGLE_PAGES] = rest
        if not works:
            raise _nothing("no post that is meant")
        for slug in slugs:
            if slug not in works:
                self.watch(Notice(f"{slug}: it has no snapshot, and there is no file of it"))
        with write_errors(folder):
            folder.mkdir(parents=True, exist_ok=True)
        written = [await self._write(work, folder / f"{name}.wacz") for name, work in works.items()]
        parts = (
            several.Part(one.path.name, one.digest, one.size_bytes, work.title)
            for one, work in zip(written, works.values(), strict=True)
        )
        with write_errors(folder / several.NAME):
            durable.write_atomically(folder / several.NAME, several.encode("Pages that posts cite", parts))
        return written

    def timemaps(self, slugs: Sequence[str], folder: Path, base: str, memento: str = MEMENTO) -> list[Path]:
        """TimeMaps of all addresses that posts cite, as files; ``base`` is where ``folder`` will be seen."""
        found: dict[Url, dict[str, Memento]] = {}
        for slug in slugs:
            for original, capture, moment in self._mementos(self._document(slug)):
                ts = digits14(moment)
                address = memento.format(base=base, ts=ts, url=original, wacz=f"{base}/{slug}.wacz")
                made = Memento(moment, address, capture.status, capture.title)
                found.setdefault(original, {}).setdefault(ts, made)
        maps = [
            TimeMap(original, tuple(made[ts] for ts in sorted(made)))
            for original, made in sorted(found.items())
        ]
        return list(_written(folder, timemaps.files(maps, base)))

    def _mementos(self, document: Document) -> Iterator[tuple[Url, StoredCapture, datetime]]:
        """The cited address at the time it was asked for, and the page's own when it answered."""
        for capture in self._captures(document):
            if capture.outcome not in ("captured", "partial"):
                continue
            yield without_fragment(capture.url), capture, capture.captured_at
            if capture.main is not None:
                page = shown(self.home, capture.main)
                if page.url != without_fragment(capture.url):
                    yield page.url, capture, page.moment

    def _of_post(self, slug: str) -> _Work:
        document = self._document(slug)
        captures = self._captures(document)
        if not captures:
            raise _nothing(f"the post {slug!r}")
        post = document["post"]
        return _Work(post["title"] or post["uri"] or slug, {slug: document}, captures)

    def _of_no_post(self) -> _Work:
        cited = {one["id"] for document in self.posts.values() for one in _snapshots(document)}
        rest = _in_order(one for one in self.stored.captures() if one.id not in cited)
        return _Work("Single pages", {}, rest)

    def _document(self, slug: str) -> Document:
        if slug in self.posts:
            return self.posts[slug]
        raise UsageError(
            f"no post here is called {slug!r}", hint="Give a slug as `snapshotter list` shows it."
        )

    def _captures(self, document: Document) -> tuple[StoredCapture, ...]:
        ids = dict.fromkeys(one["id"] for one in _snapshots(document))
        return _in_order(found for id in ids if (found := self.stored.capture(id)) is not None)

    async def _write(self, work: _Work, target: Path) -> Exported:
        if not work.captures:
            raise _nothing("this archive")
        newest = max(capture.captured_at for capture in work.captures)
        looking = Looking()
        with Package(target, newest) as package:
            records = await self._records(work, newest, package, looking)
            listed = pages.pages(self.home, _as_cited(work), records.shown)
            for name, data in files(lines(records.entries)):
                package.add(f"indexes/{name}", data)
            package.add(pages.PATH, pages.encode(listed))
            for path, data in _manifests(work.posts, records):
                looking.look("manifest", data)
                package.add(path, data)
            if self.strict_secrets and looking.found:
                raise _would_disclose(target, looking.found)
            package.add(REMARKS, _remarks(self.software, work, records))
            await self._vouch(package, self._about(work, listed, newest))
        for each in records.left_out:
            self.watch(Notice(f"{each.file}, offset {each.offset}: {each.message}"))
        return Exported(
            path=target,
            posts=tuple(work.posts),
            pages=len(listed),
            records=records.count,
            size_bytes=target.stat().st_size,
            digest=digest_of(target),
            resolved=tuple(records.resolved),
            left_out=tuple(records.left_out),
            disclosures=looking.found,
        )

    async def _records(self, work: _Work, newest: datetime, package: Package, looking: Looking) -> Records:
        """All records, capture by capture; in between it can be stopped."""
        most = sum(one.size_bytes + one.saved_bytes for one in work.captures)
        most += sum(extent.length for one in work.captures for extent in one.additions)
        with package.entry(f"archive/{FILE}", most_bytes=most) as put:

            def looked_through(data: bytes) -> None:
                looking.write(data)
                put(data)

            records = Records(self.home, self.stored, work.captures, looked_through)
            name = digests.of_bytes("\n".join(one.id for one in work.captures).encode())
            records.introduce(newest, self.software, name)
            for capture in work.captures:
                records.add(capture)
                await asyncio.sleep(0)
        return records

    def _about(self, work: _Work, listed: Sequence[pages.Page], newest: datetime) -> dict[str, Any]:
        created = self.vouching.created if self.vouching.signer else None
        title, description = work.title, _description(work, len(listed))
        about: dict[str, Any] = {
            "title": title,
            "description": description,
            "metadata": {"title": title, "desc": description},  # ReplayWeb.page shows these
            "created": iso(created or newest),
            "modified": iso(newest),
            "software": self.software,
        }
        if not listed:
            return about
        main = listed[0].shown
        # the specification and the leading tool spell it differently
        named = dict.fromkeys(("mainPageUrl", "mainPageURL"), str(main.url))
        return about | named | {"mainPageDate": iso(main.moment)}

    async def _vouch(self, package: Package, about: Mapping[str, Any]) -> None:
        datapackage = package.describe(about)
        more: dict[str, Any] = {}
        signer, created = self.vouching.signer, self.vouching.created
        if signer is not None and created is not None:
            more["signedData"] = signatures.signed_data(
                signer, digests.of_bytes(datapackage), created, self.software
            )
        if self.vouching.stamp is not None:
            more["timeStamp"] = await self.vouching.stamp(datapackage)
        package.vouch(datapackage, more)


def time_stamp(reply: bytes, authority: str) -> dict[str, str]:
    """``timeStamp``: the reply of an authority as it came."""
    return {
        "type": "rfc3161",
        "path": DATAPACKAGE,
        "authority": authority,
        "reply": base64.b64encode(reply).decode(),
    }


def _snapshots(document: Document) -> Iterator[Mapping[str, Any]]:
    for citation in document["citations"]:
        yield from citation["snapshots"]


def _in_order(captures: Iterable[StoredCapture]) -> tuple[StoredCapture, ...]:
    return tuple(sorted(captures, key=lambda one: (one.captured_at, one.id)))


def _as_cited(work: _Work) -> list[StoredCapture]:
    """In the order in which posts cite them, then the rest."""
    by_id = {capture.id: capture for capture in work.captures}
    cited = (one["id"] for document in work.posts.values() for one in _snapshots(document))
    return [by_id[id] for id in dict.fromkeys((*cited, *by_id)) if id in by_id]


def _manifests(posts: Mapping[str, Document], records: Records) -> Iterator[tuple[str, bytes]]:
    for slug, document in posts.items():
        # no folder deeper: a validator in wide use looks at the last two names of a path alone
        path = MANIFEST if len(posts) == 1 else f"snapshotter/manifest-{slug}.jsonld"
        yield path, manifests.moved(document, records.moved)


def _remarks(software: str, work: _Work, records: Records) -> bytes:
    """What a reader of the package must know of how it was made."""
    document = {
        "schema_version": 1,
        "software": software,
        "posts": list(work.posts),
        "captures": len(work.captures),
        "records": records.count,
        "resolved_revisits": [
            {"record_id": one.record_id, "original": one.original, "url": one.url, "date": iso(one.date)}
            for one in records.resolved
        ],
        "left_out": [
            {"file": one.file, "offset": one.offset, "message": one.message} for one in records.left_out
        ],
    }
    return json.dumps(document, indent=2).encode() + b"\n"


def _description(work: _Work, shown: int) -> str:
    if len(work.posts) != 1:
        return f"{shown} pages, cited by {len(work.posts)} posts or captured by themselves."
    (document,) = work.posts.values()
    post = document["post"]
    where = f" ({post['uri']})" if post["uri"] else ""
    return f"{shown} pages that are cited in: {work.title}{where}."


def _written(folder: Path, contents: Mapping[str, bytes]) -> Iterator[Path]:
    for name, data in contents.items():
        path = folder / name
        with write_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            durable.write_atomically(path, data)
        yield path


def _would_disclose(target: Path, found: Sequence[Disclosure]) -> SecretsFound:
    first = found[0]
    where = f" ({first.part} of {first.url})" if first.url else ""
    return SecretsFound(
        f"{target}: {len(found)} things in it look like secrets, first {first.what} {first.excerpt}{where}",
        hint="Without --strict-secrets it is written, and all of them are told.",
    )


def _nothing(what: str) -> UsageError:
    return UsageError(
        f"{what} has no snapshot to export",
        hint="Capture its citations first: snapshotter archive SOURCE.",
        code="export.nothing",
    )
