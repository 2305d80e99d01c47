"""A small loopback web with what makes archives awkward, and the program's commands on it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import secrets
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import snapshotter
from snapshotter.demo.messages import always, html, redirect, typed
from snapshotter.demo.origin import ANY, Origin

LIMIT_S = 240.0
MARK = "SNAPSHOTTER_CRASH_STAGE"
"""In the environment of every process of a run: what is left of it is found by it."""

_NOISE = random.Random(20160310)
_ZIP = b"PK\x03\x04" + _NOISE.randbytes(40_000)
_PDF = b"%PDF-1.4\n" + _NOISE.randbytes(30_000)
_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cfc0000003"
    "010100c9fe92ef0000000049454e44ae426082"
)
_STYLE = typed(b"text/css", b"p { color: #222 }\n" * 60)
_WORDS = "The bridge was closed on Monday, the council said, and stays so until the spring. " * 12


def _page(title: str) -> str:
    return (
        f"<!doctype html><title>{title}</title><link rel=stylesheet href=/style.css>"
        f"<article><h1>{title}</h1><p>{_WORDS}</p><img src=/dot.png alt=''></article>"
    )


_NOTHING = {ANY: always(html("<title>Not found</title><p>No such page", status=404))}
WEB = {
    "pages.example": {
        "/a": always(html(_page("The bridge"))),
        "/b": always(html(_page("The council"))),
        "/style.css": always(_STYLE),
        "/dot.png": always(typed(b"image/png", _PNG)),
        **_NOTHING,
    },
    "files.example": {
        "/report.pdf": always(typed(b"application/pdf", _PDF)),
        "/data.zip": always(typed(b"application/zip", _ZIP)),
        "/old.txt": always(redirect(301, "/new.txt")),
        "/new.txt": always(typed(b"text/plain", _WORDS.encode())),
        **_NOTHING,
    },
    "mirror.example": {
        "/copy.zip": always(typed(b"application/zip", _ZIP)),
        "/copy.pdf": always(typed(b"application/pdf", _PDF)),
        "/gone.pdf": always(html("<title>Not found</title><p>Gone", status=404)),
        **_NOTHING,
    },
}
FILES = (
    "http://files.example/report.pdf",
    "http://files.example/data.zip",
    "http://files.example/old.txt",
    "http://mirror.example/copy.zip",
    "http://mirror.example/copy.pdf",
    "http://mirror.example/gone.pdf",
)
PAGES = ("http://pages.example/a", "http://pages.example/b")
POSTS = {
    "first": (PAGES[0], *FILES[:4]),
    "second": (PAGES[1], FILES[0], *FILES[3:], PAGES[0]),
}
"""Both cite three of the pages."""
FILES_ONLY = {"first": FILES[:4], "second": (FILES[0], *FILES[3:5])}
"""For which no browser is started."""


class Web:
    """The origins, on a thread of their own."""

    def __init__(self) -> None:
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._origin = Origin(WEB)

    def __enter__(self) -> Web:
        self._thread.start()
        assert self._ready.wait(60)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(60)

    @property
    def connect_to(self) -> tuple[str, ...]:
        return self._origin.connect_to(WEB, "h1")

    def asked(self) -> Counter[str]:
        """How often every address was asked for so far."""
        return Counter(item.url for item in self._origin.served)

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._until_over())
        self._loop.close()

    async def _until_over(self) -> None:
        self._over = asyncio.Event()
        async with self._origin:
            self._ready.set()
            await self._over.wait()


@dataclass(frozen=True)
class Ended:
    """What came of a run."""

    code: int
    out: str
    err: str
    mark: str

    @property
    def was_killed(self) -> bool:
        return self.code == -signal.SIGKILL


@dataclass
class Stage:
    """A folder with an archive home, its posts, and room for temporary files."""

    folder: Path
    web: Web
    posts: Mapping[str, Sequence[str]] = field(default_factory=lambda: POSTS)
    proofs: bool = False

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def output(self) -> Path:
        return self.folder / "out"

    @property
    def temporary(self) -> Path:
        return self.folder / "tmp"

    def build(self) -> Stage:
        for each in (self.home, self.output, self.temporary):
            each.mkdir(parents=True, exist_ok=True)
        self.configure()
        for name, urls in self.posts.items():
            cited = "".join(f'<p>See what <a href="{url}">they say of it</a> there.</p>' for url in urls)
            text = f"<!doctype html><title>{name}</title><article><h1>{name}</h1>{cited}</article>"
            head = f'<link rel=canonical href="https://{name}.blog.example/post">'
            (self.folder / f"{name}.html").write_text(text.replace("<article>", f"{head}<article>"))
        return self

    def configure(self, **archive: object) -> None:
        settings = {"max_file_bytes": 60_000, "min_free_bytes": 0, "disk_wait_s": 0} | archive
        connect = ", ".join(f'"{entry}"' for entry in self.web.connect_to)
        (self.home / "config.toml").write_text(
            "[archive]\n"
            + "".join(f"{name} = {value}\n" for name, value in settings.items())
            + f"[network]\nconnect_to = [{connect}]\nhost_delay_s = 0.0\njobs = 3\nretries = 0\n"
            + f"[proof]\nafter_capture = {str(self.proofs).lower()}\n"
        )

    @property
    def sources(self) -> list[str]:
        return [str(self.folder / f"{name}.html") for name in self.posts]

    def like(self, other: Stage) -> Stage:
        """Take on what another stage's home holds."""
        shutil.rmtree(self.home)
        shutil.copytree(other.home, self.home)
        self.configure()
        return self

    def start(
        self, *arguments: str, environment: Mapping[str, str] | None = None
    ) -> tuple[str, subprocess.Popen[str]]:
        """The program, in a process group of its own."""
        mark = secrets.token_hex(8)
        process = subprocess.Popen(
            [sys.executable, "-m", "snapshotter", "--home", str(self.home), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=self.folder,
            start_new_session=True,
            env={
                **os.environ,
                "PYTHONPATH": str(Path(snapshotter.__file__).parents[1]),
                "NO_COLOR": "1",
                "TMPDIR": str(self.temporary),
                MARK: mark,
                **(environment or {}),
            },
        )
        return mark, process

    def run(
        self,
        *arguments: str,
        environment: Mapping[str, str] | None = None,
        after_s: float | None = None,
        whole_group: bool = True,
    ) -> Ended:
        """Run the program to its end; with ``after_s``, kill it then."""
        mark, process = self.start(*arguments, environment=environment)
        try:
            out, err = process.communicate(timeout=after_s if after_s is not None else LIMIT_S)
        except subprocess.TimeoutExpired:
            kill = os.killpg if whole_group else os.kill
            kill(process.pid, signal.SIGKILL)
            out, err = process.communicate(timeout=LIMIT_S)
            if after_s is None:
                raise AssertionError(f"{arguments} did not end within {LIMIT_S:g} s: {err[-2000:]}") from None
        return Ended(process.returncode, out, err, mark)


def survivors(mark: str, limit_s: float = 60.0) -> list[str]:
    """The processes of a run that are there ``limit_s`` after its end."""
    deadline = time.monotonic() + limit_s
    while found := list(_marked(mark)):
        if time.monotonic() >= deadline:
            return found
        time.sleep(0.1)
    return []


def _marked(mark: str) -> Iterator[str]:
    wanted = f"{MARK}={mark}".encode()
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        with contextlib.suppress(OSError):
            if wanted in (folder / "environ").read_bytes().split(b"\0"):
                state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
                if state != "Z":
                    yield f"{folder.name} {(folder / 'cmdline').read_bytes()[:200]!r}"
