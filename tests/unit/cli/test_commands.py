"""Each command: flags in, one call of the workflow, data on stdout, an exit code."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import click
import pytest

from snapshotter.model.capture import Outcome, Reason, RecordLocation
from snapshotter.model.citation import Citation, Selector
from snapshotter.model.events import CaptureFinished, PostFinished, SourceFailed
from snapshotter.model.post import Post
from snapshotter.model.snapshot import CitationEntry, Manifest, Snapshot
from snapshotter.urls import Url
from snapshotter.workflows.audit_posts import AuditSummary
from snapshotter.workflows.tally import RunTally
from tests.unit.cli.conftest import citation, cited

URL = "https://cited.example/a"
FAILED = SourceFailed("none.html", "post.unreadable", "none.html: no such file", "Name one that is there.")


def snapshot(outcome=Outcome.CAPTURED, reason=None):
    location = RecordLocation("a.warc.gz", 7, 100, "sha256:" + "0" * 64)
    return Snapshot("id-1", datetime(2026, 1, 2, tzinfo=UTC), outcome, reason, 200, URL, "T", location)


def post_finished(**changes):
    counts = {"citations": 3, "captured": 3, "partial": 0, "failed": 0, "skipped": 0}
    return PostFinished("a-post", "warcs/manifests/a-post.json", **(counts | changes))


def summary(*posts, failures=(), outcomes=()):
    tally = RunTally()
    for event in outcomes:
        tally.note(event)
    return SimpleNamespace(posts=posts, failures=failures, tally=tally)


def test_citations_for_people(wiring, invoke):
    skipped = citation(
        ordinal=2, url=None, href="mailto:a@b.example", skip="mailto", anchor_text="write\n me"
    )
    wiring.answers["read_citations"] = [cited("p.html", citation(), skipped)]
    result = invoke("citations", "p.html", "--base-url", "https://blog.example/p", "--format", "html")
    assert result.exit_code == 0, result.stderr
    lines = result.stdout.splitlines()
    assert lines[0] == "A post  <https://blog.example/p>"
    assert URL in lines[1]
    assert '"a source"' in lines[1]
    assert "mailto:a@b.example" in lines[2]
    assert '"write me"' in lines[2]
    assert "[skipped: mailto]" in lines[2]
    (call,) = wiring.calls
    assert (call.args, call.base_url, call.format) == ((("p.html",),), "https://blog.example/p", "html")


def test_citations_in_json_are_one_document_a_line(wiring, invoke):
    wiring.answers["read_citations"] = [cited("p.html"), FAILED, cited("q.html")]
    result = invoke("--json", "citations", "p.html", "none.html", "q.html")
    assert result.exit_code == 3
    documents = [json.loads(line) for line in result.stdout.splitlines()]
    assert [document.get("source") or document["post"]["source"] for document in documents] == [
        "p.html",
        "none.html",
        "q.html",
    ]
    assert documents[0]["citations"][0]["url"] == URL
    assert result.stderr == ""


def test_text_of_the_web_cannot_drive_the_terminal(wiring, invoke):
    wiring.answers["read_citations"] = [cited("p.html", citation(anchor_text="\x1b[31mred\u202e"))]
    result = invoke("citations", "p.html")
    assert "\x1b" not in result.stdout
    assert "\u202e" not in result.stdout
    assert "[31mred" in result.stdout


def test_a_failed_source_among_others_is_partial(wiring, invoke):
    wiring.answers["read_citations"] = [FAILED, cited()]
    result = invoke("citations", "none.html", "p.html")
    assert result.exit_code == 3
    assert "none.html: no such file" in result.stderr
    assert URL in result.stdout


def test_a_lone_failed_source_is_its_own_error(wiring, invoke):
    wiring.answers["read_citations"] = [FAILED]
    result = invoke("citations", "none.html")
    assert result.exit_code == 2
    assert result.stderr == "snapshotter: none.html: no such file\n  Name one that is there.\n"


def test_a_failed_source_in_json_stands_in_its_place(wiring, invoke):
    wiring.answers["read_citations"] = [FAILED, FAILED]
    result = invoke("citations", "none.html", "none.html", "--json")
    assert result.exit_code == 2
    documents = [json.loads(line) for line in result.stdout.splitlines()]
    assert (
        documents
        == [{"source": "none.html", "error": "post.unreadable", "message": "none.html: no such file"}] * 2
    )
    assert json.loads(result.stderr)["error"] == "post.unreadable"


@pytest.mark.parametrize("place", ["before", "after"])
def test_global_options_stand_before_or_after(wiring, invoke, tmp_path, place):
    wiring.answers["list_posts"] = ()
    options = ["--home", str(tmp_path / "elsewhere"), "--json", "-q", "--no-color"]
    result = invoke(*(options if place == "before" else []), "list", *(options if place == "after" else []))
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout) == {"schema_version": 1, "posts": []}
    assert wiring.calls[0].args[0] == tmp_path / "elsewhere"


def test_the_one_after_the_command_wins(wiring, invoke, tmp_path):
    wiring.answers["list_posts"] = ()
    invoke("--home", str(tmp_path / "a"), "list", "--home", str(tmp_path / "b"))
    assert wiring.calls[0].args[0] == tmp_path / "b"


def test_what_stood_before_the_command_stays_whatever_click_says_of_it(wiring, invoke, tmp_path, monkeypatch):
    monkeypatch.setattr(click.Context, "get_parameter_source", lambda self, name: None)
    wiring.answers["list_posts"] = ()
    invoke("--home", str(tmp_path / "a"), "list")
    assert wiring.calls[0].args[0] == tmp_path / "a"


def test_the_home_of_the_environment(wiring, invoke, tmp_path, monkeypatch):
    wiring.answers["list_posts"] = ()
    monkeypatch.setenv("SNAPSHOTTER_HOME", str(tmp_path / "env"))
    invoke("list")
    assert wiring.calls[0].args[0] == tmp_path / "env"


def test_archive_passes_everything_on(wiring, invoke, tmp_path):
    wiring.answers["archive"] = summary(post_finished())
    (tmp_path / "config.toml").write_text(
        "[archive]\n[network]\nretries = 5\nconnect_to = ['::127.0.0.1:9']\n"
    )
    (tmp_path / "ca.pem").write_text("")
    arguments = ["archive", "p.html", "-", "--scope", "all", "--include", "*a*", "--include", "*b*"]
    arguments += ["--exclude", "*c*", "--limit", "0", "--dry-run", "--refresh", "--connect-to", "h:1:i:2"]
    arguments += ["--allow-private", "--insecure", "--user-agent", "U", "--proxy", "socks5://p:1"]
    arguments += [
        "--ca-bundle",
        "ca.pem",
        "--jobs",
        "2",
        "--timeout",
        "3",
        "--host-delay",
        "0",
        "--retries",
        "0",
    ]
    result = invoke(*arguments)
    assert result.exit_code == 0, result.stderr
    (call,) = wiring.calls
    assert call.args == (("p.html", "-"),)
    assert (call.scope, call.include, call.exclude, call.limit) == ("all", ("*a*", "*b*"), ("*c*",), 0)
    assert (call.dry_run, call.refresh, call.home) == (True, True, tmp_path)
    network = call.settings.network
    assert network.connect_to == ("h:1:i:2", "::127.0.0.1:9")
    assert (network.allow_private, network.insecure, network.user_agent) == (True, True, "U")
    assert (network.proxy, network.ca_bundle) == ("socks5://p:1", str(tmp_path / "ca.pem"))
    assert (network.jobs, network.timeout_s, network.host_delay_s, network.retries) == (2, 3.0, 0.0, 0)


def test_archive_without_options_takes_the_files_settings(wiring, invoke, tmp_path):
    wiring.answers["archive"] = summary(post_finished())
    text = "[archive]\nscope = 'all'\n[network]\nallow_private = true\njobs = 7\nretries = 3\n"
    (tmp_path / "config.toml").write_text(text)
    assert invoke("archive", "p.html").exit_code == 0
    (call,) = wiring.calls
    assert (call.scope, call.limit, call.include) == ("all", None, ())
    network = call.settings.network
    assert (network.allow_private, network.jobs, network.retries) == (True, 7, 3)


@pytest.mark.parametrize(
    ("counts", "code"),
    [({}, 0), ({"skipped": 2}, 0), ({"failed": 1}, 3), ({"partial": 1}, 3)],
)
def test_archive_exits_with_3_when_not_all_is_whole(wiring, invoke, counts, code):
    wiring.answers["archive"] = summary(post_finished(**counts))
    result = invoke("archive", "p.html", "--json")
    assert result.exit_code == code
    expected = {"slug": "a-post", "manifest": "warcs/manifests/a-post.json", "citations": 3, "captured": 3}
    zero = {"partial": 0, "failed": 0, "skipped": 0}
    assert json.loads(result.stdout)["posts"] == [expected | zero | counts]
    assert result.stderr == ""


def test_archive_names_every_failed_citation_at_the_end(wiring, invoke):
    reason = Reason("capture.dns", "cited.example does not resolve")
    event = CaptureFinished(URL, Outcome.FAILED, reason, None, 0, 1, 0.4)

    def archive(*_, watch, **__):
        watch(event)
        return summary(post_finished(captured=2, failed=1), outcomes=(event,))

    wiring.answers["archive"] = archive
    result = invoke("archive", "p.html")
    assert result.exit_code == 3
    assert "2 captured, 1 failed" in result.stdout
    progress, count, row, stored = result.stderr.splitlines()
    assert progress.startswith("failed    ---")
    assert count.split() == ["1", "failed"]
    assert row.split(maxsplit=3) == ["failed", URL, "capture.dns:", "cited.example does not resolve"]
    assert stored == "stored    0 B"
    assert invoke("archive", "p.html", "-q").stderr == ""


def test_what_was_stored_and_saved_is_told(wiring, invoke):
    event = CaptureFinished(
        URL,
        Outcome.CAPTURED,
        None,
        200,
        0,
        1,
        0.4,
        stored_bytes=900,
        saved_bytes=70_000,
        deduplicated=3,
        id="id-1",
    )

    def run(*_, watch, **__):
        watch(event)
        return summary(post_finished(), outcomes=(event,))

    wiring.answers["archive"] = run
    wiring.answers["capture"] = lambda *_, watch, **__: (watch(event), (snapshot(),))[1]
    archived = json.loads(invoke("archive", "p.html", "--json").stdout)
    captured = json.loads(invoke("capture", URL, "--json").stdout)
    assert (archived["stored_bytes"], archived["saved_bytes"]) == (900, 70_000)
    assert (captured["stored_bytes"], captured["saved_bytes"]) == (900, 70_000)
    line = "stored    900 B; 70.0 kB in 3 responses and pictures were in the archive already"
    for command in ("archive", "capture"):
        assert invoke(command, URL).stderr.splitlines()[-1] == line


def test_archive_with_a_failed_source_among_others(wiring, invoke):
    wiring.answers["archive"] = summary(post_finished(), failures=(FAILED,))
    result = invoke("archive", "p.html", "none.html", "--json")
    assert result.exit_code == 3
    assert [failure["source"] for failure in json.loads(result.stdout)["failures"]] == ["none.html"]


def test_capture_prints_a_line_a_page(wiring, invoke):
    wiring.answers["capture"] = (
        snapshot(),
        snapshot(Outcome.FAILED, Reason("capture.timeout", "60 s")),
    )
    result = invoke("capture", URL, "https://slow.example/", "--refresh")
    assert result.exit_code == 3
    assert result.stdout.splitlines() == [
        f"captured  id-1  {URL}  a.warc.gz 7",
        "failed  id-1  https://slow.example/  a.warc.gz 7  (capture.timeout: 60 s)",
    ]
    (call,) = wiring.calls
    assert (call.args, call.refresh) == (((URL, "https://slow.example/"),), True)


def test_capture_in_json_is_one_snapshot_a_line(wiring, invoke):
    wiring.answers["capture"] = (snapshot(), snapshot(Outcome.PARTIAL))
    result = invoke("capture", URL, URL, "--json")
    assert result.exit_code == 3
    documents = [json.loads(line) for line in result.stdout.splitlines()]
    assert [document["outcome"] for document in documents] == ["captured", "partial"]
    assert documents[0]["warc"]["offset"] == 7


def test_list_counts_by_the_newest_snapshot(wiring, invoke):
    entry = CitationEntry(citation(), (snapshot(Outcome.FAILED), snapshot()))
    wiring.answers["list_posts"] = (Manifest("a-post", cited().post, (entry, CitationEntry(citation()))),)
    result = invoke("list")
    assert result.stdout.split() == ["1", "of", "2", "captured", "a-post", "A", "post"]
    (post,) = json.loads(invoke("list", "--json").stdout)["posts"]
    assert (post["slug"], post["citations"], post["captured"], post["failed"]) == ("a-post", 2, 1, 0)


def test_a_list_of_nothing_says_so(wiring, invoke, tmp_path):
    wiring.answers["list_posts"] = ()
    result = invoke("list", "--home", str(tmp_path / "a"))
    assert (result.exit_code, result.stdout) == (0, "")
    assert f"There is no post at {tmp_path / 'a'}." in result.stderr
    assert invoke("list", "-q").stderr == ""


def test_show(wiring, invoke):
    document = {"post": {"title": "A post", "author": None}, "citations": [{"id": "c-1", "rel": []}, "x"]}
    wiring.answers["show"] = document
    assert invoke("show", "a-post").stdout.splitlines() == [
        "post:",
        "  title: A post",
        "citations:",
        "  -",
        "    id: c-1",
        "  - x",
    ]
    assert json.loads(invoke("show", "a-post", "--json").stdout) == document
    assert wiring.calls[0].args[2] == "a-post"


@dataclass
class Counts:
    captures: int = 2
    payloads: int = 30


def test_reindex(wiring, invoke):
    wiring.answers["reindex"] = Counts()
    assert invoke("reindex").stdout == "2 captures, 30 payloads\n"
    assert json.loads(invoke("reindex", "--json").stdout) == {
        "schema_version": 1,
        "captures": 2,
        "payloads": 30,
    }


def toured(*outcomes):
    """The manifest of a tour with so many citations."""
    post = Post(None, "p", "html", "A post", None, None, "0" * 64)
    entries = []
    for number, outcome in enumerate(outcomes, start=1):
        url = Url(f"https://cited-{number}.example/a/page")
        citation = Citation(
            f"c-{number:012}", number, url, url, None, None, None, "link", "body", 1.0, f"words {number}", "",
            None, Selector(),
        )  # fmt: skip
        reason = None if outcome is Outcome.CAPTURED else Reason("http.404", "the origin answered 404")
        taken = Snapshot(f"s{number}", datetime(2026, 1, 2, tzinfo=UTC), outcome, reason, 200)
        entries.append(CitationEntry(citation, (taken,)))
    return Manifest("a-post", post, tuple(entries))


def tour(archived):
    return SimpleNamespace(archived=archived, audited=AuditSummary((), ()), report=Path("/tour/report.html"))


def test_demo_keeps_its_archive_where_it_says(wiring, invoke, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    wiring.answers["demo"] = tour(summary(post_finished(failed=1)))
    wiring.answers["list_posts"] = (toured(Outcome.CAPTURED, Outcome.FAILED, Outcome.SKIPPED),)
    result = invoke("demo")
    assert result.exit_code == 0, result.stderr
    assert wiring.calls[0].home.is_dir()
    assert str(wiring.calls[0].home) in result.stderr
    invoke("demo", "--home", str(tmp_path / "tour"))
    assert wiring.calls[2].home == tmp_path / "tour"


def test_demo_shows_the_manifest_and_what_to_try_next(wiring, invoke, tmp_path):
    wiring.answers["demo"] = tour(summary(post_finished(failed=1)))
    wiring.answers["list_posts"] = (toured(Outcome.CAPTURED, Outcome.FAILED, Outcome.SKIPPED),)
    lines = invoke("demo", "--home", str(tmp_path)).stdout.splitlines()
    rows = [line.split() for line in lines if "cited-" in line]
    assert [(row[0], row[1]) for row in rows] == [("1", "captured"), ("2", "failed")]
    assert rows[1][-1] == "(http.404)"
    assert any("and 1 links" in line for line in lines)
    assert "The report, for your browser: /tour/report.html" in lines
    assert f"  snapshotter --home {tmp_path} show a-post" in lines
    assert f"  snapshotter --home {tmp_path} show c-000000000001" in lines


def test_a_demo_that_captures_nothing_is_a_failure(wiring, invoke):
    wiring.answers["demo"] = tour(summary(post_finished(captured=0, failed=3)))
    wiring.answers["list_posts"] = (toured(Outcome.SKIPPED),)
    assert invoke("demo").exit_code == 3
