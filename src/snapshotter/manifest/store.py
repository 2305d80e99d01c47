"""``warcs/manifests``: one file a post, made to be read, diffed and kept in version control."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from snapshotter import digests
from snapshotter.durable import make_folder, write_atomically
from snapshotter.errors import ManifestError, ManifestInvalid
from snapshotter.manifest.document import Document, from_json, to_json
from snapshotter.manifest.places import stored_source
from snapshotter.manifest.preserved import preserving
from snapshotter.manifest.slugs import Identity, identity, new_slug
from snapshotter.model.post import CitedPost, Post
from snapshotter.model.snapshot import Manifest

if TYPE_CHECKING:
    from snapshotter.ports import GrowthLog

FOLDER = "manifests"


class ManifestFiles:
    """:class:`snapshotter.ports.ManifestStore` on a folder.  One writer at a time.

    What a newer program wrote and this one does not know survives: in the citation's ``extra``, and
    everywhere else because a rewrite keeps the unknown keys of the file that it replaces.
    """

    def __init__(self, home: Path, growth: GrowthLog | None = None) -> None:
        """``growth`` is told of every write; readers need none."""
        self._home = home
        self._growth = growth
        self._folder = home / "warcs" / FOLDER
        self._slugs: dict[Identity, str] | None = None
        self._sources: dict[Identity, str] = {}
        """As they were named in this run."""

    def load(self, slug: str) -> Manifest | None:
        """The manifest; None when there is none."""
        document = self._document(slug)
        return from_json(slug, document, source=self._name(slug)) if document is not None else None

    def save(self, manifest: Manifest) -> str:
        """Write it in one step, if it differs from what is there; returns its path below the home."""
        manifest = replace(manifest, post=self._placed(manifest.post))
        path = self._path(manifest.slug)
        old = self._document(manifest.slug)
        if old is not None:
            from_json(manifest.slug, old, source=self._name(manifest.slug))
        data = encode(preserving(to_json(manifest), old))
        was = path.read_bytes() if old is not None else None
        if was != data:
            self._write(path, data, was)
        if self._slugs is not None:
            self._slugs[self._identity(manifest.post)] = manifest.slug
        return self._name(manifest.slug)

    def slug_for(self, cited: CitedPost) -> str:
        """The slug that the post has, else a new one, which is then taken."""
        known = self._known()
        own = self._identity(cited.post)
        named = cited.post.source
        if own[0] == "source" and self._sources.setdefault(own, named) != named:
            own = ("file", named)  # another file, of which a manifest tells the same
        slug = known.get(own)
        if slug is None:
            taken = {*known.values(), *self.slugs()}
            slug = known[own] = new_slug(cited.post, taken.__contains__)
        return slug

    def slugs(self) -> Sequence[str]:
        """Of all manifests, sorted."""
        return sorted(path.stem for path in self._folder.glob("*.json") if not path.name.startswith("."))

    def _known(self) -> dict[Identity, str]:
        if self._slugs is None:
            manifests = ((slug, self.load(slug)) for slug in self.slugs())
            self._slugs = {self._identity(one.post): slug for slug, one in manifests if one is not None}
        return self._slugs

    def _identity(self, post: Post) -> Identity:
        return identity(self._placed(post))

    def _placed(self, post: Post) -> Post:
        """Without the places of this machine."""
        source = stored_source(post.source, str(self._home))
        return post if source == post.source else replace(post, source=source)

    def _document(self, slug: str) -> Any:
        try:
            text = self._path(slug).read_text("utf-8")
            return json.loads(text, parse_constant=_refuse, parse_float=_number)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (ValueError, RecursionError) as trouble:
            raise ManifestInvalid(
                f"{self._name(slug)}: not JSON in UTF-8: {trouble}",
                hint="restore the file from version control; after a merge, look for conflict markers",
            ) from trouble

    def _write(self, path: Path, data: bytes, was: bytes | None) -> None:
        """The old manifest or the new one, never half."""
        try:
            make_folder(path.parent)
            write_atomically(path, data, announce=lambda: self._announce(path.stem, data, was))
        except OSError as trouble:
            raise ManifestError(
                f"{path}: {trouble.strerror or trouble}",
                code="manifest.write-failed",
                hint="make room on the disk and make sure that the folder can be written",
            ) from trouble

    def _announce(self, slug: str, data: bytes, was: bytes | None) -> None:
        if self._growth is not None:
            before = digests.of_bytes(was) if was is not None else None
            self._growth.manifest_written(slug, digests.of_bytes(data), before)

    def _path(self, slug: str) -> Path:
        return self._folder / f"{slug}.json"

    def _name(self, slug: str) -> str:
        return f"warcs/{FOLDER}/{slug}.json"


def _number(text: str) -> float:
    """JSON has no infinity: a number that is too large to be one is none."""
    return float(text) if math.isfinite(float(text)) else _refuse(text)


def _refuse(text: str) -> NoReturn:
    raise ValueError(f"{text[:40]!r} is no number of JSON")


def encode(document: Mapping[str, Any]) -> bytes:
    """UTF-8, two spaces, the order of the document, a newline at the end.

    A lone surrogate, which no file can hold, becomes ``?``.
    """
    text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
    return f"{text}\n".encode("utf-8", "replace")


def audits(home: Path) -> Iterator[tuple[str, str, Document]]:
    """Every audit in the manifests: citation id, ``checked_at`` and the whole audit; no more than that."""
    store = ManifestFiles(home)
    for slug in store.slugs():
        manifest = store.load(slug)
        for entry in manifest.entries if manifest else ():
            found = dict(entry.extra).get("audits")
            for audit in found if isinstance(found, list) else ():
                if isinstance(audit, dict) and isinstance(audit.get("checked_at"), str):
                    yield entry.citation.id, audit["checked_at"], audit
