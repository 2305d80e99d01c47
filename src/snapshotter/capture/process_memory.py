"""What a browser takes of memory, with all its processes.  From /proc; elsewhere nothing is known."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

PROC = Path("/proc")
_PSS = re.compile(rb"^Pss:\s+(\d+) kB", re.MULTILINE)


def find_process(argument: str, known: frozenset[int] = frozenset(), proc: Path = PROC) -> int | None:
    """The newest process below this one that was started with exactly this argument, and is not one of
    ``known``; None when there is none.  A browser's helpers (``--type=...``) do not count."""
    own = [pid for pid in _descendants(os.getpid(), proc) if pid not in known]
    return max((pid for pid in own if _is_browser(pid, argument, proc)), default=None)


def tree_bytes(pid: int, proc: Path = PROC) -> int | None:
    """Memory of a process and all below it, shared pages counted once (proportional set size).

    None when there is no such process, or its memory cannot be seen.
    """
    sizes = [size for each in (pid, *_descendants(pid, proc)) if (size := _bytes(each, proc)) is not None]
    return sum(sizes) if sizes else None


def oversized_helpers(limit_bytes: int, folder: str, proc: Path = PROC) -> list[int]:
    """The processes below this one in which a browser shows and draws pages, and that have more memory than
    so many bytes; of the browsers in whose command lines ``folder`` stands."""
    own, parents = os.getpid(), _parents(proc)
    return [
        pid
        for pid in parents
        if own in (line := tuple(_line(pid, parents)))
        and _resident_bytes(pid, proc) > limit_bytes
        and _draws_pages(pid, proc)
        and any(folder.encode() in word for each in line for word in _command(each, proc))
        and (_bytes(pid, proc) or 0) > limit_bytes
    ]


def _descendants(pid: int, proc: Path) -> Iterator[int]:
    children = _children(proc)
    below = list(children.get(pid, ()))
    while below:
        each = below.pop()
        yield each
        below.extend(children.get(each, ()))


def _children(proc: Path) -> dict[int, list[int]]:
    """Process ids by that of their parent."""
    children: dict[int, list[int]] = defaultdict(list)
    for pid, parent in _parents(proc).items():
        children[parent].append(pid)
    return children


def _parents(proc: Path) -> dict[int, int]:
    """The parent of each process (proc(5), ``/proc/pid/stat``: the name may hold anything)."""
    parents = {}
    for entry in proc.glob("[0-9]*"):
        try:
            after_name = (entry / "stat").read_bytes().rpartition(b")")[2].split()
            parents[int(entry.name)] = int(after_name[1])
        except (OSError, IndexError, ValueError):
            continue  # it has ended meanwhile
    return parents


def _line(pid: int, parents: Mapping[int, int]) -> Iterator[int]:
    """The process, its parent, and so on."""
    seen: set[int] = set()
    while pid not in seen:
        yield pid
        seen.add(pid)
        pid = parents.get(pid, pid)


def _is_browser(pid: int, argument: str, proc: Path) -> bool:
    words = _command(pid, proc)
    return argument.encode() in words and not any(word.startswith(b"--type=") for word in words)


def _draws_pages(pid: int, proc: Path) -> bool:
    words = _command(pid, proc)
    return b"--type=renderer" in words or b"--type=gpu-process" in words


def _command(pid: int, proc: Path) -> list[bytes]:
    """The words of its command line; none when it has ended."""
    try:
        arguments = (proc / str(pid) / "cmdline").read_bytes().split(b"\0")
    except OSError:
        return []
    # A process that has set its title has its arguments joined by spaces.
    return arguments if len(arguments) > 2 else arguments[0].split(b" ")


def _resident_bytes(pid: int, proc: Path) -> int:
    """With what it shares; quick to learn, also of large processes."""
    try:
        return int((proc / str(pid) / "statm").read_bytes().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError, ValueError):
        return 0


def _bytes(pid: int, proc: Path) -> int | None:
    try:
        found = _PSS.search((proc / str(pid) / "smaps_rollup").read_bytes())
        if found:
            return int(found[1]) * 1024
    except OSError:
        pass  # not there, or not ours to read: the next is coarser
    try:
        _, resident, shared = map(int, (proc / str(pid) / "statm").read_bytes().split()[:3])
    except (OSError, ValueError):
        return None
    return (resident - shared) * os.sysconf("SC_PAGE_SIZE")
