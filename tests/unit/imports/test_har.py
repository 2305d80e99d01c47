"""HAR files: heads out of fields, bodies out of contents, and what is said where there are none."""

from __future__ import annotations

import base64
import gzip
import json

import pytest

from snapshotter.warc.bodies import parse
from tests.unit.imports.foreign import PNG, body_of, findings

PAGE = "https://a.example/page"
HTML = "<title>The page</title><p>Words of the page, enough of them to be read as prose.</p><img src=/i.png>"


def entry(
    url: str = PAGE, text: str | None = HTML, mime: str = "text/html", status: int = 200, **more
) -> dict:
    content = {"mimeType": mime, "size": len(text or "x")}
    content |= {"text": text} if text is not None else {}
    content |= more.pop("content", {})
    fields = [
        {"name": name, "value": value} for name, value in more.pop("headers", {"Content-Type": mime}).items()
    ]
    asked = [{"name": name, "value": value} for name, value in more.pop("asked", {}).items()]
    return {
        "pageref": "page_1",
        "startedDateTime": more.pop("at", "2018-04-20T11:03:34.995Z"),
        "request": {"method": "GET", "url": url, "httpVersion": "h2", "headers": asked}
        | more.pop("request", {}),
        "response": {
            "status": status,
            "statusText": "OK",
            "httpVersion": "h2",
            "headers": fields,
            "content": content,
        }
        | more.pop("response", {}),
        **more,
    }


def har(*entries: dict, pages: list[dict] | None = None, version: str = "1.2") -> bytes:
    pages = [{"id": "page_1", "title": "As listed"}] if pages is None else pages
    log = {
        "version": version,
        "creator": {"name": "Tool", "version": "3"},
        "pages": pages,
        "entries": list(entries),
    }
    return json.dumps({"log": log}).encode()


@pytest.mark.parametrize("version", ["1.1", "1.2"])
@pytest.mark.parametrize("packed", [bytes, gzip.compress, lambda data: b"\xef\xbb\xbf" + data])
def test_a_page_and_its_parts(home, version, packed):
    image = entry(
        "https://a.example/i.png", base64.b64encode(PNG).decode(), "image/png", content={"encoding": "base64"}
    )
    imported = home.take(packed(har(entry(), image, version=version)), "a.har")
    stored = home.only()
    assert home.bodies(stored) == {PAGE: HTML.encode(), "https://a.example/i.png": PNG}
    assert (stored.outcome, stored.title, stored.status, imported.lost) == ("captured", "The page", 200, ())
    assert (stored.origin.source["format"], stored.origin.source["software"]) == ("har", "Tool 3")
    assert "import.reconstructed" in findings(home.info(stored))


def test_heads_are_written_from_the_fields(home):
    asked = {":authority": "a.example", ":method": "GET", "Accept": "*/*", "user-agent": "Browser/1"}
    headers = {
        "content-type": "text/html",
        "content-encoding": "gzip",
        "transfer-encoding": "chunked",
        "x-two": "a\nb",
    }
    home.take(har(entry(asked=asked, headers=headers)), "a.har")
    (exchange,) = home.material(home.only()).exchanges
    assert (
        exchange.request_head
        == b"GET /page HTTP/1.1\r\nhost: a.example\r\nAccept: */*\r\nuser-agent: Browser/1\r\n\r\n"
    )
    assert exchange.response_head == (
        b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\nx-two: a\r\nx-two: b\r\n"
        + f"content-length: {len(HTML)}\r\n\r\n".encode()
    )


def test_posted_bodies(home):
    posted = entry(
        "https://a.example/api",
        "{}",
        "application/json",
        request={"method": "POST", "postData": {"mimeType": "application/json", "text": '{"a": 1}'}},
    )
    form = entry(
        "https://a.example/form",
        "{}",
        "application/json",
        request={"method": "POST", "postData": {"mimeType": "x", "params": [{"name": "a b", "value": "ü"}]}},
    )
    home.take(har(entry(), posted, form), "a.har")
    bodies = {each.url: each.request_body for each in home.material(home.only()).exchanges}
    assert bodies["https://a.example/api"] == b'{"a": 1}'
    assert bodies["https://a.example/form"] == b"a+b=%C3%BC"


