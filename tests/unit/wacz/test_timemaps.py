"""TimeMaps as files."""

from __future__ import annotations

import json
import re
from datetime import timedelta

from snapshotter.model.timemap import Memento, Part, TimeMap, link_format
from snapshotter.urls import Url
from snapshotter.wacz.timemaps import file_name, files
from tests.builders import START
from tests.unit.wacz.homes import SITE, page

LATER = START + timedelta(days=30)
BASE = "https://blog.example/archive"


def part(address, count=1):
    return Part({"link": address, "json": address}, 0, count)


def test_the_link_format_of_rfc_7089():
    original = Url("https://cited.example/a?b=1")
    mementos = tuple(Memento(at, f"{BASE}/web/{at:%Y%m%d}/x", 200) for at in (START, LATER))
    assert link_format(TimeMap(original, mementos), part(f"{BASE}/tm", 2)) == (
        '<https://cited.example/a?b=1>; rel="original",\n'
        f'<{BASE}/tm>; rel="self"; type="application/link-format"; '
        'from="Sun, 01 Mar 2026 12:30:45 GMT"; until="Tue, 31 Mar 2026 12:30:45 GMT",\n'
        f'<{BASE}/web/20260301/x>; rel="first memento"; datetime="Sun, 01 Mar 2026 12:30:45 GMT",\n'
        f'<{BASE}/web/20260331/x>; rel="last memento"; datetime="Tue, 31 Mar 2026 12:30:45 GMT"\n'
    )


def test_a_single_memento_is_first_and_last():
    timemap = TimeMap(Url("https://e.example/"), (Memento(START, "https://m.example/1", 200),))
    assert 'rel="first last memento"' in link_format(timemap, part(BASE))


def test_an_address_cannot_break_out_of_its_link():
    timemap = TimeMap(Url("https://e.example/"), (Memento(START, 'https://m.example/>; rel="x"\n<', 200),))
    assert len(re.findall(r"[<>]", link_format(timemap, part(BASE)))) == 6


def test_file_names_are_no_longer_than_file_systems_allow():
    long = Url("https://e.example/" + "ä/?" * 400)
    names = {file_name(long), file_name(Url(long + "x")), file_name(Url("https://e.example/a?b"))}
    assert len(names) == 3
    assert all(len(name) <= 220 and "/" not in name for name in names)
    assert "https%3A%2F%2Fe.example%2Fa%3Fb" in names


def test_nothing_makes_an_index_alone():
    assert list(files([], BASE)) == ["timemap/index.json"]


async def test_the_addresses_of_a_post(home, tmp_path):
    home.store(page("/a", seed=1), page("/a", seed=2, at=LATER), page("/b", seed=3)).post("one", *home.stored)
    written = home.exporting().timemaps(["one"], tmp_path / "out", BASE)
    index = json.loads((tmp_path / "out" / "timemap" / "index.json").read_text())["timemaps"]
    assert list(index) == [f"{SITE}/a", f"{SITE}/b"]
    assert len(written) == 5
    document = json.loads((tmp_path / "out" / index[f"{SITE}/a"]["json"]).read_text())
    mementos = document["mementos"]["list"]
    assert [one["datetime"] for one in mementos] == ["2026-03-01T12:30:45Z", "2026-03-31T12:30:45Z"]
    assert mementos[0]["uri"] == f"{BASE}/web/20260301123045/{SITE}/a"
    assert document["mementos"]["last"] == mementos[1]
    assert document["original_uri"] == f"{SITE}/a"
    assert document["self"] == f"{BASE}/timemap/json/https%253A%252F%252Fcited.example%252Fa.json"
    link = (tmp_path / "out" / index[f"{SITE}/a"]["link"]).read_text()
    assert f'<{BASE}/timemap/link/https%253A%252F%252Fcited.example%252Fa.link>; rel="self"' in link


async def test_mementos_may_be_addressed_in_another_way(home, tmp_path):
    home.store(page("/a")).post("one", *home.stored)
    home.exporting().timemaps(
        ["one"], tmp_path, BASE, "https://viewer.example/?source={wacz}#url={url}&ts={ts}"
    )
    (link,) = (tmp_path / "timemap" / "link").iterdir()
    assert (
        f"https://viewer.example/?source={BASE}/one.wacz#url={SITE}/a&ts=20260301123045" in link.read_text()
    )
