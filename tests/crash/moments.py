"""One command, killed at one moment and run again: the property that must hold at every moment."""

from __future__ import annotations

import random
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.crash.faults import Fault
from tests.crash.soundness import acknowledged, complaints, manifests
from tests.crash.stage import FILES_ONLY, POSTS, Ended, Stage, Web

ACTS = ("kill-group", "kill", "torn")


@dataclass(frozen=True)
class Moment:
    """When a run is killed: at a call that changes a file, or after so many seconds."""

    at: int = 0
    act: str = "kill-group"
    after_s: float | None = None

    def __str__(self) -> str:
        when = f"call {self.at}" if self.after_s is None else f"{self.after_s:.2f} s"
        return f"{self.act} at {when}"


@dataclass
class Subject:
    """A command, what it starts from, and what it must have come to in the end."""

    name: str
    arguments: Callable[[Stage], list[str]]
    codes: frozenset[int]
    """Exit codes of a run to the end."""
    model: Stage
    """Its home is what every run starts from."""
    settled: Callable[[Stage], list[str]]
    """What is wrong with the outcome, beside what is wrong with any."""
    calls: int = 0
    """By which an undisturbed run changes files."""
    seconds: float = 0.0


@dataclass
class Result:
    moment: Moment
    killed: bool
    told: int
    """Pages that were said to be done."""
    complaints: list[str] = field(default_factory=list)


class Models:
    """What the subjects start from, made once: an archive, files to import, an export as it must be."""

    def __init__(self, folder: Path, web: Web, *, pages: bool, proofs: bool = False) -> None:
        self.folder = folder
        self.web = web
        self.posts = POSTS if pages else FILES_ONLY
        self.proofs = proofs

    def stage(self, name: str) -> Stage:
        return Stage(self.folder / name, self.web, self.posts, self.proofs).build()

    @property
    def citations(self) -> set[str]:
        return {url for urls in self.posts.values() for url in urls}

    def archive(self) -> Subject:
        return Subject(
            "archive",
            lambda stage: ["archive", *stage.sources],
            frozenset((0, 3)),
            self.stage("none"),
            self._all_captured,
        )

    def archived(self) -> Stage:
        stage = Stage(self.folder / "archived", self.web, self.posts, self.proofs)
        if not stage.home.exists():
            stage.build()
            wrong = _settling(stage, ["archive", *stage.sources], self._all_captured)
            assert not wrong, wrong
        return stage

    def audit(self) -> Subject:
        return Subject(
            "audit", lambda _stage: ["audit"], frozenset((0, 10)), self.archived(), self._all_audited
        )

    def import_(self) -> Subject:
        files = self._files()
        waiting = Stage(self.folder / "waiting", self.web, self.posts, self.proofs)
        if not waiting.home.exists():
            registered = waiting.build().run("archive", "--limit", "0", *waiting.sources)
            assert registered.code in (0, 3), registered.err
        return Subject(
            "import",
            lambda _stage: ["import", *map(str, files)],
            frozenset((0, 3)),
            waiting,
            self._all_captured,
        )

    def export(self, *, over: bytes | None) -> Subject:
        """``over``: what stands at its place before."""
        model = self.archived()
        whole = self._wacz().read_bytes()

        def settled(stage: Stage) -> list[str]:
            written = stage.output / "F.wacz"
            return [] if written.read_bytes() == whole else ["the export is not as an undisturbed one is"]

        return Subject(
            "export" if over is None else "export over another",
            lambda stage: ["export", "--all", "-o", str(stage.output / "F.wacz")],
            frozenset((0,)),
            model,
            settled,
        )

    def _wacz(self) -> Path:
        model = self.archived()
        path = model.output / "F.wacz"
        if not path.exists():
            done = model.run("export", "--all", "-o", str(path))
            assert done.code == 0, done.err
            with zipfile.ZipFile(path) as package:
                assert package.testzip() is None
        return path

    def _files(self) -> list[Path]:
        """A WACZ of everything, and one WARC file that is not in it."""
        model = self.archived()
        folder = self.folder / "files"
        if not folder.exists():
            folder.mkdir()
            shutil.copy(self._wacz(), folder / "everything.wacz")
            other = self.stage("other")
            done = other.run("capture", "http://files.example/new.txt")
            assert done.code == 0, done.err
            (warc,) = (other.home / "warcs").glob("*.warc.gz")
            shutil.copy(warc, folder / "single.warc.gz")
        assert model.home.exists()
        return [folder / "single.warc.gz", folder / "everything.wacz"]

    def _all_captured(self, stage: Stage) -> list[str]:
        found: dict[str, str] = {}
        for _, document in manifests(stage.home):
            for citation in document["citations"]:
                for snapshot in citation["snapshots"]:
                    found[citation["url"]] = snapshot["outcome"]
        wrong = [
            f"{url}: {found.get(url)}"
            for url in self.citations
            if found.get(url) != ("failed" if "gone" in url else "captured")
            and not (found.get(url) == "skipped" and "gone" in url)
        ]
        return wrong

    def _all_audited(self, stage: Stage) -> list[str]:
        return [
            f"{slug}: {citation['url']} has no audit"
            for slug, document in manifests(stage.home)
            for citation in document["citations"]
            if citation["url"] in self.citations and not citation.get("audits")
        ]


