"""Archive homes for the reading room: real WARC files, manifests and catalogue, made in a moment."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path

from snapshotter.catalogue import SqlCatalogue, open_catalogue
from snapshotter.cited.passages import find_quotes
from snapshotter.manifest import ManifestFiles
from snapshotter.model.capture import Artefact, Outcome, PageFacts, Reason, StoredCapture
from snapshotter.model.citation import Attribution, Citation, Selector, UnlinkedCitation
from snapshotter.model.post import Post
from snapshotter.model.snapshot import CitationEntry, Manifest, Snapshot
from snapshotter.model.verdict import Verdict
from snapshotter.urls import Url, page_key, surt
from snapshotter.warc.archive import WarcArchive
from snapshotter.wiring.stores import sources
from snapshotter.workflows.post_work import snapshot_of
from tests.builders import MemoryBytes, capture, exchange

NOON = datetime(2026, 3, 10, 12, 0, 0, tzinfo=UTC)
WORDS = ("harbour", "ferry", "council", "ledger", "storage", "river", "bridge", "archive", "letter", "signal")


@dataclass(slots=True)
class Library:
    """An archive home that is being filled."""

    home: Path
    archive: WarcArchive
    catalogue: SqlCatalogue
    manifests: ManifestFiles

    def page(
        self, url: str, *, seed: object, at: datetime = NOON, body: bytes = b"", **more
    ) -> StoredCapture:
        """Keep a capture of a page; ``more`` are fields of the capture."""
        body = body or f"<!doctype html><title>{url}</title><p>{seed}".encode()
        main = exchange(url, seed=seed, at=at, body=body)
        resources = more.pop("resources", ())
        fields = {
            "title": f"The page of {url}",
            "text": f"What {url} says.\n\nWords that a post quotes stand here.",
            "artefacts": pictures(),
            "facts": PageFacts(title="T", language="en"),
            "verdict": Verdict("good", 0.9, "good.words", 1, {"says": "it has words"}),
        }
        made = capture(main, *resources, seed=seed, url=url, **{**fields, **more})
        return self.keep(made)

    def keep_page(self, url: str, head: bytes, body: bytes, *, status: int = 200, **more) -> None:
        """Keep a page whose answer was exactly this."""
        main = exchange(url, seed=head, head=head, body=body, status=status, at=NOON)
        self.keep(capture(main, seed=head, url=url, artefacts=(), **more))

    def keep(self, made) -> StoredCapture:
        stored = self.archive.append(made)
        self.catalogue.commit(stored)
        return stored

    def post(self, slug: str, entries: Sequence[CitationEntry], **more) -> Manifest:
        """Write the manifest of a post."""
        unlinked = more.pop("unlinked", ())
        fields = {
            "uri": Url(f"https://blog.example/{slug}"),
            "source": f"https://blog.example/{slug}",
            "format": "html",
            "title": slug.replace("-", " ").capitalize(),
            "author": "A. Uthor",
            "published": "2026-03-09",
            "sha256": "0" * 64,
        }
        manifest = Manifest(slug, Post(**{**fields, **more}), tuple(entries), tuple(unlinked))
        self.manifests.save(manifest)
        return manifest

    def close(self) -> None:
        self.archive.close()
        self.catalogue.close()


def library(home: Path) -> Library:
    (home / "warcs").mkdir(parents=True, exist_ok=True)
    catalogue = open_catalogue(home, sources=sources())
    archive = WarcArchive(home, catalogue, max_file_bytes=1_000_000_000, software="test")
    return Library(home, archive, catalogue, ManifestFiles(home))


def cited(number: int, url: str, *snapshots: Snapshot, audits: Sequence[dict] = (), **more) -> CitationEntry:
    """A citation of ``url`` with its snapshots."""
    fields = {
        "id": f"c-{number:012x}",
        "ordinal": number,
        "href": url,
        "url": Url(url),
        "url_key": surt(Url(url)),
        "page_key": page_key(Url(url)),
        "fragment": None,
        "kind": "link",
        "region": "body",
        "region_confidence": 0.9,
        "anchor_text": f"link {number}",
        "sentence": f"As link {number} says, something was so.",
        "heading": None,
        "selector": Selector("p > a", f"link {number}", "As ", " says"),
        "attribution": Attribution(),
    }
    extra = (("audits", list(audits)),) if audits else ()
    return CitationEntry(Citation(**{**fields, **more}), snapshots, extra)


def snapshot(stored: StoredCapture, *quotes: str, text: str = "", **more) -> Snapshot:
    """What the manifest says of a capture, with quotes looked for in its text."""
    found = find_quotes(quotes, text) if quotes else ()
    return replace(snapshot_of(stored), quotes=found, **more)


def skipped(code: str, seed: str = "skip") -> Snapshot:
    return Snapshot(f"skipped-{seed}-{code}", NOON, Outcome.SKIPPED, Reason(code, "left out"))


@cache
def _jpeg(width: int, height: int, colour: tuple[int, int, int]) -> bytes:
    from PIL import Image

    made = BytesIO()
    Image.new("RGB", (width, height), colour).save(made, "JPEG")
    return made.getvalue()


def pictures(colour: tuple[int, int, int] = (200, 180, 150)) -> tuple[Artefact, ...]:
    """The window, the whole page and the thumbnail."""
    sizes = (("view", 640, 450), ("full-page", 640, 1200), ("thumbnail", 160, 112))
    return tuple(
        Artefact(name, "image/jpeg", MemoryBytes(_jpeg(width, height, colour)))
        for name, width, height in sizes
    )


def large(home: Path, *, posts: int, citations: int, pages: int) -> None:
    """An archive of many posts that cite ``pages`` pages, each several times."""
    made, chance = library(home), random.Random(7)
    kept = [
        made.page(
            f"https://site-{number % 97}.example/{chance.choice(WORDS)}/{number}",
            seed=number,
            at=NOON + timedelta(minutes=number),
            title=f"{chance.choice(WORDS)} and {chance.choice(WORDS)}, {number}",
        )
        for number in range(pages)
    ]
    for number in range(posts):
        entries = _entries(number, kept, citations, chance)
        words = " ".join(chance.sample(WORDS, 4))
        made.post(
            f"post-{number:04}", list(entries), title=f"Of {words}", published=f"20{number % 26:02}-03-10"
        )
    made.close()


def _entries(
    post: int, kept: Sequence[StoredCapture], citations: int, chance: random.Random
) -> Iterator[CitationEntry]:
    for place in range(citations):
        number = post * citations + place + 1
        stored = kept[number % len(kept)]
        quote = "Words that a post quotes"
        text = f"What {stored.url} says.\n\nWords that a post quotes stand here."
        sentence = (
            f"In “{chance.choice(WORDS)}”, link {number} says what {' '.join(chance.sample(WORDS, 6))} mean."
        )
        yield cited(
            number, stored.url, snapshot(stored, quote, text=text), quotes=(quote,), sentence=sentence
        )


def unlinked(title: str) -> UnlinkedCitation:
    return UnlinkedCitation("AMN", "Chris Tomson", title, "2016-03-10", f"AMN has “{title}” today.")
