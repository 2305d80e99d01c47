"""An archive home with a chain: two posts, two files, and revisits from one file into the other."""

from __future__ import annotations

import json
import shutil
from copy import copy
from dataclasses import replace
from datetime import timedelta

from snapshotter.catalogue import open_catalogue
from snapshotter.chain import lists
from snapshotter.chain.log import ChainLog
from snapshotter.chain.reading import chain_path
from snapshotter.manifest.store import ManifestFiles
from snapshotter.model.capture import Artefact
from snapshotter.model.snapshot import CitationEntry, Manifest
from snapshotter.settings import Settings
from snapshotter.warc.archive import WarcArchive
from snapshotter.warc.reader import read_record
from snapshotter.wiring import fixity, restoration
from snapshotter.wiring.stores import sources
from snapshotter.workflows.post_work import snapshot_of
from tests.builders import START, MemoryBytes, capture
from tests.unit.manifest.test_manifest import POST
from tests.unit.wacz.homes import cite, got

LOGO = b"\x89PNG a picture that all pages have" * 40


def page(number, *, logo=LOGO):
    """A page with a picture, as it is in the window, and its text."""
    at = START + timedelta(minutes=number)
    path = f"/{number}"
    main = got(path, f"<p>page {number}</p>".encode() * 50, seed=number, at=at)
    part = got("/logo.png", logo, seed=(number, "logo"), media_type="image/png", at=at + timedelta(seconds=1))
    view = Artefact("view", "image/png", MemoryBytes(f"view of {number}".encode() * 100))
    made = capture(main, part, seed=number, url=f"https://cited.example{path}")
    return replace(made, text=f"page {number} " * 60, artefacts=(view,))


class Chained:
    """Under ``folder``: the file of posts one (pages 0 and 1), then that of post two (page 2)."""

    def __init__(self, folder, *, with_chain=True):
        self.folder = folder
        self.growth = ChainLog(folder) if with_chain else None
        self.manifests = ManifestFiles(folder, self.growth)
        self.stored = []
        for slug, numbers in (("one", (0, 1)), ("two", (2,))):
            self.add(slug, *numbers)
        self.files = sorted(self.warcs.glob("*.warc.gz"), key=self._first_record)
        """In the order in which they were closed."""
        self._records = [self._read(path) for path in self.files] if with_chain else []

    def copied(self, folder):
        """The same home elsewhere."""
        shutil.copytree(self.folder, folder)
        other = copy(self)
        other.folder = folder
        other.growth = ChainLog(folder)
        other.manifests = ManifestFiles(folder, other.growth)
        other.stored = list(self.stored)
        other.files = [folder / "warcs" / path.name for path in self.files]
        return other

    def add(self, slug, *numbers):
        """A run: its captures in a file of their own, and their post."""
        catalogue = open_catalogue(self.folder, None, sources=sources())
        archive = WarcArchive(self.folder, catalogue, growth=self.growth)
        stored = []
        for number in numbers:
            stored.append(archive.append(page(number)))
            catalogue.commit(stored[-1])
        archive.close()
        catalogue.close()
        entries = tuple(
            CitationEntry(cite(each.url, at), (snapshot_of(each),)) for at, each in enumerate(stored, 1)
        )
        self.manifests.save(Manifest(slug, replace(POST, uri=f"https://blog.example/{slug}"), entries))
        self.stored += stored
        return self

    @property
    def warcs(self):
        return self.folder / "warcs"

    def records(self, file):
        """Its records, as they were before anything was damaged: kind, address, offset, length."""
        return self._records[file]

    def _read(self, path):
        found = []
        for at in lists.read(lists.list_path(self.warcs, path.name), path.name):
            record = read_record(path, at.offset)
            found.append((record.kind, record.target_uri or "", at.offset, at.length))
        return found

    def _first_record(self, path):
        return [each.page_info.file for each in self.stored].index(path.name)

    def place(self, file, kind, start):
        """Offset and length of the first record of a kind whose address begins so."""
        return next(
            (offset, length)
            for of, target, offset, length in self.records(file)
            if (of, target[: len(start)]) == (kind, start)
        )

    def flip(self, path, offset):
        data = bytearray(path.read_bytes())
        data[offset] ^= 0x10
        path.write_bytes(data)

    def damage(self, file, kind, start):
        """Damage a record; returns its offset."""
        offset, length = self.place(file, kind, start)
        self.flip(self.files[file], offset + length // 2)
        return offset

    def verified(self, *names, **wishes):
        wishes = fixity.VerifyWishes(tuple(map(str, names)), **wishes)
        return fixity.verify(self.folder, Settings(), wishes, fixity.Watching())

    def codes(self, *names, **wishes):
        found = self.verified(*names, **wishes)
        return sorted({fault.code for report in found.reports for fault in report.faults})

    def restored(self, *copies, **more):
        wishes = restoration.RestoreWishes(tuple(copies), **more)
        return restoration.restore(self.folder, Settings(), wishes, restoration.Watching())

    def manifest_path(self, slug):
        return self.warcs / "manifests" / f"{slug}.json"

    def document(self, slug):
        return json.loads(self.manifest_path(slug).read_text())

    def contents(self):
        """Every file that matters, by its path."""
        wanted = [
            *self.warcs.glob("*.warc.gz*"),
            *self.warcs.glob("index/*"),
            *self.warcs.glob("manifests/*"),
        ]
        wanted.append(chain_path(self.folder))
        return {str(path.relative_to(self.folder)): path.read_bytes() for path in wanted if path.exists()}
