"""The reading room over HTTP: pages, Memento, recorded bytes, and whom it answers."""

from __future__ import annotations

import gzip
import json
import re
from datetime import timedelta

import httpx
import pytest

from snapshotter.errors import UsageError
from snapshotter.manifest.store import ManifestFiles
from snapshotter.settings import Settings
from snapshotter.viewer import holdings
from snapshotter.warc import reader
from snapshotter.wiring.reading_room import opened_room
from tests.builders import exchange, failed, response_head
from tests.library import NOON, cited, library, skipped, snapshot, unlinked

PAGE = "https://cited.example/a?b=1"
QUOTE = "Words that a post quotes"
TEXT = f"First.\n\n{QUOTE} stand here."
NAVIGATES = {"Sec-Fetch-Mode": "navigate"}
XSS = '<script>alert(1)</script>"onload="x'
AUDIT = {"checked_at": "2026-05-01T00:00:00Z", "verdict": {"class": "gone"}, "status": 404, "quotes": [
    {"text": QUOTE, "state": "gone", "ratio": 0.0, "now": None}]}  # fmt: skip


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    home = tmp_path_factory.mktemp("archive")
    made = library(home)
    image = exchange("https://cited.example/i.png", seed="i", body=b"\x89PNG", media_type="image/png",
                     head=response_head(media_type="image/png"), at=NOON + timedelta(seconds=1))  # fmt: skip
    page = made.page(PAGE, seed=1, text=TEXT, resources=(image,))
    newer = made.page(PAGE, seed=2, at=NOON + timedelta(days=30), text=TEXT)
    evil = made.page(
        "https://evil.example/", seed=3, title=XSS, body=f"<script>alert(1)</script>{XSS}".encode()
    )
    lost = made.keep(failed(seed=4, url="https://gone.example/x", at=NOON))
    made.post(
        "a-post",
        [
            cited(1, PAGE, snapshot(page, QUOTE, text=TEXT), snapshot(newer, QUOTE, text=TEXT),
                  quotes=(QUOTE,), audits=[AUDIT]),
            cited(2, "https://evil.example/", snapshot(evil), anchor_text=XSS, sentence=f"See {XSS} there."),
            cited(3, "https://gone.example/x", snapshot(lost)),
            cited(4, "mailto:a@b.example", skipped("mailto")),
        ],
        title=f"A post {XSS}",
        unlinked=[unlinked("The lost report")],
    )  # fmt: skip
    with opened_room(home, Settings()) as room:
        yield room, {"page": page.id, "newer": newer.id, "evil": evil.id, "lost": lost.id}, made
    made.close()


@pytest.fixture
def ids(filled):
    return filled[1]


@pytest.fixture
async def client(filled):
    async with client_of(filled[0]) as client:
        yield client


def client_of(room, host="localhost:8080"):
    transport = httpx.ASGITransport(room.application(8080))
    return httpx.AsyncClient(transport=transport, base_url=f"http://{host}")


async def pages(client, ids):
    paths = [
        "/",
        "/snapshots",
        "/?q=post",
        "/posts/a-post",
        "/posts/nope",
        f"/addresses?url={PAGE.replace('&', '%26')}",
    ]
    paths += [f"/snapshots/{each}{tab}" for each in ids.values() for tab in ("", "/text", "/record")]
    paths += [f"/snapshots/{ids['page']}/then-and-now", f"/snapshots/{ids['page']}/as-arrived"]
    paths += ["/web/20260310120001/https://cited.example/i.png", "/nowhere"]
    return {path: await client.get(path) for path in paths}


async def test_every_page_answers_and_is_guarded(client, ids):
    for path, answer in (await pages(client, ids)).items():
        assert answer.status_code == (404 if path in ("/posts/nope", "/nowhere") else 200), path
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "frame-ancestors 'none'" in policy
        assert "set-cookie" not in answer.headers


async def test_what_the_web_says_is_never_markup(client, ids):
    for path, answer in (await pages(client, ids)).items():
        assert "<script>alert" not in answer.text, path
        assert 'onload="x' not in answer.text, path
        assert "javascript:" not in answer.text, path


