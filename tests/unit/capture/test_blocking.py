"""Block lists: what is read of them, what they match, and what a recorder refuses by them."""

from __future__ import annotations

import asyncio
import hashlib
import struct
import time

import pytest

from snapshotter import urls
from snapshotter.capture.blocking import BlockList, PageBlocking
from snapshotter.capture.connector import Connector, ConnectTo
from snapshotter.capture.recorder import Recorder
from snapshotter.capture.tls.keylog import KeyLog
from snapshotter.demo.messages import Response, always, typed
from snapshotter.demo.origin import Origin
from snapshotter.errors import ConfigError, HostBlocked

MIXED = """\ufeff[Adblock Plus 2.0]
! Title: mixed
# a remark
127.0.0.1 localhost localhost.localdomain
::1 ip6-localhost ip6-loopback
255.255.255.255 broadcasthost
fe80::1%lo0 localhost
0.0.0.0 0.0.0.0
0.0.0.0 ads.example\tmore-ads.example  # both of them
127.0.0.1\tTracker.Example.
:: six.example
bare.example
*.starred.example
münchen.example
||adblock.example^
||zip^
||path.example^ads.js
||third.example^$third-party
||path.example/ads/
||star*.example^
@@||allowed.example^
blog.example##.banner
blog.example#@#.banner
/banner[0-9]/
93.184.216.34 elsewhere.example
0.0.0.0 com
net
two words
"""


@pytest.fixture
def listed(tmp_path):
    path = tmp_path / "mixed.txt"
    path.write_text(MIXED, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("host", "is_listed"),
    [
        ("ads.example", True),
        ("ADS.example", True),
        ("ads.example.", True),
        ("a.b.ads.example", True),
        ("more-ads.example", True),
        ("tracker.example", True),
        ("six.example", True),
        ("bare.example", True),
        ("www.starred.example", True),
        ("xn--mnchen-3ya.example", True),
        ("adblock.example", True),
        ("evil.zip", True),
        ("notads.example", False),
        ("example", False),
        ("third.example", False),
        ("path.example", False),
        ("allowed.example", False),
        ("blog.example", False),
        ("elsewhere.example", False),
        ("site.com", False),
        ("site.net", False),
        ("localhost", False),
        ("0.0.0.0", False),
        ("", False),
        ("." * 300, False),
        ("a." * 5000 + "ads.example", True),
    ],
)
def test_hosts_match_by_their_end(listed, host, is_listed):
    assert BlockList.load([listed]).matches(host) is is_listed


def test_a_file_is_described_by_its_name_count_and_digest(listed):
    (file,) = BlockList.load([listed]).files
    assert (file.name, file.entries, file.not_understood) == ("mixed.txt", 9, 12)
    assert file.sha256 == hashlib.sha256(MIXED.encode()).hexdigest()


def test_the_finding_names_the_file_and_not_its_folder(listed):
    (finding,) = BlockList.load([listed]).findings()
    assert (finding.code, finding.severity) == ("capture.block-list", "info")
    assert "mixed.txt (9 entries, 12 lines not understood)" in finding.message
    assert str(listed.parent) not in finding.message + repr(finding.detail)


def test_several_files_are_one_list(listed, tmp_path):
    other = tmp_path / "other"
    other.write_bytes(b"0.0.0.0 other.example\r\n\xff\xfe\r\n0.0.0.0 last.example")
    block_list = BlockList.load([listed, str(other)])
    assert [block_list.matches(host) for host in ("ads.example", "other.example", "last.example")] == [
        True
    ] * 3
    assert [file.entries for file in block_list.files] == [9, 2]


@pytest.mark.parametrize("text", ["", "# only a remark\n", "127.0.0.1 localhost\n", "<html>a page</html>\n"])
def test_a_file_without_hosts_is_an_error(tmp_path, text):
    (tmp_path / "list").write_text(text)
    with pytest.raises(ConfigError, match="no line names a host") as refused:
        BlockList.load([tmp_path / "list"])
    assert refused.value.code == "config.block-list"


def test_a_file_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(ConfigError, match="No such file"):
        BlockList.load([tmp_path / "none"])
    with pytest.raises(ConfigError, match="Is a directory"):
        BlockList.load([tmp_path])


def test_200_000_hosts_are_small_and_quick(tmp_path):
    path = tmp_path / "large"
    path.write_text("".join(f"0.0.0.0 host-{n}.part-{n % 977}.example\n" for n in range(200_000)))
    begun = time.process_time()
    block_list = BlockList.load([path])
    loaded = time.process_time()
    hits = sum(block_list.matches(f"a.host-{n}.part-{n % 977}.example") for n in range(0, 400_000, 40))
    asked = time.process_time()
    assert hits == 5000
    assert len(block_list._hashes) * block_list._hashes.itemsize <= 1_600_000
    assert loaded - begun < 10
    assert (asked - loaded) / 10_000 < 0.001


