"""A second archive of the same post, its pages unchanged: what it stores, and that it can be read."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import random

import pytest
from PIL import Image

from snapshotter.demo.artwork import palette_png
from snapshotter.demo.messages import always, html, typed
from snapshotter.demo.origin import ANY, Origin
from snapshotter.model.capture import StoredProof
from snapshotter.warc.reader import stored_captures, stored_in
from tests.museum.compare import compare
from tests.system import readback
from tests.system.conftest import checked_by_others, going_to
from tests.system.test_archive_run import manifest_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MOST_AGAIN = 0.05
"""Of the bytes of the first archive."""
WORDS = (
    "the",
    "of",
    "and",
    "to",
    "in",
    "a",
    "is",
    "that",
    "for",
    "it",
    "was",
    "on",
    "are",
    "as",
    "with",
    "they",
)


def prose(seed: object, size_bytes: int) -> str:
    chance = random.Random(repr(seed))
    words: list[str] = []
    while size_bytes > 0:
        words.append(chance.choice(WORDS) if chance.random() < 0.5 else f"{chance.getrandbits(28):x}")
        size_bytes -= len(words[-1]) + 1
    return " ".join(words)


def picture(seed: object, size_bytes: int) -> bytes:
    """A PNG of noise: it does not shrink."""
    width, height = 200, max(size_bytes // 201, 1)
    chance = random.Random(repr(seed))
    rows = b"".join(b"\0" + chance.randbytes(width) for _ in range(height))
    return palette_png(width, height, [f"{chance.getrandbits(24):06x}" for _ in range(256)], rows)


def site(name: str, *, text: int, style: int, script: int, pictures: tuple[int, ...], font: int = 0):
    """Routes of one page with all that it loads, of about so many bytes each."""
    images = "".join(f"<p><img src='/{name}-{n}.png' width=40 height=30>" for n in range(len(pictures)))
    paragraphs = "".join(f"<p>{prose((name, n), 800)}</p>" for n in range(max(text // 800, 1)))
    page = (
        f"<!doctype html><html lang=en><title>A {name} page</title><link rel=stylesheet href='/style.css'>"
        f"<script src='/code.js' defer></script><h1>A {name} page</h1>{images}{paragraphs}"
    )
    sheet = "@font-face{font-family:F;src:url(/type.woff2)} h1{font-family:F,serif}" if font else ""
    sheet += "body{max-width:40em;margin:auto}" + f"/* {prose((name, 'css'), style)} */"
    routes = {
        "/": always(html(page)),
        "/style.css": always(typed(b"text/css", sheet.encode())),
        "/code.js": always(typed(b"text/javascript", f"/* {prose((name, 'js'), script)} */".encode())),
        "/type.woff2": always(typed(b"font/woff2", random.Random(name).randbytes(font))),
        "/favicon.ico": always(typed(b"image/png", picture((name, "icon"), 900))),
        ANY: always(html("<p>no such page", status=404)),
    }
    for number, size_bytes in enumerate(pictures):
        routes[f"/{name}-{number}.png"] = always(typed(b"image/png", picture((name, number), size_bytes)))
    return routes


WEB = {
    "light.example": site("light", text=8_000, style=2_000, script=2_000, pictures=(18_000,)),
    "middle.example": site(
        "middle", text=40_000, style=20_000, script=60_000, font=20_000, pictures=(32_000,) * 5
    ),
    "heavy.example": site(
        "heavy", text=100_000, style=80_000, script=520_000, font=60_000, pictures=(112_000,) * 20
    ),
}
"""Pages of 30 kB, 300 kB and 3 MB."""


def post(folder):
    links = "".join(f"<p>See <a href='https://{host}/'>{host}</a>." for host in WEB)
    path = folder / "post.html"
    path.write_text(f"<!doctype html><title>A post</title><article>{links}</article>")
    return str(path)


async def archived(program, origin, source, *more):
    ran = await program(
        "archive", source, "--json", "--insecure", "--host-delay", "0", "--base-url", "https://blog.example/p",
        *going_to(origin.connect_to(WEB, "tls-h2")), *more,
    )  # fmt: skip
    assert ran.code == 0, ran.err
    return ran.json


def size_of(folder) -> int:
    """All that makes the archive: WARCs, their indexes, manifests; the catalogue can be made anew."""
    files = (path for path in folder.rglob("*") if path.is_file() and "catalogue" not in path.name)
    return sum(path.stat().st_size for path in files)


def whole_payload(home, records, location) -> bytes:
    """The payload at a manifest's location; a revisit's through ``WARC-Refers-To``, without our code."""
    data = (home / "warcs" / location["file"]).read_bytes()[location["offset"] :][: location["length"]]
    header = gzip.decompress(data).partition(b"\r\n\r\n")[0].decode()
    fields = dict(line.split(": ", 1) for line in header.splitlines()[1:])
    wanted = fields.get("WARC-Refers-To", fields["WARC-Record-ID"]).strip("<>")
    record = records[wanted]
    return record.body if record.kind == "response" else record.block


async def test_a_second_archive_stores_only_what_changed(proving, tmp_path):
    async with Origin(WEB) as origin:
        first = await archived(proving, origin, post(tmp_path))
        warcs = proving.home / "warcs"
        before, files = size_of(warcs), readback.warcs(proving.home)
        second = await archived(proving, origin, post(tmp_path), "--refresh")
    again = size_of(warcs) - before
    new = [path for path in readback.warcs(proving.home) if path not in files]
    by_run = [[one for path in run for one in stored_captures(path)] for run in (files, new)]
    sizes = [{one.url.split("/")[2].split(".")[0]: one.size_bytes for one in run} for run in by_run]
    for name, size_bytes in sizes[0].items():
        print(f"{name}: {sizes[1][name]} of {size_bytes} bytes, {sizes[1][name] / size_bytes:.2%}")
        assert sizes[1][name] <= MOST_AGAIN * size_bytes
    print(f"all files: {again} of {before} bytes, {again / before:.2%}")
    assert again <= MOST_AGAIN * before
    assert first["saved_bytes"] < second["saved_bytes"]
    assert second["saved_bytes"] > 3_000_000
    proofs = [one.extent.length for path in new for one in stored_in(path) if isinstance(one, StoredProof)]
    assert second["stored_bytes"] == sum(sizes[1].values()) + sum(proofs)
    assert [path for path in readback.warcs(proving.home) if checked_by_others(path)] == []
    the_copies_lead_to_their_bytes(proving, origin)
    comparison = compare(origin.served, readback.exchanges(proving.home))
    assert comparison.exact, f"of both runs, every request and every response:\n{comparison}"


def the_copies_lead_to_their_bytes(program, origin):
    records = {record.id: record for record in readback.records(program.home)}
    served = {item.url: item.response_body.sha256 for item in origin.served}
    citations = [one for one in manifest_of(program)["citations"] if one["region"] == "body"]
    assert len(citations) == len(WEB)
    for citation in citations:
        old, new = citation["snapshots"]
        assert old["id"] != new["id"]
        for snapshot in (old, new):
            body = whole_payload(program.home, records, snapshot["warc"])
            assert hashlib.sha256(body).hexdigest() == served[citation["url"]]
            seen = whole_payload(program.home, records, snapshot["screenshot"])
            with Image.open(io.BytesIO(seen)) as picture:
                assert picture.width == 768, "a picture of the window's width, at 0.6"
        assert new["text_digest"] == old["text_digest"]


async def test_the_catalogue_of_a_refreshed_archive_can_be_made_anew(proving, tmp_path):
    async with Origin(WEB) as origin:
        for more in ((), ("--refresh",)):
            await archived(proving, origin, post(tmp_path), "--include", "*light*", *more)
    shown = [citation["snapshots"][-1]["id"] for citation in manifest_of(proving)["citations"]]
    before = (await proving("show", shown[0], "--json")).out
    (proving.home / "warcs" / "catalogue.sqlite").unlink()
    assert (await proving("reindex")).code == 0
    assert json.loads((await proving("show", shown[0], "--json")).out) == json.loads(before)
