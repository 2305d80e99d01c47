"""A real Chromium, led to the sealed origin alone, sees a page that was never anywhere else."""

from __future__ import annotations

import asyncio
import struct

import pytest

from snapshotter.model.replay import Frame
from snapshotter.replay.lookup import SnapshotLookup
from snapshotter.replay.sealed import SealedOrigin, pinned_key
from tests.museum.replay_torture import runs
from tests.recordings import material, recorded

pytestmark = pytest.mark.browser

LIMIT_S = 50
HOST = "https://www.site.example"
HOSTS = 103
HTML = (("Content-Type", "text/html; charset=utf-8"),)
SCRIPT = (("Content-Type", "text/javascript"),)
TEXT = (("Content-Type", "text/plain"), ("Access-Control-Allow-Origin", "*"))
PAGE = """<!doctype html><title>sealed</title>
<audio id="sound" src="/sound.wav" preload="metadata"></audio>
<script type="module" src="/main.js"></script>
"""
MAIN = """
import { word } from "./word.js";
const text = (url, init) => fetch(url, init).then(answer => answer.text());
const event = (target, name) => new Promise(done => target.addEventListener(name, done, { once: true }));

async function worker() {
  await navigator.serviceWorker.register("/worker.js");
  await navigator.serviceWorker.ready;
  if (!navigator.serviceWorker.controller) await event(navigator.serviceWorker, "controllerchange");
  return text("/made-by-the-worker");
}
async function seek() {
  const sound = document.getElementById("sound");
  if (sound.readyState < 1) await event(sound, "loadedmetadata");
  sound.currentTime = 50;
  await event(sound, "seeked");
  return [Math.round(sound.duration), sound.currentTime];
}
async function events() {
  const heard = [], source = new EventSource("/events");
  await new Promise(done => source.onmessage = each => heard.push(each.data) === 2 && done());
  return [heard, source.readyState];
}
async function socket() {
  const heard = [], ws = new WebSocket("wss://ws.site.example/talk", "chat");
  ws.onmessage = each => { heard.push(each.data); ws.send(`to ${each.data}`); };
  const end = await event(ws, "close");
  return [heard, ws.protocol, ws.extensions, end.code, end.reason, end.wasClean];
}
async function broken() {
  const answer = await fetch("/broken");
  return answer.text().then(() => "whole", error => error.name);
}
const all = [...Array(HOSTS).keys()].map(n => text(`https://h${n}.other.example/`));
window.results = {
  word,
  secure: isSecureContext,
  worker: await worker(),
  seek: await seek(),
  events: await events(),
  socket: await socket(),
  hosts: (await Promise.all(all)).join(""),
  plain: await text("/plain", { method: "PUT", body: "x" }),
  range: await text("/sound.wav", { headers: { Range: "bytes=0-3" } }),
  missing: (await fetch("https://gone.example/", { mode: "cors" })).status,
  failed: await fetch("https://failed.example/").catch(error => error.name),
  broken: await broken(),
  cookies: document.cookie,
};
""".replace("HOSTS", str(HOSTS))
WORKER = """
oninstall = () => skipWaiting();
onactivate = event => event.waitUntil(clients.claim());
onfetch = event => {
  if (event.request.url.endsWith("/made-by-the-worker")) event.respondWith(new Response("made"));
};
"""
FRAMES = (
    Frame("origin", "text", b"one", 0.1),
    Frame("page", "text", b"to one", 0.2),
    Frame("origin", "text", "zwö".encode(), 0.3),
    Frame("page", "text", "to zwö".encode(), 0.4),
    Frame("origin", "close", b"\x0b\xb9done", 0.5),
)


def wav(seconds: int) -> bytes:
    """Silence: 8 kHz, one channel, 8 bits."""
    size = seconds * 8000
    head = struct.pack("<4sI4s4sIHHIIHH", b"RIFF", size + 36, b"WAVE", b"fmt ", 16, 1, 1, 8000, 8000, 1, 8)
    return head + struct.pack("<4sI", b"data", size) + b"\x80" * size


def exchanges():
    sound = (("Content-Type", "audio/wav"), ("Accept-Ranges", "bytes"))
    events = (("Content-Type", "text/event-stream"),)
    agreed = (("Sec-WebSocket-Protocol", "chat"), ("Sec-WebSocket-Extensions", "permessage-deflate"))
    yield recorded(
        f"{HOST}/", PAGE.encode(), fields=(*HTML, ("Set-Cookie", "a=1; Secure"), ("Set-Cookie", "b=2"))
    )
    yield recorded(f"{HOST}/main.js", MAIN.encode(), fields=SCRIPT)
    yield recorded(f"{HOST}/word.js", b'export const word = "module";', fields=SCRIPT)
    yield recorded(f"{HOST}/worker.js", WORKER.encode(), fields=SCRIPT)
    yield recorded(f"{HOST}/sound.wav", wav(60), fields=sound)
    yield recorded(f"{HOST}/events", b"data: 1\n\ndata: 2\n\n", fields=events, truncated="time")
    yield recorded("https://ws.site.example/talk", status=101, fields=agreed, websocket=FRAMES)
    yield recorded(f"{HOST}/plain", b"put", method="PUT", sent=b"x", fields=TEXT)
    yield recorded("https://failed.example/", status=None)
    yield recorded(f"{HOST}/broken", b"half", fields=(*TEXT, ("Content-Length", "9")), truncated="disconnect")
    for number in range(HOSTS):
        yield recorded(f"https://h{number}.other.example/", b"h", fields=TEXT)


@pytest.fixture
async def results(browser):
    """What the page found, and the requests of sockets that differed."""
    differed = []
    async with (
        SealedOrigin(SnapshotLookup(material(*exchanges())), differed=differed.append) as origin,
        runs.chromium(browser, runs.trusting(pinned_key())) as chromium,
        runs.context_through(chromium, [f"::127.0.0.1:{origin.port}"]) as context,
    ):
        page = await context.new_page()
        await page.goto(f"{HOST}/")
        handle = await page.wait_for_function("window.results", timeout=LIMIT_S * 1000)
        found = await handle.json_value()
    return found, differed


async def test_a_page_with_all_that_pages_have(results):
    found, differed = results

    assert found == {
        "word": "module",
        "secure": True,
        "worker": "made",
        "seek": [60, 50],
        "events": [["1", "2"], 1],
        "socket": [["one", "zwö"], "chat", "permessage-deflate", 3001, "done", True],
        "hosts": "h" * HOSTS,
        "plain": "put",
        "range": "RIFF",
        "missing": 404,
        "failed": "TypeError",
        "broken": "TypeError",
        "cookies": "a=1; b=2",
    }
    assert differed == []


async def test_nothing_waits_for_ever():
    """An origin with idle and half-open connections ends at once."""
    async with SealedOrigin(SnapshotLookup(material())) as origin:
        opened = [await asyncio.open_connection("127.0.0.1", origin.port) for _ in range(20)]
        for _, writer in opened[10:]:
            writer.write(b"\x16\x03\x01")
        port = origin.port
    for reader, writer in opened:
        assert await ended(reader)
        writer.close()
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", port)


async def ended(reader) -> bool:
    async with asyncio.timeout(LIMIT_S):
        try:
            return await reader.read() == b""
        except ConnectionResetError:
            return True
