"""The messages of a web socket: their record, its index line, and the way back."""

from __future__ import annotations

import pytest

from snapshotter.model import transcript
from snapshotter.model.exchange import WebSocketTraffic
from snapshotter.model.replay import Frame
from snapshotter.warc import cdxj, reader
from snapshotter.warc.archive import WarcArchive
from snapshotter.warc.exchanges import material_of
from snapshotter.warc.members import walk
from tests.builders import PAGE, START, NoDigests, capture, exchange, message, response_head

SOCKET = "https://cited.example/socket"
FRAMES = (
    Frame("page", "text", "Grüße\n".encode(), 0.25),
    Frame("origin", "binary", bytes(range(256)), 0.5),
    Frame("origin", "close", b"\x03\xe8", 0.75),
)


class Nothing:
    def locate(self, payload_digest):
        return None


def conversation(frames=FRAMES, truncated=None):
    switching = response_head("101 Switching Protocols", "Upgrade: websocket", media_type=None)
    one = exchange(SOCKET, head=switching, body=b"", status=101)
    heading = transcript.heading(one.url, one.id, "chat", START)
    told = message(heading, b"".join(map(transcript.message, frames)))
    return exchange(
        SOCKET, head=switching, body=b"", status=101, websocket=WebSocketTraffic(9, 99, told, truncated)
    )


@pytest.fixture
def stored(tmp_path, request):
    archive = WarcArchive(tmp_path, NoDigests())
    try:
        yield archive.append(capture(exchange(PAGE), *getattr(request, "param", (conversation(),))))
    finally:
        archive.close()


def placed(home):
    (path,) = reader.warc_files(home)
    return [member.placed(path.name) for member in walk(path)]


def record(home):
    (found,) = (each for each in placed(home) if each.target.startswith("urn:websocket:"))
    return found


def test_its_record(tmp_path, stored):
    header = record(tmp_path).header
    assert header.get("WARC-Type") == "resource"
    assert record(tmp_path).target == f"urn:websocket:{SOCKET}"
    assert header.get("Content-Type") == "application/x-ndjson"
    assert header.all("WARC-Concurrent-To") == (f"<urn:uuid:{conversation().id}>",)
    assert header.get("WARC-Page-ID") == stored.id
    assert header.get("WARC-Date") == "2026-03-01T12:30:45.123456Z"
    assert header.get("WARC-Truncated") is None


@pytest.mark.parametrize("stored", [(conversation(truncated="length"),)], indirect=True)
def test_one_that_is_cut_says_so(tmp_path, stored):
    assert record(tmp_path).header.get("WARC-Truncated") == "length"


def test_it_comes_back_with_its_handshake(tmp_path, stored):
    page, socket = material_of(tmp_path, stored, Nothing()).exchanges
    assert (page.url, page.websocket) == (PAGE, None)
    assert (socket.url, socket.status, socket.websocket) == (SOCKET, 101, FRAMES)


@pytest.mark.parametrize("stored", [(conversation(()),)], indirect=True)
def test_a_silent_one_is_no_missing_one(tmp_path, stored):
    *_, socket = material_of(tmp_path, stored, Nothing()).exchanges
    assert socket.websocket == ()


def test_it_is_indexed_and_is_no_artefact(tmp_path, stored):
    (line,) = (line for line in cdxj.lines(placed(tmp_path)) if line.startswith("urn:websocket:"))
    assert line.startswith(f"urn:websocket:{SOCKET} 20260301123045 ")
    assert not any("websocket" in name for name in stored.artefacts)
    assert not any(payload.url.startswith("urn:websocket:") for payload in stored.payloads)


def test_a_damaged_one_takes_nothing_along(tmp_path, stored):
    (path,) = reader.warc_files(tmp_path)
    at = record(tmp_path).location
    data = bytearray(path.read_bytes())
    data[at.offset + at.length - 12] ^= 0xFF
    path.write_bytes(data)
    page, socket = material_of(tmp_path, stored, Nothing()).exchanges
    assert (page.status, socket.status, socket.websocket) == (200, 101, None)
