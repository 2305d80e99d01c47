"""Ends a browser whose program was killed, and removes what it has lying about.

Chromium ends with its driver, and the driver with us, as long as one of them can still say so.  Killed
together, and while the browser starts, neither can.  A shell that waits at the other end of a pipe can:
the pipe breaks with the process that held it, however that ended.
"""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
from pathlib import Path

_GRACE_S = 3
"""For the driver, which is alive when we alone were killed: it closes its browser and tidies up."""
_LOOKS = 10
_LEAVE_S = 5.0
# `pkill -f` looks for the folder's name in command lines; the shell's own has it not.  The name alone, for it
# is read as a pattern, and folders above may have signs that mean something there.
_SCRIPT = f"""
read -r _ && exit 0
sleep {_GRACE_S}
n=0
while [ $n -lt {_LOOKS} ] && pkill -KILL -f -- "${{SCRATCH_FOLDER##*/}}"; do n=$((n + 1)); sleep 1; done
rm -rf -- "$SCRATCH_FOLDER"
"""


class Watchdog:
    """Over all processes in whose command lines a folder stands, and the folder: a scratch folder of ours,
    which no other process names."""

    def __init__(self, folder: Path) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        with contextlib.suppress(OSError):  # no such shell: then it is as it would be without
            self._process = subprocess.Popen(
                ["/bin/sh", "-c", _SCRIPT],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={"PATH": "/usr/bin:/bin", "SCRATCH_FOLDER": str(folder)},
                cwd="/",
                start_new_session=True,
            )

    async def close(self) -> None:
        """All is well: let it go.  Idempotent."""
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None
        with contextlib.suppress(OSError):
            process.stdin.write(b"done\n")
            process.stdin.flush()
        try:
            await asyncio.to_thread(process.wait, _LEAVE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            await asyncio.to_thread(process.wait)
        with contextlib.suppress(OSError):
            process.stdin.close()
