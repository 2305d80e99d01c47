"""Two ways to a cited page, one GET or the browser, and each hands over to the other where it should."""

from __future__ import annotations

import json
import socket
from collections import Counter

import pytest

from snapshotter.demo.messages import Response, always, html, typed
from snapshotter.demo.origin import ANY, Origin
from tests.system import readback
from tests.system.conftest import going_to

pytestmark = [pytest.mark.browser, pytest.mark.slow]

HOST = "cited.example"
PDF = typed(b"application/pdf", b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n" * 40)
FILM = bytes(range(256)) * 100_000
PAGE = html("<title>A page</title><p>words of the page")


def is_browser(request) -> bool:
    return any(name.lower() == b"sec-fetch-mode" for name, _ in request.fields)


async def only_for_browsers(request):
    return PAGE if is_browser(request) else html("<title>No</title>", status=403)


async def in_ranges(request):
    """A film as servers give it: whole, or the part that is asked for."""
    wanted = next((value for name, value in request.fields if name.lower() == b"range"), None)
    accepts = (b"accept-ranges", b"bytes")
    if wanted is None:
        return typed(b"video/mp4", FILM, fields=(accepts,))
    start, _, end = wanted.partition(b"=")[2].partition(b"-")
    first, last = int(start), int(end) if end else min(int(start) + 99_999, len(FILM) - 1)
    span = f"bytes {first}-{last}/{len(FILM)}".encode()
    return typed(b"video/mp4", FILM[first : last + 1], status=206, fields=(accepts, (b"content-range", span)))


ROUTES = {
    "/paper.pdf": always(PDF),
    "/paper": always(PDF),
    "/looks-like.pdf": always(PAGE),
    "/walled.pdf": only_for_browsers,
    "/film": in_ranges,
    "/moved.pdf": always(Response(status=302, fields=((b"location", b"/paper"),))),
}


async def captured(program, path, *more):
    async with Origin({HOST: ROUTES, ANY: {ANY: always(PAGE)}}) as origin:
        to = going_to(origin.connect_to([HOST], "tls-h1"))
        ran = await program("capture", f"https://{HOST}{path}", "--insecure", "--json", *to, *more)
        served = [item for item in origin.served if item.target == path]
    (info,) = readback.page_infos(program.home)
    (main,) = [record for record in readback.records(program.home) if record.id == info["main"]]
    return json.loads(ran.out), info, main, served


async def test_a_file_is_fetched_by_one_get(program):
    snapshot, info, main, served = await captured(program, "/paper.pdf")
    assert (snapshot["outcome"], info["via"]) == ("captured", "fetch")
    assert main.body == PDF.body
    assert [item.method for item in served] == ["GET"], "never a HEAD, never twice"


async def test_a_redirect_to_a_file_is_followed(program):
    snapshot, info, main, _ = await captured(program, "/moved.pdf")
    assert (snapshot["outcome"], info["via"]) == ("captured", "fetch")
    assert snapshot["final_url"] == f"https://{HOST}/paper"
    assert main.body == PDF.body


async def test_a_file_without_a_telling_name_is_whole_too(program):
    snapshot, _, main, served = await captured(program, "/paper")
    assert snapshot["outcome"] == "captured"
    assert main.body == PDF.body
    assert {item.method for item in served} == {"GET"}


async def test_a_page_with_the_name_of_a_file_goes_to_the_browser(program):
    snapshot, info, main, _ = await captured(program, "/looks-like.pdf")
    assert (info["via"], snapshot["title"]) == ("browser", "A page")
    assert snapshot["reason"]["code"] == "page.wrong-type", "a paper was cited"
    assert main.body == PAGE.body
    assert "WARC-Truncated" not in main.fields


async def test_where_our_own_get_is_refused_the_browser_goes(program):
    snapshot, info, main, served = await captured(program, "/walled.pdf")
    assert (snapshot["status"], info["via"]) == (200, "browser")
    assert snapshot["reason"]["code"] == "page.wrong-type", "a paper was cited"
    assert main.body == PAGE.body
    assert Counter(item.status for item in served) == {403: 1, 200: 1}


async def test_a_film_that_the_browser_takes_in_parts_is_fetched_whole(program):
    snapshot, info, main, _ = await captured(program, "/film")
    assert (snapshot["outcome"], snapshot["status"]) == ("captured", 200), snapshot
    assert main.body == FILM
    film = [each for each in info["requests"] if each["url"].endswith("/film")]
    assert [each["outcome"] for each in film if each["status"] == 200].count("complete") == 1, "never twice"


async def test_the_headless_shell_is_there_by_option(program):
    from snapshotter.capture.browsers import find_browser
    from snapshotter.errors import BrowserMissing

    try:
        find_browser("headless-shell")
    except BrowserMissing as missing:
        pytest.skip(f"no headless shell: {missing}")
    program.home.mkdir()
    (program.home / "config.toml").write_text('[archive]\n[capture]\nbrowser = "headless-shell"\n')
    snapshot, _, main, served = await captured(program, "/looks-like.pdf", "--user-agent", "")
    assert snapshot["outcome"] == "captured"
    agents = [line for item in served for line in item.request_head.split(b"\r\n") if b"User-Agent" in line]
    assert agents
    assert not any(b"Headless" in agent for agent in agents)
    assert main.body == PAGE.body


async def test_no_packet_passes_beside_the_tunnel(program):
    """WebRTC looks for its own address at a STUN server, by UDP, which no proxy of ours carries."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.setblocking(False)
        port = listening.getsockname()[1]
        page = html(f"""<title>calls out</title><script>
            const peer = new RTCPeerConnection({{iceServers: [{{urls: "stun:127.0.0.1:{port}"}}]}});
            peer.createDataChannel("x");
            peer.createOffer().then((offer) => peer.setLocalDescription(offer))
                .then(() => {{ document.title = "called out"; }});
            </script><p>words of the page""")
        async with Origin({HOST: {"/": always(page)}}) as origin:
            to = going_to(origin.connect_to([HOST], "h1"))
            ran = await program("capture", f"http://{HOST}/", "--json", *to)
        assert ran.json["title"] == "called out"
        with pytest.raises(BlockingIOError):
            listening.recv(1)
