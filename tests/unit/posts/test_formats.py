"""Formats, encodings, and input that is no post."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import pytest

from snapshotter.errors import PostError, UrlError
from snapshotter.model.post import PostSource
from snapshotter.pagemeta.encoding import decode
from snapshotter.posts.extract import extract
from snapshotter.posts.intake.formats import format_of
from snapshotter.posts.intake.sources import read_local


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (PostSource("p.txt", b"<p>x", format="html"), "html"),
        (PostSource("p.txt", b"# x", format="md"), "markdown"),
        (PostSource("https://a.example/p.php", b"x", media_type="text/html; charset=utf-8"), "html"),
        (PostSource("https://a.example/p.md", b"x", media_type="text/plain"), "markdown"),
        (PostSource("https://a.example/p.md?raw=1", b"x"), "markdown"),
        (PostSource("p.HTM", b"x"), "html"),
        (PostSource("p.md", b"<html>"), "markdown"),
        (PostSource("-", b"\xef\xbb\xbf <!DOCTYPE html><p>x"), "html"),
        (PostSource("-", b"---\ntitle: x\n---\nHello"), "markdown"),
        (PostSource("-", b"Some [link](http://a.example) here"), "markdown"),
        (PostSource("-", b"Some <a href=x>link</a> here"), "html"),
        (PostSource("-", b"Some http://a.example here"), "text"),
        (PostSource("post.php", b"<div>x</div>"), "html"),
    ],
)
def test_format(source, expected):
    assert format_of(source) == expected


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        (PostSource("p.html", b""), "empty (0 bytes)"),
        (PostSource("p.html", b" \n\t"), "empty (3 bytes)"),
        (PostSource("p.txt", b"x", format="wordstar"), "no format 'wordstar'"),
        (PostSource("p.txt", b"PK\x03\x04...."), "a ZIP file"),
        (PostSource("p.txt", bytes(range(256)) * 4), "binary"),
        (PostSource("p.png", b"\x89PNG...."), "a PNG image"),
        (PostSource("p.json", b'{"x": 1}'), "a .json file"),
        (PostSource("https://a.example/", b"x", media_type="image/png"), "image/png"),
    ],
)
def test_what_cannot_be_read_says_what_it_is(source, complaint):
    with pytest.raises(PostError) as refusal:
        extract(source)
    assert complaint in refusal.value.message
    assert refusal.value.hint


@pytest.mark.parametrize(
    ("name", "text", "format"),
    [
        ("p.html.gz", b"<p>See <a href=http://a.example/>a</a>", "html"),
        ("p.md.gz", b"See [a](http://a.example/)", "markdown"),
        ("-", b"See http://a.example/ for more.", "text"),
    ],
)
def test_a_gzipped_post_is_what_is_in_it(name, text, format):
    cited = extract(PostSource(name, gzip.compress(text)))
    assert (cited.post.format, [c.url for c in cited.citations]) == (format, ["http://a.example/"])


def test_a_damaged_gzip_file_is_told():
    with pytest.raises(PostError, match="cannot be unpacked") as refusal:
        extract(PostSource("p.html.gz", b"\x1f\x8b\x08\x00" + b"x" * 100))
    assert refusal.value.code == "post.damaged"


@pytest.mark.parametrize(
    ("data", "media_type", "text"),
    [
        ("é".encode(), None, "é"),
        (b"\xe9", None, "é"),
        (b"\x93a\x94", "text/html; charset=ISO-8859-1", "“a”"),
        ("\ufeffé".encode("utf-16-le"), "text/html; charset=utf-8", "é"),
        ("\ufeffé".encode(), "text/html; charset=latin1", "é"),
        ('<meta charset="windows-1251">Я'.encode("cp1251"), None, '<meta charset="windows-1251">Я'),
        (
            b'<meta http-equiv=content-type content="text/html; charset=shift_jis">\x93\xfa',
            None,
            '<meta http-equiv=content-type content="text/html; charset=shift_jis">日',
        ),
        ("<meta charset=gb2312>新电脑".encode(), None, "<meta charset=gb2312>新电脑"),
        ("<meta charset=utf-16>é".encode(), None, "<meta charset=utf-16>é"),
        ("é".encode(), "text/html; charset=unicode_escape", "é"),
        (b"\xff\xe9\x81", "text/html; charset=utf-8", "\ufffd\ufffd"),
    ],
)
def test_decode(data, media_type, text):
    assert decode(data, media_type, markup=True) == text


def test_read_local_reads_files_and_standard_input(tmp_path):
    (tmp_path / "p.md").write_bytes(b"# x")
    (from_file,) = read_local(str(tmp_path / "p.md"), base_url="HTTPS://Blog.example/p")
    assert (from_file.data, from_file.base_url) == (b"# x", "https://blog.example/p")
    (from_stdin,) = read_local("-", format="text", stdin=io.BytesIO(b"x"))
    assert (from_stdin.source, from_stdin.data, from_stdin.format) == ("-", b"x", "text")


def test_read_local_takes_the_posts_of_a_folder_in_order(tmp_path):
    (tmp_path / "sub").mkdir()
    for name in ("b.md", "a.html", "sub/c.txt", "notes.bin"):
        (tmp_path / name).write_bytes(b"See http://a.example/.")
    read = list(read_local(str(tmp_path)))
    assert [Path(each.source).name for each in read] == ["a.html", "b.md", "c.txt"]


def test_read_local_says_what_is_wrong(tmp_path):
    with pytest.raises(PostError, match="no such file"):
        list(read_local(str(tmp_path / "none.html")))
    with pytest.raises(PostError, match="not on the web"):
        list(read_local("-", base_url="file:///p.html", stdin=io.BytesIO()))
    with pytest.raises(UrlError, match="no scheme"):
        list(read_local("-", base_url="blog.example/p", stdin=io.BytesIO()))
