"""Videos and subtitles by yt-dlp, through the tunnel, from origins on loopback."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import os
import shutil
import stat
import time
from pathlib import Path

import pytest

from snapshotter import urls
from snapshotter.capture import video as module
from snapshotter.capture import ytdlp
from snapshotter.capture.connector import Connector, ConnectTo
from snapshotter.capture.cookies import load_cookies
from snapshotter.capture.keylog_pipe import KeyLogPipe
from snapshotter.capture.recorder import Recorder
from snapshotter.capture.video import VideoLimits, fetch_video
from snapshotter.capture.ytdlp import Way
from snapshotter.demo.answers import media
from snapshotter.demo.messages import Response, always, html, typed
from snapshotter.demo.origin import Origin
from snapshotter.demo.publishers import page_bytes
from snapshotter.errors import ConfigError

needs_ytdlp = pytest.mark.skipif(
    importlib.util.find_spec("yt_dlp") is None, reason="yt-dlp is not installed: pip install '.[video]'"
)

FILM = page_bytes("harbour.webm")
PACKET = b"G\x1f\xff\x10" + bytes(184)
SEGMENTS = [PACKET[:4] + bytes([number]) * 184 for number in range(3)]
CUES = b"WEBVTT\n\n00:00.000 --> 00:01.000\nA harbour.\n"
PAGE = """<!doctype html><html lang="en"><title>The harbour</title>
<video src="/film.webm" controls>
<track kind="subtitles" srclang="en" src="/en.vtt"><track kind="captions" srclang="de" src="/de.vtt">
</video>"""
MASTER = b"""#EXTM3U
#EXT-X-STREAM-INF:BANDWIDTH=100000,RESOLUTION=64x64
small.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=900000,RESOLUTION=640x360
large.m3u8
"""
SPLIT = b"""#EXTM3U
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="sound",LANGUAGE="en",URI="sound.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=900000,RESOLUTION=640x360,CODECS="avc1.640028,mp4a.40.2",AUDIO="a"
picture.m3u8
"""
PLAYLIST = b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n" + b"".join(
    b"#EXTINF:1,\n%d.ts\n" % number for number in range(len(SEGMENTS))
)
HLS = b"application/vnd.apple.mpegurl"


async def drip():
    while True:
        yield b"x" * 1000
        await asyncio.sleep(0.05)


ROUTES = {
    "a.test": {
        "/": always(html(PAGE)),
        "/film.webm": media(b"video/webm", FILM),
        "/en.vtt": always(typed(b"text/vtt", CUES)),
        "/de.vtt": always(typed(b"text/vtt", CUES.replace(b"A", b"Ein"))),
        "/plain": always(html("<!doctype html><title>Words</title><p>No film here.")),
        "/gone.html": always(html('<!doctype html><video src="/no.mp4"></video>')),
        "/inside": always(html('<!doctype html><video src="http://127.0.0.1:9/film.mp4"></video>')),
        "/large.html": always(html('<!doctype html><video src="/large.mp4"></video>')),
        "/large.mp4": always(Response(fields=((b"content-type", b"video/mp4"),), length=10**9, body=drip)),
        "/unsaid.html": always(html('<!doctype html><video src="/unsaid.mp4"></video>')),
        "/unsaid.mp4": always(
            Response(fields=((b"content-type", b"video/mp4"),), framing="chunked", body=drip)
        ),
        "/live/master.m3u8": always(typed(HLS, MASTER)),
        "/live/small.m3u8": always(typed(HLS, PLAYLIST + b"#EXT-X-ENDLIST\n")),
        "/live/large.m3u8": always(typed(HLS, PLAYLIST + b"#EXT-X-ENDLIST\n")),
        "/torn/master.m3u8": always(typed(HLS, PLAYLIST + b"#EXTINF:1,\nnone.ts\n#EXT-X-ENDLIST\n")),
        "/split/master.m3u8": always(typed(HLS, SPLIT)),
        "/split/picture.m3u8": always(typed(HLS, PLAYLIST + b"#EXT-X-ENDLIST\n")),
        "/split/sound.m3u8": always(typed(HLS, PLAYLIST + b"#EXT-X-ENDLIST\n")),
        **{f"/{each}/{number}.ts": always(typed(b"video/mp2t", data))
           for each in ("live", "torn", "split") for number, data in enumerate(SEGMENTS)},
    }
}  # fmt: skip


@pytest.fixture
async def recording(tmp_path):
    """Recorder, its keys' pipe and the origin's authority, all leading to ``a.test``."""
    async with Origin(ROUTES) as origin, asyncio.timeout(90):
        pipe = KeyLogPipe()
        entries = [ConnectTo.parse(entry) for entry in origin.connect_to(["a.test"], "h1")]
        entries = [ConnectTo.parse(f"a.test:443:{'127.0.0.1'}:{tls_port(origin)}"), *entries]
        folder = tmp_path / "spool"
        folder.mkdir()
        recorder = Recorder(Connector(connect_to=entries), pipe.keys, folder, 10**9)
        await recorder.start()
        bundle = tmp_path / "authority.pem"
        bundle.write_bytes(origin.authority.pem)
        way = Way(recorder.proxy, "Mozilla/5.0 (test)", key_log=pipe.path, ca_bundle=str(bundle))
        yield recorder, way, origin
        await recorder.stop()
        recorder.release()
        pipe.close()


def tls_port(origin: Origin) -> str:
    (entry,) = origin.connect_to(["a.test"], "tls-h1")
    return entry.rpartition(":")[2]


def whole(artefact) -> bytes:
    return b"".join(artefact.body.chunks())


@contextlib.contextmanager
def leaving_nothing(folder: Path):
    before = set(folder.iterdir())
    yield
    assert set(folder.iterdir()) == before


@needs_ytdlp
@pytest.mark.slow
async def test_a_page_with_a_video_over_tls(recording, tmp_path):
    recorder, way, origin = recording
    jar = tmp_path / "cookies.txt"
    jar.write_text("a.test\tFALSE\t/\tTRUE\t0\tsid\tabc\n")
    spool = tmp_path / "spool"
    with leaving_nothing(spool):
        result = await fetch_video(
            urls.parse("https://a.test/"), folder=spool, way=way, cookies=load_cookies(jar), language="en"
        )
        assert [(a.name, a.media_type, a.label) for a in result.artefacts] == [
            ("video", "video/webm", ""),
            ("subtitles", "text/vtt", "de"),
            ("subtitles", "text/vtt", "en"),
        ]
        assert whole(result.artefacts[0]) == FILM
        assert whole(result.artefacts[2]) == CUES
        assert result.findings == ()
        (facts,) = result.facts
        assert facts["title"].startswith("The harbour")
        assert facts["ext"] == "webm"
        assert facts["labels"] == ["", "de", "en"]
        names = {path.name for path in result.folder.rglob("*") if path.is_file()}
        assert names == {"video.webm", "subtitles.de.vtt", "subtitles.en.vtt"}
        result.release()
    await recorder.stop()
    assert [finding.code for finding in recorder.findings] == []
    recorded = {exchange.url for exchange in recorder.exchanges if exchange.status == 200}
    assert {f"https://a.test/{name}" for name in ("", "film.webm", "en.vtt", "de.vtt")} <= recorded
    assert all(
        b"ookie: sid=abc" in each.request_head for each in origin.served if each.target == "/film.webm"
    )
    assert all(b"Mozilla/5.0 (test)" in each.request_head for each in origin.served)


@needs_ytdlp
@pytest.mark.slow
async def test_a_playlist_of_segments(recording, tmp_path):
    _, way, origin = recording
    spool = tmp_path / "spool"
    with leaving_nothing(spool):
        result = await fetch_video(urls.parse("http://a.test/live/master.m3u8"), folder=spool, way=way)
        (film,) = result.artefacts
        assert (film.name, film.media_type) == ("video", "video/mp2t")
        assert whole(film) == b"".join(SEGMENTS)
        assert (result.facts[0]["height"], result.findings) == (360, ())
        result.release()
    assert {each.target for each in origin.served} >= {f"/live/{number}.ts" for number in range(3)}


@needs_ytdlp
@pytest.mark.slow
async def test_picture_and_sound_that_cannot_be_put_together_stay_two(recording, tmp_path):
    _, way, _ = recording
    spool = tmp_path / "spool"
    with leaving_nothing(spool):
        result = await fetch_video(urls.parse("http://a.test/split/master.m3u8"), folder=spool, way=way)
        assert [(a.name, whole(a)) for a in result.artefacts] == [("video", b"".join(SEGMENTS))] * 2
        assert len({artefact.label for artefact in result.artefacts} - {""}) == 2
        assert result.facts[0]["format_id"] == "900+a-sound"
        assert result.findings == ()
        result.release()


@needs_ytdlp
@pytest.mark.slow
@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("http://a.test/plain", "video.none"),
        ("http://a.test/gone.html", "video.failed"),
        ("http://a.test/inside", "video.failed"),
        ("http://a.test/large.html", "video.too-large"),
        ("http://a.test/torn/master.m3u8", "video.failed"),
    ],
)
async def test_no_video_is_a_finding_and_leaves_nothing(recording, tmp_path, address, code):
    recorder, way, _ = recording
    spool = tmp_path / "spool"
    with leaving_nothing(spool):
        result = await fetch_video(
            urls.parse(address), folder=spool, way=way, limits=VideoLimits(60, max_bytes=100_000_000)
        )
        assert (result.artefacts, result.facts) == ((), ())
        result.release()
    assert [finding.code for finding in result.findings] == [code]
    assert "\x1b" not in result.findings[0].message
    if "inside" in address:
        await recorder.stop()
        assert recorder.connection_error("127.0.0.1", 9).code == "capture.private-address"


@needs_ytdlp
@pytest.mark.slow
@pytest.mark.parametrize(
    ("limits", "code"),
    [(VideoLimits(timeout_s=3), "video.out-of-time"), (VideoLimits(60, max_bytes=50_000), "video.too-large")],
)
async def test_an_endless_video_ends(recording, tmp_path, limits, code):
    _, way, _ = recording
    spool, begun = tmp_path / "spool", time.monotonic()
    with leaving_nothing(spool):
        result = await fetch_video(
            urls.parse("http://a.test/unsaid.html"), folder=spool, way=way, limits=limits
        )
        assert result.artefacts == ()
    assert [finding.code for finding in result.findings] == [code]
    assert time.monotonic() - begun < 40
    assert children() == set()


@needs_ytdlp
@pytest.mark.slow
async def test_cancelled_it_is_gone_with_all_it_started(recording, tmp_path):
    _, way, origin = recording
    spool = tmp_path / "spool"
    with leaving_nothing(spool):
        fetching = asyncio.create_task(
            fetch_video(urls.parse("http://a.test/unsaid.html"), folder=spool, way=way)
        )
        while not origin.under_way:
            await asyncio.sleep(0.05)
        fetching.cancel()
        with pytest.raises(asyncio.CancelledError):
            await fetching
    assert children() == set()


def children() -> set[str]:
    """Processes of ours that run yt-dlp."""
    if not Path("/proc/self/stat").exists():
        pytest.skip("needs /proc")
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            parent = folder.joinpath("stat").read_text().rpartition(")")[2].split()[1]
            if int(parent) == os.getpid() and b"yt_dlp" in folder.joinpath("cmdline").read_bytes():
                found.add(folder.name)
    return found


async def test_without_ytdlp_it_says_how_to_get_it(monkeypatch, tmp_path):
    monkeypatch.setattr(ytdlp.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(ConfigError) as refused:
        await fetch_video(urls.parse("http://a.test/"), folder=tmp_path, way=Way("socks5://127.0.0.1:1"))
    assert refused.value.code == "config.video-extra"
    assert "pip install 'snapshotter[video]'" in refused.value.hint


class TestTheRun:
    """What yt-dlp is given to see of this machine."""

    def program(self, tmp_path, **way) -> ytdlp.YtDlp:
        return ytdlp.YtDlp(
            tmp_path, Way("socks5://127.0.0.1:1", **way), deadline=time.monotonic() + 5, max_bytes=1000
        )

    def test_its_environment_is_bare(self, tmp_path, monkeypatch):
        for name in ("HTTPS_PROXY", "AWS_SECRET_ACCESS_KEY", "HOME", "SSLKEYLOGFILE", "XDG_CONFIG_HOME"):
            monkeypatch.setenv(name, "s3cr3t")
        environment = self.program(tmp_path)._environment()
        assert "s3cr3t" not in environment.values()
        assert "SSLKEYLOGFILE" not in environment
        assert {environment[name] for name in ("HOME", "TMPDIR", "XDG_CONFIG_HOME")} == {
            str(tmp_path / "private")
        }

    def test_it_finds_no_program_that_has_a_network(self, tmp_path):
        path = self.program(tmp_path)._environment()["PATH"]
        found = {
            name for name in ("ffmpeg", "curl", "wget", "sh", "python3") if shutil.which(name, path=path)
        }
        assert found == set()

    def test_its_cookies_are_for_nobody_else(self, tmp_path):
        before = os.umask(0)
        try:
            options = self.program(tmp_path, cookies="a")._options()
        finally:
            os.umask(before)
        path = Path(options[options.index("--cookies") + 1])
        assert stat.S_IMODE(path.stat().st_mode) == 0o600

    def test_names_are_resolved_in_the_tunnel(self, tmp_path):
        options = self.program(tmp_path)._options()
        assert options[options.index("--proxy") + 1] == "socks5h://127.0.0.1:1"

    @pytest.mark.parametrize(
        ("log", "message"),
        [
            ("WARNING: a\nERROR: [x] b: no; please report this issue on\nmore\n", "[x] b: no"),
            ("Traceback\nKeyError: 1\n", "KeyError: 1"),
            ("", ""),
            ("ERROR: \x1b[31mred\x07\u202e\n", "[31mred"),
        ],
    )
    def test_the_last_error_is_told(self, tmp_path, log, message):
        (tmp_path / "log").write_text(log)
        assert ytdlp._last_error(tmp_path / "log") == message


class TestMerging:
    def fetch(self, tmp_path, ffmpeg: str | None):
        way = Way("socks5://127.0.0.1:1")
        fetch = module._Fetch(urls.parse("http://a.test/"), tmp_path, way, VideoLimits(), None)
        fetch._ffmpeg = ffmpeg
        return fetch

    @pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
    async def test_picture_and_sound_become_one_file(self, tmp_path):
        ffmpeg = shutil.which("ffmpeg")
        parts = [tmp_path / "video.f1.mp4", tmp_path / "video.f2.m4a"]
        makes = ("-f lavfi -i testsrc=s=64x64:d=1 -c:v mpeg4", "-f lavfi -i sine=d=1 -c:a aac")
        for part, make in zip(parts, makes, strict=True):
            assert await module._ran([ffmpeg, "-nostdin", *make.split(), str(part)], tmp_path)
        (merged,) = await self.fetch(tmp_path, ffmpeg)._merged(tmp_path, parts)
        assert merged == tmp_path / "video.mp4"
        data = merged.read_bytes()
        assert module._media_type(merged) == "video/mp4"
        assert (data.count(b"vide"), data.count(b"soun")) == (1, 1)
        assert not any(part.exists() for part in parts)

    async def test_files_that_only_seem_to_be_video_are_left_alone(self, tmp_path):
        parts = [tmp_path / "video.f1.mp4", tmp_path / "video.f2.m4a"]
        parts[0].write_bytes(b"#EXTM3U\n#EXTINF:1,\n/etc/passwd\n")
        parts[1].write_bytes(b"\0\0\0\x18ftypM4A ")
        assert await self.fetch(tmp_path, "/nowhere/ffmpeg")._merged(tmp_path, parts) == parts

    @pytest.mark.skipif(shutil.which("false") is None, reason="needs a program that fails")
    async def test_what_fails_to_merge_stays_as_it_came(self, tmp_path):
        parts = [tmp_path / "video.f1.mp4", tmp_path / "video.f2.m4a"]
        for part in parts:
            part.write_bytes(b"\0\0\0\x18ftypM4A ")
        assert await self.fetch(tmp_path, shutil.which("false"))._merged(tmp_path, parts) == parts
        assert sorted(path for path in tmp_path.iterdir() if path.is_file()) == parts


class TestSubtitles:
    @pytest.mark.parametrize(
        ("made", "automatic", "spoken", "page", "chosen"),
        [
            (["en", "de", "live_chat"], ["fr", "en"], None, None, ["en", "de"]),
            (["de"], ["en-orig", "en", "fr"], "en", None, ["de", "en-orig"]),
            (["en"], ["en-orig", "en"], "en", "en", ["en"]),
            ([], ["en", "fr"], "en", "fr", ["fr"]),
            ([], ["pt"], None, "pt-BR", ["pt"]),
            ([], ["ja"], "en", "de", []),
            (["en,all", ".*", "zh-Hans"], [], None, None, ["zh-Hans"]),
        ],
    )
    def test_all_that_people_made_and_the_pages_language(self, made, automatic, spoken, page, chosen):
        entry = {
            "subtitles": dict.fromkeys(made),
            "automatic_captions": dict.fromkeys(automatic),
            "language": spoken,
        }
        assert module._subtitle_languages(entry, page) == chosen

    def test_a_page_that_says_nonsense(self):
        assert module._subtitle_languages({"subtitles": [1], "language": 5}, None) == []


class TestFiles:
    def test_what_was_not_finished_is_left(self, tmp_path):
        names = ("video.mp4.part", "video.mp4.ytdl", "video.mp4.part-Frag3", "video.f1.mp4", "video.mp4")
        for name in names:
            (tmp_path / name).touch()
        (tmp_path / "video.link").symlink_to("/etc/passwd")
        assert [path.name for path in module._files(tmp_path, "video.*")] == ["video.f1.mp4", "video.mp4"]

    @pytest.mark.parametrize(
        ("name", "start", "media_type"),
        [
            ("video.mp4", b"\0\0\0\x18ftypmp42", "video/mp4"),
            ("video.m4a", b"\0\0\0\x18ftypM4A ", "audio/mp4"),
            ("video.mp4", PACKET + PACKET, "video/mp2t"),
            ("video.mkv", b"\x1aE\xdf\xa3", "video/webm"),
            ("video.mp3", b"ID3", "audio/mpeg"),
            ("video.zzz", b"", "application/octet-stream"),
        ],
    )
    def test_types_are_told_by_the_bytes(self, tmp_path, name, start, media_type):
        (tmp_path / name).write_bytes(start)
        assert module._media_type(tmp_path / name) == media_type

    def test_lists_within_lists(self):
        video = {"url": "https://a.test/1"}
        info = {"entries": [video, None, {"entries": [{"formats": [1]}, {"title": "none"}]}]}
        assert list(module._videos(info)) == [video, {"formats": [1]}]
        assert list(module._videos({})) == []
