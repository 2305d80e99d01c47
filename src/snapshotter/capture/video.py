"""A page's videos and their subtitles as files of their own, fetched by yt-dlp.

Two passes: the first asks what there is, the second fetches what was chosen.  So subtitles can be chosen
by what there is: all that people made, and of those that machines made the one in the page's language.
"""

from __future__ import annotations

import asyncio
import json
import mimetypes
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from snapshotter.capture import ytdlp
from snapshotter.capture.cookies import Cookie, to_netscape
from snapshotter.capture.ytdlp import Ended, Way, YtDlp
from snapshotter.model.capture import Artefact, ArtefactName, Finding
from snapshotter.urls import Url

_CHUNK_BYTES = 1 << 20
_LARGEST_INFO_BYTES = 64 << 20
_MERGE_S = 120.0
_UNFINISHED = re.compile(r"\.(part|ytdl|temp)$|\.part-|Frag\d+$")
_NO_SUBTITLES = {"live_chat", "comments", "danmaku", "rechat"}
_FACTS = (
    "id",
    "title",
    "uploader",
    "channel",
    "upload_date",
    "duration",
    "webpage_url",
    "extractor",
    "language",
    "license",
    "format_id",
    "format",
    "ext",
    "width",
    "height",
    "vcodec",
    "acodec",
)
_MAGIC = ((4, b"ftyp", "video/mp4"), (0, b"\x1aE\xdf\xa3", "video/webm"), (0, b"FLV\x01", "video/x-flv"))
_DEMUXERS = {"video/mp4": "mov", "audio/mp4": "mov", "video/webm": "matroska"}
_SUBTITLES = {".vtt": "text/vtt", ".srt": "application/x-subrip", ".ttml": "application/ttml+xml"}
_NONE_HERE = ("Unsupported URL", "No video formats found", "There's no video", "There is no video")


@dataclass(frozen=True, slots=True)
class VideoLimits:
    """What the videos of one page may take."""

    timeout_s: float = 300.0
    max_bytes: int = 2_000_000_000
    """Of all files together."""
    max_videos: int = 5


@dataclass(frozen=True, slots=True)
class StoredFile:
    """Bytes in a file (:class:`snapshotter.model.exchange.Bytes`)."""

    path: Path
    size_bytes: int

    def chunks(self) -> Iterator[bytes]:
        with self.path.open("rb") as file:
            while piece := file.read(_CHUNK_BYTES):
                yield piece


@dataclass(frozen=True, slots=True)
class VideoResult:
    """What came of it.  The artefacts' files are there until :meth:`release`."""

    artefacts: tuple[Artefact, ...] = ()
    facts: tuple[Mapping[str, Any], ...] = ()
    """Of each video (JSON): title, uploader, duration, the formats that were chosen, its files' labels."""
    findings: tuple[Finding, ...] = ()
    """Why there is no video, or not all of it."""
    folder: Path | None = field(default=None, repr=False)

    def release(self) -> None:
        """Remove the files.  Idempotent."""
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)


async def fetch_video(
    url: Url,
    *,
    folder: Path,
    way: Way,
    cookies: Sequence[Cookie] = (),
    limits: VideoLimits = VideoLimits(),
    language: str | None = None,
) -> VideoResult:
    """The videos of the page at ``url``, below ``folder``.

    ``language`` is the page's (BCP 47).  That there is no video, or that it cannot be had, is a finding;
    what had come when time or room was up is kept.  Raises :class:`ConfigError` when yt-dlp is not
    installed.  Cancelled, it leaves nothing behind.
    """
    ytdlp.require()
    place = Path(tempfile.mkdtemp(prefix="video-", dir=folder))
    done = False
    try:
        told = replace(way, cookies=to_netscape(cookies)) if cookies else way
        fetch = _Fetch(url, place, told, limits, language)
        await fetch.run()
        done = bool(fetch.artefacts)
        return VideoResult(
            tuple(fetch.artefacts), tuple(fetch.facts), tuple(fetch.findings), place if done else None
        )
    finally:
        if not done:
            shutil.rmtree(place, ignore_errors=True)


