"""A capture: all exchanges of one page visit, with its outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

from snapshotter.digests import Digest
from snapshotter.model.exchange import Bytes, Exchange
from snapshotter.model.proof import Proof
from snapshotter.model.verdict import Verdict
from snapshotter.urls import Url


class Outcome(StrEnum):
    """What became of a citation in a run of ``archive``."""

    CAPTURED = "captured"
    PARTIAL = "partial"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an outcome is not ``captured``: a stable code and a sentence for people."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something noteworthy about a capture that a reader must be able to see later."""

    code: str
    severity: Literal["info", "warning", "error"]
    message: str
    detail: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """One named thing that was done on a page, and how it ended."""

    name: str
    """``load``, ``scroll``, ``banners``, ``gap-fill``, ..."""
    outcome: Literal["done", "nothing-to-do", "out-of-time", "over-budget", "failed"]
    elapsed_s: float
    message: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)
    """Counts and the like (JSON)."""


@dataclass(frozen=True, slots=True)
class Intervention:
    """Something that was changed on a page for the reading view, after it was pictured as it arrived."""

    kind: str
    """``consent-refused``, ``overlay-closed``, ``overlay-hidden``, ``scroll-unlocked``, ``user-rule``, ..."""
    target: str
    """The element, as a short CSS path."""
    text: str = ""
    """Words on the button or of the overlay, shortened."""
    rule: str = ""
    """What told us to."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A budget that ran out, so that the snapshot may lack what lies beyond it."""

    budget: str
    """``scroll-pixels``, ``scroll-time``, ``page-time``, ``page-bytes``, ``gap-count``, ..."""
    message: str


@dataclass(frozen=True, slots=True)
class Missing:
    """Something the page refers to that is not in the capture."""

    url: Url
    referrer: Url
    """The document or style sheet that refers to it."""
    kind: str
    """``image``, ``style``, ``font``, ``media``, ``manifest``, ``playlist``, ``segment``, ..."""
    reason: str
    """``http.404``, ``capture.dns``, ``budget``, ...: why it is missing."""


ArtefactName = Literal["view", "full-page", "thumbnail", "text", "pdf", "static-html", "video", "subtitles"]
"""``view``: the window as the page arrived; ``full-page``: all of it, for reading."""


@dataclass(frozen=True, slots=True)
class Artefact:
    """Something made of the page beside its exchanges; stored as a resource record tied to it."""

    name: ArtefactName
    media_type: str
    body: Bytes
    label: str = ""
    """Tells apart artefacts of one name: a second viewport, a subtitle's language."""


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What the cited page says of itself (meta tags, JSON-LD, Highwire, OpenGraph)."""

    title: str | None = None
    language: str | None = None
    """BCP 47."""
    authors: tuple[str, ...] = ()
    published: str | None = None
    """``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``."""
    site_name: str | None = None
    canonical: Url | None = None
    licence: str | None = None
    """An address where the page names one, else its words."""
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """The loaded page in numbers, measured in the browser: what verdicts look at beside its words."""

    headings: tuple[str, ...] = ()
    """Texts of the first visible ``h1`` (``h2`` where there is none)."""
    words: int = 0
    links: int = 0
    images: int = 0
    forms: int = 0
    password_fields: int = 0
    frames: tuple[str, ...] = ()
    """Addresses of the visible frames."""
    overlay_ratio: float = 0.0
    """Part of the window that fixed elements on top cover, 0 to 1, as it arrived."""
    overlay_text: str = ""
    """Their words, shortened."""


@dataclass(frozen=True, slots=True)
class RequestOutcome:
    """One line of the list of requests: what the page asked for and what became of it."""

    url: Url
    method: str
    status: int | None
    outcome: Literal["complete", "truncated", "no-response", "failed"]
    destination: str | None
    size_bytes: int
    """Of the response's body on the wire."""
    record_id: str | None
    """``urn:uuid:...`` of the response record (or the lone request record)."""
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Connection:
    """One connection that the capture made, and the evidence of who was at the other end."""

    id: str
    host: str
    port: int
    ip: str | None
    tls: str | None = None
    cipher_suite: str | None = None
    alpn: str | None = None
    sni: str | None = None
    certificates: tuple[bytes, ...] = ()
    """The chain as the origin sent it, DER, leaf first; empty when resumed or in the clear."""
    error: str | None = None
    """``dns``, ``refused``, ``private-address``, ``timeout``, ``undecryptable``, ...; None when fine."""
    sent_bytes: int = 0
    received_bytes: int = 0


