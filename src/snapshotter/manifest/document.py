"""Manifests as JSON documents, and back.  The keys and their order are part of the contract."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from snapshotter.digests import Digest
from snapshotter.errors import ManifestInvalid, ManifestTooNew
from snapshotter.manifest.typed import require_types
from snapshotter.model.capture import Outcome, Reason, RecordLocation
from snapshotter.model.citation import (
    Attribution,
    Citation,
    MementoRef,
    Redirector,
    Selector,
    Signal,
    UnlinkedCitation,
)
from snapshotter.model.plain import (
    cuts_of,
    cuts_to_plain,
    facts_of,
    facts_to_plain,
    proof_of,
    proof_to_plain,
    quote_of,
    quote_to_plain,
    verdict_of,
    verdict_to_plain,
)
from snapshotter.model.post import CitedPost, Post
from snapshotter.model.proof import Proof
from snapshotter.model.snapshot import CitationEntry, Manifest, Snapshot
from snapshotter.timestamps import iso, parse
from snapshotter.urls import PageKey, Surt, Url

SCHEMA_VERSION = 1
CITATION_KEYS = (
    "id",
    "ordinal",
    "url",
    "href",
    "url_key",
    "page_key",
    "fragment",
    "kind",
    "region",
    "region_confidence",
    "anchor_text",
    "sentence",
    "heading",
    "selector",
    "quotes",
    "attribution",
    "memento",
    "redirector",
    "rel",
    "skip",
    "cited_at",
    "signals",
)
_NEWER_KEYS: Mapping[str, Any] = {"page_key": None, "redirector": None, "cited_at": None, "signals": ()}
"""Keys that came after the first manifests, and what their absence means."""
LATER_KEYS: Mapping[str, Any] = {"verdict": None, "quotes": [], "proof": None}
"""What later stages find out about a snapshot, and what stands there before they have run."""

Document = dict[str, Any]


@cache
def context() -> Document:
    """The JSON-LD context, written into every manifest so that reading one needs no network."""
    loaded: Document = json.loads((files(__package__) / "context.json").read_text("utf-8"))
    return loaded


@cache
def schema() -> Document:
    """The JSON Schema (2020-12) of manifests."""
    loaded: Document = json.loads((files(__package__) / "schema.json").read_text("utf-8"))
    return loaded


def cited_to_json(cited: CitedPost) -> Document:
    """The document of ``citations --json``."""
    return {
        "schema_version": SCHEMA_VERSION,
        "post": _post_to_json(cited.post),
        "citations": [_citation_to_json(citation) for citation in cited.citations],
        "unlinked": [_unlinked_to_json(unlinked) for unlinked in cited.unlinked],
    }


def snapshot_to_json(snapshot: Snapshot) -> Document:
    """One snapshot: also what ``capture --json`` prints for an address."""
    return {
        "id": snapshot.id,
        "captured_at": iso(snapshot.captured_at),
        "outcome": str(snapshot.outcome),
        "reason": _reason_to_json(snapshot.reason),
        "status": snapshot.status,
        "final_url": snapshot.final_url,
        "title": snapshot.title,
        "warc": _location_to_json(snapshot.warc),
        "text_digest": snapshot.text_digest,
        "screenshot": _location_to_json(snapshot.screenshot),
        "provenance": snapshot.provenance,
        "source": dict(snapshot.source),
        **({"session": True} if snapshot.session else {}),
        "artefacts": {key: _location_to_json(at) for key, at in snapshot.artefacts.items()},
        "page": facts_to_plain(snapshot.page),
        "truncations": cuts_to_plain(snapshot.truncations),
        "missing": snapshot.missing,
        "verdict": verdict_to_plain(snapshot.verdict),
        "quotes": [quote_to_plain(match) for match in snapshot.quotes],
        "proof": proof_to_plain(snapshot.proof),
    }


def to_json(manifest: Manifest) -> Document:
    """The document of a manifest."""
    return {
        "@context": dict(context()),
        "schema_version": SCHEMA_VERSION,
        "post": _post_to_json(manifest.post),
        "citations": [_entry_to_json(entry) for entry in manifest.entries],
        "unlinked": [_unlinked_to_json(unlinked) for unlinked in manifest.unlinked],
    }


def from_json(slug: str, document: object, *, source: str) -> Manifest:
    """A manifest from its document.  ``source`` names it in errors.

    Raises :class:`ManifestTooNew` for a later ``schema_version`` and :class:`ManifestInvalid` for a
    document that lacks what every manifest has.  Keys it does not know are not an error.
    """
    if not isinstance(document, dict) or not isinstance(document.get("schema_version"), int):
        raise ManifestInvalid(
            f"{source}: no object with a whole number as schema_version",
            hint="this is not a manifest; restore the file from version control or move it away",
        )
    if document["schema_version"] > SCHEMA_VERSION:
        raise ManifestTooNew(
            f"{source}: schema_version {document['schema_version']}, expected at most {SCHEMA_VERSION}",
            hint="a newer snapshotter wrote it; upgrade this one",
        )
    try:
        manifest = _manifest(slug, document)
        require_types(manifest)
        return manifest
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as trouble:
        raise ManifestInvalid(
            f"{source}: {_explained(trouble)}",
            hint="restore the file from version control, or mend it by hand against the JSON Schema",
        ) from trouble


def _manifest(slug: str, document: Document) -> Manifest:
    return Manifest(
        slug=slug,
        post=Post(**_known(Post, document["post"])),
        entries=tuple(_entry(entry) for entry in document["citations"]),
        unlinked=tuple(UnlinkedCitation(**_known(UnlinkedCitation, one)) for one in document["unlinked"]),
    )


def _explained(trouble: Exception) -> str:
    if isinstance(trouble, KeyError):
        return f"the key {trouble} is missing"
    return f"a value is not what its key calls for: {trouble}"


def _post_to_json(post: Post) -> Document:
    return {
        "uri": post.uri,
        "source": post.source,
        "format": post.format,
        "title": post.title,
        "author": post.author,
        "published": post.published,
        "sha256": post.sha256,
    }


def _unlinked_to_json(unlinked: UnlinkedCitation) -> Document:
    return {
        "publisher": unlinked.publisher,
        "author": unlinked.author,
        "title": unlinked.title,
        "date": unlinked.date,
        "sentence": unlinked.sentence,
    }


def _citation_to_json(citation: Citation) -> Document:
    plain = {name: getattr(citation, name) for name in CITATION_KEYS}
    selector, attribution, memento = citation.selector, citation.attribution, citation.memento
    redirector = citation.redirector
    nested = {
        "selector": {name: getattr(selector, name) for name in ("css", "exact", "prefix", "suffix")},
        "quotes": list(citation.quotes),
        "attribution": {
            name: getattr(attribution, name) for name in ("publisher", "author", "title", "date")
        },
        "memento": (
            {name: getattr(memento, name) for name in ("archive", "original", "datetime")}
            if memento
            else None
        ),
        "redirector": (
            {name: getattr(redirector, name) for name in ("service", "address")} if redirector else None
        ),
        "rel": list(citation.rel),
        "signals": [
            {"name": signal.name, "region": signal.region, "weight": signal.weight}
            for signal in citation.signals
        ],
    }
    return {**plain, **nested}


def _entry_to_json(entry: CitationEntry) -> Document:
    snapshots = [snapshot_to_json(snapshot) for snapshot in entry.snapshots]
    return {**_citation_to_json(entry.citation), "snapshots": snapshots, **dict(entry.extra)}


def _entry(document: Document) -> CitationEntry:
    known = {*CITATION_KEYS, "snapshots"}
    return CitationEntry(
        citation=_citation(document),
        snapshots=tuple(_snapshot(one) for one in document["snapshots"]),
        extra=tuple((name, value) for name, value in document.items() if name not in known),
    )


def _citation(document: Document) -> Citation:
    document = {**_NEWER_KEYS, **document}
    url, url_key, page_key = document["url"], document["url_key"], document["page_key"]
    memento, redirector = document["memento"], document["redirector"]
    plain = {name: document[name] for name in CITATION_KEYS}
    nested = {
        "url": Url(url) if url is not None else None,
        "url_key": Surt(url_key) if url_key is not None else None,
        "page_key": PageKey(page_key) if page_key is not None else None,
        "selector": Selector(**_known(Selector, document["selector"])),
        "quotes": tuple(document["quotes"]),
        "attribution": Attribution(**_known(Attribution, document["attribution"])),
        "memento": MementoRef(**_known(MementoRef, memento)) if memento else None,
        "redirector": Redirector(**_known(Redirector, redirector)) if redirector else None,
        "rel": tuple(document["rel"]),
        "signals": tuple(Signal(**_known(Signal, signal)) for signal in document["signals"]),
    }
    return Citation(**{**plain, **nested})


def _snapshot(document: Document) -> Snapshot:
    reason = document["reason"]
    return Snapshot(
        id=document["id"],
        captured_at=parse(document["captured_at"]),
        outcome=Outcome(document["outcome"]),
        reason=Reason(reason["code"], reason["message"]) if reason else None,
        status=document["status"],
        final_url=document["final_url"],
        title=document["title"],
        warc=_location(document["warc"]),
        text_digest=document["text_digest"],
        screenshot=_location(document["screenshot"]),
        provenance=document["provenance"],
        source=document.get("source") or {},
        session=document.get("session", False),
        artefacts={key: at for key, at in _artefacts(document).items() if at is not None},
        page=facts_of(document.get("page")),
        truncations=cuts_of(document.get("truncations")),
        missing=document.get("missing", 0),
        verdict=verdict_of(document["verdict"]),
        quotes=tuple(quote_of(each) for each in document["quotes"]),
        proof=_proof(document),
    )


def _proof(document: Document) -> Proof | None:
    """One that does not say when it was made was made with the capture."""
    plain = document["proof"]
    return proof_of({"proved_at": document["captured_at"], **plain}) if plain is not None else None


def _artefacts(document: Document) -> dict[str, RecordLocation | None]:
    return {key: _location(at) for key, at in document.get("artefacts", {}).items()}


def _known(kind: Any, document: Document) -> Document:
    """The fields that a value type has; what a newer program added stays in the file only."""
    return {name: document[name] for name in kind.__dataclass_fields__ if name in document}


def _reason_to_json(reason: Reason | None) -> Document | None:
    return {"code": reason.code, "message": reason.message} if reason else None


def _location_to_json(location: RecordLocation | None) -> Document | None:
    if location is None:
        return None
    return {
        "file": location.file,
        "offset": location.offset,
        "length": location.length,
        "record_digest": location.digest,
    }


def _location(document: Document | None) -> RecordLocation | None:
    if document is None:
        return None
    digest = Digest(document["record_digest"])
    return RecordLocation(document["file"], document["offset"], document["length"], digest)
