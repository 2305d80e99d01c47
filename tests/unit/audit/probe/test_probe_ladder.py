"""Which requests a check makes, and what it keeps of them."""

from __future__ import annotations

import asyncio

import pytest

from snapshotter import digests
from snapshotter.errors import BrowserMissing
from snapshotter.model.audit import NameAnswer, Validators
from snapshotter.model.capture import Outcome
from tests.builders import capture as built
from tests.unit.audit.probe.talking import (
    LIMIT_S,
    Checking,
    Server,
    answer,
    body_of,
    closing,
    endless,
    ok,
    resetting,
    url,
)


@pytest.fixture
async def server():
    async with Server() as running:
        yield running


@pytest.fixture
async def check(tmp_path, server):
    async with Checking(tmp_path, server) as checking:
        yield checking


class Browser:
    """A capturer that has one thing to say."""

    def __init__(self, seen=None, error=None):
        self.visited, self.released = [], []
        self._seen, self._error = seen, error

    async def capture(self, url, watch, attempt=None):
        self.visited.append(url)
        if self._error is not None:
            raise self._error
        return self._seen

    async def release(self, capture):
        self.released.append(capture)


async def test_the_exchange_is_what_was_sent_and_what_came_to_the_byte(server, check):
    said = (
        b"HTTP/1.1 200 Fine\r\nX-Odd:  a\tb \r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\n\r\n"
    )
    server.answers["/p?a=1&b=2"] = said
    checked = await check(url("/p?a=1&b=2#part"))
    (exchange,) = checked.answer.exchanges
    assert exchange.request.head == server.asked[0].head
    assert exchange.response.head + body_of(checked) == said
    assert exchange.response.block_digest == digests.of_bytes(said)
    assert (exchange.status, exchange.ip, exchange.protocol) == (200, "127.0.0.1", "http/1.1")
    assert exchange.waited_s >= 0
    assert checked.url == url("/p?a=1&b=2")


async def test_it_says_who_it_is_and_where_it_has_been(server, check):
    server.answers["/"] = ok()
    checked = await check(url("/"))
    assert server.asked[0].field("user-agent").startswith("snapshotter/")
    assert server.asked[0].field("host") == "cited.example"
    assert checked.ways == ("get",)
    assert checked.names == (NameAnswer("cited.example", ("127.0.0.1",)),)
    (connection,) = checked.answer.connections
    assert (connection.host, connection.port, connection.ip) == ("cited.example", 80, "127.0.0.1")
    assert connection.sent_bytes == len(server.asked[0].head)


async def test_a_connection_is_used_again_for_the_next_page_of_a_host(server, check):
    server.answers |= {"/a": ok(), "/b": ok()}
    await check(url("/a"))
    await check(url("/b"))
    assert server.connections == 1


async def test_a_kept_connection_that_the_host_has_closed_is_no_failure(server, check):
    server.answers |= {"/a": ok(), "/b": [closing(b""), ok()]}
    await check(url("/a"))
    checked = await check(url("/b"))
    assert checked.ways == ("get",)
    assert checked.answer.outcome is Outcome.CAPTURED
    assert len(checked.answer.exchanges) == 1


async def test_what_comes_beside_an_answer_is_not_the_next_one(server, check):
    server.answers |= {"/a": ok() + answer("404 Not Found", b"smuggled"), "/b": ok(b"<p>b")}
    first, second = await check(url("/a")), await check(url("/b"))
    assert (first.answer.status, body_of(second)) == (200, b"<p>b")
    assert [finding.code for finding in first.answer.findings] == ["http.stray-bytes"]
    assert server.connections == 2


async def test_validators_make_the_first_request_a_conditional_one(server, check):
    server.answers["/"] = b'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\n\r\n'
    checked = await check(url("/"), Validators('"x"', "Thu, 10 Mar 2016 12:00:00 GMT"))
    assert server.asked[0].field("if-none-match") == '"x"'
    assert server.asked[0].field("if-modified-since") is None
    assert (checked.answer.status, checked.answer.outcome) == (304, Outcome.CAPTURED)
    assert checked.answer.reason is None


