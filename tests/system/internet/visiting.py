"""Starts the stage: a process of its own in a network namespace of its own (root on Linux alone)."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Seen:
    """What came of one command."""

    command: list[str]
    code: int
    out: str
    err: str
    strayed: list[dict]
    """Connections tried and datagrams sent to where nobody had any business."""
    packets: int
    seconds: tuple[float, float]
    """By the clock, and of the processor."""
    accepted: int
    """Connections that a canary accepted."""
    heard: list[str]
    """What they were asked."""
    served: list[str]
    """What the web was asked."""

    @property
    def reached(self) -> set[tuple[str, str, int]]:
        return {(each["protocol"], each["address"], each["port"]) for each in self.strayed}


@cache
def lacks() -> str | None:
    """Why there can be no private internet here; None when there can."""
    if not (sys.platform == "linux" and os.geteuid() == 0):
        return "only root on Linux can make a network namespace"
    if not (shutil.which("unshare") and shutil.which("ip")):
        return "needs unshare and ip (util-linux, iproute2)"
    tried = (
        "ip link set lo up && ip link add eth0 type veth peer name eth1 && mount --bind /etc/hosts /etc/hosts"
    )
    probe = ["unshare", "--net", "--mount", "sh", "-c", tried]
    done = subprocess.run(probe, capture_output=True, timeout=120, check=False)
    return f"no network namespaces here: {done.stderr.decode().strip()}" if done.returncode else None


async def visited(folder: Path, commands: Sequence[Sequence[str]], limit_s: float) -> list[Seen]:
    """Run the commands, one after the other; ``FOLDER/post.html`` is there for them."""
    (folder / "plan.json").write_text(json.dumps([[*command] for command in commands]))
    process = await asyncio.create_subprocess_exec(
        "unshare", "--net", "--mount", "--fork", "--pid", "--kill-child", "--mount-proc",
        sys.executable, "-m", "tests.system.internet.stage", str(folder),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT)))},
    )  # fmt: skip
    try:
        _, err = await asyncio.wait_for(process.communicate(), limit_s)
    except TimeoutError:
        process.kill()
        raise
    assert process.returncode == 0, err.decode()[-3000:]
    return [Seen(**each) for each in json.loads((folder / "seen.json").read_text())]
