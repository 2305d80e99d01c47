"""Pages with film and sound: in ranges, one after the other, piece by piece."""

from __future__ import annotations

from collections.abc import Iterator

from snapshotter.demo.answers import media
from snapshotter.demo.publishers import page_bytes
from tests.museum.awkward.exhibit import Exhibit, exhibit, script_route
from tests.museum.furniture import prose, sound, tape, text

_LONG_S = 600.0
_PIECES = 5
_TRACKS = 5


def exhibits() -> Iterator[Exhibit]:
    yield _film()
    yield _playlist()
    yield _pieces()


def _film() -> Exhibit:
    """A film that stays in the window, and a sound of 4.8 MB of which a player takes the parts it needs."""
    film = (
        '<video controls preload="none" poster="/film/poster.png" style="position: sticky; top: 0">'
        '<source src="/film/harbour.webm" type="video/webm">'
        '<track kind="subtitles" src="/film/harbour.vtt" srclang="en" default></video>'
    )
    body = f'{film}{prose("film", 20)}<audio controls preload="metadata" src="/sound/lecture.wav"></audio>'
    files = {
        "/film/harbour.webm": media(b"video/webm", page_bytes("harbour.webm")),
        "/film/harbour.vtt": text(b"text/vtt", "WEBVTT\n\n00:00.000 --> 00:02.000\nThe harbour.\n"),
        "/sound/lecture.wav": media(b"audio/wav", sound("/sound/lecture.wav", _LONG_S)),
    }
    return exhibit("With film", body, name="film-in-ranges", files=files)


def _playlist() -> Exhibit:
    """A player that goes through a list of sounds by itself."""
    tracks = "".join(f'<li data-src="/track/{number}.wav">Track {number}</li>' for number in range(_TRACKS))
    body = f'<audio controls preload="none"></audio><ol>{tracks}</ol>{prose("playlist", 8)}'
    files = {f"/track/{number}.wav": tape(0.5) for number in range(_TRACKS)}
    files["/playlist.js"] = script_route("playlist")
    head = '<script src="/playlist.js" defer></script>'
    return exhibit("One after the other", body, name="playlist", head=head, files=files)


def _pieces() -> Exhibit:
    """A film in pieces by a playlist, put together by a script (Media Source Extensions)."""
    film = page_bytes("harbour.webm")
    size = -(-len(film) // _PIECES)
    pieces = {
        f"/hls/piece-{number}.webm": media(b"video/webm", film[number * size : (number + 1) * size])
        for number in range(_PIECES)
    }
    listed = "".join(f"#EXTINF:1.0,\npiece-{number}.webm\n" for number in range(_PIECES))
    master = '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=90000,CODECS="vp8"\nfilm.m3u8\n'
    files = {
        "/player.js": script_route("player"),
        "/hls/master.m3u8": text(b"application/vnd.apple.mpegurl", master),
        "/hls/film.m3u8": text(
            b"application/vnd.apple.mpegurl",
            f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXT-X-PLAYLIST-TYPE:VOD\n{listed}#EXT-X-ENDLIST\n",
        ),
        **pieces,
    }
    body = f'{prose("pieces", 14)}<video muted controls data-playlist="/hls/master.m3u8"></video>'
    head = '<script src="/player.js" defer></script>'
    return exhibit("In pieces", body, name="pieces-of-film", head=head, files=files)
