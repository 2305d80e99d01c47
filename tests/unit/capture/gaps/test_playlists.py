"""HLS, DASH, web manifests and WebVTT."""

from __future__ import annotations

import json
import time

import pytest

from snapshotter.capture.gaps.dash import mentions_in_dash
from snapshotter.capture.gaps.hls import mentions_in_hls
from snapshotter.capture.gaps.manifest import mentions_in_manifest
from snapshotter.capture.gaps.vtt import mentions_in_vtt
from snapshotter.urls import Url

LIST = Url("https://a.test/film/list.m3u8?token=t1")
MPD = Url("https://a.test/film/film.mpd")


def hls(*lines: str) -> list[tuple[str, str]]:
    return [(each.href, each.kind) for each in mentions_in_hls("\n".join(("#EXTM3U", *lines)), LIST)]


class TestHls:
    def test_a_multivariant_playlist(self):
        found = mentions_in_hls(
            "#EXTM3U\r\n#EXT-X-VERSION:6\r\n"
            '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="German, spoken",URI="de/a.m3u8"\r\n'
            '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="French",URI="fr/a.m3u8"\r\n'
            '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="s",NAME="x",URI="s.m3u8"\r\n'
            '#EXT-X-MEDIA:TYPE=CLOSED-CAPTIONS,GROUP-ID="c",NAME="x"\r\n'
            '#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,URI="i.m3u8"\r\n'
            '#EXT-X-STREAM-INF:BANDWIDTH=1,CODECS="avc1,mp4a",AUDIO="a"\r\n\r\nlow.m3u8\r\n'
            "#EXT-X-STREAM-INF:BANDWIDTH=2\r\n# a comment\r\nhigh.m3u8\r\n"
            '#EXT-X-SESSION-DATA:DATA-ID="x",URI="data.json"\r\n',
            LIST,
        )
        assert [(each.href, each.kind) for each in found] == [
            ("de/a.m3u8", "playlist"),
            ("fr/a.m3u8", "playlist"),
            ("s.m3u8", "playlist"),
            ("i.m3u8", "playlist"),
            ("low.m3u8", "playlist"),
            ("high.m3u8", "playlist"),
            ("data.json", "data"),
        ]
        choices = [each.choice for each in found]
        assert choices[0] == choices[1] != choices[2] != choices[4] == choices[5]

    def test_a_media_playlist(self):
        assert hls(
            '#EXT-X-MAP:URI="init.mp4"',
            '#EXT-X-KEY:METHOD=AES-128,URI="key.bin",IV=0x1',
            "#EXTINF:2.0,a title",
            "1.m4s",
            '#EXT-X-KEY:METHOD=SAMPLE-AES,URI="skd://k",KEYFORMAT="com.apple"',
            "#EXTINF:2.0,",
            "2.m4s?a=b,c",
            '#EXT-X-PART:DURATION=0.3,URI="3.1.m4s"',
            "#EXT-X-ENDLIST",
        ) == [
            ("init.mp4", "segment"),
            ("key.bin", "segment"),
            ("1.m4s", "segment"),
            ("skd://k", "segment"),
            ("2.m4s?a=b,c", "segment"),
            ("3.1.m4s", "segment"),
        ]

    def test_byte_ranges_are_of_one_file(self):
        assert hls(
            '#EXT-X-MAP:URI="all.mp4",BYTERANGE="700@0"',
            "#EXTINF:2,",
            "#EXT-X-BYTERANGE:1000@700",
            "all.mp4",
            "#EXTINF:2,",
            "single.ts",
        ) == [("all.mp4", "media"), ("all.mp4", "media"), ("single.ts", "segment")]

    def test_variables(self):
        assert hls(
            '#EXT-X-DEFINE:NAME="host",VALUE="https://b.test"',
            '#EXT-X-DEFINE:QUERYPARAM="token"',
            "#EXTINF:1,",
            "{$host}/{$token}/{$unknown}.ts",
        ) == [("https://b.test/t1/{$unknown}.ts", "segment")]

    @pytest.mark.parametrize("text", ["", "<html>", "1.ts\n2.ts", "# EXTM3U"])
    def test_what_is_no_playlist(self, text):
        assert mentions_in_hls(text, LIST) == []

    @pytest.mark.parametrize(
        "text",
        [
            "#EXTM3U\n" + "x.ts\n" * 300_000,
            "#EXTM3U\n#EXT-X-MAP:" + "A=" * 500_000,
            "#EXTM3U\n" + "#" * 1_000_000,
        ],
    )
    def test_hostile_ones_are_bounded(self, text):
        begun = time.process_time()
        assert len(mentions_in_hls(text, LIST)) <= 10_000
        assert time.process_time() - begun < 1


