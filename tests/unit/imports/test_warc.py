"""WARC and ARC files of other tools: what becomes a capture, with which parts."""

from __future__ import annotations

import gc
import gzip
import io

import pytest
import zstandard

from snapshotter import digests
from snapshotter.imports import pairing
from snapshotter.replay.lookup import SnapshotLookup
from snapshotter.replay.messages import ReplayRequest
from snapshotter.urls import Url
from tests.unit.imports.foreign import PNG, answer, body_of, findings, per_record, question, record

PAGE = "https://a.example/page"
CSS = "https://a.example/s.css"
IMAGE = "https://cdn.example/i.png"
HTML = b"""<!doctype html><title>The page</title><link rel=stylesheet href=/s.css>
<p>Words of the page, enough of them to be read as a page of prose.</p><img src=https://cdn.example/i.png>"""


def warcinfo(software: str) -> bytes:
    block = f"software: {software}\r\nformat: WARC File Format 1.0\r\n".encode()
    return record("warcinfo", "", block, "Content-Type: application/warc-fields")


def page(**more) -> bytes:
    return answer(PAGE, HTML, **more)


def test_a_page_becomes_a_capture_with_its_bytes_as_recorded(home):
    head = b"HTTP/1.1 200 OK\r\nX-Odd:   spaced\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    fields = ("WARC-IP-Address: 192.0.2.7", "WARC-Protocol: h2", "WARC-Protocol: tls/1.3")
    asked = question(PAGE, "User-Agent: Tool/1", "Cookie: sid=secret")
    imported = home.take(
        per_record(warcinfo("tool/1.2"), record("response", PAGE, head + HTML, *fields), asked)
    )

    stored = home.only()
    (exchange,) = home.material(stored).exchanges
    assert (exchange.response_head, body_of(exchange)) == (head, HTML)
    assert exchange.request_head.endswith(b"Cookie: sid=secret\r\n\r\n")
    assert (stored.url, stored.title, stored.outcome, stored.status) == (PAGE, "The page", "captured", 200)
    assert stored.captured_at.isoformat() == "2020-05-01T12:00:00+00:00"
    assert stored.origin.provenance == "imported"
    source = dict(stored.origin.source)
    assert source.pop("block_digest") == digests.of_bytes(head + HTML)
    assert source == {
        "file": "foreign.warc",
        "format": "warc",
        "software": "tool/1.2",
        "record_id": f"urn:uuid:response {PAGE}",
    }
    info = home.info(stored)
    assert (info["user_agent"], info["software"]) == ("Tool/1", "tool/1.2")
    assert findings(info) == ["import.not-rendered"]
    assert "secret" not in str(info)
    assert (imported.pages, imported.records, imported.lost) == (1, 3, ())


def test_the_text_is_what_the_document_shows_before_its_scripts(home):
    home.take(page())
    stored = home.only()
    from snapshotter.warc.reader import read_record, warc_path

    place = stored.artefacts["text"]
    text = read_record(warc_path(home.path, place.file), place.offset).block_bytes().decode()
    assert text == "Words of the page, enough of them to be read as a page of prose."


def test_a_document_that_needs_its_scripts_is_partial(home):
    home.take(answer(PAGE, b"<title>App</title><div id=root></div><script src=/app.js></script>"))
    stored = home.only()
    assert (stored.outcome, stored.reason.code, stored.text_digest) == ("partial", "capture.no-text", None)


@pytest.mark.parametrize("status", ["404 Not Found", "500 Oops"])
def test_what_the_origin_refused_has_failed(home, status):
    home.take(answer(PAGE, HTML, status=status))
    assert home.only().reason.code == f"http.{status[:3]}"


def test_parts_go_to_the_page_that_their_requests_name(home):
    other = "https://b.example/"
    home.take(
        per_record(
            page(),
            question(PAGE, "Sec-Fetch-Dest: document"),
            answer(other, date="2020-05-01T12:00:01Z"),
            question(other, "Sec-Fetch-Dest: document", date="2020-05-01T12:00:01Z"),
            answer("https://x.example/data", b"{}", "application/json", date="2020-05-01T12:00:02Z"),
            question("https://x.example/data", f"Referer: {PAGE}", date="2020-05-01T12:00:02Z"),
            answer("https://y.example/late", b"{}", "application/json", date="2020-05-01T12:00:03Z"),
        )
    )
    assert home.urls() == {
        PAGE: {PAGE, "https://x.example/data"},
        other: {other, "https://y.example/late"},
    }


