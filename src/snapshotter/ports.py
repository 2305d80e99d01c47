"""What the workflows need of the world.  The docstrings are the contract."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Protocol

from snapshotter.digests import Digest
from snapshotter.model.capture import Capture, StoredCapture
from snapshotter.model.events import Event
from snapshotter.model.post import CitedPost, PostSource
from snapshotter.model.snapshot import Manifest
from snapshotter.urls import Url

Watch = Callable[[Event], None]
"""Called from the event loop; must return at once and never raise."""


class SourceReader(Protocol):
    """Reads a post, wherever it is."""

    async def read(
        self, source: str, *, base_url: str | None = None, format: str | None = None
    ) -> PostSource:
        """The post's bytes.  Raises :class:`PostError` with what to do next; no retries."""
        ...


class Extractor(Protocol):
    """Finds the citations of a post.  Pure: touches no network."""

    def __call__(self, source: PostSource) -> CitedPost:
        """Every outbound link, labelled, none dropped.  Raises :class:`PostError`."""
        ...


class Capturer(Protocol):
    """Captures single pages.  One call at a time per host is the caller's business."""

    async def capture(self, url: Url, watch: Watch) -> Capture:
        """Visit ``url`` and return what was seen, whatever happened.

        Never raises for trouble with the page: that is an outcome with a reason.  Raises
        :class:`BrowserMissing` when there is nothing to drive.  Cancellation leaves nothing behind.
        """
        ...

    async def release(self, capture: Capture) -> None:
        """Frees the bytes on disk behind ``capture``; its bodies cannot be read afterwards."""
        ...


class Archive(Protocol):
    """The WARC files of one archive home.  One writer at a time; ``append`` is serialised."""

    def append(self, capture: Capture) -> StoredCapture:
        """Write all records of a capture, fsync, and only then return.

        Blocking (call it in a thread).  Whole records only: after a crash at any moment the next
        ``open`` recovers every whole record and drops a torn tail.  Raises :class:`WriteFailed`.
        """
        ...

    def close(self) -> None:
        """Close the current file under its final name and write its index.  Idempotent."""
        ...


class DigestIndex(Protocol):
    """Where identical payloads already lie, so that they become revisit records."""

    def find(self, payload_digest: Digest) -> tuple[str, Url, datetime] | None:
        """Record id (``urn:uuid:...``), target URI and date of a *committed* response, or None."""
        ...


class Catalogue(Protocol):
    """The cache of everything in ``warcs/``; rebuilt by ``reindex``.  Thread-safe."""

    def commit(self, stored: StoredCapture) -> None:
        """Make a stored capture findable.  Called after its bytes are on disk; idempotent by id."""
        ...

    def latest(self, url: Url) -> StoredCapture | None:
        """The newest capture of exactly this address (fragment ignored), whatever its outcome."""
        ...

    def captures(self) -> Iterable[StoredCapture]:
        """All captures, oldest first."""
        ...

    def close(self) -> None: ...


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
