"""Which responses of a file may be pages, and what is known of each."""

from __future__ import annotations

import gzip
import io
import zipfile
from functools import partial

from snapshotter.model.capture import Shape
from snapshotter.warc.archive import WarcArchive
from snapshotter.warc.containers import visits_in
from snapshotter.warc.streamed import Damage
from snapshotter.warc.visits import Visit, visits
from tests.builders import NoDigests, capture, exchange, failed, response_head


def record(kind: str, uri: str, block: bytes, *fields: str, id: str = "") -> bytes:
    names = [
        "WARC/1.1",
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: <urn:uuid:{id or uri}>",
        f"WARC-Target-URI: {uri}",
        "Content-Type: application/http; msgtype=" + kind,
        *fields,
        f"Content-Length: {len(block)}",
    ]
    return gzip.compress(("\r\n".join(names) + "\r\n\r\n").encode() + block + b"\r\n\r\n")


def answer(
    uri: str, media_type: str = "text/html", body: bytes = b"<p>x</p>", status: str = "200 OK", *fields: str
) -> bytes:
    return record("response", uri, response_head(status, *fields, media_type=media_type) + body)


def question(uri: str, *fields: str, method: str = "GET") -> bytes:
    block = "\r\n".join([f"{method} / HTTP/1.1", *fields, "", ""]).encode()
    return record("request", uri, block, f"WARC-Concurrent-To: <urn:uuid:{uri}>", id=f"request {uri}")


def found(*records: bytes) -> list[Visit]:
    return [each for each in visits(partial(io.BytesIO, b"".join(records))) if isinstance(each, Visit)]


def urls(*records: bytes) -> list[str]:
    return [each.url for each in found(*records)]


def test_parts_of_pages_are_none():
    assert urls(
        answer("https://a.example/"),
        answer("https://a.example/s.css", "text/css"),
        answer("https://a.example/s", "application/javascript"),
        answer("https://a.example/f.woff2", "font/woff2"),
        answer("https://a.example/i.png", "image/png"),
        answer("https://a.example/favicon.ico", "text/html"),
        answer("https://a.example/p.pdf", "application/pdf"),
        answer("https://a.example/page/", "image/gif"),
    ) == ["https://a.example/", "https://a.example/p.pdf", "https://a.example/page/"]


def test_a_picture_alone_in_its_file_is_meant():
    assert urls(answer("https://a.example/i.png", "image/png")) == ["https://a.example/i.png"]


def test_what_the_browser_asked_for_decides():
    assert urls(
        answer("https://a.example/"),
        question("https://a.example/", "Sec-Fetch-Dest: document"),
        answer("https://a.example/frame"),
        question("https://a.example/frame", "Sec-Fetch-Dest: iframe"),
        answer("https://a.example/i", "image/png"),
        question("https://a.example/i", "Accept: image/avif,image/*,*/*"),
        answer("https://a.example/o"),
        question("https://a.example/o", method="OPTIONS"),
        answer("https://a.example/unknown"),
    ) == ["https://a.example/", "https://a.example/unknown"]


def test_answers_of_any_status_and_without_a_type():
    untyped = record("response", "https://a.example/u", b"HTTP/1.1 200 OK\r\n\r\n<p>x</p>")
    assert urls(answer("https://a.example/n", "text/html", b"", "404 Not Found"), untyped) == [
        "https://a.example/n",
        "https://a.example/u",
    ]


def test_a_redirect_is_followed_to_what_comes_next():
    moved, page, other = found(
        answer("https://a.example/old", "text/html", b"", "301 Moved", "Location: /new"),
        answer("https://a.example/new"),
        answer("https://a.example/other"),
    )
    assert (moved.url, moved.hops) == ("https://a.example/old", ())
    assert (page.url, [(hop.uri, hop.status) for hop in page.hops]) == (
        "https://a.example/old",
        [("https://a.example/old", 301)],
    )
    assert (other.url, other.hops) == ("https://a.example/other", ())


def test_another_page_in_between_is_not_where_the_redirect_led():
    _, other, page = found(
        answer("https://a.example/old", "text/html", b"", "301 Moved", "Location: /new"),
        answer("https://a.example/other"),
        answer("https://a.example/new"),
    )
    assert (other.hops, page.hops) == ((), ())


def test_damage_is_told_and_the_rest_read():
    torn = answer("https://a.example/a")[:-30]
    told = list(visits(partial(io.BytesIO, torn + answer("https://a.example/b"))))
    assert [type(each) for each in told] == [Damage, Visit]


def test_our_own_captures(tmp_path):
    archive = WarcArchive(tmp_path, NoDigests())
    main = exchange("https://cited.example/a", seed=1)
    picture = exchange("https://cited.example/i.png", seed=2, destination="image", media_type="image/png")
    ghost = exchange("https://cited.example/ghost", seed=3, status=404, head=response_head("404 Not Found"))
    shape = Shape(headings=("Bridges",), words=7, frames=("https://f.example/",))
    kept = capture(main, picture, ghost, seed=1, shape=shape, probe_exchange_id=ghost.id, text="Words é")
    archive.append(kept)
    archive.append(failed(seed=2))
    archive.close()
    (path,) = (tmp_path / "warcs").glob("*.warc.gz")
    first, second = visits_in(path)
    assert isinstance(first, Visit)
    assert isinstance(second, Visit)
    assert first.response is not None
    assert first.response.record_id == f"urn:uuid:{main.id}"
    assert first.text == "Words é"
    assert first.info is not None
    assert first.info["shape"]["headings"] == ["Bridges"]
    assert first.probe is not None
    assert first.probe.uri == "https://cited.example/ghost"
    assert (second.url, second.response) == ("https://gone.example/", None)
    assert [
        each.info["id"] for each in visits_in(path, {kept.id}) if isinstance(each, Visit) and each.info
    ] == [kept.id]


def test_within_a_container(tmp_path):
    path = tmp_path / "a.wacz"
    with zipfile.ZipFile(path, "w") as container:
        container.writestr("archive/data.warc.gz", answer("https://a.example/"))
        container.writestr("pages/pages.jsonl", "{}")
    assert [each.url for each in visits_in(path) if isinstance(each, Visit)] == ["https://a.example/"]


def test_a_broken_container_is_damage(tmp_path):
    path = tmp_path / "a.wacz"
    path.write_bytes(b"PK\x03\x04 and no more")
    assert [type(each) for each in visits_in(path)] == [Damage]