async def test_nothing_is_loaded_from_elsewhere_and_nothing_is_inline(client, ids):
    for path, answer in (await pages(client, ids)).items():
        for loaded in re.findall(r'(?:src|<link[^>]*href)="([^"]*)"', answer.text):
            assert re.match(r"/|http://[a-z.]+\.[0-9a-f]{12}\.localhost:8080/", loaded), (path, loaded)
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=", answer.text), path


async def test_a_post_shows_its_citations_in_order(client, ids):
    page = (await client.get("/posts/a-post")).text
    assert page.index('id="c-000000000001"') < page.index('id="c-000000000003"') < page.index("mail address")
    assert "word for word" in page
    assert "The lost report" in page
    assert "Gone" in page
    assert "could not be captured" in page.lower()
    assert "The name of the site has no address any more." in page
    assert f"/snapshots/{ids['newer']}" in page
    assert "2 snapshots" in page


async def test_snapshots_of_no_post_are_listed_too(client, ids):
    page = (await client.get("/snapshots")).text
    assert page.index(ids["newer"]) < page.index(ids["page"])
    assert ids["lost"] in page
    few = (await client.get("/snapshots?q=GONE.example")).text
    assert ids["lost"] in few
    assert ids["page"] not in few


async def test_citations_are_filtered_within_a_post(client):
    page = (await client.get("/posts/a-post?outcome=failed")).text
    assert "c-000000000003" in page
    assert "c-000000000001" not in page


async def test_a_citation_leads_to_its_place(client):
    answer = await client.get("/citations/c-000000000002")
    assert answer.headers["location"] == "/posts/a-post#c-000000000002"
    assert (await client.get("/citations/c-no")).status_code == 404


async def test_the_text_marks_the_quoted_words(client, ids):
    page = (await client.get(f"/snapshots/{ids['page']}/text")).text
    assert f'<mark id="quote-1" tabindex="-1">{QUOTE}</mark>' in page


async def test_a_snapshot_knows_the_others_of_its_address(client, ids):
    page = (await client.get(f"/snapshots/{ids['page']}")).text
    assert f"/snapshots/{ids['newer']}" in page
    assert "10 March 2026" in page
    assert "9 April 2026" in page
    assert f"replay --exact {ids['page']}" in page


async def test_then_and_now_stand_side_by_side(client, ids):
    page = (await client.get(f"/snapshots/{ids['page']}/then-and-now")).text
    assert "Then: 10 March 2026" in page
    assert "Now: 1 May 2026" in page
    without = (await client.get(f"/snapshots/{ids['evil']}")).text
    assert "then-and-now" not in without


async def test_the_record_has_the_story_of_the_capture(client, ids):
    page = (await client.get(f"/snapshots/{ids['page']}/record")).text
    assert "HTTP/1.1 200 OK" in page
    assert "https://cited.example/i.png" in page
    assert re.search(r"sha256:[0-9a-f]{64}", page)


async def test_a_page_reads_few_files(client, ids, monkeypatch):
    """A snapshot's page: its closing record, those of its address, and the manifests that name it."""
    read, loaded = [], []
    load, record = ManifestFiles.load, reader.read_record
    monkeypatch.setattr(ManifestFiles, "load", lambda self, slug: loaded.append(slug) or load(self, slug))
    for module in (reader, holdings):
        monkeypatch.setattr(module, "read_record", lambda path, at: read.append(at) or record(path, at))
    for path in ("/", "/posts/a-post", f"/snapshots/{ids['newer']}", f"/snapshots/{ids['newer']}/record"):
        assert (await client.get(path)).status_code == 200
    assert loaded in ([], ["a-post"])
    assert len(read) <= 4