def test_parts_go_to_the_page_that_refers_to_them_also_through_its_style_sheet(home):
    sheet = b"body { background: url(bg.png) } @import 'more.css';"
    home.take(
        per_record(
            page(),
            answer("https://b.example/", date="2020-05-01T12:00:01Z"),
            answer(CSS, sheet, "text/css", date="2020-05-01T12:00:02Z"),
            answer("https://a.example/bg.png", PNG, "image/png", date="2020-05-01T12:00:02Z"),
            answer("https://a.example/more.css", b"p{}", "text/css", date="2020-05-01T12:00:02Z"),
            answer(IMAGE, PNG, "image/png", date="2020-05-01T12:00:02Z"),
        )
    )
    found = home.urls()
    assert found[PAGE] == {PAGE, CSS, IMAGE, "https://a.example/bg.png", "https://a.example/more.css"}


def test_pages_share_what_was_recorded_once(home):
    second = "https://a.example/second"
    home.take(
        per_record(
            page(),
            answer(CSS, b"p { color: red }" * 100, "text/css"),
            answer(IMAGE, PNG, "image/png"),
            answer(second, HTML, date="2020-05-01T12:05:00Z"),
        )
    )
    first, other = home.captures()
    assert home.bodies(other)[CSS] == b"p { color: red }" * 100
    assert set(home.bodies(other)) == {second, CSS, IMAGE}
    assert "import.shared-parts" in findings(home.info(other))
    assert "import.shared-parts" not in findings(home.info(first))
    assert other.deduplicated == 2


def test_framed_documents_are_parts_and_linked_ones_are_pages(home):
    body = HTML + b"<iframe src=/frame></iframe><a href=/next>next</a>"
    home.take(
        per_record(answer(PAGE, body), answer("https://a.example/frame"), answer("https://a.example/next"))
    )
    assert {url: len(parts) for url, parts in home.urls().items()} == {PAGE: 2, "https://a.example/next": 1}


def test_redirects_belong_to_the_page_that_they_lead_to(home):
    home.take(
        per_record(
            answer("http://a.example/page", b"", "text/html", f"Location: {PAGE}", status="301 Moved"),
            page(date="2020-05-01T12:00:01Z"),
        )
    )
    stored = home.only()
    assert (stored.url, stored.final_url, stored.status) == ("http://a.example/page", PAGE, 200)


def test_a_second_way_to_a_page_that_was_recorded_once_shares_it(home):
    short = "https://short.example/1"
    home.take(
        per_record(
            page(),
            answer(
                short, b"", "text/html", f"Location: {PAGE}", status="302 Found", date="2020-05-01T13:00:00Z"
            ),
        )
    )
    assert home.urls() == {PAGE: {PAGE}, short: {short, PAGE}}


def test_a_redirect_into_nowhere_has_failed(home):
    home.take(answer(PAGE, b"", "text/html", "Location: https://gone.example/", status="301 Moved"))
    assert home.only().reason.code == "http.redirect"


def test_without_any_page_every_answer_is_taken_by_itself(home):
    imported = home.take(
        per_record(
            answer(IMAGE, PNG, "image/png"),
            answer("https://a.example/d.json", b"{}", "application/json"),
            question("https://a.example/unanswered", id="none"),
        )
    )
    assert set(home.urls()) == {IMAGE, "https://a.example/d.json"}
    assert imported.left_out == {"request without an answer": 1}


def test_nothing_is_made_up_where_no_request_was_recorded(home):
    home.take(page())
    stored = home.only()
    assert home.material(stored).exchanges[0].request_head == b""
    assert (stored.records, findings(home.info(stored))) == (3, ["import.not-rendered", "import.no-requests"])


def test_a_payload_without_a_head_is_a_resource(home):
    block = b"<title>Old</title><p>A document that was recorded without its head, as some tools do it.</p>"
    home.take(record("resource", PAGE, block, "Content-Type: text/html"))
    stored = home.only()
    (exchange,) = home.material(stored).exchanges
    assert (body_of(exchange), exchange.status, stored.status, stored.title) == (block, 200, 200, "Old")


class TestRevisits:
    WHOLE = answer(PAGE, HTML, id="whole", warc=("WARC-Payload-Digest: sha1:AAAA",))

    def revisit(self, *fields: str, uri: str = PAGE, head: str = "") -> bytes:
        head = head or "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-Second: 1\r\n\r\n"
        profile = "WARC-Profile: http://netpreserve.org/warc/1.0/revisit/identical-payload-digest"
        return record("revisit", uri, head.encode(), profile, *fields, date="2020-05-02T12:00:00Z")

    @pytest.mark.parametrize(
        "field", ["WARC-Refers-To: <urn:uuid:whole>", "WARC-Payload-Digest: sha1:AAAA"], ids=["id", "digest"]
    )
    @pytest.mark.parametrize("first", [True, False], ids=["after", "before"])
    def test_the_payload_of_the_original_is_theirs(self, home, field, first):
        records = [self.WHOLE, self.revisit(field)]
        imported = home.take(per_record(*(records if first else records[::-1])))
        _, second = home.captures()
        (exchange,) = home.material(second).exchanges
        assert b"X-Second" in exchange.response_head
        assert body_of(exchange) == HTML
        assert (second.outcome, second.title, imported.lost) == ("captured", "The page", ())

    def test_without_its_original_it_is_kept_out_and_told(self, home):
        imported = home.take(per_record(self.revisit("WARC-Refers-To: <urn:uuid:elsewhere>"), page()))
        (loss,) = imported.lost
        assert (loss.offset, "urn:uuid:elsewhere" in loss.message, imported.pages) == (0, True, 1)

    def test_an_original_in_a_file_that_was_imported_before_is_found(self, home):
        body = HTML * 20
        home.take(per_record(answer(PAGE, body), question(PAGE)), "first.warc.gz")
        digest = digests.of_bytes(body)
        imported = home.take(self.revisit(f"WARC-Payload-Digest: {digest}"), "second.warc")
        _, second = home.captures()
        assert (imported.lost, home.bodies(second)) == ((), {PAGE: body})


