"""Documents that are ZIP containers: DOCX, ODT, EPUB, WACZ.  Bombs and damage end in a clear error."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from snapshotter.errors import PostError
from snapshotter.model.post import PostSource
from snapshotter.posts.readers import xml

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_PART_BYTES = 128 * 1024 * 1024
"""No document's text is longer; what claims to be is a bomb."""
_PLAIN_BYTES = 8 * 1024 * 1024
_MAX_RATIO = 200
"""What is longer than that and has shrunk to less than its two-hundredth is one, too: as a tree it would take
eighty times as much memory again."""
_ENCRYPTED = 0x1
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    OverflowError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    MemoryError,
)


class Container:
    """The parts of a container, by their names."""

    def __init__(self, file: zipfile.ZipFile, where: str) -> None:
        self._file = file
        self.where = where
        self._by_name = {info.filename.lstrip("/").lower(): info for info in file.infolist()}

    def __contains__(self, name: str) -> bool:
        return self._key(name) in self._by_name

    def names(self) -> list[str]:
        """All names, as written, in the order of the container's directory."""
        return [info.filename for info in self._file.infolist()]

    def read(self, name: str) -> bytes:
        """The content of a part.  Raises :class:`PostError` when it is not there, damaged or too long."""
        with self.open(name) as stream:
            try:
                most = self._most_bytes(name)
                data = stream.read(most + 1)
            except _DAMAGE as trouble:
                raise damaged(self.where, f"its part {name} cannot be read: {trouble}") from trouble
        if len(data) > most:
            raise PostError(
                f"{self.where}: its part {name} is longer than {most} bytes, which no text is",
                hint="The file is damaged or made to do harm; do not open it.",
                code="post.too-large",
            )
        return data

    def root(self, name: str) -> _Element:
        """The root element of an XML part."""
        return xml.parsed(self.read(name), f"{self.where}: {name}")

    def root_or_none(self, name: str) -> _Element | None:
        """The same of a part that need not be there, and counts for nothing when it is broken."""
        if name not in self:
            return None
        try:
            return self.root(name)
        except PostError:
            return None

    def open(self, name: str) -> IO[bytes]:
        """The stream of a part."""
        info = self._by_name.get(self._key(name))
        if info is None:
            raise damaged(self.where, f"it has no part {name}")
        if info.flag_bits & _ENCRYPTED:
            raise encrypted(self.where)
        try:
            return self._file.open(info)
        except _DAMAGE as trouble:
            raise damaged(self.where, f"its part {name} cannot be read: {trouble}") from trouble

    def _most_bytes(self, name: str) -> int:
        packed = self._by_name[self._key(name)].compress_size
        return min(MAX_PART_BYTES, max(_PLAIN_BYTES, _MAX_RATIO * packed))

    @staticmethod
    def _key(name: str) -> str:
        return name.lstrip("/").lower()


@contextmanager
def opened(source: PostSource) -> Iterator[Container]:
    """The container that a source is, from its file when that is known, else from its bytes."""
    try:
        file = zipfile.ZipFile(source.path if source.path is not None else io.BytesIO(source.data))
    except _DAMAGE as trouble:
        raise damaged(source.source, f"it is not a whole ZIP container: {trouble}") from trouble
    with file:
        yield Container(file, source.source)


def damaged(where: str, why: str) -> PostError:
    return PostError(
        f"{where}: cannot be read: {why}",
        hint="The file is damaged or of another kind: save or fetch it once more, or name its --format.",
        code="post.unreadable",
    )


def encrypted(where: str) -> PostError:
    return PostError(
        f"{where}: it is encrypted",
        hint="Save a copy without a password or copy protection, and give that.",
        code="post.encrypted",
    )
