"""The pipe through which browser and HTTP client hand us their TLS secrets.

A FIFO: secrets pass through memory only and are gone when they are read.  It is opened for reading
and writing before the browser starts, or opening it for writing would block in the browser.
"""

from __future__ import annotations

import asyncio
import os

from snapshotter.capture.tls.keylog import KeyLog
from snapshotter.scratch import ScratchFolder


class KeyLogPipe:
    """An NSS key log that is read as it is written.  Use it inside a running event loop."""

    def __init__(self) -> None:
        self.keys = KeyLog()
        self._folder = ScratchFolder("keys")
        self.path = self._folder.path / "keys"
        os.mkfifo(self.path, mode=0o600)
        self._fd = os.open(self.path, os.O_RDWR | os.O_NONBLOCK)
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._fd, self._read)

    def _read(self) -> None:
        try:
            self.keys.feed(os.read(self._fd, 1 << 16))
        except BlockingIOError:
            return

    def close(self) -> None:
        """Remove the pipe."""
        self._loop.remove_reader(self._fd)
        os.close(self._fd)
        self._folder.close()