def test_torn_and_damaged_files_are_taken_as_far_as_they_are_sound(home):
    members = [gzip.compress(answer(f"https://a.example/{n}")) for n in range(4)]
    members[1] = members[1][:30] + b"\xff" * 20 + members[1][50:]
    imported = home.take(b"".join(members)[:-60])
    assert set(home.urls()) == {"https://a.example/0", "https://a.example/2"}
    assert [loss.offset for loss in imported.lost] == [len(members[0]), sum(map(len, members[:3]))]


def test_a_page_at_the_torn_end_is_a_part_of_one(home):
    imported = home.take(page()[:-60])
    stored = home.only()
    assert (stored.outcome, stored.reason.code) == ("partial", "capture.truncated-unspecified")
    assert len(imported.lost) == 1


def test_a_record_that_is_not_what_its_digest_says_is_marked(home):
    good = digests.of_bytes(b"something else")
    home.take(page(warc=(f"WARC-Block-Digest: {good}",)))
    assert "import.digest-mismatch" in findings(home.info(home.only()))


@pytest.mark.parametrize(
    "packed",
    [
        bytes,
        gzip.compress,
        zstandard.compress,
        lambda data: per_record(data[: len(page())], data[len(page()) :]),
    ],
    ids=["plain", "gzip-whole", "zstd", "gzip"],
)
def test_compression_makes_no_difference(home, packed):
    home.take(packed(page() + answer(IMAGE, PNG, "image/png")))
    assert home.bodies(home.only()) == {PAGE: HTML, IMAGE: PNG}


ARC_HEAD = b"1 0 Tool\nURL IP-address Archive-date Content-type Archive-length\n"
ARC_1 = b"filedesc://f.arc 0.0.0.0 20010101000000 text/plain %d\n" % len(ARC_HEAD) + ARC_HEAD + b"\n"


@pytest.mark.parametrize("packed", [bytes, gzip.compress], ids=["plain", "gzip"])
@pytest.mark.parametrize("version", [1, 2])
def test_arc_files(home, packed, version):
    block = b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + HTML
    more = " 200 CHECKSUM - 0 f.arc" if version == 2 else ""
    line = f"{PAGE} 192.0.2.1 20010203040506 text/html{more} {len(block)}\n".encode()
    imported = home.take(packed(ARC_1) + packed(line + block + b"\n"), "f.arc")
    stored = home.only()
    assert (home.bodies(stored), stored.captured_at.year, imported.lost) == ({PAGE: HTML}, 2001, ())


class TestWhatOtherToolsMadeOfAPage:
    def test_pictures_and_text_become_artefacts(self, home):
        home.take(
            per_record(
                page(),
                record("resource", f"urn:view:{PAGE}", PNG, "Content-Type: image/png"),
                record("resource", f"urn:fullPage:{PAGE}", PNG + b"1", "Content-Type: image/png"),
                record("resource", f"urn:text:{PAGE}", b"As rendered", "Content-Type: text/plain"),
                record("resource", f"thumbnail:{PAGE}", PNG + b"2", "Content-Type: image/jpeg"),
                record("resource", f"urn:view:{PAGE}x", PNG, "Content-Type: image/png"),
            )
        )
        stored = home.only()
        assert set(stored.artefacts) == {"text", "view", "full-page", "thumbnail"}
        assert "import.not-rendered" not in findings(home.info(stored))
        assert stored.text_digest == digests.of_bytes(b"As rendered")

    def test_a_list_of_requests_names_the_page(self, home):
        frame = "https://a.example/frame"
        listed = (
            b'{"pageid": "p1", "url": "https://a.example/page", "ts": "2020-05-01T12:00:00Z", "urls": {}}'
        )
        home.take(
            per_record(
                answer(frame, warc=("WARC-Page-ID: p1",)),
                page(warc=("WARC-Page-ID: p1",)),
                record("resource", f"urn:pageinfo:{PAGE}", listed, "Content-Type: application/json"),
            )
        )
        assert home.urls() == {PAGE: {PAGE, frame}}


