"""The whole tree of errors.

::

    SnapshotterError            code, hint, exit_code
    ├── UsageError              usage.*        2   what was asked makes no sense
    ├── ConfigError             config.*       4   config.toml is invalid
    ├── PostError               post.*         2   the post cannot be read
    ├── UrlError                url.*          2   not an address
    ├── CaptureError            capture.*      3   one page could not be captured
    │   ├── DnsError            capture.dns
    │   ├── ConnectError        capture.connect
    │   ├── TlsError            capture.tls
    │   ├── AddressRefused      capture.private-address
    │   ├── HostBlocked         capture.blocked
    │   ├── CaptureTimeout      capture.timeout
    │   └── BrowserCrashed      capture.browser-crashed
    ├── BrowserMissing          browser.missing 4  no Chromium to drive
    ├── GivenUp                 assist.given-up 3  a person did not pass the wall before a page
    ├── ArchiveError            warc.*         5   the archive itself is damaged or cannot be written
    │   ├── CorruptRecord       warc.corrupt       path, offset
    │   ├── WriteFailed         warc.write-failed
    │   ├── SecretsFound        export.secrets     what was to be handed out would give something away
    │   └── ChainBroken         chain.broken       nothing can be added to the log of the archive's growth
    ├── ManifestError           manifest.*     4
    │   ├── ManifestInvalid     manifest.invalid
    │   └── ManifestTooNew      manifest.too-new
    ├── Locked                  archive.locked 6   another run holds the archive
    ├── NetworkDown             network.down   7   nothing at all has answered
    ├── StampRefused            stamp.refused  3   a time-stamp authority gave no stamp
    └── RemoteArchiveError      remote.failed  3   a public archive gave nothing that could be used
        ├── RateLimited         remote.rate-limited   retry_after_s
        └── Refused             remote.refused        it does not give this page out

Per-citation trouble never escapes as an exception: it is an outcome with a reason.  What escapes
is trouble with the run itself, and only the CLI's boundary turns it into an exit code.
"""

from __future__ import annotations

from pathlib import Path


class SnapshotterError(Exception):
    """Something went wrong that the user can be told about.

    ``code`` is the stable machine name (``warc.corrupt``), ``hint`` says what to do next.
    """

    code = "unexpected"
    exit_code = 1

    def __init__(self, message: str, *, hint: str = "", code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        if code is not None:
            self.code = code


class UsageError(SnapshotterError):
    code = "usage.invalid"
    exit_code = 2


class ConfigError(SnapshotterError):
    code = "config.invalid"
    exit_code = 4


class PostError(SnapshotterError):
    code = "post.unreadable"
    exit_code = 2


class UrlError(SnapshotterError):
    code = "url.invalid"
    exit_code = 2


class CaptureError(SnapshotterError):
    code = "capture.failed"
    exit_code = 3


class DnsError(CaptureError):
    code = "capture.dns"


class ConnectError(CaptureError):
    code = "capture.connect"


class TlsError(CaptureError):
    code = "capture.tls"


class AddressRefused(CaptureError):
    code = "capture.private-address"


class HostBlocked(CaptureError):
    """A block list of the user keeps pages from this host."""

    code = "capture.blocked"


class CaptureTimeout(CaptureError):
    code = "capture.timeout"


class BrowserCrashed(CaptureError):
    code = "capture.browser-crashed"


class BrowserMissing(SnapshotterError):
    code = "browser.missing"
    exit_code = 4


class GivenUp(SnapshotterError):
    code = "assist.given-up"
    exit_code = 3


class ArchiveError(SnapshotterError):
    code = "warc.failed"
    exit_code = 5


class CorruptRecord(ArchiveError):
    """A record that is not what its header says; ``path`` and ``offset`` locate it."""

    code = "warc.corrupt"

    def __init__(self, message: str, *, path: Path, offset: int, hint: str = "") -> None:
        super().__init__(f"{path}, offset {offset}: {message}", hint=hint)
        self.path = path
        self.offset = offset


class WriteFailed(ArchiveError):
    code = "warc.write-failed"


class ChainBroken(ArchiveError):
    code = "chain.broken"


class SecretsFound(ArchiveError):
    """Keys, tokens or sessions are in what was to be handed out, and the user wants none handed out."""

    code = "export.secrets"


class ManifestError(SnapshotterError):
    code = "manifest.failed"
    exit_code = 4


class ManifestInvalid(ManifestError):
    code = "manifest.invalid"


class ManifestTooNew(ManifestError):
    code = "manifest.too-new"


class Locked(SnapshotterError):
    code = "archive.locked"
    exit_code = 6


class NetworkDown(SnapshotterError):
    code = "network.down"
    exit_code = 7


class StampRefused(SnapshotterError):
    code = "stamp.refused"
    exit_code = 3


class RemoteArchiveError(SnapshotterError):
    """A public archive could not be asked, or what it answered is no answer."""

    code = "remote.failed"
    exit_code = 3


class RateLimited(RemoteArchiveError):
    """It wants to be left alone for ``retry_after_s``."""

    code = "remote.rate-limited"

    def __init__(self, message: str, *, retry_after_s: float, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.retry_after_s = retry_after_s


class Refused(RemoteArchiveError):
    """It does not give this page out: blocked by its owner, by robots.txt or by law."""

    code = "remote.refused"