def mpd(periods: str, attributes: str = 'mediaPresentationDuration="PT10S"') -> list[tuple[str, str]]:
    text = f'<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" {attributes}>{periods}</MPD>'
    found = mentions_in_dash(text.encode(), MPD)
    return [(each.href.removeprefix("https://a.test/film/"), each.kind) for each in found]


def names(periods: str, attributes: str = 'mediaPresentationDuration="PT10S"') -> list[str]:
    return [href for href, _ in mpd(periods, attributes)]


def with_timeline(entries: str) -> str:
    timeline = f"<SegmentTimeline>{entries}</SegmentTimeline>"
    return f'<SegmentTemplate media="$Time$">{timeline}</SegmentTemplate>'


class TestDash:
    def test_numbers(self):
        assert mpd(
            '<Period><AdaptationSet><SegmentTemplate timescale="1000" duration="4000" startNumber="5" '
            'initialization="$RepresentationID$-$Bandwidth$.init" '
            'media="$RepresentationID$/$Number%04d$$$.m4s"/>'
            '<Representation id="a" bandwidth="900"/></AdaptationSet></Period>'
        ) == [
            ("a-900.init", "segment"),
            ("a/0005$.m4s", "segment"),
            ("a/0006$.m4s", "segment"),
            ("a/0007$.m4s", "segment"),
        ]

    def test_a_timeline(self):
        """Repeats, gaps, an open end: the same rules for times and numbers."""
        template = (
            '<SegmentTemplate timescale="10" media="$Time$-$Number$"><SegmentTimeline>'
            '<S t="0" d="20" r="1"/><S d="5"/><S t="60" d="20" r="-1"/></SegmentTimeline></SegmentTemplate>'
        )
        assert names(f"<Period><AdaptationSet>{template}<Representation/></AdaptationSet></Period>") == [
            "0-1",
            "20-2",
            "40-3",
            "60-4",
            "80-5",
        ]

    def test_an_open_repeat_ends_where_the_next_entry_begins(self):
        template = (
            '<SegmentTemplate media="$Time$"><SegmentTimeline><S t="10" d="2" r="-1"/><S t="15" d="1"/>'
            "</SegmentTimeline></SegmentTemplate>"
        )
        assert names(f"<Period><AdaptationSet>{template}<Representation/></AdaptationSet></Period>") == [
            "10",
            "12",
            "14",
            "15",
        ]

    def test_templates_are_inherited_and_overridden(self):
        assert names(
            '<Period><SegmentTemplate timescale="1" duration="10" media="p-$Number$"/><AdaptationSet>'
            '<SegmentTemplate initialization="i-$RepresentationID$"/><Representation id="a"/>'
            '<Representation id="b"><SegmentTemplate media="own-$Number$"/></Representation>'
            "</AdaptationSet></Period>"
        ) == ["i-a", "p-1", "i-b", "own-1"]

    def test_base_addresses_nest(self):
        found = names(
            "<BaseURL>x/</BaseURL><Period><BaseURL>y/</BaseURL><AdaptationSet><BaseURL>z/</BaseURL>"
            "<Representation><BaseURL>film.mp4</BaseURL><SegmentBase indexRange='1-2'/></Representation>"
            "<Representation><BaseURL>https://b.test/other.mp4</BaseURL></Representation>"
            "</AdaptationSet></Period>"
        )
        assert found == ["x/y/z/film.mp4", "https://b.test/other.mp4"]

    def test_a_list(self):
        assert mpd(
            '<Period><AdaptationSet><Representation><SegmentList><Initialization sourceURL="i.mp4"/>'
            '<SegmentURL media="1.m4s"/><SegmentURL mediaRange="0-9"/>'
            '<SegmentURL media="2.m4s" index="2.idx"/>'
            "</SegmentList></Representation></AdaptationSet></Period>"
        ) == [
            ("i.mp4", "segment"),
            ("1.m4s", "segment"),
            ("film.mpd", "media"),
            ("2.m4s", "segment"),
            ("2.idx", "segment"),
        ]

    def test_periods_last_until_the_next(self):
        template = '<SegmentTemplate duration="2" media="{}$Number$"/>'
        period = f"<AdaptationSet>{template}<Representation/></AdaptationSet>"
        first = f'<Period start="PT0S">{period.format("a")}</Period>'
        assert names(f'{first}<Period start="PT4S" duration="PT1M1.5S">{period.format("b")}</Period>')[
            :3
        ] == [
            "a1",
            "a2",
            "b1",
        ]
        assert (
            len(names(f"<Period>{period.format('c')}</Period>", 'mediaPresentationDuration="PT1M1.5S"')) == 31
        )

    def test_representations_stand_for_each_other(self):
        text = (
            '<MPD mediaPresentationDuration="PT2S"><Period>'
            '<AdaptationSet><SegmentTemplate duration="2" media="$RepresentationID$"/>'
            '<Representation id="low"/><Representation id="high"/></AdaptationSet>'
            '<AdaptationSet><Representation id="sound"><BaseURL>s.mp4</BaseURL></Representation>'
            "</AdaptationSet>"
            "</Period></MPD>"
        )
        low, high, sound = mentions_in_dash(text.encode(), MPD)
        assert low.choice == high.choice != sound.choice
        assert low.option != high.option

    def test_a_live_one_says_what_it_lists_and_no_more(self):
        live = 'type="dynamic" mediaPresentationDuration="PT10S"'
        numbers = '<SegmentTemplate duration="2" initialization="init" media="$Number$"/>'
        assert names(f"<Period><AdaptationSet>{numbers}<Representation/></AdaptationSet></Period>", live) == [
            "init"
        ]

    @pytest.mark.parametrize(
        "text",
        [
            b"",
            b"<html/>",
            b"<MPD",
            b"\xff\xfe\x00",
            b"<MPD><Period><AdaptationSet><Representation/></AdaptationSet></Period></MPD>",
            b'<!DOCTYPE x [<!ENTITY a "&b;&b;"><!ENTITY b "xx">]><MPD><BaseURL>&a;</BaseURL></MPD>',
        ],
    )
    def test_what_says_nothing(self, text):
        assert mentions_in_dash(text, MPD) == []

    @pytest.mark.parametrize(
        "template",
        [
            '<SegmentTemplate timescale="999999999" duration="1" media="$Number%99d$"/>',
            with_timeline('<S d="1" r="999999999999"/>'),
            with_timeline('<S d="0" r="9"/><S d="-5" r="9"/>'),
            with_timeline('<S d="1" r="99"/>' * 20_000),
        ],
        ids=range(4),
    )
    def test_hostile_ones_are_bounded(self, template):
        begun = time.process_time()
        both = "<Representation/><Representation id='2'/>"
        found = names(f"<Period><AdaptationSet>{template}{both}</AdaptationSet></Period>")
        assert len(found) <= 10_000
        assert time.process_time() - begun < 2