async def test_names_may_be_shortened(client, ids):
    answer = await client.get(f"/snapshots/{ids['page'][:8]}")
    assert answer.headers["location"] == f"/snapshots/{ids['page']}"
    assert (await client.get("/snapshots/zzzz")).status_code == 404
    skip = await client.get("/snapshots/skipped-skip-mailto")
    assert skip.headers["location"] == "/posts/a-post#c-000000000004"


async def test_a_wrong_name_is_met_with_what_is_like_it(client):
    assert "/posts/a-post" in (await client.get("/posts/the-post")).text
    answer = await client.get("/addresses?url=https://cited.example/other")
    assert answer.status_code == 404
    assert "https://cited.example/a?b=1" in answer.text.replace("&amp;", "&")
    assert (await client.get("/addresses?url=javascript:1")).status_code == 404


async def test_pictures_are_typed_and_tagged(client, ids):
    path = f"/snapshots/{ids['page']}/files/thumbnail"
    answer = await client.get(path)
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.content.startswith(b"\xff\xd8")
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; sandbox")
    tag = answer.headers["etag"]
    assert re.fullmatch(r'"sha256:[0-9a-f]{64}"', tag)
    again = await client.get(path, headers={"If-None-Match": f'"other", W/{tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    text = await client.get(f"/snapshots/{ids['page']}/files/text")
    assert (text.headers["content-type"], text.text) == ("text/plain; charset=utf-8", TEXT)
    assert (await client.get(f"/snapshots/{ids['page']}/files/none")).status_code == 404


async def test_a_file_can_be_saved_and_is_not_shown(tmp_path):
    made = library(tmp_path)
    head = response_head(media_type="application/pdf")
    made.keep_page("https://cited.example/a%20b.pdf?x=1", head, b"%PDF-1.7 ...", via="fetch")
    made.close()
    with opened_room(tmp_path, Settings()) as room:
        async with client_of(room) as client:
            page = await client.get("/web/2026/https://cited.example/a%20b.pdf?x=1", follow_redirects=True)
            (path,) = re.findall(r'href="(/snapshots/[^"]*/download)"', page.text)
            saved = await client.get(path)
    assert saved.content == b"%PDF-1.7 ..."
    assert saved.headers["content-type"] == "application/octet-stream"
    assert saved.headers["content-disposition"] == "attachment; filename*=UTF-8''a%20b.pdf"


async def test_a_memento_is_found_by_its_second_or_the_nearest(client, ids):
    exact = await client.get(f"/web/20260310120000/{PAGE}")
    assert exact.status_code == 200
    assert exact.headers["memento-datetime"] == "Tue, 10 Mar 2026 12:00:00 GMT"
    assert f'<{PAGE}>; rel="original"' in exact.headers["link"]
    assert ids["page"] in exact.text
    near = await client.get(f"/web/20260301/{PAGE}")
    assert near.headers["location"] == f"http://localhost:8080/web/20260310120000/{PAGE}"
    newest = await client.get(f"/web/{PAGE}")
    assert newest.headers["location"] == f"http://localhost:8080/web/20260409120000/{PAGE}"
    assert (await client.get(f"/web/*/{PAGE}")).status_code == 200
    assert (await client.get("/web/2026/https://none.example/")).status_code == 404
    assert (await client.get(f"/web/20261399/{PAGE}")).status_code == 400
    assert (await client.get("/web/2026/javascript:alert(1)")).status_code == 400


async def test_a_resource_is_told_with_the_page_that_loaded_it(client, ids):
    answer = await client.get("/web/20260310120001/https://cited.example/i.png")
    assert ids["page"] in answer.text
    assert answer.headers["memento-datetime"] == "Tue, 10 Mar 2026 12:00:01 GMT"
    raw = await client.get("/web/20260310120001id_/https://cited.example/i.png")
    assert (raw.content, raw.headers["content-type"]) == (b"\x89PNG", "image/png")


async def test_the_timegate_negotiates_in_time(client):
    answer = await client.get(
        f"/timegate/{PAGE}", headers={"Accept-Datetime": "Thu, 09 Apr 2026 00:00:00 GMT"}
    )
    assert answer.status_code == 302
    assert answer.headers["location"] == f"http://localhost:8080/web/20260409120000/{PAGE}"
    assert answer.headers["vary"] == "accept-datetime"
    assert 'rel="timemap"' in answer.headers["link"]
    assert 'rel="first prev memento"' in answer.headers["link"]
    newest = await client.get(f"/timegate/{PAGE}")
    assert "20260409120000" in newest.headers["location"]
    assert (await client.get(f"/timegate/{PAGE}", headers={"Accept-Datetime": "then"})).status_code == 400
    assert (await client.get("/timegate/https://none.example/")).status_code == 404


async def test_the_archive_is_laid_out_as_other_archives_are(client):
    """pywb takes ``memento+http://localhost:8080/web/`` for an archive: TimeGate, TimeMaps, bytes."""
    gate = await client.get(f"/web/{PAGE}", headers={"Accept-Datetime": "Tue, 10 Mar 2026 12:00:00 GMT"})
    assert gate.headers["location"] == f"http://localhost:8080/web/20260310120000/{PAGE}"
    assert gate.headers["vary"] == "accept-datetime"
    assert (await client.get(f"/web/timemap/link/{PAGE}")).text == (
        await client.get(f"/timemap/link/{PAGE}")
    ).text
    image = "https://cited.example/i.png"
    assert (await client.get(f"/web/20260310120001im_/{image}")).content == b"\x89PNG"
    assert "text/html" in (await client.get(f"/web/20260310120000if_/{PAGE}")).headers["content-type"]


async def test_timemaps_in_both_forms(client):
    link = await client.get(f"/timemap/link/{PAGE}")
    assert link.headers["content-type"] == "application/link-format"
    assert link.text.count('memento"; datetime=') == 2
    answer = await client.get(f"/timemap/json/{PAGE}")
    assert len(json.loads(answer.text)["mementos"]["list"]) == 2
    assert (await client.get("/timemap/link/https://none.example/")).status_code == 404
    assert (await client.get(f"/timemap/link/7/{PAGE}")).status_code == 404
    assert (await client.get(f"/timemap/xml/{PAGE}")).status_code == 404


async def test_a_new_snapshot_appears_while_the_room_is_open(filled):
    room, _, made = filled
    url = "https://fresh.example/"
    async with client_of(room) as client:
        assert (await client.get(f"/timemap/link/{url}")).status_code == 404
        stored = made.page(url, seed="fresh")
        made.post("fresh-post", [cited(9, url, snapshot(stored))])
        assert (await client.get(f"/timemap/link/{url}")).status_code == 200
        assert stored.id in (await client.get("/posts/fresh-post")).text
        assert (await client.get(f"/snapshots/{stored.id}")).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.1.nip.example", "localhost:1x"]
)
async def test_other_names_are_refused(filled, host):
    async with client_of(filled[0]) as client:
        assert (await client.get("/", headers={"Host": host})).status_code == 421


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "[::1]:8080"])
async def test_browsers_are_led_to_localhost_and_programs_are_answered(filled, host):
    async with client_of(filled[0], host) as client:
        led = await client.get("/posts/a-post?q=%20x", headers=NAVIGATES)
        assert led.headers["location"] == "http://localhost:8080/posts/a-post?q=%20x"
        assert (await client.get("/posts/a-post")).status_code == 200


