"""``snapshotter robustify`` and ``references`` as programs, on an archive home with made-up snapshots."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys

import pytest

from tests.repairs import ARCHIVE, home_with, memento, own

A, B = "https://a.example/x", "https://b.example/y"
POST = f"---\ntitle: A post\n---\nSee [a]({A}).\r\n\nAnd <{B}>, too"
MARK_A = f' ([archived]({ARCHIVE}{A} "archived 2016-03-10"))'
MARK_B = f' ([archived]({ARCHIVE}{B} "archived 2016-03-10"))'
DONE = POST.replace(f"[a]({A})", f"[a]({A}){MARK_A}").replace(f"<{B}>", f"<{B}>{MARK_B}")


@pytest.fixture
def post(tmp_path):
    path = tmp_path / "post.md"
    path.write_bytes(POST.encode())
    return path


def run(home, *arguments, cwd=None, code=0):
    done = subprocess.run(
        [sys.executable, "-m", "snapshotter", "--home", home, *map(str, arguments)],
        capture_output=True,
        cwd=cwd,
        timeout=60,
        check=False,
    )
    assert done.returncode == code, done.stderr.decode()
    return done


def test_without_an_option_a_diff_that_patch_takes(tmp_path, post):
    home = home_with(tmp_path, post)
    done = run(home, "robustify", "post.md", cwd=tmp_path)
    assert post.read_bytes() == POST.encode()
    assert b"2 links with an archived copy" in done.stderr
    if shutil.which("patch") is None:
        pytest.skip("no patch on this machine")
    applied = subprocess.run(
        ["patch", "--binary", "-p1"],
        input=done.stdout,
        cwd=tmp_path,
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert applied.returncode == 0, applied
    assert post.read_bytes() == DONE.encode()


def test_in_place_twice_and_undone(tmp_path, post):
    home = home_with(tmp_path, post)
    post.chmod(0o640)
    run(home, "robustify", post, "--in-place")
    assert post.read_bytes() == DONE.encode()
    assert stat.S_IMODE(post.stat().st_mode) == 0o640
    before = post.stat().st_mtime_ns
    again = run(home, "robustify", post, "--in-place")
    assert b"nothing to change" in again.stderr
    assert post.stat().st_mtime_ns == before
    run(home, "robustify", post, "--undo", "--in-place")
    assert post.read_bytes() == POST.encode()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["home", "post.md"]


def test_into_another_file_from_another_folder_by_slug(tmp_path, post):
    home = home_with(tmp_path, post)
    out = tmp_path / "out.md"
    run(home, "robustify", "the-post", "-o", out, cwd="/")
    assert out.read_bytes() == DONE.encode()
    assert post.read_bytes() == POST.encode()
    run(home, "robustify", os.path.relpath(post, home), "-o", out, cwd=home)
    assert out.read_bytes() == DONE.encode()


def test_own_snapshots_need_a_public_address(tmp_path, post):
    home = home_with(tmp_path, post, own())
    without = run(home, "robustify", post)
    assert without.stdout == b""
    assert b"2 without: its snapshot has no public address; --base TEMPLATE gives one" in without.stderr
    base = "https://mine.example/{timestamp}/{url}"
    done = json.loads(run(home, "robustify", post, "--base", base, "--json").stdout)
    assert f"+See [a]({A}) ([archived](https://mine.example/20160310120000/{A}" in done["diff"]
    assert [each["url"] for each in done["marked"]] == [A, B]
    assert done["written"] is None


def test_only_what_is_lost(tmp_path, post):
    home = home_with(tmp_path, post, own(), memento)
    done = json.loads(run(home, "robustify", post, "--lost-only", "--json").stdout)
    assert (done["changed"], done["marked"]) == (False, [])
    assert {each["reason"] for each in done["left"]} == {"it is not lost"}


def test_a_post_that_changed_is_refused_by_name(tmp_path, post):
    home = home_with(tmp_path, post)
    post.write_text(f"See [b]({B}).")
    refused = run(home, "robustify", post, "--in-place", code=2)
    assert b"no longer cites https://a.example/x" in refused.stderr
    assert post.read_text() == f"See [b]({B})."


def test_words_may_change(tmp_path, post):
    home = home_with(tmp_path, post)
    post.write_text(f"Other words: [a, reworded]({A}) and <{B}>.")
    run(home, "robustify", post, "--in-place")
    assert post.read_text() == f"Other words: [a, reworded]({A}){MARK_A} and <{B}>{MARK_B}."


def test_what_is_no_post_here(tmp_path, post):
    home = home_with(tmp_path, post)
    stranger = tmp_path / "other.md"
    stranger.write_text("See [c](https://c.example/).")
    assert b"no post of this archive" in run(home, "robustify", stranger, code=2).stderr
    assert b"is no file here" in run(home, "robustify", "nothing", code=2).stderr
    assert b"{timestamp}" in run(home, "robustify", post, "--base", "https://x.example/", code=2).stderr
    assert b"one of them" in run(home, "robustify", post, "--in-place", "-o", "x", code=2).stderr


def test_undo_needs_no_archive(tmp_path, post):
    post.write_bytes(DONE.encode())
    run(tmp_path / "none", "robustify", post, "--undo", "--in-place")
    assert post.read_bytes() == POST.encode()


def test_the_source_of_a_page_that_was_archived_from_the_web(tmp_path, post):
    page = tmp_path / "page.html"
    link = '<link rel="canonical" href="https://blog.example/p">'
    page.write_text(f'{link}<p>See <a href="{A}">a</a> and <a href="https://c.example/">theirs</a>.</p>')
    home = home_with(tmp_path, page)
    page.rename(tmp_path / "elsewhere.html")
    post.write_text(f"---\ncanonical_url: https://blog.example/p\n---\nSee [a]({A}).\n")
    done = json.loads(run(home, "robustify", post, "--json").stdout)
    assert [each["url"] for each in done["marked"]] == [A]
    assert [each["reason"] for each in done["left"]] == ["the page cites it, and its source does not"]


def test_a_post_that_archive_has_registered(tmp_path, post):
    home = tmp_path / "home"
    run(home, "archive", "post.md", "--limit", "0", cwd=tmp_path)
    done = run(home, "robustify", post)
    assert done.stdout == b""
    assert b"0 links with an archived copy; nothing to change" in done.stderr


def test_references(tmp_path, post):
    home = home_with(tmp_path, post, own(), memento)
    (first, second) = json.loads(run(home, "references", "the-post", "--format", "csl-json").stdout)
    assert (first["URL"], second["URL"]) == (A, B)
    assert first["author"] == [{"family": "Doe", "given": "Jane"}]
    out = tmp_path / "list.bib"
    run(home, "references", post, "--format", "bibtex", "-o", out)
    assert out.read_text().count("@misc{") == 2
    assert run(home, "references", post).stdout.startswith(b'<ol class="references">')
    assert len(json.loads(run(home, "references", post, "--json").stdout)["references"]) == 2