def test_manifests():
    text = {
        "icons": [{"src": "a.png"}, {"sizes": "1x1"}, 5],
        "screenshots": [{"src": "b.png"}],
        "shortcuts": [{"icons": [{"src": "c.png"}]}, None],
        "start_url": "/",
    }
    assert [each.href for each in mentions_in_manifest("\ufeff" + json.dumps(text))] == [
        "a.png",
        "b.png",
        "c.png",
    ]


@pytest.mark.parametrize("text", ["", "[]", '{"icons": 5}', '{"icons": [{"src": 5}]}', "[" * 100_000, "{"])
def test_what_is_no_manifest(text):
    assert mentions_in_manifest(text) == []


def test_previews_in_webvtt():
    text = (
        "WEBVTT\n\n00:00.000 --> 00:05.000\nsprite.jpg#xywh=0,0,160,90\n\n00:05.000 --> 00:10.000\n"
        "sprite.jpg#xywh=160,0,160,90\n\n00:10.000 --> 00:15.000\nLook at photo.jpg, he said\n"
    )
    assert [each.href for each in mentions_in_vtt(text)] == ["sprite.jpg"]


def test_half_a_character_in_a_presentation_is_none():
    periods = (
        '<Period><AdaptationSet><Representation id="x&#xD800;"><BaseURL>a&#xD800;b.mp4</BaseURL>'
        "</Representation></AdaptationSet></Period>"
    )

    assert names(periods) == ["a%EF%BF%BDb.mp4"]