class _Fetch:
    """The videos of one page."""

    def __init__(self, url: Url, place: Path, way: Way, limits: VideoLimits, language: str | None) -> None:
        self.artefacts: list[Artefact] = []
        self.facts: list[Mapping[str, Any]] = []
        self.findings: list[Finding] = []
        self._url = url
        self._place = place
        self._limits = limits
        self._language = language
        self._deadline = time.monotonic() + limits.timeout_s
        self._program = YtDlp(place, way, deadline=self._deadline, max_bytes=limits.max_bytes)
        self._ffmpeg = shutil.which("ffmpeg")

    async def run(self) -> None:
        try:
            for number, entry in enumerate(await self._entries(), start=1):
                if not await self._take(number, entry):
                    return
        finally:
            self._program.tidy()

    async def _entries(self) -> list[dict[str, Any]]:
        """The first pass: what videos there are."""
        output = self._place / "info.json"
        most = self._limits.max_videos
        asked = (
            "--dump-single-json",
            "--skip-download",
            "--playlist-items",
            f"1:{most + 1}",
            "--",
            self._url,
        )
        ended = await self._program.run(asked, output)
        found = list(_videos(_read_json(output)))
        output.unlink()
        if not found:
            self._find(ended)
        if len(found) > most:
            self._say("video.more", "info", f"of the videos of the page the first {most} were fetched")
        return found[:most]

    async def _take(self, number: int, entry: dict[str, Any]) -> bool:
        """The second pass for one video; False when time or room is up."""
        if entry.get("is_live"):
            self._say("video.live", "info", f"{_title(entry)} is still going on, so it was not fetched")
            return True
        folder, info, output = (self._place / f"{number}{end}" for end in ("", ".info.json", ".out"))
        folder.mkdir()
        info.write_text(json.dumps(entry), encoding="utf-8")
        ended = await self._program.run(self._choice(entry, folder, info), output)
        if ended.ending == "done" and ytdlp.is_too_large(output):
            ended = Ended("too-large")
        info.unlink()
        output.unlink()
        videos = _files(folder, "video.*")
        if not videos or ended.ending != "done":
            self._find(ended, listed=True)
        self._keep(number, folder, await self._merged(folder, videos))
        return ended.ending != "out-of-time" and self._size_bytes() < self._limits.max_bytes

    def _size_bytes(self) -> int:
        return sum(artefact.body.size_bytes for artefact in self.artefacts)

    def _choice(self, entry: Mapping[str, Any], folder: Path, info: Path) -> list[str]:
        formats = "bv*+ba/b" if self._ffmpeg else "b/bv*+ba"
        subtitles = _subtitle_languages(entry, self._language)
        languages = ["--write-subs", "--write-auto-subs", "--sub-langs", ",".join(subtitles)]
        return [
            *("--load-info-json", str(info), "--ignore-errors", "--format", formats, "--paths", str(folder)),
            *("--output", "video.%(ext)s", "--output", "subtitle:subtitles.%(ext)s"),
            *("--output", "infojson:chosen", "--write-info-json", "--sub-format", "vtt/srt/best"),
            *(languages if subtitles else []),
        ]

    async def _merged(self, folder: Path, files: list[Path]) -> list[Path]:
        """Picture and sound in one file, where they came in two and ffmpeg is there; else as they came."""
        types = [_told_by_bytes(path) or "" for path in files]
        if len(files) != 2 or self._ffmpeg is None or any(each not in _DEMUXERS for each in types):
            return files
        target = folder / ("video.mp4" if all("mp4" in each for each in types) else "video.webm")
        target = target if not target.exists() else folder / f"video.merged{target.suffix}"
        inputs = [
            (*_LOCAL, "-f", _DEMUXERS[kind], "-i", str(path)) for kind, path in zip(types, files, strict=True)
        ]
        if not await _ran([self._ffmpeg, *_FFMPEG, *sum(inputs, ()), *_COPY, str(target)], folder):
            target.unlink(missing_ok=True)
            return files
        for path in files:
            path.unlink()
        return [target]

    def _keep(self, number: int, folder: Path, videos: list[Path]) -> None:
        prefix = f"{number}" if number > 1 else ""
        labels = []
        for path in (*videos, *_files(folder, "subtitles.*")):
            is_video = path in videos
            label = _label(path, is_video=is_video, alone=len(videos) == 1)
            media_type = _media_type(path) if is_video else _SUBTITLES.get(path.suffix, "text/plain")
            label = "-".join(part for part in (prefix, label) if part)
            labels.append(label)
            body = StoredFile(path, path.stat().st_size)
            name: ArtefactName = "video" if is_video else "subtitles"
            self.artefacts.append(Artefact(name, media_type, body, label))
        chosen = folder / "chosen.info.json"
        if videos:
            self.facts.append({**ytdlp.facts_of(_read_json(chosen), _FACTS), "labels": labels})
        chosen.unlink(missing_ok=True)

    def _find(self, ended: Ended, *, listed: bool = False) -> None:
        """Why a video, which was ``listed`` or not, is not there, or not all of it."""
        if ended.ending == "out-of-time":
            self._say("video.out-of-time", "warning", f"not fetched within {self._limits.timeout_s:g} s")
        elif ended.ending == "too-large":
            self._say("video.too-large", "warning", f"larger than {self._limits.max_bytes} bytes")
        elif not listed and (ended.ending == "done" or any(words in ended.message for words in _NONE_HERE)):
            self._say("video.none", "info", "yt-dlp finds no video on the page")
        else:
            self._say("video.failed", "warning", ended.message or "yt-dlp failed and did not say why")

    def _say(self, code: str, severity: Any, message: str) -> None:
        self.findings.append(Finding(code, severity, message, {"url": self._url}))


