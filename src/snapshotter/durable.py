"""Files that are whole or not there: temporary name, fsync, rename, fsync of the folder."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

_FULL = {errno.ENOSPC, errno.EDQUOT}
_SQLITE_FULL = 13
"""https://www.sqlite.org/rescode.html#full"""


def is_full(error: BaseException | None) -> bool:
    """Whether a full disk, or a used-up quota, is what an error comes down to."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in _FULL:
            return True
        if getattr(error, "sqlite_errorcode", 0) & 0xFF == _SQLITE_FULL:
            return True
        error = error.__cause__ or error.__context__
    return False


_NO_SYNC = {errno.EINVAL, errno.EBADF, errno.ENOTSUP, errno.EACCES, errno.EISDIR}
"""What file systems say that cannot sync a folder (FUSE, SMB): there is nothing more to be had of them."""


def write_atomically(
    path: Path, data: bytes, *, mode: int | None = None, announce: Callable[[], None] = lambda: None
) -> None:
    """Replace ``path`` in one step; a crash leaves the old file or the new one.

    ``announce`` is called when the bytes are on the disk, and before they take the place of the old ones;
    a crash after it leaves them in ``.<name>.new``, for :func:`finish`.
    """
    with replacing(path, mode=mode) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
        announce()


def waiting(path: Path) -> Path:
    """The file whose bytes were to take the place of ``path`` when a run was killed."""
    return path.with_name(f".{path.name}.new")


def finish(path: Path) -> None:
    """Put what was waiting in the place of ``path``."""
    waiting(path).replace(path)
    sync_folder(path.parent)


@contextmanager
def replacing(path: Path, *, mode: int | None = None) -> Iterator[BinaryIO]:
    """A file to write to that takes the place of ``path`` when the block ends, and not when it raises.

    A crash leaves the old file or the new one, and perhaps ``.<name>.new``, which the next writing of the
    same file takes over.  ``mode``: the permissions it is to have, from its first byte on no wider ones.
    Raises ``OSError``; ``EBUSY`` while another process writes the same file.
    """
    temporary = waiting(path)
    with os.fdopen(_taken(temporary, mode), "wb") as file:
        done = False
        try:
            yield file
            file.flush()
            if mode is not None:
                os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
            temporary.replace(path)
            done = True
        finally:
            if not done:
                with suppress(OSError):
                    temporary.unlink()
    sync_folder(path.parent)


def _taken(temporary: Path, mode: int | None) -> int:
    """The temporary file, empty, and held by us alone; a link of its name, as a folder of somebody else's
    may have, is not followed."""
    while True:
        descriptor = os.open(
            temporary,
            os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW,
            0o666 if mode is None else mode & 0o600,
        )
        held = False
        try:
            _hold(descriptor, temporary)
            if _is_at(descriptor, temporary):
                os.ftruncate(descriptor, 0)
                held = True
                return descriptor
        finally:
            if not held:  # perhaps whoever had it has just put it in its place
                os.close(descriptor)


def _hold(descriptor: int, path: Path) -> None:
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as trouble:
        raise OSError(errno.EBUSY, "another process is writing it", str(path)) from trouble
    except OSError:
        return  # a file system without locks


def _is_at(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, where they are missing, so that they survive a power cut."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for each in reversed(missing):
        sync_folder(each.parent)


def sync_folder(folder: Path) -> None:
    """Make a created or renamed entry of ``folder`` survive a power cut, where the file system can."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except PermissionError:
        return  # a folder that may be written and not read
    try:
        os.fsync(descriptor)
    except OSError as trouble:
        if trouble.errno not in _NO_SYNC:
            raise
    finally:
        os.close(descriptor)
