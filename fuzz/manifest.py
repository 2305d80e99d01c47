"""Manifests, and values as JSON: :mod:`snapshotter.manifest`, :mod:`snapshotter.model.plain`."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from random import Random

from fuzz.material import scratch
from fuzz.mutations import json_mutated, swollen
from fuzz.target import Target
from fuzz.wacz import json_swollen
from snapshotter.errors import ManifestError
from snapshotter.model.capture import Cut, PageFacts
from snapshotter.model.proof import Proof, ReplayMiss
from snapshotter.model.quote import QuoteMatch, TextSelector
from snapshotter.model.snapshot import Manifest
from snapshotter.model.verdict import Verdict
from snapshotter.urls import Url


def read(data: bytes) -> int:
    """Load it, save what was loaded, and load that: it is a manifest all along, or none from the first."""
    from snapshotter.manifest.store import ManifestFiles, audits

    home = scratch() / "manifests"
    folder = home / "warcs" / "manifests"
    shutil.rmtree(home, ignore_errors=True)
    folder.mkdir(parents=True)
    path = folder / "post.json"
    path.write_bytes(data)
    store = ManifestFiles(home)
    manifest = store.load("post")
    assert manifest is not None
    list(audits(home))
    store.save(manifest)
    again = store.load("post")
    assert again is not None
    assert len(again.entries) == len(manifest.entries)
    return path.stat().st_size


def _documents() -> Iterator[bytes]:
    from snapshotter.manifest import to_json
    from snapshotter.manifest.store import encode
    from tests.unit.manifest.test_manifest import MANIFEST

    yield encode(to_json(MANIFEST))
    yield encode(to_json(_full()))


def _full() -> Manifest:
    """A manifest with everything in it: facts, proof, verdict, quotes, audits."""
    from tests.unit.manifest.test_manifest import MANIFEST, WHEN, snapshot

    miss = ReplayMiss("GET", Url("https://cdn.example/a.js"), "script")
    made = snapshot(
        page=PageFacts(title="T", authors=("A",), published="2016-03-09"),
        truncations=(Cut("length", "a message"),),
        verdict=Verdict("good", 1.0, "a rule", 1, {"a": 1}),
        quotes=(QuoteMatch("words", True, 1.0, TextSelector("words", "a", "b", 3, 8, ":~:text=words")),),
        proof=Proof("leaky", WHEN, 10, 8, 0, 1, 1, (miss,), ("nearest",), 0.1, 0.9, True),
    )
    audit = {"checked_at": "2026-03-01T12:30:45Z", "verdict": "gone", "quotes": []}
    entry = replace(MANIFEST.entries[0], snapshots=(made,), extra=(("audits", [audit]),))
    return replace(MANIFEST, entries=(entry, *MANIFEST.entries[1:]))


def _swell(data: bytes, source: Random) -> bytes:
    if source.random() < 0.2:
        return b'{"schema_version": 1, "post": ' + b"[" * 100_000
    return swollen(data, source) if source.random() < 0.2 else json_swollen(data, source)


def targets() -> Iterator[Target]:
    yield Target(
        name="manifest", group="manifest", watched=("manifest", "model", "timestamps"), read=read,
        seeds=_documents, mutate=json_mutated, swell=_swell, allowed=(ManifestError,),
    )  # fmt: skip