@contextmanager
def fresh(subject: Subject, over: bytes | None = None) -> Iterator[Stage]:
    """A stage of its own that starts from the subject's model."""
    model = subject.model
    with tempfile.TemporaryDirectory(prefix="k") as folder:
        stage = Stage(Path(folder), model.web, model.posts, model.proofs).build().like(model)
        if over is not None:
            (stage.output / "F.wacz").write_bytes(over)
        yield stage


def measured(subject: Subject) -> Subject:
    """Count the calls of an undisturbed run, and how long it takes; and hold it to the property as well."""
    import time

    with fresh(subject) as stage:
        count = stage.folder / "count"
        environment = Fault(0).environment([stage.home, stage.output], count=count)
        begun = time.monotonic()
        done = stage.run(*subject.arguments(stage), environment=environment)
        subject.seconds = time.monotonic() - begun
        found = [
            *_unexpected(done, subject),
            *complaints(stage, acknowledged(stage.home, done.err), marks=[done.mark]),
        ]
        found += subject.settled(stage)
        assert not found, found
        subject.calls = int(count.read_text())
    return subject


def moments(subject: Subject, times: int, chance: random.Random) -> Iterator[Moment]:
    """Half of them at a call, the others at a time; without end, for some come too late."""
    for number in range(10 * times):
        act = chance.choice(ACTS)
        if number % 2:
            yield Moment(after_s=chance.uniform(0.2, subject.seconds), act=act if act != "torn" else "kill")
        else:
            yield Moment(at=chance.randint(1, subject.calls), act=act)


def killed(subject: Subject, moment: Moment, over: bytes | None = None) -> Result:
    """Kill a run at this moment, look at what it leaves, run it again, and look once more."""
    with fresh(subject, over) as stage:
        arguments = subject.arguments(stage)
        if moment.after_s is None:
            environment = Fault(moment.at, moment.act).environment([stage.home, stage.output])
            first = stage.run(*arguments, environment=environment)
        else:
            first = stage.run(*arguments, after_s=moment.after_s, whole_group=moment.act == "kill-group")
        found = _half_written(stage, over, first)
        before = acknowledged(stage.home, first.err)
        again = stage.run(*arguments)
        found += _unexpected(again, subject)
        if again.code in subject.codes:
            found += complaints(stage, before, marks=[first.mark, again.mark])
            found += settled_in_time(stage, arguments, subject)
        return Result(moment, first.was_killed, len(before.pages), found)


def settled_in_time(stage: Stage, arguments: list[str], subject: Subject) -> list[str]:
    """What is wrong with the outcome, also when it is asked for again."""
    return _settling(stage, arguments, subject.settled) if subject.settled(stage) else []


def _settling(stage: Stage, arguments: list[str], settled: Callable[[Stage], list[str]]) -> list[str]:
    """A machine that is busy with other things may let a page fail for want of time: once more, then."""
    wrong: list[str] = []
    for _ in range(3):
        done = stage.run(*arguments)
        wrong = settled(stage)
        if not wrong:
            return []
        wrong.append(done.err[-1000:])
    return wrong


def _unexpected(done: Ended, subject: Subject) -> list[str]:
    if done.code in subject.codes and "Traceback" not in done.err:
        return []
    return [f"{subject.name} ended with {done.code}: {done.out[-500:]} {done.err[-2000:]}"]


def _half_written(stage: Stage, over: bytes | None, first: Ended) -> list[str]:
    """At the place of an export there is the old file, or a whole new one."""
    path = stage.output / "F.wacz"
    if not path.exists():
        return ["the file that stood there before is gone"] if over is not None else []
    if over is not None and path.read_bytes() == over:
        return []
    try:
        with zipfile.ZipFile(path) as package:
            bad = package.testzip()
    except zipfile.BadZipFile as trouble:
        return [f"half an export: {trouble}"]
    return [f"half an export: {bad}"] if bad else []


def names(subjects: Sequence[Subject]) -> str:
    return ", ".join(subject.name for subject in subjects)