async def test_not_modified_that_does_not_suffice_is_asked_again_without_conditions(server, check):
    server.answers["/"] = [b"HTTP/1.1 304 Not Modified\r\n\r\n", ok()]
    date = "Thu, 10 Mar 2016 12:00:00 GMT"
    checked = await check(url("/"), Validators(None, date), suffices=lambda made: made.capture.status == 200)
    assert [each.field("if-modified-since") for each in server.asked] == [date, None]
    assert checked.ways == ("get", "get")


async def test_not_modified_that_nobody_asked_for_is_no_page(server, check):
    server.answers["/"] = b"HTTP/1.1 304 Not Modified\r\n\r\n"
    checked = await check(url("/"))
    assert checked.answer.reason.code == "http.not-modified"


async def test_a_redirect_is_not_asked_with_the_conditions_of_what_it_leads_from(server, check):
    server.answers |= {"/old": answer("301 Moved", b"", "Location: /new"), "/new": ok()}
    await check(url("/old"), Validators('"x"'))
    assert [each.field("if-none-match") for each in server.asked] == ['"x"', None]


async def test_redirects_are_followed_with_the_cookies_they_set(server, check):
    server.answers |= {
        "/a": answer("302 Found", b"", "Location: http://other.example/b?c#d", "Set-Cookie: s=1; Path=/"),
        "/b?c": answer("307 There", b"", "Location: //cited.example/e", "Set-Cookie: o=2"),
        "/e": ok(),
    }
    checked = await check(url("/a"))
    assert server.targets() == ["/a", "/b?c", "/e"]
    assert [each.field("cookie") for each in server.asked] == [None, None, "s=1"]
    assert checked.answer.final_url == url("/e")
    assert checked.answer.status == 200
    assert {each.host for each in checked.names} == {"cited.example", "other.example"}


async def test_redirects_in_a_circle_are_told(server, check):
    server.answers |= {
        "/a": answer("302 Found", b"", "Location: /b"),
        "/b": answer("302 Found", b"", "Location: /a"),
    }
    checked = await check(url("/a"))
    assert checked.answer.reason.code == "http.redirect"
    assert checked.ways == ("get", "as-browser")


async def test_redirects_without_end_are_told(server, check):
    for number in range(20):
        server.answers[f"/{number}"] = answer("302 Found", b"", f"Location: /{number + 1}")
    checked = await check(url("/0"), suffices=lambda _: True)
    assert checked.answer.reason.code == "http.redirect"
    assert len(checked.answer.exchanges) == 11


@pytest.mark.parametrize(
    ("location", "code"),
    [
        ("http://10.0.0.1/", "capture.private-address"),
        ("file:///etc/passwd", "capture.redirect"),
        ("http://", "capture.redirect"),
        ("http://127.0.0.1:81/", "capture.private-address"),
    ],
)
async def test_a_redirect_leads_nowhere_it_must_not(tmp_path, server, location, code):
    from snapshotter.audit.probe.ladder import LadderChecker
    from snapshotter.audit.probe.options import LadderOptions
    from snapshotter.capture.connector import Connector, ConnectTo

    server.answers["/"] = answer("302 Found", b"", f"Location: {location}")
    checker = LadderChecker(
        Connector(connect_to=[ConnectTo.parse(f"cited.example:80:127.0.0.1:{server.port}")]),
        LadderOptions(tmp_path),
    )

    async def never(_):
        return False

    checked = await asyncio.wait_for(checker.check(url("/"), Validators(), never), LIMIT_S)
    await checker.close()
    assert checked.ways == ("get",)
    assert checked.answer.reason.code == code
    assert checked.answer.status == 302


