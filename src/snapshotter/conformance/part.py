"""A part of a large file, read by a process of its own.

``python -m snapshotter.conformance.part FILE BEGIN END`` writes frames to standard output: each a marshalled
tuple with its length before it.
"""

from __future__ import annotations

import marshal
import signal
import struct
import sys
from pathlib import Path
from typing import IO, Any

FRAME = struct.Struct("<I")


def write(out: IO[bytes], *frame: Any) -> None:
    """One frame: its kind, and what it holds."""
    data = marshal.dumps(frame)
    out.write(FRAME.pack(len(data)) + data)
    out.flush()


def read(file: IO[bytes]) -> tuple[Any, ...] | None:
    """The next frame; None at the end, or where it is cut off."""
    size = file.read(FRAME.size)
    if len(size) < FRAME.size:
        return None
    data = file.read(FRAME.unpack(size)[0])
    try:
        frame = marshal.loads(data)  # of a process of our own
    except (EOFError, ValueError):
        return None
    return frame if isinstance(frame, tuple) else None


def main() -> int:
    """Of a process that was made for it."""
    run(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.stdout.buffer)
    return 0


def run(path: Path, begin: int, end: int, out: IO[bytes]) -> None:
    """Check the part; what is found goes out as it is found, the rest at the end."""
    from snapshotter.conformance.warc import Checking

    signal.signal(signal.SIGINT, signal.SIG_DFL)  # who reads the frames says what an interrupt means
    with path.open("rb") as file:
        checking = Checking(
            file, lambda size: write(out, "told", size), begin=begin, end=end if end >= 0 else None
        )
        for fault in checking.run():
            write(out, "found", fault.code, fault.severity, fault.offset, fault.message, fault.hint)
    counts = (checking.records, checking.size_bytes)
    write(out, "end", checking.stopped, checking.is_lossy, counts, checking.graph.state())


if __name__ == "__main__":
    sys.exit(main())
