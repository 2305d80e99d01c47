"""What the workflows need of the world.  The docstrings are the contract."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence

    from snapshotter.digests import Digest
    from snapshotter.model.attempt import Attempt
    from snapshotter.model.audit import Check, StoredCheck, Try, Validators
    from snapshotter.model.capture import Capture, StoredCapture, StoredPayload
    from snapshotter.model.events import Event
    from snapshotter.model.growth import ClosedWarc
    from snapshotter.model.pace import HostPace
    from snapshotter.model.post import CitedPost, Elsewhere, SourceFailed
    from snapshotter.model.proof import Proof, ReplayMiss
    from snapshotter.model.snapshot import Manifest
    from snapshotter.model.space import Shortage
    from snapshotter.urls import Url

    Decisions = Sequence[Mapping[str, Any]]
    Watch = Callable[[Event], None]
    """Called from the event loop; must return at once and never raise."""
    Finding = CitedPost | Elsewhere | SourceFailed
    """What a source holds: a post, the address of one (or of a catalogue of posts), or one that is broken."""


class SourceReader(Protocol):
    """Reads posts, wherever they are."""

    def read(
        self, source: str, *, base_url: str | None = None, format: str | None = None
    ) -> AsyncIterator[object]:
        """What :class:`Extractor` takes: one for an address or a file, many for a folder.

        Raises :class:`PostError` with what to do next; it waits between two requests to one host and
        heeds ``Retry-After``, but does not retry otherwise.
        """
        ...


class Extractor(Protocol):
    """Finds the posts of a source and their citations.  Pure: touches no network."""

    def __call__(self, source: Any) -> Iterable[Finding]:
        """Every post as it comes, with every outbound link, labelled, none dropped.

        Raises :class:`PostError` when the source cannot be read at all.
        """
        ...


class Siblings(Protocol):
    """Learns from posts of one site what stands on all of them."""

    def push(self, found: CitedPost | SourceFailed) -> Sequence[CitedPost | SourceFailed]:
        """Takes one; returns those that are ready, in the order they were taken."""
        ...

    def flush(self) -> Sequence[CitedPost | SourceFailed]:
        """Those that are still held back."""
        ...


class Capturer(Protocol):
    """Captures single pages.  One call at a time per host is the caller's business."""

    async def capture(self, url: Url, watch: Watch, attempt: Attempt = ...) -> Capture:
        """Visit ``url`` and return what was seen, whatever happened.

        ``attempt`` says which try it is and over which address family to go.  Never raises for trouble
        with the page: that is an outcome with a reason.  Raises :class:`BrowserMissing` when there is
        nothing to drive, and :class:`WriteFailed` when what came could not be kept (the disk is full).
        Cancellation leaves nothing behind.
        """
        ...

    async def supplement(self, url: Url, misses: Sequence[ReplayMiss], referrer: Url) -> Capture:
        """Fetch what a proof of the capture of ``url`` missed, with ``referrer`` as the page that asks.

        Only GETs, the first 50, within the wall clock of one page; what none of our requests reached is
        not in the result.  Raises :class:`WriteFailed` as ``capture`` does, and never for trouble with an
        address.  Cancellation leaves nothing behind.
        """
        ...

    async def release(self, capture: Capture) -> None:
        """Frees the bytes on disk behind ``capture``; its bodies cannot be read afterwards."""
        ...


class Checker(Protocol):
    """Asks for cited pages again.  Several calls may run at a time, one at a time per host."""

    async def check(
        self, url: Url, validators: Validators, suffices: Callable[[Try], Awaitable[bool]]
    ) -> Check:
        """Ask in one way after the other until ``suffices`` says of a try that it tells enough.

        ``validators`` make the first request a conditional one.  Never raises for trouble with the page:
        that is an outcome of a try, with a reason.  Follows redirects; heeds the address guard on every
        hop.  Cancellation leaves nothing behind.
        """
        ...

    async def release(self, check: Check) -> None:
        """Frees what is kept for the bodies of ``check``."""
        ...


class Prover(Protocol):
    """Loads stored captures again from the archive alone.  Several calls may run at a time."""

    async def prove(self, stored: StoredCapture) -> Proof:
        """What a reader would get to see.

        Never raises for what a page or its records hold: what cannot be tried is the grade ``none``, with
        the reason.  Raises :class:`BrowserMissing` when there is nothing to drive.  Tries a crashed browser
        once more; reads the archive and writes nothing.
        """
        ...


