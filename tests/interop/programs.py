"""Programs of others, run beside us."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PYWB = "SNAPSHOTTER_TEST_PYWB_BIN"


def program(name, variable):
    """The path of a program; skips the test where it is not installed."""
    found = shutil.which(name, path=os.environ.get(variable) or os.environ["PATH"])
    if found is None:
        pytest.skip(f"{name} is not installed; {variable} may name the folder it is in")
    return found


@contextmanager
def serving_pywb(folder: Path) -> Iterator[str]:
    """The address of pywb with the collections and the configuration in ``folder``."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    serving = subprocess.Popen(
        [program("wayback", PYWB), "-b", "127.0.0.1", "-p", str(port)],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _until_it_listens(port, serving)
        yield f"http://127.0.0.1:{port}"
    finally:
        serving.terminate()
        serving.wait(timeout=20)


def _until_it_listens(port, serving):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and serving.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)  # there is no event to wait for in another process
        else:
            return
    pytest.fail("pywb did not begin to listen")


def fetched(address, body=None, media_type=None):
    headers = {"Content-Type": media_type} if media_type else {}
    request = urllib.request.Request(address, data=body, headers=headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.read()