class TestOfAPage:
    def of(self, listed, page: str) -> PageBlocking:
        return PageBlocking(BlockList.load([listed]), urls.parse(page))

    def test_the_page_itself_is_let_through_and_others_are_not(self, listed):
        blocking = self.of(listed, "https://ads.example/an-article#there")
        assert blocking.refusal("ads.example", {}) is None
        assert blocking.refusal("fine.example", {}) is None
        refused = blocking.refusal("Sub.Tracker.example", {})
        assert isinstance(refused, HostBlocked)
        assert refused.code == "capture.blocked"
        assert blocking.hosts == {"sub.tracker.example"}

    def test_what_the_page_redirects_to_is_let_through(self, listed):
        blocking = self.of(listed, "http://short.example/x#y")
        way = {
            urls.parse("http://short.example/x"): "//bare.example/y",
            urls.parse("http://bare.example/y"): "https://six.example/z#top",
            urls.parse("https://six.example/z"): "https://six.example/z",
            urls.parse("https://pixel.example/"): "https://ads.example/",
        }
        assert blocking.refusal("bare.example", way) is None
        assert blocking.refusal("six.example", way) is None
        assert blocking.refusal("ads.example", way) is not None

    @pytest.mark.parametrize("location", ["http://[", "", "mailto:a@bare.example"])
    def test_redirects_to_nowhere_end_the_way(self, listed, location):
        blocking = self.of(listed, "http://short.example/x")
        assert blocking.refusal("bare.example", {urls.parse("http://short.example/x"): location}) is not None


NOT_ALLOWED = b"\5\2"
ROUTES = {
    "page.test": {
        "/": always(Response(302, ((b"location", b"http://listed.test/page"),), b"moved")),
        "/other": always(Response(302, ((b"location", b"http://ads.test/page"),), b"moved")),
    },
    "listed.test": {"/page": always(typed(b"text/html", b"the page"))},
    "ads.test": {"/page": always(typed(b"text/html", b"an advertisement"))},
}


@pytest.fixture
async def recording(tmp_path):
    """A recorder that captures http://page.test/ with ``listed.test`` and ``ads.test`` on the list."""
    (tmp_path / "hosts").write_text("0.0.0.0 listed.test\n0.0.0.0 ads.test\n")
    blocking = PageBlocking(BlockList.load([tmp_path / "hosts"]), urls.parse("http://page.test/"))
    async with Origin(ROUTES) as origin, asyncio.timeout(20):
        entries = [ConnectTo.parse(entry) for entry in origin.connect_to(list(ROUTES), "h1")]
        recorder = Recorder(Connector(connect_to=entries), KeyLog(), tmp_path, 10**6, blocking)
        await recorder.start()
        yield recorder, origin
        await recorder.stop()
        recorder.release()


async def fetch(recorder: Recorder, host: str, path: str) -> bytes:
    """The answer, or the two bytes with which SOCKS5 refuses the host."""
    reader, writer = await asyncio.open_connection("127.0.0.1", recorder.tunnel.port)
    name = host.encode()
    writer.write(b"\5\1\0" + b"\5\1\0\3" + bytes([len(name)]) + name + struct.pack(">H", 80))
    reply = (await reader.readexactly(12))[2:4]
    if reply == b"\5\0":
        writer.write(b"GET %b HTTP/1.1\r\nHost: %b\r\nConnection: close\r\n\r\n" % (path.encode(), name))
        reply = await reader.read()
    writer.close()
    await writer.wait_closed()
    return reply


async def test_a_recorder_refuses_before_any_look_up_and_says_so(recording):
    recorder, origin = recording
    for _ in range(2):
        assert await fetch(recorder, "ads.test", "/page") == NOT_ALLOWED
    await recorder.stop()
    assert recorder.blocked_hosts == ("ads.test",)
    assert isinstance(recorder.connection_error("ads.test", 80), HostBlocked)
    assert recorder.last_connection_error() is None
    assert recorder.connections == []
    assert [finding.code for finding in recorder.findings] == ["capture.block-list"]
    assert origin.served == ()


async def test_a_recorder_lets_the_way_of_the_page_through(recording):
    recorder, _ = recording
    assert (await fetch(recorder, "page.test", "/other")).endswith(b"moved")
    assert await fetch(recorder, "ads.test", "/page") == NOT_ALLOWED
    assert (await fetch(recorder, "page.test", "/")).endswith(b"moved")
    assert (await fetch(recorder, "listed.test", "/page")).endswith(b"the page")
    assert recorder.blocked_hosts == ("ads.test",)


async def test_without_a_list_nothing_is_blocked(tmp_path):
    recorder = Recorder(Connector(), KeyLog(), tmp_path, 10**6)
    assert (recorder.blocked_hosts, recorder.findings) == ((), [])