# What yt-dlp says of videos


def _read_json(path: Path) -> dict[str, Any]:
    """The object in a file; an empty one for anything else."""
    if not path.exists() or path.stat().st_size > _LARGEST_INFO_BYTES:
        return {}
    try:
        document = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def _videos(info: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The videos of a page, those of lists in it included."""
    entries = info.get("entries")
    if isinstance(entries, list):
        for entry in entries:
            if isinstance(entry, dict):
                yield from _videos(entry)
    elif info.get("formats") or info.get("url"):
        yield dict(info)


def _subtitle_languages(entry: Mapping[str, Any], language: str | None) -> list[str]:
    """All that people made, and what machines made of the page's or the video's own language."""
    made = [tag for tag in _keys(entry.get("subtitles")) if tag not in _NO_SUBTITLES]
    automatic = list(_keys(entry.get("automatic_captions")))
    wanted = [tag for tag in (language, entry.get("language")) if isinstance(tag, str) and tag]
    for tag in (variant for each in wanted for variant in (f"{each}-orig", each, each.partition("-")[0])):
        if tag in automatic and tag.removesuffix("-orig") not in made:
            return [*made, tag]
    return made


def _keys(found: object) -> Iterable[str]:
    """Language tags; what would be more than one to yt-dlp is none."""
    tags = found if isinstance(found, dict) else {}
    return (tag for tag in tags if isinstance(tag, str) and tag.replace("-", "").replace("_", "").isalnum())


def _title(entry: Mapping[str, Any]) -> str:
    return str(entry.get("title") or entry.get("id") or "the video")[:100]


# Files


def _files(folder: Path, pattern: str) -> list[Path]:
    """Whole files, nothing else that might lie there; in order."""
    found = (path for path in folder.glob(pattern) if path.is_file() and not path.is_symlink())
    return sorted(path for path in found if _UNFINISHED.search(path.name) is None)


def _label(path: Path, *, is_video: bool, alone: bool) -> str:
    """What tells it from the others: a format where picture and sound are two files, or a language."""
    middle = path.name.split(".")[1:-1]
    return "" if is_video and alone else ".".join(middle)


def _media_type(path: Path) -> str:
    return _told_by_bytes(path) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"


def _told_by_bytes(path: Path) -> str | None:
    with path.open("rb") as file:
        start = file.read(189)
    for offset, magic, media_type in _MAGIC:
        if start[offset : offset + len(magic)] == magic:
            return "audio/mp4" if path.suffix == ".m4a" else media_type
    if start[:1] == b"G" and start[188:189] == b"G":
        return "video/mp2t"
    return None


# ffmpeg, for putting together what is there already

_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT")
_FFMPEG = ("-nostdin", "-loglevel", "error")
_LOCAL = ("-protocol_whitelist", "file")
_COPY = ("-map", "0", "-map", "1", "-c", "copy")
"""Given the demuxer, a file cannot be a playlist in disguise that leads to others."""


async def _ran(command: Sequence[str], folder: Path) -> bool:
    """Whether the program did it in time."""
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=folder,
        env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
    )
    try:
        async with asyncio.timeout(_MERGE_S):
            return await process.wait() == 0
    except TimeoutError:
        return False
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
