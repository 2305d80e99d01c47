"""``judge`` through the program: files, posts, the whole home."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from snapshotter.cli.main import program
from snapshotter.model.capture import Shape
from snapshotter.warc.archive import WarcArchive
from snapshotter.warc.containers import visits_in
from snapshotter.warc.visits import Visit
from tests.builders import capture, exchange, failed, message, response_head
from tests.unit.warc.test_visits import answer

WORDS = "The council met for the third time this month to talk about the bridge over the harbour. " * 9
ARTICLE = f"<title>Bridges</title><h1>Bridges</h1><p>{WORDS}".encode()
SHELL = b'<title>App</title><div id="root"></div><script src=/a.js></script>'


class Remembered:
    """A digest index that knows what it was told."""

    def __init__(self) -> None:
        self.known = {}

    def find(self, payload_digest, url=None):
        found = self.known.get(payload_digest)
        return found if found is None or url in (None, found.url) else None


@pytest.fixture
def home(tmp_path):
    archive = WarcArchive(tmp_path, Remembered())
    shown = capture(
        exchange("https://app.example/", seed=1, body=SHELL),
        seed=1,
        title="Bridges",
        text=WORDS,
        shape=Shape(words=140),
    )
    archive.append(shown)
    lost = exchange(
        "https://cited.example/lost",
        seed=2,
        status=404,
        response=message(response_head("404 Not Found"), b"<h1>Not Found</h1>"),
    )
    archive.append(capture(lost, seed=2, title="Not Found", text="Not Found", shape=Shape(words=2)))
    archive.append(failed(seed=3))
    archive.close()
    return tmp_path


def judged(*arguments: str):
    result = CliRunner().invoke(program, [*arguments, "--json"])
    return result, json.loads(result.stdout) if result.stdout else None


def classes(document) -> dict[str, str]:
    return {each["url"]: each["verdict"]["class"] for each in document["records"]}


def test_the_whole_home(home):
    result, document = judged("judge", "--home", str(home))
    assert result.exit_code == 0
    assert classes(document) == {
        "https://app.example/": "good",
        "https://cited.example/lost": "gone",
        "https://gone.example/": "empty",
    }
    assert document["damaged"] == []
    first = document["records"][0]
    assert set(first["verdict"]) == {"class", "confidence", "confirmed", "evidence", "rule", "rules_version"}
    assert first["record_id"].startswith("urn:uuid:")
    assert document["records"][2]["record_id"] is None


def test_a_file_of_another_tool(tmp_path):
    path = tmp_path / "other.warc.gz"
    wall = b"<title>Just a moment...</title><script>window._cf_chl_opt={}</script>"
    path.write_bytes(
        answer("https://a.example/wall", "text/html", wall, "403 Forbidden")
        + answer("https://a.example/b", "text/html", ARTICLE)
    )
    result, document = judged("judge", str(path), "--home", str(tmp_path))
    assert result.exit_code == 0
    assert classes(document) == {"https://a.example/wall": "challenge", "https://a.example/b": "good"}


def test_a_damaged_file_is_told_and_the_rest_judged(tmp_path):
    path = tmp_path / "torn.warc.gz"
    path.write_bytes(
        answer("https://a.example/a")[:-30] + answer("https://a.example/b", "text/html", ARTICLE)
    )
    result, document = judged("judge", str(path), "--home", str(tmp_path))
    assert result.exit_code == 5
    assert classes(document) == {"https://a.example/b": "good"}
    assert document["damaged"][0]["file"] == "torn.warc.gz"


def test_lines_for_people(home):
    result = CliRunner().invoke(program, ["judge", "--home", str(home)])
    assert [line.split()[0] for line in result.stdout.splitlines()] == ["good", "gone", "empty"]
    assert "1 good" in result.stderr


def test_neither_a_file_nor_a_post(tmp_path):
    result, _ = judged("judge", "no-such-post", "--home", str(tmp_path))
    assert result.exit_code == 2
    assert "no-such-post" in result.stderr


def test_a_home_without_anything(tmp_path):
    result, document = judged("judge", "--home", str(tmp_path))
    assert (result.exit_code, document["records"]) == (0, [])


def test_a_main_record_that_is_a_revisit_is_followed(tmp_path):
    """Within the file, and through the catalogue to another one."""
    index = Remembered()
    body = ARTICLE * 1600  # long enough that it is not stored again
    first = exchange("https://cited.example/a", seed=1, body=body)
    archive = WarcArchive(tmp_path, index)
    stored = archive.append(capture(first, seed=1, title=None, text=None))
    archive.close()
    index.known = {payload.digest: payload for payload in stored.payloads}
    again = exchange("https://cited.example/b", seed=2, body=body, destination="empty")
    other = WarcArchive(tmp_path, index)
    other.append(
        capture(
            exchange("https://cited.example/", seed=3),
            again,
            seed=2,
            title=None,
            text=None,
            main_exchange_id=again.id,
            url="https://cited.example/b",
            final_url=again.url,
        )
    )
    other.close()
    kinds = [
        each.response.header.get("WARC-Type")
        for path in sorted((tmp_path / "warcs").glob("*.warc.gz"))
        for each in visits_in(path)
        if isinstance(each, Visit) and each.response is not None
    ]
    assert sorted(kinds) == ["response", "revisit"]
    _, document = judged("judge", "--home", str(tmp_path))
    (verdict,) = [each["verdict"] for each in document["records"] if each["url"] == "https://cited.example/b"]
    assert verdict["class"] == "good"
    assert verdict["evidence"]["words"] > 300
