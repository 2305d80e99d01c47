"""yt-dlp, in a process of its own: the one place that knows its options.

It is never imported here.  It goes out through the recorder's tunnel alone, so that the address guard
and the block list hold for every hop, and its requests are recorded.  Programs that it would hand the
network to (ffmpeg, curl, ...) are out of its reach: it has a search path of ours.
"""

from __future__ import annotations

import asyncio
import importlib.util
import os
import shutil
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from snapshotter.errors import ConfigError

_WATCH_S = 1.0
_LARGEST_LOG_BYTES = 1 << 20
_PASSED_ON = ("PYTHONPATH", "LD_LIBRARY_PATH", "SYSTEMROOT")
_HARMLESS_PROGRAMS = ("deno",)
"""Runs the scripts of players, without network or files."""

_ALWAYS = """
    --ignore-config --no-plugin-dirs --no-cache-dir --no-cookies-from-browser --no-remote-components
    --no-playlist --no-colors --no-progress --no-mtime --restrict-filenames --fixup never
    --downloader native --retries 2 --fragment-retries 2 --socket-timeout 20
    --abort-on-unavailable-fragments
"""

Ending = Literal["done", "failed", "out-of-time", "too-large"]


@dataclass(frozen=True, slots=True)
class Way:
    """How its requests go out."""

    proxy: str
    """The recorder's: ``socks5://127.0.0.1:PORT``."""
    user_agent: str = ""
    key_log: Path | None = None
    """Takes its TLS secrets, so that its connections can be read."""
    insecure: bool = False
    ca_bundle: str = ""
    cookies: str = ""
    """As ``cookies.txt`` has them."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run of it ended."""

    ending: Ending
    message: str = ""
    """Its last error, without anything a terminal would act on."""


def require() -> None:
    """Raises :class:`ConfigError` when yt-dlp is not installed."""
    if importlib.util.find_spec("yt_dlp") is None:
        raise ConfigError(
            "video is on, and yt-dlp, which fetches it, is not installed",
            hint="pip install 'snapshotter[video]', or leave --video out.",
            code="config.video-extra",
        )


class YtDlp:
    """Runs of yt-dlp in ``folder``, which must be empty, and of which it gets a part."""

    def __init__(self, folder: Path, way: Way, *, deadline: float, max_bytes: int) -> None:
        self._folder = folder
        self._way = way
        self._deadline = deadline
        self._max_bytes = max_bytes
        self._private = folder / "private"
        self._programs = self._private / "bin"
        self._programs.mkdir(parents=True, mode=0o700)
        for name in _HARMLESS_PROGRAMS:
            if found := shutil.which(name):
                (self._programs / name).symlink_to(found)

    async def run(self, arguments: Sequence[str], output: Path) -> Ended:
        """One run; its standard output goes to ``output``.

        Ends it, and all that it has started, when time or room is up, and when cancelled.
        """
        log = self._private / "log"
        with output.open("wb") as out, log.open("wb") as err:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-P",  # what it has downloaded is never imported
                "-m",
                "yt_dlp",
                *self._options(),
                *arguments,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                cwd=self._folder,
                env=self._environment(),
                start_new_session=True,
            )
            try:
                early = await self._watched(process)
            finally:
                await _end(process)
        if early is not None:
            return Ended(early)
        return Ended("done" if process.returncode == 0 else "failed", _last_error(log))

    def tidy(self) -> None:
        """Remove what is ours and yt-dlp's: cookies, log, caches."""
        shutil.rmtree(self._private, ignore_errors=True)

    async def _watched(self, process: asyncio.subprocess.Process) -> Ending | None:
        """Wait for its end; None when it ended by itself."""
        waiting = asyncio.ensure_future(process.wait())
        try:
            while True:
                left_s = self._deadline - time.monotonic()
                await asyncio.wait({waiting}, timeout=max(min(_WATCH_S, left_s), 0))
                if waiting.done():
                    return None
                if left_s <= 0:
                    return "out-of-time"
                if _size_bytes(self._folder) > self._max_bytes:
                    return "too-large"
        finally:
            waiting.cancel()

    def _options(self) -> list[str]:
        way = self._way
        options = [
            _ALWAYS.split(),
            ["--ffmpeg-location", str(self._programs), "--max-filesize", str(self._max_bytes)],
            ["--proxy", way.proxy.replace("socks5://", "socks5h://", 1)],
            ["--user-agent", way.user_agent] if way.user_agent else [],
            ["--no-check-certificates"] if way.insecure else [],
            ["--compat-options", "no-certifi"] if way.ca_bundle else [],
            ["--cookies", str(self._cookie_file())] if way.cookies else [],
        ]
        return [option for group in options for option in group]

    def _cookie_file(self) -> Path:
        path = self._private / "cookies.txt"
        path.touch(mode=0o600)
        path.write_text(self._way.cookies, encoding="utf-8")
        return path

    def _environment(self) -> dict[str, str]:
        """Nothing of the user's but what Python needs to find yt-dlp."""
        private = str(self._private)
        names = ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "TMPDIR")
        found = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        found |= dict.fromkeys(names, private) | {"PATH": str(self._programs)}
        found |= {"PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"}
        if self._way.key_log is not None:
            found["SSLKEYLOGFILE"] = str(self._way.key_log)
        if self._way.ca_bundle:
            found["SSL_CERT_FILE"] = str(self._authorities())
        return found

    def _authorities(self) -> Path:
        """certifi's and the user's in one file, as OpenSSL takes only one."""
        import certifi

        path = self._private / "authorities.pem"
        path.write_bytes(Path(certifi.where()).read_bytes() + b"\n" + Path(self._way.ca_bundle).read_bytes())
        return path


async def _end(process: asyncio.subprocess.Process) -> None:
    """The process and its whole group, if it has not ended by itself."""
    if process.returncode is not None:
        return
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    await asyncio.shield(process.wait())


def _size_bytes(folder: Path) -> int:
    size = 0
    for path in folder.rglob("*"):
        with suppress(OSError):  # it was renamed meanwhile
            size += path.lstat().st_size
    return size


def _last_error(log: Path) -> str:
    with log.open("rb") as file:
        file.seek(max(log.stat().st_size - _LARGEST_LOG_BYTES, 0))
        lines = file.read().decode("utf-8", "replace").splitlines()
    errors = [line.removeprefix("ERROR:") for line in lines if line.startswith("ERROR:")]
    said = (errors or lines or [""])[-1].partition("; please report")[0]
    return "".join(letter if letter.isprintable() else " " for letter in said).strip()[:300]


def is_too_large(output: Path) -> bool:
    """Whether yt-dlp says that a file is larger than it may be; it calls that no error."""
    with output.open("rb") as file:
        return b"larger than max-filesize" in file.read(_LARGEST_LOG_BYTES)


def facts_of(info: Mapping[str, object], keys: Sequence[str]) -> dict[str, object]:
    """What an info of its says under ``keys``, where that is a plain value."""
    return {key: info[key] for key in keys if isinstance(info.get(key), str | int | float)}