async def test_archived_hosts_answer_at_their_own_names(filled):
    room, ids, _ = filled
    label = ids["page"].replace("-", "")[:12]
    application = room.application(8080)

    def at(host):
        return httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url=f"http://{host}:8080")

    async with at(f"cited.example.{label}.localhost") as client:
        answer = await client.get("/a?b=1")
        assert answer.status_code == 200
        assert f".{label}.localhost:8080" in answer.headers["content-security-policy"]
        assert (await client.get("/none")).status_code == 404
    async with at(f"{label}.localhost") as client:
        page = await client.get(f"/snapshots/{ids['page']}", headers=NAVIGATES)
        assert f'src="http://cited.example.{label}.localhost:8080/a?b=1"' in page.text
        assert f"frame-src http://*.{label}.localhost:8080;" in page.headers["content-security-policy"]
        home = await client.get("/?q=x", headers=NAVIGATES)
        assert home.headers["location"] == "http://localhost:8080/?q=x"
        counts = await client.get(f"/snapshots/{ids['page']}/counts")
        assert counts.json() == {"requests": 2, "misses": 1, "blocked": 0}


@pytest.mark.parametrize("path", ["/snapshots/{page}", f"/web/20260310120000/{PAGE}"])
async def test_browsers_see_a_replay_at_the_snapshots_own_name(client, ids, path):
    path, label = path.format(**ids), ids["page"].replace("-", "")[:12]
    answer = await client.get(path, headers=NAVIGATES)
    assert answer.headers["location"] == f"http://{label}.localhost:8080{path}"
    text = await client.get(f"/snapshots/{ids['page']}/text", headers=NAVIGATES)
    assert text.status_code == 200


