"""Exports: what is in them, byte for byte, and that it is enough."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from warcio.archiveiterator import ArchiveIterator

from snapshotter import digests
from snapshotter.conformance.checking import check
from snapshotter.errors import UsageError, WriteFailed
from snapshotter.model.capture import Connection, Outcome, Reason
from snapshotter.model.proof import Proof
from snapshotter.wacz import index as indexes
from snapshotter.warc.archive import WarcArchive
from tests.builders import START, capture, failed
from tests.unit.wacz.homes import HTML, SITE, STYLE, got, page, posted

LATER = START + timedelta(days=30)


def document(path, name):
    with zipfile.ZipFile(path) as container:
        return json.loads(container.read(name))


def read(path, name):
    with zipfile.ZipFile(path) as container:
        return container.read(name)


def records(path):
    """Type, target and id of every record; digests are checked on the way."""
    found = []
    for record in ArchiveIterator(io.BytesIO(read(path, "archive/data.warc.gz")), check_digests="raise"):
        body = record.content_stream().read()
        headers = record.rec_headers
        id, target = headers.get_header("WARC-Record-ID"), headers.get_header("WARC-Target-URI")
        found.append((record.rec_type, target, id, body, headers))
    return found


def index(path, name="indexes/index.cdx"):
    lines = read(path, name).decode().splitlines()
    assert lines == sorted(lines, key=str.encode)
    return [
        (key, moment, json.loads(fields)) for key, moment, fields in (line.split(" ", 2) for line in lines)
    ]


def page_lines(path):
    return [json.loads(line) for line in read(path, "pages/pages.jsonl").splitlines()]


async def test_a_post_is_whole_in_its_file(home, tmp_path):
    home.store(page()).post("one", *home.stored)
    written = await home.exporting().one("one", tmp_path / "one.wacz")
    kinds = [kind for kind, *_ in records(written.path)]
    assert kinds[:2] == ["warcinfo", "warcinfo"]
    assert kinds.count("response") == kinds.count("request") == 2
    assert kinds[-1] == "metadata"
    assert written.records == len(kinds)
    assert written.left_out == written.resolved == ()
    assert check(written.path, "a.wacz").faults == ()


async def test_records_are_copied_byte_for_byte(home, tmp_path):
    home.store(page()).post("one", *home.stored)
    written = await home.exporting().one("one", tmp_path / "one.wacz")
    extent = home.stored[0].extent
    stored = (home.path / "warcs" / extent.file).read_bytes()
    assert stored[extent.offset : extent.offset + extent.length] in read(written.path, "archive/data.warc.gz")


async def test_the_same_archive_gives_the_same_bytes(home, tmp_path):
    home.store(page()).post("one", *home.stored)
    first = await home.exporting().one("one", tmp_path / "1.wacz")
    second = await home.exporting().one("one", tmp_path / "2.wacz")
    assert first.path.read_bytes() == second.path.read_bytes()


async def test_the_index_leads_to_every_record_and_has_no_cookies(home, tmp_path):
    home.store(page()).post("one", *home.stored)
    written = await home.exporting().one("one", tmp_path / "one.wacz")
    warc = read(written.path, "archive/data.warc.gz")
    entries = index(written.path)
    assert b"secret" not in read(written.path, "indexes/index.cdx")
    assert {fields["url"] for _, _, fields in entries} >= {f"{SITE}/a", f"{SITE}/s.css"}
    for _, _, fields in entries:
        start, length = int(fields["offset"]), int(fields["length"])
        member = warc[start : start + length]
        assert digests.of_bytes(member) == fields["recordDigest"]
        assert f"WARC-Target-URI: {fields['url']}".encode() in gzip.decompress(member)
        assert {"url", "mime", "status", "digest", "length", "offset", "filename"} <= fields.keys()
        assert fields["filename"] == "data.warc.gz"


async def test_pages_are_the_cited_pages_at_the_second_of_their_index_line(home, tmp_path):
    moved = got("/old", b"", status="302 Found", fields=("Location: /new",))
    to = got("/new", HTML, at=START + timedelta(seconds=2))
    redirected = replace(
        page("/x", seed=1), exchanges=(moved, to), main_exchange_id=to.id, final_url=to.url, url=moved.url
    )
    home.store(redirected, failed(seed=2)).post("one", *home.stored)
    written = await home.exporting().one("one", tmp_path / "one.wacz")
    head, *listed = page_lines(written.path)
    assert head == {"format": "json-pages-1.0", "id": "pages", "title": "All Pages", "hasText": True}
    (line,) = listed
    assert (line["id"], line["url"], line["cited"]) == (redirected.id, f"{SITE}/new", f"{SITE}/old")
    assert line["text"] == redirected.text
    moments = [moment for _, moment, fields in index(written.path) if fields["url"] == line["url"]]
    assert moments == ["".join(filter(str.isdigit, line["ts"]))]
    datapackage = document(written.path, "datapackage.json")
    assert datapackage["mainPageUrl"] == datapackage["mainPageURL"] == line["url"]
    assert datapackage["mainPageDate"] == line["ts"]


async def test_a_revisit_whose_original_lies_outside_becomes_a_whole_response(home, tmp_path):
    first = page("/a", seed=1)
    second = page("/b", seed=2, at=LATER, html=HTML + b" Other.")
    home.store(first, second).post("one", home.stored[1])
    assert home.stored[1].deduplicated
    written = await home.exporting().one("one", tmp_path / "one.wacz")
    (resolved,) = written.resolved
    by_id = {id: (kind, body, headers) for kind, _, id, body, headers in records(written.path)}
    kind, body, headers = by_id[f"<{resolved.record_id}>"]
    assert (kind, body) == ("response", STYLE)
    assert headers.get_header("WARC-Refers-To") is None
    assert headers.get_header("WARC-Profile") is None
    assert resolved.original == f"urn:uuid:{first.exchanges[1].id}"
    (told,) = document(written.path, "snapshotter/export.json")["resolved_revisits"]
    assert told["record_id"] == resolved.record_id
    (line,) = [fields for _, _, fields in index(written.path) if fields["url"] == f"{SITE}/s.css"]
    assert (line["mime"], line["status"]) == ("text/css", "200")
    assert check(written.path, "a.wacz").faults == ()


async def test_a_revisit_whose_original_comes_along_stays_one(home, tmp_path):
    second = page("/b", seed=2, at=LATER, html=HTML + b" Other.")
    home.store(page("/a", seed=1), second).post("one", *home.stored)
    written = await home.exporting().one("one", tmp_path / "one.wacz")
    assert written.resolved == ()
    assert "revisit" in [kind for kind, *_ in records(written.path)]


async def test_what_an_unchanged_page_did_not_store_again_is_brought_along(home, tmp_path):
    """Request, text and picture of the second capture lie with the first, which is not exported."""
    first = page("/a", seed=1)
    again = replace(
        page("/a", seed=2, at=LATER), text=first.text, artefacts=first.artefacts, title=first.title
    )
    home.store(first, again).post("one", home.stored[1])
    written = await home.exporting().one("one", tmp_path / "one.wacz")
    assert len(written.resolved) == 2
    found = records(written.path)
    requests = [headers for kind, _, _, _, headers in found if kind == "request"]
    answered = {headers.get_header("WARC-Concurrent-To") for headers in requests}
    assert answered == {id for kind, _, id, _, _ in found if kind == "response"}
    assert all(headers.get_header("WARC-Date").startswith("2026-03-31") for headers in requests)
    targets = {target for kind, target, *_ in found if kind == "resource"}
    assert {f"urn:text:{SITE}/a", f"urn:fullPage:{SITE}/a"} <= targets
    snapshot = document(written.path, "snapshotter/manifest.jsonld")["citations"][0]["snapshots"][0]
    assert snapshot["artefacts"]["text"]["file"] == "data.warc.gz"
    assert page_lines(written.path)[1]["text"] == first.text


async def test_certificates_of_the_connections_come_along(home, tmp_path, certificate):
    connection = Connection("1", "cited.example", 443, "192.0.2.7", certificates=(certificate,))
    first = replace(page("/a", seed=1), connections=(connection,))
    second = replace(page("/b", seed=2, at=LATER), connections=(connection,))
    home.store(first, second).post("one", home.stored[1])
    written = await home.exporting().one("one", tmp_path / "one.wacz")
    assert sum(str(target).startswith("urn:x509-chain:") for _, target, *_ in records(written.path)) == 1


@pytest.fixture(scope="session")
def certificate():
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "cited.example")])
    start = datetime(2026, 1, 1, tzinfo=UTC)
    built = x509.CertificateBuilder(name, name, key.public_key(), 1, start, start + timedelta(days=90))
    return built.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


async def test_locations_of_the_manifest_lead_into_the_file(home, tmp_path):
    home.store(page(), failed(seed=5)).post("one", *home.stored)
    written = await home.exporting().one("one", tmp_path / "one.wacz")
    manifest = document(written.path, "snapshotter/manifest.jsonld")
    assert manifest["post"]["source"] == "post.html"
    captured, gone = (citation["snapshots"][0] for citation in manifest["citations"])
    warc = read(written.path, "archive/data.warc.gz")
    for at in (captured["warc"], captured["screenshot"], captured["artefacts"]["text"]):
        stored = warc[at["offset"] : at["offset"] + at["length"]]
        assert digests.of_bytes(stored) == at["record_digest"]
    assert gone["warc"] is None


async def test_a_damaged_record_is_left_out_and_told(home, tmp_path):
    home.store(page()).post("one", *home.stored)
    main = home.stored[0].main
    path = home.path / "warcs" / main.file
    data = bytearray(path.read_bytes())
    data[main.offset + main.length // 2] ^= 0xFF
    path.write_bytes(data)
    written = await home.exporting().one("one", tmp_path / "one.wacz")
    left_out, request = written.left_out
    assert left_out.offset == main.offset
    assert request.offset == main.offset + main.length
    assert "not in the package" in request.message
    assert written.pages == 0
    manifest = document(written.path, "snapshotter/manifest.jsonld")
    assert manifest["citations"][0]["snapshots"][0]["warc"] is None
    assert document(written.path, "snapshotter/export.json")["left_out"][0]["offset"] == main.offset
    found = check(written.path, "a.wacz")
    assert found.is_valid
    assert [fault.code for fault in found.faults] == ["pages.empty"]


async def test_an_export_that_breaks_off_leaves_nothing(home, tmp_path, monkeypatch):
    home.store(page()).post("one", *home.stored)
    target = tmp_path / "out" / "one.wacz"
    target.parent.mkdir()
    target.write_bytes(b"what was there")

    def broken(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(indexes, "lines", broken)
    monkeypatch.setattr("snapshotter.workflows.export_posts.lines", broken)
    with pytest.raises(KeyboardInterrupt):
        await home.exporting().one("one", target)
    assert [path.name for path in target.parent.iterdir()] == ["one.wacz"]
    assert target.read_bytes() == b"what was there"


async def test_a_folder_that_is_not_there_is_told(home, tmp_path):
    home.store(page()).post("one", *home.stored)
    with pytest.raises(WriteFailed, match=r"nowhere.*No such file"):
        await home.exporting().one("one", tmp_path / "nowhere" / "one.wacz")


async def test_posts_that_are_unknown_or_empty_are_usage_errors(home, tmp_path):
    home.store(page()).post("one", *home.stored).post("empty")
    with pytest.raises(UsageError, match="no post here is called 'two'"):
        await home.exporting().one("two", tmp_path / "x.wacz")
    with pytest.raises(UsageError, match="no snapshot to export"):
        await home.exporting().one("empty", tmp_path / "x.wacz")
    assert not list(tmp_path.glob("*.wacz"))


async def test_several_posts_and_the_index_over_them(home, tmp_path):
    home.store(page("/a", seed=1), page("/b", seed=2, at=LATER), page("/c", seed=3, at=LATER))
    home.post("one", home.stored[0]).post("two", home.stored[1])
    files = await home.exporting().several(["one", "two"], tmp_path / "all", single_pages=True)
    assert [file.path.name for file in files] == ["one.wacz", "two.wacz", "_single-pages.wacz"]
    collection = json.loads((tmp_path / "all" / "index.json").read_text())
    assert collection["profile"] == "multi-wacz-package"
    for resource, file in zip(collection["resources"], files, strict=True):
        assert resource["path"] == file.path.name
        assert resource["hash"] == digests.of_bytes(file.path.read_bytes())
        assert check(file.path, "a.wacz").faults == ()


async def test_everything_in_one_file(home, tmp_path):
    home.store(page("/a", seed=1), page("/b", seed=2, at=LATER), page("/c", seed=3, at=LATER))
    home.post("one", home.stored[0]).post("two", home.stored[1])
    written = await home.exporting().everything(tmp_path / "all.wacz")
    assert written.pages == 3
    assert written.resolved == ()
    with zipfile.ZipFile(written.path) as container:
        assert {"snapshotter/manifest-one.jsonld", "snapshotter/manifest-two.jsonld"} <= set(
            container.namelist()
        )
    assert check(written.path, "a.wacz").faults == ()


async def test_the_index_tells_posts_apart(home, tmp_path):
    asked = posted("/api", "application/json", b'{"id": 7}', b'{"n": 1}', seed="a")
    other = posted("/api", "application/json", b'{"id": 8}', b'{"n": 2}', seed="b")
    home.store(page("/a", asked, other)).post("one", *home.stored)
    written = await home.exporting().one("one", tmp_path / "one.wacz")
    found = {key: fields for key, _, fields in index(written.path) if "/api" in key}
    assert list(found) == [
        "example,cited)/api?__wb_method=post&id=7",
        "example,cited)/api?__wb_method=post&id=8",
    ]
    assert [fields["requestBody"] for fields in found.values()] == ["id=7", "id=8"]
    assert {fields["method"] for fields in found.values()} == {"POST"}


async def test_parts_of_what_is_whole_are_not_indexed(home, tmp_path):
    part = got("/v", b"123", seed="p", status="206 Partial Content", fields=("Content-Range: bytes 2-4/9",))
    whole = got("/v", b"012345678", seed="w", at=START + timedelta(seconds=5))
    alone = got("/w", b"123", seed="q", status="206 Partial Content", fields=("Content-Range: bytes 2-4/9",))
    home.store(page("/a", part, whole, alone)).post("one", *home.stored)
    written = await home.exporting().one("one", tmp_path / "one.wacz")
    assert [fields["status"] for _, _, fields in index(written.path) if fields["url"] == f"{SITE}/v"] == [
        "200"
    ]
    assert [fields["status"] for _, _, fields in index(written.path) if fields["url"] == f"{SITE}/w"] == [
        "206"
    ]


async def test_a_long_index_is_compressed_in_blocks(home, tmp_path, monkeypatch):
    monkeypatch.setattr(indexes, "PLAIN_LINES", 4)
    monkeypatch.setattr(indexes, "BLOCK_LINES", 2)
    more = [got(f"/{number}", b"x", seed=number) for number in range(7)]
    home.store(page("/a", *more)).post("one", *home.stored)
    written = await home.exporting().one("one", tmp_path / "one.wacz")
    packed = read(written.path, "indexes/index.cdx.gz")
    meta, *leads = read(written.path, "indexes/index.idx").decode().splitlines()
    assert json.loads(meta.partition(" {")[1][1:] + meta.partition(" {")[2])["format"] == "cdxj-gzip-1.0"
    seen = b""
    for lead in leads:
        key, moment, fields = lead.split(" ", 2)
        where = json.loads(fields)
        data = packed[where["offset"] : where["offset"] + where["length"]]
        assert digests.of_bytes(data) == where["digest"]
        assert gzip.decompress(data).startswith(f"{key} {moment} ".encode())
        seen += gzip.decompress(data)
    assert seen == gzip.decompress(packed)
    assert seen.splitlines() == sorted(seen.splitlines())
    assert check(written.path, "a.wacz").faults == ()


async def test_a_failed_capture_is_in_it_and_no_page_of_it(home, tmp_path):
    missing = got("/gone", b"Not here", status="404 Not Found", seed=3)
    broken = replace(
        page("/gone", seed=3),
        exchanges=(missing,),
        main_exchange_id=missing.id,
        outcome=Outcome.FAILED,
        reason=Reason("http.404", "the origin answered 404"),
        status=404,
    )
    home.store(broken).post("one", *home.stored)
    written = await home.exporting().one("one", tmp_path / "one.wacz")
    assert written.pages == 0
    assert f"{SITE}/gone" in {fields["url"] for _, _, fields in index(written.path)}


async def test_captures_over_several_files(home, tmp_path):
    home.store(page("/a", seed=1), page("/b", seed=2, at=LATER), max_file_bytes=1).post("one", *home.stored)
    assert len({one.page_info.file for one in home.stored}) == 2
    written = await home.exporting().one("one", tmp_path / "one.wacz")
    assert [kind for kind, *_ in records(written.path)].count("warcinfo") == 3
    assert check(written.path, "a.wacz").faults == ()


async def test_what_a_proof_added_comes_along(home, tmp_path):
    """Also from another file than that of the capture."""
    home.store(page())
    late = capture(
        got("/late.js", b"late()", seed="late", media_type="text/javascript", at=LATER), seed="late"
    )
    archive = WarcArchive(home.path, home.catalogue)
    proved = archive.append_proof(home.stored[0], Proof("sealed", LATER), late)
    archive.close()
    home.catalogue.commit(proved)
    home.post("one", proved)
    written = await home.exporting().one("one", tmp_path / "one.wacz")
    found = records(written.path)
    assert (f"{SITE}/late.js", b"late()") in {(target, body) for _, target, _, body, _ in found}
    assert f"urn:proof:{SITE}/a" in {target for _, target, *_ in found}
    assert f"{SITE}/late.js" in {fields["url"] for _, _, fields in index(written.path)}
    assert written.left_out == ()
    assert check(written.path, "a.wacz").faults == ()


async def test_a_revisit_whose_original_is_gone_is_told(home, tmp_path):
    second = page("/b", seed=2, at=LATER, html=HTML + b" Other.")
    home.store(page("/a", seed=1), second).post("one", home.stored[1])

    class Forgetful:
        capture = home.catalogue.capture

        def find(self, payload_digest, url=None):
            return None

    written = await home.exporting(stored=Forgetful()).one("one", tmp_path / "one.wacz")
    (told,) = written.left_out
    assert "not in the archive" in told.message
    assert "revisit" in [kind for kind, *_ in records(written.path)]


async def test_a_folder_that_cannot_be_made_is_told(home, tmp_path):
    home.store(page()).post("one", *home.stored)
    (tmp_path / "taken").write_bytes(b"a file")
    with pytest.raises(WriteFailed, match="taken"):
        await home.exporting().several(["one"], tmp_path / "taken", single_pages=False)
    with pytest.raises(WriteFailed, match="taken"):
        home.exporting().timemaps(["one"], tmp_path / "taken", "https://blog.example")


async def test_a_post_without_a_snapshot_is_told_among_several(home, tmp_path):
    home.store(page()).post("one", *home.stored).post("empty")
    heard = []
    files = await home.exporting(watch=heard.append).several(
        ["one", "empty"], tmp_path / "all", single_pages=False
    )
    assert [file.path.name for file in files] == ["one.wacz"]
    assert ["empty" in notice.message for notice in heard] == [True]


async def test_a_source_that_is_gone_is_not_told_of_the_target(home, tmp_path):
    home.store(page()).post("one", *home.stored)
    for path in (home.path / "warcs").glob("*.warc.gz"):
        path.unlink()
    written = await home.exporting().one("one", tmp_path / "one.wacz")
    assert [(each.file, "no such file" in each.message) for each in written.left_out] == [
        (home.stored[0].extent.file, True)
    ]
    assert written.pages == 0


@pytest.mark.parametrize("year", [1, 999, 2999, 9999])
async def test_pages_of_any_year_can_be_packed(home, tmp_path, year):
    at = datetime(year, 3, 1, tzinfo=UTC)
    home.store(page(at=at, started_at=at, finished_at=at)).post("one", *home.stored)
    written = await home.exporting().one("one", tmp_path / "one.wacz")
    assert page_lines(written.path)[1]["ts"].startswith(f"{year:04}-03-01T")
    assert check(written.path, "a.wacz").faults == ()