class Examiner(Protocol):
    """Reads what a capture holds.  Pure: touches no network and no disk but the bodies."""

    def __call__(self, capture: Capture, quotes: Sequence[str] = ()) -> Capture:
        """The same capture with facts and verdict; one whose page is not the cited one is ``failed``.

        ``quotes`` are words that posts quote from the page: where they are, it is the page.
        Blocking (call it in a thread).  Never raises for what a page contains.
        """
        ...


class Archive(Protocol):
    """The WARC files of one archive home.  One writer at a time; ``append`` is serialised."""

    def append(self, capture: Capture) -> StoredCapture:
        """Write all records of a capture, fsync, and only then return.

        Blocking (call it in a thread).  Whole records only: after a crash at any moment the next
        ``open`` recovers every whole record and drops a torn tail.  Raises :class:`WriteFailed`.
        """
        ...

    def append_proof(
        self, stored: StoredCapture, proof: Proof, supplement: Capture | None = None
    ) -> StoredCapture:
        """Add a proof to a stored capture, and the exchanges of ``supplement``, which it called for;
        fsync, and return the capture with both.  Otherwise as ``append``."""
        ...

    def append_checks(self, checks: Sequence[tuple[Check, Decisions]]) -> list[StoredCheck]:
        """Add checks of an audit, each with what was decided of its citations (``post``, ``citation`` and
        the audit as JSON), with one fsync: all of them are stored, or none.  Otherwise as ``append``."""
        ...

    def close(self) -> None:
        """Close the current file under its final name and write its index.  Idempotent."""
        ...


class GrowthLog(Protocol):
    """The tamper-evident log of an archive home's growth.  Thread-safe.

    What it is told is on the disk when it returns, and only then may the caller do what it told: a crash
    in between leaves an entry that is ahead of its file, and the next start mends that.  Raises
    ``OSError``; nothing is entered then, and the same may be told again.
    """

    def warc_closed(self, warc: ClosedWarc) -> None:
        """A WARC is about to get its final name."""
        ...

    def manifest_written(self, slug: str, digest: Digest | None, was: Digest | None) -> None:
        """A manifest is about to be replaced by one with this SHA-256; ``was``: that of the old file."""
        ...


class Space(Protocol):
    """How much may still be written."""

    def shortage(self) -> Shortage | None:
        """What there is too little of; None when there is room.  Blocking."""
        ...


class DigestIndex(Protocol):
    """Where identical payloads already lie, so that they become revisit records."""

    def find(self, payload_digest: Digest, url: Url | None = None) -> StoredPayload | None:
        """The oldest *committed* record that holds this payload whole (with ``url``: of that
        target address alone), or None."""
        ...


class Catalogue(Protocol):
    """The cache of everything in ``warcs/``; rebuilt by ``reindex``.  Thread-safe."""

    def commit(self, stored: StoredCapture) -> None:
        """Make a stored capture findable, or its newest proof.  Called after its bytes are on disk;
        idempotent by id."""
        ...

    def commit_checks(self, checks: Iterable[StoredCheck]) -> None:
        """Make what checks have stored known to the digest index.  Called after their bytes are on disk."""
        ...

    def capture(self, capture_id: str) -> StoredCapture | None:
        """The capture with this id."""
        ...

    def latest(self, url: Url) -> StoredCapture | None:
        """The newest capture of exactly this address (fragment ignored), whatever its outcome."""
        ...

    def captures(self) -> Iterable[StoredCapture]:
        """All captures, oldest first."""
        ...

    def close(self) -> None: ...


class HostMemory(Protocol):
    """What is known of hosts' pace from earlier runs.  A cache: forgetting it costs some politeness."""

    def load(self, host: str) -> HostPace | None:
        """As it was last saved.  Blocking, thread-safe, as is ``save``."""
        ...

    def save(self, host: str, pace: HostPace) -> None: ...


class ManifestStore(Protocol):
    """``warcs/manifests``.  Writes are atomic; unknown fields of newer programs survive a rewrite."""

    def load(self, slug: str) -> Manifest | None:
        """None when there is none.  Raises :class:`ManifestInvalid`, :class:`ManifestTooNew`."""
        ...

    def save(self, manifest: Manifest) -> str:
        """Write it and return its path relative to the archive home."""
        ...

    def slug_for(self, cited: CitedPost) -> str:
        """The slug of a post: the one it already has, else a new, readable, unused one."""
        ...

    def slugs(self) -> Sequence[str]: ...