async def test_a_damaged_record_is_told_and_nothing_breaks(tmp_path):
    made = library(tmp_path)
    stored = made.page(PAGE, seed=1)
    made.close()
    (path,) = (tmp_path / "warcs").glob("*.warc.gz")
    data = bytearray(path.read_bytes())
    at = stored.artefacts["text"].offset + 20
    data[at : at + 40] = bytes(40)
    path.write_bytes(data)
    with opened_room(tmp_path, Settings()) as room:
        async with client_of(room) as client:
            answer = await client.get(f"/snapshots/{stored.id}/text")
            assert answer.status_code == 500
            assert "snapshotter verify" in answer.text
            assert (await client.get("/")).status_code == 200


def test_no_archive_is_a_clear_error(tmp_path):
    with pytest.raises(UsageError, match="no archive") as caught, opened_room(tmp_path / "none", Settings()):
        pass
    assert caught.value.code == "replay.no-archive"


def test_what_is_named_is_found(filled, ids):
    room = filled[0]
    assert room.find(None).path == "/"
    for name in ("a-post", "https://blog.example/a-post", "warcs/manifests/a-post.json"):
        assert room.find(name).path == "/posts/a-post"
    assert room.find(PAGE) == room.find(f"{PAGE}#frag") == room.find(ids["newer"])
    assert room.find("https://cited.example/i.png").path == "/web/20260310120001/https://cited.example/i.png"
    assert room.find("c-000000000001").snapshot_id == ids["newer"]
    assert room.find(ids["page"][:8]).snapshot_id == ids["page"]


@pytest.mark.parametrize("name", ["the-post", "https://cited.example/nothing", "zzz", "javascript:1"])
def test_what_is_not_there_is_an_error_that_helps(filled, name):
    with pytest.raises(UsageError, match="nothing in this archive") as caught:
        filled[0].find(name)
    assert caught.value.code == "replay.not-archived"
    assert caught.value.hint


# what is handed out byte for byte


@pytest.fixture
async def raw(tmp_path):
    made = library(tmp_path)
    rooms = []

    async def ask(url, digits="20260310120000", **fields):
        room = opened_room(tmp_path, Settings())
        rooms.append(room)
        async with client_of(room.__enter__()) as client:
            return await client.get(f"/web/{digits}id_/{url}", **fields)

    yield made, ask
    for room in rooms:
        room.__exit__(None, None, None)
    made.close()


async def test_recorded_bytes_come_with_type_and_codings_and_can_do_nothing(raw):
    made, ask = raw
    packed = gzip.compress(b"<script>parent.hacked = 1</script>", mtime=0)
    head = response_head("200 OK", "Content-Encoding: gzip", "Set-Cookie: a=b", "WWW-Authenticate: Basic",
                         "Content-Security-Policy: script-src *", "X-Odd\x01: v", "Refresh: 0")  # fmt: skip
    made.keep_page(PAGE, head, packed)
    answer = await ask(PAGE, headers={"Accept-Encoding": "identity"})
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"] == "text/html"
    assert answer.headers["x-archive-orig-set-cookie"] == "a=b"
    assert answer.headers["x-archive-orig-www-authenticate"] == "Basic"
    for forbidden in ("set-cookie", "www-authenticate", "refresh"):
        assert forbidden not in answer.headers
    policy = answer.headers["content-security-policy"]
    assert policy == "default-src 'none'; sandbox; frame-ancestors 'none'"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.content == b"<script>parent.hacked = 1</script>"
    assert answer.headers["memento-datetime"] == "Tue, 10 Mar 2026 12:00:00 GMT"