async def test_a_page_that_is_not_there_is_asked_for_in_two_ways(server, check):
    server.answers["/"] = answer("404 Not Found", b"no")
    checked = await check(url("/"))
    assert checked.ways == ("get", "as-browser")
    assert checked.answer.reason.code == "http.404"
    honest, browser = server.asked
    assert "Mozilla" in browser.field("user-agent")
    assert "Mozilla" not in honest.field("user-agent")
    assert browser.connection != honest.connection


async def test_a_wall_is_tried_in_every_way(server, tmp_path):
    server.answers["/"] = answer("403 Forbidden", b"no robots")
    page = built(status=200)
    browser = Browser(page)
    async with Checking(tmp_path, server, capturer=browser) as check:
        checked = await check(url("/"))
        assert checked.ways == ("get", "as-browser", "other-way", "browser")
        assert checked.answer is page
        await check.checker.release(checked)
        assert browser.released == [page]


@pytest.mark.parametrize("trouble", ["missing", "crashed"])
async def test_a_browser_that_tells_nothing_leaves_the_answer_as_it_was(server, tmp_path, trouble):
    from dataclasses import replace

    from snapshotter.model.capture import Reason

    crashed = replace(built(), outcome=Outcome.FAILED, reason=Reason("capture.browser-crashed", "it is gone"))
    browser = Browser(error=BrowserMissing("none")) if trouble == "missing" else Browser(crashed)
    server.answers["/"] = answer("403 Forbidden")
    async with Checking(tmp_path, server, capturer=browser) as check:
        checked = await check(url("/"))
        again = await check(url("/"))
    assert checked.ways == again.ways == ("get", "as-browser", "other-way")
    assert len(browser.visited) == (1 if trouble == "missing" else 2)


async def test_who_asks_for_patience_is_not_asked_again(server, check):
    server.answers["/"] = answer("429 Too Many", b"", "Retry-After: 120")
    checked = await check(url("/"))
    assert checked.ways == ("get",)
    assert checked.answer.exchanges[0].retry_after == "120"
    assert check.paused == []


async def test_trouble_that_may_pass_is_left_some_time(server, check):
    server.answers["/"] = [answer("500 Oops"), ok()]
    checked = await check(url("/"))
    assert checked.ways == ("get", "as-browser")
    assert checked.answer.outcome is Outcome.CAPTURED
    assert check.paused == [3.0]


async def test_a_name_that_is_gone_is_looked_up_twice_and_no_more(tmp_path, server, monkeypatch):
    import socket

    async def look_up(loop, host, port, **_):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    browser = Browser(built())
    async with Checking(tmp_path, server, capturer=browser) as check:
        monkeypatch.setattr(asyncio.base_events.BaseEventLoop, "getaddrinfo", look_up)
        checked = await check("http://gone.example/")
    assert checked.ways == ("get", "get")
    assert checked.answer.reason.code == "capture.dns"
    assert checked.names == (NameAnswer("gone.example", (), "dns.not-found"),)
    assert browser.visited == []
    assert check.paused == [3.0]


async def test_a_closed_port_is_asked_over_the_other_way_and_no_more(tmp_path, server):
    browser = Browser(built())
    async with Checking(tmp_path, server, capturer=browser) as check:
        await server.__aexit__()
        checked = await check(url("/"))
    assert checked.ways == ("get", "other-way")
    assert checked.answer.reason.code == "capture.connect"
    assert browser.visited == []


