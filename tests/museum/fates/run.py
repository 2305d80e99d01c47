"""Archiving, the fates, and the audit: the program in a process of its own, as users run it."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.museum.fates.web import POST_URL, Cited, Web, written


@dataclass(frozen=True)
class Ran:
    code: int
    document: dict[str, Any]
    err: str
    took_s: float


@dataclass(frozen=True)
class Told:
    """What both runs said."""

    archived: Ran
    audited: Ran
    home: Path


async def archived_and_audited(
    cited: Sequence[Cited], folder: Path, *, jobs: int = 3, timeout_s: float = 5.0, limit_s: float = 600.0
) -> Told:
    """Archive the post, deal the fates, audit."""
    home = folder / "home"
    async with Web(cited) as web:
        bundle = folder / "authority.pem"
        bundle.write_bytes(web.authority_pem)
        post = written(folder, cited)
        shared = [
            "--json", "--jobs", str(jobs), "--host-delay", "0", "--allow-private", "--ca-bundle", str(bundle),
        ]  # fmt: skip
        archived = await _run(
            home, "archive", str(post), "--base-url", POST_URL, "--no-proof", "--insecure", *shared,
            "--timeout", "30", *_going(web), limit_s=limit_s,
        )  # fmt: skip
        web.deal()
        audited = await _run(home, "audit", *shared, "--timeout", str(timeout_s), *_going(web), limit_s=limit_s)
    return Told(archived, audited, home)


def _going(web: Web) -> list[str]:
    return [part for entry in web.connect_to() for part in ("--connect-to", entry)]


async def _run(home: Path, *arguments: str, limit_s: float) -> Ran:
    began = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "snapshotter", "--home", str(home), *arguments,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, stdin=asyncio.subprocess.DEVNULL,
        env={**os.environ, "NO_COLOR": "1"},
    )  # fmt: skip
    out, err = await asyncio.wait_for(process.communicate(), limit_s)
    lines = out.decode().strip()
    document = json.loads(lines) if lines.startswith("{") else {}
    return Ran(process.returncode or 0, document, err.decode(), time.monotonic() - began)
