"""One writer at a time: the lock of an archive home, and who holds it."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from snapshotter import timestamps
from snapshotter.durable import make_folder
from snapshotter.errors import Locked, WriteFailed

FILE = ".lock"
_MOST_BYTES = 4096
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_MOUNTS = Path("/proc/self/mountinfo")
_OF_THIS_MACHINE = frozenset(
    {"bcachefs", "btrfs", "exfat", "ext2", "ext3", "ext4", "f2fs", "jfs", "ntfs3", "overlay", "ramfs", "xfs"}
    | {"reiserfs", "tmpfs", "vfat", "zfs"}
)
"""File systems whose locks every process that can write to them sees.  On others (NFS, SMB, FUSE) a lock
may hold on one machine only."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Who holds a lock, or held it when it was killed."""

    pid: int
    host: str
    command: str
    since: str
    """RFC 3339."""
    boot: str = ""
    """Of the kernel it runs on; empty where that is not known."""

    def __str__(self) -> str:
        return f"process {self.pid} on {self.host} ({self.command}, since {self.since})"

    @property
    def is_here(self) -> bool:
        """Whether it runs, or ran, where we would see its lock."""
        boot = _boot()
        return self.host == socket.gethostname() or (bool(boot) and self.boot == boot)


@contextmanager
def archive_lock(home: Path, command: str) -> Iterator[Owner | None]:
    """Hold ``warcs/.lock`` for as long as the block lasts; gives who was killed while it had it.

    The operating system frees it when its owner dies, so a crash never leaves it behind.  Only where
    locks may not reach another machine, on a shared disk, what an owner on another one left in it counts.
    Raises :class:`Locked`, and :class:`WriteFailed` when the folder cannot be written.
    """
    path = home / "warcs" / FILE
    descriptor = _opened(path)
    try:
        found = _acquired(descriptor, path)
        if found is not None and not found.is_here and not _reaches_all(path):
            raise _elsewhere(path, found)
        left = _unfinished(path.parent) if found is not None else set()
        _note(descriptor, Owner(os.getpid(), socket.gethostname(), command, _now(), _boot()))
        try:
            yield found
        finally:
            if found is not None and left & _unfinished(path.parent):
                _note(descriptor, found)  # nobody has mended yet what it left: whose that is still counts
            else:
                with contextlib.suppress(OSError):
                    os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def break_lock(home: Path, host: str | None = None) -> Owner | None:
    """Forget what a dead owner left in the lock; returns who that was, None when nobody.

    ``host`` must name the other machine if it was one.  A lock whose owner can be seen to live is never
    broken.  Raises :class:`Locked` for it, and for an owner elsewhere who was not named.
    """
    path = home / "warcs" / FILE
    if not path.exists():
        return None
    descriptor = _opened(path)
    try:
        found = _acquired(descriptor, path)
        if found is not None and not found.is_here and found.host != host:
            raise _elsewhere(path, found)
        os.ftruncate(descriptor, 0)
        return found
    finally:
        os.close(descriptor)


def _unfinished(warcs: Path) -> set[Path]:
    """The files that a run had not closed."""
    from snapshotter.warc.openfile import OPEN_SUFFIX

    return set(warcs.glob(f"*{OPEN_SUFFIX}"))


def _opened(path: Path) -> int:
    try:
        make_folder(path.parent)
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise WriteFailed(
            f"{path}: {error.strerror}",
            hint="Nothing was asked for or changed.  Make the folder writable, or name another with --home.",
        ) from error


def _acquired(descriptor: int, path: Path) -> Owner | None:
    """Take the lock; returns the owner that its file still names.  Raises :class:`Locked`."""
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        found = _owner(descriptor)
        if error.errno not in (errno.EWOULDBLOCK, errno.EACCES) and not (found and _lives(found)):
            return found  # a file system without locks: what the file says is all there is
        raise Locked(
            f"{path.parent} is being written by {found or 'another run'}",
            hint="Wait for it to end, or stop it; the lock goes with the process.",
        ) from error
    return _owner(descriptor)


def _owner(descriptor: int) -> Owner | None:
    """Who the file names; None for a file that is empty, half-written or of another form."""
    try:
        found: Any = json.loads(os.pread(descriptor, _MOST_BYTES, 0))
        return Owner(
            pid=int(found["pid"]),
            **{name: _printable(found[name]) for name in ("host", "command", "since", "boot")},
        )
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None


def _printable(text: Any) -> str:
    return "".join(each if each.isprintable() else "?" for each in str(text))


def _note(descriptor: int, owner: Owner) -> None:
    """For others to read.  On a full disk the lock holds all the same."""
    data = json.dumps(asdict(owner)).encode() + b"\n"
    with contextlib.suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, data, 0)


def _lives(owner: Owner) -> bool:
    if not owner.is_here or owner.pid == os.getpid():
        return False
    try:
        os.kill(owner.pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _elsewhere(path: Path, owner: Owner) -> Locked:
    return Locked(
        f"{path.parent} is being written by {owner}, or was when that ended without a word: "
        "locks do not reach from one machine to the other on every shared disk",
        hint=f"See whether it still runs there.  If it does not: snapshotter unlock --host {owner.host}",
    )


def _reaches_all(path: Path) -> bool:
    """Whether a lock on this file is seen by every process that can write to it."""
    device = os.stat(path).st_dev
    wanted = f"{os.major(device)}:{os.minor(device)}"
    try:
        mounts = _MOUNTS.read_text("utf-8", "replace").splitlines()
    except OSError:
        return False
    for mount in mounts:
        before, _, after = mount.partition(" - ")
        if before.split()[2:3] == [wanted]:
            return after.split()[0] in _OF_THIS_MACHINE
    return False


def _boot() -> str:
    try:
        return _BOOT_ID.read_text("ascii").strip()
    except (OSError, ValueError):
        return ""


def _now() -> str:
    return timestamps.iso(timestamps.now())
