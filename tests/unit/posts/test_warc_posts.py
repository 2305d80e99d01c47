"""Web archives as posts: our own files, other tools', and damaged ones."""

from __future__ import annotations

import gzip
import json
import random
import time
import zipfile
import zlib

import brotlicffi
import pytest

from snapshotter.errors import PostError
from snapshotter.model.post import SourceFailed
from snapshotter.posts.parts import Prose
from snapshotter.warc import pages as warc_pages
from snapshotter.warc.archive import WarcArchive
from tests.builders import NoDigests, capture, exchange, failed
from tests.reading import DATA, cited_of, failures_in, parts_of, posts_in, refused, zipped

WARCS = DATA / "warc"
needs_data = pytest.mark.skipif(not WARCS.is_dir(), reason="the real web archives are not here")


def page(name, links=1):
    anchors = "".join(f'<a href="http://cited.example/{name}/{n}">c{n}</a> ' for n in range(links))
    return f"<!doctype html><title>{name}</title><article><p>{anchors}</p></article>".encode()


def record(kind, uri, block, *, media_type="application/http", identity=None, concurrent=None, version="1.1"):
    fields = [
        f"WARC/{version}",
        f"WARC-Type: {kind}",
        f"WARC-Target-URI: {uri}",
        "WARC-Date: 2016-03-10T12:00:00Z",
    ]
    fields.append(f"WARC-Record-ID: <urn:x:{identity or f'{kind}:{uri}'}>")
    if concurrent:
        fields.append(f"WARC-Concurrent-To: <urn:x:{concurrent}>")
    fields += [f"Content-Type: {media_type}", f"Content-Length: {len(block)}", "", ""]
    return "\r\n".join(fields).encode() + block + b"\r\n\r\n"


def answer(body, status="200 OK", media_type="text/html", **fields):
    named = {name.replace("_", "-"): value for name, value in fields.items()}
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {media_type}", *(f"{n}: {v}" for n, v in named.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


def response(uri, body=None, **more):
    body = page(uri.rstrip("/").rsplit("/", 1)[-1]) if body is None else body
    return record("response", uri, answer(body, **more))


def request(uri, destination):
    head = f"GET / HTTP/1.1\r\nSec-Fetch-Dest: {destination}\r\n\r\n".encode()
    return record("request", uri, head, concurrent=f"response:{uri}")


def packed(*records):
    return b"".join(gzip.compress(each) for each in records)


def uris(data, format="warc"):
    return [str(post.post.uri) for post in posts_in(cited_of(format, data))]


A, B, C = (f"http://{name}.example/{name}" for name in "abc")


@pytest.mark.parametrize("put", [lambda *r: b"".join(r), packed, lambda *r: gzip.compress(b"".join(r))])
def test_pages_and_their_citations(put):
    found = cited_of("warc", put(response(A), response(B), record("warcinfo", "x", b"software: y")))
    assert [post.post.title for post in found] == ["a", "b"]
    assert [post.post.uri for post in found] == [A, B]
    assert [post.post.source for post in found] == [f"a file#{A}", f"a file#{B}"]
    assert [citation.href for post in found for citation in post.citations] == [
        "http://cited.example/a/0",
        "http://cited.example/b/0",
    ]


def test_what_is_no_page():
    data = packed(
        response(A, status="404 Not Found"),
        response(B, media_type="application/json"),
        response("http://d.example/", body=b"<p>no title"),
        record("revisit", C, answer(b"")),
        record("resource", "urn:x:y", page("x"), media_type="text/html"),
        record("resource", "http://r.example/r", page("r"), media_type="text/html; charset=utf-8"),
        response("dns:a.example"),
    )
    assert uris(data) == ["http://r.example/r"]
    with pytest.raises(PostError) as caught:
        parts_of("warc", packed(response(A, status="500 No")))
    assert caught.value.code == "post.none"


