"""What comes over web sockets and event streams: heard by the server, read back out of the archive."""

from __future__ import annotations

import asyncio
import itertools

import pytest
from wsproto.extensions import PerMessageDeflate

from snapshotter.demo.messages import Response, always, html
from snapshotter.demo.origin import Origin
from snapshotter.warc import reader
from snapshotter.warc.exchanges import material_of
from tests.museum.websocket import Echoes
from tests.system.conftest import checked_by_others, going_to
from tests.system.readback import page_infos, warcs

pytestmark = [pytest.mark.browser, pytest.mark.museum, pytest.mark.slow]

HOST = "talks.example"
LARGE = 1_000_000
PAGE = """<!doctype html><title>talks</title><h1>Talks</h1><img hidden src="/held.svg">
<script>
const large = Array.from({ length: LARGE / 10 }, (_, n) => String(n * 7919 % 1e9).padStart(10)).join("");
const talk = (path, closes) => new Promise((done) => {
  const socket = new WebSocket(`${location.origin.replace("http", "ws")}${path}`, "chat");
  const messages = ["Grüße, 日本", new Uint8Array([0, 255, 1]), "", large, large];
  socket.onopen = () => socket.send(messages.shift());
  socket.onmessage = () => {
    if (messages.length) socket.send(messages.shift());
    else if (closes) socket.close(4001, "enough");
  };
  socket.onclose = done;
});
new EventSource("/events");
Promise.all(PATHS.map(([path, closes]) => talk(path, closes))).then(() => fetch("/over"));
</script>"""
SPOKEN = 5


def page(paths):
    listed = ", ".join(f'["{path}", {str(closes).lower()}]' for path, closes in paths.items())
    return html(PAGE.replace("LARGE", str(LARGE)).replace("PATHS", f"[{listed}]"))


class Nothing:
    """A payload locator that need not be asked: there are no revisits."""

    def locate(self, payload_digest):
        raise AssertionError(payload_digest)


async def events(_request):
    async def stream():
        for number in itertools.count():
            yield b"data: event %d\n\n" % number
            await asyncio.sleep(0.1)

    return Response(fields=((b"content-type", b"text/event-stream"),), body=stream, framing="chunked")


def material(home):
    (path,) = warcs(home)
    (stored,) = reader.stored_captures(path)
    return material_of(home, stored, Nothing())


async def test_transcripts_are_what_the_server_heard_and_said(program):
    servers = {
        "/plain": Echoes(),
        "/plain-closed": Echoes(close_after=SPOKEN),
        "/squeezed": Echoes(PerMessageDeflate()),
        "/squeezed-anew": Echoes(PerMessageDeflate(client_no_context_takeover=True)),
        "/squeezed-closed": Echoes(PerMessageDeflate(server_no_context_takeover=True), close_after=SPOKEN),
    }
    over = asyncio.Event()

    async def held(_request):
        """The page has not loaded before everything was said."""
        await over.wait()
        return Response(204)

    async def told(_request):
        over.set()
        return Response(204)

    pages = {"/": always(page({path: "closed" not in path for path in servers})), "/events": events}
    async with Origin({HOST: {**pages, "/held.svg": held, "/over": told, **servers}}) as origin:
        ran = await program(
            "capture", f"http://{HOST}/", "--json", *going_to(origin.connect_to([HOST], "h1"))
        )
        (streamed,) = (each for each in origin.served if each.path == "/events")
    assert (ran.code, ran.json["outcome"]) == (0, "captured"), ran.out

    found = {each.url.removeprefix(f"http://{HOST}"): each for each in material(program.home).exchanges}
    for path, server in servers.items():
        frames = found[path].websocket
        assert [(frame.sender, frame.kind, frame.data) for frame in frames] == server.said, path
        assert len(server.said) == 2 * SPOKEN + 2
        assert max(len(data) for *_, data in server.said) == LARGE
        times = [frame.at_s for frame in frames]
        assert times == sorted(times)
        assert found[path].status == 101
    assert found["/over"].websocket is None

    kept = b"".join(found["/events"].body.chunks())
    assert found["/events"].truncated == "time"
    assert kept.startswith(b"f\r\ndata: event 0\n\n\r\n")
    assert streamed.response_body.data.startswith(kept)

    (info,) = page_infos(program.home)
    assert info["findings"] == []
    assert checked_by_others(warcs(program.home)[0]) == []
