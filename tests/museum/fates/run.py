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
    async with Web(cited) as web:
        archived = await archive(web, folder, jobs=jobs, limit_s=limit_s)
        audited = await audit(web, folder, jobs=jobs, timeout_s=timeout_s, limit_s=limit_s)
    return Told(archived, audited, folder / "home")


async def archive(web: Web, folder: Path, *, jobs: int, limit_s: float) -> Ran:
    """Every page as it was."""
    post = written(folder, web.cited)
    return await _run(
        folder / "home", "archive", str(post), "--base-url", POST_URL, "--no-proof", "--insecure",
        "--timeout", "30", *_options(web, folder, jobs), limit_s=limit_s,
    )  # fmt: skip


async def audit(web: Web, folder: Path, *, jobs: int, timeout_s: float, limit_s: float) -> Ran:
    """Every page as fate has left it."""
    web.deal()
    return await _run(
        folder / "home", "audit", "--timeout", str(timeout_s), *_options(web, folder, jobs), limit_s=limit_s
    )


def _options(web: Web, folder: Path, jobs: int) -> list[str]:
    bundle = folder / "authority.pem"
    bundle.write_bytes(web.authority_pem)
    options = [
        "--json",
        "--jobs",
        str(jobs),
        "--host-delay",
        "0",
        "--allow-private",
        "--ca-bundle",
        str(bundle),
    ]
    return [*options, *_going(web)]


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