def chunked(body, size=7):
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x;ext=1\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def raw_deflate(body):
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (chunked(page("a")), {"Transfer_Encoding": "chunked"}),
        (gzip.compress(page("a"), mtime=0), {"Content_Encoding": "gzip"}),
        (zlib.compress(page("a")), {"Content_Encoding": "deflate"}),
        (raw_deflate(page("a")), {"Content_Encoding": "deflate"}),
        (brotlicffi.compress(page("a")), {"Content_Encoding": "br"}),
        (
            chunked(gzip.compress(page("a"), mtime=0)),
            {"Content_Encoding": "gzip", "Transfer_Encoding": "chunked"},
        ),
        (brotlicffi.compress(gzip.compress(page("a"), mtime=0)), {"Content_Encoding": "gzip, br"}),
        (page("a"), {"Content_Encoding": "gzip", "Transfer_Encoding": "chunked"}),  # undone by the tool
        (page("a"), {"Content_Encoding": "br"}),
    ],
)
def test_codings_are_undone(body, fields):
    ((post),) = cited_of("warc", packed(response(A, body, **fields)))
    assert post.post.title == "a"
    assert [citation.href for citation in post.citations] == ["http://cited.example/a/0"]


def test_the_charset_of_the_header_counts():
    body = "<title>Größe</title>".encode("cp1252")
    (post,) = cited_of("warc", packed(response(A, body, media_type="text/html; charset=iso-8859-1")))
    assert post.post.title == "Größe"


def test_documents_by_what_the_browser_asked_for():
    data = packed(
        response(A),
        request(A, "document"),
        request(B, "iframe"),
        response(B),
        response(C),
    )
    assert uris(data) == [A]


def test_the_same_page_twice_is_one_post():
    assert uris(packed(response(A), response(A), response(A, page("other")))) == [A, A]


def test_our_own_files_name_their_pages(tmp_path):
    archive = WarcArchive(tmp_path, NoDigests())
    main = exchange(A, seed=1, body=page("a"))
    frame = exchange("https://frame.example/", seed=2, body=page("frame"), destination="iframe")
    archive.append(capture(main, frame, seed=1))
    archive.append(failed(seed=2))
    archive.append(capture(exchange(B, seed=3, body=page("b")), seed=3))
    archive.close()
    (path,) = (tmp_path / "warcs").glob("*.warc.gz")
    assert uris(path.read_bytes()) == [A, B]
    beginning = path.read_bytes()[:100]
    posts = posts_in(cited_of("warc", beginning, path=path))
    assert [post.post.uri for post in posts] == [A, B]


def test_page_information_of_other_tools():
    info = record("resource", f"urn:pageinfo:{A}", b"{}", media_type="application/json")
    assert uris(packed(response(A), response(B), info)) == [A]


def wacz(*records, listed=(), name="archive/data.warc.gz", pages_file="pages/pages.jsonl", **more):
    lines = [json.dumps({"format": "json-pages-1.0", "id": "pages"})]
    lines += [json.dumps({"url": url, "ts": "2016-03-10T12:00:00Z"}) for url in listed]
    return zipped(
        {name: packed(*records), pages_file: "\n".join([*lines, "not json"])} | more, zipfile.ZIP_STORED
    )


def test_wacz_lists_its_pages():
    moved = record("response", C, answer(b"", status="301 Moved", Location="/new"))
    new = "http://c.example/new"
    data = wacz(
        response(A), response(B), moved, response(new), listed=[f"{A}#top", C, "http://missing.example/"]
    )
    found = cited_of("wacz", data)
    assert [(post.post.uri, post.post.format) for post in found] == [(A, "wacz"), (new, "wacz")]
    assert uris(wacz(response(A), response(B)), "wacz") == [A, B]
    assert uris(wacz(response(A), listed=["http://elsewhere.example/"]), "wacz") == [A]
    assert uris(wacz(response(A), listed=[A], pages_file="pages/extraPages.jsonl"), "wacz") == [A]


def test_broken_wacz_files():
    whole = wacz(response(A), listed=[A])
    for broken in (b"PK", whole[:-40], whole[:60], zipped({"archive/x.warc.gz": b""}), zipped({"x": "y"})):
        with pytest.raises(PostError):
            parts_of("wacz", broken)