async def test_chunks_are_taken_off_and_the_status_stays(raw):
    made, ask = raw
    head = response_head("404 Not Found", "Transfer-Encoding: chunked")
    made.keep_page(PAGE, head, b"4\r\ngone\r\n0\r\n\r\n", status=404)
    answer = await ask(PAGE)
    assert (answer.status_code, answer.content) == (404, b"gone")
    assert "transfer-encoding" not in {name.lower() for name in answer.headers if "orig" in name.lower()}


async def test_an_answer_without_a_type_is_only_bytes(raw):
    made, ask = raw
    made.keep_page(PAGE, b"HTTP/1.1 200 OK\r\n\r\n", b"<h1>x</h1>")
    assert (await ask(PAGE)).headers["content-type"] == "application/octet-stream"


async def test_redirects_lead_to_mementos(raw):
    made, ask = raw
    made.keep_page(PAGE, response_head("302 Found", "Location: /b?x=%2F#frag"), b"", status=302)
    answer = await ask(PAGE)
    assert answer.status_code == 302
    where = "http://localhost:8080/web/20260310120000id_/https://cited.example/b?x=%2F"
    assert answer.headers["location"] == where


async def test_a_redirect_to_itself_ends(raw):
    made, ask = raw
    made.keep_page(
        PAGE, response_head("302 Found", f"Location: {PAGE}", "Set-Cookie: seen=1"), b"", status=302
    )
    made.page(PAGE, seed="after", at=NOON + timedelta(seconds=1))
    answer = await ask(PAGE)
    assert "/web/20260310120001id_/" in answer.headers["location"]


async def test_a_revisit_has_the_bytes_of_the_first(raw):
    made, ask = raw
    body = b"the same words again " * 60
    made.page(PAGE, seed="one", body=body)
    made.page("https://cited.example/other", seed="two", body=body, at=NOON + timedelta(hours=1))
    answer = await ask("https://cited.example/other", "20260310130000")
    assert answer.content == body


async def test_addresses_keep_their_escapes(raw):
    made, ask = raw
    url = "https://cited.example/a%2Fb/c%20d?u=https://x.example/%3Fy&e"
    made.page(url, seed="escaped", body=b"escaped")
    assert (await ask(url)).content == b"escaped"
    whole = "https%3A%2F%2Fcited.example%2Fa%252Fb%2Fc%2520d%3Fu=https://x.example/%253Fy&e"
    assert (await ask(whole)).content == b"escaped"


def test_a_lost_capture_has_no_memento(filled):
    assert filled[0].room.index.answers("https://gone.example/x") == []


async def test_half_a_character_spoils_no_page(tmp_path):
    """JSON can say what UTF-8 cannot (RFC 8259, section 8.2), and scripts can title a page so."""
    made = library(tmp_path)
    page = made.page(PAGE, seed=1)
    made.post("a-post", [cited(1, PAGE, snapshot(page))], title="HALF")
    made.close()
    manifest = tmp_path / "warcs" / "manifests" / "a-post.json"
    manifest.write_text(manifest.read_text("utf-8").replace("HALF", "half \\ud83d of it"), "utf-8")
    with opened_room(tmp_path, Settings()) as room:
        async with client_of(room) as client:
            for path in ("/", "/posts/a-post", f"/snapshots/{page.id}"):
                answer = await client.get(path)
                assert answer.status_code == 200
                assert "half ? of it" in answer.text
