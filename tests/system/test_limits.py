"""Large, endless and forbidden: bounded memory, bounded time, and no way in."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import random
import sys

import pytest

from snapshotter.demo.messages import Response, always, html, typed
from snapshotter.demo.origin import ANY, Origin
from tests.museum.torture import Museum
from tests.system import readback
from tests.system.conftest import going_to

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MEGABYTE = 1 << 20


async def peak_memory_of(command):
    """Run a command; its exit code and the peak resident bytes of its own process (not the browser's)."""
    script = (
        "import runpy, sys\n"
        "sys.argv = sys.argv[1:]\n"
        "code = 0\n"
        "try:\n"
        "    runpy.run_module('snapshotter', run_name='__main__')\n"
        "except SystemExit as end:\n"
        "    code = end.code\n"
        "status = open('/proc/self/status').read().split()\n"
        "peak = int(status[status.index('VmHWM:') + 1]) * 1024\n"
        "print(f'peak {peak}', file=sys.stderr)\n"
        "sys.exit(code)\n"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, "snapshotter", *command,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, env={**os.environ, "NO_COLOR": "1"},
    )  # fmt: skip
    out, err = await asyncio.wait_for(process.communicate(), 150)
    return process.returncode, out, int(err.decode().rsplit("peak ", 1)[1])


def large_file(size_bytes: int) -> Response:
    """Bytes that do not compress, made while they are sent."""
    block = random.Random(1).randbytes(MEGABYTE)

    async def body():
        for _ in range(size_bytes // MEGABYTE):
            yield block

    return Response(
        fields=((b"content-type", b"application/octet-stream"), (b"content-disposition", b"attachment")),
        body=body,
        length=size_bytes,
    )


@pytest.mark.parametrize("path", ["/by-one-get.bin", "/by-the-browser"])
@pytest.mark.parametrize("port_name", ["h1", "tls-h1"])
async def test_a_download_of_300_mb_stays_small_in_memory(program, path, port_name):
    size = 300 * MEGABYTE
    async with Origin({"files.example": {ANY: always(large_file(size))}}) as origin:
        to = going_to(origin.connect_to(["files.example"], port_name))
        scheme = "http" if port_name == "h1" else "https"
        command = program.command("capture", f"{scheme}://files.example{path}", "--insecure", "--json", *to)
        code, out, peak = await peak_memory_of(command[3:])
        (sent,) = {item.response_body.sha256 for item in origin.served if item.target == path}
    snapshot = json.loads(out)
    assert (code, snapshot["outcome"]) == (0, "captured"), snapshot
    assert peak < 150 * MEGABYTE
    (main,) = [r for r in readback.records(program.home) if r.kind == "response" and len(r.body) == size]
    assert hashlib.sha256(main.body).hexdigest() == sent


@pytest.mark.parametrize(
    ("room", "reason"),
    [
        ("endless.html", "capture.truncated-time"),
        ("stalled.html", None),
        ("never-loaded.html", "capture.timeout"),
    ],
)
async def test_what_never_ends_is_bounded_and_called_partial(program, room, reason):
    async with Museum() as museum:
        url = f"{museum.bases['h1']}/{room}"
        ran = await program(
            "capture", url, "--json", "--timeout", "4", "--retries", "0", *going_to(museum.connect_to)
        )
    assert ran.code == 3, ran.err
    snapshot = ran.json
    assert snapshot["outcome"] == "partial", snapshot
    assert reason is None or snapshot["reason"]["code"] == reason
    assert snapshot["warc"] is not None


async def test_a_silent_origin_is_a_failure_in_time(program):
    async with Museum() as museum:
        url = f"{museum.bases['h1']}/silent.html"
        ran = await program(
            "capture", url, "--json", "--timeout", "3", "--retries", "0", *going_to(museum.connect_to)
        )
    assert ran.code == 3
    assert ran.json["outcome"] == "failed"
    assert ran.json["reason"]["code"] == "capture.timeout"


async def test_a_page_that_hangs_the_browser_does_not_stop_the_others(program):
    async with Museum() as museum:
        base = museum.bases["h1"]
        other = museum.bases["tls-h1"]
        ran = await program(
            "capture", f"{base}/hang.html", f"{other}/status/200", "--json", "--insecure", "--timeout", "5",
            *going_to(museum.connect_to),
        )  # fmt: skip
    hung, fine = [json.loads(line) for line in ran.out.splitlines()]
    assert hung["outcome"] == "partial"
    assert hung["reason"]["code"] == "capture.script-stopped"
    assert hung["warc"] is not None
    assert hung["text_digest"] is not None
    assert fine["outcome"] == "captured"


async def test_private_addresses_are_refused_on_every_hop_and_sub_resource(program):
    """The page is where the user said; what it leads to on this machine is not."""
    secret = always(html("<p>for this machine only</p>"))
    async with Origin({ANY: {ANY: secret}}) as inside:
        port = inside.ports["h1"]
        page = html(
            f"<title>outside</title><img src='http://127.0.0.1:{port}/a.png'><img src='http://[::1]:{port}/b.png'>"
            f"<img src='http://localhost:{port}/c.png'><script>fetch('http://2130706433:{port}/d')</script>"
            f"<iframe src='http://127.1:{port}/e'></iframe><a href='/'>x</a>"
        )
        hop = typed(
            b"text/html", b"", status=302, fields=((b"location", f"http://127.0.0.1:{port}/f".encode()),)
        )
        async with Origin(
            {"outside.example": {ANY: always(page)}, "hop.example": {ANY: always(hop)}}
        ) as outside:
            to = going_to(outside.connect_to(["outside.example", "hop.example"], "h1"))
            ran = await program("capture", "http://outside.example/", "http://hop.example/", "--json", *to)
            lifted = await program("capture", "http://hop.example/", "--json", "--allow-private", *to)
            pages = [item.target for item in inside.served if item.target != "/favicon.ico"]
            assert pages == ["/f"], "only what --allow-private let in"
    page_snapshot, hop_snapshot = [json.loads(line) for line in ran.out.splitlines()]
    assert page_snapshot["outcome"] == "captured"
    assert hop_snapshot["outcome"] == "failed"
    assert hop_snapshot["reason"]["code"] == "capture.private-address"
    assert lifted.json["status"] == 200
    errors = [c["error"] for info in readback.page_infos(program.home) for c in info["connections"]]
    assert errors.count("private-address") >= 5


async def test_a_dead_network_is_not_a_dead_web(program):
    names = [f"http://nowhere-{number}.example/" for number in range(4)]
    to = [
        part for number in range(4) for part in ("--connect-to", f"nowhere-{number}.example:80:127.0.0.1:9")
    ]
    ran = await program("capture", *names, "--retries", "0", "--json", *to)
    assert ran.code == 7
    assert json.loads(ran.err.strip().splitlines()[-1])["error"] == "network.down"
    assert readback.page_infos(program.home) == []