def test_arc_files():
    def arc(uri, block, more=""):
        return f"{uri} 192.0.2.1 20160310120000 text/html {more}{len(block)}\n".encode() + block + b"\n"

    head = arc("filedesc://x.arc", b"1 0 Me\nURL IP-address Archive-date Content-type Archive-length\n")
    head = head.replace(b"text/html", b"text/plain")
    data = head + arc(A, answer(page("a"))) + arc("http://b.example/with some space", answer(page("b")))
    data += arc(C, page("c"), "200 checksum - 12 file.arc ")
    expected = [A, "http://b.example/with%20some%20space", C]
    assert uris(data) == expected
    assert uris(gzip.compress(data)) == expected


def damage_in(found):
    return [(type(each).__name__, getattr(each, "error", "")) for each in found]


@pytest.mark.parametrize("put", [lambda *r: b"".join(r), packed])
def test_a_damaged_record_fails_in_its_place(put):
    first, second, third = response(A), response(B), response(C)
    middle = bytearray(put(second))
    middle[: len(middle) // 2] = b"\x01\x02\n" * (len(middle) // 6)
    found = cited_of("warc", put(first) + bytes(middle) + put(third))
    assert [str(post.post.uri) for post in posts_in(found)] in ([A, C], [A, B, C])
    (failure,) = failures_in(found)
    assert failure.error == "warc.corrupt"
    assert f"offset {len(put(first))}" in failure.message
    assert failure.hint


@pytest.mark.parametrize("put", [lambda *r: b"".join(r), packed])
def test_a_file_that_ends_within_a_record(put):
    whole = put(response(A), response(B))
    for cut in (5, 40, len(put(response(B))) - 20):
        found = cited_of("warc", whole[:-cut])
        assert posts_in(found)[0].post.uri == A
        if cut > 10:
            assert [failure.error for failure in failures_in(found)] == ["warc.corrupt"]


def test_a_length_that_is_wrong():
    short = response(A).replace(b"Content-Length: ", b"Content-Length: 1", 1)
    found = cited_of("warc", packed(short, response(B)))
    assert isinstance(found[-1], SourceFailed)
    missing = response(A).replace(b"Content-Length", b"Content-Size", 1)
    found = cited_of("warc", packed(missing, response(B)))
    assert [type(each).__name__ for each in found] == ["SourceFailed", "CitedPost"]
    long = record("response", A, answer(page("a"))).replace(
        b"Content-Length: ", b"Content-Length: 99999999999"
    )
    assert damage_in(cited_of("warc", response(B) + long)) == [
        ("CitedPost", ""),
        ("SourceFailed", "warc.corrupt"),
    ]


def test_a_page_that_is_too_long(monkeypatch):
    monkeypatch.setattr(warc_pages, "MAX_BLOCK_BYTES", 5000)
    found = cited_of("warc", packed(response(A, page("a") + b" " * 9000), response(B)))
    assert damage_in(found) == [("SourceFailed", "warc.corrupt"), ("CitedPost", "")]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"words",
        b"\x1f\x8b\x08",
        b"\x1f\x8b\x08" + b"\xff" * 500,
        b"WARC/1.1",
        b"WARC/1.1\r\n" + b"a" * 200_000,
        b"\x28\xb5\x2f\xfd rest",
    ],
)
def test_what_is_no_web_archive(data):
    error = refused("warc", data)
    assert error.hint if error else [part.error for part in parts_of("warc", data)] == ["warc.corrupt"]


def test_bytes_changed_anywhere_never_end_in_a_traceback():
    dice = random.Random(3)
    for put in (packed, lambda *r: b"".join(r), lambda *r: wacz(*r, listed=[A])):
        whole = put(request(A, "document"), response(A), response(B))
        for _ in range(60):
            broken = bytearray(whole)
            for _ in range(3):
                broken[dice.randrange(len(broken))] = dice.randrange(256)
            error = refused("warc", bytes(broken))
            assert error is None or error.hint


def test_large_and_hostile_files_are_read_in_time(tmp_path):
    began = time.process_time()
    bomb = gzip.compress(b"\0" * 30_000_000)
    assert uris(packed(response(A)) + bomb + packed(response(B)))[0] == A
    parts_of("warc", packed(response(A)) + b"\x1f\x8b\x08" * 100_000)
    lines = b"http://a.example/ 192.0.2.1 20160310120000 " * 1000 + b"x\n"
    parts_of("warc", response(A) + lines * 20)
    path = tmp_path / "large.warc"
    noise = record("resource", "http://n.example/n", b"n" * 1_000_000, media_type="video/mp4")
    path.write_bytes(response(A) + noise * 60 + response(B))
    assert len(parts_of("warc", response(A)[:64], path=path)) == 2
    assert time.process_time() - began < 20


