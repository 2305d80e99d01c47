"""Which posts a report is on, which citations fail, and what an archive's own files give."""

from __future__ import annotations

import json
import tracemalloc
from dataclasses import replace

import pytest
from click.testing import CliRunner

from snapshotter.cli.main import program
from snapshotter.errors import UsageError
from snapshotter.manifest import ManifestFiles
from snapshotter.report.rows import MAX_SEEN, rows_of
from snapshotter.workflows.report_posts import slugs_of
from tests.library import NOON as CAPTURED
from tests.library import library, snapshot
from tests.unit.report.posts import Memory, audit, entry, kept, post, report, two_posts, written

BOTH = ["bridges-and-ledgers", "the-ferry"]


@pytest.mark.parametrize(
    ("names", "slugs"),
    [
        ([], BOTH),
        (["the-ferry"], ["the-ferry"]),
        (["https://blog.example/the-ferry", "the-ferry"], ["the-ferry"]),
        (["warcs/manifests/the-ferry.json", "bridges-and-ledgers"], ["the-ferry", "bridges-and-ledgers"]),
    ],
)
def test_posts_are_named_as_people_name_them(names, slugs):
    assert slugs_of(names, Memory(*two_posts())) == slugs


def test_a_name_of_nothing_is_an_error():
    with pytest.raises(UsageError, match="no post here is called 'the-fairy'"):
        slugs_of(["the-fairy"], Memory(*two_posts()))


def test_a_check_of_the_wrong_folder_does_not_pass(tmp_path):
    failed = run(tmp_path, "--check")
    assert failed.exit_code == 2
    assert "no post here" in failed.stderr


def test_failing_citations_are_told_a_line_each():
    made = report()
    made.check()
    assert made.failing == [
        "bridges-and-ledgers: https://site-1.example/page/7: passage-missing, not confirmed: "
        "gone: “The ferry will leave the old harbour by the end of March”; looked at 2026-04-09",
        "bridges-and-ledgers: https://site-2.example/page/8: soft-404, not confirmed: "
        "it says so; captured 2026-03-10",
        "bridges-and-ledgers: https://site-2.example/page/11: moved, not confirmed: "
        "now at https://elsewhere.example/new; looked at 2026-04-09",
        "the-ferry: https://site-2.example/page/2: gone, confirmed: "
        "the site answered 410 Gone; looked at 2026-04-19",
        "the-ferry: https://site-0.example/page/3: dns-gone, not confirmed: "
        "the name has no address; looked at 2026-04-09",
        "the-ferry: https://site-1.example/page/4: drifted, confirmed: "
        "reworded: “The ferry will leave the old harbour by the end of March”; looked at 2026-04-09",
    ]


def test_the_newest_audit_counts_and_not_the_capture():
    lost_then_found = entry(1, audit("gone", days=1, confirmed=True), audit("unchanged", days=2))
    (row,) = rows_of(post("a", lost_then_found))
    assert (row.group, row.verdict) == ("sound", "unchanged")


def test_of_many_audits_the_newest_are_told():
    (row,) = rows_of(post("a", entry(1, *(audit("gone", days=day) for day in range(MAX_SEEN + 20)))))
    assert len(row.seen) == MAX_SEEN
    assert row.seen[-1].at == row.audit.checked_at


def test_what_no_program_of_ours_wrote_is_passed_over():
    strange = replace(entry(1), extra=(("audits", [{"verdict": "gone"}, 7, None]),))
    (row,) = rows_of(post("a", strange))
    assert (row.group, row.audited) == ("unaudited", False)


@pytest.mark.parametrize(
    ("published", "cited_at", "year"),
    [
        ("2016-03-10", None, 2016),
        ("2016", "2014-01-02T00:00:00Z", 2014),
        ("March", None, None),
        (None, None, None),
    ],
)
def test_a_citation_is_of_its_own_year_else_of_its_posts(published, cited_at, year):
    (row,) = rows_of(post("a", entry(1, cited_at=cited_at), published=published))
    assert row.year == year


def test_memory_does_not_grow_with_the_posts():
    """Kept, the sentences of all rows would be 11 MB more."""
    tracemalloc.start()
    peaks = []
    for posts in (5, 60):
        store = Endless(posts)
        made = report(manifests=store, slugs=store.slugs())
        tracemalloc.reset_peak()
        for _ in made.lines("csv"):
            pass
        peaks.append(tracemalloc.get_traced_memory()[1])
        assert made.tally.all.total == 20 * posts
    tracemalloc.stop()
    assert peaks[1] < peaks[0] + 2_000_000