def test_redirect_chains_lead_to_the_page(home):
    home.take(
        har(
            entry("http://a.example/", None, status=301, response={"redirectURL": "https://a.example/"}),
            entry("https://a.example/", None, status=302, headers={"Location": "/page"}),
            entry(),
        ),
        "a.har",
    )
    stored = home.only()
    assert (stored.url, stored.final_url, len(home.urls()["http://a.example/"])) == (
        "http://a.example/",
        PAGE,
        3,
    )


@pytest.mark.parametrize("charset", ["iso-8859-1", "utf-8", "windows-1251", ""])
def test_texts_get_an_encoding_that_readers_will_understand(home, charset):
    words = "Ein Satz mit Umlauten: Übergröße, und noch ein paar Wörter mehr dazu."
    mime = f"text/html; charset={charset}" if charset else "text/html"
    home.take(har(entry(text=f"<title>x</title><p>{words}</p>", mime=mime)), "a.har")
    (exchange,) = home.material(home.only()).exchanges
    message = parse(exchange.response_head + body_of(exchange))
    declared = message.fields["content-type"].partition("charset=")[2] or "utf-8"
    assert words in message.raw.decode(declared)


def test_bodies_that_were_not_kept_are_said_and_not_made_up(home):
    home.take(har(entry(), entry("https://a.example/i.png", None, "image/png")), "a.har")
    stored = home.only()
    assert set(home.bodies(stored)) == {PAGE}
    assert home.material(stored).missing == {"https://a.example/i.png": "import.no-body"}
    assert stored.missing == 1


def test_a_page_whose_body_was_not_kept_has_failed(home):
    home.take(har(entry(text=None)), "a.har")
    assert home.only().reason.code == "import.no-body"


def test_several_pages(home):
    second = entry("https://b.example/", at="2018-04-20T11:05:00Z") | {"pageref": "page_2"}
    part = entry("https://b.example/x", "{}", "application/json") | {"pageref": "page_2"}
    home.take(har(entry(), second, part, pages=[{"id": "page_1"}, {"id": "page_2"}]), "a.har")
    assert home.urls() == {PAGE: {PAGE}, "https://b.example/": {"https://b.example/", "https://b.example/x"}}


def test_without_pages_the_initiator_tells(home):
    entries = [
        entry(),
        entry("https://b.example/", at="2018-04-20T11:03:35Z", _resourceType="document"),
        entry("https://x.example/", "{}", "application/json", at="2018-04-20T11:03:36Z", _initiator=PAGE),
    ]
    for each in entries:
        del each["pageref"]
    home.take(har(*entries, pages=[]), "a.har")
    assert home.urls() == {PAGE: {PAGE, "https://x.example/"}, "https://b.example/": {"https://b.example/"}}


@pytest.mark.parametrize(
    "data",
    [
        b"{",
        b'{"log": 1}',
        b'{"log": {"entries": 5}}',
        b'{"a": 1}',
        b'{"log":' * 5000,
        b'{"log": {"entries": [1, {}]}}',
    ],
)
def test_what_is_no_har_is_told(home, data):
    imported = home.take(data, "a.har")
    assert imported.pages == 0
    assert imported.lost


def test_a_broken_entry_is_lost_alone(home):
    broken = [
        entry(at="then"),
        entry("http://["),
        entry("data:text/html,x"),
        entry(request={"method": "GET\r\nX: y"}),
    ]
    imported = home.take(har(*broken, entry()), "a.har")
    assert set(home.urls()) == {PAGE}
    assert [loss.offset for loss in imported.lost] == [0, 1, 3]
    assert imported.left_out == {"data": 1}


@pytest.mark.parametrize("number", ["1e999", "-1e999", "NaN", "null", '"many"', "[]"])
def test_numbers_beyond_all_numbers_do_no_harm(home, number):
    strange = entry(url="https://strange.example/")
    strange["response"]["status"] = "NUMBER"
    data = har(strange, entry())
    data = data if isinstance(data, bytes) else data.encode()
    home.take(data.replace(b'"NUMBER"', number.encode()), "a.har")
    assert PAGE in home.urls()
