"""A whole run on the demo's web: every citation accounted for, every captured page whole in the WARC."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
import shutil
from collections import Counter
from dataclasses import dataclass

import pytest

from snapshotter.demo.web import DemoWeb
from snapshotter.manifest import schema
from tests.system import readback
from tests.system.conftest import Program, Ran, checked_by_others, going_to

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TIMEOUT_S = "30"


async def archived(program, web, *more):
    return await program(
        "archive", web.post_url, "--insecure", "--json", "--host-delay", "0.1", "--timeout", TIMEOUT_S,
        *going_to(web.connect_to), *more,
    )  # fmt: skip


def manifest_of(program):
    (path,) = (program.home / "warcs" / "manifests").glob("*.json")
    return json.loads(path.read_text())


def latest(citation):
    return citation["snapshots"][-1]


def http_message(program, location):
    """Head and body of the record at a manifest's location, cut out and unpacked without our code."""
    data = (program.home / "warcs" / location["file"]).read_bytes()
    member = gzip.decompress(data[location["offset"] : location["offset"] + location["length"]])
    _, _, block = member.partition(b"\r\n\r\n")
    head, _, body = block.removesuffix(b"\r\n\r\n").partition(b"\r\n\r\n")
    return head, body


def served_bodies(served, url):
    page = url.partition("#")[0]
    return {item.response_body.sha256 for item in served if item.url == page and item.method == "GET"}


@dataclass(frozen=True)
class First:
    """A first run, and what the origins sent in it.  Its home is looked at; what is changed is a copy."""

    program: Program
    ran: Ran
    served: tuple

    def copied_to(self, program: Program) -> Program:
        shutil.copytree(self.program.home, program.home)
        return program


@pytest.fixture(scope="module")
def first(browser, tmp_path_factory) -> First:
    program = Program(tmp_path_factory.mktemp("first") / "home", proofs=True)

    async def run() -> First:
        async with DemoWeb() as web:
            return First(program, await archived(program, web), web.served)

    return asyncio.run(run())


async def test_every_citation_is_accounted_for_and_every_page_is_whole(first):
    program, ran = first.program, first.ran
    manifest = manifest_of(program)
    assert ran.code == 3, ran.err
    bodies = {
        citation["id"]: served_bodies(first.served, latest(citation)["final_url"])
        for citation in manifest["citations"]
        if latest(citation)["outcome"] == "captured"
    }
    (post,) = ran.json["posts"]
    outcomes = [latest(citation)["outcome"] for citation in manifest["citations"]]
    asked = [outcome for outcome in outcomes if outcome != "skipped"]
    assert len(asked) >= 12
    assert {"captured": post["captured"], "partial": post["partial"], "failed": post["failed"]} == {
        name: asked.count(name) for name in ("captured", "partial", "failed")
    }
    assert (post["captured"], post["partial"], post["failed"]) == (15, 1, 1)
    for citation in manifest["citations"]:
        snapshot = latest(citation)
        if snapshot["outcome"] == "captured":
            assert snapshot["reason"] is None
            _, body = http_message(program, snapshot["warc"])
            assert hashlib.sha256(body).hexdigest() in bodies[citation["id"]], citation["url"]
        else:
            assert snapshot["reason"]["code"], citation["url"]
    for path in readback.warcs(program.home):
        assert checked_by_others(path) == []


async def test_the_manifest_keeps_to_its_schema(program):
    jsonschema = pytest.importorskip("jsonschema")
    async with DemoWeb() as web:
        await archived(program, web, "--limit", "3")
    manifest = manifest_of(program)
    jsonschema.Draft202012Validator(schema()).validate(manifest)
    reasons = [latest(citation)["reason"] for citation in manifest["citations"]]
    assert [reason["code"] for reason in reasons if reason].count("limit") == 14


async def test_a_second_run_captures_only_what_failed(first, program):
    before = manifest_of(first.copied_to(program))
    async with DemoWeb() as web:
        ran = await archived(program, web)
        again = {item.url for item in web.served}
    after = manifest_of(program)
    assert ran.code == 3
    cited = {latest(citation)["final_url"]: latest(citation)["outcome"] for citation in before["citations"]}
    assert {cited[url] for url in again & set(cited)} == {"failed"}
    for old, new in zip(before["citations"], after["citations"], strict=True):
        assert new["snapshots"][: len(old["snapshots"])] == old["snapshots"]
        assert len(new["snapshots"]) == len(old["snapshots"]) + (latest(old)["outcome"] == "failed")


async def test_a_refresh_takes_new_snapshots_and_stores_what_is_the_same_once(program):
    async with DemoWeb(download_bytes=2_000_000) as web:
        only = ("--include", "*grid-institute*", "--include", "*meridian*")
        await archived(program, web, *only)
        await archived(program, web, "--refresh", *only)
        manifest = manifest_of(program)
    captured = [citation for citation in manifest["citations"] if latest(citation)["outcome"] == "captured"]
    assert {len(citation["snapshots"]) for citation in captured} == {2}
    records = readback.records(program.home)
    mains = {info["main"] for info in readback.page_infos(program.home)}
    parts = Counter(
        record.fields["WARC-Payload-Digest"]
        for record in records
        if record.kind == "response" and record.id not in mains and len(record.body) >= 512
    )
    assert parts
    assert set(parts.values()) == {1}
    assert sum(record.kind == "revisit" for record in records) >= len(parts)


async def test_a_dry_run_writes_nothing(program):
    async with DemoWeb() as web:
        ran = await archived(program, web, "--dry-run")
        hosts = {item.host for item in web.served}
    assert ran.code == 0
    assert ran.json["posts"][0]["citations"] > 12
    assert hosts == {"notes.harrow-lane.example"}
    assert not (program.home / "warcs").exists()


async def test_the_catalogue_is_rebuilt_from_the_files_alone(first, program):
    first.copied_to(program)
    listed = await program("list", "--json")
    for stale in (program.home / "warcs").glob("catalogue.sqlite*"):
        stale.unlink()
    assert (await program("reindex")).code == 0
    assert (await program("list", "--json")).out == listed.out
    async with DemoWeb() as web:
        await archived(program, web, "--include", "*nothing*")
        assert {item.host for item in web.served} == {"notes.harrow-lane.example"}