@pytest.mark.parametrize(
    "uri", ["http://[broken", "https://a.example/\tb c", "HTTP://A.example/%zz?q=\u00e4"]
)
def test_odd_addresses_do_no_harm(home, uri):
    home.take(per_record(answer(uri), page()))
    assert PAGE in home.urls()


@pytest.mark.parametrize("referer", ["http://[", "https://", "about:blank", "x" * 9000])
def test_odd_referrers_do_no_harm(home, referer):
    part = "https://x.example/d"
    home.take(
        per_record(page(), answer(part, b"{}", "application/json"), question(part, f"Referer: {referer}"))
    )
    assert home.urls() == {PAGE: {PAGE, part}}


def test_what_is_imported_can_be_looked_up(home):
    home.take(
        per_record(
            page(),
            question(PAGE),
            answer(CSS, b"p { color: red }", "text/css"),
            answer(IMAGE, PNG, "image/png"),
        )
    )
    lookup = SnapshotLookup(home.material(home.only()))
    found = {url: lookup.find(ReplayRequest("GET", Url(url))) for url in (PAGE, CSS, IMAGE, PAGE + "?other")}
    assert [found[url].how for url in found] == ["exact", "exact", "exact", "missed"]
    assert b"".join(found[IMAGE].body.chunks()) == PNG
    assert found[IMAGE].fields[0] == (b"Content-Type", b"image/png")


@pytest.mark.parametrize(
    "date", ["2020", "2020-05", "2020-05-01", "2020-05-01T12:00Z", "2020-05-01T12:00:00.123456789Z"]
)
def test_dates_may_be_short_or_long(home, date):
    home.take(page(date=date))
    assert home.only().captured_at.year == 2020


def test_a_record_without_any_date_is_lost_and_told(home):
    imported = home.take(page(date="yesterday"))
    assert (imported.pages, len(imported.lost)) == (0, 1)


def test_what_is_of_no_page_is_counted(home):
    imported = home.take(
        per_record(page(), record("metadata", "metadata://gnu.org/x", b"a"), record("conversion", PAGE, b"a"))
    )
    assert imported.left_out == {"metadata": 1, "conversion": 1}


def test_what_is_no_archive_is_told(home):
    imported = home.take(b"\x00\x01 nothing of the kind\n" * 100)
    assert (imported.is_unreadable, imported.pages) == (True, 0)
    assert home.take(b"", "empty.warc").is_unreadable


@pytest.mark.filterwarnings("ignore:Exception ignored:pytest.PytestUnraisableExceptionWarning")
def test_files_of_warcio_and_fastwarc(home):
    """warcio leaves its temporary file to the garbage collector, which is told here and nowhere else."""
    from fastwarc.warc import WarcRecord, WarcRecordType
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    stream = io.BytesIO()
    writer = WARCWriter(stream, gzip=True)
    headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
    writer.write_record(writer.create_warc_record(PAGE, "response", io.BytesIO(HTML), http_headers=headers))
    assert home.take(stream.getvalue(), "warcio.warc.gz").lost == ()
    del writer
    gc.collect()

    stream = io.BytesIO()
    made = WarcRecord()
    made.init_headers(record_type=WarcRecordType.response)
    made.headers["WARC-Target-URI"] = "https://b.example/"
    made.set_bytes_content(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + HTML)
    made.is_http = True
    made.write(stream)
    assert home.take(stream.getvalue(), "fastwarc.warc").lost == ()
    assert set(home.urls()) == {PAGE, "https://b.example/"}


def test_ids_that_are_not_unique_are_not_all_compared_with_each_other(home, monkeypatch):
    compared = []

    def counted(one, other):
        compared.append(1)
        return (one.kind == "request") != (other.kind == "request")

    monkeypatch.setattr(pairing, "_are_two_sides", counted)
    pairs = [
        each
        for _ in range(500)
        for each in (question(CSS, id="one"), answer(CSS, b"p {}", "text/css", id="one"))
    ]
    assert home.take(per_record(*pairs)).records == 1000
    assert len(compared) < 125 * 1000  # every request with every answer: 250,000


@pytest.mark.parametrize("date", ["9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59"])
def test_times_beyond_the_calendar_are_no_times(home, date):
    imported = home.take(page(date=date))
    assert (imported.pages, len(imported.lost)) == (0, 1)


def test_the_first_years_are_years_as_well(home):
    home.take(page(date="0033-04-03T12:00:00Z"))
    assert home.only().captured_at.year == 33
    (home.path / "warcs" / "catalogue.sqlite").unlink()
    assert home.only().captured_at.year == 33
