"""``robustify`` and ``references``: what the archive knows of a post, put to use in the post itself."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from snapshotter import durable
from snapshotter.errors import PostError, UsageError
from snapshotter.model.post import PostSource
from snapshotter.posts.extract import extract
from snapshotter.repair.robust import FORMATS, Left, Robust, SourcePost, Style
from snapshotter.repair.versions import ARCHIVED, NOT_LOST, version_of
from snapshotter.urls import Url
from snapshotter.workflows.lost import is_lost

if TYPE_CHECKING:
    from snapshotter.model.snapshot import CitationEntry, Manifest
    from snapshotter.ports import ManifestStore
    from snapshotter.repair.marks import Version

_NOT_HERE = "the page cites it, and its source does not"


@dataclass(frozen=True, slots=True)
class RepairWishes:
    """What is wanted of a repair."""

    undo: bool = False
    style: Style | None = None
    base: str | None = None
    """Where own snapshots are published: an address with ``{timestamp}`` and ``{url}``."""
    lost_only: bool = False


@dataclass(frozen=True, slots=True)
class Repaired:
    """A post's source as it is and as it would be."""

    path: Path
    slug: str | None
    robust: Robust
    left: tuple[Left, ...] = ()


@dataclass(frozen=True, slots=True)
class PostFiles:
    """Finds posts in the archive home, and their sources on this machine."""

    manifests: ManifestStore
    home: Path
    _loaded: list[Manifest] = field(default_factory=list)

    def manifest(self, name: str) -> Manifest:
        """Of a post named by slug, address, or source.  Raises :class:`UsageError` for one nobody knows."""
        found = self.find(name)
        if found is None:
            raise UsageError(
                f"{name}: no post of this archive",
                hint="archive it first (snapshotter archive SOURCE), or name one as `snapshotter list` does",
                code="repair.unknown-post",
            )
        return found

    def find(self, name: str) -> Manifest | None:
        """The same; None for what nobody knows."""
        found = self._named(name)
        return self._of_file(Path(name)) if found is None and Path(name).is_file() else found

    def source(self, name: str) -> Path:
        """The file that a post is written in.  Raises :class:`UsageError` when it is none on this machine."""
        path = Path(name)
        if path.is_file():
            return path
        manifest = self._named(name)
        written = manifest.post.source if manifest is not None else name
        for path in self._places(written):
            if path.is_file():
                return path
        raise UsageError(
            f"{name}: its source {written!r} is no file here",
            hint="name the file that the post is written in",
            code="repair.no-source",
        )

    def _all(self) -> Sequence[Manifest]:
        if not self._loaded:
            found = (self.manifests.load(slug) for slug in self.manifests.slugs())
            self._loaded.extend(each for each in found if each is not None)
        return self._loaded

    def _named(self, name: str) -> Manifest | None:
        for manifest in self._all():
            if name in (manifest.slug, manifest.post.uri, manifest.post.source):
                return manifest
        return None

    def _of_file(self, path: Path) -> Manifest | None:
        """By where it lies, by the address that it gives itself, or by its bytes."""
        for manifest in self._all():
            if any(_is_file(each, path) for each in self.lies(manifest)):
                return manifest
        data = path.read_bytes()
        cited = extract(PostSource(str(path), data, path=path))
        for manifest in self._all():
            if cited.post.uri is not None and cited.post.uri == manifest.post.uri:
                return manifest
        for manifest in self._all():
            if cited.post.sha256 == manifest.post.sha256:
                return manifest
        return None

    def lies(self, manifest: Manifest) -> Sequence[Path]:
        """Where its source may be: named from here, from the archive home, or from the user's own folder."""
        return self._places(manifest.post.source)

    def _places(self, written: str) -> Sequence[Path]:
        path = Path(written)
        return (path.expanduser() if written.startswith("~/") else path, self.home / written)