class Endless(Memory):
    """Posts that are made when they are asked for, each of 20 citations."""

    def __init__(self, posts):
        self._posts = posts

    def slugs(self):
        return [str(number) for number in range(self._posts)]

    def load(self, slug):
        return post(
            slug, *(entry(number, audit("unchanged"), sentence="long " * 2_000) for number in range(20))
        )


def test_a_copy_of_another_archive_is_named():
    uri = "https://web.archive.example/web/2016/https://site-1.example/page/1"
    rescued = kept(1, provenance="memento", source={"uri_m": uri, "archive": "web.archive.example"})
    assert f'href="{uri}"' in written(report(post("a", entry(1, snapshot=rescued))), "html")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """An archive home with a real thumbnail, and two posts of manifests alone."""
    folder = tmp_path_factory.mktemp("archive")
    made = library(folder)
    stored = made.page("https://kept.example/", seed=1, at=CAPTURED)
    made.manifests.save(post("a-picture", entry(1, audit("gone"), snapshot=snapshot(stored))))
    made.close()
    for manifest in two_posts():
        ManifestFiles(folder).save(manifest)
    return folder


def run(home, *arguments):
    return CliRunner().invoke(program, ["--home", str(home), "report", *map(str, arguments)])


def test_a_thumbnail_is_taken_from_the_archive_where_it_is(home, tmp_path):
    for options, pictures in ((), 1), (("--no-thumbnails",), 0):
        assert run(home, "-o", tmp_path / "r.html", *options).exit_code == 0
        assert (tmp_path / "r.html").read_text().count("data:image/jpeg;base64,") == pictures


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("r.html", "<!doctype html>"),
        ("r.md", "# What"),
        ("r.csv", "post,"),
        ("r.xml", "<?xml"),
        ("r.svg", "<svg"),
    ],
)
def test_the_ending_says_what_is_written(home, tmp_path, name, begins):
    assert run(home, "-o", tmp_path / name).exit_code == 0
    assert (tmp_path / name).read_text().startswith(begins)
    assert [each.name for each in tmp_path.iterdir()] == [name]


def test_machine_output_is_json(home):
    told = json.loads(run(home, "--json", "the-ferry").stdout)
    assert [each["slug"] for each in told["posts"]] == ["the-ferry"]


def test_a_check_exits_with_10_by_the_policy(home):
    failed = run(home, "--check", "the-ferry")
    assert failed.exit_code == 10
    assert [line.split(": ")[2] for line in failed.stdout.splitlines()] == [
        "gone, confirmed",
        "dns-gone, not confirmed",
        "drifted, confirmed",
    ]
    assert "3 of 5 citations fail by the policy 'lost,changed'\n" in failed.stderr
    assert "; 2 were never audited" in run(home, "--check", "bridges-and-ledgers").stderr
    assert run(home, "--check", "--fail-on", "parked").exit_code == 0
    confirmed = run(home, "--check", "--fail-on", "confirmed:lost", "-q")
    assert (confirmed.exit_code, confirmed.stderr) == (10, "")
    assert len(confirmed.stdout.splitlines()) == 1
    assert run(home, "--check", "--fail-on", "nonsense").exit_code == 2


def test_a_check_can_write_a_report_as_well(home, tmp_path):
    file = tmp_path / "r.xml"
    beside = run(home, "--check", "-o", file, "the-ferry")
    assert beside.exit_code == 10
    assert file.read_text().count("<failure") == len(beside.stdout.splitlines()) == 3
    piped = run(home, "--check", "--format", "junit", "the-ferry")
    assert piped.exit_code == 10
    assert piped.stdout == file.read_text()
    told = json.loads(run(home, "--check", "--json", "the-ferry").stdout)
    assert len(told["failing"]) == 3


def test_a_file_that_cannot_be_written_is_an_error(home, tmp_path):
    failed = run(home, "-o", tmp_path / "none" / "r.html")
    assert failed.exit_code == 2
    assert "cannot be written" in failed.stderr


def test_a_report_that_breaks_off_leaves_the_old_one(home, tmp_path):
    file = tmp_path / "r.json"
    file.write_text("old")
    broken = tmp_path / "home"
    (broken / "warcs" / "manifests").mkdir(parents=True)
    (broken / "warcs" / "manifests" / "a.json").write_text("{")
    assert run(broken, "-o", file).exit_code == 4
    assert file.read_text() == "old"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["home", "r.json"]
