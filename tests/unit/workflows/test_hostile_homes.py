"""An archive home that somebody sent: whatever stands in it, nothing outside of ``warcs/`` is read, nothing
acts on the terminal, and every table, index and page keeps its form."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import example, given
from hypothesis import strategies as st

from snapshotter.cli.main import program
from snapshotter.errors import CorruptRecord
from snapshotter.warc.reader import read_record, warc_path
from tests.library import cited, library, snapshot

SECRET = b"the words of a file that is none of the archive's"
URL = "https://cited.example/a"
EVIL = (
    "\x1b]0;owned\x07\x1b[31mred\x1b[2J\x9b31m",
    "two\r\nX-Forged: 1\r\n\r\n<script>alert(1)</script>",
    "nul\x00 line\u2028 paragraph\u2029 bidi\u202e next\u0085",
    '"><img src=x onerror=alert(1)>',
    "=HYPERLINK(\"http://evil.example\",\"x\")",
    "'; DROP TABLE capture; --",
    "{{ 7*7 }}{% raw %}",
    "]]></system-out><x>",
)  # fmt: skip
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def run(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(program, ["--home", str(home), *arguments])


@pytest.fixture
def hostile(tmp_path) -> Path:
    """A home whose page, post and citations say what they should not."""
    home = tmp_path / "home"
    made = library(home)
    entries = []
    for number, text in enumerate(EVIL, 1):
        url = f"{URL}?{number}"
        stored = made.page(url, seed=number, title=text, text=f"{text} {text}")
        entries.append(
            cited(number, url, snapshot(stored), anchor_text=text, sentence=text, heading=text, href=text)
        )
    made.post("evil", entries, title=EVIL[0] + EVIL[1], author=EVIL[3], source=EVIL[1])
    made.close()
    return home


class TestWords:
    @pytest.mark.parametrize(
        "arguments",
        ["list", "show c-000000000001", "show evil", "verify", "judge", "report --format md"],
    )
    def test_nothing_acts_on_the_terminal(self, hostile, arguments):
        said = run(hostile, *arguments.split())
        assert said.exit_code in (0, 2, 5, 10), said.output
        assert not _CONTROLS.search(said.output), repr(_CONTROLS.search(said.output))

    def test_machines_get_a_document(self, hostile):
        for arguments in (("list", "--json"), ("show", "c-000000000002", "--json"), ("judge", "--json")):
            assert json.loads(run(hostile, *arguments).stdout)

    def test_a_table_keeps_its_rows(self, hostile):
        said = run(hostile, "report", "--format", "csv").stdout
        rows = list(csv.reader(said.splitlines(keepends=True)))
        assert {len(row) for row in rows} == {len(rows[0])}
        assert not [cell for row in rows for cell in row if cell[:1] in "=+-@\t\r" and cell]

    def test_a_report_runs_no_script(self, hostile):
        said = run(hostile, "report", "--format", "html").stdout
        assert "<script>alert" not in said
        assert "<img src=x" not in said
        assert "\x1b" not in said

    def test_a_test_report_is_whole_xml(self, hostile):
        from lxml import etree

        said = run(hostile, "report", "--format", "junit").stdout
        assert etree.fromstring(said.encode()).xpath("//x") == []

    def test_the_index_has_a_line_a_record(self, hostile):
        for path in (hostile / "warcs" / "index").glob("*.cdxj"):
            for line in path.read_bytes().splitlines():
                json.loads(line.split(b" ", 2)[2])


NAMES = (
    "../outside.warc.gz",
    "../../outside.warc.gz",
    "manifests/../../outside.warc.gz",
    "ABSOLUTE",
    "./../outside.warc.gz",
    "a\x00b",
    "..",
    "",
    "x" * 5000,
    "\ud800",
)


class TestPaths:
    """``OUTSIDE`` is a sound WARC file beside ``warcs/``, which manifests and indexes name in every way."""

    @pytest.fixture
    def home(self, tmp_path) -> Path:
        home, other = tmp_path / "home", tmp_path / "other"
        for where, body in ((home, b"<!doctype html><p>ours"), (other, SECRET)):
            made = library(where)
            stored = made.page(URL, seed=body, body=body, text=body.decode(), title=body.decode())
            made.post("post", [cited(1, URL, snapshot(stored))], title="A post")
            made.close()
        secret = next((other / "warcs").glob("*.warc.gz"))
        shutil.copy(secret, home / "outside.warc.gz")
        for place in (
            "manifests/post.json",
            *(f"index/{each.name}" for each in (other / "warcs" / "index").iterdir()),
        ):
            shutil.copy(other / "warcs" / place, home / "warcs" / place)
        (home / "warcs" / "catalogue.sqlite").unlink()
        self.named = secret.name
        return home

    def naming(self, home: Path, name: str) -> None:
        """Every mention of the file outside by ``name``."""
        written = json.dumps(str(home / "outside.warc.gz") if name == "ABSOLUTE" else name)
        for path in (*(home / "warcs" / "manifests").iterdir(), *(home / "warcs" / "index").iterdir()):
            path.write_text(path.read_text().replace(json.dumps(self.named), written))

    @pytest.mark.parametrize("name", NAMES, ids=lambda name: repr(name[:30]))
    def test_what_lies_outside_is_not_read(self, home, name, tmp_path):
        self.naming(home, name)
        package = tmp_path / "out.wacz"
        for arguments in (
            ("show", "c-000000000001"),
            ("verify",),
            ("report", "--format", "html"),
            ("export", "post", "-o", str(package)),
        ):
            said = run(home, *arguments)
            assert said.exit_code != 1, (arguments, said.output, said.exception)
        assert self.judged(home) == 0
        assert not package.exists() or SECRET not in package.read_bytes()

    def test_and_it_would_be_there_to_read(self, home):
        """The same with the file where it belongs, or the test above would say nothing."""
        (home / "outside.warc.gz").rename(home / "warcs" / self.named)
        assert self.judged(home) == 1

    def judged(self, home: Path) -> int:
        """How many records of the post can be read."""
        said = run(home, "judge", "post", "--json").stdout
        return len(json.loads(said)["records"]) if said else 0


@pytest.fixture(scope="module")
def empty(tmp_path_factory) -> Path:
    home = tmp_path_factory.mktemp("empty")
    (home / "warcs" / "index").mkdir(parents=True)
    return home


@given(st.text(max_size=300))
@example("ж" * 200)
@example("\U0001f600" * 70)
@example("ж" * 99 + "x/" + "ж")
@example("index")
def test_every_name_leads_into_the_folder(empty, name):
    path = warc_path(empty, name)
    assert path.parent == empty / "warcs"
    assert path.name not in ("", ".", "..")
    assert not path.is_file()
    with pytest.raises(CorruptRecord, match="the file is missing"):
        read_record(path, 0)
