"""Every form that a post has, read as users do: by the program's own detection, from a file."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from snapshotter.errors import PostError, UrlError
from snapshotter.manifest import cited_to_json
from snapshotter.model.post import CitedPost, Elsewhere, PostSource, SourceFailed
from snapshotter.posts.extract import extract_all
from snapshotter.posts.intake.formats import FORMATS, format_of
from snapshotter.posts.intake.sources import read_local
from tests.system.every_form import DATA, EVERY, EXPORTS

NAMES = [f"{each.format}:{each.path.name}" for each in EVERY]
LOCAL = [each for each in EVERY if each.path.is_file()]
ALL_NAMES = pytest.mark.parametrize("wanted", EVERY, ids=NAMES)


def there(path: Path) -> Path:
    if not path.exists():
        pytest.skip(f"the real material is not here: {path.name}")
    return path


def run(*arguments: str, stdin: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "snapshotter", "citations", *arguments],
        capture_output=True, input=stdin, timeout=60, check=False, env={**os.environ, "NO_COLOR": "1"},
    )  # fmt: skip


@pytest.fixture(scope="module")
def documents() -> dict[str, list[dict]]:
    """What one run of the program makes of all forms, by the source that each was read from."""
    ran = run("--json", *(str(each.path) for each in EVERY if each.path.exists()))
    assert ran.returncode == 0, ran.stderr.decode()
    found: dict[str, list[dict]] = {}
    for line in ran.stdout.decode("utf-8").splitlines():
        document = json.loads(line)
        found.setdefault(document["post"]["source"].partition("#")[0], []).append(document)
    return found


def of(documents: dict[str, list[dict]], path: Path) -> list[dict]:
    """In the order of the run; those of a folder are named by their files."""
    inside = f"{path}{os.sep}"
    return [
        one
        for name, many in documents.items()
        if name == str(path) or name.startswith(inside)
        for one in many
    ]


def cited(document: dict, region: str) -> list[str]:
    """The addresses of a region that can be captured, each once, in order."""
    found = (each for each in document["citations"] if each["region"] == region and each["skip"] is None)
    return list(dict.fromkeys(each["url"] for each in found))


@ALL_NAMES
def test_every_form_gives_its_citations(wanted, documents):
    there(wanted.path)
    found = of(documents, wanted.path)
    assert {one["post"]["format"] for one in found} == {wanted.format}
    assert len(found) == len(wanted.posts)
    for one, said in zip(found, wanted.posts, strict=True):
        post = one["post"]
        assert (post["title"] or None, post["author"], post["published"]) == (
            said.title,
            said.author,
            said.published,
        )
        assert said.uri is None or post["uri"] == said.uri
        body = cited(one, "body")
        assert (len(body) if isinstance(said.body, int) else sorted(body)) == (
            said.body if isinstance(said.body, int) else sorted(said.body)
        )
        assert cited(one, "code") == list(said.code) or not said.code
        assert len(one["unlinked"]) == said.unlinked


def test_a_zip_file_of_posts_is_a_catalogue_from_a_file_and_from_standard_input(tmp_path):
    root = there(EXPORTS / "mg-substack/test/fixtures")
    packed = tmp_path / "export.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(root.rglob("*")):
            archive.write(path, path.relative_to(root))
    from_file = run("--json", str(packed)).stdout.splitlines()
    piped = run("--json", "-", stdin=packed.read_bytes()).stdout.splitlines()
    titles = ["Plain Text", "Comment Buttons", "Talk to Us", "About Us"]
    for lines in (from_file, piped):
        assert [json.loads(line)["post"]["title"] for line in lines] == titles


CONTRACT_POST = {"uri", "source", "format", "title", "author", "published", "sha256"}
CONTRACT_CITATION = {
    "id", "ordinal", "url", "href", "url_key", "fragment", "kind", "region", "region_confidence",
    "anchor_text",
    "sentence", "heading", "selector", "quotes", "attribution", "memento", "rel", "skip",
}  # fmt: skip
KINDS = {
    "link", "bare", "image", "video", "audio", "embed", "quote-cite", "doi", "feed-enclosure", "jsonld",
}  # fmt: skip
REGIONS = {"body", "comments", "nav", "aside", "share", "footer", "code", "head"}


@ALL_NAMES
def test_documents_have_the_shape_of_the_contract(wanted, documents):
    there(wanted.path)
    for document in of(documents, wanted.path):
        assert document["schema_version"] == 1
        assert set(document) >= {"post", "citations", "unlinked"}
        assert set(document["post"]) >= CONTRACT_POST
        assert len(document["post"]["sha256"]) == 64
        ids = [each["id"] for each in document["citations"]]
        assert len(ids) == len(set(ids))
        assert [each["ordinal"] for each in document["citations"]] == list(range(1, len(ids) + 1))
        for each in document["citations"]:
            assert set(each) >= CONTRACT_CITATION
            assert each["kind"] in KINDS
            assert each["region"] in REGIONS
            assert 0 <= each["region_confidence"] <= 1
            assert set(each["selector"]) == {"css", "exact", "prefix", "suffix"}
            assert set(each["attribution"]) == {"publisher", "author", "title", "date"}
            assert each["memento"] is None or set(each["memento"]) == {"archive", "original", "datetime"}
            assert each["url"] or each["skip"], "what cannot be captured says why"
        for each in document["unlinked"]:
            assert set(each) == {"publisher", "author", "title", "date", "sentence"}


# Detection: by content, whatever a file is called.


def detected(name: str, data: bytes) -> str:
    return format_of(PostSource(name, data))


OWN_MARKS = [each for each in LOCAL if each.format not in ("markdown", "rst", "asciidoc", "org", "text")]
OWN_MARKS = [each for each in OWN_MARKS if not each.path.name.startswith("2023-")]


@pytest.mark.parametrize(
    "name", ["-", "post", "post.txt", "post.html", "post.xml", "post.json", "post.md", "post.eml"]
)
@pytest.mark.parametrize("wanted", OWN_MARKS, ids=[each.path.name for each in OWN_MARKS])
def test_formats_with_marks_are_known_under_any_name(wanted, name):
    assert detected(name, wanted.path.read_bytes()) == wanted.format


MARKUPS = [each for each in LOCAL if each.format in ("markdown", "rst", "asciidoc", "org", "text")]


@pytest.mark.parametrize("wanted", MARKUPS, ids=[each.path.name for each in MARKUPS])
def test_written_markups_are_told_from_each_other(wanted):
    data = wanted.path.read_bytes()
    assert detected("-", data) == wanted.format
    assert detected("post", data.replace(b"\n", b"\r\n")) == wanted.format
    assert detected("-", b"\xef\xbb\xbf" + data) == wanted.format


@pytest.mark.parametrize(
    ("folder", "pattern", "format"),
    [
        ("posts/peps", "*.rst", "rst"),
        ("posts/asciidoc", "*.adoc", "asciidoc"),
        ("posts/18f", "2*.md", "markdown"),
    ],
)
def test_written_markups_are_told_on_all_real_posts(folder, pattern, format):
    files = sorted(there(DATA / folder).glob(pattern))
    assert len(files) > 5
    for path in files:
        data = path.read_bytes()
        assert detected("-", data) == format, path.name
        if format == "markdown":
            assert detected("-", data.split(b"\n---\n", 1)[1]) == format, path.name


MARKDOWN_ABOUT = (
    "# Moving house\n\nIt looked [like this](https://x.example/):\n\n{fence}\n{code}\n{fence}\n\nAnd so on.\n"
)
CODE_OF_OTHERS = (
    "@article{key,\n  title = {T},\n  url = {https://x.example/}\n}",
    ".. note::\n\n   Old.\n\n.. _target: https://t.example/",
    "#+title: Old\n#+begin_src sh\nls\n#+end_src",
    "= Title\n:toc:\n\n== Section\nimage::x.png[]\n[source,ruby]",
    "<!doctype html><html><head><title>x</title></head></html>",
    "From a@b.example Thu Sep 14 08:00:00 2023\nSubject: x\nFrom: y\nDate: z",
)
NO_SUCH_FORMAT = [
    ("@ the meeting(held, on Monday) she said so.\n\nWrite to me@x.example or http://x.example/\n", "text"),
    ("To: whom it may concern\nRe: the bridge\nSubject: none\n\nI saw http://x.example/ here.\n", "text"),
    ("Date: 10 March 2016\nPlace: Berlin\nSubject: The bridge\nAuthor: M\n\nhttp://x.example/ is.\n", "text"),
    ("From what I know in 2016\nthe log stops. See http://x.example/\n", "text"),
    ("From Berlin, Thursday 10 March 2016\nthe log stops. See http://x.example/\n", "text"),
    ("Three points\n\n* It stops, see http://x.example/\n* Nobody read it\n** and more\n\nDone.\n", "text"),
    ("The Bridge\n==========\n\nSee http://x.example/\n\nSecond part\n-----------\n\nMore.\n", "text"),
    ("Some #hashtag and #+1 votes; see http://x.example/\n#1 in the charts\n", "text"),
    (".. and so it goes on, see http://x.example/ .\n.. _ not this\nWell:: nothing.\n", "text"),
    ("url and title, the two things\nI like most are at http://x.example/\n", "text"),
    ("[1] http://a.example/ first\n[2] http://b.example/ second\nThe text is [1] and [2].\n", "text"),
    ("As shown [1], the log stops.\n\n[1]: http://a.example/x\n", "text"),
    ("As the [log][1] has it.\n\n[1]: http://a.example/x\n", "markdown"),
    ('{"not": json at all, see http://x.example/\n', "text"),
    (
        "<!doctype html><html><head><title>About RSS</title></head><body><p>A feed begins with "
        '&lt;rss&gt; <pre><rss version="2.0"><channel></channel></rss></pre></body></html>',
        "html",
    ),
    ('<h1>About RSS</h1><p>See <a href="https://rss.example/">it</a>. <rss version="2.0">', "html"),
    (
        '<!doctype html><html><head><!-- http://wordpress.org/export/1.2/ --></head><body class="h-entry">'
        '<p>See <a href="https://x.example/">x</a></body></html>',
        "html",
    ),
    (
        '<!doctype html><html><head><title>Glossary</title></head><body><dl><dt><a href="https://x.example/">X</a>'
        "</dt><dd>is an x</dd></dl></body></html>",
        "html",
    ),
    (
        '<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x.dtd">\n'
        '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body/></html>',
        "html",
    ),
    ("% Encoding: UTF-8\nMade by JabRef.\n\n@Article{key,\n  title = {T},\n}\n", "bibtex"),
    ("The title\n#########\n\nSee `the log`__ for more::\n\n   code\n\n__ https://x.example/\n", "rst"),
    ("T\n===\n\n.. code-block:: bibtex\n\n   @article{key,\n   }\n\nSee `x <https://x.example/>`_.\n", "rst"),
    ("= T\n\n[source,bibtex]\n----\n@article{key,\n}\n----\n\nhttps://x.example/[the log].\n", "asciidoc"),
    ("#+title: T\n\n#+begin_src bibtex\n@article{key,\n}\n#+end_src\n", "org"),
    ("* Heading\n:PROPERTIES:\n:ID: x\n:END:\nSee [[https://x.example/][the log]].\n", "org"),
    ("Provider: Springer\nContent: text/plain\n\nTY  - JOUR\nTI  - X\nER  - \n", "ris"),
]  # fmt: skip


@pytest.mark.parametrize("fence", ["```", "~~~"])
@pytest.mark.parametrize("code", CODE_OF_OTHERS)
def test_a_post_about_another_format_is_what_it_is_written_in(code, fence):
    assert detected("-", MARKDOWN_ABOUT.format(code=code, fence=fence).encode()) == "markdown"
    assert detected("post.md", MARKDOWN_ABOUT.format(code=code, fence=fence).encode()) == "markdown"


@pytest.mark.parametrize(("text", "format"), NO_SUCH_FORMAT)
def test_nothing_is_taken_for_what_it_is_not(text, format):
    assert detected("-", text.encode()) == format


# Bad input: a result, or words that say what is wrong.


def outcome(data: bytes, format: str | None = None) -> list[Any]:
    """Everything that comes of some bytes; raises what is no refusal."""
    made: list[Any] = []
    try:
        for read in read_local("-", format=format, stdin=io.BytesIO(data)):
            made += extract_all(read)
    except (PostError, UrlError) as refusal:
        made.append(refusal)
    return made


def is_told(found: Any) -> bool:
    """A post that can be written as JSON, or a refusal that says what is wrong and what to do."""
    if isinstance(found, CitedPost):
        return bool(json.dumps(cited_to_json(found), ensure_ascii=False).encode("utf-8"))
    return isinstance(found, Elsewhere) or bool(found.message and found.hint)


SMALL = [each for each in LOCAL if each.path.stat().st_size < 30_000]


def damaged(data: bytes):
    """Cut off, changed, filled and mis-encoded."""
    size = len(data)
    yield from (data[: size * part // 12] for part in range(12))
    yield from (data[:-cut] for cut in (1, 3, 16))
    for step in (7, 101, 997):
        changed = bytearray(data)
        changed[step % size :: step] = bytes(0xFF - byte for byte in changed[step % size :: step])
        yield bytes(changed)
    yield data[: size // 2] + b"\0" * 40 + data[size // 2 :]
    yield data[: size // 3] + data[: size // 3] + data[size // 2 :]
    yield data + data
    yield data.replace(b'"', b"").replace(b"<", b"<<")
    yield data.replace(b"\n", b"")
    yield data.replace(b"\n", b"\xe2\x80\xa8")
    text = data.decode("utf-8", "replace")
    yield from (
        text.encode(name, "replace") for name in ("utf-16-le", "utf-16-be", "utf-16", "shift_jis", "latin-1")
    )
    yield b"\xff\xfe" + data


@pytest.mark.slow
@pytest.mark.parametrize("wanted", SMALL, ids=[each.path.name for each in SMALL])
def test_damaged_files_never_end_in_a_traceback(wanted):
    data = wanted.path.read_bytes()
    for number, changed in enumerate(damaged(data)):
        assert all(map(is_told, outcome(changed, wanted.format if number % 2 else None)))


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(
    "data", [b"", b" \n\t", b"\xef\xbb\xbf", b"\0" * 99, b"x", b"<", b"{", b"[", b"\x80", b"PK\x03\x04"]
)
def test_next_to_nothing_in_any_format(data, format):
    found = outcome(data, format)
    assert found
    assert all(map(is_told, found))


@pytest.mark.slow
@pytest.mark.parametrize("format", FORMATS)
def test_what_is_said_to_be_another_format_is_read_or_refused(format):
    one_of_each = {each.format: each.path for each in SMALL}
    for path in one_of_each.values():
        assert all(map(is_told, outcome(path.read_bytes(), format))), path.name


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-16", "utf-8-sig"])
@pytest.mark.parametrize("text", [
    "See https://a.example/ü and more words here.",
    "# T\n\nSee [x](https://a.example/ü) and more words here.",
    '<!doctype html><meta charset=utf-8><title>T</title><p>See <a href="https://a.example/ü">x</a>',
    "T\n===\n\nSee `x <https://a.example/ü>`_ and more.",
])  # fmt: skip
def test_text_in_wide_encodings(text, codec):
    (found,) = outcome(text.encode(codec))
    assert isinstance(found, CitedPost)
    assert [each.url for each in found.citations] == ["https://a.example/%C3%BC"]


HUGE = 600_000
ENDLESS = {
    "a line": (None, b"word " * (HUGE // 5)),
    "one word": (None, b"a" * HUGE),
    "spaces": (None, b" " * HUGE),
    "zeros": (None, b"\0" * HUGE),
    "elements": ("html", b"<div>" * (HUGE // 5)),
    "an attribute": ("html", b'<a href="http://x.example/' + b"a" * HUGE + b'">x</a>'),
    "less-than signs": ("html", b"<" * HUGE),
    "brackets": ("markdown", b"[" * HUGE),
    "quotations": ("markdown", b">" * HUGE),
    "emphasis": ("markdown", b"*a _b " * (HUGE // 6)),
    "spans of code": ("markdown", b"`a``b```" * (HUGE // 8)),
    "references": ("rst", b".. note:: x\n\n" + b"`a *b " * (HUGE // 6)),
    "sections": ("asciidoc", b"= T\n\n" + b"== a\n" * (HUGE // 5)),
    "headings": ("org", b"#+title: T\n" + b"* a\n" * (HUGE // 4)),
    "a header": ("email", b"Subject: " + b"x" * HUGE + b"\nFrom: a\nTo: b\n\nhttps://a.example/"),
    "a value": ("bibtex", b"@article{k, title={" + b"{" * HUGE),
    "lists": ("json-feed", b'{"version":"https://jsonfeed.org/version/1","items":' + b"[" * HUGE),
    "tags": ("rss", b'<rss version="2.0"><channel><item><description>' + b"<a>" * (HUGE // 3)),
    "entities": (
        "rss",
        b'<!DOCTYPE rss [<!ENTITY a0 "lol">'
        + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12))
        + b']><rss version="2.0"><channel><item><title>x</title><description>&a11;</description></item>'
        + b"</channel></rss>",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize(("format", "data"), ENDLESS.values(), ids=ENDLESS)
def test_what_has_no_end_ends(format, data):
    found = outcome(data, format)
    assert found
    assert all(map(is_told, found))


@pytest.mark.slow
def test_more_links_than_any_post_has_are_refused():
    rows = b"title,url\n" + b"".join(b"T,https://a.example/%d\n" % number for number in range(250_001))
    (refusal,) = outcome(rows)
    assert isinstance(refusal, PostError)
    assert refusal.code == "post.too-large"


# On the command line.


@pytest.mark.parametrize(
    ("arguments", "stdin", "code", "words"),
    [
        (["-"], b"", 2, "empty"),
        (["-"], b"\0\1\2\3" * 40, 2, "binary"),
        ([""], None, 2, "empty"),
        (["no such file"], None, 2, "no such file"),
        (["http://["], None, 2, "host"),
        (["-", "--format", "wordstar"], b"x", 2, "wordstar"),
        (["-", "--base-url", "ftp://x.example/"], b"x", 2, "not on the web"),
        (["-", "also missing"], b"https://a.example/", 3, "no such file"),
    ],
)
def test_exit_codes_and_words(arguments, stdin, code, words):
    ran = run(*arguments, stdin=stdin)
    assert (ran.returncode, words in ran.stderr.decode()) == (code, True), ran.stderr
    as_json = run(*arguments, "--json", stdin=stdin)
    documents = [json.loads(line) for line in as_json.stdout.splitlines()]
    assert [set(one) for one in documents if "error" in one] == [{"source", "error", "message"}]


def test_standard_input_may_be_closed():
    ran = subprocess.run(
        f'"{sys.executable}" -m snapshotter citations - <&-',
        shell=True,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 2, ran.stderr


def test_a_pipe_is_read_once(tmp_path):
    pipe = tmp_path / "pipe.md"
    os.mkfifo(pipe)
    writer = subprocess.Popen(["sh", "-c", f"echo 'See [x](https://a.example/).' > '{pipe}'"])
    ran = run(str(pipe), "--json")
    writer.wait(10)
    assert [each["url"] for each in json.loads(ran.stdout)["citations"]] == ["https://a.example/"]


HOSTILE = (
    '---\ntitle: "Evil \\e[31mred\\a \\u202Egnp.exe \\u009b31m \\u2028 x\\x85y"\nauthor: "x\\0y"\n---\n'
    "See [anchor \u202e text\u2028](https://a.example/\u202ex) and [b](<https://b.example/x y>).\n"
)


def test_hostile_titles_are_harmless_on_a_terminal(tmp_path):
    post = tmp_path / "post.md"
    post.write_text(HOSTILE, encoding="utf-8")
    odd = tmp_path / "b\x1b[31md.png"
    odd.write_bytes(b"\x89PNG")
    shown = (
        run(str(post)).stdout.decode()
        + run(str(odd)).stderr.decode()
        + run(str(post), str(odd)).stderr.decode()
    )
    assert "red" in shown
    assert all(letter.isprintable() for letter in shown.replace("\n", ""))


def test_a_document_is_one_line_whoever_counts(tmp_path):
    post = tmp_path / "post.md"
    post.write_text(HOSTILE, encoding="utf-8")
    (line,) = run("--json", str(post)).stdout.decode("utf-8").splitlines()
    assert "\x9b31m" in json.loads(line)["post"]["title"]


# Folders.


def test_a_folder_of_odd_things(tmp_path):
    deep = tmp_path / "sub" / "deep"
    deep.mkdir(parents=True)
    for name in ("odd name ☃ #1?.md", "new\nline.md", "sub/deep/q.txt", "sub/.hidden.md"):
        (tmp_path / name).write_text(f"See https://a.example/{len(name)} there.")
    (tmp_path / "empty.md").write_bytes(b"")
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\0\0\0")
    (tmp_path / "folder.md").mkdir()
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "sub" / "up").symlink_to("..")
    (tmp_path / "broken.md").symlink_to("nowhere")
    (tmp_path / "device.txt").symlink_to("/dev/zero")
    os.mkfifo(tmp_path / "pipe.md")
    ran = run("--json", str(tmp_path))
    found = [json.loads(line) for line in ran.stdout.splitlines()]
    assert ran.returncode == 3
    assert [Path(one["source"]).name for one in found if "error" in one] == ["picture.txt"]
    names = [str(Path(one["post"]["source"]).relative_to(tmp_path)) for one in found if "post" in one]
    assert names == ["new\nline.md", "odd name ☃ #1?.md", "sub/deep/q.txt"]


def test_a_large_file_of_a_folder_is_read_to_its_end(tmp_path, monkeypatch):
    from snapshotter.posts.intake import folders

    monkeypatch.setattr(folders, "LARGE_BYTES", 10_000)
    monkeypatch.setattr(folders, "HEAD_BYTES", 1000)
    page = (
        "<!doctype html><title>T</title>" + "<p>words</p>" * 2000 + '<p><a href="https://end.example/">x</a>'
    )
    (tmp_path / "a.html").write_text(page)
    (tmp_path / "b.md").write_text("# T\n\n" + "words\n\n" * 4000 + "[x](https://end.example/)")
    for read in read_local(str(tmp_path)):
        (found,) = extract_all(read)
        assert [each.url for each in found.citations] == ["https://end.example/"], found.post.source


def test_the_first_of_many_posts_comes_at_once(tmp_path):
    """Seen without a clock: it comes while most files are still to be read."""
    for number in range(3000):
        folder = tmp_path / f"{number % 30:02d}"
        folder.mkdir(exist_ok=True)
        (folder / f"{number:05d}.md").write_text(f"See [x](https://a.example/{number}).")
    posts = read_local(str(tmp_path))
    first = next(posts)
    for path in tmp_path.rglob("*.md"):
        path.unlink()
    assert isinstance(first, PostSource)
    assert all(isinstance(rest, SourceFailed) or rest.source for rest in posts)
