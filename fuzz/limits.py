"""What one input may cost: CPU seconds, memory, output."""

from __future__ import annotations

import resource
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

_MEGABYTE_IN_KB = 1024


class LimitBroken(BaseException):
    """More than an input may cost.  No ``except Exception`` of a program catches it."""


class TooSlow(LimitBroken):
    """It took more CPU seconds than it may: what hangs never ends by itself."""


class Grown(LimitBroken):
    """It took more memory than it may."""


class TooMuch(LimitBroken):
    """More came out of it than may."""


def peak_kb() -> int:
    """The most memory that this process has had since the last :func:`forget_peak`."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


def forget_peak() -> None:
    """From here on the peak is counted anew (proc(5), ``clear_refs``)."""
    Path("/proc/self/clear_refs").write_text("5")


@contextmanager
def cpu_seconds(limit_s: float) -> Iterator[None]:
    """Raises :class:`TooSlow` in the block once it has taken so much CPU, also the kernel's on its behalf.

    A call of a C library that never comes back is not interrupted: the fuzzer's own alarm ends the process.
    """

    def stop(number: int, frame: FrameType | None) -> None:
        raise TooSlow(f"more than {limit_s} CPU seconds")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, limit_s)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


class Limited:
    """Reads inputs one after the other, each within its limits."""

    def __init__(self, read: Callable[[bytes], int], *, growth_mb: int, output_bytes: int) -> None:
        self._read = read
        self._growth_kb = growth_mb * _MEGABYTE_IN_KB
        self._output_bytes = output_bytes
        self._ceiling_kb = 0

    def settle(self) -> None:
        """What the process holds now is its own; growth is counted from here."""
        forget_peak()
        self._ceiling_kb = peak_kb() + self._growth_kb

    def __call__(self, data: bytes, limit_s: float) -> int:
        """How much came out.  Raises what reading raises, and :class:`LimitBroken`."""
        if not self._ceiling_kb:
            self.settle()
        with cpu_seconds(limit_s):
            size = self._read(data)
        # ru_maxrss is quick to ask and never falls; only when it is past the ceiling is the kernel asked
        if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > self._ceiling_kb and (
            (peak := peak_kb()) > self._ceiling_kb
        ):
            raise Grown(f"memory grew to {peak // _MEGABYTE_IN_KB} MiB")
        if size > self._output_bytes:
            raise TooMuch(f"{size} bytes came out")
        return size