Provenance = Literal["own", "imported", "memento"]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a snapshot that is not of our own capture comes from."""

    provenance: Provenance
    source: Mapping[str, str]
    """``file``, ``software``, ``record_id``, ...; of a memento ``uri_m``, ``datetime``, ``archive``."""


@dataclass(frozen=True, slots=True)
class Capture:
    """All exchanges of one page visit, with its outcome."""

    id: str
    """A UUID: ``WARC-Page-ID`` of every record, and the snapshot's id."""
    url: Url
    """As asked, fragment included."""
    started_at: datetime
    finished_at: datetime
    outcome: Outcome
    reason: Reason | None
    via: Literal["browser", "fetch"]
    exchanges: tuple[Exchange, ...]
    main_exchange_id: str | None
    """The exchange whose response is the cited page; None when nothing answered."""
    final_url: Url | None
    status: int | None
    title: str | None = None
    text: str | None = None
    """The final DOM's visible text; None when there was no document."""
    dom: str | None = None
    """The final document as HTML, shadow roots included; read here and not stored as such."""
    artefacts: tuple[Artefact, ...] = ()
    facts: PageFacts | None = None
    shape: Shape | None = None
    steps: tuple[Step, ...] = ()
    interventions: tuple[Intervention, ...] = ()
    cuts: tuple[Cut, ...] = ()
    missing: tuple[Missing, ...] = ()
    probe_exchange_id: str | None = None
    """The exchange that asked the same folder for a page that cannot exist (a soft-404 probe)."""
    blocked_hosts: tuple[str, ...] = ()
    """Hosts that a block list of the user kept the page from."""
    verdict: Verdict | None = None
    requests: tuple[RequestOutcome, ...] = ()
    connections: tuple[Connection, ...] = ()
    findings: tuple[Finding, ...] = ()
    session: bool = False
    """Whether a user's login was used: what came may be for that user's eyes."""
    user_agent: str = ""
    software: str = ""
    """Browser or HTTP client, with version."""
    origin: Origin | None = None
    """None: captured by us."""


@dataclass(frozen=True, slots=True)
class RecordLocation:
    """Where a record lies.  ``digest`` is SHA-256 over the stored (compressed) bytes."""

    file: str
    """Name of the WARC below ``warcs/``, as it is called once closed (without ``.open``)."""
    offset: int
    length: int
    digest: Digest


@dataclass(frozen=True, slots=True, order=True)
class Extent:
    """Records that lie one after the other in a file."""

    file: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class StoredPayload:
    """A payload that later revisit records may refer to: a whole response, or a certificate chain."""

    digest: Digest
    record_id: str
    """``urn:uuid:...``"""
    url: Url
    """``WARC-Target-URI`` of its record."""
    date: datetime
    """``WARC-Date`` of its record, to the microsecond."""
    location: RecordLocation
    request_id: str | None = None
    """Of a response: the record of its request, which comes right after it."""
    request_digest: Digest | None = None
    """That record's block digest."""


@dataclass(frozen=True, slots=True)
class StoredCapture:
    """A capture that is on disk, fsynced: what the catalogue and the manifest need of it."""

    id: str
    url: Url
    captured_at: datetime
    outcome: Outcome
    reason: Reason | None
    status: int | None
    final_url: Url | None
    title: str | None
    via: str
    main: RecordLocation | None
    artefacts: Mapping[str, RecordLocation]
    """By name, with ``:label`` where there is one, as in ``text``, ``view``, ``full-page:mobile``."""
    text_digest: Digest | None
    page_info: RecordLocation
    """The metadata record that closes the capture; a capture without it was cut short."""
    records: int
    size_bytes: int
    """Stored bytes of all its records."""
    deduplicated: int = 0
    """How many responses and artefacts became revisit records."""
    saved_bytes: int = 0
    """Payload bytes that therefore were not stored again."""
    facts: PageFacts | None = None
    verdict: Verdict | None = None
    cuts: tuple[Cut, ...] = ()
    missing: int = 0
    """How many things that the page refers to are not in the capture."""
    origin: Origin | None = None
    session: bool = False
    """Whether a user's login was used."""
    proof: Proof | None = None
    """The newest one."""
    additions: tuple[Extent, ...] = ()
    """What was appended to the capture afterwards: what its proof missed and could be fetched, and proofs."""
    payloads: tuple[StoredPayload, ...] = field(default=(), compare=False)
    """What this capture adds to the digest index.  On its way from the archive to the catalogue only:
    a capture that comes out of the catalogue does not carry it."""

    @property
    def extent(self) -> Extent:
        """Where its records lie, the page info last."""
        end = self.page_info.offset + self.page_info.length
        return Extent(self.page_info.file, end - self.size_bytes, self.size_bytes)


@dataclass(frozen=True, slots=True)
class StoredProof:
    """A proof that is on disk, with what was added to its capture for it."""

    capture_id: str
    proof: Proof
    extent: Extent
    """The added exchanges, if any, and the proof's own record last."""
    payloads: tuple[StoredPayload, ...] = field(default=(), compare=False)


def proved(stored: StoredCapture, added: StoredProof) -> StoredCapture:
    """The capture with what was added to it.  Adding the same again changes nothing."""
    if added.extent in stored.additions:
        return stored
    older = stored.proof is not None and stored.proof.proved_at > added.proof.proved_at
    return replace(
        stored,
        proof=stored.proof if older else added.proof,
        additions=tuple(sorted((*stored.additions, added.extent))),
        payloads=(*stored.payloads, *added.payloads),
    )
