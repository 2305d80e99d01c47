"""What must hold of an archive home after a run was killed and run again."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.crash.stage import LIMIT_S, Stage, survivors
from tests.system import readback
from tests.system.conftest import WARCIO

KEPT = ("captured", "partial")


@dataclass(frozen=True)
class Acknowledged:
    """What a run had said it has when it ended, and what the files said at that moment."""

    pages: frozenset[str]
    """Addresses on its lines of progress."""
    captures: frozenset[str]
    """Ids of captures that are whole in the files."""
    snapshots: frozenset[tuple[str, str, str]]
    """Post, citation and snapshot of the manifests."""
    audits: frozenset[tuple[str, str, str]]
    """Post, citation and time."""


def acknowledged(home: Path, progress: str) -> Acknowledged:
    """Read from what lies there, without the program."""
    documents = dict(manifests(home))
    return Acknowledged(
        pages=frozenset(finished(progress)),
        captures=frozenset(captures_in(home)),
        snapshots=frozenset(
            (slug, citation["id"], snapshot["id"])
            for slug, document in documents.items()
            for citation in document["citations"]
            for snapshot in citation["snapshots"]
            if snapshot["outcome"] != "skipped"
        ),
        audits=frozenset(
            (slug, citation["id"], audit["checked_at"])
            for slug, document in documents.items()
            for citation in document["citations"]
            for audit in citation.get("audits", ())
        ),
    )


def finished(progress: str) -> Iterator[str]:
    """The addresses of lines that say that a page is done; a line that was cut off says nothing."""
    for line in progress.splitlines(keepends=True):
        if line.endswith("\n") and not line.startswith(("read", "written", "note")) and "  http" in line:
            yield "http" + line.partition("  http")[2].split()[0]


def manifests(home: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted((home / "warcs" / "manifests").glob("*.json")):
        if not path.name.startswith("."):
            yield path.stem, json.loads(path.read_text("utf-8"))


def captures_in(home: Path) -> Iterator[str]:
    """The ids of captures that have their closing record, in closed files and open ones."""
    from snapshotter.model.capture import StoredCapture
    from snapshotter.warc.reader import stored_in, warc_files

    for path in warc_files(home):
        yield from (each.id for each in stored_in(path) if isinstance(each, StoredCapture))


def complaints(stage: Stage, before: Acknowledged, *, marks: Iterable[str] = ()) -> list[str]:
    """What is wrong with a home after the same command has run to its end."""
    found = [*_lost(stage.home, before), *_doubled(stage.home), *_dangling(stage.home), *_left_over(stage)]
    found += _invalid(stage)
    found += [f"a process of the killed run lives on: {each}" for mark in marks for each in survivors(mark)]
    return found


def _lost(home: Path, before: Acknowledged) -> Iterator[str]:
    after = acknowledged(home, "")
    yield from (f"the capture {each} is gone" for each in before.captures - after.captures)
    yield from (f"the snapshot {each} is gone" for each in before.snapshots - after.snapshots)
    yield from (f"the audit {each} is gone" for each in before.audits - after.audits)
    known = {info["url"] for info in readback.page_infos(home)}
    audited = {
        citation["url"]
        for _, document in manifests(home)
        for citation in document["citations"]
        if citation.get("audits")
    }
    yield from (f"{each} was told to be done and is not" for each in before.pages - known - audited)


def _doubled(home: Path) -> Iterator[str]:
    ids = Counter(captures_in(home))
    yield from (f"the capture {each} is there {count} times" for each, count in ids.items() if count > 1)
    records = Counter(record.id for record in readback.records(home))
    yield from (f"the record {each} is there {count} times" for each, count in records.items() if count > 1)
    for slug, document in manifests(home):
        for citation in document["citations"]:
            kept = [one["id"] for one in citation["snapshots"] if one["outcome"] in KEPT]
            if len(kept) > 1:
                yield f"{slug}: {citation['url']} has the snapshots {kept}"
            times = Counter(audit["checked_at"] for audit in citation.get("audits", ()))
            if times.total() > len(times):
                yield f"{slug}: {citation['url']} has an audit twice"


def _dangling(home: Path) -> Iterator[str]:
    """Payloads that a revisit refers to, and records that a manifest names, must be there."""
    read = readback.records(home)
    payloads = {record.fields.get("WARC-Payload-Digest") for record in read if record.kind != "revisit"}
    for record in read:
        if record.kind == "revisit" and record.fields["WARC-Payload-Digest"] not in payloads:
            yield f"the revisit record {record.id} refers to a payload that is not there"
    for slug, document in manifests(home):
        for citation in document["citations"]:
            for snapshot in citation["snapshots"]:
                yield from (f"{slug}: {each}" for each in _unreadable(home, snapshot.get("warc")))


def _unreadable(home: Path, location: dict[str, Any] | None) -> Iterator[str]:
    from snapshotter.errors import CorruptRecord
    from snapshotter.warc.reader import read_record

    if location is not None:
        try:
            read_record(home / "warcs" / location["file"], location["offset"])
        except CorruptRecord as corrupt:
            yield str(corrupt)


_OWN = ("catalogue.sqlite", "chain.jsonl", "index", "manifests", ".lock")
_BESIDE = (".warc.gz.cdxj", ".warc.gz.records")


def _left_over(stage: Stage) -> Iterator[str]:
    warcs = stage.home / "warcs"
    for path in sorted(warcs.rglob("*")):
        inside = path.relative_to(warcs)
        known = (
            str(inside) in _OWN
            or (path.parent == warcs and path.name.endswith(".warc.gz"))
            or (path.parent == warcs / "index" and path.name.endswith(_BESIDE))
            or (path.parent == warcs / "manifests" and path.suffix == ".json" and path.name[0] != ".")
        )
        if not known:
            yield f"left over: {inside}"
    yield from (
        f"left over in the folder of temporary files: {path.name}" for path in stage.temporary.iterdir()
    )
    yield from (f"left over beside the export: {path.name}" for path in stage.output.glob(".*"))


def _invalid(stage: Stage) -> Iterator[str]:
    done = stage.run("verify", "--json")
    if done.code:
        yield f"verify: {done.code}: {done.out[-3000:]} {done.err[-1000:]}"
    together = stage.folder / "together.warc.gz"
    together.write_bytes(b"".join(path.read_bytes() for path in readback.warcs(stage.home)))
    if together.stat().st_size:
        for command in (["-c", WARCIO, "check"], ["-m", "fastwarc.cli", "check", "-q"]):
            checked = subprocess.run(
                [sys.executable, *command, str(together)],
                check=False,
                capture_output=True,
                text=True,
                timeout=LIMIT_S,
            )
            if checked.returncode:
                yield f"{command[1][-20:]}: {checked.stdout[-500:]} {checked.stderr[-500:]}"
    for path in readback.warcs(stage.home):
        if not (path.parent / "index" / f"{path.name}.cdxj").exists():
            yield f"{path.name} has no index"
    together.unlink()