# What lies in the real files, by their names: addresses of pages, and whether something is damaged.
REAL = {
    "cdxj-indexer/test/data/bad.arc": ([], True),
    "cdxj-indexer/test/data/cc.warc.gz": (["https://commoncrawl.org/"], False),
    "cdxj-indexer/test/data/example.warc.gz": (["http://example.com/"], False),
    "gowarc/testdata/warcs/corrupted-mid-record.warc.gz.open": (12, True),
    "gowarc/testdata/warcs/corrupted-trailing-bytes.warc.gz.open": (30, True),
    "gowarc/testdata/warcs/good.warc.gz.open": (50, False),
    "gowarc/testdata/warcs/single-record.warc.gz.open": (1, False),
    "gowarc/testdata/warcs/skip-non-open.warc.gz": (10, False),
    "jwarc/test-resources/org/netpreserve/jwarc/cc.warc.gz": (["http://commoncrawl.org/"], False),
    "py-wacz/tests/fixtures/example-collection.warc": (["http://www.example.com/"], False),
    "py-wacz/tests/fixtures/example-iana.warc": (6, False),
    "py-wacz/tests/fixtures/example-collection-with-lists.warc": (5, False),
    "py-wacz/tests/fixtures/example-resource.warc.gz": (["https://example.com/index.html"], False),
    "py-wacz/tests/fixtures/example-warcinfo-metadata.warc": (["https://example.com/"], False),
    "py-wacz/tests/fixtures/valid_example_1.wacz": (["http://www.example.com/"], False),
    "py-wacz/tests/fixtures/valid_signed_example_1.wacz": (["https://example.com/"], False),
    "scoop/example.com.wacz": (["https://example.com/"], False),
    "scoop/noarchive.netlify.app.wacz": (["https://noarchive-test.netlify.app/"], False),
    "warcio.js/test/data/example-bad-length.warc": (["http://example.com/"], False),
    "warcio.js/test/data/example-iana.org-chunked.warc": (["http://www.iana.org/"], False),
    "warcio.js/test/data/example-wget-bad-target-uri.warc.gz": (["http://example.com/"], False),
    "warcio/test/data/example-bad-non-chunked.warc.gz": (["http://example.com/"], False),
    "warcio/test/data/example-resource.warc.gz": (["http://example.com/"], False),
    "warcio/test/data/example-wrong-chunks.warc.gz": (["http://example.com/"], False),
    "warcio/test/data/example.arc": (["http://example.com/"], False),
    "warcio/test/data/example.arc.gz": (["http://example.com/"], False),
    "warcio/test/data/example.warc": (["http://example.com/"], False),
    "warcio/test/data/example.warc.gz": (["http://example.com/"], False),
}


@needs_data
@pytest.mark.parametrize("name", REAL)
def test_real_web_archives(name):
    expected, is_damaged = REAL[name]
    path = WARCS / name
    found = parts_of("warc", path.read_bytes()[:64], path=path)
    pages = [part for part in found if isinstance(part, Prose)]
    if isinstance(expected, int):
        assert len(pages) == expected
    else:
        assert [str(page.facts.uri) for page in pages] == expected
    assert bool(failures_in(found)) == is_damaged
    assert all("<title>" in page.content for page in pages)


@needs_data
def test_the_links_of_a_real_page():
    path = WARCS / "py-wacz/tests/fixtures/example-iana.warc"
    posts = {str(post.post.uri): post for post in posts_in(cited_of("warc", b"", path=path))}
    hrefs = [str(citation.url) for citation in posts["https://example.com/"].citations]
    assert hrefs == ["https://www.iana.org/domains/example"]
    assert len(posts["https://www.iana.org/protocols"].citations) > 1000


@needs_data
def test_no_real_file_ends_in_a_traceback():
    files = [path for path in WARCS.rglob("*") if path.is_file()]
    assert len(files) > 40
    for path in files:
        for format in ("warc", "wacz"):
            error = refused(format, path.read_bytes())
            assert error is None or error.hint