@dataclass(frozen=True, slots=True)
class RepairPost:
    """The use case: archived copies beside the links of one post."""

    files: PostFiles

    def run(self, name: str, wishes: RepairWishes) -> Repaired:
        """What the source would be.  Writes nothing.

        Raises :class:`UsageError` for what is no post here, and :class:`PostError` for a source that
        cannot be written to or has changed.
        """
        path = self.files.source(name)
        data = _read(path)
        if wishes.undo:
            known = self.files.find(name)
            format = known.post.format if known is not None and self._is_archived(known, path) else None
            return Repaired(path, None, SourcePost(PostSource(str(path), data, format=format)).undone())
        manifest = self.files.manifest(name)
        source = SourcePost(self._as_archived(manifest, path, data), wishes.style)
        versions, left = _versions(manifest, wishes)
        if not self._is_archived(manifest, path):
            here = {citation.id for citation in source.citations}
            left += [
                Left(each.citation, _NOT_HERE)
                for each in manifest.entries
                if each.citation.id in versions.keys() - here
            ]
            versions = {id: version for id, version in versions.items() if id in here}
        robust = source.with_versions(versions)
        return Repaired(path, manifest.slug, robust, (*left, *robust.left))

    def _is_archived(self, manifest: Manifest, path: Path) -> bool:
        """Whether the manifest is of this file, and not of the page that was made of it."""
        return any(_is_file(each, path) for each in self.files.lies(manifest))

    def _as_archived(self, manifest: Manifest, path: Path, data: bytes) -> PostSource:
        """The source as it was read for the manifest, so that its citations have the same ids."""
        post = manifest.post
        if not self._is_archived(manifest, path):
            base = Url(post.uri) if post.uri is not None else None
            return PostSource(post.source if base is None else str(path), data, base, path=path)
        if post.format not in FORMATS:
            raise PostError(
                f"{path}: it was archived as {post.format}, expected HTML, Markdown or reStructuredText",
                hint="robustify the source that the post is made of",
                code="repair.format",
            )
        source = self._as_named(manifest, path, data)
        if post.uri is None or extract(source).post.uri == post.uri:
            return source
        return replace(source, base_url=Url(post.uri))

    def _as_named(self, manifest: Manifest, path: Path, data: bytes) -> PostSource:
        """Under the name that it was archived by, for the ids are made of that: a manifest does not tell
        an absolute path, so it may be this one."""
        post = manifest.post
        names = dict.fromkeys((post.source, str(path), os.path.abspath(path)))
        sources = [PostSource(name, data, format=post.format) for name in names]
        if post.uri is not None:
            return sources[0]
        known = {entry.citation.id for entry in manifest.entries}
        fits = (each for each in sources if known & {one.id for one in extract(each).citations})
        return next(fits, sources[0])


def write(path: Path, data: bytes, like: Path | None = None) -> None:
    """Put ``data`` at ``path`` in one step, with the mode bits of what was there, else of ``like``.

    Raises :class:`PostError`.
    """
    target = path.resolve()
    try:
        model = target if target.exists() else like
        mode = model.stat().st_mode & 0o7777 if model is not None else None
        durable.write_atomically(target, data, mode=mode)
    except OSError as trouble:
        raise PostError(
            f"{path}: {trouble.strerror or trouble}",
            hint="make room on the disk and make sure that the folder can be written",
            code="repair.write-failed",
        ) from trouble


def _versions(manifest: Manifest, wishes: RepairWishes) -> tuple[Mapping[str, Version], list[Left]]:
    versions: dict[str, Version] = {}
    left: list[Left] = []
    for entry in manifest.entries:
        if not _is_cited(entry):
            continue
        version = (
            NOT_LOST
            if wishes.lost_only and not is_lost(entry)
            else version_of(entry, manifest.post, wishes.base)
        )
        if not isinstance(version, str) and _is_double(entry, manifest, wishes):
            version = ARCHIVED
        if isinstance(version, str):
            left.append(Left(entry.citation, version))
        else:
            versions[entry.citation.id] = version
    return versions, left


def _is_cited(entry: CitationEntry) -> bool:
    """Whether it was to be captured, and is no listing."""
    citation = entry.citation
    wanted = any(snapshot.outcome != "skipped" for snapshot in entry.snapshots)
    return citation.skip is None and citation.region != "code" and wanted


def _is_double(entry: CitationEntry, manifest: Manifest, wishes: RepairWishes) -> bool:
    """Whether it would get a link to itself: the link leads to an archived copy already."""
    as_links = (wishes.style or ("attributes" if manifest.post.format == "html" else "links")) == "links"
    return as_links and entry.citation.memento is not None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as trouble:
        raise PostError(
            f"{path}: {trouble.strerror or trouble}", hint="name a file that can be read"
        ) from trouble


def _is_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False