async def test_time_is_up_for_one_that_trickles(server, tmp_path):
    server.answers["/"] = endless(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", b"x", 0.01)
    async with Checking(tmp_path, server, timeout_s=0.2) as check:
        checked = await check(url("/"), suffices=lambda _: True)
    assert checked.answer.outcome is Outcome.PARTIAL
    assert checked.answer.reason.code == "capture.timeout"
    assert checked.answer.exchanges[0].truncated == "time"
    assert body_of(checked)


async def test_time_is_up_for_one_that_says_nothing(server, tmp_path):
    server.answers["/"] = endless(b"", b"", 0.01)
    async with Checking(tmp_path, server, timeout_s=0.2) as check:
        checked = await check(url("/"), suffices=lambda _: True)
    assert checked.answer.outcome is Outcome.FAILED
    assert checked.answer.reason.code == "capture.timeout"
    assert checked.answer.status is None
    assert len(checked.answer.exchanges) == 1


async def test_a_body_is_left_where_it_is_too_large(server, tmp_path):
    server.answers["/"] = endless(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", b"x" * 4096)
    async with Checking(tmp_path, server, max_body_bytes=10_000) as check:
        checked = await check(url("/"), suffices=lambda _: True)
    assert checked.answer.exchanges[0].truncated == "length"
    assert len(body_of(checked)) == 10_000


async def test_nothing_is_kept_of_a_check_that_is_released(server, check):
    server.answers["/"] = ok(b"x" * 50_000)
    checked = await check(url("/"))
    await check.checker.release(checked)
    with pytest.raises(ValueError, match="released"):
        body_of(checked)


async def test_a_check_that_is_cancelled_leaves_nothing(server, tmp_path):
    begun = asyncio.Event()

    async def hang(_):
        begun.set()
        await asyncio.sleep(LIMIT_S)

    server.answers["/"] = hang
    async with Checking(tmp_path, server) as check:
        task = asyncio.create_task(check(url("/")))
        await asyncio.wait_for(begun.wait(), LIMIT_S)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert list(tmp_path.iterdir()) == []


async def test_a_doubt_is_put_to_the_folder_once(server, tmp_path):
    nonsense = "/news/" + "q" * 25 + ".html"
    server.answers |= {"/news/a.html": ok(), "/news/b.html": ok(), nonsense: ok(b"<p>nothing here")}
    async with Checking(tmp_path, server, doubt=lambda _: url(nonsense)) as check:
        one, other = await check(url("/news/a.html")), await check(url("/news/b.html"))
    assert server.targets() == ["/news/a.html", nonsense, "/news/b.html"]
    probes = []
    for checked in (one, other):
        capture = checked.answer
        probe = next(each for each in capture.exchanges if each.id == capture.probe_exchange_id)
        assert b"".join(probe.response.body.chunks()) == b"<p>nothing here"
        assert capture.main_exchange_id != probe.id
        assert capture.final_url == checked.url
        probes.append(probe)
    assert probes[0].id != probes[1].id
    assert check.paused == [pytest.approx(1.0, abs=0.2)]


async def test_nobody_doubts_a_refusal(server, tmp_path):
    server.answers["/"] = answer("404 Not Found")
    async with Checking(tmp_path, server, doubt=lambda _: pytest.fail("asked")) as check:
        checked = await check(url("/"))
    assert checked.answer.probe_exchange_id is None


async def test_a_reset_is_no_answer(server, check):
    server.answers["/"] = resetting()
    checked = await check(url("/"))
    assert checked.ways == ("get", "as-browser", "other-way")
    assert checked.answer.reason.code == "capture.no-answer"


async def test_a_body_that_a_reset_ends_is_not_whole(server, check):
    server.answers["/"] = resetting(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>beginn")
    checked = await check(url("/"), suffices=lambda _: True)
    (exchange,) = checked.answer.exchanges
    assert exchange.response is None or exchange.truncated == "disconnect"


async def test_credentials_of_an_address_stay_here(server, check):
    server.answers["/"] = ok()
    checked = await check("http://me:secret@cited.example/")
    assert b"secret" not in server.asked[0].head
    assert checked.answer.exchanges[0].url == url("/")


async def test_what_is_not_on_the_web_is_told_and_not_asked(server, check):
    checked = await check("ftp://cited.example/a")
    assert checked.ways == ("get",)
    assert checked.answer.reason.code == "url.scheme"
