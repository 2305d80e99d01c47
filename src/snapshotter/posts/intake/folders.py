"""Folders and ZIP files of posts: back catalogues, exports, the sources of generated sites.

A tree is walked in sorted order, one folder at a time, so that the first of very many posts comes at
once.  Links to folders are not followed, so no loop can catch the walk.  Nothing of a ZIP file is
unpacked to disk; what its members' names would do there cannot happen.
"""

from __future__ import annotations

import os
import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Protocol

from snapshotter.errors import PostError
from snapshotter.warc.containers import is_folder

MAX_MEMBER_BYTES = 256_000_000
"""A longer member of a ZIP file is not unpacked."""
MAX_RATIO = 1000
"""Nor is one that grows more than so many times: deflate's own limit is 1032, and text's is far below."""
MAX_TOTAL_BYTES = 10_000_000_000
"""All members together may be more only if the ZIP file is large itself."""
LARGE_BYTES = 64_000_000
"""A longer file is not read whole: what reads it opens it again."""
HEAD_BYTES = 1_048_576
_ENCRYPTED = 0x1
_ZIP_TROUBLE = (
    OSError,
    OverflowError,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)

Enter = Callable[[str], bool]


class Tree(Protocol):
    """Files by their names, which are relative and written with ``/``."""

    def names(self, enter: Enter = ...) -> Iterator[str]:
        """The names of all files, sorted folder by folder; ``enter`` may refuse a folder (``a/b/``)."""
        ...

    def top(self) -> list[str]:
        """The names at the root, those of folders with ``/`` behind them."""
        ...

    def has(self, name: str) -> bool:
        """Whether there is a file of that name."""
        ...

    def read(self, name: str) -> bytes:
        """A file's bytes.  Raises :class:`PostError` for one that cannot or must not be read."""
        ...

    def path_of(self, name: str) -> Path | None:
        """Where the file lies, if it is too large to be read whole; else None."""
        ...

    def named(self, source: str, name: str) -> str:
        """What a file is called to the user, who named the tree ``source``."""
        ...


def tree_of(path: Path) -> Tree:
    """A folder or a ZIP file as a tree.  Raises :class:`PostError` for anything else."""
    if path.is_dir():
        return Folder(path)
    return Zipped(path)


def _all(_: str) -> bool:
    return True


class Folder:
    """A folder on this machine."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def names(self, enter: Enter = _all) -> Iterator[str]:
        pending = [("", self._entries(""))]
        while pending:
            prefix, entries = pending[-1]
            entry = next(entries, None)
            if entry is None:
                pending.pop()
            elif not entry.endswith("/"):
                yield f"{prefix}{entry}"
            elif enter(f"{prefix}{entry}"):
                pending.append((f"{prefix}{entry}", self._entries(f"{prefix}{entry}")))

    def _entries(self, prefix: str) -> Iterator[str]:
        """One folder's files and folders; what cannot be listed is empty."""
        try:
            with os.scandir(self._root / prefix) as scan:
                found = sorted(name for entry in scan if (name := _kind(entry)))
        except OSError as error:
            if not prefix:
                raise PostError(
                    f"{self._root}: the folder cannot be listed: {error}", hint="Check its permissions."
                ) from error
            return
        yield from found

    def top(self) -> list[str]:
        return list(self._entries(""))

    def has(self, name: str) -> bool:
        return (self._root / name).is_file()

    def read(self, name: str) -> bytes:
        try:
            with (self._root / name).open("rb") as file:
                return file.read(HEAD_BYTES if self.path_of(name) else -1)
        except (OSError, ValueError) as error:
            raise PostError(
                f"{self._root / name}: cannot be read: {error}", hint="Check its permissions."
            ) from error

    def path_of(self, name: str) -> Path | None:
        path = self._root / name
        try:
            return path if path.stat().st_size > LARGE_BYTES else None
        except OSError:
            return None

    def named(self, source: str, name: str) -> str:
        return str(Path(source) / name)


