"""reStructuredText: what docutils knows, what others have added, and what neither survives."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from snapshotter.posts.readers import rst
from tests.unit.posts.reading import DATA, addresses, links, parts, posts

PEPS = DATA / "posts" / "peps"
needs_data = pytest.mark.skipif(not PEPS.is_dir(), reason="the real documents are not here")


def cited(text):
    (post,) = posts("rst", text)
    return post


def found(text):
    return links("rst", text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("`t <http://a.example/>`_ `u <http://a.example/u>`__", ["http://a.example/", "http://a.example/u"]),
        ("`The name`_\n\n.. _the name: http://a.example/", ["http://a.example/"]),
        ("`x <y_>`_\n\n.. _y: http://a.example/y", ["http://a.example/y"]),
        ("one_\n\n.. _one: two_\n.. _two: http://a.example/2", ["http://a.example/2"]),
        ("any__\n\n__ http://a.example/any", ["http://a.example/any"]),
        (".. _unused: http://a.example/", []),
        ("See http://a.example/x_(y).", ["http://a.example/x_(y)"]),
        ("|i|\n\n.. |i| image:: http://a.example/i.png\n   :target: http://a.example/t",
         ["http://a.example/t", "http://a.example/i.png"]),
        ("Word [1]_ [CIT]_\n\n.. [1] http://a.example/n\n.. [CIT] http://a.example/c",
         ["http://a.example/n", "http://a.example/c"]),
        (":pep:`8` :pep:`the guide <257#x>` :rfc:`2822`",
         ["https://peps.python.org/pep-0008/", "https://peps.python.org/pep-0257/#x",
          "https://datatracker.ietf.org/doc/html/rfc2822"]),
        (":any:`words <http://a.example/role>` :doi:`10.1000/182`",
         ["http://a.example/role", "https://doi.org/10.1000/182"]),
        (".. what:: `t <http://a.example/arg>`_\n   :link: http://a.example/opt\n\n   - http://a.example/in",
         ["http://a.example/arg", "http://a.example/opt", "http://a.example/in"]),
        (".. youtube:: abc123\n   :width: 4\n\n.. vimeo:: 12",
         ["https://www.youtube.com/embed/abc123", "https://player.vimeo.com/video/12"]),
        (".. image:: http://a.example/i.png\n   :width: very wide\n   :frob: 1", ["http://a.example/i.png"]),
        (".. figure:: http://a.example/f.png\n   :target: http://a.example/t\n\n   C `c <http://a.example/c>`_",
         ["http://a.example/t", "http://a.example/f.png", "http://a.example/c"]),
        (".. raw:: html\n\n   <iframe src=\"http://a.example/frame\"></iframe>", ["http://a.example/frame"]),
        (".. ifconfig:: x\n\n   http://a.example/if", ["http://a.example/if"]),
        ("+----+---\n| http://a.example/broken\n+--+", ["http://a.example/broken"]),
        ("`never closed <http://a.example/open", ["http://a.example/open"]),
        (".. include:: http://a.example/x\n\n.. comment http://a.example/c", []),
    ],
)  # fmt: skip
def test_addresses(text, expected):
    assert addresses("rst", f"Before.\n\n{text}\n") == expected


def test_code_is_code_and_words_are_words():
    text = (
        "Title\n=====\n\n``http://a.example/1`` ::\n\n   http://a.example/2\n\n"
        ".. code-block:: sh\n   :linenos:\n\n   curl http://a.example/3\n\n"
        "Part\n----\n\nOne. See `the *words* <http://a.example/4>`_ here. Two.\n"
    )
    cites = cited(text).citations
    assert [c.region for c in cites] == ["code", "code", "code", "body"]
    last = cites[-1]
    assert (last.anchor_text, last.heading) == ("the *words*", "Part")
    assert last.sentence == "See the *words* here."


def test_a_quotation_and_whom_it_is_by():
    (part,) = parts("rst", b"Said:\n\n   Quoted words.\n\n   -- Bo, `site <http://a.example/>`_\n")
    assert "<blockquote><p>Quoted words.</p></blockquote><figcaption>Bo, " in part.content


@pytest.mark.parametrize(
    ("text", "title", "author", "published", "uri"),
    [
        ("T\n#\n\n:date: 2010-10-03 10:20\n:author: Ann\n:canonical: https://b.example/p\n\nX",
         "T", "Ann", "2010-10-03", "https://b.example/p"),
        ("PEP: 8\nTitle: Style\nAuthor: Ann <a@b.example>,\n        Bo <b@b.example>\n"
         "Created: 05-Jul-2001\n\n\nAbstract\n========\n\nX",
         "Style", "Ann, Bo", "2001-07-05", None),
        (".. title: Nikola\n.. slug: n\n.. date: 2012-09-15 19:52:05 UTC\n.. author: Cy\n\nX",
         "Nikola", "Cy", "2012-09-15T19:52:05Z", None),
        ("T\n=\n\n:Authors: Ann; Bo\n:Date: March 10, 2016\n\nX", "T", "Ann, Bo", "2016-03-10", None),
    ],
)  # fmt: skip
def test_what_a_post_says_of_itself(text, title, author, published, uri):
    post = cited(text).post
    assert (post.title, post.author, post.published, post.uri) == (title, author, published, uri)


def test_what_a_field_cites_is_attached():
    (part,) = parts("rst", b"T\n=\n\n:source: https://a.example/s\n:slug: x\n\nWords.\n")
    assert [(a.href, a.kind) for a in part.attachments] == [("https://a.example/s", "link")]
    assert "a.example" not in part.content


def test_nothing_is_read_from_disk(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("http://secret.example/")
    for text in (
        f".. include:: {secret}",
        f".. raw:: html\n   :file: {secret}",
        f".. csv-table::\n   :file: {secret}",
    ):
        assert found(f"X\n\n{text}\n") == []


def test_messages_are_no_text():
    (part,) = parts("rst", b"T\n==\n\nX\n-\n\n.. frob::\n\n   words\n\n:nosuch:`role` `lost`_ |sub| *open\n")
    assert "words" in part.content
    assert "role" in part.content
    for word in ("Unknown", "System Message", "WARNING", "ERROR", "Inline emphasis"):
        assert word not in part.content


def test_roles_of_one_document_are_unknown_in_the_next():
    cited(".. role:: own(raw)\n   :format: html\n\n:own:`<b>`")
    assert found(":own:`x <http://a.example/>`") == [("http://a.example/", "link", "body", "x")]


@pytest.mark.parametrize(
    "text",
    [
        "`a " * 40_000,
        "|a|\n\n"
        + "".join(f".. |{a}| replace:: |{b}| |{b}| |{b}|\n" for a, b in pairwise("abcdefghijklmnopqrstu")),
        "".join(" " * n + "- a\n\n" for n in range(300)),
        "a\n=\n\nb\n-\n\n" * 10_000,
        "|===\n|a\n" * 10_000,
        "\0\1\2 http://x",
        "=" * 100_000,
    ],
)  # fmt: skip
def test_hostile_texts_end(text):
    assert cited(f"See `w <http://a.example/>`_.\n\n{text}\n").citations[0].url == "http://a.example/"


def test_a_very_long_text_is_read_without_its_grammar():
    words = "Some words that go on for a line or so, as paragraphs do.\n" * 5 + "\n"
    text = (
        "Title\n=====\n\nSee `this page <http://a.example/1>`_, Python_ and `Named one`_ and `that`__. ``http://c.example/``\n\n"
        + words * 4000
        + ".. image:: http://a.example/i.png\n\nCode::\n\n   http://c.example/2\n\n.. _Python: http://a.example/py\n"
        ".. _named one: http://a.example/n\n__ http://a.example/any\n"
    )
    assert len(text) > rst.MAX_CHARS
    assert found(text) == [
        ("http://a.example/1", "link", "body", "this page"),
        ("http://a.example/py", "link", "body", "Python"),
        ("http://a.example/n", "link", "body", "Named one"),
        ("http://a.example/any", "link", "body", "that"),
        ("http://c.example/", "bare", "code", "http://c.example/"),
        ("http://a.example/i.png", "image", "body", ""),
        ("http://c.example/2", "bare", "code", "http://c.example/2"),
    ]


_URL = re.compile(r"https?://[^\s<>`\"]+")


@needs_data
def test_every_address_of_real_documents_is_found():
    expected = 0
    for file in sorted(PEPS.glob("*.rst")):
        text = file.read_text(encoding="utf-8")
        hrefs = {c.href for c in cited(file.read_bytes()).citations}
        written = {match[0].rstrip(".,;:)'*") for match in _URL.finditer(text)}
        # Targets that no reference leads to are not shown by any renderer.
        for name, address in re.findall(r"^\.\. _`?([^:`\n]+)`?: (https?://\S+)$", text, re.MULTILINE):
            used = re.search(
                rf"(?i)`?{re.escape(name)}`?_\b|<{re.escape(name)}_>",
                re.sub(r"\s+", " ", text.replace(f"_{name}:", "")),
            )
            if not used and text.count(address) == 1:
                written.discard(address)
        expected += len(written)
        assert {
            href for href in written if not any(known.rstrip("/") == href.rstrip("/") for known in hrefs)
        } == set(), file.name
    assert expected > 200


@needs_data
def test_the_words_of_links_in_real_documents():
    expected = 0
    for file in sorted(PEPS.glob("*.rst")):
        text = re.sub(r"(?m)^( +)", "", file.read_text(encoding="utf-8"))
        cites = {(c.href, c.anchor_text) for c in cited(file.read_bytes()).citations}
        pairs = re.findall(r"(?<!`)`([^`<>]+?)\s+<(https?://[^<>`]+)>`__?", text)
        for name, href in re.findall(r"^\.\. _`?([^:`\n]+)`?: (https?://\S+)$", text, re.MULTILINE):
            shown = re.search(rf"(?i)`({re.escape(name)})`_(?!_)", " ".join(text.split()))
            pairs += [(shown[1], href)] if shown else []
        expected += len(pairs)
        for words, href in pairs:
            assert ("".join(href.split()), " ".join(words.split())) in cites, file.name
    assert expected > 25
