"""The ZIP file of a WACZ, written in one go and moved to its place when it is whole.

The same contents give the same bytes: times of entries are the package's own, their order is that in
which they were added, and nothing of the machine gets in.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from snapshotter import digests
from snapshotter.digests import Digest
from snapshotter.durable import replacing
from snapshotter.errors import WriteFailed

DATAPACKAGE = "datapackage.json"
DIGEST = "datapackage-digest.json"
WACZ_VERSION = "1.1.1"
_FIRST, _LAST = (1980, 1, 1, 0, 0, 0), (2107, 12, 31, 23, 59, 58)
"""ZIP has no times before and after (APPNOTE, section 4.4.6)."""
_MODE = 0o644
_UNIX = 3


class Package:
    """A context manager: leaves a whole file, or none and what was there before."""

    def __init__(self, target: Path, moment: datetime) -> None:
        self._target = target
        self._stack = ExitStack()
        self._moment = min(max(moment.timetuple()[:6], _FIRST), _LAST)
        self._zip: zipfile.ZipFile
        self._resources: list[dict[str, str | int]] = []

    def __enter__(self) -> Self:
        with write_errors(self._target):
            file = self._stack.enter_context(replacing(self._target))
        self._zip = self._stack.enter_context(zipfile.ZipFile(file, "w", allowZip64=True))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with write_errors(self._target):
            self._stack.__exit__(kind, error, trace)

    @contextmanager
    def entry(
        self, path: str, *, most_bytes: int = 0, packed: bool = False
    ) -> Iterator[Callable[[bytes], None]]:
        """Something to write a file of the package with, piece by piece; it is then listed.

        ``most_bytes`` is how large it may become, where that may be more than 2 GiB.  Raises
        :class:`WriteFailed`.
        """
        info = self._info(path, packed=packed)
        info.file_size = most_bytes
        digest = hashlib.sha256()
        size = 0
        with write_errors(self._target):
            file = self._zip.open(info, "w")

        def write(data: bytes) -> None:
            nonlocal size
            with write_errors(self._target):
                file.write(data)
            digest.update(data)
            size += len(data)

        try:
            yield write
        finally:
            with write_errors(self._target):
                file.close()
        self._resources.append(
            {"name": path.rpartition("/")[2], "path": path, "hash": digests.of_hash(digest), "bytes": size}
        )

    def add(self, path: str, data: bytes) -> None:
        """A file that is at hand; packed unless it is packed already."""
        with self.entry(path, packed=not path.endswith(".gz")) as write:
            write(data)

    def describe(self, about: Mapping[str, Any]) -> bytes:
        """Write ``datapackage.json``, which lists all files so far, and return it."""
        document = {
            "profile": "data-package",  # of all that specifications name, the one that every reader takes
            "wacz_version": WACZ_VERSION,
            **about,
            "resources": self._resources,
        }
        data = json.dumps(document, ensure_ascii=False, indent=2).encode("utf-8", "replace")
        self._write(DATAPACKAGE, data)
        return data

    def vouch(self, datapackage: bytes, more: Mapping[str, Any]) -> None:
        """Write ``datapackage-digest.json``, the last file."""
        document = {"path": DATAPACKAGE, "hash": digests.of_bytes(datapackage), **more}
        self._write(DIGEST, json.dumps(document, indent=2).encode())

    def _write(self, path: str, data: bytes) -> None:
        with write_errors(self._target):
            self._zip.writestr(self._info(path, packed=True), data)

    def _info(self, path: str, *, packed: bool) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo(path, self._moment)
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        info.external_attr = _MODE << 16
        info.create_system = _UNIX
        return info


def digest_of(path: Path) -> Digest:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return digests.of_hash(hashlib.file_digest(file, "sha256"))


@contextmanager
def write_errors(target: Path) -> Iterator[None]:
    """Translates what the disk refuses: :class:`WriteFailed`."""
    try:
        yield
    except OSError as trouble:
        raise WriteFailed(
            f"{target}: {trouble.strerror or trouble}",
            hint="name a file in a folder that exists and can be written, on a disk with room, with -o",
        ) from trouble