def _kind(entry: os.DirEntry[str]) -> str:
    """The name of a file, or of a folder with ``/``; empty for links to folders, pipes and devices."""
    try:
        if entry.is_dir(follow_symlinks=False):
            return f"{entry.name}/"
        return entry.name if entry.is_file() else ""
    except OSError:
        return ""


class Zipped:
    """A ZIP file: the one at ``path``, or ``data`` that is called so."""

    def __init__(self, path: Path | str, data: bytes | None = None) -> None:
        self._path = path
        try:
            self._archive = zipfile.ZipFile(path if data is None else BytesIO(data))
            size = Path(path).stat().st_size if data is None else len(data)
        except FileNotFoundError:
            raise PostError(
                f"{path}: there is no such file", hint="Check the path.", code="post.missing"
            ) from None
        except _ZIP_TROUBLE as error:
            raise _damaged(str(path), str(error)) from None
        self._members = {each.filename: each for each in self._archive.infolist() if not is_folder(each)}
        total = sum(each.file_size for each in self._members.values())
        if total > MAX_TOTAL_BYTES and total > MAX_RATIO * size:
            raise _damaged(str(path), f"{total} bytes would come out of it")

    def names(self, enter: Enter = _all) -> Iterator[str]:
        refused = ""
        for name in sorted(self._members, key=_by_folder):
            if refused and name.startswith(refused):
                continue
            folders = name.split("/")[:-1]
            steps = ("/".join(folders[: depth + 1]) + "/" for depth in range(len(folders)))
            refused = next((step for step in steps if not enter(step)), "")
            if not refused:
                yield name

    def top(self) -> list[str]:
        return sorted(
            {f"{head}/" if mark else head for head, mark, _ in (n.partition("/") for n in self._members)}
        )

    def has(self, name: str) -> bool:
        return name in self._members

    def read(self, name: str) -> bytes:
        member = self._members.get(name)
        shown = self.named(str(self._path), name)
        if member is None:
            raise PostError(
                f"{shown}: there is no such member", hint="List the ZIP file.", code="post.missing"
            )
        reason = _refusal(member)
        if reason:
            raise PostError(
                f"{shown}: it is not unpacked: {reason}",
                hint="Unpack the ZIP file yourself if you trust it, and name the folder.",
                code="post.unsafe-member",
            )
        try:
            with self._archive.open(member) as file:
                data = file.read(MAX_MEMBER_BYTES + 1)
        except _ZIP_TROUBLE as error:
            raise _damaged(shown, str(error)) from None
        if len(data) > MAX_MEMBER_BYTES:
            raise _damaged(shown, "it is longer than it says")
        return data

    def path_of(self, name: str) -> Path | None:
        return None

    def named(self, source: str, name: str) -> str:
        return f"{source}#{name}"


def _by_folder(name: str) -> tuple[str, ...]:
    """The order of a walk: files and folders of one folder by name."""
    folders, _, last = name.rpartition("/")
    return (*(f"{each}/" for each in folders.split("/") if folders), last)


def _refusal(member: zipfile.ZipInfo) -> str:
    """Why a member is not read; empty when it may be."""
    parts = member.filename.replace("\\", "/").split("/")
    if member.filename.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]:
        return f"its name {member.filename!r} leads out of the folder"
    if member.flag_bits & _ENCRYPTED:
        return "it is encrypted"
    if member.file_size > MAX_MEMBER_BYTES:
        return f"it would be {member.file_size} bytes, more than {MAX_MEMBER_BYTES}"
    if member.file_size > 1_000_000 and member.file_size > MAX_RATIO * max(1, member.compress_size):
        return f"{member.compress_size} bytes would become {member.file_size}"
    return ""


def _damaged(name: str, why: str) -> PostError:
    return PostError(
        f"{name}: it cannot be read as a ZIP file: {why}",
        hint="Download or export it again.",
        code="post.damaged",
    )
